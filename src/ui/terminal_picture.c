/* terminal_picture.c - simulated points as a histogram, the exact density as a curve over it. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/terminal_internal.h"

/* Columns of the histogram: more says nothing, and PICTURE_CELLS are parted evenly up to here. */
#define COLUMNS_MAX 120
/* Rows of the plot at least; lower terminals scroll. */
#define ROWS_MIN 6
/* Rows around the plot: title, two of numbers, blank, axis, its labels, legend; around the maps:
 * title, four of numbers, blank, legend. */
#define ROWS_AROUND 7
/* Room above the highest value. */
#define HEADROOM 1.04
/* Standard errors beyond which a number is marked: chance goes there once in two million pictures.
 */
#define SUSPICIOUS 5.0
/* Steps of one character's height. */
#define EIGHTHS 8
/* Widest map, in columns: twice as many columns as rows make a square. */
#define MAP_COLUMNS_MAX 60

/* How full a character is, in eighths; ASCII has halves. */
static const char *bar_piece(const Terminal *terminal, size_t eighths) {
    static const char *const BLOCKS[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const ASCII[] = {" ", " ", ".", ".", ":", ":", "|", "|", "#"};
    return (terminal->unicode ? BLOCKS : ASCII)[eighths];
}

static const char *curve_mark(const Terminal *terminal) {
    return terminal->unicode ? "•" : "o";
}

typedef struct {
    size_t columns, rows;
    double top; /* the value of the upper edge */
    double bars[COLUMNS_MAX];
    double curve[COLUMNS_MAX];
} Plot;

static double highest(const double *values, size_t count) {
    double most = 0.0;
    for (size_t i = 0; i < count; i++) {
        most = values[i] > most ? values[i] : most;
    }
    return most;
}

/* Row from the top in which a value lies; `rows` when it is 0. */
static size_t row_of(const Plot *plot, double value) {
    double height = value / plot->top * (double)plot->rows;
    /* Less than this of the lowest row would be a line along the axis. */
    if (!(height > 1.0 / EIGHTHS)) {
        return plot->rows;
    }
    size_t from_below = (size_t)height;
    return from_below < plot->rows ? plot->rows - 1 - from_below : 0;
}

static size_t eighths_in(const Plot *plot, double value, size_t row) {
    double height = value / plot->top * (double)plot->rows;
    double part = height - (double)(plot->rows - 1 - row);
    double eighths = floor(part * EIGHTHS + 0.5);
    return eighths <= 0.0 ? 0 : eighths >= EIGHTHS ? EIGHTHS : (size_t)eighths;
}

/* The curve joins neighbours: a steep flank is a line of marks, not a gap. */
static bool curve_in(const Plot *plot, size_t column, size_t row) {
    size_t here = row_of(plot, plot->curve[column]);
    size_t before = column > 0 ? row_of(plot, plot->curve[column - 1]) : here;
    size_t low = here > before ? here : before, high = here < before ? here : before;
    if (row == here) {
        return here < plot->rows;
    }
    /* Between the two, the higher half belongs to the higher column. */
    return row > high && row < low && row < plot->rows;
}

static void put_plot_row(Text *out, const Terminal *terminal, const Plot *plot, size_t row) {
    Style open = STYLE_PLAIN;
    for (size_t c = 0; c < plot->columns; c++) {
        bool curve = curve_in(plot, c, row);
        size_t eighths = eighths_in(plot, plot->bars[c], row);
        Style style = curve ? STYLE_WARN : eighths > 0 ? STYLE_CODE : STYLE_PLAIN;
        if (style != open) {
            style_end(out, terminal, open);
            style_begin(out, terminal, style);
            open = style;
        }
        text_append(out, curve ? curve_mark(terminal) : bar_piece(terminal, eighths));
    }
    style_end(out, terminal, open);
    text_append_char(out, '\n');
}

/* A line with a tick under every fourth of the range, and the labels of the ticks. */
static void put_axis(Text *out, const Terminal *terminal, const Picture *picture, size_t columns) {
    const size_t parts = 4;
    for (size_t c = 0; c < columns; c++) {
        bool tick = false;
        for (size_t k = 0; k <= parts; k++) {
            tick = tick || c == k * (columns - 1) / parts;
        }
        text_append(out,
                    tick ? (terminal->unicode ? "┴" : "+") : terminal_sign(terminal, SIGN_LINE));
    }
    text_append_char(out, '\n');
    size_t column = 0;
    for (size_t k = 0; k <= parts; k++) {
        char label[32];
        double value = picture->low + (picture->high - picture->low) * (double)k / (double)parts;
        int length = snprintf(label, sizeof label, "%.3g", value);
        size_t width = length > 0 ? (size_t)length : 0;
        size_t middle = k * (columns - 1) / parts;
        size_t start = middle > width / 2 ? middle - width / 2 : 0;
        start = start + width > columns ? columns - width : start;
        if (start >= column) {
            text_repeat(out, " ", start - column);
            text_append(out, label);
            column = start + width;
        }
    }
    text_append_char(out, '\n');
}

/* ---- numbers ---- */

/* Without the sign of a zero. */
static double clean(double value) {
    return fabs(value) < 0.5e-4 ? 0.0 : value;
}

static void put_number_row(Text *out, const Terminal *terminal, size_t width, const char *name,
                           double simulated, double exact, double noise) {
    Text text, line;
    text_init(&text);
    text_init(&line);
    text_printf(&text, "%-7s %7.4f simulated, %7.4f exact", name, clean(simulated), clean(exact));
    double apart = noise > 0.0 ? fabs(simulated - exact) / noise : 0.0;
    if (noise > 0.0) {
        text_printf(&text, ": %.1f standard errors (%.4f) apart", apart, noise);
    }
    terminal_put(&line, terminal, apart > SUSPICIOUS ? STYLE_BAD : STYLE_PLAIN, text.bytes);
    terminal_clip(out, line.bytes, line.length, width);
    text_append_char(out, '\n');
    text_clear(&line);
    text_clear(&text);
}

static void put_numbers(Text *out, const Terminal *terminal, size_t width, const Picture *picture) {
    static const char *const NAMES[2][2] = {{"mean", "sd"}, {"mean 2", "sd 2"}};
    for (size_t k = 0; k < picture->dimensions && k < 2; k++) {
        const PictureMoments *m = &picture->moments[k];
        put_number_row(out, terminal, width, NAMES[k][0], m->mean, m->exact_mean, m->mean_noise);
        put_number_row(out, terminal, width, NAMES[k][1], m->sd, m->exact_sd, m->sd_noise);
    }
}

/* ---- the map of data in two dimensions ---- */

static double map_mean(const double *map, size_t column, size_t row, size_t columns, size_t rows) {
    size_t c0 = column * PICTURE_MAP / columns, c1 = (column + 1) * PICTURE_MAP / columns;
    size_t r0 = row * PICTURE_MAP / rows, r1 = (row + 1) * PICTURE_MAP / rows;
    double sum = 0.0;
    for (size_t r = r0; r < r1; r++) {
        for (size_t c = c0; c < c1; c++) {
            sum += map[r * PICTURE_MAP + c];
        }
    }
    return sum / (double)((c1 - c0) * (r1 - r0));
}

/* Shades by the root of the density: half as dark is a quarter as dense. */
static const char *shade(const Terminal *terminal, double value, double top) {
    static const char *const BLOCKS[] = {" ", "░", "▒", "▓", "█"};
    static const char *const ASCII[] = {" ", ".", "+", "#", "@"};
    double level = top > 0.0 ? sqrt(value / top) * 4.0 + 0.5 : 0.0;
    size_t step = level >= 4.0 ? 4 : level > 0.0 ? (size_t)level : 0;
    return (terminal->unicode ? BLOCKS : ASCII)[step];
}

static double map_top(const double *map, size_t columns, size_t rows) {
    double top = 0.0;
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            double value = map_mean(map, c, r, columns, rows);
            top = value > top ? value : top;
        }
    }
    return top;
}

