/* plot.c - see plot.h: axes, curves, bars. Words are in plot_words.c, contours in plot_contour.c.
 */
#include "scene/plot.h"

#include <math.h>
#include <stdio.h>

#include "scene/plot_internal.h"

/* Pixels between two ticks at least, at scale 1: a label of five characters fits. */
#define X_TICK_GAP 58.0f
#define Y_TICK_GAP 44.0f
#define TICK_LENGTH 5.0f
#define PAD 6.0f
#define RIGHT_ROOM 12.0f
/* Ticks on one axis, at most. */
#define TICKS_MAX 40
/* Digits of a tick's label. */
#define TICK_TEXT 24
/* Pixels outside the box where what is out of the picture ends. */
#define FAR_AWAY 2000.0
/* Points of a curve handed on at a time. */
#define RUN 256
/* The gap of the bars, as a share of their width; narrow ones stand side by side. */
#define BAR_GAP 0.08f
#define BAR_GAP_FROM 8.0f
#define GRID_OPACITY 0.45f

/* 1, 2 or 5 times a power of ten, at least `least`. */
static double nice_step(double least) {
    double power = pow(10.0, floor(log10(least)));
    double digits = least / power;
    return power * (digits <= 1.0 ? 1.0 : digits <= 2.0 ? 2.0 : digits <= 5.0 ? 5.0 : 10.0);
}

double plot_round_up(double value) {
    static const double ends[] = {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0};
    if (!(value > 0.0) || !isfinite(value)) {
        return 1.0;
    }
    double power = pow(10.0, floor(log10(value)));
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends[i] * power >= value) {
            return ends[i] * power;
        }
    }
    return 10.0 * power;
}

/* ---- where things are ---- */

static float near_box(double pixel, float start, float length) {
    double low = (double)start - FAR_AWAY, high = (double)start + (double)length + FAR_AWAY;
    return (float)(pixel > high ? high : pixel < low ? low : pixel);
}

float plot_x(const Plot *plot, double x) {
    double share = (x - plot->x_low) / (plot->x_high - plot->x_low);
    return near_box((double)plot->box.x + share * (double)plot->box.width, plot->box.x,
                    plot->box.width);
}

float plot_y(const Plot *plot, double y) {
    double share = (y - plot->y_low) / (plot->y_high - plot->y_low);
    return near_box((double)plot->box.y + (1.0 - share) * (double)plot->box.height, plot->box.y,
                    plot->box.height);
}

static double tick_step(double low, double high, float length, float gap) {
    double count = fmax(1.0, floor((double)(length / gap)));
    return nice_step((high - low) / count);
}

static void tick_text(char text[TICK_TEXT], double value, double step, bool log) {
    if (log) {
        snprintf(text, TICK_TEXT, "10^{%.0f}", value);
        return;
    }
    /* What is 0 but for rounding is 0. */
    double shown = fabs(value) < step * 1e-6 ? 0.0 : value;
    snprintf(text, TICK_TEXT, "%.6g", shown);
}

static double log_step(const PlotAxes *axes, double step) {
    return axes->y_log && step < 1.0 ? 1.0 : step;
}

/* The widest label of the y axis. */
static float y_label_width(const Scene *scene, const PlotAxes *axes, float height) {
    double step =
        log_step(axes, tick_step(axes->y_low, axes->y_high, height, Y_TICK_GAP * scene->scale));
    double first = ceil(axes->y_low / step);
    float widest = 0.0f;
    for (size_t i = 0; i < TICKS_MAX; i++) {
        double value = (first + (double)i) * step;
        if (value > axes->y_high) {
            break;
        }
        char text[TICK_TEXT];
        tick_text(text, value, step, axes->y_log);
        float width = plot_text(scene, NULL, TEXT_SMALL, 0.0f, 0.0f, 0.0f, 0, text);
        widest = width > widest ? width : widest;
    }
    return widest;
}

bool plot_has_words(const Scene *scene, Rect box) {
    return scene->fonts != NULL && box.width >= 170.0f * scene->scale &&
           box.height >= 110.0f * scene->scale;
}

static float at_least_one(float size) {
    return size >= 1.0f ? size : 1.0f;
}

