/* model.h - the symbols of a notation, and sequences bound to a schedule. */
#ifndef EXPLORE_VERIFY_MODEL_H
#define EXPLORE_VERIFY_MODEL_H

#include "math/symbols.h"

/* The names that `schedule` and `data` may have, in the order of their tables: fills names, which
 * has room for MODEL_NAMES_MAX, and returns how many. */
#define MODEL_NAMES_MAX 64
size_t model_schedules(const char **names);
size_t model_data(const char **names);

/* A scope holding the declarations of the notation (ho, su, chandery; see diffusion/notation.h).
 * NULL with *diag when there is none of that name (hint: the nearest) . name NULL: a scope with \pi
 * and e alone. */
Scope *model_scope(Arena *arena, const char *notation, Diag *diag);

#endif
