/* method.h - private to verify/: the table of methods.
 *
 * The first look at a link is one of `optimum`, `limit`, `algebra` and `gaussian` (first_look in
 * outcome.c chooses); `proof` is tried beside it. The others are rows with a function: each is
 * asked in the order of MethodId, sees what was found so far, and adds evidence of its own. What it
 * finds decides a link that was open, raises the grade of one that holds, and where it contradicts
 * what was found it is a disagreement, which is an error of this program. */
#ifndef EXPLORE_VERIFY_METHOD_H
#define EXPLORE_VERIFY_METHOD_H

#include "verify/claim_internal.h"

/* What one method found about one link. Its verdict, grade, points and the rest are the evidence's;
 * name and milliseconds are filled in by the caller. */
typedef struct {
    MethodEvidence evidence;
    const char *under;                    /* conditions that it holds under, or NULL */
    const Counterexample *counterexample; /* FAILS */
    const char *lifts;                    /* HOLDS: a condition that is not needed; or NULL */
    bool instead;   /* UNDECIDED: its reason says more than what was found before */
    bool undefined; /* UNDECIDED since some side is defined nowhere */
} Finding;

typedef struct {
    const char *name;
    const char *doc; /* one line */
    /* False when the method is not for links of this kind; true with *finding otherwise. NULL for
     * methods of the first look. `thorough` is false for wrong twins, where a method that only
     * confirms what is known stays away. */
    bool (*run)(Decider *decider, const Link *link, const Outcome *so_far, bool thorough,
                Finding *finding);
} MethodRow;

const MethodRow *method_row(MethodId id);

/* tables_method.c */
bool tables_run(Decider *decider, const Link *link, const Outcome *so_far, bool thorough,
                Finding *finding);
/* quadrature_method.c */
bool quadrature_run(Decider *decider, const Link *link, const Outcome *so_far, bool thorough,
                    Finding *finding);

#endif
