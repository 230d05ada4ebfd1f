/* font.c - faces found by fontconfig, text shaped by HarfBuzz. */
#include "draw/font.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "draw/font_internal.h"

/* Fonts that can take a role, at most. */
#define CANDIDATES 3
/* Faces that are asked for a character, one after the other. */
#define CHAIN 4
/* Glyphs drawn at a time by fonts_draw. */
#define GLYPHS_AT_ONCE 128

typedef struct {
    const char *family;
    const char *package; /* of Debian */
} Candidate;

typedef struct {
    int weight, slant;
    Candidate candidates[CANDIDATES]; /* the best first */
    unsigned char chain[CHAIN];       /* where characters it lacks are looked for */
} FaceRow;

#define LATIN_MODERN                                                                               \
    { "LM Roman 10", "fonts-lmodern" }
#define DEJAVU                                                                                     \
    { "DejaVu Sans", "fonts-dejavu-core" }
#define DEJAVU_SERIF                                                                               \
    { "DejaVu Serif", "fonts-dejavu-core" }
#define SERIF_ROW(weight, slant)                                                                   \
    {                                                                                              \
        weight, slant, {LATIN_MODERN, DEJAVU_SERIF, DEJAVU}, {                                     \
            FACE_CJK, FACE_SYMBOLS, FACE_MATH                                                      \
        }                                                                                          \
    }

static const FaceRow rows[FACE_COUNT] = {
    [FACE_SERIF] = SERIF_ROW(FC_WEIGHT_REGULAR, FC_SLANT_ROMAN),
    [FACE_SERIF_BOLD] = SERIF_ROW(FC_WEIGHT_BOLD, FC_SLANT_ROMAN),
    [FACE_SERIF_ITALIC] = SERIF_ROW(FC_WEIGHT_REGULAR, FC_SLANT_ITALIC),
    [FACE_SERIF_BOLD_ITALIC] = SERIF_ROW(FC_WEIGHT_BOLD, FC_SLANT_ITALIC),
    [FACE_SANS] = {FC_WEIGHT_REGULAR,
                   FC_SLANT_ROMAN,
                   {DEJAVU, {"LM Sans 10", "fonts-lmodern"}},
                   {FACE_CJK, FACE_SYMBOLS, FACE_MATH}},
    [FACE_SANS_BOLD] = {FC_WEIGHT_BOLD,
                        FC_SLANT_ROMAN,
                        {DEJAVU, {"LM Sans 10", "fonts-lmodern"}},
                        {FACE_CJK, FACE_SYMBOLS, FACE_MATH}},
    [FACE_MONO] = {FC_WEIGHT_REGULAR,
                   FC_SLANT_ROMAN,
                   {{"DejaVu Sans Mono", "fonts-dejavu-core"}, {"LM Mono 10", "fonts-lmodern"}},
                   {FACE_CJK, FACE_SYMBOLS, FACE_MATH}},
    [FACE_MATH] = {FC_WEIGHT_REGULAR,
                   FC_SLANT_ROMAN,
                   {{"Latin Modern Math", "fonts-lmodern"},
                    {"STIX Two Math", "fonts-stix"},
                    {"DejaVu Math TeX Gyre", "fonts-dejavu-extra"}},
                   {FACE_SYMBOLS, FACE_CJK}},
    [FACE_CJK] = {FC_WEIGHT_REGULAR,
                  FC_SLANT_ROMAN,
                  {{"Noto Serif CJK SC", "fonts-noto-cjk"}, {"Noto Sans CJK SC", "fonts-noto-cjk"}},
                  {FACE_SYMBOLS}},
    [FACE_SYMBOLS] = {FC_WEIGHT_REGULAR, FC_SLANT_ROMAN, {DEJAVU}, {FACE_CJK, FACE_MATH}},
};

/* ---- finding ---- */

static bool has_family(FcPattern *pattern, const char *family) {
    FcChar8 *name = NULL;
    for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++) {
        if (strcmp((const char *)name, family) == 0) {
            return true;
        }
    }
    return false;
}

/* The installed font nearest to the family; NULL family: any. NULL when it is another family's. */
static FcPattern *match(const Fonts *fonts, const char *family, const FaceRow *row) {
    FcPattern *wanted = FcPatternCreate();
    if (family != NULL) {
        FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)family);
    }
    FcPatternAddInteger(wanted, FC_WEIGHT, row->weight);
    FcPatternAddInteger(wanted, FC_SLANT, row->slant);
    FcPatternAddBool(wanted, FC_SCALABLE, FcTrue);
    FcConfigSubstitute(fonts->config, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result = FcResultNoMatch;
    FcPattern *found = FcFontMatch(fonts->config, wanted, &result);
    FcPatternDestroy(wanted);
    if (found != NULL && family != NULL && !has_family(found, family)) {
        FcPatternDestroy(found);
        return NULL;
    }
    return found;
}

