/* ball.h - rigorous evaluation: every value is a ball that is proved to hold the true one (Arb).
 *
 * Only this module, verify/ and the integrator see arb.h. */
#ifndef EXPLORE_MATH_BALL_H
#define EXPLORE_MATH_BALL_H

#include "math/arb_header.h"

#include "math/expr.h"
#include "math/point.h"

/* Terms of one sum or product; a longer one is reported as UNABLE. */
#define BALL_TERMS_MAX 100000
/* Nesting of definitions, sums and calls. */
#define BALL_DEPTH_MAX 400
/* Nodes evaluated at one point: a sum of BALL_TERMS_MAX terms takes about a million; definitions
 * nested in one another could ask for any number. Ten million take about three seconds. */
#define BALL_WORK_MAX 10000000

typedef enum {
    BALL_OK,
    BALL_DOMAIN, /* certainly undefined at this point: 1/0, the root of a negative number, an empty
                    ellipsis */
    BALL_UNSURE, /* cannot be told at this precision: the ball of a denominator holds 0 */
    BALL_UNABLE, /* the expression is of a kind this evaluator does not decide */
} BallStatus;

/* A bound variable and its value, newest first. */
typedef struct BallBinding BallBinding;
struct BallBinding {
    const Symbol *symbol;
    bool is_integer;
    long integer;
    const arb_struct *value;
    const BallBinding *next;
};

typedef struct BallContext BallContext;
struct BallContext {
    const Scope *scope;
    Point point;
    slong bits; /* working precision */
    const BallBinding *bindings;
    /* One state set to another value than its own; the later states keep theirs. NULL: none. */
    const Symbol *pinned;
    long pinned_index;
    const arb_struct *pinned_value;
    /* A sequence bound to numbers (a schedule) instead of random ones: writes the value and returns
     * true, or returns false. */
    bool (*sequence)(void *user, arb_t out, const Symbol *symbol, long index, slong bits);
    /* Whole numbers that are fixed (t = 1, T = 1000): true when *value was set. */
    bool (*integer)(void *user, long *value, const Symbol *symbol);
    /* Kinds that need the law of the chain (DENSITY, EXPECT, VARIANCE, COVARIANCE, KL, NORMAL ...).
     * NULL: UNABLE. */
    BallStatus (*stochastic)(BallContext *context, arb_t out, const Expr *expr);
    /* Of these kinds, what ball_scale says; NULL: their absolute value. */
    BallStatus (*scale)(BallContext *context, arb_t out, const Expr *expr);
    void *user;
    /* Told of every sampled value that was used, so that a counterexample can be printed; may be
     * NULL. */
    void (*sampled)(void *log, const Symbol *symbol, long index, Decimal value);
    void *log;
    unsigned depth;
    size_t work;             /* nodes evaluated since the last reset */
    const char *why;         /* a plain reason for DOMAIN or UNABLE */
    const Expr *where;       /* the node it happened at */
    struct BallCache *cache; /* owned; partial products and definitions at this point */
};

void ball_context_init(BallContext *context, const Scope *scope, Point point, slong bits);
/* Gives back the caches; the context can be used for another point or precision after setting these
 * fields. */
void ball_context_clear(BallContext *context);
/* Forgets cached values: call after changing point, bits, bindings' values or the callbacks. */
void ball_context_reset(BallContext *context);

/* The sampled value of a symbol at this point. */
void ball_sample(BallContext *context, arb_t out, const Symbol *symbol, long index);

BallStatus ball_eval(BallContext *context, arb_t out, const Expr *expr);
/* body with a bound letter at a whole number. */
BallStatus ball_eval_bound(BallContext *context, arb_t out, const Expr *body, const Symbol *symbol,
                           long value);
/* For whoever evaluates a kind of its own: notes why and where evaluation ended; returns status. */
BallStatus ball_stop(BallContext *context, BallStatus status, const Expr *where, const char *why);
/* Whole-number value of an index or bound. */
BallStatus ball_integer(BallContext *context, long *out, const Expr *expr);
/* An upper bound for the largest summand of the expression's sums at this point, as a ball: what a
 * difference of two sides is measured against. */
BallStatus ball_scale(BallContext *context, arb_t out, const Expr *expr);

#endif
