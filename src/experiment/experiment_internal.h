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

/* A mean of n numbers and its standard error, as they come. */
typedef struct {
    double sum, squares;
    size_t count;
} Mean;

void mean_add(Mean *mean, double value);
double mean_of(const Mean *mean);
double mean_error(const Mean *mean);

/* experiment_denoise.c */
extern const ExperimentRow experiment_one_step, experiment_gaussian_steps;
/* experiment_reverse.c */
extern const ExperimentRow experiment_reverse_kl;

#endif
