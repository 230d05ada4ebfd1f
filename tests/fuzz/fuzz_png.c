/* Fuzz target: any bytes are a picture of a permitted size, each of its cells readable, or are
 * refused with a message. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "diffusion/grey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *arena = arena_new();
    const uint8_t *grey = NULL;
    size_t width = 0, height = 0;
    Diag diag = {0};
    if (grey_parse(arena, "fuzz.png", data, size, &grey, &width, &height, &diag)) {
        require(width > 0 && height > 0 && width <= GREY_SIZE_MAX && height <= GREY_SIZE_MAX);
        size_t sum = 0;
        for (size_t i = 0; i < width * height; i++) {
            sum += grey[i];
        }
        /* Read, so that a sanitiser sees a cell that is not there. */
        require(sum <= 255u * width * height);
    } else {
        require(diag.message != NULL && diag.file != NULL);
    }
    arena_free(arena);
    return 0;
}
