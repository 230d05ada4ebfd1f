/* sampler_internal.h - the rows of the table of samplers, and what they share. */
#ifndef EXPLORE_DIFFUSION_SAMPLER_INTERNAL_H
#define EXPLORE_DIFFUSION_SAMPLER_INTERNAL_H

#include "diffusion/sampler.h"

/* Points in a block: its noise comes from one stream, its working memory fits on the stack. */
#define SAMPLER_BLOCK ((size_t)256)

/* The forward chain's step over several steps at once: x_t = sqrt(alpha) x_s + sqrt(beta) eps. */
typedef struct {
    double alpha, beta;
} SamplerJump;
SamplerJump sampler_jump(const Schedule *schedule, size_t from, size_t to);

/* sigma_t of the run's variance; 0 in the last step. */
double sampler_spread(const SamplerRun *run, size_t from, size_t to);

/* Its step, for what prints another. */
SamplerStep sampler_ddim_step(const SamplerRun *run, size_t from, size_t to);

extern const SamplerRow sampler_ddpm;
extern const SamplerRow sampler_ddim;
extern const SamplerRow sampler_ode;
extern const SamplerRow sampler_printed_annex;
extern const SamplerRow sampler_printed_chandery;
extern const SamplerRow sampler_printed_hello_world;
extern const SamplerRow sampler_printed_ddim;

#endif
