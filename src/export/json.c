/* json.c - verdicts and tables as JSON (cJSON). */
#include "export/json.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decimal digits after which a double reads back as itself. */
#define DOUBLE_DIGITS 17

/* The first `length` bytes as valid UTF-8; NUL and what is not UTF-8 become U+FFFD. */
static void put_valid(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        size_t used = 0;
        uint32_t c = utf8_decode(bytes + i, length - i, &used);
        char encoded[4];
        text_append_bytes(out, encoded, utf8_encode(encoded, c == 0 ? 0xFFFD : c));
        i += used;
    }
}

static bool add_bytes(cJSON *object, const char *name, const char *bytes, size_t length) {
    Text valid;
    text_init(&valid);
    put_valid(&valid, bytes, length);
    bool added = cJSON_AddStringToObject(object, name, valid.bytes) != NULL;
    text_clear(&valid);
    return added;
}

/* Absent when string is NULL or empty. */
static bool add_string(cJSON *object, const char *name, const char *string) {
    return string == NULL || string[0] == '\0' || add_bytes(object, name, string, strlen(string));
}

static bool add_raw(cJSON *object, const char *name, const char *digits) {
    return cJSON_AddRawToObject(object, name, digits) != NULL;
}

static bool add_count(cJSON *object, const char *name, uint64_t value) {
    char digits[32];
    (void)snprintf(digits, sizeof digits, "%" PRIu64, value);
    return add_raw(object, name, digits);
}

static bool add_double(cJSON *object, const char *name, double value) {
    char digits[40];
    if (!isfinite(value)) {
        return cJSON_AddNullToObject(object, name) != NULL;
    }
    (void)snprintf(digits, sizeof digits, "%.*g", DOUBLE_DIGITS, value);
    return add_raw(object, name, digits);
}

static const char *skip_digits(const char *string) {
    while (*string >= '0' && *string <= '9') {
        string++;
    }
    return string;
}

/* Is it a number as JSON writes them? -0.5 is, .5 and 1. and 1/3 are not. */
static bool is_json_number(const char *string) {
    const char *at = string + (*string == '-');
    const char *end = skip_digits(at);
    if (end == at || (*at == '0' && end - at > 1)) {
        return false;
    }
    at = end;
    if (*at == '.') {
        end = skip_digits(at + 1);
        if (end == at + 1) {
            return false;
        }
        at = end;
    }
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        end = skip_digits(at);
        if (end == at) {
            return false;
        }
        at = end;
    }
    return *at == '\0';
}

/* A number where the text is one, else the text. */
static bool add_value(cJSON *object, const char *name, const char *value) {
    if (value == NULL) {
        return true;
    }
    return is_json_number(value) ? add_raw(object, name, value) : add_string(object, name, value);
}

static bool add_method(cJSON *array, const MethodEvidence *method) {
    cJSON *object = cJSON_CreateObject();
    if (object == NULL || !cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return false;
    }
    bool ok = add_string(object, "name", method->name) &&
              add_string(object, "verdict", verdict_name(method->verdict)) &&
              add_string(object, "grade", grade_name(method->grade));
    ok = ok && (method->points == 0 || add_count(object, "points", method->points));
    ok = ok && (method->bits <= 0 || add_count(object, "bits", (uint64_t)method->bits));
    ok = ok && (method->samples == 0 || (add_count(object, "samples", method->samples) &&
                                         add_double(object, "false_alarm", method->false_alarm) &&
                                         add_double(object, "detectable", method->detectable) &&
                                         add_double(object, "p_value", method->p_value) &&
                                         add_count(object, "seed", method->seed)));
    return ok && add_string(object, "reason", method->reason) &&
           add_string(object, "detail", method->detail) &&
           add_double(object, "milliseconds", method->milliseconds);
}

static bool add_methods(cJSON *object, const Verdict *verdict) {
    if (verdict->method_count == 0) {
        return true;
    }
    cJSON *array = cJSON_AddArrayToObject(object, "methods");
    bool ok = array != NULL;
    for (size_t i = 0; ok && i < verdict->method_count; i++) {
        ok = add_method(array, &verdict->methods[i]);
    }
    return ok;
}

