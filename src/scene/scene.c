/* scene.c - the table of scenes, and what all of them need: controls in range, data and schedule
 * opened, memory that follows them. */
#include "scene/scene.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/stream.h"
#include "scene/scene_internal.h"

static const SceneRow *const rows[] = {
    &scene_row_forward,   &scene_row_reverse,          &scene_row_posterior, &scene_row_composition,
    &scene_row_schedules, &scene_row_gaussian_reverse, &scene_row_ledger,    &scene_row_train,
    &scene_row_samplers,  &scene_row_museum,
};

/* Numbers drawn from one stream: 32 kB, and the first ones stay the same when more are wanted. */
#define STREAM_BLOCK 4096
/* Where a range ends: the noise is a Gaussian, and 3.5 leave out one point in two thousand; the
 * data of most toys end before 3 of their standard deviations. */
#define RANGE_NOISE 3.5
#define RANGE_SPREADS 3.0
/* KL of x_T from N(0, 1), in nats, that is told: latent diffusion's schedule, whose rest of signal
 * is known to show, has 0.003 to 0.01; `linear` with 1000 steps has 2e-5. */
#define TERMINAL_KL 0.005

struct SceneMemory {
    Arena *data;  /* the data set */
    Arena *state; /* the row's state */
    Arena *names; /* of the controls */
    Schedule *schedule;
    Arena *messages; /* the last refusal's, when the caller has no arena for it */
    Arena *caller;
};

size_t scene_count(void) {
    return COUNT_OF(rows);
}

const SceneRow *scene_at(size_t i) {
    assert(i < COUNT_OF(rows));
    return rows[i];
}

const SceneRow *scene_find(const char *name) {
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(rows[i]->name, name) == 0) {
            return rows[i];
        }
    }
    return NULL;
}

SceneControls scene_controls_default(const SceneRow *row) {
    SceneControls controls = {.data = row->data,
                              .schedule = row->schedule,
                              .steps = row->steps,
                              .time = row->backwards ? (double)row->steps : 0.0,
                              .particles = row->particles,
                              .seed = SCENE_SEED_DEFAULT};
    for (size_t i = 0; i < row->switch_count; i++) {
        controls.on[i] = row->switches[i].start;
    }
    for (size_t i = 0; i < row->slider_count; i++) {
        controls.slider[i] = row->sliders[i].start;
    }
    if (!row->plays) {
        long middle = row->steps / 2;
        controls.time = (double)middle;
    }
    return controls;
}

/* Also takes NaN to `low`. */
static double within(double value, double low, double high) {
    return value >= low ? (value <= high ? value : high) : low;
}

static SceneControls in_range(const SceneRow *row, const SceneControls *wanted) {
    SceneControls controls = *wanted;
    long most = SCHEDULE_STEPS_MAX;
    controls.steps = controls.steps < 1 ? 1 : controls.steps > most ? most : controls.steps;
    controls.time = within(controls.time, 0.0, (double)controls.steps);
    controls.particles = controls.particles < SCENE_PARTICLES_MIN   ? SCENE_PARTICLES_MIN
                         : controls.particles > SCENE_PARTICLES_MAX ? SCENE_PARTICLES_MAX
                                                                    : controls.particles;
    for (size_t i = 0; i < row->slider_count; i++) {
        controls.slider[i] = within(controls.slider[i], row->sliders[i].low, row->sliders[i].high);
    }
    controls.broken = controls.broken <= row->break_count ? controls.broken : 0;
    return controls;
}

/* ---- data and schedule ---- */

/* The caller's own points, which may change while the scene lives. */
static const DataSet *own_data(const SceneControls *controls, Arena *arena) {
    size_t numbers = controls->point_count * controls->point_dimension;
    double *points = arena_array(arena, numbers, sizeof *points);
    memcpy(points, controls->points, numbers * sizeof *points);
    return data_of_points(arena, arena_printf(arena, "%s", controls->data), points,
                          controls->point_count, controls->point_dimension);
}

static const DataSet *open_data(const Scene *scene, const SceneControls *controls, Arena *arena,
                                Arena *messages, Diag *diag) {
    const char *name = controls->data;
    const DataSet *data = NULL;
    Diag refusal = {0};
    if (controls->points != NULL) {
        data = own_data(controls, arena);
    } else if (!data_open(arena, name, &data, &refusal)) {
        *diag = (Diag){.file = arena_printf(messages, "%s", refusal.file),
                       .at = refusal.at,
                       .message = arena_printf(messages, "%s", refusal.message)};
        diag->hint = refusal.hint != NULL ? arena_printf(messages, "%s", refusal.hint) : NULL;
        return NULL;
    }
    unsigned has = data->dimension == 1 ? SCENE_LINE : SCENE_PLANE;
    if (scene->row->dimensions != 0 && (scene->row->dimensions & has) == 0) {
        bool wants_line = has == SCENE_PLANE;
        *diag = (Diag){.file = arena_printf(messages, "%s", name),
                       .message =
                           arena_printf(messages, "the scene `%s` shows data %s", scene->row->name,
                                        wants_line ? "on a line" : "in the plane"),
                       .hint = wants_line ? "take `mix2`, or a file with one column"
                                          : "take `ring`, or a file with two columns"};
        return NULL;
    }
    return data;
}