static bool open_file(Fonts *fonts, FontFace *face, const char *path, int index) {
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (blob == NULL) {
        return false;
    }
    if (FT_New_Face(fonts->library, path, index, &face->shapes) != 0) {
        hb_blob_destroy(blob);
        face->shapes = NULL;
        return false;
    }
    hb_face_t *shared = hb_face_create(blob, (unsigned)index);
    hb_blob_destroy(blob);
    unsigned units = hb_face_get_upem(shared);
    face->font = hb_font_create(shared);
    hb_face_destroy(shared);
    hb_font_set_scale(face->font, (int)units, (int)units);
    face->units = (float)units;
    return true;
}

static bool open_family(Fonts *fonts, FontFace *face, const char *family, const FaceRow *row) {
    FcPattern *found = match(fonts, family, row);
    FcChar8 *path = NULL;
    int index = 0;
    bool ok = found != NULL && FcPatternGetString(found, FC_FILE, 0, &path) == FcResultMatch &&
              FcPatternGetInteger(found, FC_INDEX, 0, &index) == FcResultMatch &&
              open_file(fonts, face, (const char *)path, index & 0xFFFF);
    if (found != NULL) {
        FcPatternDestroy(found);
    }
    return ok;
}

FontFace *font_face(Fonts *fonts, unsigned role) {
    FontFace *face = &fonts->faces[role];
    const FaceRow *row = &rows[role];
    if (face->tried) {
        return face->font != NULL ? face : font_face(fonts, FACE_SYMBOLS);
    }
    face->tried = true;
    for (size_t i = 0; i < CANDIDATES && row->candidates[i].family != NULL; i++) {
        if (open_family(fonts, face, row->candidates[i].family, row)) {
            return face;
        }
        if (i == 0) {
            text_printf(&fonts->complaints,
                        "the font %s is not installed, another one takes its place; "
                        "apt-get install %s brings it\n",
                        row->candidates[i].family, row->candidates[i].package);
        }
    }
    if (role == FACE_SYMBOLS && open_family(fonts, face, NULL, row)) {
        return face;
    }
    return role == FACE_SYMBOLS ? face : font_face(fonts, FACE_SYMBOLS);
}

Fonts *fonts_new(Diag *diag) {
    Fonts *fonts = memory_zeroed(sizeof *fonts);
    text_init(&fonts->complaints);
    fonts->config = FcInitLoadConfigAndFonts();
    fonts->buffer = hb_buffer_create();
    fonts->cache = glyph_cache_new();
    bool library = FT_Init_FreeType(&fonts->library) == 0;
    if (!library || font_face(fonts, FACE_SYMBOLS)->font == NULL) {
        *diag = (Diag){.file = "fonts",
                       .at = {1, 1},
                       .message = "no font is installed",
                       .hint = "apt-get install fonts-lmodern fonts-dejavu-core fonts-noto-cjk"};
        fonts_free(fonts);
        return NULL;
    }
    return fonts;
}

void fonts_free(Fonts *fonts) {
    if (fonts == NULL) {
        return;
    }
    for (size_t i = 0; i < FACE_COUNT; i++) {
        hb_font_destroy(fonts->faces[i].font);
        if (fonts->faces[i].shapes != NULL) {
            FT_Done_Face(fonts->faces[i].shapes);
        }
    }
    glyph_cache_free(fonts->cache);
    hb_buffer_destroy(fonts->buffer);
    hb_set_destroy(fonts->script_lookups);
    if (fonts->library != NULL) {
        FT_Done_FreeType(fonts->library);
    }
    if (fonts->config != NULL) {
        FcConfigDestroy(fonts->config);
    }
    text_clear(&fonts->complaints);
    free(fonts);
}

const char *fonts_complaints(const Fonts *fonts) {
    return fonts->complaints.bytes;
}

/* ---- measuring ---- */

FaceMetrics fonts_metrics(Fonts *fonts, Face role, float size) {
    FontFace *face = font_face(fonts, role);
    float scale = size / face->units;
    hb_font_extents_t extents = {0};
    (void)hb_font_get_h_extents(face->font, &extents);
    hb_position_t x_height = 0, cap_height = 0;
    hb_ot_metrics_get_position_with_fallback(face->font, HB_OT_METRICS_TAG_X_HEIGHT, &x_height);
    hb_ot_metrics_get_position_with_fallback(face->font, HB_OT_METRICS_TAG_CAP_HEIGHT, &cap_height);
    return (FaceMetrics){.ascent = (float)extents.ascender * scale,
                         .descent = -(float)extents.descender * scale,
                         .x_height = (float)x_height * scale,
                         .cap_height = (float)cap_height * scale};
}

GlyphBox fonts_glyph_box(Fonts *fonts, unsigned role, unsigned id, float size) {
    FontFace *face = font_face(fonts, role);
    float scale = size / face->units;
    hb_glyph_extents_t ink = {0};
    (void)hb_font_get_glyph_extents(face->font, id, &ink);
    return (GlyphBox){.left = (float)ink.x_bearing * scale,
                      .right = (float)(ink.x_bearing + ink.width) * scale,
                      .top = (float)ink.y_bearing * scale,
                      .bottom = (float)(ink.y_bearing + ink.height) * scale};
}

static bool has_glyph(Fonts *fonts, unsigned face, uint32_t character, unsigned *glyph) {
    hb_codepoint_t found = 0;
    bool there = hb_font_get_nominal_glyph(font_face(fonts, face)->font, character, &found) != 0;
    *glyph = found;
    return there && found != 0;
}

