/* test_nn.c - the network's parts: products of matrices, activations, the two passes.
 *
 * What is float is compared with the same thing computed in double, written here on its own from
 * the definitions in the headers. */
#define _GNU_SOURCE /* dladdr */
#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "base/stream.h"
#include "nn/activation.h"
#include "nn/blas.h"
#include "nn/frozen.h"
#include "nn/mlp.h"

#define SEED 2385u

static void fill(float *x, size_t n, double size, uint64_t number) {
    Stream stream = stream_new(SEED, number);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)(size * (2.0 * stream_uniform(&stream) - 1.0));
}

/* --- BLAS --- */

/* GSL brings a BLAS of its own, fifty times as slow, which answers to the same names. */
static size_t count_threads(void) {
    size_t count = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (struct dirent *entry = readdir(tasks); entry != NULL; entry = readdir(tasks))
        count += entry->d_name[0] != '.' ? 1 : 0;
    closedir(tasks);
    return count;
}

static void test_products_are_made_by_openblas_in_one_thread(void **state) {
    (void)state;
    Dl_info product, config;
    void *sgemm = dlsym(RTLD_DEFAULT, "cblas_sgemm");
    void *get_config = dlsym(RTLD_DEFAULT, "openblas_get_config");
    assert_non_null(sgemm);
    assert_non_null(get_config);
    assert_int_not_equal(dladdr(sgemm, &product), 0);
    assert_int_not_equal(dladdr(get_config, &config), 0);
    if (product.dli_fbase != config.dli_fbase)
        fail_msg("cblas_sgemm is in %s, OpenBLAS in %s", product.dli_fname, config.dli_fname);
    assert_memory_equal(nn_blas_description(), "OpenBLAS", strlen("OpenBLAS"));
    nn_blas_start();
    int (*threads)(void) = NULL;
    void *symbol = dlsym(RTLD_DEFAULT, "openblas_get_num_threads");
    assert_non_null(symbol);
    memcpy(&threads, &symbol, sizeof threads); /* ISO C has no cast from object to function */
    assert_int_equal(threads(), 1);
    /* None of its own is left, which could take a signal. */
    assert_int_equal(count_threads(), 1);
}

/* Sums of k products of numbers up to 1 in float: each rounding is half a unit of at most k, and
 * there are about 2 k of them; k^2 2^-24 with k = 23 is 3.2e-5, sums in blocks stay far below. */
static void test_a_product_reads_turned_and_wider_matrices(void **state) {
    (void)state;
    enum { M = 7, N = 5, K = 23, WIDER = 3 };
    float a[(K + WIDER) * (M + K + WIDER)], b[(K + WIDER) * (N + K + WIDER)], c[M * N];
    fill(a, sizeof a / sizeof *a, 1.0, 1);
    fill(b, sizeof b / sizeof *b, 1.0, 2);
    for (unsigned kind = 0; kind < 8; kind++) {
        bool turn_a = (kind & 1) != 0, turn_b = (kind & 2) != 0, add = (kind & 4) != 0;
        const NnProduct product = {.a = a,
                                   .b = b,
                                   .stride_a = (turn_a ? M : K) + WIDER,
                                   .stride_b = (turn_b ? K : N) + WIDER,
                                   .turn_a = turn_a,
                                   .turn_b = turn_b,
                                   .add = add};
        fill(c, M * N, 1.0, 3);
        double expected[M * N];
        for (size_t i = 0; i < M; i++) {
            for (size_t j = 0; j < N; j++) {
                double sum = add ? (double)c[i * N + j] : 0.0;
                for (size_t k = 0; k < K; k++) {
                    double left =
                        (double)a[turn_a ? k * product.stride_a + i : i * product.stride_a + k];
                    double right =
                        (double)b[turn_b ? j * product.stride_b + k : k * product.stride_b + j];
                    sum += left * right;
                }
                expected[i * N + j] = sum;
            }
        }
        nn_product(c, &product, M, N, K);
        for (size_t i = 0; i < M * N; i++)
            assert_close((double)c[i], expected[i], 3.2e-5);
    }
}

/* --- activations --- */

