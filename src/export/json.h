/* json.h - verdicts as one JSON object, for other programs.
 *
 * The object has "seed", "claims" and "summary"; fields that do not apply are left out. Numbers are
 * written with all their digits (17 for a double). Strings are valid UTF-8 whatever the note held.
 * May include base, math, verify and lesson. */
#ifndef EXPLORE_EXPORT_JSON_H
#define EXPLORE_EXPORT_JSON_H

#include "base/text.h"
#include "export/coverage.h"
#include "export/errata.h"
#include "lesson/lint.h"
#include "verify/claim.h"

/* A decided claim. */
typedef struct {
    const Claim *claim;
    bool is_note;     /* of a foreign note: its kind is "display" or "inline" */
    bool is_exercise; /* that an exercise's answer and mistakes are what they should be */
} JsonClaim;

/* Appends the object and a newline. "summary" counts "formulas" and what became of them, and
 * "exercises" and "experiments" apart. False when memory ran out; out is unchanged then. */
bool json_write_claims(Text *out, const JsonClaim *claims, size_t count, uint64_t seed);

/* Appends {"seed", "documents": [{"document", COUNTS, "errata": [claims, each with its "place" and
 * "holds_as"]}], "summary": {"documents", COUNTS}} and a newline, where COUNTS is "printed",
 * "fail", "corrected", "one_reading". */
bool json_write_errata(Text *out, const Errata *errata, uint64_t seed);

/* Appends {"seed", "catalogue", "complete", "rows": [{"document", "kind", "required", "entries",
 * a count for each state, "grades": {..}}], "required": {the same counts}, "not_required": {..},
 * "entries": [{"id", "document", "line", "kind", "required", "state", "claims": [claims, each with
 * "as_printed"]}], "not_in_catalogue": [claims]} and a newline. */
bool json_write_coverage(Text *out, const Coverage *coverage, const char *catalogue, uint64_t seed);

/* What lint found in one lesson. */
typedef struct {
    const char *file;
    size_t count;
    const LintFinding *list;
} JsonFindings;

/* Appends {"lessons": how many, "findings": [{"file", "line", "column", "message"}]} and a newline.
 */
bool json_write_findings(Text *out, const JsonFindings *lessons, size_t count);

/* One column of a table of numbers. */
typedef struct {
    const char *name;
    const double *values; /* (rows); NaN and infinities become null */
} JsonColumn;

/* Appends {"name", "steps", "rows": [{column: value, ...}, ...]} and a newline; the first column
 * counts from first_row. */
bool json_write_table(Text *out, const char *name, const JsonColumn *columns, size_t column_count,
                      size_t first_row, size_t row_count);

#endif
