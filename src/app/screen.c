/* screen.c - see screen.h. */
#include "app/screen.h"

#include <math.h>
#include <string.h>

#include "base/source.h"

bool screen_open(const App *app, Screen *screen) {
    Diag diag = {0};
    Fonts *fonts = fonts_new(&diag);
    if (fonts == NULL) {
        complain_diag(app, &diag);
        return false;
    }
    const char *theme =
        app->options.screen.theme != NULL ? app->options.screen.theme : THEME_DEFAULT_NAME;
    *screen = (Screen){.fonts = fonts, .pool = pool_new(app->options.jobs)};
    screen->def = (WindowDef){.arena = app->arena,
                              .fonts = fonts,
                              .pool = screen->pool,
                              .theme = theme_find(theme),
                              .present = app->options.screen.present,
                              .autoplay = app->options.screen.autoplay};
    if (app->options.classroom != NULL) {
        screen->def.class_words = classroom_words(app->arena, app->options.classroom);
    }
    return true;
}

void screen_close(Screen *screen) {
    fonts_free(screen->fonts);
    pool_free(screen->pool);
}

void screen_tell_fonts(const App *app, const Screen *screen) {
    const char *line = fonts_complaints(screen->fonts);
    while (line[0] != '\0') {
        size_t length = strcspn(line, "\n");
        complain(app, "%.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

Status screen_run(const App *app, const Screen *screen, Reading *reading, const SceneRow *row,
                  const SceneControls *controls, const WindowOptions *options) {
    Diag diag = {0};
    WindowView *view = window_view_new(reading, row, controls, &screen->def, &diag);
    if (view == NULL) {
        complain_diag(app, &diag);
        return STATUS_USAGE;
    }
    WindowOptions sized = *options;
    sized.width = (int)app->options.screen.width;
    sized.height = (int)app->options.screen.height;
    bool ran = window_run(view, &screen->def, &sized, app->arena, &diag);
    window_view_free(view);
    screen_tell_fonts(app, screen);
    if (!ran) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    return STATUS_OK;
}

const SceneRow *screen_scene(const App *app, const char *name) {
    const SceneRow *row = scene_find(name);
    if (row != NULL) {
        return row;
    }
    const char **names = arena_array(app->arena, scene_count(), sizeof *names);
    for (size_t i = 0; i < scene_count(); i++) {
        names[i] = scene_at(i)->name;
    }
    const char *near = nearest_name(name, names, scene_count());
    if (near != NULL) {
        complain(app, "there is no picture `%s`; did you mean %s?", name, near);
    } else {
        complain(app, "there is no picture `%s`; `explore list --scenes` shows them", name);
    }
    return NULL;
}

/* "density,contours" */
static bool switch_names(const App *app, const SceneRow *row, SceneControls *controls,
                         const char *names, bool on) {
    while (names != NULL && names[0] != '\0') {
        size_t length = strcspn(names, ",");
        size_t i = 0;
        while (i < row->switch_count && !(strlen(row->switches[i].name) == length &&
                                          strncmp(row->switches[i].name, names, length) == 0)) {
            i++;
        }
        if (i == row->switch_count) {
            complain(app, "the picture %s has no layer `%.*s`; `explore list --scenes` shows them",
                     row->name, (int)length, names);
            return false;
        }
        controls->on[i] = on;
        names += length + (names[length] == ',');
    }
    return true;
}

bool screen_controls(const App *app, const SceneRow *row, SceneControls *controls) {
    const Options *options = &app->options;
    const PictureOptions *asked = &options->picture;
    *controls = scene_controls_default(row);
    if (options->data != NULL) {
        controls->data = options->data;
    }
    if (options->schedule != NULL) {
        controls->schedule = options->schedule;
    }
    if (app->given[OPTION_STEPS]) {
        controls->time *= (double)options->steps / (double)controls->steps;
        controls->steps = options->steps;
    }
    if (options->has_seed) {
        controls->seed = options->seed;
    }
    if (asked->particles > 0) {
        controls->particles = asked->particles;
    }
    if (!isnan(asked->at)) {
        controls->time = asked->at;
    }
    if (asked->broken > row->break_count) {
        complain(app, "the picture %s has %zu wrong versions", row->name, row->break_count);
        return false;
    }
    controls->broken = asked->broken;
    return switch_names(app, row, controls, asked->on, true) &&
           switch_names(app, row, controls, asked->off, false);
}
