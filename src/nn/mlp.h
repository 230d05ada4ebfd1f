/* mlp.h - a small network that looks at a noisy point and says what noise is in it.
 *
 * Input: x (d) and an embedding of the step t; `depth` hidden layers of `width` units; output (d).
 * All numbers are float, all matrices row-major. An NnMlp is the shape alone and never changes; the
 * parameters are one vector of NnMlp.parameter_count floats, layer after layer: the weights
 * (outputs, inputs) as PyTorch's Linear keeps them, then the biases (outputs). So an optimiser, a
 * file and a sum of gradients need not know the shape.
 *
 * The embedding of t = 0..T has `features` numbers, in pairs over geometric periods P_k, in steps,
 * from `longest` to `shortest`, K = features / 2:
 *     sin(2 pi t / P_k), k = 0..K-1, then cos(2 pi t / P_k),
 *     P_k = longest (shortest/longest)^(k/(K-1)).
 * That is NN_SINES. With NN_TABLE the numbers are learnt: a table (T + 1, features) of parameters,
 * after those of the layers; with NN_NO_TIME there are none, and the network is not told t.
 *
 * What the output stands for is a matter of the target in training; nn_noise_of turns it into
 * noise. May include base/. */
#ifndef EXPLORE_NN_MLP_H
#define EXPLORE_NN_MLP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "nn/activation.h"

#define NN_DIMENSION_MAX ((size_t)2)
#define NN_WIDTH_MAX ((size_t)512)
#define NN_DEPTH_MAX ((size_t)8)
#define NN_FEATURES_MAX ((size_t)64)
/* Of the table of embeddings: as many as a schedule has. */
#define NN_STEPS_MAX ((size_t)50000)

/* x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) eps. */
typedef enum {
    NN_NOISE,    /* "eps": the output is the noise eps (Ho 2020, section 3.2) */
    NN_DATA,     /* "x0": the output is x_0 */
    NN_VELOCITY, /* "v": sqrt(alpha_bar_t) eps - sqrt(1 - alpha_bar_t) x_0 (Salimans, Ho 2022) */
    NN_OUTPUT_COUNT
} NnOutput;

const char *nn_output_name(NnOutput output);
/* False when there is none of that name. */
bool nn_output_find(NnOutput *output, const char *name);
/* The number that a network of that kind is to give, from x_0 and eps; scale and spread are
 * sqrt(alpha_bar_t) and sqrt(1 - alpha_bar_t). */
double nn_target(NnOutput output, double x_0, double eps, double scale, double spread);
/* eps, from what the network gave at x = x_t; spread > 0. */
double nn_noise_of(NnOutput output, double given, double x, double scale, double spread);

/* How the network is told t. */
typedef enum {
    NN_SINES,   /* "sines": sinusoidal, as above (Ho 2020, appendix B) */
    NN_TABLE,   /* "table": a trainable vector for each t, as PyTorch's Embedding has */
    NN_NO_TIME, /* "none": not at all */
    NN_EMBEDDING_COUNT
} NnEmbedding;

const char *nn_embedding_name(NnEmbedding embedding);
/* False when there is none of that name. */
bool nn_embedding_find(NnEmbedding *embedding, const char *name);

typedef struct {
    size_t dimension; /* d of x: 1..NN_DIMENSION_MAX; default 2 */
    size_t width;     /* units of a hidden layer: a multiple of NN_LANES up to NN_WIDTH_MAX; 128 */
    size_t depth;     /* hidden layers: 1..NN_DEPTH_MAX; default 3 */
    size_t features;  /* of the embedding: even, 4..NN_FEATURES_MAX; default 16 */
    size_t steps;     /* T: 1..NN_STEPS_MAX; default 1000 */
    /* Periods of the embedding in steps, 1 <= shortest <= longest; 0, the default, takes T /
     * NN_PERIODS_SHORTEST and T NN_PERIODS_LONGEST. */
    double shortest, longest;
    const NnActivation *activation; /* default: the first row of the table */
    NnOutput output;                /* default NN_NOISE */
    NnEmbedding embedding;          /* default NN_SINES; without t, features are not looked at */
} NnMlpDef;

#define NN_PERIODS_SHORTEST 16.0
#define NN_PERIODS_LONGEST 4.0

NnMlpDef nn_mlp_def_default(void);
/* Whether the fields are in their domains; if not, *why says which is not, in the arena. */
bool nn_mlp_def_check(const NnMlpDef *def, Arena *arena, const char **why);

typedef struct {
    size_t inputs, outputs;
    size_t weight, bias; /* where they begin in the vector of parameters */
} NnLayer;

typedef struct {
    NnMlpDef def;
    size_t features;    /* numbers that tell t: 0 without t */
    size_t inputs;      /* dimension + features */
    size_t layer_count; /* depth + 1 */
    NnLayer layers[NN_DEPTH_MAX + 1];
    size_t table; /* where the table (T + 1, features) begins, with NN_TABLE */
    size_t parameter_count;
    const float *embedding; /* (T + 1, features), with NN_SINES; else NULL */
} NnMlp;

/* The shape without the embedding; def passes nn_mlp_def_check. */
NnMlp nn_mlp_shape(const NnMlpDef *def);
/* With it, in the arena. */
const NnMlp *nn_mlp_new(Arena *arena, const NnMlpDef *def);
/* The embeddings of all t, (T + 1, features): fixed or among the parameters; NULL without t. */
const float *nn_mlp_embedding(const NnMlp *mlp, const float *parameters);
/* parameters (parameter_count): hidden weights uniform with variance 1 / inputs, biases 0, and the
 * last layer 0, so that a new network answers 0 everywhere; a table of standard normals, as
 * PyTorch's Embedding starts. */
void nn_mlp_start(float *parameters, const NnMlp *mlp, uint64_t seed);

/* What a pass over at most `rows` rows leaves behind for the pass back; memory of its owner. */
typedef struct {
    size_t rows;
    float *input;                /* (rows, inputs) */
    uint32_t *t;                 /* (rows): of the pass */
    float *active[NN_DEPTH_MAX]; /* (rows, width) of each hidden layer: its values */
    float *slope[NN_DEPTH_MAX];  /* (rows, width): the activation's slope there */
} NnWorkspace;
NnWorkspace nn_workspace_new(Arena *arena, const NnMlp *mlp, size_t rows);

/* out (n, d) at the points x (n, d) of steps t (n), 0 <= t <= T, n <= workspace->rows. */
void nn_mlp_forward(float *out, const NnMlp *mlp, const float *parameters, const float *x,
                    const uint32_t *t, size_t n, NnWorkspace *workspace);
/* gradient (parameter_count), or gradient + with `add`: of a loss whose gradient by the outputs of
 * the pass just made is out_gradient (n, d). Uses up the workspace's values. */
void nn_mlp_backward(float *gradient, const NnMlp *mlp, const float *parameters,
                     const float *out_gradient, size_t n, bool add, NnWorkspace *workspace);

#endif
