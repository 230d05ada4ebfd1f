/* lanes.c - see lanes.h. */
#include "scene/lanes.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "diffusion/measure.h"
#include "scene/cloud.h"
#include "scene/tape.h"

/* Components times particles that one denoiser is asked for: 20 answers of it, what a step of all
 * lanes takes, are about 10 ms on two processors. */
#define STEP_WORK 6e4
#define PARTICLES_MIN 500
#define PARTICLES_MOST 20000
/* Of the flow, which ends in the same place for any number of stops: a prime, so that its work
 * seldom falls into the frame in which the skipping lanes have theirs. */
#define FLOW_STOPS 23
/* Of LANE_UNSCALED: what is copied from a program with 1000 steps. */
#define UNSCALED_NAME "linear"
/* Of its solver, between two of them: all together stay below the width of a pixel. */
#define ODE_TOLERANCE 1e-3
/* A broken sampler may run away for ever: this far from the picture is far enough. */
#define ESCAPED 1e4
/* Points on a line that the distance is computed from: two sets are sorted in 1 ms. */
#define DISTANCE_POINTS 2000
/* In levels of chance: above it a distance is told in the colour of wrong. */
#define FAR 5.0
/* Of sums over coordinates of 1 or so, in doubles. */
#define ROUNDING 1e-9
/* Fresh points that say what is improbable. */
#define IMPROBABLE_POINTS ((size_t)2500)
/* The meter is logarithmic, from 1/10 of the level of chance over four decades. */
#define METER_LOW (-1.0)
#define METER_DECADES 4.0
/* It is no longer than this many times the words. */
#define METER_MOST 1.4f
/* Small lines that a lane's words take but for the remark; the second wording and the shortest. */
#define WORD_LINES 3.2f
#define WIDEST_WORDS "improbable 88.8 %, 88.8 ±0.8 %"
#define SHORTEST_WORDS "improbable 88.8 %"
/* Of a picture beside or above words, at least, at scale 1: smaller ones have no title. */
#define PICTURE_WIDTH 178.0f
#define PICTURE_HEIGHT 118.0f
/* Width of a picture of data on a line, in heights. */
#define LINE_SHAPE 1.5f
#define GAP 8.0f
/* What a title may not have of its cell, as it starts beyond the axis' labels; and its height. */
#define TITLE_ROOM 36.0f
#define TITLE_HEIGHT 30.0f
#define WORDS 96
#define WORDINGS 3
enum { ENERGY, SHARE, METERS };

/* 0 = tau[0] < ... < tau[count] = T */
typedef struct {
    const Schedule *schedule;
    size_t count;
    size_t *tau; /* (T + 1) */
    size_t at;   /* the last that time, going down, has reached */

    /* Fresh data there. */
    size_t judged; /* the stop they were made for; SIZE_MAX: none */
    double *fresh; /* (drawn, d) */
    Improbable improbable;
} Stops;

/* The denoiser of one lane. */
typedef struct {
    ExactDenoiser exact;
    size_t broken;
    size_t number; /* of the stop that the step starts from */
} Asked;

/* The parameters of one lane's sampler, which its step finds behind the run's. */
typedef struct {
    SamplerRun run; /* first: a pointer to it is one to all */
    const SamplerRow *base;
    size_t broken;
} LaneRun;

typedef struct {
    LaneRun run;
    SamplerRow row;
    Asked asked;
    Stops *stops;
    Tape tape;
    bool has_tape;
    size_t count; /* steps that the tape was made with */
    size_t shown; /* stop that the cloud shows; SIZE_MAX: none */
    bool moved;   /* in this update */
    Cloud cloud;
    double *workspace; /* for its distance */
    bool has[METERS];
    double floors[METERS]; /* what the meters show, in levels of chance */
    char titles[WORDINGS][WORDS], words[METERS][WORDINGS][WORDS]; /* longer ones first */
} Lane;

struct Lanes {
    size_t n, d;
    const LaneTable *table;
    Lane lanes[LANES_MAX];
    Stops stops[LANE_STOPS];
    Schedule *unscaled; /* of LANE_UNSCALED; NULL where no lane has them */
    SamplerOde *ode;
    float *start;               /* (n, d): x_T of all lanes */
    float *narrow;              /* (n, d) */
    size_t fresh_count;         /* fresh points that the energy distance is to */
    size_t judges;              /* fresh points that say what is improbable, <= n */
    size_t drawn;               /* the larger of both */
    float *fresh, *fresh_noise; /* (drawn, d): another draw of x_0, and its noise */
    double *log_density;        /* (n) */
    char alarm[240];
};

