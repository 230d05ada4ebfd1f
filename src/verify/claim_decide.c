/* claim_decide.c - deciding a prepared claim: chain by chain, its correction, its twins. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "verify/claim_internal.h"

/* "x = x_0 \to x_1 \to \dots \to x_T = z" names what a walk passes; so does "x_0 \to \dots \to
 * x_T = z", whose arrows are one here. */
static bool is_walk(const Chain *chain) {
    size_t arrows = 0;
    bool same_letter = false;
    for (size_t i = 0; i + 1 < chain->count; i++) {
        if (chain->relations[i] != RELATION_TO && chain->relations[i] != RELATION_EQUAL)
            return false;
        if (chain->sides[i]->kind != EXPR_SYMBOL || chain->sides[i + 1]->kind != EXPR_SYMBOL)
            return false;
        arrows += chain->relations[i] == RELATION_TO;
        same_letter |= chain->relations[i] == RELATION_TO && chain->sides[i]->count == 1 &&
                       chain->sides[i]->symbol == chain->sides[i + 1]->symbol;
    }
    return arrows > 1 || same_letter;
}

bool states_relation(const Chain *chain) {
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (chain->relations[i] != RELATION_TO)
            return !is_walk(chain);
    return false;
}

/* A line beside the claim says what its letters are in the claim's words. */
static bool is_introduction(const Claim *claim, const Formula *formula, size_t i) {
    if (formula == claim->formula)
        return claim->definitions[i];
    const Chain *chain = &formula->chains[i];
    return sets_loose_letter(chain) ||
           (claim->scope->accept_unknown && formula->count > 1 && is_condition(chain));
}

bool is_claimed(const Claim *claim, const Formula *formula, size_t i) {
    const Chain *chain = &formula->chains[i];
    return !is_introduction(claim, formula, i) && states_relation(chain) && !is_premise(chain);
}

bool limits_points(const Claim *claim, const Formula *formula, size_t i) {
    const Chain *chain = &formula->chains[i];
    return (is_introduction(claim, formula, i) && is_condition(chain)) || bounds_points(chain);
}

void assume_limits(const Claim *claim, const Formula *formula, Scope *scope) {
    for (size_t i = 0; i < formula->count; i++)
        if (limits_points(claim, formula, i))
            scope_assume(scope, &formula->chains[i]);
}

static void publish(Claim *claim, const Outcome *outcome) {
    Verdict *verdict = &claim->verdict;
    verdict->kind = outcome->kind;
    verdict->grade = outcome->kind == VERDICT_UNDECIDED ? GRADE_NONE : outcome->grade;
    verdict->reason = outcome->reason;
    verdict->under = outcome->under;
    verdict->counterexample = outcome->counterexample;
    verdict->disagreement = outcome->disagreement;
    verdict->method_count = 0;
    for (size_t i = 0; i < METHOD_COUNT; i++)
        if (outcome->methods[i].name)
            verdict->methods[verdict->method_count++] = outcome->methods[i];
    if (outcome->kind == VERDICT_APPROXIMATE)
        verdict->reason =
            outcome->error > 0.0
                ? arena_printf(claim->arena, "relative error at most %.2g at the points tried",
                               outcome->error)
                : "the two sides agree within the tolerance";
}

static bool stands_for_network(void *context, const Expr *expr) {
    const Symbol **network = context;
    if (expr->kind == EXPR_CALL && strstr(expr->symbol->name, "theta"))
        *network = expr->symbol;
    return true;
}

static void note_under(Claim *claim, const char *what) {
    const char *before = claim->verdict.under;
    claim->verdict.under = before ? arena_printf(claim->arena, "%s;\\ %s", before, what) : what;
}

/* "\bar\alpha_T \approx 0" in a note speaks of a long chain with the usual schedule. */
static bool is_limit_in_steps(const Claim *claim) {
    const Symbol *last = scope_find(claim->scope, "T");
    bool approx = false, steps = false;
    if (!claim->formula)
        return false;
    for (size_t i = 0; i < claim->formula->count; i++) {
        const Chain *chain = &claim->formula->chains[i];
        for (size_t k = 0; k < chain->count; k++) {
            approx |= k > 0 && chain->relations[k - 1] == RELATION_APPROX;
            steps |= last && last->kind == SYMBOL_INT && expr_mentions(chain->sides[k], last);
        }
    }
    return approx && steps;
}

