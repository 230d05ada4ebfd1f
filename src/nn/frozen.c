/* frozen.c - see frozen.h. */
#include "nn/frozen.h"

#include <assert.h>
#include <string.h>

#include "base/versions.h"
#include "nn/blas.h"
#include "nn/floats_internal.h"

/* Floats of a layer's values: 256 rows of 128 units, 64 of the widest. */
#define VALUES ((size_t)32768)
#define ROWS_MAX ((size_t)256)

static const float *first_of_x(Arena *arena, const NnMlp *mlp, const float *weights) {
    size_t width = mlp->def.width, d = mlp->def.dimension;
    float *first = nn_floats(arena, d * width);
    for (size_t k = 0; k < d; k++) {
        for (size_t j = 0; j < width; j++) {
            first[k * width + j] = weights[j * mlp->inputs + k];
        }
    }
    return first;
}

/* The embeddings of all t times their weights, and the bias. */
static const float *first_of_t(Arena *arena, const NnMlp *mlp, const float *parameters) {
    size_t width = mlp->def.width;
    const NnLayer *layer = &mlp->layers[0];
    float *first = nn_floats(arena, (mlp->def.steps + 1) * width);
    const NnProduct product = {.a = nn_mlp_embedding(mlp, parameters),
                               .b = parameters + layer->weight + mlp->def.dimension,
                               .stride_a = mlp->features,
                               .stride_b = layer->inputs,
                               .turn_b = true};
    memset(first, 0, (mlp->def.steps + 1) * width * sizeof *first);
    if (mlp->features > 0) {
        nn_product(first, &product, mlp->def.steps + 1, width, mlp->features);
    }
    for (size_t t = 0; t <= mlp->def.steps; t++) {
        for (size_t j = 0; j < width; j++) {
            first[t * width + j] += parameters[layer->bias + j];
        }
    }
    return first;
}

const NnFrozen *nn_frozen_new(Arena *arena, const NnMlp *mlp, const float *parameters,
                              const double *scale, const double *spread) {
    NnFrozen *frozen = arena_alloc(arena, sizeof *frozen);
    float *copy = nn_floats(arena, mlp->parameter_count);
    memcpy(copy, parameters, mlp->parameter_count * sizeof *copy);
    size_t steps = mlp->def.steps + 1;
    double *scales = arena_array(arena, steps, sizeof *scales);
    double *spreads = arena_array(arena, steps, sizeof *spreads);
    memcpy(scales, scale, steps * sizeof *scales);
    memcpy(spreads, spread, steps * sizeof *spreads);
    *frozen = (NnFrozen){.mlp = mlp,
                         .parameters = copy,
                         .first_x = first_of_x(arena, mlp, copy + mlp->layers[0].weight),
                         .first_t = first_of_t(arena, mlp, copy),
                         .scale = scales,
                         .spread = spreads};
    return frozen;
}

/* z (n, width) = x (n, d) first_x. */
VERSIONS_BODY void spread_x_body(float *z, const double *x, const float *first_x, size_t n,
                                 size_t d, size_t width) {
    for (size_t i = 0; i < n; i++) {
        float *restrict row = z + i * width;
        const float *restrict first = first_x;
        float factor = (float)x[i * d];
        for (size_t j = 0; j < width; j++) {
            row[j] = factor * first[j];
        }
        for (size_t k = 1; k < d; k++) {
            factor = (float)x[i * d + k];
            for (size_t j = 0; j < width; j++) {
                row[j] += factor * first[k * width + j];
            }
        }
    }
}
VERSIONS(static, spread_x,
         (float *z, const double *x, const float *first_x, size_t n, size_t d, size_t width),
         (z, x, first_x, n, d, width))

/* out (n, d): what the network gives; n width <= VALUES. */
static void evaluate(float *out, const NnFrozen *frozen, const double *x, size_t n, size_t t) {
    _Alignas(NN_ALIGNMENT) float buffers[2][VALUES];
    const NnMlp *mlp = frozen->mlp;
    const NnActivation *activation = mlp->def.activation;
    size_t width = mlp->def.width, d = mlp->def.dimension;
    spread_x(buffers[0], x, frozen->first_x, n, d, width);
    activation->value(buffers[0], frozen->first_t + t * width, n, width);
    size_t from = 0;
    for (size_t l = 1; l < mlp->layer_count; l++) {
        const NnLayer *layer = &mlp->layers[l];
        float *to = l == mlp->def.depth ? out : buffers[1 - from];
        const NnProduct product = {.a = buffers[from],
                                   .b = frozen->parameters + layer->weight,
                                   .stride_a = layer->inputs,
                                   .stride_b = layer->inputs,
                                   .turn_b = true};
        nn_product(to, &product, n, layer->outputs, layer->inputs);
        if (l < mlp->def.depth) {
            activation->value(to, frozen->parameters + layer->bias, n, width);
        }
        from = 1 - from;
    }
}

void nn_frozen_noise(const void *frozen, double *eps, const double *x, size_t n, size_t d,
                     size_t t) {
    const NnFrozen *network = frozen;
    const NnMlpDef *def = &network->mlp->def;
    assert(d == def->dimension && t >= 1 && t <= def->steps);
    const float *bias = network->parameters + network->mlp->layers[def->depth].bias;
    double scale = network->scale[t], spread = network->spread[t];
    size_t block = VALUES / def->width < ROWS_MAX ? VALUES / def->width : ROWS_MAX;
    float out[ROWS_MAX * NN_DIMENSION_MAX] = {0.0F};
    for (size_t first = 0; first < n; first += block) {
        size_t rows = n - first < block ? n - first : block;
        evaluate(out, network, x + first * d, rows, t);
        for (size_t i = 0; i < rows; i++) {
            for (size_t k = 0; k < d; k++) {
                double given = (double)(out[i * d + k] + bias[k]);
                size_t at = (first + i) * d + k;
                eps[at] = nn_noise_of(def->output, given, x[at], scale, spread);
            }
        }
    }
}
