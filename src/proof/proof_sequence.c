/* proof_sequence.c - products and sums whose bounds are symbols.
 *
 * P(n), the product of f(i) for i = 1 .. n, obeys P(n) = f(n) P(n-1). For every base of indices (t,
 * T, ...) the lowest n that the formula mentions is taken, P(lowest) is written in one generator
 * for each factor of f, and the others step up from it; when a lower n turns up, both sides are
 * read again. Sums likewise, with a generator for each term of f. A product from lo to hi is P(hi)
 * / P(lo-1), which needs hi >= lo - 1. */
#include <stdlib.h>

#include <flint/fmpz_mpoly_factor.h>

#include "proof/proof_internal.h"

/* Terms of a sum or product between constants that are written out. */
#define UNROLL_MAX 64
/* Steps from the lowest mentioned index to the highest. */
#define STEPS_MAX 32
/* Terms of the body of a sum. */
#define PIECES_MAX 40

/* The lowest index that a series of this kind runs to, for one base. */
struct Series {
    GeneratorKind kind;
    Linear lowest;
    Series *next;
};

/* A series that is being read: its bound has the letter of `level`, from lo to hi. */
typedef struct {
    GeneratorKind kind;
    size_t level;
    Linear lo, hi;
    long start; /* the generators run from start + 1: 0, or lo - 1 when the body has no value below
                   lo */
    const Floor *terms;   /* what is known of lo and hi */
    const Floor *outside; /* what is known in the body where it is read at one place */
} Run;

/* The body, in which the bound stands for sign * (value - rest) so that it holds letters at the
 * index `value`. */
typedef struct {
    const Run *run;
    const Expr *body;
    const Binding *env;
    long sign;
    Linear rest;
    const Fraction *open; /* at the bound itself */
} Body;

static const Fraction *join(Prover *prover, GeneratorKind kind, const Fraction *a,
                            const Fraction *b) {
    return kind == GENERATOR_PRODUCT ? fraction_mul(prover, a, b) : fraction_add(prover, a, b);
}

static const Fraction *part(Prover *prover, GeneratorKind kind, const Fraction *a,
                            const Fraction *b) {
    return kind == GENERATOR_PRODUCT ? fraction_div(prover, a, b) : fraction_sub(prover, a, b);
}

static const Fraction *empty(const Prover *prover, GeneratorKind kind) {
    return kind == GENERATOR_PRODUCT ? prover->one : prover->zero;
}

/* env with the bound replaced by `place` in every index; NULL when an index grows too large. */
static const Binding *env_at(Prover *prover, const Binding *env, const Symbol *bound,
                             const Linear *place) {
    if (!env)
        return NULL;
    Binding *copy = arena_alloc(prover->arena, sizeof *copy);
    *copy = *env;
    copy->next = env_at(prover, env->next, bound, place);
    if (copy->is_linear && !linear_replace(&copy->linear, bound, place))
        return proof_stop(prover, "an index is too large");
    return copy;
}

static const Fraction *body_at(Prover *prover, const Body *body, const Linear *value) {
    const Linear zero = {0};
    Linear shifted, place;
    if (!linear_add(&shifted, value, &body->rest, -1) ||
        !linear_add(&place, &zero, &shifted, body->sign))
        return proof_stop(prover, "an index is too large");
    const Symbol *bound = &prover->bounds[body->run->level].symbol;
    const Binding *env = env_at(prover, body->env, bound, &place);
    const Floor *floors = prover->floors;
    prover->floors = body->run->outside;
    const Fraction *result = proof_tree(prover, body->body, env);
    prover->floors = floors;
    return result;
}

/* The terms at from + 1, ..., from + count. */
static const Fraction *unroll(Prover *prover, const Body *body, const Linear *from, long count) {
    const Fraction *total = empty(prover, body->run->kind);
    Linear value = *from;
    for (long i = 0; i < count && total; i++) {
        value.constant++;
        total = join(prover, body->run->kind, total, body_at(prover, body, &value));
    }
    return total;
}

