/* noad.c - the TeX parser: formula, cells, rows, scripts, groups. What each command does is in
 * noad_build.c, which commands there are in noad_commands.c. */
#include "math/noad.h"

#include <string.h>

#include "base/text.h"
#include "math/noad_internal.h"

/* Larger tables are a mistake; without a limit a hostile one of n columns and n rows would need
 * n * n cells. */
#define TABLE_COLUMNS_MAX 64
#define TABLE_CELLS_MAX 4096

Noad *noad_with(Arena *arena, NoadKind kind, Span span, const char *name, size_t count,
                Noad *const *items) {
    Noad *noad = arena_alloc(arena, sizeof *noad);
    noad->kind = kind;
    noad->span = span;
    noad->name = name;
    noad->count = count;
    if (count > 0) {
        noad->items = arena_array(arena, count, sizeof(Noad *));
        memcpy(noad->items, items, count * sizeof(Noad *));
    }
    return noad;
}

Noad *noad_new(Arena *arena, NoadKind kind, Span span, const char *name) {
    return noad_with(arena, kind, span, name, 0, NULL);
}

void noad_list_add(Arena *arena, NoadList *list, Noad *item) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        Noad **items = arena_array(arena, capacity, sizeof(Noad *));
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof(Noad *));
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count] = item;
    list->count++;
}

Noad *noad_unwrap(Noad *row) {
    return row->kind == NOAD_ROW && row->count == 1 ? row->items[0] : row;
}

const Noad *noad_only(const Noad *noad) {
    while (noad != NULL && noad->kind == NOAD_ROW && noad->count == 1) {
        noad = noad->items[0];
    }
    return noad;
}

bool noad_is_blank(const Noad *noad) {
    if (noad->kind == NOAD_SPACE) {
        return true;
    }
    if (noad->kind != NOAD_ROW) {
        return false;
    }
    for (size_t i = 0; i < noad->count; i++) {
        if (!noad_is_blank(noad->items[i])) {
            return false;
        }
    }
    return true;
}

void parser_seek(Parser *parser, size_t at) {
    parser->last_end = at;
    parser->token = lexer_next(parser->source, at, parser->end);
}

void parser_advance(Parser *parser) {
    parser_seek(parser, parser->token.span.end);
}

Span parser_span(const Parser *parser, size_t start) {
    return (Span){start, parser->last_end};
}

bool parser_enter(Parser *parser, size_t at) {
    if (parser->depth == NOAD_DEPTH_MAX) {
        diag_set(parser->diag, parser->arena, parser->source, at, "split the formula",
                 "nested too deeply: more than %d levels", NOAD_DEPTH_MAX);
        return false;
    }
    parser->depth++;
    return true;
}

void parser_leave(Parser *parser) {
    parser->depth--;
}

bool token_has_kind(const Token *token, CommandKind kind) {
    if (token->kind != TOKEN_COMMAND) {
        return false;
    }
    const Command *command = command_find(token->text, token->length);
    return command != NULL && command->kind == kind;
}

bool token_is_prime(const Token *token) {
    return token_is_character(token, "'") || token_has_kind(token, COMMAND_PRIME);
}

bool parser_ends_row(const Parser *parser) {
    const Token *token = &parser->token;
    switch (token->kind) {
    case TOKEN_END:
    case TOKEN_CLOSE:
    case TOKEN_ALIGN:
    case TOKEN_DOLLAR: return true;
    case TOKEN_CHARACTER: return parser->in_bracket && token_is_character(token, "]");
    case TOKEN_COMMAND:
        return token_has_kind(token, COMMAND_RIGHT) || token_has_kind(token, COMMAND_END) ||
               token_has_kind(token, COMMAND_NEWLINE) || token_has_kind(token, COMMAND_SHIFT);
    case TOKEN_OPEN:
    case TOKEN_SUP:
    case TOKEN_SUB: return false;
    }
    return false;
}

