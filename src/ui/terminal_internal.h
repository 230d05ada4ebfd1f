/* terminal_internal.h - what the files of the lesson view share. */
#ifndef EXPLORE_UI_TERMINAL_INTERNAL_H
#define EXPLORE_UI_TERMINAL_INTERNAL_H

#include "ui/terminal_view.h"

/* The state of an exercise of the lesson. */
ExerciseView *lesson_view_exercise(const LessonView *view, const Exercise *exercise);
/* The first exercise of the step that is neither answered nor skipped, or NULL. What follows it is
 * hidden. */
ExerciseView *lesson_view_open_exercise(const LessonView *view);
/* The largest useful scroll: then the last line of the step is on the screen. */
size_t lesson_view_last_scroll(const LessonView *view, const Terminal *terminal);
/* The scroll that shows the line on which the open exercise's answer is typed, and as much below it
 * as there is room for; *visible says whether it is on the screen now. There must be one. */
size_t lesson_view_line_scroll(const LessonView *view, const Terminal *terminal, bool *visible);
/* Lines that a page key scrolls. */
size_t lesson_view_page(const Terminal *terminal);
/* terminal_symbols.c: the declarations of a symbols block, in words. */
void terminal_symbols(Text *out, const Terminal *terminal, size_t width, const char *text);
/* Changes the typed line; keys that do not edit are ignored. */
void line_edit_key(ExerciseView *line, Key key);

#endif
