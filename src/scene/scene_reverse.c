/* scene_reverse.c - reverse diffusion: ancestral sampling from noise with the exact denoiser
 * E[eps | x_t], so that whatever is wrong in the picture comes from the steps' size, from the
 * start, or from a break; or, on request, with the network that comes with the program. */
#include <math.h>
#include <stdio.h>

#include "denoise/network.h"
#include "diffusion/measure.h"
#include "diffusion/sampler.h"
#include "scene/cloud.h"
#include "scene/tape.h"

enum {
    PARTICLES,
    COUNTS,
    DENSITY,
    CONTOURS,
    TRACKS,
    ARROWS,
    DISTANCE,
    TRUE_START,
    LARGE_NOISE,
    LEARNED
};

static const SceneSwitch switches[] = {
    [PARTICLES] = {"particles", "particles", 'p', true},
    [COUNTS] = {"histogram", "histogram, heat map", 'h', true},
    [DENSITY] = {"density", "exact density", 'd', true},
    [CONTOURS] = {"contours", "contours", 'c', true},
    [TRACKS] = {"trajectories", "trajectories", 'j', true},
    [ARROWS] = {"arrows", "score arrows", 'a', false},
    [DISTANCE] = {"distance", "energy distance", 'e', true},
    [TRUE_START] = {"true-start", "true start", 'x', false},
    [LARGE_NOISE] = {"beta", "variance β_t", 'b', false},
    [LEARNED] = {"network", "network", 'n', false},
};

enum { RIGHT, FLIPPED, ALL_NOISE, NO_BAR, NO_FRESH_NOISE };

static const SceneBreak breaks[] = {
    {"x_{t-1} = "
     "\\frac{1}{\\sqrt{\\alpha_t}}(x_t+\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)"
     "+\\sigma_t z",
     "the sign of the noise is flipped"},
    {"x_{t-1} = \\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon)+\\sigma_t z",
     "all the noise is removed at once, not one step's share"},
    {"x_{t-1} = \\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\alpha_t}}\\epsilon)"
     "+\\sigma_t z",
     "the bar is missing under the root"},
    {"x_{t-1} = \\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}"
     "\\epsilon)",
     "no fresh noise is added"},
};

/* Particles whose way is drawn. */
#define TRACK_COUNT 6
/* Score arrows in each direction. */
#define ARROW_SIDE 17
/* Components times particles in one step: about 8 ms on two processors. */
#define STEP_WORK 1.2e6
#define PARTICLES_MIN 500
/* The same for the steps of a frame in which nobody may wait. */
#define HURRIED_WORK 3e5
/* A broken sampler may run away for ever: this far from the picture is far enough. */
#define ESCAPED 1e4
/* Points on a line that the distance is computed from: two sets are sorted in 2 ms. */
#define DISTANCE_POINTS 4000

typedef struct {
    Cloud cloud;
    size_t n;
    ExactDenoiser exact;
    Arena *arena;
    bool looked_for; /* the network that comes with the program for these data */
    NetworkDenoiser learned;
    SamplerRun run;
    const SamplerRow *sampler;
    Tape tape;
    bool has_tape, true_start, large_noise, by_network; /* what the tape was made with */
    size_t broken;
    size_t shown_step; /* the step that the cloud shows; SIZE_MAX: none */
    float *start;      /* (n, d): state 0 */
    float *narrow;     /* (n, d) */
    double *wide;      /* (n, d) */
    float *tracks;     /* (T + 1, TRACK_COUNT, d), by t */
    size_t fresh_count;
    float *fresh, *fresh_noise;      /* (fresh_count, d): another draw of x_0, and its noise */
    double *one, *other, *workspace; /* the two sets that are compared */
    EnergyDistance distance;
    double score[ARROW_SIDE * ARROW_SIDE][2];
    bool has_arrows;
    char title[96], note[64], chance[64], alarm[240];
} Reverse;

