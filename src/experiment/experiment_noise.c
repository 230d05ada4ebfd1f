/* experiment_noise.c - sums of noises, and noise in many dimensions. */
#include <math.h>

#include "base/stream.h"
#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"

/* ---- deviations-add ---- */

#define DRAWS_SMALL 100000
#define DRAWS_FULL 10000000
#define BLOCK 1000

/* The variance of sqrt(alpha_2 beta_1) eps_1 + sqrt(beta_2) eps_2 by draws. */
static void measure_two(ExperimentTable *table, const ExperimentRun *run,
                        const Schedule *schedule) {
    double noise[2 * BLOCK];
    double first = schedule->sqrt_alpha[2] * schedule->sqrt_beta[1];
    Mean mean = {0};
    size_t blocks = (run->full ? DRAWS_FULL : DRAWS_SMALL) / BLOCK;
    for (size_t b = 0; b < blocks && !experiment_is_stopped(run); b++) {
        Stream stream = stream_new(run->seed, b);
        stream_normals(&stream, noise, (size_t)2 * BLOCK);
        for (size_t i = 0; i < BLOCK; i++) {
            double sum = first * noise[2 * i] + schedule->sqrt_beta[2] * noise[2 * i + 1];
            mean_add(&mean, sum * sum / schedule->one_minus_alpha_bar[2]);
        }
    }
    experiment_put(table, mean_of(&mean), mean_error(&mean), "drawn/variances(t=2)");
}

static bool run_deviations_add(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    (void)arena;
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    measure_two(table, run, schedule);
    double deviation = 0.0;
    for (size_t t = 1; t <= schedule->steps; t++) {
        deviation = schedule->sqrt_alpha[t] * deviation + schedule->sqrt_beta[t];
        if (t == 2 || t == 10 || t == 100 || t == schedule->steps) {
            experiment_put(table, deviation * deviation / schedule->one_minus_alpha_bar[t], 0.0,
                           "deviations/variances(t=%zu)", t);
        }
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_deviations_add = {
    .name = "deviations-add",
    .doc = "drawn/variances(t=2): variance of the two noises in x_2, in shares of the sum of their "
           "variances; deviations/variances(t=T): the same if standard deviations were added",
    .question = "Do standard deviations add when two noises are merged?",
    .schedule = "linear",
    .steps = 1000,
    .drawn = true,
    .sources = "base/stream.c base/stream_wide.c diffusion",
    .file = "experiment_noise.c",
    .run = run_deviations_add,
};

/* ---- dimension ---- */

/* E|eps| = sqrt(2) Gamma((d + 1)/2) / Gamma(d/2) of a standard normal eps in d dimensions, and
 * E|eps|^2 = d. */
static bool run_dimension(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const double dimensions[] = {1.0, 2.0, 100.0, 3072.0};
    (void)run;
    (void)arena;
    for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++) {
        double d = dimensions[i];
        double mean = sqrt(2.0) * exp(lgamma(0.5 * (d + 1.0)) - lgamma(0.5 * d));
        /* lgamma(1536) is 9,700, good to a part in 1e15: ten digits of the mean, and six of what
         * is left of d - mean^2. */
        experiment_put(table, mean / sqrt(d), 0.0, "mean(d=%g)", d);
        experiment_put(table, sqrt(fmax(1.0 - mean * mean / d, 0.0)), 0.0, "spread(d=%g)", d);
    }
    return true;
}

const ExperimentRow experiment_dimension = {
    .name = "dimension",
    .doc =
        "mean(d=D), spread(d=D): mean and standard deviation of |eps| in D dimensions, in shares "
        "of sqrt(D)",
    .question = "How long is the noise in many dimensions?",
    .sources = "",
    .file = "experiment_noise.c",
    .run = run_dimension,
};
