/* plain.h - what people type when they do not write TeX: `sqrt(abar_t) x_0` is read as
 * `\sqrt{\bar\alpha_t} x_0`.
 *
 * TeX stays as it is: only words without a backslash change. Known are the Greek letters by name,
 * sqrt, frac, log, exp, ln, sum, prod, times and cdot; bar, tilde and hat as a word before a letter
 * or joined to one (abar, alphabar, alpha_bar, mutilde, xhat), where a and b stand for \alpha and
 * \beta; and parentheses behind _ and ^, and behind sqrt, bar, tilde and hat, are groups, as are
 * numbers behind _ and ^ (x^12, x^-1, x**2); a star between factors is \cdot. Digits behind a
 * letter are its index (mu1); 2e-3 and 75% are numbers. What the screen shows may be pasted: a root
 * sign, raised and lowered characters, letters with a bar of Unicode. Any other word is left alone:
 * the letters of a product. */
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
