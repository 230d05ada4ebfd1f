/* claim.h - a claim goes in, a verdict with its evidence comes out.
 *
 * A claim is a formula in TeX and the setting it stands in. claim_prepare reads it (in file order,
 * since a note may define symbols as it goes); claim_decide decides a prepared claim by every
 * method that can, runs its twins, and fills the Verdict. Decide may run in several threads at
 * once, on different claims. */
#ifndef EXPLORE_VERIFY_CLAIM_H
#define EXPLORE_VERIFY_CLAIM_H

#include <stdatomic.h>
#include <stdint.h>

#include "diffusion/data.h"
#include "experiment/experiment.h"
#include "math/expr.h"
#include "math/noad.h"

typedef enum {
    VERDICT_HOLDS,
    VERDICT_FAILS,
    VERDICT_APPROXIMATE, /* holds within the tolerance, and the error is given */
    VERDICT_UNDECIDED,   /* reason says why */
    VERDICT_UNREADABLE,  /* diag says where and why */
    VERDICT_DEFINITION,  /* introduces a symbol: nothing to decide */
    VERDICT_NO_CLAIM,    /* no relation, nothing to decide */
    VERDICT_COUNT
} VerdictKind;

typedef enum {
    GRADE_NONE,
    GRADE_SAMPLED,
    GRADE_QUADRATURE,
    GRADE_GAUSSIAN,
    GRADE_BALL,
    GRADE_PROVED,
    GRADE_COUNT
} Grade;

const char *verdict_name(VerdictKind kind); /* "holds", ..., "no-claim" */
const char *grade_name(Grade grade); /* "proved", "ball", "gaussian", ...; "" for GRADE_NONE */
/* The kind named by `expect=`; VERDICT_COUNT when there is none of that name. */
VerdictKind verdict_parse(const char *name);

/* One more line of a claim block: `key: TeX :: remark`. */
typedef struct {
    /* "wrong", "given", "assume", "claim-of", "stands-for", "corrected", "minimise", "maximise";
     * "why" (words alone: the reason of one link, in order), "because" (words alone); of a law
     * block "start" and "step" */
    const char *key;
    Span tex;
    const char *remark; /* after " :: ", or NULL: plain words, TeX in dollars */
} ClaimLine;

/* An experiment block: a question that is decided by measuring. Words are plain, TeX in dollars. */
typedef struct {
    ExperimentSetting setting;
    const char *asks;  /* the question */
    const char *says;  /* what a document states about it, or NULL */
    const char *found; /* the answer, with {label} for each number; see experiment_fill */
    size_t count;      /* of expectations, >= 1 */
    const Expectation *expectations;
    const char *const *texts; /* the same as they were written */
} ClaimExperiment;

/* What the author wrote. Strings and the source outlive the claim. */
typedef struct {
    const char *id;
    const Source *source;
    Span tex;
    size_t line_count;
    const ClaimLine *lines;
    const char *doc;       /* catalogue id, or NULL */
    const char *citation;  /* `source="..."`, or NULL */
    const char *notation;  /* "ho", ...; or NULL */
    const char *data;      /* a toy distribution that x_0 is drawn from, where a method draws; NULL:
                              its own choice */
    const char *schedule;  /* sequences take this schedule's values; or NULL for random ones */
    long steps;            /* T of the schedule; 0 for the default */
    const char *tolerance; /* for \approx, relative, decimal text; NULL for 0.05 */
    const char *limit;   /* for \approx: "t" when the ratio must go to 1 as that whole number grows;
                            or NULL */
    const char *because; /* the author's words for why nothing is decided, or NULL */
    /* What is decided instead of a formula; `tex` is then the line that names its run. Or NULL. */
    const ClaimExperiment *experiment;
    bool printed;        /* quoted as printed in a document */
    bool inline_formula; /* a foreign note's $...$ */
    bool twins;          /* generate mutants */
    VerdictKind expect;  /* VERDICT_COUNT when nothing is expected */
} ClaimDef;

