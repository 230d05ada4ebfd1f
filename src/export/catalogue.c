/* catalogue.c - a catalogue of printed formulas, read from JSON (cJSON). */
#include "export/catalogue.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Twenty times what the catalogue of five documents has. cJSON takes 64 bytes for a value of two
 * bytes, so this also bounds the memory, to 128 MB. */
#define CATALOGUE_SIZE_MAX ((size_t)4 * 1024 * 1024)
/* As many as a note may have formulas. Counting takes a look at every row of the table for each. */
#define CATALOGUE_ENTRIES_MAX ((size_t)10000)
/* Lines are counted below this, so that they fit every integer type. */
#define CATALOGUE_LINE_MAX 1e9

#define FORM_HINT                                                                                  \
    "an entry is {\"id\": .., \"document\": .., \"line\": .., \"kind\": .., \"printed_tex\": ..}"

/* A catalogue while it is read. */
typedef struct {
    Arena *arena;
    const Source *source;
    Diag *diag;
    const size_t *places; /* where each element of the array starts */
} CatalogueReader;

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_space(const Source *source, size_t at) {
    while (at < source->length && is_space(source->bytes[at])) {
        at++;
    }
    return at;
}

/* Behind the string that opens at `at`. */
static size_t skip_string(const Source *source, size_t at) {
    at++;
    while (at < source->length && source->bytes[at] != '"') {
        at += source->bytes[at] == '\\' ? 2 : 1;
    }
    return at + 1;
}

/* cJSON does not keep where its values stood. The text is known to be a valid array of `count`
 * elements: an element starts behind the opening bracket and behind each comma of depth 1. */
static const size_t *find_places(Arena *arena, const Source *source, size_t count) {
    size_t *places = arena_array(arena, count + 1, sizeof *places);
    size_t depth = 0, found = 0;
    for (size_t at = 0; at < source->length;) {
        char c = source->bytes[at];
        if (c == '"') {
            at = skip_string(source, at);
            continue;
        }
        depth += c == '[' || c == '{';
        depth -= c == ']' || c == '}';
        at++;
        if (depth == 1 && (c == '[' || c == ',') && found < count) {
            places[found++] = skip_space(source, at);
        }
    }
    return places;
}

static bool refuse_entry(const CatalogueReader *reader, size_t i, const char *key,
                         const char *what) {
    diag_set(reader->diag, reader->arena, reader->source, reader->places[i], FORM_HINT,
             "entry %zu: \"%s\" is not %s", i + 1, key, what);
    return false;
}

static bool read_string(const CatalogueReader *reader, size_t i, const cJSON *object,
                        const char *key, const char **out) {
    const char *string = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    if (string == NULL || string[0] == '\0') {
        return refuse_entry(reader, i, key, "a string with something in it");
    }
    *out = arena_copy(reader->arena, string, strlen(string));
    return true;
}

static bool read_line(const CatalogueReader *reader, size_t i, const cJSON *object, size_t *line) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "line");
    double value = cJSON_IsNumber(item) ? item->valuedouble : 0.0;
    if (!(value >= 1.0 && value < CATALOGUE_LINE_MAX) || (double)(size_t)value != value) {
        return refuse_entry(reader, i, "line", "the number of a line, counted from 1");
    }
    *line = (size_t)value;
    return true;
}

static bool read_entry(const CatalogueReader *reader, size_t i, const cJSON *object,
                       CatalogueEntry *entry) {
    if (!cJSON_IsObject(object)) {
        diag_set(reader->diag, reader->arena, reader->source, reader->places[i], FORM_HINT,
                 "entry %zu is not an object", i + 1);
        return false;
    }
    return read_string(reader, i, object, "id", &entry->id) &&
           read_string(reader, i, object, "document", &entry->document) &&
           read_line(reader, i, object, &entry->line) &&
           read_string(reader, i, object, "kind", &entry->kind) &&
           read_string(reader, i, object, "printed_tex", &entry->printed);
}

