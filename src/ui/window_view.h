/* window_view.h - the window as a state that events change and that draws itself into a list.
 *
 * Nothing here knows SDL: window.c turns SDL's events into WindowEvents and paints the list, so the
 * same view is drawn into files and driven by tests. The page of a lesson stands on the left, the
 * picture that belongs to the step on the right, its controls below; without a lesson the picture
 * has the window to itself. All measures are pixels; `scale` is how large a pixel of the design is
 * (1 at 1280 x 720, more on larger windows), times the reader's zoom. */
#ifndef EXPLORE_UI_WINDOW_VIEW_H
#define EXPLORE_UI_WINDOW_VIEW_H

#include "draw/paint.h"
#include "scene/scene.h"
#include "session/reading.h"
#include "ui/key.h"
#include "view/page.h"

/* Sliders, pickers and switches on the screen at once. */
#define WIDGETS_MAX 48
#define WIDGET_TEXT_MAX 64
/* Longest text that is searched for. */
#define SEARCH_LENGTH_MAX 80
/* Points that can be drawn by hand. */
#define DRAWN_POINTS_MAX 4000

typedef enum {
    WINDOW_KEY,
    WINDOW_PRESS,
    WINDOW_MOVE,
    WINDOW_RELEASE,
    WINDOW_WHEEL,
    WINDOW_LEAVE, /* the pointer is elsewhere */
    WINDOW_PINCH, /* two fingers move apart, or together */
} WindowEventKind;

typedef struct {
    WindowEventKind kind;
    Key key;
    float x, y;
    float wheel; /* lines, up is positive; of a pinch the share of the window, apart is positive */
    bool right;  /* the right button */
    bool touch;  /* a finger: it drags the page */
} WindowEvent;

/* Which parts of the window are shown. */
typedef enum { SHOW_BOTH, SHOW_PAGE, SHOW_PICTURE, SHOW_COUNT } WindowShow;

typedef enum { WIDGET_BUTTON, WIDGET_SWITCH, WIDGET_SLIDER, WIDGET_PICKER } WidgetKind;

typedef enum {
    ACTION_PLAY,
    ACTION_STEP_BACK,
    ACTION_STEP_ON,
    ACTION_TIME,
    ACTION_PARAMETER, /* index: a Parameter */
    ACTION_SWITCH,    /* index: of the scene's */
    ACTION_SLIDER,    /* index: of the scene's */
    ACTION_BREAK,
    ACTION_PAGE_BACK, /* to the step before */
    ACTION_PAGE_ON,   /* the rest of the page, then the next step */
} Action;

typedef struct {
    WidgetKind kind;
    Action action;
    size_t index;
    Rect box;
    bool on;       /* SWITCH: its state; BUTTON: held down */
    bool selected; /* keys change it */
    double share;  /* SLIDER: 0..1 */
    char label[WIDGET_TEXT_MAX];
    char value[WIDGET_TEXT_MAX];
} Widget;

/* What is worth knowing about the last frame. */
typedef struct {
    double frame_ms;      /* update and draw */
    double paint_ms;      /* told by whoever paints */
    size_t marks, glyphs; /* of the list */
    long heap_growth;     /* bytes that the program holds more than before the frame */
} WindowStatistics;

typedef struct {
    Arena *arena; /* where refusals are worded; outlives the view */
    Fonts *fonts;
    Pool *pool;
    const Theme *theme;
    bool present;            /* presenter mode from the start */
    double autoplay;         /* seconds for each step; 0: the reader turns the pages */
    bool still;              /* for files: no controls, nothing moves by itself */
    const char *class_words; /* which class it is for; or NULL */
} WindowDef;

typedef struct WindowView WindowView;

/* reading NULL: a picture alone, `row` with these controls. With a reading, row and controls may be
 * NULL: the lesson's scene blocks say what is shown. NULL with *diag when the scene cannot be made.
 */
WindowView *window_view_new(Reading *reading, const SceneRow *row, const SceneControls *controls,
                            const WindowDef *def, Diag *diag);
/* Accepts NULL. */
void window_view_free(WindowView *view);

/* How many screens of a projector the reading's step takes in presenter mode, its page beside its
 * picture: 1.0 just fills one. Needs no window. */
float window_view_screens(Reading *reading, Fonts *fonts, const Theme *theme);

/* The size in pixels, and how many of them make one of the design's on this display. */
void window_view_resize(WindowView *view, float width, float height, float density);
void window_view_event(WindowView *view, const WindowEvent *event);
/* Milliseconds have gone by: plays, and takes over what the session's threads have ended. True when
 * there is something new to draw. */
bool window_view_update(WindowView *view, double milliseconds);
/* Something moves or is being worked on: update again within a frame. */
bool window_view_moves(const WindowView *view);
void window_view_draw(WindowView *view, DrawList *list);

/* A file was dropped on the window: points, as for --data. */
void window_view_drop(WindowView *view, const char *path);

/* The picture's time, as a share of the way that it plays. */
void window_view_set_time(WindowView *view, double share);

bool window_view_quits(const WindowView *view);
bool window_view_is_presented(const WindowView *view);
bool window_view_is_full_screen(const WindowView *view);
/* Text for the clipboard since the last call, or NULL. */
const char *window_view_take_copied(WindowView *view);
/* What is shown is to be saved as a picture; true once for each time. */
bool window_view_take_save(WindowView *view);
/* One line for the reader, kept until the next event. Copied. */
void window_view_tell(WindowView *view, const char *message);

const Theme *window_view_theme(const WindowView *view);
const Scene *window_view_scene(const WindowView *view);
void window_view_set_statistics(WindowView *view, const WindowStatistics *statistics);

#endif
