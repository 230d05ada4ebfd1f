/* proof_root.c - factors, roots and absolute values.
 *
 * sqrt(u v) = sqrt(u) sqrt(v) is used only for a factor u that is non-negative on the whole domain;
 * then v is non-negative wherever the root is defined (or u is zero, and so are both sides).
 * Factors of unknown sign stay together under one root, except that sqrt(u^2) = |u| always. */
#include <assert.h>
#include <string.h>

#include <flint/fmpz_mpoly_factor.h>

#include "proof/proof_internal.h"

/* Polynomials that are factored; a larger one counts as a single factor, which only misses
 * cancellations. */
#define FACTOR_TERMS_MAX 60
#define FACTOR_DEGREE_MAX 24
/* Primes up to this bound are taken out of whole numbers under a root. */
#define PRIME_MAX 1000
/* Room for factors to start with; more are made as needed. */
#define FACTORS_EXPECTED 4
/* Degree of a root, and of the common root of several. */
#define ROOT_DEGREE_MAX 24

static bool add_factor(Prover *prover, Factors *out, const Poly *base, long exponent) {
    if (!base)
        return false;
    Sign sign = poly_sign(prover, base);
    if (sign == SIGN_NON_POSITIVE) {
        base = poly_neg(prover, base);
        sign = SIGN_NON_NEGATIVE;
        if (exponent % 2 != 0)
            out->unit = -out->unit;
    }
    for (size_t i = 0; i < out->count; i++)
        if (poly_equal(prover, out->items[i].base, base)) {
            out->items[i].exponent += exponent;
            return true;
        }
    if (out->count == out->capacity) {
        size_t capacity = out->capacity ? 2 * out->capacity : 8;
        Factor *grown = arena_array(prover->arena, capacity, sizeof *grown);
        if (out->count > 0)
            memcpy(grown, out->items, out->count * sizeof *grown);
        out->items = grown;
        out->capacity = capacity;
    }
    out->items[out->count++] = (Factor){base, exponent, sign};
    return true;
}

static bool add_number(Prover *prover, Factors *out, const fmpz_t number, long exponent) {
    Poly *base = poly_new(prover);
    fmpz_mpoly_set_fmpz(base, number, prover->ctx);
    return fmpz_is_one(number) || add_factor(prover, out, base, exponent);
}

static bool factor_integer(Prover *prover, Factors *out, const fmpz_t value, long exponent) {
    fmpz_t rest, prime;
    fmpz_init(rest);
    fmpz_init(prime);
    fmpz_set(rest, value);
    if (fmpz_sgn(rest) < 0 && exponent % 2 != 0)
        out->unit = -out->unit;
    fmpz_abs(rest, rest);
    bool done = true;
    for (ulong p = 2; done && p < PRIME_MAX && fmpz_cmp_ui(rest, p) >= 0; p++) {
        fmpz_one(prime);
        fmpz_mul_ui(prime, prime, p);
        slong power = fmpz_remove(rest, rest, prime);
        if (power > 0)
            done = add_number(prover, out, prime, power * exponent);
    }
    if (done && fmpz_is_square(rest)) {
        fmpz_sqrt(rest, rest);
        exponent *= 2;
    }
    done = done && add_number(prover, out, rest, exponent);
    fmpz_clear(prime);
    fmpz_clear(rest);
    return done;
}

/* A polynomial of degree 1 in some generator, a v + b with a and b coprime, has no factor. */
static bool is_plainly_prime(Prover *prover, const Poly *poly) {
    for (size_t v = 0; v < prover->count; v++) {
        if (fmpz_mpoly_degree_si(poly, (slong)v, prover->ctx) != 1)
            continue;
        fmpz_mpoly_univar_t parts;
        fmpz_mpoly_univar_init(parts, prover->ctx);
        fmpz_mpoly_to_univar(parts, poly, (slong)v, prover->ctx);
        bool prime = false;
        if (fmpz_mpoly_univar_length(parts, prover->ctx) == 2) {
            Poly *slope = poly_new(prover), *rest = poly_new(prover);
            fmpz_mpoly_univar_swap_term_coeff(slope, parts, 0, prover->ctx);
            fmpz_mpoly_univar_swap_term_coeff(rest, parts, 1, prover->ctx);
            Poly *common = poly_new(prover);
            prime = fmpz_mpoly_gcd(common, slope, rest, prover->ctx) &&
                    fmpz_mpoly_is_one(common, prover->ctx);
        }
        fmpz_mpoly_univar_clear(parts, prover->ctx);
        return prime;
    }
    return false;
}

