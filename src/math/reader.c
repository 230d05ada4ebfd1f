/* reader.c - sums, products, powers, chains.
 *
 *     formula = chain { separator chain }
 *     chain   = [sum] { relation sum }
 *     sum     = ["+" | "-"] product { ("+" | "-") product }
 *     product = unary { ["\cdot" | "\times" | "/"] unary }
 *     unary   = ["-"] operand
 */
#include "math/reader_internal.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Factors or summands of one node. */
#define OPERANDS_MAX 4096

const Item *peek(const Reader *reader) {
    return &reader->items[reader->position];
}

const Item *take(Reader *reader) {
    const Item *item = peek(reader);
    if (item->kind != ITEM_END)
        reader->position++;
    return item;
}

bool at_operator(const Reader *reader, const char *name) {
    const Item *item = peek(reader);
    return item->kind == ITEM_OPERATOR && strcmp(item->name, name) == 0;
}

bool at_open(const Reader *reader, const char *name) {
    const Item *item = peek(reader);
    return item->kind == ITEM_OPEN && strcmp(item->name, name) == 0;
}

const Expr *fail_at(Reader *reader, Span span, const char *hint, const char *format, ...) {
    char message[256];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    diag_set(reader->diag, reader->arena, reader->source, span.start, hint, "%s", message);
    return NULL;
}

bool enter(Reader *reader) {
    if (++reader->depth <= READER_DEPTH_MAX)
        return true;
    fail_at(reader, peek(reader)->span, "split the formula",
            "parentheses are nested more than %d deep", READER_DEPTH_MAX);
    return false;
}

