/* experiment_internal.h - the rows of the table, and what they share. */
#ifndef EXPLORE_EXPERIMENT_EXPERIMENT_INTERNAL_H
#define EXPLORE_EXPERIMENT_EXPERIMENT_INTERNAL_H

#include "diffusion/data.h"
#include "diffusion/schedule.h"
#include "experiment/experiment.h"

/* The run's data set; it takes data. */
const DataSet *experiment_data(const ExperimentRun *run, Arena *arena);
/* The run's schedule, or one of the same name with other steps; schedule_free it. */
Schedule *experiment_schedule(const ExperimentRun *run, long steps);
bool experiment_is_stopped(const ExperimentRun *run);

/* experiment_denoise.c */
extern const ExperimentRow experiment_one_step, experiment_gaussian_steps;
/* experiment_reverse.c */
extern const ExperimentRow experiment_reverse_kl;
/* experiment_floor.c */
extern const ExperimentRow experiment_loss_floor;
extern const ExperimentRow experiment_which_noise;
extern const ExperimentRow experiment_best_variance;
extern const ExperimentRow experiment_reverse_variance;
extern const ExperimentRow experiment_bound_split;
/* experiment_end.c */
extern const ExperimentRow experiment_end_of_chain;
extern const ExperimentRow experiment_marginal_kl;
extern const ExperimentRow experiment_su_schedule;
extern const ExperimentRow experiment_noise_growth;
/* experiment_posterior.c */
extern const ExperimentRow experiment_neglected_product;
extern const ExperimentRow experiment_need_neglect;
extern const ExperimentRow experiment_missing_bar;
extern const ExperimentRow experiment_last_noise;
extern const ExperimentRow experiment_two_variances;
/* experiment_memory.c */
extern const ExperimentRow experiment_dependence;
extern const ExperimentRow experiment_second_order;
/* experiment_noise.c */
extern const ExperimentRow experiment_deviations_add;
extern const ExperimentRow experiment_dimension;
/* experiment_steps.c */
extern const ExperimentRow experiment_blur;
extern const ExperimentRow experiment_larger_t;
/* experiment_sampler.c */
extern const ExperimentRow experiment_skip_steps;
extern const ExperimentRow experiment_ddim_steps;
extern const ExperimentRow experiment_eta;
extern const ExperimentRow experiment_clipping;
extern const ExperimentRow experiment_way_back;
/* experiment_ablation.c */
extern const ExperimentRow experiment_ablate_embedding;
extern const ExperimentRow experiment_ablate_loss;
extern const ExperimentRow experiment_ablate_sigma;
/* experiment_loss.c */
extern const ExperimentRow experiment_mean_or_sum;

#endif
