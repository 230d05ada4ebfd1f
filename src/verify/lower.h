/* lower.h - the laws of the chain as formulas, for the method `proof`.
 *
 * A notation says what it believes q(x_t|x_0) to be: a mean factor A_t and a variance V_t. These
 * are candidates. lower_new proves them by induction from the one-step kernel alone - A_0 = 1, V_0
 * = 0, A_t = k_t A_{t-1}, V_t = k_t^2 V_{t-1} + s_t^2 - and only then are they used. Everything
 * else follows by Gaussian algebra: q(x_t|x_s), and q(x_s|x_t, x_r) by Bayes. */
#ifndef EXPLORE_VERIFY_LOWER_H
#define EXPLORE_VERIFY_LOWER_H

#include "math/expr.h"

typedef struct Lowering Lowering;

/* NULL when there is no notation, no closed form, or the induction was not proved. merged: see
 * LawUser. */
Lowering *lower_new(Arena *arena, Scope *scope, const char *notation, const Expr *merged);

/* A ProofLower (user: a Lowering, or NULL): EXPECT, VARIANCE and loose noise as expressions without
 * them; NULL when not possible. */
const Expr *lower_expr(void *user, Arena *arena, const Expr *expr);

/* Mean and variance of one side of a law claim, as law_of_side but as formulas. lowering may be
 * NULL (then only noises, normal variables and N(m, v) are known). */
bool lower_side(const Lowering *lowering, Arena *arena, const Expr *side, const Expr *const *given,
                size_t given_count, const Expr **mean, const Expr **variance);

#endif
