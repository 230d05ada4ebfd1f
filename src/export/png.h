/* png.h - pictures as PNG files, by libpng. */
#ifndef EXPLORE_EXPORT_PNG_H
#define EXPLORE_EXPORT_PNG_H

#include "base/source.h"
#include "draw/paint.h"

/* The canvas as the bytes of a PNG file, which live in the arena. False with *why: it is too large.
 */
bool png_encode(Arena *arena, const Canvas *canvas, const void **bytes, size_t *length,
                const char **why);
/* Writes the canvas, to a temporary file first. False with *diag (its file is the path); then there
 * is no new file, and an old one is as it was. Strings of *diag live in the arena. */
bool png_write(Arena *arena, const Canvas *canvas, const char *path, Diag *diag);

#endif
