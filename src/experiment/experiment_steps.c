/* experiment_steps.c - one step or many: how far the best guess is from the data, and what a
 * chain of Gaussian steps with the best mean and the best variance makes of noise, as exact laws on
 * a line. */
#include <math.h>
#include <stdlib.h>

#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"

/* ---- blur ---- */

#define PLACES_SMALL 2001
#define PLACES_FULL 20001
#define SHARES_SMALL ((size_t)600)
#define SHARES_FULL ((size_t)6000)
/* Where the density of the data is below this share of its peak there is, to the eye, no data. */
#define EMPTY 0.01

/* E[x_0 | x_t] at every place: (x_t - spread E[eps | x_t]) / scale. */
static void guesses(double *guess, const Line *line) {
    for (size_t i = 0; i < line->places; i++) {
        guess[i] = (line->y[i] - line->spread * line->noise[i]) / line->scale;
    }
}

/* Places where the data's peak is looked for, and standard deviations out to which. */
#define PEAK_PLACES 4001
#define PEAK_REACH 4.0

static double log_peak(const DataSet *data) {
    double peak = -HUGE_VAL;
    for (size_t i = 0; i < PEAK_PLACES; i++) {
        double share = 2.0 * (double)i / (PEAK_PLACES - 1) - 1.0, log_density = -HUGE_VAL;
        double place = data->mean[0] + share * PEAK_REACH * sqrt(data->covariance[0]);
        const DataNoised asked = {.log_density = &log_density};
        (void)data_noised(&asked, data, &place, 1, 1.0, 0.0);
        peak = fmax(peak, log_density);
    }
    return peak;
}

/* The share of guesses that lie where there are no data. */
static Computed share_in_gap(const Line *line, const double *guess, const DataSet *data,
                             double *work) {
    const DataNoised asked = {.log_density = work};
    double empty = log_peak(data) + log(EMPTY);
    (void)data_noised(&asked, data, guess, line->places, 1.0, 0.0);
    for (size_t i = 0; i < line->places; i++) {
        work[i] = work[i] < empty ? 1.0 : 0.0;
    }
    Computed share = line_mean(line, work);
    /* A place beside a jump may count on the wrong side. */
    for (size_t i = 1; i < line->places; i++) {
        share.error += work[i] != work[i - 1] ? fmax(line->weight[i], line->weight[i - 1]) : 0.0;
    }
    return share;
}

/* W_2 of the guesses from the data: both by quantiles, since the guess rises with x_t. */
static Computed guess_distance(const Line *line, double *guess, const double *data_quantiles,
                               double *quantiles, size_t shares, double *work) {
    Line guessed = *line;
    guessed.y = guess;
    line_quantiles(quantiles, shares, &guessed, work);
    double fine = 0.0, coarse = 0.0;
    for (size_t i = 0; i < shares; i++) {
        double apart = (quantiles[i] - data_quantiles[i]) * (quantiles[i] - data_quantiles[i]);
        fine += apart / (double)shares;
        coarse += i % 3 == 1 ? 3.0 * apart / (double)shares : 0.0;
    }
    return (Computed){sqrt(fine), fabs(sqrt(fine) - sqrt(coarse))};
}

