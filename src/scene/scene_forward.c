/* scene_forward.c - forward diffusion: particles x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 -
 * alpha_bar_t) eps, each with a noise of its own that stays, beside the exact density of x_t. A
 * switch shows the chain of single steps instead, whose law is the same at every t. */
#include <math.h>
#include <stdio.h>

#include "diffusion/simulate.h"
#include "scene/cloud.h"
#include "scene/tape.h"

enum { PARTICLES, COUNTS, DENSITY, CONTOURS, CHAIN };

static const SceneSwitch switches[] = {
    [PARTICLES] = {"particles", "particles", 'p', true},
    [COUNTS] = {"histogram", "histogram, heat map", 'h', true},
    [DENSITY] = {"density", "exact density", 'd', true},
    [CONTOURS] = {"contours", "contours", 'c', true},
    [CHAIN] = {"chain", "step by step", 's', false},
};

enum { RIGHT, NO_ROOT_ON_SIGNAL, NO_ROOT_ON_NOISE, NO_BAR };

static const SceneBreak breaks[] = {
    {"x_t = \\bar\\alpha_t x_0 + \\sqrt{1-\\bar\\alpha_t}\\,\\epsilon",
     "the root is missing on the signal"},
    {"x_t = \\sqrt{\\bar\\alpha_t}\\,x_0 + (1-\\bar\\alpha_t)\\,\\epsilon",
     "the variance stands where the standard deviation belongs"},
    {"x_t = \\sqrt{\\alpha_t}\\,x_0 + \\sqrt{1-\\alpha_t}\\,\\epsilon",
     "the bar is missing: one step's noise in place of all steps'"},
};

typedef struct {
    Cloud cloud;
    Arena *arena;
    float *data, *noise; /* (n, d) */
    /* The chain, made when it is first shown. */
    bool has_chain;
    size_t chain_broken; /* the break it was made with */
    Tape tape;
    Simulation simulation;
    float *state,
        *step_noise;   /* (n, d): the chain before the present step, and that step's noise */
    size_t state_step; /* SIZE_MAX: none */
    size_t noise_step; /* that step_noise belongs to; 0: none */
    double *wide;      /* (n, d) */
    char title[96];
} Forward;

static void start_forward(Scene *scene, Arena *arena) {
    Forward *forward = scene->state;
    size_t n = scene->controls.particles, d = scene->data->dimension;
    uint64_t seed = scene->controls.seed;
    cloud_init(&forward->cloud, arena, scene->data, n, seed);
    forward->arena = arena;
    forward->data = arena_array(arena, n * d, sizeof *forward->data);
    forward->noise = arena_array(arena, n * d, sizeof *forward->noise);
    scene_draw_data(forward->data, scene->data, n, seed, SCENE_STREAM_DATA);
    scene_draw_normals(forward->noise, n * d, seed, SCENE_STREAM_NOISE);
    forward->state_step = SIZE_MAX;
}

/* ---- one jump ---- */

/* \alpha_t between two steps, straight from one to the next. */
static double alpha_at(const Schedule *schedule, double time) {
    size_t t = (size_t)time;
    double part = time - (double)t;
    return t >= schedule->steps ? schedule->alpha[schedule->steps]
                                : (1.0 - part) * schedule->alpha[t] + part * schedule->alpha[t + 1];
}

/* x_t = \sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon, DDPM (Ho 2020) eq. 4, claim:
 * closed-form; or one of its broken versions. */
static SceneLevel jump_level(const Scene *scene) {
    SceneLevel level = scene_level(scene->schedule, scene->controls.time);
    double alpha = alpha_at(scene->schedule, scene->controls.time);
    switch (scene->controls.broken) {
    case NO_ROOT_ON_SIGNAL: level.scale *= level.scale; break;
    case NO_ROOT_ON_NOISE: level.spread *= level.spread; break;
    case NO_BAR: level = (SceneLevel){sqrt(alpha), sqrt(1.0 - alpha)}; break;
    default: break;
    }
    return level;
}

/* ---- the chain ---- */

static void advance(void *context, double *x, size_t from, size_t to) {
    Forward *forward = context;
    simulate_steps(x, forward->cloud.n, forward->cloud.d, &forward->simulation, from, to);
}

/* x_t = \sqrt{\alpha_t}x_{t-1} + \sqrt{\beta_t}\epsilon_t, DDPM (Ho 2020) eq. 2; the same two slips
 * break it as the jump. */
