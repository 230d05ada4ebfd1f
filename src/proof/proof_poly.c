/* proof_poly.c - polynomials in the generators, within limits.
 *
 * A polynomial is never changed once made; all of them are freed with the Prover. */
#include <flint/fmpz_mpoly_factor.h>

#include "proof/proof_internal.h"

/* Terms of one polynomial: the longest honest identity needs a few hundred. */
#define TERMS_MAX 6000
/* Products of terms in one multiplication and in one whole attempt: about 50 ns each, so a tenth of
 * a second. */
#define PRODUCT_MAX 200000
#define WORK_MAX 2000000
/* Total degree of a polynomial, bits of a coefficient. */
#define DEGREE_MAX 1500
#define BITS_MAX 20000
/* Lengths for which common factors are looked for. */
#define GCD_TERMS_MAX 400
#define GCD_DEGREE_MAX 120
/* What one search for a common factor counts for, per term: an estimate in products. */
#define GCD_WORK 20

struct PoolPoly {
    Poly poly;
    PoolPoly *next;
};

static const char too_large[] = "the formula grows too large when it is multiplied out";

Poly *poly_new(Prover *prover) {
    PoolPoly *entry = arena_alloc(prover->arena, sizeof *entry);
    fmpz_mpoly_init(&entry->poly, prover->ctx);
    entry->next = prover->pool;
    prover->pool = entry;
    return &entry->poly;
}

void poly_pool_clear(Prover *prover) {
    for (PoolPoly *entry = prover->pool; entry; entry = entry->next)
        fmpz_mpoly_clear(&entry->poly, prover->ctx);
    prover->pool = NULL;
}

const Poly *poly_integer(Prover *prover, long value) {
    Poly *poly = poly_new(prover);
    fmpz_mpoly_set_si(poly, value, prover->ctx);
    return poly;
}

bool poly_is_zero(const Poly *a) {
    return a->length == 0;
}

bool poly_is_one(const Prover *prover, const Poly *a) {
    return fmpz_mpoly_is_one(a, prover->ctx);
}

bool poly_equal(const Prover *prover, const Poly *a, const Poly *b) {
    return a == b || fmpz_mpoly_equal(a, b, prover->ctx);
}

static bool spend(Prover *prover, size_t work) {
    prover->work += work;
    if (prover->work <= WORK_MAX)
        return true;
    proof_stop(prover, too_large);
    return false;
}

static const Poly *bounded(Prover *prover, const Poly *a) {
    slong bits = fmpz_mpoly_max_bits(a);
    if (a->length > TERMS_MAX || (bits < 0 ? -bits : bits) > BITS_MAX)
        return proof_stop(prover, too_large);
    return a;
}

static slong total_degree(const Prover *prover, const Poly *a) {
    slong degree = fmpz_mpoly_total_degree_si(a, prover->ctx);
    return degree < 0 ? 0 : degree;
}

const Poly *poly_add(Prover *prover, const Poly *a, const Poly *b) {
    if (!a || !b || !spend(prover, (size_t)(a->length + b->length)))
        return NULL;
    if (poly_is_zero(a))
        return b;
    if (poly_is_zero(b))
        return a;
    Poly *out = poly_new(prover);
    fmpz_mpoly_add(out, a, b, prover->ctx);
    return bounded(prover, out);
}

const Poly *poly_sub(Prover *prover, const Poly *a, const Poly *b) {
    if (!a || !b || !spend(prover, (size_t)(a->length + b->length)))
        return NULL;
    Poly *out = poly_new(prover);
    fmpz_mpoly_sub(out, a, b, prover->ctx);
    return bounded(prover, out);
}

const Poly *poly_neg(Prover *prover, const Poly *a) {
    if (!a || poly_is_zero(a))
        return a;
    Poly *out = poly_new(prover);
    fmpz_mpoly_neg(out, a, prover->ctx);
    return out;
}

const Poly *poly_scale(Prover *prover, const Poly *a, const fmpz_t factor) {
    if (!a)
        return NULL;
    Poly *out = poly_new(prover);
    fmpz_mpoly_scalar_mul_fmpz(out, a, factor, prover->ctx);
    return bounded(prover, out);
}

/* The product without use of the relations. */
static const Poly *multiply(Prover *prover, const Poly *a, const Poly *b) {
    if (poly_is_zero(a) || poly_is_zero(b))
        return prover->zero_poly;
    if (poly_is_one(prover, a))
        return b;
    if (poly_is_one(prover, b))
        return a;
    size_t products = (size_t)a->length * (size_t)b->length;
    if (products > PRODUCT_MAX || total_degree(prover, a) + total_degree(prover, b) > DEGREE_MAX)
        return proof_stop(prover, too_large);
    if (!spend(prover, products))
        return NULL;
    Poly *out = poly_new(prover);
    fmpz_mpoly_mul(out, a, b, prover->ctx);
    return bounded(prover, out);
}

