/* scanner.c - finds formulas and fences in the raw bytes of a Markdown file.
 *
 * It knows just enough of Markdown to stay out of code and comments: lines with their quote marks
 * and list markers, fenced code, code spans, HTML comments, escaped characters. Everything is read
 * once, left to right; a search that fails is remembered, so that no input makes it quadratic. */
#include <string.h>

#include "lesson/lesson_internal.h"

/* A tab reaches to the next multiple of this many columns (CommonMark, section 2.2). */
#define TAB_COLUMNS 4
/* Digits of an ordered list's number (CommonMark, section 5.2). */
#define ORDINAL_DIGITS_MAX 9
#define FENCE_LENGTH_MIN 3
#define HEADING_LEVEL_MAX 6

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static size_t find_line_end(const Scan *scan, size_t offset) {
    const char *feed = memchr(scan->bytes + offset, '\n', scan->end - offset);
    return feed == NULL ? scan->end : (size_t)(feed - scan->bytes);
}

size_t scan_line_number(Scan *scan, size_t offset) {
    while (scan->line_at < offset) {
        const char *feed = memchr(scan->bytes + scan->line_at, '\n', offset - scan->line_at);
        if (feed == NULL) {
            scan->line_at = offset;
            break;
        }
        scan->line++;
        scan->line_at = (size_t)(feed - scan->bytes) + 1;
    }
    return scan->line;
}

/* Bytes of the list marker at offset ("-", "12."), 0 when there is none. */
static size_t list_marker(const Scan *scan, size_t offset, size_t end) {
    size_t at = offset;
    if (at < end && strchr("-+*", scan->bytes[at]) != NULL) {
        at++;
    } else {
        while (at < end && at - offset < ORDINAL_DIGITS_MAX && scan->bytes[at] >= '0' &&
               scan->bytes[at] <= '9') {
            at++;
        }
        if (at == offset || at == end || (scan->bytes[at] != '.' && scan->bytes[at] != ')')) {
            return 0;
        }
        at++;
    }
    return at == end || is_blank(scan->bytes[at]) ? at - offset : 0;
}

Prefix scan_prefix(const Scan *scan, size_t line_start) {
    Prefix prefix = {.end = find_line_end(scan, line_start)};
    size_t at = line_start;
    while (at < prefix.end) {
        char c = scan->bytes[at];
        size_t marker = 0;
        if (c == ' ') {
            prefix.column++;
            at++;
        } else if (c == '\t') {
            prefix.column += TAB_COLUMNS - prefix.column % TAB_COLUMNS;
            at++;
        } else if (c == '>') {
            prefix.quotes++;
            prefix.column = 0;
            at++;
            at += at < prefix.end && scan->bytes[at] == ' ' ? 1 : 0;
        } else if ((marker = list_marker(scan, at, prefix.end)) > 0) {
            prefix.indent = prefix.markers == 0 ? prefix.column : prefix.indent;
            prefix.markers++;
            prefix.column += marker;
            at += marker;
        } else {
            break;
        }
    }
    prefix.text = at;
    prefix.indent = prefix.markers == 0 ? prefix.column : prefix.indent;
    prefix.blank = at == prefix.end && prefix.markers == 0;
    return prefix;
}

bool scan_line_is_blank(const Scan *scan, size_t line_start, size_t quotes) {
    for (size_t at = line_start; at < scan->end && scan->bytes[at] != '\n'; at++) {
        if (scan->bytes[at] == '>' && quotes > 0) {
            quotes--;
        } else if (!is_blank(scan->bytes[at])) {
            return false;
        }
    }
    return true;
}

size_t scan_fence_run(const Scan *scan, size_t offset) {
    if (offset >= scan->end || (scan->bytes[offset] != '`' && scan->bytes[offset] != '~')) {
        return 0;
    }
    size_t at = offset;
    while (at < scan->end && scan->bytes[at] == scan->bytes[offset]) {
        at++;
    }
    if (at - offset < FENCE_LENGTH_MIN) {
        return 0;
    }
    /* The info string of a backtick fence holds no backtick: ```a``` is a code span. */
    size_t end = find_line_end(scan, at);
    bool is_span = scan->bytes[offset] == '`' && memchr(scan->bytes + at, '`', end - at) != NULL;
    return is_span ? 0 : at - offset;
}

