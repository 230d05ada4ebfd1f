/* formulas.c - how far a formula reaches in raw Markdown, and whether it states a relation.
 *
 * A display ends at its closing mark. An empty line, a heading or a fence before that means that
 * the closing mark was forgotten: then the formula is reported as it stands, and the rest of the
 * file is read as usual. Empty lines inside \begin..\end are allowed, since people write them
 * there. */
#include <string.h>

#include "lesson/lesson_internal.h"

#define NOWHERE ((size_t)-1)

/* A mark that opens a formula, and the one that closes it. */
typedef struct {
    const char *open;
    const char *close;
    size_t length; /* of either */
} Marks;

static const Marks dollars = {"$$", "$$", 2};
static const Marks brackets = {"\\[", "\\]", 2};
static const Marks parentheses = {"\\(", "\\)", 2};

/* Displays of their own. Those that may stand inside themselves are searched with nesting. */
static const struct {
    const char *name;
    bool nests;
} environments[SCAN_ENVIRONMENTS] = {
    {"equation", false},    {"align", false},   {"gather", false},  {"multline", false},
    {"eqnarray", false},    {"alignat", false}, {"flalign", false}, {"math", false},
    {"displaymath", false}, {"aligned", true},  {"gathered", true}, {"split", true},
    {"alignedat", true},    {"cases", true},
};

