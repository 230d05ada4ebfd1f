/* point.h - the numbers at which a formula is tried.
 *
 * A point gives every declared symbol a short decimal inside its domain, as a pure function of
 * (seed, point number, symbol, index): nothing is stored, and a point that was printed can be made
 * again. The first POINT_SIMPLE points use one decimal and small whole numbers, so that the first
 * refutation found is also a readable one. */
#ifndef EXPLORE_MATH_POINT_H
#define EXPLORE_MATH_POINT_H

#include <stdint.h>

#include "math/symbols.h"

#define POINT_SIMPLE 12u
/* Added to a point's number: real letters with one domain, and all members of a sequence, have one
 * value. Where a strict inequality has its equality, as a^2 + b^2 > 2ab at a = b, is met by no
 * other point. */
#define POINT_TIED 0x80000000u

/* An exact decimal: numerator / 10^digits. */
typedef struct {
    long numerator;
    unsigned digits;
} Decimal;

typedef struct {
    uint64_t seed;
    unsigned number; /* 0, 1, 2, ..., and these plus POINT_TIED */
} Point;

/* The value of a SYMBOL_REAL, or of a SEQ, STATE (index 0) or NOISE at an index. Strictly inside
 * the domain. */
Decimal point_real(const Point *point, const Symbol *symbol, long index);
long point_integer(const Point *point, const Symbol *symbol);

#endif
