/* paint_internal.h - what the painter's files share. */
#ifndef EXPLORE_DRAW_PAINT_INTERNAL_H
#define EXPLORE_DRAW_PAINT_INTERNAL_H

#include "draw/paint.h"

/* Pixels of the canvas that may be drawn to: columns left..right, rows top..bottom, the last ones
 * excluded. */
typedef struct {
    int left, top, right, bottom;
} Area;

/* A colour ready to be laid over pixels: what it adds to them, red and blue in one word, green in
 * another, with a half for rounding; and how much of a pixel it leaves, 0..256. */
typedef struct {
    uint32_t rb, g, rest;
} Ink;

/* `coverage` 0..255 of the pixel. */
static inline Ink ink_of(Color color, unsigned coverage) {
    /* 0..256, so that full is full and the division is a shift. */
    unsigned alpha = (color >> 24) * coverage;
    alpha = (alpha + (alpha >> 7) + 128) >> 8;
    return (Ink){(color & 0xFF00FFu) * alpha + 0x800080u, (color & 0x00FF00u) * alpha + 0x8000u,
                 256 - alpha};
}

/* No channel reaches into its neighbour: 255 * 256 + 128 < 65536. */
static inline uint32_t ink_over(Ink ink, uint32_t below) {
    uint32_t rb = (below & 0xFF00FFu) * ink.rest + ink.rb;
    uint32_t g = (below & 0x00FF00u) * ink.rest + ink.g;
    return 0xFF000000u | ((rb >> 8) & 0xFF00FFu) | ((g >> 8) & 0x00FF00u);
}

/* color over what is there, `coverage` 0..255 of the pixel. */
static inline void pixel_blend(uint32_t *pixel, Color color, unsigned coverage) {
    *pixel = ink_over(ink_of(color, coverage), *pixel);
}

/* count pixels of a row. */
static inline void row_blend(uint32_t *pixels, size_t count, Color color, unsigned coverage) {
    if ((color >> 24) == 255 && coverage == 255) {
        for (size_t i = 0; i < count; i++) {
            pixels[i] = color;
        }
        return;
    }
    Ink ink = ink_of(color, coverage);
    for (size_t i = 0; i < count; i++) {
        pixels[i] = ink_over(ink, pixels[i]);
    }
}

/* paint_shape.c: outlines, anti-aliased. Between shape_begin and shape_fill come the corners of
 * contours, each ended by shape_close; they are finite numbers, the clip is not empty. */
typedef struct ShapePainter ShapePainter;
ShapePainter *shape_painter_new(void);
void shape_painter_free(ShapePainter *shapes);
void shape_begin(ShapePainter *shapes, Area clip);
void shape_corner(ShapePainter *shapes, double x, double y);
void shape_close(ShapePainter *shapes);
void shape_fill(ShapePainter *shapes, Canvas *canvas, Color color);
/* The angle between two corners of an arc that looks round. */
double shape_arc_step(double radius);
void shape_polygon(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points,
                   size_t count, Color color);
/* paint_stroke.c */
void shape_line(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points, size_t count,
                float width, Color color);
/* inner 0: a disc; else the ring between the two radii. */
void shape_ring(ShapePainter *shapes, Canvas *canvas, Area clip, float x, float y, float outer,
                float inner, Color color);

/* paint_image.c: particles, images and boxes, in bands over the pool. */
void paint_particles(Canvas *canvas, Area clip, const Mark *mark, Pool *pool);
void paint_image(Canvas *canvas, Area clip, const Mark *mark, Pool *pool);
void paint_area(Canvas *canvas, Area area, Color color, Pool *pool);

#endif