static void put_maps(Text *out, const Terminal *terminal, size_t width, size_t rows,
                     const Picture *picture) {
    size_t columns = (width - 3) / 2;
    columns = columns > 2 * rows ? 2 * rows : columns;
    columns = columns > MAP_COLUMNS_MAX ? MAP_COLUMNS_MAX : columns;
    rows = columns / 2;
    double top = map_top(picture->exact_map, columns, rows);
    const char *bar = terminal_sign(terminal, SIGN_BAR);
    for (size_t r = 0; r < rows; r++) {
        for (size_t side = 0; side < 2; side++) {
            const double *map = side == 0 ? picture->map : picture->exact_map;
            for (size_t c = 0; c < columns; c++) {
                text_append(out, shade(terminal, map_mean(map, c, r, columns, rows), top));
            }
            if (side == 0) {
                text_printf(out, " %s ", bar);
            }
        }
        text_append_char(out, '\n');
    }
    text_printf(out, "%-*s%s\n", (int)columns + 3, "simulated", "exact");
}

/* ---- the panel ---- */

static void put_title(Text *out, const LessonView *view, const Terminal *terminal, size_t width,
                      const Picture *picture, int progress) {
    const Setting *setting = &view->reading.setting;
    Text text;
    text_init(&text);
    text_printf(&text, "x_t at t = %ld of %ld, %s schedule, data %s: ", setting->t, setting->steps,
                setting->schedule, setting->data);
    if (view->stopped) {
        text_append(&text, "stopped");
    } else if (progress >= 0) {
        text_printf(&text, "simulating, %d %%", progress / 10);
    } else if (picture != NULL) {
        text_printf(&text, "%ld points, seed %" PRIu64, setting->samples, setting->seed);
    }
    Text line;
    text_init(&line);
    terminal_put(&line, terminal, STYLE_HEADING, text.bytes);
    terminal_clip(out, line.bytes, line.length, width);
    text_append_char(out, '\n');
    text_clear(&line);
    text_clear(&text);
}

