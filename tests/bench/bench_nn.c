/* bench_nn.c - training and sampling with the network, beside PyTorch and beside OpenBLAS alone.
 *
 * PyTorch runs in a child, bench_nn.py, with the number of threads that is best for it, and is
 * asked for one measurement at a time: all take turns in this one run, so that a machine that slows
 * down slows all of them. Every figure is the median of REPETITIONS turns after one that does not
 * count. We clip, average the parameters and lower the rate besides; PyTorch does not. Start at the
 * top of the tree. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jobs.h"
#include "denoise/training.h"
#include "diffusion/data.h"
#include "diffusion/sampler.h"
#include "diffusion/schedule.h"
#include "nn/blas.h"
#include "nn/frozen.h"
#include "nn/trainer.h"
#include "python_child.h"
#include "times.h"

#define STEPS 1000L
#define POINTS ((size_t)10000)
#define REPETITIONS 7
/* A run of PyTorch takes a quarter of a minute. */
#define SAMPLING_REPETITIONS 3
/* Steps of one measurement, so that it takes some tenths of a second. */
#define LARGE_BATCH ((size_t)1024)
#define LARGE_STEPS ((size_t)100)
#define SMALL_BATCH ((size_t)32)
#define SMALL_STEPS ((size_t)1000)
#define SEED 1u

static _Noreturn void end(const char *what) {
    fprintf(stderr, "bench_nn: %s\n", what);
    exit(EXIT_FAILURE);
}

/* --- PyTorch --- */

static void torch_start(PythonChild *torch, const Schedule *schedule) {
    if (!python_start(torch, "tests/bench/bench_nn.py"))
        return;
    fprintf(torch->to, "start %zu", schedule->steps);
    for (size_t t = 1; t <= schedule->steps; t++)
        fprintf(torch->to, " %.17g %.17g", schedule->sqrt_alpha_bar[t],
                schedule->sqrt_one_minus_alpha_bar[t]);
    fputc('\n', torch->to);
    python_greet(torch);
}

static double torch_measure(PythonChild *torch, const char *what, int *threads) {
    char line[128];
    double milliseconds = 0.0;
    fprintf(torch->to, "%s\n", what);
    if (!python_answer(torch, line, sizeof line) ||
        sscanf(line, "%lf %*f %d", &milliseconds, threads) != 2)
        end("bench_nn.py gave no answer");
    return milliseconds;
}

/* --- measurements --- */

typedef struct {
    Arena *arena;
    Pool *pool;
    const Schedule *schedule;
    const DataSet *data;
} Bench;

static NnTrainer *trainer_new(const Bench *bench, size_t batch) {
    NnTrainerDef def = nn_trainer_def_default();
    def.batch = batch;
    def.seed = SEED;
    def.data = training_data(bench->data);
    def.scale = bench->schedule->sqrt_alpha_bar;
    def.spread = bench->schedule->sqrt_one_minus_alpha_bar;
    def.pool = bench->pool;
    return nn_trainer_new(bench->arena, &def);
}

static double our_training(NnTrainer *trainer, size_t steps) {
    double start = clock_milliseconds();
    for (size_t i = 0; i < steps; i++) {
        if (!nn_trainer_step(trainer))
            end(trainer->failure);
    }
    return clock_milliseconds() - start;
}

/* The products of matrices of a training step, and nothing else, by the same lanes. */
typedef struct {
    const NnMlp *mlp;
    size_t rows; /* of a lane */
    NnWorkspace *workspaces;
    float *parameters, *out;
    float **gradients;
} Products;

