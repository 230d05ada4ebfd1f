/* html_text.c - characters, formulas and prose of a page, and where words lead. */
#include <stdlib.h>
#include <string.h>

#include "export/html_internal.h"
#include "lesson/remark.h"

/* ---- characters ---- */

void html_put_bytes(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        switch (bytes[i]) {
        case '&': text_append(out, "&amp;"); break;
        case '<': text_append(out, "&lt;"); break;
        case '>': text_append(out, "&gt;"); break;
        case '"': text_append(out, "&quot;"); break;
        default: text_append_char(out, bytes[i]);
        }
    }
}

void html_put_text(Text *out, const char *text) {
    html_put_bytes(out, text, strlen(text));
}

void html_put_tex(Text *out, const char *tex, size_t length, bool display) {
    text_printf(out, "<span class=\"tex%s\">", display ? " display" : "");
    html_put_bytes(out, tex, length);
    text_append(out, "</span>");
}

/* ---- where words lead ---- */

void html_put_address(Text *out, const Lesson *lesson, const char *id) {
    Arena *arena = arena_new();
    html_put_text(out, html_page_name(arena, lesson));
    arena_free(arena);
    if (id != NULL) {
        text_append_char(out, '#');
        html_put_text(out, id);
    }
}

/* The site's other lesson of that number, or NULL. */
static const Lesson *lesson_of_number(const HtmlPage *page, long number) {
    for (size_t i = 0; number > 0 && i < page->site->count; i++) {
        const Lesson *lesson = page->site->lessons[i];
        if (lesson->number == number && lesson != page->lesson) {
            return lesson;
        }
    }
    return NULL;
}

