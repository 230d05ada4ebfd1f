/* scene_train.c - a network learns: its loss above the floor, its samples, and its field of noise
 * beside the exact one, changing as it trains.
 *
 * Time is the way through the training, four steps for each of the schedule's. Steps are made when
 * time first gets there and are kept in checkpoints, so going back shows what was. Another learning
 * rate holds from the time that is shown: what was trained beyond it is forgotten. In a window a
 * frame makes a few steps only, and time waits for them (Scene.hurried). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "denoise/training.h"
#include "diffusion/sampler.h"
#include "scene/plot.h"
#include "scene/scene_internal.h"

enum { SAMPLES, ARROWS, DIFFERENCE, LOSS, BINS };

static const SceneSwitch switches[] = {
    [SAMPLES] = {"samples", "samples", 'p', true},
    [ARROWS] = {"arrows", "its score", 'a', true},
    [DIFFERENCE] = {"difference", "error of the noise", 'd', true},
    [LOSS] = {"loss", "loss", 'l', true},
    [BINS] = {"bins", "loss by t", 'b', true},
};

enum { LOG_RATE, SHOWN_T };

#define LOG_RATE_LOW (-4.0)
#define LOG_RATE_HIGH (-1.0)
static const SceneSlider sliders[] = {
    [LOG_RATE] = {"rate", "log_{10} rate", LOG_RATE_LOW, LOG_RATE_HIGH, -2.5},
    [SHOWN_T] = {"shown", "shown t/T", 0.01, 1.0, 0.1},
};

/* Steps of the run for each step of the schedule, and the most: a run that a class can wait for,
 * ten seconds on two processors. */
#define STEPS_PER_T ((size_t)4)
#define TRAIN_STEPS_MAX ((size_t)4000)
#define TRAIN_BATCH ((size_t)256)
/* Of a frame in a window: 4 ms. */
#define HURRIED_STEPS ((size_t)4)
/* Steps between two networks that are kept, and between two states that training can go on from. */
#define KEPT_EVERY ((size_t)20)
#define KEPT_MAX (TRAIN_STEPS_MAX / KEPT_EVERY + 1)
#define STATE_EVERY ((size_t)200)
#define STATES_MAX (TRAIN_STEPS_MAX / STATE_EVERY + 1)
/* Points that are sampled with DDIM in so many jumps, and points at which the error is measured. */
#define SAMPLE_POINTS ((size_t)1024)
#define SAMPLE_JUMPS ((size_t)12)
#define PROBES ((size_t)512)
/* Cells of the picture of the error in each direction, and arrows. */
#define SIDE ((size_t)48)
#define ARROW_SIDE ((size_t)12)
#define GRID (SIDE * SIDE)
/* Rows that go through the network at a time, by one thread. */
#define BLOCK ((size_t)128)
#define BLOCKS ((GRID + BLOCK - 1) / BLOCK)
/* The picture of the error is darkest at this much of the noise, which has size 1. */
#define ERROR_DARK 0.5
/* It fades out where the logarithm of the density of x_t is this far below its largest value, the
 * edge of a Gaussian at 4 standard deviations, over so much of it. */
#define SEEN_LOG 8.0
#define SEEN_FADE 3.0
/* What the vertical axis of the loss shows above the floor, at least. */
#define LOSS_HEADROOM 1.25

typedef struct {
    float *parameters, *first, *second, *average;
} State;

typedef struct {
    NnTrainer *trainer;
    size_t total; /* steps of the run */
    TrainingFloor floor;
    size_t parameter_count;
    double rate;           /* the logarithm that the last step went by */
    float *kept[KEPT_MAX]; /* running means of the parameters */
    State states[STATES_MAX];
    double step_number[TRAIN_STEPS_MAX + 1], loss[TRAIN_STEPS_MAX + 1]; /* running mean */
    double bins[KEPT_MAX][NN_BINS];
    size_t shown; /* the kept network that is shown; SIZE_MAX: none */
    size_t shown_t;
    NnWorkspace workspaces[BLOCKS];
    uint32_t t[BLOCKS][BLOCK];
    float in[BLOCKS][BLOCK * 2], out[BLOCKS][BLOCK * 2];
    double low, high;        /* of both axes */
    double *start, *x;       /* (SAMPLE_POINTS, 2): x_T, and what was made of it */
    Vec2 *dots;              /* where they were drawn last */
    double *places;          /* (GRID, 2) */
    double *learned, *exact; /* (GRID, 2): noise at the places */
    double *seen;            /* (GRID): 1 where x_t comes, 0 where it does not */
    double arrows[ARROW_SIDE * ARROW_SIDE][2];
    float errors[GRID]; /* 0: none, to 1 */
    Color pixels[GRID];
    double *probes, *probe_noise, *probe_learned; /* (PROBES, 2) */
    size_t tau[SAMPLE_JUMPS + 1];
    char lines[3][160], title[80];
} Train;

