/* reader_calculus.c - sums and products with bounds, derivatives, fractions. */
#include <string.h>

#include "math/reader_internal.h"

/* ---- \sum_{i=1}^{t} and \prod ---- */

typedef struct {
    Symbol *symbol;
    const Expr *lower, *upper;
} Range;

/* Reads "i=1" below and "t" above. */
static bool read_range(Reader *reader, const Noad *below, const Noad *above, Range *range) {
    Reader inner = *reader;
    if (!items_flatten(&inner, below))
        return false;
    NameParts parts;
    bool shape = inner.count >= 4 && inner.items[0].kind == ITEM_ATOM &&
                 inner.items[1].kind == ITEM_OPERATOR && strcmp(inner.items[1].name, "=") == 0;
    if (!shape || !name_parts(&inner, inner.items[0].noad, &parts) || parts.sub || parts.sup) {
        fail_at(reader, below->span, NULL, "expected an index and where it starts, such as i=1");
        return false;
    }
    inner.position = 2;
    inner.in_index = true;
    range->lower = read_sum(&inner);
    if (!range->lower)
        return false;
    if (peek(&inner)->kind != ITEM_END) {
        fail_at(reader, peek(&inner)->span,
                "let the index run over all, and take off what is left out",
                "below a sum only the index and where it starts are read, found %s too",
                item_text(&inner, peek(&inner)));
        return false;
    }
    bool outer = reader->in_index;
    reader->in_index = true;
    range->upper = above ? read_noad(reader, above) : NULL;
    reader->in_index = outer;
    if (!above) {
        fail_at(reader, below->span, NULL, "expected an upper bound");
        return false;
    }
    if (!range->upper)
        return false;
    if (!expr_is_whole(range->lower) || !expr_is_whole(range->upper)) {
        fail_at(reader, below->span, NULL, "the bounds of %s must be whole numbers", parts.tex);
        return false;
    }
    Symbol *symbol = arena_alloc(reader->arena, sizeof *symbol);
    *symbol =
        (Symbol){.kind = SYMBOL_BOUND, .integer_bound = true, .name = parts.name, .tex = parts.tex};
    range->symbol = symbol;
    return true;
}

/* Without bounds, \prod and \sum run over t = 1..T. */
static bool default_range(Reader *reader, Span span, Range *range) {
    const Symbol *t = find_plain(reader->scope, "t");
    const Symbol *last = find_plain(reader->scope, "T");
    if (!t || t->kind != SYMBOL_INT || !last || last->kind != SYMBOL_INT) {
        fail_at(reader, span, "write \\prod_{t=1}^{T}",
                "the bounds are missing, and t and T are not declared");
        return false;
    }
    Symbol *symbol = arena_alloc(reader->arena, sizeof *symbol);
    *symbol = (Symbol){.kind = SYMBOL_BOUND, .integer_bound = true, .name = "t", .tex = "t"};
    range->symbol = symbol;
    range->lower = expr_integer(reader->arena, span, 1);
    range->upper = expr_symbol(reader->arena, span, last, NULL);
    return true;
}

/* "x" or "x_{t-1}" below a sum, and no letter for a whole number. */
static bool is_letter_alone(const Reader *reader, const Noad *below) {
    Reader inner = *reader;
    NameParts parts;
    if (!items_flatten(&inner, below) || inner.count != 2 || inner.items[0].kind != ITEM_ATOM ||
        !name_parts(&inner, inner.items[0].noad, &parts) || parts.sup)
        return false;
    static const char *const whole[] = {"t", "s", "i", "j", "k", "l", "m", "n", "N", "T"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole && !parts.sub; i++)
        if (strcmp(parts.name, whole[i]) == 0)
            return false;
    const Symbol *plain = find_plain(reader->scope, parts.name);
    return parts.sub || !plain || plain->kind != SYMBOL_INT;
}

static const Expr *read_sum_or_product(Reader *reader, const Item *item, const char *name,
                                       const Noad *below, const Noad *above) {
    ExprKind kind = strcmp(name, "prod") == 0 ? EXPR_PRODUCT : EXPR_SUM;
    Range range;
    if (kind == EXPR_SUM && below && !above && is_letter_alone(reader, below))
        return read_sum_over_values(reader, item, below);
    if (!(below ? read_range(reader, below, above, &range)
                : default_range(reader, item->span, &range)))
        return NULL;
    scope_push(reader->scope, range.symbol);
    const Expr *body = read_body(reader, range.symbol);
    scope_remove(reader->scope, range.symbol);
    if (!body)
        return NULL;
    const Expr *args[3] = {range.lower, range.upper, body};
    return expr_bound(reader->arena, (Span){item->span.start, body->span.end}, kind, range.symbol,
                      3, args);
}

const Expr *read_bigop(Reader *reader) {
    const Item *item = peek(reader);
    const Noad *noad = item->noad;
    const Noad *below = NULL, *above = NULL;
    if (noad->kind == NOAD_SCRIPTS) {
        below = noad->items[1];
        above = noad->items[2];
        noad = noad_only(noad->items[0]);
    }
    reader->position++;
    if (strcmp(noad->name, "sum") == 0 || strcmp(noad->name, "prod") == 0)
        return read_sum_or_product(reader, item, noad->name, below, above);
    if (strstr(noad->name, "int") && noad->name[0] != 'o')
        return read_integral(reader, item, below, above);
    return fail_at(reader, item->span, NULL, "\\%s cannot be evaluated in a formula", noad->name);
}

/* ---- derivatives and fractions ---- */

