/* terminal_screen.h - the terminal itself: its size and character set, raw keys, the alternate
 * screen.
 *
 * The terminal is always given back as it was found: at the end, at exit, when a signal ends the
 * program. */
#ifndef EXPLORE_UI_TERMINAL_SCREEN_H
#define EXPLORE_UI_TERMINAL_SCREEN_H

#include "ui/terminal_view.h"

/* Exit status when SIGINT or Ctrl-C ends the program, as shells report it. */
#define TERMINAL_STATUS_INTERRUPTED 130

/* Once, before anything is printed: takes the user's locale, has a closed pipe reported by write
 * instead of by a signal, and ends with TERMINAL_STATUS_INTERRUPTED on SIGINT. */
void terminal_start(void);
/* Keys can be read and a cursor can be placed. */
bool terminal_is_interactive(void);
/* What standard output is: NO_COLOR, COLUMNS, TERM, the locale and the terminal's size decide. */
Terminal terminal_describe(bool ascii);

/* A status line can be shown: standard error is a terminal that can erase a line. */
bool terminal_has_status(void);
/* Shows the line on standard error in place of the one before, cut to the terminal's width; NULL
 * erases it, and so does SIGINT. Any thread may call it; the line holds no control characters. */
void terminal_status(const char *line);
/* SIGINT, SIGTERM and SIGHUP wait (or come, when they have waited): while a file is being
 * replaced. */
void terminal_hold_interrupt(bool hold);
/* One came while it was held. */
bool terminal_interrupt_waits(void);

/* Run until the user leaves (or chooses). False when the terminal is gone. */
bool terminal_run_lesson(LessonView *view, bool ascii);
bool terminal_run_menu(MenuView *view, bool ascii);

#endif
