/* mlp.c - see mlp.h. The pass back is derived by hand.
 *
 * With a_0 the input, z_l = a_{l-1} W_l^T + b_l, a_l = f(z_l) and out = a_L W^T + b, and G_l the
 * gradient by z_l (rows are points, the loss is a sum over them):
 *     gradient by W_l: G_l^T a_{l-1},  by b_l: the sum of the rows of G_l,
 *     G_{l-1} = (G_l W_l) f'(z_{l-1}), element by element,
 * from the gradient by the output, which is given. f' was kept by the pass forward. Of a table of
 * embeddings e_t, whose rows are columns d.. of a_0,
 *     gradient by e_t: the sum of the rows of G_1 W_1, columns d.., whose point is of step t. */
#include "nn/mlp.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/stream.h"
#include "base/versions.h"
#include "nn/blas.h"
#include "nn/floats_internal.h"

#define TWO_PI 6.283185307179586476925
/* Keeps these draws apart from whatever else is drawn with the same seed. */
#define START_TAG UINT64_C(0x6e6e7374617274)
#define TABLE_TAG UINT64_C(0x6e6e7461626c65)
/* A uniform on [-1, 1] has variance 1/3. */
#define SQRT_3 1.7320508075688772935

/* --- what the output stands for --- */

static const char *const output_names[NN_OUTPUT_COUNT] = {
    [NN_NOISE] = "eps", [NN_DATA] = "x0", [NN_VELOCITY] = "v"};

const char *nn_output_name(NnOutput output) {
    return output_names[output];
}

bool nn_output_find(NnOutput *output, const char *name) {
    for (size_t i = 0; i < NN_OUTPUT_COUNT; i++) {
        if (strcmp(output_names[i], name) == 0) {
            *output = (NnOutput)i;
            return true;
        }
    }
    return false;
}

double nn_target(NnOutput output, double x_0, double eps, double scale, double spread) {
    switch (output) {
    case NN_DATA: return x_0;
    case NN_VELOCITY: return scale * eps - spread * x_0;
    case NN_NOISE:
    case NN_OUTPUT_COUNT: break;
    }
    return eps;
}

/* \epsilon = (x_t-\sqrt{\bar\alpha_t}x_0)/\sqrt{1-\bar\alpha_t} from x_0, and
 * \epsilon = \sqrt{\bar\alpha_t}v+\sqrt{1-\bar\alpha_t}x_t from v, since the squares of scale and
 * spread sum to 1. */
double nn_noise_of(NnOutput output, double given, double x, double scale, double spread) {
    switch (output) {
    case NN_DATA: return (x - scale * given) / spread;
    case NN_VELOCITY: return scale * given + spread * x;
    case NN_NOISE:
    case NN_OUTPUT_COUNT: break;
    }
    return given;
}

static const char *const embedding_names[NN_EMBEDDING_COUNT] = {
    [NN_SINES] = "sines", [NN_TABLE] = "table", [NN_NO_TIME] = "none"};

const char *nn_embedding_name(NnEmbedding embedding) {
    return embedding_names[embedding];
}

bool nn_embedding_find(NnEmbedding *embedding, const char *name) {
    for (size_t i = 0; i < NN_EMBEDDING_COUNT; i++) {
        if (strcmp(embedding_names[i], name) == 0) {
            *embedding = (NnEmbedding)i;
            return true;
        }
    }
    return false;
}

/* --- shape --- */

NnMlpDef nn_mlp_def_default(void) {
    return (NnMlpDef){.dimension = 2,
                      .width = 128,
                      .depth = 3,
                      .features = 16,
                      .steps = 1000,
                      .activation = nn_activation_at(0),
                      .output = NN_NOISE};
}

/* The periods that a def means. */
static double shortest_of(const NnMlpDef *def) {
    double period = (double)def->steps / NN_PERIODS_SHORTEST;
    return def->shortest > 0.0 ? def->shortest : fmax(1.0, period);
}

static double longest_of(const NnMlpDef *def) {
    double period = (double)def->steps * NN_PERIODS_LONGEST;
    return def->longest > 0.0 ? def->longest : period;
}

