/* experiment_sampler.c - samplers with the exact denoiser, against the data: jumps, noise,
 * clipping, and whether x_0 comes back. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion/measure.h"
#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"

/* One sampler at work: the exact denoiser of the run's data, and what the draws go into. */
typedef struct {
    const ExperimentRun *run;
    const DataSet *data;
    Schedule *schedule;
    ExactDenoiser exact;
    SamplerRun sampler;
    size_t n;
    double *x, *fresh, *work; /* (n), (n), measure_workspace */
    size_t *tau;              /* (T + 1) */
} Bench;

static void bench_open(Bench *bench, const ExperimentRun *run, size_t n, Arena *arena) {
    *bench = (Bench){.run = run,
                     .data = experiment_data(run, arena),
                     .schedule = experiment_schedule(run, run->setting.steps),
                     .n = n,
                     .x = arena_array(arena, n, sizeof(double)),
                     .fresh = arena_array(arena, n, sizeof(double)),
                     .work = arena_array(arena, measure_workspace(n, n), sizeof(double))};
    bench->exact = (ExactDenoiser){bench->data, bench->schedule};
    bench->tau = arena_array(arena, bench->schedule->steps + 1, sizeof *bench->tau);
    bench->sampler = (SamplerRun){.schedule = bench->schedule,
                                  .denoiser = denoiser_exact(&bench->exact),
                                  .variance = SAMPLER_POSTERIOR,
                                  .eta = 1.0,
                                  .seed = run->seed,
                                  .pool = run->pool};
    Stream stream = stream_new(run->seed, 0);
    data_sample(bench->data, bench->fresh, n, &stream);
}

/* `count` steps from N(0, 1) at T to the data. */
static void bench_sample(Bench *bench, const char *sampler, size_t count) {
    const SamplerRow *row = sampler_find(sampler);
    assert(row != NULL);
    size_t steps = count < bench->schedule->steps ? count : bench->schedule->steps;
    sampler_steps(bench->tau, steps, bench->schedule->steps, SAMPLER_UNIFORM);
    sampler_start(bench->x, bench->n, 1, &bench->sampler);
    for (size_t i = steps; i > 0 && !experiment_is_stopped(bench->run); i--) {
        sampler_step(bench->x, bench->n, 1, row, &bench->sampler, bench->tau[i], bench->tau[i - 1]);
    }
}

/* Energy distance of what was sampled from fresh data. */
static Computed bench_energy(Bench *bench) {
    EnergyDistance energy =
        measure_energy(bench->x, bench->n, bench->fresh, bench->n, 1, bench->work);
    return (Computed){energy.distance, fmax(energy.standard_error, energy.floor)};
}

/* ---- skip-steps ---- */

/* The update from t to t - 1 as it is, at every k-th step only. */
static void bench_skip(Bench *bench, size_t k) {
    const SamplerRow *row = sampler_find("ddpm");
    assert(row != NULL);
    sampler_start(bench->x, bench->n, 1, &bench->sampler);
    for (size_t t = bench->schedule->steps; t >= 1 && !experiment_is_stopped(bench->run);
         t = t > k ? t - k : 0) {
        sampler_step(bench->x, bench->n, 1, row, &bench->sampler, t, t - 1);
    }
}

static bool run_skip_steps(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const size_t skips[] = {1, 2, 10, 50};
    Bench bench;
    bench_open(&bench, run, run->full ? 200000 : 4000, arena);
    for (size_t i = 0; i < sizeof skips / sizeof skips[0]; i++) {
        bench_skip(&bench, skips[i]);
        Computed energy = bench_energy(&bench);
        experiment_put(table, energy.value, energy.error, "skipping(every %zu)", skips[i]);
    }
    for (size_t i = 2; i < sizeof skips / sizeof skips[0]; i++) {
        size_t count = bench.schedule->steps / skips[i];
        bench_sample(&bench, "ddpm", count > 0 ? count : 1);
        Computed energy = bench_energy(&bench);
        experiment_put(table, energy.value, energy.error, "respaced(every %zu)", skips[i]);
        bench.sampler.eta = 0.0;
        bench_sample(&bench, "ddim", count > 0 ? count : 1);
        bench.sampler.eta = 1.0;
        energy = bench_energy(&bench);
        experiment_put(table, energy.value, energy.error, "ddim(every %zu)", skips[i]);
    }
    schedule_free(bench.schedule);
    return true;
}

const ExperimentRow experiment_skip_steps = {
    .name = "skip-steps",
    .doc = "energy distance from the data, exact denoiser: skipping(every K): DDPM's update "
           "unchanged at every K-th step; respaced, ddim(every K): the update of the whole jump",
    .question = "May DDPM skip steps?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .drawn = true,
    .sources = "base/stream.c base/stream_wide.c diffusion",
    .file = "experiment_sampler.c",
    .run = run_skip_steps,
};

