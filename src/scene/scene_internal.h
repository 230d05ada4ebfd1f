/* scene_internal.h - what the scenes share. */
#ifndef EXPLORE_SCENE_SCENE_INTERNAL_H
#define EXPLORE_SCENE_SCENE_INTERNAL_H

#include "base/arena.h"
#include "scene/scene.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Data on a line, in the plane. */
#define SCENE_LINE 1u
#define SCENE_PLANE 2u

/* x_t = scale x_0 + spread eps. */
typedef struct {
    double scale, spread;
} SceneLevel;

/* The level at any time in [0, T]: log alpha_bar goes straight from one step to the next, so that
 * within a step alpha is alpha_t to the power of the step's part. */
SceneLevel scene_level(const Schedule *schedule, double time);
/* alpha_t to the power `part`, and 1 minus that: a part of step t. */
void scene_part_of_step(const Schedule *schedule, size_t t, double part, double *alpha,
                        double *beta);
/* The whole step that a time belongs to when only whole ones have a meaning, 1..T. */
size_t scene_step(const Scene *scene);

/* Low and high of a range for coordinate k that shows the data and a standard normal. */
void scene_range(const DataSet *data, size_t k, double *low, double *high);

/* "x_t at t = 12.5 of 1000" */
void scene_title(char *out, size_t size, const char *what, double time, size_t steps);

/* Words for scene->alarm when x_T is far from standard normal noise, in `out`; or NULL. */
const char *scene_terminal_alarm(const Scene *scene, char *out, size_t size, bool true_start);
/* The same of another schedule than the scene's. */
const char *scene_schedule_alarm(const Scene *scene, const Schedule *schedule, char *out,
                                 size_t size, bool true_start);

/* Numbers a scene draws with the same seed are kept apart by these. */
typedef enum {
    SCENE_STREAM_DATA = 1,
    SCENE_STREAM_NOISE,
    SCENE_STREAM_START,
    SCENE_STREAM_FRESH,
    SCENE_STREAM_FRESH_NOISE,
    SCENE_STREAM_JITTER,
} SceneStream;

/* x (n, d): draws of the data; out (count): standard normals. Block by block, so that the first of
 * them do not depend on how many there are. */
void scene_draw_data(float *x, const DataSet *data, size_t n, uint64_t seed, SceneStream stream);
void scene_draw_normals(float *out, size_t count, uint64_t seed, SceneStream stream);

extern const SceneRow scene_row_forward;
extern const SceneRow scene_row_reverse;
extern const SceneRow scene_row_posterior;
extern const SceneRow scene_row_composition;
extern const SceneRow scene_row_schedules;
extern const SceneRow scene_row_gaussian_reverse;
extern const SceneRow scene_row_ledger;
extern const SceneRow scene_row_train;
extern const SceneRow scene_row_samplers;
extern const SceneRow scene_row_museum;

#endif
