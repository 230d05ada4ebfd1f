/* schedule.c - the table of schedules, and what follows from beta_t alone. */
#include "diffusion/schedule.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "diffusion/schedule_internal.h"

static const ScheduleRow *const rows[] = {
    &schedule_linear, &schedule_linear_scaled, &schedule_cosine, &schedule_sigmoid,
    &schedule_su,     &schedule_sqrt_linear,
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

/* Longest part of an unknown name that a message repeats. */
#define SHOWN_NAME_MAX 40

size_t schedule_count(void) {
    return ROW_COUNT;
}

const ScheduleRow *schedule_at(size_t i) {
    assert(i < ROW_COUNT);
    return rows[i];
}

const ScheduleRow *schedule_find(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i]->name, name) == 0)
            return rows[i];
    return NULL;
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b) {
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static ScheduleStep clipped_step(void) {
    const double clip = SCHEDULE_CLIP_DENOMINATOR;
    return (ScheduleStep){
        .beta = SCHEDULE_CLIP_NUMERATOR / clip,
        .alpha = (SCHEDULE_CLIP_DENOMINATOR - SCHEDULE_CLIP_NUMERATOR) / clip,
        .is_clipped = true,
        .is_exact = true,
        .numerator = SCHEDULE_CLIP_NUMERATOR,
        .denominator = SCHEDULE_CLIP_DENOMINATOR,
    };
}

ScheduleStep schedule_rational_step(uint64_t numerator, uint64_t denominator) {
    if (numerator * SCHEDULE_CLIP_DENOMINATOR > denominator * SCHEDULE_CLIP_NUMERATOR)
        return clipped_step();
    uint64_t divisor = greatest_common_divisor(numerator, denominator);
    return (ScheduleStep){
        .beta = (double)numerator / (double)denominator,
        .alpha = (double)(denominator - numerator) / (double)denominator,
        .is_exact = true,
        .numerator = numerator / divisor,
        .denominator = denominator / divisor,
    };
}

ScheduleStep schedule_real_step(double beta, double alpha) {
    /* Compared by alpha, which keeps its digits where beta is near 1. */
    if (alpha * SCHEDULE_CLIP_DENOMINATOR < SCHEDULE_CLIP_DENOMINATOR - SCHEDULE_CLIP_NUMERATOR)
        return clipped_step();
    return (ScheduleStep){.beta = beta, .alpha = alpha};
}

/* An unevaluated sum high + low, low below half a unit in the last place of high: about 106 bits.
 */
typedef struct {
    double high, low;
} Pair;

/* a + b exactly, for |a| >= |b| (Dekker's fast two-sum). */
static Pair pair_sum(double a, double b) {
    double high = a + b;
    return (Pair){high, b - (high - a)};
}

/* The product of two pairs to about 100 bits: fma gives the rounding error of high * high exactly.
 */
static Pair pair_product(Pair a, Pair b) {
    double high = a.high * b.high;
    double error = fma(a.high, b.high, -high);
    return pair_sum(high, error + (a.high * b.low + a.low * b.high));
}

/* 1 - beta without rounding; where that would carry over the rounding of a beta near 1, alpha as
 * the row computed it. */
static Pair exact_alpha(const ScheduleStep *step) {
    if (step->beta <= 0.5)
        return pair_sum(1.0, -step->beta);
    return (Pair){step->alpha, 0.0};
}

/* Points the arrays into one block; false when there is no memory. */
static bool allocate(Schedule *schedule) {
    double **const arrays[] = {
        &schedule->beta,
        &schedule->alpha,
        &schedule->alpha_bar,
        &schedule->one_minus_alpha_bar,
        &schedule->sqrt_alpha,
        &schedule->sqrt_beta,
        &schedule->sqrt_alpha_bar,
        &schedule->sqrt_one_minus_alpha_bar,
        &schedule->snr,
        &schedule->log_snr,
        &schedule->posterior_variance,
        &schedule->sqrt_posterior_variance,
        &schedule->posterior_mean_x0,
        &schedule->posterior_mean_xt,
    };
    const size_t count = sizeof arrays / sizeof arrays[0];
    schedule->memory = calloc(count * (schedule->steps + 1), sizeof *schedule->memory);
    if (schedule->memory == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        *arrays[i] = schedule->memory + i * (schedule->steps + 1);
    return true;
}

static void fill_start(Schedule *schedule) {
    schedule->beta[0] = 0.0;
    schedule->alpha[0] = 1.0;
    schedule->alpha_bar[0] = 1.0;
    schedule->one_minus_alpha_bar[0] = 0.0;
    schedule->sqrt_alpha[0] = 1.0;
    schedule->sqrt_beta[0] = 0.0;
    schedule->sqrt_alpha_bar[0] = 1.0;
    schedule->sqrt_one_minus_alpha_bar[0] = 0.0;
    schedule->snr[0] = (double)INFINITY;
    schedule->log_snr[0] = (double)INFINITY;
    schedule->posterior_variance[0] = (double)NAN;
    schedule->sqrt_posterior_variance[0] = (double)NAN;
    schedule->posterior_mean_x0[0] = (double)NAN;
    schedule->posterior_mean_xt[0] = (double)NAN;
}

/* What follows from beta_t, alpha_t, alpha_bar_t and 1 - alpha_bar_t: sums, products and quotients
 * of positive numbers only, so that each keeps its digits. */
static void fill_derived(Schedule *schedule, size_t t) {
    double alpha_bar = schedule->alpha_bar[t];
    double noise = schedule->one_minus_alpha_bar[t];
    double noise_before = schedule->one_minus_alpha_bar[t - 1];
    schedule->sqrt_alpha[t] = sqrt(schedule->alpha[t]);
    schedule->sqrt_beta[t] = sqrt(schedule->beta[t]);
    schedule->sqrt_alpha_bar[t] = sqrt(alpha_bar);
    schedule->sqrt_one_minus_alpha_bar[t] = sqrt(noise);
    schedule->snr[t] = alpha_bar / noise;
    double log_alpha_bar = noise < 0.5 ? log1p(-noise) : log(alpha_bar);
    double log_noise = alpha_bar < 0.5 ? log1p(-alpha_bar) : log(noise);
    schedule->log_snr[t] = log_alpha_bar - log_noise;
    /* DDPM (Ho 2020) eq. 7: \tilde\beta_t = \frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\beta_t,
     * \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0 +
     * \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t. */
    schedule->posterior_variance[t] = noise_before / noise * schedule->beta[t];
    schedule->sqrt_posterior_variance[t] = sqrt(schedule->posterior_variance[t]);
    schedule->posterior_mean_x0[t] = schedule->sqrt_alpha_bar[t - 1] * (schedule->beta[t] / noise);
    schedule->posterior_mean_xt[t] = schedule->sqrt_alpha[t] * (noise_before / noise);
}

static void fill(Schedule *schedule) {
    Pair alpha_bar = {1.0, 0.0};
    fill_start(schedule);
    for (size_t t = 1; t <= schedule->steps; t++) {
        ScheduleStep step = schedule->row->step(t, schedule->steps);
        Pair alpha = exact_alpha(&step);
        alpha_bar = pair_product(alpha_bar, alpha);
        schedule->beta[t] = step.beta;
        schedule->alpha[t] = alpha.high;
        schedule->alpha_bar[t] = alpha_bar.high;
        /* Exactly beta_1 at t = 1, so that the posterior there is exactly the point x_0. */
        schedule->one_minus_alpha_bar[t] =
            t == 1 ? step.beta : (1.0 - alpha_bar.high) - alpha_bar.low;
        fill_derived(schedule, t);
        if (step.is_clipped && schedule->clipped++ == 0)
            schedule->first_clipped = t;
    }
}

static void warn_if_clipped(Schedule *schedule) {
    if (!schedule->row->warns_when_clipped || schedule->clipped == 0)
        return;
    snprintf(schedule->warning_text, sizeof schedule->warning_text,
             "schedule %s with T = %zu: beta would pass 0.999 and is held there at %zu of the "
             "steps, from t = %zu on; "
             "take T = 21 or more to avoid that",
             schedule->row->name, schedule->steps, schedule->clipped, schedule->first_clipped);
    schedule->warning = schedule->warning_text;
}

/* Bytes of name that a message shows: cut before a character that does not fit; 0 when the name
 * holds a control character, which a terminal would obey. */
static int shown_length(const char *name) {
    size_t length = 0;
    while (length < SHOWN_NAME_MAX && name[length] != '\0') {
        unsigned char byte = (unsigned char)name[length++];
        if (byte < 0x20 || byte == 0x7F)
            return 0;
    }
    if (name[length] != '\0')
        while (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80)
            length--;
    return (int)length;
}

static void set_unknown_name(ScheduleError *error, const char *name) {
    const char *names[ROW_COUNT];
    for (size_t i = 0; i < ROW_COUNT; i++)
        names[i] = rows[i]->name;
    int length = shown_length(name);
    snprintf(error->message, sizeof error->message, "there is no schedule named \"%.*s%s\"", length,
             name, name[length] != '\0' ? "..." : "");
    const char *near = nearest_name(name, names, ROW_COUNT);
    if (near != NULL) {
        snprintf(error->hint, sizeof error->hint, "did you mean \"%s\"?", near);
        return;
    }
    size_t used = (size_t)snprintf(error->hint, sizeof error->hint, "choose one of");
    for (size_t i = 0; i < ROW_COUNT && used < sizeof error->hint; i++)
        used += (size_t)snprintf(error->hint + used, sizeof error->hint - used, "%s %s",
                                 i == 0 ? "" : ",", names[i]);
}

Schedule *schedule_new(const char *name, long steps, ScheduleError *error) {
    *error = (ScheduleError){{0}, {0}};
    const ScheduleRow *row = schedule_find(name);
    if (row == NULL) {
        set_unknown_name(error, name);
        return NULL;
    }
    if (steps < 1 || steps > SCHEDULE_STEPS_MAX) {
        snprintf(error->message, sizeof error->message, "a schedule cannot have T = %ld steps",
                 steps);
        snprintf(error->hint, sizeof error->hint, "choose T from 1 to %d", SCHEDULE_STEPS_MAX);
        return NULL;
    }
    Schedule *schedule = calloc(1, sizeof *schedule);
    if (schedule != NULL) {
        schedule->row = row;
        schedule->steps = (size_t)steps;
    }
    if (schedule == NULL || !allocate(schedule)) {
        free(schedule);
        snprintf(error->message, sizeof error->message,
                 "not enough memory for a schedule of %ld steps", steps);
        return NULL;
    }
    fill(schedule);
    warn_if_clipped(schedule);
    return schedule;
}

void schedule_free(Schedule *schedule) {
    if (schedule == NULL)
        return;
    free(schedule->memory);
    free(schedule);
}

bool schedule_exact_beta(const Schedule *schedule, size_t t, uint64_t *numerator,
                         uint64_t *denominator) {
    assert(t >= 1 && t <= schedule->steps);
    ScheduleStep step = schedule->row->step(t, schedule->steps);
    if (!step.is_exact)
        return false;
    *numerator = step.numerator;
    *denominator = step.denominator;
    return true;
}

/* Below this alpha_bar the power series is used: -a - log(1-a) would lose digits to cancellation.
 * At 1/4 the series ends after 26 terms and the difference above it loses less than three bits. */
#define KL_SERIES_BELOW 0.25

/* -a - \log(1-a) = \sum_{k \ge 2} a^k / k for 0 <= a < 1; rest is 1 - a with its digits kept. */
static double minus_a_minus_log(double a, double rest) {
    if (a >= KL_SERIES_BELOW)
        return -a - log(rest);
    double sum = 0.0;
    double power = a * a;
    for (size_t k = 2;; k++) {
        double next = sum + power / (double)k;
        if (next == sum)
            return sum;
        sum = next;
        power *= a;
    }
}

/* D_{KL}(\mathcal N(\sqrt{\bar\alpha_t}x_0, 1-\bar\alpha_t) \| \mathcal N(0,1)) =
 * \frac12\left(\bar\alpha_t x_0^2 + (1-\bar\alpha_t) - 1 - \log(1-\bar\alpha_t)\right); the L_T of
 * DDPM (Ho 2020) eq. 5, claim: kl-closed-form. */
double schedule_kl_to_standard_normal(const Schedule *schedule, size_t t, double x0_square) {
    assert(t <= schedule->steps);
    if (t == 0)
        return (double)INFINITY;
    double a = schedule->alpha_bar[t];
    return 0.5 * (a * x0_square + minus_a_minus_log(a, schedule->one_minus_alpha_bar[t]));
}