/* Every 1009th float from 0 to 80, with both signs: two million. */
static void test_exponentials_keep_the_promised_digits(void **state) {
    (void)state;
    float end = 80.0F;
    uint32_t last;
    memcpy(&last, &end, sizeof last);
    double worst = 0.0;
    for (uint32_t bits = 0; bits <= last; bits += 1009) {
        float x[2], y[2];
        memcpy(x, &bits, sizeof bits);
        x[1] = -x[0];
        nn_exponentials(y, x, 2);
        for (size_t i = 0; i < 2; i++)
            worst = fmax(worst, fabs((double)y[i] / exp((double)x[i]) - 1.0));
    }
    if (!(worst <= NN_EXPONENTIAL_ERROR))
        fail_msg("relative error %.3g", worst);
    float beyond[] = {81.0F, -1e30F, (float)INFINITY, (float)NAN};
    nn_exponentials(beyond, beyond, 4);
    assert_close((double)beyond[0], exp(80.0), 1e-6);
    assert_close((double)beyond[1], exp(-80.0), 1e-6);
    assert_close((double)beyond[2], exp(80.0), 1e-6);
    assert_true(isnan(beyond[3]) != 0);
}

static double reference_value(const char *name, double x) {
    if (strcmp(name, "silu") == 0)
        return x / (1.0 + exp(-x));
    if (strcmp(name, "gelu") == 0)
        return 0.5 * x * (1.0 + tanh(sqrt(2.0 / acos(-1.0)) * (x + 0.044715 * x * x * x)));
    if (strcmp(name, "relu") == 0)
        return fmax(0.0, x);
    fail_msg("no reference for the activation %s", name);
    return (double)NAN;
}

/* The slopes are compared with differences of the values in double: step 1e-5, so the difference
 * is off by f''' 1e-10 / 6 and by rounding 1e-16 / 1e-5, below 1e-10. The floats: a handful of
 * roundings of numbers up to max(1, |x|), 8 2^-24 = 5e-7; in a slope 1 - sigma(x) is off by 1.2e-7
 * and is multiplied by x, about 10 where it matters at all. Of relu the corner is left out. */
static void test_activations_are_their_formulas(void **state) {
    (void)state;
    enum { ROWS = 40, WIDTH = 16 };
    for (size_t a = 0; a < nn_activation_count(); a++) {
        const NnActivation *row = nn_activation_at(a);
        assert_ptr_equal(nn_activation_find(row->name), row);
        assert_true(row->doc[0] != '\0' && row->citation[0] != '\0' && row->formula[0] != '\0');
        float z[ROWS * WIDTH], active[ROWS * WIDTH], slope[ROWS * WIDTH], bias[WIDTH];
        for (size_t i = 0; i < ROWS * WIDTH; i++)
            z[i] = -24.0F + 48.0F * ((float)i + 0.5F) / (ROWS * WIDTH);
        fill(bias, WIDTH, 0.7, 4);
        memcpy(slope, z, sizeof z);
        row->value_and_slope(active, slope, bias, ROWS, WIDTH);
        float alone[ROWS * WIDTH];
        memcpy(alone, z, sizeof z);
        row->value(alone, bias, ROWS, WIDTH);
        assert_memory_equal(alone, active, sizeof alone);
        for (size_t i = 0; i < ROWS * WIDTH; i++) {
            double x = (double)(z[i] + bias[i % WIDTH]);
            assert_close((double)active[i], reference_value(row->name, x), 5e-7);
            double step = 1e-5;
            double difference =
                reference_value(row->name, x + step) - reference_value(row->name, x - step);
            assert_true(fabs(x) > step);
            assert_close((double)slope[i], difference / (2.0 * step), 2e-6);
        }
        float broken[WIDTH] = {(float)NAN};
        row->value(broken, bias, 1, WIDTH);
        assert_true(isnan(broken[0]) != 0);
        assert_true(isfinite(broken[1]));
    }
    assert_null(nn_activation_find("sigmoid"));
}

/* --- what the output stands for --- */

