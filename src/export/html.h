/* html.h - lessons as pages of a static site, which need no network and no program.
 *
 * A page is UTF-8 and complete without its script: the script typesets what has the class "tex"
 * (KaTeX), opens derivations row by row and filters tables. Formulas stand in the page as they were
 * written. Every claim must have been decided. May include base, math, verify, lesson and session.
 */
#ifndef EXPLORE_EXPORT_HTML_H
#define EXPLORE_EXPORT_HTML_H

#include "base/text.h"
#include "lesson/lesson.h"

/* "03-the-closed-form.html"; of a lesson without a number its slug alone. */
const char *html_page_name(Arena *arena, const Lesson *lesson);
/* Appends lesson `which` of `count` as a whole page (of a note its formulas alone), with links to
 * the one before and after. */
void html_write_lesson(Text *out, const Lesson *const *lessons, size_t count, size_t which);
/* Appends the page that lists them. */
void html_write_index(Text *out, const Lesson *const *lessons, size_t count);

#endif
