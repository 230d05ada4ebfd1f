/* weights.h - the file of a network: what it has learnt, and how to go on.
 *
 * The file is a .safetensors file, which Python reads as it is: 8 bytes, little-endian, that give
 * the length of the header; the header, one JSON object in ASCII, filled up with spaces to a
 * multiple of 8; then the numbers, 32-bit floats, little-endian, row-major, without gaps.
 *
 * The header names each tensor with its shape and place. For l = 0..depth:
 *     layers.l.weight (outputs, inputs) and layers.l.bias (outputs), as in PyTorch's Linear: the
 *     running mean of the parameters, which is the network to use;
 *     where the embedding is "table", embedding.weight (T + 1, features), as PyTorch's Embedding;
 *     and where training can go on adam.parameters, adam.first, adam.second (parameter_count): the
 *     parameters themselves in the same order, and Adam's moments.
 * Its "__metadata__" holds strings: format "explore-weights-1"; dimension, width, depth, features,
 * steps (T), shortest and longest (periods of the embedding of t, see mlp.h), activation, output
 * ("eps", "x0" or "v"); embedding ("sines", "table" or "none"; older files have no such key, and
 * sines); data, schedule, notation: names; seed, step, batch; loss (a running mean;
 * absent if there is none); rate, last, warm_up, total, beta_1, beta_2, epsilon, decay, clip, keep
 * (adam.h), there exactly when Adam's tensors are; and checksum: the CRC-32 of zlib over the whole
 * file, as 8 hexadecimal digits, taken with these digits all 0. Every single byte that is changed
 * is noticed, and of other changes all but one in 2^32. Other keys are passed over; other tensors
 * are refused.
 *
 * May include base/. */
#ifndef EXPLORE_NN_WEIGHTS_H
#define EXPLORE_NN_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/text.h"
#include "nn/adam.h"
#include "nn/mlp.h"
#include "nn/trainer.h"

#define NN_WEIGHTS_FORMAT "explore-weights-1"

typedef struct {
    NnMlpDef network;
    const char *data, *schedule, *notation; /* what it was trained on; names, "" for none */
    uint64_t seed, step;
    size_t batch;
    double loss;          /* NaN: none */
    const float *average; /* (parameter_count) */
    bool can_go_on;       /* what follows is there */
    NnAdamDef adam;
    const float *parameters, *first, *second; /* (parameter_count) */
} NnWeights;

/* Of a trainer as it stands; points into it, and to the names. */
NnWeights nn_weights_of(const NnTrainer *trainer, const char *data, const char *schedule,
                        const char *notation, bool can_go_on);
/* Appends the file. Names are written as UTF-8; bytes that are none become U+FFFD. */
void nn_weights_print(Text *out, const NnWeights *weights);
/* Writes the file at once or leaves what was there alone; on failure *why (file.h). */
bool nn_weights_write(Arena *arena, const char *path, const NnWeights *weights, const char **why);

/* Reads a file, in the arena. False with *diag when it is cut short, changed, foreign, or holds
 * what no network has: then the message says which, and the place is a byte of the file's header
 * where it is one. */
bool nn_weights_parse(Arena *arena, const Source *source, NnWeights *weights, Diag *diag);
bool nn_weights_read(Arena *arena, const char *path, NnWeights *weights, Diag *diag);

/* Fills network, adam, batch and seed of *def from weights that can go on. */
void nn_weights_resume_def(NnTrainerDef *def, const NnWeights *weights);
/* Takes the trainer, new from such a def, to where the weights were written: it goes on as the
 * other would have, byte for byte. Running means of the loss start anew. */
void nn_weights_resume(NnTrainer *trainer, const NnWeights *weights);

#endif
