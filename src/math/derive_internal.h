/* derive_internal.h - shared by the files that differentiate and fold. */
#ifndef EXPLORE_MATH_DERIVE_INTERNAL_H
#define EXPLORE_MATH_DERIVE_INTERNAL_H

#include "math/derive.h"
#include "math/key_map.h"

/* Nodes looked at before giving up: nested derivatives double the tree each time. This many take a
 * quarter of a second and 100 MB; the longest formula that can be typed has 20,000 nodes. */
#define DERIVE_WORK_MAX ((size_t)300000)
/* Nesting of the tree and the definitions entered, inside a thread's stack; formulas stay below
 * 100. */
#define DERIVE_DEPTH_MAX 1000u
/* Terms of a sum or product that are written out where the index decides which term the variable is
 * in; more would be no formula any more. */
#define DERIVE_TERMS_MAX 64L

typedef enum { INDEX_SAME, INDEX_DIFFERENT, INDEX_UNKNOWN } IndexRelation;

/* Are two indices the same number? Told from their difference, a sum of whole numbers and of
 * letters whose range is declared. */
IndexRelation index_compare(const Expr *a, const Expr *b);
/* True when expr is a whole number written out; *value is it. */
bool expr_literal(const Expr *expr, long *value);

/* Sums, products and quotients that drop zeros and ones at once. */
const Expr *derive_add(Arena *arena, const Expr *a, const Expr *b);
const Expr *derive_sub(Arena *arena, const Expr *a, const Expr *b);
const Expr *derive_mul(Arena *arena, const Expr *a, const Expr *b);
const Expr *derive_div(Arena *arena, const Expr *a, const Expr *b);
const Expr *derive_neg(Arena *arena, const Expr *a);
/* a^n */
const Expr *derive_power(Arena *arena, const Expr *a, const char *n);
bool expr_is_zero(const Expr *expr);
bool expr_is_one(const Expr *expr);

#endif
