/* parts.h - what a prepared claim states, link by link, for whoever writes it in another language.
 *
 * Only what was read, never what was decided: the trees, the symbols in force, and which of a
 * link's two readings it has (numbers or laws, and given what). */
#ifndef EXPLORE_VERIFY_PARTS_H
#define EXPLORE_VERIFY_PARTS_H

#include "verify/claim.h"

/* States that one link of laws is given, at most. */
#define PARTS_GIVEN_MAX 16

/* One relation of a chain. */
typedef struct {
    const Expr *left, *right;
    Relation relation;
    bool laws;            /* the two sides are distributions, given `given` */
    bool up_to_constant;  /* "+ const" */
    const Expr *variable; /* of \propto and "+ const": compared as functions of it; or NULL */
    size_t given_count;
    const Expr *given[PARTS_GIVEN_MAX];
} PartsLink;

/* A formula of the claim: its own, or that of a `wrong:` line. */
typedef struct {
    const char *tex; /* of a wrong line as written; NULL for the claim's own */
    size_t link_count;
    const PartsLink *links; /* those that state something, in printed order */
    size_t condition_count;
    const Chain **conditions; /* "u \ge 0" beside a claim: points where it is false are not used */
} PartsFormula;

typedef struct {
    const Scope *scope;    /* with the claim's own `given:` and `assume:` lines; or NULL */
    const Expr *merged;    /* the index of the state whose noise a loose letter is, or NULL */
    const Expr *objective; /* "minimise: OBJECTIVE over VARIABLE", or NULL */
    const Expr *variable;
    bool maximise;
    const char *tolerance; /* of \approx, relative */
    /* The name of the notation's sequence, which takes a schedule's values, and whether these are
     * \sqrt{1 - \beta_t}; NULL without a notation. */
    const char *sequence;
    bool is_root_alpha;
    long steps;           /* T of the schedule that the claim names; 0: it names none */
    PartsFormula formula; /* link_count 0: it states nothing that could be decided */
    size_t wrong_count;
    const PartsFormula *wrong;
} Parts;

/* The parts of a prepared claim, in the arena. False when it is unreadable, an experiment, or only
 * says what a letter is: `parts` then holds no links. */
bool claim_parts(Arena *arena, const Claim *claim, Parts *parts);

#endif