static Schedule *open_schedule(const SceneControls *controls, Arena *messages, Diag *diag) {
    ScheduleError error;
    Schedule *schedule = schedule_new(controls->schedule, controls->steps, &error);
    if (schedule == NULL) {
        *diag = (Diag){.file = arena_printf(messages, "%s", controls->schedule),
                       .message = arena_printf(messages, "%s", error.message)};
        diag->hint = error.hint[0] != '\0' ? arena_printf(messages, "%s", error.hint) : NULL;
    }
    return schedule;
}

/* The names stay when the caller's strings go. */
static void keep_controls(Scene *scene, const SceneControls *controls) {
    Arena *names = arena_new();
    scene->controls = *controls;
    scene->controls.data = arena_printf(names, "%s", controls->data);
    scene->controls.schedule = arena_printf(names, "%s", controls->schedule);
    arena_free(scene->memory->names);
    scene->memory->names = names;
}

static void clear_state(Scene *scene) {
    if (scene->state != NULL && scene->row->clear != NULL) {
        scene->row->clear(scene);
    }
    arena_free(scene->memory->state);
}

static void start_anew(Scene *scene) {
    struct SceneMemory *memory = scene->memory;
    clear_state(scene);
    memory->state = arena_new();
    scene->state = arena_alloc(memory->state, scene->row->state_size);
    scene->row->start_anew(scene, memory->state);
}

/* Opens what is new; false with *diag, and then nothing has changed. */
static bool take_over(Scene *scene, const SceneControls *controls, Arena *messages, Diag *diag) {
    struct SceneMemory *memory = scene->memory;
    const SceneControls *old = &scene->controls;
    bool first = scene->data == NULL;
    bool new_data = first || strcmp(old->data, controls->data) != 0 ||
                    (old->points != NULL) != (controls->points != NULL) ||
                    old->points_version != controls->points_version;
    bool new_schedule =
        first || strcmp(old->schedule, controls->schedule) != 0 || old->steps != controls->steps;
    Arena *arena = new_data ? arena_new() : memory->data;
    const DataSet *data =
        new_data ? open_data(scene, controls, arena, messages, diag) : scene->data;
    Schedule *schedule = memory->schedule;
    if (data != NULL && new_schedule) {
        schedule = open_schedule(controls, messages, diag);
    }
    if (data == NULL || schedule == NULL) {
        if (new_data) {
            arena_free(arena);
        }
        return false;
    }
    bool anew = new_data || new_schedule || old->particles != controls->particles ||
                old->seed != controls->seed;
    if (new_data) {
        arena_free(memory->data);
        memory->data = arena;
        scene->data = data;
    }
    if (new_schedule) {
        schedule_free(memory->schedule);
        memory->schedule = schedule;
        scene->schedule = schedule;
    }
    if (new_data || new_schedule) {
        keep_controls(scene, controls);
    } else {
        const char *data_name = old->data, *schedule_name = old->schedule;
        scene->controls = *controls;
        scene->controls.data = data_name;
        scene->controls.schedule = schedule_name;
    }
    if (anew) {
        start_anew(scene);
    }
    return true;
}

/* ---- life ---- */

Scene *scene_new(const SceneRow *row, const SceneControls *controls, const SceneDef *def,
                 Diag *diag) {
    Arena *own = arena_new();
    Scene *scene = arena_alloc(own, sizeof *scene);
    scene->memory = arena_alloc(own, sizeof *scene->memory);
    scene->memory->caller = def->arena;
    scene->memory->messages = own;
    scene->row = row;
    scene->fonts = def->fonts;
    scene->pool = def->pool;
    scene->theme = def->theme;
    scene->scale = def->scale > 0.0f ? def->scale : 1.0f;
    scene->hurried = def->hurried;
    SceneControls wanted = in_range(row, controls);
    Arena *messages = def->arena != NULL ? def->arena : own;
    if (take_over(scene, &wanted, messages, diag)) {
        row->update(scene);
        return scene;
    }
    if (def->arena == NULL) {
        *diag = (Diag){.message = "the scene cannot show these data with this schedule"};
    }
    scene_free(scene);
    return NULL;
}

void scene_free(Scene *scene) {
    if (scene == NULL) {
        return;
    }
    struct SceneMemory *memory = scene->memory;
    clear_state(scene);
    schedule_free(memory->schedule);
    arena_free(memory->data);
    arena_free(memory->names);
    arena_free(memory->messages);
}

bool scene_set(Scene *scene, const SceneControls *controls, Diag *diag) {
    struct SceneMemory *memory = scene->memory;
    SceneControls wanted = in_range(scene->row, controls);
    Arena *messages = memory->caller != NULL ? memory->caller : memory->messages;
    if (!take_over(scene, &wanted, messages, diag)) {
        return false;
    }
    scene->row->update(scene);
    return true;
}

void scene_draw(const Scene *scene, DrawList *list, Rect box) {
    if (!(box.width >= 1.0f && box.height >= 1.0f)) {
        return;
    }
    draw_clip(list, box);
    scene->row->draw(scene, list, box);
    draw_unclip(list);
}