static bool size_check(const char *what, size_t value, size_t least, size_t most, Arena *arena,
                       const char **why) {
    if (value >= least && value <= most) {
        return true;
    }
    *why = arena_printf(arena, "%s is %zu; it can be %zu to %zu", what, value, least, most);
    return false;
}

bool nn_mlp_def_check(const NnMlpDef *def, Arena *arena, const char **why) {
    if (!size_check("the dimension", def->dimension, 1, NN_DIMENSION_MAX, arena, why) ||
        !size_check("the width", def->width, NN_LANES, NN_WIDTH_MAX, arena, why) ||
        !size_check("the depth", def->depth, 1, NN_DEPTH_MAX, arena, why) ||
        !size_check("the number of features of t", def->features, 4, NN_FEATURES_MAX, arena, why) ||
        !size_check("the number of steps", def->steps, 1, NN_STEPS_MAX, arena, why)) {
        return false;
    }
    if (def->width % NN_LANES != 0) {
        *why = arena_printf(arena, "the width is %zu; it must be a multiple of %zu", def->width,
                            NN_LANES);
        return false;
    }
    if (def->features % 2 != 0) {
        *why = arena_printf(arena, "the number of features of t is %zu; it must be even",
                            def->features);
        return false;
    }
    if (!(shortest_of(def) >= 1.0) || !(longest_of(def) >= shortest_of(def)) ||
        !isfinite(longest_of(def))) {
        *why = arena_printf(arena,
                            "the periods of the embedding are %g to %g steps; they must grow from "
                            "at least 1",
                            shortest_of(def), longest_of(def));
        return false;
    }
    if (def->activation == NULL || (size_t)def->output >= NN_OUTPUT_COUNT ||
        (size_t)def->embedding >= NN_EMBEDDING_COUNT) {
        *why = "the activation, the kind of output or the embedding is missing";
        return false;
    }
    return true;
}

static const float *embed(Arena *arena, const NnMlpDef *def) {
    size_t pairs = def->features / 2;
    float *table = nn_floats(arena, (def->steps + 1) * def->features);
    double ratio = def->shortest / def->longest;
    for (size_t t = 0; t <= def->steps; t++) {
        for (size_t k = 0; k < pairs; k++) {
            double period = def->longest * pow(ratio, (double)k / (double)(pairs - 1));
            double angle = TWO_PI * (double)t / period;
            table[t * def->features + k] = (float)sin(angle);
            table[t * def->features + pairs + k] = (float)cos(angle);
        }
    }
    return table;
}

NnMlp nn_mlp_shape(const NnMlpDef *def) {
    NnMlp mlp = {.def = *def,
                 .features = def->embedding == NN_NO_TIME ? 0 : def->features,
                 .layer_count = def->depth + 1};
    mlp.inputs = def->dimension + mlp.features;
    mlp.def.shortest = shortest_of(def);
    mlp.def.longest = longest_of(def);
    for (size_t l = 0; l < mlp.layer_count; l++) {
        NnLayer *layer = &mlp.layers[l];
        layer->inputs = l == 0 ? mlp.inputs : def->width;
        layer->outputs = l == def->depth ? def->dimension : def->width;
        layer->weight = mlp.parameter_count;
        layer->bias = layer->weight + layer->outputs * layer->inputs;
        mlp.parameter_count = layer->bias + layer->outputs;
    }
    mlp.table = mlp.parameter_count;
    if (def->embedding == NN_TABLE) {
        mlp.parameter_count += (def->steps + 1) * mlp.features;
    }
    return mlp;
}

const NnMlp *nn_mlp_new(Arena *arena, const NnMlpDef *def) {
    const char *why = NULL;
    bool is_checked = nn_mlp_def_check(def, arena, &why);
    assert(is_checked);
    (void)is_checked;
    nn_blas_start();
    NnMlp *mlp = arena_alloc(arena, sizeof *mlp);
    *mlp = nn_mlp_shape(def);
    mlp->embedding = def->embedding == NN_SINES ? embed(arena, &mlp->def) : NULL;
    return mlp;
}

