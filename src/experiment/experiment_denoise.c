/* experiment_denoise.c - one big step back, and several smaller ones.
 *
 * From x_t the exact denoiser gives E[x_0|x_t]. Its variance over x_t is what of the data's
 * variance one step can bring back; the rest, E[Var[x_0|x_t]], is blur. A chain whose every step is
 * the best Gaussian for q(x_s|x_t) is followed on a grid from N(0, 1) down to t = 0: one such step
 * makes a Gaussian of any data, many come close to them. */
#include <math.h>
#include <string.h>

#include "experiment/experiment_internal.h"

/* Standard deviations of x_t that integrals go out to. */
#define REACH 9.0
/* Step of the difference that gives a derivative of E[x_0|x_t], in spreads of x_t: with 1e-4 its
 * own error and that of rounding are both near 1e-8. */
#define DIFFERENCE 1e-4

/* E[x_0|x_t = y], Var[x_0|y] and the density of y, at noise level (a, s).
 * a Var[x_0|y] = s^2 dE[x_0|y]/dy (Tweedie's formula, differentiated). */
typedef struct {
    double mean, variance, density;
} Look;

static Look look_at(const DataSet *data, double y, double a, double s) {
    const double places[3] = {y - DIFFERENCE * s, y, y + DIFFERENCE * s};
    double mean[3], log_density[3];
    const DataNoised out = {.mean = mean, .log_density = log_density};
    Look look = {0};
    if (!data_noised(&out, data, places, 3, a, s) || !isfinite(mean[0] + mean[1] + mean[2])) {
        return look;
    }
    double slope = (mean[2] - mean[0]) / (2.0 * DIFFERENCE * s);
    look.mean = mean[1];
    look.variance = fmax(s * s * slope / a, 0.0);
    look.density = exp(log_density[1]);
    return look;
}

/* ---- one step ---- */

#define PLACES_SMALL 401
#define PLACES_FULL 4001

/* Shares of T at which the step starts. */
static const double starts[] = {0.02, 0.05, 0.1, 0.2, 0.5, 1.0};

/* Var[E[x_0|x_t]] / Var[x_0], with every stride-th place. */
static double sharpness(const DataSet *data, double a, double s, size_t places, size_t stride) {
    double width = sqrt(a * a * data->covariance[0] + s * s);
    double weights = 0.0, sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < places; i += stride) {
        double share = 2.0 * (double)i / (double)(places - 1) - 1.0;
        Look look = look_at(data, a * data->mean[0] + REACH * width * share, a, s);
        weights += look.density;
        sum += look.density * look.mean;
        squares += look.density * look.mean * look.mean;
    }
    double mean = sum / weights;
    return (squares / weights - mean * mean) / data->covariance[0];
}

