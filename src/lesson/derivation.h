/* derivation.h - a derivation that someone writes in an editor, line by line.
 *
 *     notation: ho
 *     given: real m in (-3,3)
 *
 *     x_t = \sqrt{\alpha_t} x_{t-1} + \sqrt{\beta_t}\,\epsilon_t
 *     = \sqrt{\alpha_t} x_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_t   :: by definition
 *
 * One formula a line, or a Markdown note: where a file has a display ($$, \[ or an environment),
 * its formulas are the lines, and its prose is passed over. A line that begins with a relation
 * continues the chain above it; any other begins a new one. A formula within a sentence ($...$)
 * stands alone. `notation: NAME` names the letters; `given:`, `assume:` and `stands-for:` are those
 * of a claim block and hold for what stands below them. In a file of plain lines, lines that begin
 * with # or % are passed over, and what stands behind " :: " is a remark. */
#ifndef EXPLORE_LESSON_DERIVATION_H
#define EXPLORE_LESSON_DERIVATION_H

#include "lesson/lesson.h"

typedef struct DerivationLine {
    Span span; /* of the formula, in the file */
    /* The chain up to this line and with it. Those above hold already, so that it fails where this
     * line does not follow. */
    Claim *claim;
    /* The first line above that has the same left side, where this one begins a chain: when both
     * only say what it is, they must say the same (claim_compare_meanings). NULL when there is
     * none.
     */
    const struct DerivationLine *same_left;
} DerivationLine;

typedef struct {
    Source source; /* as in a Lesson */
    size_t count;
    const DerivationLine *const *lines;
} Derivation;

/* notation NULL: the file's own, or none. *derivation lives in the arena. LESSON_MALFORMED with
 * *diag also for a lesson, and for a line that continues nothing. */
LessonStatus derivation_load(Arena *arena, const char *path, const char *notation,
                             const Derivation **derivation, Diag *diag);
LessonStatus derivation_parse(Arena *arena, const char *name, const char *bytes, size_t length,
                              const char *notation, const Derivation **derivation, Diag *diag);

#endif
