/* list.h - what a frame shows, as a list of marks in the order in which they cover each other.
 *
 * Everything that draws (scenes, pages, the window's frame) appends to a DrawList and knows no
 * pixels of its own; the painter (paint.h) turns the list into pixels, for the window and for
 * files alike. Tests read the list.
 *
 * Coordinates are pixels of the target as floats, x to the right, y down; the middle of the first
 * pixel is (0.5, 0.5). Colours are 0xAARRGGBB, not premultiplied. NaN anywhere draws nothing.
 * Small arrays (points of a line, glyphs) are copied into the list; images and particles are only
 * pointed at and must stay as they are until the list is painted. A list that was drawn once holds
 * frames of the same size without allocating. May include base/. */
#ifndef EXPLORE_DRAW_LIST_H
#define EXPLORE_DRAW_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t Color;

typedef struct {
    float x, y;
} Vec2;

typedef struct {
    float x, y, width, height;
} Rect;

/* A glyph of a face (font.h) with its origin on the baseline. */
typedef struct {
    uint16_t face;
    uint16_t id;
    float x, y;
} DrawGlyph;

typedef enum {
    MARK_RECT,      /* box; filled */
    MARK_POLYGON,   /* points; filled, non-zero winding, anti-aliased */
    MARK_LINE,      /* points; a polyline of `size` pixels' width, round joins and caps */
    MARK_DISC,      /* box.x, box.y the middle, `size` the radius; anti-aliased */
    MARK_RING,      /* the same, a circle of one `width` */
    MARK_GLYPHS,    /* glyphs at `size` pixels per em */
    MARK_IMAGE,     /* image (rows, columns) stretched over box; smooth or in blocks */
    MARK_PARTICLES, /* particles (count) as squares of `size` pixels, blended */
    MARK_CLIP,      /* what follows is drawn inside box alone (cut with the clip before) */
    MARK_UNCLIP,    /* ends the last clip */
} MarkKind;

typedef struct {
    MarkKind kind;
    Color color;
    float size;
    float width;
    bool smooth; /* MARK_IMAGE: interpolate between cells */
    Rect box;
    size_t first; /* of the list's points or glyphs */
    size_t count;
    size_t columns, rows;
    const Color *image;
    const Vec2 *particles; /* already in pixels */
} Mark;

typedef struct {
    size_t mark_count, mark_capacity;
    Mark *marks;
    size_t point_count, point_capacity;
    Vec2 *points;
    size_t glyph_count, glyph_capacity;
    DrawGlyph *glyphs;
} DrawList;

void draw_list_init(DrawList *list);
void draw_list_clear(DrawList *list);
/* Empties it, keeps the memory. */
void draw_list_reset(DrawList *list);

void draw_rect(DrawList *list, Rect box, Color color);
/* The four edges inside the box, `width` pixels thick. */
void draw_frame(DrawList *list, Rect box, float width, Color color);
void draw_line(DrawList *list, float x0, float y0, float x1, float y1, float width, Color color);
void draw_polyline(DrawList *list, const Vec2 *points, size_t count, float width, Color color);
/* Dashes of `dash` pixels with gaps of the same length. */
void draw_dashed(DrawList *list, const Vec2 *points, size_t count, float width, float dash,
                 Color color);
void draw_polygon(DrawList *list, const Vec2 *points, size_t count, Color color);
void draw_disc(DrawList *list, float x, float y, float radius, Color color);
void draw_ring(DrawList *list, float x, float y, float radius, float width, Color color);
/* A rectangle with round corners. */
void draw_round_rect(DrawList *list, Rect box, float radius, Color color);
/* `size` is pixels per em. */
void draw_glyphs(DrawList *list, const DrawGlyph *glyphs, size_t count, float size, Color color);
/* pixels (rows, columns) from the top left, not copied. */
void draw_image(DrawList *list, Rect box, const Color *pixels, size_t columns, size_t rows,
                bool smooth);
/* particles (count), not copied. */
void draw_particles(DrawList *list, const Vec2 *particles, size_t count, float size, Color color);
/* Everything that is in `part`, moved by dx, dy. */
void draw_list_append(DrawList *list, const DrawList *part, float dx, float dy);
void draw_clip(DrawList *list, Rect box);
void draw_unclip(DrawList *list);

/* color with its opacity multiplied by `opacity`, 0 to 1. */
Color color_fade(Color color, float opacity);
/* share 0: a, 1: b; straight in sRGB. */
Color color_mix(Color a, Color b, float share);
bool rect_contains(Rect box, float x, float y);

#endif
