/* quality.c - how good the networks are that `explore train` makes with its default settings: the
 * table of the README, and the weights of assets/weights.
 *
 * For each toy distribution and each of SEEDS seeds a network is trained and measured against the
 * exact denoiser; with the first seed, and for `ring` with each, 10,000 points are drawn by
 * ancestral sampling with either denoiser from the same x_T and the same fresh noise.
 *
 *     quality                  all of it (`make quality`)
 *     quality SET ...          these sets
 *     quality --weights FOLDER the network of every set in the plane into the folder (`make
 * weights`)
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "denoise/network.h"
#include "denoise/training.h"

#define SEEDS 3
#define POINTS ((size_t)10000)
/* Points at each of TRAINING_PLACES steps: the excess is known to a few percent of itself. */
#define MEASURE_POINTS ((size_t)4000)
#define MEASURE_SEED UINT64_C(77)
#define DRAW_SEED UINT64_C(5)
/* The floor of the sliced distance is a mean over twice MEASURE_FLOOR_REPEATS pairs of fresh sets.
 */
#define FLOOR_SEEDS 2
#define SCHEDULE SCHEDULE_DEFAULT_NAME
/* What the project asks of itself: percent of the floor, seconds, share of the fresh floor, share
 * of a mode's weight. */
#define SECONDS_MAX 60.0
#define SLICED_MAX 0.5
#define MODE_MAX 0.2

typedef struct {
    Arena *arena;
    Pool *pool;
    Schedule *schedule;
    const DataSet *data;
    bool failed;
} Quality;

static double excess_max(const char *name) {
    return strcmp(name, "ring") == 0 ? 1.0 : strcmp(name, "grid") == 0 ? 5.0 : 3.0;
}

static _Noreturn void end(const char *what, const char *why) {
    fprintf(stderr, "quality: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

/* As explore train with nothing but the data and a seed. */
static NnWeights train(Quality *quality, uint64_t seed, double *seconds) {
    NnTrainerDef def = nn_trainer_def_default();
    def.network.dimension = quality->data->dimension;
    def.network.steps = quality->schedule->steps;
    def.seed = seed;
    def.data = training_data(quality->data);
    def.scale = quality->schedule->sqrt_alpha_bar;
    def.spread = quality->schedule->sqrt_one_minus_alpha_bar;
    def.pool = quality->pool;
    NnTrainer *trainer = nn_trainer_new(quality->arena, &def);
    double start = clock_milliseconds();
    while (trainer->adam->step < def.adam.total) {
        if (!nn_trainer_step(trainer)) {
            end(quality->data->name, trainer->failure);
        }
    }
    *seconds = (clock_milliseconds() - start) / 1000.0;
    return nn_weights_of(trainer, quality->data->name, SCHEDULE, "ho", false);
}

static double *draw(const Quality *quality, Denoiser denoiser) {
    size_t d = quality->data->dimension, T = quality->schedule->steps;
    double *x = arena_array(quality->arena, POINTS * d, sizeof *x);
    const SamplerRun run = {.schedule = quality->schedule,
                            .denoiser = denoiser,
                            .variance = SAMPLER_POSTERIOR,
                            .seed = DRAW_SEED,
                            .pool = quality->pool};
    sampler_start(x, POINTS, d, &run);
    for (size_t t = T; t > 0; t--) {
        sampler_step(x, POINTS, d, sampler_find("ddpm"), &run, t, t - 1);
    }
    return x;
}

/* Of the squares between fresh sets, the root of their mean. */
static double fresh_floor(const Quality *quality, double *work) {
    double sum = 0.0;
    for (uint64_t seed = 1; seed <= FLOOR_SEEDS; seed++) {
        sum += measure_sliced_floor(quality->data, POINTS, POINTS, seed, work).mean;
    }
    return sqrt(sum / FLOOR_SEEDS);
}

/* The largest error of a mode's share, relative to its weight; negative when there are no modes. */
static double worst_mode(const Quality *quality, const double *x) {
    ModeCount modes[MEASURE_MODES_MAX];
    size_t count = measure_mode_count(quality->data);
    double worst = -1.0;
    if (count > 0) {
        measure_modes(modes, quality->data, x, POINTS);
    }
    for (size_t k = 0; k < count; k++) {
        double share = (double)modes[k].nearest / (double)POINTS;
        worst = fmax(worst, fabs(share / modes[k].weight - 1.0));
    }
    return worst;
}

static const char *verdict(Quality *quality, bool ok) {
    quality->failed = quality->failed || !ok;
    return ok ? "" : " (above)";
}

static void put_samples(Quality *quality, const NetworkDenoiser *learned) {
    const DataSet *data = quality->data;
    const ExactDenoiser exact = {data, quality->schedule};
    const double *x = draw(quality, network_denoiser(learned));
    const double *y = draw(quality, denoiser_exact(&exact));
    double *work = arena_array(
        quality->arena, measure_sliced_workspace(POINTS, POINTS, data->dimension), sizeof *work);
    SlicedDistance sliced = measure_sliced(x, POINTS, y, POINTS, data->dimension, DRAW_SEED, work);
    double floor = fresh_floor(quality, work), distance = sqrt(fmax(0.0, sliced.square));
    bool asked = strcmp(data->name, "ring") == 0;
    printf(" %.4f | %.4f%s |", distance, floor,
           verdict(quality, !asked || distance <= SLICED_MAX * floor));
    double mode = worst_mode(quality, x);
    if (mode < 0.0) {
        printf(" |\n");
    } else {
        printf(" %.1f %%%s |\n", 100.0 * mode, verdict(quality, mode <= MODE_MAX));
    }
}

static void put_row(Quality *quality, uint64_t seed) {
    double seconds = 0.0;
    Diag diag = {0};
    const char *name = quality->data->name;
    NnWeights weights = train(quality, seed, &seconds);
    const Network *network = network_of(quality->arena, name, &weights, &diag);
    if (network == NULL) {
        end(name, diag.message);
    }
    const NetworkDenoiser learned = {network, quality->schedule};
    Denoiser denoiser = network_denoiser(&learned);
    TrainingError error =
        training_error(&denoiser, quality->data, quality->schedule, TRAINING_PLACES, MEASURE_POINTS,
                       MEASURE_SEED, quality->pool);
    double percent = 100.0 * error.mean.excess / error.mean.floor;
    printf("| %s | %d | %.0f%s | %.5f | %.2f %%%s |", name, (int)seed, seconds,
           verdict(quality, seconds <= SECONDS_MAX), error.mean.floor, percent,
           verdict(quality, percent <= excess_max(name)));
    if (seed == 1 || strcmp(name, "ring") == 0) {
        put_samples(quality, &learned);
    } else {
        printf(" | | |\n");
    }
    (void)fflush(stdout);
}

static void measure_set(Quality *quality, const Toy *toy) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        quality->arena = arena_new();
        quality->data = data_of_toy(quality->arena, toy);
        put_row(quality, seed);
        arena_free(quality->arena);
    }
}

