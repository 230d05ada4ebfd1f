/* plain.h - what people type when they do not write TeX: `sqrt(abar_t) x_0` is read as
 * `\sqrt{\bar\alpha_t} x_0`.
 *
 * TeX stays as it is: only words without a backslash change. Known are the Greek letters by name,
 * sqrt, frac, log, exp, ln, times and cdot; bar, tilde and hat as a word before a letter or joined
 * to one (abar, alphabar, mutilde, xhat), where a and b stand for \alpha and \beta; and
 * parentheses behind _ and ^, and behind sqrt, bar, tilde and hat, are groups. Any other word is
 * left alone: the letters of a product. */
#ifndef EXPLORE_SESSION_PLAIN_H
#define EXPLORE_SESSION_PLAIN_H

#include "base/arena.h"

typedef struct {
    const char *tex;
    size_t length;
    const size_t
        *origin; /* (length + 1): the byte of what was typed that each byte of tex is for */
} Plain;

/* Any bytes without a zero; takes time in proportion to their number. Lives in the arena. */
Plain plain_read(Arena *arena, const char *typed);

#endif