static bool run_blur(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const size_t shown[] = {10, 50, 100, 200, 300, 500, 1000};
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    size_t shares = run->full ? SHARES_FULL : SHARES_SMALL;
    Line line = line_new(arena, run->full ? PLACES_FULL : PLACES_SMALL);
    double *work = arena_array(arena, line.places, sizeof *work);
    double *guess = arena_array(arena, line.places, sizeof *guess);
    double *data_quantiles = arena_array(arena, shares, sizeof *data_quantiles);
    double *quantiles = arena_array(arena, shares, sizeof *quantiles);
    (void)line_fill(&line, data, 1.0, 0.0);
    line_quantiles(data_quantiles, shares, &line, work);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        size_t t = shown[i];
        if (t > schedule->steps) {
            break;
        }
        (void)line_fill_step(&line, data, schedule, t);
        guesses(guess, &line);
        Computed apart = guess_distance(&line, guess, data_quantiles, quantiles, shares, work);
        experiment_put(table, apart.value, apart.error, "w2(t=%zu)", t);
        Computed gap = share_in_gap(&line, guess, data, work);
        experiment_put(table, gap.value, gap.error, "in the gap(t=%zu)", t);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_blur = {
    .name = "blur",
    .doc = "E[x_0|x_t], the best guess in one step: w2(t=T): W_2 of its law from the data; in the "
           "gap(t=T): how often it lies where the data have less than 1 % of their peak density",
    .question = "How far is a one-step picture from the data?",
    .data = "mix2",
    .on_a_line = true,
    .has_density = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_steps.c",
    .run = run_blur,
};

/* ---- larger-T ---- */

/* Places of a law that is carried back, odd, and again with half as many for the error. */
#define CARRIED_SMALL ((size_t)801)
#define CARRIED_FULL ((size_t)3201)
/* Standard deviations of the widest law, and of a kernel: e^-32 of either is beyond them. */
#define REACH 8.0
#define KERNEL_REACH 8.0
#define ROOT_TWO_PI 2.5066282746310002

/* A law on a fixed grid, carried back by Gaussian steps. */
typedef struct {
    const ExperimentRun *run;
    const DataSet *data;
    const Schedule *schedule;
    size_t places;
    double low, step;
    double *density, *next; /* (places) */
    double *place;          /* (places): of the grid */
    double *mean;           /* (places): of the step from there */
    double spread;          /* of the step */
} Carried;

static Carried carried_new(const ExperimentRun *run, const DataSet *data, const Schedule *schedule,
                           size_t places, Arena *arena) {
    double width = sqrt(fmax(1.0, data->covariance[0]));
    Carried law = {.run = run,
                   .data = data,
                   .schedule = schedule,
                   .places = places,
                   .low = -REACH * width,
                   .step = 2.0 * REACH * width / (double)(places - 1)};
    law.density = arena_array(arena, places, sizeof(double));
    law.next = arena_array(arena, places, sizeof(double));
    law.place = arena_array(arena, places, sizeof(double));
    law.mean = arena_array(arena, places, sizeof(double));
    for (size_t i = 0; i < places; i++) {
        law.place[i] = law.low + (double)i * law.step;
    }
    return law;
}

/* E[x_s | x_t] at every place, and the mean of Var[x_s | x_t] as the step's variance: with a
 * Gaussian step of one variance nothing is better. `line` is for the average. */
static void carried_aim(Carried *law, size_t t, size_t s, Line *line, double *work) {
    const Schedule *schedule = law->schedule;
    double now = schedule->one_minus_alpha_bar[t], then = schedule->one_minus_alpha_bar[s];
    double alpha = schedule->alpha_bar[t] / schedule->alpha_bar[s];
    double beta = (now - then) / (1.0 - then); /* 1 - alpha, without its cancellation */
    double from_x0 = schedule->sqrt_alpha_bar[s] * beta / now;
    double from_x = sqrt(alpha) * then / now;
    const DataNoised asked = {.mean = law->mean};
    (void)data_noised(&asked, law->data, law->place, law->places, schedule->sqrt_alpha_bar[t],
                      schedule->sqrt_one_minus_alpha_bar[t]);
    for (size_t i = 0; i < law->places; i++) {
        law->mean[i] = from_x0 * law->mean[i] + from_x * law->place[i];
    }
    (void)line_fill_step(line, law->data, schedule, t);
    double left = line_floor(line, work).value * now / schedule->alpha_bar[t];
    law->spread = sqrt(beta * then / now + from_x0 * from_x0 * left);
}

/* One place of the law a step further back. */
static void carry_one(void *context, size_t item) {
    Carried *law = context;
    double sum = 0.0;
    for (size_t i = 0; i < law->places; i++) {
        double apart = (law->place[item] - law->mean[i]) / law->spread;
        if (fabs(apart) < KERNEL_REACH) {
            sum += law->density[i] * exp(-0.5 * apart * apart);
        }
    }
    law->next[item] = sum * law->step / (law->spread * ROOT_TWO_PI);
}

/* Over tau (count + 1) from N(0, 1). */
static void carry(Carried *law, const size_t *tau, size_t count, Line *line, double *work) {
    for (size_t i = 0; i < law->places; i++) {
        law->density[i] = exp(-0.5 * law->place[i] * law->place[i]) / ROOT_TWO_PI;
    }
    for (size_t i = count; i > 0 && !experiment_is_stopped(law->run); i--) {
        carried_aim(law, tau[i], tau[i - 1], line, work);
        pool_run(law->run->pool, carry_one, law, law->places);
        double *done = law->density;
        law->density = law->next;
        law->next = done;
    }
}

/* KL(data || law), nats; work (places). */
static double carried_kl(const Carried *law, double *work) {
    const DataNoised asked = {.log_density = work};
    (void)data_noised(&asked, law->data, law->place, law->places, 1.0, 0.0);
    double sum = 0.0;
    for (size_t i = 0; i < law->places; i++) {
        double data = exp(work[i]);
        /* Where doubles have no more of the law there is less than 1e-300 of it. */
        double made = fmax(law->density[i], 1e-300);
        sum += data > 0.0 ? law->step * data * (work[i] - log(made)) : 0.0;
    }
    return sum;
}

/* Both grids, for a value and its error. */
typedef struct {
    Carried fine, coarse;
    Line line;
    double *work;
    size_t *tau;
} Carriage;

static Computed carriage_kl(Carriage *carriage, size_t count) {
    carry(&carriage->fine, carriage->tau, count, &carriage->line, carriage->work);
    double value = carried_kl(&carriage->fine, carriage->work);
    carry(&carriage->coarse, carriage->tau, count, &carriage->line, carriage->work);
    return (Computed){value, fabs(value - carried_kl(&carriage->coarse, carriage->work))};
}

static Carriage carriage_new(const ExperimentRun *run, const DataSet *data,
                             const Schedule *schedule, Arena *arena) {
    size_t places = run->full ? CARRIED_FULL : CARRIED_SMALL;
    return (Carriage){.fine = carried_new(run, data, schedule, places, arena),
                      .coarse = carried_new(run, data, schedule, (places + 1) / 2, arena),
                      .line = line_new(arena, places),
                      .work = arena_array(arena, places, sizeof(double)),
                      .tau = arena_array(arena, schedule->steps + 1, sizeof(size_t))};
}

static bool run_larger_t(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const long chains[] = {5, 10, 20, 40};
    const DataSet *data = experiment_data(run, arena);
    for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
        Schedule *schedule = experiment_schedule(run, chains[i]);
        Carriage carriage = carriage_new(run, data, schedule, arena);
        sampler_steps(carriage.tau, schedule->steps, schedule->steps, SAMPLER_UNIFORM);
        Computed kl = carriage_kl(&carriage, schedule->steps);
        experiment_put(table, kl.value, kl.error, "kl(T=%ld)", chains[i]);
        schedule_free(schedule);
    }
    return true;
}

const ExperimentRow experiment_larger_t = {
    .name = "larger-T",
    .doc =
        "kl(T=T): divergence of the data from what a chain of T Gaussian steps makes of N(0, 1), "
        "in nats; best mean and best variance",
    .question = "Does a larger T help?",
    .data = "mix2",
    .on_a_line = true,
    .has_density = true,
    .schedule = "cosine",
    .sources = "diffusion",
    .file = "experiment_steps.c",
    .run = run_larger_t,
};
