/* terminal_view.h - the menu and a lesson as states that keys change.
 *
 * A view has no terminal: *_key changes it by one key, *_draw draws it; both depend on their
 * arguments alone. The loop that reads keys and writes frames is in terminal_screen.c. */
#ifndef EXPLORE_UI_TERMINAL_VIEW_H
#define EXPLORE_UI_TERMINAL_VIEW_H

#include "session/progress.h"
#include "session/session.h"
#include "ui/terminal.h"

typedef enum {
    KEY_NONE,
    KEY_CHARACTER, /* code_point */
    KEY_ENTER,
    KEY_TAB,
    KEY_BACK_TAB,
    KEY_ESCAPE,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_ERASE_LINE, /* Ctrl-U */
    KEY_ERASE_WORD, /* Ctrl-W */
    KEY_REDRAW,     /* Ctrl-L */
    KEY_SUSPEND,    /* Ctrl-Z */
    KEY_INTERRUPT,  /* Ctrl-C */
    KEY_END_OF_INPUT,
} KeyKind;

typedef struct {
    KeyKind kind;
    uint32_t code_point;
} Key;

/* The key at the start of the bytes a terminal sent; returns how many bytes it took. 0: an escape
 * sequence or character that is not complete yet, unless `final` says that nothing more comes. */
size_t key_decode(Key *key, const char *bytes, size_t length, bool final);

/* Longest answer a student can type, in bytes: five lines of a terminal. */
#define ANSWER_LENGTH_MAX 400

typedef enum {
    ANSWER_NONE,
    ANSWER_RIGHT,
    ANSWER_WRONG,
    ANSWER_ROUNDED, /* a decimal, right to the digits typed and not beyond */
    ANSWER_UNREADABLE,
    ANSWER_UNDECIDED
} AnswerKind;

/* What the engine found about `answer = typed`. Strings live in the arena given. */
typedef struct {
    AnswerKind kind;
    const char *message; /* UNREADABLE: "column 3: ..."; UNDECIDED: the reason */
    const char *remark;  /* WRONG: the author's word on this very mistake, or NULL */
    const Counterexample *counterexample; /* WRONG, or NULL */
} Answer;

/* Decides whether the typed TeX equals the exercise's answer. When it has the form `name = value`
 * its right side is meant. */
Answer answer_check(Arena *arena, const Exercise *exercise, const char *typed,
                    const CheckOptions *options);

typedef struct {
    const Exercise *exercise;
    bool done; /* answered or skipped: what follows it is shown */
    bool skipped;
    size_t hints; /* shown so far */
    char typed[ANSWER_LENGTH_MAX + 1];
    size_t length; /* bytes typed */
    size_t cursor; /* byte offset */
    bool answered; /* the line holds an answer that was not right: the next character starts anew */
    Answer answer;
} ExerciseView;

/* What stands in the place of the step. */
typedef enum {
    PANEL_NONE,
    PANEL_CLAIM,   /* all that is known about the selected claim */
    PANEL_PICTURE, /* simulated points against the closed form */
} Panel;

typedef struct {
    const Lesson *lesson;
    CheckOptions options;
    size_t step;         /* from 0 */
    size_t scroll;       /* lines above the first one shown */
    size_t selected;     /* which claim of the step, from 1; 0: none */
    bool follow;         /* the scroll keeps the selected claim on the screen */
    size_t broken;       /* which wrong version of it is shown, from 1; 0: it as it is written */
    size_t broken_count; /* how many there are */
    Panel panel;
    size_t panel_scroll;
    bool stopped; /* the picture is not made before something changes */
    Setting setting;
    Parameter parameter; /* the one that [ and ] change */
    bool reasons;        /* beside the links of chains */
    bool evidence, twins, help;
    bool leave_line; /* keys are commands although a question is open */
    bool has_number; /* digits were typed before `g` */
    size_t number;
    const char *note; /* one line about the last key, or NULL */
    bool quit;
    bool interrupted;
    size_t exercise_count; /* of the whole lesson, in order */
    ExerciseView *exercises;
    Session *session;
    Progress *progress;   /* or NULL: nothing is kept */
    LessonProgress *kept; /* of this lesson */
    bool resumed;         /* no key was pressed yet where one stopped */
    Arena *arena;
} LessonView;

/* The lesson must outlive the view. */
LessonView *lesson_view_new(const Lesson *lesson, const CheckOptions *options);
void lesson_view_free(LessonView *view);
/* Goes on where one stopped, and keeps from now on how far one is. The progress must outlive the
 * view. */
void lesson_view_resume(LessonView *view, Progress *progress);
/* The lesson's progress under the name it is kept by. */
LessonProgress *lesson_progress(Progress *progress, const Lesson *lesson);
/* "step 5 of 15, 2 of 3 questions", or "" for a lesson that was never open. */
void lesson_progress_text(Text *out, Progress *progress, const Lesson *lesson);
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
/* A claim that has no verdict yet: of the step shown first, then of the others; NULL when all have
 * one. */
Claim *lesson_view_undecided(const LessonView *view);

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
} MenuView;

void menu_view_key(MenuView *view, Key key);
void menu_view_draw(Text *out, const MenuView *view, const Terminal *terminal);
/* The menu as a list, for output that is not a terminal. */
void menu_print(Text *out, const Terminal *terminal, const MenuEntry *entries, size_t count);

#endif
