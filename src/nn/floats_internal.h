/* floats_internal.h - zeroed floats in an arena, at an address that wide registers like. */
#ifndef EXPLORE_NN_FLOATS_INTERNAL_H
#define EXPLORE_NN_FLOATS_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Bytes of a cache line and of the widest register. */
#define NN_ALIGNMENT ((size_t)64)

static inline float *nn_floats(Arena *arena, size_t count) {
    size_t slack = NN_ALIGNMENT / sizeof(float);
    float *block = arena_array(arena, count + slack, sizeof(float));
    size_t beyond = (uintptr_t)block % NN_ALIGNMENT;
    return beyond == 0 ? block : block + (NN_ALIGNMENT - beyond) / sizeof(float);
}

#endif