/* ---- making it ---- */

static void keep(Train *train) {
    const NnTrainer *trainer = train->trainer;
    size_t step = trainer->adam->step, size = train->parameter_count * sizeof(float);
    train->loss[step] = nn_running_mean(&trainer->mean);
    if (step % KEPT_EVERY == 0) {
        memcpy(train->kept[step / KEPT_EVERY], trainer->adam->average, size);
        for (size_t b = 0; b < NN_BINS; b++) {
            train->bins[step / KEPT_EVERY][b] = nn_running_mean(&trainer->bins[b]);
        }
    }
    if (step % STATE_EVERY == 0) {
        State *state = &train->states[step / STATE_EVERY];
        memcpy(state->parameters, trainer->adam->parameters, size);
        memcpy(state->first, trainer->adam->first, size);
        memcpy(state->second, trainer->adam->second, size);
        memcpy(state->average, trainer->adam->average, size);
    }
}

static void make_places(Train *train) {
    double cell = (train->high - train->low) / (double)SIDE;
    for (size_t i = 0; i < GRID; i++) {
        size_t row = i / SIDE;
        train->places[2 * i] = train->low + cell * ((double)(i % SIDE) + 0.5);
        train->places[2 * i + 1] = train->low + cell * ((double)row + 0.5);
    }
}

static void allocate(Train *train, Arena *arena) {
    size_t count = train->parameter_count;
    for (size_t i = 0; i <= train->total / KEPT_EVERY; i++) {
        train->kept[i] = arena_array(arena, count, sizeof(float));
    }
    for (size_t i = 0; i <= train->total / STATE_EVERY; i++) {
        State *state = &train->states[i];
        state->parameters = arena_array(arena, count, sizeof(float));
        state->first = arena_array(arena, count, sizeof(float));
        state->second = arena_array(arena, count, sizeof(float));
        state->average = arena_array(arena, count, sizeof(float));
    }
    for (size_t b = 0; b < BLOCKS; b++) {
        train->workspaces[b] = nn_workspace_new(arena, train->trainer->mlp, BLOCK);
    }
    train->start = arena_array(arena, 2 * SAMPLE_POINTS, sizeof(double));
    train->x = arena_array(arena, 2 * SAMPLE_POINTS, sizeof(double));
    train->dots = arena_array(arena, SAMPLE_POINTS, sizeof *train->dots);
    train->places = arena_array(arena, 2 * GRID, sizeof(double));
    train->learned = arena_array(arena, 2 * GRID, sizeof(double));
    train->exact = arena_array(arena, 2 * GRID, sizeof(double));
    train->seen = arena_array(arena, GRID, sizeof(double));
    train->probes = arena_array(arena, 2 * PROBES, sizeof(double));
    train->probe_noise = arena_array(arena, 2 * PROBES, sizeof(double));
    train->probe_learned = arena_array(arena, 2 * PROBES, sizeof(double));
}

