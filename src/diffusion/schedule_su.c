/* schedule_su.c - Su's setting, \alpha_t = \sqrt{1 - 0.02 t / T} in his notation: beta_t rises from
 * almost 0 to 0.02. */
#include "diffusion/schedule_internal.h"

/* 0.02 = 1 / 50 */
enum { INVERSE_LAST = 50 };

static const ScheduleParameter parameters[] = {
    {"last", 1.0 / INVERSE_LAST, "beta at t = T"},
};

/* \beta_t = \frac{0.02\,t}{T} */
static ScheduleStep su_step(size_t t, size_t steps) {
    return schedule_rational_step(t, (uint64_t)INVERSE_LAST * steps);
}

const ScheduleRow schedule_su = {
    .name = "su",
    .doc = "beta = 0.02 t/T, that is alpha_t^2 = 1 - 0.02 t/T in Su's notation",
    .citation = "Su Jianlin 2022, DDPM = autoregressive VAE",
    .formula = "\\beta_t = \\frac{0.02 t}{T}",
    .parameter_count = sizeof parameters / sizeof *parameters,
    .parameters = parameters,
    .step = su_step,
};
