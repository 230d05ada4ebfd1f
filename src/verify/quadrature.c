/* quadrature.c - integrals in balls. */
#include <math.h>
#include <string.h>

#include "verify/quadrature_internal.h"

/* Bits that rounding within the sum may cost: the accuracy asked for is that much below the working
 * precision. */
#define BITS_LOST 32
/* Evaluations of one integral: a Gaussian takes some hundreds; at 5 us each this ends within a
 * fifth of a second. */
#define EVALUATIONS_MAX 40000
/* Fewer correct bits than this, relative to the size, are no answer; below the second number a
 * higher working precision may give more. */
#define BITS_MIN 64
#define PRECISION_ENOUGH 256

static slong bits_wanted(const BallContext *ball) {
    slong bits = ball->bits > PRECISION_ENOUGH ? PRECISION_ENOUGH : ball->bits;
    return bits > BITS_MIN + BITS_LOST ? bits - BITS_LOST : BITS_MIN;
}

/* ---- the variable ---- */

/* x = offset + slope y: the peak at y = 0 and its width, as a power of two, the unit. */
static BallStatus centre_line(const Problem *problem, RangeKind kind, arb_t offset, arb_t slope) {
    Integrand f;
    integrand_init(&f, problem->ball->bits);
    arb_t zero, one;
    arb_init(zero);
    arb_init(one);
    arb_one(one);
    size_t root = 0;
    BallStatus status = problem->build(problem->user, &f, &root, zero, one);
    arf_t centre;
    arf_init(centre);
    double width = 1;
    if (status == BALL_OK) {
        integrand_finish(&f, root);
        bool peaked = integrand_peak(&f, centre, &width);
        arb_one(slope);
        if (peaked)
            arb_mul_2exp_si(slope, slope, (slong)lround(log2(width)));
        if (peaked && kind == RANGE_LINE)
            arb_set_arf(offset, centre);
        if (kind == RANGE_DOWN)
            arb_neg(slope, slope);
    }
    arf_clear(centre);
    arb_clear(zero);
    arb_clear(one);
    integrand_clear(&f);
    return status;
}

static BallStatus place(const Problem *problem, const Range *range, arb_t offset, arb_t slope) {
    switch (range->kind) {
    case RANGE_BETWEEN:
        arb_set(offset, range->lower);
        arb_sub(slope, range->upper, range->lower, problem->ball->bits);
        return BALL_OK;
    case RANGE_UP: arb_set(offset, range->lower); break;
    case RANGE_DOWN: arb_set(offset, range->upper); break;
    case RANGE_LINE: arb_zero(offset); break;
    }
    return centre_line(problem, range->kind, offset, slope);
}

/* ---- the finite part ---- */

/* Where it surely is none, the integral has no value, unless the odd root of a negative number is
 * what is meant. */
static BallStatus stop_undefined(const Problem *problem, const Integrand *f) {
    return ball_stop(problem->ball, f->undefined && !f->odd_root ? BALL_DOMAIN : BALL_UNABLE,
                     problem->where,
                     "the integrand is not a real number everywhere between the bounds");
}

static BallStatus judge(const Problem *problem, const Integrand *f, const acb_t value,
                        double size) {
    BallContext *ball = problem->ball;
    if (f->undefined || !arb_contains_zero(acb_imagref(value)))
        return stop_undefined(problem, f);
    if (!acb_is_finite(value))
        return ball_stop(ball, BALL_UNABLE, problem->where,
                         "the integral could not be enclosed: it may not converge, or there is a "
                         "pole between the bounds");
    mag_t most;
    mag_init(most);
    mag_set_d(most, size);
    mag_mul_2exp_si(most, most, -BITS_MIN);
    bool close = mag_cmp(arb_radref(acb_realref(value)), most) <= 0 ||
                 arb_rel_accuracy_bits(acb_realref(value)) >= BITS_MIN;
    mag_clear(most);
    if (close)
        return BALL_OK;
    if (ball->bits < PRECISION_ENOUGH)
        return ball_stop(ball, BALL_UNSURE, problem->where,
                         "the integral is not known closely enough at this precision");
    return ball_stop(ball, BALL_UNABLE, problem->where,
                     "the integral could not be enclosed closely enough");
}