/* The lowest index with the base of n, which n may lower. */
static const Linear *lowest_index(Prover *prover, GeneratorKind kind, const Linear *n) {
    for (Series *series = prover->series; series; series = series->next) {
        if (series->kind != kind || !linear_same_base(&series->lowest, n))
            continue;
        if (n->constant < series->lowest.constant) {
            series->lowest.constant = n->constant;
            proof_again(prover);
        }
        return &series->lowest;
    }
    Series *series = arena_alloc(prover->arena, sizeof *series);
    *series = (Series){.kind = kind, .lowest = *n, .next = prover->series};
    prover->series = series;
    return &series->lowest;
}

/* What is known of P(n) or S(n), n >= 0, from the bounds of f. */
static void series_range(Prover *prover, Range *out, const Run *run, const Fraction *key) {
    Range range;
    /* Below its printed range a body may hold the root of a negative number. */
    for (size_t v = 0; v < prover->count; v++)
        if (prover->generators[v].kind == GENERATOR_ROOT && prover->generators[v].level > 0 &&
            prover->generators[v].bounds >> run->level & 1u)
            return;
    range_init(&range);
    fraction_range(prover, &range, key);
    bool non_negative = range.has_lo && fmpq_sgn(&range.lo) >= 0;
    bool below_one = range.has_hi && fmpq_cmp_si(&range.hi, 1) <= 0;
    if (run->kind == GENERATOR_PRODUCT) {
        out->has_lo = non_negative;
        if (non_negative && below_one) {
            out->has_hi = true;
            fmpq_one(&out->hi);
        }
        if (range.has_lo && fmpq_cmp_si(&range.lo, 1) >= 0)
            fmpq_one(&out->lo);
    } else {
        out->has_lo = non_negative;
    }
    range_clear(&range);
}

/* n - start: how many terms a series up to n has. */
static const Fraction *term_count(Prover *prover, const Run *run, const Linear *n) {
    Linear count = *n;
    count.constant -= run->start;
    return linear_fraction(prover, &count);
}

/* The product or sum of key over the bound from start + 1 to n, as one generator. */
static const Fraction *series_generator(Prover *prover, const Run *run, const Fraction *key,
                                        const Linear *n) {
    Generator wanted = {
        .kind = run->kind, .indexed = true, .index = *n, .argument_count = 1, .level = run->level};
    wanted.arguments[0] = key;
    wanted.degree = run->start;
    slong number = key ? generator_find(prover, &wanted) : -1;
    if (number >= 0 || !key)
        return generator_fraction(prover, number);
    wanted.bounds = (fraction_bounds(prover, key) & ~(1u << run->level)) | linear_bounds(prover, n);
    range_init(&wanted.range);
    series_range(prover, &wanted.range, run, key);
    number = generator_add(prover, &wanted);
    range_clear(&wanted.range);
    return generator_fraction(prover, number);
}

/* The product of a factor of the body; the root of what is non-negative is the root of its product.
 */
static const Fraction *product_piece(Prover *prover, const Run *run, const Poly *base,
                                     const Linear *n) {
    if (!(poly_bounds(prover, base) >> run->level & 1u))
        return fraction_power(prover, fraction_poly(prover, base), term_count(prover, run, n));
    slong number = poly_generator(prover, base);
    if (number >= 0) {
        const Generator *root = &prover->generators[number];
        if (root->kind == GENERATOR_ROOT && root->level == 0)
            return fraction_root(prover, product_piece(prover, run, root->relation, n),
                                 root->degree);
    }
    return series_generator(prover, run, fraction_poly(prover, base), n);
}

static const Fraction *product_pieces(Prover *prover, const Body *body, const Linear *n) {
    Factors factors;
    if (!fraction_factor(prover, &factors, body->open))
        return NULL;
    const Fraction *total = prover->one;
    if (factors.unit < 0)
        total =
            fraction_power(prover, fraction_integer(prover, -1), term_count(prover, body->run, n));
    for (size_t i = 0; i < factors.count && total; i++) {
        const Fraction *piece = product_piece(prover, body->run, factors.items[i].base, n);
        total = fraction_mul(prover, total, fraction_pow(prover, piece, factors.items[i].exponent));
    }
    return total;
}

