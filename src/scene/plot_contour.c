/* plot_contour.c - lines of equal height through a grid of values: marching squares, followed from
 * cell to cell so that each line is one polyline. */
#include <math.h>
#include <string.h>

#include "scene/plot.h"

/* Points of a line handed on at a time. */
#define RUN 256
/* Edges of a cell between four neighbouring values. */
enum { BOTTOM, RIGHT, TOP, LEFT, EDGES };

typedef struct {
    const Plot *plot;
    const float *values;
    size_t columns, rows;
    float level;
    uint8_t *seen; /* bit e: the line through edge e of this cell was drawn */
    float width;
    Color color;
    Vec2 run[RUN];
    size_t length;
} Tracer;

static float value_at(const Tracer *t, size_t column, size_t row) {
    return t->values[row * t->columns + column];
}

/* Corners of edge e in order around the cell, from the bottom left. */
static float corner(const Tracer *t, size_t column, size_t row, unsigned k) {
    size_t right = k == 1 || k == 2;
    size_t up = k == 2 || k == 3;
    return value_at(t, column + right, row + up);
}

static bool crosses(const Tracer *t, size_t column, size_t row, unsigned edge) {
    float a = corner(t, column, row, edge), b = corner(t, column, row, (edge + 1) % EDGES);
    return (a >= t->level) != (b >= t->level);
}

static Vec2 crossing(const Tracer *t, size_t column, size_t row, unsigned edge) {
    float a = corner(t, column, row, edge), b = corner(t, column, row, (edge + 1) % EDGES);
    /* Between two positive values straight in their logarithms, as densities fall. */
    float share =
        a > 0.0f && b > 0.0f ? logf(t->level / a) / logf(b / a) : (t->level - a) / (b - a);
    if (!isfinite(share)) {
        share = 0.5f;
    }
    static const float from[EDGES][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    static const float way[EDGES][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    float x = (float)column + 0.5f + from[edge][0] + share * way[edge][0];
    float y = (float)row + 0.5f + from[edge][1] + share * way[edge][1];
    Rect box = t->plot->box;
    return (Vec2){box.x + x / (float)t->columns * box.width,
                  box.y + (1.0f - y / (float)t->rows) * box.height};
}

/* Where the line that comes in through `edge` goes out. At a saddle the mean decides. */
static unsigned way_out(const Tracer *t, size_t column, size_t row, unsigned edge) {
    bool all = true;
    for (unsigned e = 0; e < EDGES; e++) {
        all = all && crosses(t, column, row, e);
    }
    if (!all) {
        for (unsigned e = 0; e < EDGES; e++) {
            if (e != edge && crosses(t, column, row, e)) {
                return e;
            }
        }
        return edge;
    }
    float mean = 0.0f;
    for (unsigned k = 0; k < EDGES; k++) {
        mean += 0.25f * corner(t, column, row, k);
    }
    /* Corner 0 on the same side as the middle: the lines cut off corners 1 and 3. */
    bool cuts_odd = (corner(t, column, row, 0) >= t->level) == (mean >= t->level);
    static const unsigned odd[EDGES] = {RIGHT, BOTTOM, LEFT, TOP};
    static const unsigned even[EDGES] = {LEFT, TOP, RIGHT, BOTTOM};
    return cuts_odd ? odd[edge] : even[edge];
}

static void flush(Tracer *t) {
    if (t->length >= 2) {
        draw_polyline(t->plot->list, t->run, t->length, t->width, t->color);
    }
}

static void add(Tracer *t, Vec2 point) {
    if (t->length == RUN) {
        flush(t);
        t->run[0] = t->run[RUN - 1];
        t->length = 1;
    }
    t->run[t->length++] = point;
}

static bool step_over(const Tracer *t, size_t *column, size_t *row, unsigned edge) {
    switch (edge) {
    case BOTTOM:
        if (*row == 0) {
            return false;
        }
        (*row)--;
        return true;
    case TOP:
        if (*row + 2 >= t->rows) {
            return false;
        }
        (*row)++;
        return true;
    case LEFT:
        if (*column == 0) {
            return false;
        }
        (*column)--;
        return true;
    default:
        if (*column + 2 >= t->columns) {
            return false;
        }
        (*column)++;
        return true;
    }
}

/* Follows the line that enters the cell through `edge` until it ends or comes back. */
static void follow(Tracer *t, size_t column, size_t row, unsigned edge) {
    t->length = 0;
    add(t, crossing(t, column, row, edge));
    for (;;) {
        uint8_t *seen = &t->seen[row * t->columns + column];
        unsigned out = way_out(t, column, row, edge);
        if (out == edge || (*seen & (1u << edge)) != 0) {
            break;
        }
        *seen = (uint8_t)(*seen | (1u << edge) | (1u << out));
        add(t, crossing(t, column, row, out));
        if (!step_over(t, &column, &row, out)) {
            break;
        }
        edge = (out + 2) % EDGES;
    }
    flush(t);
}

static void trace_cell(Tracer *t, size_t column, size_t row) {
    for (unsigned e = 0; e < EDGES; e++) {
        if ((t->seen[row * t->columns + column] & (1u << e)) != 0 || !crosses(t, column, row, e)) {
            continue;
        }
        unsigned out = way_out(t, column, row, e);
        follow(t, column, row, e);
        /* And the other way, when that was not a loop. */
        size_t other_column = column, other_row = row;
        if (out != e && step_over(t, &other_column, &other_row, e)) {
            unsigned edge = (e + 2) % EDGES;
            if ((t->seen[other_row * t->columns + other_column] & (1u << edge)) == 0) {
                follow(t, other_column, other_row, edge);
            }
        }
    }
}

void plot_contour(const Plot *plot, const float *values, size_t columns, size_t rows, float level,
                  uint8_t *seen, float width, Color color) {
    if (columns < 2 || rows < 2 || !(level > 0.0f)) {
        return;
    }
    Tracer tracer = {.plot = plot,
                     .values = values,
                     .columns = columns,
                     .rows = rows,
                     .level = level,
                     .seen = seen,
                     .width = width * plot->scene->scale,
                     .color = color};
    memset(seen, 0, columns * rows);
    for (size_t row = 0; row + 1 < rows; row++) {
        for (size_t column = 0; column + 1 < columns; column++) {
            trace_cell(&tracer, column, row);
        }
    }
}
