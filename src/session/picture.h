/* picture.h - points sent along the chain, counted, beside the exact density of the same state.
 *
 * The histogram is over a fixed range, so that the picture moves with t and not with its axis.
 * Counts are kept in many narrow cells; whoever draws adds up as many as a column is wide. Of data
 * in two dimensions there is also a map, and the histogram is of the first coordinate.
 *
 * May include diffusion. Everything that is drawn is in the Picture; what is needed to make it is
 * kept in the PictureMaker and used again. */
#ifndef EXPLORE_SESSION_PICTURE_H
#define EXPLORE_SESSION_PICTURE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "session/setting.h"

/* Cells of the histogram: enough that any number of columns up to a hundred divides them evenly to
 * a few per cent. */
#define PICTURE_CELLS 1200
/* Cells of the map in each direction: twice as many as columns of the widest map. */
#define PICTURE_MAP 120

/* Mean and standard deviation of one coordinate, and how far chance moves them. */
typedef struct {
    double mean, exact_mean, mean_noise; /* noise: standard deviation over other seeds */
    double sd, exact_sd, sd_noise;
} PictureMoments;

typedef struct {
    Setting setting;
    size_t dimensions; /* 1 or 2 */
    double low, high;  /* the range, of every coordinate */
    double *density;   /* (PICTURE_CELLS) 1-D, simulated: share of the points / width of a cell */
    double *exact;     /* (PICTURE_CELLS) 1-D: the exact density in the middle of the cell */
    double *map;       /* (PICTURE_MAP, PICTURE_MAP) 2-D: simulated, rows from the top */
    double *exact_map; /* the same, exact */
    double outside;    /* share of the points beyond the range */
    PictureMoments moments[2];
    const char *why; /* there is no picture: why not; or NULL */
} Picture;

typedef struct PictureMaker PictureMaker;

PictureMaker *picture_maker_new(Arena *arena);
void picture_maker_clear(PictureMaker *maker);
/* False when *cancel was set before it was done; *out is then of no use. *progress (may be NULL)
 * goes from 0 to 1000. After the first picture of a size nothing is allocated. */
bool picture_make(PictureMaker *maker, Picture *out, const Setting *setting,
                  const atomic_bool *cancel, atomic_int *progress);
/* Room for a picture; lives in the arena. */
void picture_init(Picture *picture, Arena *arena);

/* Sums over the columns of a drawing: out (columns) becomes the mean density over each. */
void picture_columns(double *out, const double *cells, size_t columns);

#endif
