/* limit.c - "\approx as n grows": the ratio of the two sides goes to 1.
 *
 * The ratio is taken at n = 20, 80, 320, ... (each four times the last) up to 81920, or as far as
 * its cost allows; its distance to 1 is a ball d. The claim is
 *
 *   approximate  where d at least halves from each n to the next and ends within the tolerance;
 *   refuted      where d moves away from 1 over the last steps, or settles: its steps shrink at a
 *                steady rate, and what they can still add up to leaves it outside the tolerance;
 *   undecided    otherwise. A distance like 1/log n does go to 0, but its steps shrink ever more
 *                slowly, and no n that can be reached tells where it ends.
 *
 * With tenths of a percent between two balls and 2^-100 in each, comparisons are certain; that the
 * rate stays what it was over the last three steps is what the refutation rests on. */
#include <math.h>

#include "verify/decide.h"

static const long sizes[] = {20, 80, 320, 1280, 5120, 20480, 81920};
#define SIZE_COUNT (sizeof sizes / sizeof *sizes)
/* Fewer sizes than this show no trend. */
#define SIZES_MIN 4
/* From one n to the next, four times larger, the distance to 1 must at least halve (it falls to a
 * half when it goes like 1/sqrt(n)); the slack is for the rounding of that comparison. */
#define SHRINK 0.51
/* Steps that shrink at least this fast from each to the next add up to a bounded rest: 1/sqrt(n)
 * gives 0.5, 1/n 0.25, and 1/log n at these sizes 0.6 and more. */
#define STEADY 0.55
/* The rest is taken to be at most so many times what a steady rate makes of it. */
#define REST_SLACK 4
/* Distances below this are rounding at the default precision, and need not shrink any more. */
#define NOISE 1e-25
/* Nodes evaluated at one n; four times as many are still done within half a second. */
#define WORK_MAX 500000

typedef struct {
    double distance[SIZE_COUNT]; /* middle of |ratio - 1| */
    arb_t ball[SIZE_COUNT];
    size_t count;
} Trend;

static void trend_init(Trend *trend) {
    trend->count = 0;
    for (size_t i = 0; i < SIZE_COUNT; i++)
        arb_init(trend->ball[i]);
}

static void trend_clear(Trend *trend) {
    for (size_t i = 0; i < SIZE_COUNT; i++)
        arb_clear(trend->ball[i]);
}

static bool add_ratio(Trend *trend, const Pair *pair, slong bits) {
    arb_struct *distance = trend->ball[trend->count];
    arb_div(distance, pair->left[0], pair->right[0], bits);
    arb_sub_ui(distance, distance, 1, bits);
    arb_abs(distance, distance);
    if (!arb_is_finite(distance))
        return false;
    trend->distance[trend->count++] = arf_get_d(arb_midref(distance), ARF_RND_NEAR);
    return true;
}

static bool halves(const Trend *trend) {
    for (size_t i = 1; i < trend->count; i++)
        if (!(trend->distance[i] <= SHRINK * trend->distance[i - 1]) && trend->distance[i] > NOISE)
            return false;
    return true;
}

/* Larger at each of the last three steps, surely. */
static bool moves_away(const Trend *trend) {
    for (size_t i = trend->count - 3; i < trend->count; i++)
        if (!arb_gt(trend->ball[i], trend->ball[i - 1]))
            return false;
    return true;
}

/* The last three steps shrink at a steady rate, and the rest of them cannot bring the distance
 * within the tolerance. Equal distances have steps of 0. */
static bool settles(const Trend *trend, double tolerance) {
    double step[3], rate = 0;
    for (size_t i = 0; i < 3; i++) {
        const size_t at = trend->count - 3 + i;
        step[i] = fabs(trend->distance[at - 1] - trend->distance[at]);
        if (i == 0)
            continue;
        if (!(step[i] <= STEADY * step[i - 1]))
            return false;
        if (step[i - 1] > 0 && step[i] / step[i - 1] > rate)
            rate = step[i] / step[i - 1];
    }
    double rest = REST_SLACK * step[2] * rate / (1 - rate);
    return trend->distance[trend->count - 1] - rest > tolerance;
}

static double tolerance_of(const Decider *decider, slong bits) {
    arb_t bound;
    arb_init(bound);
    arb_set_str(bound, decider->tolerance, bits);
    double tolerance = arf_get_d(arb_midref(bound), ARF_RND_NEAR);
    arb_clear(bound);
    return tolerance;
}

static void judge(Decider *decider, const Link *link, const BallContext *context,
                  const Trend *trend, Sampled *out) {
    double tolerance = tolerance_of(decider, context->bits);
    out->error = trend->distance[trend->count - 1];
    bool near = out->error <= tolerance;
    if (trend->count < SIZES_MIN) {
        out->reason = "it takes too many operations to be seen at large sizes";
    } else if (near && halves(trend)) {
        out->kind = VERDICT_APPROXIMATE;
    } else if (!near && (moves_away(trend) || settles(trend, tolerance))) {
        out->kind = VERDICT_FAILS;
        out->counterexample = counterexample_at(decider, link, context, 0, "the two sides");
    } else if (near) {
        out->reason = "near at the largest size tried, but not seen to come nearer";
    } else {
        out->reason = arena_printf(decider->arena,
                                   "at %ld the ratio is still %.2g away from 1, but coming nearer: "
                                   "where it ends cannot be told",
                                   sizes[trend->count - 1], out->error);
    }
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
    Trend trend;
    decider_context(decider, &context, &user, 0);
    context.integer = binding_integer;
    user.grown = grown;
    pair_init(&pair);
    trend_init(&trend);
    size_t work = 0;
    for (size_t i = 0; i < SIZE_COUNT && !out.reason; i++) {
        if (work > WORK_MAX && trend.count >= SIZES_MIN)
            break;
        user.grown_value = sizes[i];
        ball_context_reset(&context);
        pair_eval(&pair, &context, link);
        work = context.work;
        bool costly = pair.status == BALL_UNABLE && trend.count >= SIZES_MIN;
        if (costly) {
            user.grown_value = sizes[trend.count - 1];
            break;
        }
        if (pair.status != BALL_OK)
            out.reason = context.why;
        else if (!add_ratio(&trend, &pair, context.bits))
            out.reason = "the ratio of the two sides is not known at this precision";
        out.undefined = pair.status == BALL_DOMAIN;
    }
    out.points = (unsigned)trend.count;
    if (!out.reason)
        judge(decider, link, &context, &trend, &out);
    out.gaussian = user.used;
    trend_clear(&trend);
    pair_clear(&pair);
    ball_context_clear(&context);
    return out;
}
