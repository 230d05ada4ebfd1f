/* terminal_internal.h - what the files of the lesson view share. */
#ifndef EXPLORE_UI_TERMINAL_INTERNAL_H
#define EXPLORE_UI_TERMINAL_INTERNAL_H

#include "ui/terminal_view.h"

/* Where things stand on a screen of that size. */
typedef struct {
    size_t columns, rows;
    size_t margin; /* columns left of the text */
    size_t width;  /* columns of the text */
    size_t edge;   /* rows of the head, and of the foot */
    size_t body;   /* rows between them */
} Frame;

Frame frame_of(const Terminal *terminal);
/* Newlines in a text. */
size_t text_lines(const Text *text);

/* Keys of the live part: true when it was one of them. */
bool lesson_view_live_key(LessonView *view, Key key);
/* Ends the selection: the step has changed. */
void lesson_view_deselect(LessonView *view);

/* terminal_panel.c: what stands in the place of the step. */
void terminal_panel(Text *out, const LessonView *view, const Terminal *terminal,
                    const Frame *frame);
void terminal_picture(Text *out, const LessonView *view, const Terminal *terminal,
                      const Frame *frame);
/* The parameters in one line, as a rule of the frame. */
void terminal_strip(Text *out, const LessonView *view, const Terminal *terminal,
                    const Frame *frame);
/* terminal_exercise.c: a question with its typed line, hints, and the engine's word. `active`: the
 * cursor stands there. */
void terminal_exercise(Text *out, const Terminal *terminal, size_t width, const Question *view,
                       bool active);
/* Rows of it above the typed line. */
size_t terminal_exercise_line(const Terminal *terminal, size_t width, const Question *view);

/* Lines above the first one shown, so that what was just selected is on the screen. */
size_t lesson_view_scroll(const LessonView *view, const Terminal *terminal);
/* The largest useful scroll: then the last line of the step is on the screen. */
size_t lesson_view_last_scroll(const LessonView *view, const Terminal *terminal);
/* The scroll that shows the line on which the open exercise's answer is typed, and as much below it
 * as there is room for; *visible says whether it is on the screen now. There must be one. */
size_t lesson_view_line_scroll(const LessonView *view, const Terminal *terminal, bool *visible);
/* Lines that a page key scrolls. */
size_t lesson_view_page(const Terminal *terminal);
/* terminal_symbols.c: the declarations of a symbols block, in words. */
void terminal_symbols(Text *out, const Terminal *terminal, size_t width, const char *text);

#endif