/* Level of the heading whose marks (# to ######) stand at offset, 0 when there is none. */
static size_t heading_level(const Scan *scan, const Prefix *prefix) {
    size_t at = prefix->text;
    while (at < prefix->end && scan->bytes[at] == '#') {
        at++;
    }
    size_t level = at - prefix->text;
    bool closed = at == prefix->end || is_blank(scan->bytes[at]);
    return level <= HEADING_LEVEL_MAX && closed ? level : 0;
}

static bool starts_block(const Scan *scan, const Prefix *prefix, size_t quotes) {
    return prefix->blank || prefix->markers > 0 || prefix->quotes > quotes ||
           scan_fence_run(scan, prefix->text) > 0 || heading_level(scan, prefix) > 0;
}

size_t scan_paragraph_end(Scan *scan, size_t offset) {
    if (offset < scan->paragraph_end) {
        return scan->paragraph_end;
    }
    size_t at = find_line_end(scan, offset);
    while (at < scan->end) {
        Prefix prefix = scan_prefix(scan, at + 1);
        if (starts_block(scan, &prefix, scan->quotes)) {
            break;
        }
        at = prefix.end;
    }
    scan->paragraph_end = at;
    return at;
}

/* Skips the fenced code that opens in this line: to its closing fence, to the end of the quote or
 * list item around it, or to the end of the file. Returns the start of the line after it. */
static size_t skip_fence(Scan *scan, size_t line_start, const Prefix *opening, size_t run) {
    RawFence *fence = vector_add(scan->arena, &scan->fences, sizeof *fence);
    size_t info = opening->text + run;
    while (info < opening->end && is_blank(scan->bytes[info])) {
        info++;
    }
    *fence = (RawFence){.start = line_start, .info = {info, opening->end}, .end = opening->end};
    bool in_item = scan->item_indent > 0 && opening->column >= scan->item_indent;
    char mark = scan->bytes[opening->text];
    size_t at = opening->end;
    while (at < scan->end) {
        size_t start = at + 1;
        Prefix line = scan_prefix(scan, start);
        bool left_quote = line.quotes < opening->quotes;
        bool left_item = in_item && !line.blank && line.quotes == opening->quotes &&
                         line.indent < scan->item_indent;
        if (left_quote || left_item) {
            fence->end = start;
            return start;
        }
        at = line.end;
        fence->end = start;
        size_t text = line.text;
        size_t closing =
            text < line.end && scan->bytes[text] == mark ? scan_fence_run(scan, text) : 0;
        if (closing >= run && line.markers == 0 && line.quotes == opening->quotes &&
            scan_line_is_blank(scan, text + closing, 0)) {
            return at < scan->end ? at + 1 : at;
        }
    }
    fence->end = at;
    return at;
}

/* ```math: a display, as GitHub and GitLab set it. In a lesson it is code. */
static void take_math_fence(Scan *scan) {
    static const char word[] = "math";
    const RawFence *fences = scan->fences.items;
    RawFence fence = fences[scan->fences.count - 1];
    size_t length = strlen(word);
    bool is_math = !scan->dollars_only && fence.info.end - fence.info.start >= length &&
                   memcmp(scan->bytes + fence.info.start, word, length) == 0 &&
                   scan_line_is_blank(scan, fence.info.start + length, 0);
    if (is_math && fence.end > fence.info.end)
        scan_add_display(scan, (Span){fence.start, fence.end}, (Span){fence.info.end, fence.end});
}

/* `code`: skips to the closing run of as many backticks in the same paragraph, or over the run
 * alone. */
