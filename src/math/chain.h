/* chain.h - a chain of relations parted into its links, for setting one below the other.
 *
 * Prefix chain_. May include base/. */
#ifndef EXPLORE_MATH_CHAIN_H
#define EXPLORE_MATH_CHAIN_H

#include "math/noad.h"

/* A run of items that begins with a relation, or stands before the first one. */
typedef struct {
    size_t first, count;
} ChainPiece;

/* Every item of the rows of a table, or of one row, side by side; the items are shared. */
Noad *chain_row(Arena *arena, const Noad *noad);
/* Pieces of such a row, at most row->count + 1; a relation right behind another belongs to it, and
 * one within brackets parts nothing. */
size_t chain_split(const Noad *row, ChainPiece *pieces);
/* The row of that piece alone; the items are shared. */
Noad chain_part(const Noad *row, ChainPiece piece);

#endif