static void run_products(void *context, size_t lane) {
    const Products *products = context;
    const NnMlp *mlp = products->mlp;
    const NnWorkspace *workspace = &products->workspaces[lane];
    float *out = products->out + lane * products->rows * NN_DIMENSION_MAX;
    size_t rows = products->rows;
    for (size_t l = 0; l < mlp->layer_count; l++) {
        const NnLayer *layer = &mlp->layers[l];
        const NnProduct forward = {.a = l == 0 ? workspace->input : workspace->active[l - 1],
                                   .b = products->parameters + layer->weight,
                                   .stride_a = layer->inputs,
                                   .stride_b = layer->inputs,
                                   .turn_b = true};
        nn_product(l == mlp->def.depth ? out : workspace->slope[l], &forward, rows, layer->outputs,
                   layer->inputs);
    }
    for (size_t l = mlp->layer_count; l-- > 0;) {
        const NnLayer *layer = &mlp->layers[l];
        const float *g = l == mlp->def.depth ? out : workspace->active[l];
        const NnProduct weight = {.a = g,
                                  .b = l == 0 ? workspace->input : workspace->active[l - 1],
                                  .stride_a = layer->outputs,
                                  .stride_b = layer->inputs,
                                  .turn_a = true};
        nn_product(products->gradients[lane] + layer->weight, &weight, layer->outputs,
                   layer->inputs, rows);
        if (l == 0)
            continue;
        const NnProduct back = {.a = g,
                                .b = products->parameters + layer->weight,
                                .stride_a = layer->outputs,
                                .stride_b = layer->inputs};
        nn_product(workspace->slope[l - 1], &back, rows, layer->inputs, layer->outputs);
    }
}

static Products products_new(const Bench *bench, const NnTrainer *trainer) {
    size_t lanes = trainer->lane_count, count = trainer->adam->count;
    Products products = {.mlp = trainer->mlp, .rows = trainer->def.batch / lanes};
    products.workspaces = arena_array(bench->arena, lanes, sizeof *products.workspaces);
    products.gradients = arena_array(bench->arena, lanes, sizeof *products.gradients);
    products.parameters = arena_array(bench->arena, count, sizeof *products.parameters);
    products.out = arena_array(bench->arena, trainer->def.batch * NN_DIMENSION_MAX, sizeof(float));
    for (size_t i = 0; i < lanes; i++) {
        products.workspaces[i] = nn_workspace_new(bench->arena, trainer->mlp, products.rows);
        products.gradients[i] = arena_array(bench->arena, count, sizeof(float));
    }
    return products;
}

static double our_products(const Bench *bench, Products *products, size_t lanes, size_t steps) {
    double start = clock_milliseconds();
    for (size_t i = 0; i < steps; i++)
        pool_run(bench->pool, run_products, products, lanes);
    return clock_milliseconds() - start;
}

/* Floating-point operations of the products of a step: two per weight and row, three times, except
 * that nobody asks for the gradient by the input. */
static double operations(const NnMlp *mlp, size_t batch) {
    double weights = 0.0;
    for (size_t l = 0; l < mlp->layer_count; l++)
        weights += (l == 0 ? 2.0 : 3.0) * (double)(mlp->layers[l].inputs * mlp->layers[l].outputs);
    return 2.0 * weights * (double)batch;
}

static void bench_training(const Bench *bench, PythonChild *torch, size_t batch, size_t steps) {
    NnTrainer *trainer = trainer_new(bench, batch);
    Products products = products_new(bench, trainer);
    double ours[REPETITIONS], theirs[REPETITIONS], alone[REPETITIONS];
    char what[64];
    int threads = 0;
    (void)snprintf(what, sizeof what, "train %zu %zu", batch, steps);
    for (size_t i = 0; i <= REPETITIONS; i++) {
        size_t at = i == 0 ? 0 : i - 1; /* the first turn is overwritten */
        ours[at] = our_training(trainer, steps);
        alone[at] = our_products(bench, &products, trainer->lane_count, steps);
        theirs[at] = torch->from != NULL ? torch_measure(torch, what, &threads) : (double)NAN;
    }
    double samples = (double)(batch * steps), our = times_median(ours, REPETITIONS),
           product = times_median(alone, REPETITIONS);
    double gigaflops = 1e-6 * operations(trainer->mlp, batch) * (double)steps;
    printf("Training, batch %zu, threads: %zu (PyTorch: %d)\n", batch, pool_threads(bench->pool),
           threads);
    printf("  %-28s %12s %12s %10s\n", "", "ms/step", "samples/s", "GFLOP/s");
    printf("  %-28s %12.4f %12.0f %10.1f\n", "explore", our / (double)steps, 1e3 * samples / our,
           gigaflops / our);
    printf("  %-28s %12.4f %12.0f %10.1f\n", "its products alone (sgemm)", product / (double)steps,
           1e3 * samples / product, gigaflops / product);
    printf("  of the rate of sgemm at these shapes: %.0f %%\n", 100.0 * product / our);
    if (torch->from != NULL) {
        double their = times_median(theirs, REPETITIONS);
        printf("  %-28s %12.4f %12.0f %10.1f\n", torch->version, their / (double)steps,
               1e3 * samples / their, gigaflops / their);
        printf("  explore is %.2f times as fast\n", their / our);
    }
    putchar('\n');
}

