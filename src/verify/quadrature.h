/* quadrature.h - one-dimensional integrals, by adaptive quadrature in balls.
 *
 * The finite part is enclosed by Arb's acb_calc_integrate; over the real line what is left out is
 * bounded by a proof (integrand_tails.c), so that the value is a ball that surely holds the true
 * one. The way of `quadrature` is independent of the Gaussian rule of integral.c. GSL's QAGS and
 * QAGI give a second opinion in double, which is shown and decides nothing. */
#ifndef EXPLORE_VERIFY_QUADRATURE_H
#define EXPLORE_VERIFY_QUADRATURE_H

#include "verify/law.h"

/* What GSL says about an integral. */
typedef struct {
    bool done; /* false: it gave up, or was not asked */
    double value;
    double error; /* its own estimate, which is no bound */
} Preview;

/* An EXPR_INTEGRAL of one variable, bounded or not. *size is a rough size of what was added up, to
 * measure a difference against. size and preview may be NULL. UNABLE with the reason where the
 * integral cannot be enclosed: a pole between the bounds, no known bound for the tails ... */
BallStatus quadrature_integral(BallContext *context, arb_t out, double *size, Preview *preview,
                               const Expr *expr);

/* The rough size alone, which is cheap. */
BallStatus quadrature_size(BallContext *context, double *size, const Expr *expr);

/* Mean and variance (either may be NULL) of a state x_i given other states, from one-step densities
 * alone: ratios of integrals over the one state in between or over x_i itself. UNABLE where it
 * would take more than one integration. */
BallStatus quadrature_moments(BallContext *context, arb_t mean, arb_t variance, const Expr *state,
                              const Expr *const *given, size_t count);

/* \int_a^b f(x) dx by GSL's adaptive rule with extrapolation, a or b may be infinite; `split` (when
 * it lies between) is where the function is narrow or not smooth. False when it gives up. */
bool quadrature_double(Preview *out, double (*f)(double x, void *user), void *user, double a,
                       double b, double split);

#endif
