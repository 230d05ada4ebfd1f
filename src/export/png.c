/* png.c - see png.h. */
#include "export/png.h"

#include <png.h>
#include <string.h>

#include "base/file.h"

/* Bytes of a pixel in the file: red, green, blue. */
#define CHANNELS 3

static bool refuse(Diag *diag, const char *path, const char *message, const char *hint) {
    *diag = (Diag){.file = path, .at = {1, 1}, .message = message, .hint = hint};
    return false;
}

bool png_encode(Arena *arena, const Canvas *canvas, const void **bytes, size_t *length,
                const char **why) {
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
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    void *made = arena_alloc(scratch, size);
    bool ok = png_image_write_to_memory(&image, made, &size, 0, rgb, 0, NULL) != 0;
    if (ok) {
        *bytes = arena_copy(arena, made, size);
        *length = size;
    } else {
        *why = arena_printf(arena, "the picture cannot be made: %s", image.message);
    }
    arena_free(scratch);
    return ok;
}

bool png_write(Arena *arena, const Canvas *canvas, const char *path, Diag *diag) {
    Arena *scratch = arena_new();
    const void *bytes = NULL;
    size_t length = 0;
    const char *why = NULL;
    bool ok = png_encode(scratch, canvas, &bytes, &length, &why);
    if (!ok) {
        (void)refuse(diag, path, arena_copy(arena, why, strlen(why)), NULL);
    } else if (!file_write(arena, path, bytes, length, &why)) {
        ok = refuse(diag, path, why, "choose another name or folder with -o");
    }
    arena_free(scratch);
    return ok;
}
