/* sampler.c - the table of samplers, and the loop over blocks of points that all of them share. */
#include "diffusion/sampler.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/stream.h"

/* Points in a block: its noise comes from one stream, its working memory fits on the stack. */
#define BLOCK_POINTS ((size_t)256)
/* Keep these draws apart from whatever else is drawn with the same seed. */
#define STEP_TAG UINT64_C(0x73616d706c65)
#define START_TAG UINT64_C(0x7374617274)

/* x_{t-1} = \frac{1}{\sqrt{\alpha_t}}\left(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}
 * \epsilon_\theta(x_t,t)\right) + \sigma_t z, DDPM (Ho 2020) algorithm 2, claim: mu-eps; z = 0 in
 * the last step. Over several steps at once \alpha is the product of their alphas. */
static SamplerStep ddpm_step(const SamplerRun *run, size_t from, size_t to) {
    const Schedule *s = run->schedule;
    double alpha = s->alpha[from], beta = s->beta[from];
    if (to + 1 != from) {
        alpha = s->alpha_bar[from] / s->alpha_bar[to];
        beta = (s->alpha_bar[to] - s->alpha_bar[from]) / s->alpha_bar[to];
    }
    double noise = s->one_minus_alpha_bar[from];
    double variance =
        run->variance == SAMPLER_BETA ? beta : s->one_minus_alpha_bar[to] / noise * beta;
    return (SamplerStep){.keep = 1.0 / sqrt(alpha),
                         .remove = -beta / (sqrt(alpha) * sqrt(noise)),
                         .spread = to == 0 ? 0.0 : sqrt(variance)};
}

static const SamplerRow rows[] = {
    {.name = "ddpm",
     .doc = "ancestral sampling: the mean of the reverse step, and fresh noise in every step",
     .citation = "Ho, Jain, Abbeel 2020, algorithm 2",
     .formula = "x_{t-1} = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t - "
                "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon_\\theta(x_t,t)\\right) + "
                "\\sigma_t z",
     .step = ddpm_step},
};

size_t sampler_count(void) {
    return sizeof rows / sizeof *rows;
}

const SamplerRow *sampler_at(size_t i) {
    assert(i < sizeof rows / sizeof *rows);
    return &rows[i];
}

const SamplerRow *sampler_find(const char *name) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static void exact_noise(const void *context, double *eps, const double *x, size_t n, size_t d,
                        size_t t) {
    const ExactDenoiser *exact = context;
    double scale = exact->schedule->sqrt_alpha_bar[t];
    double spread = exact->schedule->sqrt_one_minus_alpha_bar[t];
    const DataNoised out = {.noise = eps};
    data_noised(&out, exact->data, x, n, scale, spread);
    for (size_t i = 0; i < n * d; i++) {
        if (!isfinite(eps[i])) {
            eps[i] = (x[i] - scale * exact->data->mean[i % d]) / spread;
        }
    }
}

Denoiser denoiser_exact(const ExactDenoiser *exact) {
    return (Denoiser){exact_noise, exact};
}

typedef struct {
    double *x;
    size_t n, d;
    const SamplerRun *run;
    SamplerStep step;
    size_t from;
    uint64_t key;
} Work;

static void step_block(void *context, size_t block) {
    const Work *work = context;
    double eps[BLOCK_POINTS * DATA_DIMENSION_MAX], z[BLOCK_POINTS * DATA_DIMENSION_MAX];
    size_t first = block * BLOCK_POINTS;
    size_t count = work->n - first < BLOCK_POINTS ? work->n - first : BLOCK_POINTS;
    double *x = work->x + first * work->d;
    const Denoiser *denoiser = &work->run->denoiser;
    denoiser->noise(denoiser->context, eps, x, count, work->d, work->from);
    Stream words = stream_new(work->key, block);
    stream_normals(&words, z, count * work->d);
    for (size_t i = 0; i < count * work->d; i++) {
        x[i] = work->step.keep * x[i] + work->step.remove * eps[i] + work->step.spread * z[i];
    }
}

void sampler_step(double *x, size_t n, size_t d, const SamplerRow *row, const SamplerRun *run,
                  size_t from, size_t to) {
    assert(to < from && from <= run->schedule->steps && d >= 1 && d <= DATA_DIMENSION_MAX);
    Work work = {.n = n,
                 .d = d,
                 .run = run,
                 .step = row->step(run, from, to),
                 .from = from,
                 .key = hash_mix(run->seed, STEP_TAG, from, 0)};
    work.x = x;
    pool_run(run->pool, step_block, &work, (n + BLOCK_POINTS - 1) / BLOCK_POINTS);
}

void sampler_start(double *x, size_t n, size_t d, const SamplerRun *run) {
    uint64_t key = hash_mix(run->seed, START_TAG, 0, 0);
    for (size_t first = 0; first < n; first += BLOCK_POINTS) {
        size_t count = n - first < BLOCK_POINTS ? n - first : BLOCK_POINTS;
        Stream words = stream_new(key, first / BLOCK_POINTS);
        stream_normals(&words, x + first * d, count * d);
    }
}
