/* typeset.c - a formula typeset: the way in, drawing it, pointing at it. */
#include "view/typeset.h"

#include <math.h>

#include "view/typeset_internal.h"

const Typeset *typeset_formula(Arena *arena, Fonts *fonts, const Noad *noad,
                               const TypesetStyle *style) {
    Setter setter = {.arena = arena, .fonts = fonts, .size = style->size, .complete = true};
    MathConstants text = math_constants(fonts, style->size);
    setter.sizes[LEVEL_DISPLAY] = style->size;
    setter.sizes[LEVEL_TEXT] = style->size;
    setter.sizes[LEVEL_SCRIPT] = style->size * text.script_percent_scale_down;
    setter.sizes[LEVEL_SCRIPT_SCRIPT] = style->size * text.script_script_percent_scale_down;
    for (size_t i = 0; i < 4; i++) {
        setter.constants[i] = i <= LEVEL_TEXT ? text : math_constants(fonts, setter.sizes[i]);
    }
    Style start = {style->display ? LEVEL_DISPLAY : LEVEL_TEXT, false};
    const Noad *only = noad_only(noad);
    SetBox *box = only->kind == NOAD_TABLE ? set_table(&setter, only, start, style->width_max)
                  : only->kind == NOAD_ROW ? set_row(&setter, only, start, false, style->width_max)
                                           : set_noad(&setter, only, start);
    return box_flatten(&setter, box);
}

/* Glyphs handed to the list at once. */
#define GLYPHS_AT_ONCE 128

/* Whole pixels, so that fraction bars are sharp; glyphs stand on whole pixels too. */
static Rect crisp(Rect rule, float x, float y) {
    bool flat = rule.width >= rule.height;
    float thick = fmaxf(1.0F, roundf(flat ? rule.height : rule.width));
    if (flat) {
        return (Rect){x + rule.x, roundf(y + rule.y), rule.width, thick};
    }
    return (Rect){roundf(x + rule.x), y + rule.y, thick, rule.height};
}

/* A frame's line, as a share of the formula's tallest em: TeX's 0.4 pt at 10 pt. */
#define FRAME_SHARE 0.04F

void typeset_draw(DrawList *list, const Typeset *typeset, float x, float y, Color color) {
    DrawGlyph glyphs[GLYPHS_AT_ONCE];
    size_t count = 0;
    for (size_t i = 0; i < typeset->glyph_count; i++) {
        const DrawGlyph *glyph = &typeset->glyphs[i];
        glyphs[count] = (DrawGlyph){glyph->face, glyph->id, x + glyph->x, y + glyph->y};
        count++;
        bool last = i + 1 == typeset->glyph_count || typeset->sizes[i + 1] != typeset->sizes[i];
        if (last || count == GLYPHS_AT_ONCE) {
            draw_glyphs(list, glyphs, count, typeset->sizes[i], color);
            count = 0;
        }
    }
    for (size_t i = 0; i < typeset->rule_count; i++) {
        draw_rect(list, crisp(typeset->rules[i], x, y), color);
    }
    float em =
        typeset->glyph_count > 0 ? typeset->sizes[typeset->glyph_count - 1] : 1.0F / FRAME_SHARE;
    for (size_t i = 0; i < typeset->stroke_count; i++) {
        Rect box = typeset->strokes[i];
        box.x = roundf(box.x + x);
        box.y = roundf(box.y + y);
        draw_frame(list, box, fmaxf(1.0F, roundf(em * FRAME_SHARE)), color);
    }
}

static bool is_symbol(const Noad *noad) {
    return noad->kind == NOAD_SYMBOL || noad->kind == NOAD_NUMBER || noad->kind == NOAD_OPERATOR ||
           noad->kind == NOAD_BIGOP || noad->kind == NOAD_FUNCTION || noad->kind == NOAD_FENCE;
}

const TypesetPlace *typeset_at(const Typeset *typeset, float x, float y) {
    const TypesetPlace *found = NULL;
    for (size_t i = 0; i < typeset->place_count; i++) {
        const TypesetPlace *place = &typeset->places[i];
        if (is_symbol(place->noad) && rect_contains(place->box, x, y)) {
            found = place;
        }
    }
    return found;
}

bool typeset_box(const Typeset *typeset, Span span, Rect *box) {
    bool any = false;
    Rect all = {0};
    for (size_t i = 0; i < typeset->place_count; i++) {
        const Noad *noad = typeset->places[i].noad;
        Rect one = typeset->places[i].box;
        bool within = noad->span.start >= span.start && noad->span.end <= span.end &&
                      noad->span.end > noad->span.start;
        if (!within) {
            continue;
        }
        float right = any ? fmaxf(all.x + all.width, one.x + one.width) : one.x + one.width;
        float bottom = any ? fmaxf(all.y + all.height, one.y + one.height) : one.y + one.height;
        all.x = any ? fminf(all.x, one.x) : one.x;
        all.y = any ? fminf(all.y, one.y) : one.y;
        all.width = right - all.x;
        all.height = bottom - all.y;
        any = true;
    }
    if (any) {
        *box = all;
    }
    return any;
}
