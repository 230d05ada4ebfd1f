/* outcome.c - one chain, link by link, by every method that can decide it. */
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "proof/proof.h"
#include "verify/method.h"

static int severity(VerdictKind kind) {
    switch (kind) {
    case VERDICT_FAILS: return 4;
    case VERDICT_UNREADABLE: return 3;
    case VERDICT_UNDECIDED: return 2;
    case VERDICT_APPROXIMATE: return 1;
    case VERDICT_HOLDS:
    case VERDICT_DEFINITION:
    case VERDICT_NO_CLAIM:
    case VERDICT_COUNT: break;
    }
    return 0;
}

/* Evidence of one method over several links: the worst verdict, all points, the fewest bits. */
static void merge_evidence(MethodEvidence *into, const MethodEvidence *other) {
    if (!other->name)
        return;
    if (!into->name) {
        *into = *other;
        return;
    }
    if (severity(other->verdict) > severity(into->verdict)) {
        into->verdict = other->verdict;
        into->reason = other->reason;
    }
    if (other->grade < into->grade)
        into->grade = other->grade;
    into->points += other->points;
    if (other->points > 0 && (into->bits == 0 || other->bits < into->bits))
        into->bits = other->bits;
    into->milliseconds += other->milliseconds;
    if (other->detail)
        into->detail = other->detail;
    if (other->samples == 0)
        return;
    bool worse = into->samples == 0 || other->p_value < into->p_value;
    into->p_value = worse ? other->p_value : into->p_value;
    if (into->samples == 0 || other->samples < into->samples)
        into->samples = other->samples;
    if (other->detectable > into->detectable)
        into->detectable = other->detectable;
    into->false_alarm += other->false_alarm;
    into->seed = other->seed;
}

const char *under_join(Arena *arena, const char *a, const char *b) {
    if (!a || !b)
        return a ? a : b;
    return strstr(a, b) ? a : arena_printf(arena, "%s;\\ %s", a, b);
}

/* The conditions without one of them; NULL when none is left. */
static const char *under_without(Arena *arena, const char *under, const char *condition) {
    const char *at = strstr(under, condition);
    if (!at)
        return under;
    static const char join[] = ";\\ ";
    const char *after = at + strlen(condition);
    size_t before = (size_t)(at - under);
    if (strncmp(after, join, sizeof join - 1) == 0)
        after += sizeof join - 1;
    else if (before >= sizeof join - 1)
        before -= sizeof join - 1;
    return before == 0 && *after == '\0' ? NULL
                                         : arena_printf(arena, "%.*s%s", (int)before, under, after);
}

void outcome_merge(Arena *arena, Outcome *into, const Outcome *other) {
    if (severity(other->kind) > severity(into->kind)) {
        into->kind = other->kind;
        into->reason = other->reason;
        into->counterexample = other->counterexample;
    }
    if (other->grade < into->grade)
        into->grade = other->grade;
    if (other->under)
        into->under = under_join(arena, into->under, other->under);
    if (other->disagreement && !into->disagreement) {
        into->disagreement = true;
        into->reason = other->reason;
    }
    into->undefined |= other->undefined;
    if (other->error > into->error)
        into->error = other->error;
    for (size_t i = 0; i < METHOD_COUNT; i++)
        merge_evidence(&into->methods[i], &other->methods[i]);
}

/* ---- proof ---- */

Lowering *decider_lowering(Decider *decider) {
    if (!decider->lowering_tried) {
        decider->lowering_tried = true;
        decider->lowering =
            lower_new(decider->arena, decider->scope, decider->notation, decider->merged);
    }
    return decider->lowering;
}

/* Loose noise letters replaced by what they stand for beside states. Moments keep theirs. */
static const Expr *with_merged(Decider *decider, Lowering *lowering, const Expr *expr) {
    if (expr->kind == EXPR_EXPECT || expr->kind == EXPR_VARIANCE || expr->kind == EXPR_COVARIANCE)
        return expr;
    if (expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_NOISE && expr->count == 0) {
        const Expr *by = lower_expr(lowering, decider->arena, expr);
        return by ? by : expr;
    }
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = with_merged(decider, lowering, expr->args[i]);
        if (arg == expr->args[i])
            continue;
        copy = copy == expr ? expr_with_args(decider->arena, expr, expr->count, expr->args) : copy;
        copy->args[i] = arg;
    }
    return copy;
}

