/* proof_fraction.c - quotients of polynomials. */
#include <string.h>

#include <flint/fmpz_mpoly_factor.h>

#include "proof/proof_internal.h"

/* Digits of a number in a formula. */
#define DIGITS_MAX 300
/* A whole-number power; larger ones of anything but a short monomial would not be multiplied out
 * anyway. */
#define POWER_MAX 1000

static const Fraction *pair(Prover *prover, const Poly *num, const Poly *den) {
    if (!num || !den)
        return NULL;
    Fraction *fraction = arena_alloc(prover->arena, sizeof *fraction);
    *fraction = (Fraction){num, den};
    return fraction;
}

const Fraction *fraction_make(Prover *prover, const Poly *num, const Poly *den) {
    if (!num || !den)
        return NULL;
    if (poly_is_zero(den))
        return proof_stop(prover, "a denominator is zero for every value");
    if (poly_is_zero(num))
        return prover->zero ? prover->zero : pair(prover, prover->zero_poly, prover->one_poly);
    const Poly *common = poly_gcd(prover, num, den);
    num = poly_exact(prover, num, common);
    den = poly_exact(prover, den, common);
    if (!num || !den)
        return NULL;
    if (fmpz_sgn(den->coeffs) < 0) {
        num = poly_neg(prover, num);
        den = poly_neg(prover, den);
    }
    return pair(prover, num, den);
}

const Fraction *fraction_poly(Prover *prover, const Poly *num) {
    return pair(prover, num, prover->one_poly);
}

const Fraction *fraction_integer(Prover *prover, long value) {
    return fraction_poly(prover, poly_integer(prover, value));
}

const Fraction *fraction_decimal(Prover *prover, const char *text) {
    char digits[DIGITS_MAX + 1];
    size_t count = 0;
    ulong places = 0;
    bool point = false;
    for (const char *c = text; *c; c++) {
        if (*c == '.' && !point) {
            point = true;
            continue;
        }
        if (*c < '0' || *c > '9' || count == DIGITS_MAX)
            return proof_stop(prover, "a number has too many digits");
        digits[count++] = *c;
        places += point;
    }
    digits[count] = '\0';
    fmpz_t value;
    fmpz_init(value);
    Poly *num = poly_new(prover), *den = poly_new(prover);
    bool read = count > 0 && fmpz_set_str(value, digits, 10) == 0;
    fmpz_mpoly_set_fmpz(num, value, prover->ctx);
    fmpz_one(value);
    fmpz_mul_ui(value, value, 10);
    fmpz_pow_ui(value, value, places);
    fmpz_mpoly_set_fmpz(den, value, prover->ctx);
    fmpz_clear(value);
    return read ? fraction_make(prover, num, den) : proof_stop(prover, "a number cannot be read");
}

const Fraction *fraction_add(Prover *prover, const Fraction *a, const Fraction *b) {
    if (!a || !b)
        return NULL;
    if (poly_is_zero(a->num))
        return b;
    if (poly_is_zero(b->num))
        return a;
    if (poly_equal(prover, a->den, b->den))
        return fraction_make(prover, poly_add(prover, a->num, b->num), a->den);
    const Poly *common = poly_gcd(prover, a->den, b->den);
    const Poly *a_part = poly_exact(prover, a->den, common),
               *b_part = poly_exact(prover, b->den, common);
    const Poly *num =
        poly_add(prover, poly_mul(prover, a->num, b_part), poly_mul(prover, b->num, a_part));
    return fraction_make(prover, num, poly_mul(prover, a->den, b_part));
}

const Fraction *fraction_neg(Prover *prover, const Fraction *a) {
    return a ? pair(prover, poly_neg(prover, a->num), a->den) : NULL;
}

const Fraction *fraction_sub(Prover *prover, const Fraction *a, const Fraction *b) {
    return fraction_add(prover, a, fraction_neg(prover, b));
}

const Fraction *fraction_mul(Prover *prover, const Fraction *a, const Fraction *b) {
    if (!a || !b)
        return NULL;
    if (poly_is_zero(a->num) || poly_is_zero(b->num))
        return prover->zero;
    const Poly *first = poly_gcd(prover, a->num, b->den),
               *second = poly_gcd(prover, b->num, a->den);
    prover->reduced = false;
    const Poly *num =
        poly_mul(prover, poly_exact(prover, a->num, first), poly_exact(prover, b->num, second));
    const Poly *den =
        poly_mul(prover, poly_exact(prover, a->den, second), poly_exact(prover, b->den, first));
    if (!num || !den)
        return NULL;
    /* Without a root nothing new can cancel; a sign may have to move. */
    if (prover->reduced || fmpz_sgn(den->coeffs) < 0)
        return fraction_make(prover, num, den);
    return pair(prover, num, den);
}

