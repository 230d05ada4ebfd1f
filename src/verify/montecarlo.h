/* montecarlo.h - private to verify/: the method `montecarlo`.
 *
 * A link about a law or a moment is decoded into columns of numbers (a residual and the quantities
 * it must not depend on), the columns are drawn by running the one-step kernel, and their sums are
 * tested. What is drawn knows no closed form: x_0 from the data, then x_k = scale_k x_{k-1} +
 * spread_k eps_k step by step. The printed side enters as numbers at one sampled point, in balls;
 * conditional means that stand in it by name (\tilde\mu_t, \bar\epsilon_t) enter as the weights
 * that `gaussian` finds. */
#ifndef EXPLORE_VERIFY_MONTECARLO_H
#define EXPLORE_VERIFY_MONTECARLO_H

#include "diffusion/data.h"
#include "math/program.h"
#include "verify/method.h"
#include "verify/statistics.h"

/* Steps simulated: laws at more steps than these say nothing new, and cost more. */
#define MONTECARLO_STEPS_MAX 6
#define MONTECARLO_ATOMS_MAX 24
/* Points of one block, which is what one stream of random numbers makes: a full block of a program
 * in double. */
#define MONTECARLO_LANES 256
/* Bins of the residual's distribution, 1/128 of a standard deviation wide, over +-8. */
#define MONTECARLO_BINS 2048

/* One random variable that a formula mentions. */
typedef struct {
    enum { ATOM_STATE, ATOM_NOISE, ATOM_LETTER } kind;
    const Symbol *symbol;
    long index;          /* of a state or a noise */
    double mean, spread; /* of a letter; standard deviation */
    const Symbol *input; /* stands for it in the programs */
    bool outside;        /* stands in a formula that may only depend on what is given */
} MonteAtom;

/* One number of every draw: constant + sum of weights times atoms, or a program. */
typedef struct {
    double constant;
    double weights[MONTECARLO_ATOMS_MAX];
    Program *program;                    /* owned; NULL when affine */
    double scale;                        /* the value is multiplied by it */
    size_t inputs[MONTECARLO_ATOMS_MAX]; /* of the program: an atom's number, or SIZE_MAX */
    double fixed[MONTECARLO_ATOMS_MAX];  /* the input's value when it is no atom */
} MonteColumn;

typedef enum {
    MONTE_LAW,        /* column 0 is standard normal and independent of what is given */
    MONTE_MEAN,       /* column 0 has mean 0 and is uncorrelated with what is given */
    MONTE_VARIANCE,   /* column 0 has this variance given the others */
    MONTE_COVARIANCE, /* columns 0 and 1 have this covariance given the others */
} MonteKind;

typedef struct {
    MonteKind kind;
    size_t dimensions; /* 1, or 2: each coordinate a copy of the chain, their data correlated */
    long steps;
    double scale[MONTECARLO_STEPS_MAX + 1], spread[MONTECARLO_STEPS_MAX + 1];
    /* x_0 is drawn from data, or, when that is NULL, from this Gaussian. */
    const DataSet *data;
    double data_mean[2];
    double data_root[2][2]; /* lower Cholesky factor of the data's covariance */
    size_t atom_count;
    MonteAtom atoms[MONTECARLO_ATOMS_MAX];
    size_t first; /* the columns from here on are what is given */
    /* The last columns: the residual times functions of what is given, each of mean 0. Only of a
     * residual that is no sum of random letters, where no other method has decided. */
    size_t probes;
    size_t column_count;
    MonteColumn columns[STAT_COLUMNS_MAX];
    const char *names[STAT_COLUMNS_MAX]; /* TeX */
    double expected;                     /* VARIANCE, COVARIANCE: as printed */
    bool gauss_only;                     /* true of Gaussian data, perhaps not of others */
    const char *refused;                 /* why x_0 cannot be drawn; or NULL */
    unsigned point;                      /* where the numbers of the formula were taken */
} MonteCase;

/* montecarlo_decode.c: false when the link is of no kind that this method draws (*why NULL) or
 * cannot be drawn (*why). `alone`: no other method has decided it, so that draws that do not reject
 * must be worth something. `first` is the first of the points that are looked at. Release with
 * montecarlo_clear in both cases. */
bool montecarlo_decode(Decider *decider, const Link *link, bool alone, unsigned first,
                       MonteCase *out, const char **why);
/* Points looked at for one that can be drawn. */
#define MONTECARLO_POINTS_TRIED 24
void montecarlo_clear(MonteCase *monte);

/* What one set of blocks adds up to. */
typedef struct {
    StatMoments moments; /* of all coordinates together */
    /* In two dimensions: sums of the products of different coordinates, column 0 with column i,
     * and of their squares. */
    double cross[STAT_COLUMNS_MAX];
    uint64_t bins[MONTECARLO_BINS]; /* of column 0 */
} MonteSums;

typedef struct MonteRun MonteRun;

/* montecarlo_draw.c: `seed` names the random numbers; threads 0: one per processor. */
MonteRun *montecarlo_run_new(const MonteCase *monte, uint64_t seed, size_t threads,
                             const atomic_bool *stop);
void montecarlo_run_free(MonteRun *run);
/* Draws the blocks up to, not including, `end`; false when stopped before. */
bool montecarlo_run_to(MonteRun *run, size_t end);
/* Everything drawn so far; the same for any number of threads. */
void montecarlo_run_sums(const MonteRun *run, MonteSums *out);
/* Where bin i ends. */
double montecarlo_bin_edge(size_t i);

/* One test of the sums. */
typedef struct {
    const char *what; /* "the mean of ..." */
    double statistic; /* in standard deviations of its own law; for a law's shape the distance */
    double p;         /* NaN: no test is possible */
    double measured, expected, error; /* error: one standard deviation of what was measured */
    size_t draws;
} MonteTest;

/* montecarlo_test.c: the number of tests that the sums of this case undergo, at most
 * MONTECARLO_TESTS_MAX. */
#define MONTECARLO_TESTS_MAX (3 + 2 * STAT_COLUMNS_MAX)
size_t montecarlo_test_count(const MonteCase *monte);
/* out (montecarlo_test_count): every test, in a fixed order. Texts are in the arena. */
void montecarlo_tests(MonteTest *out, Arena *arena, const MonteCase *monte, const MonteSums *sums);

typedef struct {
    double false_alarm; /* for the link: over all tests and looks; default 1e-8 */
    double power;       /* default 1 - 1e-6 */
    double effect;      /* what must be caught, in standard deviations; default 0.01 */
    size_t samples;     /* default 0: as many as that takes */
    size_t threads;     /* default 1; 0: one per processor */
    uint64_t seed;
    const atomic_bool *stop; /* or NULL */
} MontePlan;

MontePlan montecarlo_plan_default(void);

typedef struct {
    enum { MONTE_ACCEPTED, MONTE_REJECTED, MONTE_UNCONFIRMED, MONTE_DEGENERATE, MONTE_STOPPED } end;
    MonteTest worst;
    size_t tests;      /* at each look */
    size_t looks;      /* planned */
    size_t draws;      /* of the first seed; each coordinate counts */
    double detectable; /* at all draws that were planned, in standard deviations */
} MonteResult;

/* Draws with looks at 1/64, 1/16, 1/4 and all of the draws; a rejection counts when a second seed
 * rejects too. */
MonteResult montecarlo_test(Arena *arena, const MonteCase *monte, const MontePlan *plan);

/* montecarlo.c: the row of the table of methods. */
bool montecarlo_method(Decider *decider, const Link *link, const Outcome *so_far, bool thorough,
                       Finding *finding);

#endif
