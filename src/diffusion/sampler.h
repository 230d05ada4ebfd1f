/* sampler.h - from noise to data: samplers that step back in time with a denoiser.
 *
 * A denoiser says what noise is in x at step t: E[eps | x_t = x], exact (data.h) or a network's. A
 * sampler is a row of the table: how x_t becomes x_s, s < t, from x_t and that noise. The noise
 * that a sampler adds is drawn from (seed, t, place in x) and from nothing else, so a run is the
 * same for any number of threads and can be taken up again at any step. Nothing allocates. May
 * include base/ and diffusion/. */
#ifndef EXPLORE_DIFFUSION_SAMPLER_H
#define EXPLORE_DIFFUSION_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "diffusion/data.h"
#include "diffusion/schedule.h"

/* eps (n, d) at the points x (n, d) of step t >= 1. Called from several threads at once, for
 * different rows. */
typedef struct {
    void (*noise)(const void *context, double *eps, const double *x, size_t n, size_t d, size_t t);
    const void *context;
} Denoiser;

/* The exact one; the context of `denoiser_exact`. Where the density is too small for doubles the
 * point is taken to come from the data's mean. */
typedef struct {
    const DataSet *data;
    const Schedule *schedule;
} ExactDenoiser;
Denoiser denoiser_exact(const ExactDenoiser *exact);

/* How much noise a step adds: the two choices of Ho 2020, section 3.2. */
typedef enum {
    SAMPLER_POSTERIOR, /* the variance of q(x_{t-1} | x_t, x_0): right when x_0 is one point */
    SAMPLER_BETA,      /* beta_t: right when x_0 is standard normal */
} SamplerVariance;

typedef struct {
    const Schedule *schedule;
    Denoiser denoiser;
    SamplerVariance variance;
    uint64_t seed;
    Pool *pool; /* or NULL */
} SamplerRun;

/* The step is x_s = keep x_t + remove eps + spread z, z standard normal. */
typedef struct {
    double keep, remove, spread;
} SamplerStep;

typedef struct {
    const char *name;
    const char *doc; /* one line */
    const char *citation;
    const char *formula; /* TeX */
    /* From step `from` to `to`, 0 <= to < from <= T. */
    SamplerStep (*step)(const SamplerRun *run, size_t from, size_t to);
} SamplerRow;

size_t sampler_count(void);
const SamplerRow *sampler_at(size_t i);
/* NULL when there is none of that name. */
const SamplerRow *sampler_find(const char *name);

/* x (n, d), in place: the points of step `from` become points of step `to`, 0 <= to < from <= T, in
 * one step. */
void sampler_step(double *x, size_t n, size_t d, const SamplerRow *row, const SamplerRun *run,
                  size_t from, size_t to);
/* x_T from its law N(0, 1): x (n, d), by the seed of the run. */
void sampler_start(double *x, size_t n, size_t d, const SamplerRun *run);

#endif
