/* plot.h - axes and what is drawn between them, for the scenes.
 *
 * Everything is appended to a draw list; a Plot is a small value made anew in every frame, and
 * nothing allocates. Labels are plain words in which `_` and `^` lower and raise what follows: one
 * character, or more in braces. Boxes too small for words are drawn without them. Numbers that are
 * none leave a gap. May include base, diffusion, draw. */
#ifndef EXPLORE_SCENE_PLOT_H
#define EXPLORE_SCENE_PLOT_H

#include "scene/scene.h"

typedef struct {
    double x_low, x_high, y_low, y_high;
    const char *title;   /* above, at the left; names what the y axis is of; or NULL */
    const char *x_label; /* below, at the right; or NULL */
    bool square;         /* one unit is as long in both directions */
    bool y_log;          /* y_low, y_high and what is drawn are decimal logarithms */
    bool bare;           /* no ticks */
    bool from_zero;      /* no ticks below 0: what is there is no number of this axis */
} PlotAxes;

typedef struct {
    DrawList *list;
    const Scene *scene;
    Rect box; /* between the axes */
    double x_low, x_high, y_low, y_high;
} Plot;

/* Draws the frame, ticks and labels within `outer`, and clips until plot_end. */
Plot plot_begin(const Scene *scene, DrawList *list, Rect outer, const PlotAxes *axes);
void plot_end(const Plot *plot);
/* The same box without drawing: for the pointer. */
Rect plot_place(const Scene *scene, Rect outer, const PlotAxes *axes);

float plot_x(const Plot *plot, double x);
float plot_y(const Plot *plot, double y);

/* ys (count) over the places xs (count). */
void plot_curve(const Plot *plot, const double *xs, const double *ys, size_t count, float width,
                Color color);
void plot_curve_dashed(const Plot *plot, const double *xs, const double *ys, size_t count,
                       float width, Color color);
/* A Gaussian's density times `factor`; of variance 0 a line that goes up for ever. */
void plot_bell(const Plot *plot, double mean, double variance, double factor, float width,
               bool dashed, Color color);
double plot_bell_top(double variance);
/* heights (count): bars side by side from x_low to x_high. */
void plot_bars(const Plot *plot, const double *heights, size_t count, Color color);
/* A vertical line over the whole height, with a word at its top: `row` 0 is the highest. */
void plot_vertical(const Plot *plot, double x, bool dashed, Color color, const char *word,
                   size_t row);
/* A line from one place to another; a dot. */
void plot_segment(const Plot *plot, double x0, double y0, double x1, double y1, float width,
                  Color color);
void plot_dot(const Plot *plot, double x, double y, float radius, Color color);
void plot_arrow(const Plot *plot, double x, double y, double dx, double dy, float width,
                Color color);
/* pixels (rows, columns), the first row at y_high, over the whole box. */
void plot_image(const Plot *plot, const Color *pixels, size_t columns, size_t rows, bool smooth);
/* The line along which values (rows, columns), given at the middles of cells that fill the box, the
 * first row at y_low, are `level`. seen (rows, columns) is for its use. */
void plot_contour(const Plot *plot, const float *values, size_t columns, size_t rows, float level,
                  uint8_t *seen, float width, Color color);

/* Width of pixels that a label takes; drawn with its start (align 0), middle or end (1) at x. */
typedef enum { TEXT_NORMAL, TEXT_SMALL, TEXT_BOLD } TextKind;
float plot_text(const Scene *scene, DrawList *list, TextKind kind, float x, float y, float align,
                Color color, const char *text);
/* Lines one under the other from the top of the box, wrapped at its width; returns their height. */
float plot_lines(const Scene *scene, DrawList *list, Rect box, const char *const *lines,
                 const Color *colors, size_t count);
/* Height of a line of it. */
float plot_line_height(const Scene *scene, TextKind kind);

typedef enum { KEY_LINE, KEY_DASHED, KEY_BLOCK, KEY_DOT } KeyKind;
typedef struct {
    KeyKind kind;
    Color color;
    const char *text; /* NULL: no entry */
} PlotKey;

/* Entries in a row, broken where the box ends; returns the height used. Nothing, and 0, in a box
 * too small for words. list NULL: measures. */
float plot_keys(const Scene *scene, DrawList *list, Rect box, const PlotKey *keys, size_t count);

/* A bar that fills `share`, 0 to 1, of the box; what chance alone may do lies on the shaded part,
 * and what goes beyond it has the colour of wrong. */
void plot_meter(const Scene *scene, DrawList *list, Rect box, float share, float chance);

/* Cuts off the top of a box. */
Rect plot_below(Rect box, float height);
/* Cell i of the arrangement of count boxes in which squares come out largest. */
Rect plot_cell(const Scene *scene, Rect box, size_t count, size_t i);
/* Cell i of `count` rows, or of columns when the box is wider than high. */
Rect plot_half(const Scene *scene, Rect box, size_t count, size_t i);
bool plot_has_words(const Scene *scene, Rect box);
/* The next number above `value` that an axis may end at. */
double plot_round_up(double value);

#endif