/* One side's value to 17 digits, or the word for it ("undefined"). */
static bool add_side(cJSON *object, const char *name, const char *text, double value) {
    return isfinite(value) ? add_double(object, name, value) : add_value(object, name, text);
}

static bool add_counterexample(cJSON *object, const Counterexample *found) {
    if (found == NULL) {
        return true;
    }
    cJSON *item = cJSON_AddObjectToObject(object, "counterexample");
    cJSON *point = item != NULL ? cJSON_AddObjectToObject(item, "point") : NULL;
    bool ok = point != NULL;
    for (size_t i = 0; ok && i < found->count; i++) {
        Text name;
        text_init(&name);
        put_valid(&name, found->assignments[i].tex, strlen(found->assignments[i].tex));
        ok = add_value(point, name.bytes, found->assignments[i].value);
        text_clear(&name);
    }
    return ok && add_side(item, "left", found->left, found->left_value) &&
           add_side(item, "right", found->right, found->right_value) &&
           add_count(item, "link", found->link);
}

static bool add_correction(cJSON *object, const Correction *correction) {
    if (correction == NULL) {
        return true;
    }
    cJSON *item = cJSON_AddObjectToObject(object, "correction");
    return item != NULL && add_string(item, "tex", correction->tex) &&
           add_string(item, "verdict", verdict_name(correction->kind)) &&
           add_string(item, "grade", grade_name(correction->grade)) &&
           add_string(item, "reason", correction->reason) &&
           add_counterexample(item, correction->counterexample);
}

static bool add_slip(cJSON *object, const Slip *slip) {
    if (slip == NULL) {
        return true;
    }
    cJSON *item = cJSON_AddObjectToObject(object, "slip");
    return item != NULL && add_string(item, "name", slip->name) &&
           add_string(item, "change", slip->remark) && add_string(item, "tex", slip->tex) &&
           add_string(item, "repaired", slip->chain) &&
           add_string(item, "grade", grade_name(slip->grade));
}

/* What is wrong, as `explore check` prints it for editors. */
static bool add_diagnoses(cJSON *object, const Claim *claim) {
    Arena *arena = arena_new();
    const char *lines[DIAGNOSES_MAX];
    size_t count = claim_diagnose(arena, claim, lines);
    cJSON *array = count > 0 ? cJSON_AddArrayToObject(object, "diagnostics") : NULL;
    bool ok = count == 0 || array != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        Text valid;
        text_init(&valid);
        put_valid(&valid, lines[i], strlen(lines[i]));
        cJSON *line = cJSON_CreateString(valid.bytes);
        text_clear(&valid);
        ok = line != NULL && cJSON_AddItemToArray(array, line);
        if (!ok) {
            cJSON_Delete(line);
        }
    }
    arena_free(arena);
    return ok;
}

static bool add_twins(cJSON *object, const TwinReport *twins) {
    if (twins->authored == 0 && twins->mutants == 0) {
        return true;
    }
    cJSON *item = cJSON_AddObjectToObject(object, "twins");
    return item != NULL && add_count(item, "authored", twins->authored) &&
           add_count(item, "authored_refuted", twins->authored_refuted) &&
           add_count(item, "mutants", twins->mutants) &&
           add_count(item, "refuted", twins->refuted) &&
           add_count(item, "equivalent", twins->equivalent) &&
           add_count(item, "domain_errors", twins->domain_errors);
}

/* The reason of a verdict; for an unreadable formula where it cannot be read and why. */
static bool add_reason(cJSON *object, const Verdict *verdict) {
    if (verdict->kind != VERDICT_UNREADABLE || verdict->diag.message == NULL) {
        return add_string(object, "reason", verdict->reason);
    }
    const Diag *diag = &verdict->diag;
    Text text;
    text_init(&text);
    text_printf(&text, "%s:%zu:%zu: %s", diag->file != NULL ? diag->file : "", diag->at.line,
                diag->at.column, diag->message);
    if (diag->hint != NULL) {
        text_printf(&text, " (%s)", diag->hint);
    }
    bool ok = add_string(object, "reason", text.bytes);
    text_clear(&text);
    return ok;
}

