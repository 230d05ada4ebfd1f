/* points.h - points from a text file, one to a line, as spreadsheets and other programs write them.
 *
 * One or two columns of decimal numbers. Columns are separated by commas, semicolons or tabs,
 * whichever the first line has, or by spaces when it has none of these. A first line without any
 * number in it is a header. Fields may stand in double quotes; empty lines and lines that start
 * with # are passed over; lines end with LF or CR LF; a byte order mark is passed
 * over. */
#ifndef EXPLORE_DIFFUSION_POINTS_H
#define EXPLORE_DIFFUSION_POINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/source.h"

/* A law has at least two points; with more than this many its density at one place would take more
 * than a millisecond. */
#define POINTS_MIN 2
#define POINTS_MAX 100000
/* Bytes of a line, and of a number: two of the longest doubles fit many times. */
#define POINTS_LINE_MAX 4096
#define POINTS_NUMBER_MAX 400
/* Largest coordinate: its square, and that of the noise level's scale, stay ordinary doubles. */
#define POINTS_COORDINATE_MAX 1e60

/* *points (*n, *d) in the arena, *d 1 or 2. False with *diag at the first thing wrong. */
bool points_parse(Arena *arena, const Source *source, const double **points, size_t *n, size_t *d,
                  Diag *diag);

/* The PNG picture as points (count, 2) that lie where it is dark, in the arena: drawn from the
 * darkness as a density, the longer side from -2 to 2. False with *diag as grey_parse, or when
 * nothing is dark. */
bool points_of_picture(Arena *arena, const Source *source, size_t count, uint64_t seed,
                       const double **points, Diag *diag);

#endif
