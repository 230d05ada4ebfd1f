/* screen.h - what windows and pictures need before they can be drawn: fonts, threads, colours; and
 * a picture's numbers from the command line. */
#ifndef EXPLORE_APP_SCREEN_H
#define EXPLORE_APP_SCREEN_H

#include "app/app.h"
#include "ui/window.h"

typedef struct {
    WindowDef def;
    Fonts *fonts;
    Pool *pool;
} Screen;

/* False after a complaint: no font is installed. */
bool screen_open(const App *app, Screen *screen);
void screen_close(Screen *screen);
/* Which fonts were missing: told at the end, when the window no longer hides it. */
void screen_tell_fonts(const App *app, const Screen *screen);
/* Opens the window and runs it until the reader leaves; row NULL: the lesson's own pictures. */
Status screen_run(const App *app, const Screen *screen, Reading *reading, const SceneRow *row,
                  const SceneControls *controls, const WindowOptions *options);

/* The picture of that name; NULL after a complaint. */
const SceneRow *screen_scene(const App *app, const char *name);
/* The row's numbers, changed as the command line says. False after a complaint. */
bool screen_controls(const App *app, const SceneRow *row, SceneControls *controls);

#endif