static double our_sampling(const Bench *bench, const NnFrozen *frozen, double *x) {
    const SamplerRow *row = sampler_find("ddpm");
    if (row == NULL)
        end("no sampler ddpm");
    const SamplerRun run = {.schedule = bench->schedule,
                            .denoiser = {.noise = nn_frozen_noise, .context = frozen},
                            .variance = SAMPLER_POSTERIOR,
                            .seed = SEED,
                            .pool = bench->pool};
    double start = clock_milliseconds();
    sampler_start(x, POINTS, 2, &run);
    for (size_t t = bench->schedule->steps; t > 0; t--)
        sampler_step(x, POINTS, 2, row, &run, t, t - 1);
    return clock_milliseconds() - start;
}

static void bench_sampling(const Bench *bench, PythonChild *torch) {
    NnTrainer *trainer = trainer_new(bench, LARGE_BATCH);
    (void)our_training(trainer, LARGE_STEPS);
    const NnFrozen *frozen =
        nn_frozen_new(bench->arena, trainer->mlp, trainer->adam->average,
                      bench->schedule->sqrt_alpha_bar, bench->schedule->sqrt_one_minus_alpha_bar);
    double *x = arena_array(bench->arena, POINTS * 2, sizeof *x);
    double ours[SAMPLING_REPETITIONS], theirs[SAMPLING_REPETITIONS];
    char what[64];
    int threads = 0;
    (void)snprintf(what, sizeof what, "sample %zu", POINTS);
    for (size_t i = 0; i <= SAMPLING_REPETITIONS; i++) {
        size_t at = i == 0 ? 0 : i - 1;
        ours[at] = our_sampling(bench, frozen, x);
        theirs[at] = torch->from != NULL ? torch_measure(torch, what, &threads) : (double)NAN;
    }
    double our = times_median(ours, SAMPLING_REPETITIONS),
           evaluations = (double)POINTS * (double)STEPS;
    printf("Sampling, %zu points, %ld steps of DDPM, threads: %zu (PyTorch: %d)\n", POINTS, STEPS,
           pool_threads(bench->pool), threads);
    printf("  %-28s %12s %12s\n", "", "s", "points/s");
    printf("  %-28s %12.2f %12.0f\n", "explore", 1e-3 * our, 1e3 * (double)POINTS / our);
    if (torch->from != NULL) {
        double their = times_median(theirs, SAMPLING_REPETITIONS);
        printf("  %-28s %12.2f %12.0f\n", torch->version, 1e-3 * their,
               1e3 * (double)POINTS / their);
        printf("  explore is %.2f times as fast\n", their / our);
    }
    printf("  %.2f million evaluations of the network per second\n", 1e-3 * evaluations / our);
}

int main(void) {
    nn_blas_start();
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", STEPS, &error);
    if (schedule == NULL)
        end(error.message);
    Bench bench = {.arena = arena_new(), .pool = pool_new(0), .schedule = schedule};
    Diag diag = {0};
    if (!data_open(bench.arena, "ring", &bench.data, &diag))
        end(diag.message);
    PythonChild torch;
    signal(SIGPIPE, SIG_IGN); /* a child that ends early is noticed by its missing answer */
    torch_start(&torch, schedule);
    printf("%s\nNetwork 18-128-128-128-2, SiLU, Adam, ring of 8 Gaussians, T = %ld; medians of %d "
           "runs (sampling: %d), by turns.\n\n",
           nn_blas_description(), STEPS, REPETITIONS, SAMPLING_REPETITIONS);
    bench_training(&bench, &torch, LARGE_BATCH, LARGE_STEPS);
    bench_training(&bench, &torch, SMALL_BATCH, SMALL_STEPS);
    bench_sampling(&bench, &torch);
    if (torch.from == NULL)
        printf("Not compared with PyTorch: %s cannot import it (make deps-bench).\n", PYTHON);
    python_stop(&torch);
    pool_free(bench.pool);
    arena_free(bench.arena);
    schedule_free(schedule);
    return EXIT_SUCCESS;
}
