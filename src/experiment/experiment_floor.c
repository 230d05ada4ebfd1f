/* experiment_floor.c - what x_t tells about the noise, and what follows from it: the floor of the
 * loss, targets, the best variance of a step, the bound.
 *
 * For data on a line E[eps | x_t] is known at every place, so all of it is quadrature. */
#include <math.h>

#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"

#define PLACES_SMALL 401
#define PLACES_FULL 4001
#define LOG_TWO_PI 1.8378770664093453

static size_t places_of(const ExperimentRun *run) {
    return run->full ? PLACES_FULL : PLACES_SMALL;
}

/* The steps of a chain that rows show: t = 2, 10, 100, ... and T; out (up to 6). */
static size_t shown_steps(size_t *out, size_t T) {
    static const size_t wanted[] = {2, 10, 100, 300};
    size_t count = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && wanted[i] < T; i++) {
        out[count++] = wanted[i];
    }
    out[count++] = T;
    return count;
}

/* ---- loss-floor ---- */

static bool run_loss_floor(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    Line line = line_new(arena, places_of(run));
    double *work = arena_array(arena, line.places, sizeof *work);
    size_t shown[8], count = shown_steps(shown, schedule->steps), next = 0;
    Computed mean = {0.0, 0.0};
    for (size_t t = 1; t <= schedule->steps && !experiment_is_stopped(run); t++) {
        (void)line_fill_step(&line, data, schedule, t);
        Computed floor = line_floor(&line, work);
        mean.value += floor.value / (double)schedule->steps;
        mean.error += floor.error / (double)schedule->steps;
        if (t == 1 || (next < count && t == shown[next])) {
            next += t != 1 || t == shown[next];
            experiment_put(table, floor.value, floor.error, "floor(t=%zu)", t);
        }
    }
    experiment_put(table, mean.value, mean.error, "floor(mean)");
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_loss_floor = {
    .name = "loss-floor",
    .doc = "floor(t=T): E|eps - E[eps|x_t]|^2, the least loss any network can reach at t",
    .question = "Can the loss reach zero?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_floor.c",
    .run = run_loss_floor,
};

/* ---- which-noise ---- */

/* The step's own noise eps_t and the merged one are normal given x_0, with correlation
 * sqrt(beta_t / (1 - alpha_bar_t)) = r, so E[eps_t | x_t] = r E[eps | x_t]. */
static bool run_which_noise(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    Line line = line_new(arena, places_of(run));
    double *work = arena_array(arena, line.places, sizeof *work);
    size_t shown[8], count = shown_steps(shown, schedule->steps);
    for (size_t i = 0; i < count; i++) {
        (void)line_fill_step(&line, data, schedule, shown[i]);
        Computed floor = line_floor(&line, work);
        double r2 = schedule->beta[shown[i]] / schedule->one_minus_alpha_bar[shown[i]];
        double told = 1.0 - floor.value;
        experiment_put(table, told, floor.error, "told(merged,t=%zu)", shown[i]);
        experiment_put(table, r2 * told, r2 * floor.error, "told(last,t=%zu)", shown[i]);
        /* The target of the last noise is r eps_theta: its loss has the variance of eps_t given
         * x_t, 1 - r^2 told; r^2 times the merged loss has r^2 floor. */
        experiment_put(table, (1.0 - r2 * told) / (r2 * floor.value),
                       (1.0 / r2) * floor.error / (floor.value * floor.value),
                       "variance(last/merged,t=%zu)", shown[i]);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_which_noise = {
    .name = "which-noise",
    .doc =
        "told(merged|last,t=T): share of the merged noise, or of the step's own, that x_t tells; "
        "variance(last/merged,t=T): of the gradient's target",
    .question = "Which noise can a network predict from x_t?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_floor.c",
    .run = run_which_noise,
};

/* ---- best-variance ---- */

/* The mean of Var[x_{t-1} | x_t] is the posterior variance plus that of the posterior's mean,
 * posterior_mean_x0^2 E Var[x_0 | x_t]; its place between the two variances in use, 0 to 1. */
static Computed place_between(const Line *line, const Schedule *schedule, size_t t, double *work) {
    Computed floor = line_floor(line, work);
    double noise_to_x0 = schedule->one_minus_alpha_bar[t] / schedule->alpha_bar[t];
    double c2 = schedule->posterior_mean_x0[t] * schedule->posterior_mean_x0[t];
    double room = schedule->beta[t] - schedule->posterior_variance[t];
    double factor = c2 * noise_to_x0 / room;
    return (Computed){factor * floor.value, factor * floor.error};
}

static bool run_best_variance(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    Line line = line_new(arena, places_of(run));
    double *work = arena_array(arena, line.places, sizeof *work);
    size_t shown[8], count = shown_steps(shown, schedule->steps);
    for (size_t i = 0; i < count; i++) {
        size_t t = shown[i];
        (void)line_fill_step(&line, data, schedule, t);
        Computed place = place_between(&line, schedule, t, work);
        experiment_put(table, place.value, place.error, "place(t=%zu)", t);
    }
    for (size_t i = 0; i < count; i++) {
        size_t t = shown[i];
        experiment_put(table, schedule->posterior_variance[t] / schedule->beta[t], 0.0,
                       "smaller/larger(t=%zu)", t);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_best_variance = {
    .name = "best-variance",
    .doc = "place(t=T): the best sigma_t^2, 0 at the posterior variance and 1 at beta_t; "
           "smaller/larger(t=T): quotient of these two",
    .question = "Which sigma_t is best?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_floor.c",
    .run = run_best_variance,
};

/* ---- reverse-variance ---- */

/* Places of x_t less likely than this share of the likeliest are not asked. */
#define UNLIKELY 1e-3

/* Least and largest of Var[x_{t-1} | x_t] over x_t, in shares of beta_t. Var[eps | x_t] = 1 -
 * spread d/dx_t E[eps | x_t], by central differences. Returns the largest change from one place to
 * the next: the likely places may end that much sooner or later. */
static double variance_range(const Line *line, const Schedule *schedule, size_t t, size_t stride,
                             double range[2]) {
    double noise_to_x0 = schedule->one_minus_alpha_bar[t] / schedule->alpha_bar[t];
    double c2 = schedule->posterior_mean_x0[t] * schedule->posterior_mean_x0[t];
    double largest = 0.0, before = (double)NAN, change = 0.0;
    for (size_t i = 0; i < line->places; i++) {
        largest = fmax(largest, line->weight[i]);
    }
    range[0] = HUGE_VAL;
    range[1] = -HUGE_VAL;
    for (size_t i = stride; i + stride < line->places; i += stride) {
        if (line->weight[i] < UNLIKELY * largest) {
            before = (double)NAN;
            continue;
        }
        double slope = (line->noise[i + stride] - line->noise[i - stride]) /
                       (2.0 * (double)stride * line->step);
        double variance =
            schedule->posterior_variance[t] + c2 * noise_to_x0 * (1.0 - line->spread * slope);
        double share = variance / schedule->beta[t];
        range[0] = fmin(range[0], share);
        range[1] = fmax(range[1], share);
        change = fmax(change, fabs(share - before));
        before = share;
    }
    return change;
}

static bool run_reverse_variance(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    /* Differences want more places than integrals. */
    Line line = line_new(arena, run->full ? 80001 : 24001);
    size_t shown[8], count = shown_steps(shown, schedule->steps);
    for (size_t i = 0; i < count; i++) {
        double fine[2], coarse[2];
        (void)line_fill_step(&line, data, schedule, shown[i]);
        double change = variance_range(&line, schedule, shown[i], 1, fine);
        (void)variance_range(&line, schedule, shown[i], 2, coarse);
        experiment_put(table, fine[0], fabs(fine[0] - coarse[0]) + change, "least(t=%zu)",
                       shown[i]);
        experiment_put(table, fine[1], fabs(fine[1] - coarse[1]) + change, "largest(t=%zu)",
                       shown[i]);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_reverse_variance = {
    .name = "reverse-variance",
    .doc = "least(t=T), largest(t=T): Var[x_{t-1}|x_t] over the likely x_t, in shares of beta_t",
    .question = "Is the variance of the step back the same for every x_t?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_floor.c",
    .run = run_reverse_variance,
};

/* ---- bound-split ---- */

static double mean_square(const DataSet *data) {
    return data->covariance[0] + data->mean[0] * data->mean[0];
}

/* L_{t-1} of Ho 2020 eq. 5 with the exact mean and sigma_t^2 = posterior variance, eq. 12: only
 * the means differ. */
static double step_weight(const Schedule *schedule, size_t t) {
    double beta = schedule->beta[t];
    return beta * beta /
           (2.0 * schedule->posterior_variance[t] * schedule->alpha[t] *
            schedule->one_minus_alpha_bar[t]);
}

/* -E log p(x_0 | x_1), sigma_1^2 = beta_1: a square of mean E Var[x_0 | x_1] / (2 beta_1). */
static Computed last_term(const Schedule *schedule, Computed floor) {
    double beta = schedule->beta[1];
    double factor = schedule->one_minus_alpha_bar[1] / schedule->alpha_bar[1] / (2.0 * beta);
    return (Computed){0.5 * (LOG_TWO_PI + log(beta)) + factor * floor.value, factor * floor.error};
}

static Computed entropy_of(Line *line, const DataSet *data, double *work) {
    (void)line_fill(line, data, 1.0, 0.0);
    for (size_t i = 0; i < line->places; i++) {
        work[i] = -line->log_density[i];
    }
    return line_mean(line, work);
}

static bool run_bound_split(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    Line line = line_new(arena, places_of(run));
    double *work = arena_array(arena, line.places, sizeof *work);
    size_t T = schedule->steps, early = T / 10;
    Computed last = {0}, middle = {0}, first_tenth = {0};
    for (size_t t = 1; t <= T && !experiment_is_stopped(run); t++) {
        (void)line_fill_step(&line, data, schedule, t);
        Computed floor = line_floor(&line, work);
        if (t == 1) {
            last = last_term(schedule, floor);
            continue;
        }
        double weight = step_weight(schedule, t);
        middle.value += weight * floor.value;
        middle.error += weight * floor.error;
        if (t <= early) {
            first_tenth.value += weight * floor.value;
            first_tenth.error += weight * floor.error;
        }
    }
    double prior = schedule_kl_to_standard_normal(schedule, T, mean_square(data));
    Computed entropy = entropy_of(&line, data, work);
    double bound = last.value + middle.value + prior, error = last.error + middle.error;
    experiment_put(table, last.value, last.error, "L_0");
    experiment_put(table, middle.value, middle.error, "L_t(sum)");
    experiment_put(table, prior, 0.0, "L_T");
    experiment_put(table, bound, error, "bound");
    experiment_put(table, entropy.value, entropy.error, "entropy");
    experiment_put(table, bound - entropy.value, error + entropy.error, "gap");
    experiment_put(table, first_tenth.value / middle.value,
                   (first_tenth.error + middle.error) / middle.value, "share(first tenth)");
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_bound_split = {
    .name = "bound-split",
    .doc = "L_0, L_t(sum), L_T: parts of the bound in nats, exact denoiser; entropy: of the data; "
           "gap: bound - entropy; share(first tenth): of L_t(sum), from t <= T/10",
    .question = "How does the bound split into its terms?",
    .data = "mix2",
    .on_a_line = true,
    .has_density = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_floor.c",
    .run = run_bound_split,
};
