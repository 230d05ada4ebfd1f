/* arena.c - a list of blocks, each filled from its start; a request that does not fit in the newest
 * block gets a new one. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* With ARENA_POISON the address sanitiser is told what of a block was handed out: not the room up
 * to the next request, of which there is always some, so that it sees what goes beyond an end. */
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define GAP ((size_t)16)
#else
#define ASAN_POISON_MEMORY_REGION(bytes, size)
#define ASAN_UNPOISON_MEMORY_REGION(bytes, size)
#define GAP ((size_t)0)
#endif

/* The largest block that is shared by requests: room for a few hundred tree nodes. */
#define ARENA_BLOCK_SIZE ((size_t)32 * 1024)
/* The first block is small, since each claim of a lesson has an arena; every further one is twice
 * the size of the one before. */
#define ARENA_FIRST_BLOCK ((size_t)1024)

typedef struct Block Block;
struct Block {
    Block *older;
    size_t capacity;
    size_t filled;
    alignas(max_align_t) unsigned char bytes[];
};

struct Arena {
    Block *newest;
    size_t used;
    Arena *children; /* the newest child; each is linked to the one before it */
    Arena *sibling;
};

Arena *arena_new(void) {
    return memory_zeroed(sizeof(Arena));
}

Arena *arena_child(Arena *parent) {
    Arena *child = arena_new();
    child->sibling = parent->children;
    parent->children = child;
    return child;
}

void arena_free(Arena *arena) {
    if (arena == NULL) {
        return;
    }
    for (Arena *child = arena->children; child != NULL;) {
        Arena *sibling = child->sibling;
        arena_free(child);
        child = sibling;
    }
    Block *block = arena->newest;
    while (block != NULL) {
        Block *older = block->older;
        free(block);
        block = older;
    }
    free(arena);
}

static Block *block_new(size_t capacity) {
    Block *block = memory_zeroed(memory_sum(sizeof(Block), capacity));
    block->capacity = capacity;
    ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
    return block;
}

/* The next `room` bytes, of which `size` are asked for. */
static void *block_take(Block *block, size_t room, size_t size) {
    void *taken = block->bytes + block->filled;
    block->filled += room;
    ASAN_UNPOISON_MEMORY_REGION(taken, size);
    (void)size;
    return taken;
}

void *arena_alloc(Arena *arena, size_t size) {
    size_t alignment = alignof(max_align_t);
    /* A request for nothing takes one unit, so that every block handed out has its own address. */
    size_t asked = size == 0 ? 1 : size;
    size_t wanted = memory_sum(asked, GAP + alignment - 1) / alignment * alignment;
    Block *newest = arena->newest;
    arena->used = memory_sum(arena->used, size);
    if (newest != NULL && newest->capacity - newest->filled >= wanted) {
        return block_take(newest, wanted, asked);
    }
    if (wanted > ARENA_BLOCK_SIZE) {
        /* A large request has a block to itself; the newest block keeps its room. */
        Block *block = block_new(wanted);
        block->older = newest == NULL ? NULL : newest->older;
        *(newest == NULL ? &arena->newest : &newest->older) = block;
        return block_take(block, wanted, asked);
    }
    size_t capacity = newest == NULL ? ARENA_FIRST_BLOCK : 2 * newest->capacity;
    capacity = capacity < wanted ? wanted : capacity;
    Block *block = block_new(capacity < ARENA_BLOCK_SIZE ? capacity : ARENA_BLOCK_SIZE);
    block->older = newest;
    arena->newest = block;
    return block_take(block, wanted, asked);
}

void *arena_array(Arena *arena, size_t count, size_t size) {
    return arena_alloc(arena, memory_product(count, size));
}

char *arena_copy(Arena *arena, const char *text, size_t length) {
    char *copy = arena_alloc(arena, memory_sum(length, 1));
    if (length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *arena_vprintf(Arena *arena, const char *format, va_list arguments) {
    assert(format != NULL);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    assert(length >= 0);
    size_t room = length < 0 ? 1 : (size_t)length + 1;
    char *text = arena_alloc(arena, room);
    vsnprintf(text, room, format, again);
    va_end(again);
    return text;
}

char *arena_printf(Arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_used(const Arena *arena) {
    return arena->used;
}
