/* adam.c - see adam.h. */
#include "nn/adam.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/versions.h"
#include "nn/floats_internal.h"
#include "nn/slices_internal.h"

/* keep_k = k / (k + 9) in step k, until `keep` is reached: the first average is nine tenths of the
 * first step's parameters. */
#define AVERAGE_DELAY 9.0
/* Partial sums of squares in a slice. */
#define SUMS ((size_t)8)
#define PI 3.14159265358979323846
/* Slices that the sums of squares have room for on the stack: of 16 million parameters. */
#define SLICES_MAX ((size_t)4096)

NnAdamDef nn_adam_def_default(void) {
    return (NnAdamDef){.rate = 3e-3,
                       .last = 0.0,
                       .warm_up = 200,
                       .total = 10000,
                       .beta_1 = 0.9,
                       .beta_2 = 0.999,
                       .epsilon = 1e-8,
                       .decay = 0.0,
                       .clip = 1.0,
                       .keep = 0.999};
}

bool nn_adam_def_check(const NnAdamDef *def, Arena *arena, const char **why) {
    *why = NULL;
    if (!(def->rate > 0.0) || !isfinite(def->rate)) {
        *why = arena_printf(arena, "the learning rate is %g; it must be positive", def->rate);
    } else if (!(def->last >= 0.0 && def->last <= 1.0)) {
        *why = arena_printf(arena, "the last rate is %g of the peak; it can be 0 to 1", def->last);
    } else if (def->total <= def->warm_up) {
        *why = arena_printf(arena,
                            "the run has %zu steps; it must be longer than the warm-up of "
                            "%zu",
                            def->total, def->warm_up);
    } else if (!(def->beta_1 >= 0.0 && def->beta_1 < 1.0) ||
               !(def->beta_2 >= 0.0 && def->beta_2 < 1.0) ||
               !(def->keep >= 0.0 && def->keep < 1.0)) {
        *why = arena_printf(arena,
                            "beta_1, beta_2 and the share that the running mean keeps are %g, %g "
                            "and %g; they can be 0 to 1, but not 1",
                            def->beta_1, def->beta_2, def->keep);
    } else if (!(def->epsilon > 0.0) || !(def->decay >= 0.0) || !(def->clip >= 0.0) ||
               !isfinite(def->epsilon + def->decay + def->clip)) {
        *why = arena_printf(arena,
                            "epsilon, the decay of the weights and the longest gradient are %g, %g "
                            "and %g; they must be finite and not negative, epsilon positive",
                            def->epsilon, def->decay, def->clip);
    }
    return *why == NULL;
}

double nn_adam_rate(const NnAdamDef *def, uint64_t k) {
    assert(k >= 1);
    if (k <= def->warm_up) {
        return def->rate * (double)k / (double)def->warm_up;
    }
    double way = (double)(k - def->warm_up) / (double)(def->total - def->warm_up);
    double fall = 0.5 * (1.0 + cos(PI * fmin(way, 1.0)));
    return def->rate * (def->last + (1.0 - def->last) * fall);
}

NnAdam *nn_adam_new(Arena *arena, const NnAdamDef *def, size_t count) {
    assert(nn_slice_count(count) <= SLICES_MAX);
    NnAdam *adam = arena_alloc(arena, sizeof *adam);
    *adam = (NnAdam){.def = *def,
                     .count = count,
                     .parameters = nn_floats(arena, count),
                     .first = nn_floats(arena, count),
                     .second = nn_floats(arena, count),
                     .average = nn_floats(arena, count)};
    return adam;
}

void nn_adam_start(NnAdam *adam) {
    size_t size = adam->count * sizeof *adam->parameters;
    memcpy(adam->average, adam->parameters, size);
    memset(adam->first, 0, size);
    memset(adam->second, 0, size);
    adam->step = 0;
}

/* --- length --- */

typedef struct {
    const float *gradient;
    size_t count;
    double *squares; /* per slice */
} NormWork;

VERSIONS_BODY void sum_squares_body(double *sum, const float *x, size_t n) {
    double sums[SUMS] = {0.0};
    size_t i = 0;
    for (; i + SUMS <= n; i += SUMS) {
        for (size_t k = 0; k < SUMS; k++) {
            sums[k] += (double)x[i + k] * (double)x[i + k];
        }
    }
    for (; i < n; i++) {
        sums[0] += (double)x[i] * (double)x[i];
    }
    *sum = 0.0;
    for (size_t k = 0; k < SUMS; k++) {
        *sum += sums[k];
    }
}
VERSIONS(static, sum_squares, (double *sum, const float *x, size_t n), (sum, x, n))