static Lanes *lanes_of(const Scene *scene) {
    return ((const LanesState *)scene->state)->lanes;
}

/* ---- the lanes' samplers, and their broken versions ---- */

static void flip(double *eps, size_t count, size_t broken) {
    for (size_t i = 0; broken == LANE_FLIPPED && i < count; i++) {
        eps[i] = -eps[i];
    }
}

static void asked_noise(const void *context, double *eps, const double *x, size_t n, size_t d,
                        size_t t) {
    const Asked *asked = context;
    Denoiser exact = denoiser_exact(&asked->exact);
    exact.noise(exact.context, eps, x, n, d, asked->broken == LANE_STOP_NUMBER ? asked->number : t);
    flip(eps, n * d, asked->broken);
}

static void asked_noise_at(const void *context, double *eps, const double *x, size_t n, size_t d,
                           double scale, double spread) {
    const Asked *asked = context;
    Denoiser exact = denoiser_exact(&asked->exact);
    exact.noise_at(exact.context, eps, x, n, d, scale, spread);
    flip(eps, n * d, asked->broken);
}

static SamplerStep lane_step(const SamplerRun *run, size_t from, size_t to) {
    const LaneRun *lane = (const void *)run;
    SamplerStep step = lane->base->step(run, from, lane->broken == LANE_ONE_STEP ? from - 1 : to);
    if (lane->broken == LANE_NO_FRESH_NOISE) {
        step.spread = 0.0;
    }
    return step;
}

static void advance(void *context, double *x, size_t from, size_t to) {
    Lane *lane = context;
    const size_t *tau = lane->stops->tau;
    size_t n = lane->cloud.n, d = lane->cloud.d;
    for (size_t k = from; k < to; k++) {
        size_t i = lane->stops->count - k;
        lane->asked.number = i;
        sampler_step(x, n, d, &lane->row, &lane->run.run, tau[i], tau[i - 1]);
        for (size_t j = 0; j < n * d; j++) {
            x[j] = isnan(x[j]) ? ESCAPED : fmin(fmax(x[j], -ESCAPED), ESCAPED);
        }
    }
}

/* ---- state ---- */

static size_t affordable(const DataSet *data, size_t wanted) {
    double terms = data->component_count > 0 ? (double)data->component_count : 8.0;
    double most = fmin(fmax(STEP_WORK / terms, PARTICLES_MIN), PARTICLES_MOST);
    return wanted < (size_t)most ? wanted : (size_t)most;
}

static void start_lane(const Scene *scene, Lanes *s, Arena *arena, size_t k) {
    Lane *lane = &s->lanes[k];
    size_t steps = scene->schedule->steps;
    const LaneKind *kind = &s->table->kinds[k];
    bool skips = kind->stops == LANE_SKIPPING;
    size_t most = skips && steps > LANE_SKIPPING_MOST ? LANE_SKIPPING_MOST : steps;
    lane->run.base = kind->own != NULL ? kind->own : sampler_find(kind->sampler);
    lane->row = *lane->run.base;
    if (lane->row.step != NULL) {
        lane->row.step = lane_step;
    }
    lane->stops = &s->stops[kind->stops];
    lane->asked.exact = (ExactDenoiser){scene->data, lane->stops->schedule};
    lane->run.run = (SamplerRun){.schedule = lane->stops->schedule,
                                 .denoiser = {asked_noise, &lane->asked, asked_noise_at},
                                 .seed = scene->controls.seed,
                                 .ode = s->ode};
    cloud_init(&lane->cloud, arena, scene->data, s->n, scene->controls.seed);
    lane->workspace =
        arena_array(arena, measure_workspace(s->fresh_count, s->fresh_count), sizeof(double));
    tape_init(&lane->tape, arena, s->n * s->d, most);
    lane->tape.advance = advance;
    lane->tape.context = lane;
}

/* The schedules of the stops. */
static void start_schedules(const Scene *scene, Lanes *s) {
    for (size_t i = 0; i < LANE_STOPS; i++) {
        s->stops[i].schedule = scene->schedule;
    }
    for (size_t k = 0; k < s->table->count && s->unscaled == NULL; k++) {
        if (s->table->kinds[k].stops == LANE_UNSCALED) {
            ScheduleError error = {{0}, {0}};
            /* Made before for this T, so there is nothing that could be refused. */
            s->unscaled = schedule_new(UNSCALED_NAME, (long)scene->schedule->steps, &error);
            assert(s->unscaled != NULL);
            s->stops[LANE_UNSCALED].schedule = s->unscaled;
        }
    }
}

