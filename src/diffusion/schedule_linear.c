/* schedule_linear.c - beta_t rises evenly; the same two ends whatever T is.
 *
 * DDPM (Ho 2020) section 4: \beta_1 = 10^{-4}, \beta_T = 0.02, T = 1000. With few steps the chain
 * stops far from pure noise: \bar\alpha_{50} = 0.60 for T = 50; `linear-scaled` avoids that. */
#include "diffusion/schedule_internal.h"

/* The ends in units of 1e-4: whole numbers keep beta_t an exact rational. */
enum { FIRST_E4 = 1, LAST_E4 = 200, UNIT = 10000 };

static const ScheduleParameter parameters[] = {
    {"first", (double)FIRST_E4 / UNIT, "beta at t = 1"},
    {"last", (double)LAST_E4 / UNIT, "beta at t = T"},
};

/* \beta_t = 10^{-4} + (0.02 - 10^{-4}) \frac{t-1}{T-1}; the first end alone when T = 1. */
static ScheduleStep linear_step(size_t t, size_t steps) {
    if (steps == 1)
        return schedule_rational_step(FIRST_E4, UNIT);
    uint64_t gaps = steps - 1;
    uint64_t done = t - 1;
    return schedule_rational_step(FIRST_E4 * gaps + (LAST_E4 - FIRST_E4) * done, UNIT * gaps);
}

const ScheduleRow schedule_linear = {
    .name = "linear",
    .doc = "beta rises evenly from 0.0001 to 0.02, the same ends for every T",
    .citation = "Ho, Jain, Abbeel 2020, section 4",
    .formula = "\\beta_t = 10^{-4} + (0.02 - 10^{-4}) \\frac{t-1}{T-1}",
    .parameter_count = sizeof parameters / sizeof *parameters,
    .parameters = parameters,
    .step = linear_step,
};