/* ---- eta ---- */

static bool run_eta(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const size_t counts[] = {5, 20, 100};
    static const double etas[] = {0.0, 0.5, 1.0};
    Bench bench;
    bench_open(&bench, run, run->full ? 400000 : 20000, arena);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (size_t k = 0; k < sizeof etas / sizeof etas[0]; k++) {
            bench.sampler.eta = etas[k];
            bench_sample(&bench, "ddim", counts[i]);
            Computed energy = bench_energy(&bench);
            experiment_put(table, energy.value, energy.error, "energy(eta=%g,steps=%zu)", etas[k],
                           counts[i]);
        }
    }
    schedule_free(bench.schedule);
    return true;
}

const ExperimentRow experiment_eta = {
    .name = "eta",
    .doc = "energy(eta=E,steps=N): energy distance of DDIM's samples from the data, exact denoiser",
    .question = "Is sampling without noise better?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .drawn = true,
    .sources = "base/stream.c base/stream_wide.c diffusion",
    .file = "experiment_sampler.c",
    .run = run_eta,
};

/* ---- clipping ---- */

/* A denoiser that errs gives this share of the noise, at every x and t. */
#define NOISE_SHARE 0.9

static void erring_noise(const void *context, double *eps, const double *x, size_t n, size_t d,
                         size_t t) {
    const Denoiser *exact = context;
    exact->noise(exact->context, eps, x, n, d, t);
    for (size_t i = 0; i < n * d; i++) {
        eps[i] *= NOISE_SHARE;
    }
}

/* All fresh data lie between these. */
static void data_range(const Bench *bench, double *low, double *high) {
    *low = HUGE_VAL;
    *high = -HUGE_VAL;
    for (size_t i = 0; i < bench->n; i++) {
        *low = fmin(*low, bench->fresh[i]);
        *high = fmax(*high, bench->fresh[i]);
    }
}

static bool run_clipping(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const char *const names[2][2] = {{"exact(as it is)", "exact(clipped)"},
                                            {"10 % short(as it is)", "10 % short(clipped)"}};
    Bench bench;
    bench_open(&bench, run, run->full ? 200000 : 4000, arena);
    const Denoiser exact = bench.sampler.denoiser;
    data_range(&bench, &bench.sampler.clip_low, &bench.sampler.clip_high);
    for (size_t errs = 0; errs < 2; errs++) {
        for (size_t clips = 0; clips < 2; clips++) {
            bench.sampler.denoiser = exact;
            if (errs == 1) {
                bench.sampler.denoiser = (Denoiser){.noise = erring_noise, .context = &exact};
            }
            bench.sampler.clips = clips == 1;
            bench.sampler.eta = 0.0;
            bench_sample(&bench, "ddim", 10);
            Computed energy = bench_energy(&bench);
            experiment_put(table, energy.value, energy.error, "%s", names[errs][clips]);
        }
    }
    schedule_free(bench.schedule);
    return true;
}

const ExperimentRow experiment_clipping = {
    .name = "clipping",
    .doc = "energy distance of DDIM's samples in 10 steps from the data, x_0 clipped to the data's "
           "range or not; exact denoiser, and one whose noise is 10 % short",
    .question = "What does clipping x_0 do?",
    .data = "uniform",
    .on_a_line = true,
    .schedule = "cosine",
    .steps = 1000,
    .drawn = true,
    .sources = "base/stream.c base/stream_wide.c diffusion",
    .file = "experiment_sampler.c",
    .run = run_clipping,
};

/* ---- way-back ---- */

static double correlation_of(const double *x, const double *y, size_t n) {
    double sx = 0.0, sy = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
    for (size_t i = 0; i < n; i++) {
        sx += x[i];
        sy += y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
        xy += x[i] * y[i];
    }
    double count = (double)n;
    return (xy / count - sx / count * (sy / count)) /
           sqrt((xx / count - sx / count * (sx / count)) *
                (yy / count - sy / count * (sy / count)));
}

/* x_t of each fresh x_0, and back from there in as many steps as `count` of the whole way. */
static double way_back(Bench *bench, const char *sampler, size_t t, size_t count) {
    const SamplerRow *row = sampler_find(sampler);
    assert(row != NULL);
    Stream stream = stream_new(bench->run->seed, t);
    stream_normals(&stream, bench->x, bench->n);
    for (size_t i = 0; i < bench->n; i++) {
        bench->x[i] = bench->schedule->sqrt_alpha_bar[t] * bench->fresh[i] +
                      bench->schedule->sqrt_one_minus_alpha_bar[t] * bench->x[i];
    }
    size_t steps = count < t ? count : t;
    sampler_steps(bench->tau, steps, t, SAMPLER_UNIFORM);
    for (size_t i = steps; i > 0 && !experiment_is_stopped(bench->run); i--) {
        sampler_step(bench->x, bench->n, 1, row, &bench->sampler, bench->tau[i], bench->tau[i - 1]);
    }
    return correlation_of(bench->fresh, bench->x, bench->n);
}