void lanes_start(Scene *scene, Arena *arena, const LaneTable *table) {
    Lanes *s = arena_alloc(arena, sizeof *s);
    ((LanesState *)scene->state)->lanes = s;
    s->table = table;
    start_schedules(scene, s);
    uint64_t seed = scene->controls.seed;
    size_t steps = scene->schedule->steps;
    s->d = scene->data->dimension;
    s->n = affordable(scene->data, scene->controls.particles);
    s->ode = sampler_ode_new(scene->schedule, s->d, pool_threads(scene->pool), ODE_TOLERANCE);
    s->start = arena_array(arena, s->n * s->d, sizeof *s->start);
    s->narrow = arena_array(arena, s->n * s->d, sizeof *s->narrow);
    s->fresh_count = s->d == 2 ? MEASURE_PLANE_POINTS : DISTANCE_POINTS;
    s->judges = s->n < IMPROBABLE_POINTS ? s->n : IMPROBABLE_POINTS;
    s->log_density = arena_array(arena, s->n, sizeof *s->log_density);
    s->drawn = s->judges > s->fresh_count ? s->judges : s->fresh_count;
    size_t most = s->drawn * s->d;
    s->fresh = arena_array(arena, most, sizeof *s->fresh);
    s->fresh_noise = arena_array(arena, most, sizeof *s->fresh_noise);
    for (size_t i = 0; i < LANE_STOPS; i++) {
        s->stops[i].tau = arena_array(arena, steps + 1, sizeof(size_t));
        s->stops[i].fresh = arena_array(arena, most, sizeof(double));
    }
    scene_draw_normals(s->start, s->n * s->d, seed, SCENE_STREAM_START);
    scene_draw_data(s->fresh, scene->data, s->drawn, seed, SCENE_STREAM_FRESH);
    scene_draw_normals(s->fresh_noise, most, seed, SCENE_STREAM_FRESH_NOISE);
    for (size_t k = 0; k < s->table->count; k++) {
        start_lane(scene, s, arena, k);
    }
}

void lanes_clear(Scene *scene) {
    Lanes *s = lanes_of(scene);
    if (s != NULL) {
        sampler_ode_free(s->ode);
        schedule_free(s->unscaled);
        ((LanesState *)scene->state)->lanes = NULL;
    }
}

static void place_stops(Stops *stops, size_t count, size_t T, size_t t) {
    count = count < T ? count : T;
    if (stops->count != count) {
        stops->count = count;
        stops->judged = SIZE_MAX;
        sampler_steps(stops->tau, count, T, SAMPLER_UNIFORM);
    }
    stops->at = 0;
    while (stops->tau[stops->at] < t) {
        stops->at++;
    }
}

/* The break as far as it touches a lane: a tape that it leaves as it was is not made anew. */
static size_t touching(const LaneKind *kind, double eta, size_t broken) {
    bool skips = kind->stops == LANE_SKIPPING;
    bool fresh = !kind->is_silent && (!kind->has_eta || eta > 0.0);
    bool touched = broken == LANE_FLIPPED || (broken == LANE_NO_FRESH_NOISE ? fresh : skips);
    return touched ? broken : LANE_RIGHT;
}

/* A tape is made anew when what it was made with has changed. */
static void thread_tape(const Lanes *s, Lane *lane, double eta, size_t broken) {
    SamplerRun *run = &lane->run.run;
    size_t count = lane->stops->count;
    if (lane->has_tape && run->eta == eta && lane->run.broken == broken && lane->count == count) {
        return;
    }
    run->eta = eta;
    lane->run.broken = lane->asked.broken = broken;
    lane->count = count;
    tape_start(&lane->tape, s->start);
    lane->has_tape = true;
    lane->shown = SIZE_MAX;
}

/* Fresh data at the level of a stop; what is improbable among them. */
static void make_fresh(const Scene *scene, Lanes *s, Stops *stops, SceneLevel level) {
    if (stops->judged == stops->at) {
        return;
    }
    for (size_t i = 0; i < s->drawn * s->d; i++) {
        stops->fresh[i] =
            level.scale * (double)s->fresh[i] + level.spread * (double)s->fresh_noise[i];
    }
    stops->judged = stops->at;
    stops->improbable = measure_improbable(scene->data, level.scale, level.spread, stops->fresh,
                                           s->judges, scene->pool, s->log_density);
}

