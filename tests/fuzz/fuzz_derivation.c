/* Fuzz target: any bytes are a derivation, or refused with a place; its lines stand in order, and
 * each says what the file says there. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/derivation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

static bool is_above(const Derivation *derivation, size_t index, const DerivationLine *line) {
    for (size_t i = 0; i < index; i++) {
        if (derivation->lines[i] == line) {
            return true;
        }
    }
    return false;
}

/* Of a line, only a closing mark and marks of alignment may be blanked. */
static void check_text(const Source *source, const Source *claimed, Span span) {
    for (size_t i = span.start; i < span.end; i++) {
        char is = claimed->bytes[i], was = source->bytes[i];
        require(is == was || (is == ' ' && strchr(".,;&\\", was) != NULL));
    }
}

static void check_line(const Derivation *derivation, size_t index) {
    const DerivationLine *line = derivation->lines[index];
    const ClaimDef *def = claim_def(line->claim);
    require(line->span.start <= line->span.end && line->span.end <= derivation->source.length);
    require(def->tex.start <= line->span.start && def->tex.end == line->span.end);
    require(def->source->length == derivation->source.length);
    check_text(&derivation->source, def->source, line->span);
    require(line->same_left == NULL || is_above(derivation, index, line->same_left));
    require(index == 0 || derivation->lines[index - 1]->span.end <= line->span.start);
    for (size_t i = 0; i < def->line_count; i++) {
        require(def->lines[i].tex.end <= derivation->source.length);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *arena = arena_new();
    const Derivation *derivation = NULL;
    Diag diag = {0};
    LessonStatus status =
        derivation_parse(arena, "fuzz.txt", (const char *)data, size, "ho", &derivation, &diag);
    require(status == LESSON_OK || status == LESSON_MALFORMED);
    if (status == LESSON_OK) {
        for (size_t i = 0; i < derivation->count; i++) {
            check_line(derivation, i);
        }
    } else {
        require(derivation == NULL && diag.message != NULL && diag.at.line > 0);
    }
    arena_free(arena);
    verify_thread_end();
    return 0;
}