/* Factors of a polynomial without number or generator as a factor, leading coefficient positive. */
static bool factor_rest(Prover *prover, Factors *out, const Poly *poly, long exponent) {
    if (poly_is_one(prover, poly))
        return true;
    slong degree = fmpz_mpoly_total_degree_si(poly, prover->ctx);
    if (poly->length > FACTOR_TERMS_MAX || degree > FACTOR_DEGREE_MAX ||
        is_plainly_prime(prover, poly))
        return add_factor(prover, out, poly, exponent);
    fmpz_mpoly_factor_t found;
    fmpz_mpoly_factor_init2(found, FACTORS_EXPECTED, prover->ctx);
    bool done = true;
    if (fmpz_mpoly_factor(found, poly, prover->ctx)) {
        slong count = fmpz_mpoly_factor_length(found, prover->ctx);
        for (slong i = 0; i < count && done; i++) {
            Poly *base = poly_new(prover);
            fmpz_mpoly_factor_get_base(base, found, i, prover->ctx);
            slong power = fmpz_mpoly_factor_get_exp_si(found, i, prover->ctx);
            if (fmpz_sgn(base->coeffs) < 0) {
                fmpz_mpoly_neg(base, base, prover->ctx);
                if (power * exponent % 2 != 0)
                    out->unit = -out->unit;
            }
            done = add_factor(prover, out, base, power * exponent);
        }
        /* The constant is 1 or -1: the content was taken out before. */
        if (fmpz_sgn(found->constant) < 0 && exponent % 2 != 0)
            out->unit = -out->unit;
    } else {
        done = add_factor(prover, out, poly, exponent);
    }
    fmpz_mpoly_factor_clear(found, prover->ctx);
    return done;
}

static bool factor_poly(Prover *prover, Factors *out, const Poly *poly, long exponent) {
    if (!poly || poly_is_zero(poly))
        return false;
    Poly *content = poly_new(prover);
    fmpz_mpoly_term_content(content, poly, prover->ctx);
    if (fmpz_sgn(poly->coeffs) < 0)
        fmpz_mpoly_neg(content, content, prover->ctx);
    const Poly *rest = poly_exact(prover, poly, content);
    if (!rest)
        return false;
    fmpz_t number;
    fmpz_init(number);
    fmpz_mpoly_get_term_coeff_fmpz(number, content, 0, prover->ctx);
    bool done = factor_integer(prover, out, number, exponent);
    fmpz_clear(number);
    for (size_t v = 0; v < prover->count && done; v++) {
        slong power = fmpz_mpoly_degree_si(content, (slong)v, prover->ctx);
        if (power > 0)
            done = add_factor(prover, out, prover->generators[v].poly, power * exponent);
    }
    return done && factor_rest(prover, out, rest, exponent);
}

bool fraction_factor(Prover *prover, Factors *out, const Fraction *fraction) {
    *out = (Factors){.unit = 1};
    return fraction && factor_poly(prover, out, fraction->num, 1) &&
           factor_poly(prover, out, fraction->den, -1);
}

/* The root of a non-negative base whose degree is a multiple of `degree`. */
static slong base_root(Prover *prover, const Poly *base, long degree) {
    Generator wanted = {.kind = GENERATOR_ROOT, .argument_count = 1};
    wanted.arguments[0] = fraction_poly(prover, base);
    slong known = generator_find(prover, &wanted);
    if (known >= 0 && prover->generators[known].degree % degree == 0)
        return known;
    if (known >= 0) {
        degree = small_lcm(degree, prover->generators[known].degree);
        prover->generators[known].replaced = true;
    }
    if (degree == 0 || degree > ROOT_DEGREE_MAX) {
        proof_stop(prover, "the degree of a root is too large");
        return -1;
    }
    wanted.degree = wanted.power = degree;
    wanted.relation = base;
    wanted.bounds = poly_bounds(prover, base);
    range_init(&wanted.range);
    poly_range(prover, &wanted.range, base);
    /* 0 <= root <= max(1, base). */
    wanted.range.has_lo = true;
    fmpq_zero(&wanted.range.lo);
    if (wanted.range.has_hi && fmpq_cmp_si(&wanted.range.hi, 1) < 0)
        fmpq_one(&wanted.range.hi);
    slong number = generator_add(prover, &wanted);
    range_clear(&wanted.range);
    if (known >= 0)
        proof_again(prover);
    return number;
}

