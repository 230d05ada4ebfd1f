/* proof.h - the method `proof`: two sides are the same rational function of the symbols and their
 * square roots.
 *
 * Symbols at an index become generators; definitions are unfolded (alpha_t = 1 - beta_t),
 * cumulative products stepped down (P(t) = alpha_t P(t-1)), square roots become generators r with
 * r^2 = the radicand, sqrt(uv) is split over factors that are known to be non-negative on the
 * domain, and equal radicands share a generator. Denominators are cleared and the difference
 * reduced with FLINT's fmpz_mpoly. Remainder zero: the two sides are equal for every value and
 * every t, which is what *proved* means. A remainder that is not zero refutes nothing. */
#ifndef EXPLORE_PROOF_PROOF_H
#define EXPLORE_PROOF_PROOF_H

#include "math/expr.h"

typedef enum {
    PROOF_PROVED,
    PROOF_OPEN,   /* the remainder is not zero, or a root's sign is not known: nothing is decided */
    PROOF_UNABLE, /* not rational in the symbols and their roots */
} ProofStatus;

/* Are left and right equal wherever both are defined? Nodes of the chain's law (EXPECT, VARIANCE,
 * DENSITY ...) are handed to `lower` first, which returns an equal expression without them, or NULL
 * (then UNABLE). *why: a plain sentence part, always set. */
typedef const Expr *(*ProofLower)(void *user, Arena *arena, const Expr *expr);
ProofStatus proof_equal(const Scope *scope, const Expr *left, const Expr *right, ProofLower lower,
                        void *user, const char **why);

#endif
