/* experiment_reverse.c - is the reverse step a Gaussian?
 *
 * q(x_{t-1}|x_t) by Bayes on a grid, for data whose density is known, against the Gaussian of its
 * mean and variance: the divergence of the two, averaged over x_t. */
#include <math.h>

#include "diffusion/step_back.h"
#include "experiment/experiment_internal.h"

/* Places of x_t in the average, odd: every second of them gives a second answer, and the difference
 * bounds the error. */
#define PLACES_SMALL 401
#define PLACES_FULL 1601
/* Standard deviations of x_t that the average goes out to: e^-32 of the density is beyond them. */
#define REACH 8.0

static const double betas[] = {0.001, 0.005, 0.02, 0.1, 0.3, 0.5, 0.9};
#define BETA_COUNT (sizeof betas / sizeof betas[0])

typedef struct {
    const DataSet *data;
    const ExperimentRun *run;
    size_t places;
    double *kl;     /* (BETA_COUNT, places) */
    double *weight; /* likewise: the density of x_t */
} Sweep;

/* One x_t at one beta. */
static void look_back(void *context, size_t item) {
    const Sweep *sweep = context;
    double density[STEP_BACK_PLACES];
    double beta = betas[item / sweep->places];
    double place = (double)(item % sweep->places) / (double)(sweep->places - 1);
    double scale = sqrt(1.0 - beta), spread = sqrt(beta);
    double width = sqrt(scale * scale * sweep->data->covariance[0] + beta);
    double xt = scale * sweep->data->mean[0] + REACH * width * (2.0 * place - 1.0);
    double log_density = -HUGE_VAL;
    sweep->kl[item] = 0.0;
    sweep->weight[item] = 0.0;
    const DataNoised asked = {.log_density = &log_density};
    if (experiment_is_stopped(sweep->run) ||
        !data_noised(&asked, sweep->data, &xt, 1, scale, spread)) {
        return;
    }
    StepBack back = step_back(density, sweep->data, 1.0, 0.0, beta, xt);
    if (back.exists) {
        sweep->kl[item] = back.kl;
        sweep->weight[item] = exp(log_density);
    }
}

static double average(const Sweep *sweep, size_t row, size_t stride) {
    double sum = 0.0, weights = 0.0;
    for (size_t i = 0; i < sweep->places; i += stride) {
        size_t item = row * sweep->places + i;
        sum += sweep->weight[item] * sweep->kl[item];
        weights += sweep->weight[item];
    }
    return sum / weights;
}

static bool run_reverse_kl(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    Sweep sweep = {.data = experiment_data(run, arena),
                   .run = run,
                   .places = run->full ? PLACES_FULL : PLACES_SMALL};
    size_t count = BETA_COUNT * sweep.places;
    sweep.kl = arena_array(arena, count, sizeof *sweep.kl);
    sweep.weight = arena_array(arena, count, sizeof *sweep.weight);
    pool_run(run->pool, look_back, &sweep, count);
    for (size_t row = 0; row < BETA_COUNT; row++) {
        double fine = average(&sweep, row, 1), coarse = average(&sweep, row, 2);
        experiment_put(table, fine, fabs(fine - coarse), "kl(beta=%g)", betas[row]);
    }
    return true;
}

const ExperimentRow experiment_reverse_kl = {
    .name = "reverse-kl",
    .doc =
        "kl(beta=B): divergence of q(x_{t-1}|x_t) from its best Gaussian, in nats, mean over x_t",
    .question = "Is the reverse step a Gaussian?",
    .data = "mix2",
    .on_a_line = true,
    .has_density = true,
    .sources = "diffusion",
    .file = "experiment_reverse.c",
    .run = run_reverse_kl,
};
