/* key_map.h - a hash table from four words to one, for remembering what was already worked out.
 *
 * Entries are never removed. Its memory is the arena's. Private to math/. */
#ifndef EXPLORE_MATH_KEY_MAP_H
#define EXPLORE_MATH_KEY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
    uint64_t words[4];
} MapKey;

typedef struct {
    MapKey key;
    uint64_t value;
    bool used;
} KeySlot;

/* All zero but for the arena: an empty table. */
typedef struct {
    Arena *arena;
    size_t count, capacity;
    KeySlot *slots;
} KeyMap;

/* The word that stands for a pointer in a key. */
uint64_t key_pointer(const void *pointer);
/* True when the key is known; *value is then what was stored last. */
bool key_map_get(const KeyMap *map, MapKey key, uint64_t *value);
void key_map_put(KeyMap *map, MapKey key, uint64_t value);

#endif
