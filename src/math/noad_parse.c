/* noad_parse.c - noad_parse: what surrounds a formula (dollars, \[ \], prose) and what may not be
 * in it at all. */
#include <string.h>

#include "base/text.h"
#include "math/noad.h"
#include "math/noad_internal.h"

/* Refuses what no parser should look at: too long, a NUL byte, bytes that are no UTF-8. */
static bool text_is_sound(Arena *arena, const Source *source, Span span, Diag *diag) {
    size_t length = span.end - span.start;
    if (length > NOAD_LENGTH_MAX) {
        diag_set(diag, arena, source, span.start, "split the formula",
                 "the formula is too long: %zu bytes, at most %d are read", length,
                 NOAD_LENGTH_MAX);
        return false;
    }
    if (length == 0) {
        return true;
    }
    const char *bytes = source->bytes + span.start;
    const char *nul = memchr(bytes, '\0', length);
    if (nul != NULL) {
        diag_set(diag, arena, source, span.start + (size_t)(nul - bytes), "delete it",
                 "a NUL byte stands in the formula");
        return false;
    }
    size_t bad = 0;
    if (!utf8_valid(bytes, length, &bad)) {
        diag_set(diag, arena, source, span.start + bad, "save the file as UTF-8",
                 "the byte 0x%02X is not valid UTF-8", (unsigned)(unsigned char)bytes[bad]);
        return false;
    }
    return true;
}

/* The message for a token that ended the formula too early. */
static Noad *unexpected_end(Parser *parser) {
    const Token *token = &parser->token;
    const char *message = "a $ without a partner";
    const char *hint = NULL;
    if (token->kind == TOKEN_CLOSE) {
        message = "this } closes nothing: there is no { before it";
        hint = "delete it, or write \\} for a printed brace";
    } else if (token_has_kind(token, COMMAND_RIGHT)) {
        message = "\\right without \\left";
    } else if (token_has_kind(token, COMMAND_END)) {
        message = "\\end without \\begin";
    } else if (token_has_kind(token, COMMAND_SHIFT)) {
        message = "\\[ \\] \\( \\) may only stand round the whole formula";
    }
    diag_set(parser->diag, parser->arena, parser->source, token->span.start, hint, "%s", message);
    return NULL;
}

/* display := cells | '\[' cells '\]' | '\(' cells '\)' ; all of the span. */
static Noad *parse_display(Arena *arena, const Source *source, Span span, Diag *diag) {
    Parser parser = {.arena = arena, .source = source, .diag = diag, .end = span.end};
    parser_seek(&parser, span.start);
    Token open = parser.token;
    bool wrapped = token_is_command(&open, "[") || token_is_command(&open, "(");
    if (wrapped) {
        parser_advance(&parser);
    }
    Noad *noad = parser_cells(&parser, NULL);
    if (noad == NULL) {
        return NULL;
    }
    if (wrapped) {
        bool square = token_is_command(&open, "[");
        if (!token_is_command(&parser.token, square ? "]" : ")")) {
            return parser_unclosed(&parser, square ? "\\[" : "\\(", square ? "\\]" : "\\)",
                                   open.span.start);
        }
        parser_advance(&parser);
    }
    return parser.token.kind == TOKEN_END ? noad : unexpected_end(&parser);
}

/* The first $ outside braces, comments and escapes at or after `at`, or `end`. */
static size_t find_dollar(const Source *source, size_t at, size_t end) {
    size_t depth = 0;
    while (at < end) {
        char c = source->bytes[at];
        if (c == '$' && depth == 0) {
            return at;
        }
        if (c == '%') {
            const char *newline = memchr(source->bytes + at, '\n', end - at);
            at = newline == NULL ? end - 1 : (size_t)(newline - source->bytes);
        }
        depth += c == '{' ? 1 : 0;
        depth -= c == '}' && depth > 0 ? 1 : 0;
        at += c == '\\' && at + 1 < end ? 2 : 1;
    }
    return end;
}

static void add_words(Arena *arena, const Source *source, Span span, NoadList *list) {
    Span words = span_trim(source->bytes, span);
    if (words.start < words.end) {
        const char *name = arena_copy(arena, source->bytes + words.start, words.end - words.start);
        noad_list_add(arena, list, noad_new(arena, NOAD_TEXT, words, name));
    }
}

static void add_items(Arena *arena, NoadList *list, Noad *noad) {
    if (noad->kind != NOAD_ROW) {
        noad_list_add(arena, list, noad);
        return;
    }
    for (size_t i = 0; i < noad->count; i++) {
        noad_list_add(arena, list, noad->items[i]);
    }
}

/* mixed := (words | '$' display '$' | '$$' display '$$')*: a line of prose, or one formula in
 * dollars. */
static Noad *parse_mixed(Arena *arena, const Source *source, Span span, Diag *diag) {
    NoadList list = {0};
    size_t at = span.start;
    while (at < span.end) {
        size_t open = find_dollar(source, at, span.end);
        add_words(arena, source, (Span){at, open}, &list);
        if (open == span.end) {
            break;
        }
        size_t width = open + 1 < span.end && source->bytes[open + 1] == '$' ? 2 : 1;
        size_t close = find_dollar(source, open + width, span.end);
        bool closed = close + width <= span.end && (width == 1 || source->bytes[close + 1] == '$');
        if (!closed) {
            diag_set(diag, arena, source, open, "close it with the same number of dollars",
                     "this %s is never closed", width == 2 ? "$$" : "$");
            return NULL;
        }
        Noad *noad = parse_display(arena, source, (Span){open + width, close}, diag);
        if (noad == NULL) {
            return NULL;
        }
        add_items(arena, &list, noad);
        at = close + width;
    }
    return noad_with(arena, NOAD_ROW, span, NULL, list.count, list.items);
}

Noad *noad_parse(Arena *arena, const Source *source, Span span, Diag *diag) {
    if (!text_is_sound(arena, source, span, diag)) {
        return NULL;
    }
    if (find_dollar(source, span.start, span.end) < span.end) {
        return parse_mixed(arena, source, span, diag);
    }
    Noad *noad = parse_display(arena, source, span, diag);
    if (noad == NULL) {
        return NULL;
    }
    /* A wrapper such as {equation} leaves a row in the row. */
    while (noad->kind == NOAD_ROW && noad->count == 1 && noad->items[0]->kind == NOAD_ROW) {
        noad = noad->items[0];
    }
    return noad->kind == NOAD_ROW ? noad : noad_with(arena, NOAD_ROW, noad->span, NULL, 1, &noad);
}
