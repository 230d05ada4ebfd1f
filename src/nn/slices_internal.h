/* slices_internal.h - a vector of parameters in slices, shared out among threads.
 *
 * The slices are the same for any number of threads. */
#ifndef EXPLORE_NN_SLICES_INTERNAL_H
#define EXPLORE_NN_SLICES_INTERNAL_H

#include <stddef.h>

/* Floats: 16 kB of each vector, half a first-level cache with the four vectors of a step. */
#define NN_SLICE ((size_t)4096)

static inline size_t nn_slice_count(size_t count) {
    return (count + NN_SLICE - 1) / NN_SLICE;
}

static inline size_t nn_slice_length(size_t count, size_t slice) {
    size_t rest = count - slice * NN_SLICE;
    return rest < NN_SLICE ? rest : NN_SLICE;
}

#endif
