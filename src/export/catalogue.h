/* catalogue.h - a catalogue of the formulas that documents print.
 *
 * The file is a JSON array of objects:
 *
 *     [{"id": "C-(31)", "document": "annex.md", "line": 366, "section": "4.2", "notation": "su",
 *       "kind": "distribution", "printed_tex": "\\bar\\alpha_t = ..."}, ...]
 *
 * "id", "document", "line", "kind" and "printed_tex" are needed, anything else is passed over. No
 * two entries have one id. May include base. */
#ifndef EXPLORE_EXPORT_CATALOGUE_H
#define EXPLORE_EXPORT_CATALOGUE_H

#include "base/arena.h"
#include "base/source.h"

/* A formula, or a sentence, as a document prints it. */
typedef struct {
    const char *id;
    const char *document;
    size_t line;      /* in the document, from 1 */
    const char *kind; /* "algebraic", "context", ... */
    const char *printed;
} CatalogueEntry;

typedef struct {
    size_t count;
    const CatalogueEntry *entries;       /* in the file's order */
    const CatalogueEntry *const *sorted; /* (count), by id */
} Catalogue;

/* Reads the file's bytes; the entries live in the arena. False with diag: not UTF-8, not JSON, not
 * of that form, larger than a catalogue is. */
bool catalogue_parse(Arena *arena, const Source *source, Catalogue *catalogue, Diag *diag);
/* NULL when there is none of that id. */
const CatalogueEntry *catalogue_find(const Catalogue *catalogue, const char *id);

#endif
