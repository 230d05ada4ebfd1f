/* scene_posterior.c - Bayes in one step: where x_{t-1} came from, given x_t and x_0. Prior,
 * likelihood and posterior are curves over x_{t-1}; x_0 and x_t are dragged along the axis. */
#include <math.h>
#include <stdio.h>

#include "scene/plot.h"
#include "scene/scene_internal.h"

enum { PRIOR, LIKELIHOOD, POSTERIOR, PRODUCT, MARKS };

static const SceneSwitch switches[] = {
    [PRIOR] = {"prior", "prior", 'p', true},
    [LIKELIHOOD] = {"likelihood", "likelihood", 'l', true},
    [POSTERIOR] = {"posterior", "posterior", 'o', true},
    [PRODUCT] = {"product", "product", 'd', true},
    [MARKS] = {"marks", "mean and sd", 'm', true},
};

enum { X_0, X_T };

static const SceneSlider sliders[] = {
    [X_0] = {"x0", "x_0", -3.0, 3.0, 1.2},
    [X_T] = {"xt", "x_t", -3.0, 3.0, -0.8},
};

enum { RIGHT, NO_BAR, SWAPPED, NO_ROOT };

static const SceneBreak breaks[] = {
    {"\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
     "alpha stands for bar alpha in the variance"},
    {"\\tilde\\mu_t = \\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_0+"
     "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_t",
     "the two coefficients are swapped"},
    {"\\tilde\\mu_t = \\frac{\\bar\\alpha_{t-1}\\beta_t}{1-\\bar\\alpha_t}x_0+"
     "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t",
     "the root is missing on bar alpha"},
};

/* The picture shows this much of the axis, and the handles lie in a strip below it. */
#define RANGE 4.0
#define STRIP 0.22
#define ROW_X0 0.075
#define ROW_XT 0.16
#define HEADROOM 1.12
#define HANDLE_RADIUS 8.0f
/* Dots of the product, over this many standard deviations of the posterior on either side. */
#define DOTS 33
#define DOT_REACH 4.0
#define NOTHING_GRABBED 2

typedef struct {
    size_t t;
    double prior_mean, prior_variance;           /* of x_{t-1} given x_0 */
    double likelihood_mean, likelihood_variance; /* as a function of x_{t-1} */
    double likelihood_factor;                    /* its integral over x_{t-1} */
    double coefficient_x0, coefficient_xt;
    double mean, variance;             /* posterior, by the formula */
    double wrong_mean, wrong_variance; /* by the broken formula */
    double dots_x[DOTS], dots_y[DOTS]; /* prior times likelihood, normalised by their sum */
    bool has_dots;
    size_t grabbed; /* a slider, or NOTHING_GRABBED */
    char lines[3][120];
} Posterior;

static void start_posterior(Scene *scene, Arena *arena) {
    (void)arena;
    ((Posterior *)scene->state)->grabbed = NOTHING_GRABBED;
}

/* \tilde\mu_t and \tilde\beta_t, DDPM (Ho 2020) eq. 7, claim: posterior-variance; or broken. */
static void formula(const Schedule *s, size_t t, double x0, double xt, size_t broken, double *mean,
                    double *variance) {
    double a = s->posterior_mean_x0[t], b = s->posterior_mean_xt[t];
    *variance = s->posterior_variance[t];
    switch (broken) {
    case NO_BAR:
        *variance = (1.0 - s->alpha[t - 1]) / s->one_minus_alpha_bar[t] * s->beta[t];
        break;
    case SWAPPED:
        a = s->posterior_mean_xt[t];
        b = s->posterior_mean_x0[t];
        break;
    case NO_ROOT: a *= s->sqrt_alpha_bar[t - 1]; break;
    default: break;
    }
    *mean = a * x0 + b * xt;
}

/* Independent of the formula: the product of the two curves, and its sum by the trapezoid rule,
 * which is exact to 1e-6 for a Gaussian at a quarter of its standard deviation. */
static void make_dots(Posterior *p) {
    p->has_dots = p->prior_variance > 0.0;
    if (!p->has_dots) {
        return;
    }
    double precision = 1.0 / p->prior_variance + 1.0 / p->likelihood_variance;
    double sd = 1.0 / sqrt(precision);
    double middle =
        (p->prior_mean / p->prior_variance + p->likelihood_mean / p->likelihood_variance) /
        precision;
    double step = 2.0 * DOT_REACH * sd / (DOTS - 1), logs[DOTS], largest = -HUGE_VAL, sum = 0.0;
    for (size_t i = 0; i < DOTS; i++) {
        double x = middle + ((double)i - 0.5 * (DOTS - 1)) * step;
        double u = x - p->prior_mean, v = x - p->likelihood_mean;
        p->dots_x[i] = x;
        logs[i] = -0.5 * (u * u / p->prior_variance + v * v / p->likelihood_variance);
        largest = fmax(largest, logs[i]);
    }
    for (size_t i = 0; i < DOTS; i++) {
        p->dots_y[i] = exp(logs[i] - largest);
        sum += p->dots_y[i] * step;
    }
    for (size_t i = 0; i < DOTS; i++) {
        p->dots_y[i] /= sum;
    }
}