/* The widest gap between a bar and the curve, in standard errors of that bar's height. A column
 * that expects fewer points than this is left out: its count is not normal. */
static double widest_gap(const Plot *plot, const Picture *picture) {
    const double expected_min = 20.0;
    double column = (picture->high - picture->low) / (double)plot->columns;
    double most = 0.0;
    for (size_t c = 0; c < plot->columns; c++) {
        double share = plot->curve[c] * column, points = (double)picture->setting.samples;
        if (share * points < expected_min) {
            continue;
        }
        double error = sqrt(share * (1.0 - share) / points) / column;
        double gap = fabs(plot->bars[c] - plot->curve[c]) / error;
        most = gap > most ? gap : most;
    }
    return most;
}

static void put_legend(Text *out, const Terminal *terminal, size_t width, const Picture *picture,
                       const Plot *plot) {
    Text line, text;
    text_init(&line);
    text_init(&text);
    terminal_put(&line, terminal, STYLE_CODE, bar_piece(terminal, EIGHTHS));
    text_append(&line, " simulated   ");
    terminal_put(&line, terminal, STYLE_WARN, curve_mark(terminal));
    text_printf(&text, " exact density   widest gap: %.1f standard errors",
                widest_gap(plot, picture));
    if (picture->outside > 0.0) {
        text_printf(&text, "   %.2g %% outside", 100.0 * picture->outside);
    }
    text_append(&line, text.bytes);
    terminal_clip(out, line.bytes, line.length, width);
    text_append_char(out, '\n');
    text_clear(&text);
    text_clear(&line);
}

static void put_histogram(Text *out, const Terminal *terminal, size_t width, size_t rows,
                          const Picture *picture) {
    Plot plot = {.columns = width < COLUMNS_MAX ? width : COLUMNS_MAX, .rows = rows};
    picture_columns(plot.bars, picture->density, plot.columns);
    picture_columns(plot.curve, picture->exact, plot.columns);
    double bars = highest(plot.bars, plot.columns), curve = highest(plot.curve, plot.columns);
    plot.top = HEADROOM * (bars > curve ? bars : curve);
    plot.top = plot.top > 0.0 ? plot.top : 1.0;
    for (size_t row = 0; row < rows; row++) {
        put_plot_row(out, terminal, &plot, row);
    }
    put_axis(out, terminal, picture, plot.columns);
    put_legend(out, terminal, width, picture, &plot);
}

void terminal_picture(Text *out, const LessonView *view, const Terminal *terminal,
                      const Frame *frame) {
    size_t width = frame->columns - 2 * frame->margin;
    const Picture *picture = session_picture(view->reading.session);
    int progress = session_picture_progress(view->reading.session);
    put_title(out, view, terminal, width, picture, progress);
    if (picture == NULL) {
        return;
    }
    if (picture->why != NULL) {
        terminal_paragraph(out, terminal, width, STYLE_WARN, picture->why);
        return;
    }
    put_numbers(out, terminal, width, picture);
    text_append_char(out, '\n');
    size_t rows = frame->body > ROWS_AROUND + ROWS_MIN ? frame->body - ROWS_AROUND : ROWS_MIN;
    if (picture->dimensions > 1) {
        put_maps(out, terminal, width, rows, picture);
    } else {
        put_histogram(out, terminal, width, rows, picture);
    }
}
