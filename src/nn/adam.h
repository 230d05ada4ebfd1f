/* adam.h - Adam: a step down the gradient, its length made even over the parameters.
 *
 *     m <- beta_1 m + (1 - beta_1) g,        m' = m / (1 - beta_1^k),
 *     v <- beta_2 v + (1 - beta_2) g^2,      v' = v / (1 - beta_2^k),
 *     theta <- theta - rate ( m' / (sqrt(v') + epsilon) + decay theta )
 *
 * in step k = 1, 2, ... (Kingma and Ba 2015, algorithm 1; with decay > 0 AdamW, Loshchilov and
 * Hutter 2019, algorithm 2). Before that g is scaled down to length `clip` where it is longer
 * (Pascanu, Mikolov, Bengio 2013), and afterwards a running mean of theta is taken,
 *     average <- average + (1 - keep_k)(theta - average),  keep_k = min(keep, k / (k + 9)),
 * whose memory grows at first so that the start is soon forgotten. The rate rises linearly over
 * warm_up steps and then falls along half a cosine to `last` at step `total` (Loshchilov and Hutter
 * 2017), where it stays.
 *
 * Everything is done element by element, in float, and sums in a fixed order: the result does not
 * depend on the number of threads. Nothing allocates in a step. May include base/. */
#ifndef EXPLORE_NN_ADAM_H
#define EXPLORE_NN_ADAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/pool.h"

typedef struct {
    double rate;           /* the peak of the learning rate, > 0; default 3e-3 */
    double last;           /* the rate at the end, in shares of the peak, 0..1; default 0 */
    size_t warm_up;        /* steps; default 200 */
    size_t total;          /* steps of the whole run, > warm_up; default 10,000 */
    double beta_1, beta_2; /* 0 <= beta < 1; default 0.9, 0.999 */
    double epsilon;        /* > 0; default 1e-8 */
    double decay;          /* of the weights, >= 0; default 0: Adam */
    double clip;           /* longest gradient, > 0; 0: any; default 1 */
    double keep;           /* of the running mean, 0..1 without 1; default 0.999 */
} NnAdamDef;

NnAdamDef nn_adam_def_default(void);
/* Whether the fields are in their domains; if not, *why says which is not, in the arena. */
bool nn_adam_def_check(const NnAdamDef *def, Arena *arena, const char **why);

/* The learning rate of step k >= 1. */
double nn_adam_rate(const NnAdamDef *def, uint64_t k);

typedef struct {
    NnAdamDef def;
    size_t count;
    uint64_t step;     /* steps made so far */
    float *parameters; /* (count), and so are the others */
    float *first;      /* m */
    float *second;     /* v */
    float *average;    /* the running mean of the parameters: what to use when trained */
} NnAdam;

/* In the arena, all zero; def passes nn_adam_def_check. */
NnAdam *nn_adam_new(Arena *arena, const NnAdamDef *def, size_t count);
/* Takes *parameters for the start: copies them to the average, forgets the moments. */
void nn_adam_start(NnAdam *adam);
/* The length of a gradient (count), summed in double. */
double nn_adam_norm(const NnAdam *adam, const float *gradient, Pool *pool);
/* One step, with `norm` the length of the gradient, finite. pool or NULL. */
void nn_adam_step(NnAdam *adam, const float *gradient, double norm, Pool *pool);

#endif
