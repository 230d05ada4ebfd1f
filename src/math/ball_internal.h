/* ball_internal.h - shared by the files of the ball evaluator. */
#ifndef EXPLORE_MATH_BALL_INTERNAL_H
#define EXPLORE_MATH_BALL_INTERNAL_H

#include "math/ball.h"
#include "math/ball_cache.h"

/* Notes why and where evaluation ended; returns status. */
BallStatus ball_stop(BallContext *context, BallStatus status, const Expr *where, const char *why);
/* body with a bound letter at a whole number. */
BallStatus ball_eval_bound(BallContext *context, arb_t out, const Expr *body, const Symbol *symbol,
                           long value);

/* ball_symbol.c: a letter with an index, and one without. */
BallStatus ball_eval_indexed(BallContext *context, arb_t out, const Expr *expr);
BallStatus ball_eval_plain(BallContext *context, arb_t out, const Expr *expr);

#endif
