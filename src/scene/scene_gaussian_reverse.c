/* scene_gaussian_reverse.c - is the reverse step a Gaussian? The exact q(x_{t-1}|x_t) of data that
 * are not Gaussian beside the Gaussian with its mean and variance, and the KL between them as beta
 * grows: at small beta every reverse step is nearly one. */
#include <math.h>
#include <stdio.h>

#include "diffusion/step_back.h"
#include "scene/plot.h"
#include "scene/scene_internal.h"

enum { EXACT, BEST, DDPM, PRIOR, SWEEP };

static const SceneSwitch switches[] = {
    [EXACT] = {"exact", "exact", 'x', true},        [BEST] = {"best", "best Gaussian", 'g', true},
    [DDPM] = {"ddpm", "DDPM's step", 'd', true},    [PRIOR] = {"prior", "prior", 'p', true},
    [SWEEP] = {"kl", "KL against beta", 'k', true},
};

enum { LOG_BETA, X_T };
#define LOG_BETA_LOW (-4.0)
#define LOG_BETA_HIGH (-0.05)

static const SceneSlider sliders[] = {
    [LOG_BETA] = {"beta", "log_{10} β", LOG_BETA_LOW, LOG_BETA_HIGH, -0.7},
    [X_T] = {"xt", "x_t", -3.0, 3.0, -0.4},
};

enum { RIGHT, NO_SCORE, SD_AS_VARIANCE };

static const SceneBreak breaks[] = {
    {"\\mathcal N\\left(\\frac{x_t}{\\sqrt{1-\\beta}},\\beta\\right)",
     "the score is forgotten: the step does not know the data"},
    {"\\mathcal N\\left(\\frac{x_t+\\beta\\nabla\\log "
     "q(x_t)}{\\sqrt{1-\\beta}},\\sqrt\\beta\\right)",
     "the standard deviation stands where the variance belongs"},
};

/* Values of beta along the second picture. */
#define SWEEP_PLACES 36
/* Laws of more components than that are shown without it: it would take longer than a frame. */
#define SWEEP_TERMS_MAX 64
#define PRIOR_PLACES 400
/* KL, in decimal logarithms, that is drawn: below, rounding begins to show. */
#define KL_LOW (-8.0)
#define KL_HIGH 0.5
/* Data that are single points get at least this much noise, or there would be nothing to draw. */
#define POINT_SPREAD 0.05
#define HEADROOM 1.1

typedef struct {
    SceneLevel level; /* of x_{t-1} */
    double time;      /* that it belongs to */
    StepBack back;
    double xs[STEP_BACK_PLACES], density[STEP_BACK_PLACES];
    double prior_x[PRIOR_PLACES], prior_y[PRIOR_PLACES];
    bool has_prior;
    double ddpm_mean, ddpm_variance, wrong_mean, wrong_variance;
    /* The sweep, and what it was made for. */
    bool has_sweep;
    double sweep_time, sweep_xt;
    double sweep_beta[SWEEP_PLACES], sweep_kl[SWEEP_PLACES];
    char lines[2][160];
} GaussianReverse;

static void start_gaussian_reverse(Scene *scene, Arena *arena) {
    (void)arena;
    ((GaussianReverse *)scene->state)->has_sweep = false;
}

static void choose_level(Scene *scene, GaussianReverse *g) {
    const Schedule *s = scene->schedule;
    g->time = scene->controls.time;
    for (size_t t = 1; t <= s->steps && !scene->data->has_density; t++) {
        if (s->sqrt_one_minus_alpha_bar[t] >= POINT_SPREAD || t == s->steps) {
            g->time = fmax(g->time, (double)t);
            break;
        }
    }
    g->level = scene_level(s, g->time);
}

static double kl_logarithm(double kl) {
    return fmax(log10(fmax(kl, 0.0) + 1e-300), KL_LOW);
}

typedef struct {
    GaussianReverse *g;
    const DataSet *data;
    double xt;
} Sweep;

static void sweep_one(void *context, size_t i) {
    const Sweep *sweep = context;
    double density[STEP_BACK_PLACES];
    double share = (double)i / (SWEEP_PLACES - 1);
    double log_beta = LOG_BETA_LOW + share * (LOG_BETA_HIGH - LOG_BETA_LOW);
    StepBack back = step_back(density, sweep->data, sweep->g->level.scale, sweep->g->level.spread,
                              pow(10.0, log_beta), sweep->xt);
    sweep->g->sweep_beta[i] = log_beta;
    sweep->g->sweep_kl[i] = back.exists ? kl_logarithm(back.kl) : (double)NAN;
}

static void make_sweep(Scene *scene, GaussianReverse *g) {
    double xt = scene->controls.slider[X_T];
    bool fits = g->has_sweep && g->sweep_time == g->time && g->sweep_xt == xt;
    if (fits || scene->data->component_count > SWEEP_TERMS_MAX) {
        return;
    }
    Sweep sweep = {NULL, scene->data, xt};
    sweep.g = g;
    pool_run(scene->pool, sweep_one, &sweep, SWEEP_PLACES);
    g->has_sweep = true;
    g->sweep_time = g->time;
    g->sweep_xt = xt;
}

