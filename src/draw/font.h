/* font.h - faces, shaped text, glyph metrics and shapes.
 *
 * A face is a role, found by fontconfig when it is first used. A missing one is told once, with
 * the Debian package that has it, and the next in the role's list takes its place; with no font at
 * all fonts_new fails. Text is shaped by HarfBuzz, run by run, and what a face lacks is taken from
 * the next of its chain (Latin Modern, Noto CJK, DejaVu). Sizes are pixels per em. One thread at a
 * time. May include base/ and draw/; HarfBuzz, FreeType and fontconfig in font*.c alone. */
#ifndef EXPLORE_DRAW_FONT_H
#define EXPLORE_DRAW_FONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"
#include "draw/list.h"

typedef enum {
    FACE_SERIF,
    FACE_SERIF_BOLD,
    FACE_SERIF_ITALIC,
    FACE_SERIF_BOLD_ITALIC,
    FACE_SANS, /* labels, buttons, axes */
    FACE_SANS_BOLD,
    FACE_MONO,
    FACE_MATH, /* has an OpenType MATH table */
    FACE_CJK,
    FACE_SYMBOLS, /* the last resort */
    FACE_COUNT
} Face;

typedef struct Fonts Fonts;

/* NULL with *diag when no usable font is installed at all. */
Fonts *fonts_new(Diag *diag);
/* Accepts NULL. */
void fonts_free(Fonts *fonts);
/* What was missing so far, one message a line, each with what to install; "" when nothing was. */
const char *fonts_complaints(const Fonts *fonts);

typedef struct {
    float ascent, descent; /* of a line, both positive */
    float x_height, cap_height;
} FaceMetrics;

FaceMetrics fonts_metrics(Fonts *fonts, Face role, float size);

/* The ink of one glyph, from its origin; top and bottom above the baseline. */
typedef struct {
    float left, right, top, bottom;
} GlyphBox;

GlyphBox fonts_glyph_box(Fonts *fonts, unsigned role, unsigned id, float size);

/* A shaped run: glyphs from (0, 0) to (width, 0). */
typedef struct {
    size_t count;
    const DrawGlyph *glyphs; /* (count) */
    const size_t *clusters;  /* (count): byte of the text that the glyph begins with */
    float width;
    float ascent, descent; /* of the faces in it */
    bool complete;         /* false: some character is in no font and shows as a box */
} ShapedRun;

/* UTF-8; in the arena. */
ShapedRun fonts_shape(Arena *arena, Fonts *fonts, Face face, float size, const char *text,
                      size_t length);
/* The same for text that changes from frame to frame: appends it to the list with its start (align
 * 0), middle (0.5) or end (1) at x and its baseline at y, and returns its width; once each
 * character was seen, nothing is allocated. No ligatures or kerning. list may be NULL: measures. */
float fonts_draw(DrawList *list, Fonts *fonts, Face face, float size, float x, float y, float align,
                 Color color, const char *text);

/* What paint.c needs: the coverage of a glyph, 8 bits a pixel, at a quarter of a pixel's place. It
 * is kept, so that the same glyph, size and place cost nothing the second time. */
typedef struct {
    int left, top; /* of the bitmap's corner, from the origin; top is up */
    unsigned width, height;
    size_t stride;
    const uint8_t *coverage; /* (height, stride); NULL for a space */
} GlyphImage;

/* x_place in quarters of a pixel, 0..3. */
const GlyphImage *fonts_glyph_image(Fonts *fonts, unsigned face, unsigned id, float size,
                                    unsigned x_place);

#endif
