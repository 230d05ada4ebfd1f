/* words.h - what terminal, window and pages say alike about claims and their evidence.
 *
 * Plain words without a style; a remark is words with TeX in dollars (lesson/remark.h). Whoever
 * draws adds type and colour. Functions with `out` append to it. */
#ifndef EXPLORE_SESSION_WORDS_H
#define EXPLORE_SESSION_WORDS_H

#include "base/text.h"
#include "verify/live.h"

/* The sign of a badge: "✔", "✘", "≈" ... */
const char *words_verdict_sign(VerdictKind kind);
/* "algebra: holds, 16 points, agreeing to 118 bits" */
void words_evidence(Text *out, const MethodEvidence *method);
/* The same, and how long it took: "... (0.12 ms)". */
void words_method(Text *out, const MethodEvidence *method);
/* Where a formula cannot be read and why: "line 3, column 4: ...". */
void words_unreadable(Text *out, const Diag *diag);
/* "wrong twins: 2 of 2 refuted; mutants: 19 of 20 refuted, 1 proved equal"; nothing without twins.
 */
void words_twins(Text *out, const TwinReport *twins);
const char *words_twin_result(TwinResult result);

/* "breaks at link 2", "breaks at link 1 of formula 2": false, with nothing said, where the first
 * link of the first formula breaks, or it is not known which. */
bool words_broken_link(Text *out, const Counterexample *found);
/* What values are, for a place where little room is: "variances"; NULL where they are simply the
 * two sides. */
const char *words_what(const char *what);
/* The reason that the author gives for a link of the claim's chain, from 0, as a remark; NULL when
 * there is none. */
const char *words_reason(const ClaimDef *def, size_t link);
/* Where live values were taken, as a remark: "with $t = 25$, $T = 50$ (linear), $x_0 = 0.4$";
 * nothing when they rest on nothing. */
void words_where(Text *out, const LiveValues *values);
/* What stands between the values of pair `pair` of a link, as TeX: "=", "\\ne" where they are
 * certainly not equal, "\\le". *is_false: they are certainly not so related. */
void words_relation(Text *out, bool *is_false, const LiveLink *link, size_t pair);

#endif