/* Splits the i-th term into a factor that depends on the bound and one that does not. */
static void split_term(Prover *prover, Poly *inside, Poly *outside, const Poly *poly, slong i,
                       size_t level) {
    ulong *exponents = arena_array(prover->arena, 2 * prover->capacity, sizeof *exponents);
    ulong *kept = exponents + prover->capacity;
    fmpz_mpoly_get_term_exp_ui(exponents, poly, i, prover->ctx);
    for (size_t v = 0; v < prover->count; v++)
        if (prover->generators[v].bounds >> level & 1u) {
            kept[v] = exponents[v];
            exponents[v] = 0;
        }
    fmpz_mpoly_push_term_si_ui(inside, 1, kept, prover->ctx);
    fmpz_mpoly_push_term_fmpz_ui(outside, poly->coeffs + i, exponents, prover->ctx);
}

static const Fraction *sum_pieces(Prover *prover, const Body *body, const Linear *n) {
    const Run *run = body->run;
    const Fraction *below = fraction_make(prover, prover->one_poly, body->open->den), *outer,
                   *inner;
    if (!below || !fraction_split(prover, &outer, &inner, below, run->level))
        return NULL;
    const Poly *num = body->open->num;
    if (num->length > PIECES_MAX)
        return proof_stop(prover, "the body of a sum has too many terms");
    const Fraction *total = prover->zero;
    for (slong i = 0; i < num->length && total; i++) {
        Poly *inside = poly_new(prover), *outside = poly_new(prover);
        split_term(prover, inside, outside, num, i, run->level);
        const Fraction *key = fraction_mul(prover, fraction_poly(prover, inside), inner);
        bool depends = key && (fraction_bounds(prover, key) >> run->level & 1u);
        const Fraction *piece = depends ? series_generator(prover, run, key, n)
                                        : fraction_mul(prover, key, term_count(prover, run, n));
        piece = fraction_mul(prover, piece, fraction_poly(prover, outside));
        total = fraction_add(prover, total, piece);
    }
    return fraction_mul(prover, total, outer);
}

/* The terms as the formula of the body gives them, also where they lie outside the range that was
 * printed. */
static const Fraction *formal_terms(Prover *prover, const Body *body, const Linear *from,
                                    long count) {
    bool formal = prover->formal;
    prover->formal = true;
    const Fraction *total = unroll(prover, body, from, count);
    prover->formal = formal;
    return total;
}

/* P(n) or S(n). */
static const Fraction *cumulative(Prover *prover, const Body *body, const Linear *n) {
    const Run *run = body->run;
    if (n->count == 0) {
        long terms = n->constant - run->start;
        if (labs(terms) > UNROLL_MAX)
            return proof_stop(prover, "a sum or product has too many terms to write out");
        const Linear start = linear_integer(run->start);
        if (terms >= 0)
            return formal_terms(prover, body, &start, terms);
        return part(prover, run->kind, empty(prover, run->kind),
                    formal_terms(prover, body, n, -terms));
    }
    if (!linear_counts(prover, n))
        return proof_stop(prover, "a sum or product may start before index 1");
    Linear lowest = *lowest_index(prover, run->kind, n);
    /* The lowest index of another sum's bound may lie below the start of this one. */
    Linear above = lowest;
    above.constant -= run->start;
    if ((linear_bounds(prover, n) != 0 || run->start > 0) && !linear_counts(prover, &above))
        lowest = *n;
    long steps = n->constant - lowest.constant;
    if (steps > STEPS_MAX)
        return proof_stop(prover, "the indices of a sum or product lie too far apart");
    const Fraction *start = run->kind == GENERATOR_PRODUCT ? product_pieces(prover, body, &lowest)
                                                           : sum_pieces(prover, body, &lowest);
    return join(prover, run->kind, start, formal_terms(prover, body, &lowest, steps));
}

bool fraction_split(Prover *prover, const Fraction **outside, const Fraction **inside,
                    const Fraction *fraction, size_t level) {
    slong *variables = arena_array(prover->arena, prover->count, sizeof *variables);
    slong count = 0;
    for (size_t v = 0; v < prover->count; v++)
        if (prover->generators[v].bounds >> level & 1u)
            variables[count++] = (slong)v;
    Poly *top = poly_new(prover), *bottom = poly_new(prover);
    if (!fmpz_mpoly_content_vars(top, fraction->num, variables, count, prover->ctx) ||
        !fmpz_mpoly_content_vars(bottom, fraction->den, variables, count, prover->ctx)) {
        *outside = prover->one;
        *inside = fraction;
        return true;
    }
    if ((fmpz_sgn(fraction->num->coeffs) < 0) != (fmpz_sgn(top->coeffs) < 0))
        fmpz_mpoly_neg(top, top, prover->ctx);
    *outside = fraction_make(prover, top, bottom);
    *inside = fraction_div(prover, fraction, *outside);
    return *inside != NULL;
}