static void make_chain(const Scene *scene, Forward *forward) {
    const Schedule *schedule = scene->schedule;
    size_t numbers = forward->cloud.n * forward->cloud.d;
    if (!forward->has_chain) {
        tape_init(&forward->tape, forward->arena, numbers, schedule->steps);
        forward->state = arena_array(forward->arena, numbers, sizeof *forward->state);
        forward->step_noise = arena_array(forward->arena, numbers, sizeof *forward->step_noise);
        forward->wide = arena_array(forward->arena, numbers, sizeof *forward->wide);
    }
    size_t broken = scene->controls.broken;
    forward->simulation =
        (Simulation){.steps = schedule->steps,
                     .scale = broken == NO_ROOT_ON_SIGNAL ? schedule->alpha : schedule->sqrt_alpha,
                     .spread = broken == NO_ROOT_ON_NOISE ? schedule->beta : schedule->sqrt_beta,
                     .seed = scene->controls.seed,
                     .threads = 1};
    forward->tape.advance = advance;
    forward->tape.context = forward;
    tape_start(&forward->tape, forward->data);
    forward->has_chain = true;
    forward->chain_broken = broken;
    forward->state_step = SIZE_MAX;
}

static void narrow(float *out, const double *x, size_t count) {
    for (size_t i = 0; i < count; i++) {
        out[i] = (float)x[i];
    }
}

/* The state after the last whole step, and a part of the next one's noise. */
static void move_chain(const Scene *scene, Forward *forward) {
    if (!forward->has_chain || forward->chain_broken != scene->controls.broken) {
        make_chain(scene, forward);
    }
    forward->simulation.pool = scene->pool;
    size_t t = (size_t)scene->controls.time;
    t = t < scene->schedule->steps ? t : scene->schedule->steps - 1;
    size_t numbers = forward->cloud.n * forward->cloud.d;
    double part = scene->controls.time - (double)t;
    if (forward->state_step != t) {
        narrow(forward->state, tape_go(&forward->tape, t), numbers);
        forward->state_step = t;
    }
    /* On a whole step no part of the next one's noise is there. */
    if (part > 0.0 && forward->noise_step != t + 1) {
        simulate_noise(forward->wide, forward->cloud.n, forward->cloud.d, scene->controls.seed,
                       t + 1);
        narrow(forward->step_noise, forward->wide, numbers);
        forward->noise_step = t + 1;
    }
    double alpha = 1.0, beta = 0.0;
    scene_part_of_step(scene->schedule, t + 1, part, &alpha, &beta);
    size_t broken = scene->controls.broken;
    double scale = broken == NO_ROOT_ON_SIGNAL ? alpha : sqrt(alpha);
    double spread = broken == NO_ROOT_ON_NOISE ? beta : sqrt(beta);
    cloud_move(&forward->cloud, forward->state, forward->step_noise, scale, spread, scene->pool);
}

/* ---- the scene ---- */

static void update_forward(Scene *scene) {
    Forward *forward = scene->state;
    const bool *on = scene->controls.on;
    SceneLevel exact = scene_level(scene->schedule, scene->controls.time);
    cloud_exact(&forward->cloud, exact, on[DENSITY] || on[CONTOURS] || on[COUNTS], scene->pool);
    /* A missing bar is a slip in the jump; the chain has none to lose. */
    if (on[CHAIN] && scene->controls.broken != NO_BAR) {
        move_chain(scene, forward);
    } else {
        SceneLevel level = jump_level(scene);
        cloud_move(&forward->cloud, forward->data, forward->noise, level.scale, level.spread,
                   scene->pool);
    }
    scene_title(forward->title, sizeof forward->title, "x_t", scene->controls.time,
                scene->schedule->steps);
}

static void draw_forward(const Scene *scene, DrawList *list, Rect box) {
    const Forward *forward = scene->state;
    const bool *on = scene->controls.on;
    const CloudLayers layers = {.particles = on[PARTICLES],
                                .counts = on[COUNTS],
                                .density = on[DENSITY],
                                .contours = on[CONTOURS],
                                .title = forward->title,
                                .what = "x_t"};
    cloud_draw(scene, &forward->cloud, list, box, &layers);
}

const SceneRow scene_row_forward = {
    .name = "forward",
    .title = "Forward diffusion",
    .doc = "noise is added to the data step by step; the particles follow the exact density of x_t",
    .formula = "x_t = \\sqrt{\\bar\\alpha_t}\\,x_0 + \\sqrt{1-\\bar\\alpha_t}\\,\\epsilon",
    .dimensions = SCENE_LINE | SCENE_PLANE,
    .plays = true,
    .data = "moons",
    .schedule = "linear",
    .steps = 1000,
    .particles = 20000,
    .switch_count = COUNT_OF(switches),
    .switches = switches,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(Forward),
    .start_anew = start_forward,
    .update = update_forward,
    .draw = draw_forward,
};
