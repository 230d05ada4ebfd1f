/* schedule_linear_scaled.c - `linear` with its ends multiplied by 1000/T.
 *
 * The sum of the beta_t, and so the noise at t = T, stays about what it is for T = 1000. Below T =
 * 21 the last beta_t would pass 0.999 and are clipped, which breaks that promise: the schedule then
 * carries a warning. */
#include "diffusion/schedule_internal.h"

/* The ends for T = 1000 in units of 1e-4, as in schedule_linear.c. */
enum { FIRST_E4 = 1, LAST_E4 = 200, UNIT = 10000, REFERENCE_STEPS = 1000 };

static const ScheduleParameter parameters[] = {
    {"first", (double)FIRST_E4 / UNIT, "beta at t = 1 for T = 1000; times 1000/T otherwise"},
    {"last", (double)LAST_E4 / UNIT, "beta at t = T for T = 1000; times 1000/T otherwise"},
    {"clip", (double)SCHEDULE_CLIP_NUMERATOR / SCHEDULE_CLIP_DENOMINATOR, "largest beta"},
};

/* \beta_t = \frac{1000}{T}\left(10^{-4} + (0.02 - 10^{-4}) \frac{t-1}{T-1}\right), clipped. */
static ScheduleStep linear_scaled_step(size_t t, size_t steps) {
    const uint64_t unit = UNIT / REFERENCE_STEPS;
    if (steps == 1)
        return schedule_rational_step(FIRST_E4, unit);
    uint64_t gaps = steps - 1;
    uint64_t done = t - 1;
    return schedule_rational_step(FIRST_E4 * gaps + (LAST_E4 - FIRST_E4) * done,
                                  unit * gaps * steps);
}

const ScheduleRow schedule_linear_scaled = {
    .name = "linear-scaled",
    .doc = "linear with its ends multiplied by 1000/T, clipped at 0.999",
    .citation = "Ho, Jain, Abbeel 2020, section 4, rescaled as in Nichol and Dhariwal 2021's code",
    .formula =
        "\\beta_t = \\frac{1000}{T} \\left(10^{-4} + (0.02 - 10^{-4}) \\frac{t-1}{T-1}\\right)",
    .parameter_count = sizeof parameters / sizeof *parameters,
    .parameters = parameters,
    .warns_when_clipped = true,
    .step = linear_scaled_step,
};