static bool is_differential_sign(const Noad *noad) {
    return noad->kind == NOAD_SYMBOL &&
           (strcmp(noad->name, "partial") == 0 || strcmp(noad->name, "d") == 0);
}

/* x^2 is x, to the power 2; x is x, to the power 1. 0 for a power that is no digit. */
static unsigned split_power(Reader *reader, const Noad *noad, const Noad **base) {
    *base = noad_only(noad);
    const Noad *sup = (*base)->kind == NOAD_SCRIPTS ? (*base)->items[2] : NULL;
    if (!sup)
        return 1;
    Noad *bare = arena_alloc(reader->arena, sizeof *bare);
    *bare = *(*base);
    bare->items = arena_array(reader->arena, 3, sizeof *bare->items);
    memcpy(bare->items, (*base)->items, 2 * sizeof *bare->items);
    *base = bare->items[1] ? bare : noad_only(bare->items[0]);
    sup = noad_only(sup);
    bool digit = sup->kind == NOAD_NUMBER && strlen(sup->name) == 1;
    return digit ? (unsigned)(sup->name[0] - '0') : 0;
}

typedef struct {
    const Noad *variable;
    const Noad *body; /* NULL: what follows the fraction */
    unsigned order;   /* 0: one that is not read */
} DerivativeParts;

/* \partial^n x below, \partial^n f (or \partial^n alone) above; false for another fraction. */
static bool derivative_parts(Reader *reader, const Noad *fraction, DerivativeParts *parts) {
    const Noad *below = noad_only(fraction->items[1]);
    const Noad *above = noad_only(fraction->items[0]), *above_sign, *below_sign;
    bool row = above->kind == NOAD_ROW && above->count > 0;
    if (below->kind != NOAD_ROW || below->count < 2)
        return false;
    unsigned order = split_power(reader, row ? above->items[0] : above, &above_sign);
    unsigned one = split_power(reader, below->items[0], &below_sign);
    if (!is_differential_sign(above_sign) || !is_differential_sign(below_sign) ||
        strcmp(above_sign->name, below_sign->name) != 0)
        return false;
    bool same = split_power(reader, below->items[1], &parts->variable) == order;
    parts->order = one == 1 && same && below->count == 2 ? order : 0;
    parts->body = NULL;
    if (row && above->count > 1) {
        Noad *rest = arena_alloc(reader->arena, sizeof *rest);
        *rest = *above;
        rest->items = above->items + 1;
        rest->count = above->count - 1;
        rest->span.start = rest->items[0]->span.start;
        parts->body = rest;
    }
    return true;
}

static const Expr *derivative_of(Reader *reader, Span span, const Noad *variable_noad,
                                 const Expr *body) {
    NameParts parts;
    if (!name_parts(reader, variable_noad, &parts) || parts.sup)
        return fail_at(reader, variable_noad->span, NULL,
                       "expected the variable of the derivative here");
    const Expr *variable = name_resolve(reader, &parts, variable_noad->span);
    if (!variable || !body)
        return NULL;
    return expr_binary(reader->arena, span, EXPR_DERIVATIVE, variable, body);
}

static bool is_not_variable(void *context, const Expr *expr) {
    const Expr *variable = context;
    return !expr_same(variable, expr);
}

/* \frac{d}{dx} x e^x: is it the derivative of both? Behind parentheses, and before another
 * derivative, it is clear that it is not. */
static const Expr *with_clear_reach(Reader *reader, bool enclosed, const Expr *derivative) {
    const Expr *next;
    if (!derivative || enclosed)
        return derivative;
    if (!next_factor(reader, &next))
        return NULL;
    Expr variable = *derivative->args[0];
    if (next && next->kind != EXPR_DERIVATIVE && !expr_walk(next, is_not_variable, &variable))
        return fail_at(reader, next->span, "put what the derivative is taken of in parentheses",
                       "it is not clear how far the derivative reaches");
    return derivative;
}

const Expr *read_fraction(Reader *reader, const Noad *noad) {
    DerivativeParts parts;
    if (strcmp(noad->name, "binom") == 0)
        return fail_at(reader, noad->span, "write it out as a fraction",
                       "a binomial coefficient cannot be evaluated");
    if (derivative_parts(reader, noad, &parts)) {
        if (parts.order == 0)
            return fail_at(reader, noad->span, "write it as one derivative of another",
                           "a derivative by several variables is not read");
        bool enclosed = parts.body || peek(reader)->kind == ITEM_OPEN;
        const Expr *body = parts.body ? read_noad(reader, parts.body) : read_unary(reader);
        for (unsigned i = 0; i < parts.order && body; i++)
            body = derivative_of(reader, noad->span, parts.variable, body);
        return with_clear_reach(reader, enclosed, body);
    }
    const Expr *above = read_noad(reader, noad->items[0]);
    const Expr *below = above ? read_noad(reader, noad->items[1]) : NULL;
    return below ? expr_binary(reader->arena, noad->span, EXPR_DIV, above, below) : NULL;
}

const Expr *read_nabla(Reader *reader, const Noad *noad, const Noad *sub) {
    if (noad->kind == NOAD_SCRIPTS && noad->items[2])
        return fail_at(reader, noad->span, "write it as two derivatives, one after the other",
                       "a power of \\nabla is not evaluated");
    reader->position++;
    bool enclosed = peek(reader)->kind == ITEM_OPEN;
    const Expr *body = read_unary(reader);
    if (!body)
        return NULL;
    if (sub)
        return with_clear_reach(reader, enclosed, derivative_of(reader, noad->span, sub, body));
    return fail_at(reader, noad->span, "write \\nabla_{x_t}", "the variable of \\nabla is missing");
}