static long gcd_long(long a, long b) {
    while (b != 0) {
        long rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

long small_lcm(long a, long b) {
    long shared = gcd_long(a, b);
    if (shared == 0 || a / shared > ROOT_DEGREE_MAX || b > ROOT_DEGREE_MAX)
        return 0;
    return a / shared * b;
}

const Fraction *base_power(Prover *prover, const Poly *base, long n, long degree) {
    long shared = gcd_long(n, degree);
    n /= shared;
    degree /= shared;
    slong generator = poly_generator(prover, base);
    if (generator >= 0) {
        const Generator *root = &prover->generators[generator];
        if (root->kind == GENERATOR_EXP) {
            const Fraction *share = fraction_div(prover, fraction_integer(prover, n),
                                                 fraction_integer(prover, degree * root->degree));
            return fraction_exp(prover, fraction_mul(prover, root->arguments[0], share));
        }
        if (root->kind == GENERATOR_ROOT && root->level == 0 && degree > 1 &&
            degree <= ROOT_DEGREE_MAX)
            return base_power(prover, root->relation, n, degree * root->degree);
    }
    if (degree == 1)
        return fraction_pow(prover, fraction_poly(prover, base), n);
    assert(degree > 1); /* what divides a positive number is positive */
    slong number = base_root(prover, base, degree);
    if (number < 0)
        return NULL;
    long whole = prover->generators[number].degree;
    n *= whole / degree;
    long quotient = n >= 0 ? n / whole : -((whole - 1 - n) / whole);
    const Fraction *outside = fraction_pow(prover, fraction_poly(prover, base), quotient);
    const Fraction *root =
        fraction_pow(prover, generator_fraction(prover, number), n - quotient * whole);
    return fraction_mul(prover, outside, root);
}

static const Fraction *abs_of_base(Prover *prover, const Poly *base) {
    Generator wanted = {.kind = GENERATOR_ABS, .argument_count = 1, .power = 2};
    wanted.arguments[0] = fraction_poly(prover, base);
    prover->sign_unknown = true;
    slong number = generator_find(prover, &wanted);
    if (number >= 0)
        return generator_fraction(prover, number);
    wanted.relation = poly_mul(prover, base, base);
    wanted.bounds = poly_bounds(prover, base);
    if (!wanted.relation)
        return NULL;
    range_init(&wanted.range);
    poly_range(prover, &wanted.range, base);
    wanted.range.has_hi = wanted.range.has_lo && wanted.range.has_hi;
    fmpq_abs(&wanted.range.lo, &wanted.range.lo);
    if (fmpq_cmp(&wanted.range.lo, &wanted.range.hi) > 0)
        fmpq_set(&wanted.range.hi, &wanted.range.lo);
    wanted.range.has_lo = true;
    fmpq_zero(&wanted.range.lo);
    number = generator_add(prover, &wanted);
    range_clear(&wanted.range);
    return generator_fraction(prover, number);
}

/* |base|^n where the sign of base is not known. */
static const Fraction *abs_power(Prover *prover, const Poly *base, long n) {
    const Fraction *even =
        fraction_pow(prover, fraction_poly(prover, base), n % 2 == 0 ? n : n - 1);
    return n % 2 == 0 ? even : fraction_mul(prover, even, abs_of_base(prover, base));
}

/* The root of what has no known sign, kept whole. */
static const Fraction *whole_root(Prover *prover, const Poly *radicand, long degree) {
    Generator wanted = {.kind = GENERATOR_ROOT, .argument_count = 1, .level = (size_t)degree};
    wanted.degree = wanted.power = degree;
    wanted.arguments[0] = fraction_poly(prover, radicand);
    wanted.relation = radicand;
    wanted.bounds = poly_bounds(prover, radicand);
    range_init(&wanted.range);
    wanted.range.has_lo = degree % 2 == 0;
    slong number = generator_get(prover, &wanted);
    range_clear(&wanted.range);
    prover->sign_unknown = true;
    return generator_fraction(prover, number);
}

const Fraction *fraction_root(Prover *prover, const Fraction *radicand, long degree) {
    if (!radicand)
        return NULL;
    if (degree < 1 || degree > ROOT_DEGREE_MAX)
        return proof_stop(prover, "the degree of a root is not a small whole number");
    if (fraction_is_zero(radicand))
        return radicand;
    Factors factors;
    if (!fraction_factor(prover, &factors, fraction_rational(prover, radicand)))
        return NULL;
    const Fraction *result = prover->one;
    const Poly *whole = prover->one_poly;
    for (size_t i = 0; i < factors.count && result && whole; i++) {
        const Factor *factor = &factors.items[i];
        const Fraction *part;
        if (factor->sign == SIGN_NON_NEGATIVE) {
            part = base_power(prover, factor->base, factor->exponent, degree);
        } else {
            long e = factor->exponent,
                 quotient = e >= 0 ? e / degree : -((degree - 1 - e) / degree);
            part = degree % 2 == 0
                       ? abs_power(prover, factor->base, quotient)
                       : fraction_pow(prover, fraction_poly(prover, factor->base), quotient);
            whole =
                poly_mul(prover, whole,
                         poly_pow(prover, factor->base, (unsigned long)(e - quotient * degree)));
        }
        result = fraction_mul(prover, result, part);
    }
    if (!result || !whole)
        return NULL;
    bool plain = poly_is_one(prover, whole);
    if (plain && factors.unit > 0)
        return result;
    if (plain)
        return proof_stop(prover, "a root is taken of something that is never positive");
    whole = factors.unit < 0 ? poly_neg(prover, whole) : whole;
    return fraction_mul(prover, result, whole_root(prover, whole, degree));
}

const Fraction *fraction_abs(Prover *prover, const Fraction *fraction) {
    if (!fraction || fraction_is_zero(fraction))
        return fraction;
    Factors factors;
    if (!fraction_factor(prover, &factors, fraction))
        return NULL;
    const Fraction *result = prover->one;
    for (size_t i = 0; i < factors.count && result; i++) {
        const Factor *factor = &factors.items[i];
        const Fraction *part =
            factor->sign == SIGN_NON_NEGATIVE
                ? fraction_pow(prover, fraction_poly(prover, factor->base), factor->exponent)
                : abs_power(prover, factor->base, factor->exponent);
        result = fraction_mul(prover, result, part);
    }
    return result;
}