ClaimDef claim_def_default(void);

/* The ways to decide a claim, in the order in which their evidence is shown. */
typedef enum {
    METHOD_PROOF,
    METHOD_ALGEBRA,
    METHOD_GAUSSIAN,
    METHOD_TABLES,
    METHOD_OPTIMUM,
    METHOD_LIMIT,
    METHOD_QUADRATURE,
    METHOD_MONTECARLO,
    METHOD_COUNT
} MethodId;

const char *method_name(MethodId id); /* "proof", ... */
const char *method_doc(MethodId id);  /* one line */

typedef struct {
    const char *name;    /* of the method; NULL where a method was not tried */
    VerdictKind verdict; /* HOLDS, FAILS, APPROXIMATE or UNDECIDED */
    Grade grade;
    const char *reason; /* for UNDECIDED; else NULL */
    unsigned points;    /* points tried; 0 when it does not apply */
    long bits;          /* fewest bits of agreement over the points; 0 when it does not apply */
    /* Of methods that draw; samples is 0 for the others. Over several links: the fewest samples,
     * the sum of the false-alarm rates, the largest detectable error, the smallest p-value. */
    size_t samples;
    double false_alarm; /* rate at which a true claim would be refuted */
    double detectable;  /* smallest error that would have been caught, in standard deviations */
    double p_value;     /* of the worst test */
    uint64_t seed;
    const char *detail; /* what else there is to say, plain words; or NULL */
    double milliseconds;
} MethodEvidence;

typedef struct {
    const char *tex;   /* "\\alpha_2", "t", "x_0" */
    const char *value; /* exact short decimal */
} Assignment;

typedef struct {
    size_t count;
    const Assignment *assignments;
    const char *left_tex; /* the two sides of the broken link, and their values to about 6 digits */
    const char *right_tex;
    const char *left;
    const char *right;
    double left_value; /* the same, to 17 digits */
    double right_value;
    size_t chain; /* which chain of the formula, from 0 */
    size_t link;  /* which relation of that chain, from 0 */
    Span span;    /* the right side of the broken link, in the source */
    const char
        *what; /* what the values are: "the two sides", "the variances", "the means"; plain words */
} Counterexample;

typedef enum { TWIN_REFUTED, TWIN_EQUIVALENT, TWIN_DOMAIN_ERROR, TWIN_SURVIVED } TwinResult;

typedef struct {
    bool authored;
    const char *tex;    /* the wrong formula, or for a mutant the link that was changed */
    const char *remark; /* the author's reason, or what the mutation did; TeX stands in dollars */
    TwinResult result;
    const char *why;                      /* for SURVIVED: why it was not refuted */
    const Counterexample *counterexample; /* for REFUTED by a point, or NULL */
} Twin;

typedef struct {
    size_t authored, authored_refuted;
    size_t mutants, refuted, equivalent, domain_errors;
    size_t count;
    const Twin *list;
} TwinReport;

/* A printed claim that fails, as it should have been printed. The engine decides it too. */
typedef struct {
    const char *tex;
    const Noad *noad; /* what to draw */
    VerdictKind kind; /* HOLDS or APPROXIMATE, or the claim is not as expected */
    Grade grade;
    const char *reason; /* why it is not decided, or NULL */
    const Counterexample *counterexample;
} Correction;

/* One small change after which a failing formula holds: a guess at what went wrong. The changed
 * formula was decided like any other. */
typedef struct {
    const char *name;   /* the slip in plain words: "a bar is missing" */
    const char *remark; /* what is changed, TeX in dollars: "bar added: $..$ -> $..$" */
    const char *tex;    /* the changed side */
    const char *chain;  /* the changed chain of relations as a whole */
    Span span;          /* what is changed, in the source */
    Grade grade;        /* of the changed formula */
} Slip;

