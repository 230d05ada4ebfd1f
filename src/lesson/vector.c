/* vector.c - a list that grows in the arena; see lesson_internal.h. */
#include <string.h>

#include "lesson/lesson_internal.h"

/* Items of the first block: most lines have one or two runs, most steps a few blocks. */
#define VECTOR_CAPACITY_MIN 4

static void vector_reserve(Arena *arena, Vector *vector, size_t more, size_t size) {
    if (vector->capacity - vector->count >= more) {
        return;
    }
    size_t capacity = vector->capacity == 0 ? VECTOR_CAPACITY_MIN : vector->capacity;
    while (capacity - vector->count < more) {
        capacity *= 2;
    }
    void *items = arena_array(arena, capacity, size);
    if (vector->count > 0) {
        memcpy(items, vector->items, vector->count * size);
    }
    vector->items = items;
    vector->capacity = capacity;
}

void *vector_add(Arena *arena, Vector *vector, size_t size) {
    vector_reserve(arena, vector, 1, size);
    void *item = (char *)vector->items + vector->count * size;
    memset(item, 0, size);
    vector->count++;
    return item;
}

void vector_add_bytes(Arena *arena, Vector *vector, const char *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    vector_reserve(arena, vector, length, 1);
    memcpy((char *)vector->items + vector->count, bytes, length);
    vector->count += length;
}
