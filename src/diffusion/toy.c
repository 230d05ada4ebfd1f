/* toy.c - the table of toy distributions. */
#include "diffusion/toy.h"

#include <assert.h>
#include <string.h>

#include "base/source.h"
#include "diffusion/data_internal.h"

static const Toy *const rows[] = {
    &toy_point,     &toy_gauss,        &toy_mix2,    &toy_mix3,    &toy_uniform,
    &toy_laplace,   &toy_gauss2d,      &toy_ring,    &toy_grid,    &toy_moons,
    &toy_swissroll, &toy_checkerboard, &toy_spirals, &toy_circles, &toy_pinwheel,
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

size_t toy_count(void) {
    return ROW_COUNT;
}

const Toy *toy_at(size_t i) {
    assert(i < ROW_COUNT);
    return rows[i];
}

const Toy *toy_find(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i]->name, name) == 0) {
            return rows[i];
        }
    }
    return NULL;
}

const char *toy_nearest(const char *name) {
    const char *names[ROW_COUNT];
    for (size_t i = 0; i < ROW_COUNT; i++) {
        names[i] = rows[i]->name;
    }
    return nearest_name(name, names, ROW_COUNT);
}
