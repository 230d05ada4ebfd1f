/* scene_composition.c - many small steps are one big step: the chain's histogram beside the jump's,
 * both under the same exact curve; and the twin that adds standard deviations instead of variances,
 * which drifts away. */
#include <math.h>
#include <stdio.h>

#include "diffusion/simulate.h"
#include "scene/cloud.h"
#include "scene/tape.h"

enum { PARTICLES, COUNTS, DENSITY, TWIN };

static const SceneSwitch switches[] = {
    [PARTICLES] = {"particles", "particles", 'p', true},
    [COUNTS] = {"histogram", "histogram", 'h', true},
    [DENSITY] = {"density", "exact density", 'd', true},
    [TWIN] = {"twin", "wrong twin", 'w', true},
};

enum { RIGHT, SDS_ADDED, NOT_SHRUNK };

static const SceneBreak breaks[] = {
    {"\\sigma_t = \\sqrt{\\alpha_t}\\,\\sigma_{t-1}+\\sqrt{\\beta_t}",
     "standard deviations are added; only variances add"},
    {"\\sigma_t^2 = \\sigma_{t-1}^2+\\beta_t", "the earlier noise is not shrunk by alpha_t"},
};

typedef struct {
    Cloud small, big;
    float *data, *noise, *narrow; /* (n) */
    Tape tape;
    Simulation simulation;
    size_t t;
    double added, unshrunk; /* the two wrong standard deviations of the noise at t */
    double twin_x[CLOUD_PLACES], twin_y[CLOUD_PLACES];
    bool has_twin;
    char titles[2][96], note[96];
} Composition;

static void advance(void *context, double *x, size_t from, size_t to) {
    Composition *c = context;
    simulate_steps(x, c->small.n, 1, &c->simulation, from, to);
}

static void start_composition(Scene *scene, Arena *arena) {
    Composition *c = scene->state;
    size_t n = scene->controls.particles;
    uint64_t seed = scene->controls.seed;
    const Schedule *schedule = scene->schedule;
    cloud_init(&c->small, arena, scene->data, n, seed);
    cloud_init(&c->big, arena, scene->data, n, seed);
    c->data = arena_array(arena, n, sizeof *c->data);
    c->noise = arena_array(arena, n, sizeof *c->noise);
    c->narrow = arena_array(arena, n, sizeof *c->narrow);
    scene_draw_data(c->data, scene->data, n, seed, SCENE_STREAM_DATA);
    scene_draw_normals(c->noise, n, seed, SCENE_STREAM_NOISE);
    c->simulation = (Simulation){.steps = schedule->steps,
                                 .scale = schedule->sqrt_alpha,
                                 .spread = schedule->sqrt_beta,
                                 .seed = seed,
                                 .threads = 1};
    tape_init(&c->tape, arena, n, schedule->steps);
    c->tape.advance = advance;
    c->tape.context = c;
    tape_start(&c->tape, c->data);
}

/* The noise's standard deviation by the two slips, composed step after step. */
static void compose_wrongly(const Schedule *s, size_t t, double *added, double *unshrunk) {
    double sd = 0.0, variance = 0.0;
    for (size_t i = 1; i <= t; i++) {
        sd = s->sqrt_alpha[i] * sd + s->sqrt_beta[i];
        variance += s->beta[i];
    }
    *added = sd;
    *unshrunk = sqrt(variance);
}

/* The law that the twin claims. */
static void make_twin(const Scene *scene, Composition *c, double scale) {
    for (size_t i = 0; i < CLOUD_PLACES; i++) {
        c->twin_x[i] =
            c->big.low + (c->big.high - c->big.low) * (double)i / (double)(CLOUD_PLACES - 1);
    }
    const DataNoised out = {.log_density = c->twin_y};
    c->has_twin =
        c->t >= 1 && data_noised(&out, scene->data, c->twin_x, CLOUD_PLACES, scale, c->added);
    for (size_t i = 0; i < CLOUD_PLACES && c->has_twin; i++) {
        c->twin_y[i] = exp(c->twin_y[i]);
    }
}

