/* claim_internal.h - private to verify/: a prepared claim. */
#ifndef EXPLORE_VERIFY_CLAIM_INTERNAL_H
#define EXPLORE_VERIFY_CLAIM_INTERNAL_H

#include <stdatomic.h>

#include "verify/claim.h"
#include "verify/decide.h"

/* For \approx, where the claim names no other. */
#define CLAIM_TOLERANCE_DEFAULT "0.05"

typedef struct {
    const Formula *formula;
    const char *tex;
    const char *remark;
} WrongTwin;

struct Claim {
    Arena *arena; /* its own: claims are decided in different threads */
    ClaimDef def;
    const Scope *outer; /* the symbols in force where it stands */
    Scope *scope;       /* the same with its own givens */
    const Noad *noad;
    const Formula *formula; /* NULL when unreadable */
    const DataSet *data;    /* of `data=`, or NULL */
    bool *definitions;      /* one for each chain: it only introduces a letter */
    const WrongTwin *wrong;
    size_t wrong_count;
    const Formula *corrected; /* of the `corrected:` line, or NULL */
    Correction correction;
    Objective objective; /* expr NULL: none is stated */
    const Expr *merged;
    Span assumed; /* what the note assumed of a law before it in its section; empty: nothing */
    Verdict verdict;
    atomic_bool decided; /* set last: whoever sees it in another thread sees the whole verdict */
};

/* claim.c: "\epsilon \sim N(m, v)" for a loose letter says what the letter is. */
bool sets_loose_letter(const Chain *chain);

bool is_standard_normal(const Expr *law);

/* s < t, u \ge 0: only inequalities between free letters and numbers. */
bool is_condition(const Chain *chain);
/* claim_decide.c: does the chain state a relation, or only name what a walk passes? */
bool states_relation(const Chain *chain);
/* Of the claim's own formula, or one that stands for it (`wrong:`, `corrected:`, a mutant): is
 * chain i claimed? Not what only says what a letter is or where it lies, and no premise. */
bool is_claimed(const Claim *claim, const Formula *formula, size_t i);
/* "|u| = u, \quad u \ge 0": points where chain i is false are not used. */
bool limits_points(const Claim *claim, const Formula *formula, size_t i);
/* Puts those of the formula into the scope. */
void assume_limits(const Claim *claim, const Formula *formula, Scope *scope);
/* claim_decide.c: how the claim is decided, its lines read; no schedule yet. */
Decider decider_of(Arena *arena, const Claim *claim, const CheckOptions *options);
/* definitions.c: fills claim->definitions and gives unknown letters (ids from first_new on) their
 * meaning. */
void find_definitions(Claim *claim, unsigned first_new);

/* outcome.c */
typedef struct {
    VerdictKind kind;
    Grade grade;
    const char *reason;
    const char *under;
    const Counterexample *counterexample;
    MethodEvidence methods[METHOD_COUNT]; /* name NULL: not tried */
    bool disagreement;
    bool undefined; /* some link is defined nowhere */
    double error;
} Outcome;

/* What the formula of a `wrong:` or `corrected:` line claims, under its own conditions. */
Outcome outcome_beside(const Claim *claim, const Decider *decider, const Formula *formula,
                       bool thorough);
/* Decides the links of one chain that touch side `only` (SIZE_MAX: every link). With thorough false
 * it stops at the first refutation, and proof is tried only where sampling refuted nothing. */
Outcome outcome_of_chain(Decider *decider, const Chain *chain, size_t number, size_t only,
                         bool thorough);
/* Link `index` of a chain, with its derivatives taken and its reading chosen. */
Link chain_link(Decider *decider, const Chain *chain, size_t number, size_t index);
/* One link by every method. */
Outcome outcome_of_link(Decider *decider, const Link *link, bool thorough);
void outcome_merge(Arena *arena, Outcome *into, const Outcome *other);

/* premise.c */
/* "假设$x_{t-1} \sim N(0, I)$", "if $a = b$", "for $t = 1$": the word right before a formula in a
 * line that makes it an assumption; NULL without. */
const char *assumed_by(const ClaimDef *def);
/* Is it only supposed, as A in "A \Rightarrow B", or said to hold where another does? What says how
 * noise makes a state is claimed all the same. */
bool is_premise(const Chain *chain);
bool is_equivalent(const Chain *chain);
/* A premise of inequalities: points where it is false are not used. */
bool bounds_points(const Chain *chain);
/* The same for the inequalities of a note's sentence: "if $a > b$, then $..$". False without any.
 */
bool assume_sentence(const Claim *claim, Decider *decider);
/* An assumption on a law holds up to the next heading: "assume x ~ N(0, 1). Then ..". */
void follow_assumption(Claim *claim, Scope *note);
/* What fails in general may hold where a premise does: *total, which fails, is left open where
 * there is one that does not hold anyway. */
void respect_premises(const Claim *claim, Decider *decider, Outcome *total);
void outcome_leave_open(Outcome *out, const char *reason);

/* other_reading.c: *out is how a note's link failed; replaced when another reading holds, or a
 * letter in it was never explained. */
void read_otherwise(Decider *decider, const Chain *chain, const Link *failed, Outcome *out);

/* measured.c: runs the claim's experiment and fills its verdict. */
void measure(Claim *claim, const CheckOptions *options);

/* twins.c */
void twins_run(Claim *claim, Decider *decider, TwinReport *report);

/* slip.c: for a claim whose verdict is FAILS. NULL when no single change makes its broken chain
 * hold. */
const Slip *slip_find(Claim *claim, Decider *decider);

#endif