static bool is_equality(const Link *link) {
    bool equal = link->relation == RELATION_EQUAL || link->relation == RELATION_DEFINE ||
                 link->relation == RELATION_LAW;
    return equal && !link->up_to_constant;
}

bool prove_link(Decider *decider, const Link *link, bool *able, const char **why) {
    *able = false;
    *why = "only equalities are proved";
    /* A schedule's numbers are not in the formula: what is proved is proved for every sequence,
     * which covers them. */
    if (!is_equality(link))
        return false;
    Lowering *lowering = decider_lowering(decider);
    if (!link->laws) {
        const Expr *left = with_merged(decider, lowering, link->left);
        const Expr *right = with_merged(decider, lowering, link->right);
        ProofStatus status = proof_equal(decider->scope, left, right, lower_expr, lowering, why);
        *able = status != PROOF_UNABLE;
        return status == PROOF_PROVED;
    }
    const Expr *mean[2], *variance[2];
    *why = "the laws could not be written as formulas";
    if (!lower_side(lowering, decider->arena, link->left, link->given, link->given_count, &mean[0],
                    &variance[0]) ||
        !lower_side(lowering, decider->arena, link->right, link->given, link->given_count, &mean[1],
                    &variance[1]))
        return false;
    ProofStatus status = proof_equal(decider->scope, mean[0], mean[1], lower_expr, lowering, why);
    *able = status != PROOF_UNABLE;
    if (status != PROOF_PROVED)
        return false;
    status = proof_equal(decider->scope, variance[0], variance[1], lower_expr, lowering, why);
    *able = status != PROOF_UNABLE;
    return status == PROOF_PROVED;
}

/* ---- one link ---- */

/* Puts the evidence of the first look where it belongs. */
static void add_first_look(Outcome *out, const Sampled *sampled, MethodId id, double milliseconds) {
    Grade grade = sampled->gaussian ? GRADE_GAUSSIAN : GRADE_BALL;
    if (sampled->sampled_only)
        grade = GRADE_SAMPLED;
    out->grade = sampled->kind == VERDICT_UNDECIDED ? GRADE_NONE : grade;
    out->methods[id] =
        (MethodEvidence){.name = method_name(id),
                         .verdict = sampled->kind,
                         .grade = out->grade,
                         .reason = sampled->kind == VERDICT_UNDECIDED ? sampled->reason : NULL,
                         .points = sampled->points,
                         .bits = sampled->bits,
                         .milliseconds = milliseconds};
}

static void check_times(Decider *decider, const Link *link, Outcome *out) {
    bool agree;
    double worst;
    unsigned times;
    double start = clock_milliseconds();
    if (!times_check(decider, link, &agree, &worst, &times))
        return;
    out->methods[METHOD_GAUSSIAN].points += times;
    out->methods[METHOD_GAUSSIAN].milliseconds += clock_milliseconds() - start;
    if (!agree) {
        out->disagreement = true;
        out->reason = arena_printf(decider->arena,
                                   "balls and GSL disagree at t = 1, 2, 500, 1000 of the linear "
                                   "schedule by %.3g; this is an "
                                   "error of the program",
                                   worst);
    }
}

static bool is_no_quotient(void *context, const Expr *expr) {
    (void)context;
    return expr->kind != EXPR_DIV && !(expr->kind == EXPR_POW && expr->args[1]->kind == EXPR_NEG);
}

/* 0/0 is cancelled as well as 2/2: a proof that cancels counts where some point was seen. */
static bool cancels_unseen(const Link *link, const Sampled *sampled) {
    return sampled->kind == VERDICT_UNDECIDED && !sampled->defined &&
           (sampled->nowhere || !expr_walk_deep(link->left, is_no_quotient, NULL) ||
            !expr_walk_deep(link->right, is_no_quotient, NULL));
}

