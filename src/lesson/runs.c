/* runs.c - a line of prose as runs of one style each. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lesson/lesson_internal.h"

static bool same_text(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void close_run(LineBuilder *builder) {
    if (!builder->is_open) {
        return;
    }
    builder->open.text = arena_copy(builder->arena, builder->bytes.items, builder->bytes.count);
    Run *run = vector_add(builder->arena, &builder->runs, sizeof *run);
    *run = builder->open;
    builder->is_open = false;
    builder->bytes.count = 0;
}

void line_text(LineBuilder *builder, const Run *style, const char *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    const Run *open = &builder->open;
    bool same = builder->is_open && open->kind == style->kind && open->strong == style->strong &&
                open->emphasis == style->emphasis && same_text(open->target, style->target);
    if (!same) {
        close_run(builder);
        builder->open = *style;
        builder->is_open = true;
    }
    vector_add_bytes(builder->arena, &builder->bytes, bytes, length);
}

void line_add(LineBuilder *builder, const Run *run) {
    close_run(builder);
    Run *added = vector_add(builder->arena, &builder->runs, sizeof *added);
    *added = *run;
}

/* The entities that people type by hand; any other is shown as printed. */
static const struct {
    const char *name;
    const char *text;
} entities[] = {
    {"amp", "&"},
    {"lt", "<"},
    {"gt", ">"},
    {"quot", "\""},
    {"apos", "'"},
    {"nbsp", "\xc2\xa0"},
    {"ndash", "\xe2\x80\x93"},
    {"mdash", "\xe2\x80\x94"},
    {"hellip", "\xe2\x80\xa6"},
    {"copy", "\xc2\xa9"},
};

/* Digits of a numeric entity (CommonMark, section 2.5). */
#define ENTITY_DIGITS_MAX 7

/* The code point of "&#233;" or "&#xe9;", 0 when it names none. */
static uint32_t numeric_entity(const char *bytes, size_t length) {
    bool hexadecimal = bytes[2] == 'x' || bytes[2] == 'X';
    size_t skip = hexadecimal ? 3 : 2;
    char digits[ENTITY_DIGITS_MAX + 1] = {0};
    if (length <= skip + 1 || length - skip - 1 > ENTITY_DIGITS_MAX) {
        return 0;
    }
    memcpy(digits, bytes + skip, length - skip - 1);
    unsigned long value = strtoul(digits, NULL, hexadecimal ? 16 : 10);
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    bool control = value < 0x20 || (value >= 0x7F && value < 0xA0);
    return surrogate || control || value > 0x10FFFF ? 0 : (uint32_t)value;
}

void entity_write(Text *out, const char *bytes, size_t length) {
    if (length > 3 && bytes[1] == '#') {
        char utf8[4];
        uint32_t code_point = numeric_entity(bytes, length);
        if (code_point != 0) {
            text_append_bytes(out, utf8, utf8_encode(utf8, code_point));
            return;
        }
    }
    for (size_t i = 0; length > 2 && i < sizeof entities / sizeof entities[0]; i++) {
        if (strlen(entities[i].name) == length - 2 &&
            memcmp(entities[i].name, bytes + 1, length - 2) == 0) {
            text_append(out, entities[i].text);
            return;
        }
    }
    text_append_bytes(out, bytes, length);
}

static bool is_prose(const Run *run) {
    return run->kind == RUN_TEXT;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

/* The text with each stretch of white space made one space; none at the start or end where that is
 * asked for. */
static const char *tidy_spaces(Arena *arena, const char *text, bool at_start, bool at_end) {
    char *tidy = arena_copy(arena, text, strlen(text));
    size_t length = 0;
    for (const char *from = text; *from != '\0'; from++) {
        bool drop = is_space(*from) && (length == 0 ? at_start : tidy[length - 1] == ' ');
        if (!drop) {
            tidy[length] = is_space(*from) ? ' ' : *from;
            length++;
        }
    }
    while (at_end && length > 0 && tidy[length - 1] == ' ') {
        length--;
    }
    tidy[length] = '\0';
    return tidy;
}

/* Nothing to be seen at the end of a line: a break, or a text of spaces. */
static bool is_empty(const Run *run) {
    return run->kind == RUN_BREAK ||
           (is_prose(run) && run->text[strspn(run->text, " \t\n")] == '\0');
}

Line line_finish(LineBuilder *builder) {
    close_run(builder);
    Run *runs = builder->runs.items;
    size_t count = builder->runs.count;
    while (count > 0 && is_empty(&runs[count - 1])) {
        count--;
    }
    while (count > 0 && is_empty(runs)) {
        runs++;
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_prose(&runs[i])) {
            runs[i].text = tidy_spaces(builder->arena, runs[i].text, i == 0, i + 1 == count);
        }
    }
    Arena *arena = builder->arena;
    *builder = (LineBuilder){.arena = arena};
    return (Line){.count = count, .runs = runs};
}
