/* derive.h - the derivative of an expression with respect to one symbol, as an expression. */
#ifndef EXPLORE_MATH_DERIVE_H
#define EXPLORE_MATH_DERIVE_H

#include "math/expr.h"

/* d expr / d variable, where variable is a SYMBOL node (x, or x_t: the same symbol at the same
 * index; x_{t-1} is another, and where the declared ranges do not tell whether two indices are the
 * same, it is refused). Constants are folded after differentiating (0 and 1 disappear). Definitions
 * (LET, LETSEQ, FUN) are entered. Densities must have been expanded (expand of NORMAL_DENSITY and
 * its log is done here). NULL with *why when expr has a node that has no derivative here (a law, an
 * integral that mentions the variable ...). */
const Expr *expr_derive(Arena *arena, const Expr *expr, const Expr *variable, const char **why);
/* Folds constants: 0 + a, 1 a, a^1, -(-a), 0 a. Never divides by anything that may be zero. */
const Expr *expr_fold(Arena *arena, const Expr *expr);

#endif