bool scene_drag(Scene *scene, Rect box, float x, float y, bool pressed) {
    bool usable = box.width >= 1.0f && box.height >= 1.0f && isfinite(x) && isfinite(y);
    if (scene->row->drag == NULL || !usable || !scene->row->drag(scene, box, x, y, pressed)) {
        return false;
    }
    scene->controls = in_range(scene->row, &scene->controls);
    scene->row->update(scene);
    return true;
}

/* ---- what the scenes share ---- */

static double log_alpha(const Schedule *schedule, size_t t) {
    double beta = schedule->beta[t];
    return beta < 0.5 ? log1p(-beta) : log(schedule->alpha[t]);
}

SceneLevel scene_level(const Schedule *schedule, double time) {
    size_t t = (size_t)within(time, 0.0, (double)schedule->steps);
    double part = time - (double)t;
    SceneLevel level = {schedule->sqrt_alpha_bar[t], schedule->sqrt_one_minus_alpha_bar[t]};
    if (t >= schedule->steps || !(part > 0.0)) {
        return level;
    }
    /* 1 - \bar\alpha a = (1 - \bar\alpha) + \bar\alpha (1 - a), a = \alpha_{t+1}^{part}: a sum of
     * positive terms. */
    double alpha = 1.0, beta = 0.0;
    scene_part_of_step(schedule, t + 1, part, &alpha, &beta);
    double noise = schedule->one_minus_alpha_bar[t] + schedule->alpha_bar[t] * beta;
    return (SceneLevel){schedule->sqrt_alpha_bar[t] * sqrt(alpha), sqrt(noise)};
}

void scene_part_of_step(const Schedule *schedule, size_t t, double part, double *alpha,
                        double *beta) {
    double exponent = part * log_alpha(schedule, t);
    *alpha = exp(exponent);
    *beta = -expm1(exponent);
}

size_t scene_step(const Scene *scene) {
    double nearest = floor(scene->controls.time + 0.5);
    return (size_t)within(nearest, 1.0, (double)scene->schedule->steps);
}

void scene_range(const DataSet *data, size_t k, double *low, double *high) {
    double sd = sqrt(data->covariance[k * data->dimension + k]);
    *low = fmin(-RANGE_NOISE, data->mean[k] - RANGE_SPREADS * sd);
    *high = fmax(RANGE_NOISE, data->mean[k] + RANGE_SPREADS * sd);
}

void scene_title(char *out, size_t size, const char *what, double time, size_t steps) {
    bool whole = floor(time) == time;
    snprintf(out, size, whole ? "%s at t = %.0f of %zu" : "%s at t = %.1f of %zu", what, time,
             steps);
}

const char *scene_terminal_alarm(const Scene *scene, char *out, size_t size, bool true_start) {
    return scene_schedule_alarm(scene, scene->schedule, out, size, true_start);
}

const char *scene_schedule_alarm(const Scene *scene, const Schedule *schedule, char *out,
                                 size_t size, bool true_start) {
    const DataSet *data = scene->data;
    double square = 0.0;
    for (size_t k = 0; k < data->dimension; k++) {
        square += data->mean[k] * data->mean[k] + data->covariance[k * data->dimension + k];
    }
    double kl =
        schedule_kl_to_standard_normal(schedule, schedule->steps, square / (double)data->dimension);
    if (kl <= TERMINAL_KL) {
        return NULL;
    }
    snprintf(out, size,
             "x_T is not standard normal noise: KL %.3g per coordinate, %.0f %% of the variance of "
             "x_0 is left; %s",
             kl, 100.0 * schedule->alpha_bar[schedule->steps],
             true_start ? "this run starts from the true x_T"
                        : "starting from N(0, I) starts in the wrong place");
    return out;
}

static Stream block_stream(uint64_t seed, SceneStream stream, size_t block) {
    return stream_new(hash_mix(seed, (uint64_t)stream, 0, 0), block);
}

void scene_draw_data(float *x, const DataSet *data, size_t n, uint64_t seed, SceneStream stream) {
    double drawn[STREAM_BLOCK];
    size_t d = data->dimension;
    size_t most = STREAM_BLOCK / d;
    for (size_t first = 0; first < n; first += most) {
        size_t count = n - first < most ? n - first : most;
        Stream words = block_stream(seed, stream, first / most);
        data_sample(data, drawn, count, &words);
        for (size_t i = 0; i < count * d; i++) {
            x[first * d + i] = (float)drawn[i];
        }
    }
}

void scene_draw_normals(float *out, size_t count, uint64_t seed, SceneStream stream) {
    double drawn[STREAM_BLOCK];
    for (size_t first = 0; first < count; first += STREAM_BLOCK) {
        size_t some = count - first < STREAM_BLOCK ? count - first : STREAM_BLOCK;
        Stream words = block_stream(seed, stream, first / STREAM_BLOCK);
        stream_normals(&words, drawn, some);
        for (size_t i = 0; i < some; i++) {
            out[first + i] = (float)drawn[i];
        }
    }
}
