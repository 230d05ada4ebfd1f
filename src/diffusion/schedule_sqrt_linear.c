/* schedule_sqrt_linear.c - the square root of beta_t rises evenly: the schedule of latent diffusion
 * ("scaled linear" there). */
#include "diffusion/schedule_internal.h"

#include <math.h>

#define FIRST_BETA 0.00085
#define LAST_BETA 0.012

static const ScheduleParameter parameters[] = {
    {"first", FIRST_BETA, "beta at t = 1"},
    {"last", LAST_BETA, "beta at t = T"},
};

/* \beta_t = \left(\sqrt{0.00085} + (\sqrt{0.012} - \sqrt{0.00085}) \frac{t-1}{T-1}\right)^2; the
 * first end alone when T = 1. Written as a mean with positive weights, so that nothing cancels. */
static ScheduleStep sqrt_linear_step(size_t t, size_t steps) {
    double root = sqrt(FIRST_BETA);
    if (steps > 1) {
        double gaps = (double)(steps - 1);
        root = (sqrt(FIRST_BETA) * (double)(steps - t) + sqrt(LAST_BETA) * (double)(t - 1)) / gaps;
    }
    double beta = root * root;
    return schedule_real_step(beta, 1.0 - beta);
}

const ScheduleRow schedule_sqrt_linear = {
    .name = "sqrt-linear",
    .doc = "sqrt(beta) rises evenly from sqrt(0.00085) to sqrt(0.012), the same ends for every T",
    .citation = "Rombach et al. 2022, latent diffusion (the ends of their released model)",
    .formula = "\\beta_t = \\left(\\sqrt{0.00085} + (\\sqrt{0.012} - \\sqrt{0.00085}) "
               "\\frac{t-1}{T-1}\\right)^2",
    .parameter_count = sizeof parameters / sizeof *parameters,
    .parameters = parameters,
    .step = sqrt_linear_step,
};
