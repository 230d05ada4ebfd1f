/* cloud_draw.c - the pictures of a cloud; see cloud.h. */
#include <math.h>
#include <stdio.h>

#include "scene/cloud.h"

/* Below the axis of a density on a line lies a strip for the particles, this share of the height.
 */
#define STRIP 0.16
/* The picture of a density reaches this much above its top. */
#define HEADROOM 1.08
/* Width of a square's cell at most, in heights: the numbers need some. */
#define WIDEST_CELL 1.25f
/* Side of a particle in pixels at scale 1. */
#define PARTICLE_SIZE 2.0f
/* This many particles are drawn solid; more are fainter, so that crowds show. */
#define SOLID_PARTICLES 3000.0f
#define OPACITY_MIN 0.15f
#define OPACITY_MAX 0.9f
/* What differs from its exact value by this many standard errors is told in the colour of wrong:
 * chance does that once in 1.7 million. */
#define ERRORS_ALLOWED 5.0
#define TITLE_SIZE 96
#define NUMBER_TEXT 120

static float particle_opacity(size_t n) {
    float opacity = sqrtf(SOLID_PARTICLES / (float)n);
    return opacity > OPACITY_MAX ? OPACITY_MAX : opacity < OPACITY_MIN ? OPACITY_MIN : opacity;
}

/* ---- on a line ---- */

static PlotAxes line_axes(const Cloud *cloud, const CloudLayers *layers) {
    double top = cloud->has_exact ? (double)cloud->peak : 0.0;
    if (layers->counts || !cloud->has_exact) {
        for (size_t i = 0; i < cloud->cells; i++) {
            top = fmax(top, (double)cloud->counted[i]);
        }
    }
    top = plot_round_up(HEADROOM * top);
    return (PlotAxes){.x_low = cloud->low,
                      .x_high = cloud->high,
                      .y_low = layers->particles ? -STRIP * top : 0.0,
                      .y_high = top,
                      .x_label = "x",
                      .title = layers->title,
                      .from_zero = true};
}

/* Places to pixels: from numbers of x and of another array, by a line for each, kept near the box.
 */
typedef struct {
    const Cloud *cloud;
    const float *x, *y;
    size_t stride; /* of x and y */
    float x_factor, x_start, y_factor, y_start;
    float x_low, x_high, y_low, y_high;
} Placing;

/* Pixels that a particle may lie outside of the box. */
#define OUTSIDE 100.0f

static void place_lane(void *context, size_t lane) {
    const Placing *p = context;
    size_t n = p->cloud->n;
    Vec2 *pixels = p->cloud->pixels;
    for (size_t i = n * lane / CLOUD_LANES; i < n * (lane + 1) / CLOUD_LANES; i++) {
        float x = p->x_start + p->x_factor * p->x[i * p->stride];
        float y = p->y_start + p->y_factor * p->y[i * p->stride];
        x = x > p->x_low ? x : p->x_low;
        y = y > p->y_low ? y : p->y_low;
        pixels[i] = (Vec2){x < p->x_high ? x : p->x_high, y < p->y_high ? y : p->y_high};
    }
}

static void draw_placed(const Plot *plot, Placing *placing) {
    const Scene *scene = plot->scene;
    const Cloud *cloud = placing->cloud;
    Rect box = plot->box;
    double unit = (double)box.width / (plot->x_high - plot->x_low);
    placing->x_factor = (float)unit;
    placing->x_start = (float)((double)box.x - plot->x_low * unit);
    placing->x_low = box.x - OUTSIDE;
    placing->x_high = box.x + box.width + OUTSIDE;
    placing->y_low = box.y - OUTSIDE;
    placing->y_high = box.y + box.height + OUTSIDE;
    pool_run(scene->pool, place_lane, placing, CLOUD_LANES);
    draw_particles(plot->list, cloud->pixels, cloud->n, PARTICLE_SIZE * scene->scale,
                   color_fade(scene->theme->simulated, particle_opacity(cloud->n)));
}

