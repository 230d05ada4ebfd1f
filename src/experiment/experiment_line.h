/* experiment_line.h - what rows compute with: means of draws; on a line averages over a noised law
 * by the trapezoid rule, quantiles, and the law that a sampler makes of a Gaussian. */
#ifndef EXPLORE_EXPERIMENT_EXPERIMENT_LINE_H
#define EXPLORE_EXPERIMENT_EXPERIMENT_LINE_H

#include "diffusion/data.h"
#include "diffusion/sampler.h"
#include "diffusion/schedule.h"
#include "experiment/experiment.h"

/* A mean of n numbers and its standard error, as they come. */
typedef struct {
    double sum, squares;
    size_t count;
} Mean;

void mean_add(Mean *mean, double value);
double mean_of(const Mean *mean);
double mean_error(const Mean *mean);

/* A value of quadrature: the rule with every place, and its distance from the rule with every
 * second one. */
typedef struct {
    double value, error;
} Computed;

/* The law of y = scale x_0 + spread eps at evenly spaced places, all arrays (places). */
typedef struct {
    size_t places; /* odd */
    double scale, spread, step;
    double *y;
    double *log_density;
    double *weight; /* density at y times step */
    double *noise;  /* E[eps | y] */
} Line;

/* In the arena; places odd. */
Line line_new(Arena *arena, size_t places);
/* Fills the line, as far as anything of the law is; data on a line, spread > 0 (or a clean
 * density, and then without the noise). False where the law has no density. */
bool line_fill(Line *line, const DataSet *data, double scale, double spread);
/* The same at step t of the schedule, 1 <= t <= T. */
bool line_fill_step(Line *line, const DataSet *data, const Schedule *schedule, size_t t);
/* The mean of values (places), one for each y. */
Computed line_mean(const Line *line, const double *values);
/* E[(eps - E[eps|y])^2], the part of the noise that y does not tell: 1 - E[E[eps|y]^2]. `work`
 * (places). */
Computed line_floor(const Line *line, double *work);

/* x (count) at the middles of `count` equal shares of the law; `work` (line->places). */
void line_quantiles(double *x, size_t count, const Line *line, double *work);
/* The same of the standard normal law. */
void normal_quantiles(double *x, size_t count);

typedef struct {
    double mean, variance;
} Normal;
/* KL(left || right), nats; variances > 0. */
double normal_kl(Normal left, Normal right);
/* The law that a sampler's steps tau (count + 1) make of N(0, 1) when the data are Gaussian or a
 * point: the denoiser is linear then, and the law stays Gaussian. spread (T + 1), or NULL for the
 * sampler's own: the noise that step tau[i] adds. */
Normal normal_sampled(const DataSet *data, const SamplerRow *row, const SamplerRun *run,
                      const size_t *tau, size_t count, const double *spread);

#endif
