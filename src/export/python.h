/* python.h - a claim as Python that checks it without this program.
 *
 * What is written are the trees of the formula and of its letters, nothing that was decided: the
 * checker assets/notebook/explore_check.py, which has to stand before, decides anew with NumPy and
 * SciPy. It keeps VERDICTS[id] ("holds", "fails", "approximate", "undecided") and TWINS[id] (one
 * of these for each `wrong:` line, in order). */
#ifndef EXPLORE_EXPORT_PYTHON_H
#define EXPLORE_EXPORT_PYTHON_H

#include "base/text.h"
#include "verify/claim.h"

/* Appends the code of a prepared claim and of its wrong lines. A formula that the checker cannot
 * work out is written as undecided, with the reason. False, with nothing appended, for a claim that
 * states nothing: a definition, an unreadable formula, an experiment. */
bool python_write_claim(Text *out, const Claim *claim);

/* What a picture of a claim shows, from what says least to what says most. */
typedef enum {
    PYTHON_NO_PICTURE,
    PYTHON_LETTER,   /* the sides over a letter, the others standing still */
    PYTHON_LAWS,     /* the bells of distributions */
    PYTHON_FUNCTION, /* densities, or what is the same up to a factor, over their variable */
    PYTHON_OVER_T,   /* the sides over t, along the lesson's schedule */
    PYTHON_OPTIMUM,  /* the objective, and where it is said to be best */
} PythonPicture;

typedef struct {
    const char *name;
    long steps;
} PythonSchedule;

/* Appends the line that draws the claim, for assets/notebook/explore_pictures.py, which stands
 * behind the checker; the claim's code has to stand before. PYTHON_NO_PICTURE, with nothing
 * appended, for what has no picture, or none that would show more than the formula: a claim that
 * holds and has no wrong lines. */
PythonPicture python_write_picture(Text *out, const Claim *claim, const PythonSchedule *schedule);
/* Appends the code that draws the letters of a claim's notation along a schedule, by their own
 * definitions. False, with nothing appended, where it has none. */
bool python_write_letters(Text *out, const Claim *claim, const PythonSchedule *schedule);

#endif