static void strip_particles(const Cloud *cloud, const Plot *plot) {
    float top = plot_y(plot, 0.0) + 3.0f * plot->scene->scale;
    float bottom = plot->box.y + plot->box.height - 3.0f * plot->scene->scale;
    Placing placing = {.cloud = cloud,
                       .x = cloud->x,
                       .y = cloud->jitter,
                       .stride = 1,
                       .y_factor = bottom - top,
                       .y_start = top};
    draw_placed(plot, &placing);
}

static void line_bars(const Cloud *cloud, const Plot *plot) {
    double heights[CLOUD_BARS_MAX];
    for (size_t i = 0; i < cloud->cells; i++) {
        heights[i] = (double)cloud->counted[i];
    }
    plot_bars(plot, heights, cloud->cells, color_fade(plot->scene->theme->simulated, 0.45f));
}

static void draw_on_line(const Scene *scene, const Cloud *cloud, DrawList *list, Rect box,
                         const CloudLayers *layers) {
    PlotAxes axes = line_axes(cloud, layers);
    Plot plot = plot_begin(scene, list, box, &axes);
    if (layers->counts) {
        line_bars(cloud, &plot);
    }
    if (layers->particles) {
        strip_particles(cloud, &plot);
    }
    if (layers->overlay != NULL) {
        layers->overlay(&plot);
    }
    if (layers->density && cloud->has_exact) {
        plot_curve(&plot, cloud->xs, cloud->ys, cloud->curve, 2.5f, scene->theme->exact);
    }
    plot_end(&plot);
}

/* ---- in the plane ---- */

typedef enum { PANEL_PARTICLES, PANEL_COUNTS, PANEL_DENSITY, PANELS } Panel;

static size_t panels_of(const CloudLayers *layers, Panel panels[PANELS]) {
    size_t count = 0;
    if (layers->particles) {
        panels[count++] = PANEL_PARTICLES;
    }
    if (layers->counts) {
        panels[count++] = PANEL_COUNTS;
    }
    if (layers->density) {
        panels[count++] = PANEL_DENSITY;
    }
    if (count == 0) {
        panels[count++] = PANEL_PARTICLES;
    }
    return count;
}

static PlotAxes plane_axes(const Cloud *cloud, const char *title, bool bare) {
    return (PlotAxes){.x_low = cloud->low,
                      .x_high = cloud->high,
                      .y_low = cloud->low,
                      .y_high = cloud->high,
                      .title = title,
                      .square = true,
                      .bare = bare};
}

static void plane_particles(const Cloud *cloud, const Plot *plot) {
    double unit = (double)plot->box.height / (plot->y_high - plot->y_low);
    Placing placing = {.cloud = cloud,
                       .x = cloud->x,
                       .y = cloud->x + 1,
                       .stride = 2,
                       .y_factor = (float)-unit,
                       .y_start =
                           (float)((double)(plot->box.y + plot->box.height) + plot->y_low * unit)};
    draw_placed(plot, &placing);
}

/* The heat ramp of one theme, so that an image costs one look-up a cell. */
#define RAMP 256

static void heat_image(const Scene *scene, Color *image, const float *values, size_t side,
                       float peak) {
    Color ramp[RAMP];
    for (size_t i = 0; i < RAMP; i++) {
        ramp[i] = theme_heat(scene->theme, (float)i / (RAMP - 1));
    }
    float per_value = peak > 0.0f ? (float)(RAMP - 1) / peak : 0.0f;
    for (size_t row = 0; row < side; row++) {
        const float *from = values + (side - 1 - row) * side;
        for (size_t column = 0; column < side; column++) {
            float at = from[column] * per_value;
            image[row * side + column] = ramp[at < RAMP - 1 ? (size_t)at : RAMP - 1];
        }
    }
}

static float counted_peak(const Cloud *cloud) {
    float peak = 0.0f;
    for (size_t i = 0; i < cloud->cells * cloud->cells; i++) {
        peak = fmaxf(peak, cloud->counted[i]);
    }
    return peak;
}