Rect plot_place(const Scene *scene, Rect outer, const PlotAxes *axes) {
    float pad = PAD * scene->scale;
    float small = plot_line_height(scene, TEXT_SMALL);
    Rect box = {outer.x + pad, outer.y + pad, outer.width - 2.0f * pad, outer.height - 2.0f * pad};
    if (plot_has_words(scene, outer)) {
        float top = axes->title != NULL ? plot_line_height(scene, TEXT_NORMAL) + pad : pad;
        float bottom = axes->bare ? (axes->x_label != NULL ? small : 0.0f)
                                  : small + (TICK_LENGTH + 2.0f) * scene->scale;
        float left = axes->bare ? 0.0f
                                : y_label_width(scene, axes, outer.height) +
                                      (TICK_LENGTH + 4.0f) * scene->scale;
        /* Half of the last label stands beyond the axis. */
        float right = axes->bare ? 0.0f : RIGHT_ROOM * scene->scale;
        box = (Rect){outer.x + pad + left, outer.y + top, outer.width - 2.0f * pad - left - right,
                     outer.height - top - bottom - pad};
        if (!axes->bare && axes->x_label != NULL) {
            box.height -= small;
        }
    }
    box.width = at_least_one(box.width);
    box.height = at_least_one(box.height);
    if (axes->square) {
        double unit = fmin((double)box.width / (axes->x_high - axes->x_low),
                           (double)box.height / (axes->y_high - axes->y_low));
        box.width = at_least_one((float)(unit * (axes->x_high - axes->x_low)));
        box.height = at_least_one((float)(unit * (axes->y_high - axes->y_low)));
    }
    return box;
}

static void x_ticks(const Plot *plot, const PlotAxes *axes, Rect outer, bool words) {
    const Scene *scene = plot->scene;
    /* Labels of a square are short, and both directions are marked alike. */
    double step =
        axes->square
            ? tick_step(plot->y_low, plot->y_high, outer.height, Y_TICK_GAP * scene->scale)
            : tick_step(plot->x_low, plot->x_high, plot->box.width, X_TICK_GAP * scene->scale);
    double first = ceil(plot->x_low / step - 1e-9);
    float bottom = plot->box.y + plot->box.height;
    float length = TICK_LENGTH * scene->scale;
    for (size_t i = 0; i < TICKS_MAX; i++) {
        double value = (first + (double)i) * step;
        if (value > plot->x_high + 1e-9 * step) {
            break;
        }
        float x = plot_x(plot, value);
        draw_line(plot->list, x, plot->box.y, x, bottom, 1.0f,
                  color_fade(scene->theme->line, GRID_OPACITY));
        if (words) {
            char text[TICK_TEXT];
            tick_text(text, value, step, false);
            draw_line(plot->list, x, bottom, x, bottom + length, scene->scale, scene->theme->line);
            plot_text(scene, plot->list, TEXT_SMALL, x,
                      bottom + length + 0.8f * plot_line_height(scene, TEXT_SMALL), 0.5f,
                      scene->theme->dim, text);
        }
    }
}

static void y_ticks(const Plot *plot, const PlotAxes *axes, float outer_height, bool words) {
    const Scene *scene = plot->scene;
    double step = log_step(
        axes, tick_step(plot->y_low, plot->y_high, outer_height, Y_TICK_GAP * scene->scale));
    double first = ceil(plot->y_low / step - 1e-9);
    float length = TICK_LENGTH * scene->scale;
    for (size_t i = 0; i < TICKS_MAX; i++) {
        double value = (first + (double)i) * step;
        if (value > plot->y_high + 1e-9 * step) {
            break;
        }
        if (axes->from_zero && value < -1e-9 * step) {
            continue;
        }
        float y = plot_y(plot, value);
        draw_line(plot->list, plot->box.x, y, plot->box.x + plot->box.width, y, 1.0f,
                  color_fade(scene->theme->line, GRID_OPACITY));
        if (words) {
            char text[TICK_TEXT];
            tick_text(text, value, step, axes->y_log);
            draw_line(plot->list, plot->box.x - length, y, plot->box.x, y, scene->scale,
                      scene->theme->line);
            plot_text(scene, plot->list, TEXT_SMALL, plot->box.x - length - 2.0f * scene->scale,
                      y + 0.3f * plot_line_height(scene, TEXT_SMALL), 1.0f, scene->theme->dim,
                      text);
        }
    }
}

Plot plot_begin(const Scene *scene, DrawList *list, Rect outer, const PlotAxes *axes) {
    const Theme *theme = scene->theme;
    Plot plot = {list,        scene,        plot_place(scene, outer, axes),
                 axes->x_low, axes->x_high, axes->y_low,
                 axes->y_high};
    bool words = plot_has_words(scene, outer);
    draw_rect(list, plot.box, theme->panel);
    if (!axes->bare) {
        x_ticks(&plot, axes, outer, words);
        y_ticks(&plot, axes, outer.height, words);
    }
    if (words && axes->title != NULL) {
        plot_title(scene, list, plot.box.x, plot.box.y - PAD * scene->scale,
                   outer.x + outer.width - plot.box.x, theme->text, axes->title);
    }
    if (words && axes->x_label != NULL) {
        float ticks =
            axes->bare ? 0.0f
                       : plot_line_height(scene, TEXT_SMALL) + (TICK_LENGTH + 2.0f) * scene->scale;
        plot_text(scene, list, TEXT_SMALL, plot.box.x + plot.box.width,
                  plot.box.y + plot.box.height + ticks + 0.8f * plot_line_height(scene, TEXT_SMALL),
                  1.0f, theme->text, axes->x_label);
    }
    draw_clip(list, plot.box);
    return plot;
}

