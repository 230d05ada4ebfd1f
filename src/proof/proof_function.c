/* proof_function.c - exp, log and the functions that are not looked into.
 *
 * exp(u) is written in a few exponentials exp(y_j) whose y_j are linearly independent over the
 * rationals, so that exp(a) exp(b) = exp(a + b) and completed squares come out. */
#include <flint/fmpz_mat.h>

#include "proof/proof_internal.h"

/* Exponentials that one argument is compared with. */
#define EXP_MAX 24
/* The fraction n / d in exp(n/d y) and in powers. */
#define EXPONENT_MAX 10000

static bool small(const fmpq_t value) {
    return fmpz_cmp_si(fmpq_numref(value), EXPONENT_MAX) <= 0 &&
           fmpz_cmp_si(fmpq_numref(value), -EXPONENT_MAX) >= 0 &&
           fmpz_cmp_si(fmpq_denref(value), EXPONENT_MAX) <= 0;
}

/* base^(value), for base the argument of a logarithm. */
static const Fraction *log_power(Prover *prover, const Fraction *base, const fmpq_t value) {
    if (!small(value))
        return proof_stop(prover, "a power is too large to multiply out");
    long n = fmpz_get_si(fmpq_numref(value)), d = fmpz_get_si(fmpq_denref(value));
    if (d > 1)
        return fraction_pow(prover, fraction_root(prover, base, d), n);
    return fraction_pow(prover, base, n);
}

/* exp(c log b) = b^c: takes such terms out of *argument and returns the product of the powers. */
static const Fraction *peel_logs(Prover *prover, const Fraction **argument) {
    const Fraction *result = prover->one;
    if (!fmpz_mpoly_is_fmpz((*argument)->den, prover->ctx))
        return result;
    fmpq_t share;
    fmpq_init(share);
    Poly *monomial = poly_new(prover);
    const Poly *num = (*argument)->num;
    for (slong i = 0; i < num->length && result; i++) {
        fmpz_mpoly_get_term_monomial(monomial, num, i, prover->ctx);
        slong number = poly_generator(prover, monomial);
        if (number < 0 || prover->generators[number].kind != GENERATOR_LOG)
            continue;
        fmpz_set(fmpq_numref(share), num->coeffs + i);
        fmpz_set(fmpq_denref(share), (*argument)->den->coeffs);
        fmpq_canonicalise(share);
        const Fraction *power = log_power(prover, prover->generators[number].arguments[0], share);
        result = fraction_mul(prover, result, power);
        Poly *term = poly_new(prover);
        fmpz_mpoly_get_term(term, num, i, prover->ctx);
        *argument = fraction_sub(prover, *argument, fraction_make(prover, term, (*argument)->den));
        if (!*argument)
            result = NULL;
    }
    fmpq_clear(share);
    return result;
}

/* Writes the rational coefficients of arguments[count] in terms of the others; false when it is
 * independent of them. */
static bool dependence(Prover *prover, fmpq *coefficients, const Fraction *const *arguments,
                       size_t count) {
    const Poly *den = prover->one_poly;
    for (size_t j = 0; j <= count && den; j++)
        den = poly_mul(
            prover, den,
            poly_exact(prover, arguments[j]->den, poly_gcd(prover, den, arguments[j]->den)));
    const Poly *parts[EXP_MAX + 1];
    Poly *all = poly_new(prover), *monomial = poly_new(prover);
    for (size_t j = 0; j <= count && den; j++) {
        const Poly *share = NULL;
        Poly *quotient = poly_new(prover);
        if (fmpz_mpoly_divides(quotient, den, arguments[j]->den, prover->ctx))
            share = poly_mul(prover, arguments[j]->num, quotient);
        if (!share)
            return false;
        parts[j] = share;
        for (slong i = 0; i < share->length; i++) {
            fmpz_mpoly_get_term_monomial(monomial, share, i, prover->ctx);
            fmpz_mpoly_add(all, all, monomial, prover->ctx);
        }
    }
    if (!den)
        return false;
    fmpz_mat_t matrix, kernel;
    fmpz_mat_init(matrix, all->length, (slong)count + 1);
    fmpz_mat_init(kernel, (slong)count + 1, (slong)count + 1);
    for (slong i = 0; i < all->length; i++) {
        fmpz_mpoly_get_term_monomial(monomial, all, i, prover->ctx);
        for (size_t j = 0; j <= count; j++)
            fmpz_mpoly_get_coeff_fmpz_monomial(fmpz_mat_entry(matrix, i, (slong)j), parts[j],
                                               monomial, prover->ctx);
    }
    /* The others are independent: the kernel has at most one vector, and its last entry is not
     * zero. */
    bool dependent = fmpz_mat_nullspace(kernel, matrix) == 1 &&
                     !fmpz_is_zero(fmpz_mat_entry(kernel, (slong)count, 0));
    for (size_t j = 0; j < count && dependent; j++) {
        fmpz_mul_si(fmpq_numref(coefficients + j), fmpz_mat_entry(kernel, (slong)j, 0), -1);
        fmpz_set(fmpq_denref(coefficients + j), fmpz_mat_entry(kernel, (slong)count, 0));
        fmpq_canonicalise(coefficients + j);
    }
    fmpz_mat_clear(kernel);
    fmpz_mat_clear(matrix);
    return dependent;
}

