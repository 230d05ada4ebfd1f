/* data_grid.c - the density of the noised data on a grid, for pictures.
 *
 * A mixture's round component is a product, exp(-(x-m_x)^2/2v) exp(-(y-m_y)^2/2v), so that on a
 * grid it takes a few exponentials, a product a column and a row, and one multiplication a place:
 * curves and points of thousands of components fit into a frame. Everything else goes through
 * data_noised. */
#include <math.h>
#include <string.h>

#include "diffusion/data_internal.h"

/* Rows that share a component's column factors. */
#define BAND_ROWS ((size_t)64)
/* Beyond this many standard deviations a component adds less than 1e-9 of its peak. */
#define REACH 6.5
/* Places that are added together. */
#define RUN ((size_t)8)

typedef struct {
    float *density;
    const DataSet *data;
    const DataGrid *grid;
    double scale, spread;
} GridWork;

static double place(const DataGrid *grid, size_t axis, double index) {
    double cells = (double)(axis == 0 ? grid->columns : grid->rows);
    return grid->low[axis] + (grid->high[axis] - grid->low[axis]) * (index + 0.5) / cells;
}

/* The part of [0, count) in which places lie within `reach` of `middle`. */
static void reached(const DataGrid *grid, size_t axis, size_t count, double middle, double reach,
                    size_t *from, size_t *to) {
    double step = place(grid, axis, 1.0) - place(grid, axis, 0.0);
    double first = (middle - reach - place(grid, axis, 0.0)) / step;
    double last = (middle + reach - place(grid, axis, 0.0)) / step;
    *from = first > 0.0 ? (size_t)fmin(ceil(first), (double)count) : 0;
    *to = last < 0.0 ? 0 : (size_t)fmin(floor(last) + 1.0, (double)count);
}

/* out[j] = exp(-(start + j step)^2 / 2 variance): from one place to the next the exponent changes
 * by a number that itself changes evenly, so that products do, to count^2 roundings of a double. */
static void bell(float *out, size_t count, double start, double step, double variance) {
    double value = exp(-0.5 * start * start / variance);
    double ratio = exp(-(start + 0.5 * step) * step / variance);
    const double change = exp(-step * step / variance);
    for (size_t j = 0; j < count; j++) {
        out[j] = (float)value;
        value *= ratio;
        ratio *= change;
    }
}

static inline void add_row(float *restrict out, const float *restrict factors, size_t count,
                           float factor) {
    size_t i = 0;
    for (; count - i >= RUN; i += RUN) {
        for (size_t k = 0; k < RUN; k++) { /* a fixed length: vectorised */
            out[i + k] += factor * factors[i + k];
        }
    }
    for (; i < count; i++) {
        out[i] += factor * factors[i];
    }
}

static void add_component(const GridWork *work, size_t row_from, size_t row_to,
                          const DataComponent *c, float *factors) {
    const DataGrid *grid = work->grid;
    double variance = work->scale * work->scale * c->xx + work->spread * work->spread;
    double reach = REACH * sqrt(variance);
    double x = work->scale * c->mean[0], y = work->scale * c->mean[1];
    size_t from = 0, to = 0, first = 0, last = 0;
    reached(grid, 0, grid->columns, x, reach, &from, &to);
    reached(grid, 1, grid->rows, y, reach, &first, &last);
    first = first > row_from ? first : row_from;
    last = last < row_to ? last : row_to;
    if (first >= last || from >= to) {
        return;
    }
    const float peak = (float)(c->weight / (exp(LOG_TWO_PI) * variance));
    float rows[BAND_ROWS];
    bell(factors + from, to - from, place(grid, 0, (double)from) - x,
         place(grid, 0, 1.0) - place(grid, 0, 0.0), variance);
    bell(rows, last - first, place(grid, 1, (double)first) - y,
         place(grid, 1, 1.0) - place(grid, 1, 0.0), variance);
    for (size_t i = first; i < last; i++) {
        add_row(work->density + i * grid->columns + from, factors + from, to - from,
                peak * rows[i - first]);
    }
}

static void round_band(const GridWork *work, size_t row_from, size_t row_to) {
    float factors[DATA_GRID_MAX];
    const DataGrid *grid = work->grid;
    memset(work->density + row_from * grid->columns, 0,
           (row_to - row_from) * grid->columns * sizeof *work->density);
    for (size_t k = 0; k < work->data->component_count; k++) {
        add_component(work, row_from, row_to, &work->data->components[k], factors);
    }
}

static void any_row(const GridWork *work, size_t row) {
    const DataGrid *grid = work->grid;
    double y[2 * DATA_GRID_MAX], log_density[DATA_GRID_MAX];
    for (size_t j = 0; j < grid->columns; j++) {
        y[2 * j] = place(grid, 0, (double)j);
        y[2 * j + 1] = place(grid, 1, (double)row);
    }
    const DataNoised out = {.log_density = log_density};
    work->data->noised(&out, work->data, y, grid->columns, work->scale, work->spread);
    for (size_t j = 0; j < grid->columns; j++) {
        work->density[row * grid->columns + j] = (float)exp(log_density[j]);
    }
}

static bool is_round(const DataSet *data) {
    for (size_t k = 0; k < data->component_count; k++) {
        const DataComponent *c = &data->components[k];
        if (c->xy != 0.0 || c->xx != c->yy) {
            return false;
        }
    }
    return data->component_count > 0;
}

static void grid_band(void *context, size_t band) {
    const GridWork *work = context;
    size_t from = band * BAND_ROWS;
    size_t to = from + BAND_ROWS < work->grid->rows ? from + BAND_ROWS : work->grid->rows;
    if (is_round(work->data)) {
        round_band(work, from, to);
        return;
    }
    for (size_t row = from; row < to; row++) {
        any_row(work, row);
    }
}

bool data_density_grid(float *density, const DataSet *data, const DataGrid *grid, double scale,
                       double spread, Pool *pool) {
    /* Whether there is a density at all is data_noised's to say. */
    const double middle[2] = {0.0, 0.0};
    double ignored = 0.0;
    const DataNoised out = {.log_density = &ignored};
    if (data->dimension != 2 || !data_noised(&out, data, middle, 1, scale, spread)) {
        return false;
    }
    GridWork work = {NULL, data, grid, scale, spread};
    work.density = density;
    pool_run(pool, grid_band, &work, (grid->rows + BAND_ROWS - 1) / BAND_ROWS);
    return true;
}
