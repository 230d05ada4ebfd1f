/* scene_fixture.h - a scene without a window, and its draw list read back. */
#ifndef EXPLORE_TESTS_SCENE_FIXTURE_H
#define EXPLORE_TESTS_SCENE_FIXTURE_H

#include "assert_close.h"
#include "scene/scene_internal.h"

static const Rect usual = {0.0f, 0.0f, 900.0f, 900.0f};

static inline Scene *scene_of(const char *name, SceneControls *controls) {
    Diag diag = {0};
    const SceneDef def = {.theme = theme_at(0), .scale = 1.0f};
    Scene *scene = scene_new(scene_find(name), controls, &def, &diag);
    if (scene == NULL) {
        fail_msg("%s: %s", name, diag.message);
    }
    return scene;
}

static inline void set(Scene *scene, const SceneControls *controls) {
    Diag diag = {0};
    assert_true(scene_set(scene, controls, &diag));
}

/* ---- reading a list ---- */

static inline const Mark *find_mark(const DrawList *list, MarkKind kind, Color color, float size) {
    for (size_t i = 0; i < list->mark_count; i++) {
        const Mark *m = &list->marks[i];
        if (m->kind == kind && (color == 0 || m->color == color) &&
            (size <= 0.0f || m->size == size)) {
            return m;
        }
    }
    fail_msg("the list has no such mark");
    return NULL;
}

/* The first plot's box is the second clip, after the scene's own. */
static inline Rect plot_box(const DrawList *list) {
    size_t clips = 0;
    for (size_t i = 0; i < list->mark_count; i++) {
        clips += list->marks[i].kind == MARK_CLIP;
        if (clips == 2) {
            return list->marks[i].box;
        }
    }
    fail_msg("the list has no plot");
    return usual;
}

static inline double from_pixel(double pixel, double start, double length, double low,
                                double high) {
    return low + (pixel - start) / length * (high - low);
}

/* The particles of a list in the coordinates of x: x (n, d). */
static inline size_t read_particles(double *x, const DrawList *list, const DataSet *data) {
    const Mark *m = find_mark(list, MARK_PARTICLES, 0, 0.0f);
    Rect box = plot_box(list);
    double low = 0.0, high = 0.0;
    scene_range(data, 0, &low, &high);
    if (data->dimension == 2) {
        double low_y = 0.0, high_y = 0.0;
        scene_range(data, 1, &low_y, &high_y);
        low = fmin(low, low_y);
        high = fmax(high, high_y);
    }
    size_t d = data->dimension;
    for (size_t i = 0; i < m->count; i++) {
        x[i * d] =
            from_pixel((double)m->particles[i].x, (double)box.x, (double)box.width, low, high);
        if (d == 2) {
            x[i * d + 1] =
                from_pixel((double)m->particles[i].y, (double)box.y, (double)box.height, high, low);
        }
    }
    return m->count;
}

#endif