void plot_end(const Plot *plot) {
    float smaller = plot->box.width < plot->box.height ? plot->box.width : plot->box.height;
    float width = plot->scene->scale < 0.5f * smaller ? plot->scene->scale : 0.5f * smaller;
    draw_unclip(plot->list);
    draw_frame(plot->list, plot->box, width, plot->scene->theme->line);
}

/* ---- curves ---- */

static void run_end(const Plot *plot, const Vec2 *run, size_t count, float width, bool dashed,
                    Color color) {
    if (count < 2) {
        return;
    }
    if (dashed) {
        draw_dashed(plot->list, run, count, width, 6.0f * plot->scene->scale, color);
    } else {
        draw_polyline(plot->list, run, count, width, color);
    }
}

static void curve(const Plot *plot, const double *xs, const double *ys, size_t count, float width,
                  bool dashed, Color color) {
    Vec2 run[RUN];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(xs[i]) || isnan(ys[i])) {
            run_end(plot, run, length, width, dashed, color);
            length = 0;
            continue;
        }
        run[length++] = (Vec2){plot_x(plot, xs[i]), plot_y(plot, ys[i])};
        if (length == RUN) {
            run_end(plot, run, length, width, dashed, color);
            run[0] = run[RUN - 1];
            length = 1;
        }
    }
    run_end(plot, run, length, width, dashed, color);
}

void plot_curve(const Plot *plot, const double *xs, const double *ys, size_t count, float width,
                Color color) {
    curve(plot, xs, ys, count, width * plot->scene->scale, false, color);
}

void plot_curve_dashed(const Plot *plot, const double *xs, const double *ys, size_t count,
                       float width, Color color) {
    curve(plot, xs, ys, count, width * plot->scene->scale, true, color);
}

/* Places at which a bell curve is computed, over this many standard deviations on either side. */
#define BELL_PLACES 161
#define BELL_REACH 6.0
#define ROOT_TWO_PI 2.5066282746310005

double plot_bell_top(double variance) {
    return 1.0 / (ROOT_TWO_PI * sqrt(variance));
}

void plot_bell(const Plot *plot, double mean, double variance, double factor, float width,
               bool dashed, Color color) {
    if (!(variance > 0.0)) {
        plot_vertical(plot, mean, dashed, color, NULL, 0);
        return;
    }
    double sd = sqrt(variance), xs[BELL_PLACES + 2], ys[BELL_PLACES + 2];
    for (size_t i = 0; i < BELL_PLACES; i++) {
        double z = BELL_REACH * (2.0 * (double)i / (BELL_PLACES - 1) - 1.0);
        xs[i + 1] = mean + z * sd;
        ys[i + 1] = factor * exp(-0.5 * z * z) * plot_bell_top(variance);
    }
    xs[0] = fmin(plot->x_low, xs[1]);
    xs[BELL_PLACES + 1] = fmax(plot->x_high, xs[BELL_PLACES]);
    ys[0] = ys[BELL_PLACES + 1] = 0.0;
    curve(plot, xs, ys, BELL_PLACES + 2, width * plot->scene->scale, dashed, color);
}

void plot_bars(const Plot *plot, const double *heights, size_t count, Color color) {
    float width = plot->box.width / (float)count;
    float base = plot_y(plot, 0.0);
    float gap = width >= BAR_GAP_FROM ? BAR_GAP : 0.0f;
    for (size_t i = 0; i < count; i++) {
        float top = plot_y(plot, heights[i]);
        if (!(heights[i] > 0.0) || !(base > top)) {
            continue;
        }
        draw_rect(plot->list,
                  (Rect){plot->box.x + ((float)i + 0.5f * gap) * width, top, width * (1.0f - gap),
                         base - top},
                  color);
    }
}

void plot_segment(const Plot *plot, double x0, double y0, double x1, double y1, float width,
                  Color color) {
    if (isnan(x0) || isnan(y0) || isnan(x1) || isnan(y1)) {
        return;
    }
    draw_line(plot->list, plot_x(plot, x0), plot_y(plot, y0), plot_x(plot, x1), plot_y(plot, y1),
              width * plot->scene->scale, color);
}

