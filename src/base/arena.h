/* arena.h - memory that lives and dies with one document.
 *
 * Every block handed out stays valid until arena_free; nothing is freed singly. An arena belongs to
 * one thread at a time. Running out of memory ends the program with a message: no caller can go on
 * without its tree, and a lesson never needs more than a few megabytes. */
#ifndef EXPLORE_BASE_ARENA_H
#define EXPLORE_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
/* An arena that is freed with its parent, for work that goes on in another thread than the
 * parent's. Make it in the parent's thread; never free it itself. */
Arena *arena_child(Arena *parent);
/* Frees every block; accepts NULL. */
void arena_free(Arena *arena);

/* size bytes, zeroed, aligned for any type. size may be 0. */
void *arena_alloc(Arena *arena, size_t size);
/* count * size bytes, zeroed; ends the program when the product overflows. */
void *arena_array(Arena *arena, size_t count, size_t size);
/* The first length bytes of text, with a closing NUL. */
char *arena_copy(Arena *arena, const char *text, size_t length);
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
/* Bytes handed out so far. */
size_t arena_used(const Arena *arena);

#endif
