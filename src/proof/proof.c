/* proof.c - the attempts to prove that two sides are equal. */
#include "proof/proof.h"

#include "proof/proof_internal.h"

/* Readings of both sides: each one after the first knows a lower index or a finer root than the one
 * before. */
#define ATTEMPTS_MAX 24

void *proof_stop(Prover *prover, const char *why) {
    if (prover->state == PROVER_RUNNING) {
        prover->state = PROVER_STOPPED;
        prover->why = why;
    }
    return NULL;
}

void *proof_again(Prover *prover) {
    if (prover->state == PROVER_RUNNING)
        prover->state = PROVER_AGAIN;
    return NULL;
}

static void prover_init(Prover *prover, size_t capacity) {
    fmpz_mpoly_ctx_init(prover->ctx, (slong)capacity, ORD_LEX);
    generators_init(prover, capacity);
    prover->zero_poly = poly_integer(prover, 0);
    prover->one_poly = poly_integer(prover, 1);
    prover->zero = fraction_poly(prover, prover->zero_poly);
    prover->one = fraction_poly(prover, prover->one_poly);
    for (size_t k = 0; k < PROOF_BOUNDS_MAX; k++)
        prover->bounds[k].symbol =
            (Symbol){.kind = SYMBOL_BOUND, .integer_bound = true, .name = "bound"};
}

static void prover_clear(Prover *prover) {
    generators_clear(prover);
    poly_pool_clear(prover);
    fmpz_mpoly_ctx_clear(prover->ctx);
}

static ProofStatus attempt(Prover *prover, const Expr *left, const Expr *right, const char **why) {
    const Fraction *difference = NULL;
    for (unsigned i = 0; i < ATTEMPTS_MAX; i++) {
        prover->state = PROVER_RUNNING;
        prover->cached = NULL;
        prover->captures = NULL;
        prover->floors = NULL;
        prover->formal = false;
        prover->depth = 0;
        prover->sign_unknown = false;
        const Fraction *value = proof_tree(prover, left, NULL);
        difference = fraction_sub(prover, value, proof_tree(prover, right, NULL));
        if (prover->state != PROVER_AGAIN)
            break;
    }
    *why = prover->why;
    if (prover->state == PROVER_AGAIN)
        *why = "no lowest index and no common root were found for it";
    if (prover->state != PROVER_RUNNING || !difference)
        return PROOF_UNABLE;
    if (fraction_is_zero(difference)) {
        *why = "with denominators cleared and roots squared the two sides are the same polynomial";
        return PROOF_PROVED;
    }
    *why =
        prover->sign_unknown
            ? "the difference does not cancel, and the sign under a root or logarithm is not known"
            : "the difference of the two sides does not cancel";
    return PROOF_OPEN;
}

ProofStatus proof_equal(const Scope *scope, const Expr *left, const Expr *right, ProofLower lower,
                        void *user, const char **why) {
    /* Polynomials are slower with room for more generators; few formulas need more than the first
     * size. */
    static const size_t capacities[] = {16, 40, 120};
    static const char too_many[] = "it has too many different letters, roots and functions";
    ProofStatus status = PROOF_UNABLE;
    *why = too_many;
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        Prover prover = {
            .arena = arena_new(), .scope = scope, .lower = lower, .user = user, .why = too_many};
        prover_init(&prover, capacities[i]);
        status = attempt(&prover, left, right, why);
        bool grow = prover.state == PROVER_GROW;
        prover_clear(&prover);
        arena_free(prover.arena);
        if (!grow)
            return status;
    }
    *why = too_many;
    return PROOF_UNABLE;
}
