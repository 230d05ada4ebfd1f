/* markdown_internal.h - the state of one run of md4c: markdown.c handles blocks, markdown_text.c
 * what stands in them. */
#ifndef EXPLORE_LESSON_MARKDOWN_INTERNAL_H
#define EXPLORE_LESSON_MARKDOWN_INTERNAL_H

#include <md4c.h>
#include <stdint.h>

#include "lesson/lesson_internal.h"

/* No place in the file. */
#define NO_OFFSET SIZE_MAX

typedef struct {
    Reader *reader;
    const Scan *scan;
    const char *masked; /* what md4c reads */
    size_t masked_length;
    size_t guard;   /* bytes of masked before the first byte of the file's */
    size_t base;    /* offset in the file of masked[guard] */
    size_t formula; /* formulas before this one lie behind */
    bool line_only; /* everything goes into one line */

    LineBuilder line;
    Span span;   /* bytes that the current block covers so far */
    size_t last; /* offset of the text seen last */
    size_t strong, emphasis;
    bool in_code_span, in_html_block;
    size_t links;       /* links and images around */
    const char *target; /* of the outermost; NULL outside links */

    size_t quotes, depth; /* quotes around; quotes and items around */
    Vector ordinals;      /* of int: per open list its next number, 0 for bullets */
    bool item_waits;      /* an item was opened and has no block yet */
    bool no_displays;     /* in a heading or a table cell */

    bool in_code, fenced;
    size_t info_at;             /* offset of the info string; NO_OFFSET when there is none */
    size_t body_at;             /* offset of the first byte of code; NO_OFFSET when there is none */
    size_t feeds_before, feeds; /* line feeds of the code before body_at, and all */
    Vector code;                /* of char */

    Vector cells; /* of Line */
    size_t columns;
} Markdown;

/* The offset in the file of a piece of text that md4c reports; NO_OFFSET when it is not from there
 * (md4c then passes a literal of its own, or a copy). */
size_t markdown_offset(const Markdown *markdown, const char *text, size_t length);
/* The current block reaches over these bytes. */
void markdown_cover(Markdown *markdown, size_t start, size_t end);
/* Ends the paragraph that is being read. */
void markdown_flush(Markdown *markdown);

/* Callbacks of md4c. */
int markdown_on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user);
int markdown_on_enter_span(MD_SPANTYPE type, void *detail, void *user);
int markdown_on_leave_span(MD_SPANTYPE type, void *detail, void *user);

#endif