/* Says how a network was read. */
static void note_network(Claim *claim) {
    const Symbol *network = NULL;
    for (size_t i = 0; i < claim->formula->count; i++)
        for (size_t k = 0; k < claim->formula->chains[i].count; k++)
            expr_walk(claim->formula->chains[i].sides[k], stands_for_network, &network);
    if (!network)
        return;
    note_under(claim, arena_printf(claim->arena, "%s \\text{ stands for the quantity it predicts}",
                                   network->tex));
}

/* All chains that claim something. Of "A \Rightarrow B" it is B, and A where it holds. Of "A
 * \Leftrightarrow B" neither is claimed alone: one may fail where the other does. */
static Outcome outcome_of_claims(const Claim *claim, Decider *decider) {
    const Formula *formula = claim->formula;
    Outcome total = {.kind = VERDICT_HOLDS, .grade = GRADE_PROVED};
    bool one_holds = false, all_beside = true;
    size_t claimed = 0;
    for (size_t i = 0; i < formula->count; i++) {
        const Chain *chain = &formula->chains[i];
        if (claim->definitions[i] || !states_relation(chain) || bounds_points(chain))
            continue;
        Outcome one = outcome_of_chain(decider, chain, i, SIZE_MAX, true);
        bool holds = one.kind == VERDICT_HOLDS || one.kind == VERDICT_APPROXIMATE;
        if (!is_premise(chain) || holds)
            outcome_merge(decider->arena, &total, &one);
        claimed += !is_premise(chain);
        one_holds |= chain->equivalent && holds;
        all_beside &= holds || is_equivalent(chain);
    }
    if (claimed == 0)
        outcome_leave_open(&total, "what follows from its premise states no relation");
    if (total.kind == VERDICT_FAILS && all_beside && !one_holds)
        outcome_leave_open(&total, "both sides of it fail in general, and may fail together");
    return total;
}

static void decide_formula(Claim *claim, Decider *decider) {
    const Formula *formula = claim->formula;
    size_t decided = 0, defined = 0;
    for (size_t i = 0; i < formula->count; i++) {
        defined += claim->definitions[i];
        decided += !claim->definitions[i] && states_relation(&formula->chains[i]);
    }
    if (decided > 0) {
        assume_limits(claim, formula, decider->scope);
        Outcome total = outcome_of_claims(claim, decider);
        bool open = total.kind == VERDICT_FAILS || total.kind == VERDICT_UNDECIDED;
        if (open && assume_sentence(claim, decider))
            total = outcome_of_claims(claim, decider);
        if (total.kind == VERDICT_FAILS)
            respect_premises(claim, decider, &total);
        publish(claim, &total);
        note_network(claim);
        return;
    }
    claim->verdict.kind = defined > 0 ? VERDICT_DEFINITION : VERDICT_NO_CLAIM;
    claim->verdict.reason = defined > 0 ? NULL : "it states no relation between two quantities";
}

Outcome outcome_beside(const Claim *claim, const Decider *decider, const Formula *formula,
                       bool thorough) {
    Decider own = *decider;
    own.scope = scope_new(own.arena, own.scope);
    assume_limits(claim, formula, own.scope);
    Outcome total = {.kind = VERDICT_HOLDS, .grade = GRADE_PROVED};
    size_t claimed = 0;
    for (size_t i = 0; i < formula->count; i++) {
        if (!is_claimed(claim, formula, i))
            continue;
        Outcome one = outcome_of_chain(&own, &formula->chains[i], i, SIZE_MAX, thorough);
        outcome_merge(own.arena, &total, &one);
        claimed++;
    }
    if (claimed == 0)
        outcome_leave_open(&total, "it states no relation between two quantities");
    return total;
}

