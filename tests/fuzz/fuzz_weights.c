/* Fuzz target: any bytes are the weights of a network, all finite, or are refused with a reason.
 *
 * Almost no bytes have a checksum that fits, so they are read once as they are and once with the
 * right one put in its place: what lies behind the checksum is fuzzed as well. */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/weights_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

static void require_finite(const float *values, size_t n) {
    for (size_t i = 0; i < n; i++) {
        require(isfinite(values[i]) != 0);
    }
}

static void parse(const char *bytes, size_t size) {
    Arena *arena = arena_new();
    Source source = {.name = "fuzz.safetensors", .bytes = bytes, .length = size};
    NnWeights weights;
    Diag diag = {0};
    if (nn_weights_parse(arena, &source, &weights, &diag)) {
        const char *why = NULL;
        require(nn_mlp_def_check(&weights.network, arena, &why));
        size_t n = nn_mlp_shape(&weights.network).parameter_count;
        require_finite(weights.average, n);
        if (weights.can_go_on) {
            require(nn_adam_def_check(&weights.adam, arena, &why));
            require_finite(weights.parameters, n);
            require_finite(weights.first, n);
            require_finite(weights.second, n);
        }
    } else {
        require(diag.message != NULL && diag.hint != NULL && diag.at.line > 0);
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char key[] = "\"checksum\":\"";
    size_t length = sizeof key - 1;
    /* A copy without a NUL behind it, so that a sanitiser sees reads beyond the end. */
    char *bytes = calloc(size > 0 ? size : 1, 1);
    require(bytes != NULL);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (char)data[i];
    }
    parse(bytes, size);
    for (size_t at = 0; at + length + NN_CHECKSUM_DIGITS <= size; at++) {
        if (memcmp(bytes + at, key, length) == 0) {
            char digits[NN_CHECKSUM_DIGITS + 1];
            (void)snprintf(digits, sizeof digits, "%08" PRIx32,
                           nn_checksum(bytes, size, at + length));
            memcpy(bytes + at + length, digits, NN_CHECKSUM_DIGITS);
            parse(bytes, size);
            break;
        }
    }
    free(bytes);
    return 0;
}
