/* notebook_internal.h - what the files that write a notebook share: its words as Markdown. */
#ifndef EXPLORE_EXPORT_NOTEBOOK_INTERNAL_H
#define EXPLORE_EXPORT_NOTEBOOK_INTERNAL_H

#include "export/notebook.h"

/* ---- notebook_text.c: Markdown as Jupyter reads it ---- */

/* Where words stand: a bar ends a table's cell, in a formula too. */
typedef enum { MARKDOWN_LINE, MARKDOWN_CELL } MarkdownPlace;

/* Plain words, with what Markdown would read as something else marked. */
void cell_text(Text *out, const char *words, MarkdownPlace place);
/* `words` as they are. */
void cell_code(Text *out, const char *words, MarkdownPlace place);
/* $tex$ */
void cell_tex(Text *out, const char *tex, size_t length, MarkdownPlace place);
/* Plain words with TeX in dollars. */
void cell_words(Text *out, const char *words, MarkdownPlace place);
void cell_line(Text *out, const Line *line, MarkdownPlace place);
/* A formula on lines of its own; rows without an environment get one. Words with formulas in
 * dollars become a paragraph. */
void cell_display(Text *out, const char *tex, size_t length);
/* Text between fences that it does not hold. */
void cell_fence(Text *out, const char *text, size_t length);
/* What is folded away, under that name; any Markdown may stand between the two. */
void cell_fold(Text *out, const char *name);
void cell_fold_end(Text *out);
/* A block of prose; nothing for claims, exercises and pictures. */
void cell_block(Text *out, const Block *block);

/* ---- notebook_claim.c: what the engine found ---- */

/* The formula or the experiment, its verdict, and what speaks for it. */
void notebook_claim(Text *out, const Claim *claim, uint64_t seed);
/* The head of the table of verdicts, and one row. */
void notebook_verdict_head(Text *out);
void notebook_verdict_row(Text *out, const Claim *claim);
void notebook_exercise(Text *out, const Exercise *exercise);

#endif