static void decide_correction(Claim *claim, const Decider *decider) {
    Outcome total = outcome_beside(claim, decider, claim->corrected, true);
    claim->correction.kind = total.kind;
    claim->correction.grade = total.kind == VERDICT_UNDECIDED ? GRADE_NONE : total.grade;
    claim->correction.reason = total.reason;
    claim->correction.counterexample = total.counterexample;
    claim->verdict.disagreement |= total.disagreement;
    claim->verdict.correction = &claim->correction;
}

Decider decider_of(Arena *arena, const Claim *claim, const CheckOptions *options) {
    const ClaimDef *def = &claim->def;
    return (Decider){.arena = arena,
                     .scope = scope_new(arena, claim->scope),
                     .options = options,
                     .notation = def->notation,
                     .merged = claim->merged,
                     .data = claim->data ? claim->data : options->data,
                     .tolerance = def->tolerance ? def->tolerance : CLAIM_TOLERANCE_DEFAULT,
                     .limit = def->limit,
                     .in_note = claim->outer->accept_unknown && !def->printed,
                     .objective = claim->objective.expr ? &claim->objective : NULL};
}

/* The A of a claim that begins with L = A; else NULL. */
static const Expr *meaning_of(const Claim *claim) {
    const Chain *chain = claim->formula ? &claim->formula->chains[0] : NULL;
    bool equation =
        chain && chain->count == 2 &&
        (chain->relations[0] == RELATION_EQUAL || chain->relations[0] == RELATION_DEFINE);
    return equation ? chain->sides[1] : NULL;
}

VerdictKind claim_compare_meanings(const Claim *first, Claim *second, const CheckOptions *options) {
    const Expr *sides[2] = {meaning_of(first), meaning_of(second)};
    if (!sides[0] || !sides[1])
        return VERDICT_UNDECIDED;
    if (expr_same(sides[0], sides[1]))
        return VERDICT_HOLDS;
    if (first->formula->count > 1 || second->formula->count > 1) /* each under its condition */
        return VERDICT_UNDECIDED;
    Relation relation = RELATION_EQUAL;
    Chain chain = {.sides = sides, .relations = &relation, .count = 2};
    Decider decider = decider_of(second->arena, second, options);
    return outcome_of_chain(&decider, &chain, 0, SIZE_MAX, true).kind;
}

const Verdict *claim_decide(Claim *claim, const CheckOptions *options) {
    if (claim->decided)
        return &claim->verdict;
    double start = clock_milliseconds();
    claim->verdict = (Verdict){.kind = VERDICT_UNDECIDED};
    const ClaimDef *def = &claim->def;
    if (def->experiment) {
        measure(claim, options);
        claim->verdict.milliseconds = clock_milliseconds() - start;
        claim->decided = true;
        return &claim->verdict;
    }
    Decider decider = decider_of(claim->arena, claim, options);
    const char *why = NULL;
    const char *schedule = def->schedule;
    bool usual =
        !schedule && !def->limit && claim->outer->accept_unknown && is_limit_in_steps(claim);
    if (usual)
        schedule = "linear";
    if (schedule)
        decider.binding = binding_new(claim->arena, def->notation, schedule, def->steps, &why);
    if (def->schedule && !decider.binding) {
        claim->verdict.kind = VERDICT_UNDECIDED;
        claim->verdict.reason = why;
    } else {
        decide_formula(claim, &decider);
        bool held =
            claim->verdict.kind == VERDICT_HOLDS || claim->verdict.kind == VERDICT_APPROXIMATE;
        if (usual && decider.binding)
            note_under(claim, arena_printf(claim->arena, "\\text{the linear schedule, } T = %ld",
                                           binding_steps(decider.binding)));
        if (claim->corrected)
            decide_correction(claim, &decider);
        if (options->slips && claim->verdict.kind == VERDICT_FAILS)
            claim->verdict.slip = slip_find(claim, &decider);
        if (options->twins && held)
            twins_run(claim, &decider, &claim->verdict.twins);
    }
    binding_free(decider.binding);
    claim->verdict.milliseconds = clock_milliseconds() - start;
    claim->decided = true;
    return &claim->verdict;
}
