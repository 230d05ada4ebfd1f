/* sampler_printed.c - the updates as documents print them, slips and all, so that one sees what a
 * slip does. Nothing here is corrected; `slip` says what differs, `ddpm` and `ddim` are right.
 *
 * Letters are read as the documents define them, on the same schedule: in Su's notation alpha_t and
 * beta_t are the roots of Ho's, and so is Chandery's alpha_t (notation.h). */
#include <math.h>

#include "diffusion/sampler_internal.h"

/* As printed, C-L644: \mu = (x_t - (\beta_t/\bar\beta_t)\epsilon_\theta)/\alpha_t. Right is
 * \beta_t^2/\bar\beta_t, claim: mu-eps. Its \sigma_t (67), (68) are the two of Ho 2020. */
static SamplerStep annex_step(const SamplerRun *run, size_t from, size_t to) {
    const Schedule *s = run->schedule;
    double alpha = s->sqrt_alpha[from];
    double beta = s->sqrt_beta[from], beta_bar = s->sqrt_one_minus_alpha_bar[from];
    return (SamplerStep){.keep = 1.0 / alpha,
                         .remove = -(beta / beta_bar) / alpha,
                         .spread = sampler_spread(run, from, to)};
}

const SamplerRow sampler_printed_annex = {
    .name = "printed-annex-8.2",
    .doc = "as the annex prints it: each step removes too much noise",
    .citation = "unsigned annex to a repost of Su Jianlin 2022, section 8.2",
    .formula = "x_{t-1} = \\frac{1}{\\alpha_t}\\left(x_t - \\frac{\\beta_t}{\\bar\\beta_t}"
               "\\epsilon_\\theta(x_t,t)\\right) + \\sigma_t z",
    .slip = "beta_t / bar beta_t where beta_t^2 / bar beta_t is right: the standard deviation of "
            "the step's noise instead of its variance",
    .uses = SAMPLER_USES_VARIANCE,
    .step = annex_step,
};

/* 1 - \hat\alpha_t, the noise's standard deviation by the document's closed form, without
 * cancellation. */
static double chandery_noise(const Schedule *s, size_t t) {
    return s->one_minus_alpha_bar[t] / (1.0 + s->sqrt_alpha_bar[t]);
}

static void chandery_level(const Schedule *schedule, size_t t, double *scale, double *spread) {
    *scale = schedule->sqrt_alpha_bar[t];
    *spread = chandery_noise(schedule, t);
}

/* As printed, A-26 and A-24c. By its own closed form x_t = \hat\alpha_t x_0 + (1-\hat\alpha_t)
 * \epsilon, which a network would be trained with, the mean of its own posterior A-21b has
 * (1-\alpha_t)^2. */
static SamplerStep chandery_step(const SamplerRun *run, size_t from, size_t to) {
    const Schedule *s = run->schedule;
    double alpha = s->sqrt_alpha[from];
    double one = s->beta[from] / (1.0 + alpha), all = chandery_noise(s, from);
    return (SamplerStep){.keep = 1.0 / alpha,
                         .remove = -(one / all) / alpha,
                         .spread = one * chandery_noise(s, to) / all};
}

const SamplerRow sampler_printed_chandery = {
    .name = "printed-chandery",
    .doc = "as Chandery prints it, for data noised by its closed form hat alpha_t x_0 + (1 - hat "
           "alpha_t) eps",
    .citation = "Chandery 2025, posterior and mu(x_t, t)",
    .formula = "x_{t-1} = \\frac{1}{\\alpha_t}\\left(x_t-\\frac{1-\\alpha_t}{1-\\hat\\alpha_t}"
               "\\epsilon_\\theta(x_t,t)\\right) + "
               "\\frac{(1-\\alpha_t)(1-\\hat\\alpha_{t-1})}{1-\\hat\\alpha_t}z",
    .slip = "standard deviations are added where variances add, and a square is lost when x_0 is "
            "put in: 1 - alpha_t where its own posterior gives (1 - alpha_t)^2",
    .step = chandery_step,
    .level = chandery_level,
};

/* As printed, B-43a and B-43b: \alpha_{t-1} without its bar, twice. */
static SamplerStep hello_world_step(const SamplerRun *run, size_t from, size_t to) {
    const Schedule *s = run->schedule;
    double noise = s->one_minus_alpha_bar[from];
    double of_x = s->sqrt_alpha[from] * s->one_minus_alpha_bar[to] / noise;
    double of_x0 = s->sqrt_alpha[to] * s->beta[from] / noise;
    double scale = s->sqrt_alpha_bar[from];
    return (SamplerStep){.keep = of_x + of_x0 / scale,
                         .remove = -of_x0 * s->sqrt_one_minus_alpha_bar[from] / scale,
                         .spread = sqrt(s->beta[from] * s->beta[to] / noise)};
}

const SamplerRow sampler_printed_hello_world = {
    .name = "printed-hello-world",
    .doc = "as the note prints it: x_0 comes in at its full size long before the end",
    .citation = "unsigned note on DDPM titled Hello World, 2025, the iteration without x_0",
    .formula = "x_{t-1} = \\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t + "
               "\\frac{\\sqrt{\\alpha_{t-1}}(1-\\alpha_t)}{1-\\bar\\alpha_t}\\times"
               "\\frac{x_t-\\sqrt{1-\\bar\\alpha_t}\\times\\epsilon}{\\sqrt{\\bar\\alpha_t}} + "
               "\\sqrt{\\frac{\\beta_t(1-\\alpha_{t-1})}{1-\\bar\\alpha_t}}\\,z",
    .slip = "alpha_{t-1} where bar alpha_{t-1} is right, in the weight of x_0 and in the variance",
    .step = hello_world_step,
};

/* As printed, D-29: the noise of the direction is made smaller by \sigma_t, and \sigma_t z is left
 * out. */
static SamplerStep silent_ddim_step(const SamplerRun *run, size_t from, size_t to) {
    SamplerStep step = sampler_ddim_step(run, from, to);
    step.spread = 0.0;
    return step;
}

const SamplerRow sampler_printed_ddim = {
    .name = "printed-ddim",
    .doc = "as the note prints it: eta takes noise away and puts none in its place",
    .citation = "unsigned note from DDPM to DDIM, the update with sigma_t",
    .formula = "x_{t-1} = \\sqrt{\\bar\\alpha_{t-1}}\\cdot\\frac{x_t-\\sqrt{1-\\bar\\alpha_t}"
               "\\epsilon_\\theta(x_t,t)}{\\sqrt{\\bar\\alpha_t}} + "
               "\\sqrt{1-\\bar\\alpha_{t-1}-\\sigma_t^2}\\cdot\\epsilon_\\theta(x_t,t)",
    .slip = "+ sigma_t z is missing; with eta = 0 there is none and the update is right",
    .uses = SAMPLER_USES_ETA,
    .eta = 1.0,
    .step = silent_ddim_step,
};
