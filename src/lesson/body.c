/* body.c - the lines of a fenced block: a formula, then `key: text`. */
#include <string.h>

#include "lesson/lesson_internal.h"

/* Continuation lines of a key line are indented by this many spaces at least. */
#define CONTINUATION_INDENT 2
/* Separates a formula from its remark. */
static const char remark_mark[] = "::";

bool body_key_at(const Source *source, Span line, Span *key) {
    size_t at = line.start;
    while (at < line.end &&
           ((source->bytes[at] >= 'a' && source->bytes[at] <= 'z') ||
            (at > line.start && (source->bytes[at] == '-' || source->bytes[at] == '_')))) {
        at++;
    }
    bool colon = at < line.end && source->bytes[at] == ':';
    bool defines = at + 1 < line.end && source->bytes[at + 1] == '='; /* ab := ... is TeX */
    *key = (Span){line.start, at};
    return at - line.start >= 2 && colon && !defines;
}

static bool is_continuation(const Source *source, Span line) {
    size_t spaces = 0;
    while (line.start + spaces < line.end && source->bytes[line.start + spaces] == ' ') {
        spaces++;
    }
    return spaces >= CONTINUATION_INDENT ||
           (line.start < line.end && source->bytes[line.start] == '\t');
}

static const char *find_name(const Source *source, Span span, const char *const *names,
                             size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (span_is(source, span, names[i])) {
            return names[i];
        }
    }
    return NULL;
}

/* line := key ':' text { continuation } | formula */
static bool read_body_line(Reader *reader, Span line, const char *const *keys, size_t key_count,
                           Span *formula, Vector *lines) {
    const Source *source = &reader->source;
    Span text = span_trim(source->bytes, line);
    Span key = {0, 0};
    if (text.start == text.end) {
        return true;
    }
    if (lines->count > 0 && is_continuation(source, line)) {
        BodyLine *last = (BodyLine *)lines->items + lines->count - 1;
        last->text.start = last->text.start == last->text.end ? text.start : last->text.start;
        last->text.end = text.end;
        return true;
    }
    if (body_key_at(source, line, &key)) {
        const char *name = find_name(source, key, keys, key_count);
        if (name == NULL) {
            return refuse_name(reader, key.start, "key", span_text(reader, key), keys, key_count);
        }
        BodyLine *added = vector_add(reader->arena, lines, sizeof *added);
        Span value = span_trim(source->bytes, (Span){key.end + 1, line.end});
        *added = (BodyLine){.key = name, .key_span = key, .text = value};
        return true;
    }
    if (formula == NULL || lines->count > 0) {
        return refuse(reader, text.start,
                      formula == NULL ? arena_printf(reader->arena, "the keys are %s",
                                                     name_list(reader->arena, keys, key_count))
                                      : "a line that goes on is indented by two spaces; "
                                        "the formula stands before the first key",
                      "this line belongs to no key");
    }
    formula->start = formula->end == 0 ? text.start : formula->start;
    formula->end = text.end;
    return true;
}

bool body_split(Reader *reader, Span body, const char *const *keys, size_t key_count, Span *formula,
                Vector *lines) {
    size_t at = body.start;
    while (at < body.end) {
        size_t end = line_end(&reader->source, at);
        end = end < body.end ? end : body.end;
        if (!read_body_line(reader, (Span){at, end}, keys, key_count, formula, lines)) {
            return false;
        }
        at = end + 1;
    }
    const BodyLine *items = lines->items;
    for (size_t i = 0; i < lines->count; i++) {
        if (items[i].text.start == items[i].text.end) {
            return refuse(reader, items[i].key_span.start, NULL, "nothing follows `%s:`",
                          items[i].key);
        }
    }
    return true;
}

static bool is_white(const Source *source, size_t at) {
    return strchr(" \t\n", source->bytes[at]) != NULL;
}

const char *one_line(Reader *reader, Span span) {
    char *text =
        arena_copy(reader->arena, reader->source.bytes + span.start, span.end - span.start);
    size_t length = 0;
    for (const char *from = text; *from != '\0'; from++) {
        bool white = strchr(" \t\n", *from) != NULL;
        if (!white || (length > 0 && text[length - 1] != ' ')) {
            text[length] = white ? ' ' : *from;
            length++;
        }
    }
    text[length] = '\0';
    return text;
}

size_t remark_at(const Source *source, Span text) {
    size_t mark = sizeof remark_mark - 1;
    for (size_t at = text.start + 1; at + mark < text.end; at++) {
        if (is_white(source, at - 1) && memcmp(source->bytes + at, remark_mark, mark) == 0 &&
            is_white(source, at + mark)) {
            return at;
        }
    }
    return text.end;
}

bool remark_split(Reader *reader, const BodyLine *line, Span *tex, const char **remark) {
    const Source *source = &reader->source;
    size_t at = remark_at(source, line->text);
    *tex = line->text;
    *remark = NULL;
    if (at < line->text.end) {
        Span words = {at + sizeof remark_mark - 1, line->text.end};
        *tex = span_trim(source->bytes, (Span){line->text.start, at});
        *remark = one_line(reader, span_trim(source->bytes, words));
    }
    if (span_starts_with(source, line->text, remark_mark) || tex->start == tex->end) {
        return refuse(reader, line->key_span.start, NULL, "`%s:` has a remark but no formula",
                      line->key);
    }
    return true;
}