static bool has_id(const Lesson *lesson, const char *id) {
    for (size_t i = 0; i < lesson->claim_count; i++) {
        if (strcmp(claim_def(lesson->claims[i])->id, id) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < lesson->exercise_count; i++) {
        if (strcmp(lesson->exercises[i]->id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* The lesson whose claim or exercise has that id, this page's before others; or NULL. */
static const Lesson *lesson_of_id(const HtmlPage *page, const char *id) {
    if (page->lesson != NULL && has_id(page->lesson, id)) {
        return page->lesson;
    }
    for (size_t i = 0; i < page->site->count; i++) {
        if (has_id(page->site->lessons[i], id)) {
            return page->site->lessons[i];
        }
    }
    return NULL;
}

/* "3" of "lessons 3 and 6", or "lesson 3": a link where there is such a lesson. */
static void put_reference(HtmlPage *page, const char *bytes, size_t length, long number) {
    const Lesson *lesson = lesson_of_number(page, number);
    if (lesson != NULL) {
        text_append(page->out, "<a href=\"");
        html_put_address(page->out, lesson, NULL);
        text_append(page->out, "\">");
    }
    html_put_bytes(page->out, bytes, length);
    text_append(page->out, lesson != NULL ? "</a>" : "");
}

/* Length of what parts two numbers of an enumeration; 0 when it ends here. */
static size_t enumeration(const char *at) {
    static const char *const parts[] = {", ", " and ", " or ", " to "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length = strlen(parts[i]);
        if (strncmp(at, parts[i], length) == 0 && at[length] >= '1' && at[length] <= '9') {
            return length;
        }
    }
    return 0;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Prose without TeX. "lesson 3" and "lessons 3, 5 and 6" lead to these lessons. */
static void put_prose(HtmlPage *page, const char *text, size_t length) {
    Arena *arena = arena_new();
    const char *from = arena_copy(arena, text, length);
    for (const char *at = strstr(from, "esson"); at != NULL; at = strstr(at, "esson")) {
        const char *word = at - 1;
        at += strlen("esson");
        bool several = *at == 's';
        const char *number = at + (several ? 2 : 1);
        bool refers = word >= from && (*word == 'l' || *word == 'L') && number[-1] == ' ' &&
                      is_digit(*number);
        if (!refers) {
            continue;
        }
        const char *start = several ? number : word;
        do {
            char *end = NULL;
            long value = strtol(number, &end, 10);
            html_put_bytes(page->out, from, (size_t)(start - from));
            put_reference(page, start, (size_t)(end - start), value);
            from = at = end;
            number = start = end + (several ? enumeration(end) : 0);
        } while (start > from);
    }
    html_put_text(page->out, from);
    arena_free(arena);
}

/* ---- words ---- */

void html_put_words(HtmlPage *page, const char *words) {
    bool formula = false;
    Text piece;
    text_init(&piece);
    while (remark_next(&piece, &formula, &words)) {
        if (formula) {
            html_put_tex(page->out, piece.bytes, piece.length, false);
        } else {
            put_prose(page, piece.bytes, piece.length);
        }
    }
    text_clear(&piece);
}

void html_put_worded(HtmlPage *page, const char *name, const char *kind, const char *words) {
    if (words == NULL) {
        return;
    }
    text_printf(page->out, "<%s", name);
    if (kind != NULL) {
        text_printf(page->out, " class=\"%s\"", kind);
    }
    text_append_char(page->out, '>');
    html_put_words(page, words);
    text_printf(page->out, "</%s>\n", name);
}

void html_put_formula(HtmlPage *page, const char *tex, size_t length) {
    Text *out = page->out;
    Arena *arena = arena_new();
    const char *copy = arena_copy(arena, tex, length);
    bool rows = (strchr(copy, '&') != NULL || strstr(copy, "\\\\") != NULL) &&
                strstr(copy, "\\begin") == NULL;
    text_append(out, "<div class=\"formula\">");
    if (strchr(copy, '$') != NULL) {
        html_put_words(page, copy);
    } else {
        Text whole;
        text_init(&whole);
        text_printf(&whole, rows ? "\\begin{aligned}%s\\end{aligned}" : "%s", copy);
        html_put_tex(out, whole.bytes, whole.length, true);
        text_clear(&whole);
    }
    text_append(out, "</div>\n");
    arena_free(arena);
}

/* ---- prose ---- */

/* Where a link of a lesson may lead: a lesson may be anybody's, and a page runs what a link with a
 * scheme of its own says. */
static bool is_safe(const char *target) {
    static const char *const starts[] = {"https://", "http://", "mailto:", "#"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (strncmp(target, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return strchr(target, ':') == NULL;
}

/* A lesson that stands beside this one as a file has a page beside it: "03-x.md#y" is
 * "03-x.html#y".
 */
static void put_target(HtmlPage *page, const char *target) {
    size_t path = strcspn(target, "#?");
    bool lesson =
        strchr(target, ':') == NULL && path > 3 && strncmp(target + path - 3, ".md", 3) == 0;
    html_put_bytes(page->out, target, lesson ? path - 3 : path);
    html_put_text(page->out, lesson ? ".html" : "");
    html_put_text(page->out, target + path);
}

static void put_run_link(HtmlPage *page, const Run *run) {
    bool linked = run->target != NULL && is_safe(run->target);
    if (linked) {
        text_append(page->out, "<a href=\"");
        put_target(page, run->target);
        text_append(page->out, "\">");
    }
    html_put_text(page->out, run->text);
    text_append(page->out, linked ? "</a>" : "");
}

/* The id of a claim or an exercise leads to it. */
static void put_run_code(HtmlPage *page, const Run *run) {
    const Lesson *lesson = lesson_of_id(page, run->text);
    if (lesson != NULL) {
        text_append(page->out, "<a href=\"");
        html_put_address(page->out, lesson, run->text);
        text_append(page->out, "\">");
    }
    text_append(page->out, "<code>");
    html_put_text(page->out, run->text);
    text_append(page->out, lesson != NULL ? "</code></a>" : "</code>");
}

static void put_run(HtmlPage *page, const Run *run) {
    Text *out = page->out;
    text_append(out, run->strong ? "<strong>" : "");
    text_append(out, run->emphasis ? "<em>" : "");
    switch (run->kind) {
    case RUN_TEXT: put_prose(page, run->text, strlen(run->text)); break;
    case RUN_MATH: html_put_tex(out, run->text, strlen(run->text), false); break;
    case RUN_CODE: put_run_code(page, run); break;
    case RUN_LINK: put_run_link(page, run); break;
    case RUN_BREAK: text_append(out, "<br>"); break;
    }
    text_append(out, run->emphasis ? "</em>" : "");
    text_append(out, run->strong ? "</strong>" : "");
}

void html_put_line(HtmlPage *page, const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        put_run(page, &line->runs[i]);
    }
}

void html_put_element(HtmlPage *page, const char *name, const Line *line) {
    text_printf(page->out, "<%s>", name);
    html_put_line(page, line);
    text_printf(page->out, "</%s>\n", name);
}

void html_put_table(HtmlPage *page, const Block *block) {
    Text *out = page->out;
    text_append(out, "<div class=\"wide\"><table>\n");
    for (size_t row = 0; row < block->rows; row++) {
        text_append(out, "<tr>");
        for (size_t c = 0; c < block->columns; c++) {
            text_append(out, row == 0 ? "<th>" : "<td>");
            html_put_line(page, &block->cells[row * block->columns + c]);
            text_append(out, row == 0 ? "</th>" : "</td>");
        }
        text_append(out, "</tr>\n");
    }
    text_append(out, "</table></div>\n");
}
