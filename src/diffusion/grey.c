/* grey.c - see grey.h. */
#include "diffusion/grey.h"

#include <png.h>
#include <string.h>

#include "base/file.h"

static const char signature[] = "\x89PNG\r\n\x1a\n";

bool grey_is_picture(const void *bytes, size_t length) {
    return length >= sizeof signature - 1 && memcmp(bytes, signature, sizeof signature - 1) == 0;
}

static bool refuse(Diag *diag, const char *path, const char *message, const char *hint) {
    *diag = (Diag){.file = path, .at = {1, 1}, .message = message, .hint = hint};
    return false;
}

bool grey_parse(Arena *arena, const char *name, const void *bytes, size_t length,
                const uint8_t **grey, size_t *width, size_t *height, Diag *diag) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (png_image_begin_read_from_memory(&image, bytes, length) == 0) {
        return refuse(diag, name, arena_printf(arena, "is no PNG picture: %s", image.message),
                      "a PNG picture is needed");
    }
    if (image.width > GREY_SIZE_MAX || image.height > GREY_SIZE_MAX) {
        png_image_free(&image);
        return refuse(
            diag, name,
            arena_printf(arena, "the picture is larger than %d x %d", GREY_SIZE_MAX, GREY_SIZE_MAX),
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

bool grey_read(Arena *arena, const char *path, const uint8_t **grey, size_t *width, size_t *height,
               Diag *diag) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    if (!file_read(arena, path, &bytes, &length, &why)) {
        return refuse(diag, path, why, NULL);
    }
    return grey_parse(arena, path, bytes, length, grey, width, height, diag);
}
