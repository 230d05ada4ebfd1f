/* paint.h - a draw list to pixels, without a window.
 *
 * The canvas is plain memory, so the window, PNG files, films and tests show the same pixels.
 * Shapes are anti-aliased by the area that they cover of a pixel, glyphs come from the fonts'
 * cache, particles and images are blended in horizontal bands over the threads of the pool; the
 * result does not depend on the number of threads. Painting a second frame like the first allocates
 * nothing. May include base/ and draw/. */
#ifndef EXPLORE_DRAW_PAINT_H
#define EXPLORE_DRAW_PAINT_H

#include "base/pool.h"
#include "draw/font.h"
#include "draw/list.h"

/* Largest width and height: 8K screens have 7680 x 4320. */
#define CANVAS_SIZE_MAX 8192

typedef struct {
    size_t width, height;
    uint32_t *pixels; /* (height, width): 0xFFRRGGBB */
} Canvas;

typedef struct Painter Painter;

/* pool may be NULL: one thread. Both must outlive the painter. */
Painter *painter_new(Fonts *fonts, Pool *pool);
void painter_free(Painter *painter);

/* False when the size is 0 or above CANVAS_SIZE_MAX; then the canvas is as before. */
bool canvas_resize(Canvas *canvas, size_t width, size_t height);
void canvas_clear(Canvas *canvas);

/* Fills the canvas with the background, then paints the list. */
void painter_paint(Painter *painter, Canvas *canvas, const DrawList *list, Color background);

#endif