/* By id; entries of one id in the order of the file, which is that of their addresses. */
static int compare_entries(const void *a, const void *b) {
    const CatalogueEntry *const *left = a, *const *right = b;
    int order = strcmp((*left)->id, (*right)->id);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

static bool sort_entries(const CatalogueReader *reader, Catalogue *catalogue) {
    const CatalogueEntry **sorted =
        arena_array(reader->arena, catalogue->count + 1, sizeof *sorted);
    for (size_t i = 0; i < catalogue->count; i++) {
        sorted[i] = &catalogue->entries[i];
    }
    qsort(sorted, catalogue->count, sizeof *sorted, compare_entries);
    catalogue->sorted = sorted;
    for (size_t i = 1; i < catalogue->count; i++) {
        if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0) {
            size_t first = (size_t)(sorted[i - 1] - catalogue->entries);
            size_t second = (size_t)(sorted[i] - catalogue->entries);
            Position place = source_position(reader->source, reader->places[first]);
            diag_set(reader->diag, reader->arena, reader->source, reader->places[second],
                     "give each entry an id of its own",
                     "the id \"%s\" is taken by the entry in line %zu", sorted[i]->id, place.line);
            return false;
        }
    }
    return true;
}

static bool read_entries(CatalogueReader *reader, const cJSON *array, Catalogue *catalogue) {
    size_t count = (size_t)cJSON_GetArraySize(array);
    if (count > CATALOGUE_ENTRIES_MAX) {
        diag_set(reader->diag, reader->arena, reader->source, 0, "split it by document",
                 "the catalogue has more than %zu entries", CATALOGUE_ENTRIES_MAX);
        return false;
    }
    CatalogueEntry *entries = arena_array(reader->arena, count + 1, sizeof *entries);
    reader->places = find_places(reader->arena, reader->source, count);
    *catalogue = (Catalogue){.count = count, .entries = entries};
    size_t i = 0;
    const cJSON *object = NULL;
    cJSON_ArrayForEach(object, array) {
        if (!read_entry(reader, i, object, &entries[i])) {
            return false;
        }
        i++;
    }
    return sort_entries(reader, catalogue);
}

/* The whole text as one value; NULL with the diag set. */
static cJSON *read_json(const CatalogueReader *reader) {
    const Source *source = reader->source;
    size_t bad = 0;
    if (!utf8_valid(source->bytes, source->length, &bad)) {
        diag_set(reader->diag, reader->arena, source, bad, "save it as UTF-8",
                 "this byte is not UTF-8");
        return NULL;
    }
    const char *end = source->bytes;
    cJSON *root = cJSON_ParseWithLengthOpts(source->bytes, source->length, &end, false);
    size_t stopped = (size_t)(end - source->bytes);
    if (root != NULL) {
        stopped = skip_space(source, stopped);
    }
    if (root == NULL || stopped < source->length) {
        cJSON_Delete(root);
        diag_set(reader->diag, reader->arena, source, stopped,
                 "a catalogue is one JSON array of entries", "this is not JSON from here on");
        return NULL;
    }
    return root;
}

bool catalogue_parse(Arena *arena, const Source *source, Catalogue *catalogue, Diag *diag) {
    CatalogueReader reader = {.arena = arena, .source = source, .diag = diag};
    if (source->length > CATALOGUE_SIZE_MAX) {
        diag_set(diag, arena, source, 0, "split it by document",
                 "the catalogue is larger than %zu MB", CATALOGUE_SIZE_MAX / (1024 * 1024));
        return false;
    }
    cJSON *root = read_json(&reader);
    if (root == NULL) {
        return false;
    }
    bool read = cJSON_IsArray(root);
    if (read) {
        read = read_entries(&reader, root, catalogue);
    } else {
        diag_set(diag, arena, source, skip_space(source, 0), FORM_HINT,
                 "a catalogue is an array of entries");
    }
    cJSON_Delete(root);
    return read;
}

static int compare_id(const void *id, const void *entry) {
    const CatalogueEntry *const *sorted = entry;
    return strcmp(id, (*sorted)->id);
}

const CatalogueEntry *catalogue_find(const Catalogue *catalogue, const char *id) {
    const CatalogueEntry *const *found =
        bsearch(id, catalogue->sorted, catalogue->count, sizeof *catalogue->sorted, compare_id);
    return found != NULL ? *found : NULL;
}
