/* slip.c - the one change that makes a failing formula hold, and what slip it undoes. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "verify/claim_internal.h"
#include "verify/mutate.h"

/* Points at which a change is looked at first: nearly all differ at the first. */
#define FIRST_POINTS 4
/* Draws at that first look: they decide nothing. */
#define FIRST_SAMPLES 4096
/* A side that is p/q times the other with p and q up to this: 2, 1/2, 3/4. Larger ones are chance.
 */
#define RATIO_MAX 8
/* Two doubles that come from balls at one point; the changed formula is decided anyway. */
#define RATIO_TOLERANCE 1e-12

/* What was written, told by what repairs it. */
static const struct {
    const char *repair, *name;
} SLIPS[] = {
    {"bar added", "a bar is missing"},
    {"hat added", "a hat is missing"},
    {"tilde added", "a tilde is missing"},
    {"bar dropped", "a bar too many"},
    {"hat dropped", "a hat too many"},
    {"tilde dropped", "a tilde too many"},
    {"root taken", "a root is missing"},
    {"standard deviation for the variance", "the variance is squared"},
    {"root dropped", "a root too many"},
    {"squared", "a square is missing"},
    {"variance squared", "a standard deviation stands for the variance"},
    {"square dropped", "a square too many"},
    {"index shifted", "a wrong index"},
    {"bound shifted", "a wrong bound"},
    {"roots merged", "standard deviations added"},
    {"terms squared one by one", "standard deviations added"},
    {"sign flipped", "a wrong sign"},
    {"beta in the place of alpha", "alpha for beta"},
    {"alpha in the place of beta", "beta for alpha"},
    {"symbols swapped", "two letters swapped"},
    {"doubled", "a factor 2 is missing"},
    {"halved", "a factor 2 too many"},
    {"division inverted", "a fraction upside down"},
    {"turned round", "a difference the wrong way round"},
    {"factor inverted", "multiplied in the place of divided"},
    {"division made a product", "divided in the place of multiplied"},
    {"number dropped", "a factor too many"},
    {"factor dropped", "a factor too many"},
    {"numerator dropped", "a numerator too many"},
    {"denominator dropped", "a denominator too many"},
    {"summand dropped", "a term too many"},
};

static const char *slip_name(const char *repair) {
    for (size_t i = 0; i < sizeof SLIPS / sizeof SLIPS[0]; i++)
        if (strcmp(SLIPS[i].repair, repair) == 0)
            return SLIPS[i].name;
    return repair;
}

/* "x = x" holds whatever was meant. */
static bool is_empty(const Chain *chain) {
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (expr_same(chain->sides[i], chain->sides[i + 1]))
            return true;
    return false;
}

/* By equal values at every point or by proof; what was only sampled is no guess worth printing. The
 * links beside the change go first, at few points. */
static bool holds(Decider *decider, const Mutant *mutant, size_t number, Grade *grade) {
    CheckOptions options = *decider->options;
    Decider quick = *decider;
    options.points = options.points < FIRST_POINTS ? options.points : FIRST_POINTS;
    quick.options = &options;
    options.samples = FIRST_SAMPLES;
    const Chain *chain = &mutant->chain;
    bool plainly =
        outcome_of_chain(&quick, chain, number, mutant->side, false).kind == VERDICT_HOLDS;
    /* A note's line may hold in another reading only, which the short way does not try. */
    bool otherwise =
        !plainly && decider->scope->accept_unknown &&
        outcome_of_chain(&quick, chain, number, mutant->side, true).kind == VERDICT_HOLDS;
    if (!plainly && !otherwise)
        return false;
    bool note = decider->scope->accept_unknown;
    Outcome outcome = outcome_of_chain(decider, chain, number, SIZE_MAX, note);
    *grade = outcome.grade;
    return outcome.kind == VERDICT_HOLDS && outcome.grade >= GRADE_GAUSSIAN;
}

static const Slip *slip_of(Claim *claim, const Mutant *mutant, const char *name, Grade grade) {
    Slip *slip = arena_alloc(claim->arena, sizeof *slip);
    *slip = (Slip){.name = name,
                   .remark = mutant->remark,
                   .tex = tex_of(claim->arena, mutant->chain.sides[mutant->side]),
                   .chain = chain_tex(claim->arena, &mutant->chain),
                   .span = mutant->span,
                   .grade = grade};
    return slip;
}

