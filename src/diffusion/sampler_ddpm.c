/* sampler_ddpm.c - ancestral sampling.
 *
 * x_{t-1} = \frac{1}{\sqrt{\alpha_t}}\left(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}
 * \epsilon_\theta(x_t,t)\right) + \sigma_t z, DDPM (Ho 2020) algorithm 2, claim: mu-eps; z = 0 in
 * the last step. Over several steps at once \alpha is the product of their alphas, and both
 * variances are those of the jump. */
#include <math.h>

#include "diffusion/sampler_internal.h"

static SamplerStep ddpm_step(const SamplerRun *run, size_t from, size_t to) {
    SamplerJump jump = sampler_jump(run->schedule, from, to);
    double root = sqrt(jump.alpha);
    return (SamplerStep){.keep = 1.0 / root,
                         .remove =
                             -jump.beta / (root * run->schedule->sqrt_one_minus_alpha_bar[from]),
                         .spread = sampler_spread(run, from, to)};
}

const SamplerRow sampler_ddpm = {
    .name = "ddpm",
    .doc = "ancestral sampling: the mean of the reverse step, and fresh noise in every step",
    .citation = "Ho, Jain, Abbeel 2020, algorithm 2",
    .formula = "x_{t-1} = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t - "
               "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon_\\theta(x_t,t)\\right) + "
               "\\sigma_t z",
    .uses = SAMPLER_USES_VARIANCE | SAMPLER_JUMPS,
    .step = ddpm_step,
};
