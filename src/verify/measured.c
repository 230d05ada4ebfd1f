/* measured.c - claims that are decided by an experiment: its values against what is expected of
 * them. */
#include <string.h>

#include "base/text.h"
#include "verify/claim_internal.h"

/* Labels that are named to whoever wrote another one. */
#define NAMED_MAX 12

static const char *unknown_label(Arena *arena, const char *label, const ExperimentTable *table) {
    Text text;
    text_init(&text);
    text_printf(&text, "the run gives no value `%s`; it gives", label);
    for (size_t i = 0; i < table->count && i < NAMED_MAX; i++)
        text_printf(&text, "%s `%s`", i > 0 ? "," : "", table->values[i].label);
    text_append(&text, table->count > NAMED_MAX ? " and more" : "");
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

/* "kl(beta=0.5) = 0.1234 is not what was expected: kl(beta=0.5) > 0.2" */
static const char *reason_of(Arena *arena, const char *expected, const char *unknown,
                             ExpectationResult result) {
    switch (result) {
    case EXPECTATION_NOT_MET: return arena_printf(arena, "this was not found: %s", expected);
    case EXPECTATION_OPEN:
        return arena_printf(arena, "the errors are too large to say whether %s", expected);
    case EXPECTATION_UNKNOWN: return unknown;
    case EXPECTATION_MET: break;
    }
    return NULL;
}

/* Every label that the words quote is there. */
static const char *missing_in_words(Arena *arena, const char *words, const ExperimentTable *table) {
    size_t length = 0;
    for (const char *at = experiment_next_label(words, &length); at != NULL;
         at = experiment_next_label(at + length + 1, &length)) {
        const char *label = arena_copy(arena, at, length);
        if (experiment_value(table, label) == NULL) {
            return label;
        }
    }
    return NULL;
}

void measure(Claim *claim, const CheckOptions *options) {
    const ClaimExperiment *experiment = claim->def.experiment;
    Verdict *verdict = &claim->verdict;
    ExperimentTable *table = arena_alloc(claim->arena, sizeof *table);
    ExperimentRun run = experiment_run_default(&experiment->setting);
    run.seed = options->seed;
    run.stop = options->stop;
    if (!experiment_run(table, &run, claim->arena)) {
        verdict->reason = "the run was interrupted";
        return;
    }
    verdict->table = table;
    verdict->kind = VERDICT_HOLDS;
    for (size_t i = 0; i < experiment->count; i++) {
        const char *missing = NULL;
        ExpectationResult result =
            expectation_decide(&experiment->expectations[i], table, &missing);
        const char *unknown = missing ? unknown_label(claim->arena, missing, table) : NULL;
        const char *reason = reason_of(claim->arena, experiment->texts[i], unknown, result);
        if (result == EXPECTATION_NOT_MET) {
            verdict->kind = VERDICT_FAILS;
            verdict->reason = reason;
            break;
        }
        if (result != EXPECTATION_MET) {
            verdict->kind = VERDICT_UNDECIDED;
            verdict->reason = reason;
        }
    }
    const char *missing = missing_in_words(claim->arena, experiment->found, table);
    if (verdict->kind == VERDICT_HOLDS && missing != NULL) {
        verdict->kind = VERDICT_UNDECIDED;
        verdict->reason = unknown_label(claim->arena, missing, table);
    }
    if (verdict->kind != VERDICT_UNDECIDED) {
        verdict->grade = experiment->setting.row->drawn ? GRADE_SAMPLED : GRADE_QUADRATURE;
    }
}
