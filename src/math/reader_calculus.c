/* reader_calculus.c - sums and products with bounds, integrals, derivatives, fractions. */
#include <assert.h>
#include <string.h>

#include "math/reader_internal.h"

/* Differentials behind one integral. */
#define DIFFERENTIALS_MAX 16

static const Noad *only_item(const Noad *noad) {
    while (noad->kind == NOAD_ROW && noad->count == 1)
        noad = noad->items[0];
    return noad;
}

static bool is_letter(const Noad *noad, const char *name) {
    noad = only_item(noad);
    return noad->kind == NOAD_SYMBOL && strcmp(noad->name, name) == 0;
}

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

static void skip_multiplication(Reader *reader) {
    if (at_operator(reader, "cdot") || at_operator(reader, "times") || at_operator(reader, "ast"))
        reader->position++;
}

/* The body: the first factor, then all up to the last one that mentions the index. In
 * \prod_i a_i \cdot x_0 the last factor does not, and stands outside. For a sum a factor outside
 * changes nothing. */
static const Expr *read_body(Reader *reader, const Symbol *index) {
    Operands factors = {0};
    if (!push_operand(reader, &factors, read_unary(reader)))
        return NULL;
    size_t kept = 1, end = reader->position;
    for (;;) {
        skip_multiplication(reader);
        ItemKind kind = peek(reader)->kind;
        if (kind != ITEM_ATOM && kind != ITEM_OPEN)
            break;
        size_t start = reader->position;
        const Expr *next = read_unary(reader);
        if (!push_operand(reader, &factors, next))
            return NULL;
        if (!reader->ahead)
            reader->ahead = arena_array(reader->arena, reader->count, sizeof *reader->ahead);
        reader->ahead[start] = (Ahead){next, reader->position};
        if (expr_mentions(next, index)) {
            kept = factors.count;
            end = reader->position;
        }
    }
    reader->position = end;
    factors.count = kept;
    return combine_operands(reader, EXPR_MUL, &factors);
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

static const Expr *read_sum_over_values(Reader *reader, const Item *item, const Noad *below);

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

/* ---- integrals ---- */

/* Is the item at `at` a differential's d, with its variable after it? */
static bool is_differential(const Reader *reader, size_t at) {
    if (at + 1 >= reader->count || reader->items[at].kind != ITEM_ATOM ||
        reader->items[at + 1].kind != ITEM_ATOM)
        return false;
    if (!is_letter(reader->items[at].noad, "d"))
        return false;
    const Noad *variable = only_item(reader->items[at + 1].noad);
    return variable->kind == NOAD_SYMBOL || variable->kind == NOAD_SCRIPTS ||
           variable->kind == NOAD_ACCENT || variable->kind == NOAD_ROW;
}

static bool is_integral_sign(const Item *item) {
    const Noad *noad = item->kind == ITEM_ATOM ? item->noad : NULL;
    if (noad && noad->kind == NOAD_SCRIPTS)
        noad = only_item(noad->items[0]);
    return noad && noad->kind == NOAD_BIGOP && strstr(noad->name, "int") != NULL;
}

/* In \int \int f dx dy the first differential is the inner integral's. */
static size_t find_differential(const Reader *reader) {
    size_t depth = 0, inner = 0;
    for (size_t i = reader->position; i < reader->count; i++) {
        const Item *item = &reader->items[i];
        if (item->kind == ITEM_OPEN)
            depth++;
        else if (item->kind == ITEM_CLOSE && depth-- == 0)
            return 0;
        else if (depth == 0 && is_integral_sign(item))
            inner++;
        else if (depth == 0 && is_differential(reader, i) && inner-- == 0)
            return i;
    }
    return 0;
}

typedef struct {
    const Expr *variable[DIFFERENTIALS_MAX];
    bool dots_before[DIFFERENTIALS_MAX]; /* dx_1 \cdots dx_{t-1}: the second has dots before it */
    size_t count;
} Differentials;

/* A plain letter after d is the integral's own variable, whatever it stands for outside. */
static const Expr *read_variable(Reader *reader, const Item *item) {
    NameParts parts;
    if (!name_parts(reader, item->noad, &parts) || parts.sup)
        return fail_at(reader, item->span, NULL, "expected a variable after d, found %s",
                       item_text(reader, item));
    if (!parts.sub && !find_plain(reader->scope, parts.name)) {
        Symbol variable = {.kind = SYMBOL_REAL,
                           .name = parts.name,
                           .tex = parts.tex,
                           .lower = "-3",
                           .upper = "3",
                           .implied = true};
        scope_add(reader->scope, &variable);
    }
    const Expr *variable = name_resolve(reader, &parts, item->span);
    if (variable && variable->kind != EXPR_SYMBOL)
        return fail_at(reader, item->span, NULL, "expected a variable after d");
    return variable;
}

/* \sum_x p(x, y): over the values of x. */
static const Expr *read_sum_over_values(Reader *reader, const Item *item, const Noad *below) {
    Reader inner = *reader;
    if (!items_flatten(&inner, below))
        return NULL;
    const Expr *variable = read_variable(reader, peek(&inner));
    if (!variable)
        return NULL;
    const Expr *body = read_body(reader, variable->symbol);
    if (!body)
        return NULL;
    const Expr *args[2] = {body, variable};
    return expr_split(reader->arena, (Span){item->span.start, body->span.end}, EXPR_INTEGRAL, NULL,
                      2, 2, args);
}

/* dx_{1:T} is dx_1 \cdots dx_T. */
static bool add_range(Reader *reader, Differentials *out, const Expr *list) {
    if (out->count + 2 > DIFFERENTIALS_MAX) {
        fail_at(reader, list->span, NULL, "more than %d differentials", DIFFERENTIALS_MAX);
        return false;
    }
    for (size_t end = 0; end < 2; end++) {
        out->dots_before[out->count] = end == 1;
        out->variable[out->count++] =
            expr_symbol(reader->arena, list->span, list->args[2]->symbol, list->args[end]);
    }
    return true;
}

static bool read_differentials(Reader *reader, size_t at, Differentials *out) {
    out->count = 0;
    reader->position = at;
    bool dots = false;
    for (;;) {
        if ((at_operator(reader, "cdots") || at_operator(reader, "ldots")) && out->count > 0) {
            reader->position++;
            dots = true;
        }
        if (!is_differential(reader, reader->position))
            return true;
        if (out->count == DIFFERENTIALS_MAX) {
            fail_at(reader, peek(reader)->span, NULL, "more than %d differentials",
                    DIFFERENTIALS_MAX);
            return false;
        }
        bool failed;
        reader->position++;
        const Expr *list = list_from_subscript(reader, &failed);
        if (failed)
            return false;
        if (list) { /* dx_{1:T} */
            if (!add_range(reader, out, list))
                return false;
            dots = false;
            continue;
        }
        reader->position--;
        const Expr *variable = read_variable(reader, &reader->items[reader->position + 1]);
        if (!variable)
            return false;
        out->dots_before[out->count] = dots;
        out->variable[out->count++] = variable;
        dots = false;
        reader->position += 2;
    }
}

/* Wraps the body in one integral for each differential. */
static const Expr *wrap_integrals(Reader *reader, const Expr *body, const Differentials *d,
                                  const Expr *lower, const Expr *upper, Span span) {
    for (size_t i = 0; i < d->count; i++) {
        if (i + 1 < d->count && d->dots_before[i + 1]) {
            const Expr *args[3] = {body, d->variable[i], d->variable[i + 1]};
            if (d->variable[i]->symbol != d->variable[i + 1]->symbol || d->variable[i]->count != 1)
                return fail_at(reader, span, NULL,
                               "the dots must run between two of the same letter");
            body = expr_split(reader->arena, span, EXPR_INTEGRAL, NULL, 1, 3, args);
            i++;
            continue;
        }
        const Expr *args[4] = {body, d->variable[i], lower, upper};
        body = expr_node(reader->arena, span, EXPR_INTEGRAL, lower ? 4 : 2, args);
    }
    return body;
}

/* \infty, -\infty: known as bounds of an integral alone. */
static const Symbol infinity = {.kind = SYMBOL_CONSTANT, .name = "infty", .tex = "\\infty"};

static const Expr *read_bound(Reader *reader, const Noad *noad) {
    Reader inner = *reader;
    if (!items_flatten(&inner, noad))
        return NULL;
    bool minus = at_operator(&inner, "-");
    if (minus || at_operator(&inner, "+"))
        inner.position++;
    const Item *item = peek(&inner);
    if (item->kind != ITEM_ATOM || !is_letter(item->noad, "infty") ||
        inner.items[inner.position + 1].kind != ITEM_END)
        return read_noad(reader, noad);
    const Expr *bound = expr_symbol(reader->arena, item->span, &infinity, NULL);
    return minus ? expr_unary(reader->arena, noad->span, EXPR_NEG, bound) : bound;
}

static bool is_infinity(const Expr *bound, bool minus) {
    if (minus && bound->kind != EXPR_NEG)
        return false;
    bound = minus ? bound->args[0] : bound;
    return bound->kind == EXPR_SYMBOL && bound->symbol == &infinity;
}

static const Expr *read_integral(Reader *reader, const Item *item, const Noad *below,
                                 const Noad *above) {
    size_t at = find_differential(reader);
    if (at == 0)
        return fail_at(reader, item->span, "end the integral with dx",
                       "this integral has no differential");
    const Expr *lower = NULL, *upper = NULL;
    if (below && above) {
        lower = read_bound(reader, below);
        upper = lower ? read_bound(reader, above) : NULL;
        if (!upper)
            return NULL;
        if (is_infinity(lower, true) && is_infinity(upper, false))
            lower = NULL; /* over the real line */
    }
    /* The variables are read first: a letter that only the integral knows must be known in its
     * body. */
    Differentials differentials;
    size_t start = reader->position;
    if (!read_differentials(reader, at, &differentials))
        return NULL;
    assert(differentials.count > 0); /* the one found at `at` */
    size_t after = reader->position;
    Reader inner = *reader;
    Item *items = arena_array(reader->arena, at - start + 1, sizeof *items);
    memcpy(items, reader->items + start, (at - start) * sizeof *items);
    items[at - start] = (Item){
        .kind = ITEM_END, .noad = item->noad, .name = "the end", .span = reader->items[at].span};
    inner.items = items;
    inner.count = at - start + 1;
    inner.position = 0;
    inner.ahead = NULL;
    inner.nested = true;
    inner.bars = 0;
    const Expr *body =
        inner.count > 1 ? read_sum(&inner) : expr_integer(reader->arena, item->span, 1);
    if (!body)
        return NULL;
    if (peek(&inner)->kind != ITEM_END)
        return fail_at(reader, peek(&inner)->span, NULL, "unexpected %s under the integral",
                       item_text(&inner, peek(&inner)));
    reader->position = after;
    reader->variable = differentials.variable[0];
    return wrap_integrals(reader, body, &differentials, lower, upper,
                          (Span){item->span.start, body->span.end});
}

const Expr *read_bigop(Reader *reader) {
    const Item *item = peek(reader);
    const Noad *noad = item->noad;
    const Noad *below = NULL, *above = NULL;
    if (noad->kind == NOAD_SCRIPTS) {
        below = noad->items[1];
        above = noad->items[2];
        noad = only_item(noad->items[0]);
    }
    reader->position++;
    if (strcmp(noad->name, "sum") == 0 || strcmp(noad->name, "prod") == 0)
        return read_sum_or_product(reader, item, noad->name, below, above);
    if (strstr(noad->name, "int"))
        return read_integral(reader, item, below, above);
    return fail_at(reader, item->span, NULL, "\\%s cannot be evaluated in a formula", noad->name);
}

/* ---- derivatives and fractions ---- */

static bool is_differential_sign(const Noad *noad) {
    return noad->kind == NOAD_SYMBOL &&
           (strcmp(noad->name, "partial") == 0 || strcmp(noad->name, "d") == 0);
}

/* \partial x below, \partial f (or \partial alone) above: the variable and the function's noad, or
 * false. */
static bool derivative_parts(Reader *reader, const Noad *fraction, const Noad **variable,
                             const Noad **body) {
    const Noad *below = fraction->items[1];
    const Noad *above = fraction->items[0];
    while (below->kind == NOAD_ROW && below->count == 1)
        below = below->items[0];
    if (below->kind != NOAD_ROW || below->count != 2 || !is_differential_sign(below->items[0]))
        return false;
    const Noad *sign = above->kind == NOAD_ROW && above->count > 0 ? above->items[0] : above;
    if (!is_differential_sign(sign) || strcmp(sign->name, below->items[0]->name) != 0)
        return false;
    *variable = below->items[1];
    *body = NULL;
    if (above->kind == NOAD_ROW && above->count > 1) {
        Noad *rest = arena_alloc(reader->arena, sizeof *rest);
        *rest = *above;
        rest->items = above->items + 1;
        rest->count = above->count - 1;
        rest->span.start = rest->items[0]->span.start;
        *body = rest;
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

const Expr *read_fraction(Reader *reader, const Noad *noad) {
    const Noad *variable, *function;
    if (strcmp(noad->name, "binom") == 0)
        return fail_at(reader, noad->span, "write it out as a fraction",
                       "a binomial coefficient cannot be evaluated");
    if (derivative_parts(reader, noad, &variable, &function)) {
        const Expr *body = function ? read_noad(reader, function) : read_unary(reader);
        return derivative_of(reader, noad->span, variable, body);
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
    const Expr *body = read_unary(reader);
    if (!body)
        return NULL;
    if (sub)
        return derivative_of(reader, noad->span, sub, body);
    return fail_at(reader, noad->span, "write \\nabla_{x_t}", "the variable of \\nabla is missing");
}
