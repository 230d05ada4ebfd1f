/* noad_structures.c - commands that hold whole formulas: accents, fractions, fences, stacks,
 * environments; and the table of what reads each kind of command. */
#include <assert.h>
#include <string.h>

#include "math/noad_internal.h"

static Noad *fail(Parser *parser, size_t at, const char *hint, const char *message) {
    diag_set(parser->diag, parser->arena, parser->source, at, hint, "%s", message);
    return NULL;
}

/* A noad with `slots` items: first the `count` arguments that follow, then NULL. */
static Noad *build_arguments(Parser *parser, const Token *token, NoadKind kind, const char *name,
                             size_t count, size_t slots) {
    static const char *const which[] = {"argument", "second argument"};
    Noad *items[2] = {NULL, NULL};
    for (size_t i = 0; i < count; i++) {
        items[i] = parser_argument(parser, token, which[i]);
        if (items[i] == NULL) {
            return NULL;
        }
    }
    return noad_with(parser->arena, kind, parser_span(parser, token->span.start), name, slots,
                     items);
}

static Noad *build_accent(Parser *parser, const Token *token, const Command *command) {
    Noad *noad = build_arguments(parser, token, NOAD_ACCENT, command->value, 1, 1);
    if (noad != NULL) {
        noad->wide =
            strncmp(command->name, "over", 4) == 0 || strncmp(command->name, "wide", 4) == 0;
    }
    return noad;
}

static Noad *build_fraction(Parser *parser, const Token *token, const Command *command) {
    return build_arguments(parser, token, NOAD_FRACTION, command->value, 2, 2);
}

static Noad *build_decoration(Parser *parser, const Token *token, const Command *command) {
    return build_arguments(parser, token, NOAD_DECORATED, command->value, 1, 2);
}

/* '[' row ']' */
static Noad *bracket_argument(Parser *parser) {
    Token open = parser->token;
    if (!parser_enter(parser, open.span.start)) {
        return NULL;
    }
    bool before = parser->in_bracket;
    parser->in_bracket = true;
    parser_advance(parser);
    Noad *row = parser_row(parser);
    if (row == NULL) {
        return NULL;
    }
    if (!token_is_character(&parser->token, "]")) {
        return parser_unclosed(parser, "[", "]", open.span.start);
    }
    parser_advance(parser);
    parser->in_bracket = before;
    parser_leave(parser);
    return noad_unwrap(row);
}

static Noad *build_sqrt(Parser *parser, const Token *token, const Command *command) {
    Noad *degree = NULL;
    if (token_is_character(&parser->token, "[")) {
        degree = bracket_argument(parser);
        if (degree == NULL) {
            return NULL;
        }
    }
    Noad *radical = build_arguments(parser, token, NOAD_RADICAL, command->value, 1, 2);
    if (radical != NULL) {
        radical->items[1] = degree;
    }
    return radical;
}

/* Reads one fence. NULL, with nothing consumed, when the next token is none. */
static const char *read_fence(Parser *parser, FenceSide *side) {
    static const struct {
        char character;
        const char *name;
        FenceSide side;
    } fences[] = {
        {'(', "(", FENCE_OPEN},   {')', ")", FENCE_CLOSE}, {'[', "[", FENCE_OPEN},
        {']', "]", FENCE_CLOSE},  {'<', "<", FENCE_OPEN},  {'>', ">", FENCE_CLOSE},
        {'|', "|", FENCE_EITHER}, {'.', ".", FENCE_NONE},
    };
    const Token token = parser->token;
    if (token.kind == TOKEN_COMMAND) {
        const Command *command = command_find(token.text, token.length);
        if (command == NULL || command->kind != COMMAND_FENCE) {
            return NULL;
        }
        *side = (FenceSide)command->detail;
        parser_advance(parser);
        return command->value;
    }
    for (size_t i = 0; token.kind == TOKEN_CHARACTER && i < sizeof fences / sizeof fences[0]; i++) {
        if (token.text[0] != fences[i].character) {
            continue;
        }
        *side = fences[i].side;
        /* Of "||" and "..." only the first character is the fence. */
        parser_seek(parser, token.length > 1 ? token.span.start + 1 : token.span.end);
        return fences[i].name;
    }
    return NULL;
}

static const char no_fence_hint[] =
    "write one of ( ) [ ] \\{ \\} | \\| \\langle \\rangle or a point";

