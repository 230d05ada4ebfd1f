/* coverage.h - which entries of a catalogue the lessons' printed claims decide, and how.
 *
 * May include base, math and verify. */
#ifndef EXPLORE_EXPORT_COVERAGE_H
#define EXPLORE_EXPORT_COVERAGE_H

#include "base/text.h"
#include "export/catalogue.h"
#include "verify/claim.h"

/* What is known of an entry. Of several claims of one entry the first state of this list counts
 * that one of them has, but HOLDS or APPROXIMATE beside FAILS makes DEPENDS. */
typedef enum {
    COVERAGE_HOLDS,
    COVERAGE_DEPENDS, /* holds, or nearly, in one reading and fails in another */
    COVERAGE_APPROXIMATE,
    COVERAGE_FAILS,
    COVERAGE_DEFINITION,
    COVERAGE_NO_CLAIM,
    COVERAGE_UNDECIDED,
    COVERAGE_UNREADABLE,
    COVERAGE_MISSING, /* no claim */
    COVERAGE_STATES
} CoverageState;

/* Of a claim alone. */
CoverageState coverage_state_of(VerdictKind kind);
/* "holds", "depends", ..., "missing" */
const char *coverage_state_name(CoverageState state);

typedef struct {
    const CatalogueEntry *entry;
    bool required; /* false for prose and context */
    size_t claim_count;
    const Claim **claims; /* in the lessons' order */
    CoverageState state;
    Grade grade; /* the strongest of those that hold */
} CoverageItem;

/* Counts over the entries of one kind in one document; of sums the names are NULL. */
typedef struct {
    const char *document;
    const char *kind;
    bool required;
    size_t entries;
    size_t states[COVERAGE_STATES];
    size_t grades[GRADE_COUNT]; /* of those that hold */
} CoverageRow;

typedef struct {
    size_t item_count;
    CoverageItem *items; /* in the catalogue's order */
    size_t row_count;
    CoverageRow *rows; /* in the order in which documents, and kinds in them, come first */
    CoverageRow required, others;
    size_t stray_count;
    const Claim **strays; /* claims of an id that the catalogue lacks */
    size_t unlike_count;
    const Claim **unlike; /* claims whose formula is not the printed one */
} Coverage;

/* The claims are decided, printed and have a catalogue id. */
Coverage coverage_of(Arena *arena, const Catalogue *catalogue, const Claim *const *claims,
                     size_t count);
/* True when no required entry is missing and at most 2 % of them are undecided. */
bool coverage_is_complete(const Coverage *coverage);
/* Is the claim one of those whose formula is not the printed one? */
bool coverage_is_unlike(const Coverage *coverage, const Claim *claim);
/* Is the formula the printed one? White space, the dollars around a formula and the stars
 * of Markdown do not count; in a sentence with formulas it may be one of these. */
bool coverage_is_as_printed(const char *formula, size_t length, const char *printed);

#endif
