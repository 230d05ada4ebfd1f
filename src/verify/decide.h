/* decide.h - private to verify/: one link of a chain, tried at sampled points, and by proof.
 *
 * A link is read in one of two ways. As values: both sides are numbers once every letter has one;
 * noises that carry an index are the chain's own. As laws: both sides are distributions, given the
 * states that the freshly noised side starts from; then means and variances are compared. */
#ifndef EXPLORE_VERIFY_DECIDE_H
#define EXPLORE_VERIFY_DECIDE_H

#include "math/ball.h"
#include "verify/claim.h"
#include "verify/law.h"
#include "verify/lower.h"

#define GIVEN_MAX 16

typedef struct {
    const Expr *left, *right;
    Relation relation;
    bool up_to_constant;  /* "+ const": only what depends on the variable counts */
    const Expr *variable; /* of \propto and "+ const": what the factor or constant may not hold */
    bool laws;
    const Expr *given[GIVEN_MAX];
    size_t given_count;
    size_t chain, index; /* where it stands in the formula */
} Link;

/* "minimise: OBJECTIVE over VARIABLE" of a claim. */
typedef struct {
    const Expr *expr, *variable;
    bool maximise;
} Objective;

/* How sequences and whole numbers take their values. */
typedef struct Binding Binding;

typedef struct {
    Arena *arena;
    Scope *scope;
    const CheckOptions *options;
    const char *notation;
    const Expr *merged;
    const Binding *binding; /* NULL: random sequences */
    const DataSet *data;    /* that x_0 is drawn from, or NULL */
    const char *tolerance;
    const char *limit;
    const Objective *objective; /* or NULL */
    bool in_note; /* of somebody's note, not quoted in a lesson: nobody says whose density it is */
    QuadratureUse quadrature;
    struct Tables *tables; /* densities are those of random tables; or NULL */
    long fixed_t;          /* the value of t at every point; 0: as sampled */
    Lowering *lowering;
    bool lowering_tried;
} Decider;

/* binding.c */
/* T when a claim names a schedule and no number of steps. */
#define BINDING_STEPS_DEFAULT 1000
const Binding *binding_new(Arena *arena, const char *notation, const char *schedule, long steps,
                           const char **why);
void binding_free(const Binding *binding);
/* Callbacks of a BallContext whose user is a LawUser: the values of its schedule, at its fixed_t
 * where that is set, and of the whole number that grows. */
bool binding_sequence(void *user, arb_t out, const Symbol *symbol, long index, slong bits);
bool binding_integer(void *user, long *value, const Symbol *symbol);
long binding_steps(const Binding *binding);

typedef struct {
    VerdictKind kind;   /* HOLDS, FAILS, APPROXIMATE, UNDECIDED */
    const char *reason; /* UNDECIDED */
    unsigned points;
    long bits;
    bool gaussian;   /* the law of the chain was needed */
    bool integrated; /* an integral was taken by quadrature */
    bool undefined;  /* at no point were both sides defined */
    bool defined;    /* at some point both sides surely were */
    bool nowhere;    /* points were tried, and none was like that */
    bool one_sided;  /* FAILS because one side alone is defined at the counterexample */
    const char *under;
    double error;      /* APPROXIMATE: the largest relative error seen */
    bool sampled_only; /* an inequality: true at the points tried, which proves nothing beyond them
                        */
    bool all_zero;     /* of HOLDS: both sides were 0 at every point */
    bool vacuous;      /* both sides are 0 whatever stands before a network's error */
    const Counterexample *counterexample;
} Sampled;

/* reading.c: which reading a link has. */
void link_read(Arena *arena, Link *link);
/* The variable of \propto or "+ const", where the link itself names none: that of the nearest side
 * before it in the chain, from which only = and \propto lead here. */
void link_read_earlier(Link *link, const Chain *chain);
/* Reads a link of numbers as one of laws, where one side (or, when allowed, each) brings in noise
 * of its own. False when that is no reading of it. */
bool link_read_as_law(Link *link, bool fresh_on_both);

/* "a; b" of two conditions, either of which may be NULL. */
const char *under_join(Arena *arena, const char *a, const char *b);
/* counterexample.c: an expression as TeX. */
const char *tex_of(Arena *arena, const Expr *expr);

/* sample.c */
bool is_order(Relation relation); /* one of the four inequalities */
Sampled sample_link(Decider *decider, const Link *link);

/* limit.c: \approx with `limit=`: the ratio must go to 1. */
Sampled sample_limit(Decider *decider, const Link *link);

/* optimum.c: the variable of the objective is where that is smallest. */
bool optimum_applies(const Decider *decider, const Link *link);
Sampled sample_optimum(Decider *decider, const Link *link);

/* times.c: a law link at t = 1, 2, T/2, T of the linear schedule, in double by GSL. False when it
 * does not apply; otherwise *agree says whether both sides agree and *worst is the largest relative
 * difference. */
bool times_check(Decider *decider, const Link *link, bool *agree, double *worst, unsigned *times);

/* outcome.c: the closed forms, proved at the first call; NULL when there are none. */
Lowering *decider_lowering(Decider *decider);

/* derivatives.c: expr with its derivatives taken. One that cannot be taken stays as it is. */
const Expr *derivatives_take(Decider *decider, const Expr *expr);

/* proof of a link; the reason when not proved. */
bool prove_link(Decider *decider, const Link *link, bool *able, const char **why);

/* shared by sample.c, limit.c, times.c */
typedef struct {
    BallStatus status;
    bool left_failed; /* the side that was not a number */
    size_t count;     /* pairs to compare: 1 for values, 2 for laws */
    arb_t left[2], right[2], scale[2];
    const char *what[2];
} Pair;
/* factor.c: the two sides of \propto or "+ const": their ratio, or difference, at two values of the
 * variable. */
void factor_eval(Pair *pair, BallContext *context, const Link *link);

void pair_init(Pair *pair);
void pair_clear(Pair *pair);
void pair_eval(Pair *pair, BallContext *context, const Link *link);
/* Pair i is certainly not as the relation says. */
bool pair_apart(const Decider *decider, Relation relation, const Pair *pair, size_t i, slong bits);
/* Does an assumption in force speak of the letter? */
bool scope_assumes(const Scope *scope, const Symbol *letter);
/* False when an assumption in force is certainly false at this point, or cannot be told. */
bool decider_assumptions_hold(Decider *decider, BallContext *context);
void decider_context(Decider *decider, BallContext *context, LawUser *user, unsigned point);
const Counterexample *counterexample_at(Decider *decider, const Link *link, const BallContext *at,
                                        size_t which, const char *what);

#endif