/* Where a Gaussian's density is at one, two, three standard deviations, relative to its peak. */
static void contours(const Cloud *cloud, const Plot *plot, Color color) {
    for (int k = 3; k >= 1; k--) {
        float level = cloud->peak * expf(-0.5f * (float)(k * k));
        plot_contour(plot, cloud->density, cloud->side, cloud->side, level, cloud->seen, 1.5f,
                     color);
    }
}

static void draw_panel(const Scene *scene, const Cloud *cloud, DrawList *list, Rect box,
                       Panel panel, const CloudLayers *layers) {
    const Theme *theme = scene->theme;
    char title[TITLE_SIZE];
    snprintf(title, sizeof title, panel == PANEL_COUNTS ? "%s, counted" : "%s, exact density",
             layers->what);
    PlotAxes axes = plane_axes(cloud, panel == PANEL_PARTICLES ? layers->title : title, false);
    Plot plot = plot_begin(scene, list, box, &axes);
    if (panel == PANEL_PARTICLES && layers->particles) {
        plane_particles(cloud, &plot);
    }
    if (panel == PANEL_COUNTS) {
        float peak = cloud->has_exact ? cloud->peak : counted_peak(cloud);
        heat_image(scene, cloud->counted_image, cloud->counted, cloud->cells, peak);
        plot_image(&plot, cloud->counted_image, cloud->cells, cloud->cells, false);
    }
    if (panel == PANEL_DENSITY && cloud->has_exact) {
        heat_image(scene, cloud->exact_image, cloud->density, cloud->side, cloud->peak);
        plot_image(&plot, cloud->exact_image, cloud->side, cloud->side, true);
    }
    if (layers->contours && cloud->has_exact) {
        contours(cloud, &plot, theme->exact);
    }
    if (panel == PANEL_PARTICLES && layers->overlay != NULL) {
        layers->overlay(&plot);
    }
    if (panel == PANEL_DENSITY && !cloud->has_exact) {
        plot_text(scene, list, TEXT_SMALL, plot.box.x + 0.5f * plot.box.width,
                  plot.box.y + 0.5f * plot.box.height, 0.5f, theme->dim,
                  "single points have no density");
    }
    plot_end(&plot);
}

/* ---- numbers ---- */

/* What three decimals show as 0 is 0, not -0. */
static double without_minus(double value) {
    return fabs(value) < 0.0005 ? 0.0 : value;
}

static float number_line(const Scene *scene, DrawList *list, float x, float y, const char *what,
                         double value, double exact, double error) {
    bool differs = fabs(value - exact) > ERRORS_ALLOWED * error + 1e-9 * fabs(exact);
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%s %.3f, exactly %.3f", what, without_minus(value),
             without_minus(exact));
    plot_text(scene, list, TEXT_NORMAL, x, y, 0.0f,
              differs ? scene->theme->wrong : scene->theme->text, text);
    return y + plot_line_height(scene, TEXT_NORMAL);
}

/* The moments, one a line. */
static void draw_numbers(const Scene *scene, const Cloud *cloud, DrawList *list, Rect box,
                         const CloudLayers *layers) {
    static const char *const names[2][2] = {{"mean of x", "variance of x"},
                                            {"mean of y", "variance of y"}};
    float x = box.x + 8.0f * scene->scale;
    float y = box.y + 0.8f * plot_line_height(scene, TEXT_NORMAL);
    for (size_t k = 0; k < 2 && k < cloud->d; k++) {
        y = number_line(scene, list, x, y, names[k][0], cloud->mean[k], cloud->exact_mean[k],
                        cloud->mean_error[k]);
        y = number_line(scene, list, x, y, names[k][1], cloud->variance[k],
                        cloud->exact_variance[k], cloud->variance_error[k]);
    }
    char text[NUMBER_TEXT];
    if (cloud->d == 2) {
        double bound = sqrt(cloud->variance[0] * cloud->variance[1] / (double)cloud->n);
        y = number_line(scene, list, x, y, "covariance", cloud->covariance, cloud->exact_covariance,
                        2.0 * bound);
    }
    snprintf(text, sizeof text, "%zu particles", cloud->n);
    plot_text(scene, list, TEXT_NORMAL, x, y, 0.0f, scene->theme->dim, text);
    for (size_t i = 0; i < CLOUD_NOTES && layers->notes[i] != NULL; i++) {
        y += plot_line_height(scene, TEXT_NORMAL);
        plot_text(scene, list, TEXT_NORMAL, x, y, 0.0f, scene->theme->text, layers->notes[i]);
    }
}

