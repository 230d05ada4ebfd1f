/* experiment_ablation.c - what a choice in training or sampling is worth: small networks trained
 * with several seeds. Numbers are of the training that is told here, not of a longer one. */
#include <string.h>

#include "denoise/ablation.h"
#include "experiment/experiment_internal.h"

/* Student's t has wide tails when seeds are few: a difference of 6 of its errors comes about by
 * chance once in 500 runs of 6. */
#define SEEDS_SMALL 6
#define SEEDS_FULL 6
#define STEPS_SMALL 200
#define STEPS_FULL 2000
#define BATCH_SMALL 64
#define BATCH_FULL 256
#define POINTS_SMALL 100
#define POINTS_FULL 2000
#define WIDTH 32
#define DEPTH 2

static bool go_on(void *context, double done) {
    (void)done;
    return !experiment_is_stopped(context);
}

static AblationDef def_of(const ExperimentRun *run, const char *what, const Schedule *schedule,
                          Arena *arena) {
    AblationDef def = ablation_def_default();
    def.what = ablation_find(what);
    def.data = experiment_data(run, arena);
    def.schedule = schedule;
    def.seeds = run->full ? SEEDS_FULL : SEEDS_SMALL;
    def.seed = run->seed;
    def.trainer.network.width = WIDTH;
    def.trainer.network.depth = DEPTH;
    def.trainer.adam.total = run->full ? STEPS_FULL : STEPS_SMALL;
    def.trainer.adam.warm_up = def.trainer.adam.total / 10;
    def.trainer.batch = run->full ? BATCH_FULL : BATCH_SMALL;
    def.points = run->full ? POINTS_FULL : POINTS_SMALL;
    def.places = run->full ? def.places : 10;
    def.place_points = run->full ? def.place_points : 100;
    def.pool = run->pool;
    return def;
}

/* What is tried stands in the row's name. */
#define PREFIX "ablate-"

static bool run_ablation(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    Schedule *schedule = experiment_schedule(run, run->setting.steps);
    const char *what = run->setting.row->name + strlen(PREFIX);
    AblationDef def = def_of(run, what, schedule, arena);
    ExperimentRun own = *run; /* its stop is asked for through a pointer that is not const */
    def.go_on = go_on;
    def.context = &own;
    AblationTable found;
    bool done = ablation_run(&found, &def);
    for (size_t v = 0; done && v < found.variants; v++) {
        const char *name = def.what->variants[v].name;
        AblationMean excess = ablation_mean(&found, v, ABLATION_EXCESS);
        AblationMean square = ablation_mean(&found, v, ABLATION_SQUARE);
        experiment_put(table, excess.mean, excess.error, "excess(%s)", name);
        experiment_put(table, square.mean, square.error, "w2(%s)", name);
    }
    for (size_t v = 1; done && v < found.variants; v++) {
        const char *name = def.what->variants[v].name;
        AblationMean excess = ablation_difference(&found, v, ABLATION_EXCESS);
        AblationMean square = ablation_difference(&found, v, ABLATION_SQUARE);
        if (!def.what->same_network) {
            experiment_put(table, excess.mean, excess.error, "more excess(%s)", name);
        }
        experiment_put(table, square.mean, square.error, "more w2(%s)", name);
    }
    schedule_free(schedule);
    return done;
}

#define DOC                                                                                        \
    "excess(V): of the loss in shares of its floor, w2(V): squared sliced W2 of samples to fresh " \
    "data, more ..(V): minus that of the first variant in pairs of one seed; a small network, "

const ExperimentRow experiment_ablate_embedding = {
    .name = PREFIX "embedding",
    .doc = DOC "told t by sines, by a trainable table, or not",
    .question = "Sinusoidal or trainable time embedding?",
    .data = "ring",
    .schedule = "linear-scaled",
    .steps = 100,
    .drawn = true,
    .trains = true,
    .sources = "diffusion nn denoise",
    .file = "experiment_ablation.c",
    .run = run_ablation,
};

const ExperimentRow experiment_ablate_loss = {
    .name = PREFIX "loss",
    .doc = DOC "with the simple loss, or the bound's weights",
    .question = "Weighted or simple loss?",
    .data = "ring",
    .schedule = "linear-scaled",
    .steps = 100,
    .drawn = true,
    .trains = true,
    .sources = "diffusion nn denoise",
    .file = "experiment_ablation.c",
    .run = run_ablation,
};

const ExperimentRow experiment_ablate_sigma = {
    .name = PREFIX "sigma",
    .doc = DOC "sampled with either sigma_t",
    .question = "Either sigma_t?",
    .data = "ring",
    .schedule = "linear-scaled",
    .steps = 100,
    .drawn = true,
    .trains = true,
    .sources = "diffusion nn denoise",
    .file = "experiment_ablation.c",
    .run = run_ablation,
};
