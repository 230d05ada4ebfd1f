/* coverage.c - claims counted against a catalogue. */
#include "export/coverage.h"

#include <string.h>

/* Of the required entries one in this many may be undecided: 2 %. */
#define UNDECIDED_ONE_IN 50

const char *coverage_state_name(CoverageState state) {
    static const char *const NAMES[COVERAGE_STATES] = {
        [COVERAGE_HOLDS] = "holds",
        [COVERAGE_DEPENDS] = "depends",
        [COVERAGE_APPROXIMATE] = "approximate",
        [COVERAGE_FAILS] = "fails",
        [COVERAGE_DEFINITION] = "definition",
        [COVERAGE_NO_CLAIM] = "no_claim",
        [COVERAGE_UNDECIDED] = "undecided",
        [COVERAGE_UNREADABLE] = "unreadable",
        [COVERAGE_MISSING] = "missing",
    };
    return NAMES[state];
}

CoverageState coverage_state_of(VerdictKind kind) {
    static const CoverageState STATES[VERDICT_COUNT] = {
        [VERDICT_HOLDS] = COVERAGE_HOLDS,
        [VERDICT_FAILS] = COVERAGE_FAILS,
        [VERDICT_APPROXIMATE] = COVERAGE_APPROXIMATE,
        [VERDICT_UNDECIDED] = COVERAGE_UNDECIDED,
        [VERDICT_UNREADABLE] = COVERAGE_UNREADABLE,
        [VERDICT_DEFINITION] = COVERAGE_DEFINITION,
        [VERDICT_NO_CLAIM] = COVERAGE_NO_CLAIM,
    };
    return STATES[kind];
}

/* ---- as printed ---- */

static bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The text without what layout and Markdown add to a formula. */
static const char *bare(Arena *arena, const char *text, size_t length) {
    char *copy = arena_copy(arena, text, length);
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        bool pair = text[i] == '\\' && i + 1 < length;
        if (pair && is_white(text[i + 1])) {
            continue; /* a space that TeX is asked for, or Markdown's mark for a new line */
        }
        if (!is_white(text[i]) && text[i] != '$' && text[i] != '*') {
            copy[kept++] = text[i];
        }
        if (pair && text[i + 1] == '\\') {
            copy[kept++] = text[++i];
        }
    }
    copy[kept] = '\0';
    return copy;
}

/* Prose has dollars around its formulas, or words of a language that is not written in ASCII. */
static bool is_prose(const char *printed) {
    for (const char *at = printed; *at != '\0'; at++) {
        if (*at == '$' || ((unsigned char)*at & 0x80) != 0) {
            return true;
        }
    }
    return false;
}

bool coverage_is_as_printed(const char *formula, size_t length, const char *printed) {
    Arena *arena = arena_new();
    const char *claimed = bare(arena, formula, length);
    const char *whole = bare(arena, printed, strlen(printed));
    bool same = strcmp(claimed, whole) == 0 ||
                (claimed[0] != '\0' && is_prose(printed) && strstr(whole, claimed) != NULL);
    arena_free(arena);
    return same;
}

static bool is_as_printed(const Claim *claim, const CatalogueEntry *entry) {
    const ClaimDef *def = claim_def(claim);
    return coverage_is_as_printed(def->source->bytes + def->tex.start,
                                  def->tex.end - def->tex.start, entry->printed);
}

/* ---- counting ---- */

static bool is_required(const CatalogueEntry *entry) {
    return strcmp(entry->kind, "context") != 0 && strcmp(entry->kind, "prose-claim") != 0;
}