static void add_proof(Decider *decider, const Link *link, const Sampled *sampled, Outcome *out) {
    bool able;
    const char *why;
    if (!is_equality(link))
        return;
    double start = clock_milliseconds();
    bool proved = prove_link(decider, link, &able, &why);
    MethodEvidence *proof = &out->methods[METHOD_PROOF];
    *proof = (MethodEvidence){.name = method_name(METHOD_PROOF),
                              .verdict = proved ? VERDICT_HOLDS : VERDICT_UNDECIDED,
                              .grade = proved ? GRADE_PROVED : GRADE_NONE,
                              .reason = proved ? NULL : why,
                              .milliseconds = clock_milliseconds() - start};
    if (!proved)
        return;
    const char *but = NULL;
    if (cancels_unseen(link, sampled))
        but = "no point was found at which both sides are defined";
    else if (sampled->one_sided)
        but = "the two sides are equal where both are defined";
    else if (sampled->kind == VERDICT_FAILS && decider->binding)
        but = "it is proved for the values that are declared, and the schedule has others";
    if (but) {
        proof->verdict = VERDICT_UNDECIDED;
        proof->grade = GRADE_NONE;
        proof->reason = but;
        return;
    }
    if (out->kind == VERDICT_FAILS) {
        out->disagreement = true;
        out->reason = "a point refutes what was proved; this is an error of the program";
        return;
    }
    out->kind = VERDICT_HOLDS;
    out->grade = GRADE_PROVED;
    out->reason = NULL;
}

static bool is_positive(VerdictKind kind) {
    return kind == VERDICT_HOLDS || kind == VERDICT_APPROXIMATE;
}

/* One more method's word about a link that others have looked at. */
static void add_finding(Decider *decider, MethodId id, const Finding *finding, Outcome *out) {
    const MethodEvidence *evidence = &finding->evidence;
    out->methods[id] = *evidence;
    if (finding->instead && out->kind == VERDICT_UNDECIDED && evidence->reason)
        out->reason = evidence->reason;
    if (evidence->verdict == VERDICT_UNDECIDED || out->disagreement)
        return;
    if (out->kind == VERDICT_UNDECIDED) {
        out->kind = evidence->verdict;
        out->grade = evidence->grade;
        out->reason = NULL;
        out->under = under_join(decider->arena, out->under, finding->under);
        out->counterexample = finding->counterexample;
        out->undefined = finding->undefined;
        return;
    }
    if (is_positive(evidence->verdict) != is_positive(out->kind)) {
        out->disagreement = true;
        out->reason = arena_printf(decider->arena,
                                   "the method %s contradicts the others; this is an error of the "
                                   "program",
                                   evidence->name);
        return;
    }
    if (finding->lifts && out->under)
        out->under = under_without(decider->arena, out->under, finding->lifts);
    if (evidence->grade > out->grade)
        out->grade = evidence->grade;
}

static void add_others(Decider *decider, const Link *link, bool thorough, Outcome *out) {
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        const MethodRow *row = method_row(id);
        Finding finding = {0};
        double start = clock_milliseconds();
        if (!row->run || !row->run(decider, link, out, thorough, &finding))
            continue;
        finding.evidence.name = row->name;
        finding.evidence.milliseconds = clock_milliseconds() - start;
        add_finding(decider, id, &finding, out);
    }
}

static bool is_no_unknown_value(void *context, const Expr *expr) {
    const Expr **found = context;
    if (expr->kind == EXPR_SYMBOL && expr->symbol->implied && strchr(expr->symbol->name, '('))
        *found = expr;
    return *found == NULL;
}

/* f(u) of a function nobody knows, under an integral, a sum or a mean: named as it is written, it
 * would pass for a number there. NULL when none is. */
static const Expr *unknown_within(const Expr *expr) {
    const Expr *found = NULL;
    bool varies = expr->kind == EXPR_SUM || expr->kind == EXPR_PRODUCT ||
                  expr->kind == EXPR_INTEGRAL || expr->kind == EXPR_BRACKET ||
                  expr->kind == EXPR_EXPECT || expr->kind == EXPR_VARIANCE ||
                  expr->kind == EXPR_COVARIANCE;
    if (varies)
        expr_walk(expr, is_no_unknown_value, &found);
    for (size_t i = 0; i < expr->count && !varies && !found; i++)
        found = unknown_within(expr->args[i]);
    return found;
}

static bool is_no_unexplained(void *context, const Expr *expr) {
    const Expr **found = context;
    if (expr->kind == EXPR_SYMBOL && expr->symbol->implied && expr->symbol->kind == SYMBOL_REAL)
        *found = expr;
    return *found == NULL;
}

/* E[X^2] of a letter that nobody explained: who writes it has something random in mind, and as a
 * number X would make E[X^2] of E[X]^2. Beside what is random, and in a density, it is what it is
 * elsewhere. NULL when there is none. */
