/* paint_internal.h - what the painter's files share. */
#ifndef EXPLORE_DRAW_PAINT_INTERNAL_H
#define EXPLORE_DRAW_PAINT_INTERNAL_H

#include "draw/paint.h"

/* Pixels of the canvas that may be drawn to: columns left..right, rows top..bottom, the last ones
 * excluded. */
typedef struct {
    int left, top, right, bottom;
} Area;

/* color over what is there, `coverage` 0..255 of the pixel. */
static inline void pixel_blend(uint32_t *pixel, Color color, unsigned coverage) {
    /* 0..256, so that full is full and the division is a shift. */
    unsigned alpha = (color >> 24) * coverage;
    alpha = (alpha + (alpha >> 7) + 128) >> 8;
    uint32_t below = *pixel;
    uint32_t rb = below & 0xFF00FFu, g = below & 0x00FF00u;
    rb += (((color & 0xFF00FFu) - rb) * alpha) >> 8;
    g += (((color & 0x00FF00u) - g) * alpha) >> 8;
    *pixel = 0xFF000000u | (rb & 0xFF00FFu) | (g & 0x00FF00u);
}

/* paint_shape.c: outlines, anti-aliased by FreeType. */
typedef struct ShapePainter ShapePainter;
ShapePainter *shape_painter_new(void);
void shape_painter_free(ShapePainter *shapes);
void shape_polygon(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points,
                   size_t count, Color color);
void shape_line(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points, size_t count,
                float width, Color color);
/* inner 0: a disc; else the ring between the two radii. */
void shape_ring(ShapePainter *shapes, Canvas *canvas, Area clip, float x, float y, float outer,
                float inner, Color color);

/* paint_image.c: particles and images, in bands over the pool. */
void paint_particles(Canvas *canvas, Area clip, const Mark *mark, Pool *pool);
void paint_image(Canvas *canvas, Area clip, const Mark *mark, Pool *pool);

#endif