/* Claims into the items of their entries. Every item gets room for as many claims as it has. */
static void place_claims(Arena *arena, Coverage *coverage, const Catalogue *catalogue,
                         const Claim *const *claims, size_t count) {
    coverage->strays = arena_array(arena, count + 1, sizeof *coverage->strays);
    coverage->unlike = arena_array(arena, count + 1, sizeof *coverage->unlike);
    for (size_t i = 0; i < count; i++) {
        const CatalogueEntry *entry = catalogue_find(catalogue, claim_def(claims[i])->doc);
        if (entry == NULL) {
            coverage->strays[coverage->stray_count++] = claims[i];
            continue;
        }
        coverage->items[entry - catalogue->entries].claim_count++;
        if (!is_as_printed(claims[i], entry)) {
            coverage->unlike[coverage->unlike_count++] = claims[i];
        }
    }
    for (size_t i = 0; i < coverage->item_count; i++) {
        CoverageItem *item = &coverage->items[i];
        item->claims = arena_array(arena, item->claim_count + 1, sizeof *item->claims);
        item->claim_count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        const CatalogueEntry *entry = catalogue_find(catalogue, claim_def(claims[i])->doc);
        if (entry != NULL) {
            CoverageItem *item = &coverage->items[entry - catalogue->entries];
            item->claims[item->claim_count++] = claims[i];
        }
    }
}

static void settle_state(CoverageItem *item) {
    bool seen[COVERAGE_STATES] = {false};
    item->state = COVERAGE_MISSING;
    for (size_t i = 0; i < item->claim_count; i++) {
        const Verdict *verdict = claim_verdict(item->claims[i]);
        CoverageState state = coverage_state_of(verdict->kind);
        seen[state] = true;
        item->state = state < item->state ? state : item->state;
        if (state == COVERAGE_HOLDS && verdict->grade > item->grade) {
            item->grade = verdict->grade;
        }
    }
    if (seen[COVERAGE_FAILS] && (seen[COVERAGE_HOLDS] || seen[COVERAGE_APPROXIMATE])) {
        item->state = COVERAGE_DEPENDS;
    }
}

static void count_item(CoverageRow *row, const CoverageItem *item) {
    row->entries++;
    row->states[item->state]++;
    row->grades[item->grade] += item->state == COVERAGE_HOLDS;
}

/* The row of a document and kind. Rows of one document stand together. */
static CoverageRow *row_of(Coverage *coverage, const CoverageItem *item) {
    size_t place = coverage->row_count;
    for (size_t i = 0; i < coverage->row_count; i++) {
        CoverageRow *row = &coverage->rows[i];
        bool same_document = strcmp(row->document, item->entry->document) == 0;
        if (same_document && strcmp(row->kind, item->entry->kind) == 0) {
            return row;
        }
        place = same_document ? i + 1 : place;
    }
    memmove(&coverage->rows[place + 1], &coverage->rows[place],
            (coverage->row_count - place) * sizeof *coverage->rows);
    coverage->row_count++;
    coverage->rows[place] = (CoverageRow){
        .document = item->entry->document, .kind = item->entry->kind, .required = item->required};
    return &coverage->rows[place];
}

Coverage coverage_of(Arena *arena, const Catalogue *catalogue, const Claim *const *claims,
                     size_t count) {
    Coverage coverage = {.item_count = catalogue->count,
                         .required = {.required = true},
                         .others = {.required = false}};
    coverage.items = arena_array(arena, catalogue->count + 1, sizeof *coverage.items);
    coverage.rows = arena_array(arena, catalogue->count + 1, sizeof *coverage.rows);
    for (size_t i = 0; i < catalogue->count; i++) {
        const CatalogueEntry *entry = &catalogue->entries[i];
        coverage.items[i] = (CoverageItem){.entry = entry, .required = is_required(entry)};
    }
    place_claims(arena, &coverage, catalogue, claims, count);
    for (size_t i = 0; i < coverage.item_count; i++) {
        CoverageItem *item = &coverage.items[i];
        settle_state(item);
        count_item(row_of(&coverage, item), item);
        count_item(item->required ? &coverage.required : &coverage.others, item);
    }
    return coverage;
}

bool coverage_is_complete(const Coverage *coverage) {
    const CoverageRow *required = &coverage->required;
    return required->states[COVERAGE_MISSING] == 0 &&
           required->states[COVERAGE_UNDECIDED] * UNDECIDED_ONE_IN <= required->entries;
}

bool coverage_is_unlike(const Coverage *coverage, const Claim *claim) {
    for (size_t i = 0; i < coverage->unlike_count; i++) {
        if (coverage->unlike[i] == claim) {
            return true;
        }
    }
    return false;
}
