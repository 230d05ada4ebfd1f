/* command_view.c - explore view forward: one live picture in a window of its own. */
#include "app/screen.h"

Status command_view(App *app) {
    if (app->argument_count != 1) {
        complain(app, "which picture? `explore list --scenes` shows them");
        return STATUS_USAGE;
    }
    const SceneRow *row = screen_scene(app, app->arguments[0]);
    SceneControls controls;
    if (row == NULL || !screen_controls(app, row, &controls)) {
        return STATUS_USAGE;
    }
    Screen screen = {0};
    if (!screen_open(app, &screen)) {
        return STATUS_UNREADABLE;
    }
    const WindowOptions window = {.title = row->title,
                                  .save_name = arena_printf(app->arena, "explore-%s", row->name)};
    Status status = screen_run(app, &screen, NULL, row, &controls, &window);
    screen_close(&screen);
    return status;
}
