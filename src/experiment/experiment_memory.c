/* experiment_memory.c - what x_t still knows of x_0. */
#include <math.h>

#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"

/* ---- dependence ---- */

#define DRAWS_SMALL 40000
#define DRAWS_FULL 4000000
/* Draws of one stream. */
#define BLOCK 1000

/* Sums of x_0, x_{t-1}, x_t and their products, for correlations. */
typedef struct {
    double sum[3], product[3][3];
    size_t count;
} Moments;

static void moments_add(Moments *moments, const double x[3]) {
    for (size_t i = 0; i < 3; i++) {
        moments->sum[i] += x[i];
        for (size_t k = 0; k < 3; k++) {
            moments->product[i][k] += x[i] * x[k];
        }
    }
    moments->count++;
}

static double covariance(const Moments *moments, size_t i, size_t k) {
    double n = (double)moments->count;
    return moments->product[i][k] / n - moments->sum[i] / n * (moments->sum[k] / n);
}

static double correlation(const Moments *moments, size_t i, size_t k) {
    return covariance(moments, i, k) / sqrt(covariance(moments, i, i) * covariance(moments, k, k));
}

/* (x_0, x_{t-1}, x_t), the last by one step from x_{t-1}. */
static Moments draw_chain(const ExperimentRun *run, const DataSet *data, const Schedule *schedule,
                          size_t t) {
    size_t blocks = (run->full ? DRAWS_FULL : DRAWS_SMALL) / BLOCK;
    double x0[BLOCK], noise[2 * BLOCK];
    Moments moments = {0};
    for (size_t b = 0; b < blocks && !experiment_is_stopped(run); b++) {
        Stream stream = stream_new(run->seed, t * blocks + b);
        data_sample(data, x0, BLOCK, &stream);
        stream_normals(&stream, noise, (size_t)2 * BLOCK);
        for (size_t i = 0; i < BLOCK; i++) {
            double before = schedule->sqrt_alpha_bar[t - 1] * x0[i] +
                            schedule->sqrt_one_minus_alpha_bar[t - 1] * noise[2 * i];
            double after =
                schedule->sqrt_alpha[t] * before + schedule->sqrt_beta[t] * noise[2 * i + 1];
            moments_add(&moments, (double[3]){x0[i], before, after});
        }
    }
    return moments;
}

static bool run_dependence(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const size_t shown[] = {2, 100, 300, 1000};
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0] && shown[i] <= schedule->steps; i++) {
        size_t t = shown[i];
        Moments moments = draw_chain(run, data, schedule, t);
        double root = sqrt((double)moments.count);
        double r02 = correlation(&moments, 0, 2), r01 = correlation(&moments, 0, 1);
        double r12 = correlation(&moments, 1, 2);
        double part = (r02 - r01 * r12) / sqrt((1.0 - r01 * r01) * (1.0 - r12 * r12));
        double signal = schedule->alpha_bar[t] * data->covariance[0];
        double law = sqrt(signal / (signal + schedule->one_minus_alpha_bar[t]));
        /* Data with light tails spread a correlation less than Gaussians, whose error is this. */
        experiment_put(table, r02, (1.0 - r02 * r02) / root, "correlation(t=%zu)", t);
        experiment_put(table, part, 1.0 / root, "partial(t=%zu)", t);
        experiment_put(table, law, 0.0, "formula(t=%zu)", t);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_dependence = {
    .name = "dependence",
    .doc = "correlation(t=T): of x_0 and x_t, drawn; partial(t=T): what of it is left when "
           "x_{t-1} is known; formula(t=T): the correlation from alpha_bar_t",
    .question = "Are x_t and x_0 independent, since the chain is Markov?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .drawn = true,
    .sources = "base/stream.c base/stream_wide.c diffusion",
    .file = "experiment_memory.c",
    .run = run_dependence,
};

/* ---- second-order ---- */

/* x_t = a x_{t-1} + b x_{t-2} + sqrt(beta) eps_t, x_0 standard normal, x_1 = sqrt(1 - beta) x_0 +
 * sqrt(beta) eps_1: every step adds the same fresh noise as the chain with b = 0. a is such that
 * the variance stays 1 in the long run:
 *     a^2 = (1 - b^2 - beta)(1 - b) / (1 + b). */
#define ONE_STEP 0.02

typedef struct {
    double a, b;
    double with_x0[2];  /* covariance of x_0 with x_t and x_{t-1} */
    double variance[2]; /* of x_t and x_{t-1} */
    double between;     /* covariance of the two */
} TwoLags;

static TwoLags two_lags(double b) {
    double keep = sqrt(1.0 - ONE_STEP);
    return (TwoLags){.a = sqrt((1.0 - b * b - ONE_STEP) * (1.0 - b) / (1.0 + b)),
                     .b = b,
                     .with_x0 = {keep, 1.0},
                     .variance = {1.0, 1.0},
                     .between = keep};
}

static void two_lags_step(TwoLags *chain) {
    double a = chain->a, b = chain->b;
    double with_x0 = a * chain->with_x0[0] + b * chain->with_x0[1];
    double variance = a * a * chain->variance[0] + b * b * chain->variance[1] +
                      2.0 * a * b * chain->between + ONE_STEP;
    double between = a * chain->variance[0] + b * chain->between;
    chain->with_x0[1] = chain->with_x0[0];
    chain->with_x0[0] = with_x0;
    chain->variance[1] = chain->variance[0];
    chain->variance[0] = variance;
    chain->between = between;
}

/* I(x_0; x_t), nats. */
static double information(const TwoLags *chain) {
    return -0.5 * log1p(-chain->with_x0[0] * chain->with_x0[0] / chain->variance[0]);
}

/* Less than this of x_0 is left: as good as gone. */
#define GONE 1e-4
#define STEPS_MAX 100000

static bool run_second_order(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const double lags[] = {0.0, 0.3, -0.3};
    (void)run;
    (void)arena;
    for (size_t i = 0; i < sizeof lags / sizeof lags[0]; i++) {
        TwoLags chain = two_lags(lags[i]);
        size_t t = 1;
        for (; t < STEPS_MAX && information(&chain) > GONE; t++) {
            if (t == 10 || t == 50 || t == 100) {
                experiment_put(table, information(&chain), 0.0, "information(b=%g,t=%zu)", lags[i],
                               t);
            }
            two_lags_step(&chain);
        }
        experiment_put(table, (double)t, 0.0, "steps to noise(b=%g)", lags[i]);
    }
    return true;
}

const ExperimentRow experiment_second_order = {
    .name = "second-order",
    .doc = "x_t = a x_{t-1} + b x_{t-2} + noise of variance 0.02: information(b=B,t=T): of x_t "
           "about x_0, in nats; steps to noise(b=B): until 1e-4 nats are left",
    .question = "Would a chain with a longer memory lose less?",
    .sources = "",
    .file = "experiment_memory.c",
    .run = run_second_order,
};
