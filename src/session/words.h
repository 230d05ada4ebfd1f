/* words.h - what terminal and window say alike about evidence: plain words without a style. */
#ifndef EXPLORE_SESSION_WORDS_H
#define EXPLORE_SESSION_WORDS_H

#include "base/text.h"
#include "verify/claim.h"

/* The sign of a badge: "✔", "✘", "≈" ... */
const char *words_verdict_sign(VerdictKind kind);
/* "algebra: holds, 16 points, agreeing to 118 bits (0.12 ms)" */
void words_method(Text *out, const MethodEvidence *method);
/* "wrong twins: 2 of 2 refuted; mutants: 19 of 20 refuted, 1 proved equal"; nothing without twins.
 */
void words_twins(Text *out, const TwinReport *twins);
const char *words_twin_result(TwinResult result);

#endif