/* A body that does not depend on the bound: its power, or multiple. */
static const Fraction *constant_body(Prover *prover, const Run *run, const Fraction *value,
                                     const Linear *count) {
    const Fraction *times = linear_fraction(prover, count);
    if (run->kind == GENERATOR_SUM)
        return fraction_mul(prover, value, times);
    return fraction_equal(prover, value, prover->one) ? value
                                                      : fraction_power(prover, value, times);
}

/* Pushes what the bounds say about the bound letter of the level: lo <= bound <= hi. */
static bool push_floors(Prover *prover, Floor floors[2], const Run *run, const Linear *lo,
                        const Linear *hi) {
    const Linear bound = linear_symbol(&prover->bounds[run->level].symbol);
    floors[0] = (Floor){.next = run->outside};
    floors[1] = (Floor){.next = &floors[0]};
    prover->floors = &floors[1];
    /* lo and hi may hold the bound of this level of a sum outside: then nothing can be said here.
     */
    bool above = !(linear_bounds(prover, lo) >> run->level & 1u),
         below = !(linear_bounds(prover, hi) >> run->level & 1u);
    return (!above || linear_add(&floors[0].index, &bound, lo, -1)) &&
           (!below || linear_add(&floors[1].index, hi, &bound, -1));
}

/* The body at the bound itself, which now runs from lo to hi. */
static const Fraction *open_body(Prover *prover, Body *body, const Linear *lo, const Linear *hi) {
    const Linear open = linear_symbol(&prover->bounds[body->run->level].symbol);
    const Floor *floors = prover->floors;
    Floor pushed[2];
    const Fraction *result = NULL;
    Run inner = *body->run;
    if (push_floors(prover, pushed, &inner, lo, hi)) {
        inner.outside = prover->floors;
        Body moved = *body;
        moved.run = &inner;
        result = body_at(prover, &moved, &open);
    } else {
        proof_stop(prover, "an index is too large");
    }
    prover->floors = floors;
    return result;
}

/* The terms after `before`, up to hi. */
static const Fraction *between(Prover *prover, Body *body, const Linear *before, const Linear *hi) {
    GeneratorKind kind = body->run->kind;
    Run moved = *body->run;
    Body late = *body;
    if (before->count == 0 && before->constant > 0) {
        const Fraction *first = cumulative(prover, body, before);
        if (first)
            return part(prover, kind, cumulative(prover, body, hi), first);
        /* The body may have no value at 1: 1 / (1 - \bar\alpha_{i-1}) has none. */
        if (prover->state != PROVER_STOPPED)
            return NULL;
        prover->state = PROVER_RUNNING;
        moved.start = before->constant;
        late = *body;
        late.run = &moved;
    }
    const Fraction *whole = cumulative(prover, &late, hi);
    return part(prover, kind, whole, cumulative(prover, &late, before));
}

/* Makes the letters of the body stand at the bound itself and moves its range along: the product of
 * \alpha_{i+1} over 1 .. t is that of \alpha_i over 2 .. t+1. */
static bool normalise(Prover *prover, Body *body, const Trace *trace, Linear *lo, Linear *hi) {
    const Linear zero = {0};
    const Run *run = body->run;
    if (!trace->seen || trace->mixed || (trace->sign > 0 && linear_equal(&trace->rest, &zero)))
        return true;
    const Linear *first = trace->sign > 0 ? &run->lo : &run->hi,
                 *last = trace->sign > 0 ? &run->hi : &run->lo;
    if (!linear_add(lo, &trace->rest, first, trace->sign) ||
        !linear_add(hi, &trace->rest, last, trace->sign)) {
        proof_stop(prover, "an index is too large");
        return false;
    }
    body->sign = trace->sign;
    body->rest = trace->rest;
    body->open = open_body(prover, body, lo, hi);
    return body->open != NULL;
}