Noad *parser_unclosed(Parser *parser, const char *what, const char *closer, size_t opened) {
    const Token *token = &parser->token;
    if (token->kind == TOKEN_END) {
        const char *hint = arena_printf(parser->arena, "add %s", closer);
        diag_set(parser->diag, parser->arena, parser->source, opened, hint,
                 "this %s is never closed", what);
        return NULL;
    }
    Position at = source_position(parser->source, opened);
    size_t length = token->span.end - token->span.start;
    diag_set(parser->diag, parser->arena, parser->source, token->span.start, NULL,
             "%.*s stands before the %s opened at line %zu, column %zu is closed", (int)length,
             parser->source->bytes + token->span.start, what, at.line, at.column);
    return NULL;
}

/* group := '{' row '}' */
Noad *parser_group(Parser *parser) {
    size_t start = parser->token.span.start;
    if (!parser_enter(parser, start)) {
        return NULL;
    }
    bool in_bracket = parser->in_bracket;
    parser->in_bracket = false;
    parser_advance(parser);
    Noad *row = parser_row(parser);
    if (row == NULL) {
        return NULL;
    }
    if (parser->token.kind != TOKEN_CLOSE) {
        return parser_unclosed(parser, "{", "}", start);
    }
    parser_advance(parser);
    row->span = parser_span(parser, start);
    parser->in_bracket = in_bracket;
    parser_leave(parser);
    return noad_unwrap(row);
}

/* The name of a token in messages: \frac, or the mark itself. */
static const char *token_print(const Parser *parser, const Token *token) {
    return arena_copy(parser->arena, parser->source->bytes + token->span.start,
                      token->span.end - token->span.start);
}

Noad *parser_argument(Parser *parser, const Token *command, const char *which) {
    size_t start = parser->token.span.start;
    if (parser->token.kind == TOKEN_OPEN) {
        return parser_group(parser);
    }
    bool missing = parser_ends_row(parser) || parser->token.kind == TOKEN_SUP ||
                   parser->token.kind == TOKEN_SUB;
    if (missing) {
        diag_set(parser->diag, parser->arena, parser->source, command->span.start,
                 "write it in braces { }", "%s has no %s", token_print(parser, command), which);
        return NULL;
    }
    if (!parser_enter(parser, start)) {
        return NULL;
    }
    Noad *argument = NULL;
    if (token_is_prime(&parser->token)) {
        parser_advance(parser);
        argument = noad_new(parser->arena, NOAD_PRIME, parser_span(parser, start), "'");
    } else {
        argument = parser_nucleus(parser, true);
    }
    parser_leave(parser);
    if (argument == &parser->nothing) {
        return noad_new(parser->arena, NOAD_ROW, parser_span(parser, start), NULL);
    }
    return argument;
}

static Noad *double_script(Parser *parser, bool above) {
    diag_set(parser->diag, parser->arena, parser->source, parser->token.span.start,
             above ? "put braces round one part: {x^a}^b or x^{a^b}"
                   : "put braces round one part: {x_a}_b or x_{a_b}",
             "a second %s on one letter", above ? "superscript" : "subscript");
    return NULL;
}

/* `{'}` and `{'2}` were read as scripts on nothing; here they are the script itself. */
static Noad *script_unwrap(Noad *script) {
    if (script->kind == NOAD_SCRIPTS && script->items[1] == NULL && script->items[2] != NULL &&
        noad_is_blank(script->items[0])) {
        return script->items[2];
    }
    if (script->kind == NOAD_ROW && script->count > 0) {
        script->items[0] = script_unwrap(script->items[0]);
    }
    return script;
}

