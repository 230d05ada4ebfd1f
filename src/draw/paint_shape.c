/* paint_shape.c - outlines filled by FreeType's anti-aliasing rasteriser.
 *
 * A line is one outline of overlapping pieces, a quadrangle for each stretch and a polygon for each
 * joint, all turning the same way, so that the non-zero rule fills their union. FreeType hands back
 * spans and allocates nothing; the outline's arrays are kept. */
#include <freetype/freetype.h>
#include <freetype/ftoutln.h>

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "draw/paint_internal.h"

/* FreeType counts points and contours in 16 bits with sign. */
#define POINTS_MAX 32000
/* Corners of a joint, and points that one more stretch of a line can need. */
#define JOINT_CORNERS_MAX 24
#define STRETCH_POINTS (4 + JOINT_CORNERS_MAX)
/* Farther away than any canvas and well inside the rasteriser's own bounds. */
#define FAR_AWAY 30000.0f
#define FIXED_POINT 64.0f
/* Circles: the largest distance between arc and chord, in pixels. */
#define CHORD_ERROR 0.05f
#define CIRCLE_CORNERS_MAX 256
#define TWO_PI 6.28318530717959f

struct ShapePainter {
    FT_Library library;
    FT_Vector points[POINTS_MAX];
    char tags[POINTS_MAX];
    short ends[POINTS_MAX / 3];
    FT_Outline outline;
};

typedef struct {
    Canvas *canvas;
    Color color;
} Target;

ShapePainter *shape_painter_new(void) {
    ShapePainter *shapes = memory_zeroed(sizeof *shapes);
    if (FT_Init_FreeType(&shapes->library) != 0) {
        free(shapes);
        return NULL;
    }
    for (size_t i = 0; i < POINTS_MAX; i++) {
        shapes->tags[i] = FT_CURVE_TAG_ON;
    }
    shapes->outline =
        (FT_Outline){.points = shapes->points, .tags = shapes->tags, .contours = shapes->ends};
    return shapes;
}

void shape_painter_free(ShapePainter *shapes) {
    if (shapes != NULL) {
        FT_Done_FreeType(shapes->library);
        free(shapes);
    }
}

static void fill_spans(int y, int count, const FT_Span *spans, void *user) {
    const Target *target = user;
    uint32_t *row = target->canvas->pixels + (size_t)y * target->canvas->width;
    for (int i = 0; i < count; i++) {
        row_blend(row + spans[i].x, spans[i].len, target->color, spans[i].coverage);
    }
}

/* Fills what was collected and begins anew. */
static void flush(ShapePainter *shapes, Canvas *canvas, Area clip, Color color) {
    Target target = {canvas, color};
    if (shapes->outline.n_points > 0 && clip.right > clip.left && clip.bottom > clip.top) {
        FT_Raster_Params params = {.flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT |
                                            FT_RASTER_FLAG_CLIP,
                                   .gray_spans = fill_spans,
                                   .user = &target,
                                   .clip_box = {clip.left, clip.top, clip.right, clip.bottom}};
        /* It fails for shapes beyond its numbers alone; add_point keeps all within them. */
        (void)FT_Outline_Render(shapes->library, &shapes->outline, &params);
    }
    shapes->outline.n_points = shapes->outline.n_contours = 0;
}

static bool has_room(const ShapePainter *shapes, size_t points) {
    return (size_t)shapes->outline.n_points + points <= POINTS_MAX;
}

static FT_Pos fixed(float value) {
    return (FT_Pos)lrintf(fminf(fmaxf(value, -FAR_AWAY), FAR_AWAY) * FIXED_POINT);
}

static void add_point(ShapePainter *shapes, float x, float y) {
    shapes->points[shapes->outline.n_points++] = (FT_Vector){fixed(x), fixed(y)};
}

static void end_contour(ShapePainter *shapes) {
    shapes->ends[shapes->outline.n_contours++] = (short)(shapes->outline.n_points - 1);
}

static bool is_number(const Vec2 *points, size_t count) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        good = good && isfinite(points[i].x) && isfinite(points[i].y);
    }
    return good;
}

