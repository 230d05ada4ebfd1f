/* sampler.c - the table of samplers, and the loop over blocks of points that all of them share. */
#include "diffusion/sampler.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/source.h"
#include "base/stream.h"
#include "diffusion/sampler_internal.h"

/* Keep these draws apart from whatever else is drawn with the same seed. */
#define STEP_TAG UINT64_C(0x73616d706c65)
#define START_TAG UINT64_C(0x7374617274)

static const SamplerRow *const rows[] = {
    &sampler_ddpm,
    &sampler_ddim,
    &sampler_ode,
    &sampler_printed_annex,
    &sampler_printed_chandery,
    &sampler_printed_hello_world,
    &sampler_printed_ddim,
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

size_t sampler_count(void) {
    return ROW_COUNT;
}

const SamplerRow *sampler_at(size_t i) {
    assert(i < ROW_COUNT);
    return rows[i];
}

const SamplerRow *sampler_find(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i]->name, name) == 0) {
            return rows[i];
        }
    }
    return NULL;
}

const char *sampler_nearest(const char *name) {
    const char *names[ROW_COUNT];
    for (size_t i = 0; i < ROW_COUNT; i++) {
        names[i] = rows[i]->name;
    }
    return nearest_name(name, names, ROW_COUNT);
}

SamplerJump sampler_jump(const Schedule *schedule, size_t from, size_t to) {
    if (to + 1 == from) {
        return (SamplerJump){schedule->alpha[from], schedule->beta[from]};
    }
    double before = schedule->alpha_bar[to], after = schedule->alpha_bar[from];
    return (SamplerJump){after / before, (before - after) / before};
}

double sampler_spread(const SamplerRun *run, size_t from, size_t to) {
    const double *noise = run->schedule->one_minus_alpha_bar;
    double beta = sampler_jump(run->schedule, from, to).beta;
    double variance = run->variance == SAMPLER_BETA ? beta : noise[to] / noise[from] * beta;
    return to == 0 ? 0.0 : sqrt(variance);
}

SamplerMean sampler_mean(SamplerStep step, double scale, double spread) {
    /* eps = (x_t - scale x_0) / spread */
    double share = step.remove / spread;
    return (SamplerMean){
        .from_x = step.keep + share, .from_x0 = -share * scale, .spread = step.spread};
}

static void exact_noise_at(const void *context, double *eps, const double *x, size_t n, size_t d,
                           double scale, double spread) {
    const ExactDenoiser *exact = context;
    const DataNoised out = {.noise = eps};
    data_noised(&out, exact->data, x, n, scale, spread);
    for (size_t i = 0; i < n * d; i++) {
        if (!isfinite(eps[i])) {
            eps[i] = (x[i] - scale * exact->data->mean[i % d]) / spread;
        }
    }
}

static void exact_noise(const void *context, double *eps, const double *x, size_t n, size_t d,
                        size_t t) {
    const Schedule *schedule = ((const ExactDenoiser *)context)->schedule;
    exact_noise_at(context, eps, x, n, d, schedule->sqrt_alpha_bar[t],
                   schedule->sqrt_one_minus_alpha_bar[t]);
}

Denoiser denoiser_exact(const ExactDenoiser *exact) {
    return (Denoiser){.noise = exact_noise, .context = exact, .noise_at = exact_noise_at};
}

typedef struct {
    double *x;
    size_t n, d;
    const SamplerRow *row;
    const SamplerRun *run;
    size_t from, to;
    SamplerStep step;
    SamplerMean mean;
    double scale, spread; /* of x_t */
    uint64_t key;
} Work;

static void find_noise(const Work *work, double *eps, const double *x, size_t count) {
    const Denoiser *denoiser = &work->run->denoiser;
    if (work->row->level != NULL) {
        denoiser->noise_at(denoiser->context, eps, x, count, work->d, work->scale, work->spread);
    } else {
        denoiser->noise(denoiser->context, eps, x, count, work->d, work->from);
    }
}