/* primes := "'"+ ['^' argument] */
static Noad *parse_primes(Parser *parser) {
    size_t start = parser->token.span.start;
    Text name;
    text_init(&name);
    while (token_is_prime(&parser->token)) {
        text_append_char(&name, '\'');
        parser_advance(parser);
    }
    Noad *prime = noad_new(parser->arena, NOAD_PRIME, parser_span(parser, start),
                           arena_copy(parser->arena, name.bytes, name.length));
    text_clear(&name);
    if (parser->token.kind != TOKEN_SUP) {
        return prime;
    }
    Token token = parser->token;
    parser_advance(parser);
    Noad *argument = parser_argument(parser, &token, "superscript after it");
    if (argument == NULL) {
        return NULL;
    }
    NoadList list = {0};
    noad_list_add(parser->arena, &list, prime);
    size_t count = argument->kind == NOAD_ROW ? argument->count : 1;
    for (size_t i = 0; i < count; i++) {
        noad_list_add(parser->arena, &list,
                      argument->kind == NOAD_ROW ? argument->items[i] : argument);
    }
    return noad_with(parser->arena, NOAD_ROW, parser_span(parser, start), NULL, list.count,
                     list.items);
}

/* scripts := nucleus (('^' | '_') argument | primes | small | '\limits' | '\nolimits')* */
static Noad *parse_scripts(Parser *parser, Noad *nucleus) {
    Noad *items[3] = {nucleus, NULL, NULL};
    bool limits = nucleus->kind == NOAD_BIGOP && nucleus->limits;
    while (true) {
        Token token = parser->token;
        bool raised = false;
        if (token_is_script(&token, &raised)) {
            size_t side = raised ? 2 : 1;
            if (items[side] != NULL) {
                return double_script(parser, raised);
            }
            items[side] = parser_small_script(parser, raised);
        } else if (token_has_kind(&token, COMMAND_LIMITS)) {
            limits = command_find(token.text, token.length)->detail != 0;
            parser_advance(parser);
        } else if (token_is_prime(&token)) {
            if (items[2] != NULL) {
                return double_script(parser, token.kind != TOKEN_SUB);
            }
            items[2] = parse_primes(parser);
            if (items[2] == NULL) {
                return NULL;
            }
        } else if (token.kind == TOKEN_SUP || token.kind == TOKEN_SUB) {
            size_t side = token.kind == TOKEN_SUP ? 2 : 1;
            if (items[side] != NULL) {
                return double_script(parser, token.kind != TOKEN_SUB);
            }
            parser_advance(parser);
            Noad *script = parser_argument(
                parser, &token, side == 2 ? "superscript after it" : "subscript after it");
            if (script == NULL) {
                return NULL;
            }
            items[side] = side == 2 ? script_unwrap(script) : script;
        } else {
            break;
        }
    }
    if (nucleus->kind == NOAD_BIGOP) {
        nucleus->limits = limits;
    }
    if (items[1] == NULL && items[2] == NULL) {
        return nucleus;
    }
    Noad *scripts = noad_with(parser->arena, NOAD_SCRIPTS, parser_span(parser, nucleus->span.start),
                              NULL, 3, items);
    scripts->limits = limits;
    return scripts;
}

Noad *parser_item(Parser *parser) {
    const Token *token = &parser->token;
    size_t start = token->span.start;
    Noad *nucleus = NULL;
    if (token->kind == TOKEN_SUP || token->kind == TOKEN_SUB || token_is_prime(token)) {
        nucleus = noad_new(parser->arena, NOAD_ROW, (Span){start, start}, NULL);
    } else {
        nucleus = parser_nucleus(parser, false);
    }
    if (nucleus == NULL || nucleus == &parser->nothing || nucleus->kind == NOAD_SPACE) {
        return nucleus;
    }
    return parse_scripts(parser, nucleus);
}

Noad *parser_row(Parser *parser) {
    size_t start = parser->token.span.start;
    Alphabet alphabet = parser->alphabet;
    NoadList list = {0};
    while (!parser_ends_row(parser)) {
        Noad *item = parser_item(parser);
        if (item == NULL) {
            return NULL;
        }
        if (item != &parser->nothing) {
            noad_list_add(parser->arena, &list, item);
        }
    }
    parser->alphabet = alphabet;
    size_t end = parser->last_end > start ? parser->last_end : start;
    return noad_with(parser->arena, NOAD_ROW, (Span){start, end}, NULL, list.count, list.items);
}

