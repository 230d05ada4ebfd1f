/* ball_cache.c - open addressing; the table doubles when half full. */
#include "math/ball_cache.h"

#include <stdint.h>

#include "base/hash.h"

#define FIRST_CAPACITY 64u

struct BallCache {
    BallCacheEntry *entries;
    size_t capacity; /* a power of two */
    size_t count;
};

static void make_table(BallCache *cache, size_t capacity) {
    cache->entries = flint_calloc(capacity, sizeof *cache->entries);
    cache->capacity = capacity;
    cache->count = 0;
}

BallCache *ball_cache_new(void) {
    BallCache *cache = flint_malloc(sizeof *cache);
    make_table(cache, FIRST_CAPACITY);
    return cache;
}

static void clear_entries(BallCache *cache) {
    for (size_t i = 0; i < cache->capacity; i++)
        if (cache->entries[i].key)
            arb_clear(cache->entries[i].value);
}

void ball_cache_free(BallCache *cache) {
    if (!cache)
        return;
    clear_entries(cache);
    flint_free(cache->entries);
    flint_free(cache);
}

void ball_cache_reset(BallCache *cache) {
    if (cache->count == 0)
        return;
    clear_entries(cache);
    for (size_t i = 0; i < cache->capacity; i++)
        cache->entries[i].key = NULL;
    cache->count = 0;
}

static BallCacheEntry *slot(const BallCache *cache, const void *key, long index) {
    size_t mask = cache->capacity - 1;
    size_t at = (size_t)hash_mix(0, (uint64_t)(uintptr_t)key, (uint64_t)index, 0) & mask;
    while (cache->entries[at].key &&
           (cache->entries[at].key != key || cache->entries[at].index != index))
        at = (at + 1) & mask;
    return &cache->entries[at];
}

const arb_struct *ball_cache_find(const BallCache *cache, const void *key, long index) {
    const BallCacheEntry *entry = slot(cache, key, index);
    return entry->key ? entry->value : NULL;
}

static void grow(BallCache *cache) {
    BallCacheEntry *old = cache->entries;
    size_t capacity = cache->capacity;
    make_table(cache, 2 * capacity);
    for (size_t i = 0; i < capacity; i++) {
        if (!old[i].key)
            continue;
        *slot(cache, old[i].key, old[i].index) = old[i]; /* the ball moves with its entry */
        cache->count++;
    }
    flint_free(old);
}

void ball_cache_put(BallCache *cache, const void *key, long index, const arb_t value) {
    if (2 * (cache->count + 1) > cache->capacity)
        grow(cache);
    BallCacheEntry *entry = slot(cache, key, index);
    if (!entry->key) {
        entry->key = key;
        entry->index = index;
        arb_init(entry->value);
        cache->count++;
    }
    arb_set(entry->value, value);
}