static const char *kind_name(const JsonClaim *claim) {
    const ClaimDef *def = claim_def(claim->claim);
    if (claim->is_note) {
        return def->inline_formula ? "inline" : "display";
    }
    return claim->is_exercise        ? "exercise"
           : def->experiment != NULL ? "experiment"
           : def->printed            ? "printed"
                                     : "claim";
}

/* What an experiment measured: label, value, error. */
static bool add_table(cJSON *object, const ExperimentTable *table) {
    if (table == NULL) {
        return true;
    }
    cJSON *values = cJSON_AddArrayToObject(object, "values");
    bool ok = values != NULL;
    for (size_t i = 0; ok && i < table->count; i++) {
        cJSON *value = cJSON_CreateObject();
        ok = value != NULL && cJSON_AddItemToArray(values, value) &&
             add_string(value, "label", table->values[i].label) &&
             add_double(value, "value", table->values[i].value) &&
             add_double(value, "error", table->values[i].error);
    }
    return ok;
}

static bool add_claim(cJSON *array, const JsonClaim *claim, const char *place) {
    const ClaimDef *def = claim_def(claim->claim);
    const Verdict *verdict = claim_verdict(claim->claim);
    cJSON *object = cJSON_CreateObject();
    if (object == NULL || !cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return false;
    }
    const Source *source = def->source;
    bool ok = add_string(object, "id", def->id) && add_string(object, "file", source->name) &&
              add_count(object, "line", source_position(source, def->tex.start).line) &&
              add_count(object, "column", source_position(source, def->tex.start).column) &&
              add_string(object, "doc", def->doc) && add_string(object, "place", place) &&
              add_string(object, "notation", def->notation) &&
              add_bytes(object, "printed", source->bytes + def->tex.start,
                        def->tex.end - def->tex.start) &&
              add_string(object, "kind", kind_name(claim));
    ok = ok &&
         (def->expect == VERDICT_COUNT || add_string(object, "expect", verdict_name(def->expect)));
    return ok && add_string(object, "verdict", verdict_name(verdict->kind)) &&
           add_string(object, "grade", grade_name(verdict->grade)) &&
           add_string(object, "under", verdict->under) && add_reason(object, verdict) &&
           add_string(object, "because", def->because) && add_methods(object, verdict) &&
           add_counterexample(object, verdict->counterexample) &&
           add_correction(object, verdict->correction) && add_slip(object, verdict->slip) &&
           (!claim->is_note || add_diagnoses(object, claim->claim)) &&
           add_twins(object, &verdict->twins) && add_table(object, verdict->table);
}

static bool add_summary(cJSON *root, const JsonClaim *claims, size_t count) {
    static const char *const NAMES[VERDICT_COUNT] = {
        [VERDICT_HOLDS] = "holds",
        [VERDICT_FAILS] = "fails",
        [VERDICT_APPROXIMATE] = "approximate",
        [VERDICT_UNDECIDED] = "undecided",
        [VERDICT_UNREADABLE] = "unreadable",
        [VERDICT_DEFINITION] = "definition",
        [VERDICT_NO_CLAIM] = "no_claim",
    };
    size_t counts[VERDICT_COUNT] = {0}, exercises = 0, experiments = 0;
    for (size_t i = 0; i < count; i++) {
        bool measured = claim_def(claims[i].claim)->experiment != NULL;
        exercises += claims[i].is_exercise;
        experiments += measured;
        counts[claim_verdict(claims[i].claim)->kind] += !claims[i].is_exercise && !measured;
    }
    cJSON *summary = cJSON_AddObjectToObject(root, "summary");
    bool ok = summary != NULL && add_count(summary, "formulas", count - exercises - experiments);
    for (size_t kind = 0; ok && kind < VERDICT_COUNT; kind++) {
        ok = add_count(summary, NAMES[kind], counts[kind]);
    }
    return ok && add_count(summary, "exercises", exercises) &&
           add_count(summary, "experiments", experiments);
}

/* Prints and frees the tree. */
static bool finish(Text *out, cJSON *root, bool ok) {
    char *printed = ok ? cJSON_Print(root) : NULL;
    if (printed != NULL) {
        text_append(out, printed);
        text_append_char(out, '\n');
        cJSON_free(printed);
    }
    cJSON_Delete(root);
    return printed != NULL;
}

