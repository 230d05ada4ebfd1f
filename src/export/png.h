/* png.h - pictures as PNG files, by libpng. */
#ifndef EXPLORE_EXPORT_PNG_H
#define EXPLORE_EXPORT_PNG_H

#include "base/source.h"
#include "draw/paint.h"

/* Largest width and height of a picture that is read. */
#define PNG_READ_SIZE_MAX 8192

/* Writes the canvas, to a temporary file first. False with *diag (its file is the path); then there
 * is no new file, and an old one is as it was. Strings of *diag live in the arena. */
bool png_write(Arena *arena, const Canvas *canvas, const char *path, Diag *diag);

/* Reads a picture as shades of grey, (height, width), 0 black to 255 white, on a white ground; in
 * the arena. False with *diag when the file cannot be read, is no PNG, is damaged or too large. */
bool png_read_grey(Arena *arena, const char *path, const uint8_t **grey, size_t *width,
                   size_t *height, Diag *diag);
/* The same from memory; name is for messages. */
bool png_parse_grey(Arena *arena, const char *name, const void *bytes, size_t length,
                    const uint8_t **grey, size_t *width, size_t *height, Diag *diag);

/* Points (count, 2) that lie where the picture is dark, in the arena: drawn from the darkness as a
 * density, the longer side from -2 to 2. False with *diag as above, or when nothing is dark. */
bool png_read_points(Arena *arena, const char *path, size_t count, uint64_t seed,
                     const double **points, Diag *diag);

#endif