static void start_train(Scene *scene, Arena *arena) {
    Train *train = scene->state;
    NnTrainerDef def = nn_trainer_def_default();
    def.network.steps = scene->schedule->steps;
    def.batch = TRAIN_BATCH;
    def.seed = scene->controls.seed;
    size_t whole = STEPS_PER_T * scene->schedule->steps;
    train->total = whole < TRAIN_STEPS_MAX ? whole : TRAIN_STEPS_MAX;
    /* Of a short run the warm-up takes a tenth. */
    size_t tenth = train->total / 10;
    def.adam.total = train->total;
    def.adam.warm_up = def.adam.warm_up < tenth ? def.adam.warm_up : tenth;
    def.data = training_data(scene->data);
    def.scale = scene->schedule->sqrt_alpha_bar;
    def.spread = scene->schedule->sqrt_one_minus_alpha_bar;
    train->trainer = nn_trainer_new(arena, &def);
    train->parameter_count = train->trainer->mlp->parameter_count;
    train->floor = training_floor(scene->data, scene->schedule, TRAINING_PLACES, PROBES,
                                  scene->controls.seed, scene->pool);
    allocate(train, arena);
    double other_low = 0.0, other_high = 0.0;
    scene_range(scene->data, 0, &train->low, &train->high);
    scene_range(scene->data, 1, &other_low, &other_high);
    train->low = fmin(train->low, other_low);
    train->high = fmax(train->high, other_high);
    make_places(train);
    size_t T = scene->schedule->steps;
    sampler_steps(train->tau, T < SAMPLE_JUMPS ? T : SAMPLE_JUMPS, T, SAMPLER_UNIFORM);
    const SamplerRun run = {.seed = scene->controls.seed};
    sampler_start(train->start, SAMPLE_POINTS, 2, &run);
    for (size_t i = 0; i <= train->total; i++) {
        train->step_number[i] = (double)i;
    }
    train->rate = scene->controls.slider[LOG_RATE];
    train->shown = SIZE_MAX;
    keep(train);
}

/* ---- training ---- */

/* Back to the last state that is not beyond the step. */
static void go_back(Train *train, size_t step) {
    NnAdam *adam = train->trainer->adam;
    const State *state = &train->states[step / STATE_EVERY];
    size_t size = train->parameter_count * sizeof(float);
    memcpy(adam->parameters, state->parameters, size);
    memcpy(adam->first, state->first, size);
    memcpy(adam->second, state->second, size);
    memcpy(adam->average, state->average, size);
    adam->step = step / STATE_EVERY * STATE_EVERY;
    train->trainer->failed = false;
    train->shown = SIZE_MAX;
}

static size_t step_of_time(const Scene *scene) {
    const Train *train = scene->state;
    double share = scene->controls.time / (double)scene->controls.steps;
    return (size_t)floor(share * (double)train->total + 0.5);
}

/* Trains up to the time of the controls; in a hurry time stays behind. */
static void advance(Scene *scene, Train *train) {
    NnTrainer *trainer = train->trainer;
    size_t wanted = step_of_time(scene);
    double rate = scene->controls.slider[LOG_RATE];
    if (rate != train->rate) {
        size_t step = wanted < trainer->adam->step ? wanted : trainer->adam->step;
        go_back(train, step);
        train->rate = rate;
    }
    trainer->adam->def.rate = pow(10.0, rate);
    trainer->def.pool = scene->pool;
    size_t made = 0;
    while (trainer->adam->step < wanted && !(scene->hurried && made == HURRIED_STEPS) &&
           nn_trainer_step(trainer)) {
        keep(train);
        made++;
    }
    if (wanted > trainer->adam->step) {
        scene->controls.time =
            (double)trainer->adam->step * (double)scene->controls.steps / (double)train->total;
    }
}

/* ---- asking the network ---- */

typedef struct {
    Train *train;
    const Scene *scene;
    const float *parameters;
    const double *x; /* (n, 2) */
    double *noise;   /* (n, 2) */
    size_t n, t;
} Ask;

/* eps (count, 2) at x (count, 2), count <= BLOCK, in the place of one block. */
static void ask_block(const Ask *ask, size_t block, const double *x, double *noise, size_t count,
                      size_t t) {
    Train *train = ask->train;
    const Schedule *schedule = ask->scene->schedule;
    const NnMlp *mlp = train->trainer->mlp;
    for (size_t i = 0; i < 2 * count; i++) {
        train->in[block][i] = (float)x[i];
    }
    for (size_t i = 0; i < count; i++) {
        train->t[block][i] = (uint32_t)t;
    }
    nn_mlp_forward(train->out[block], mlp, ask->parameters, train->in[block], train->t[block],
                   count, &train->workspaces[block]);
    for (size_t i = 0; i < 2 * count; i++) {
        noise[i] = nn_noise_of(mlp->def.output, (double)train->out[block][i], x[i],
                               schedule->sqrt_alpha_bar[t], schedule->sqrt_one_minus_alpha_bar[t]);
    }
}

static size_t rows_of(size_t n, size_t block) {
    size_t left = n - block * BLOCK;
    return left < BLOCK ? left : BLOCK;
}

static void ask_noise(void *context, size_t block) {
    const Ask *ask = context;
    size_t at = 2 * block * BLOCK;
    ask_block(ask, block, ask->x + at, ask->noise + at, rows_of(ask->n, block), ask->t);
}