static void write_weights(Quality *quality, const Toy *toy, const char *folder) {
    quality->arena = arena_new();
    quality->data = data_of_toy(quality->arena, toy);
    double seconds = 0.0;
    NnWeights weights = train(quality, 1, &seconds);
    weights.loss = (double)NAN; /* of the last steps alone: says less than the table */
    const char *why = NULL;
    const char *path = arena_printf(quality->arena, "%s/%s.safetensors", folder, toy->name);
    if (!nn_weights_write(quality->arena, path, &weights, &why)) {
        end(path, why);
    }
    printf("%s, %.0f s\n", path, seconds);
    (void)fflush(stdout);
    arena_free(quality->arena);
}

/* `point` has nothing to learn: its noise is known from x_t. */
static bool is_measured(const Toy *toy) {
    return strcmp(toy->name, "point") != 0;
}

int main(int count, char **words) {
    ScheduleError error;
    Quality quality = {.pool = pool_new(0),
                       .schedule = schedule_new(SCHEDULE, SCHEDULE_DEFAULT_STEPS, &error)};
    bool weights = count == 3 && strcmp(words[1], "--weights") == 0;
    if (!weights) {
        printf("| data | seed | seconds | floor | excess | sliced W2, network to exact | two fresh "
               "sets | worst mode |\n|---|---|---|---|---|---|---|---|\n");
    }
    for (size_t i = 0; i < toy_count(); i++) {
        const Toy *toy = toy_at(i);
        bool named = count == 1;
        for (int k = 1; k < count; k++) {
            named = named || strcmp(words[k], toy->name) == 0;
        }
        if (weights && toy->dimension == 2) {
            write_weights(&quality, toy, words[2]);
        } else if (!weights && named && is_measured(toy)) {
            measure_set(&quality, toy);
        }
    }
    schedule_free(quality.schedule);
    pool_free(quality.pool);
    return quality.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