typedef struct {
    VerdictKind kind;
    Grade grade;
    const char *under; /* conditions or readings it holds under, as TeX; or NULL */
    const char
        *reason; /* UNDECIDED, NO_CLAIM, APPROXIMATE (the error), an experiment's FAILS; or NULL */
    Diag diag;   /* UNREADABLE */
    size_t method_count;
    MethodEvidence methods[METHOD_COUNT]; /* the first method_count; those that were tried */
    const Counterexample *counterexample; /* FAILS */
    const Correction *correction;         /* of a `corrected:` line, or NULL */
    const Slip *slip; /* FAILS, where CheckOptions.slips asked for it; NULL: no single change helps
                       */
    TwinReport twins;
    const ExperimentTable *table; /* what an experiment measured, or NULL */
    bool disagreement; /* two methods contradict each other: an error of this program; `reason`
                          names them */
    double milliseconds;
} Verdict;

typedef struct Claim Claim;

typedef struct {
    uint64_t seed;
    unsigned points; /* points each method tries; default 16 */
    long bits;       /* working precision to start with; default 128 */
    bool twins;      /* run authored twins and mutants */
    bool slips;      /* look for the one change that makes a failing formula hold; default no */
    bool slips_last; /* only behind the broken relation, what stands before it being right; default
                        no */
    /* What x_0 is drawn from in claims that name no toy distribution; NULL: the method's choice. */
    const DataSet *data;
    size_t samples; /* draws of methods that draw; 0: enough to catch 1 % of a standard deviation */
    size_t threads; /* for one claim; default 1; 0: one per processor */
    /* When not NULL and set, methods that take long end soon, undecided. */
    const atomic_bool *stop;
} CheckOptions;

CheckOptions check_options_default(void);

/* Reads the formula and its lines in `scope` (the symbols in force where it stands). Never NULL: a
 * formula that cannot be read gives a claim whose verdict is VERDICT_UNREADABLE. With
 * scope->accept_unknown a relation that gives a value to a letter nobody declared defines it in
 * scope. Everything lives in the arena. */
Claim *claim_prepare(Arena *arena, Scope *scope, const ClaimDef *def);
/* Decides it. Calling it again with the same options gives the same verdict. */
const Verdict *claim_decide(Claim *claim, const CheckOptions *options);

/* Is A = B, where the first claim says L = A and the second L = B? UNDECIDED too where one of them
 * says more than that and A is not printed as B. Both read in one scope, the first before. */
VerdictKind claim_compare_meanings(const Claim *first, Claim *second, const CheckOptions *options);

/* Takes back a verdict that was cut short by options->stop: the next claim_decide starts anew. */
void claim_forget(Claim *claim);

const ClaimDef *claim_def(const Claim *claim);
const Noad *
claim_noad(const Claim *claim); /* what to draw; NULL when the TeX itself is unreadable */
const Verdict *claim_verdict(const Claim *claim); /* NULL before claim_decide */
/* Lines about one formula. */
#define DIAGNOSES_MAX 2

/* diagnose.c: what is wrong with the formula, as compilers say it and editors jump to it, one line
 * each, without the newline: "notes.md:12:4: error: fails: ..." (the place is that of the broken
 * relation's right side), "error: unreadable: ...", "warning: undecided: ..."; after a failure with
 * a slip "note: likely slip: a bar is missing; repaired: ..." (the place is that of the change).
 * Returns how many; 0 for every other verdict, and before there is one. */
size_t claim_diagnose(Arena *arena, const Claim *claim, const char *lines[DIAGNOSES_MAX]);

/* True when the verdict is what was expected: `expect=` (`holds` also accepts a definition's
 * nothing-to-decide only when it says so); without expectation anything but FAILS, and no authored
 * twin or mutant survived, and a correction holds. */
bool claim_as_expected(const Claim *claim);

/* Gives back the number libraries' thread-local caches: call at the end of every thread that
 * decided claims. */
void verify_thread_end(void);

#endif
