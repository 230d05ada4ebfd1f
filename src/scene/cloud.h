/* cloud.h - many particles beside their exact law: histogram and curve on a line, heat map and
 * contours in the plane, and the moments of both.
 *
 * The work on particles is cut into a fixed number of lanes, so that sums do not depend on the
 * number of threads. Nothing allocates after cloud_init. */
#ifndef EXPLORE_SCENE_CLOUD_H
#define EXPLORE_SCENE_CLOUD_H

#include "scene/plot.h"
#include "scene/scene_internal.h"

/* Cells of a histogram, and of a heat map in each direction, at most. */
#define CLOUD_BARS_MAX 120
#define CLOUD_CELLS_MAX 96
/* Places at which the curve is computed: even ones, and more around the data's own points where the
 * noise is small. */
#define CLOUD_PLACES 600
#define CLOUD_EXTRA_POINTS 16
#define CLOUD_EXTRA_OFFSETS 13
#define CLOUD_CURVE (CLOUD_PLACES + CLOUD_EXTRA_POINTS * CLOUD_EXTRA_OFFSETS)
#define CLOUD_LANES 8
#define CLOUD_NOTES 2

/* Sums of one lane over e = x - exact mean. */
typedef struct {
    double e[2], square[2], fourth[2], product;
} CloudSums;

typedef struct {
    size_t n, d;
    const DataSet *data;
    double low, high;                /* of every coordinate */
    float *x;                        /* (n, d) */
    float *jitter;                   /* (n): where particles on a line are drawn across it */
    Vec2 *pixels;                    /* (n) */
    float extra[CLOUD_EXTRA_POINTS]; /* some draws of the data on a line */

    /* What the particles are. */
    double mean[2], variance[2], covariance;
    double mean_error[2], variance_error[2]; /* standard errors */
    size_t cells;                            /* of the histogram or map, per direction */
    uint32_t *lane_counts;                   /* (CLOUD_LANES, cells^d) */
    CloudSums lane_sums[CLOUD_LANES];
    float *counted; /* (cells^d): density */
    float outside;  /* share of particles beyond the range */

    /* What they should be. */
    double exact_mean[2], exact_variance[2], exact_covariance;
    bool has_exact;  /* a density exists */
    size_t places;   /* even ones of the curve */
    size_t curve;    /* all */
    double *xs, *ys; /* (curve) */
    size_t side;
    float *density; /* (side, side) */
    float peak;     /* the largest of either */
    uint8_t *seen;  /* (side, side) */
    Color *exact_image, *counted_image;
} Cloud;

/* Which layers are drawn. */
typedef struct {
    bool particles, counts, density, contours;
    const char *title;                 /* of the particles' panel */
    const char *what;                  /* whose density: "x_t" */
    const char *notes[CLOUD_NOTES];    /* lines below the numbers; NULL: none */
    void (*overlay)(const Plot *plot); /* drawn on the particles; or NULL */
    bool plain; /* neither keys nor numbers: the scene has its own for several clouds */
} CloudLayers;

void cloud_init(Cloud *cloud, Arena *arena, const DataSet *data, size_t n, uint64_t seed);
/* x = scale base + spread noise, base and noise (n, d); then their moments and counts. The exact
 * moments must be there. */
void cloud_move(Cloud *cloud, const float *base, const float *noise, double scale, double spread,
                Pool *pool);
/* The exact moments, and the density when a layer shows it, at a level. */
void cloud_exact(Cloud *cloud, SceneLevel level, bool density, Pool *pool);
void cloud_draw(const Scene *scene, const Cloud *cloud, DrawList *list, Rect box,
                const CloudLayers *layers);

#endif
