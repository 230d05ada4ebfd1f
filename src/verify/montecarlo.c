/* montecarlo.c - the method: decode, draw, and say what came out. */
#include "verify/montecarlo.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

/* What is drawn depends on the seed and on the formula: no two claims share their luck. */
static uint64_t seed_of(const Decider *decider, const Link *link) {
    return hash_mix(decider->options->seed, hash_string(tex_of(decider->arena, link->left)),
                    hash_string(tex_of(decider->arena, link->right)), link->index);
}

/* "0.031 +- 0.0009": to the digits that the error leaves. */
static const char *measured_text(Arena *arena, const MonteTest *test) {
    return arena_printf(arena, "%.4g +- %.2g", test->measured, test->error);
}

static const char *detail_of(Arena *arena, const MonteCase *monte, const MonteResult *result) {
    const MonteTest *worst = &result->worst;
    const char *steps =
        monte->steps > 0 ? arena_printf(arena, "; the chain runs to step %ld", monte->steps) : "";
    const char *data = monte->data ? arena_printf(arena, ", x_0 from %s", monte->data->name)
                       : monte->dimensions == 2 ? ", two correlated coordinates"
                                                : "";
    return arena_printf(arena, "worst of %zu tests: %s is %s, expected %.4g%s%s", result->tests,
                        worst->what, measured_text(arena, worst), worst->expected, steps, data);
}

static const Counterexample *refutation(Decider *decider, const Link *link, const MonteCase *monte,
                                        const MonteTest *worst) {
    BallContext context;
    LawUser user;
    decider_context(decider, &context, &user, monte->point);
    user.point = monte->point;
    Counterexample *out = arena_alloc(decider->arena, sizeof *out);
    *out = *counterexample_at(decider, link, &context, 0, "");
    ball_context_clear(&context);
    out->left = measured_text(decider->arena, worst);
    out->right = arena_printf(decider->arena, "%.6g", worst->expected);
    out->left_value = worst->measured;
    out->right_value = worst->expected;
    out->what = arena_printf(decider->arena, "%s, from %zu draws, and what it should be,",
                             worst->what, worst->draws);
    return out;
}

static const char *undecided_reason(const MonteResult *result, const Outcome *so_far) {
    switch (result->end) {
    case MONTE_UNCONFIRMED: return "one seed rejects, a second one does not";
    case MONTE_DEGENERATE: return "what is drawn has no spread, or is no number";
    case MONTE_STOPPED: return "it was stopped";
    case MONTE_REJECTED: return NULL;
    case MONTE_ACCEPTED: break;
    }
    return so_far->kind == VERDICT_FAILS
               ? "the draws do not show the difference: it lies at other values, or is too small"
               : NULL;
}

static void conclude(Decider *decider, const Link *link, const Outcome *so_far,
                     const MonteCase *monte, const MontePlan *plan, const MonteResult *result,
                     Finding *finding) {
    MethodEvidence *evidence = &finding->evidence;
    *evidence = (MethodEvidence){.verdict = VERDICT_UNDECIDED,
                                 .grade = GRADE_NONE,
                                 .reason = undecided_reason(result, so_far),
                                 .seed = decider->options->seed};
    if (result->end == MONTE_DEGENERATE || result->end == MONTE_STOPPED)
        return;
    evidence->samples = result->draws;
    evidence->false_alarm = plan->false_alarm;
    evidence->detectable = result->detectable;
    evidence->p_value = result->worst.p;
    evidence->detail = detail_of(decider->arena, monte, result);
    if (evidence->reason)
        return;
    evidence->grade = GRADE_SAMPLED;
    evidence->verdict = result->end == MONTE_REJECTED ? VERDICT_FAILS : VERDICT_HOLDS;
    if (result->end == MONTE_ACCEPTED && monte->gauss_only)
        finding->under = "\\text{the data are Gaussian}";
    if (result->end == MONTE_REJECTED)
        finding->counterexample = refutation(decider, link, monte, &result->worst);
}

/* Where no other method has decided, draws that do not reject are all there is: then the formula is
 * drawn at this many points, since at one of them n + 1 may be 3. */
#define POINTS_ALONE 3

/* Decides at point number `which`; false when nothing can be drawn there. */
static bool decide_at(Decider *decider, const Link *link, const Outcome *so_far, unsigned which,
                      Finding *finding) {
    const CheckOptions *options = decider->options;
    const bool alone = so_far->kind == VERDICT_UNDECIDED;
    const char *why;
    MonteCase *monte = arena_alloc(decider->arena, sizeof *monte);
    bool decoded =
        montecarlo_decode(decider, link, alone, which * MONTECARLO_POINTS_TRIED, monte, &why);
    if (decoded && monte->refused)
        finding->evidence =
            (MethodEvidence){.verdict = VERDICT_UNDECIDED, .reason = monte->refused};
    if (!decoded || monte->refused) {
        montecarlo_clear(monte);
        return decoded;
    }
    MontePlan plan = montecarlo_plan_default();
    plan.samples = options->samples;
    plan.threads = options->threads;
    plan.seed = which == 0 ? seed_of(decider, link) : hash_mix(seed_of(decider, link), which, 0, 0);
    plan.stop = options->stop;
    if (alone)
        plan.false_alarm /= POINTS_ALONE;
    MonteResult result = montecarlo_test(decider->arena, monte, &plan);
    montecarlo_clear(monte);
    /* Both sides are the same quantity: nothing is left that could be tested. */
    if (result.end == MONTE_DEGENERATE && monte->kind == MONTE_MEAN)
        return false;
    conclude(decider, link, so_far, monte, &plan, &result, finding);
    return true;
}

bool montecarlo_method(Decider *decider, const Link *link, const Outcome *so_far, bool thorough,
                       Finding *finding) {
    const unsigned points = so_far->kind == VERDICT_UNDECIDED ? POINTS_ALONE : 1;
    bool decided = false;
    for (unsigned i = 0; i < points && thorough; i++) {
        Finding here = {0};
        if (!decide_at(decider, link, so_far, i, &here))
            break;
        here.evidence.false_alarm += finding->evidence.false_alarm;
        if (points > 1 && here.evidence.samples > 0)
            here.evidence.points = i + 1;
        *finding = here;
        decided = true;
        if (here.evidence.verdict != VERDICT_HOLDS)
            break;
    }
    return decided;
}