static void update_posterior(Scene *scene) {
    Posterior *p = scene->state;
    const Schedule *s = scene->schedule;
    double x0 = scene->controls.slider[X_0], xt = scene->controls.slider[X_T];
    size_t t = scene_step(scene), broken = scene->controls.broken;
    p->t = t;
    p->prior_mean = s->sqrt_alpha_bar[t - 1] * x0;
    p->prior_variance = s->one_minus_alpha_bar[t - 1];
    p->likelihood_mean = xt / s->sqrt_alpha[t];
    p->likelihood_variance = s->beta[t] / s->alpha[t];
    p->likelihood_factor = 1.0 / s->sqrt_alpha[t];
    p->coefficient_x0 = s->posterior_mean_x0[t];
    p->coefficient_xt = s->posterior_mean_xt[t];
    formula(s, t, x0, xt, RIGHT, &p->mean, &p->variance);
    formula(s, t, x0, xt, broken, &p->wrong_mean, &p->wrong_variance);
    make_dots(p);
    snprintf(p->lines[0], sizeof p->lines[0], "t = %zu of %zu,  x_0 = %.2f,  x_t = %.2f", t,
             s->steps, x0, xt);
    snprintf(p->lines[1], sizeof p->lines[1],
             "posterior: mean %.3f x_0 + %.3f x_t = %.3f,  variance %.4f", p->coefficient_x0,
             p->coefficient_xt, p->mean, p->variance);
    snprintf(p->lines[2], sizeof p->lines[2], "broken: mean %.3f,  variance %.4f", p->wrong_mean,
             p->wrong_variance);
}

static double top_of(const Posterior *p, const Scene *scene) {
    const bool *on = scene->controls.on;
    double top = 0.1;
    if (on[PRIOR] && p->prior_variance > 0.0) {
        top = fmax(top, plot_bell_top(p->prior_variance));
    }
    if (on[LIKELIHOOD]) {
        top = fmax(top, p->likelihood_factor * plot_bell_top(p->likelihood_variance));
    }
    if (p->variance > 0.0) {
        top = fmax(top, plot_bell_top(p->variance));
    }
    if (scene->controls.broken != 0 && p->wrong_variance > 0.0) {
        top = fmax(top, fmin(plot_bell_top(p->wrong_variance), 2.0 * top));
    }
    return plot_round_up(HEADROOM * top);
}

typedef struct {
    Rect keys, lines, plot;
    PlotAxes axes;
} Parts;

static size_t make_keys(const Scene *scene, PlotKey keys[5]) {
    const bool *on = scene->controls.on;
    const Theme *theme = scene->theme;
    keys[0] = (PlotKey){KEY_LINE, theme->series[2], on[PRIOR] ? "prior q(x_{t-1}|x_0)" : NULL};
    keys[1] =
        (PlotKey){KEY_LINE, theme->series[4], on[LIKELIHOOD] ? "likelihood q(x_t|x_{t-1})" : NULL};
    keys[2] = (PlotKey){KEY_LINE, theme->exact, on[POSTERIOR] ? "posterior" : NULL};
    keys[3] = (PlotKey){KEY_DOT, theme->simulated,
                        on[PRODUCT] ? "prior times likelihood, normalised" : NULL};
    keys[4] = (PlotKey){KEY_DASHED, theme->wrong, scene->controls.broken != 0 ? "broken" : NULL};
    return 5;
}

static Parts parts_of(const Scene *scene, DrawList *list, Rect box) {
    const Posterior *p = scene->state;
    const Theme *theme = scene->theme;
    PlotKey keys[5];
    size_t count = make_keys(scene, keys);
    Parts parts = {.keys = box};
    parts.lines = plot_below(box, plot_keys(scene, list, box, keys, count));
    const char *lines[3] = {p->lines[0], p->lines[1],
                            scene->controls.broken != 0 ? p->lines[2] : NULL};
    const Color colors[3] = {theme->dim, theme->text, theme->wrong};
    parts.plot = plot_below(parts.lines, plot_lines(scene, list, parts.lines, lines, colors, 3));
    double top = top_of(p, scene);
    parts.axes = (PlotAxes){.x_low = -RANGE,
                            .x_high = RANGE,
                            .y_low = -STRIP * top,
                            .y_high = top,
                            .title = "density",
                            .x_label = "x_{t-1}",
                            .from_zero = true};
    return parts;
}

