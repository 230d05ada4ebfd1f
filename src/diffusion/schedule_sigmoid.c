/* schedule_sigmoid.c - \bar\alpha_t falls like a sigmoid: Jabri, Fleet, Chen 2022; Chen 2023.
 *
 * \bar\alpha_t = \gamma(t/T), \gamma(u) = \frac{\sigma(e/\tau) - \sigma((u(e - a) +
 * a)/\tau)}{\sigma(e/\tau) - \sigma(a/\tau)} with start a = -3, end e = 3, tau = 1, \sigma(x) =
 * 1/(1 + e^{-x}), and \beta_t = 1 - \bar\alpha_t / \bar\alpha_{t-1}, clipped at 0.999. The papers
 * clip \gamma at 10^{-9} instead; here, as in the cosine schedule, beta is clipped, which acts at t
 * = T, where \gamma(1) = 0. */
#include "diffusion/schedule_internal.h"

#include <math.h>

/* The formulas below use that start = -end. */
#define END 3.0
#define TAU 1.0

static const ScheduleParameter parameters[] = {
    {"start", -END, "where the sigmoid starts"},
    {"end", END, "where the sigmoid ends"},
    {"tau", TAU, "its temperature: start and end are divided by it"},
    {"clip", (double)SCHEDULE_CLIP_NUMERATOR / SCHEDULE_CLIP_DENOMINATOR, "largest beta"},
};

/* \sigma(p) - \sigma(q) = \frac{\sinh((p-q)/2)}{2 \cosh(p/2) \cosh(q/2)}. With h = 3, c(t) =
 * \cosh(h t/T - h/2), s(t) = \sinh(h (T-t)/T): \gamma(t/T) = \frac{s(t) \cosh(h/2)}{c(t) \sinh h},
 * so \alpha_t = \frac{s(t) c(t-1)}{s(t-1) c(t)} and \beta_t = \frac{\sinh(h/T) \cosh(h/2)}{c(t)
 * s(t-1)}. */
static ScheduleStep sigmoid_step(size_t t, size_t steps) {
    const double h = END / TAU;
    double count = (double)steps;
    double now = cosh(h * (2.0 * (double)t - count) / (2.0 * count));
    double before = cosh(h * (2.0 * (double)t - 2.0 - count) / (2.0 * count));
    double left_now = sinh(h * (double)(steps - t) / count);
    double left_before = sinh(h * (double)(steps - t + 1) / count);
    double beta = sinh(h / count) * cosh(h / 2.0) / (now * left_before);
    return schedule_real_step(beta, left_now * before / (left_before * now));
}

const ScheduleRow schedule_sigmoid = {
    .name = "sigmoid",
    .doc = "alpha_bar falls like a sigmoid from -3 to 3, tau 1, beta clipped at 0.999",
    .citation = "Jabri, Fleet, Chen 2022; Chen 2023",
    .formula = "\\bar\\alpha_t = \\frac{\\sigma(3) - \\sigma(6 t/T - 3)}{\\sigma(3) - \\sigma(-3)}",
    .parameter_count = sizeof parameters / sizeof *parameters,
    .parameters = parameters,
    .step = sigmoid_step,
};