size_t noad_row_start(const Source *source, size_t at, size_t end) {
    const char *bytes = source->bytes;
    Token star = lexer_next(source, at, end);
    size_t start = token_is_character(&star, "*") ? star.span.end : at;
    if (start >= end || bytes[start] != '[') {
        return start;
    }
    at = start + 1;
    size_t digits = at;
    while (at < end && strchr("+-.0123456789 ", bytes[at]) != NULL) {
        at++;
    }
    bool number = at > digits;
    size_t unit = at;
    while (at < end && bytes[at] >= 'a' && bytes[at] <= 'z') {
        at++;
    }
    /* TeX's units have two letters (pt, em, ex, mm, cm, in, bp, pc, mu). */
    return number && at - unit == 2 && at < end && bytes[at] == ']' ? at + 1 : start;
}

/* Cells of all rows in one list; a NULL ends each row. */
static bool collect_cells(Parser *parser, NoadList *cells) {
    size_t columns = 1;
    size_t count = 1;
    while (true) {
        Noad *cell = parser_row(parser);
        if (cell == NULL) {
            return false;
        }
        noad_list_add(parser->arena, cells, cell);
        size_t at = parser->token.span.start;
        if (parser->token.kind == TOKEN_ALIGN) {
            columns++;
            count++;
            parser_advance(parser);
        } else if (token_has_kind(&parser->token, COMMAND_NEWLINE)) {
            columns = 1;
            count++;
            parser_advance(parser);
            parser_seek(parser, noad_row_start(parser->source, parser->last_end, parser->end));
            noad_list_add(parser->arena, cells, NULL);
        } else {
            noad_list_add(parser->arena, cells, NULL);
            return true;
        }
        if (columns > TABLE_COLUMNS_MAX || count > TABLE_CELLS_MAX) {
            diag_set(parser->diag, parser->arena, parser->source, at, "split the table",
                     "too many cells: at most %d columns and %d cells", TABLE_COLUMNS_MAX,
                     TABLE_CELLS_MAX);
            return false;
        }
    }
}

/* Drops the rows at the end that hold nothing, except the first row. */
static void drop_blank_rows(NoadList *cells) {
    while (cells->count > 0) {
        size_t start = cells->count - 1;
        bool blank = true;
        while (start > 0 && cells->items[start - 1] != NULL) {
            start--;
            blank = blank && noad_is_blank(cells->items[start]);
        }
        if (!blank || start == 0) {
            return;
        }
        cells->count = start;
    }
}

Noad *parser_cells(Parser *parser, const char *name) {
    size_t start = parser->token.span.start;
    NoadList cells = {0};
    if (!collect_cells(parser, &cells)) {
        return NULL;
    }
    drop_blank_rows(&cells);
    size_t rows = 0;
    size_t columns = 1;
    size_t width = 0;
    for (size_t i = 0; i < cells.count; i++) {
        width = cells.items[i] == NULL ? 0 : width + 1;
        columns = width > columns ? width : columns;
        rows += cells.items[i] == NULL ? 1 : 0;
    }
    if (name == NULL && rows == 1 && columns == 1) {
        return cells.items[0];
    }
    Span span = {start, parser->last_end > start ? parser->last_end : start};
    Noad *table = noad_new(parser->arena, NOAD_TABLE, span, name == NULL ? "aligned" : name);
    table->columns = columns;
    table->count = rows * columns;
    table->items = arena_array(parser->arena, table->count, sizeof(Noad *));
    Noad *empty = noad_new(parser->arena, NOAD_ROW, (Span){span.end, span.end}, NULL);
    size_t next = 0;
    for (size_t i = 0; i < cells.count; i++) {
        if (cells.items[i] != NULL) {
            table->items[next] = cells.items[i];
            next++;
            continue;
        }
        while (next % columns != 0) {
            table->items[next] = empty;
            next++;
        }
    }
    return table;
}
