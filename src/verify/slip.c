/* slip.c - the one change that makes a failing formula hold. */
#include <stdint.h>

#include "verify/claim_internal.h"
#include "verify/mutate.h"

/* Points at which a change is looked at first: nearly all differ at the first. */
#define FIRST_POINTS 4

/* "x = x" holds whatever was meant. */
static bool is_empty(const Chain *chain) {
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (expr_same(chain->sides[i], chain->sides[i + 1]))
            return true;
    return false;
}

/* By equal values at every point or by proof; what was only sampled is no guess worth printing. */
static bool holds(Decider *decider, const Chain *chain, size_t number, Grade *grade) {
    CheckOptions options = *decider->options;
    Decider quick = *decider;
    options.points = options.points < FIRST_POINTS ? options.points : FIRST_POINTS;
    quick.options = &options;
    if (outcome_of_chain(&quick, chain, number, SIZE_MAX, false).kind != VERDICT_HOLDS)
        return false;
    Outcome outcome = outcome_of_chain(decider, chain, number, SIZE_MAX, false);
    *grade = outcome.grade;
    return outcome.kind == VERDICT_HOLDS && outcome.grade >= GRADE_GAUSSIAN;
}

static const char *side_tex(Arena *arena, const Chain *chain, size_t side) {
    Text text;
    text_init(&text);
    expr_print(&text, chain->sides[side]);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

/* The first mutant that holds, of those that leave something out, or of the others. */
static const Slip *slip_among(Claim *claim, Decider *decider, const Mutant *mutants, size_t count,
                              bool drops) {
    size_t number = claim->verdict.counterexample->chain;
    for (size_t i = 0; i < count; i++) {
        Grade grade = GRADE_NONE;
        const Mutant *mutant = &mutants[i];
        if (mutant->drops != drops || is_empty(&mutant->chain) ||
            !holds(decider, &mutant->chain, number, &grade))
            continue;
        Slip *slip = arena_alloc(claim->arena, sizeof *slip);
        *slip = (Slip){mutant->remark, side_tex(claim->arena, &mutant->chain, mutant->side), grade};
        return slip;
    }
    return NULL;
}

const Slip *slip_find(Claim *claim, Decider *decider) {
    const Counterexample *found = claim->verdict.counterexample;
    size_t number = found ? found->chain : 0;
    if (!found || number >= claim->formula->count)
        return NULL;
    const Mutant *mutants = NULL;
    size_t count =
        mutate_chain(claim->arena, claim->scope, &claim->formula->chains[number], &mutants);
    /* Leaving something out makes many a formula hold, and tells less than any other change. */
    const Slip *slip = slip_among(claim, decider, mutants, count, false);
    return slip ? slip : slip_among(claim, decider, mutants, count, true);
}