static void ask_all(Train *train, const Scene *scene, const double *x, double *noise, size_t n,
                    size_t t) {
    Ask ask = {train, scene, train->kept[train->shown], x, NULL, n, t};
    ask.noise = noise;
    pool_run(scene->pool, ask_noise, &ask, (n + BLOCK - 1) / BLOCK);
}

/* DDIM without fresh noise, from x_T to x_0. */
static void sample_block(void *context, size_t block) {
    const Ask *ask = context;
    Train *train = ask->train;
    size_t at = 2 * block * BLOCK, count = rows_of(ask->n, block);
    const SamplerRun run = {.schedule = ask->scene->schedule};
    const SamplerRow *ddim = sampler_find("ddim");
    double noise[2 * BLOCK];
    double *x = train->x + at;
    memcpy(x, train->start + at, 2 * count * sizeof *x);
    size_t T = ask->scene->schedule->steps, jumps = T < SAMPLE_JUMPS ? T : SAMPLE_JUMPS;
    for (size_t k = jumps; k > 0; k--) {
        SamplerStep step = ddim->step(&run, train->tau[k], train->tau[k - 1]);
        ask_block(ask, block, x, noise, count, train->tau[k]);
        for (size_t i = 0; i < 2 * count; i++) {
            x[i] = step.keep * x[i] + step.remove * noise[i];
        }
    }
}

/* ---- what is shown ---- */

/* Where x_t hardly ever comes the network has nothing to learn from, and its error says nothing. */
static void make_seen(Train *train, const Scene *scene, size_t t) {
    const DataNoised out = {.log_density = train->seen};
    double most = -(double)INFINITY;
    (void)data_noised(&out, scene->data, train->places, GRID, scene->schedule->sqrt_alpha_bar[t],
                      scene->schedule->sqrt_one_minus_alpha_bar[t]);
    for (size_t i = 0; i < GRID; i++) {
        most = fmax(most, train->seen[i]);
    }
    for (size_t i = 0; i < GRID; i++) {
        double above = (train->seen[i] - most + SEEN_LOG) / SEEN_FADE;
        train->seen[i] = isfinite(above) ? fmin(fmax(above, 0.0), 1.0) : 0.0;
    }
}

static void make_field(Train *train, const Scene *scene, size_t t) {
    const Schedule *schedule = scene->schedule;
    const ExactDenoiser exact = {scene->data, schedule};
    Denoiser denoiser = denoiser_exact(&exact);
    if (train->shown_t != t) {
        denoiser.noise(denoiser.context, train->exact, train->places, GRID, 2, t);
        make_seen(train, scene, t);
    }
    ask_all(train, scene, train->places, train->learned, GRID, t);
    for (size_t i = 0; i < GRID; i++) {
        double dx = train->learned[2 * i] - train->exact[2 * i];
        double dy = train->learned[2 * i + 1] - train->exact[2 * i + 1];
        double share = tanh(hypot(dx, dy) / ERROR_DARK);
        train->errors[i] = (float)(train->seen[i] * (isfinite(share) ? share : 1.0));
    }
    size_t stride = SIDE / ARROW_SIDE;
    for (size_t i = 0; i < ARROW_SIDE * ARROW_SIDE; i++) {
        size_t cell =
            (i / ARROW_SIDE * stride + stride / 2) * SIDE + i % ARROW_SIDE * stride + stride / 2;
        /* The score is -eps / spread; the arrow is one step towards E[x_0 | x_t], -spread eps. */
        train->arrows[i][0] = -schedule->sqrt_one_minus_alpha_bar[t] * train->learned[2 * cell];
        train->arrows[i][1] = -schedule->sqrt_one_minus_alpha_bar[t] * train->learned[2 * cell + 1];
    }
}