static void test_noise_comes_back_from_every_kind_of_output(void **state) {
    (void)state;
    double x_0 = 1.37, eps = -0.482, scale = 0.8, spread = 0.6;
    double x = scale * x_0 + spread * eps;
    for (size_t i = 0; i < NN_OUTPUT_COUNT; i++) {
        NnOutput output;
        assert_true(nn_output_find(&output, nn_output_name((NnOutput)i)));
        assert_int_equal(output, i);
        double target = nn_target(output, x_0, eps, scale, spread);
        assert_close(nn_noise_of(output, target, x, scale, spread), eps, 1e-15);
    }
    assert_close(nn_target(NN_NOISE, x_0, eps, scale, spread), eps, 0.0);
    assert_close(nn_target(NN_DATA, x_0, eps, scale, spread), x_0, 0.0);
    assert_close(nn_target(NN_VELOCITY, x_0, eps, scale, spread), 0.8 * -0.482 - 0.6 * 1.37, 1e-15);
    NnOutput none;
    assert_false(nn_output_find(&none, "epsilon"));
}

/* --- the two passes --- */

/* What mlp.h promises, in double. */
static void reference_forward(double *out, const NnMlpDef *def, const double *parameters,
                              const double *x, size_t t) {
    double below[NN_WIDTH_MAX] = {0.0}, here[NN_WIDTH_MAX];
    size_t features = def->embedding == NN_NO_TIME ? 0 : def->features, pairs = features / 2;
    size_t inputs = def->dimension + features;
    const double *table = parameters; /* behind the layers */
    for (size_t l = 0; l <= def->depth; l++)
        table +=
            (l == def->depth ? def->dimension : def->width) * ((l == 0 ? inputs : def->width) + 1);
    for (size_t k = 0; k < def->dimension; k++)
        below[k] = x[k];
    for (size_t k = 0; k < features && def->embedding == NN_TABLE; k++)
        below[def->dimension + k] = table[t * features + k];
    for (size_t k = 0; k < pairs && def->embedding == NN_SINES; k++) {
        double share = (double)k / (double)(pairs - 1);
        double period = exp((1.0 - share) * log(def->longest) + share * log(def->shortest));
        below[def->dimension + k] = sin(2.0 * acos(-1.0) * (double)t / period);
        below[def->dimension + pairs + k] = cos(2.0 * acos(-1.0) * (double)t / period);
    }
    for (size_t l = 0; l <= def->depth; l++) {
        size_t outputs = l == def->depth ? def->dimension : def->width;
        const double *bias = parameters + outputs * inputs;
        for (size_t j = 0; j < outputs; j++) {
            double sum = bias[j];
            for (size_t k = 0; k < inputs; k++)
                sum += parameters[j * inputs + k] * below[k];
            here[j] = l == def->depth ? sum : reference_value(def->activation->name, sum);
        }
        parameters = bias + outputs;
        inputs = outputs;
        memcpy(below, here, outputs * sizeof *here);
    }
    memcpy(out, below, def->dimension * sizeof *out);
}

typedef struct {
    Arena *arena;
    const NnMlp *mlp;
    float *parameters;
    double *exact; /* the same */
} Network;

/* Weights up to 2 / sqrt(inputs): units away from 0, where activations bend. */
static Network network_new(size_t dimension, size_t depth, size_t activation,
                           NnEmbedding embedding) {
    Network network = {.arena = arena_new()};
    NnMlpDef def = nn_mlp_def_default();
    def.dimension = dimension;
    def.width = 32;
    def.depth = depth;
    def.features = 6;
    def.steps = 50;
    def.shortest = 3.7;
    def.longest = 91.0;
    def.activation = nn_activation_at(activation);
    def.embedding = embedding;
    network.mlp = nn_mlp_new(network.arena, &def);
    size_t count = network.mlp->parameter_count;
    network.parameters = arena_array(network.arena, count, sizeof(float));
    network.exact = arena_array(network.arena, count, sizeof(double));
    for (size_t l = 0; l < network.mlp->layer_count; l++) {
        const NnLayer *layer = &network.mlp->layers[l];
        fill(network.parameters + layer->weight, layer->outputs * (layer->inputs + 1),
             2.0 / sqrt((double)layer->inputs), 10 + l);
    }
    if (embedding == NN_TABLE)
        fill(network.parameters + network.mlp->table, (def.steps + 1) * def.features, 1.0, 20);
    for (size_t i = 0; i < count; i++)
        network.exact[i] = (double)network.parameters[i];
    return network;
}