/* ---- the sampler and its broken versions ---- */

static SamplerStep right_step(const SamplerRun *run, size_t from, size_t to) {
    return sampler_find("ddpm")->step(run, from, to);
}

static SamplerStep flipped(const SamplerRun *run, size_t from, size_t to) {
    SamplerStep step = right_step(run, from, to);
    step.remove = -step.remove;
    return step;
}

static SamplerStep all_noise(const SamplerRun *run, size_t from, size_t to) {
    SamplerStep step = right_step(run, from, to);
    step.remove = -step.keep * run->schedule->sqrt_one_minus_alpha_bar[from];
    return step;
}

static SamplerStep no_bar(const SamplerRun *run, size_t from, size_t to) {
    SamplerStep step = right_step(run, from, to);
    step.remove = -step.keep * run->schedule->sqrt_beta[from];
    return step;
}

static SamplerStep no_fresh_noise(const SamplerRun *run, size_t from, size_t to) {
    SamplerStep step = right_step(run, from, to);
    step.spread = 0.0;
    return step;
}

static const SamplerRow samplers[] = {
    [RIGHT] = {.name = "right", .step = right_step},
    [FLIPPED] = {.name = "flipped", .step = flipped},
    [ALL_NOISE] = {.name = "all noise", .step = all_noise},
    [NO_BAR] = {.name = "no bar", .step = no_bar},
    [NO_FRESH_NOISE] = {.name = "no fresh noise", .step = no_fresh_noise},
};

/* ---- state ---- */

static double terms_of(const DataSet *data) {
    return data->component_count > 0 ? (double)data->component_count : 8.0;
}

static size_t affordable(const DataSet *data, size_t wanted) {
    size_t most = (size_t)(STEP_WORK / terms_of(data));
    most = most > PARTICLES_MIN ? most : PARTICLES_MIN;
    return wanted < most ? wanted : most;
}

static void start_reverse(Scene *scene, Arena *arena) {
    Reverse *r = scene->state;
    const SceneControls *controls = &scene->controls;
    size_t d = scene->data->dimension, steps = scene->schedule->steps;
    r->n = affordable(scene->data, controls->particles);
    cloud_init(&r->cloud, arena, scene->data, r->n, controls->seed);
    r->exact = (ExactDenoiser){scene->data, scene->schedule};
    r->arena = arena;
    r->start = arena_array(arena, r->n * d, sizeof *r->start);
    r->narrow = arena_array(arena, r->n * d, sizeof *r->narrow);
    r->wide = arena_array(arena, r->n * d, sizeof *r->wide);
    r->tracks = arena_array(arena, (steps + 1) * TRACK_COUNT * d, sizeof *r->tracks);
    r->fresh_count = d == 2 ? MEASURE_PLANE_POINTS : DISTANCE_POINTS;
    size_t most = r->fresh_count * d;
    r->fresh = arena_array(arena, most, sizeof *r->fresh);
    r->fresh_noise = arena_array(arena, most, sizeof *r->fresh_noise);
    r->one = arena_array(arena, most, sizeof *r->one);
    r->other = arena_array(arena, most, sizeof *r->other);
    r->workspace =
        arena_array(arena, measure_workspace(r->fresh_count, r->fresh_count), sizeof *r->workspace);
    scene_draw_data(r->fresh, scene->data, r->fresh_count, controls->seed, SCENE_STREAM_FRESH);
    scene_draw_normals(r->fresh_noise, most, controls->seed, SCENE_STREAM_FRESH_NOISE);
    tape_init(&r->tape, arena, r->n * d, steps);
}

static void record(Reverse *r, const double *x, size_t t) {
    size_t d = r->cloud.d;
    for (size_t i = 0; i < TRACK_COUNT * d; i++) {
        r->tracks[t * TRACK_COUNT * d + i] = (float)x[i];
    }
}