static void norm_slice(void *context, size_t slice) {
    const NormWork *work = context;
    sum_squares(&work->squares[slice], work->gradient + slice * NN_SLICE,
                nn_slice_length(work->count, slice));
}

double nn_adam_norm(const NnAdam *adam, const float *gradient, Pool *pool) {
    double squares[SLICES_MAX];
    size_t slices = nn_slice_count(adam->count);
    NormWork work = {.gradient = gradient, .count = adam->count, .squares = squares};
    pool_run(pool, norm_slice, &work, slices);
    double sum = 0.0;
    for (size_t i = 0; i < slices; i++) {
        sum += squares[i];
    }
    return sqrt(sum);
}

/* --- step --- */

/* What a step multiplies with, the same for all parameters. */
typedef struct {
    float shrink;         /* of the gradient, to clip it */
    float keep_1, take_1; /* beta_1, 1 - beta_1 */
    float keep_2, take_2; /* beta_2, 1 - beta_2 */
    float length;         /* rate / (1 - beta_1^k) */
    float unbias_2;       /* 1 / sqrt(1 - beta_2^k) */
    float epsilon, decay; /* decay: rate times the decay of the weights */
    float take_average;   /* 1 - keep_k */
} StepFactors;

typedef struct {
    NnAdam *adam;
    const float *gradient;
    StepFactors factors;
} StepWork;

VERSIONS_BODY void update_body(float *parameters, float *first, float *second, float *average,
                               const float *gradient, size_t n, const StepFactors *factors) {
    float *restrict theta = parameters, *restrict m = first, *restrict v = second;
    float *restrict mean = average;
    const float *restrict raw = gradient;
    const StepFactors f = *factors;
    for (size_t i = 0; i < n; i++) {
        float g = raw[i] * f.shrink;
        m[i] = f.keep_1 * m[i] + f.take_1 * g;
        v[i] = f.keep_2 * v[i] + f.take_2 * (g * g);
        float spread = sqrtf(v[i]) * f.unbias_2 + f.epsilon;
        theta[i] -= f.length * m[i] / spread + f.decay * theta[i];
        mean[i] += f.take_average * (theta[i] - mean[i]);
    }
}
VERSIONS(static, update,
         (float *parameters, float *first, float *second, float *average, const float *gradient,
          size_t n, const StepFactors *factors),
         (parameters, first, second, average, gradient, n, factors))

static void step_slice(void *context, size_t slice) {
    const StepWork *work = context;
    NnAdam *adam = work->adam;
    size_t at = slice * NN_SLICE;
    update(adam->parameters + at, adam->first + at, adam->second + at, adam->average + at,
           work->gradient + at, nn_slice_length(adam->count, slice), &work->factors);
}

/* 1 - beta^k, without the cancellation of a beta near 1; beta 0 gives 1. */
static double unbias(double beta, uint64_t k) {
    return -expm1((double)k * log(beta));
}

void nn_adam_step(NnAdam *adam, const float *gradient, double norm, Pool *pool) {
    assert(isfinite(norm));
    const NnAdamDef *def = &adam->def;
    uint64_t k = ++adam->step;
    double rate = nn_adam_rate(def, k);
    double keep = fmin(def->keep, (double)k / ((double)k + AVERAGE_DELAY));
    StepWork work = {.adam = adam,
                     .gradient = gradient,
                     .factors = {.shrink = def->clip > 0.0 && norm > def->clip
                                               ? (float)(def->clip / norm)
                                               : 1.0F,
                                 .keep_1 = (float)def->beta_1,
                                 .take_1 = (float)(1.0 - def->beta_1),
                                 .keep_2 = (float)def->beta_2,
                                 .take_2 = (float)(1.0 - def->beta_2),
                                 .length = (float)(rate / unbias(def->beta_1, k)),
                                 .unbias_2 = (float)(1.0 / sqrt(unbias(def->beta_2, k))),
                                 .epsilon = (float)def->epsilon,
                                 .decay = (float)(rate * def->decay),
                                 .take_average = (float)(1.0 - keep)}};
    pool_run(pool, step_slice, &work, nn_slice_count(adam->count));
}