/* Of lane k if it has moved: a distance is work for one thread, and lanes often move together. */
static void measure_distance(void *context, size_t k) {
    Lanes *s = context;
    Lane *lane = &s->lanes[k];
    char(*words)[WORDS] = lane->words[ENERGY];
    if (!lane->moved) {
        return;
    }
    EnergyDistance e = measure_energy(lane->tape.x, s->n < s->fresh_count ? s->n : s->fresh_count,
                                      lane->stops->fresh, s->fresh_count, s->d, lane->workspace);
    lane->has[ENERGY] = true;
    /* Data that are one point leave nothing to chance: any distance but rounding is far. */
    double none = e.distance > ROUNDING ? HUGE_VAL : 0.0;
    lane->floors[ENERGY] = e.floor > 0.0 ? e.distance / e.floor : none;
    snprintf(words[0], WORDS, "energy distance %.4f, chance ±%.4f", e.distance, e.floor);
    snprintf(words[1], WORDS, "distance %.4f, ±%.4f", e.distance, e.floor);
    snprintf(words[2], WORDS, "distance %.4f", e.distance);
}

static void measure_share(const Scene *scene, Lanes *s, Lane *lane, const double *x) {
    char(*words)[WORDS] = lane->words[SHARE];
    const Improbable *improbable = &lane->stops->improbable;
    lane->floors[SHARE] = 0.0;
    lane->has[SHARE] = improbable->exists;
    if (!lane->has[SHARE]) {
        return;
    }
    double error = measure_improbable_chance(s->n, s->judges);
    double share = measure_improbable_share(improbable, x, s->n, scene->pool, s->log_density);
    lane->floors[SHARE] = fabs(share - improbable->share) / error;
    double percent = 100.0 * share, fresh = 100.0 * improbable->share;
    snprintf(words[0], WORDS, "improbable points %.1f %%, of fresh data %.1f ±%.1f %%", percent,
             fresh, 100.0 * error);
    snprintf(words[1], WORDS, "improbable %.1f %%, %.1f ±%.1f %%", percent, fresh, 100.0 * error);
    snprintf(words[2], WORDS, "improbable %.1f %%", percent);
}

static void put_titles(Lane *lane, const LaneKind *kind, size_t t) {
    char eta[32] = "";
    size_t count = lane->stops->count, taken = count - lane->shown;
    if (kind->has_eta) {
        snprintf(eta, sizeof eta, ", η = %.2g", lane->run.run.eta);
    }
    snprintf(lane->titles[0], WORDS, "%s%s: %zu of %zu %s, t = %zu", kind->title, eta, taken, count,
             kind->unit, t);
    snprintf(lane->titles[1], WORDS, "%s%s: %zu of %zu", kind->title, eta, taken, count);
    snprintf(lane->titles[2], WORDS, "%s%s", kind->title, eta);
}

static void update_lane(const Scene *scene, Lanes *s, size_t k) {
    const SceneControls *controls = &scene->controls;
    Lane *lane = &s->lanes[k];
    lane->run.run.pool = scene->pool;
    const LaneKind *kind = &s->table->kinds[k];
    double eta = kind->takes_eta ? controls->slider[LANE_ETA] : 0.0;
    thread_tape(s, lane, eta, touching(kind, eta, controls->broken));
    lane->moved = lane->shown != lane->stops->at;
    if (!lane->moved) {
        return;
    }
    lane->shown = lane->stops->at;
    size_t t = lane->stops->tau[lane->shown];
    SceneLevel level = scene_level(lane->stops->schedule, (double)t);
    const double *x = tape_go(&lane->tape, lane->stops->count - lane->shown);
    for (size_t i = 0; i < s->n * s->d; i++) {
        s->narrow[i] = (float)x[i];
    }
    cloud_exact(&lane->cloud, level, true, scene->pool);
    cloud_move(&lane->cloud, s->narrow, s->narrow, 1.0, 0.0, scene->pool);
    make_fresh(scene, s, lane->stops, level);
    measure_share(scene, s, lane, x);
    put_titles(lane, kind, t);
}

