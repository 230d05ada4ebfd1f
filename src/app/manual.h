/* manual.h - man pages and completions, made from the tables of commands and options.
 *
 * `explore help --man` and `--completion` print them; `make install` puts them where man and the
 * shells look. Nothing in them is typed twice, so they cannot be out of date. */
#ifndef EXPLORE_APP_MANUAL_H
#define EXPLORE_APP_MANUAL_H

#include "app/app.h"

/* explore(1), as roff. */
void manual_write(Text *out);
/* explore-lesson(5), as roff, from the Markdown of lessons/README.md. */
void manual_write_lesson(Text *out, const char *markdown);
/* The completions of "bash", "zsh" or "fish". */
void completion_write(Text *out, const char *shell);

#endif
