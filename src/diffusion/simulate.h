/* simulate.h - many points sent along the chain x_t = scale_t x_{t-1} + spread_t eps_t.
 *
 * Every number of x has a noise of its own at every step, drawn from (seed, step, place in x) and
 * from nothing else. So the result is the same for any number of threads, going from r to t in one
 * call or in several gives the same bytes, and the first k points of n move as k points alone.
 * scale and spread are laid out as in joint.h, which knows the exact law of what comes out; a
 * schedule's sqrt_alpha and sqrt_beta are such arrays. Any kernel of this form will do.
 *
 * Allocates nothing, cannot fail. May include base/. */
#ifndef EXPLORE_DIFFUSION_SIMULATE_H
#define EXPLORE_DIFFUSION_SIMULATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

typedef struct {
    size_t steps;         /* T */
    const double *scale;  /* (T + 1); scale[0] is not read */
    const double *spread; /* (T + 1); spread[0] is not read; any sign */
    uint64_t seed;
    size_t threads;            /* 0: one per processor */
    Pool *pool;                /* NULL, or: its threads do the work, which then start at once */
    const atomic_bool *cancel; /* NULL, or: true asks to stop, also from a signal handler */
} Simulation;

/* x (n, d) row-major, in place: the points x_from become x_to, 0 <= from <= to <= T. False when
 * cancelled before the end, well within a millisecond: some numbers of x have then moved further
 * than others. */
bool simulate_steps(double *x, size_t n, size_t d, const Simulation *simulation, size_t from,
                    size_t to);

/* The noise eps_step that simulate_steps adds: out (n, d), 1 <= step. */
void simulate_noise(double *out, size_t n, size_t d, uint64_t seed, size_t step);

#endif
