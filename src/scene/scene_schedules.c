/* scene_schedules.c - schedules compared: alpha_t, alpha_bar_t, SNR and posterior variance against
 * t/T, and whether x_T is noise at the end. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scene/plot.h"
#include "scene/scene_internal.h"

/* One switch for every row of the table of schedules; its test compares the two. */
static const SceneSwitch switches[] = {
    {"linear", "linear", '1', true}, {"linear-scaled", "linear-scaled", '2', false},
    {"cosine", "cosine", '3', true}, {"sigmoid", "sigmoid", '4', false},
    {"su", "su", '5', false},        {"sqrt-linear", "sqrt-linear", '6', false},
};
#define SHOWN COUNT_OF(switches)

enum { RIGHT, SUM, NO_BAR };

static const SceneBreak breaks[] = {
    {"\\bar\\alpha_t = 1-\\sum_{i=1}^{t}\\beta_i", "betas are summed; alphas must be multiplied"},
    {"\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\alpha_t}\\beta_t",
     "the bars are missing in the posterior variance"},
};

typedef enum { ALPHA, ALPHA_BAR, SNR, POSTERIOR, QUANTITIES } Quantity;

/* Places of a curve: more turns than that cannot be seen. */
#define PLACES 241
/* Decimal logarithms are drawn down to here: below, nothing is left of the signal that a double or
 * a picture could tell. */
#define LOG_LOW (-8.0)
#define SNR_LOG_HIGH 5.0

typedef struct {
    size_t places; /* PLACES, or T when that is less */
    double t[PLACES];
    double values[SHOWN][QUANTITIES][PLACES];
    double chosen[QUANTITIES][PLACES]; /* of the scene's own schedule */
    double wrong[PLACES];              /* of the broken quantity */
    char lines[3][160], alarm[240];
} Schedules;

static double logarithm(double value) {
    return value > 0.0 ? fmax(log10(value), LOG_LOW) : (double)NAN;
}

static size_t place_count(size_t steps) {
    return steps < PLACES ? steps : PLACES;
}

static size_t step_of(size_t place, size_t steps) {
    size_t gaps = place_count(steps) - 1;
    return gaps == 0 ? 1 : 1 + (place * (steps - 1) + gaps / 2) / gaps;
}

static void fill(double values[QUANTITIES][PLACES], const Schedule *s) {
    for (size_t i = 0; i < place_count(s->steps); i++) {
        size_t t = step_of(i, s->steps);
        values[ALPHA][i] = s->alpha[t];
        values[ALPHA_BAR][i] = s->alpha_bar[t];
        values[SNR][i] = fmax(s->log_snr[t] / log(10.0), LOG_LOW);
        values[POSTERIOR][i] = logarithm(s->posterior_variance[t]);
    }
}

static void start_schedules(Scene *scene, Arena *arena) {
    (void)arena;
    Schedules *state = scene->state;
    const Schedule *own = scene->schedule;
    state->places = place_count(own->steps);
    for (size_t i = 0; i < state->places; i++) {
        state->t[i] = (double)step_of(i, own->steps);
    }
    fill(state->chosen, own);
    for (size_t k = 0; k < SHOWN; k++) {
        ScheduleError error;
        Schedule *schedule = schedule_new(switches[k].name, (long)own->steps, &error);
        if (schedule != NULL) {
            fill(state->values[k], schedule);
        }
        schedule_free(schedule);
    }
}

static void fill_wrong(Schedules *state, const Schedule *s, size_t broken) {
    double sum = 0.0;
    size_t done = 0;
    for (size_t i = 0; i < state->places; i++) {
        size_t t = step_of(i, s->steps);
        while (done < t) {
            sum += s->beta[++done];
        }
        state->wrong[i] = broken == SUM
                              ? 1.0 - sum
                              : logarithm((1.0 - s->alpha[t - 1]) / s->beta[t] * s->beta[t]);
    }
}

static void update_schedules(Scene *scene) {
    Schedules *state = scene->state;
    const Schedule *s = scene->schedule;
    size_t t = scene_step(scene);
    fill_wrong(state, s, scene->controls.broken);
    snprintf(state->lines[0], sizeof state->lines[0],
             "%s at t = %zu of %zu:  α_t = %.4f,  ᾱ_t = %.4g", s->row->name, t, s->steps,
             s->alpha[t], s->alpha_bar[t]);
    snprintf(state->lines[1], sizeof state->lines[1], "SNR %.3g,  posterior variance %.3g",
             s->snr[t], s->posterior_variance[t]);
    scene->alarm = scene_terminal_alarm(scene, state->alarm, sizeof state->alarm, false);
    double square = 0.0;
    const DataSet *data = scene->data;
    for (size_t k = 0; k < data->dimension; k++) {
        square += (data->mean[k] * data->mean[k] + data->covariance[k * data->dimension + k]) /
                  (double)data->dimension;
    }
    double kl = schedule_kl_to_standard_normal(s, s->steps, square);
    snprintf(state->lines[2], sizeof state->lines[2], "at T:  KL(q(x_T|x_0) || N(0,1)) = %.3g%s",
             kl, scene->alarm != NULL ? ": x_T is not noise" : "");
}

/* ---- drawing ---- */

static void widen(double *low, double *high, const double *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!isnan(values[i])) {
            *low = fmin(*low, values[i]);
            *high = fmax(*high, values[i]);
        }
    }
}