enum { POINTS = 6 };
static const uint32_t times[POINTS] = {1, 50, 17, 17, 0, 34};

/* Half the sum of squares of out - target. */
static double reference_loss(const NnMlpDef *def, const double *parameters, const float *x,
                             const float *target) {
    double loss = 0.0;
    for (size_t i = 0; i < POINTS; i++) {
        double point[NN_DIMENSION_MAX], out[NN_DIMENSION_MAX];
        for (size_t k = 0; k < def->dimension; k++)
            point[k] = (double)x[i * def->dimension + k];
        reference_forward(out, def, parameters, point, times[i]);
        for (size_t k = 0; k < def->dimension; k++) {
            double error = out[k] - (double)target[i * def->dimension + k];
            loss += 0.5 * error * error;
        }
    }
    return loss;
}

/* Differences of the loss in double by each parameter, step 1e-5: off by 1e-10 or so times the
 * third derivative, which relu has not, unless its corner lies within the step (it does not for
 * these numbers). The floats: sums of some hundred products of numbers around 1, a few 1e-6. A
 * wrong sign or a missing factor shows as a difference of the gradient's own size, above 0.01 for
 * most. */
static void check_gradient(size_t dimension, size_t depth, size_t activation,
                           NnEmbedding embedding) {
    Network network = network_new(dimension, depth, activation, embedding);
    const NnMlp *mlp = network.mlp;
    float x[POINTS * NN_DIMENSION_MAX], target[POINTS * NN_DIMENSION_MAX];
    float out[POINTS * NN_DIMENSION_MAX];
    fill(x, POINTS * dimension, 2.0, 30);
    fill(target, POINTS * dimension, 1.0, 31);
    NnWorkspace workspace = nn_workspace_new(network.arena, mlp, POINTS);
    float *gradient = arena_array(network.arena, mlp->parameter_count, sizeof *gradient);
    fill(gradient, mlp->parameter_count, 1.0, 32); /* must be overwritten */
    for (size_t pass = 0; pass < 2; pass++) {      /* the second one adds */
        nn_mlp_forward(out, mlp, network.parameters, x, times, POINTS, &workspace);
        for (size_t i = 0; i < POINTS * dimension; i++)
            out[i] -= target[i];
        nn_mlp_backward(gradient, mlp, network.parameters, out, POINTS, pass == 1, &workspace);
    }
    double largest = 0.0;
    for (size_t i = 0; i < mlp->parameter_count; i++) {
        double step = 1e-5, kept = network.exact[i];
        network.exact[i] = kept + step;
        double above = reference_loss(&mlp->def, network.exact, x, target);
        network.exact[i] = kept - step;
        double below = reference_loss(&mlp->def, network.exact, x, target);
        network.exact[i] = kept;
        double expected = (above - below) / (2.0 * step);
        largest = fmax(largest, fabs(expected));
        if (!close_enough(0.5 * (double)gradient[i], expected, 1e-5))
            fail_msg("%s, %zu layers, d = %zu: the gradient by parameter %zu of %zu is %.8g, by "
                     "differences %.8g",
                     mlp->def.activation->name, depth, dimension, i, mlp->parameter_count,
                     0.5 * (double)gradient[i], expected);
    }
    assert_true(largest > 0.1);
    arena_free(network.arena);
}

static void test_the_gradient_is_that_of_differences(void **state) {
    (void)state;
    for (size_t activation = 0; activation < nn_activation_count(); activation++) {
        for (size_t dimension = 1; dimension <= NN_DIMENSION_MAX; dimension++) {
            check_gradient(dimension, 1, activation, NN_SINES);
            check_gradient(dimension, 3, activation, NN_SINES);
        }
    }
}

/* Two of the six points are of one step, whose row takes the sum of both; rows of steps without a
 * point have the gradient 0. */
static void test_the_gradient_by_learnt_times_is_that_of_differences(void **state) {
    (void)state;
    for (size_t dimension = 1; dimension <= NN_DIMENSION_MAX; dimension++) {
        check_gradient(dimension, 1, 0, NN_TABLE);
        check_gradient(dimension, 3, 0, NN_TABLE);
        check_gradient(dimension, 2, 0, NN_NO_TIME);
    }
}

