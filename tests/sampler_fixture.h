/* sampler_fixture.h - a sampler with the exact denoiser of a toy, and the law that it gives
 * Gaussian data on a line: there every step is affine, so mean and variance follow without drawing.
 */
#ifndef EXPLORE_TESTS_SAMPLER_FIXTURE_H
#define EXPLORE_TESTS_SAMPLER_FIXTURE_H

#include "diffusion/sampler.h"
#include "sample_checks.h"

#define SEED 20261128

typedef struct {
    Arena *arena;
    Schedule *schedule;
    ExactDenoiser exact;
    SamplerRun run;
} Fixture;

static inline void set_up(Fixture *f, const char *toy, const char *schedule, long steps) {
    ScheduleError error;
    f->arena = arena_new();
    f->schedule = schedule_new(schedule, steps, &error);
    assert_non_null(f->schedule);
    f->exact = (ExactDenoiser){data_of_toy(f->arena, toy_find(toy)), f->schedule};
    f->run =
        (SamplerRun){.schedule = f->schedule, .denoiser = denoiser_exact(&f->exact), .seed = SEED};
}

static inline void tear_down(Fixture *f) {
    schedule_free(f->schedule);
    arena_free(f->arena);
}

/* x (n, d) from step T to 0 by way of tau (count + 1). */
static inline void run_all(double *x, size_t n, size_t d, const SamplerRow *row,
                           const SamplerRun *run, const size_t *tau, size_t count) {
    for (size_t i = count; i >= 1; i--) {
        sampler_step(x, n, d, row, run, tau[i], tau[i - 1]);
    }
}

/* Every step from T to 0. */
static inline void run_every_step(double *x, size_t n, size_t d, const SamplerRow *row,
                                  const SamplerRun *run) {
    for (size_t t = run->schedule->steps; t >= 1; t--) {
        sampler_step(x, n, d, row, run, t, t - 1);
    }
}

/* Mean and variance of n numbers about the exact mean, against the exact ones. */
static inline void check_moments(const char *what, const double *x, size_t n, double mean,
                                 double variance) {
    double sum = 0.0, square = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
        square += (x[i] - mean) * (x[i] - mean);
    }
    double count = (double)n;
    check_deviation(what, sum / count, mean, sqrt(variance / count));
    check_deviation(what, square / count, variance, variance * sqrt(2.0 / count));
}

#endif
