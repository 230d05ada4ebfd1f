/* notebook.h - a lesson as a Jupyter notebook (nbformat 4.5), which needs no program and no
 * network.
 *
 * Cells in the lesson's order: prose and formulas as Markdown with TeX, each claim with its
 * verdict and the Python that decides it again, a table of the verdicts after each step, the
 * pictures of its scenes, exercises with their solution folded. A cell's id follows from the
 * lesson's own names (the claim's, the step's number), so that it stays when other parts are
 * edited; nothing that is written depends on the time or the machine. Every claim must have been
 * decided. May include base, math, experiment, verify, lesson, session and what figure.h may. */
#ifndef EXPLORE_EXPORT_NOTEBOOK_H
#define EXPLORE_EXPORT_NOTEBOOK_H

#include "base/text.h"
#include "export/figure.h"
#include "lesson/lesson.h"

typedef struct {
    const Lesson *lesson;
    uint64_t seed;         /* that the claims were decided with */
    const Figure *figures; /* of the lesson (figure_count), with their bytes; NULL: none */
    const char *checker;   /* assets/notebook/explore_check.py, the first cell of code */
    const char *pictures;  /* assets/notebook/explore_pictures.py, the second; NULL: no curves */
} NotebookDef;

/* "03-the-closed-form.ipynb"; of a lesson without a number its slug alone. */
const char *notebook_name(Arena *arena, const Lesson *lesson);
/* Appends the notebook as JSON, with a newline. False when memory ran out. */
bool notebook_write(Text *out, const NotebookDef *def);

#endif