/* The first change of this side with which the chain holds. */
static const Slip *slip_in_side(Claim *claim, Decider *decider, const Chain *chain, size_t side) {
    size_t number = claim->verdict.counterexample->chain;
    const Mutant *mutants = NULL;
    size_t count = mutate_repairs(claim->arena, claim->scope, chain, side, &mutants);
    for (size_t i = 0; i < count; i++) {
        Grade grade = GRADE_NONE;
        bool empty = !decider->options->slips_last && is_empty(&mutants[i].chain);
        if (!empty && holds(decider, &mutants[i], number, &grade))
            return slip_of(claim, &mutants[i], slip_name(mutants[i].what), grade);
    }
    return NULL;
}

/* The ratio of the two sides as p/q with small p and q; false when it is none, or 1. */
static bool small_ratio(double ratio, long *p, long *q) {
    for (*q = 1; *q <= RATIO_MAX; ++*q) {
        double above = ratio * (double)*q;
        *p = lround(above);
        if (*p != 0 && *p <= RATIO_MAX && *p >= -RATIO_MAX && *p != *q)
            if (fabs(above - (double)*p) <= RATIO_TOLERANCE * fabs(above))
                return true;
    }
    return false;
}

static const Expr *fraction(Arena *arena, Span span, long above, long below) {
    const Expr *number = expr_integer(arena, span, above);
    if (below == 1)
        return number;
    return expr_binary(arena, span, EXPR_DIV, number, expr_integer(arena, span, below));
}

/* "yours = 2 x the right one": the right side of the broken link is a number times the left. */
static const Slip *slip_in_scale(Claim *claim, Decider *decider, const Chain *chain, size_t side) {
    const Counterexample *found = claim->verdict.counterexample;
    long p = 0, q = 0;
    /* Means and variances of a law differ by more than one number. */
    if (found->what == NULL || strcmp(found->what, "the two sides") != 0 ||
        found->left_value == 0.0 || !isfinite(found->left_value) ||
        !small_ratio(found->right_value / found->left_value, &p, &q))
        return NULL;
    Arena *arena = claim->arena;
    const Expr *old = chain->sides[side];
    const Expr *factor = fraction(arena, old->span, p > 0 ? q : -q, p > 0 ? p : -p);
    Mutant mutant = {.chain = *chain, .side = side, .span = old->span};
    mutant.chain.sides = arena_array(arena, chain->count, sizeof *mutant.chain.sides);
    memcpy(mutant.chain.sides, chain->sides, chain->count * sizeof *mutant.chain.sides);
    mutant.chain.sides[side] = expr_binary(arena, old->span, EXPR_MUL, factor, old);
    Grade grade = GRADE_NONE;
    if (!holds(decider, &mutant, found->chain, &grade))
        return NULL;
    const char *times =
        q == 1 ? arena_printf(arena, "%ld", p) : arena_printf(arena, "%ld/%ld", p, q);
    mutant.remark = arena_printf(arena, "times $%s$", tex_of(arena, factor));
    return slip_of(claim, &mutant, arena_printf(arena, "yours = %s x the right one", times), grade);
}

const Slip *slip_find(Claim *claim, Decider *decider) {
    const Counterexample *found = claim->verdict.counterexample;
    size_t number = found ? found->chain : 0;
    if (!found || number >= claim->formula->count)
        return NULL;
    /* A limit is at best approximate: no change of it would hold. */
    if (decider->limit)
        return NULL;
    const Chain *chain = &claim->formula->chains[number];
    if (found->link + 1 >= chain->count)
        return NULL;
    /* All sides before the broken link agree: where there are several, the one behind it is wrong.
     */
    const Slip *slip = slip_in_side(claim, decider, chain, found->link + 1);
    if (!slip && found->link == 0 && !decider->options->slips_last)
        slip = slip_in_side(claim, decider, chain, 0);
    return slip ? slip : slip_in_scale(claim, decider, chain, found->link + 1);
}
