/* png.h - pictures as PNG files, by libpng. */
#ifndef EXPLORE_EXPORT_PNG_H
#define EXPLORE_EXPORT_PNG_H

#include "base/source.h"
#include "draw/paint.h"

/* Writes the canvas, to a temporary file first. False with *diag (its file is the path); then there
 * is no new file, and an old one is as it was. Strings of *diag live in the arena. */
bool png_write(Arena *arena, const Canvas *canvas, const char *path, Diag *diag);

#endif
