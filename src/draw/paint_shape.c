/* paint_shape.c - outlines filled with exact coverage, non-zero winding.
 *
 * Each edge adds to the pixels that it crosses, row by row, by how much the covered area changes
 * there; the running sum along a row is then the coverage of each pixel, cut at one where pieces
 * overlap. The work is done in strips of a few rows, whose sums stay in the processor's cache. The
 * idea is Raph Levien's (font-rs, "accumulation buffer"). */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "draw/paint_internal.h"

#define STRIP_ROWS 32
/* One place behind the last pixel, for what an edge in it gives on to the next. */
#define STRIP_COLUMNS (CANVAS_SIZE_MAX + 1)
/* Just before the end of a row: 1/1000 of a pixel does not show. */
#define ROW_END 1e-3f
#define FIRST_CAPACITY 1024
/* Circles: the largest distance between arc and chord, in pixels. */
#define CHORD_ERROR 0.05
#define CORNERS_MIN 8.0
#define CORNERS_MAX 512.0
#define TWO_PI 6.28318530717958647692

/* Goes down from (x, top) to `bottom`, from the clip's corner; sign: it went down, or up. */
typedef struct {
    double x, slope, top, bottom, sign;
} Edge;

struct ShapePainter {
    Area clip;
    size_t edge_count, edge_capacity;
    Edge *edges;
    bool open; /* the contour has a first corner */
    double first_x, first_y, last_x, last_y;
    double highest, lowest; /* of all edges */
    float sums[STRIP_ROWS][STRIP_COLUMNS];
    int from[STRIP_ROWS], to[STRIP_ROWS]; /* places of a row that are not 0 lie within */
};

ShapePainter *shape_painter_new(void) {
    ShapePainter *shapes = memory_zeroed(sizeof *shapes);
    for (size_t row = 0; row < STRIP_ROWS; row++) {
        shapes->from[row] = STRIP_COLUMNS;
    }
    return shapes;
}

void shape_painter_free(ShapePainter *shapes) {
    if (shapes != NULL) {
        free(shapes->edges);
        free(shapes);
    }
}

/* ---- collecting edges ---- */

void shape_begin(ShapePainter *shapes, Area clip) {
    shapes->clip = clip;
    shapes->edge_count = 0;
    shapes->open = false;
    shapes->highest = CANVAS_SIZE_MAX;
    shapes->lowest = 0.0;
}

/* fmin and fmax, which are calls because of numbers that are none. */
static double smaller(double a, double b) {
    return a < b ? a : b;
}

static double larger(double a, double b) {
    return a > b ? a : b;
}

static float smaller_float(float a, float b) {
    return a < b ? a : b;
}

static void add_edge(ShapePainter *shapes, double x0, double y0, double x1, double y1) {
    double width = shapes->clip.right - shapes->clip.left;
    double height = shapes->clip.bottom - shapes->clip.top;
    bool down = y0 < y1;
    double top = down ? y0 : y1, bottom = down ? y1 : y0;
    /* What is right of the clip changes nothing in it; what is left of it does. */
    if (!(top < bottom && bottom > 0.0 && top < height && smaller(x0, x1) < width)) {
        return;
    }
    if (shapes->edge_count == shapes->edge_capacity) {
        shapes->edge_capacity =
            shapes->edge_capacity > 0 ? 2 * shapes->edge_capacity : FIRST_CAPACITY;
        shapes->edges = memory_resize(shapes->edges, shapes->edge_capacity * sizeof(Edge));
    }
    double slope = (x1 - x0) / (y1 - y0), within = larger(top, 0.0);
    shapes->edges[shapes->edge_count++] = (Edge){.x = (down ? x0 : x1) + (within - top) * slope,
                                                 .slope = slope,
                                                 .top = within,
                                                 .bottom = smaller(bottom, height),
                                                 .sign = down ? 1.0 : -1.0};
    shapes->highest = smaller(shapes->highest, within);
    shapes->lowest = larger(shapes->lowest, smaller(bottom, height));
}

void shape_corner(ShapePainter *shapes, double x, double y) {
    x -= shapes->clip.left;
    y -= shapes->clip.top;
    if (shapes->open) {
        add_edge(shapes, shapes->last_x, shapes->last_y, x, y);
    } else {
        shapes->first_x = x;
        shapes->first_y = y;
        shapes->open = true;
    }
    shapes->last_x = x;
    shapes->last_y = y;
}

void shape_close(ShapePainter *shapes) {
    if (shapes->open) {
        add_edge(shapes, shapes->last_x, shapes->last_y, shapes->first_x, shapes->first_y);
        shapes->open = false;
    }
}

/* ---- coverage ---- */

/* A piece of an edge within one row: it goes from column x0 to x1, x0 <= x1, both within the row,
 * and is `height` high, with its sign. */
static void add_piece(float *sums, float x0, float x1, float height) {
    int first = (int)x0, last = (int)x1;
    float before = x0 - (float)first;
    if (last <= first) {
        float middle = 0.5f * (before + (x1 - (float)first));
        sums[first] += height * (1.0f - middle);
        sums[first + 1] += height * middle;
        return;
    }
    /* Of each pixel the trapezium right of the piece; what is told is its change. */
    float per_column = height / (x1 - x0), share = 1.0f - before;
    float covered = 0.5f * per_column * share * share;
    float told = covered, reached = per_column * share;
    sums[first] += covered;
    for (int x = first + 1; x < last; x++) {
        covered = reached + 0.5f * per_column;
        sums[x] += covered - told;
        told = covered;
        reached += per_column;
    }
    float rest = x1 - (float)last;
    covered = reached + (height - reached) * (1.0f - 0.5f * rest);
    sums[last] += covered - told;
    sums[last + 1] += height - covered;
}

