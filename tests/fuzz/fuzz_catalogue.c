/* Fuzz target: any bytes are a catalogue whose ids are found again, or are refused with a place. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "export/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *arena = arena_new();
    /* A copy without a NUL behind it, so that a sanitiser sees reads beyond the end. */
    char *bytes = malloc(size > 0 ? size : 1);
    require(bytes != NULL);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (char)data[i];
    }
    Source source = {.name = "fuzz.json", .bytes = bytes, .length = size};
    Catalogue catalogue;
    Diag diag = {0};
    if (catalogue_parse(arena, &source, &catalogue, &diag)) {
        for (size_t i = 0; i < catalogue.count; i++) {
            const CatalogueEntry *entry = &catalogue.entries[i];
            require(catalogue_find(&catalogue, entry->id) == entry);
            require(entry->line > 0 && strlen(entry->kind) > 0);
        }
    } else {
        require(diag.message != NULL && diag.at.line > 0 && diag.at.column > 0);
    }
    free(bytes);
    arena_free(arena);
    return 0;
}