static void update_composition(Scene *scene) {
    Composition *c = scene->state;
    c->t = (size_t)floor(scene->controls.time + 0.5);
    SceneLevel level = scene_level(scene->schedule, (double)c->t);
    compose_wrongly(scene->schedule, c->t, &c->added, &c->unshrunk);
    cloud_exact(&c->small, level, true, scene->pool);
    cloud_exact(&c->big, level, true, scene->pool);
    c->simulation.pool = scene->pool;
    const double *x = tape_go(&c->tape, c->t);
    for (size_t i = 0; i < c->small.n; i++) {
        c->narrow[i] = (float)x[i];
    }
    cloud_move(&c->small, c->narrow, c->narrow, 1.0, 0.0, scene->pool);
    size_t broken = scene->controls.broken;
    double spread = broken == SDS_ADDED    ? c->added
                    : broken == NOT_SHRUNK ? c->unshrunk
                                           : level.spread;
    cloud_move(&c->big, c->data, c->noise, level.scale, spread, scene->pool);
    make_twin(scene, c, level.scale);
    snprintf(c->titles[0], sizeof c->titles[0], "%zu small step%s", c->t, c->t == 1 ? "" : "s");
    snprintf(c->titles[1], sizeof c->titles[1], "one big step to t = %zu%s", c->t,
             broken != RIGHT ? ", broken" : "");
    snprintf(c->note, sizeof c->note,
             "standard deviation of the noise: %.3f; added step by step: %.3f", level.spread,
             c->added);
}

static void draw_twin(const Plot *plot) {
    const Scene *scene = plot->scene;
    const Composition *c = scene->state;
    if (scene->controls.on[TWIN] && c->has_twin) {
        plot_curve_dashed(plot, c->twin_x, c->twin_y, CLOUD_PLACES, 2.5f, scene->theme->wrong);
    }
}

static void draw_composition(const Scene *scene, DrawList *list, Rect box) {
    const Composition *c = scene->state;
    const bool *on = scene->controls.on;
    const PlotKey twin = {KEY_DASHED, scene->theme->wrong,
                          on[TWIN] ? "twin: standard deviations added" : NULL};
    Rect lines = plot_below(box, plot_keys(scene, list, box, &twin, 1));
    const char *const note = c->note;
    Rect rest = plot_below(lines, plot_lines(scene, list, lines, &note, &scene->theme->text, 1));
    const Cloud *clouds[2] = {&c->small, &c->big};
    for (size_t i = 0; i < 2; i++) {
        const CloudLayers layers = {.particles = on[PARTICLES],
                                    .counts = on[COUNTS],
                                    .density = on[DENSITY],
                                    .title = c->titles[i],
                                    .what = "x_t",
                                    .overlay = draw_twin};
        cloud_draw(scene, clouds[i], list, plot_half(scene, rest, 2, i), &layers);
    }
}

const SceneRow scene_row_composition = {
    .name = "composition",
    .title = "Small steps and one big step",
    .doc =
        "the chain of small steps and the one jump have the same law; adding standard deviations "
        "instead of variances does not",
    .formula =
        "\\sqrt{\\alpha_t}\\sqrt{1-\\bar\\alpha_{t-1}}\\,z_1+\\sqrt{1-\\alpha_t}\\,z_2 \\sim "
        "\\mathcal N(0, 1-\\bar\\alpha_t)",
    .dimensions = SCENE_LINE,
    .plays = true,
    .data = "mix2",
    .schedule = "linear-scaled",
    .steps = 50,
    .particles = 20000,
    .switch_count = COUNT_OF(switches),
    .switches = switches,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(Composition),
    .start_anew = start_composition,
    .update = update_composition,
    .draw = draw_composition,
};
