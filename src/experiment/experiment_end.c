/* experiment_end.c - where the forward chain ends, and how its schedule gets there. */
#include <assert.h>
#include <math.h>

#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"

#define PLACES_SMALL 801
#define PLACES_FULL 8001

static Schedule *schedule_of(const char *name, long steps) {
    ScheduleError error;
    Schedule *schedule = schedule_new(name, steps, &error);
    assert(schedule != NULL);
    return schedule;
}

/* KL(law of the line || N(mean, variance)), nats. */
static Computed kl_to_normal(const Line *line, double mean, double variance, double *work) {
    for (size_t i = 0; i < line->places; i++) {
        double apart = line->y[i] - mean;
        double normal = -0.5 * (log(2.0 * acos(-1.0) * variance) + apart * apart / variance);
        work[i] = line->weight[i] > 0.0 ? line->log_density[i] - normal : 0.0;
    }
    return line_mean(line, work);
}

/* ---- end-of-chain ---- */

static bool run_end_of_chain(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const struct {
        const char *schedule;
        long steps;
    } ends[] = {{"linear", 1000},      {"linear", 200}, {"linear", 50},
                {"linear-scaled", 50}, {"cosine", 50},  {"su", 1000}};
    const DataSet *data = experiment_data(run, arena);
    Line line = line_new(arena, run->full ? PLACES_FULL : PLACES_SMALL);
    double *work = arena_array(arena, line.places, sizeof *work);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        Schedule *schedule = schedule_of(ends[i].schedule, ends[i].steps);
        (void)line_fill_step(&line, data, schedule, schedule->steps);
        Computed kl = kl_to_normal(&line, 0.0, 1.0, work);
        experiment_put(table, kl.value, kl.error, "kl(%s,T=%ld)", ends[i].schedule, ends[i].steps);
        experiment_put(table, schedule->alpha_bar[schedule->steps], 0.0, "left(%s,T=%ld)",
                       ends[i].schedule, ends[i].steps);
        schedule_free(schedule);
    }
    return true;
}

const ExperimentRow experiment_end_of_chain = {
    .name = "end-of-chain",
    .doc = "kl(SCHEDULE,T=T): divergence of q(x_T) from N(0, 1), in nats; "
           "left(SCHEDULE,T=T): alpha_bar_T",
    .question = "Is x_T standard normal?",
    .data = "mix2",
    .on_a_line = true,
    .sources = "diffusion",
    .file = "experiment_end.c",
    .run = run_end_of_chain,
};

/* ---- marginal-kl ---- */

static bool run_marginal_kl(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const size_t shown[] = {1, 10, 50, 100, 200, 300, 500};
    const DataSet *data = experiment_data(run, arena);
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    Line line = line_new(arena, run->full ? PLACES_FULL : PLACES_SMALL);
    double *work = arena_array(arena, line.places, sizeof *work);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0] && shown[i] <= schedule->steps; i++) {
        (void)line_fill_step(&line, data, schedule, shown[i]);
        double a = line.scale, s = line.spread;
        Computed kl =
            kl_to_normal(&line, a * data->mean[0], a * a * data->covariance[0] + s * s, work);
        experiment_put(table, kl.value, kl.error, "kl(t=%zu)", shown[i]);
    }
    schedule_free(schedule);
    return true;
}

const ExperimentRow experiment_marginal_kl = {
    .name = "marginal-kl",
    .doc = "kl(t=T): divergence of q(x_t) from the Gaussian of its mean and variance, in nats",
    .question = "Is x_t itself normal?",
    .data = "mix2",
    .on_a_line = true,
    .schedule = "linear",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_end.c",
    .run = run_marginal_kl,
};

/* ---- su-schedule ---- */

/* Simpson's rule for the integral of log(1 - 0.02 x) over 0..1; the fourth derivative is below
 * 6 (0.02 / 0.98)^4, so ten parts err by less than 1e-13. */
static double log_integral(void) {
    const size_t parts = 10;
    double sum = 0.0;
    for (size_t i = 0; i <= parts; i++) {
        double weight = i == 0 || i == parts ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * log1p(-0.02 * (double)i / (double)parts);
    }
    return sum / (3.0 * (double)parts);
}

static bool run_su_schedule(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    static const long steps[] = {50, 1000, 4000};
    (void)run;
    (void)arena;
    experiment_put(table, log_integral(), 0.0, "integral");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        Schedule *su = schedule_of("su", steps[i]), *linear = schedule_of("linear", steps[i]);
        double T = (double)steps[i], largest = 0.0, late = 0.0;
        for (size_t t = 1; t <= su->steps; t++) {
            double apart = fabs(su->beta[t] - linear->beta[t]);
            largest = fmax(largest, apart);
            late = 2 * t >= su->steps ? fmax(late, apart / linear->beta[t]) : late;
        }
        double log_su = 0.5 * log(su->alpha_bar[su->steps]);
        double log_linear = 0.5 * log(linear->alpha_bar[linear->steps]);
        experiment_put(table, log_su, 0.0, "log(T=%ld)", steps[i]);
        experiment_put(table, -0.5 * T, 0.0, "printed(T=%ld)", steps[i]);
        experiment_put(table, log_linear, 0.0, "log(paper,T=%ld)", steps[i]);
        experiment_put(table, su->beta[1] / linear->beta[1], 0.0, "first(su/paper,T=%ld)",
                       steps[i]);
        experiment_put(table, late, 0.0, "second half(T=%ld)", steps[i]);
        experiment_put(table, largest, 0.0, "largest(T=%ld)", steps[i]);
        schedule_free(su);
        schedule_free(linear);
    }
    return true;
}

const ExperimentRow experiment_su_schedule = {
    .name = "su-schedule",
    .doc = "Su's alpha_t = sqrt(1 - 0.02 t/T): log(T=T) of its bar alpha_T; integral: of "
           "log(1 - 0.02 x); first(su/paper), second half, largest: its beta_t beside Ho's linear",
    .question = "What is bar alpha_T of alpha_t = sqrt(1 - 0.02 t/T), and is it the paper's?",
    .sources = "diffusion",
    .file = "experiment_end.c",
    .run = run_su_schedule,
};

/* ---- noise-growth ---- */

static bool run_noise_growth(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    (void)arena;
    for (size_t i = 0; i < schedule_count(); i++) {
        const char *name = schedule_at(i)->name;
        Schedule *schedule = schedule_of(name, run->setting.steps);
        size_t T = schedule->steps, fastest = 1;
        double most = 0.0;
        for (size_t t = 1; t <= T; t++) {
            double added = schedule->alpha_bar[t - 1] * schedule->beta[t];
            fastest = added > most ? t : fastest;
            most = fmax(most, added);
        }
        experiment_put(table, schedule->beta[T], 0.0, "beta_T(%s)", name);
        experiment_put(table, (double)fastest / (double)T, 0.0, "fastest(%s)", name);
        schedule_free(schedule);
    }
    return true;
}

const ExperimentRow experiment_noise_growth = {
    .name = "noise-growth",
    .doc =
        "beta_T(SCHEDULE): the last beta; fastest(SCHEDULE): t/T where 1 - alpha_bar_t grows most",
    .question = "Does beta_t go to 1, and does noise grow ever faster?",
    .steps = 1000,
    .sources = "diffusion",
    .file = "experiment_end.c",
    .run = run_noise_growth,
};
