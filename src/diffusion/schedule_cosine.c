/* schedule_cosine.c - \bar\alpha_t falls like a squared cosine: Nichol and Dhariwal 2021, eq. 17.
 *
 * \bar\alpha_t = f(t)/f(0), f(t) = \cos^2\left(\frac{t/T + s}{1 + s} \frac{\pi}{2}\right), s =
 * 0.008, and \beta_t = 1 - \bar\alpha_t / \bar\alpha_{t-1}, clipped at 0.999. The clip acts at t =
 * T only, where f(T) = 0; so \bar\alpha_T is \bar\alpha_{T-1} / 1000, not 0. */
#include "diffusion/schedule_internal.h"

#include <math.h>

/* s = 0.008 in thousandths: whole numbers keep the angles below exact but for one rounding. */
enum { OFFSET = 8, UNIT = 1000 };

static const double pi = 3.141592653589793;

static const ScheduleParameter parameters[] = {
    {"s", (double)OFFSET / UNIT, "offset that keeps beta from being too small near t = 0"},
    {"clip", (double)SCHEDULE_CLIP_NUMERATOR / SCHEDULE_CLIP_DENOMINATOR, "largest beta"},
};

/* With A = \frac{\pi}{2} \frac{T-t}{T(1+s)}, B the same for t - 1, f(t) = \sin^2 A, so \alpha_t =
 * \frac{\sin^2 A}{\sin^2 B} and \beta_t = \frac{\sin(B-A) \sin(B+A)}{\sin^2 B}. B + A comes close
 * to pi at small t: its distance from pi is formed in whole numbers there. */
static ScheduleStep cosine_step(size_t t, size_t steps) {
    const double half_turn =
        (double)((UNIT + OFFSET) * steps) / UNIT * 2.0; /* pi is this many steps' angles */
    double left = (double)(steps - t);
    double lower = sin(pi * left / half_turn);
    double upper = sin(pi * (left + 1.0) / half_turn);
    double difference = sin(pi / half_turn);

    double sum_units = 2.0 * left + 1.0;
    double rest_units = (double)(2 * OFFSET * steps + 2 * UNIT * t - UNIT) / UNIT;
    double sum = sin(pi * fmin(sum_units, rest_units) / half_turn);

    double ratio = lower / upper;
    return schedule_real_step(difference * sum / (upper * upper), ratio * ratio);
}

const ScheduleRow schedule_cosine = {
    .name = "cosine",
    .doc = "alpha_bar falls like a squared cosine, s = 0.008, beta clipped at 0.999",
    .citation = "Nichol and Dhariwal 2021, eq. 17",
    .formula = "\\bar\\alpha_t = \\frac{f(t)}{f(0)}, f(t) = \\cos^2\\left(\\frac{t/T + "
               "0.008}{1.008} \\frac{\\pi}{2}\\right)",
    .parameter_count = sizeof parameters / sizeof *parameters,
    .parameters = parameters,
    .step = cosine_step,
};
