/* stage.c - see stage.h. */
#include "view/stage.h"

#include <string.h>

#include "diffusion/toy.h"

_Static_assert(SHOWN_POINTS_MIN == SCENE_PARTICLES_MIN && SHOWN_POINTS_MAX == SCENE_PARTICLES_MAX,
               "a lesson may ask for the points that its picture draws");

void stage_take_block(Setting *setting, const SceneBlock *block, const SceneRow *row) {
    setting->data = block->data != NULL ? block->data : setting->data;
    setting->file = block->data != NULL ? NULL : setting->file;
    setting->schedule = block->schedule != NULL ? block->schedule : setting->schedule;
    if (block->steps > 0) {
        (void)setting_set(setting, PARAMETER_STEPS, (uint64_t)block->steps);
    }
    if (block->t > 0) {
        (void)setting_set(setting, PARAMETER_T, (uint64_t)block->t);
    }
    if (block->particles > 0) {
        (void)setting_set(setting, PARAMETER_SAMPLES, block->particles);
    }
    if (block->has_seed) {
        setting->seed = block->seed;
    }
    const Toy *toy = toy_find(setting->data);
    if (toy != NULL && (row->dimensions & (1u << (toy->dimension - 1))) == 0) {
        setting->data = row->data;
    }
}

void stage_take_setting(SceneControls *controls, const Setting *setting) {
    controls->schedule = setting->schedule;
    controls->steps = setting->steps;
    controls->time = (double)setting->t;
    controls->particles = (size_t)setting->samples;
    controls->seed = setting->seed;
}

static void switch_all(SceneControls *controls, const SceneRow *row, size_t count,
                       const char *const *names, bool on) {
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < row->switch_count; k++) {
            if (strcmp(row->switches[k].name, names[i]) == 0) {
                controls->on[k] = on;
            }
        }
    }
}

SceneControls stage_controls(const SceneRow *row, const Setting *setting, const SceneBlock *block) {
    SceneControls controls = scene_controls_default(row);
    controls.data = setting->data;
    stage_take_setting(&controls, setting);
    if (block != NULL) {
        switch_all(&controls, row, block->on_count, block->on, true);
        switch_all(&controls, row, block->off_count, block->off, false);
        if (block->has_t && block->t == 0) {
            controls.time = 0.0; /* the reader's t begins at 1 */
        }
    }
    return controls;
}
