/* schedule.h - how much noise each step adds, and everything that follows from it.
 *
 * A schedule gives the variance beta_t that step t adds, t = 1..T, in the notation of Ho et al.
 * 2020: x_t = sqrt(alpha_t) x_{t-1} + sqrt(beta_t) noise, alpha_t = 1 - beta_t, alpha_bar_t =
 * alpha_1 ... alpha_t, alpha_bar_0 = 1. One file and one table row per schedule. May include base/
 * and the C library.
 *
 * Digits. Each row computes beta_t by a formula without cancellation (a few units in the last
 * place; one rounding where beta_t is rational). alpha_bar_t is multiplied up as an unevaluated sum
 * of two doubles, with alpha_t = 1 - beta_t split exactly, and 1 - alpha_bar_t is taken from that
 * sum, so it keeps its digits at small t where alpha_bar_t rounds to 1. With u = 2^-53 the relative
 * error is at most about 8 u (beta_1 + ... + beta_t) + 2 u for alpha_bar_t (1e-14 at T = 1000 of
 * `linear`) and 10 u for 1 - alpha_bar_t; nothing grows with the number of steps itself. */
#ifndef EXPLORE_DIFFUSION_SCHEDULE_H
#define EXPLORE_DIFFUSION_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Up to here alpha_bar_T of every schedule is an ordinary double: `linear` has 1e-220 at 50,000
 * steps and would underflow near 70,000. */
#define SCHEDULE_STEPS_MAX 50000
#define SCHEDULE_DEFAULT_NAME "linear"
#define SCHEDULE_DEFAULT_STEPS 1000

/* Room for one message; longer ones are cut. */
#define SCHEDULE_TEXT_SIZE 200

/* beta_t of one step, as a row computes it. */
typedef struct {
    double beta;
    double alpha;    /* 1 - beta, computed on its own: keeps its digits when beta is near 1 */
    bool is_clipped; /* beta was over 0.999 and was set to it */
    bool is_exact; /* beta_t is exactly numerator / denominator; else only the double above is known
                    */
    uint64_t numerator;
    uint64_t denominator;
} ScheduleStep;

typedef struct {
    const char *name;
    double value;
    const char *doc;
} ScheduleParameter;

typedef struct {
    const char *name;
    const char *doc;      /* one line */
    const char *citation; /* where it comes from */
    const char *formula;  /* beta_t or alpha_bar_t before clipping, TeX */
    size_t parameter_count;
    const ScheduleParameter *parameters;
    bool warns_when_clipped; /* clipping changes what the name promises */
    /* 1 <= t <= steps <= SCHEDULE_STEPS_MAX. */
    ScheduleStep (*step)(size_t t, size_t steps);
} ScheduleRow;

size_t schedule_count(void);
/* i < schedule_count(); in the order they are listed. */
const ScheduleRow *schedule_at(size_t i);
/* NULL when there is none of that name. */
const ScheduleRow *schedule_find(const char *name);

/* What is wrong with a request, for the user. */
typedef struct {
    char message[SCHEDULE_TEXT_SIZE]; /* what is wrong and what was expected; no full stop */
    char hint[SCHEDULE_TEXT_SIZE];    /* what to do about it; may be "" */
} ScheduleError;

/* Arrays have T + 1 values, t = 0..T. At t = 0 the data are untouched: beta 0, alpha and alpha_bar
 * 1, snr and log_snr infinite; what needs a step t (posterior_*) is NaN there. All other values are
 * finite. */
typedef struct {
    const ScheduleRow *row;
    size_t steps; /* T */
    double *beta;
    double *alpha;
    double *alpha_bar;
    double *one_minus_alpha_bar;
    double *sqrt_alpha;
    double *sqrt_beta; /* also the larger choice of sigma_t, Ho 2020 section 3.2 */
    double *sqrt_alpha_bar;
    double *sqrt_one_minus_alpha_bar;
    double *snr;                     /* alpha_bar / (1 - alpha_bar) */
    double *log_snr;                 /* natural logarithm of snr */
    double *posterior_variance;      /* Var[x_{t-1} | x_t, x_0]; 0 at t = 1 */
    double *sqrt_posterior_variance; /* the smaller choice of sigma_t */
    double *posterior_mean_x0;       /* E[x_{t-1} | x_t, x_0] = this x_0 + the next x_t */
    double *posterior_mean_xt;
    size_t clipped;       /* how many beta_t were clipped */
    size_t first_clipped; /* the smallest such t; 0 when none */
    const char *warning;  /* to be shown to whoever asked for this schedule; NULL when there is
                             nothing to say */
    char warning_text[SCHEDULE_TEXT_SIZE];
    double *memory; /* holds all arrays */
} Schedule;

/* NULL with *error for an unknown name (hint: the nearest one, or all), or steps
 * outside 1..SCHEDULE_STEPS_MAX. */
Schedule *schedule_new(const char *name, long steps, ScheduleError *error);
/* Accepts NULL. */
void schedule_free(Schedule *schedule);

/* beta_t as an exact rational, 1 <= t <= T: true with numerator and denominator (coprime). False:
 * the schedule's beta_t is irrational and schedule->beta[t] is the nearest that is known. */
bool schedule_exact_beta(const Schedule *schedule, size_t t, uint64_t *numerator,
                         uint64_t *denominator);

/* KL(q(x_t | x_0) || N(0, 1)) per coordinate, in nats; the mean over x_0 when x0_square is the mean
 * of x_0^2. t <= T, x0_square >= 0. Accurate also where alpha_bar_t is tiny; infinite at t = 0. */
double schedule_kl_to_standard_normal(const Schedule *schedule, size_t t, double x0_square);

#endif
