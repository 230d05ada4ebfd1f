/* limit.c - "\approx as n grows": the ratio of the two sides goes to 1.
 *
 * The ratio is taken at n = 20, 80, 320, 1280 (each four times the last). It must come nearer to 1
 * from each to the next and be within the tolerance at the last; a ratio that stays away refutes
 * the claim, with the last n as counterexample. */
#include <math.h>

#include "verify/decide.h"

static const long sizes[] = {20, 80, 320, 1280};
#define SIZE_COUNT (sizeof sizes / sizeof *sizes)
/* From one n to the next, four times larger, the distance to 1 must at least halve (it falls to a
 * half when it goes like 1/sqrt(n)); the slack is for the rounding of that comparison. */
#define SHRINK 0.51

static double ratio_error(Pair *pair, slong bits) {
    arb_t ratio;
    arb_init(ratio);
    arb_div(ratio, pair->left[0], pair->right[0], bits);
    arb_sub_ui(ratio, ratio, 1, bits);
    double error =
        arb_is_finite(ratio) ? fabs(arf_get_d(arb_midref(ratio), ARF_RND_NEAR)) : (double)NAN;
    arb_clear(ratio);
    return error;
}

Sampled sample_limit(Decider *decider, const Link *link) {
    Sampled out = {.kind = VERDICT_UNDECIDED};
    const Symbol *grown = scope_find(decider->scope, decider->limit);
    if (!grown || grown->kind != SYMBOL_INT || link->laws) {
        out.reason =
            arena_printf(decider->arena, "`limit=%s` does not name a whole number", decider->limit);
        return out;
    }
    BallContext context;
    LawUser user;
    Pair pair;
    decider_context(decider, &context, &user, 0);
    context.integer = binding_integer;
    user.grown = grown;
    pair_init(&pair);
    double errors[SIZE_COUNT] = {0};
    bool shrinks = true;
    for (size_t i = 0; i < SIZE_COUNT && !out.reason; i++) {
        user.grown_value = sizes[i];
        ball_context_reset(&context);
        pair_eval(&pair, &context, link);
        if (pair.status != BALL_OK) {
            out.reason = context.why;
            out.undefined = pair.status == BALL_DOMAIN;
            break;
        }
        errors[i] = ratio_error(&pair, context.bits);
        if (i > 0 && !(errors[i] <= SHRINK * errors[i - 1]))
            shrinks = false;
        out.points++;
    }
    if (!out.reason) {
        arb_t bound;
        arb_init(bound);
        arb_set_str(bound, decider->tolerance, context.bits);
        double tolerance = arf_get_d(arb_midref(bound), ARF_RND_NEAR);
        arb_clear(bound);
        out.error = errors[SIZE_COUNT - 1];
        if (shrinks && out.error <= tolerance) {
            out.kind = VERDICT_APPROXIMATE;
        } else if (!(out.error <= tolerance)) {
            out.kind = VERDICT_FAILS;
            out.counterexample = counterexample_at(decider, link, &context, 0, "the two sides");
        } else {
            out.reason = "near at the largest size tried, but not seen to come nearer";
        }
    }
    out.gaussian = user.used;
    pair_clear(&pair);
    ball_context_clear(&context);
    return out;
}
