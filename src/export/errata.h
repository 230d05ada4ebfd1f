/* errata.h - the formulas of documents that fail, by document.
 *
 * A lesson may quote one formula in two readings, as it stands and with an assumption. What fails
 * in one and holds in another is no misprint: it is counted apart, with the reading that holds.
 * May include base, verify and lesson. */
#ifndef EXPLORE_EXPORT_ERRATA_H
#define EXPLORE_EXPORT_ERRATA_H

#include "lesson/lesson.h"

/* A decided claim that quotes a document, and the lesson that it stands in. */
typedef struct {
    const Claim *claim;
    const Lesson *lesson;
} Quotation;

/* A printed formula that fails. */
typedef struct {
    Quotation quotation;
    const char *place;         /* where in the document, or NULL */
    const Quotation *holds_as; /* the same formula in another reading, which holds; or NULL */
} Erratum;

/* Formulas that were checked, of one document or of all. Two readings of one formula count once. */
typedef struct {
    size_t printed, fail, corrected; /* fail: in every reading; corrected: of those */
    size_t one_reading;              /* fail in one reading and hold in another */
} ErrataCounts;

/* The failing formulas of one document, in the order of the lessons. */
typedef struct {
    const char *name;
    ErrataCounts counts;
    size_t count;
    const Erratum *list;
} ErrataDocument;

typedef struct {
    ErrataCounts total;
    size_t count;
    const ErrataDocument *documents; /* in the order in which they are first quoted */
} Errata;

/* Of a lesson what it quotes; of a note everything. */
bool errata_is_quoted(const Quotation *quotation);
/* Everything lives in the arena. */
Errata errata_gather(Arena *arena, const Quotation *quotations, size_t count);

#endif