void shape_polygon(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points,
                   size_t count, Color color) {
    if (count > POINTS_MAX || !is_number(points, count)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        add_point(shapes, points[i].x, points[i].y);
    }
    end_contour(shapes);
    flush(shapes, canvas, clip, color);
}

/* Corners of a circle that looks round. */
static size_t corners(float radius, size_t most) {
    float angle = radius > CHORD_ERROR ? 2.0f * acosf(1.0f - CHORD_ERROR / radius) : TWO_PI;
    float count = ceilf(TWO_PI / angle);
    return count < 8.0f ? 8 : count > (float)most ? most : (size_t)count;
}

/* A circle of the area that a true one has: its corners lie a little outside. */
static void add_circle(ShapePainter *shapes, float x, float y, float radius, size_t count,
                       bool turned) {
    float step = TWO_PI / (float)count;
    float outside = radius * sqrtf(step / sinf(step));
    for (size_t i = 0; i < count; i++) {
        float angle = step * (float)(turned ? count - i : i);
        add_point(shapes, x + outside * cosf(angle), y + outside * sinf(angle));
    }
    end_contour(shapes);
}

void shape_ring(ShapePainter *shapes, Canvas *canvas, Area clip, float x, float y, float outer,
                float inner, Color color) {
    Vec2 middle = {x, y};
    if (!(outer > 0.0f) || !isfinite(outer) || !is_number(&middle, 1)) {
        return;
    }
    size_t count = corners(outer, CIRCLE_CORNERS_MAX);
    add_circle(shapes, x, y, outer, count, false);
    if (inner > 0.0f) {
        add_circle(shapes, x, y, inner, count, true);
    }
    flush(shapes, canvas, clip, color);
}

/* The part of a stretch that lies within `reach` of the clip, by Liang and Barsky. */
static bool cut(Vec2 *a, Vec2 *b, Area clip, float reach) {
    float dx = b->x - a->x, dy = b->y - a->y, from = 0.0f, to = 1.0f;
    const float ways[4] = {-dx, dx, -dy, dy};
    const float room[4] = {a->x - ((float)clip.left - reach), (float)clip.right + reach - a->x,
                           a->y - ((float)clip.top - reach), (float)clip.bottom + reach - a->y};
    for (size_t i = 0; i < 4; i++) {
        float share = room[i] / ways[i];
        if (ways[i] == 0.0f && room[i] < 0.0f) {
            return false;
        }
        if (ways[i] < 0.0f) {
            from = fmaxf(from, share);
        } else if (ways[i] > 0.0f) {
            to = fminf(to, share);
        }
    }
    Vec2 start = *a;
    *a = (Vec2){start.x + dx * from, start.y + dy * from};
    *b = (Vec2){start.x + dx * to, start.y + dy * to};
    return from <= to;
}

static void add_stretch(ShapePainter *shapes, Vec2 a, Vec2 b, float half) {
    float dx = b.x - a.x, dy = b.y - a.y, length = hypotf(dx, dy);
    if (!(length > 0.0f)) {
        return;
    }
    float nx = -dy / length * half, ny = dx / length * half;
    add_point(shapes, a.x - nx, a.y - ny);
    add_point(shapes, b.x - nx, b.y - ny);
    add_point(shapes, b.x + nx, b.y + ny);
    add_point(shapes, a.x + nx, a.y + ny);
    end_contour(shapes);
}

void shape_line(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points, size_t count,
                float width, Color color) {
    if (!(width > 0.0f)) {
        return;
    }
    float half = 0.5f * width;
    /* Joints of thin lines do not show. */
    size_t around = width > 1.5f ? corners(half, JOINT_CORNERS_MAX) : 0;
    for (size_t i = 0; i + 1 < count; i++) {
        Vec2 a = points[i], b = points[i + 1];
        if (!is_number(&points[i], 2) || !cut(&a, &b, clip, half + 1.0f)) {
            continue;
        }
        if (!has_room(shapes, (size_t)2 * STRETCH_POINTS)) {
            flush(shapes, canvas, clip, color);
        }
        add_stretch(shapes, a, b, half);
        if (around > 0) {
            add_circle(shapes, b.x, b.y, half, around, false);
        }
        if (around > 0 && i == 0) {
            add_circle(shapes, a.x, a.y, half, around, false);
        }
    }
    flush(shapes, canvas, clip, color);
}
