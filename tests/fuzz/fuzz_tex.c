/* Fuzz target: any bytes are a formula or are refused with a place; the tree keeps its promises,
 * and both renderers print nothing that a terminal would act on. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "math/noad.h"
#include "math/render.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

/* Items that may be NULL: scripts that are absent, the degree of a root, the label of a brace. */
static bool may_lack(const Noad *noad, size_t item) {
    return item > 0 && (noad->kind == NOAD_SCRIPTS || noad->kind == NOAD_RADICAL ||
                        noad->kind == NOAD_DECORATED);
}

static size_t wanted_items(const Noad *noad) {
    switch (noad->kind) {
    case NOAD_FRACTION:
    case NOAD_RADICAL:
    case NOAD_DECORATED: return 2;
    case NOAD_SCRIPTS: return 3;
    case NOAD_ACCENT:
    case NOAD_DELIMITED: return 1;
    case NOAD_ROW:
    case NOAD_TABLE: return noad->count;
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_OPERATOR:
    case NOAD_FENCE:
    case NOAD_PRIME:
    case NOAD_BIGOP:
    case NOAD_FUNCTION:
    case NOAD_TEXT:
    case NOAD_SPACE: return 0;
    }
    return 0;
}

static void check_noad(const Noad *noad, size_t length) {
    require(noad->span.start <= noad->span.end && noad->span.end <= length);
    require(noad->kind == NOAD_ROW || noad->kind == NOAD_SCRIPTS || noad->name != NULL);
    require(noad->count == wanted_items(noad));
    require((noad->kind == NOAD_DELIMITED) == (noad->close != NULL));
    require(noad->kind != NOAD_FENCE || (noad->size >= 0 && noad->size <= 4));
    if (noad->kind == NOAD_TABLE) {
        require(noad->columns > 0 && noad->count % noad->columns == 0);
    }
    if (noad->kind == NOAD_SCRIPTS) {
        require(noad->items[1] != NULL || noad->items[2] != NULL);
    }
    for (size_t i = 0; i < noad->count; i++) {
        if (noad->items[i] != NULL) {
            check_noad(noad->items[i], length);
        } else {
            require(may_lack(noad, i));
        }
    }
}

static void check_print(const Text *text, bool unicode, bool block) {
    require(strlen(text->bytes) == text->length);
    for (size_t i = 0; i < text->length; i++) {
        unsigned char c = (unsigned char)text->bytes[i];
        require(c >= 0x20 || (block && c == '\n'));
        require(c != 0x7f && (unicode || c < 0x80));
    }
    size_t bad = 0;
    require(utf8_valid(text->bytes, text->length, &bad));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *arena = arena_new();
    const Source source = {.name = "fuzz", .bytes = (const char *)data, .length = size};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, size}, &diag);
    require((noad == NULL) == (diag.message != NULL));
    if (noad == NULL) {
        require(diag.at.line > 0 && diag.at.column > 0);
    } else {
        require(noad->kind == NOAD_ROW);
        check_noad(noad, size);
        Text text;
        text_init(&text);
        for (int unicode = 0; unicode < 2; unicode++) {
            text_reset(&text);
            render_line(&text, noad, unicode != 0);
            check_print(&text, unicode != 0, false);
            text_reset(&text);
            render_block(&text, noad, unicode != 0);
            check_print(&text, unicode != 0, true);
        }
        text_clear(&text);
    }
    arena_free(arena);
    return 0;
}
