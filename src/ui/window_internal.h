/* window_internal.h - what the files of the window's view share. */
#ifndef EXPLORE_UI_WINDOW_INTERNAL_H
#define EXPLORE_UI_WINDOW_INTERNAL_H

#include "ui/window_view.h"

/* The window the design is made for; and a projector's, most of which are as wide for their height.
 */
#define DESIGN_WIDTH 1280.0f
#define DESIGN_HEIGHT 720.0f
/* Pixels of the design, at scale 1. */
#define TEXT_SIZE 18.0f
#define LABEL_SIZE 14.0f
#define MARGIN 26.0f
#define GAP 10.0f
#define ROW_HEIGHT 30.0f

#define NOTE_MAX 240

/* Where things stand in a window of that size. */
typedef struct {
    Rect page;     /* the scrolled text; width 0 when it is not shown */
    Rect picture;  /* the scene; width 0 when it is not shown */
    Rect controls; /* below the picture */
    Rect head, foot;
} WindowPlaces;

struct WindowView {
    Arena *arena;
    Reading *reading; /* or NULL */
    WindowDef def;
    const Theme *theme;
    Setting own_setting;     /* without a reading */
    Parameter own_parameter; /* the one that [ and ] change */

    float width, height, density, zoom;
    float scale;
    WindowPlaces places;
    WindowShow show;
    bool present, full_screen, black, spotlight, help, debug, quit;
    double elapsed, page_elapsed; /* milliseconds since the start, on this step */

    Arena *page_arena;
    Page *page;
    bool page_stale;
    float page_scroll;
    const Claim *opened;   /* its badge is open; or NULL */
    const Claim *followed; /* the selected one that the scroll went to */
    bool reasons;
    bool leave_line; /* keys are commands although a question is open */
    bool answering;  /* the reader has asked for the line */

    Scene *scene;
    SceneControls controls;
    const char *data_before;       /* the setting's, when it was last looked at */
    const SceneBlock *scene_block; /* what the scene was made for; NULL: the default one */
    bool playing;
    bool lags;          /* the scene is on its way to the time that is wanted */
    double wanted_time; /* 0..T */
    double speed;
    Rect picture; /* where the scene was drawn last: above its alarm */
    bool drags_scene, drags_paper;
    bool drags_page; /* by a finger, which was put down at touch_x, touch_y and is now at x, y */
    float touch_x, touch_y;

    Widget widgets[WIDGETS_MAX];
    size_t widget_count;
    size_t held; /* the widget under the pressed pointer, from 1; 0: none */
    float x, y;
    bool inside;

    bool searching;
    char search[SEARCH_LENGTH_MAX + 1];
    size_t search_length;

    bool drawing; /* the picture is a sheet to draw on */
    size_t drawn_count;
    double drawn[2 * DRAWN_POINTS_MAX]; /* (drawn_count, 2) */

    bool has_number;
    size_t number;
    char note[NOTE_MAX];
    char symbol[NOTE_MAX]; /* what the pointer is over */
    const char *copied;
    bool save;
    WindowStatistics statistics;
};

/* The numbers of the reading, or of the view itself. */
Setting *window_setting(WindowView *view);
/* window_view.c: the parameters have changed: the scene follows. */
void window_apply_setting(WindowView *view);
void window_note(WindowView *view, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Another step is shown: from its top, with its scene. */
void window_enter_step(WindowView *view);
void window_read_on(WindowView *view);
void window_change_notation(WindowView *view);

/* window_scene.c */
bool window_scene_open(WindowView *view, const SceneRow *row, const SceneControls *controls,
                       Diag *diag);
/* The step's scene block is another one of the same picture: nothing is made anew. */
void window_scene_keep(WindowView *view);
/* The scene of the step that is shown. */
void window_scene_of_step(WindowView *view);
/* Hands changed controls to the scene. */
void window_scene_set(WindowView *view);
/* Another part of the way to the time that is wanted. */
void window_scene_catch_up(WindowView *view);
/* Time goes on by that many steps, to the end at most; true when it moved. */
bool window_scene_move(WindowView *view, double steps);
void window_scene_play(WindowView *view, double milliseconds);

void window_toggle_play(WindowView *view);
/* Twice or half as fast. */
void window_change_speed(WindowView *view, bool faster);
/* The next wrong version of the picture, and after the last the right one. */
void window_break_scene(WindowView *view);
/* Goes past values that the scene cannot show. */
void window_change_parameter(WindowView *view, Parameter parameter, bool up, bool far);

/* window_places.c */
void window_place(WindowView *view);

/* window_controls.c: the widgets of the present frame. */
void window_widgets(WindowView *view);
/* Of the two buttons that turn the pages, at the right end of the head. */
float window_page_buttons_width(const WindowView *view);
/* How many rows they take in a column of that width. */
size_t window_widget_rows(WindowView *view, float width);
void window_widgets_draw(const WindowView *view, DrawList *list);
/* Pressed at x, y, or moved while pressed. True when a widget took it. */
bool window_widgets_press(WindowView *view, float x, float y, bool right);
void window_widgets_drag(WindowView *view, float x);

/* window_keys.c */
/* Text larger by the factor, within reason; 0: its natural size. */
void window_zoom(WindowView *view, float factor);
void window_key(WindowView *view, Key key);
/* Letters go to the open question's line. A presenter's are commands until i asks for it. */
bool window_is_typing(const WindowView *view);
void window_copy_formula(WindowView *view);

/* window_page.c */
void window_page_layout(WindowView *view);
void window_page_draw(WindowView *view, DrawList *list);
bool window_page_press(WindowView *view, float x, float y, bool right);
/* Further than any page reaches: scrolled to, it is the page's end. */
#define WINDOW_PAGE_END 1e9f
float window_page_scroll_max(const WindowView *view);
void window_page_scroll(WindowView *view, float pixels);
/* What the pointer is over, in words; NULL when there is nothing to say. */
const char *window_page_hint(WindowView *view);

/* window_symbol.c: fills view->symbol; false when there is nothing to say about it. */
bool window_symbol_words(WindowView *view, const Noad *noad);

/* window_paper.c: data of one's own. */
void window_paper_toggle(WindowView *view);
void window_paper_press(WindowView *view, float x, float y);
/* True when the key was for the sheet. */
bool window_paper_key(WindowView *view, Key key);
void window_paper_draw(const WindowView *view, DrawList *list);

/* window_search.c */
void window_search_key(WindowView *view, Key key);

#endif
