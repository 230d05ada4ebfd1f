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

#endif