static BallStatus enclose(const Problem *problem, Integrand *f, double first, double last,
                          double size, arb_ptr out) {
    slong bits = problem->ball->bits, wanted = bits_wanted(problem->ball);
    acb_t a, b, value;
    mag_t tolerance;
    acb_init(a);
    acb_init(b);
    acb_init(value);
    mag_init(tolerance);
    acb_set_d(a, first);
    acb_set_d(b, last);
    mag_set_d(tolerance, size);
    mag_mul_2exp_si(tolerance, tolerance, -wanted);
    acb_calc_integrate_opt_t options;
    acb_calc_integrate_opt_init(options);
    options->eval_limit = EVALUATIONS_MAX;
    acb_calc_integrate(value, integrand_acb, f, a, b, wanted, tolerance, options, bits);
    BallStatus status = judge(problem, f, value, size);
    if (status == BALL_OK)
        arb_set(out, acb_realref(value));
    acb_clear(a);
    acb_clear(b);
    acb_clear(value);
    mag_clear(tolerance);
    return status;
}

/* ---- the whole ---- */

/* How many widths on each side of a peak are looked at closely. */
#define PEAK_WIDTHS 8

/* Over 0..1, where a narrow peak may lie between the points of the rule. */
static double size_between(Integrand *f) {
    double size = integrand_size(f, 0, 1), width;
    arf_t centre;
    arf_init(centre);
    if (integrand_peak(f, centre, &width)) {
        double at = arf_get_d(centre, ARF_RND_NEAR);
        double low = fmax(0, at - PEAK_WIDTHS * width), high = fmin(1, at + PEAK_WIDTHS * width);
        if (low < high)
            size = fmax(size, integrand_size(f, low, high));
    }
    arf_clear(centre);
    return size;
}

static void ask_gsl(Integrand *f, const Range *range, double slope, Preview *preview) {
    double low = range->kind == RANGE_LINE ? -(double)INFINITY : 0;
    double high = range->kind == RANGE_BETWEEN ? 1 : (double)INFINITY;
    double split = range->kind == RANGE_LINE ? 0 : -1, width;
    arf_t centre;
    arf_init(centre);
    if (range->kind != RANGE_LINE && integrand_peak(f, centre, &width))
        split = arf_get_d(centre, ARF_RND_NEAR);
    arf_clear(centre);
    quadrature_double(preview, integrand_double, f, low, high, split);
    preview->value *= range->kind == RANGE_BETWEEN ? slope : fabs(slope);
    preview->error *= fabs(slope);
}

BallStatus quadrature_solve(const Problem *problem, const Range *range, arb_ptr out, double *size,
                            Preview *preview) {
    BallContext *ball = problem->ball;
    arb_t offset, slope;
    arb_init(offset);
    arb_init(slope);
    mag_t rest;
    mag_init(rest);
    Integrand f;
    integrand_init(&f, ball->bits);
    size_t root = 0;
    double first = 0, last = 1, rough = 0;
    BallStatus status = place(problem, range, offset, slope);
    if (status == BALL_OK)
        status = problem->build(problem->user, &f, &root, offset, slope);
    if (status == BALL_OK) {
        const char *why;
        integrand_finish(&f, root);
        if (range->kind == RANGE_BETWEEN)
            rough = size_between(&f);
        else if (!integrand_tails(&f, &first, &last, rest, &rough, range->kind == RANGE_LINE,
                                  bits_wanted(ball), &why))
            status = ball_stop(ball, BALL_UNABLE, problem->where, why);
    }
    if (status == BALL_OK && f.undefined)
        status = stop_undefined(problem, &f);
    double stretch = arf_get_d(arb_midref(slope), ARF_RND_NEAR);
    if (status == BALL_OK && out) {
        status = enclose(problem, &f, first, last, rough, out);
        arb_add_error_mag(out, rest);
        if (range->kind != RANGE_BETWEEN)
            arb_abs(slope, slope);
        arb_mul(out, out, slope, ball->bits);
    }
    if (size)
        *size = rough * fabs(stretch);
    if (status == BALL_OK && preview)
        ask_gsl(&f, range, stretch, preview);
    arb_clear(offset);
    arb_clear(slope);
    mag_clear(rest);
    integrand_clear(&f);
    return status;
}