static void test_embeddings_have_names(void **state) {
    (void)state;
    for (size_t i = 0; i < NN_EMBEDDING_COUNT; i++) {
        NnEmbedding embedding;
        assert_true(nn_embedding_find(&embedding, nn_embedding_name((NnEmbedding)i)));
        assert_int_equal(embedding, i);
    }
    NnEmbedding none;
    assert_false(nn_embedding_find(&none, "sinusoidal"));
}

/* Both passes forward, in float, against the one in double: a few hundred roundings of numbers
 * around 1. */
static void test_points_go_forward_as_the_header_says(void **state) {
    (void)state;
    for (size_t kind = 0; kind < NN_DIMENSION_MAX * NN_EMBEDDING_COUNT; kind++) {
        size_t dimension = 1 + kind % NN_DIMENSION_MAX;
        Network network = network_new(dimension, 2, 0, (NnEmbedding)(kind / NN_DIMENSION_MAX));
        const NnMlpDef *def = &network.mlp->def;
        double scale[51], spread[51];
        for (size_t t = 0; t <= 50; t++) {
            scale[t] = cos(0.03 * (double)t);
            spread[t] = sin(0.03 * (double)t);
        }
        const NnFrozen *frozen =
            nn_frozen_new(network.arena, network.mlp, network.parameters, scale, spread);
        float x[POINTS * NN_DIMENSION_MAX], out[POINTS * NN_DIMENSION_MAX];
        fill(x, POINTS * dimension, 2.0, 40);
        NnWorkspace workspace = nn_workspace_new(network.arena, network.mlp, POINTS);
        nn_mlp_forward(out, network.mlp, network.parameters, x, times, POINTS, &workspace);
        for (size_t i = 0; i < POINTS; i++) {
            double point[NN_DIMENSION_MAX], expected[NN_DIMENSION_MAX], eps[NN_DIMENSION_MAX];
            for (size_t k = 0; k < dimension; k++)
                point[k] = (double)x[i * dimension + k];
            reference_forward(expected, def, network.exact, point, times[i]);
            for (size_t k = 0; k < dimension; k++)
                assert_close((double)out[i * dimension + k], expected[k], 2e-6);
            if (times[i] == 0)
                continue;
            nn_frozen_noise(frozen, eps, point, 1, dimension, times[i]);
            for (size_t k = 0; k < dimension; k++)
                assert_close(eps[k], expected[k], 2e-6);
        }
        arena_free(network.arena);
    }
}

/* More points than a frozen network takes at a time, the widest network, every kind of output. */
static void test_a_frozen_network_gives_noise_for_many_points(void **state) {
    (void)state;
    enum { MANY = 1000, STEPS = 9 };
    static double x[MANY * 2], eps[MANY * 2];
    static float narrow[MANY * 2], out[MANY * 2];
    static uint32_t t[MANY];
    Arena *arena = arena_new();
    double scale[STEPS + 1], spread[STEPS + 1];
    for (size_t i = 0; i <= STEPS; i++) {
        scale[i] = cos(0.15 * (double)i);
        spread[i] = sin(0.15 * (double)i);
    }
    fill(narrow, MANY * 2, 1.5, 50);
    for (size_t i = 0; i < MANY * 2; i++)
        x[i] = (double)narrow[i];
    for (size_t i = 0; i < MANY; i++)
        t[i] = 7;
    for (size_t kind = 0; kind < NN_OUTPUT_COUNT; kind++) {
        NnMlpDef def = nn_mlp_def_default();
        def.width = NN_WIDTH_MAX;
        def.depth = 2;
        def.steps = STEPS;
        def.output = (NnOutput)kind;
        const NnMlp *mlp = nn_mlp_new(arena, &def);
        float *parameters = arena_array(arena, mlp->parameter_count, sizeof *parameters);
        fill(parameters, mlp->parameter_count, 0.1, 51);
        const NnFrozen *frozen = nn_frozen_new(arena, mlp, parameters, scale, spread);
        NnWorkspace workspace = nn_workspace_new(arena, mlp, MANY);
        nn_mlp_forward(out, mlp, parameters, narrow, t, MANY, &workspace);
        nn_frozen_noise(frozen, eps, x, MANY, 2, 7);
        for (size_t i = 0; i < MANY * 2; i++) {
            double expected = nn_noise_of(def.output, (double)out[i], x[i], scale[7], spread[7]);
            assert_close(eps[i], expected, 5e-6);
        }
    }
    arena_free(arena);
}