/* A body that is not taken apart any further. */
static const Fraction *leaf(Prover *prover, const Expr *expr, const Binding *env, const Run *run) {
    Bound *bound = &prover->bounds[run->level];
    Body body = {.run = run, .body = expr, .env = env, .sign = 1};
    Linear lo = run->lo, hi = run->hi, count, before;
    const Linear one = linear_integer(1);
    if (!linear_add(&count, &hi, &lo, -1) || !linear_add(&count, &count, &one, 1) ||
        !linear_add(&before, &lo, &one, -1))
        return proof_stop(prover, "an index is too large");
    if (count.count == 0 && count.constant <= UNROLL_MAX)
        return unroll(prover, &body, &before, count.constant);
    bound->trace = (Trace){0};
    body.open = proof_tree(prover, expr, env);
    if (!body.open)
        return NULL;
    if (!(fraction_bounds(prover, body.open) >> run->level & 1u))
        return constant_body(prover, run, body.open, &count);
    if (count.count == 0)
        return proof_stop(prover, "a sum or product has too many terms to write out");
    const Trace trace = bound->trace;
    if (!normalise(prover, &body, &trace, &lo, &hi) || !linear_add(&before, &lo, &one, -1))
        return NULL;
    body.open = fraction_rational(prover, body.open);
    if (!body.open)
        return NULL;
    if (fraction_is_zero(body.open))
        return prover->zero;
    const Floor *floors = prover->floors;
    prover->floors = run->terms;
    const Fraction *result = between(prover, &body, &before, &hi);
    prover->floors = floors;
    return result;
}

static bool is_non_negative(Prover *prover, const Fraction *value) {
    Range range;
    range_init(&range);
    fraction_range(prover, &range, value);
    bool result = range.has_lo && fmpq_sgn(&range.lo) >= 0;
    range_clear(&range);
    return result;
}

static const Fraction *take_apart(Prover *prover, const Expr *expr, const Binding *env,
                                  const Run *run);

static const Fraction *take_symbol(Prover *prover, const Expr *expr, const Binding *env,
                                   const Run *run) {
    const Symbol *symbol = expr->symbol;
    if (prover->captures || binding_find(env, symbol) || !symbol->definition)
        return leaf(prover, expr, env, run);
    if (symbol->kind == SYMBOL_LET && expr->count == 0)
        return take_apart(prover, symbol->definition, NULL, run);
    if (symbol->kind == SYMBOL_LETSEQ && expr->count == 1 && symbol->parameter_count == 1) {
        Binding index;
        if (!binding_make(prover, &index, symbol->parameters[0], expr->args[0], env))
            return NULL;
        return take_apart(prover, symbol->definition, &index, run);
    }
    return leaf(prover, expr, env, run);
}

static const Fraction *take_power(Prover *prover, const Expr *expr, const Binding *env,
                                  const Run *run) {
    Linear exponent;
    if (!linear_read(&exponent, expr->args[1], env) || exponent.count > 0)
        return leaf(prover, expr, env, run);
    if (expr->kind == EXPR_POW)
        return fraction_pow(prover, take_apart(prover, expr->args[0], env, run), exponent.constant);
    const Fraction *radicand = proof_tree(prover, expr->args[0], env);
    if (!radicand || !is_non_negative(prover, radicand))
        return radicand ? leaf(prover, expr, env, run) : NULL;
    return fraction_root(prover, take_apart(prover, expr->args[0], env, run), exponent.constant);
}

/* The product of a product is the product of the products; of powers and roots likewise; sums of
 * sums. */
static const Fraction *take_apart(Prover *prover, const Expr *expr, const Binding *env,
                                  const Run *run) {
    bool product = run->kind == GENERATOR_PRODUCT;
    const Fraction *total = empty(prover, run->kind);
    if (expr->kind == EXPR_SYMBOL)
        return take_symbol(prover, expr, env, run);
    if (expr->kind == (product ? EXPR_MUL : EXPR_ADD)) {
        for (size_t i = 0; i < expr->count && total; i++)
            total = join(prover, run->kind, total, take_apart(prover, expr->args[i], env, run));
        return total;
    }
    if (expr->kind == (product ? EXPR_DIV : EXPR_NEG)) {
        for (size_t i = 0; i < expr->count && total; i++) {
            const Fraction *piece = take_apart(prover, expr->args[i], env, run);
            total = product && i == 0 ? piece : part(prover, run->kind, total, piece);
        }
        return total;
    }
    if (product && (expr->kind == EXPR_POW || expr->kind == EXPR_ROOT))
        return take_power(prover, expr, env, run);
    return leaf(prover, expr, env, run);
}

