/* live.h - what both sides of a claim are worth at one setting, and what breaks when it is changed.
 *
 * For the screen: claim_decide says whether a claim holds; this shows the numbers. t and the
 * schedule are the reader's choice, every other letter takes a value drawn from the seed. Each side
 * of each link is evaluated on its own, in balls, so two sides that are called apart are apart. Of
 * laws the means and the variances are compared.
 *
 * A claim is only read here: any thread may ask while another decides the claim. Results live in
 * the arena given. */
#ifndef EXPLORE_VERIFY_LIVE_H
#define EXPLORE_VERIFY_LIVE_H

#include "verify/claim.h"

typedef struct {
    const char *schedule; /* whose values the sequences take; NULL: drawn from their intervals */
    long steps;           /* T of that schedule */
    long t;               /* 1..T; 0: as drawn */
    uint64_t seed;        /* of the letters that are drawn */
} LiveSetting;

typedef struct {
    size_t chain, link; /* which relation of which chain, from 0 */
    Relation relation;
    const char *left_tex, *right_tex;
    size_t count;        /* 1: two numbers; 2: two laws, means first; 0: see why */
    const char *what[2]; /* "the two sides", "the means", "the variances" */
    const char *left[2]; /* about six digits */
    const char *right[2];
    double left_value[2]; /* the same to 17 digits */
    double right_value[2];
    bool apart;      /* certainly not as the relation says, at this setting */
    const char *why; /* count 0: why there is no value, plain words */
} LiveLink;

typedef struct {
    size_t count;
    const LiveLink *links;
    size_t letter_count;
    const Assignment *letters; /* the drawn letters that the values rest on */
    const char *schedule;      /* NULL when the sequences were drawn */
    long steps;                /* T of it */
    long t;                    /* 0 when the formula has no t */
    bool own;                  /* the claim itself names its schedule, or where its t lies */
    bool outside;              /* an assumption of the claim is false here: the sides may part */
    const char *why;           /* no links: why not */
} LiveValues;

/* The values of a prepared claim. Never NULL. */
const LiveValues *live_values(Arena *arena, const Claim *claim, const LiveSetting *setting);

/* One wrong version of a claim. */
typedef struct {
    size_t count; /* how many versions there are: the author's first, then the mutants */
    bool authored;
    const char *tex;     /* the whole wrong formula, or the chain that was changed */
    const char *remark;  /* the author's reason, or what was done; TeX in dollars */
    LiveValues values;   /* at the setting */
    VerdictKind verdict; /* FAILS, as it should; or how else it came out */
    const Counterexample *counterexample; /* FAILS, or NULL */
} LiveBreak;

/* How many wrong versions of the claim there are. */
size_t live_break_count(Arena *arena, const Claim *claim);
/* Number `which` of them, decided and evaluated. NULL when there are not so many. */
const LiveBreak *live_break(Arena *arena, const Claim *claim, size_t which,
                            const LiveSetting *setting, const CheckOptions *options);

#endif