/* exp(value * argument) for the argument of generator `number`. */
static const Fraction *exp_power(Prover *prover, slong number, const fmpq_t value) {
    const Generator *known = &prover->generators[number];
    if (!small(value))
        return proof_stop(prover, "an exponent is too large");
    long n = fmpz_get_si(fmpq_numref(value)), d = fmpz_get_si(fmpq_denref(value));
    if (known->degree % d == 0)
        return fraction_pow(prover, generator_fraction(prover, number), n * (known->degree / d));
    Generator finer = *known;
    finer.degree = small_lcm(known->degree, d);
    if (finer.degree == 0)
        return proof_stop(prover, "an exponent has too large a denominator");
    prover->generators[number].replaced = true;
    generator_add(prover, &finer);
    return proof_again(prover);
}

static const Fraction *new_exp(Prover *prover, const Fraction *argument) {
    bool negative = fmpz_sgn(argument->num->coeffs) < 0;
    Generator wanted = {.kind = GENERATOR_EXP, .argument_count = 1, .degree = 1};
    wanted.arguments[0] = negative ? fraction_neg(prover, argument) : argument;
    wanted.bounds = fraction_bounds(prover, argument);
    range_init(&wanted.range);
    wanted.range.has_lo = true;
    slong added = generator_add(prover, &wanted);
    range_clear(&wanted.range);
    return fraction_pow(prover, generator_fraction(prover, added), negative ? -1 : 1);
}

const Fraction *fraction_exp(Prover *prover, const Fraction *argument) {
    argument = fraction_rational(prover, argument);
    if (!argument)
        return NULL;
    const Fraction *result = peel_logs(prover, &argument);
    if (!result || fraction_is_zero(argument))
        return result;
    const Fraction *arguments[EXP_MAX + 1];
    slong numbers[EXP_MAX];
    size_t count = 0;
    for (size_t v = 0; v < prover->count; v++) {
        const Generator *generator = &prover->generators[v];
        if (generator->kind != GENERATOR_EXP || generator->replaced)
            continue;
        if (count == EXP_MAX)
            return proof_stop(prover, "there are too many exponentials");
        numbers[count] = (slong)v;
        arguments[count++] = generator->arguments[0];
    }
    arguments[count] = argument;
    fmpq coefficients[EXP_MAX];
    for (size_t j = 0; j < count; j++)
        fmpq_init(coefficients + j);
    if (count > 0 && dependence(prover, coefficients, arguments, count)) {
        for (size_t j = 0; j < count && result; j++)
            if (!fmpq_is_zero(coefficients + j))
                result =
                    fraction_mul(prover, result, exp_power(prover, numbers[j], coefficients + j));
    } else {
        result = fraction_mul(prover, result, new_exp(prover, argument));
    }
    for (size_t j = 0; j < count; j++)
        fmpq_clear(coefficients + j);
    return result;
}

static const Fraction *opaque_log(Prover *prover, const Fraction *argument) {
    Generator wanted = {.kind = GENERATOR_LOG, .argument_count = 1, .arguments = {argument}};
    if (!argument)
        return NULL;
    wanted.bounds = fraction_bounds(prover, argument);
    range_init(&wanted.range);
    fraction_range(prover, &wanted.range, argument);
    wanted.range.has_lo = wanted.range.has_lo && fmpq_cmp_si(&wanted.range.lo, 1) >= 0;
    wanted.range.has_hi = wanted.range.has_hi && fmpq_cmp_si(&wanted.range.hi, 1) <= 0;
    fmpq_zero(&wanted.range.lo);
    fmpq_zero(&wanted.range.hi);
    slong number = generator_get(prover, &wanted);
    range_clear(&wanted.range);
    return generator_fraction(prover, number);
}

/* log of a non-negative base without factors. */
static const Fraction *base_log(Prover *prover, const Poly *base) {
    slong number = poly_generator(prover, base);
    if (number >= 0) {
        const Generator *generator = &prover->generators[number];
        const Fraction *degree = fraction_integer(prover, generator->degree);
        if (generator->kind == GENERATOR_ROOT && generator->level == 0)
            return fraction_div(prover, base_log(prover, generator->relation), degree);
        if (generator->kind == GENERATOR_EXP)
            return fraction_div(prover, generator->arguments[0], degree);
    }
    return opaque_log(prover, fraction_poly(prover, base));
}