static void test_a_new_network_answers_0_and_has_spread_weights(void **state) {
    (void)state;
    Arena *arena = arena_new();
    NnMlpDef def = nn_mlp_def_default();
    const NnMlp *mlp = nn_mlp_new(arena, &def);
    float *parameters = arena_array(arena, mlp->parameter_count, sizeof *parameters);
    nn_mlp_start(parameters, mlp, SEED);
    float x[2] = {0.3F, -1.2F}, out[2];
    uint32_t t = 20;
    NnWorkspace workspace = nn_workspace_new(arena, mlp, 1);
    nn_mlp_forward(out, mlp, parameters, x, &t, 1, &workspace);
    assert_true(out[0] == 0.0F && out[1] == 0.0F);
    /* 16,384 uniform weights: their variance is known to 4 / sqrt(5 n / 4) of itself, 3 %, at four
     * standard errors. */
    const NnLayer *layer = &mlp->layers[1];
    double squares = 0.0;
    size_t count = layer->inputs * layer->outputs;
    for (size_t i = 0; i < count; i++)
        squares += pow((double)parameters[layer->weight + i], 2.0);
    assert_close(squares / (double)count * (double)layer->inputs, 1.0, 0.03);
    arena_free(arena);
}

static void test_shapes_out_of_their_domains_are_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *why = NULL;
    NnMlpDef good = nn_mlp_def_default();
    assert_true(nn_mlp_def_check(&good, arena, &why));
    struct {
        NnMlpDef def;
        const char *words;
    } cases[10];
    for (size_t i = 0; i < 10; i++)
        cases[i].def = good;
    cases[0].def.dimension = 3, cases[0].words = "the dimension is 3; it can be 1 to 2";
    cases[1].def.width = 100, cases[1].words = "the width is 100; it must be a multiple of 16";
    cases[2].def.width = 1024, cases[2].words = "the width is 1024; it can be 16 to 512";
    cases[3].def.depth = 0, cases[3].words = "the depth is 0; it can be 1 to 8";
    cases[4].def.features = 7, cases[4].words = "features of t is 7; it must be even";
    cases[5].def.features = 2, cases[5].words = "features of t is 2; it can be 4 to 64";
    cases[6].def.steps = 0, cases[6].words = "the number of steps is 0";
    cases[7].def.shortest = 0.5, cases[7].words = "periods of the embedding are 0.5 to 4000";
    cases[8].def.longest = 2.0, cases[8].words = "periods of the embedding are";
    cases[9].def.activation = NULL, cases[9].words = "the activation";
    for (size_t i = 0; i < 10; i++) {
        assert_false(nn_mlp_def_check(&cases[i].def, arena, &why));
        if (strstr(why, cases[i].words) == NULL)
            fail_msg("case %zu: %s", i, why);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products_are_made_by_openblas_in_one_thread),
        cmocka_unit_test(test_a_product_reads_turned_and_wider_matrices),
        cmocka_unit_test(test_exponentials_keep_the_promised_digits),
        cmocka_unit_test(test_activations_are_their_formulas),
        cmocka_unit_test(test_noise_comes_back_from_every_kind_of_output),
        cmocka_unit_test(test_the_gradient_is_that_of_differences),
        cmocka_unit_test(test_the_gradient_by_learnt_times_is_that_of_differences),
        cmocka_unit_test(test_embeddings_have_names),
        cmocka_unit_test(test_points_go_forward_as_the_header_says),
        cmocka_unit_test(test_a_frozen_network_gives_noise_for_many_points),
        cmocka_unit_test(test_a_new_network_answers_0_and_has_spread_weights),
        cmocka_unit_test(test_shapes_out_of_their_domains_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