static void advance(void *context, double *x, size_t from, size_t to) {
    Reverse *r = context;
    size_t last = r->run.schedule->steps;
    for (size_t k = from; k < to; k++) {
        sampler_step(x, r->n, r->cloud.d, r->sampler, &r->run, last - k, last - k - 1);
        for (size_t i = 0; r->broken != RIGHT && i < r->n * r->cloud.d; i++) {
            x[i] = fmin(fmax(x[i], -ESCAPED), ESCAPED);
        }
        record(r, x, last - k - 1);
    }
}

/* The exact denoiser, or the network where it is asked for and there is one. */
static Denoiser denoiser_of(Scene *scene, Reverse *r) {
    if (scene->controls.on[LEARNED] && !r->looked_for) {
        r->learned =
            (NetworkDenoiser){network_for_data(r->arena, scene->data->name), scene->schedule};
        r->looked_for = true;
    }
    r->by_network = scene->controls.on[LEARNED];
    bool has = r->by_network && r->learned.network != NULL &&
               r->learned.network->weights.network.dimension == scene->data->dimension;
    return has ? network_denoiser(&r->learned) : denoiser_exact(&r->exact);
}

/* x_T from N(0, I), or from its true law: noised data. */
static void start_tape(Scene *scene, Reverse *r) {
    const SceneControls *controls = &scene->controls;
    size_t d = r->cloud.d, steps = scene->schedule->steps;
    r->true_start = controls->on[TRUE_START];
    r->large_noise = controls->on[LARGE_NOISE];
    r->broken = controls->broken;
    r->sampler = &samplers[r->broken];
    r->run = (SamplerRun){.schedule = scene->schedule,
                          .denoiser = denoiser_of(scene, r),
                          .variance = r->large_noise ? SAMPLER_BETA : SAMPLER_POSTERIOR,
                          .seed = controls->seed,
                          .pool = scene->pool};
    scene_draw_normals(r->start, r->n * d, controls->seed, SCENE_STREAM_START);
    if (r->true_start) {
        SceneLevel level = scene_level(scene->schedule, (double)steps);
        scene_draw_data(r->narrow, scene->data, r->n, controls->seed, SCENE_STREAM_DATA);
        for (size_t i = 0; i < r->n * d; i++) {
            r->start[i] = (float)level.scale * r->narrow[i] + (float)level.spread * r->start[i];
        }
    }
    r->tape.advance = advance;
    r->tape.context = r;
    tape_start(&r->tape, r->start);
    record(r, r->tape.x, steps);
    r->has_tape = true;
    r->shown_step = SIZE_MAX;
}

static bool tape_fits(const Reverse *r, const SceneControls *controls) {
    return r->has_tape && r->true_start == controls->on[TRUE_START] &&
           r->large_noise == controls->on[LARGE_NOISE] && r->by_network == controls->on[LEARNED] &&
           r->broken == controls->broken;
}

/* ---- what is shown of it ---- */

static void compare(Reverse *r, const double *x, SceneLevel level) {
    size_t d = r->cloud.d;
    size_t used = r->n < r->fresh_count ? r->n : r->fresh_count;
    for (size_t i = 0; i < used * d; i++) {
        r->one[i] = x[i];
    }
    for (size_t i = 0; i < r->fresh_count * d; i++) {
        r->other[i] = level.scale * (double)r->fresh[i] + level.spread * (double)r->fresh_noise[i];
    }
    r->distance = measure_energy(r->one, used, r->other, r->fresh_count, d, r->workspace);
    bool far = r->distance.distance > 5.0 * r->distance.floor;
    snprintf(r->note, sizeof r->note, "energy distance %.4f%s", r->distance.distance,
             far ? ", far" : "");
    snprintf(r->chance, sizeof r->chance, "chance alone: ±%.4f", r->distance.floor);
}

static double arrow_place(const Cloud *cloud, size_t i) {
    return cloud->low + (cloud->high - cloud->low) * ((double)i + 0.5) / ARROW_SIDE;
}

