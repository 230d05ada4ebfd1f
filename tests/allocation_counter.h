/* allocation_counter.h - counts what all threads of a test ask of malloc, calloc, realloc and their
 * kin, also inside libraries. For one file of a test executable.
 *
 * The functions of the C library are replaced by ones that count and pass on. With a sanitiser,
 * which replaces them itself, nothing is counted: ask allocation_counter_works and skip. */
#ifndef EXPLORE_TESTS_ALLOCATION_COUNTER_H
#define EXPLORE_TESTS_ALLOCATION_COUNTER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ALLOCATION_COUNTER_OFF
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define ALLOCATION_COUNTER_OFF
#endif

static atomic_size_t allocation_count;

#ifndef ALLOCATION_COUNTER_OFF
/* glibc's own, under the names that it keeps for this purpose. */
/* NOLINTBEGIN(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name) */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    atomic_fetch_add(&allocation_count, 1);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    atomic_fetch_add(&allocation_count, 1);
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    atomic_fetch_add(&allocation_count, 1);
    return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    atomic_fetch_add(&allocation_count, 1);
    return __libc_memalign(alignment, size);
}
/* NOLINTEND(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name) */
#endif

/* So far, from the start of the program. */
static inline size_t allocations_so_far(void) {
    return atomic_load(&allocation_count);
}

/* False under a sanitiser. */
static inline bool allocation_counter_works(void) {
    size_t before = allocations_so_far();
    void *volatile block = malloc(1);
    free(block);
    return allocations_so_far() > before;
}

#endif
