/* window.h - the window itself: SDL's events to the view, the view's list to the screen.
 *
 * Nothing moves and nobody types: then nothing is done, the program sleeps until an event. */
#ifndef EXPLORE_UI_WINDOW_H
#define EXPLORE_UI_WINDOW_H

#include "ui/window_view.h"

typedef struct {
    const char *title;
    const char
        *save_name;    /* pictures that S saves are save_name-1.png, ... in the current folder */
    int width, height; /* of the window at first, in points of the display; 0: fits */
    int frame_limit;   /* leave after so many frames; 0: when the reader leaves. For measuring */
} WindowOptions;

/* A display can be opened: what `explore lesson3` asks before it chooses window or terminal. */
bool window_is_available(void);

/* Runs until the reader leaves. False with *diag (message and hint) when there is no display or the
 * renderer does not start; what was drawn so far is then of no use. */
bool window_run(WindowView *view, const WindowDef *def, const WindowOptions *options, Arena *arena,
                Diag *diag);

#endif