bool relation_of(const char *name, Relation *relation) {
    static const struct {
        const char *name;
        Relation relation;
    } rows[] = {
        {"=", RELATION_EQUAL},
        {"equiv", RELATION_EQUAL},
        {"coloneqq", RELATION_DEFINE},
        {"approx", RELATION_APPROX},
        {"simeq", RELATION_APPROX},
        {"cong", RELATION_APPROX},
        {"<", RELATION_LESS},
        {"le", RELATION_LESS_EQUAL},
        {">", RELATION_GREATER},
        {"ge", RELATION_GREATER_EQUAL},
        {"ne", RELATION_NOT_EQUAL},
        {"propto", RELATION_PROPORTIONAL},
        {"sim", RELATION_LAW},
        {"rightarrow", RELATION_TO},
        {"leftarrow", RELATION_TO},
        {"leqslant", RELATION_LESS_EQUAL},
        {"geqslant", RELATION_GREATER_EQUAL},
        {"ll", RELATION_LESS},
        {"gg", RELATION_GREATER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0) {
            *relation = rows[i].relation;
            return true;
        }
    return false;
}

static const char *closing_of(const char *open) {
    if (strcmp(open, "lfloor") == 0)
        return "rfloor";
    if (strcmp(open, "lceil") == 0)
        return "rceil";
    if (strcmp(open, "<") == 0)
        return ">";
    if (strcmp(open, "(") == 0)
        return ")";
    if (strcmp(open, "[") == 0)
        return "]";
    if (strcmp(open, "{") == 0)
        return "}";
    return open;
}

bool expect_close(Reader *reader, const Item *open) {
    const char *wanted = closing_of(open->name);
    if (peek(reader)->kind == ITEM_CLOSE &&
        (strcmp(peek(reader)->name, wanted) == 0 || strcmp(open->name, ".") == 0 ||
         strcmp(peek(reader)->name, ".") == 0))
        return true;
    Position at = source_position(reader->source, open->span.start);
    fail_at(reader, peek(reader)->span, NULL,
            "expected `%s` to close the `%s` opened at %zu:%zu, found %s", closing_of(open->name),
            open->name, at.line, at.column, item_text(reader, peek(reader)));
    return false;
}

const Expr *read_noad(Reader *outer, const Noad *noad) {
    Reader inner = *outer;
    inner.bars = 0;
    inner.nested = true;
    if (!items_flatten(&inner, noad) || !enter(&inner))
        return NULL;
    if (inner.count == 1)
        return fail_at(outer, noad->span, NULL, "expected an expression here, found nothing");
    const Expr *expr = read_sum(&inner);
    if (!expr)
        return NULL;
    while (peek(&inner)->kind == ITEM_SEPARATOR || at_operator(&inner, ",") ||
           at_operator(&inner, "."))
        inner.position++;
    if (peek(&inner)->kind != ITEM_END)
        return fail_at(outer, peek(&inner)->span, NULL, "unexpected %s",
                       item_text(&inner, peek(&inner)));
    outer->saw_constant |= inner.saw_constant;
    outer->variable = inner.variable;
    return expr;
}

Span joined(Span a, Span b) {
    return (Span){a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}

bool push_operand(Reader *reader, Operands *operands, const Expr *expr) {
    if (!expr)
        return false;
    if (operands->count == OPERANDS_MAX) {
        fail_at(reader, expr->span, "split the formula", "more than %d terms in one place",
                OPERANDS_MAX);
        return false;
    }
    if (operands->count == operands->capacity) {
        size_t capacity = operands->capacity ? 4 * operands->capacity : 4;
        const Expr **grown = arena_array(reader->arena, capacity, sizeof *grown);
        if (operands->count > 0)
            memcpy(grown, operands->list, operands->count * sizeof *grown);
        operands->list = grown;
        operands->capacity = capacity;
    }
    operands->list[operands->count++] = expr;
    return true;
}

const Expr *combine_operands(Reader *reader, ExprKind kind, const Operands *operands) {
    if (operands->count == 1)
        return operands->list[0];
    Span span = joined(operands->list[0]->span, operands->list[operands->count - 1]->span);
    return expr_node(reader->arena, span, kind, operands->count, operands->list);
}

const Expr *read_unary(Reader *reader) {
    const Item *item = peek(reader);
    const Ahead *known = reader->ahead ? &reader->ahead[reader->position] : NULL;
    if (known && known->expr) {
        reader->position = known->end;
        return known->expr;
    }
    if (at_operator(reader, "-") || at_operator(reader, "+")) {
        bool minus = at_operator(reader, "-");
        take(reader);
        if (!enter(reader))
            return NULL;
        const Expr *operand = read_unary(reader);
        reader->depth--;
        if (!operand || !minus)
            return operand;
        return expr_unary(reader->arena, joined(item->span, operand->span), EXPR_NEG, operand);
    }
    if (!enter(reader))
        return NULL;
    const Expr *operand = read_operand(reader);
    reader->depth--;
    return operand;
}

static bool starts_factor(const Reader *reader) {
    const Item *item = peek(reader);
    if (item->kind == ITEM_ATOM || item->kind == ITEM_OPEN)
        return true;
    return item->kind == ITEM_BAR && reader->bars == 0;
}

static bool at_multiplication(const Reader *reader) {
    return at_operator(reader, "cdot") || at_operator(reader, "times") ||
           at_operator(reader, "ast") || at_operator(reader, "odot");
}

static bool at_ellipsis(const Reader *reader) {
    return at_operator(reader, "ldots") || at_operator(reader, "cdots");
}

/* One more factor or summand after an ellipsis: the terms between it and the last one are filled
 * in. */
static bool push_filled(Reader *reader, Operands *operands, ExprKind kind, const Expr *after,
                        Span dots) {
    if (!after)
        return false;
    const Expr *const *before = &operands->list[operands->count - 1];
    Diag *kept = reader->diag, unclear = {0};
    reader->diag = &unclear;
    const Expr *fill = ellipsis_fill(reader, kind, before[0], after, dots);
    reader->diag = kept;
    if (!fill && kind == EXPR_SUM && operands->count > 1)
        fill = ellipsis_fill_by_two(reader, before[-1], before[0], after, dots);
    if (!fill)
        *reader->diag = unclear;
    return fill && push_operand(reader, operands, fill) && push_operand(reader, operands, after);
}

/* The next \cos, \cos^2 or \sum_i ends what a function before it is taken of. */
static bool starts_bare_factor(const Reader *reader) {
    const Item *item = peek(reader);
    if (item->kind != ITEM_ATOM)
        return false;
    const Noad *noad = item->noad->kind == NOAD_SCRIPTS ? item->noad->items[0] : item->noad;
    noad = noad_only(noad);
    ExprFunction ignored;
    return noad->kind != NOAD_FUNCTION && noad->kind != NOAD_BIGOP &&
           !(noad->kind == NOAD_TEXT && function_of(noad->name, &ignored));
}

/* \log q_1 \cdots q_T: the dots stand between factors of what the logarithm is taken of. In
 * \log q_1 \cdots \log q_T they do not. */
static bool at_bare_ellipsis(Reader *reader) {
    if (!at_ellipsis(reader))
        return false;
    reader->position++;
    bool bare = starts_bare_factor(reader);
    reader->position--;
    return bare;
}

const Expr *read_bare_factors(Reader *reader) {
    Operands factors = {0};
    if (!push_operand(reader, &factors, read_unary(reader)))
        return NULL;
    for (;;) {
        if (at_bare_ellipsis(reader)) {
            Span dots = take(reader)->span;
            if (!push_filled(reader, &factors, EXPR_PRODUCT, read_unary(reader), dots))
                return NULL;
        } else if (!starts_bare_factor(reader)) {
            return combine_operands(reader, EXPR_MUL, &factors);
        } else if (!push_operand(reader, &factors, read_unary(reader))) {
            return NULL;
        }
    }
}

static bool is_differential_at(const Reader *reader, size_t at) {
    const Item *item = &reader->items[at];
    return item->kind == ITEM_ATOM && item->noad->kind == NOAD_SYMBOL &&
           strcmp(item->noad->name, "d") == 0;
}

/* The slash of dx/dt or d/dt, where nobody declared a d. */
static bool at_slashed_derivative(const Reader *reader) {
    size_t at = reader->position;
    const Symbol *d = find_plain(reader->scope, "d");
    bool above = (at > 0 && is_differential_at(reader, at - 1)) ||
                 (at > 1 && is_differential_at(reader, at - 2));
    return above && is_differential_at(reader, at + 1) && reader->items[at + 2].kind == ITEM_ATOM &&
           (!d || d->implied);
}

/* Reads factors, and none that starts at `end` or behind it. */
static bool read_factors(Reader *reader, Operands *factors, size_t end) {
    if (!push_operand(reader, factors, read_unary(reader)))
        return false;
    while (reader->position < end) {
        size_t start = reader->position;
        bool times = at_multiplication(reader);
        if (times)
            take(reader);
        if (at_ellipsis(reader)) {
            Span dots = take(reader)->span;
            if (at_multiplication(reader))
                take(reader);
            if (!starts_factor(reader)) {
                reader->position = start;
                return true;
            }
            if (!push_filled(reader, factors, EXPR_PRODUCT, read_unary(reader), dots))
                return false;
        } else if (at_operator(reader, "/")) {
            if (at_slashed_derivative(reader)) {
                fail_at(reader, peek(reader)->span, "write it as \\frac{dx}{dt}",
                        "a derivative with a slash is not read");
                return false;
            }
            take(reader);
            const Expr *below = read_unary(reader);
            if (!below)
                return false;
            const Expr *above = combine_operands(reader, EXPR_MUL, factors);
            factors->count = 1;
            factors->list[0] = expr_binary(reader->arena, joined(above->span, below->span),
                                           EXPR_DIV, above, below);
        } else if (times || starts_factor(reader)) {
            if (!push_operand(reader, factors, read_unary(reader)))
                return false;
        } else {
            return true;
        }
    }
    return true;
}

static const Expr *read_product(Reader *reader, size_t end) {
    Operands factors = {0};
    return read_factors(reader, &factors, end) ? combine_operands(reader, EXPR_MUL, &factors)
                                               : NULL;
}

/* Passes the signs between two factors; false when no factor follows. */
static bool pass_to_factor(Reader *reader) {
    bool sign = false;
    while (at_multiplication(reader) || at_ellipsis(reader) || at_operator(reader, "/")) {
        sign = true;
        reader->position++;
    }
    return starts_factor(reader) ||
           (sign && (at_operator(reader, "-") || at_operator(reader, "+")));
}

/* Reads a factor that will be read again, without work then. */
static const Expr *read_ahead(Reader *reader) {
    size_t at = reader->position;
    if (!reader->ahead)
        reader->ahead = arena_array(reader->arena, reader->count, sizeof *reader->ahead);
    const Expr *factor = read_unary(reader);
    if (factor)
        reader->ahead[at] = (Ahead){factor, reader->position};
    return factor;
}

bool next_factor(Reader *reader, const Expr **factor) {
    size_t start = reader->position;
    *factor = NULL;
    if (at_multiplication(reader))
        reader->position++;
    bool follows = starts_factor(reader);
    if (follows)
        *factor = read_ahead(reader);
    reader->position = start;
    return !follows || *factor;
}

const Expr *read_body(Reader *reader, const Symbol *index) {
    size_t start = reader->position, end = start + 1;
    do {
        const Expr *factor = read_ahead(reader);
        if (!factor)
            return NULL;
        if (expr_mentions(factor, index))
            end = reader->position;
    } while (pass_to_factor(reader));
    reader->position = start;
    return read_product(reader, end);
}

static const Expr *signed_product(Reader *reader, bool minus, Span sign) {
    const Expr *product = read_product(reader, SIZE_MAX);
    if (!product || !minus)
        return product;
    return expr_unary(reader->arena, joined(sign, product->span), EXPR_NEG, product);
}

static bool read_summands(Reader *reader, Operands *summands) {
    bool first = true;
    for (;;) {
        Span sign = peek(reader)->span;
        bool minus = at_operator(reader, "-");
        if (minus || at_operator(reader, "+"))
            take(reader);
        else if (!first)
            return true;
        if (peek(reader)->kind == ITEM_CONSTANT && !first) {
            take(reader);
            reader->saw_constant = true;
            continue;
        }
        if (at_ellipsis(reader) && !first) {
            Span dots = take(reader)->span;
            bool minus_after = at_operator(reader, "-");
            if (minus_after || at_operator(reader, "+"))
                take(reader);
            if (!push_filled(reader, summands, EXPR_SUM, signed_product(reader, minus_after, sign),
                             dots))
                return false;
            continue;
        }
        if (!push_operand(reader, summands, signed_product(reader, minus, sign)))
            return false;
        first = false;
    }
}

const Expr *read_sum(Reader *reader) {
    if (!enter(reader))
        return NULL;
    Operands summands = {0};
    const Expr *sum =
        read_summands(reader, &summands) ? combine_operands(reader, EXPR_ADD, &summands) : NULL;
    reader->depth--;
    return sum;
}
