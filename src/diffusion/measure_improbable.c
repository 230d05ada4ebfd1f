/* measure_improbable.c - the share of points where data hardly ever come, see measure.h. */
#include <assert.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#include "diffusion/measure.h"

/* Points whose densities are found together. */
#define BLOCK ((size_t)250)

typedef struct {
    double *log_density; /* (n) */
    const Improbable *level;
    const double *x; /* (n, d) */
    size_t n;
} Work;

static void density_block(void *context, size_t block) {
    const Work *work = context;
    const Improbable *level = work->level;
    size_t first = block * BLOCK, rest = work->n - first;
    const DataNoised out = {.log_density = work->log_density + first};
    (void)data_noised(&out, level->data, work->x + first * level->data->dimension,
                      rest < BLOCK ? rest : BLOCK, level->scale, level->spread);
}

static void find_densities(double *log_density, const Improbable *level, const double *x, size_t n,
                           Pool *pool) {
    Work work = {.level = level, .x = x, .n = n};
    work.log_density = log_density;
    pool_run(pool, density_block, &work, (n + BLOCK - 1) / BLOCK);
}

static double share_below(const double *values, size_t count, double bound) {
    size_t below = 0;
    for (size_t i = 0; i < count; i++) {
        below += !(values[i] >= bound);
    }
    return (double)below / (double)count;
}

Improbable measure_improbable(const DataSet *data, double scale, double spread, const double *fresh,
                              size_t n, Pool *pool, double *log_density) {
    assert(n >= 1 && n <= MEASURE_FRESH_MAX);
    Improbable result = {.data = data, .scale = scale, .spread = spread};
    const DataNoised out = {.log_density = log_density};
    result.exists = data_noised(&out, data, fresh, 1, scale, spread);
    if (!result.exists) {
        return result;
    }
    double least[MEASURE_FRESH_MAX / MEASURE_IMPROBABLE + 1];
    size_t rank = n / MEASURE_IMPROBABLE;
    find_densities(log_density, &result, fresh, n, pool);
    gsl_sort_smallest(least, rank + 1, log_density, 1, n);
    result.bound = least[rank];
    result.share = share_below(log_density, n, result.bound);
    return result;
}

double measure_improbable_share(const Improbable *improbable, const double *x, size_t n, Pool *pool,
                                double *log_density) {
    assert(improbable->exists && n >= 1);
    find_densities(log_density, improbable, x, n, pool);
    return share_below(log_density, n, improbable->bound);
}

/* Of two binomial shares with the same chance. */
double measure_improbable_chance(size_t n, size_t m) {
    double chance = 1.0 / (double)MEASURE_IMPROBABLE;
    return sqrt(chance * (1.0 - chance) * (1.0 / (double)n + 1.0 / (double)m));
}