/* The excess at t over points of x_t, beside the floor there. */
static void measure(Train *train, const Scene *scene, size_t t) {
    const Schedule *schedule = scene->schedule;
    const ExactDenoiser exact = {scene->data, schedule};
    Denoiser denoiser = denoiser_exact(&exact);
    float data[2 * BLOCK], noise[2 * BLOCK];
    if (train->shown_t != t) {
        for (size_t first = 0; first < PROBES; first += BLOCK) {
            uint64_t seed = scene->controls.seed + first;
            scene_draw_data(data, scene->data, BLOCK, seed, SCENE_STREAM_FRESH);
            scene_draw_normals(noise, 2 * BLOCK, seed, SCENE_STREAM_FRESH_NOISE);
            for (size_t i = 0; i < 2 * BLOCK; i++) {
                train->probes[2 * first + i] =
                    schedule->sqrt_alpha_bar[t] * (double)data[i] +
                    schedule->sqrt_one_minus_alpha_bar[t] * (double)noise[i];
            }
        }
        denoiser.noise(denoiser.context, train->probe_noise, train->probes, PROBES, 2, t);
    }
    ask_all(train, scene, train->probes, train->probe_learned, PROBES, t);
    double sum = 0.0;
    for (size_t i = 0; i < 2 * PROBES; i++) {
        double error = train->probe_learned[i] - train->probe_noise[i];
        sum += error * error;
    }
    snprintf(train->lines[1], sizeof train->lines[1],
             "at t = %zu: error of the noise %.4f of 1 (root of the mean square)", t,
             sqrt(sum / (2.0 * PROBES)));
}

static void update_train(Scene *scene) {
    Train *train = scene->state;
    advance(scene, train);
    size_t T = scene->schedule->steps, step = step_of_time(scene), shown = step / KEPT_EVERY;
    size_t t = (size_t)fmax(1.0, floor(scene->controls.slider[SHOWN_T] * (double)T + 0.5));
    double loss = step > 0 ? train->loss[step] : 1.0;
    snprintf(train->lines[0], sizeof train->lines[0],
             "step %zu of %zu,  loss %.4f,  floor %.4f,  learning rate %.2g", step, train->total,
             loss, train->floor.mean, pow(10.0, train->rate));
    scene->alarm = train->trainer->failed ? train->trainer->failure : NULL;
    if (train->shown == shown && train->shown_t == t) {
        return;
    }
    train->shown = shown;
    make_field(train, scene, t);
    measure(train, scene, t);
    train->shown_t = t;
    snprintf(train->title, sizeof train->title, "error of the noise at t = %zu", t);
    Ask ask = {train, scene, train->kept[shown], NULL, NULL, SAMPLE_POINTS, t};
    pool_run(scene->pool, sample_block, &ask, (SAMPLE_POINTS + BLOCK - 1) / BLOCK);
}

/* ---- drawing ---- */

static void draw_samples(const Scene *scene, DrawList *list, Rect box) {
    Train *train = scene->state;
    const bool *on = scene->controls.on;
    const PlotAxes axes = {.x_low = train->low,
                           .x_high = train->high,
                           .y_low = train->low,
                           .y_high = train->high,
                           .square = true,
                           .title = on[SAMPLES] ? "its samples, 12 steps of DDIM" : "its score"};
    Plot plot = plot_begin(scene, list, box, &axes);
    size_t count = 0;
    for (size_t i = 0; i < SAMPLE_POINTS && on[SAMPLES]; i++) {
        double x = train->x[2 * i], y = train->x[2 * i + 1];
        if (fabs(x) < 1e4 && fabs(y) < 1e4) {
            train->dots[count++] = (Vec2){plot_x(&plot, x), plot_y(&plot, y)};
        }
    }
    draw_particles(list, train->dots, count, 2.0f * scene->scale,
                   color_fade(scene->theme->simulated, 0.8f));
    double cell = (train->high - train->low) / ARROW_SIDE;
    for (size_t i = 0; i < ARROW_SIDE * ARROW_SIDE && on[ARROWS]; i++) {
        size_t row = i / ARROW_SIDE;
        double length = hypot(train->arrows[i][0], train->arrows[i][1]);
        double scale = length > 0.0 ? 0.9 * cell * tanh(length / cell) / length : 0.0;
        if (isfinite(scale)) {
            plot_arrow(&plot, train->low + cell * ((double)(i % ARROW_SIDE) + 0.5),
                       train->low + cell * ((double)row + 0.5), scale * train->arrows[i][0],
                       scale * train->arrows[i][1], 1.2f, color_fade(scene->theme->text, 0.6f));
        }
    }
    plot_end(&plot);
}