static bool run_way_back(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const size_t shown[] = {100, 300, 1000};
    Bench bench;
    bench_open(&bench, run, run->full ? 400000 : 8000, arena);
    double root = sqrt((double)bench.n);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0] && shown[i] <= bench.schedule->steps;
         i++) {
        bench.sampler.eta = 1.0;
        double r = way_back(&bench, "ddpm", shown[i], 50);
        experiment_put(table, r, (1.0 - r * r) / root, "ddpm(t=%zu)", shown[i]);
        bench.sampler.eta = 0.0;
        r = way_back(&bench, "ddim", shown[i], 50);
        experiment_put(table, r, (1.0 - r * r) / root, "ddim(t=%zu)", shown[i]);
    }
    schedule_free(bench.schedule);
    return true;
}

const ExperimentRow experiment_way_back = {
    .name = "way-back",
    .doc = "ddpm(t=T), ddim(t=T): correlation of x_0 with what comes back from its own x_t, exact "
           "denoiser, 50 steps",
    .question = "Does the reverse chain recover x_0?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .drawn = true,
    .sources = "base/stream.c base/stream_wide.c diffusion",
    .file = "experiment_sampler.c",
    .run = run_way_back,
};

/* ---- ddim-steps ---- */

/* Middles of so many equal shares of the laws, a multiple of three: the middle ones of each three
 * are those of a third as many shares, and give the error. */
#define SHARES_SMALL ((size_t)1500)
#define SHARES_FULL ((size_t)15000)
#define LINE_PLACES 8001

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* W_1 of two laws by their quantiles: x is sorted. */
static double quantile_distance(const double *x, const double *y, size_t first, size_t stride,
                                size_t count) {
    double sum = 0.0;
    for (size_t i = first; i < count; i += stride) {
        sum += fabs(x[i] - y[i]);
    }
    return sum * (double)stride / (double)count;
}

/* Where the data have a gap a share may lie on the wrong side of it: W_1 is then wrong by the gap's
 * share, while W_2 would be by its root. */
static double widest_gap(const double *y, size_t count) {
    double widest = 0.0;
    for (size_t i = 1; i < count; i++) {
        widest = fmax(widest, y[i] - y[i - 1]);
    }
    return widest;
}

static void put_distance(ExperimentTable *table, double *x, const double *y, size_t count,
                         size_t steps) {
    qsort(x, count, sizeof *x, compare_doubles);
    double fine = quantile_distance(x, y, 0, 1, count);
    double error = fabs(fine - quantile_distance(x, y, 1, 3, count));
    experiment_put(table, fine, error + widest_gap(y, count) / (double)count, "w1(steps=%zu)",
                   steps);
}

static bool run_ddim_steps(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const size_t counts[] = {1, 5, 10, 20, 50, 100, 1000};
    size_t count = run->full ? SHARES_FULL : SHARES_SMALL;
    Bench bench;
    bench_open(&bench, run, count, arena);
    Line line = line_new(arena, LINE_PLACES);
    (void)line_fill(&line, bench.data, 1.0, 0.0);
    line_quantiles(bench.fresh, count, &line, arena_array(arena, LINE_PLACES, sizeof(double)));
    bench.sampler.eta = 0.0;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        size_t steps = counts[i] < bench.schedule->steps ? counts[i] : bench.schedule->steps;
        sampler_steps(bench.tau, steps, bench.schedule->steps, SAMPLER_UNIFORM);
        normal_quantiles(bench.x, count);
        for (size_t k = steps; k > 0 && !experiment_is_stopped(run); k--) {
            sampler_step(bench.x, count, 1, sampler_find("ddim"), &bench.sampler, bench.tau[k],
                         bench.tau[k - 1]);
        }
        put_distance(table, bench.x, bench.fresh, count, counts[i]);
    }
    schedule_free(bench.schedule);
    return true;
}

const ExperimentRow experiment_ddim_steps = {
    .name = "ddim-steps",
    .doc = "w1(steps=N): Wasserstein distance W_1 of DDIM's law from the data's, exact denoiser, "
           "no noise, uniform jumps",
    .question = "How many steps does DDIM need?",
    .data = "mix2",
    .on_a_line = true,
    .has_density = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_sampler.c",
    .run = run_ddim_steps,
};
