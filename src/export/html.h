/* html.h - lessons as pages of a static site, which need no network and no program.
 *
 * A page is UTF-8 and complete without its script: the script typesets what has the class "tex"
 * (KaTeX), opens derivations row by row, plays films and filters the errata. Formulas stand in the
 * page as they were written. Every claim must have been decided. May include base, math, verify,
 * lesson and session.
 */
#ifndef EXPLORE_EXPORT_HTML_H
#define EXPLORE_EXPORT_HTML_H

#include "base/text.h"
#include "export/errata.h"
#include "export/figure.h"
#include "lesson/lesson.h"

/* All that pages of one site refer to. */
typedef struct {
    size_t count;
    const Lesson *const *lessons;
    const Figure *const
        *figures; /* of each lesson (its figure_count); an entry may be NULL: none */
} HtmlSite;

/* "03-the-closed-form.html"; of a lesson without a number its slug alone. Two files of one name in
 * different folders have one page's name. */
const char *html_page_name(Arena *arena, const Lesson *lesson);
/* Appends lesson `which` as a whole page (of a note its formulas alone), with links to the one
 * before and after. */
void html_write_lesson(Text *out, const HtmlSite *site, size_t which);
/* Appends the page that lists them. */
void html_write_index(Text *out, const HtmlSite *site);
/* Appends the table of printed formulas that fail, of all documents, with filters. */
void html_write_errata(Text *out, const HtmlSite *site, const Errata *errata);

#endif
