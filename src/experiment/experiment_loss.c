/* experiment_loss.c - must the loss be the squared distance, or may it be its mean over the
 * numbers of a picture?
 *
 * The network is eps_theta = a + b x_t, the same in each of the PICTURE numbers of a picture, and
 * the data are Gaussian: the gradient of the loss is known without draws, and the minimiser is
 * E[eps | x_t]. The squared distance is PICTURE times its mean. */
#include <math.h>

#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"
#include "nn/adam.h"

/* 32 x 32 pixels in three colours. */
#define PICTURE 3072.0
/* The step that is learned, and of how many. */
#define CHAIN_STEPS 1000
#define STEP_LEARNED 300
#define TRAINING_STEPS 3000
#define RATE 1e-3
/* An excess above this never comes back. */
#define DIVERGED 1e12

typedef struct {
    double mean, square;         /* E x_t, E x_t^2 */
    double noise, noise_times_x; /* E eps, E eps x_t */
    double best[2];              /* a, b of E[eps | x_t] */
} Problem;

static Problem problem_of(const DataSet *data, const Schedule *schedule) {
    double a = schedule->sqrt_alpha_bar[STEP_LEARNED];
    double s = schedule->sqrt_one_minus_alpha_bar[STEP_LEARNED];
    double variance = a * a * data->covariance[0] + s * s;
    Problem problem = {.mean = a * data->mean[0], .noise_times_x = s};
    problem.square = variance + problem.mean * problem.mean;
    problem.best[1] = s / variance;
    problem.best[0] = -problem.best[1] * problem.mean;
    return problem;
}

/* Of E(eps - a - b x_t)^2. */
static void gradient_of(double out[2], const Problem *problem, const double theta[2]) {
    out[0] = 2.0 * (theta[0] + theta[1] * problem->mean - problem->noise);
    out[1] = 2.0 * (theta[0] * problem->mean + theta[1] * problem->square - problem->noise_times_x);
}

/* E(eps_theta - E[eps|x_t])^2. */
static double excess_of(const Problem *problem, const double theta[2]) {
    double a = theta[0] - problem->best[0], b = theta[1] - problem->best[1];
    return a * a + 2.0 * a * b * problem->mean + b * b * problem->square;
}

static double descend(const Problem *problem, double factor, double rate) {
    double theta[2] = {0.0, 0.0}, gradient[2];
    for (size_t k = 0; k < TRAINING_STEPS && excess_of(problem, theta) < DIVERGED; k++) {
        gradient_of(gradient, problem, theta);
        theta[0] -= rate * factor * gradient[0];
        theta[1] -= rate * factor * gradient[1];
    }
    return excess_of(problem, theta);
}

static double descend_adam(const Problem *problem, double factor, Arena *arena) {
    NnAdamDef def = nn_adam_def_default();
    def.rate = RATE;
    def.total = TRAINING_STEPS;
    def.clip = 0.0;
    NnAdam *adam = nn_adam_new(arena, &def, 2);
    nn_adam_start(adam);
    for (size_t k = 0; k < TRAINING_STEPS; k++) {
        double gradient[2];
        const double theta[2] = {(double)adam->parameters[0], (double)adam->parameters[1]};
        gradient_of(gradient, problem, theta);
        const float scaled[2] = {(float)(factor * gradient[0]), (float)(factor * gradient[1])};
        nn_adam_step(adam, scaled, nn_adam_norm(adam, scaled, NULL), NULL);
    }
    const double theta[2] = {(double)adam->parameters[0], (double)adam->parameters[1]};
    return excess_of(problem, theta);
}

static bool run_mean_or_sum(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    Schedule *schedule = experiment_schedule(run, CHAIN_STEPS);
    const Problem problem = problem_of(data_of_toy(arena, toy_find("gauss")), schedule);
    const double start[2] = {0.0, 0.0};
    /* The mean over the picture is the loss of one number, since all are alike. */
    experiment_put(table, excess_of(&problem, start), 0.0, "excess(start)");
    experiment_put(table, descend(&problem, 1.0, RATE), 0.0, "excess(sgd,mean)");
    experiment_put(table, descend(&problem, PICTURE, RATE), 0.0, "excess(sgd,sum)");
    experiment_put(table, descend(&problem, PICTURE, RATE / PICTURE), 0.0,
                   "excess(sgd,sum,rate/d)");
    experiment_put(table, descend_adam(&problem, 1.0, arena), 0.0, "excess(adam,mean)");
    experiment_put(table, descend_adam(&problem, PICTURE, arena), 0.0, "excess(adam,sum)");
    /* A gradient g moves Adam by g / (|g| + epsilon) of its rate. */
    static const double typical[] = {1e-3, 1e-6};
    double epsilon = nn_adam_def_default().epsilon;
    for (size_t i = 0; i < sizeof typical / sizeof typical[0]; i++) {
        double mean = typical[i] / PICTURE;
        experiment_put(table, mean / (mean + epsilon), 0.0, "adam moves(mean,g=%g)", typical[i]);
        experiment_put(table, typical[i] / (typical[i] + epsilon), 0.0, "adam moves(sum,g=%g)",
                       typical[i]);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_mean_or_sum = {
    .name = "mean-or-sum",
    .doc =
        "excess(...): of the loss over its floor after 3000 steps at rate 1e-3, with the squared "
        "distance of d = 3072 numbers, or its mean; adam moves(..,g=G): share of its rate when "
        "the distance's gradient is G",
    .question = "Must the loss be the squared distance rather than its mean?",
    .schedule = "linear",
    .sources = "diffusion nn",
    .file = "experiment_loss.c",
    .run = run_mean_or_sum,
};