/* Ho 2020, eq. 7, with the x_0 that the noise stands for (eq. 9), kept within bounds. */
static void step_through_x0(const Work *work, double *x, const double *eps, const double *z,
                            size_t values) {
    const SamplerRun *run = work->run;
    for (size_t i = 0; i < values; i++) {
        double x0 = (x[i] - work->spread * eps[i]) / work->scale;
        x0 = fmin(fmax(x0, run->clip_low), run->clip_high);
        x[i] = work->mean.from_x * x[i] + work->mean.from_x0 * x0 + work->mean.spread * z[i];
    }
}

static void step_block(void *context, size_t block) {
    const Work *work = context;
    double eps[SAMPLER_BLOCK * DATA_DIMENSION_MAX], z[SAMPLER_BLOCK * DATA_DIMENSION_MAX];
    size_t first = block * SAMPLER_BLOCK;
    size_t count = work->n - first < SAMPLER_BLOCK ? work->n - first : SAMPLER_BLOCK;
    double *x = work->x + first * work->d;
    if (work->row->advance != NULL) {
        work->row->advance(x, count, work->d, work->run, work->from, work->to);
        return;
    }
    find_noise(work, eps, x, count);
    Stream words = stream_new(work->key, block);
    stream_normals(&words, z, count * work->d);
    if (work->run->clips) {
        step_through_x0(work, x, eps, z, count * work->d);
        return;
    }
    for (size_t i = 0; i < count * work->d; i++) {
        x[i] = work->step.keep * x[i] + work->step.remove * eps[i] + work->step.spread * z[i];
    }
}

void sampler_step(double *x, size_t n, size_t d, const SamplerRow *row, const SamplerRun *run,
                  size_t from, size_t to) {
    const Schedule *schedule = run->schedule;
    assert(to < from && from <= schedule->steps && d >= 1 && d <= DATA_DIMENSION_MAX);
    assert(row->level == NULL || run->denoiser.noise_at != NULL);
    Work work = {.n = n,
                 .d = d,
                 .row = row,
                 .run = run,
                 .from = from,
                 .to = to,
                 .scale = schedule->sqrt_alpha_bar[from],
                 .spread = schedule->sqrt_one_minus_alpha_bar[from],
                 .key = hash_mix(run->seed, STEP_TAG, from, 0)};
    work.x = x;
    if (row->level != NULL) {
        row->level(schedule, from, &work.scale, &work.spread);
    }
    if (row->step != NULL) {
        work.step = row->step(run, from, to);
        work.mean = sampler_mean(work.step, work.scale, work.spread);
    }
    pool_run(run->pool, step_block, &work, (n + SAMPLER_BLOCK - 1) / SAMPLER_BLOCK);
}

void sampler_start(double *x, size_t n, size_t d, const SamplerRun *run) {
    uint64_t key = hash_mix(run->seed, START_TAG, 0, 0);
    for (size_t first = 0; first < n; first += SAMPLER_BLOCK) {
        size_t count = n - first < SAMPLER_BLOCK ? n - first : SAMPLER_BLOCK;
        Stream words = stream_new(key, first / SAMPLER_BLOCK);
        stream_normals(&words, x + first * d, count * d);
    }
}

void sampler_steps(size_t *tau, size_t count, size_t T, SamplerSpacing spacing) {
    assert(count >= 1 && count <= T);
    tau[0] = 0;
    for (size_t i = 1; i <= count; i++) {
        size_t part = spacing == SAMPLER_QUADRATIC ? i * i : i;
        size_t whole = spacing == SAMPLER_QUADRATIC ? count * count : count;
        size_t nearest = (2 * T * part + whole) / (2 * whole);
        /* The first squares may round to the same step. The squares end no lower than their slope
         * of 1 does, so the last is T all the same. */
        tau[i] = nearest > tau[i - 1] ? nearest : tau[i - 1] + 1;
    }
}
