/* frozen.h - a trained network made ready for sampling.
 *
 * All points of a call are of one step t, so the embedding's share of the first layer is one vector
 * per t: it is made once for all t, and a point's first layer costs d products per unit instead of
 * d + features. Immutable: any number of threads may call at once; a call works on its stack (up to
 * 256 kB) and allocates nothing. May include base/. */
#ifndef EXPLORE_NN_FROZEN_H
#define EXPLORE_NN_FROZEN_H

#include <stddef.h>

#include "base/arena.h"
#include "nn/mlp.h"

typedef struct {
    const NnMlp *mlp;
    const float *parameters;      /* a copy */
    const float *first_x;         /* (d, width): the first layer's weights of x */
    const float *first_t;         /* (T + 1, width): its share of t, the bias among it */
    const double *scale, *spread; /* (T + 1), copies */
} NnFrozen;

/* In the arena, which must hold mlp too; parameters (mlp->parameter_count), scale and spread (T +
 * 1) of the schedule it was trained on are copied: (T + 1) width floats more than the network. */
const NnFrozen *nn_frozen_new(Arena *arena, const NnMlp *mlp, const float *parameters,
                              const double *scale, const double *spread);
/* eps (n, d): the noise in the points x (n, d) of step t, 1 <= t <= T, d the network's; computed in
 * float. `frozen` is an NnFrozen: this is the function of a denoiser. */
void nn_frozen_noise(const void *frozen, double *eps, const double *x, size_t n, size_t d,
                     size_t t);

#endif
