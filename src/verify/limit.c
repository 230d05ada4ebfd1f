/* limit.c - "\approx as n grows": the ratio of the two sides goes to 1.
 *
 * The ratio is taken at n = 20, 80, 320, ... (each four times the last) up to 81920, or as far as
 * its cost allows; its distance to 1 is a ball d. The claim is
 *
 *   approximate  where d at least halves from each of the last sizes to the next and ends within
 *                the tolerance;
 *   refuted      where d moves away from 1 over the last steps and does not slow down ever more, or
 *                settles: its steps shrink at a steady rate, and what they can still add up to
 *                leaves it outside the tolerance;
 *   undecided    otherwise. A distance like 1/log n does go to 0, but its steps shrink ever more
 *                slowly, and no n that can be reached tells where it ends.
 *
 * 1 + n e^{-n/100000} moves away for long and comes back. So a ratio that is not near is taken at
 * larger n, up to 10^18, if that costs no more than a small n does; else, as for sums up to n, a
 * refutation rests on the rate of the last steps staying what it was. */
#include <math.h>

#include "verify/decide.h"

#define SIZE_FIRST 20L
#define SIZE_COUNT 7
/* The same where the ratio is not near yet: 20 * 4^28 is the last whole number. */
#define SIZE_COUNT_FAR 29
/* Fewer sizes than this show no trend. */
#define SIZES_MIN 4
/* Bits to which a ratio must be known. */
#define BITS_MIN 64
/* Points tried in search of one at which the assumptions hold. */
#define POINTS_MAX 128
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
/* Differences of logarithms below this are rounding, and steps that are so small beside the
 * distance itself. */
#define SLACK 1e-9
#define ROUNDING 1e-12

typedef struct {
    double distance[SIZE_COUNT_FAR]; /* middle of |ratio - 1| */
    arb_t ball[SIZE_COUNT_FAR];
    size_t count;
    long size; /* of the last */
} Trend;

static void trend_init(Trend *trend) {
    trend->count = 0;
    for (size_t i = 0; i < SIZE_COUNT_FAR; i++)
        arb_init(trend->ball[i]);
}

static void trend_clear(Trend *trend) {
    for (size_t i = 0; i < SIZE_COUNT_FAR; i++)
        arb_clear(trend->ball[i]);
}

static bool add_ratio(Trend *trend, const Pair *pair, long size, slong bits) {
    arb_struct *distance = trend->ball[trend->count];
    arb_div(distance, pair->left[0], pair->right[0], bits);
    if (!arb_is_finite(distance) || arb_rel_accuracy_bits(distance) < BITS_MIN)
        return false;
    arb_sub_ui(distance, distance, 1, bits);
    arb_abs(distance, distance);
    trend->distance[trend->count++] = arf_get_d(arb_midref(distance), ARF_RND_NEAR);
    trend->size = size;
    return true;
}

static bool halves(const Trend *trend) {
    size_t from = trend->count > SIZE_COUNT ? trend->count - SIZE_COUNT : 0;
    for (size_t i = from + 1; i < trend->count; i++)
        if (!(trend->distance[i] <= SHRINK * trend->distance[i - 1]) && trend->distance[i] > NOISE)
            return false;
    return true;
}

/* log(d / the one before); a ball that is no double has a logarithm that is one. */
static double growth(const Trend *trend, size_t i) {
    arb_t ratio;
    arb_init(ratio);
    arb_div(ratio, trend->ball[i], trend->ball[i - 1], BITS_MIN);
    arb_log(ratio, ratio, BITS_MIN);
    double out = arf_get_d(arb_midref(ratio), ARF_RND_NEAR);
    arb_clear(ratio);
    return out;
}

/* Larger at each of the last three steps, surely, and not slowing down ever more: n - 1 grows less
 * and less beside n, but n e^{-n/1000} turns round. */
static bool moves_away(const Trend *trend) {
    size_t last = trend->count - 1;
    for (size_t i = last - 2; i <= last; i++)
        if (!arb_gt(trend->ball[i], trend->ball[i - 1]))
            return false;
    double before = growth(trend, last - 2) - growth(trend, last - 1);
    double now = growth(trend, last - 1) - growth(trend, last);
    return now <= fmax(before, 0) + SLACK;
}

