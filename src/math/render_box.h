/* render_box.h - rectangles of characters and how they are put together. Private to math/.
 *
 * A box is laid out once and drawn once, so that nesting costs nothing extra. Rows are counted from
 * the baseline: `up` rows above it, `down` rows below it. */
#ifndef EXPLORE_MATH_RENDER_BOX_H
#define EXPLORE_MATH_RENDER_BOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

typedef struct Box Box;

/* Something inside a box: another box, or a string repeated side by side. */
typedef struct {
    size_t column;
    ptrdiff_t row; /* of its baseline, against the baseline around it; negative is above */
    const Box *box;
    const char *string;
    size_t times;
} BoxPart;

struct Box {
    size_t width;
    size_t up;
    size_t down;
    /* The same without hanging scripts: what a fence round the box has to cover. */
    size_t body_up;
    size_t body_down;
    size_t count;
    size_t capacity;
    BoxPart *parts;
};

size_t box_height(const Box *box);
Box *box_new(Arena *arena);
/* One row with a copy of the string. */
Box *box_string(Arena *arena, const char *string);
/* Adds inner with its baseline at (column, row) and grows the box to hold it. */
void box_put(Arena *arena, Box *box, const Box *inner, size_t column, ptrdiff_t row);
/* Adds the string `times` times from (column, row) and grows the box to hold it; string must live
 * as long as the box. */
void box_put_string(Arena *arena, Box *box, const char *string, size_t times, size_t column,
                    ptrdiff_t row);
/* Grows the box by blank columns. */
void box_widen(Box *box, size_t columns);

/* Appends the rows, without trailing blanks, separated by '\n'. */
void box_draw(Arena *arena, Text *out, const Box *box);

#endif
