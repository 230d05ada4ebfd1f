/* key_map.c - open addressing with linear probing. */
#include "math/key_map.h"

#include <string.h>

#include "base/hash.h"

/* A first size that holds a short formula without growing; a power of two. */
#define FIRST_CAPACITY ((size_t)64)
/* Hash seed: any fixed number, since keys are not chosen by an adversary who sees addresses. */
#define KEY_SEED UINT64_C(0x9e3779b97f4a7c15)

uint64_t key_pointer(const void *pointer) {
    return (uint64_t)(uintptr_t)pointer;
}

/* The slot that holds the key, or the free one where it belongs. capacity > 0. */
static size_t key_slot(const KeyMap *map, MapKey key) {
    uint64_t hash = hash_mix(KEY_SEED ^ key.words[3], key.words[0], key.words[1], key.words[2]);
    size_t i = (size_t)hash & (map->capacity - 1);
    while (map->slots[i].used && memcmp(&map->slots[i].key, &key, sizeof key) != 0) {
        i = (i + 1) & (map->capacity - 1);
    }
    return i;
}

bool key_map_get(const KeyMap *map, MapKey key, uint64_t *value) {
    if (map->capacity == 0) {
        return false;
    }
    const KeySlot *slot = &map->slots[key_slot(map, key)];
    if (slot->used) {
        *value = slot->value;
    }
    return slot->used;
}

static void key_map_grow(KeyMap *map) {
    KeyMap grown = {.arena = map->arena, .count = map->count};
    grown.capacity = map->capacity > 0 ? 2 * map->capacity : FIRST_CAPACITY;
    grown.slots = arena_array(map->arena, grown.capacity, sizeof *grown.slots);
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].used) {
            grown.slots[key_slot(&grown, map->slots[i].key)] = map->slots[i];
        }
    }
    *map = grown;
}

void key_map_put(KeyMap *map, MapKey key, uint64_t value) {
    if (2 * map->count >= map->capacity) {
        key_map_grow(map);
    }
    KeySlot *slot = &map->slots[key_slot(map, key)];
    if (!slot->used) {
        map->count++;
    }
    *slot = (KeySlot){.key = key, .value = value, .used = true};
}
