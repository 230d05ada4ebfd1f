/* font_internal.h - an opened face, for the files that know HarfBuzz and FreeType. */
#ifndef EXPLORE_DRAW_FONT_INTERNAL_H
#define EXPLORE_DRAW_FONT_INTERNAL_H

#include <freetype/freetype.h>
#include <freetype/ftoutln.h>

#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <hb.h>

#include "base/text.h"
#include "draw/font.h"

typedef struct {
    bool tried;      /* it was looked for; font is NULL when there is none */
    hb_font_t *font; /* its scale is the face's own units */
    FT_Face shapes;
    float units; /* per em */
    float sized; /* pixels per em that `shapes` is set to */
} FontFace;

typedef struct GlyphCache GlyphCache;

struct Fonts {
    FcConfig *config;
    FT_Library library;
    hb_buffer_t *buffer;
    FontFace faces[FACE_COUNT];
    Text complaints;
    GlyphCache *cache;
    hb_set_t *script_lookups; /* of FACE_MATH's feature ssty; NULL until it is asked for */
};

/* The face, opened when it is first asked for; another one where it is missing. Never NULL. */
FontFace *font_face(Fonts *fonts, unsigned role);
/* The face of the chain that has the character; the first one when none has. */
unsigned font_of_character(Fonts *fonts, unsigned face, uint32_t character, unsigned *glyph);

/* font_glyph.c */
GlyphCache *glyph_cache_new(void);
void glyph_cache_free(GlyphCache *cache);

#endif
