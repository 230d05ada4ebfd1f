/* data.h - the law of the data x_0: a toy distribution or the points of a file, at any noise level.
 *
 * A noise level is a pair (scale, spread), both >= 0: y = scale x_0 + spread eps with eps standard
 * normal and independent of x_0. In the notation of Ho et al. 2020 x_t is the level (sqrt
 * alpha_bar_t, sqrt(1 - alpha_bar_t)), see schedule.h. Points are rows of (n, d) arrays, d =
 * data->dimension. A DataSet is never changed after it was made, so threads may share it. Nothing
 * here allocates except what takes an arena. May include base/ and GSL. */
#ifndef EXPLORE_DIFFUSION_DATA_H
#define EXPLORE_DIFFUSION_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/pool.h"
#include "base/source.h"
#include "base/stream.h"
#include "diffusion/toy.h"

#define DATA_DIMENSION_MAX 2
/* Bounds of a noise level: fourth powers and their quotients stay ordinary doubles. */
#define DATA_LEVEL_MIN 1e-60
#define DATA_LEVEL_MAX 1e60
/* Where density_error is promised: every coordinate of y up to (scale + spread) times this. */
#define DATA_REACH 6.0

typedef struct DataSet DataSet;
typedef struct DataNoised DataNoised;
typedef struct DataComponent DataComponent; /* one Gaussian of a mixture; data_internal.h */
typedef struct DataCurve DataCurve;

struct DataSet {
    const char *name; /* a toy's, or the path of a file */
    const char *doc;
    const Toy *toy; /* NULL for the points of a file */
    size_t dimension;
    bool has_density; /* x_0 itself has one: false for `point` and for files */
    /* Largest error of log densities, and of scores and means in units of their own spread, for y
     * within DATA_REACH. */
    double density_error;
    double mean[DATA_DIMENSION_MAX];
    double covariance[DATA_DIMENSION_MAX * DATA_DIMENSION_MAX]; /* (d, d) */
    const double *points;                                       /* of a file, (point_count, d) */
    size_t point_count;

    /* For this module. A curve stands here as the mixture of its quadrature nodes. */
    const DataComponent *components;
    size_t component_count;
    const DataCurve *curve;           /* NULL for others */
    double shift[DATA_DIMENSION_MAX]; /* x_0 = (x - shift) size, x as the row's formula has it */
    double size;
    void (*sample)(const DataSet *data, double *x, size_t n, Stream *stream);
    void (*noised)(const DataNoised *out, const DataSet *data, const double *y, size_t n,
                   double scale, double spread);
};

/* What is asked about y; NULL: not asked. NaN in y gives NaN. Where the density is 0 (a clean
 * uniform law outside its support, or a point too far for doubles) log_density is -infinity and
 * the others are NaN. */
struct DataNoised {
    double *log_density; /* (n): log of the density of y, natural logarithm */
    double *score;       /* (n, d): its gradient by y */
    double *mean;        /* (n, d): E[x_0 | y], the denoised data */
    double *noise;       /* (n, d): E[eps | y] = -spread score, what a perfect network predicts */
};

/* In the arena. */
const DataSet *data_of_toy(Arena *arena, const Toy *toy);
/* The law that draws each of the points (n, d) alike; n >= 1, d 1 or 2. Keeps `points`. */
const DataSet *data_of_points(Arena *arena, const char *name, const double *points, size_t n,
                              size_t d);
/* A toy's name, or else the path of a file of points (points.h) or of a PNG picture, whose darkness
 * is taken for a density. False with *diag when it is
 * neither: the nearest name is the hint. */
bool data_open(Arena *arena, const char *name_or_path, const DataSet **data, Diag *diag);

/* x (n, d): independent draws of x_0. The words drawn from the stream depend on n and the data set
 * alone. */
void data_sample(const DataSet *data, double *x, size_t n, Stream *stream);

/* Fills what `out` asks for at y (n, d). False, and nothing is written, where y has no density:
 * spread = 0 and no clean density, both 0; or where the level is negative, no number, or outside
 * the bounds above (scale or spread above DATA_LEVEL_MAX, spread between 0 and DATA_LEVEL_MIN,
 * scale below it when spread is 0). */
bool data_noised(const DataNoised *out, const DataSet *data, const double *y, size_t n,
                 double scale, double spread);

/* Columns and rows of a grid. */
#define DATA_GRID_MAX 256
/* Cells that fill a rectangle of the plane; the density is taken in their middles. */
typedef struct {
    double low[2], high[2];
    size_t columns, rows; /* up to DATA_GRID_MAX */
} DataGrid;

/* density (rows, columns), the first row at low[1]: the density of y in the plane, to a part in
 * 10^5 of its largest value. Over the pool, which may be NULL; the result does not depend on it.
 * False as data_noised, and for data on a line. */
bool data_density_grid(float *density, const DataSet *data, const DataGrid *grid, double scale,
                       double spread, Pool *pool);

#endif
