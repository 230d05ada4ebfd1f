/* memory.c - see memory.h. The only place in base/ that ends the program. */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void memory_end(void) {
    fputs("explore: the memory is used up; close other programs or give a smaller input\n", stderr);
    exit(MEMORY_EXIT_STATUS);
}

void *memory_zeroed(size_t size) {
    void *block = calloc(1, size);
    if (block == NULL) {
        memory_end();
    }
    return block;
}

void *memory_resize(void *block, size_t size) {
    void *resized = realloc(block, size);
    if (resized == NULL) {
        memory_end();
    }
    return resized;
}

size_t memory_sum(size_t a, size_t b) {
    if (a > SIZE_MAX - b) {
        memory_end();
    }
    return a + b;
}

size_t memory_product(size_t a, size_t b) {
    if (b != 0 && a > SIZE_MAX / b) {
        memory_end();
    }
    return a * b;
}