/* Of the scene's schedule, or else of one that a lane which is shown has for itself. */
static const char *alarm_of(const Scene *scene, Lanes *s) {
    const char *alarm = scene_terminal_alarm(scene, s->alarm, sizeof s->alarm, false);
    for (size_t k = 0; k < s->table->count && alarm == NULL; k++) {
        if (scene->controls.on[k] && s->table->kinds[k].stops == LANE_UNSCALED) {
            alarm = scene_schedule_alarm(scene, s->unscaled, s->alarm, sizeof s->alarm, false);
        }
    }
    return alarm;
}

void lanes_update(Scene *scene) {
    Lanes *s = lanes_of(scene);
    size_t steps = scene->schedule->steps;
    /* A row without the slider has no lane that skips. */
    size_t wanted = (size_t)floor(fmax(1.0, scene->controls.slider[LANE_STEPS]) + 0.5);
    size_t t = (size_t)floor(scene->controls.time + 0.5);
    place_stops(&s->stops[LANE_EVERY], steps, steps, t);
    place_stops(&s->stops[LANE_SKIPPING], wanted, steps, t);
    place_stops(&s->stops[LANE_FLOW], FLOW_STOPS, steps, t);
    place_stops(&s->stops[LANE_UNSCALED], steps, steps, t);
    for (size_t k = 0; k < s->table->count; k++) {
        s->lanes[k].moved = false;
        if (scene->controls.on[k]) {
            update_lane(scene, s, k);
        }
    }
    pool_run(scene->pool, measure_distance, s, s->table->count);
    scene->alarm = alarm_of(scene, s);
}

/* ---- drawing ---- */

/* The first of the wordings that is no wider than the box, or the last. */
static const char *fitting(const Scene *scene, TextKind kind, float width,
                           const char (*words)[WORDS]) {
    size_t i = 0;
    while (i < WORDINGS - 1 &&
           plot_text(scene, NULL, kind, 0.0f, 0.0f, 0.0f, 0, words[i]) > width) {
        i++;
    }
    return words[i];
}

static float meter_share(double floors) {
    double share = (log10(fmax(floors, 1e-3)) - METER_LOW) / METER_DECADES;
    return (float)fmin(fmax(share, 0.0), 1.0);
}

/* Cells of lanes, and where in each its picture and its words stand. */
typedef struct {
    size_t columns;
    Rect cell; /* the first */
    bool words, beside;
    float words_width, words_height;
} Arrangement;

/* Room that small words take, with gaps. */
static float small_width(const Scene *scene, const char *words) {
    return plot_text(scene, NULL, TEXT_SMALL, 0.0f, 0.0f, 0.0f, 0, words) +
           2.0f * GAP * scene->scale;
}

/* The arrangement in which pictures come out largest that leaves room for words. */
static Arrangement arrange(const Scene *scene, Rect box, size_t count, bool remarks) {
    float line = plot_line_height(scene, TEXT_SMALL), gap = GAP * scene->scale;
    float wide = small_width(scene, WIDEST_WORDS), least = small_width(scene, SHORTEST_WORDS);
    float high = (WORD_LINES + (remarks ? 1.0f : 0.0f)) * line + gap;
    float shape = scene->data->dimension == 1 ? LINE_SHAPE : 1.0f;
    Arrangement best = {.columns = 1, .cell = box};
    float largest = -HUGE_VALF;
    for (size_t columns = 1; columns <= count; columns++) {
        size_t rows = (count + columns - 1) / columns;
        Rect cell = {box.x, box.y, box.width / (float)columns, box.height / (float)rows};
        for (unsigned form = 0; form < 3; form++) {
            bool words = form > 0, beside = form == 2;
            float width = cell.width - (beside ? wide : 0.0f);
            float height = cell.height - (words && !beside ? high : 0.0f);
            float side = fminf(width / shape, height);
            bool fits = cell.width >= least && width >= PICTURE_WIDTH * scene->scale &&
                        height >= PICTURE_HEIGHT * scene->scale;
            /* Any with words is better than the best without. */
            float worth = words && fits ? side + box.width + box.height : words ? 0.0f : side;
            if (worth > largest) {
                largest = worth;
                best = (Arrangement){columns, cell, words, beside, wide, high};
            }
        }
    }
    return best;
}

