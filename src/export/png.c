/* png.c - see png.h. */
#include "export/png.h"

#include <png.h>
#include <string.h>

#include "base/file.h"
#include "base/stream.h"

/* Bytes of a pixel in the file: red, green, blue. */
#define CHANNELS 3
/* Points lie from -2 to 2, as the toy distributions do. */
#define READ_REACH 2.0

static bool refuse(Diag *diag, const char *path, const char *message, const char *hint) {
    *diag = (Diag){.file = path, .at = {1, 1}, .message = message, .hint = hint};
    return false;
}

bool png_write(Arena *arena, const Canvas *canvas, const char *path, Diag *diag) {
    Arena *scratch = arena_new();
    size_t pixels = canvas->width * canvas->height;
    unsigned char *rgb = arena_array(scratch, pixels, CHANNELS);
    for (size_t i = 0; i < pixels; i++) {
        for (size_t k = 0; k < CHANNELS; k++) {
            rgb[i * CHANNELS + k] = (unsigned char)(canvas->pixels[i] >> (16 - 8 * k));
        }
    }
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)canvas->width,
                       .height = (png_uint_32)canvas->height,
                       .format = PNG_FORMAT_RGB};
    png_alloc_size_t length = PNG_IMAGE_PNG_SIZE_MAX(image);
    void *bytes = arena_alloc(scratch, length);
    const char *why = NULL;
    bool made = png_image_write_to_memory(&image, bytes, &length, 0, rgb, 0, NULL) != 0;
    bool ok = made && file_write(arena, path, bytes, length, &why);
    if (!made) {
        (void)refuse(diag, path,
                     arena_printf(arena, "the picture cannot be made: %s", image.message), NULL);
    } else if (!ok) {
        (void)refuse(diag, path, why, "choose another name or folder with -o");
    }
    arena_free(scratch);
    return ok;
}

bool png_parse_grey(Arena *arena, const char *name, const void *bytes, size_t length,
                    const uint8_t **grey, size_t *width, size_t *height, Diag *diag) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (png_image_begin_read_from_memory(&image, bytes, length) == 0) {
        return refuse(diag, name, arena_printf(arena, "is no PNG picture: %s", image.message),
                      "a PNG picture is needed");
    }
    if (image.width > PNG_READ_SIZE_MAX || image.height > PNG_READ_SIZE_MAX) {
        png_image_free(&image);
        return refuse(diag, name,
                      arena_printf(arena, "the picture is larger than %d x %d", PNG_READ_SIZE_MAX,
                                   PNG_READ_SIZE_MAX),
                      "make it smaller");
    }
    image.format = PNG_FORMAT_GRAY;
    uint8_t *cells = arena_alloc(arena, PNG_IMAGE_SIZE(image));
    const png_color white = {255, 255, 255};
    if (png_image_finish_read(&image, &white, cells, 0, NULL) == 0) {
        return refuse(diag, name, arena_printf(arena, "the picture is damaged: %s", image.message),
                      "save it anew");
    }
    *grey = cells;
    *width = image.width;
    *height = image.height;
    return true;
}

bool png_read_grey(Arena *arena, const char *path, const uint8_t **grey, size_t *width,
                   size_t *height, Diag *diag) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    if (!file_read(arena, path, &bytes, &length, &why)) {
        return refuse(diag, path, why, NULL);
    }
    return png_parse_grey(arena, path, bytes, length, grey, width, height, diag);
}

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

bool png_read_points(Arena *arena, const char *path, size_t count, uint64_t seed,
                     const double **points, Diag *diag) {
    const uint8_t *grey = NULL;
    size_t width = 0, height = 0;
    if (!png_read_grey(arena, path, &grey, &width, &height, diag)) {
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
    double size = 2.0 * READ_REACH / (double)(width > height ? width : height);
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
    return sum > 0.0 || refuse(diag, path, "nothing in this picture is dark", "draw something");
}