unsigned font_of_character(Fonts *fonts, unsigned face, uint32_t character, unsigned *glyph) {
    if (has_glyph(fonts, face, character, glyph)) {
        return face;
    }
    for (size_t i = 0; i < CHAIN && rows[face].chain[i] != 0; i++) {
        if (has_glyph(fonts, rows[face].chain[i], character, glyph)) {
            return rows[face].chain[i];
        }
    }
    *glyph = 0;
    return face;
}

/* ---- shaping ---- */

typedef struct {
    Arena *arena;
    ShapedRun *run;
    DrawGlyph *glyphs;
    size_t *clusters;
    size_t capacity;
} Shaping;

static void make_room(Shaping *shaping, size_t more) {
    size_t count = shaping->run->count;
    if (count + more <= shaping->capacity) {
        return;
    }
    size_t larger = 2 * (count + more);
    DrawGlyph *glyphs = arena_array(shaping->arena, larger, sizeof *glyphs);
    size_t *clusters = arena_array(shaping->arena, larger, sizeof *clusters);
    if (count > 0) {
        memcpy(glyphs, shaping->glyphs, count * sizeof *glyphs);
        memcpy(clusters, shaping->clusters, count * sizeof *clusters);
    }
    shaping->glyphs = glyphs;
    shaping->clusters = clusters;
    shaping->capacity = larger;
}

/* One stretch of text whose characters are all in one face. */
static void shape_part(Shaping *shaping, Fonts *fonts, unsigned role, float size, const char *text,
                       size_t start, size_t end) {
    FontFace *face = font_face(fonts, role);
    float scale = size / face->units;
    hb_buffer_clear_contents(fonts->buffer);
    hb_buffer_add_utf8(fonts->buffer, text + start, (int)(end - start), 0, (int)(end - start));
    hb_buffer_guess_segment_properties(fonts->buffer);
    hb_shape(face->font, fonts->buffer, NULL, 0);
    unsigned count = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(fonts->buffer, &count);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(fonts->buffer, &count);
    make_room(shaping, count);
    ShapedRun *run = shaping->run;
    for (unsigned i = 0; i < count; i++) {
        shaping->glyphs[run->count] =
            (DrawGlyph){.face = (uint16_t)role,
                        .id = (uint16_t)infos[i].codepoint,
                        .x = run->width + (float)places[i].x_offset * scale,
                        .y = -(float)places[i].y_offset * scale};
        shaping->clusters[run->count] = start + infos[i].cluster;
        run->count++;
        run->width += (float)places[i].x_advance * scale;
        run->complete = run->complete && infos[i].codepoint != 0;
    }
    FaceMetrics metrics = fonts_metrics(fonts, (Face)role, size);
    run->ascent = metrics.ascent > run->ascent ? metrics.ascent : run->ascent;
    run->descent = metrics.descent > run->descent ? metrics.descent : run->descent;
}

ShapedRun fonts_shape(Arena *arena, Fonts *fonts, Face face, float size, const char *text,
                      size_t length) {
    ShapedRun run = {.complete = true};
    Shaping shaping = {.arena = arena, .run = &run};
    size_t start = 0, used = 0;
    unsigned before = face, glyph = 0;
    for (size_t at = 0; at < length; at += used) {
        uint32_t c = utf8_decode(text + at, length - at, &used);
        /* Marks and joiners stay with the letter before them. */
        unsigned here = c == ' ' || (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200D)
                            ? before
                            : font_of_character(fonts, face, c, &glyph);
        if (here != before && at > start) {
            shape_part(&shaping, fonts, before, size, text, start, at);
            start = at;
        }
        before = here;
    }
    if (length > start) {
        shape_part(&shaping, fonts, before, size, text, start, length);
    }
    run.glyphs = shaping.glyphs;
    run.clusters = shaping.clusters;
    return run;
}

float fonts_draw(DrawList *list, Fonts *fonts, Face face, float size, float x, float y, float align,
                 Color color, const char *text) {
    size_t length = strlen(text), used = 0;
    float width = 0.0f;
    if (list != NULL && align != 0.0f) {
        x -= align * fonts_draw(NULL, fonts, face, size, 0.0f, 0.0f, 0.0f, 0, text);
    }
    DrawGlyph glyphs[GLYPHS_AT_ONCE];
    size_t count = 0;
    for (size_t at = 0; at < length; at += used) {
        uint32_t c = utf8_decode(text + at, length - at, &used);
        unsigned glyph = 0, role = font_of_character(fonts, face, c, &glyph);
        FontFace *found = font_face(fonts, role);
        glyphs[count++] = (DrawGlyph){(uint16_t)role, (uint16_t)glyph, x + width, y};
        width += (float)hb_font_get_glyph_h_advance(found->font, glyph) * size / found->units;
        if (count == GLYPHS_AT_ONCE || at + used >= length) {
            if (list != NULL) {
                draw_glyphs(list, glyphs, count, size, color);
            }
            count = 0;
        }
    }
    return width;
}
