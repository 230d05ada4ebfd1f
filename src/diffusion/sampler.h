/* sampler.h - from noise to data: samplers that step back in time with a denoiser.
 *
 * A denoiser says what noise is in x at step t: E[eps | x_t = x], exact (data.h) or a network's. A
 * sampler is a row of the table: how x_t becomes x_s, s < t, from x_t and that noise. The noise
 * that a sampler adds is drawn from (seed, t, place in x) and from nothing else, so a run is the
 * same for any number of threads and can be taken up again at any step. Nothing allocates but
 * sampler_ode_new. May include base/, diffusion/ and GSL. */
#ifndef EXPLORE_DIFFUSION_SAMPLER_H
#define EXPLORE_DIFFUSION_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "diffusion/data.h"
#include "diffusion/schedule.h"

/* eps (n, d) at the points x (n, d). Called from several threads at once, for different rows. */
typedef struct {
    /* At step t >= 1 of the schedule. */
    void (*noise)(const void *context, double *eps, const double *x, size_t n, size_t d, size_t t);
    const void *context;
    /* At any noise level of data.h, spread > 0. NULL: known at the steps alone, as a network is. */
    void (*noise_at)(const void *context, double *eps, const double *x, size_t n, size_t d,
                     double scale, double spread);
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

/* What a solver of the probability-flow ODE works in. */
typedef struct SamplerOde SamplerOde;

/* A sampler's parameters. Those that its row does not use are ignored. */
typedef struct {
    const Schedule *schedule;
    Denoiser denoiser;
    SamplerVariance variance;
    double eta; /* of the noise of DDPM with the posterior variance: 0, none, to 1, all of it */
    /* The x_0 that the noise stands for is kept within the bounds in every coordinate. */
    bool clips;
    double clip_low, clip_high;
    uint64_t seed;
    Pool *pool;      /* or NULL */
    SamplerOde *ode; /* for rows that use it, of a pool no larger and of the same dimension */
} SamplerRun;

/* The step is x_s = keep x_t + remove eps + spread z, z standard normal. */
typedef struct {
    double keep, remove, spread;
} SamplerStep;

/* The same step through the predicted x_0: x_s = from_x x_t + from_x0 x_0 + spread z. */
typedef struct {
    double from_x, from_x0, spread;
} SamplerMean;

/* What a row makes use of, bits. */
enum {
    SAMPLER_USES_VARIANCE = 1,
    SAMPLER_USES_ETA = 2,
    SAMPLER_USES_ODE = 4,
    SAMPLER_JUMPS = 8, /* goes over several steps at once; others only from t to t - 1 */
};

typedef struct {
    const char *name;
    const char *doc; /* one line */
    const char *citation;
    const char *formula; /* TeX, as printed there */
    const char *slip; /* of a document's sampler: in what it differs from the right one; or NULL */
    unsigned uses;
    double eta; /* when nobody says otherwise */
    /* From step `from` to `to`, 0 <= to < from <= T. NULL: `advance` is used. */
    SamplerStep (*step)(const SamplerRun *run, size_t from, size_t to);
    /* The noise level that the sampler believes x_t to have, and asks the denoiser at; NULL: the
     * schedule's. Such rows need noise_at. */
    void (*level)(const Schedule *schedule, size_t t, double *scale, double *spread);
    /* One block of points, for rows that are no single step. */
    void (*advance)(double *x, size_t n, size_t d, const SamplerRun *run, size_t from, size_t to);
} SamplerRow;

size_t sampler_count(void);
const SamplerRow *sampler_at(size_t i);
/* NULL when there is none of that name. */
const SamplerRow *sampler_find(const char *name);
/* The name that `name` nearly spells, or NULL. */
const char *sampler_nearest(const char *name);

/* x (n, d), in place: the points of step `from` become points of step `to`, 0 <= to < from <= T, in
 * one step. What overflows, or what the ODE's solver gives up, is no number afterwards. */
void sampler_step(double *x, size_t n, size_t d, const SamplerRow *row, const SamplerRun *run,
                  size_t from, size_t to);
/* x_T from its law N(0, 1): x (n, d), by the seed of the run. */
void sampler_start(double *x, size_t n, size_t d, const SamplerRun *run);
/* The step as it is taken when x_0 is clipped; scale and spread of x_t > 0. */
SamplerMean sampler_mean(SamplerStep step, double scale, double spread);

typedef enum {
    SAMPLER_UNIFORM,
    SAMPLER_QUADRATIC, /* t grows as the square: small steps near the data */
} SamplerSpacing;
/* tau (count + 1): 0 = tau[0] < ... < tau[count] = T, 1 <= count <= T. */
void sampler_steps(size_t *tau, size_t count, size_t T, SamplerSpacing spacing);

#define SAMPLER_ODE_TOLERANCE 1e-6
/* For points in d dimensions and a pool of so many threads (pool_threads). Every local error of x /
 * sqrt(alpha_bar) is below tolerance (1 + its size), 1e-12 <= tolerance <= 0.1. */
SamplerOde *sampler_ode_new(const Schedule *schedule, size_t d, size_t threads, double tolerance);
/* Accepts NULL. */
void sampler_ode_free(SamplerOde *ode);

#endif