static const Expr *unexplained_mean(const Expr *expr) {
    const Expr *found = NULL;
    bool moment =
        expr->kind == EXPR_EXPECT || expr->kind == EXPR_VARIANCE || expr->kind == EXPR_COVARIANCE;
    size_t bodies = expr->kind == EXPR_COVARIANCE ? 2 : 1;
    for (size_t i = 0; i < bodies && moment && !found; i++)
        if (!expr_is_random(expr->args[i]) && !expr_has_kind(expr->args[i], EXPR_DENSITY))
            expr_walk(expr->args[i], is_no_unexplained, &found);
    for (size_t i = 0; i < expr->count && !found; i++)
        found = unexplained_mean(expr->args[i]);
    return found;
}

/* Why nothing can be said of a side, or NULL. */
static const char *unsaid(Arena *arena, const Expr *side) {
    const Expr *value = unknown_within(side);
    if (value)
        return arena_printf(arena, "nobody said how %s varies", value->symbol->tex);
    const Expr *letter = unexplained_mean(side);
    return letter ? arena_printf(arena, "nobody said whether %s is random", letter->symbol->tex)
                  : NULL;
}

Outcome outcome_of_link(Decider *decider, const Link *link, bool thorough) {
    double start = clock_milliseconds();
    const char *why = unsaid(decider->arena, link->left);
    why = why ? why : unsaid(decider->arena, link->right);
    if (why)
        return (Outcome){.kind = VERDICT_UNDECIDED, .grade = GRADE_NONE, .reason = why};
    bool limit = link->relation == RELATION_APPROX && decider->limit;
    bool optimum = optimum_applies(decider, link);
    Sampled sampled = optimum ? sample_optimum(decider, link)
                      : limit ? sample_limit(decider, link)
                              : sample_link(decider, link);
    Outcome out = {.kind = sampled.kind,
                   .reason = sampled.reason,
                   .under = sampled.under,
                   .counterexample = sampled.counterexample,
                   .undefined = sampled.undefined,
                   .error = sampled.error};
    MethodId first = sampled.gaussian ? METHOD_GAUSSIAN : METHOD_ALGEBRA;
    if (optimum || limit)
        first = optimum ? METHOD_OPTIMUM : METHOD_LIMIT;
    add_first_look(&out, &sampled, first, clock_milliseconds() - start);
    if (optimum) /* the two sides are not equal: one of them is a letter that is free */
        return out;
    if (sampled.kind == VERDICT_HOLDS && sampled.gaussian && thorough)
        check_times(decider, link, &out);
    bool decided = sampled.kind == VERDICT_FAILS || sampled.kind == VERDICT_APPROXIMATE;
    bool underived =
        expr_has_kind(link->left, EXPR_DERIVATIVE) || expr_has_kind(link->right, EXPR_DERIVATIVE);
    if ((thorough || !decided) && !underived && !sampled.vacuous)
        add_proof(decider, link, &sampled, &out);
    if (!sampled.vacuous && !(decided && !thorough))
        add_others(decider, link, thorough, &out);
    return out;
}

Link chain_link(Decider *decider, const Chain *chain, size_t number, size_t index) {
    Link link = {.left = derivatives_take(decider, chain->sides[index]),
                 .right = derivatives_take(decider, chain->sides[index + 1]),
                 .relation = chain->relations[index],
                 .up_to_constant = chain->up_to_constant && index + 2 == chain->count,
                 .chain = number,
                 .index = index};
    link_read(decider->arena, &link);
    link_read_earlier(&link, chain);
    return link;
}

Outcome outcome_of_chain(Decider *decider, const Chain *chain, size_t number, size_t only,
                         bool thorough) {
    Outcome total = {.kind = VERDICT_HOLDS, .grade = GRADE_PROVED};
    for (size_t i = 0; i + 1 < chain->count; i++) {
        if (only != SIZE_MAX && only != i && only != i + 1)
            continue;
        Link link = chain_link(decider, chain, number, i);
        Outcome one = outcome_of_link(decider, &link, thorough);
        if ((one.kind == VERDICT_FAILS || one.kind == VERDICT_UNDECIDED) && thorough)
            read_otherwise(decider, chain, &link, &one);
        outcome_merge(decider->arena, &total, &one);
        if (!thorough && total.kind == VERDICT_FAILS)
            break;
    }
    return total;
}
