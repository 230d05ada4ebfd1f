/* proof_sign.c - bounds of a polynomial over the domain of its generators.
 *
 * Over a box a polynomial lies between the least and the greatest of its Bernstein coefficients;
 * for one that is linear in every generator these are its values at the corners, so the bounds are
 * exact. Along an unbounded generator y >= 0 the power coefficients take their place: where those
 * of y, y^2, ... are non-negative the polynomial is at least its part without y. Everything is
 * computed in rationals. */
#include <assert.h>

#include <flint/fmpq_vec.h>

#include "proof/proof_internal.h"

/* Entries of the coefficient table: 2^12 is a polynomial linear in twelve generators. */
#define TABLE_MAX 4096
/* Generators in one polynomial whose sign is asked for. */
#define AXES_MAX 16
/* A degree beyond which no sign is looked for. */
#define AXIS_DEGREE_MAX 40
/* Terms of a polynomial whose sign is asked for. */
#define SIGN_TERMS_MAX 300

/* One generator: the polynomial is read in (generator)^stride = offset + scale * y, with y in [0,
 * 1] or y >= 0. */
typedef struct {
    slong variable;
    ulong stride, degree;
    size_t step; /* distance of neighbours in the table */
    bool unbounded;
    fmpq_t offset, scale;
} Axis;

typedef struct {
    size_t count, size;
    Axis axes[AXES_MAX];
    fmpq *entries;
} Table;