void plot_dot(const Plot *plot, double x, double y, float radius, Color color) {
    if (isnan(x) || isnan(y)) {
        return;
    }
    draw_disc(plot->list, plot_x(plot, x), plot_y(plot, y), radius * plot->scene->scale, color);
}

void plot_arrow(const Plot *plot, double x, double y, double dx, double dy, float width,
                Color color) {
    float x0 = plot_x(plot, x), y0 = plot_y(plot, y);
    float x1 = plot_x(plot, x + dx), y1 = plot_y(plot, y + dy);
    float length = hypotf(x1 - x0, y1 - y0);
    if (!(length >= 1.0f)) {
        return;
    }
    float head = fminf(0.4f * length, 5.0f * plot->scene->scale);
    float ux = (x1 - x0) / length, uy = (y1 - y0) / length;
    const Vec2 tip[3] = {{x1, y1},
                         {x1 - head * (ux - 0.6f * uy), y1 - head * (uy + 0.6f * ux)},
                         {x1 - head * (ux + 0.6f * uy), y1 - head * (uy - 0.6f * ux)}};
    draw_line(plot->list, x0, y0, x1 - 0.8f * head * ux, y1 - 0.8f * head * uy,
              width * plot->scene->scale, color);
    draw_polygon(plot->list, tip, 3, color);
}

void plot_vertical(const Plot *plot, double x, bool dashed, Color color, const char *word,
                   size_t row) {
    const Scene *scene = plot->scene;
    if (isnan(x)) {
        return;
    }
    float at = plot_x(plot, x);
    const Vec2 ends[2] = {{at, plot->box.y}, {at, plot->box.y + plot->box.height}};
    if (dashed) {
        draw_dashed(plot->list, ends, 2, 1.5f * scene->scale, 5.0f * scene->scale, color);
    } else {
        draw_polyline(plot->list, ends, 2, 2.0f * scene->scale, color);
    }
    if (word == NULL || plot->box.width < 120.0f * scene->scale) {
        return;
    }
    float width = plot_text(scene, NULL, TEXT_SMALL, 0.0f, 0.0f, 0.0f, 0, word);
    float gap = 4.0f * scene->scale;
    bool left = at + width + 2.0f * gap > plot->box.x + plot->box.width;
    float y = plot->box.y + (0.9f + (float)row) * plot_line_height(scene, TEXT_SMALL);
    plot_text(scene, plot->list, TEXT_SMALL, left ? at - gap : at + gap, y, left ? 1.0f : 0.0f,
              color, word);
}

void plot_image(const Plot *plot, const Color *pixels, size_t columns, size_t rows, bool smooth) {
    draw_image(plot->list, plot->box, pixels, columns, rows, smooth);
}

/* ---- boxes ---- */

Rect plot_below(Rect box, float height) {
    float cut = height < box.height - 1.0f ? height : fmaxf(0.0f, box.height - 1.0f);
    return (Rect){box.x, box.y + cut, box.width, box.height - cut};
}

Rect plot_cell(const Scene *scene, Rect box, size_t count, size_t i) {
    size_t best = 1;
    float largest = 0.0f;
    for (size_t columns = 1; columns <= count; columns++) {
        size_t lines = (count + columns - 1) / columns;
        float side = fminf(box.width / (float)columns, box.height / (float)lines);
        if (side > largest) {
            largest = side;
            best = columns;
        }
    }
    size_t lines = (count + best - 1) / best;
    float gap = 4.0f * scene->scale;
    size_t column = i % best, line = i / best;
    float width = box.width / (float)best, height = box.height / (float)lines;
    return (Rect){box.x + (float)column * width, box.y + (float)line * height,
                  at_least_one(width - gap), at_least_one(height - gap)};
}

Rect plot_half(const Scene *scene, Rect box, size_t count, size_t i) {
    float gap = 4.0f * scene->scale;
    if (box.width > box.height) {
        float width = box.width / (float)count;
        return (Rect){box.x + (float)i * width, box.y, at_least_one(width - gap), box.height};
    }
    float height = box.height / (float)count;
    return (Rect){box.x, box.y + (float)i * height, box.width, at_least_one(height - gap)};
}

void plot_meter(const Scene *scene, DrawList *list, Rect box, float share, float chance) {
    const Theme *theme = scene->theme;
    float inset = 0.25f * box.height;
    draw_rect(list, box, theme->panel);
    draw_rect(list, (Rect){box.x, box.y, box.width * chance, box.height},
              color_fade(theme->exact, 0.25f));
    draw_rect(list, (Rect){box.x, box.y + inset, box.width * share, box.height - 2.0f * inset},
              share > chance ? theme->wrong : theme->simulated);
    draw_frame(list, box, scene->scale, theme->line);
}
