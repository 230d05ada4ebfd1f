/* trainer.h - training the network, one step at a time.
 *
 * A step draws a batch of x_0, a time t uniform in 1..T and a noise eps for each, makes
 * x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) eps, and goes one step of Adam down the
 * gradient of the mean square of what the network gives minus what it is to give (Ho 2020, eq. 14
 * for NN_NOISE). Whoever calls decides when: a command in a loop, a window one step per frame on a
 * worker thread.
 *
 * Determinism: the batch is cut into a fixed number of lanes; what lane i of step k draws comes
 * from (seed, k, i), its gradient is its own, and lanes are summed in order. So a run is the same,
 * byte for byte, for any number of threads, and can be stopped and taken up at any step (the state
 * is trainer->adam: step, parameters, moments, average). Nothing allocates in a step.
 *
 * Losses are means over points and coordinates: with NN_NOISE the answer 0 has 1. May include
 * base/. */
#ifndef EXPLORE_NN_TRAINER_H
#define EXPLORE_NN_TRAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/pool.h"
#include "base/stream.h"
#include "nn/adam.h"
#include "nn/mlp.h"

/* Equal parts of 1..T that the loss is told for. */
#define NN_BINS ((size_t)20)
#define NN_BATCH_MAX ((size_t)65536)
#define NN_FAILURE_SIZE 240

/* x (n, d): independent draws of x_0, decided by the stream alone; n <= NN_BLOCK_ROWS. Called from
 * several threads at once. */
typedef struct {
    void (*draw)(const void *context, double *x, size_t n, Stream *stream);
    const void *context;
} NnData;

/* Rows that go through the network at a time: their values stay in a second-level cache. */
#define NN_BLOCK_ROWS ((size_t)128)

typedef struct {
    NnMlpDef network;
    NnAdamDef adam;
    size_t batch;         /* points of a step: 1..NN_BATCH_MAX; default 1024 */
    uint64_t seed;        /* of all that is drawn, the first parameters too; default 1 */
    NnData data;          /* of network.dimension coordinates */
    const double *scale;  /* (T + 1): sqrt(alpha_bar_t), copied */
    const double *spread; /* (T + 1): sqrt(1 - alpha_bar_t) > 0 for t >= 1, copied */
    /* (T + 1): what the squared error at t counts in the gradient, >= 0 for t >= 1, copied; NULL,
     * the default: 1. The losses that are told are without it, so that they compare. */
    const double *weight;
    Pool *pool; /* or NULL */
} NnTrainerDef;

/* All but data, scale and spread. */
NnTrainerDef nn_trainer_def_default(void);
/* Whether the fields are in their domains; if not, *why says which is not, in the arena. */
bool nn_trainer_def_check(const NnTrainerDef *def, Arena *arena, const char **why);

/* Running sums that forget: the last 1 / (1 - NN_MEMORY) = 200 steps or so. */
#define NN_MEMORY 0.995
typedef struct {
    double sum, weight;
} NnRunning;
/* NaN before the first. */
double nn_running_mean(const NnRunning *running);

typedef struct NnLane NnLane;

typedef struct {
    NnTrainerDef def;
    const NnMlp *mlp;
    NnAdam *adam;            /* adam->step steps are made; adam->average is the network to use */
    double loss;             /* of the last step's batch */
    double norm;             /* the length of its gradient, before it was clipped */
    NnRunning mean;          /* of the loss */
    NnRunning bins[NN_BINS]; /* of the loss at t in (i T / NN_BINS, (i + 1) T / NN_BINS] */
    bool failed;
    char failure[NN_FAILURE_SIZE]; /* what went wrong, at which step, and what to do */
    size_t lane_count;
    NnLane *lanes;
    float *gradient;
    float *scale, *spread, *weight; /* (T + 1) */
} NnTrainer;

/* In the arena, at step 0; def passes nn_trainer_def_check. data's context and the pool must
 * outlive it. */
NnTrainer *nn_trainer_new(Arena *arena, const NnTrainerDef *def);
/* False when the run has failed: numbers that are not finite, or a loss that has run away. Then the
 * parameters are those before the step, failure says why, and further steps do nothing. */
bool nn_trainer_step(NnTrainer *trainer);

#endif