/* q(x_{t-1}|x_t) \approx \mathcal N((x_t + \beta\nabla\log q(x_t))/\sqrt{1-\beta}, \beta): DDPM (Ho
 * 2020) eq. 11 with the exact score. */
static void make_ddpm(const Scene *scene, GaussianReverse *g, double beta, double xt) {
    double score = 0.0;
    double spread = sqrt((1.0 - beta) * g->level.spread * g->level.spread + beta);
    const DataNoised asked = {.score = &score};
    data_noised(&asked, scene->data, &xt, 1, sqrt(1.0 - beta) * g->level.scale, spread);
    g->ddpm_mean = (xt + beta * score) / sqrt(1.0 - beta);
    g->ddpm_variance = beta;
    g->wrong_mean = scene->controls.broken == NO_SCORE ? xt / sqrt(1.0 - beta) : g->ddpm_mean;
    g->wrong_variance = scene->controls.broken == SD_AS_VARIANCE ? sqrt(beta) : beta;
}

static void make_prior(const Scene *scene, GaussianReverse *g) {
    double low = 0.0, high = 0.0;
    scene_range(scene->data, 0, &low, &high);
    for (size_t i = 0; i < PRIOR_PLACES; i++) {
        g->prior_x[i] = low + (high - low) * (double)i / (PRIOR_PLACES - 1);
    }
    const DataNoised asked = {.log_density = g->prior_y};
    g->has_prior =
        data_noised(&asked, scene->data, g->prior_x, PRIOR_PLACES, g->level.scale, g->level.spread);
    for (size_t i = 0; i < PRIOR_PLACES && g->has_prior; i++) {
        g->prior_y[i] = exp(g->prior_y[i]);
    }
}

static void update_gaussian_reverse(Scene *scene) {
    GaussianReverse *g = scene->state;
    double beta = pow(10.0, scene->controls.slider[LOG_BETA]);
    double xt = scene->controls.slider[X_T];
    choose_level(scene, g);
    g->back = step_back(g->density, scene->data, g->level.scale, g->level.spread, beta, xt);
    for (size_t i = 0; i < STEP_BACK_PLACES; i++) {
        g->xs[i] = g->back.low + (double)i * g->back.step;
    }
    make_ddpm(scene, g, beta, xt);
    make_prior(scene, g);
    if (scene->controls.on[SWEEP]) {
        make_sweep(scene, g);
    }
    snprintf(g->lines[0], sizeof g->lines[0],
             "β = %.3g,  x_t = %.2f,  x_{t-1} at noise level t-1 = %.1f of %zu", beta, xt, g->time,
             scene->schedule->steps);
    snprintf(g->lines[1], sizeof g->lines[1], "mean %.3f,  variance %.4f,  KL to a Gaussian %.2g",
             g->back.mean, g->back.variance, g->back.kl);
}

/* ---- drawing ---- */

static PlotAxes curve_axes(const Scene *scene) {
    const GaussianReverse *g = scene->state;
    double low = 0.0, high = 0.0, top = 0.0;
    scene_range(scene->data, 0, &low, &high);
    for (size_t i = 0; i < STEP_BACK_PLACES && g->back.exists; i++) {
        top = fmax(top, g->density[i]);
    }
    return (PlotAxes){.x_low = low,
                      .x_high = high,
                      .y_low = 0.0,
                      .y_high = plot_round_up(HEADROOM * top),
                      .title = "density given x_t",
                      .x_label = "x_{t-1}"};
}

static void draw_curves(const Scene *scene, DrawList *list, Rect box) {
    const GaussianReverse *g = scene->state;
    const Theme *theme = scene->theme;
    const bool *on = scene->controls.on;
    PlotAxes axes = curve_axes(scene);
    Plot plot = plot_begin(scene, list, box, &axes);
    if (on[PRIOR] && g->has_prior) {
        plot_curve(&plot, g->prior_x, g->prior_y, PRIOR_PLACES, 1.5f, theme->dim);
    }
    plot_vertical(&plot, scene->controls.slider[X_T], true, theme->accent, "x_t", 0);
    if (on[EXACT] && g->back.exists) {
        plot_curve(&plot, g->xs, g->density, STEP_BACK_PLACES, 3.0f, theme->exact);
    }
    if (on[BEST] && g->back.exists) {
        plot_bell(&plot, g->back.mean, g->back.variance, 1.0, 2.5f, true, theme->series[0]);
    }
    if (on[DDPM]) {
        plot_bell(&plot, g->ddpm_mean, g->ddpm_variance, 1.0, 2.0f, true, theme->series[2]);
    }
    if (scene->controls.broken != RIGHT) {
        plot_bell(&plot, g->wrong_mean, g->wrong_variance, 1.0, 2.5f, true, theme->wrong);
    }
    plot_end(&plot);
}