static bool run_one_step(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    size_t places = run->full ? PLACES_FULL : PLACES_SMALL;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        size_t t = (size_t)fmax(round(starts[i] * (double)schedule->steps), 1.0);
        double a = schedule->sqrt_alpha_bar[t], s = schedule->sqrt_one_minus_alpha_bar[t];
        double fine = sharpness(data, a, s, places, 1), coarse = sharpness(data, a, s, places, 2);
        experiment_put(table, fine, fabs(fine - coarse), "share(t=%gT)", starts[i]);
        experiment_put(table, 1.0 - fine, fabs(fine - coarse), "blur(t=%gT)", starts[i]);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_one_step = {
    .name = "one-step",
    .doc = "share(t=..): Var[E[x_0|x_t]] in shares of the data's variance, what one step from x_t "
           "brings back; blur(t=..): the rest",
    .question = "What does one step of denoising give?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_denoise.c",
    .run = run_one_step,
};

/* ---- many Gaussian steps ---- */

/* The grid that a law is followed on; every second place of it gives a second answer. */
#define GRID_REACH 9.0
#define GRID_SMALL 801
#define GRID_FULL 1601
#define CHAINS_SMALL 5 /* 1, 2, 4, 8, 16 steps */
#define CHAINS_FULL 8  /* ... 128 */
/* Standard deviations of one step that are followed: beyond them is e^-50. */
#define STEP_REACH 10.0
/* Densities below this do not count: they are nowhere that the data are. */
#define DENSITY_MIN 1e-300

typedef struct {
    size_t count;
    double low, step;
    double *law, *next; /* (count) */
} Grid;

/* x_s = Gaussian of mean and variance of q(x_s|x_t), for every x_t of the grid. */
static void step_law(Grid *grid, const DataSet *data, double before, double after) {
    double a = sqrt(after), s = sqrt(1.0 - after), alpha = after / before;
    /* q(x_s|x_t, x_0) = N(from_x0 x_0 + from_xt x_t, rest) */
    double from_x0 = sqrt(before) * (1.0 - alpha) / (1.0 - after);
    double from_xt = sqrt(alpha) * (1.0 - before) / (1.0 - after);
    double rest = (1.0 - before) / (1.0 - after) * (1.0 - alpha);
    memset(grid->next, 0, grid->count * sizeof *grid->next);
    for (size_t i = 0; i < grid->count; i++) {
        double y = grid->low + (double)i * grid->step;
        Look look = look_at(data, y, a, s);
        double mean = from_x0 * look.mean + from_xt * y;
        double sd = sqrt(rest + from_x0 * from_x0 * look.variance);
        if (!(grid->law[i] > DENSITY_MIN) || !(sd > 0.0)) {
            continue;
        }
        double first = fmax(ceil((mean - STEP_REACH * sd - grid->low) / grid->step), 0.0);
        double height = grid->law[i] * grid->step / (sd * sqrt(2.0 * acos(-1.0)));
        for (size_t k = (size_t)first; k < grid->count; k++) {
            double u = (grid->low + (double)k * grid->step - mean) / sd;
            if (u > STEP_REACH) {
                break;
            }
            grid->next[k] += height * exp(-0.5 * u * u);
        }
    }
    double *law = grid->law;
    grid->law = grid->next;
    grid->next = law;
}

/* KL(data || law), in nats. */
static double divergence(const Grid *grid, const DataSet *data) {
    double sum = 0.0;
    for (size_t i = 0; i < grid->count; i++) {
        double x = grid->low + (double)i * grid->step, log_density = -HUGE_VAL;
        const DataNoised out = {.log_density = &log_density};
        if (data_noised(&out, data, &x, 1, 1.0, 0.0) && exp(log_density) > DENSITY_MIN) {
            double q = fmax(grid->law[i], DENSITY_MIN);
            sum += exp(log_density) * (log_density - log(q)) * grid->step;
        }
    }
    return sum;
}

static double chain_kl(const DataSet *data, const Schedule *schedule, size_t steps, size_t count,
                       Arena *arena) {
    Grid grid = {.count = count,
                 .low = -GRID_REACH,
                 .step = 2.0 * GRID_REACH / (double)(count - 1),
                 .law = arena_array(arena, count, sizeof *grid.law),
                 .next = arena_array(arena, count, sizeof *grid.next)};
    for (size_t i = 0; i < count; i++) {
        double x = grid.low + (double)i * grid.step;
        grid.law[i] = exp(-0.5 * x * x) / sqrt(2.0 * acos(-1.0));
    }
    for (size_t k = steps; k > 0; k--) {
        step_law(&grid, data, schedule->alpha_bar[(k - 1) * schedule->steps / steps],
                 schedule->alpha_bar[k * schedule->steps / steps]);
    }
    return divergence(&grid, data);
}

typedef struct {
    const DataSet *data;
    const Schedule *schedule;
    const ExperimentRun *run;
    size_t grid;
    Arena *arenas[CHAINS_FULL];
    double fine[CHAINS_FULL], coarse[CHAINS_FULL];
} Chains;

static void follow(void *context, size_t item) {
    Chains *chains = context;
    size_t steps = (size_t)1 << item;
    if (experiment_is_stopped(chains->run)) {
        return;
    }
    chains->fine[item] =
        chain_kl(chains->data, chains->schedule, steps, chains->grid, chains->arenas[item]);
    chains->coarse[item] =
        chain_kl(chains->data, chains->schedule, steps, chains->grid / 2 + 1, chains->arenas[item]);
}

static bool run_gaussian_steps(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    Chains chains = {.data = experiment_data(run, arena),
                     .schedule = schedule,
                     .run = run,
                     .grid = run->full ? GRID_FULL : GRID_SMALL};
    size_t count = run->full ? CHAINS_FULL : CHAINS_SMALL;
    for (size_t i = 0; i < count; i++) {
        chains.arenas[i] = arena_child(arena);
    }
    pool_run(run->pool, follow, &chains, count);
    for (size_t i = 0; i < count; i++) {
        experiment_put(table, chains.fine[i], fabs(chains.fine[i] - chains.coarse[i]),
                       "kl(steps=%zu)", (size_t)1 << i);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_gaussian_steps = {
    .name = "gaussian-steps",
    .doc = "kl(steps=N): divergence of the data from what N Gaussian steps make of N(0, 1), each "
           "the best for its x_t; jumps over the schedule, in nats",
    .question = "Do several small Gaussian steps reach what one cannot?",
    .data = "mix2",
    .on_a_line = true,
    .has_density = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_denoise.c",
    .run = run_gaussian_steps,
};
