/* errata.c - see errata.h. */
#include "export/errata.h"

#include <string.h>

/* A quotation with what is found out about it. */
typedef struct Quoted {
    Erratum erratum;
    const char *document;
    bool fails;
} Quoted;

bool errata_is_quoted(const Quotation *quotation) {
    return quotation->lesson->is_note || claim_def(quotation->claim)->printed;
}

/* A claim's citation begins with the full name of one of the lesson's sources (the loader has put
 * it for the key): that is the document, and what follows it the place. */
static void find_document(Quoted *quoted) {
    const Lesson *lesson = quoted->erratum.quotation.lesson;
    const char *citation = claim_def(quoted->erratum.quotation.claim)->citation;
    if (citation == NULL || citation[0] == '\0') {
        quoted->document = lesson->source.name;
        return;
    }
    quoted->document = citation;
    size_t longest = 0;
    for (size_t i = 0; i < lesson->citation_count; i++) {
        const char *name = lesson->citations[i].citation;
        size_t length = strlen(name);
        if (length <= longest || strncmp(name, citation, length) != 0) {
            continue;
        }
        const char *rest = citation + length;
        if (rest[0] == '\0' || rest[0] == ',') {
            rest += strspn(rest, ", ");
            longest = length;
            quoted->document = name;
            quoted->erratum.place = rest[0] != '\0' ? rest : NULL;
        }
    }
}

static bool holds(VerdictKind kind) {
    return kind == VERDICT_HOLDS || kind == VERDICT_APPROXIMATE;
}

static bool is_corrected(const Erratum *erratum) {
    const Correction *correction = claim_verdict(erratum->quotation.claim)->correction;
    return correction != NULL && holds(correction->kind);
}

/* Do both quote one formula? Only what has a number in a catalogue can be quoted twice. */
static bool same_formula(const Quoted *a, const Quoted *b) {
    const char *one = claim_def(a->erratum.quotation.claim)->doc;
    const char *other = claim_def(b->erratum.quotation.claim)->doc;
    return one != NULL && other != NULL && strcmp(one, other) == 0 &&
           strcmp(a->document, b->document) == 0;
}

/* The first reading that holds, of those that fail. */
static void find_readings(Quoted *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Erratum *erratum = &list[i].erratum;
        for (size_t k = 0; k < count && list[i].fails && erratum->holds_as == NULL; k++) {
            const Quotation *other = &list[k].erratum.quotation;
            if (holds(claim_verdict(other->claim)->kind) && same_formula(&list[i], &list[k])) {
                erratum->holds_as = other;
            }
        }
    }
}

/* Is it the first of its formula's readings, or of those of them that fail? */
static bool is_first(const Quoted *list, const Quoted *quoted, bool of_failing) {
    for (const Quoted *earlier = list; earlier < quoted; earlier++) {
        if (same_formula(earlier, quoted) && (earlier->fails || !of_failing)) {
            return false;
        }
    }
    return true;
}

static void count_one(ErrataCounts *counts, const Quoted *list, const Quoted *quoted) {
    counts->printed += is_first(list, quoted, false);
    if (quoted->fails && is_first(list, quoted, true)) {
        bool in_one = quoted->erratum.holds_as != NULL;
        counts->one_reading += in_one;
        counts->fail += !in_one;
        counts->corrected += !in_one && is_corrected(&quoted->erratum);
    }
}

/* Counts the document's quotations, and copies those that fail to `out`; returns how many. */
static size_t fill_document(ErrataDocument *document, Erratum *out, const Quoted *list,
                            size_t count) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].document, document->name) != 0) {
            continue;
        }
        count_one(&document->counts, list, &list[i]);
        if (list[i].fails) {
            out[used++] = list[i].erratum;
        }
    }
    document->count = used;
    document->list = out;
    return used;
}

static bool has_document(const ErrataDocument *documents, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(documents[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

Errata errata_gather(Arena *arena, const Quotation *quotations, size_t count) {
    Quoted *list = arena_array(arena, count + 1, sizeof *list);
    ErrataDocument *documents = arena_array(arena, count + 1, sizeof *documents);
    Erratum *out = arena_array(arena, count + 1, sizeof *out);
    Errata errata = {.documents = documents};
    for (size_t i = 0; i < count; i++) {
        list[i] = (Quoted){.erratum = {.quotation = quotations[i]}};
        find_document(&list[i]);
        list[i].fails = claim_verdict(quotations[i].claim)->kind == VERDICT_FAILS;
    }
    find_readings(list, count);
    for (size_t i = 0; i < count; i++) {
        if (!has_document(documents, errata.count, list[i].document)) {
            ErrataDocument *document = &documents[errata.count++];
            *document = (ErrataDocument){.name = list[i].document};
            out += fill_document(document, out, list, count);
            errata.total.printed += document->counts.printed;
            errata.total.fail += document->counts.fail;
            errata.total.corrected += document->counts.corrected;
            errata.total.one_reading += document->counts.one_reading;
        }
    }
    return errata;
}
