/* render.h - a formula in the terminal. */
#ifndef EXPLORE_MATH_RENDER_H
#define EXPLORE_MATH_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "math/noad.h"

/* One line, as one would type it in a chat: x_t = sqrt(abar_t) x_0 + ... in ASCII; Greek, combining
 * bars, super- and subscripts where Unicode has them, otherwise. Appends to out; never a newline.
 */
void render_line(Text *out, const Noad *noad, bool unicode);

/* Two dimensions: fractions stacked, scripts raised, roots roofed, rows of tables below each other.
 * Lines are separated by '\n', the last one without; no trailing spaces. Returns the width in
 * columns. In ASCII every character is below 128. */
size_t render_block(Text *out, const Noad *noad, bool unicode);

/* The printed name of a leaf: a symbol in its alphabet, an operator, a fence, a word. In ASCII mode
 * every byte is below 128. Control characters never come out. */
void render_name(Text *out, const Noad *leaf, bool unicode);
#endif
