/* ball_internal.h - shared by the files of the ball evaluator. */
#ifndef EXPLORE_MATH_BALL_INTERNAL_H
#define EXPLORE_MATH_BALL_INTERNAL_H

#include "math/ball.h"
#include "math/ball_cache.h"

/* ball_symbol.c: a letter with an index, and one without. */
BallStatus ball_eval_indexed(BallContext *context, arb_t out, const Expr *expr);
BallStatus ball_eval_plain(BallContext *context, arb_t out, const Expr *expr);

#endif
