/* trainer_internal.h - the drawing of a batch, on its own so that it can be tested. */
#ifndef EXPLORE_NN_TRAINER_INTERNAL_H
#define EXPLORE_NN_TRAINER_INTERNAL_H

#include "nn/trainer.h"

/* Rows of one lane, NN_BLOCK_ROWS at most at a time. */
typedef struct {
    float x[NN_BLOCK_ROWS * NN_DIMENSION_MAX];      /* x_t (n, d) */
    float target[NN_BLOCK_ROWS * NN_DIMENSION_MAX]; /* (n, d) */
    uint32_t t[NN_BLOCK_ROWS];
    bool finite; /* whether the data were */
} NnBatch;

/* What a lane draws from in one step; the streams go on from block to block. */
typedef struct {
    Stream times, noise, data;
} NnDraws;
NnDraws nn_draws_new(uint64_t seed, uint64_t step, size_t lane);
void nn_batch_draw(NnBatch *batch, const NnTrainer *trainer, size_t n, NnDraws *draws);

/* The rows of a lane: from `first` on. */
size_t nn_lane_rows(const NnTrainer *trainer, size_t lane);

#endif
