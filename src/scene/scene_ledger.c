/* scene_ledger.c - one particle's ledger: every number of every step on the schedule (0.1, 0.2,
 * 0.3), forward and back, as a table below a picture of the way. */
#include <math.h>
#include <stdio.h>

#include "scene/plot.h"
#include "scene/scene_internal.h"

#define STEPS 3

/* The schedule that can be followed with a pencil; index 0 is not used. */
static const double betas[STEPS + 1] = {0.0, 0.1, 0.2, 0.3};

enum { FORWARD, BACK, BANDS };

static const SceneSwitch switches[] = {
    [FORWARD] = {"forward", "the way forward", 'f', true},
    [BACK] = {"back", "the way back", 'b', true},
    [BANDS] = {"bands", "mean and sd", 'm', true},
};

/* x_0 and the three noises. */
static const SceneSlider sliders[] = {
    {"x0", "x_0", -2.5, 2.5, 1.0},
    {"eps1", "ε_1", -3.0, 3.0, 0.5},
    {"eps2", "ε_2", -3.0, 3.0, -1.2},
    {"eps3", "ε_3", -3.0, 3.0, 0.8},
};

enum { RIGHT, NO_ROOT_ON_SIGNAL, NO_ROOT_ON_NOISE };

static const SceneBreak breaks[] = {
    {"x_t = \\alpha_t x_{t-1}+\\sqrt{\\beta_t}\\,\\epsilon_t", "the root is missing on alpha_t"},
    {"x_t = \\sqrt{\\alpha_t}\\,x_{t-1}+\\beta_t\\,\\epsilon_t", "the root is missing on beta_t"},
};

#define X_RANGE 3.2
#define NOTHING_GRABBED (STEPS + 1)
#define COLUMNS 9
#define CELL_TEXT 24

typedef struct {
    double alpha[STEPS + 1], alpha_bar[STEPS + 1];
    double z[STEPS];                                 /* fresh noise of the steps back, by t */
    double x[STEPS + 1], wrong[STEPS + 1];           /* forward, right and broken */
    double back[STEPS + 1];                          /* x_3, then back to x_0 */
    double back_mean[STEPS + 1], back_sd[STEPS + 1]; /* of back[t] given back[t + 1] and x_0 */
    size_t grabbed;
    char line[120];
} Ledger;

static void start_ledger(Scene *scene, Arena *arena) {
    (void)arena;
    Ledger *ledger = scene->state;
    float z[STEPS];
    scene_draw_normals(z, STEPS, scene->controls.seed, SCENE_STREAM_NOISE);
    ledger->alpha[0] = ledger->alpha_bar[0] = 1.0;
    for (size_t t = 1; t <= STEPS; t++) {
        ledger->alpha[t] = 1.0 - betas[t];
        ledger->alpha_bar[t] = ledger->alpha[t] * ledger->alpha_bar[t - 1];
        ledger->z[t - 1] = (double)z[t - 1];
    }
    ledger->grabbed = NOTHING_GRABBED;
}

/* x_t = \sqrt{\alpha_t}x_{t-1} + \sqrt{\beta_t}\epsilon_t, DDPM (Ho 2020) eq. 2, or broken. */
static void go_forward(double x[STEPS + 1], const Ledger *ledger, const double *noise,
                       size_t broken) {
    for (size_t t = 1; t <= STEPS; t++) {
        double scale = broken == NO_ROOT_ON_SIGNAL ? ledger->alpha[t] : sqrt(ledger->alpha[t]);
        double spread = broken == NO_ROOT_ON_NOISE ? betas[t] : sqrt(betas[t]);
        x[t] = scale * x[t - 1] + spread * noise[t - 1];
    }
}

/* Drawn from q(x_{t-1}|x_t, x_0), DDPM (Ho 2020) eq. 6 and 7, claim: posterior-variance. */
static void go_back(Ledger *ledger, double x0) {
    ledger->back[STEPS] = ledger->x[STEPS];
    for (size_t t = STEPS; t >= 1; t--) {
        double before = 1.0 - ledger->alpha_bar[t - 1], now = 1.0 - ledger->alpha_bar[t];
        /* At t = 1 exactly the point x_0. */
        double a = t == 1 ? 1.0 : sqrt(ledger->alpha_bar[t - 1]) * betas[t] / now;
        double b = t == 1 ? 0.0 : sqrt(ledger->alpha[t]) * before / now;
        ledger->back_mean[t - 1] = a * x0 + b * ledger->back[t];
        ledger->back_sd[t - 1] = t == 1 ? 0.0 : sqrt(before / now * betas[t]);
        ledger->back[t - 1] = ledger->back_mean[t - 1] + ledger->back_sd[t - 1] * ledger->z[t - 1];
    }
}