static Rect cell_of(const Scene *scene, const Arrangement *a, size_t i) {
    float gap = 0.5f * GAP * scene->scale;
    size_t column = i % a->columns, row = i / a->columns;
    return (Rect){a->cell.x + (float)column * a->cell.width,
                  a->cell.y + (float)row * a->cell.height, fmaxf(1.0f, a->cell.width - gap),
                  fmaxf(1.0f, a->cell.height - gap)};
}

/* Of each measure a line of words and its meter; then the remark. */
static void draw_words(const Scene *scene, DrawList *list, Rect box, const Lane *lane,
                       const char *remark) {
    const Theme *theme = scene->theme;
    float line = plot_line_height(scene, TEXT_SMALL);
    float y = box.y;
    for (size_t i = 0; i < METERS; i++) {
        double floors = lane->floors[i];
        if (!lane->has[i]) {
            continue;
        }
        plot_text(scene, list, TEXT_SMALL, box.x, y + 0.8f * line, 0.0f,
                  floors > FAR ? theme->wrong : theme->text,
                  fitting(scene, TEXT_SMALL, box.width, lane->words[i]));
        plot_meter(scene, list, (Rect){box.x, y + 1.05f * line, box.width, 0.4f * line},
                   meter_share(floors), meter_share(FAR));
        y += 1.6f * line;
    }
    if (remark != NULL) {
        plot_text(scene, list, TEXT_SMALL, box.x, y + 0.8f * line, 0.0f, theme->dim, remark);
    }
}

static void draw_lane(const Scene *scene, DrawList *list, const Arrangement *a, size_t i,
                      size_t k) {
    const Lanes *s = lanes_of(scene);
    const Lane *lane = &s->lanes[k];
    Rect cell = cell_of(scene, a, i), picture = cell, words = cell;
    float gap = GAP * scene->scale;
    if (a->beside) {
        picture.width -= a->words_width;
        float most = fmaxf(picture.height, PICTURE_WIDTH * scene->scale);
        picture.width = s->d == 2 ? fminf(picture.width, most) : picture.width;
        words.x += picture.width + gap;
        words.y += TITLE_HEIGHT * scene->scale;
        words.width = fminf(cell.width - picture.width, METER_MOST * a->words_width) - 2.0f * gap;
    } else if (a->words) {
        picture.height -= a->words_height;
        picture.height = s->d == 2 ? fminf(picture.height, picture.width) : picture.height;
        words.x += gap;
        words.y += picture.height;
        words.width = fminf(cell.width, METER_MOST * a->words_width) - 2.0f * gap;
    }
    const CloudLayers layers = {
        .particles = true,
        .counts = s->d == 1,
        .density = s->d == 1,
        .contours = true,
        .title = fitting(scene, TEXT_NORMAL, cell.width - TITLE_ROOM * scene->scale, lane->titles),
        .what = "x_t",
        .plain = true};
    cloud_draw(scene, &lane->cloud, list, picture, &layers);
    if (a->words) {
        draw_words(scene, list, words, lane, s->table->kinds[k].remark);
    }
}

static float draw_keys(const Scene *scene, DrawList *list, Rect box) {
    const Theme *theme = scene->theme;
    bool line = scene->data->dimension == 1;
    const PlotKey keys[] = {
        {KEY_DOT, theme->simulated, "particles"},
        {KEY_LINE, theme->exact, line ? "exact density" : "exact density, contours"},
        {KEY_BLOCK, color_fade(theme->exact, 0.25f), "what chance alone does"},
    };
    return plot_keys(scene, list, box, keys, COUNT_OF(keys));
}

void lanes_draw(const Scene *scene, DrawList *list, Rect box) {
    const Lanes *s = lanes_of(scene);
    size_t shown[LANES_MAX], count = 0;
    bool remarks = false;
    for (size_t k = 0; k < s->table->count; k++) {
        if (scene->controls.on[k]) {
            shown[count++] = k;
            remarks = remarks || s->table->kinds[k].remark != NULL;
        }
    }
    Rect rest = plot_below(box, draw_keys(scene, list, box));
    if (count == 0) {
        draw_rect(list, rest, scene->theme->panel);
        plot_text(scene, list, TEXT_NORMAL, rest.x + 0.5f * rest.width, rest.y + 0.5f * rest.height,
                  0.5f, scene->theme->dim, "no sampler is switched on");
    }
    Arrangement arrangement = arrange(scene, rest, count, remarks);
    for (size_t i = 0; i < count; i++) {
        draw_lane(scene, list, &arrangement, i, shown[i]);
    }
}
