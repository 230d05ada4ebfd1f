/* measure_modes.c - how points spread over the modes of a mixture, see measure.h. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "diffusion/data_internal.h"
#include "diffusion/measure.h"

size_t measure_mode_count(const DataSet *data) {
    bool is_mixture = data->curve == NULL && data->points == NULL && data->has_density;
    return is_mixture && data->component_count <= MEASURE_MODES_MAX ? data->component_count : 0;
}

double measure_mode_reach(size_t d) {
    return d == 2 ? -expm1(-0.5 * MEASURE_MODE_REACH * MEASURE_MODE_REACH)
                  : erf(MEASURE_MODE_REACH / sqrt(2.0));
}

/* (x - mu)^T C^-1 (x - mu) */
static double distance_square(const DataComponent *c, const double *x, size_t d) {
    double u = x[0] - c->mean[0];
    if (d == 1) {
        return u * u / c->xx;
    }
    double v = x[1] - c->mean[1], determinant = c->xx * c->yy - c->xy * c->xy;
    return (c->yy * u * u - 2.0 * c->xy * u * v + c->xx * v * v) / determinant;
}

void measure_modes(ModeCount *modes, const DataSet *data, const double *x, size_t n) {
    size_t d = data->dimension, count = measure_mode_count(data);
    for (size_t k = 0; k < count; k++) {
        modes[k] = (ModeCount){.weight = data->components[k].weight};
        memcpy(modes[k].mean, data->components[k].mean, d * sizeof *x);
    }
    for (size_t i = 0; i < n; i++) {
        size_t nearest = count;
        double least = (double)INFINITY;
        for (size_t k = 0; k < count; k++) {
            double square = distance_square(&data->components[k], x + i * d, d);
            if (square < least) {
                least = square;
                nearest = k;
            }
        }
        if (nearest < count) {
            modes[nearest].nearest++;
            modes[nearest].within += least <= MEASURE_MODE_REACH * MEASURE_MODE_REACH;
        }
    }
}
