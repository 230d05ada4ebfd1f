/* model.h - the symbols of a notation, and sequences bound to a schedule. */
#ifndef EXPLORE_VERIFY_MODEL_H
#define EXPLORE_VERIFY_MODEL_H

#include "math/symbols.h"

/* A scope holding the declarations of the notation (ho, su, chandery; see diffusion/notation.h).
 * NULL with *diag when there is none of that name (hint: the nearest) . name NULL: a scope with \pi
 * and e alone. */
Scope *model_scope(Arena *arena, const char *notation, Diag *diag);

#endif
