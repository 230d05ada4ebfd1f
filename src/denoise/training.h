/* training.h - a network learns a data set whose best denoiser is known.
 *
 * The loss of the network at step t is |eps - eps_theta|^2 per coordinate. Its mean cannot go below
 * the floor, the mean of |eps - E[eps|x_t]|^2: that is noise which x_t does not tell. What is above
 * it, the excess |eps_theta - E[eps|x_t]|^2, is the network's own error. May include base/,
 * diffusion/, nn/. */
#ifndef EXPLORE_DENOISE_TRAINING_H
#define EXPLORE_DENOISE_TRAINING_H

#include "diffusion/measure.h"
#include "nn/trainer.h"

/* data as a trainer wants them; the data set must outlive it. */
NnData training_data(const DataSet *data);

/* The floor over t uniform in 1..T, measured at `places` steps with n points each. bins (NN_BINS)
 * as NnTrainer.bins has them: NaN for a bin without a step. */
typedef struct {
    double mean;
    double bins[NN_BINS];
} TrainingFloor;
#define TRAINING_PLACES ((size_t)100)
#define TRAINING_POINTS ((size_t)1000)
TrainingFloor training_floor(const DataSet *data, const Schedule *schedule, size_t places, size_t n,
                             uint64_t seed, Pool *pool);

/* The same with the excess and the loss of a denoiser. */
typedef struct {
    NoiseError mean;          /* over t; the standard errors are those of the means */
    NoiseError bins[NN_BINS]; /* NaN for a bin without a step */
} TrainingError;
TrainingError training_error(const Denoiser *denoiser, const DataSet *data,
                             const Schedule *schedule, size_t places, size_t n, uint64_t seed,
                             Pool *pool);

#endif
