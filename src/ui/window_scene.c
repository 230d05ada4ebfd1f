/* window_scene.c - the picture beside the page: which one, and how its time goes on. */
#include <math.h>
#include <string.h>

#include "ui/window_internal.h"
#include "view/stage.h"

/* A chain is played in as many seconds, whatever its T. */
#define PLAY_SECONDS 10.0
/* Powers of two; slower is single steps, faster is nothing to look at. */
#define SPEED_MIN 0.0625
#define SPEED_MAX 16.0
#define SCENE_DEFAULT "forward"

static SceneDef scene_def(const WindowView *view) {
    return (SceneDef){.fonts = view->def.fonts,
                      .pool = view->def.pool,
                      .theme = view->theme,
                      .scale = view->scale,
                      .hurried = !view->def.still,
                      .arena = view->def.arena};
}

/* The scene's controls: in their ranges, or as they were. A time within the range that it has not
 * reached yet is asked for again. */
static void take_controls(WindowView *view, double time) {
    view->controls = view->scene->controls;
    view->wanted_time = fmin(fmax(time, 0.0), (double)view->controls.steps);
    view->lags = view->scene->hurried && view->controls.time != view->wanted_time;
}

bool window_scene_open(WindowView *view, const SceneRow *row, const SceneControls *controls,
                       Diag *diag) {
    SceneDef def = scene_def(view);
    Scene *scene = scene_new(row, controls, &def, diag);
    if (scene == NULL) {
        return false;
    }
    scene_free(view->scene);
    view->scene = scene;
    view->playing = false;
    take_controls(view, controls->time);
    return true;
}

/* The reader's numbers as the scene wants them. */
static void take_setting(WindowView *view, SceneControls *controls) {
    const Setting *setting = window_setting(view);
    /* Points of one's own stay until other data are chosen. */
    if (controls->points == NULL || setting->data != view->data_before) {
        controls->data = setting->data;
        controls->points = NULL;
    }
    view->data_before = setting->data;
    stage_take_setting(controls, setting);
}

/* The last scene block up to the step that is shown; NULL when there is none. */
static const SceneBlock *block_of_step(const Reading *reading) {
    const SceneBlock *found = NULL;
    for (size_t s = 0; s <= reading->step && s < reading->lesson->step_count; s++) {
        const Step *step = &reading->lesson->steps[s];
        for (size_t b = 0; b < step->block_count; b++) {
            found = step->blocks[b].kind == BLOCK_SCENE ? step->blocks[b].scene : found;
        }
    }
    return found;
}

void window_scene_keep(WindowView *view) {
    view->scene_block = block_of_step(view->reading);
}

void window_scene_of_step(WindowView *view) {
    const SceneBlock *block = block_of_step(view->reading);
    if (view->scene != NULL && block == view->scene_block) {
        return;
    }
    const char *name = block != NULL ? block->name : SCENE_DEFAULT;
    const SceneRow *row = scene_find(name);
    if (row == NULL) {
        window_note(view, "there is no picture `%s`; `explore list --scenes` shows them", name);
        return;
    }
    Setting *setting = window_setting(view);
    if (block != NULL) {
        stage_take_block(setting, block, row);
    }
    SceneControls controls = stage_controls(row, setting, block);
    view->data_before = setting->data;
    Diag diag = {0};
    if (!window_scene_open(view, row, &controls, &diag)) {
        window_note(view, "%s", diag.message);
        return;
    }
    view->scene_block = block;
}

void window_scene_set(WindowView *view) {
    if (view->scene == NULL) {
        return;
    }
    Diag diag = {0};
    double time = view->controls.time;
    if (!scene_set(view->scene, &view->controls, &diag)) {
        window_note(view, "%s", diag.message);
        time = view->scene->controls.time;
    }
    take_controls(view, time);
}

void window_scene_catch_up(WindowView *view) {
    if (view->lags && !view->playing) {
        double before = view->controls.time;
        view->controls.time = view->wanted_time;
        window_scene_set(view);
        /* A training that has failed goes no further. */
        view->lags = view->lags && view->controls.time != before;
    }
}

void window_apply_setting(WindowView *view) {
    double time = view->controls.time;
    take_setting(view, &view->controls);
    /* Between two steps the picture stays where it is. */
    if (lround(time) == window_setting(view)->t) {
        view->controls.time = time;
    }
    window_scene_set(view);
}

bool window_scene_move(WindowView *view, double steps) {
    if (view->scene == NULL) {
        return false;
    }
    double end = (double)view->controls.steps;
    double time = fmin(fmax(view->controls.time + steps, 0.0), end);
    bool moved = time != view->controls.time;
    view->controls.time = time;
    Setting *setting = window_setting(view);
    (void)setting_set(setting, PARAMETER_T, (uint64_t)(time < 1.0 ? 1 : lround(time)));
    window_scene_set(view);
    return moved;
}

void window_scene_play(WindowView *view, double milliseconds) {
    if (!view->playing || view->scene == NULL) {
        return;
    }
    double rate = (double)view->controls.steps / (PLAY_SECONDS * 1000.0) * view->speed;
    double way = view->scene->row->backwards ? -rate : rate;
    if (!window_scene_move(view, way * milliseconds)) {
        view->playing = false; /* the end is reached */
    }
}

void window_change_speed(WindowView *view, bool faster) {
    double speed = view->speed * (faster ? 2.0 : 0.5);
    if (speed >= SPEED_MIN && speed <= SPEED_MAX) {
        view->speed = speed;
    }
    window_note(view, "the picture plays at %g times its usual speed", view->speed);
}

void window_toggle_play(WindowView *view) {
    if (view->scene == NULL) {
        return;
    }
    bool backwards = view->scene->row->backwards;
    double end = backwards ? 0.0 : (double)view->controls.steps;
    if (!view->playing && view->controls.time == end) {
        (void)window_scene_move(view, (double)view->controls.steps * (backwards ? 1.0 : -1.0));
    }
    view->playing = !view->playing;
}

void window_break_scene(WindowView *view) {
    if (view->scene == NULL || view->scene->row->break_count == 0) {
        window_note(view, "there is no wrong version of this picture");
        return;
    }
    view->controls.broken = (view->controls.broken + 1) % (view->scene->row->break_count + 1);
    window_scene_set(view);
}

void window_change_parameter(WindowView *view, Parameter parameter, bool up, bool far) {
    Setting *setting = window_setting(view);
    const Toy *toy = NULL;
    size_t tries = toy_count();
    do {
        if (!setting_step(setting, parameter, up, far)) {
            window_note(view, "this is the %s value", up ? "largest" : "smallest");
            return;
        }
        toy = toy_find(setting->data);
    } while (parameter == PARAMETER_DATA && view->scene != NULL && toy != NULL && tries-- > 0 &&
             (view->scene->row->dimensions & (1u << (toy->dimension - 1))) == 0);
    window_apply_setting(view);
    view->page_stale = true;
}
