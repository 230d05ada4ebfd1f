/* reader_rows.c - a display of which one row cannot be read: which of its rows can. */
#include <string.h>

#include "math/noad_internal.h"
#include "math/reader_internal.h"

/* Rows of one display; one with more is a table of numbers. */
#define ROWS_MAX 64

/* How a row starts or ends. */
typedef enum {
    EDGE_PLAIN,
    EDGE_RELATION, /* "= b": goes on with the chain before it */
    EDGE_JOINT,    /* "+ b", "\Rightarrow b", words: says nothing without its neighbour */
} Edge;

typedef struct {
    Span span;
    Edge first, last;
    size_t behind; /* the first token */
} Row;

typedef struct {
    const Source *source;
    Token token;
    size_t end;
} Walk;

static void next(Walk *walk) {
    walk->token = lexer_next(walk->source, walk->token.span.end, walk->end);
}

static const Command *command_of(const Token *token) {
    return token->kind == TOKEN_COMMAND ? command_find(token->text, token->length) : NULL;
}

static bool is_kind(const Token *token, CommandKind kind) {
    const Command *command = command_of(token);
    return command && command->kind == kind;
}

/* The command's argument in braces. */
static void skip_group(Walk *walk) {
    size_t depth = 0;
    do {
        depth += walk->token.kind == TOKEN_OPEN;
        depth -= walk->token.kind == TOKEN_CLOSE && depth > 0;
        next(walk);
    } while (depth > 0 && walk->token.kind != TOKEN_END);
}

/* \begin{aligned} .. \end{aligned} round all of the span comes off. */
static bool take_off_environment(const Source *source, Span *span) {
    const char *bytes = source->bytes;
    Walk walk = {.source = source, .token = {.span = {span->start, span->start}}, .end = span->end};
    next(&walk);
    if (!is_kind(&walk.token, COMMAND_BEGIN))
        return false;
    next(&walk);
    size_t name = walk.token.span.end;
    const char *close = memchr(bytes + name, '}', span->end - name);
    size_t length = close ? (size_t)(close - (bytes + name)) : 0;
    const Environment *environment = environment_find(bytes + name, length);
    bool rows = environment && strncmp(environment->name, "multline", 8) != 0 &&
                (!environment->value || strcmp(environment->value, "aligned") == 0 ||
                 strcmp(environment->value, "gathered") == 0);
    if (!rows || walk.token.kind != TOKEN_OPEN)
        return false;
    skip_group(&walk);
    if (environment->has_argument)
        skip_group(&walk);
    size_t start = walk.token.span.start;
    for (size_t depth = 1; walk.token.kind != TOKEN_END; next(&walk)) {
        depth += is_kind(&walk.token, COMMAND_BEGIN);
        depth -= is_kind(&walk.token, COMMAND_END);
        if (depth > 0)
            continue;
        size_t end = walk.token.span.start;
        next(&walk);
        skip_group(&walk);
        if (walk.token.kind == TOKEN_END)
            *span = (Span){start, end};
        return walk.token.kind == TOKEN_END;
    }
    return false;
}

static Edge edge_of(Arena *arena, const Token *token, bool first) {
    const Command *command = command_of(token);
    if (command && command->kind == COMMAND_TEXT)
        return EDGE_JOINT;
    if (token->kind != TOKEN_CHARACTER && !(command && command->kind == COMMAND_OPERATOR))
        return EDGE_PLAIN;
    Relation ignored;
    const char *name = command ? command->value : arena_copy(arena, token->text, token->length);
    NoadClass class = command ? (NoadClass)command->detail : noad_class(name);
    if (first && (relation_of(name, &ignored) || strcmp(name, ":=") == 0))
        return EDGE_RELATION;
    bool joins = class == CLASS_BINARY || class == CLASS_RELATION;
    return joins || (first && class == CLASS_PUNCTUATION) ? EDGE_JOINT : EDGE_PLAIN;
}

static bool is_bracket(const Token *token, const char *brackets) {
    return token->kind == TOKEN_CHARACTER && token->length == 1 && strchr(brackets, *token->text);
}

