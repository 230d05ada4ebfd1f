/* typeset_ink.c - pieces of a formula, put into each other. */
#include <math.h>
#include <string.h>

#include "view/typeset_internal.h"

#define FIRST_CAPACITY 8

Ink *ink_new(Setter *setter) {
    Ink *ink = arena_alloc(setter->arena, sizeof *ink);
    *ink = (Ink){.accent = -1.0f, .complete = true};
    return ink;
}

/* Room for `more` items behind `count`, in the arena. */
static void *grow(Setter *setter, void *items, size_t count, size_t more, size_t size,
                  size_t *capacity) {
    if (count + more <= *capacity) {
        return items;
    }
    size_t larger = 2 * (count + more) + FIRST_CAPACITY;
    void *grown = arena_array(setter->arena, larger, size);
    if (count > 0) {
        memcpy(grown, items, count * size);
    }
    *capacity = larger;
    return grown;
}

static void add_glyphs(Setter *setter, Ink *ink, const InkGlyph *glyphs, size_t count, float x,
                       float y) {
    ink->glyphs = grow(setter, ink->glyphs, ink->glyph_count, count, sizeof *ink->glyphs,
                       &ink->glyph_capacity);
    for (size_t i = 0; i < count; i++) {
        InkGlyph *glyph = &ink->glyphs[ink->glyph_count++];
        *glyph = glyphs[i];
        glyph->glyph.x += x;
        glyph->glyph.y += y;
    }
}

static void add_place(Setter *setter, Ink *ink, const Noad *noad, Rect box) {
    ink->places =
        grow(setter, ink->places, ink->place_count, 1, sizeof *ink->places, &ink->place_capacity);
    ink->places[ink->place_count++] = (TypesetPlace){noad, box};
}

void ink_put(Setter *setter, Ink *ink, const Ink *part, float x, float y) {
    add_glyphs(setter, ink, part->glyphs, part->glyph_count, x, y);
    for (size_t i = 0; i < part->rule_count; i++) {
        Rect rule = part->rules[i];
        ink->rules =
            grow(setter, ink->rules, ink->rule_count, 1, sizeof *ink->rules, &ink->rule_capacity);
        ink->rules[ink->rule_count++] = (Rect){rule.x + x, rule.y + y, rule.width, rule.height};
    }
    for (size_t i = 0; i < part->place_count; i++) {
        Rect box = part->places[i].box;
        add_place(setter, ink, part->places[i].noad,
                  (Rect){box.x + x, box.y + y, box.width, box.height});
    }
    ink->up = fmaxf(ink->up, part->up - y);
    ink->down = fmaxf(ink->down, part->down + y);
    ink->complete = ink->complete && part->complete;
}

void ink_rule(Setter *setter, Ink *ink, float x, float y, float width, float height) {
    ink->rules =
        grow(setter, ink->rules, ink->rule_count, 1, sizeof *ink->rules, &ink->rule_capacity);
    ink->rules[ink->rule_count++] = (Rect){x, y, width, height};
    ink->up = fmaxf(ink->up, -y);
    ink->down = fmaxf(ink->down, y + height);
}

void ink_place(Setter *setter, Ink *ink, const Noad *noad) {
    add_place(setter, ink, noad, (Rect){0.0f, -ink->up, ink->width, ink->up + ink->down});
}

void ink_stretch(Setter *setter, Ink *ink, const MathStretch *stretch, float size, float x,
                 float y) {
    for (size_t i = 0; i < stretch->count; i++) {
        InkGlyph glyph = {.glyph = stretch->glyphs[i], .size = size};
        add_glyphs(setter, ink, &glyph, 1, x, y);
    }
    ink->up = fmaxf(ink->up, stretch->top - y);
    ink->down = fmaxf(ink->down, -stretch->bottom + y);
}

Ink *ink_glyph(const Context *context, unsigned id) {
    Setter *setter = context->setter;
    float size = context_size(context);
    MathGlyph metrics = math_glyph(setter->fonts, id, size);
    Ink *ink = ink_new(setter);
    InkGlyph glyph = {.glyph = {.face = FACE_MATH, .id = (uint16_t)id}, .size = size};
    add_glyphs(setter, ink, &glyph, 1, 0.0f, 0.0f);
    ink->width = metrics.advance;
    ink->up = metrics.top;
    ink->down = -metrics.bottom;
    ink->italic = metrics.italic;
    ink->accent = metrics.accent;
    ink->is_glyph = true;
    ink->glyph = id;
    ink->complete = id != 0;
    return ink;
}

Ink *ink_words(const Context *context, const char *words, Face face) {
    Setter *setter = context->setter;
    float size = context_size(context);
    ShapedRun run = fonts_shape(setter->arena, setter->fonts, face, size, words, strlen(words));
    Ink *ink = ink_new(setter);
    for (size_t i = 0; i < run.count; i++) {
        InkGlyph glyph = {.glyph = run.glyphs[i], .size = size};
        add_glyphs(setter, ink, &glyph, 1, 0.0f, 0.0f);
        GlyphBox box = fonts_glyph_box(setter->fonts, run.glyphs[i].face, run.glyphs[i].id, size);
        ink->up = i == 0 ? box.top : fmaxf(ink->up, box.top);
        ink->down = i == 0 ? -box.bottom : fmaxf(ink->down, -box.bottom);
    }
    ink->width = run.width;
    ink->complete = run.complete;
    return ink;
}
