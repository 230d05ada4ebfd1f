/* network.c - see network.h. */
#include "denoise/network.h"

#include <math.h>
#include <string.h>

#include "base/file.h"

/* Points that are brought to the network's own scale at a time, on the stack. */
#define BLOCK ((size_t)128)

const Network *network_of(Arena *arena, const char *name, const NnWeights *weights, Diag *diag) {
    ScheduleError error = {{0}, {0}};
    Schedule *schedule = schedule_new(weights->schedule, (long)weights->network.steps, &error);
    if (schedule == NULL) {
        *diag = (Diag){.file = name,
                       .at = {1, 1},
                       .message = arena_printf(arena, "its schedule is none: %s", error.message),
                       .hint = "train it anew: explore train"};
        return NULL;
    }
    size_t count = schedule->steps + 1;
    double *alpha_bar = arena_array(arena, count, sizeof *alpha_bar);
    memcpy(alpha_bar, schedule->alpha_bar, count * sizeof *alpha_bar);
    const NnMlp *mlp = nn_mlp_new(arena, &weights->network);
    Network *network = arena_alloc(arena, sizeof *network);
    *network =
        (Network){.weights = *weights,
                  .frozen = nn_frozen_new(arena, mlp, weights->average, schedule->sqrt_alpha_bar,
                                          schedule->sqrt_one_minus_alpha_bar),
                  .alpha_bar = alpha_bar};
    schedule_free(schedule);
    return network;
}

const Network *network_open(Arena *arena, const char *path, Diag *diag) {
    NnWeights weights;
    if (!nn_weights_read(arena, path, &weights, diag)) {
        return NULL;
    }
    return network_of(arena, path, &weights, diag);
}

const Network *network_for_data(Arena *arena, const char *data) {
    const char *folder = file_data_folder(arena, "assets");
    Diag diag = {0};
    if (folder == NULL || strchr(data, '/') != NULL) {
        return NULL;
    }
    return network_open(arena, arena_printf(arena, "%s/weights/%s.safetensors", folder, data),
                        &diag);
}

/* The whole step t of the network's schedule below the level, and how far on the way to t + 1 the
 * level lies. bar alpha falls with t. */
static size_t step_of_level(const Network *network, double alpha_bar, double *part) {
    const double *own = network->alpha_bar;
    size_t low = 1, high = network->weights.network.steps;
    *part = 0.0;
    if (alpha_bar >= own[low]) {
        return low;
    }
    if (alpha_bar <= own[high]) {
        return high;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (own[middle] > alpha_bar) {
            low = middle;
        } else {
            high = middle;
        }
    }
    double above = own[low], below = own[high];
    *part = (above - alpha_bar) / (above - below);
    return low;
}

static void noise_at(const void *context, double *eps, const double *x, size_t n, size_t d,
                     double scale, double spread) {
    const NetworkDenoiser *denoiser = context;
    const Network *network = denoiser->network;
    double size = hypot(scale, spread), part = 0.0;
    double alpha_bar = (scale / size) * (scale / size);
    size_t t = step_of_level(network, alpha_bar, &part);
    double scaled[BLOCK * DATA_DIMENSION_MAX], next[BLOCK * DATA_DIMENSION_MAX];
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t count = n - first < BLOCK ? n - first : BLOCK;
        double *out = eps + first * d;
        for (size_t i = 0; i < count * d; i++) {
            scaled[i] = x[first * d + i] / size;
        }
        nn_frozen_noise(network->frozen, out, scaled, count, d, t);
        if (part > 0.0) {
            nn_frozen_noise(network->frozen, next, scaled, count, d, t + 1);
            for (size_t i = 0; i < count * d; i++) {
                out[i] += part * (next[i] - out[i]);
            }
        }
    }
}

static bool is_own(const NetworkDenoiser *denoiser) {
    const NnWeights *weights = &denoiser->network->weights;
    return strcmp(weights->schedule, denoiser->schedule->row->name) == 0 &&
           weights->network.steps == denoiser->schedule->steps;
}

static void noise(const void *context, double *eps, const double *x, size_t n, size_t d, size_t t) {
    const NetworkDenoiser *denoiser = context;
    if (is_own(denoiser)) {
        nn_frozen_noise(denoiser->network->frozen, eps, x, n, d, t);
        return;
    }
    noise_at(context, eps, x, n, d, denoiser->schedule->sqrt_alpha_bar[t],
             denoiser->schedule->sqrt_one_minus_alpha_bar[t]);
}

Denoiser network_denoiser(const NetworkDenoiser *denoiser) {
    return (Denoiser){.noise = noise, .context = denoiser, .noise_at = noise_at};
}
