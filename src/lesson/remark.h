/* remark.h - plain words with formulas between dollars, as authors write `:: why`.
 *
 * A dollar before a space, or one that no other closes, is an amount of money, and so is \$. */
#ifndef EXPLORE_LESSON_REMARK_H
#define EXPLORE_LESSON_REMARK_H

#include <stdbool.h>

#include "base/text.h"

/* The dollar that closes the formula whose dollar stands at `open`, or NULL. */
const char *remark_formula_end(const char *open);
/* The piece that starts at *at, which is moved behind it: TeX without its dollars (*formula), or
 * words, which may be empty. False at the end. */
bool remark_next(Text *piece, bool *formula, const char **at);

#endif