static Noad *build_big(Parser *parser, const Token *token, const Command *command) {
    FenceSide natural = FENCE_NONE;
    const char *name = read_fence(parser, &natural);
    if (name == NULL && token_is_character(&parser->token, "/")) {
        parser_advance(parser);
        return noad_new(parser->arena, NOAD_OPERATOR, parser_span(parser, token->span.start), "/");
    }
    if (name == NULL) {
        return fail(parser, token->span.start, no_fence_hint, "no fence stands after \\big");
    }
    Noad *fence = noad_new(parser->arena, NOAD_FENCE, parser_span(parser, token->span.start), name);
    FenceSide side = (FenceSide)(command->detail % COMMAND_SIDES);
    fence->fence = side == FENCE_NONE ? natural : side;
    fence->size = command->detail / COMMAND_SIDES;
    fence->use = side == FENCE_EITHER ? FENCE_RELATION : FENCE_PLAIN;
    return fence;
}

/* delimited := '\left' fence row '\right' fence */
static Noad *build_left(Parser *parser, const Token *token, const Command *command) {
    (void)command;
    size_t start = token->span.start;
    FenceSide side = FENCE_NONE;
    const char *open = read_fence(parser, &side);
    if (open == NULL) {
        return fail(parser, start, no_fence_hint, "no fence stands after \\left");
    }
    if (!parser_enter(parser, start)) {
        return NULL;
    }
    bool before = parser->in_bracket;
    parser->in_bracket = false;
    Noad *row = parser_row(parser);
    if (row == NULL) {
        return NULL;
    }
    if (!token_has_kind(&parser->token, COMMAND_RIGHT)) {
        return parser_unclosed(parser, "\\left", "\\right and a fence", start);
    }
    size_t right = parser->token.span.start;
    parser_advance(parser);
    const char *close = read_fence(parser, &side);
    if (close == NULL) {
        return fail(parser, right, no_fence_hint, "no fence stands after \\right");
    }
    parser->in_bracket = before;
    parser_leave(parser);
    Noad *noad =
        noad_with(parser->arena, NOAD_DELIMITED, parser_span(parser, start), open, 1, &row);
    noad->close = close;
    return noad;
}

static Noad *build_middle(Parser *parser, const Token *token, const Command *command) {
    (void)command;
    FenceSide side = FENCE_NONE;
    const char *name = read_fence(parser, &side);
    if (name == NULL) {
        return fail(parser, token->span.start, no_fence_hint, "no fence stands after \\middle");
    }
    Noad *fence = noad_new(parser->arena, NOAD_FENCE, parser_span(parser, token->span.start), name);
    fence->fence = FENCE_EITHER;
    fence->use = FENCE_MIDDLE;
    return fence;
}

static Noad *build_style(Parser *parser, const Token *token, const Command *command) {
    (void)token;
    (void)command;
    return &parser->nothing;
}

/* \label{..}, \hspace{..}: an argument that is not a formula. */
static Noad *build_drop(Parser *parser, const Token *token, const Command *command) {
    if (token_is_character(&parser->token, "*")) {
        parser_advance(parser);
    }
    Span span = {0, 0};
    if (!parser_raw_argument(parser, token, &span)) {
        return NULL;
    }
    if (command->kind == COMMAND_DROP) {
        return &parser->nothing;
    }
    return noad_new(parser->arena, NOAD_SPACE, parser_span(parser, token->span.start),
                    command->value);
}

static Noad *build_tag(Parser *parser, const Token *token, const Command *command) {
    if (token_is_character(&parser->token, "*")) {
        parser_advance(parser);
    }
    Noad *items[2] = {noad_build_text(parser, token, command), NULL};
    if (items[0] == NULL) {
        return NULL;
    }
    return noad_with(parser->arena, NOAD_DECORATED, parser_span(parser, token->span.start), "tag",
                     2, items);
}

/* \color{red}{..} and \textcolor{red}{..}; \color{red} alone colours what follows and holds
 * nothing. */
static Noad *build_color(Parser *parser, const Token *token, const Command *command) {
    Span span = {0, 0};
    if (!parser_raw_argument(parser, token, &span)) {
        return NULL;
    }
    if (parser->token.kind != TOKEN_OPEN && token_is_command(token, "color")) {
        return &parser->nothing;
    }
    return build_arguments(parser, token, NOAD_DECORATED, command->value, 1, 2);
}

static Noad *build_brace(Parser *parser, const Token *token, const Command *command) {
    Noad *noad = build_arguments(parser, token, NOAD_DECORATED, command->value, 1, 2);
    TokenKind label = command->detail != 0 ? TOKEN_SUB : TOKEN_SUP;
    if (noad == NULL || parser->token.kind != label) {
        return noad;
    }
    Token script = parser->token;
    parser_advance(parser);
    noad->items[1] = parser_argument(parser, &script, "label after it");
    noad->span = parser_span(parser, token->span.start);
    return noad->items[1] == NULL ? NULL : noad;
}