bool json_write_claims(Text *out, const JsonClaim *claims, size_t count, uint64_t seed) {
    cJSON *root = cJSON_CreateObject();
    bool ok = root != NULL && add_count(root, "seed", seed);
    cJSON *array = ok ? cJSON_AddArrayToObject(root, "claims") : NULL;
    ok = array != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_claim(array, &claims[i], NULL);
    }
    ok = ok && add_summary(root, claims, count);
    return finish(out, root, ok);
}

static bool add_errata_counts(cJSON *object, const ErrataCounts *counts) {
    return add_count(object, "printed", counts->printed) &&
           add_count(object, "fail", counts->fail) &&
           add_count(object, "corrected", counts->corrected) &&
           add_count(object, "one_reading", counts->one_reading);
}

static bool add_erratum(cJSON *array, const Erratum *erratum) {
    const JsonClaim claim = {.claim = erratum->quotation.claim,
                             .is_note = erratum->quotation.lesson->is_note};
    const Quotation *holds_as = erratum->holds_as;
    return add_claim(array, &claim, erratum->place) &&
           add_string(cJSON_GetArrayItem(array, cJSON_GetArraySize(array) - 1), "holds_as",
                      holds_as != NULL ? claim_def(holds_as->claim)->id : NULL);
}

static bool add_document(cJSON *array, const ErrataDocument *document) {
    cJSON *object = cJSON_CreateObject();
    if (object == NULL || !cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return false;
    }
    bool ok = add_string(object, "document", document->name) &&
              add_errata_counts(object, &document->counts);
    cJSON *errata = ok ? cJSON_AddArrayToObject(object, "errata") : NULL;
    ok = errata != NULL;
    for (size_t i = 0; ok && i < document->count; i++) {
        ok = add_erratum(errata, &document->list[i]);
    }
    return ok;
}

bool json_write_errata(Text *out, const Errata *errata, uint64_t seed) {
    cJSON *root = cJSON_CreateObject();
    bool ok = root != NULL && add_count(root, "seed", seed);
    cJSON *array = ok ? cJSON_AddArrayToObject(root, "documents") : NULL;
    ok = array != NULL;
    for (size_t i = 0; ok && i < errata->count; i++) {
        ok = add_document(array, &errata->documents[i]);
    }
    cJSON *summary = ok ? cJSON_AddObjectToObject(root, "summary") : NULL;
    ok = summary != NULL && add_count(summary, "documents", errata->count) &&
         add_errata_counts(summary, &errata->total);
    return finish(out, root, ok);
}

static bool add_counts(cJSON *object, const CoverageRow *row) {
    bool ok = add_count(object, "entries", row->entries);
    for (size_t state = 0; ok && state < COVERAGE_STATES; state++) {
        ok = add_count(object, coverage_state_name((CoverageState)state), row->states[state]);
    }
    cJSON *grades = ok ? cJSON_AddObjectToObject(object, "grades") : NULL;
    ok = grades != NULL;
    for (size_t grade = GRADE_NONE + 1; ok && grade < GRADE_COUNT; grade++) {
        ok = add_count(grades, grade_name((Grade)grade), row->grades[grade]);
    }
    return ok;
}

static bool add_coverage_row(cJSON *array, const CoverageRow *row) {
    cJSON *object = cJSON_CreateObject();
    if (object == NULL || !cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return false;
    }
    return add_string(object, "document", row->document) && add_string(object, "kind", row->kind) &&
           cJSON_AddBoolToObject(object, "required", row->required) != NULL &&
           add_counts(object, row);
}

static bool add_quoting_claim(cJSON *array, const Claim *claim, bool as_printed) {
    const JsonClaim quoting = {.claim = claim};
    return add_claim(array, &quoting, NULL) &&
           cJSON_AddBoolToObject(cJSON_GetArrayItem(array, cJSON_GetArraySize(array) - 1),
                                 "as_printed", as_printed) != NULL;
}

