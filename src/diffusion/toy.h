/* toy.h - the toy distributions: data x_0 whose noised laws are known.
 *
 * One const row per distribution, its numbers among them; nothing here computes. data.h makes a
 * row into a data set, which can be drawn from and evaluated at every noise level. May include
 * base/ and the C library. */
#ifndef EXPLORE_DIFFUSION_TOY_H
#define EXPLORE_DIFFUSION_TOY_H

#include <stddef.h>

#include "base/arena.h"

typedef struct {
    const char *name;
    double value;
    const char *doc; /* what the number is, as it goes on after "name = value," */
} ToyParameter;

struct DataSet;

typedef struct {
    const char *name;
    const char *doc;  /* one line */
    size_t dimension; /* 1 or 2 */
    size_t parameter_count;
    const ToyParameter *parameters;
    /* Completes a zeroed data set that has its name and dimension; for data.c. */
    void (*build)(struct DataSet *data, Arena *arena);
} Toy;

size_t toy_count(void);
/* i < toy_count(); in the order they are listed, those on a line first. */
const Toy *toy_at(size_t i);
/* NULL when there is none of that name. */
const Toy *toy_find(const char *name);
/* The name that `name` nearly spells, or NULL. */
const char *toy_nearest(const char *name);

#endif