const float *nn_mlp_embedding(const NnMlp *mlp, const float *parameters) {
    return mlp->def.embedding == NN_TABLE ? parameters + mlp->table : mlp->embedding;
}

static void start_table(float *table, const NnMlp *mlp, uint64_t seed) {
    Stream stream = stream_new(hash_mix(seed, TABLE_TAG, 0, 0), 0);
    for (size_t i = 0; i < (mlp->def.steps + 1) * mlp->features; i++) {
        double z = 0.0;
        stream_normals(&stream, &z, 1);
        table[i] = (float)z;
    }
}

void nn_mlp_start(float *parameters, const NnMlp *mlp, uint64_t seed) {
    memset(parameters, 0, mlp->parameter_count * sizeof *parameters);
    for (size_t l = 0; l < mlp->def.depth; l++) {
        const NnLayer *layer = &mlp->layers[l];
        Stream stream = stream_new(hash_mix(seed, START_TAG, 0, 0), l);
        double bound = SQRT_3 / sqrt((double)layer->inputs);
        for (size_t i = 0; i < layer->outputs * layer->inputs; i++) {
            parameters[layer->weight + i] = (float)(bound * (2.0 * stream_uniform(&stream) - 1.0));
        }
    }
    if (mlp->def.embedding == NN_TABLE) {
        start_table(parameters + mlp->table, mlp, seed);
    }
}

NnWorkspace nn_workspace_new(Arena *arena, const NnMlp *mlp, size_t rows) {
    NnWorkspace workspace = {.rows = rows,
                             .input = nn_floats(arena, rows * mlp->inputs),
                             .t = arena_array(arena, rows, sizeof(uint32_t))};
    for (size_t l = 0; l < mlp->def.depth; l++) {
        workspace.active[l] = nn_floats(arena, rows * mlp->def.width);
        workspace.slope[l] = nn_floats(arena, rows * mlp->def.width);
    }
    return workspace;
}

/* --- the two passes --- */

static void fill_input(NnWorkspace *workspace, const NnMlp *mlp, const float *parameters,
                       const float *x, const uint32_t *t, size_t n) {
    size_t d = mlp->def.dimension, features = mlp->features;
    const float *embedding = nn_mlp_embedding(mlp, parameters);
    float *input = workspace->input;
    memcpy(workspace->t, t, n * sizeof *t);
    for (size_t i = 0; i < n; i++) {
        assert(t[i] <= mlp->def.steps);
        for (size_t k = 0; k < d; k++) {
            input[i * mlp->inputs + k] = x[i * d + k];
        }
        if (features > 0) {
            memcpy(input + i * mlp->inputs + d, embedding + t[i] * features,
                   features * sizeof *input);
        }
    }
}

/* z (n, outputs) = a (n, inputs) W^T. */
static void multiply_layer(float *z, const NnLayer *layer, const float *parameters, const float *a,
                           size_t n) {
    const NnProduct product = {.a = a,
                               .b = parameters + layer->weight,
                               .stride_a = layer->inputs,
                               .stride_b = layer->inputs,
                               .turn_b = true};
    nn_product(z, &product, n, layer->outputs, layer->inputs);
}

void nn_mlp_forward(float *out, const NnMlp *mlp, const float *parameters, const float *x,
                    const uint32_t *t, size_t n, NnWorkspace *workspace) {
    assert(n <= workspace->rows);
    if (n == 0) {
        return;
    }
    fill_input(workspace, mlp, parameters, x, t, n);
    const float *below = workspace->input;
    for (size_t l = 0; l < mlp->def.depth; l++) {
        const NnLayer *layer = &mlp->layers[l];
        multiply_layer(workspace->slope[l], layer, parameters, below, n);
        mlp->def.activation->value_and_slope(workspace->active[l], workspace->slope[l],
                                             parameters + layer->bias, n, layer->outputs);
        below = workspace->active[l];
    }
    const NnLayer *last = &mlp->layers[mlp->def.depth];
    multiply_layer(out, last, parameters, below, n);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < last->outputs; k++) {
            out[i * last->outputs + k] += parameters[last->bias + k];
        }
    }
}

