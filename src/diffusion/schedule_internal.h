/* schedule_internal.h - the rows of the schedule table, one per file, and what they share. */
#ifndef EXPLORE_DIFFUSION_SCHEDULE_INTERNAL_H
#define EXPLORE_DIFFUSION_SCHEDULE_INTERNAL_H

#include "diffusion/schedule.h"

/* beta_t is kept at or below 999/1000, as Nichol and Dhariwal 2021 (section 3.2) do: with beta_t =
 * 1 a step would forget its input. */
#define SCHEDULE_CLIP_NUMERATOR 999
#define SCHEDULE_CLIP_DENOMINATOR 1000

extern const ScheduleRow schedule_linear;
extern const ScheduleRow schedule_linear_scaled;
extern const ScheduleRow schedule_cosine;
extern const ScheduleRow schedule_sigmoid;
extern const ScheduleRow schedule_su;
extern const ScheduleRow schedule_sqrt_linear;

/* beta = numerator / denominator exactly, clipped. Both must be below 2^53 / 1000, so that they and
 * the comparison with the clip are exact; denominator > 0. */
ScheduleStep schedule_rational_step(uint64_t numerator, uint64_t denominator);

/* beta and alpha = 1 - beta, each accurate on its own; clipped. */
ScheduleStep schedule_real_step(double beta, double alpha);

#endif
