/* source.h - a text to be read, and where in it something stands.
 *
 * A Span counts bytes in its Source; lines and columns are made from it only to be shown. Lines
 * and columns start at 1; a column counts code points, as editors do. */
#ifndef EXPLORE_BASE_SOURCE_H
#define EXPLORE_BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *name;  /* what messages call it: a path, or "<argument>" */
    const char *bytes; /* not NUL-terminated */
    size_t length;
    /* Where lines start, for a source in which many places are asked for: see source_index. NULL
     * for none; then a place is found by reading from the start. */
    const size_t *line_starts;
    size_t line_count;
} Source;

typedef struct {
    size_t start; /* first byte */
    size_t end;   /* one past the last byte */
} Span;

typedef struct {
    size_t line;
    size_t column;
} Position;

Position source_position(const Source *source, size_t offset);
/* The first byte of a line, counted from 1; the end of the text for a line it has not. */
size_t source_line_start(const Source *source, size_t line);
/* Fills line_starts, in the arena. The bytes must not change afterwards. */
struct Arena;
void source_index(struct Arena *arena, Source *source);

/* Without the spaces and line ends at its ends. */
Span span_trim(const char *bytes, Span span);

/* One thing that is wrong with what a user wrote. The strings live in the arena that
 * diag_set was given, or are literals. */
typedef struct {
    const char *file;
    Position at;
    const char *message; /* what is wrong and what was expected; no full stop, no file name */
    const char *hint;    /* what to do about it, or NULL */
} Diag;

/* Fills *diag for the byte offset of source. Keeps the first error: a Diag whose message is set
 * already stays as it is. hint may be NULL. */
void diag_set(Diag *diag, struct Arena *arena, const Source *source, size_t offset,
              const char *hint, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The declared name nearest to `name` among count names, at most two edits away (one for names of
 * up to three letters), or NULL. Used for "did you mean". */
const char *nearest_name(const char *name, const char *const *names, size_t count);

#endif