/* g (rows, width) times slope, element by element, in place; sum (width) + its rows, in order. */
VERSIONS_BODY void times_slope_body(float *g, float *sum, const float *slope, size_t rows,
                                    size_t width) {
    for (size_t i = 0; i < rows; i++) {
        float *restrict row = g + i * width;
        float *restrict total = sum;
        const float *restrict factor = slope + i * width;
        for (size_t j = 0; j < width; j++) {
            row[j] *= factor[j];
            total[j] += row[j];
        }
    }
}
VERSIONS(static, times_slope, (float *g, float *sum, const float *slope, size_t rows, size_t width),
         (g, sum, slope, rows, width))

/* The gradient by a layer's weights: G^T a. */
static void weight_gradient(float *gradient, const NnLayer *layer, const float *g, const float *a,
                            size_t n, bool add) {
    const NnProduct product = {.a = g,
                               .b = a,
                               .stride_a = layer->outputs,
                               .stride_b = layer->inputs,
                               .turn_a = true,
                               .add = add};
    nn_product(gradient + layer->weight, &product, layer->outputs, layer->inputs, n);
}

/* The gradient by the table, from g (n, width), that by the first layer's sums. Uses up the
 * workspace's input. */
static void table_gradient(float *gradient, const NnMlp *mlp, const float *parameters,
                           const float *g, size_t n, bool add, NnWorkspace *workspace) {
    size_t features = mlp->features;
    const NnLayer *layer = &mlp->layers[0];
    const NnProduct product = {.a = g,
                               .b = parameters + layer->weight + mlp->def.dimension,
                               .stride_a = layer->outputs,
                               .stride_b = layer->inputs};
    float *table = gradient + mlp->table;
    nn_product(workspace->input, &product, n, features, layer->outputs);
    if (!add) {
        memset(table, 0, (mlp->def.steps + 1) * features * sizeof *table);
    }
    for (size_t i = 0; i < n; i++) {
        float *row = table + workspace->t[i] * features;
        for (size_t k = 0; k < features; k++) {
            row[k] += workspace->input[i * features + k];
        }
    }
}

void nn_mlp_backward(float *gradient, const NnMlp *mlp, const float *parameters,
                     const float *out_gradient, size_t n, bool add, NnWorkspace *workspace) {
    assert(n >= 1 && n <= workspace->rows);
    const NnLayer *last = &mlp->layers[mlp->def.depth];
    float *bias = gradient + last->bias;
    for (size_t k = 0; k < last->outputs; k++) {
        bias[k] = add ? bias[k] : 0.0F;
        for (size_t i = 0; i < n; i++) {
            bias[k] += out_gradient[i * last->outputs + k];
        }
    }
    const float *g = out_gradient; /* by the outputs of the layer at hand */
    for (size_t l = mlp->def.depth; l > 0; l--) {
        const NnLayer *layer = &mlp->layers[l], *below = &mlp->layers[l - 1];
        weight_gradient(gradient, layer, g, workspace->active[l - 1], n, add);
        /* The values below have been used for the last time: their place takes the gradient. */
        float *next = workspace->active[l - 1];
        const NnProduct product = {.a = g,
                                   .b = parameters + layer->weight,
                                   .stride_a = layer->outputs,
                                   .stride_b = layer->inputs};
        nn_product(next, &product, n, layer->inputs, layer->outputs);
        if (!add) {
            memset(gradient + below->bias, 0, below->outputs * sizeof *gradient);
        }
        times_slope(next, gradient + below->bias, workspace->slope[l - 1], n, below->outputs);
        g = next;
    }
    weight_gradient(gradient, &mlp->layers[0], g, workspace->input, n, add);
    if (mlp->def.embedding == NN_TABLE) {
        table_gradient(gradient, mlp, parameters, g, n, add, workspace);
    }
}