/* What a token adds to the depth, at which a row break breaks nothing. */
static int depth_change(const Token *token) {
    if (token->kind == TOKEN_OPEN || is_kind(token, COMMAND_BEGIN) || is_bracket(token, "(["))
        return 1;
    if (token->kind == TOKEN_CLOSE || is_kind(token, COMMAND_END) || is_bracket(token, ")]"))
        return -1;
    return 0;
}

/* Reads up to the row's end; false when nothing stands in it. */
static bool read_row(Arena *arena, Walk *walk, Row *row) {
    bool found = false;
    int depth = 0;
    *row = (Row){.span = {walk->token.span.start, walk->token.span.start}};
    for (; walk->token.kind != TOKEN_END; next(walk)) {
        Token token = walk->token;
        const Command *command = command_of(&token);
        CommandKind kind = command ? command->kind : COMMAND_KIND_COUNT;
        if (kind == COMMAND_NEWLINE && depth <= 0)
            break;
        row->span.end = token.span.end;
        bool nothing = token.kind == TOKEN_ALIGN || kind == COMMAND_SPACE || kind == COMMAND_STYLE;
        if (kind == COMMAND_DROP || kind == COMMAND_TAG || kind == COMMAND_TEXT) {
            next(walk);
            row->span.end = walk->token.span.end;
            for (int group = 0; walk->token.kind != TOKEN_END; next(walk)) {
                group += depth_change(&walk->token);
                row->span.end = walk->token.span.end;
                if (group <= 0)
                    break;
            }
            nothing = kind != COMMAND_TEXT;
        }
        depth += depth_change(&token);
        if (nothing)
            continue;
        if (!found) {
            row->first = edge_of(arena, &token, true);
            row->behind = token.span.end;
        }
        row->last = edge_of(arena, &token, false);
        found = true;
    }
    if (walk->token.kind != TOKEN_END) {
        size_t start = noad_row_start(walk->source, walk->token.span.end, walk->end);
        walk->token.span.end = start;
        next(walk);
    }
    return found;
}

/* The rows, of which those that go on with each other are one. 0 when there are too many. */
static size_t read_rows(Arena *arena, const Source *source, Span span, Row *rows) {
    Walk walk = {.source = source, .token = {.span = {span.start, span.start}}, .end = span.end};
    size_t count = 0;
    next(&walk);
    while (walk.token.kind != TOKEN_END) {
        Row row;
        if (!read_row(arena, &walk, &row))
            continue;
        bool joined = count > 0 && (row.first == EDGE_JOINT || rows[count - 1].last == EDGE_JOINT);
        if (joined) {
            rows[count - 1].span.end = row.span.end;
            rows[count - 1].last = row.last;
            continue;
        }
        if (count == ROWS_MAX)
            return 0;
        rows[count++] = row;
    }
    return count;
}

static bool reads_alone(const Scope *scope, const Source *source, const Row *row) {
    Arena *arena = arena_new();
    Scope *trial = scope_new(arena, scope);
    Diag ignored = {0};
    trial->accept_unknown = true;
    trial->last_side = row->first == EDGE_RELATION ? expr_integer(arena, row->span, 1) : NULL;
    bool reads = formula_parse(trial, source, row->span, &ignored) != NULL;
    arena_free(arena);
    return reads;
}

size_t formula_parts(Arena *arena, const Scope *scope, const Source *source, Span span,
                     Span **parts) {
    Row rows[ROWS_MAX];
    bool reads[ROWS_MAX], any = false;
    while (take_off_environment(source, &span))
        ;
    size_t count = read_rows(arena, source, span, rows), found = 0;
    for (size_t i = 0; i < count; i++) {
        bool lost = i == 0 && rows[i].first == EDGE_RELATION && !scope->last_side;
        reads[i] = !lost && reads_alone(scope, source, &rows[i]);
        any |= reads[i];
    }
    if (count < 2 || !any)
        return 0;
    *parts = arena_array(arena, count, sizeof **parts);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && reads[i] && reads[i - 1]) {
            (*parts)[found - 1].end = rows[i].span.end;
            continue;
        }
        /* What stood before it was not read: it is said of nothing. */
        bool loose = i > 0 && reads[i] && rows[i].first == EDGE_RELATION;
        (*parts)[found++] = (Span){loose ? rows[i].behind : rows[i].span.start, rows[i].span.end};
    }
    return found;
}