static bool add_entry(cJSON *array, const Coverage *coverage, const CoverageItem *item) {
    cJSON *object = cJSON_CreateObject();
    if (object == NULL || !cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return false;
    }
    const CatalogueEntry *entry = item->entry;
    bool ok = add_string(object, "id", entry->id) &&
              add_string(object, "document", entry->document) &&
              add_count(object, "line", entry->line) && add_string(object, "kind", entry->kind) &&
              cJSON_AddBoolToObject(object, "required", item->required) != NULL &&
              add_string(object, "state", coverage_state_name(item->state));
    cJSON *claims = ok ? cJSON_AddArrayToObject(object, "claims") : NULL;
    ok = claims != NULL;
    for (size_t i = 0; ok && i < item->claim_count; i++) {
        ok = add_quoting_claim(claims, item->claims[i],
                               !coverage_is_unlike(coverage, item->claims[i]));
    }
    return ok;
}

static bool add_coverage(cJSON *root, const Coverage *coverage) {
    cJSON *rows = cJSON_AddArrayToObject(root, "rows");
    bool ok = rows != NULL;
    for (size_t i = 0; ok && i < coverage->row_count; i++) {
        ok = add_coverage_row(rows, &coverage->rows[i]);
    }
    cJSON *required = ok ? cJSON_AddObjectToObject(root, "required") : NULL;
    ok = required != NULL && add_counts(required, &coverage->required);
    cJSON *others = ok ? cJSON_AddObjectToObject(root, "not_required") : NULL;
    ok = others != NULL && add_counts(others, &coverage->others);
    cJSON *entries = ok ? cJSON_AddArrayToObject(root, "entries") : NULL;
    ok = entries != NULL;
    for (size_t i = 0; ok && i < coverage->item_count; i++) {
        ok = add_entry(entries, coverage, &coverage->items[i]);
    }
    cJSON *strays = ok ? cJSON_AddArrayToObject(root, "not_in_catalogue") : NULL;
    ok = strays != NULL;
    for (size_t i = 0; ok && i < coverage->stray_count; i++) {
        const JsonClaim stray = {.claim = coverage->strays[i]};
        ok = add_claim(strays, &stray, NULL);
    }
    return ok;
}

bool json_write_coverage(Text *out, const Coverage *coverage, const char *catalogue,
                         uint64_t seed) {
    cJSON *root = cJSON_CreateObject();
    bool ok = root != NULL && add_count(root, "seed", seed) &&
              add_string(root, "catalogue", catalogue) &&
              cJSON_AddBoolToObject(root, "complete", coverage_is_complete(coverage)) != NULL &&
              add_coverage(root, coverage);
    return finish(out, root, ok);
}

static bool add_row(cJSON *array, const JsonColumn *columns, size_t column_count, size_t row,
                    size_t number) {
    cJSON *object = cJSON_CreateObject();
    if (object == NULL || !cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return false;
    }
    bool ok = add_count(object, "t", number);
    for (size_t c = 0; ok && c < column_count; c++) {
        ok = add_double(object, columns[c].name, columns[c].values[row]);
    }
    return ok;
}

bool json_write_table(Text *out, const char *name, const JsonColumn *columns, size_t column_count,
                      size_t first_row, size_t row_count) {
    cJSON *root = cJSON_CreateObject();
    bool ok = root != NULL && add_string(root, "name", name) && add_count(root, "steps", row_count);
    cJSON *array = ok ? cJSON_AddArrayToObject(root, "rows") : NULL;
    ok = array != NULL;
    for (size_t row = 0; ok && row < row_count; row++) {
        ok = add_row(array, columns, column_count, row, first_row + row);
    }
    return finish(out, root, ok);
}

static bool add_finding(cJSON *array, const char *file, const LintFinding *finding) {
    cJSON *object = cJSON_CreateObject();
    if (object == NULL || !cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return false;
    }
    return add_string(object, "file", file) && add_count(object, "line", finding->at.line) &&
           add_count(object, "column", finding->at.column) &&
           add_string(object, "message", finding->message);
}

bool json_write_findings(Text *out, const JsonFindings *lessons, size_t count) {
    cJSON *root = cJSON_CreateObject();
    bool ok = root != NULL && add_count(root, "lessons", count);
    cJSON *array = ok ? cJSON_AddArrayToObject(root, "findings") : NULL;
    ok = array != NULL;
    for (size_t i = 0; i < count; i++) {
        for (size_t f = 0; ok && f < lessons[i].count; f++) {
            ok = add_finding(array, lessons[i].file, &lessons[i].list[f]);
        }
    }
    return finish(out, root, ok);
}