static void update_ledger(Scene *scene) {
    Ledger *ledger = scene->state;
    const double *numbers = scene->controls.slider;
    ledger->x[0] = ledger->wrong[0] = numbers[0];
    go_forward(ledger->x, ledger, numbers + 1, RIGHT);
    go_forward(ledger->wrong, ledger, numbers + 1, scene->controls.broken);
    go_back(ledger, numbers[0]);
    double scale = sqrt(ledger->alpha_bar[STEPS]), spread = sqrt(1.0 - ledger->alpha_bar[STEPS]);
    snprintf(ledger->line, sizeof ledger->line, "in one jump: x_3 = %.3f x_0 + %.3f ε, ε = %.3f",
             scale, spread, (ledger->x[STEPS] - scale * numbers[0]) / spread);
}

/* ---- the picture of the way ---- */

typedef struct {
    Rect way, table;
    bool has_table;
    PlotAxes axes;
} Parts;

static Parts parts_of(const Scene *scene, DrawList *list, Rect box) {
    const Ledger *ledger = scene->state;
    const Theme *theme = scene->theme;
    const bool *on = scene->controls.on;
    const PlotKey keys[] = {
        {KEY_LINE, theme->simulated, on[FORWARD] ? "forward" : NULL},
        {KEY_DASHED, theme->series[2], on[BACK] ? "back, drawn from q(x_{t-1}|x_t, x_0)" : NULL},
        {KEY_BLOCK, color_fade(theme->exact, 0.15f), on[BANDS] ? "mean ± sd given x_0" : NULL},
        {KEY_DASHED, theme->wrong, scene->controls.broken != RIGHT ? "broken" : NULL},
    };
    Rect below = plot_below(box, plot_keys(scene, list, box, keys, COUNT_OF(keys)));
    const char *const line = ledger->line;
    Rect rest = plot_below(below, plot_lines(scene, list, below, &line, &theme->text, 1));
    float table = 6.6f * plot_line_height(scene, TEXT_NORMAL);
    Parts parts = {.way = rest,
                   .axes = {.x_low = -0.3,
                            .x_high = STEPS + 0.3,
                            .y_low = -X_RANGE,
                            .y_high = X_RANGE,
                            .title = "x_t",
                            .x_label = "t"}};
    parts.has_table = plot_has_words(scene, rest) && rest.height >= 2.0f * table &&
                      rest.width >= 480.0f * scene->scale;
    if (parts.has_table) {
        parts.way.height = rest.height - table;
        parts.table = plot_below(rest, parts.way.height);
    }
    return parts;
}

static void draw_bands(const Plot *plot, const Ledger *ledger, double x0) {
    for (size_t t = 0; t <= STEPS; t++) {
        double mean = sqrt(ledger->alpha_bar[t]) * x0, sd = sqrt(1.0 - ledger->alpha_bar[t]);
        float left = plot_x(plot, (double)t - 0.12), right = plot_x(plot, (double)t + 0.12);
        float top = plot_y(plot, mean + sd), bottom = plot_y(plot, mean - sd);
        draw_rect(plot->list, (Rect){left, top, right - left, bottom - top},
                  color_fade(plot->scene->theme->exact, 0.15f));
        plot_segment(plot, (double)t - 0.12, mean, (double)t + 0.12, mean, 2.0f,
                     plot->scene->theme->exact);
    }
}

static void draw_path(const Plot *plot, const double x[STEPS + 1], bool dashed, Color color) {
    static const double places[STEPS + 1] = {0.0, 1.0, 2.0, 3.0};
    if (dashed) {
        plot_curve_dashed(plot, places, x, STEPS + 1, 2.5f, color);
    } else {
        plot_curve(plot, places, x, STEPS + 1, 2.5f, color);
    }
    for (size_t t = 0; t <= STEPS; t++) {
        plot_dot(plot, places[t], x[t], 6.0f, color);
    }
}

static void draw_way(const Scene *scene, DrawList *list, const Parts *parts) {
    const Ledger *ledger = scene->state;
    const Theme *theme = scene->theme;
    const bool *on = scene->controls.on;
    Plot plot = plot_begin(scene, list, parts->way, &parts->axes);
    if (on[BANDS]) {
        draw_bands(&plot, ledger, scene->controls.slider[0]);
    }
    if (scene->controls.broken != RIGHT) {
        draw_path(&plot, ledger->wrong, true, theme->wrong);
    }
    if (on[BACK]) {
        draw_path(&plot, ledger->back, true, theme->series[2]);
    }
    if (on[FORWARD]) {
        draw_path(&plot, ledger->x, false, theme->simulated);
    }
    plot_end(&plot);
}

/* ---- the table ---- */

static void put(char cell[CELL_TEXT], bool there, double value) {
    cell[0] = '\0';
    if (there) {
        snprintf(cell, CELL_TEXT, "%.3f", value);
    }
}