static void make_arrows(const Scene *scene, Reverse *r, SceneLevel level) {
    double places[ARROW_SIDE][2];
    r->has_arrows = r->cloud.d == 2;
    for (size_t row = 0; row < ARROW_SIDE && r->has_arrows; row++) {
        for (size_t column = 0; column < ARROW_SIDE; column++) {
            places[column][0] = arrow_place(&r->cloud, column);
            places[column][1] = arrow_place(&r->cloud, row);
        }
        const DataNoised asked = {.score = r->score[row * ARROW_SIDE]};
        r->has_arrows =
            data_noised(&asked, scene->data, places[0], ARROW_SIDE, level.scale, level.spread);
    }
}

static size_t shown_step(const Scene *scene) {
    return (size_t)floor(scene->controls.time + 0.5);
}

/* The state of the tape that is shown when `wanted` is asked for; in a hurry time stays behind. */
static size_t reached(Scene *scene, const Reverse *r, size_t wanted) {
    double most = fmax(1.0, HURRIED_WORK / ((double)r->n * terms_of(scene->data)));
    size_t state = scene->hurried ? tape_reach(&r->tape, wanted, (size_t)most) : wanted;
    if (state != wanted) {
        scene->controls.time = (double)(scene->schedule->steps - state);
    }
    return state;
}

static void update_reverse(Scene *scene) {
    Reverse *r = scene->state;
    const bool *on = scene->controls.on;
    size_t steps = scene->schedule->steps, t = shown_step(scene);
    if (!tape_fits(r, &scene->controls)) {
        start_tape(scene, r);
    }
    r->run.pool = scene->pool;
    t = steps - reached(scene, r, steps - t);
    SceneLevel level = scene_level(scene->schedule, (double)t);
    cloud_exact(&r->cloud, level, on[DENSITY] || on[CONTOURS] || on[COUNTS], scene->pool);
    const double *x = tape_go(&r->tape, steps - t);
    if (r->shown_step != t) {
        for (size_t i = 0; i < r->n * r->cloud.d; i++) {
            r->narrow[i] = (float)x[i];
        }
        cloud_move(&r->cloud, r->narrow, r->narrow, 1.0, 0.0, scene->pool);
        r->note[0] = '\0';
        r->shown_step = t;
    }
    if (on[DISTANCE] && r->note[0] == '\0') {
        compare(r, x, level);
    }
    r->has_arrows = false;
    if (on[ARROWS]) {
        make_arrows(scene, r, level);
    }
    scene_title(r->title, sizeof r->title, "x_t", (double)t, steps);
    scene->alarm = scene_terminal_alarm(scene, r->alarm, sizeof r->alarm, r->true_start);
    if (r->by_network && r->learned.network == NULL) {
        scene->alarm = "no network for these data comes with the program, so the exact denoiser is "
                       "used";
    }
}

static void draw_tracks(const Plot *plot, const Reverse *r) {
    const Scene *scene = plot->scene;
    size_t steps = scene->schedule->steps, t = shown_step(scene);
    /* Of thousands of steps every n-th point: a line has no more turns than can be seen. */
    size_t stride = (steps - t) / 200 + 1;
    for (size_t i = 0; i < TRACK_COUNT && r->cloud.d == 2; i++) {
        const float *track = r->tracks + 2 * i;
        size_t width = (size_t)2 * TRACK_COUNT;
        Color color = scene->theme->series[1 + i % 5];
        for (size_t s = t; s < steps; s += stride) {
            size_t next = s + stride < steps ? s + stride : steps;
            plot_segment(plot, (double)track[s * width], (double)track[s * width + 1],
                         (double)track[next * width], (double)track[next * width + 1], 1.2f,
                         color_fade(color, 0.6f));
        }
        plot_dot(plot, (double)track[t * width], (double)track[t * width + 1], 4.0f, color);
    }
}

