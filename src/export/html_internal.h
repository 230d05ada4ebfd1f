/* html_internal.h - what the files of html.h share. Words are plain, TeX in dollars; `kind` is a
 * class or NULL. */
#ifndef EXPLORE_EXPORT_HTML_INTERNAL_H
#define EXPLORE_EXPORT_HTML_INTERNAL_H

#include "export/html.h"

/* A page while it is written. */
typedef struct {
    Text *out;
    const HtmlSite *site;
    const Lesson *lesson;  /* whose page it is; NULL: of none */
    const Figure *figures; /* of the lesson, or NULL */
} HtmlPage;

/* html_text.c: characters, formulas, prose. */
/* "03-the-closed-form.html#id"; id NULL: the page itself. */
void html_put_address(Text *out, const Lesson *lesson, const char *id);
void html_put_bytes(Text *out, const char *bytes, size_t length);
void html_put_text(Text *out, const char *text);
void html_put_tex(Text *out, const char *tex, size_t length, bool display);
/* As a block: a whole formula, or words with formulas in dollars. Rows without an environment of
 * their own get one. */
void html_put_formula(HtmlPage *page, const char *tex, size_t length);
/* Words in which "lesson 3" leads to that lesson's page. */
void html_put_words(HtmlPage *page, const char *words);
/* <name class="kind">words</name>; nothing without words. */
void html_put_worded(HtmlPage *page, const char *name, const char *kind, const char *words);
void html_put_line(HtmlPage *page, const Line *line);
void html_put_element(HtmlPage *page, const char *name, const Line *line);
void html_put_table(HtmlPage *page, const Block *block);

/* html_claim.c: claims and their evidence. */
/* "at t = 1, alpha_1 = 0.6: the variances are 0.14 and 0.27" */
void html_put_counterexample(Text *out, const Counterexample *found);
void html_put_claim(HtmlPage *page, const Claim *claim);
/* The claim's formula as it was printed; as code where it has no TeX. */
void html_put_printed(HtmlPage *page, const Claim *claim);

/* html.c: the frame of a page, up to what is its own and after it. kind: a class, or NULL. */
void html_open_page(HtmlPage *page, const char *title, const char *kind);
void html_close_page(HtmlPage *page);

#endif
