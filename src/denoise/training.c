/* training.c - see training.h. */
#include "denoise/training.h"

#include <math.h>

static void draw(const void *context, double *x, size_t n, Stream *stream) {
    data_sample(context, x, n, stream);
}

NnData training_data(const DataSet *data) {
    return (NnData){draw, data};
}

/* Place i of `places` on the way from 1 to T. */
static size_t place(size_t i, size_t places, size_t T) {
    return 1 + (size_t)floor(((double)i + 0.5) * (double)T / (double)places);
}

/* As the trainer counts: bin b is t in (b T / NN_BINS, (b + 1) T / NN_BINS]. */
static size_t bin_of(size_t t, size_t T) {
    return (t * NN_BINS - 1) / T;
}

static void add(NoiseError *sum, const NoiseError *error) {
    sum->excess += error->excess;
    sum->floor += error->floor;
    sum->loss += error->loss;
    sum->score_error += error->score_error;
    sum->excess_error += error->excess_error * error->excess_error;
    sum->floor_error += error->floor_error * error->floor_error;
    sum->loss_error += error->loss_error * error->loss_error;
}

/* 0 / 0, no number, where nothing was added. */
static NoiseError mean_of(const NoiseError *sum, double count) {
    return (NoiseError){.excess = sum->excess / count,
                        .floor = sum->floor / count,
                        .loss = sum->loss / count,
                        .score_error = sum->score_error / count,
                        .excess_error = sqrt(sum->excess_error) / count,
                        .floor_error = sqrt(sum->floor_error) / count,
                        .loss_error = sqrt(sum->loss_error) / count};
}

TrainingError training_error(const Denoiser *denoiser, const DataSet *data,
                             const Schedule *schedule, size_t places, size_t n, uint64_t seed,
                             Pool *pool) {
    size_t T = schedule->steps;
    places = places < T ? places : T;
    Arena *arena = arena_new();
    double *workspace = arena_array(arena, measure_noise_workspace(n), sizeof *workspace);
    NoiseError sum = {0}, sums[NN_BINS] = {{0}};
    double counts[NN_BINS] = {0};
    for (size_t i = 0; i < places; i++) {
        size_t t = place(i, places, T), bin = bin_of(t, T);
        NoiseError error = measure_noise(denoiser, data, schedule, t, n, seed, pool, workspace);
        add(&sum, &error);
        add(&sums[bin], &error);
        counts[bin]++;
    }
    arena_free(arena);
    TrainingError result = {.mean = mean_of(&sum, (double)places)};
    for (size_t b = 0; b < NN_BINS; b++) {
        result.bins[b] = mean_of(&sums[b], counts[b]);
    }
    return result;
}

TrainingFloor training_floor(const DataSet *data, const Schedule *schedule, size_t places, size_t n,
                             uint64_t seed, Pool *pool) {
    const ExactDenoiser exact = {data, schedule};
    Denoiser denoiser = denoiser_exact(&exact);
    TrainingError error = training_error(&denoiser, data, schedule, places, n, seed, pool);
    TrainingFloor floor = {.mean = error.mean.floor};
    for (size_t b = 0; b < NN_BINS; b++) {
        floor.bins[b] = error.bins[b].floor;
    }
    return floor;
}
