/* noad_unicode.c - what Unicode writes without a command: raised and lowered characters, the root
 * sign. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "math/noad_internal.h"

#define ROOT_SIGN UINT32_C(0x221A)

static uint32_t code_point_of(const Token *token) {
    size_t used = 0;
    return utf8_decode(token->text, token->length, &used);
}

/* ---- x₀, σ², ᾱₜ₋₁ ---- */

static const char *small_text(const Token *token, bool *raised) {
    return token->kind == TOKEN_CHARACTER ? lexer_script(code_point_of(token), raised) : NULL;
}

bool token_is_script(const Token *token, bool *raised) {
    return small_text(token, raised) != NULL;
}

/* The next small character when it is on this side; NULL otherwise. */
static const char *next_small(const Parser *parser, bool raised) {
    bool side = false;
    const char *text = small_text(&parser->token, &side);
    return text != NULL && side == raised ? text : NULL;
}

static Noad *small_number(Parser *parser, bool raised) {
    size_t start = parser->token.span.start;
    Text digits;
    text_init(&digits);
    for (const char *text = next_small(parser, raised);
         text != NULL && isdigit((unsigned char)text[0]); text = next_small(parser, raised)) {
        text_append(&digits, text);
        parser_advance(parser);
    }
    const char *name = arena_copy(parser->arena, digits.bytes, digits.length);
    text_clear(&digits);
    return noad_new(parser->arena, NOAD_NUMBER, parser_span(parser, start), name);
}

Noad *parser_small_script(Parser *parser, bool raised) {
    size_t start = parser->token.span.start;
    NoadList list = {0};
    for (const char *text = next_small(parser, raised); text != NULL;
         text = next_small(parser, raised)) {
        if (isdigit((unsigned char)text[0])) {
            noad_list_add(parser->arena, &list, small_number(parser, raised));
            continue;
        }
        NoadKind kind = isalpha((unsigned char)text[0]) ? NOAD_SYMBOL : NOAD_OPERATOR;
        noad_list_add(parser->arena, &list,
                      noad_new(parser->arena, kind, parser->token.span, text));
        parser_advance(parser);
    }
    return noad_unwrap(noad_with(parser->arena, NOAD_ROW, parser_span(parser, start), NULL,
                                 list.count, list.items));
}

/* ---- √2, √αₜ, √(1-ᾱₜ) ---- */

bool token_is_root_sign(const Token *token) {
    return token->kind == TOKEN_CHARACTER && code_point_of(token) == ROOT_SIGN;
}

static Noad *unclear_root(Parser *parser, size_t start) {
    diag_set(parser->diag, parser->arena, parser->source, start, "write \\sqrt{...}",
             "it is not clear how far this root reaches");
    return NULL;
}

static FenceSide fence_side(const Noad *item) {
    return item->kind == NOAD_FENCE ? item->fence : FENCE_NONE;
}

/* '(' item* ')', without its parentheses. */
static Noad *in_parentheses(Parser *parser, size_t root) {
    size_t start = parser->token.span.start, depth = 1;
    NoadList list = {0};
    parser_advance(parser);
    while (!parser_ends_row(parser)) {
        Noad *item = parser_item(parser);
        if (item == NULL) {
            return NULL;
        }
        const Noad *nucleus = item->kind == NOAD_SCRIPTS ? item->items[0] : item;
        depth += fence_side(nucleus) == FENCE_OPEN;
        depth -= fence_side(nucleus) == FENCE_CLOSE;
        if (depth == 0) {
            return item == nucleus ? noad_with(parser->arena, NOAD_ROW, parser_span(parser, start),
                                               NULL, list.count, list.items)
                                   : unclear_root(parser, root);
        }
        if (item != &parser->nothing) {
            noad_list_add(parser->arena, &list, item);
        }
    }
    return parser_unclosed(parser, "(", ")", start);
}

/* A letter or a number with what stands below it: a power might be the root's. */
static bool is_radicand(const Noad *item) {
    if (item->kind == NOAD_SCRIPTS) {
        return item->items[2] == NULL && is_radicand(item->items[0]);
    }
    return item->kind == NOAD_SYMBOL || item->kind == NOAD_NUMBER || item->kind == NOAD_ACCENT ||
           item->kind == NOAD_FRACTION || item->kind == NOAD_RADICAL;
}

Noad *parser_root_sign(Parser *parser) {
    size_t start = parser->token.span.start;
    if (!parser_enter(parser, start)) {
        return NULL;
    }
    parser_advance(parser);
    bool group = parser->token.kind == TOKEN_OPEN, raised = false;
    bool parenthesis = token_is_character(&parser->token, "(");
    if (!group && !parenthesis && parser_ends_row(parser)) {
        return unclear_root(parser, start);
    }
    Noad *body = group         ? parser_group(parser)
                 : parenthesis ? in_parentheses(parser, start)
                               : parser_item(parser);
    if (body == NULL) {
        return NULL;
    }
    const Token *next = &parser->token;
    bool scripts = next->kind == TOKEN_SUP || next->kind == TOKEN_SUB || token_is_prime(next) ||
                   token_is_script(next, &raised);
    if (scripts || (!group && !parenthesis && !is_radicand(body))) {
        return unclear_root(parser, start);
    }
    parser_leave(parser);
    Noad *items[2] = {body, NULL};
    return noad_with(parser->arena, NOAD_RADICAL, parser_span(parser, start), "sqrt", 2, items);
}
