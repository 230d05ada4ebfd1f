/* measure_noise.c - how far a denoiser is from the exact one, see measure.h. */
#include <assert.h>
#include <math.h>

#include "base/hash.h"
#include "diffusion/measure.h"

/* Points drawn from one stream and evaluated together; their memory fits on the stack. */
#define BLOCK ((size_t)256)
/* Sums that a block leaves: of three squares, and of their squares. */
#define SUMS 6
/* Keep these draws apart from whatever else is drawn with the same seed. */
#define NOISE_TAG UINT64_C(0x6e6f697365)

typedef struct {
    const Denoiser *denoiser;
    ExactDenoiser exact;
    size_t t, n;
    uint64_t key;
    double *sums; /* (blocks, SUMS) */
} Work;

size_t measure_noise_workspace(size_t n) {
    return SUMS * ((n + BLOCK - 1) / BLOCK);
}

/* Per coordinate, of one point. */
static double mean_square(const double *a, const double *b, size_t d) {
    double sum = 0.0;
    for (size_t k = 0; k < d; k++) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum / (double)d;
}

static void add(double *sums, double value) {
    sums[0] += value;
    sums[1] += value * value;
}

static void measure_block(void *context, size_t block) {
    const Work *work = context;
    const DataSet *data = work->exact.data;
    const Schedule *schedule = work->exact.schedule;
    double x[BLOCK * DATA_DIMENSION_MAX], eps[BLOCK * DATA_DIMENSION_MAX];
    double exact[BLOCK * DATA_DIMENSION_MAX], theirs[BLOCK * DATA_DIMENSION_MAX];
    size_t first = block * BLOCK, d = data->dimension, t = work->t;
    size_t count = work->n - first < BLOCK ? work->n - first : BLOCK;
    Stream words = stream_new(work->key, block);
    data_sample(data, x, count, &words);
    stream_normals(&words, eps, count * d);
    for (size_t i = 0; i < count * d; i++) {
        x[i] = schedule->sqrt_alpha_bar[t] * x[i] + schedule->sqrt_one_minus_alpha_bar[t] * eps[i];
    }
    Denoiser best = denoiser_exact(&work->exact);
    best.noise(best.context, exact, x, count, d, t);
    work->denoiser->noise(work->denoiser->context, theirs, x, count, d, t);
    double *sums = work->sums + block * SUMS;
    for (size_t k = 0; k < SUMS; k++) {
        sums[k] = 0.0;
    }
    for (size_t i = 0; i < count; i++) {
        add(sums, mean_square(theirs + i * d, exact + i * d, d));
        add(sums + 2, mean_square(eps + i * d, exact + i * d, d));
        add(sums + 4, mean_square(eps + i * d, theirs + i * d, d));
    }
}

static void finish(double *mean, double *error, const double *sums, double n) {
    *mean = sums[0] / n;
    *error = sqrt(fmax(0.0, sums[1] - sums[0] * *mean) / ((n - 1.0) * n));
}

NoiseError measure_noise(const Denoiser *denoiser, const DataSet *data, const Schedule *schedule,
                         size_t t, size_t n, uint64_t seed, Pool *pool, double *workspace) {
    assert(n >= 2 && t >= 1 && t <= schedule->steps);
    Work work = {.denoiser = denoiser,
                 .exact = {data, schedule},
                 .t = t,
                 .n = n,
                 .key = hash_mix(seed, NOISE_TAG, t, 0)};
    work.sums = workspace;
    size_t blocks = (n + BLOCK - 1) / BLOCK;
    pool_run(pool, measure_block, &work, blocks);
    double sums[SUMS] = {0.0};
    for (size_t i = 0; i < blocks * SUMS; i++) {
        sums[i % SUMS] += workspace[i];
    }
    NoiseError result;
    finish(&result.excess, &result.excess_error, sums, (double)n);
    finish(&result.floor, &result.floor_error, sums + 2, (double)n);
    finish(&result.loss, &result.loss_error, sums + 4, (double)n);
    /* \nabla\log q(x_t) = -\mathrm E[\epsilon|x_t]/\sqrt{1-\bar\alpha_t}, claim: score-is-noise. */
    result.score_error = result.excess / schedule->one_minus_alpha_bar[t];
    return result;
}