/* The same wherever it lies: left of the clip it counts as on its edge, right of it not at all. */
static void add_row_piece(ShapePainter *shapes, int row, double x0, double x1, double height) {
    double width = shapes->clip.right - shapes->clip.left;
    double left = smaller(x0, x1), right = larger(x0, x1);
    float *sums = shapes->sums[row];
    if (left >= width) {
        return;
    }
    if (left < 0.0) {
        double part = right > 0.0 ? -left * height / (right - left) : height;
        sums[0] += (float)part;
        height -= part;
        left = 0.0;
        right = larger(right, 0.0);
    }
    if (right > width) {
        height -= (right - width) * height / (right - left);
        right = width;
    }
    /* The end of the row has no pixel to the right of it. */
    float end = smaller_float((float)right, (float)width - ROW_END);
    add_piece(sums, smaller_float((float)left, end), end, (float)height);
    int from = (int)left, to = (int)right + 2;
    shapes->from[row] = from < shapes->from[row] ? from : shapes->from[row];
    shapes->to[row] = to > shapes->to[row] ? to : shapes->to[row];
}

static void add_edge_rows(ShapePainter *shapes, const Edge *edge, int strip, int end) {
    double y = larger(edge->top, strip), bottom = smaller(edge->bottom, end);
    double x = edge->x + (y - edge->top) * edge->slope;
    while (y < bottom) {
        int row = (int)y;
        double next = smaller((double)row + 1.0, bottom);
        double next_x = edge->x + (next - edge->top) * edge->slope;
        add_row_piece(shapes, row - strip, x, next_x, (next - y) * edge->sign);
        x = next_x;
        y = next;
    }
}

static unsigned coverage_of(float sum) {
    return (unsigned)(smaller_float(fabsf(sum), 1.0f) * 255.0f + 0.5f);
}

static void paint_row(ShapePainter *shapes, int row, uint32_t *pixels, Color color) {
    int width = shapes->clip.right - shapes->clip.left;
    int to = shapes->to[row] < width ? shapes->to[row] : width;
    float *sums = shapes->sums[row], sum = 0.0f;
    for (int x = shapes->from[row]; x < to; x++) {
        sum += sums[x];
        sums[x] = 0.0f;
        unsigned coverage = coverage_of(sum);
        if (coverage > 0) {
            pixels[x] = ink_over(ink_of(color, coverage), pixels[x]);
        }
    }
    sums[width] = 0.0f;
    unsigned coverage = coverage_of(sum);
    if (coverage > 0 && to < width) {
        row_blend(pixels + to, (size_t)(width - to), color, coverage);
    }
    shapes->from[row] = STRIP_COLUMNS;
    shapes->to[row] = 0;
}

void shape_fill(ShapePainter *shapes, Canvas *canvas, Color color) {
    Area clip = shapes->clip;
    int bottom = (int)ceil(shapes->lowest);
    for (int strip = shapes->edge_count > 0 ? (int)shapes->highest : bottom; strip < bottom;
         strip += STRIP_ROWS) {
        int end = strip + STRIP_ROWS < bottom ? strip + STRIP_ROWS : bottom;
        for (size_t i = 0; i < shapes->edge_count; i++) {
            const Edge *edge = &shapes->edges[i];
            if (edge->top < end && edge->bottom > strip) {
                add_edge_rows(shapes, edge, strip, end);
            }
        }
        for (int y = strip; y < end; y++) {
            size_t at = (size_t)(clip.top + y) * canvas->width + (size_t)clip.left;
            if (shapes->to[y - strip] > 0) {
                paint_row(shapes, y - strip, canvas->pixels + at, color);
            }
        }
    }
}

/* ---- shapes ---- */

static bool is_empty(Area clip) {
    return clip.right <= clip.left || clip.bottom <= clip.top;
}

void shape_polygon(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points,
                   size_t count, Color color) {
    bool good = !is_empty(clip);
    for (size_t i = 0; i < count; i++) {
        good = good && isfinite(points[i].x) && isfinite(points[i].y);
    }
    if (!good) {
        return;
    }
    shape_begin(shapes, clip);
    for (size_t i = 0; i < count; i++) {
        shape_corner(shapes, (double)points[i].x, (double)points[i].y);
    }
    shape_close(shapes);
    shape_fill(shapes, canvas, color);
}

double shape_arc_step(double radius) {
    double angle = radius > CHORD_ERROR ? 2.0 * acos(1.0 - CHORD_ERROR / radius) : TWO_PI;
    return TWO_PI / fmin(fmax(ceil(TWO_PI / angle), CORNERS_MIN), CORNERS_MAX);
}

/* A circle of the area that a true one has: its corners lie a little outside. */
static void add_circle(ShapePainter *shapes, double x, double y, double radius, double step) {
    double outside = radius * sqrt(fabs(step) / sin(fabs(step)));
    size_t count = (size_t)lrint(TWO_PI / fabs(step));
    for (size_t i = 0; i < count; i++) {
        double angle = step * (double)i;
        shape_corner(shapes, x + outside * cos(angle), y + outside * sin(angle));
    }
    shape_close(shapes);
}

void shape_ring(ShapePainter *shapes, Canvas *canvas, Area clip, float x, float y, float outer,
                float inner, Color color) {
    if (!(outer > 0.0f) || !isfinite(outer) || !isfinite(x) || !isfinite(y) || is_empty(clip)) {
        return;
    }
    double step = shape_arc_step((double)outer);
    shape_begin(shapes, clip);
    add_circle(shapes, (double)x, (double)y, (double)outer, step);
    if (inner > 0.0f) {
        add_circle(shapes, (double)x, (double)y, (double)inner, -step);
    }
    shape_fill(shapes, canvas, color);
}
