/* step_back.h - one step back in time, exactly: q(x_{t-1} | x_t) for data on a line, by Bayes on a
 * grid, and how far it is from being a Gaussian. May include base/. */
#ifndef EXPLORE_DIFFUSION_STEP_BACK_H
#define EXPLORE_DIFFUSION_STEP_BACK_H

#include <stdbool.h>

#include "diffusion/data.h"

#define STEP_BACK_PLACES 1201

/* The numbers alone. */
typedef struct {
    bool exists;      /* x_{t-1} has a density, and x_t is possible */
    double low, step; /* of the grid */
    double mean, variance;
    double kl; /* of q from the Gaussian with its mean and variance, in nats */
} StepBack;

/* x_t = sqrt(1 - beta) x_{t-1} + sqrt(beta) eps, x_{t-1} the data at the level (scale, spread); 0 <
 * beta < 1. density (STEP_BACK_PLACES) over the grid, by the trapezoid rule of integral 1: the
 * smallest place of the grid lies where the density is e^-40 of its largest value. Allocates
 * nothing. */
StepBack step_back(double *density, const DataSet *data, double scale, double spread, double beta,
                   double xt);

#endif
