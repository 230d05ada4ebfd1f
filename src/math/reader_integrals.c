/* reader_integrals.c - integrals, their bounds and differentials; sums over the values of a letter.
 */
#include <assert.h>
#include <string.h>

#include "math/reader_internal.h"

/* Differentials behind one integral. */
#define DIFFERENTIALS_MAX 16

static bool is_letter(const Noad *noad, const char *name) {
    noad = noad_only(noad);
    return noad->kind == NOAD_SYMBOL && strcmp(noad->name, name) == 0;
}

/* Is the item at `at` a differential's d, with its variable after it? */
static bool is_differential(const Reader *reader, size_t at) {
    if (at + 1 >= reader->count || reader->items[at].kind != ITEM_ATOM ||
        reader->items[at + 1].kind != ITEM_ATOM)
        return false;
    if (!is_letter(reader->items[at].noad, "d"))
        return false;
    const Noad *variable = noad_only(reader->items[at + 1].noad);
    return variable->kind == NOAD_SYMBOL || variable->kind == NOAD_SCRIPTS ||
           variable->kind == NOAD_ACCENT || variable->kind == NOAD_ROW;
}

static bool is_integral_sign(const Item *item) {
    const Noad *noad = item->kind == ITEM_ATOM ? item->noad : NULL;
    if (noad && noad->kind == NOAD_SCRIPTS)
        noad = noad_only(noad->items[0]);
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
const Expr *read_sum_over_values(Reader *reader, const Item *item, const Noad *below) {
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

static const Expr *read_bound(Reader *reader) {
    size_t start = reader->position;
    Span sign = peek(reader)->span;
    bool minus = at_operator(reader, "-");
    if (minus || at_operator(reader, "+"))
        reader->position++;
    const Item *item = take(reader);
    ItemKind next = peek(reader)->kind;
    bool alone = next == ITEM_END || next == ITEM_CLOSE || at_operator(reader, ",");
    if (item->kind != ITEM_ATOM || !is_letter(item->noad, "infty") || !alone) {
        reader->position = start;
        return read_sum(reader);
    }
    const Expr *bound = expr_symbol(reader->arena, item->span, &infinity, NULL);
    return minus ? expr_unary(reader->arena, joined(sign, item->span), EXPR_NEG, bound) : bound;
}

static const Expr *read_bound_noad(Reader *reader, const Noad *noad) {
    Reader inner = *reader;
    inner.nested = true;
    inner.bars = 0;
    if (!items_flatten(&inner, noad))
        return NULL;
    const Expr *bound = read_bound(&inner);
    if (bound && peek(&inner)->kind != ITEM_END)
        return fail_at(reader, peek(&inner)->span, NULL,
                       "unexpected %s in the bound of an integral",
                       item_text(&inner, peek(&inner)));
    return bound;
}

static bool is_infinity(const Expr *bound, bool minus) {
    if (minus && bound->kind != EXPR_NEG)
        return false;
    bound = minus ? bound->args[0] : bound;
    return bound->kind == EXPR_SYMBOL && bound->symbol == &infinity;
}

typedef struct {
    const Expr *lower, *upper; /* NULL: over the real line */
} Bounds;

/* "[a,b]" or "(0,\infty)" at the position. False, with nothing said, when it is something else. */
static bool read_interval(Reader *inner, Bounds *bounds) {
    Diag *kept = inner->diag, ignored = {0};
    if (!at_open(inner, "[") && !at_open(inner, "("))
        return false;
    inner->diag = &ignored;
    inner->position++;
    bounds->lower = read_bound(inner);
    bool comma = bounds->lower && at_operator(inner, ",");
    inner->position += comma;
    bounds->upper = comma ? read_bound(inner) : NULL;
    inner->diag = kept;
    const Item *close = take(inner);
    return bounds->upper && close->kind == ITEM_CLOSE && !close->sub && !close->sup &&
           peek(inner)->kind == ITEM_END;
}

/* \int_x, \int_{x,y}, \int_{\mathbb R^d}, \int_{\mathcal X}: over the whole space. */
static bool is_whole_space(Reader *inner, const Differentials *d) {
    NameParts parts;
    bool alone = peek(inner)->kind == ITEM_ATOM && inner->count == 2;
    if (alone && name_parts(inner, peek(inner)->noad, &parts) && !parts.sub &&
        (strcmp(parts.base, "bb R") == 0 || strcmp(parts.base, "cal X") == 0))
        return !parts.sup || noad_only(parts.sup)->kind == NOAD_NUMBER ||
               noad_only(parts.sup)->kind == NOAD_SYMBOL;
    for (;;) {
        bool failed;
        const Item *item = peek(inner);
        const Expr *letter = list_from_subscript(inner, &failed);
        if (failed)
            return false;
        if (letter)
            letter = letter->args[2]; /* x_{1:T} */
        else if (take(inner)->kind == ITEM_ATOM)
            letter = read_variable(inner, item);
        bool known = false;
        for (size_t i = 0; letter && i < d->count; i++)
            known |= d->variable[i]->symbol == letter->symbol;
        if (!known)
            return false;
        if (!at_operator(inner, ","))
            return peek(inner)->kind == ITEM_END;
        inner->position++;
    }
}

/* What the integral runs over, by what stands at its sign. */
static bool read_bounds(Reader *reader, const Noad *below, const Noad *above,
                        const Differentials *d, Bounds *bounds) {
    *bounds = (Bounds){NULL, NULL};
    if (above) {
        bounds->lower = below ? read_bound_noad(reader, below) : NULL;
        bounds->upper = bounds->lower ? read_bound_noad(reader, above) : NULL;
        if (!below)
            fail_at(reader, above->span, "write both bounds",
                    "this integral has an upper bound only");
        if (!bounds->upper)
            return false;
    } else if (below) {
        Reader inner = *reader;
        if (!items_flatten(&inner, below))
            return false;
        if (!read_interval(&inner, bounds)) {
            Diag ignored = {0};
            inner.diag = &ignored;
            inner.position = 0;
            *bounds = (Bounds){NULL, NULL};
            if (is_whole_space(&inner, d))
                return true;
            fail_at(reader, below->span, "write its bounds, as in \\int_a^b",
                    "it is not clear what this integral runs over");
            return false;
        }
    }
    if (bounds->lower && is_infinity(bounds->lower, true) && is_infinity(bounds->upper, false))
        *bounds = (Bounds){NULL, NULL};
    if (bounds->lower && d->count > 1) {
        fail_at(reader, d->variable[1]->span, "write one integral sign for each differential",
                "it is not clear which of the variables has these bounds");
        return false;
    }
    return true;
}

const Expr *read_integral(Reader *reader, const Item *item, const Noad *below, const Noad *above) {
    size_t at = find_differential(reader);
    if (at == 0)
        return fail_at(reader, item->span, "end the integral with dx",
                       "this integral has no differential");
    /* The variables are read first: a letter that only the integral knows must be known in its
     * body. */
    Differentials differentials;
    size_t start = reader->position;
    if (!read_differentials(reader, at, &differentials))
        return NULL;
    assert(differentials.count > 0); /* the one found at `at` */
    size_t after = reader->position;
    Bounds bounds;
    if (!read_bounds(reader, below, above, &differentials, &bounds))
        return NULL;
    if (at == start && (peek(reader)->kind == ITEM_ATOM || peek(reader)->kind == ITEM_OPEN))
        return fail_at(reader, reader->items[at].span, "write it behind what is integrated",
                       "the differential stands before %s", item_text(reader, peek(reader)));
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
    return wrap_integrals(reader, body, &differentials, bounds.lower, bounds.upper,
                          (Span){item->span.start, body->span.end});
}