static void draw_handle(const Plot *plot, double x, double row, Color color, const char *name) {
    const Scene *scene = plot->scene;
    double y = -row * plot->y_high;
    float radius = HANDLE_RADIUS * scene->scale;
    plot_segment(plot, plot->x_low, y, plot->x_high, y, 1.0f, color_fade(scene->theme->line, 0.7f));
    plot_dot(plot, x, y, HANDLE_RADIUS, color);
    draw_ring(plot->list, plot_x(plot, x), plot_y(plot, y), radius, 2.0f * scene->scale,
              scene->theme->accent);
    if (plot->box.width >= 150.0f * scene->scale) {
        plot_text(scene, plot->list, TEXT_NORMAL, plot_x(plot, x) + 1.5f * radius,
                  plot_y(plot, y) + 0.3f * plot_line_height(scene, TEXT_NORMAL), 0.0f,
                  scene->theme->text, name);
    }
}

/* The mean as a line, one standard deviation to either side as a bar. */
static void draw_marks(const Plot *plot, double mean, double variance, double height, Color color,
                       const char *word, size_t row) {
    double sd = sqrt(variance);
    plot_vertical(plot, mean, true, color, word, row);
    plot_segment(plot, mean - sd, height, mean + sd, height, 3.0f, color);
}

static void draw_posterior(const Scene *scene, DrawList *list, Rect box) {
    const Posterior *p = scene->state;
    const bool *on = scene->controls.on;
    const Theme *theme = scene->theme;
    Parts parts = parts_of(scene, list, box);
    Plot plot = plot_begin(scene, list, parts.plot, &parts.axes);
    if (on[PRIOR]) {
        plot_bell(&plot, p->prior_mean, p->prior_variance, 1.0, 2.0f, false, theme->series[2]);
    }
    if (on[LIKELIHOOD]) {
        plot_bell(&plot, p->likelihood_mean, p->likelihood_variance, p->likelihood_factor, 2.0f,
                  false, theme->series[4]);
    }
    if (on[POSTERIOR]) {
        plot_bell(&plot, p->mean, p->variance, 1.0, 3.0f, false, theme->exact);
    }
    for (size_t i = 0; on[PRODUCT] && p->has_dots && i < DOTS; i++) {
        plot_dot(&plot, p->dots_x[i], p->dots_y[i], 3.0f, theme->simulated);
    }
    double half = p->variance > 0.0 ? 0.607 * plot_bell_top(p->variance) : 0.5 * plot.y_high;
    if (on[MARKS]) {
        draw_marks(&plot, p->mean, p->variance, half, theme->text, "mean ± sd", 0);
    }
    if (scene->controls.broken != 0) {
        plot_bell(&plot, p->wrong_mean, p->wrong_variance, 1.0, 2.5f, true, theme->wrong);
        draw_marks(&plot, p->wrong_mean, p->wrong_variance, 0.9 * half, theme->wrong, "broken", 1);
    }
    draw_handle(&plot, scene->controls.slider[X_0], ROW_X0, theme->series[2], "x_0");
    draw_handle(&plot, scene->controls.slider[X_T], ROW_XT, theme->series[4], "x_t");
    plot_end(&plot);
}

static bool drag_posterior(Scene *scene, Rect box, float x, float y, bool pressed) {
    Posterior *p = scene->state;
    Parts parts = parts_of(scene, NULL, box);
    Plot plot = {.scene = scene,
                 .box = plot_place(scene, parts.plot, &parts.axes),
                 .x_low = parts.axes.x_low,
                 .x_high = parts.axes.x_high,
                 .y_low = parts.axes.y_low,
                 .y_high = parts.axes.y_high};
    double *sliders_now = scene->controls.slider;
    if (pressed || p->grabbed == NOTHING_GRABBED) {
        static const double handle_rows[] = {ROW_X0, ROW_XT};
        float nearest = HUGE_VALF;
        for (size_t k = X_0; k <= X_T; k++) {
            float dx = plot_x(&plot, sliders_now[k]) - x;
            float dy = plot_y(&plot, -handle_rows[k] * plot.y_high) - y;
            float distance = hypotf(dx, dy);
            p->grabbed = distance < nearest ? k : p->grabbed;
            nearest = fminf(nearest, distance);
        }
    }
    double share = (double)((x - plot.box.x) / plot.box.width);
    double value = plot.x_low + share * (plot.x_high - plot.x_low);
    value = fmin(fmax(value, sliders[p->grabbed].low), sliders[p->grabbed].high);
    bool changed = sliders_now[p->grabbed] != value;
    sliders_now[p->grabbed] = value;
    return changed;
}

const SceneRow scene_row_posterior = {
    .name = "posterior",
    .title = "The posterior of one step",
    .doc = "where x_{t-1} was, given x_t and x_0: drag both and watch prior times likelihood",
    .formula = "q(x_{t-1}|x_t,x_0) = \\mathcal N(x_{t-1};\\tilde\\mu_t,\\tilde\\beta_t)",
    .data = "mix2",
    .schedule = "cosine",
    .steps = 10,
    .particles = SCENE_PARTICLES_MIN,
    .switch_count = COUNT_OF(switches),
    .switches = switches,
    .slider_count = COUNT_OF(sliders),
    .sliders = sliders,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(Posterior),
    .start_anew = start_posterior,
    .update = update_posterior,
    .draw = draw_posterior,
    .drag = drag_posterior,
};