static size_t number_lines(const Cloud *cloud, const CloudLayers *layers) {
    size_t lines = cloud->d == 1 ? 3 : 6;
    for (size_t i = 0; i < CLOUD_NOTES && layers->notes[i] != NULL; i++) {
        lines++;
    }
    return lines;
}

static bool numbers_fit(const Scene *scene, const Cloud *cloud, const CloudLayers *layers,
                        Rect box) {
    return scene->fonts != NULL && box.width >= 280.0f * scene->scale &&
           box.height >=
               (float)(number_lines(cloud, layers) + 1) * plot_line_height(scene, TEXT_NORMAL);
}

/* ---- the whole ---- */

/* Numbers stand in a row of their own on a line, in a cell of the arrangement in the plane. */
typedef struct {
    Rect keys, numbers, rest;
    size_t cells;
    bool has_numbers;
} Arrangement;

static PlotKey *keys_of(const Scene *scene, const Cloud *cloud, const CloudLayers *layers,
                        PlotKey keys[4]) {
    const Theme *theme = scene->theme;
    bool line = cloud->d == 1;
    keys[0] = (PlotKey){KEY_DOT, theme->simulated, layers->particles ? "particles" : NULL};
    keys[1] = (PlotKey){KEY_BLOCK, color_fade(theme->simulated, 0.45f),
                        line && layers->counts ? "histogram" : NULL};
    keys[2] = (PlotKey){KEY_LINE, theme->exact, line && layers->density ? "exact density" : NULL};
    keys[3] =
        (PlotKey){KEY_LINE, theme->exact,
                  !line && layers->contours ? "exact density at 1, 2, 3 sd of a Gaussian" : NULL};
    return keys;
}

static Arrangement arrange(const Scene *scene, const Cloud *cloud, const CloudLayers *layers,
                           Rect box, float keys_height, size_t panels) {
    Arrangement a = {.keys = box, .rest = plot_below(box, keys_height), .cells = panels};
    if (layers->plain) {
        return a;
    }
    if (cloud->d == 1) {
        float height = (float)number_lines(cloud, layers) * plot_line_height(scene, TEXT_NORMAL);
        a.has_numbers = numbers_fit(scene, cloud, layers, box) && box.height >= 3.0f * height;
        a.numbers = a.rest;
        a.rest = a.has_numbers ? plot_below(a.rest, height) : a.rest;
        return a;
    }
    /* Squares in a wide box stand together in its middle. */
    Rect cell = plot_cell(scene, a.rest, panels + 1, panels);
    float most = WIDEST_CELL * cell.height / cell.width;
    if (most < 1.0f) {
        a.rest.x += 0.5f * (1.0f - most) * a.rest.width;
        a.rest.width *= most;
        cell = plot_cell(scene, a.rest, panels + 1, panels);
    }
    a.has_numbers = panels >= 2 && numbers_fit(scene, cloud, layers, cell);
    a.cells = panels + a.has_numbers;
    a.numbers = cell;
    return a;
}

void cloud_draw(const Scene *scene, const Cloud *cloud, DrawList *list, Rect box,
                const CloudLayers *layers) {
    PlotKey keys[4];
    Panel panels[PANELS] = {PANEL_PARTICLES};
    float height =
        layers->plain ? 0.0f : plot_keys(scene, list, box, keys_of(scene, cloud, layers, keys), 4);
    size_t count = cloud->d == 1 ? 1 : panels_of(layers, panels);
    Arrangement a = arrange(scene, cloud, layers, box, height, count);
    if (a.has_numbers) {
        draw_numbers(scene, cloud, list, a.numbers, layers);
    }
    if (cloud->d == 1) {
        draw_on_line(scene, cloud, list, a.rest, layers);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        draw_panel(scene, cloud, list, plot_cell(scene, a.rest, a.cells, i), panels[i], layers);
    }
}