static ulong gcd_ulong(ulong a, ulong b) {
    while (b != 0) {
        ulong rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void larger_magnitude(fmpq_t out, const Range *range) {
    fmpq_t lo;
    fmpq_init(lo);
    fmpq_abs(lo, &range->lo);
    fmpq_abs(out, &range->hi);
    if (fmpq_cmp(lo, out) > 0)
        fmpq_set(out, lo);
    fmpq_clear(lo);
}

/* Sets offset and scale of the axis; false when nothing bounds the generator. */
static bool axis_domain(Axis *axis, const Range *range) {
    slong stride = (slong)axis->stride;
    bool non_negative = range->has_lo && fmpq_sgn(&range->lo) >= 0;
    if (stride % 2 == 0 && !non_negative) {
        /* An even power of a number of either sign. */
        axis->unbounded = !range->has_lo || !range->has_hi;
        fmpq_one(axis->scale);
        if (!axis->unbounded) {
            larger_magnitude(axis->scale, range);
            fmpq_pow_si(axis->scale, axis->scale, stride);
        }
        return true;
    }
    if (!range->has_lo && !range->has_hi)
        return false;
    /* An odd power grows with its base, and so does any power of a non-negative one. */
    axis->unbounded = !range->has_lo || !range->has_hi;
    if (axis->unbounded) {
        fmpq_set(axis->offset, range->has_lo ? &range->lo : &range->hi);
        fmpq_pow_si(axis->offset, axis->offset, stride);
        fmpq_set_si(axis->scale, range->has_lo ? 1 : -1, 1);
        return true;
    }
    fmpq_set(axis->offset, &range->lo);
    fmpq_pow_si(axis->offset, axis->offset, stride);
    fmpq_set(axis->scale, &range->hi);
    fmpq_pow_si(axis->scale, axis->scale, stride);
    fmpq_sub(axis->scale, axis->scale, axis->offset);
    return true;
}

/* Finds the axes of the polynomial; false when it has too many or one is free. */
static bool table_axes(Prover *prover, Table *table, const Poly *poly) {
    table->size = 1;
    for (size_t v = 0; v < prover->count; v++) {
        slong degree = fmpz_mpoly_degree_si(poly, (slong)v, prover->ctx);
        if (degree <= 0)
            continue;
        if (table->count == AXES_MAX || degree > AXIS_DEGREE_MAX)
            return false;
        Axis *axis = &table->axes[table->count++];
        *axis = (Axis){.variable = (slong)v};
        fmpq_init(axis->offset);
        fmpq_init(axis->scale);
        for (slong i = 0; i < poly->length; i++)
            axis->stride = gcd_ulong(
                axis->stride, fmpz_mpoly_get_term_var_exp_ui(poly, i, (slong)v, prover->ctx));
        assert(axis->stride > 0); /* some exponent is `degree` */
        axis->degree = (ulong)degree / axis->stride;
        axis->step = table->size;
        table->size *= axis->degree + 1;
        if (table->size > TABLE_MAX || !axis_domain(axis, &prover->generators[v].range))
            return false;
    }
    return true;
}

static void table_fill(Prover *prover, Table *table, const Poly *poly) {
    for (slong i = 0; i < poly->length; i++) {
        size_t place = 0;
        for (size_t a = 0; a < table->count; a++) {
            const Axis *axis = &table->axes[a];
            place += fmpz_mpoly_get_term_var_exp_ui(poly, i, axis->variable, prover->ctx) /
                     axis->stride * axis->step;
        }
        fmpz_set(fmpq_numref(table->entries + place), poly->coeffs + i);
    }
}

/* Coefficients of p(offset + scale y) from those of p, along one line of the table. */
static void shift_line(fmpq *line, const Axis *axis) {
    for (ulong i = 0; i < axis->degree; i++)
        for (ulong j = axis->degree; j-- > i;)
            fmpq_addmul(line + j * axis->step, line + (j + 1) * axis->step, axis->offset);
    fmpq_t power;
    fmpq_init(power);
    fmpq_one(power);
    for (ulong i = 1; i <= axis->degree; i++) {
        fmpq_mul(power, power, axis->scale);
        fmpq_mul(line + i * axis->step, line + i * axis->step, power);
    }
    fmpq_clear(power);
}

/* Bernstein from power coefficients on [0, 1]: b_i = sum over j <= i of binom(i,j) / binom(n,j)
 * a_j. */
static void bernstein_line(fmpq *line, const Axis *axis) {
    fmpz_t binomial;
    fmpz_init(binomial);
    for (ulong j = 0; j <= axis->degree; j++) {
        fmpz_bin_uiui(binomial, axis->degree, j);
        fmpq_div_fmpz(line + j * axis->step, line + j * axis->step, binomial);
    }
    for (ulong i = 0; i < axis->degree; i++)
        for (ulong j = axis->degree; j > i; j--)
            fmpq_add(line + j * axis->step, line + j * axis->step, line + (j - 1) * axis->step);
    fmpz_clear(binomial);
}

static void table_transform(Table *table) {
    for (size_t a = 0; a < table->count; a++) {
        const Axis *axis = &table->axes[a];
        for (size_t place = 0; place < table->size; place++) {
            if (place / axis->step % (axis->degree + 1) != 0)
                continue;
            shift_line(table->entries + place, axis);
            if (!axis->unbounded)
                bernstein_line(table->entries + place, axis);
        }
    }
}

static bool beyond_every_bound(const Table *table, size_t place) {
    for (size_t a = 0; a < table->count; a++)
        if (table->axes[a].unbounded &&
            place / table->axes[a].step % (table->axes[a].degree + 1) != 0)
            return true;
    return false;
}

static void table_bounds(const Table *table, Range *out) {
    out->has_lo = out->has_hi = true;
    fmpq_set(&out->lo, table->entries);
    fmpq_set(&out->hi, table->entries);
    for (size_t place = 0; place < table->size; place++) {
        const fmpq *entry = table->entries + place;
        if (beyond_every_bound(table, place)) {
            out->has_lo = out->has_lo && fmpq_sgn(entry) >= 0;
            out->has_hi = out->has_hi && fmpq_sgn(entry) <= 0;
            continue;
        }
        if (fmpq_cmp(entry, &out->lo) < 0)
            fmpq_set(&out->lo, entry);
        if (fmpq_cmp(entry, &out->hi) > 0)
            fmpq_set(&out->hi, entry);
    }
}

void poly_range(Prover *prover, Range *out, const Poly *poly) {
    out->has_lo = out->has_hi = false;
    Table table = {0};
    if (poly_is_zero(poly)) {
        out->has_lo = out->has_hi = true;
        fmpq_zero(&out->lo);
        fmpq_zero(&out->hi);
        return;
    }
    if (poly->length <= SIGN_TERMS_MAX && table_axes(prover, &table, poly)) {
        table.entries = _fmpq_vec_init((slong)table.size);
        table_fill(prover, &table, poly);
        table_transform(&table);
        table_bounds(&table, out);
        _fmpq_vec_clear(table.entries, (slong)table.size);
    }
    for (size_t a = 0; a < table.count; a++) {
        fmpq_clear(table.axes[a].offset);
        fmpq_clear(table.axes[a].scale);
    }
}

static Sign range_sign(const Range *range) {
    if (range->has_lo && fmpq_sgn(&range->lo) >= 0)
        return SIGN_NON_NEGATIVE;
    if (range->has_hi && fmpq_sgn(&range->hi) <= 0)
        return SIGN_NON_POSITIVE;
    return SIGN_UNKNOWN;
}

Sign poly_sign(Prover *prover, const Poly *poly) {
    Range range;
    range_init(&range);
    poly_range(prover, &range, poly);
    Sign sign = range_sign(&range);
    range_clear(&range);
    return sign;
}

void fraction_range(Prover *prover, Range *out, const Fraction *fraction) {
    out->has_lo = out->has_hi = false;
    Range top, bottom;
    range_init(&top);
    range_init(&bottom);
    poly_range(prover, &top, fraction->num);
    poly_range(prover, &bottom, fraction->den);
    if (fmpz_mpoly_is_fmpz(fraction->den, prover->ctx)) {
        /* The denominator's leading coefficient is positive. */
        range_set(out, &top);
        fmpq_div(&out->lo, &out->lo, &bottom.lo);
        fmpq_div(&out->hi, &out->hi, &bottom.lo);
    } else if (range_sign(&top) != SIGN_UNKNOWN && range_sign(&bottom) != SIGN_UNKNOWN) {
        bool positive = range_sign(&top) == range_sign(&bottom);
        out->has_lo = positive;
        out->has_hi = !positive;
        fmpq_zero(&out->lo);
        fmpq_zero(&out->hi);
        /* num / den <= 1 where 0 <= num <= den. */
        const Poly *gap = poly_sub(prover, fraction->den, fraction->num);
        if (positive && gap && range_sign(&bottom) == SIGN_NON_NEGATIVE &&
            poly_sign(prover, gap) == SIGN_NON_NEGATIVE) {
            out->has_hi = true;
            fmpq_one(&out->hi);
        }
    }
    range_clear(&top);
    range_clear(&bottom);
}