static size_t skip_code_span(Scan *scan, size_t offset) {
    size_t end = scan_paragraph_end(scan, offset);
    size_t at = offset;
    while (at < scan->end && scan->bytes[at] == '`') {
        at++;
    }
    size_t run = at - offset;
    size_t after = at;
    if (run > SCAN_BACKTICKS_MAX) {
        return after;
    }
    while (at < end) {
        const char *mark = memchr(scan->bytes + at, '`', end - at);
        if (mark == NULL) {
            break;
        }
        size_t start = (size_t)(mark - scan->bytes);
        at = start;
        while (at < end && scan->bytes[at] == '`') {
            at++;
        }
        if (at - start == run) {
            return at;
        }
    }
    return after;
}

/* <!-- ... -->; one that is never closed is plain text, so that it hides nothing. */
static size_t skip_comment(Scan *scan, size_t offset) {
    static const char opening[] = "<!--";
    size_t length = sizeof opening - 1;
    if (scan->no_comment_end || scan->end - offset < length ||
        memcmp(scan->bytes + offset, opening, length) != 0) {
        return offset + 1;
    }
    size_t at = offset + length;
    while (at < scan->end) {
        const char *mark = memchr(scan->bytes + at, '>', scan->end - at);
        if (mark == NULL) {
            break;
        }
        at = (size_t)(mark - scan->bytes) + 1;
        if (at - offset >= length + 3 && memcmp(mark - 2, "--", 2) == 0) {
            return at;
        }
    }
    scan->no_comment_end = true;
    return offset + 1;
}

/* Reads text from offset to the start of the next line, or to where a formula that spans lines
 * ends. */
static size_t scan_inline(Scan *scan, size_t offset) {
    size_t at = offset;
    while (at < scan->end) {
        switch (scan->bytes[at]) {
        case '\n': return at + 1;
        case '\\': at = scan_backslash(scan, at); break;
        case '`': at = skip_code_span(scan, at); break;
        case '<': at = skip_comment(scan, at); break;
        case '$': at = scan_dollar(scan, at); break;
        default: at++; break;
        }
    }
    return at;
}

/* Keeps the column of the innermost list item: set by a marker, lowered by text that stands further
 * left. */
static void follow_list(Scan *scan, const Prefix *prefix) {
    if (prefix->markers > 0) {
        scan->item_indent = prefix->column;
    } else if (!prefix->blank && prefix->indent < scan->item_indent) {
        scan->item_indent = prefix->indent;
    }
}

static void note_heading(Scan *scan, const Prefix *prefix) {
    if (scan->heading.end == 0 && prefix->quotes == 0 && prefix->markers == 0 &&
        heading_level(scan, prefix) == 1) {
        scan->heading = (Span){prefix->text + 1, prefix->end};
    }
}

/* Remembers the first place that goes beyond what md4c is given. */
static void note_limits(Scan *scan, size_t line_start, const Prefix *prefix) {
    if (!scan->too_deep && prefix->quotes + prefix->markers > LESSON_NESTING_MAX) {
        scan->too_deep = true;
        scan->too_deep_at = line_start;
    }
    if (!scan->too_long && line_start >= scan->paragraph_end &&
        scan_paragraph_end(scan, line_start) - line_start > LESSON_PARAGRAPH_MAX) {
        scan->too_long = true;
        scan->too_long_at = line_start;
    }
}

void scan_text(Scan *scan, Span span, bool inline_only) {
    scan->end = span.end;
    if (scan->line == 0) {
        scan->line = 1;
    }
    size_t at = span.start;
    if (inline_only) {
        scan->quotes = 0;
        while (at < scan->end) {
            at = scan_inline(scan, at);
        }
        return;
    }
    bool at_line_start = true;
    while (at < scan->end) {
        if (at_line_start) {
            Prefix prefix = scan_prefix(scan, at);
            follow_list(scan, &prefix);
            size_t run = scan_fence_run(scan, prefix.text);
            if (run > 0) {
                scan->quotes = prefix.quotes;
                at = skip_fence(scan, at, &prefix, run);
                take_math_fence(scan);
                continue;
            }
            scan->quotes = prefix.quotes;
            note_heading(scan, &prefix);
            note_limits(scan, at, &prefix);
            at = prefix.text;
        }
        at = scan_inline(scan, at);
        at_line_start = at > 0 && scan->bytes[at - 1] == '\n';
    }
}
