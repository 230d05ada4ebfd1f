/* points_picture.c - points from the darkness of a picture. */
#include "base/stream.h"
#include "diffusion/grey.h"
#include "diffusion/points.h"

/* Points lie from -2 to 2, as the toy distributions do. */
#define PICTURE_REACH 2.0

/* The first cell whose running sum is above `wanted`. */
static size_t cell_of(const double *sums, size_t count, double wanted) {
    size_t low = 0, high = count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sums[middle] > wanted) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

bool points_of_picture(Arena *arena, const Source *source, size_t count, uint64_t seed,
                       const double **points, Diag *diag) {
    const uint8_t *grey = NULL;
    size_t width = 0, height = 0;
    if (!grey_parse(arena, source->name, source->bytes, source->length, &grey, &width, &height,
                    diag)) {
        return false;
    }
    Arena *scratch = arena_new();
    size_t cells = width * height;
    double *sums = arena_array(scratch, cells, sizeof *sums), sum = 0.0;
    for (size_t i = 0; i < cells; i++) {
        sum += 255.0 - grey[i];
        sums[i] = sum;
    }
    double *drawn = arena_array(arena, 2 * count, sizeof *drawn);
    double size = 2.0 * PICTURE_REACH / (double)(width > height ? width : height);
    Stream stream = stream_new(seed, 0);
    for (size_t i = 0; sum > 0.0 && i < count; i++) {
        size_t cell = cell_of(sums, cells, stream_uniform(&stream) * sum);
        size_t row = cell / width;
        double x = (double)(cell % width) + stream_uniform(&stream) - 0.5 * (double)width;
        double y = (double)row + stream_uniform(&stream) - 0.5 * (double)height;
        drawn[2 * i] = x * size;
        drawn[2 * i + 1] = -y * size;
    }
    arena_free(scratch);
    *points = drawn;
    if (sum <= 0.0) {
        *diag = (Diag){.file = source->name,
                       .at = {1, 1},
                       .message = "nothing in this picture is dark",
                       .hint = "draw something"};
    }
    return sum > 0.0;
}