static void fill_row(char cells[COLUMNS][CELL_TEXT], const Scene *scene, size_t t) {
    const Ledger *ledger = scene->state;
    const double *x = scene->controls.broken != RIGHT ? ledger->wrong : ledger->x;
    snprintf(cells[0], CELL_TEXT, "%zu", t);
    put(cells[1], t > 0, betas[t]);
    put(cells[2], t > 0, ledger->alpha[t]);
    put(cells[3], true, ledger->alpha_bar[t]);
    put(cells[4], t > 0, t > 0 ? scene->controls.slider[t] : 0.0);
    put(cells[5], true, x[t]);
    put(cells[6], t < STEPS, ledger->back_mean[t]);
    put(cells[7], t < STEPS, ledger->back_sd[t]);
    put(cells[8], true, ledger->back[t]);
}

static void draw_table(const Scene *scene, DrawList *list, Rect box) {
    static const char *const heads[COLUMNS] = {"t",   "β_t",  "α_t", "ᾱ_t",     "ε_t",
                                               "x_t", "mean", "sd",  "x_t back"};
    const Theme *theme = scene->theme;
    float line = plot_line_height(scene, TEXT_NORMAL);
    float width = (box.width - 16.0f * scene->scale) / COLUMNS;
    float y = box.y + line;
    draw_line(list, box.x + 8.0f * scene->scale, y + 0.35f * line,
              box.x + box.width - 8.0f * scene->scale, y + 0.35f * line, scene->scale, theme->line);
    for (size_t row = 0; row <= STEPS + 1; row++) {
        char cells[COLUMNS][CELL_TEXT];
        if (row > 0) {
            fill_row(cells, scene, row - 1);
        }
        for (size_t k = 0; k < COLUMNS; k++) {
            bool is_wrong = k == 5 && scene->controls.broken != RIGHT && row > 1;
            Color color = row == 0   ? theme->dim
                          : is_wrong ? theme->wrong
                          : k == 5   ? theme->simulated
                          : k == 8   ? theme->series[2]
                                     : theme->text;
            plot_text(scene, list, row == 0 ? TEXT_SMALL : TEXT_NORMAL,
                      box.x + 8.0f * scene->scale + ((float)k + 0.9f) * width,
                      y + (row == 0 ? 0.0f : ((float)row + 0.2f) * line), 1.0f, color,
                      row == 0 ? heads[k] : cells[k]);
        }
    }
}

static void draw_ledger(const Scene *scene, DrawList *list, Rect box) {
    Parts parts = parts_of(scene, list, box);
    draw_way(scene, list, &parts);
    if (parts.has_table) {
        draw_table(scene, list, parts.table);
    }
}

/* A dot of the way forward is dragged up and down: x_0 itself, or the noise that leads to it. */
static bool drag_ledger(Scene *scene, Rect box, float x, float y, bool pressed) {
    Ledger *ledger = scene->state;
    Parts parts = parts_of(scene, NULL, box);
    const Plot plot = {.scene = scene,
                       .box = plot_place(scene, parts.way, &parts.axes),
                       .x_low = parts.axes.x_low,
                       .x_high = parts.axes.x_high,
                       .y_low = parts.axes.y_low,
                       .y_high = parts.axes.y_high};
    if (pressed || ledger->grabbed == NOTHING_GRABBED) {
        float nearest = HUGE_VALF;
        for (size_t t = 0; t <= STEPS; t++) {
            float distance = hypotf(plot_x(&plot, (double)t) - x, plot_y(&plot, ledger->x[t]) - y);
            ledger->grabbed = distance < nearest ? t : ledger->grabbed;
            nearest = fminf(nearest, distance);
        }
    }
    size_t t = ledger->grabbed;
    double share = 1.0 - (double)((y - plot.box.y) / plot.box.height);
    double value = plot.y_low + share * (plot.y_high - plot.y_low);
    if (t > 0) {
        value = (value - sqrt(ledger->alpha[t]) * ledger->x[t - 1]) / sqrt(betas[t]);
    }
    value = fmin(fmax(value, sliders[t].low), sliders[t].high);
    bool changed = scene->controls.slider[t] != value;
    scene->controls.slider[t] = value;
    return changed;
}

const SceneRow scene_row_ledger = {
    .name = "ledger",
    .title = "One particle's ledger",
    .doc = "every number of three steps forward and back; drag a dot and the table follows",
    .formula = "x_t = \\sqrt{\\alpha_t}\\,x_{t-1}+\\sqrt{\\beta_t}\\,\\epsilon_t",
    .data = "point",
    .schedule = "linear",
    .steps = STEPS,
    .particles = SCENE_PARTICLES_MIN,
    .switch_count = COUNT_OF(switches),
    .switches = switches,
    .slider_count = COUNT_OF(sliders),
    .sliders = sliders,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(Ledger),
    .start_anew = start_ledger,
    .update = update_ledger,
    .draw = draw_ledger,
    .drag = drag_ledger,
};
