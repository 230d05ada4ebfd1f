/* model.h - the symbols of a notation. */
#ifndef EXPLORE_VERIFY_MODEL_H
#define EXPLORE_VERIFY_MODEL_H

#include "math/symbols.h"

/* A scope holding the declarations of the notation (diffusion/notation.h); of none, NULL, \pi and e
 * alone. NULL with *diag when there is none of that name; the hint is the nearest, or all. */
Scope *model_scope(Arena *arena, const char *notation, Diag *diag);

#endif