const Fraction *fraction_div(Prover *prover, const Fraction *a, const Fraction *b) {
    if (!a || !b)
        return NULL;
    if (poly_is_zero(b->num))
        return proof_stop(prover, "it divides by something that is always zero");
    Fraction upside_down = {b->den, b->num};
    return fraction_mul(prover, a, &upside_down);
}

const Fraction *fraction_pow(Prover *prover, const Fraction *a, long n) {
    if (!a)
        return NULL;
    if (n > POWER_MAX || n < -POWER_MAX)
        return proof_stop(prover, "a power is too large to multiply out");
    if (poly_is_zero(a->num) && n <= 0)
        return proof_stop(prover, "zero is raised to a power that is not positive");
    unsigned long size = (unsigned long)(n < 0 ? -n : n);
    prover->reduced = false;
    const Poly *num = poly_pow(prover, a->num, size), *den = poly_pow(prover, a->den, size);
    if (!num || !den)
        return NULL;
    const Poly *top = n < 0 ? den : num, *bottom = n < 0 ? num : den;
    if (prover->reduced || poly_is_zero(bottom) || fmpz_sgn(bottom->coeffs) < 0)
        return fraction_make(prover, top, bottom);
    return pair(prover, top, bottom);
}

const Fraction *fraction_rational(Prover *prover, const Fraction *a) {
    if (!a)
        return NULL;
    const Poly *factor = prover->one_poly;
    for (size_t v = 0; v < prover->count && factor; v++) {
        const Generator *generator = &prover->generators[v];
        if (!generator->relation || fmpz_mpoly_degree_si(a->den, (slong)v, prover->ctx) <= 0)
            continue;
        Poly *content = poly_new(prover);
        fmpz_mpoly_term_content(content, a->den, prover->ctx);
        slong power = fmpz_mpoly_degree_si(content, (slong)v, prover->ctx);
        if (power > 0)
            factor = poly_mul(
                prover, factor,
                poly_pow(prover, generator->poly, (unsigned long)(generator->power - power)));
    }
    if (!factor || poly_is_one(prover, factor))
        return factor ? a : NULL;
    return fraction_make(prover, poly_mul(prover, a->num, factor),
                         poly_mul(prover, a->den, factor));
}

bool fraction_equal(Prover *prover, const Fraction *a, const Fraction *b) {
    if (!a || !b)
        return a == b;
    if (poly_equal(prover, a->num, b->num) && poly_equal(prover, a->den, b->den))
        return true;
    if (poly_is_one(prover, a->den) && poly_is_one(prover, b->den))
        return false;
    const Poly *left = poly_mul(prover, a->num, b->den), *right = poly_mul(prover, b->num, a->den);
    return left && right && poly_equal(prover, left, right);
}

bool fraction_is_zero(const Fraction *a) {
    return poly_is_zero(a->num);
}

unsigned fraction_bounds(const Prover *prover, const Fraction *a) {
    return poly_bounds(prover, a->num) | poly_bounds(prover, a->den);
}

bool fraction_as_number(const Prover *prover, const Fraction *a, fmpq_t value) {
    if (!fmpz_mpoly_is_fmpz(a->num, prover->ctx) || !fmpz_mpoly_is_fmpz(a->den, prover->ctx))
        return false;
    fmpz_mpoly_get_fmpz(fmpq_numref(value), a->num, prover->ctx);
    fmpz_mpoly_get_fmpz(fmpq_denref(value), a->den, prover->ctx);
    fmpq_canonicalise(value);
    return true;
}

bool fraction_as_integer(const Prover *prover, const Fraction *a, long *value) {
    fmpq_t number;
    fmpq_init(number);
    bool whole = fraction_as_number(prover, a, number) && fmpz_is_one(fmpq_denref(number)) &&
                 fmpz_fits_si(fmpq_numref(number));
    if (whole)
        *value = fmpz_get_si(fmpq_numref(number));
    fmpq_clear(number);
    return whole;
}