const Fraction *fraction_log(Prover *prover, const Fraction *argument) {
    argument = fraction_rational(prover, argument);
    if (!argument)
        return NULL;
    if (fraction_is_zero(argument))
        return proof_stop(prover, "it takes the logarithm of zero");
    Factors factors;
    if (!fraction_factor(prover, &factors, argument))
        return NULL;
    bool even = factors.unit > 0;
    for (size_t i = 0; i < factors.count; i++)
        even = even &&
               (factors.items[i].sign == SIGN_NON_NEGATIVE || factors.items[i].exponent % 2 == 0);
    const Fraction *sum = prover->zero, *whole = fraction_integer(prover, factors.unit);
    for (size_t i = 0; i < factors.count; i++) {
        const Factor *factor = &factors.items[i];
        const Fraction *base = fraction_poly(prover, factor->base),
                       *exponent = fraction_integer(prover, factor->exponent);
        if (factor->sign == SIGN_NON_NEGATIVE)
            sum = fraction_add(prover, sum,
                               fraction_mul(prover, exponent, base_log(prover, factor->base)));
        else if (even)
            sum = fraction_add(
                prover, sum,
                fraction_mul(prover, exponent, opaque_log(prover, fraction_abs(prover, base))));
        else
            whole = fraction_mul(prover, whole, fraction_pow(prover, base, factor->exponent));
    }
    if (!sum || !whole || fraction_equal(prover, whole, prover->one))
        return whole ? sum : NULL;
    long number;
    if (fraction_as_integer(prover, whole, &number))
        return proof_stop(prover, "it takes the logarithm of something that is never positive");
    prover->sign_unknown = true;
    return fraction_add(prover, sum, opaque_log(prover, whole));
}

static slong function_generator(Prover *prover, GeneratorKind kind, const Fraction *argument) {
    Generator wanted = {.kind = kind, .argument_count = 1, .arguments = {argument}};
    wanted.bounds = fraction_bounds(prover, argument);
    if (kind == GENERATOR_SIN) {
        slong cosine = function_generator(prover, GENERATOR_COS, argument);
        if (cosine < 0)
            return -1;
        const Poly *poly = prover->generators[cosine].poly;
        wanted.relation = poly_sub(prover, prover->one_poly, poly_mul(prover, poly, poly));
        wanted.power = 2;
    }
    range_init(&wanted.range);
    wanted.range.has_lo = wanted.range.has_hi = true;
    fmpq_set_si(&wanted.range.lo, -1, 1);
    fmpq_one(&wanted.range.hi);
    slong number = generator_get(prover, &wanted);
    range_clear(&wanted.range);
    return number;
}

const Fraction *fraction_function(Prover *prover, ExprFunction function, const Fraction *argument) {
    if (function == FUNCTION_EXP)
        return fraction_exp(prover, argument);
    if (function == FUNCTION_LOG)
        return fraction_log(prover, argument);
    argument = fraction_rational(prover, argument);
    if (!argument)
        return NULL;
    if (fraction_is_zero(argument))
        return function == FUNCTION_COS ? prover->one : prover->zero;
    bool negative = fmpz_sgn(argument->num->coeffs) < 0;
    if (negative)
        argument = fraction_neg(prover, argument);
    GeneratorKind kind = function == FUNCTION_SIN   ? GENERATOR_SIN
                         : function == FUNCTION_COS ? GENERATOR_COS
                                                    : GENERATOR_TANH;
    const Fraction *value = generator_fraction(prover, function_generator(prover, kind, argument));
    return negative && function != FUNCTION_COS ? fraction_neg(prover, value) : value;
}

const Fraction *fraction_power(Prover *prover, const Fraction *base, const Fraction *exponent) {
    if (!base || !exponent)
        return NULL;
    fmpq_t value;
    fmpq_init(value);
    bool number = fraction_as_number(prover, exponent, value);
    const Fraction *result = NULL;
    if (number)
        result = log_power(prover, base, value);
    fmpq_clear(value);
    if (number)
        return result;
    if (fraction_is_zero(base))
        return proof_stop(prover, "zero is raised to a power that is not a number");
    Factors factors;
    if (!fraction_factor(prover, &factors, base))
        return NULL;
    bool positive = factors.unit > 0;
    for (size_t i = 0; i < factors.count; i++)
        positive = positive && factors.items[i].sign == SIGN_NON_NEGATIVE;
    if (!positive)
        return proof_stop(prover,
                          "a power has letters in its exponent and a base that may be negative");
    return fraction_exp(prover, fraction_mul(prover, exponent, fraction_log(prover, base)));
}