static bool starts(const Scan *scan, size_t offset, const char *text, size_t length) {
    return scan->end - offset >= length && memcmp(scan->bytes + offset, text, length) == 0;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

/* Blanks the quote marks that the display's further lines carry. */
static void blank_quotes(Scan *scan, Span whole) {
    bool in_prefix = false;
    size_t left = 0;
    for (size_t at = whole.start; scan->quotes > 0 && at < whole.end; at++) {
        char c = scan->bytes[at];
        if (c == '\n') {
            in_prefix = true;
            left = scan->quotes;
        } else if (in_prefix && c == '>' && left > 0) {
            scan->bytes[at] = ' ';
            left--;
        } else if (c != ' ' && c != '\t') {
            in_prefix = false;
        }
    }
}

static void add_formula(Scan *scan, Span whole, Span content, bool display, bool closed) {
    blank_quotes(scan, whole);
    content = span_trim(scan->bytes, content);
    if (content.start == content.end) {
        return;
    }
    RawFormula *formula = vector_add(scan->arena, &scan->formulas, sizeof *formula);
    *formula = (RawFormula){.whole = whole,
                            .content = content,
                            .display = display,
                            .closed = closed,
                            .line = scan_line_number(scan, whole.start)};
}

void scan_add_display(Scan *scan, Span whole, Span content) {
    add_formula(scan, whole, content, true, true);
}

/* The formula that was opened at offset and is never closed ends at `end`. */
static size_t add_unclosed(Scan *scan, size_t offset, size_t end) {
    Span whole = span_trim(scan->bytes, (Span){offset, end});
    add_formula(scan, whole, whole, true, false);
    return whole.end;
}

/* True when the line that starts here cannot belong to a formula. */
static bool line_ends_formula(const Scan *scan, size_t line_start) {
    if (scan_line_is_blank(scan, line_start, scan->quotes)) {
        return true;
    }
    Prefix prefix = scan_prefix(scan, line_start);
    bool is_heading = prefix.text < prefix.end && scan->bytes[prefix.text] == '#';
    return is_heading || scan_fence_run(scan, prefix.text) > 0;
}

/* Looks for the closing mark of a display whose text starts at offset. Returns it, or NOWHERE with
 * *give_up, the end of what the display can be. */
static size_t find_close(const Scan *scan, size_t offset, const Marks *marks, size_t *give_up) {
    size_t depth = 0;
    size_t gap = NOWHERE; /* the first empty line inside an environment */
    size_t at = offset;
    *give_up = scan->end;
    while (at < scan->end) {
        if (starts(scan, at, marks->close, marks->length)) {
            if (depth == 0 || gap == NOWHERE) {
                return at;
            }
            break;
        }
        if (starts(scan, at, marks->open, marks->length)) {
            *give_up = at;
            break;
        }
        if (starts(scan, at, "\\begin{", 7)) {
            depth++;
        } else if (depth > 0 && starts(scan, at, "\\end{", 5)) {
            depth--;
        } else if (scan->bytes[at] == '\n' && line_ends_formula(scan, at + 1)) {
            if (depth == 0) {
                *give_up = at;
                break;
            }
            gap = gap == NOWHERE ? at : gap;
        }
        bool escaped = scan->bytes[at] == '\\' && at + 1 < scan->end && scan->bytes[at + 1] != '\n';
        at += escaped ? 2 : 1;
    }
    if (gap != NOWHERE) {
        *give_up = gap;
    }
    return NOWHERE;
}

static size_t scan_display(Scan *scan, size_t offset, const Marks *marks) {
    size_t give_up = 0;
    size_t inside = offset + marks->length;
    size_t close = find_close(scan, inside, marks, &give_up);
    if (close == NOWHERE) {
        return add_unclosed(scan, offset, give_up);
    }
    size_t end = close + marks->length;
    add_formula(scan, (Span){offset, end}, (Span){inside, close}, true, true);
    return end;
}

/* Commands that relate two sides; others only look like it (\in, \to). */
static const char *const relation_commands[] = {
    "sim",   "approx",   "thickapprox", "propto", "le",    "leq",       "leqslant", "ge",
    "geq",   "geqslant", "lt",          "gt",     "ne",    "neq",       "equiv",    "coloneqq",
    "simeq", "cong",     "ll",          "gg",     "doteq", "triangleq", "asymp",
};

/* Relations typed as Unicode: ≈ ∼ ∝ ≤ ≥ ≠ ≡ ＝ */
static const char *const relation_characters[] = {
    "\xe2\x89\x88", "\xe2\x88\xbc", "\xe2\x88\x9d", "\xe2\x89\xa4",
    "\xe2\x89\xa5", "\xe2\x89\xa0", "\xe2\x89\xa1", "\xef\xbc\x9d",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static size_t command_length(const Scan *scan, size_t offset, size_t end) {
    size_t at = offset;
    while (at < end && ((scan->bytes[at] >= 'a' && scan->bytes[at] <= 'z') ||
                        (scan->bytes[at] >= 'A' && scan->bytes[at] <= 'Z'))) {
        at++;
    }
    return at - offset;
}

static bool relation_at(const Scan *scan, size_t offset, size_t end) {
    char c = scan->bytes[offset];
    if (c == '=' || c == '<' || c == '>') {
        return true;
    }
    if (c == '\\') {
        size_t length = command_length(scan, offset + 1, end);
        for (size_t i = 0; i < COUNT(relation_commands); i++) {
            if (strlen(relation_commands[i]) == length &&
                memcmp(scan->bytes + offset + 1, relation_commands[i], length) == 0) {
                return true;
            }
        }
        return false;
    }
    for (size_t i = 0; i < COUNT(relation_characters); i++) {
        size_t length = strlen(relation_characters[i]);
        if (end - offset >= length &&
            memcmp(scan->bytes + offset, relation_characters[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* True when the TeX holds a relation that is not inside a script, as the = of \sum_{i=1} is. */
static bool holds_relation(const Scan *scan, Span span) {
    size_t depth = 0;
    size_t script = 0; /* depth of braces at which the outermost script opened; 0 outside scripts */
    char before = ' ';
    for (size_t at = span.start; at < span.end; at++) {
        char c = scan->bytes[at];
        if (script == 0 && relation_at(scan, at, span.end)) {
            return true;
        }
        if (c == '{') {
            depth++;
            script = script == 0 && (before == '_' || before == '^') ? depth : script;
        } else if (c == '}' && depth > 0) {
            script = script == depth ? 0 : script;
            depth--;
        } else if (c == '\\') {
            at++;
        }
        before = is_space(c) ? before : c;
    }
    return false;
}

/* Whether the text between two dollars is TeX. `5 and ` of "$5 and $6" is not: as in pandoc, no
 * space follows the opening dollar or precedes the closing one, and no digit follows that. What has
 * a mark that only TeX uses may have spaces. */
static bool is_formula(const Scan *scan, size_t start, size_t end) {
    if (start == end) {
        return false;
    }
    for (size_t at = start; at < end; at++) {
        if (scan->bytes[at] != '\0' && strchr("\\_^{", scan->bytes[at]) != NULL) {
            return true;
        }
    }
    bool spaced_before = is_space(scan->bytes[start]);
    bool spaced_after = is_space(scan->bytes[end - 1]);
    if (spaced_before && spaced_after) {
        return memchr(scan->bytes + start, '=', end - start) != NULL;
    }
    bool digit_after =
        end + 1 < scan->end && scan->bytes[end + 1] >= '0' && scan->bytes[end + 1] <= '9';
    return !spaced_before && !spaced_after && !digit_after;
}

static void add_inline(Scan *scan, Span whole, Span content) {
    if (scan->dollars_only || holds_relation(scan, content)) {
        add_formula(scan, whole, content, false, true);
    }
}

static size_t scan_single_dollar(Scan *scan, size_t offset) {
    size_t limit = scan_paragraph_end(scan, offset);
    size_t at = offset + 1;
    while (at < limit && scan->bytes[at] != '$') {
        at += scan->bytes[at] == '\\' && at + 1 < limit ? 2 : 1;
    }
    if (at >= limit || !is_formula(scan, offset + 1, at)) {
        return offset + 1;
    }
    add_inline(scan, (Span){offset, at + 1}, (Span){offset + 1, at});
    return at + 1;
}

size_t scan_dollar(Scan *scan, size_t offset) {
    size_t at = offset;
    while (at < scan->end && scan->bytes[at] == '$') {
        at++;
    }
    switch (at - offset) {
    case 1: return scan_single_dollar(scan, offset);
    case 2: return scan_display(scan, offset, &dollars);
    default: return at; /* a rule of dollars, not a formula */
    }
}

/* The environment whose name in braces starts at offset; *length is the name's. */
static size_t environment_at(const Scan *scan, size_t offset, size_t *length) {
    size_t letters = command_length(scan, offset, scan->end);
    for (size_t i = 0; i < SCAN_ENVIRONMENTS; i++) {
        if (strlen(environments[i].name) == letters &&
            memcmp(environments[i].name, scan->bytes + offset, letters) == 0) {
            bool starred = offset + letters < scan->end && scan->bytes[offset + letters] == '*';
            *length = letters + (starred ? 1 : 0);
            return i;
        }
    }
    return NOWHERE;
}

/* Looks for the \end of the environment. Returns the end of the formula or NOWHERE; then *met_begin
 * tells whether another \begin of the same name came first. */
static size_t find_environment_end(const Scan *scan, size_t offset, size_t environment, bool nested,
                                   bool *met_begin) {
    size_t depth = 1;
    *met_begin = false;
    for (size_t at = offset; at < scan->end;) {
        const char *mark = memchr(scan->bytes + at, '\\', scan->end - at);
        if (mark == NULL) {
            break;
        }
        at = (size_t)(mark - scan->bytes);
        bool begins = starts(scan, at, "\\begin{", 7);
        bool ends = starts(scan, at, "\\end{", 5);
        size_t from = at + (begins ? 7 : 5);
        size_t length = 0;
        at += at + 1 < scan->end && scan->bytes[at + 1] != '\n' ? 2 : 1;
        if ((!begins && !ends) || from >= scan->end ||
            environment_at(scan, from, &length) != environment) {
            continue;
        }
        if (ends) {
            depth--;
            if (depth == 0) {
                size_t end = from + length;
                return end < scan->end && scan->bytes[end] == '}' ? end + 1 : end;
            }
        } else if (!environments[environment].nests) {
            *met_begin = true;
            return NOWHERE;
        } else if (nested) {
            depth++;
        }
    }
    return NOWHERE;
}

static size_t scan_environment(Scan *scan, size_t offset) {
    size_t length = 0;
    size_t name = offset + 7;
    size_t i = name < scan->end ? environment_at(scan, name, &length) : NOWHERE;
    if (i == NOWHERE || name + length >= scan->end || scan->bytes[name + length] != '}') {
        return offset + 2;
    }
    size_t inside = name + length + 1;
    bool met_begin = false;
    size_t end = NOWHERE;
    while (end == NOWHERE && !met_begin && scan->environments[i] != ENVIRONMENT_NEVER_CLOSED) {
        bool nested = scan->environments[i] == ENVIRONMENT_NESTED;
        end = find_environment_end(scan, inside, i, nested, &met_begin);
        if (end == NOWHERE && !met_begin) {
            scan->environments[i] =
                nested && environments[i].nests ? ENVIRONMENT_FLAT : ENVIRONMENT_NEVER_CLOSED;
        }
    }
    if (end == NOWHERE) {
        return add_unclosed(scan, offset, scan_paragraph_end(scan, offset));
    }
    add_formula(scan, (Span){offset, end}, (Span){offset, end}, true, true);
    return end;
}

/* \( .. \) in one paragraph; a bracket that is only escaped has no partner or holds no relation. */
static size_t scan_parenthesis(Scan *scan, size_t offset) {
    size_t limit = scan_paragraph_end(scan, offset);
    size_t inside = offset + parentheses.length;
    size_t at = inside;
    while (at < limit && !starts(scan, at, parentheses.close, parentheses.length) &&
           !starts(scan, at, parentheses.open, parentheses.length)) {
        at += scan->bytes[at] == '\\' && at + 1 < limit ? 2 : 1;
    }
    if (at >= limit || !starts(scan, at, parentheses.close, parentheses.length)) {
        return inside;
    }
    size_t end = at + parentheses.length;
    add_inline(scan, (Span){offset, end}, (Span){inside, at});
    return end;
}

size_t scan_backslash(Scan *scan, size_t offset) {
    if (!scan->dollars_only) {
        if (starts(scan, offset, brackets.open, brackets.length)) {
            return scan_display(scan, offset, &brackets);
        }
        if (starts(scan, offset, parentheses.open, parentheses.length)) {
            return scan_parenthesis(scan, offset);
        }
        if (starts(scan, offset, "\\begin{", 7)) {
            return scan_environment(scan, offset);
        }
    }
    bool escapes = offset + 1 < scan->end && scan->bytes[offset + 1] != '\n';
    return offset + (escapes ? 2 : 1);
}
