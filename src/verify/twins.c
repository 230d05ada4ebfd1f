/* twins.c - wrong versions of a claim must be refuted: the author's, and the generated ones. */
#include <stdint.h>
#include <string.h>

#include "verify/claim_internal.h"
#include "verify/mutate.h"

/* Points for a mutant: a slip shows at the first few, and an equal form needs no more to be looked
 * at by proof. */
#define MUTANT_POINTS 12

static TwinResult result_of(const Outcome *outcome) {
    if (outcome->kind == VERDICT_FAILS)
        return TWIN_REFUTED;
    if (outcome->kind == VERDICT_HOLDS && outcome->grade == GRADE_PROVED)
        return TWIN_EQUIVALENT;
    if (outcome->undefined)
        return TWIN_DOMAIN_ERROR;
    return TWIN_SURVIVED;
}

static const char *why_survived(const Outcome *outcome) {
    if (outcome->kind == VERDICT_HOLDS)
        return "it agrees at every point tried, and is not proved equal";
    if (outcome->kind == VERDICT_APPROXIMATE)
        return "it is within the tolerance";
    return outcome->reason ? outcome->reason : "it was not decided";
}

static void count(TwinReport *report, const Twin *twin) {
    if (twin->authored) {
        report->authored++;
        report->authored_refuted += twin->result == TWIN_REFUTED;
        return;
    }
    report->mutants++;
    report->refuted += twin->result == TWIN_REFUTED;
    report->equivalent += twin->result == TWIN_EQUIVALENT;
    report->domain_errors += twin->result == TWIN_DOMAIN_ERROR;
}

static void fill(Twin *twin, const Outcome *outcome) {
    twin->result = result_of(outcome);
    twin->counterexample = twin->result == TWIN_REFUTED ? outcome->counterexample : NULL;
    twin->why = twin->result == TWIN_SURVIVED ? why_survived(outcome) : NULL;
}

static void run_authored(const Claim *claim, Decider *decider, const WrongTwin *wrong, Twin *twin) {
    Outcome total = outcome_beside(claim, decider, wrong->formula, false);
    *twin = (Twin){.authored = true, .tex = wrong->tex, .remark = wrong->remark};
    fill(twin, &total);
}

static void run_mutant(Decider *decider, const Mutant *mutant, size_t chain, Twin *twin) {
    Outcome outcome = outcome_of_chain(decider, &mutant->chain, chain, mutant->side, false);
    *twin = (Twin){.tex = chain_tex(decider->arena, &mutant->chain), .remark = mutant->remark};
    fill(twin, &outcome);
}

void twins_run(Claim *claim, Decider *decider, TwinReport *report) {
    Arena *arena = claim->arena;
    const Mutant **lists = arena_array(arena, claim->formula->count + 1, sizeof *lists);
    size_t *counts = arena_array(arena, claim->formula->count + 1, sizeof *counts);
    size_t total = claim->wrong_count;
    for (size_t i = 0; i < claim->formula->count && claim->def.twins; i++) {
        if (!is_claimed(claim, claim->formula, i))
            continue;
        counts[i] = mutate_chain(arena, claim->scope, &claim->formula->chains[i], &lists[i]);
        total += counts[i];
    }
    Twin *list = arena_array(arena, total + 1, sizeof *list);
    report->list = list;
    for (size_t i = 0; i < claim->wrong_count; i++) {
        run_authored(claim, decider, &claim->wrong[i], &list[report->count]);
        count(report, &list[report->count++]);
    }
    CheckOptions options = *decider->options;
    Decider quick = *decider;
    options.points = options.points < MUTANT_POINTS ? options.points : MUTANT_POINTS;
    quick.options = &options;
    for (size_t i = 0; i < claim->formula->count; i++)
        for (size_t k = 0; k < counts[i]; k++) {
            run_mutant(&quick, &lists[i][k], i, &list[report->count]);
            count(report, &list[report->count++]);
        }
}
