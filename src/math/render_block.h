/* render_block.h - the boxes of noads. Private to math/. */
#ifndef EXPLORE_MATH_RENDER_BLOCK_H
#define EXPLORE_MATH_RENDER_BLOCK_H

#include "math/noad.h"
#include "math/render_box.h"
#include "math/render_internal.h"

typedef struct {
    Arena *arena;
    bool unicode;
    bool tight; /* inside a script: no spaces round operators */
} Block;

/* The box of any noad; of one inside a script; of one that takes one line anyway. */
Box *block_noad(const Block *block, const Noad *noad);
Box *block_tight(const Block *block, const Noad *noad);
Box *block_inline(const Block *block, const Noad *noad);

Box *block_fraction(const Block *block, const Noad *noad);
Box *block_radical(const Block *block, const Noad *noad);
Box *block_scripts(const Block *block, const Noad *noad);
Box *block_accent(const Block *block, const Noad *noad);
Box *block_table(const Block *block, const Noad *table);
Box *block_decorated(const Block *block, const Noad *noad);
/* A fence over `up` rows above and `down` rows below the baseline. */
Box *block_fence(const Block *block, const char *name, size_t up, size_t down);
Box *block_delimited(const Block *block, const char *open, const Box *inner, const char *close);
/* The items of a row side by side; after_operand as in render_classes. */
Box *block_row(const Block *block, const Noad *row, bool after_operand);

/* Adds inner in the middle of `width` columns, its baseline at row. */
void block_centre(const Block *block, Box *box, const Box *inner, size_t width, ptrdiff_t row);

#endif