const Fraction *proof_series(Prover *prover, const Expr *expr, const Binding *env) {
    Run run = {.kind = expr->kind == EXPR_PRODUCT ? GENERATOR_PRODUCT : GENERATOR_SUM};
    if (!linear_read(&run.lo, expr->args[0], env) || !linear_read(&run.hi, expr->args[1], env))
        return proof_stop(prover,
                          "the bounds of a sum or product are not linear in the whole numbers");
    Linear count, one = linear_integer(1);
    if (!linear_add(&count, &run.hi, &run.lo, -1) || !linear_add(&count, &count, &one, 1))
        return proof_stop(prover, "an index is too large");
    bool fixed = count.count == 0;
    if (fixed && count.constant < 0 && (expr->split == 1 || prover->formal))
        return proof_stop(prover, "a sum or product has fewer than no terms");
    if (fixed && count.constant <= 0)
        return empty(prover, run.kind);
    /* An ellipsis (split 1) that is too short for its dots is undefined. */
    if (expr->split == 0 && !linear_counts(prover, &count))
        return proof_stop(prover, "a sum or product may have its bounds in the wrong order");
    run.level = bound_level(prover, expr->args[2], env);
    if (run.level == PROOF_BOUNDS_MAX)
        return proof_stop(prover, "sums and products are nested too deeply");
    Bound *bound = &prover->bounds[run.level];
    const Trace trace = bound->trace;
    const Floor *floors = prover->floors;
    const Floor terms = {count, 0, floors}, marker = {.hides = 1u << run.level, .next = &terms};
    run.terms = &terms;
    run.outside = &marker;
    Floor pushed[2];
    Binding open = {.symbol = expr->symbol,
                    .is_linear = true,
                    .linear = linear_symbol(&bound->symbol),
                    .next = env};
    const Fraction *result = NULL;
    if (push_floors(prover, pushed, &run, &run.lo, &run.hi))
        result = take_apart(prover, expr->args[2], &open, &run);
    else
        proof_stop(prover, "an index is too large");
    prover->floors = floors;
    bound->trace = trace;
    proof_trace(prover, &run.hi);
    return result;
}

const Fraction *proof_integral(Prover *prover, const Expr *expr, const Binding *env) {
    if (expr->split != 0 || expr->count < 2 || expr->args[1]->kind != EXPR_SYMBOL)
        return proof_stop(prover, "it holds an integral over several variables");
    Generator wanted = {.kind = GENERATOR_INTEGRAL, .argument_count = expr->count - 1};
    for (size_t i = 2; i < expr->count; i++) {
        wanted.arguments[i - 1] = proof_tree(prover, expr->args[i], env);
        if (!wanted.arguments[i - 1])
            return NULL;
        wanted.bounds |= fraction_bounds(prover, wanted.arguments[i - 1]);
    }
    size_t level = bound_level(prover, expr->args[0], env);
    if (level == PROOF_BOUNDS_MAX || wanted.argument_count > GENERATOR_ARGUMENTS_MAX)
        return proof_stop(prover, "sums and integrals are nested too deeply");
    Generator variable = {.kind = GENERATOR_VARIABLE, .level = level, .bounds = 1u << level};
    range_init(&variable.range);
    Capture capture = {.symbol = expr->args[1]->symbol,
                       .indexed = expr->args[1]->count == 1,
                       .next = prover->captures};
    capture.value = generator_fraction(prover, generator_get(prover, &variable));
    range_clear(&variable.range);
    if (!capture.value ||
        (capture.indexed && !linear_read(&capture.index, expr->args[1]->args[0], env)))
        return proof_stop(prover, "the variable of an integral has an index that cannot be read");
    prover->captures = &capture;
    const Fraction *body = proof_tree(prover, expr->args[0], env);
    prover->captures = capture.next;
    const Fraction *outside, *inside;
    if (!body || fraction_is_zero(body))
        return body;
    if (!fraction_split(prover, &outside, &inside, fraction_rational(prover, body), level))
        return NULL;
    wanted.arguments[0] = inside;
    wanted.bounds |= fraction_bounds(prover, inside) & ~(1u << level);
    range_init(&wanted.range);
    slong number = generator_get(prover, &wanted);
    range_clear(&wanted.range);
    return fraction_mul(prover, outside, generator_fraction(prover, number));
}
