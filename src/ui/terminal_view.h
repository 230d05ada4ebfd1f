/* terminal_view.h - the menu and a lesson as states that keys change.
 *
 * A view has no terminal: *_key changes it by one key, *_draw draws it; both depend on their
 * arguments alone. The loop that reads keys and writes frames is in terminal_screen.c. */
#ifndef EXPLORE_UI_TERMINAL_VIEW_H
#define EXPLORE_UI_TERMINAL_VIEW_H

#include "session/reading.h"
#include "ui/key.h"
#include "ui/terminal.h"

/* The key at the start of the bytes a terminal sent; returns how many bytes it took. 0: an escape
 * sequence or character that is not complete yet, unless `final` says that nothing more comes. */
size_t key_decode(Key *key, const char *bytes, size_t length, bool final);

/* What stands in the place of the step. */
typedef enum {
    PANEL_NONE,
    PANEL_CLAIM,   /* all that is known about the selected claim */
    PANEL_PICTURE, /* simulated points against the closed form */
} Panel;

typedef struct {
    Reading reading;
    size_t scroll; /* lines above the first one shown */
    bool follow;   /* the scroll keeps the selected claim on the screen */
    Panel panel;
    size_t panel_scroll;
    bool stopped; /* the picture is not made before something changes */
    bool reasons; /* beside the links of chains */
    bool evidence, twins, help;
    const char *class_name; /* which class it is for; or NULL */
    bool leave_line;        /* keys are commands although a question is open */
    bool has_number;        /* digits were typed before `g` */
    size_t number;
    bool quit;
    bool interrupted;
} LessonView;

/* The lesson must outlive the view. */
LessonView *lesson_view_new(const Lesson *lesson, const CheckOptions *options);
void lesson_view_free(LessonView *view);
void lesson_view_key(LessonView *view, const Terminal *terminal, Key key);
/* Exactly terminal->rows lines parted by '\n', none wider than terminal->columns. */
void lesson_view_draw(Text *out, const LessonView *view, const Terminal *terminal);
/* Starts what the screen has need of and takes over what has ended; true when there is something
 * new to draw. */
bool lesson_view_work(LessonView *view);
/* Work is going on: lesson_view_work has something to say soon. */
bool lesson_view_busy(const LessonView *view);
/* Works until nothing is left to do. For those who have no keys to answer. */
void lesson_view_settle(LessonView *view);

typedef struct {
    int number;
    const char *title;
    const char *summary;  /* or NULL */
    const char *progress; /* how far one is; or NULL */
} MenuEntry;

typedef struct {
    size_t count;
    const MenuEntry *entries;
    size_t selected;
    bool has_number;
    size_t number; /* digits typed so far */
    bool chosen, quit, interrupted;
    const char *class_words; /* which class it is for; or NULL */
} MenuView;

void menu_view_key(MenuView *view, Key key);
void menu_view_draw(Text *out, const MenuView *view, const Terminal *terminal);
/* The menu as a list, for output that is not a terminal. */
void menu_print(Text *out, const Terminal *terminal, const MenuEntry *entries, size_t count);

#endif
