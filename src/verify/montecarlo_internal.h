/* montecarlo_internal.h - private to montecarlo_*.c: formulas as columns. */
#ifndef EXPLORE_VERIFY_MONTECARLO_INTERNAL_H
#define EXPLORE_VERIFY_MONTECARLO_INTERNAL_H

#include "verify/montecarlo.h"

typedef struct {
    Decider *decider;
    BallContext *context;
    MonteCase *out;
    const Expr *target; /* the E[Y|Z] whose place Y takes, or NULL */
    const Expr *const *given;
    size_t given_count;
    bool alone;  /* no other method has decided the link */
    bool inside; /* of Y: letters without index are fresh, and any atom may stand here */
    const char *why;
    bool failed;
} MonteDecoder;

/* montecarlo_formula.c */
/* The formula with a number or an atom for all that has a value at the point; d->failed and perhaps
 * d->why when it cannot be drawn. Random definitions must have been unfolded. */
const Expr *monte_simplify(MonteDecoder *d, const Expr *expr);
/* The value of a formula without random letters at the point. */
bool monte_value(MonteDecoder *d, double *out, const Expr *expr);
/* Adds a column for a formula that monte_simplify has been through. */
bool monte_add_column(MonteDecoder *d, const Expr *expr, const char *name);
/* The same expectation up to what it is of: the same quantities are given. */
bool monte_same_given(const Expr *a, const Expr *b);

#endif