/* ---- EXPR_INTEGRAL ---- */

typedef struct {
    BallContext *ball;
    const Expr *expr;
} IntegralOf;

static BallStatus build(void *user, Integrand *f, size_t *root, const arb_t offset,
                        const arb_t slope) {
    const IntegralOf *formula = user;
    return integrand_read(formula->ball, f, root, formula->expr->args[0], formula->expr->args[1],
                          offset, slope);
}

/* +1 and -1 for the infinities, else 0. */
static int infinity(const Expr *bound) {
    int sign = 1;
    while (bound->kind == EXPR_NEG) {
        sign = -sign;
        bound = bound->args[0];
    }
    bool infinite = bound->kind == EXPR_SYMBOL && bound->symbol->kind == SYMBOL_CONSTANT &&
                    strcmp(bound->symbol->name, "infty") == 0;
    return infinite ? sign : 0;
}

/* *sign is -1 when the bounds are the wrong way round, 0 when they are the same. */
static BallStatus read_range(BallContext *ball, Range *range, int *sign, const Expr *expr) {
    *sign = 1;
    range->kind = RANGE_LINE;
    if (expr->count != 4)
        return BALL_OK;
    const Expr *lower = expr->args[2], *upper = expr->args[3];
    int from = infinity(lower), to = infinity(upper);
    BallStatus status = BALL_OK;
    if (from > to) {
        const Expr *swap = lower;
        lower = upper;
        upper = swap;
        *sign = -1;
    } else if (expr_same(lower, upper)) {
        *sign = 0;
    }
    if (infinity(lower) && infinity(upper))
        return BALL_OK;
    range->kind = infinity(upper) ? RANGE_UP : infinity(lower) ? RANGE_DOWN : RANGE_BETWEEN;
    if (range->kind != RANGE_DOWN)
        status = ball_eval(ball, range->lower, lower);
    if (status == BALL_OK && range->kind != RANGE_UP)
        status = ball_eval(ball, range->upper, upper);
    return status;
}

static BallStatus integral(BallContext *context, arb_ptr out, double *size, Preview *preview,
                           const Expr *expr) {
    if (expr->split != 0)
        return ball_stop(context, BALL_UNABLE, expr,
                         expr->split == 1 ? "an integral over several variables"
                                          : "a sum over the values of a letter");
    IntegralOf formula = {context, expr};
    Problem problem = {.ball = context, .where = expr, .build = build, .user = &formula};
    Range range;
    arb_init(range.lower);
    arb_init(range.upper);
    int sign;
    BallStatus status = read_range(context, &range, &sign, expr);
    if (status == BALL_OK)
        status = quadrature_solve(&problem, &range, out, size, preview);
    if (out && sign <= 0) {
        arb_mul_si(out, out, sign, context->bits);
        if (sign == 0)
            arb_zero(out);
    }
    if (preview)
        preview->value *= sign;
    arb_clear(range.lower);
    arb_clear(range.upper);
    return status;
}

BallStatus quadrature_integral(BallContext *context, arb_t out, double *size, Preview *preview,
                               const Expr *expr) {
    return integral(context, out, size, preview, expr);
}

BallStatus quadrature_size(BallContext *context, double *size, const Expr *expr) {
    return integral(context, NULL, size, NULL, expr);
}
