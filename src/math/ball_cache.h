/* ball_cache.h - values already computed at one point: definitions and states by index, running
 * products by node. Private to ball*.c. */
#ifndef EXPLORE_MATH_BALL_CACHE_H
#define EXPLORE_MATH_BALL_CACHE_H

#include "math/arb_header.h"
#include <stdbool.h>

typedef struct BallCache BallCache;

typedef struct {
    const void *key; /* a Symbol or an Expr; NULL for an empty slot */
    long index;
    arb_t value;
} BallCacheEntry;

BallCache *ball_cache_new(void);
void ball_cache_free(BallCache *cache);
void ball_cache_reset(BallCache *cache);
/* The value for (key, index), or NULL. */
const arb_struct *ball_cache_find(const BallCache *cache, const void *key, long index);
/* Adds or replaces. */
void ball_cache_put(BallCache *cache, const void *key, long index, const arb_t value);

#endif