/* On a line a way needs a second axis: time runs up from the particles' present place. */
static void draw_line_tracks(const Plot *plot, const Reverse *r) {
    const Scene *scene = plot->scene;
    size_t steps = scene->schedule->steps, t = shown_step(scene);
    size_t stride = (steps - t) / 200 + 1;
    double top = plot->y_high;
    for (size_t i = 0; i < TRACK_COUNT; i++) {
        Color color = color_fade(scene->theme->series[1 + i % 5], 0.6f);
        for (size_t s = t; s < steps; s += stride) {
            size_t next = s + stride < steps ? s + stride : steps;
            plot_segment(plot, (double)r->tracks[s * TRACK_COUNT + i],
                         top * (double)(s - t) / (double)steps,
                         (double)r->tracks[next * TRACK_COUNT + i],
                         top * (double)(next - t) / (double)steps, 1.2f, color);
        }
        plot_dot(plot, (double)r->tracks[t * TRACK_COUNT + i], 0.0, 4.0f, color);
    }
}

/* In the direction of the score, as long as one step to E[sqrt(alpha_bar) x_0 | x_t] is, up to the
 * distance of two arrows. */
static void draw_arrows(const Plot *plot, const Reverse *r, double spread) {
    double cell = (r->cloud.high - r->cloud.low) / ARROW_SIDE;
    for (size_t i = 0; i < ARROW_SIDE * ARROW_SIDE && r->has_arrows; i++) {
        double dx = spread * spread * r->score[i][0], dy = spread * spread * r->score[i][1];
        double length = hypot(dx, dy);
        if (!(length > 0.0) || !isfinite(length)) {
            continue;
        }
        double shown = 0.9 * cell * tanh(length / cell) / length;
        plot_arrow(plot, arrow_place(&r->cloud, i % ARROW_SIDE),
                   arrow_place(&r->cloud, i / ARROW_SIDE), shown * dx, shown * dy, 1.2f,
                   color_fade(plot->scene->theme->text, 0.7f));
    }
}

static void draw_overlay(const Plot *plot) {
    const Scene *scene = plot->scene;
    const Reverse *r = scene->state;
    SceneLevel level = scene_level(scene->schedule, (double)shown_step(scene));
    draw_arrows(plot, r, level.spread);
    if (scene->controls.on[TRACKS] && r->cloud.d == 2) {
        draw_tracks(plot, r);
    } else if (scene->controls.on[TRACKS]) {
        draw_line_tracks(plot, r);
    }
}

static void draw_reverse(const Scene *scene, DrawList *list, Rect box) {
    const Reverse *r = scene->state;
    const bool *on = scene->controls.on;
    const CloudLayers layers = {
        .particles = on[PARTICLES],
        .counts = on[COUNTS],
        .density = on[DENSITY],
        .contours = on[CONTOURS],
        .title = r->title,
        .what = "x_t",
        .notes = {on[DISTANCE] ? r->note : NULL, on[DISTANCE] ? r->chance : NULL},
        .overlay = draw_overlay};
    cloud_draw(scene, &r->cloud, list, box, &layers);
}

const SceneRow scene_row_reverse = {
    .name = "reverse",
    .title = "Reverse diffusion",
    .doc = "from noise back to data with the exact E[eps | x_t]: the particles should follow the "
           "exact density of x_t",
    .formula = "x_{t-1} = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t-"
               "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\mathrm E[\\epsilon|x_t]\\right)"
               "+\\sigma_t z",
    .dimensions = SCENE_LINE | SCENE_PLANE,
    .plays = true,
    .backwards = true,
    .data = "ring",
    .schedule = "linear-scaled",
    .steps = 200,
    .particles = 20000,
    .switch_count = COUNT_OF(switches),
    .switches = switches,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(Reverse),
    .start_anew = start_reverse,
    .update = update_reverse,
    .draw = draw_reverse,
};
