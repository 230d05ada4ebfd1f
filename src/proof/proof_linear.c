/* proof_linear.c - indices: whole numbers linear in the whole-number symbols. */
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proof/proof_internal.h"

/* Coefficients stay far from overflow; an index of a formula is below a million. */
#define LINEAR_MAX 1000000000000l

Linear linear_integer(long value) {
    return (Linear){.constant = value};
}

Linear linear_symbol(const Symbol *symbol) {
    return (Linear){.count = 1, .terms = {{symbol, 1}}};
}

static bool fits(long value) {
    return value <= LINEAR_MAX && value >= -LINEAR_MAX;
}

/* a + factor * b where all are small enough; false otherwise. */
static bool combine(long *out, long a, long b, long factor) {
    if (!fits(a) || !fits(b) || !fits(factor) ||
        (factor != 0 && labs(b) > LINEAR_MAX / labs(factor)))
        return false;
    *out = a + factor * b;
    return fits(*out);
}

bool linear_add(Linear *out, const Linear *a, const Linear *b, long factor) {
    Linear sum = {0};
    if (!combine(&sum.constant, a->constant, b->constant, factor))
        return false;
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        uintptr_t left = i < a->count ? (uintptr_t)a->terms[i].symbol : UINTPTR_MAX;
        uintptr_t right = j < b->count ? (uintptr_t)b->terms[j].symbol : UINTPTR_MAX;
        LinearTerm term = {left <= right ? a->terms[i].symbol : b->terms[j].symbol, 0};
        long from_a = left <= right ? a->terms[i++].coefficient : 0;
        long from_b = right <= left ? b->terms[j++].coefficient : 0;
        if (!combine(&term.coefficient, from_a, from_b, factor))
            return false;
        if (term.coefficient == 0)
            continue;
        if (sum.count == LINEAR_TERMS_MAX)
            return false;
        sum.terms[sum.count++] = term;
    }
    *out = sum;
    return true;
}

bool linear_same_base(const Linear *a, const Linear *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->terms[i].symbol != b->terms[i].symbol ||
            a->terms[i].coefficient != b->terms[i].coefficient)
            return false;
    return true;
}

bool linear_equal(const Linear *a, const Linear *b) {
    return a->constant == b->constant && linear_same_base(a, b);
}

const Binding *binding_find(const Binding *env, const Symbol *symbol) {
    for (; env; env = env->next)
        if (env->symbol == symbol)
            return env;
    return NULL;
}

static long level_of(const Prover *prover, const Symbol *symbol) {
    for (long k = 0; k < PROOF_BOUNDS_MAX; k++)
        if (symbol == &prover->bounds[k].symbol)
            return k;
    return -1;
}

bool linear_replace(Linear *linear, const Symbol *symbol, const Linear *by) {
    Linear sum = linear_integer(linear->constant);
    for (size_t i = 0; i < linear->count; i++) {
        const LinearTerm *term = &linear->terms[i];
        const Linear alone = linear_symbol(term->symbol);
        if (!linear_add(&sum, &sum, term->symbol == symbol ? by : &alone, term->coefficient))
            return false;
    }
    *linear = sum;
    return true;
}

unsigned linear_bounds(const Prover *prover, const Linear *linear) {
    unsigned bounds = 0;
    for (size_t i = 0; i < linear->count; i++) {
        long level = level_of(prover, linear->terms[i].symbol);
        if (level >= 0)
            bounds |= 1u << level;
    }
    return bounds;
}

/* The least value over the ranges of the whole-number symbols; false when a bound occurs. */
static bool least_value(const Prover *prover, const Linear *linear, long *least) {
    long sum = linear->constant;
    if (linear_bounds(prover, linear) != 0)
        return false;
    for (size_t i = 0; i < linear->count; i++) {
        const LinearTerm *term = &linear->terms[i];
        long end = term->coefficient > 0 ? term->symbol->first : term->symbol->last;
        if (!combine(&sum, sum, end, term->coefficient))
            return false;
    }
    *least = sum;
    return true;
}

