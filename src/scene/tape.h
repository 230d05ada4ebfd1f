/* tape.h - the states of a process that goes on step by step, reachable in both directions.
 *
 * State 0 is given; advance makes the later ones from it. Some states on the way are kept (as many
 * as TAPE_NUMBERS allow), the others are made again from the nearest kept one. Kept states are
 * rounded to float, and the process goes on from the rounded ones, so a state is the same whichever
 * way one came to it. */
#ifndef EXPLORE_SCENE_TAPE_H
#define EXPLORE_SCENE_TAPE_H

#include <stddef.h>

#include "base/arena.h"

/* Numbers kept by a tape in all: 32 MB. */
#define TAPE_NUMBERS ((size_t)8 << 20)

typedef struct {
    size_t numbers, steps;
    size_t stride; /* states 0, stride, 2 stride.. are kept */
    size_t kept;   /* how many of these exist */
    float *states; /* (steps / stride + 1, numbers) */
    double *x;     /* (numbers): the state `at` */
    size_t at;
    /* x becomes state `to` from state `from` < to. */
    void (*advance)(void *context, double *x, size_t from, size_t to);
    void *context;
} Tape;

/* Memory from the arena; advance and context are the caller's to set. */
void tape_init(Tape *tape, Arena *arena, size_t numbers, size_t steps);
/* State 0, x (numbers); all others are forgotten. */
void tape_start(Tape *tape, const float *x);
/* The state on the way to `step` that takes no more than `most` >= 1 advances to reach. */
size_t tape_reach(const Tape *tape, size_t step, size_t most);
/* The state (numbers), step <= steps; valid until the next call. */
const double *tape_go(Tape *tape, size_t step);

#endif