static PlotAxes axes_of(const Scene *scene, Quantity quantity) {
    static const char *const titles[QUANTITIES] = {"α_t", "ᾱ_t", "SNR = ᾱ_t / (1 - ᾱ_t)",
                                                   "posterior variance"};
    const Schedules *state = scene->state;
    double low = HUGE_VAL, high = -HUGE_VAL;
    widen(&low, &high, state->chosen[quantity], state->places);
    for (size_t k = 0; k < SHOWN; k++) {
        if (scene->controls.on[k]) {
            widen(&low, &high, state->values[k][quantity], state->places);
        }
    }
    PlotAxes axes = {.x_low = 0.0,
                     .x_high = (double)scene->schedule->steps,
                     .title = titles[quantity],
                     .x_label = "t",
                     .y_low = 0.0,
                     .y_high = 1.03};
    if (quantity == ALPHA) {
        axes.y_low = fmin(0.95, floor(low * 20.0) / 20.0);
        axes.y_high = 1.0 + 0.03 * (1.0 - axes.y_low);
    } else if (quantity == SNR || quantity == POSTERIOR) {
        axes.y_log = true;
        axes.y_low = low < high ? floor(low) : LOG_LOW;
        axes.y_high = quantity == SNR ? fmax(1.0, fmin(ceil(high), SNR_LOG_HIGH)) : 0.2;
        axes.y_low = fmin(axes.y_low, axes.y_high - 1.0);
    }
    return axes;
}

static void draw_quantity(const Scene *scene, DrawList *list, Rect box, Quantity quantity) {
    const Schedules *state = scene->state;
    const Theme *theme = scene->theme;
    size_t broken = scene->controls.broken;
    PlotAxes axes = axes_of(scene, quantity);
    Plot plot = plot_begin(scene, list, box, &axes);
    plot_vertical(&plot, (double)scene_step(scene), true, theme->accent, NULL, 0);
    for (size_t k = 0; k < SHOWN; k++) {
        if (scene->controls.on[k]) {
            plot_curve(&plot, state->t, state->values[k][quantity], state->places, 2.0f,
                       theme->series[k % COUNT_OF(theme->series)]);
        }
    }
    plot_curve_dashed(&plot, state->t, state->chosen[quantity], state->places, 3.0f, theme->exact);
    if ((broken == SUM && quantity == ALPHA_BAR) || (broken == NO_BAR && quantity == POSTERIOR)) {
        plot_curve(&plot, state->t, state->wrong, state->places, 3.0f, theme->wrong);
    }
    plot_end(&plot);
}

static Rect draw_words(const Scene *scene, DrawList *list, Rect box) {
    const Schedules *state = scene->state;
    const Theme *theme = scene->theme;
    PlotKey keys[SHOWN + 2];
    for (size_t k = 0; k < SHOWN; k++) {
        keys[k] = (PlotKey){KEY_LINE, theme->series[k % COUNT_OF(theme->series)],
                            scene->controls.on[k] ? switches[k].label : NULL};
    }
    keys[SHOWN] = (PlotKey){KEY_DASHED, theme->exact, "this scene's"};
    keys[SHOWN + 1] =
        (PlotKey){KEY_LINE, theme->wrong, scene->controls.broken != RIGHT ? "broken" : NULL};
    Rect below = plot_below(box, plot_keys(scene, list, box, keys, SHOWN + 2));
    const char *lines[3] = {state->lines[0], state->lines[1], state->lines[2]};
    const Color colors[3] = {theme->text, theme->text,
                             scene->alarm != NULL ? theme->warn : theme->dim};
    return plot_below(below, plot_lines(scene, list, below, lines, colors, 3));
}

static void draw_schedules(const Scene *scene, DrawList *list, Rect box) {
    Rect rest = draw_words(scene, list, box);
    for (size_t q = 0; q < QUANTITIES; q++) {
        draw_quantity(scene, list, plot_cell(scene, rest, QUANTITIES, q), (Quantity)q);
    }
}

/* t is dragged in any of the pictures. */
static bool drag_schedules(Scene *scene, Rect box, float x, float y, bool pressed) {
    (void)pressed;
    Rect rest = draw_words(scene, NULL, box);
    for (size_t q = 0; q < QUANTITIES; q++) {
        PlotAxes axes = axes_of(scene, (Quantity)q);
        Rect plot = plot_place(scene, plot_cell(scene, rest, QUANTITIES, q), &axes);
        if (rect_contains(plot, x, y)) {
            double t = (double)((x - plot.x) / plot.width) * axes.x_high;
            bool changed = scene->controls.time != t;
            scene->controls.time = t;
            return changed;
        }
    }
    return false;
}

const SceneRow scene_row_schedules = {
    .name = "schedules",
    .title = "Schedules compared",
    .doc = "how fast each schedule takes the signal away, and whether x_T is noise at the end",
    .formula = "\\mathrm{SNR}(t) = \\frac{\\bar\\alpha_t}{1-\\bar\\alpha_t}",
    .data = "mix2",
    .schedule = "linear",
    .steps = 1000,
    .particles = SCENE_PARTICLES_MIN,
    .switch_count = SHOWN,
    .switches = switches,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(Schedules),
    .start_anew = start_schedules,
    .update = update_schedules,
    .draw = draw_schedules,
    .drag = drag_schedules,
};