static void draw_error(const Scene *scene, DrawList *list, Rect box) {
    Train *train = scene->state;
    const PlotAxes axes = {.x_low = train->low,
                           .x_high = train->high,
                           .y_low = train->low,
                           .y_high = train->high,
                           .square = true,
                           .title = train->title};
    for (size_t i = 0; i < GRID; i++) {
        /* The first row of a picture is the highest. */
        size_t row = SIDE - 1 - i / SIDE;
        train->pixels[row * SIDE + i % SIDE] =
            color_mix(scene->theme->panel, scene->theme->wrong, train->errors[i]);
    }
    Plot plot = plot_begin(scene, list, box, &axes);
    plot_image(&plot, train->pixels, SIDE, SIDE, true);
    plot_end(&plot);
}

static void draw_loss(const Scene *scene, DrawList *list, Rect box) {
    const Train *train = scene->state;
    const Theme *theme = scene->theme;
    size_t step = step_of_time(scene);
    const PlotAxes axes = {.x_high = (double)train->total,
                           .y_high = fmin(1.0, LOSS_HEADROOM * fmax(train->floor.mean, 0.2) + 0.25),
                           .title = "loss",
                           .x_label = "step",
                           .from_zero = true};
    Plot plot = plot_begin(scene, list, box, &axes);
    const double ends[2] = {0.0, (double)train->total};
    const double floors[2] = {train->floor.mean, train->floor.mean};
    plot_curve_dashed(&plot, ends, floors, 2, 2.0f, theme->exact);
    if (step > 0) {
        plot_curve(&plot, train->step_number + 1, train->loss + 1, step, 2.0f, theme->simulated);
    }
    plot_end(&plot);
}

static void draw_bins(const Scene *scene, DrawList *list, Rect box) {
    const Train *train = scene->state;
    const Theme *theme = scene->theme;
    double x[NN_BINS];
    size_t T = scene->schedule->steps;
    for (size_t b = 0; b < NN_BINS; b++) {
        x[b] = ((double)b + 0.5) * (double)T / (double)NN_BINS;
    }
    const PlotAxes axes = {.x_high = (double)T,
                           .y_high = 1.0,
                           .title = "loss by t",
                           .x_label = "t",
                           .from_zero = true};
    Plot plot = plot_begin(scene, list, box, &axes);
    plot_curve(&plot, x, train->bins[train->shown], NN_BINS, 2.0f, theme->simulated);
    plot_curve_dashed(&plot, x, train->floor.bins, NN_BINS, 2.0f, theme->exact);
    plot_end(&plot);
}

typedef void Part(const Scene *scene, DrawList *list, Rect box);

static void draw_train(const Scene *scene, DrawList *list, Rect box) {
    const Train *train = scene->state;
    const Theme *theme = scene->theme;
    const bool *on = scene->controls.on;
    const PlotKey keys[] = {
        {KEY_DOT, theme->simulated, on[SAMPLES] ? "samples of the network" : NULL},
        {KEY_LINE, theme->simulated, "its loss"},
        {KEY_DASHED, theme->exact, "floor: no network can go below"},
    };
    Rect below = plot_below(box, plot_keys(scene, list, box, keys, COUNT_OF(keys)));
    const char *lines[2] = {train->lines[0], train->lines[1]};
    const Color colors[2] = {theme->text, theme->dim};
    Rect rest = plot_below(below, plot_lines(scene, list, below, lines, colors, 2));
    Part *parts[4];
    size_t count = 0;
    if (on[SAMPLES] || on[ARROWS]) {
        parts[count++] = draw_samples;
    }
    if (on[DIFFERENCE]) {
        parts[count++] = draw_error;
    }
    if (on[LOSS]) {
        parts[count++] = draw_loss;
    }
    if (on[BINS]) {
        parts[count++] = draw_bins;
    }
    for (size_t i = 0; i < count; i++) {
        parts[i](scene, list, plot_cell(scene, rest, count, i));
    }
}

const SceneRow scene_row_train = {
    .name = "train",
    .title = "A network learns the noise",
    .doc =
        "a small network trains while you watch: the loss goes down to its floor, and the samples "
        "become the data",
    .formula = "\\mathrm E\\left\\|\\epsilon-\\epsilon_\\theta(x_t,t)\\right\\|^2",
    .dimensions = SCENE_PLANE,
    .plays = true,
    .time_name = "trained",
    .data = "ring",
    .schedule = "linear",
    .steps = 1000,
    .particles = SCENE_PARTICLES_MIN,
    .switch_count = COUNT_OF(switches),
    .switches = switches,
    .slider_count = COUNT_OF(sliders),
    .sliders = sliders,
    .state_size = sizeof(Train),
    .start_anew = start_train,
    .update = update_train,
    .draw = draw_train,
};