bool linear_counts(const Prover *prover, const Linear *linear) {
    long least;
    unsigned hidden = 0;
    if (least_value(prover, linear, &least) && least >= 0)
        return true;
    for (const Floor *floor = prover->floors; floor; floor = floor->next) {
        Linear above;
        hidden |= floor->hides;
        if (!floor->hides && !(linear_bounds(prover, &floor->index) & hidden) &&
            linear_add(&above, linear, &floor->index, -1) && least_value(prover, &above, &least) &&
            least >= 0)
            return true;
    }
    return false;
}

const Fraction *linear_fraction(Prover *prover, const Linear *linear) {
    const Fraction *sum = fraction_integer(prover, linear->constant);
    for (size_t i = 0; i < linear->count; i++) {
        const Symbol *symbol = linear->terms[i].symbol;
        long level = level_of(prover, symbol);
        Generator wanted = {.kind = GENERATOR_LETTER, .symbol = symbol};
        range_init(&wanted.range);
        if (level >= 0) {
            /* The generator outlives this sum and serves the next one of its level: no bounds of
             * its own. */
            Linear alone = linear_symbol(symbol);
            proof_trace(prover, &alone);
            wanted.bounds = 1u << level;
        } else {
            /* It is tried up to its declared end, and proved for more: a schedule has more steps.
             */
            wanted.range.has_lo = true;
            fmpq_set_si(&wanted.range.lo, symbol->first, 1);
        }
        slong number = generator_get(prover, &wanted);
        range_clear(&wanted.range);
        const Fraction *term = generator_fraction(prover, number);
        term = fraction_mul(prover, term, fraction_integer(prover, linear->terms[i].coefficient));
        sum = fraction_add(prover, sum, term);
    }
    return sum;
}

static bool read_symbol(Linear *out, const Expr *expr, const Binding *env) {
    if (expr->count > 0)
        return false;
    const Binding *bound = binding_find(env, expr->symbol);
    if (bound) {
        *out = bound->linear;
        return bound->is_linear;
    }
    if (expr->symbol->kind == SYMBOL_LET && expr->symbol->definition)
        return linear_read(out, expr->symbol->definition, NULL);
    if (expr->symbol->kind != SYMBOL_INT)
        return false;
    *out = linear_symbol(expr->symbol);
    return true;
}

static bool read_number(Linear *out, const char *text) {
    long value = 0;
    for (const char *c = text; *c; c++) {
        if (*c < '0' || *c > '9' || value > LINEAR_MAX / 10)
            return false;
        value = 10 * value + (*c - '0');
    }
    *out = linear_integer(value);
    return true;
}

static bool multiply(Linear *out, const Linear *a, const Linear *b) {
    const Linear zero = {0};
    if (b->count == 0)
        return linear_add(out, &zero, a, b->constant);
    return a->count == 0 && linear_add(out, &zero, b, a->constant);
}

bool linear_read(Linear *out, const Expr *expr, const Binding *env) {
    if (expr->kind == EXPR_NUMBER)
        return read_number(out, expr->text);
    if (expr->kind == EXPR_SYMBOL)
        return read_symbol(out, expr, env);
    if (expr->kind != EXPR_ADD && expr->kind != EXPR_NEG && expr->kind != EXPR_MUL)
        return false;
    Linear total = linear_integer(expr->kind == EXPR_MUL);
    for (size_t i = 0; i < expr->count; i++) {
        Linear part;
        if (!linear_read(&part, expr->args[i], env))
            return false;
        bool done = expr->kind == EXPR_MUL
                        ? multiply(&total, &total, &part)
                        : linear_add(&total, &total, &part, expr->kind == EXPR_NEG ? -1 : 1);
        if (!done)
            return false;
    }
    *out = total;
    return true;
}

size_t bound_level(const Prover *prover, const Expr *body, const Binding *env) {
    unsigned used = 0;
    for (; env; env = env->next) {
        if (!expr_mentions(body, env->symbol))
            continue;
        if (env->is_linear)
            used |= linear_bounds(prover, &env->linear);
        else if (env->value)
            used |= fraction_bounds(prover, env->value);
    }
    for (const Capture *capture = prover->captures; capture; capture = capture->next)
        used |= fraction_bounds(prover, capture->value);
    size_t level = 0;
    while (level < PROOF_BOUNDS_MAX && (used >> level & 1u))
        level++;
    return level;
}
