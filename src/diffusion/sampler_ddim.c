/* sampler_ddim.c - denoising diffusion implicit models: eta says how much of the noise is fresh.
 *
 * x_s = \sqrt{\bar\alpha_s}\,\hat x_0 + \sqrt{1-\bar\alpha_s-\sigma^2}\,\epsilon_\theta + \sigma z,
 * \sigma = \eta\sqrt{\frac{1-\bar\alpha_s}{1-\bar\alpha_t}\left(1-\frac{\bar\alpha_t}
 * {\bar\alpha_s}\right)}, DDIM (Song, Meng, Ermon 2021) eq. 12 and 16, whose alpha is our
 * alpha_bar. Given x_0 the law of x_s is q(x_s|x_0) for every eta; eta = 1 is DDPM with the
 * posterior variance. */
#include <math.h>

#include "diffusion/sampler_internal.h"

/* Written without differences of nearly equal numbers. With alpha and beta of the jump
 * 1-\bar\alpha_t = alpha (1-\bar\alpha_s) + beta, so that
 *     1-\bar\alpha_s-\sigma^2 = (1-\bar\alpha_s)(alpha (1-\bar\alpha_s) + (1-\eta^2) beta) /
 *     (1-\bar\alpha_t),
 * and the factor of the noise, A - B with A^2 that and B^2 = (1-\bar\alpha_t) / alpha, is
 *     -(\sigma^2 + beta / alpha) / (A + B). */
SamplerStep sampler_ddim_step(const SamplerRun *run, size_t from, size_t to) {
    SamplerJump jump = sampler_jump(run->schedule, from, to);
    double now = run->schedule->one_minus_alpha_bar[from];
    double next = run->schedule->one_minus_alpha_bar[to];
    double fresh = run->eta * run->eta;
    double variance = fresh * next / now * jump.beta;
    double kept = sqrt(next * (jump.alpha * next + (1.0 - fresh) * jump.beta) / now);
    double removed = sqrt(now / jump.alpha);
    return (SamplerStep){.keep = 1.0 / sqrt(jump.alpha),
                         .remove = -(variance + jump.beta / jump.alpha) / (kept + removed),
                         .spread = sqrt(variance)};
}

const SamplerRow sampler_ddim = {
    .name = "ddim",
    .doc = "implicit sampling: any jump in one step; eta = 0 adds no noise, eta = 1 as much as "
           "ddpm does",
    .citation = "Song, Meng, Ermon 2021, eq. 12 and 16",
    .formula = "x_{t-1} = \\sqrt{\\bar\\alpha_{t-1}}\\,\\frac{x_t-\\sqrt{1-\\bar\\alpha_t}\\,"
               "\\epsilon_\\theta(x_t,t)}{\\sqrt{\\bar\\alpha_t}} + "
               "\\sqrt{1-\\bar\\alpha_{t-1}-\\sigma_t^2}\\,\\epsilon_\\theta(x_t,t) + \\sigma_t z",
    .uses = SAMPLER_USES_ETA | SAMPLER_JUMPS,
    .step = sampler_ddim_step,
};
