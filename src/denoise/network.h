/* network.h - a trained network as a denoiser of any schedule.
 *
 * A network knows the noise levels of the schedule that it was trained on, at whole steps. Here it
 * is asked at any level x = scale x_0 + spread eps: x is brought to scale^2 + spread^2 = 1, which
 * only needs a division, and the noise is taken from the two neighbouring steps of its own
 * schedule, linearly in t; below its first step from that. So a sampler may go by another schedule
 * or another T, and the ODE's solver may ask between two steps. May include base/, diffusion/, nn/.
 */
#ifndef EXPLORE_DENOISE_NETWORK_H
#define EXPLORE_DENOISE_NETWORK_H

#include "diffusion/sampler.h"
#include "nn/frozen.h"
#include "nn/weights.h"

typedef struct {
    NnWeights weights;
    const NnFrozen *frozen;
    const double *alpha_bar; /* (T + 1) of the schedule that it was trained on */
} Network;

/* Reads a file of weights (weights.h), in the arena. NULL with *diag when it cannot be read, or its
 * schedule is not known here. */
const Network *network_open(Arena *arena, const char *path, Diag *diag);
/* The same of weights in memory, which it keeps. */
const Network *network_of(Arena *arena, const char *name, const NnWeights *weights, Diag *diag);
/* The network that comes with the program for data of that name; NULL when there is none, or its
 * file cannot be read. */
const Network *network_for_data(Arena *arena, const char *data);

/* A network at the steps of a schedule; the context of network_denoiser. Both must outlive it. */
typedef struct {
    const Network *network;
    const Schedule *schedule;
} NetworkDenoiser;
/* d must be the network's dimension. */
Denoiser network_denoiser(const NetworkDenoiser *denoiser);

#endif