/* \underset{x}{\min} is \min_x. */
static Noad *build_stack(Parser *parser, const Token *token, const Command *command) {
    Noad *label = parser_argument(parser, token, "argument");
    if (label == NULL) {
        return NULL;
    }
    Noad *base = parser_argument(parser, token, "second argument");
    if (base == NULL) {
        return NULL;
    }
    Span span = parser_span(parser, token->span.start);
    if (base->kind == NOAD_BIGOP) {
        bool below = command->detail != 0;
        Noad *scripts[3] = {base, below ? label : NULL, below ? NULL : label};
        Noad *noad = noad_with(parser->arena, NOAD_SCRIPTS, span, NULL, 3, scripts);
        noad->limits = true;
        return noad;
    }
    Noad *items[2] = {base, label};
    return noad_with(parser->arena, NOAD_DECORATED, span, command->value, 2, items);
}

static Noad *build_arrow(Parser *parser, const Token *token, const Command *command) {
    Noad *below = NULL;
    if (token_is_character(&parser->token, "[")) {
        below = bracket_argument(parser);
        if (below == NULL) {
            return NULL;
        }
    }
    Noad *above = parser_argument(parser, token, "argument");
    if (above == NULL) {
        return NULL;
    }
    Span span = parser_span(parser, token->span.start);
    Noad *arrow = noad_new(parser->arena, NOAD_OPERATOR, token->span, command->value);
    Noad *over[2] = {arrow, above};
    Noad *noad = noad_with(parser->arena, NOAD_DECORATED, span, "overset", 2, over);
    if (below == NULL) {
        return noad;
    }
    Noad *under[2] = {noad, below};
    return noad_with(parser->arena, NOAD_DECORATED, span, "underset", 2, under);
}

/* substack := '{' cells '}' */
static Noad *build_substack(Parser *parser, const Token *token, const Command *command) {
    Token open = parser->token;
    if (open.kind != TOKEN_OPEN) {
        return fail(parser, token->span.start, "write it in braces { }",
                    "\\substack has no argument");
    }
    if (!parser_enter(parser, open.span.start)) {
        return NULL;
    }
    bool before = parser->in_bracket;
    parser->in_bracket = false;
    parser_advance(parser);
    Noad *cells = parser_cells(parser, command->value);
    if (cells == NULL) {
        return NULL;
    }
    if (parser->token.kind != TOKEN_CLOSE) {
        return parser_unclosed(parser, "{", "}", open.span.start);
    }
    parser_advance(parser);
    parser->in_bracket = before;
    parser_leave(parser);
    return cells;
}

static Noad *build_group(Parser *parser, const Token *token, const Command *command) {
    (void)command;
    return parser_argument(parser, token, "argument");
}

static Noad *build_not(Parser *parser, const Token *token, const Command *command) {
    (void)command;
    const char *name = token_is_character(&parser->token, "=")  ? "ne"
                       : token_is_command(&parser->token, "in") ? "notin"
                                                                : NULL;
    if (name == NULL) {
        return fail(parser, token->span.start, NULL, "\\not is only known before = and \\in");
    }
    parser_advance(parser);
    return noad_new(parser->arena, NOAD_OPERATOR, parser_span(parser, token->span.start), name);
}

static Noad *build_limits(Parser *parser, const Token *token, const Command *command) {
    (void)command;
    return fail(parser, token->span.start, "write it right after \\sum, \\int or the like",
                "no operator stands before \\limits");
}

static Noad *build_prime(Parser *parser, const Token *token, const Command *command) {
    return noad_new(parser->arena, NOAD_PRIME, token->span, command->value);
}

static Noad *unknown_environment(Parser *parser, Span name) {
    const char *wanted =
        arena_copy(parser->arena, parser->source->bytes + name.start, name.end - name.start);
    size_t count = 0;
    const Environment *table = environment_table(&count);
    const char **names = arena_array(parser->arena, count, sizeof(char *));
    for (size_t i = 0; i < count; i++) {
        names[i] = table[i].name;
    }
    const char *nearest = nearest_name(wanted, names, count);
    const char *hint =
        nearest == NULL ? NULL : arena_printf(parser->arena, "did you mean {%s}?", nearest);
    diag_set(parser->diag, parser->arena, parser->source, name.start, hint,
             "unknown environment {%s}", wanted);
    return NULL;
}

/* What stands between \begin{..} and the content: a position such as [t], and the argument of
 * {array}. */
static bool skip_environment_head(Parser *parser, const Token *token, bool has_argument) {
    const char *bytes = parser->source->bytes;
    size_t at = parser->last_end;
    if (parser->end - at >= 3 && bytes[at] == '[' && strchr("tcb", bytes[at + 1]) != NULL &&
        bytes[at + 2] == ']') {
        parser_seek(parser, at + 3);
    }
    Span span = {0, 0};
    return !has_argument || parser_raw_argument(parser, token, &span);
}

