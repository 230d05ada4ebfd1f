/* font_glyph.c - glyphs as coverage, drawn by FreeType once and kept. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "draw/font_internal.h"

/* Glyphs kept; a page at two sizes with four places each needs some two thousand. When they are
 * too many, or too much memory, all are made anew. */
#define KEPT_MAX 20000
#define KEPT_BYTES_MAX ((size_t)96 * 1024 * 1024)
/* Twice as many slots as glyphs, a power of two: short searches. */
#define SLOTS 65536
/* Larger glyphs are no text; FreeType's own numbers end there too. */
#define SIZE_MAX_PIXELS 2000.0f
#define FIXED_POINT 64.0f
#define PLACES 4

typedef struct {
    GlyphImage image;
    uint32_t face_place; /* face and place */
    uint32_t id;
    float size;
} Kept;

struct GlyphCache {
    Arena *arena;
    size_t count;
    Kept *slots[SLOTS];
};

GlyphCache *glyph_cache_new(void) {
    GlyphCache *cache = memory_zeroed(sizeof *cache);
    cache->arena = arena_new();
    return cache;
}

void glyph_cache_free(GlyphCache *cache) {
    if (cache != NULL) {
        arena_free(cache->arena);
        free(cache);
    }
}

static void empty(GlyphCache *cache) {
    arena_free(cache->arena);
    *cache = (GlyphCache){.arena = arena_new()};
}

static void make_image(Fonts *fonts, unsigned role, unsigned id, float size, unsigned place,
                       GlyphImage *image) {
    FontFace *face = font_face(fonts, role);
    if (face->sized != size) {
        (void)FT_Set_Char_Size(face->shapes, 0, (FT_F26Dot6)lrintf(size * FIXED_POINT), 72, 72);
        face->sized = size;
    }
    if (FT_Load_Glyph(face->shapes, id, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) {
        return;
    }
    FT_GlyphSlot slot = face->shapes->glyph;
    if (slot->format == FT_GLYPH_FORMAT_OUTLINE) {
        FT_Outline_Translate(&slot->outline, (FT_Pos)(place * 64 / PLACES), 0);
    }
    if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0 || slot->bitmap.rows == 0) {
        return;
    }
    const FT_Bitmap *bitmap = &slot->bitmap;
    uint8_t *coverage = arena_alloc(fonts->cache->arena, (size_t)bitmap->rows * bitmap->width);
    for (unsigned row = 0; row < bitmap->rows; row++) {
        memcpy(coverage + (size_t)row * bitmap->width,
               bitmap->buffer + (ptrdiff_t)row * bitmap->pitch, bitmap->width);
    }
    *image = (GlyphImage){.left = slot->bitmap_left,
                          .top = slot->bitmap_top,
                          .width = bitmap->width,
                          .height = bitmap->rows,
                          .stride = bitmap->width,
                          .coverage = coverage};
}

static size_t slot_of(uint32_t face_place, uint32_t id, float size) {
    uint32_t bits = 0;
    memcpy(&bits, &size, sizeof bits);
    uint64_t key = ((uint64_t)face_place << 48) ^ ((uint64_t)id << 32) ^ bits;
    /* splitmix64's finish: nearby keys go far apart. */
    key = (key ^ (key >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    key = (key ^ (key >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (size_t)(key ^ (key >> 31)) % SLOTS;
}

const GlyphImage *fonts_glyph_image(Fonts *fonts, unsigned face, unsigned id, float size,
                                    unsigned x_place) {
    GlyphCache *cache = fonts->cache;
    if (!(size > 0.0f && size < SIZE_MAX_PIXELS) || face >= FACE_COUNT) {
        return NULL;
    }
    uint32_t face_place = face * PLACES + x_place;
    size_t slot = slot_of(face_place, id, size);
    while (cache->slots[slot] != NULL) {
        Kept *kept = cache->slots[slot];
        if (kept->face_place == face_place && kept->id == id && kept->size == size) {
            return &kept->image;
        }
        slot = (slot + 1) % SLOTS;
    }
    if (cache->count == KEPT_MAX || arena_used(cache->arena) > KEPT_BYTES_MAX) {
        empty(cache);
        slot = slot_of(face_place, id, size);
    }
    Kept *kept = arena_alloc(cache->arena, sizeof *kept);
    *kept = (Kept){.face_place = face_place, .id = id, .size = size};
    make_image(fonts, face, id, size, x_place, &kept->image);
    cache->slots[slot] = kept;
    cache->count++;
    return &kept->image;
}