static void draw_sweep(const Scene *scene, DrawList *list, Rect box) {
    const GaussianReverse *g = scene->state;
    const PlotAxes axes = {.x_low = LOG_BETA_LOW,
                           .x_high = 0.0,
                           .y_low = KL_LOW,
                           .y_high = KL_HIGH,
                           .y_log = true,
                           .title = "KL of the exact step from its best Gaussian",
                           .x_label = "log_{10} β"};
    Plot plot = plot_begin(scene, list, box, &axes);
    plot_vertical(&plot, scene->controls.slider[LOG_BETA], true, scene->theme->accent, NULL, 0);
    plot_curve(&plot, g->sweep_beta, g->sweep_kl, SWEEP_PLACES, 2.5f, scene->theme->series[0]);
    if (g->back.exists) {
        plot_dot(&plot, scene->controls.slider[LOG_BETA], kl_logarithm(g->back.kl), 6.0f,
                 scene->theme->accent);
    }
    plot_end(&plot);
}

typedef struct {
    Rect curves, sweep;
    bool has_sweep;
} Parts;

static Parts parts_of(const Scene *scene, DrawList *list, Rect box) {
    const GaussianReverse *g = scene->state;
    const Theme *theme = scene->theme;
    const bool *on = scene->controls.on;
    const PlotKey keys[] = {
        {KEY_LINE, theme->exact, on[EXACT] ? "exact q(x_{t-1}|x_t)" : NULL},
        {KEY_DASHED, theme->series[0], on[BEST] ? "Gaussian, same mean and variance" : NULL},
        {KEY_DASHED, theme->series[2], on[DDPM] ? "DDPM's step" : NULL},
        {KEY_LINE, theme->dim, on[PRIOR] ? "density of x_{t-1}" : NULL},
        {KEY_DASHED, theme->wrong, scene->controls.broken != RIGHT ? "broken" : NULL},
    };
    Rect below = plot_below(box, plot_keys(scene, list, box, keys, COUNT_OF(keys)));
    const char *lines[2] = {g->lines[0], g->lines[1]};
    const Color colors[2] = {theme->dim, theme->text};
    Rect rest = plot_below(below, plot_lines(scene, list, below, lines, colors, 2));
    Parts parts = {.curves = rest, .has_sweep = on[SWEEP] && g->has_sweep};
    if (parts.has_sweep) {
        float share = 0.62f * rest.height;
        parts.curves.height = share;
        parts.sweep = (Rect){rest.x, rest.y + share, rest.width, rest.height - share};
    }
    return parts;
}

static void draw_gaussian_reverse(const Scene *scene, DrawList *list, Rect box) {
    Parts parts = parts_of(scene, list, box);
    draw_curves(scene, list, parts.curves);
    if (parts.has_sweep) {
        draw_sweep(scene, list, parts.sweep);
    }
}

/* x_t is dragged in the upper picture, beta in the lower one. */
static bool drag_gaussian_reverse(Scene *scene, Rect box, float x, float y, bool pressed) {
    (void)pressed;
    Parts parts = parts_of(scene, NULL, box);
    bool lower = parts.has_sweep && y >= parts.sweep.y;
    PlotAxes axes = curve_axes(scene);
    Rect plot = plot_place(scene, lower ? parts.sweep : parts.curves, &axes);
    double share = (double)((x - plot.x) / plot.width);
    size_t k = lower ? LOG_BETA : X_T;
    double value =
        lower ? LOG_BETA_LOW * (1.0 - share) : axes.x_low + share * (axes.x_high - axes.x_low);
    value = fmin(fmax(value, sliders[k].low), sliders[k].high);
    bool changed = scene->controls.slider[k] != value;
    scene->controls.slider[k] = value;
    return changed;
}

const SceneRow scene_row_gaussian_reverse = {
    .name = "gaussian-reverse",
    .title = "Is the reverse step a Gaussian?",
    .doc = "the exact reverse step beside its best Gaussian: alike for small beta, not for large",
    .formula = "q(x_{t-1}|x_t) \\propto q(x_{t-1})\\,\\mathcal N(x_t;\\sqrt{1-\\beta}\\,x_{t-1},"
               "\\beta)",
    .dimensions = SCENE_LINE,
    .plays = true,
    .data = "mix2",
    .schedule = "linear",
    .steps = 1000,
    .particles = SCENE_PARTICLES_MIN,
    .switch_count = COUNT_OF(switches),
    .switches = switches,
    .slider_count = COUNT_OF(sliders),
    .sliders = sliders,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(GaussianReverse),
    .start_anew = start_gaussian_reverse,
    .update = update_gaussian_reverse,
    .draw = draw_gaussian_reverse,
    .drag = drag_gaussian_reverse,
};
