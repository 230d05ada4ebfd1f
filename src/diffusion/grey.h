/* grey.h - PNG pictures as shades of grey, by libpng: drawings that data are taken from. */
#ifndef EXPLORE_DIFFUSION_GREY_H
#define EXPLORE_DIFFUSION_GREY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"

/* Largest width and height of a picture that is read. */
#define GREY_SIZE_MAX 8192

/* True when the bytes start as a PNG file does. */
bool grey_is_picture(const void *bytes, size_t length);

/* Reads a picture as shades of grey, (height, width), 0 black to 255 white, on a white ground; in
 * the arena. False with *diag when the file cannot be read, is no PNG, is damaged or too large. */
bool grey_read(Arena *arena, const char *path, const uint8_t **grey, size_t *width, size_t *height,
               Diag *diag);
/* The same from memory; name is for messages. */
bool grey_parse(Arena *arena, const char *name, const void *bytes, size_t length,
                const uint8_t **grey, size_t *width, size_t *height, Diag *diag);

#endif
