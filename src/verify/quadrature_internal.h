/* quadrature_internal.h - shared by the files of the method `quadrature`. */
#ifndef EXPLORE_VERIFY_QUADRATURE_INTERNAL_H
#define EXPLORE_VERIFY_QUADRATURE_INTERNAL_H

#include "verify/integrand.h"
#include "verify/quadrature.h"

/* A function to be integrated: build makes it with the variable at offset + slope y, and may be
 * called twice. */
typedef struct {
    BallContext *ball;
    const Expr *where; /* for messages */
    BallStatus (*build)(void *user, Integrand *f, size_t *root, const arb_t offset,
                        const arb_t slope);
    void *user;
} Problem;

typedef enum {
    RANGE_LINE,    /* from minus infinity to infinity */
    RANGE_UP,      /* from lower to infinity */
    RANGE_DOWN,    /* from minus infinity to upper */
    RANGE_BETWEEN, /* from lower to upper, which may be the smaller */
} RangeKind;

typedef struct {
    RangeKind kind;
    arb_t lower, upper;
} Range;

/* out NULL: only the rough size is wanted. size and preview may be NULL. */
BallStatus quadrature_solve(const Problem *problem, const Range *range, arb_ptr out, double *size,
                            Preview *preview);

#endif
