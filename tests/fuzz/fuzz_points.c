/* Fuzz target: any bytes are points, finite and within the limits, or are refused with a place. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "diffusion/points.h"

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
    Source source = {.name = "fuzz.csv", .bytes = bytes, .length = size};
    const double *points = NULL;
    size_t n = 0, d = 0;
    Diag diag = {0};
    if (points_parse(arena, &source, &points, &n, &d, &diag)) {
        require(n >= POINTS_MIN && n <= POINTS_MAX && (d == 1 || d == 2));
        for (size_t i = 0; i < n * d; i++) {
            require(fabs(points[i]) <= POINTS_COORDINATE_MAX);
        }
    } else {
        require(diag.message != NULL && diag.at.line > 0 && diag.at.column > 0);
    }
    free(bytes);
    arena_free(arena);
    return 0;
}
