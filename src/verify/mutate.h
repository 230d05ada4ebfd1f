/* mutate.h - wrong twins, made from the expression tree.
 *
 * Each operator makes one kind of slip that people make: a bar dropped or added, an index shifted,
 * a term squared or its root taken, a sign flipped, a factor dropped, alpha and beta swapped, two
 * symbols swapped. A mutant differs from its chain at one node of one side; a swap of two symbols
 * takes every occurrence of both in that side. */
#ifndef EXPLORE_VERIFY_MUTATE_H
#define EXPLORE_VERIFY_MUTATE_H

#include "math/expr.h"

/* Mutants of one chain: more would only repeat the same slips at the cost of time. */
#define MUTANTS_MAX 64

typedef struct {
    Chain chain;        /* the chain with the one change */
    size_t side;        /* which side was changed */
    const char *what;   /* what was done: "bar dropped" */
    const char *remark; /* and to what: "bar dropped: $\\bar{\\alpha}_{t}$ -> $\\alpha_{t}$" */
    Span span;          /* of what was changed, in the source */
} Mutant;

/* Fills *mutants (in the arena) and returns how many, at most MUTANTS_MAX, spread over operators
 * and nodes, always the same for the same chain; the first ones are the most varied. No two are
 * the same tree, none is the original, nor one of these with its terms in another order. Only sides
 * the formula states are changed: of `x_t = rhs` only rhs, where the left side is a single symbol
 * or a function at its arguments; bound variables and the arguments of densities are left alone. */
size_t mutate_chain(Arena *arena, const Scope *scope, const Chain *chain, const Mutant **mutants);

/* Changes of one side that may have been forgotten there: more are tried for no formula. */
#define REPAIRS_MAX 192

/* The changes that may undo a slip in side `side`: all that the operators propose there, and some
 * that make no good twins (roots merged into one, a term doubled or halved). The likeliest come
 * first: `what` is the change, not the slip. Otherwise as above, at most REPAIRS_MAX. */
size_t mutate_repairs(Arena *arena, const Scope *scope, const Chain *chain, size_t side,
                      const Mutant **mutants);

/* The operators, for `explore list --mutations`. */
size_t mutate_operator_count(void);
const char *mutate_operator_name(size_t i);
const char *mutate_operator_doc(size_t i); /* one line */

#endif