/* The last three steps shrink at a steady rate, and the rest of them cannot bring the distance
 * within the tolerance. Equal distances have steps of 0. */
static bool settles(const Trend *trend, double tolerance) {
    double step[3], rate = 0;
    for (size_t i = 0; i < 3; i++) {
        const size_t at = trend->count - 3 + i;
        step[i] = fabs(trend->distance[at - 1] - trend->distance[at]);
        if (step[i] <= ROUNDING * trend->distance[at])
            step[i] = 0;
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
                  const Trend *trend, double tolerance, Sampled *out) {
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
                                   "at %ld the ratio is still %.2g away from 1, and where it ends "
                                   "cannot be told",
                                   trend->size, out->error);
    }
}

static long size_at(size_t i) {
    return SIZE_FIRST << (2 * i);
}

/* Puts the context to a point at which the assumptions hold for a large n. */
static bool find_point(Decider *decider, BallContext *context, LawUser *user) {
    user->grown_value = size_at(SIZE_COUNT - 1);
    for (unsigned n = 0; n < POINTS_MAX; n++) {
        context->point.number = user->point = n;
        ball_context_reset(context);
        if (decider_assumptions_hold(decider, context))
            return true;
    }
    return false;
}

/* What keeps a ratio from being followed; NULL: nothing. */
static const char *why_not(Decider *decider, const Link *link, const Symbol *grown) {
    if (!grown || grown->kind != SYMBOL_INT)
        return arena_printf(decider->arena, "`limit=%s` does not name a whole number",
                            decider->limit);
    if (link->laws)
        return "two laws have no ratio that could go to 1: state their means and variances";
    if (decider->binding)
        return "a schedule ends at its last step: with `limit=` leave `schedule=` out";
    return NULL;
}

/* Takes the ratio at size i; false where nothing is known of it. */
static bool take(Trend *trend, Pair *pair, BallContext *context, const Link *link, size_t i) {
    ((LawUser *)context->user)->grown_value = size_at(i);
    ball_context_reset(context);
    pair_eval(pair, context, link);
    return pair->status == BALL_OK && add_ratio(trend, pair, size_at(i), context->bits);
}

Sampled sample_limit(Decider *decider, const Link *link) {
    Sampled out = {.kind = VERDICT_UNDECIDED};
    const Symbol *grown = scope_find(decider->scope, decider->limit);
    out.reason = why_not(decider, link, grown);
    if (out.reason)
        return out;
    BallContext context;
    LawUser user;
    Pair pair;
    Trend trend;
    decider_context(decider, &context, &user, 0);
    context.integer = binding_integer;
    user.grown = grown;
    pair_init(&pair);
    trend_init(&trend);
    size_t first_work = 0, work = 0;
    double tolerance = tolerance_of(decider, context.bits);
    if (!find_point(decider, &context, &user))
        out.reason = "no point was found at which the assumptions hold";
    for (size_t i = 0; i < SIZE_COUNT_FAR && !out.reason; i++) {
        bool near = trend.count > 0 && trend.distance[trend.count - 1] <= tolerance;
        if (i == SIZE_COUNT && (near || work > first_work))
            break;
        if (work > WORK_MAX && trend.count >= SIZES_MIN)
            break;
        user.grown_value = size_at(i);
        ball_context_reset(&context);
        if (!decider_assumptions_hold(decider, &context))
            continue; /* n >= 50, say */
        bool known = take(&trend, &pair, &context, link, i);
        work = context.work;
        first_work = first_work == 0 ? work : first_work;
        bool costly = pair.status == BALL_UNABLE && trend.count >= SIZES_MIN;
        if (!known && (costly || i >= SIZE_COUNT))
            break;
        if (!known)
            out.reason = pair.status != BALL_OK
                             ? context.why
                             : "the ratio of the two sides is not known at this precision";
        out.undefined = pair.status == BALL_DOMAIN;
    }
    out.points = (unsigned)trend.count;
    /* The two sides are shown where their numbers are easily read. */
    user.grown_value = trend.size < size_at(SIZE_COUNT - 1) ? trend.size : size_at(SIZE_COUNT - 1);
    if (!out.reason)
        judge(decider, link, &context, &trend, tolerance, &out);
    out.gaussian = user.used;
    trend_clear(&trend);
    pair_clear(&pair);
    ball_context_clear(&context);
    return out;
}