const Poly *poly_mul(Prover *prover, const Poly *a, const Poly *b) {
    if (!a || !b)
        return NULL;
    return poly_reduce(prover, multiply(prover, a, b));
}

const Poly *poly_pow(Prover *prover, const Poly *a, unsigned long n) {
    const Poly *result = prover->one_poly;
    /* Refused before the first multiplication: the last squaring would be the one that is too
     * large. */
    if (a && n > DEGREE_MAX && !poly_is_one(prover, a) && !poly_is_zero(a))
        return proof_stop(prover, too_large);
    const Poly *square = a;
    for (; n > 0 && square; n /= 2) {
        if (n % 2 == 1)
            result = poly_mul(prover, result, square);
        if (n > 1)
            square = poly_mul(prover, square, square);
    }
    return square ? result : NULL;
}

const Poly *poly_gcd(Prover *prover, const Poly *a, const Poly *b) {
    if (!a || !b)
        return NULL;
    if (poly_is_one(prover, a) || poly_is_one(prover, b))
        return prover->one_poly;
    if (poly_is_zero(a))
        return b;
    if (poly_is_zero(b))
        return a;
    bool easy = a->length == 1 || b->length == 1;
    if (!easy &&
        (a->length + b->length > GCD_TERMS_MAX || total_degree(prover, a) > GCD_DEGREE_MAX ||
         total_degree(prover, b) > GCD_DEGREE_MAX))
        return prover->one_poly;
    if (!spend(prover, GCD_WORK * (size_t)(a->length + b->length)))
        return NULL;
    Poly *out = poly_new(prover);
    if (!fmpz_mpoly_gcd(out, a, b, prover->ctx))
        return prover->one_poly;
    return out;
}

const Poly *poly_exact(Prover *prover, const Poly *a, const Poly *b) {
    if (!a || !b || poly_is_one(prover, b))
        return a;
    Poly *out = poly_new(prover);
    if (!fmpz_mpoly_divides(out, a, b, prover->ctx))
        return proof_stop(prover, "a common factor did not divide out");
    return out;
}

/* a with every v^power replaced by the relation of v, and nothing above power - 1 left. */
static const Poly *reduce_one(Prover *prover, const Poly *a, size_t v) {
    const Generator *generator = &prover->generators[v];
    fmpz_mpoly_univar_t parts;
    fmpz_mpoly_univar_init(parts, prover->ctx);
    fmpz_mpoly_to_univar(parts, a, (slong)v, prover->ctx);
    const Poly *sum = prover->zero_poly;
    slong count = fmpz_mpoly_univar_length(parts, prover->ctx);
    for (slong i = 0; i < count && sum; i++) {
        slong exponent = fmpz_mpoly_univar_get_term_exp_si(parts, i, prover->ctx);
        Poly *part = poly_new(prover);
        fmpz_mpoly_univar_swap_term_coeff(part, parts, i, prover->ctx);
        Poly *rest = poly_new(prover);
        fmpz_mpoly_gen(rest, (slong)v, prover->ctx);
        fmpz_mpoly_pow_ui(rest, rest, (ulong)(exponent % generator->power), prover->ctx);
        const Poly *term = multiply(prover, part, rest);
        for (slong q = exponent / generator->power; q > 0 && term; q--)
            term = multiply(prover, term, generator->relation);
        sum = poly_add(prover, sum, term);
    }
    fmpz_mpoly_univar_clear(parts, prover->ctx);
    return sum;
}

const Poly *poly_reduce(Prover *prover, const Poly *a) {
    /* A relation holds only generators that were there before its own: one pass downwards is
     * enough. */
    for (size_t v = prover->count; a && v-- > 0;) {
        const Generator *generator = &prover->generators[v];
        if (!generator->relation ||
            fmpz_mpoly_degree_si(a, (slong)v, prover->ctx) < generator->power)
            continue;
        a = reduce_one(prover, a, v);
        prover->reduced = true;
    }
    return a;
}

unsigned poly_bounds(const Prover *prover, const Poly *a) {
    unsigned bounds = 0;
    for (size_t v = 0; v < prover->count; v++)
        if ((prover->generators[v].bounds & ~bounds) &&
            fmpz_mpoly_degree_si(a, (slong)v, prover->ctx) > 0)
            bounds |= prover->generators[v].bounds;
    return bounds;
}

slong poly_generator(const Prover *prover, const Poly *a) {
    for (size_t v = 0; v < prover->count; v++)
        if (poly_equal(prover, a, prover->generators[v].poly))
            return (slong)v;
    return -1;
}
