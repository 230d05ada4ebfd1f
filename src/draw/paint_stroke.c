/* paint_stroke.c - a line of some width as one outline: along its left side, around its end, back
 * along the other side.
 *
 * Where it bends a little the two sides meet in a corner, so that pieces do not overlap and the
 * edge stays smooth; where it turns sharply the outside is an arc. */
#include <math.h>

#include "draw/paint_internal.h"

#define PI 3.14159265358979323846
/* Cosine of the sharpest turn that is made by one corner, about 26 degrees. */
#define GENTLE 0.9
/* Ends and joints of lines that are thinner do not show. */
#define ROUND_FROM 1.5
/* Points of a line that are nearer to each other, in pixels, count as one. */
#define SAME_PLACE 0.01

/* A walk over the points of a line in one direction. */
typedef struct {
    const Vec2 *points;
    size_t count;
    bool back;
} Way;

typedef struct {
    double x, y;
} Direction;

static Vec2 point_of(const Way *way, size_t i) {
    return way->points[way->back ? way->count - 1 - i : i];
}

/* From point *i to the next one that is not in the same place; false when there is none. */
static bool next_stretch(const Way *way, size_t *i, Direction *direction) {
    Vec2 from = point_of(way, *i);
    for (size_t next = *i + 1; next < way->count; next++) {
        Vec2 to = point_of(way, next);
        double dx = (double)to.x - (double)from.x, dy = (double)to.y - (double)from.y;
        double length = sqrt(dx * dx + dy * dy);
        if (length > SAME_PLACE) {
            *direction = (Direction){dx / length, dy / length};
            *i = next;
            return true;
        }
    }
    return false;
}

/* Corners around a point, from the left of a direction on through `angle`. */
static void add_arc(ShapePainter *shapes, Vec2 around, Direction d, double half, double angle) {
    size_t parts = (size_t)ceil(fabs(angle) / shape_arc_step(half)) + 1;
    double step = angle / (double)parts, c = cos(step), s = sin(step);
    double x = -d.y * half, y = d.x * half;
    for (size_t i = 0; i <= parts; i++) {
        shape_corner(shapes, (double)around.x + x, (double)around.y + y);
        double turned = c * x - s * y;
        y = s * x + c * y;
        x = turned;
    }
}

static void add_left_of(ShapePainter *shapes, Vec2 at, Direction d, double half) {
    shape_corner(shapes, (double)at.x - d.y * half, (double)at.y + d.x * half);
}

/* The left side where direction a becomes b. */
static void add_joint(ShapePainter *shapes, Vec2 at, Direction a, Direction b, double half) {
    double dot = a.x * b.x + a.y * b.y, cross = a.x * b.y - a.y * b.x;
    if (dot > GENTLE) {
        const Direction both = {(a.x + b.x) / (1.0 + dot), (a.y + b.y) / (1.0 + dot)};
        add_left_of(shapes, at, both, half);
    } else if (cross <= 0.0 && 2.0 * half > ROUND_FROM) {
        add_arc(shapes, at, a, half, -fabs(atan2(cross, dot)));
    } else {
        /* By way of the middle, or the corner would be cut out of the line. */
        add_left_of(shapes, at, a, half);
        shape_corner(shapes, (double)at.x, (double)at.y);
        add_left_of(shapes, at, b, half);
    }
}

/* The left side from start to end, and around the end. */
static void add_side(ShapePainter *shapes, const Way *way, double half) {
    Direction a = {0.0, 0.0}, b = {0.0, 0.0};
    size_t at = 0;
    if (!next_stretch(way, &at, &a)) {
        a = (Direction){1.0, 0.0};
    }
    add_left_of(shapes, point_of(way, 0), a, half);
    for (size_t next = at; next_stretch(way, &next, &b); at = next) {
        add_joint(shapes, point_of(way, at), a, b, half);
        a = b;
    }
    if (2.0 * half > ROUND_FROM) {
        add_arc(shapes, point_of(way, at), a, half, -PI);
    } else {
        add_left_of(shapes, point_of(way, at), a, half);
    }
}

void shape_line(ShapePainter *shapes, Canvas *canvas, Area clip, const Vec2 *points, size_t count,
                float width, Color color) {
    if (!(width > 0.0f) || !isfinite(width) || clip.right <= clip.left || clip.bottom <= clip.top) {
        return;
    }
    shape_begin(shapes, clip);
    for (size_t start = 0; start < count;) {
        /* No number: a gap. */
        size_t end = start;
        while (end < count && isfinite(points[end].x) && isfinite(points[end].y)) {
            end++;
        }
        if (end - start >= 2) {
            Way way = {points + start, end - start, false};
            add_side(shapes, &way, 0.5 * (double)width);
            way.back = true;
            add_side(shapes, &way, 0.5 * (double)width);
            shape_close(shapes);
        }
        start = end + 1;
    }
    shape_fill(shapes, canvas, color);
}
