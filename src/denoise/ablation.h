/* ablation.h - what one choice in training or sampling is worth: a table of choices, each with its
 * variants, tried with several seeds.
 *
 * A run trains a network for each variant and seed, or one for each seed where the variants differ
 * in sampling alone, and tells for each the excess of its loss over the exact floor and the sliced
 * Wasserstein distance of its samples from fresh data. Variants of one seed start from the same
 * seed, see the same batches, and are measured on the same points, so that they are compared in
 * pairs. A run is a pure function of its def but for the seconds: the same for any number of
 * threads. Adding a variant is a row. May include base/, diffusion/, nn/. */
#ifndef EXPLORE_DENOISE_ABLATION_H
#define EXPLORE_DENOISE_ABLATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diffusion/sampler.h"
#include "nn/trainer.h"

#define ABLATION_VARIANTS_MAX 4
#define ABLATION_SEEDS_MAX 20

/* What |eps - eps_theta|^2 at t counts in the loss. */
typedef enum {
    ABLATION_SIMPLE,          /* 1: the simple loss (Ho 2020, eq. 14) */
    ABLATION_BOUND_BETA,      /* the bound's weight with sigma_t^2 = beta_t: finite at every t */
    ABLATION_BOUND_POSTERIOR, /* with the posterior variance; at t = 1, where that is 0, the weight
                                 of t = 2 */
} AblationLoss;

/* weight (T + 1): of the loss at t = 1..T, scaled to the mean 1, so that gradients and their clip
 * stay comparable; weight[0] = 0. T >= 2 for the posterior variance. */
void ablation_weights(double *weight, AblationLoss loss, const Schedule *schedule);

/* What a variant may set. */
typedef struct {
    NnTrainerDef trainer;
    AblationLoss loss;
    SamplerVariance variance;
} AblationSetup;

typedef struct {
    const char *name;
    const char *doc; /* one line */
    void (*set)(AblationSetup *setup);
} AblationVariant;

typedef struct {
    const char *name;
    const char *question;
    bool same_network;               /* the variants differ in sampling alone */
    size_t count;                    /* 2..ABLATION_VARIANTS_MAX */
    const AblationVariant *variants; /* the first is what the others are compared with */
} Ablation;

size_t ablation_count(void);
const Ablation *ablation_at(size_t i);
/* NULL when there is none of that name. */
const Ablation *ablation_find(const char *name);

typedef struct {
    const Ablation *what;
    const DataSet *data;
    const Schedule *schedule;
    size_t seeds;         /* 2..ABLATION_SEEDS_MAX; default 5 */
    uint64_t seed;        /* the first of them; default 1 */
    NnTrainerDef trainer; /* network, adam and batch; data, schedule and seed are set by the run */
    size_t points;        /* samples of each network, >= 2; default 2000 */
    size_t places, place_points; /* steps and points that the excess is measured with; 50, 1000 */
    Pool *pool;                  /* or NULL */
    /* Called now and then with the share that is done, from any thread; false stops the run. NULL:
     * goes on. */
    bool (*go_on)(void *context, double done);
    void *context;
} AblationDef;

/* With a training of 1500 steps of 512 points; all but what, data, schedule. */
AblationDef ablation_def_default(void);
/* Whether every variant can be trained; if not, *why, in the arena. */
bool ablation_def_check(const AblationDef *def, Arena *arena, const char **why);

typedef enum {
    ABLATION_EXCESS,  /* |eps_theta - E[eps|x_t]|^2 in shares of the floor |eps - E[eps|x_t]|^2 */
    ABLATION_SQUARE,  /* of the sliced W2 distance between samples and as many fresh points */
    ABLATION_SECONDS, /* of training, where no other measure decides by it */
    ABLATION_MEASURES
} AblationMeasure;

typedef struct {
    size_t variants, seeds;
    /* NaN where a training failed. */
    double values[ABLATION_VARIANTS_MAX][ABLATION_SEEDS_MAX][ABLATION_MEASURES];
    double floor; /* the square between two fresh sets: what a perfect sampler would show */
} AblationTable;

/* False when it was stopped: then the table is of no use. */
bool ablation_run(AblationTable *table, const AblationDef *def);

/* A mean over seeds and its standard error. */
typedef struct {
    double mean, error;
    double chance; /* of a difference: how often one so many errors from 0 or more comes about by
                      chance, Student's t; else NaN */
} AblationMean;

AblationMean ablation_mean(const AblationTable *table, size_t variant, AblationMeasure measure);
/* Of variant minus the first, in pairs of one seed. */
AblationMean ablation_difference(const AblationTable *table, size_t variant,
                                 AblationMeasure measure);
/* P(|t| >= |value|), Student's t with `freedom` >= 1 degrees. */
double ablation_chance(double value, size_t freedom);

/* Of a table whose variants do not differ at all, in this share a difference is said to be larger
 * than its error: it is shared among the table's comparisons. */
#define ABLATION_FALSE_ALARMS 0.05
bool ablation_is_real(const AblationTable *table, const AblationMean *difference);

#endif