/* A drawing is no formula: it stands for the words "(a diagram)". */
static Noad *build_diagram(Parser *parser, const Environment *environment, size_t start) {
    const char *bytes = parser->source->bytes;
    const char *closer = arena_printf(parser->arena, "\\end{%s}", environment->name);
    size_t length = strlen(closer);
    for (size_t at = parser->last_end; at + length <= parser->end; at++) {
        if (memcmp(bytes + at, closer, length) == 0) {
            parser_seek(parser, at + length);
            return noad_new(parser->arena, NOAD_TEXT, (Span){start, at + length}, "(a diagram)");
        }
    }
    const char *what = arena_printf(parser->arena, "\\begin{%s}", environment->name);
    diag_set(parser->diag, parser->arena, parser->source, start,
             arena_printf(parser->arena, "end it with %s", closer), "%s is never closed", what);
    return NULL;
}

/* environment := '\begin' '{' name '}' cells '\end' '{' name '}' */
static Noad *build_begin(Parser *parser, const Token *token, const Command *command) {
    (void)command;
    size_t start = token->span.start;
    const char *bytes = parser->source->bytes;
    Span name = {0, 0};
    if (!parser_raw_argument(parser, token, &name)) {
        return NULL;
    }
    const Environment *environment = environment_find(bytes + name.start, name.end - name.start);
    if (environment == NULL) {
        return unknown_environment(parser, name);
    }
    if (environment->value != NULL && strcmp(environment->value, DIAGRAM_ENVIRONMENT) == 0) {
        return build_diagram(parser, environment, start);
    }
    if (!skip_environment_head(parser, token, environment->has_argument) ||
        !parser_enter(parser, start)) {
        return NULL;
    }
    bool before = parser->in_bracket;
    parser->in_bracket = false;
    Noad *cells = parser_cells(parser, environment->value);
    if (cells == NULL) {
        return NULL;
    }
    const char *what = arena_printf(parser->arena, "\\begin{%s}", environment->name);
    if (!token_has_kind(&parser->token, COMMAND_END)) {
        const char *closer = arena_printf(parser->arena, "\\end{%s}", environment->name);
        return parser_unclosed(parser, what, closer, start);
    }
    Token end = parser->token;
    Span closing = {0, 0};
    parser_advance(parser);
    if (!parser_raw_argument(parser, &end, &closing)) {
        return NULL;
    }
    if (environment_find(bytes + closing.start, closing.end - closing.start) != environment) {
        Position at = source_position(parser->source, start);
        diag_set(parser->diag, parser->arena, parser->source, end.span.start, NULL,
                 "this \\end closes %s of line %zu, column %zu under another name", what, at.line,
                 at.column);
        return NULL;
    }
    parser->in_bracket = before;
    parser_leave(parser);
    cells->span = parser_span(parser, start);
    return cells;
}

Noad *parser_command(Parser *parser, const Token *token, const Command *command) {
    /* Kinds that end a row never come here. */
    static Noad *(*const builders[COMMAND_KIND_COUNT])(Parser *, const Token *, const Command *) = {
        [COMMAND_SYMBOL] = noad_build_named,
        [COMMAND_OPERATOR] = noad_build_named,
        [COMMAND_FENCE] = noad_build_named,
        [COMMAND_FUNCTION] = noad_build_function,
        [COMMAND_BIGOP] = noad_build_named,
        [COMMAND_PRIME] = build_prime,
        [COMMAND_ACCENT] = build_accent,
        [COMMAND_FRACTION] = build_fraction,
        [COMMAND_SQRT] = build_sqrt,
        [COMMAND_BIG] = build_big,
        [COMMAND_LEFT] = build_left,
        [COMMAND_MIDDLE] = build_middle,
        [COMMAND_SPACE] = noad_build_named,
        [COMMAND_SKIP_SPACE] = build_drop,
        [COMMAND_ALPHABET] = noad_build_alphabet,
        [COMMAND_SWITCH] = noad_build_switch,
        [COMMAND_WORD] = noad_build_word,
        [COMMAND_NAMED] = noad_build_word,
        [COMMAND_TEXT] = noad_build_text,
        [COMMAND_STYLE] = build_style,
        [COMMAND_DROP] = build_drop,
        [COMMAND_TAG] = build_tag,
        [COMMAND_COLOR] = build_color,
        [COMMAND_DECORATION] = build_decoration,
        [COMMAND_BRACE] = build_brace,
        [COMMAND_STACK] = build_stack,
        [COMMAND_ARROW] = build_arrow,
        [COMMAND_SUBSTACK] = build_substack,
        [COMMAND_GROUP] = build_group,
        [COMMAND_NOT] = build_not,
        [COMMAND_LIMITS] = build_limits,
        [COMMAND_BEGIN] = build_begin,
    };
    assert(builders[command->kind] != NULL);
    return builders[command->kind](parser, token, command);
}
