/* typeset_box.c - boxes within boxes, and their flat form for drawing and pointing. */
#include <math.h>
#include <string.h>

#include "view/typeset_internal.h"

SetBox *box_make(Setter *setter) {
    return arena_alloc(setter->arena, sizeof(SetBox));
}

static Part *add_part(Setter *setter, SetBox *box, PartKind kind, float x, float y) {
    Part *part = arena_alloc(setter->arena, sizeof *part);
    part->kind = kind;
    part->x = x;
    part->y = y;
    if (box->last == NULL) {
        box->first = part;
    } else {
        box->last->next = part;
    }
    box->last = part;
    return part;
}

/* Only height and depth grow; the width is the caller's. */
static void grow(SetBox *box, float top, float bottom) {
    box->ascent = fmaxf(box->ascent, top);
    box->descent = fmaxf(box->descent, -bottom);
}

void box_add(Setter *setter, SetBox *box, SetBox *inner, float x, float y) {
    add_part(setter, box, PART_BOX, x, y)->box = inner;
    grow(box, y + inner->ascent, y - inner->descent);
}

void box_add_glyph(Setter *setter, SetBox *box, DrawGlyph glyph, float size, float x, float y) {
    Part *part = add_part(setter, box, PART_GLYPH, x, y);
    part->glyph = glyph;
    part->size = size;
}

void box_add_rule(Setter *setter, SetBox *box, float x, float y, float width, float height) {
    Part *part = add_part(setter, box, PART_RULE, x, y);
    part->width = width;
    part->height = height;
    grow(box, y + height, y);
}

void box_add_stroke(Setter *setter, SetBox *box, float x, float y, float width, float height) {
    Part *part = add_part(setter, box, PART_STROKE, x, y);
    part->width = width;
    part->height = height;
    grow(box, y + height, y);
}

SetBox *box_stretch(Setter *setter, const MathStretch *stretch, float size) {
    SetBox *box = box_make(setter);
    for (size_t i = 0; i < stretch->count; i++) {
        const DrawGlyph *glyph = &stretch->glyphs[i];
        box_add_glyph(setter, box, *glyph, size, glyph->x, -glyph->y);
    }
    box->width = stretch->advance;
    box->ascent = stretch->top;
    box->descent = -stretch->bottom;
    box->italic = stretch->italic;
    return box;
}

SetBox *box_on_axis(Setter *setter, SetBox *inner, Style style) {
    SetBox *box = box_make(setter);
    float axis = setter->constants[style.level].axis_height;
    float half = (inner->ascent + inner->descent) / 2.0F;
    box->width = inner->width;
    box->italic = inner->italic;
    /* Set before the content so that a box below the baseline keeps its own negative height. */
    box->ascent = axis + half;
    box->descent = half - axis;
    add_part(setter, box, PART_BOX, 0.0F, axis - half + inner->descent)->box = inner;
    return box;
}

/* What the flat form is made of. */
typedef struct {
    size_t glyphs, rules, strokes, places;
} Counts;

static void count_parts(const SetBox *box, Counts *counts) {
    counts->places += box->noad != NULL ? 1 : 0;
    for (const Part *part = box->first; part != NULL; part = part->next) {
        switch (part->kind) {
        case PART_GLYPH: counts->glyphs++; break;
        case PART_RULE: counts->rules++; break;
        case PART_STROKE: counts->strokes++; break;
        case PART_BOX: count_parts(part->box, counts); break;
        }
    }
}

typedef struct {
    DrawGlyph *glyphs;
    float *sizes;
    Rect *rules;
    Rect *strokes;
    TypesetPlace *places;
    Counts done;
} Flat;

/* y counts downwards here. */
static void flatten(Flat *flat, const SetBox *box, float x, float y) {
    if (box->noad != NULL) {
        flat->places[flat->done.places++] =
            (TypesetPlace){box->noad, {x, y - box->ascent, box->width, box->ascent + box->descent}};
    }
    for (const Part *part = box->first; part != NULL; part = part->next) {
        float left = x + part->x;
        float base = y - part->y;
        Rect rect = {left, base - part->height, part->width, part->height};
        switch (part->kind) {
        case PART_GLYPH:
            flat->sizes[flat->done.glyphs] = part->size;
            flat->glyphs[flat->done.glyphs++] =
                (DrawGlyph){part->glyph.face, part->glyph.id, left, base};
            break;
        case PART_RULE: flat->rules[flat->done.rules++] = rect; break;
        case PART_STROKE: flat->strokes[flat->done.strokes++] = rect; break;
        case PART_BOX: flatten(flat, part->box, left, base); break;
        }
    }
}

/* A formula has three sizes, so one pass for each is quick; the smallest first. */
static void sort_by_size(Setter *setter, Flat *flat) {
    size_t count = flat->done.glyphs;
    DrawGlyph *glyphs = arena_array(setter->arena, count, sizeof *glyphs);
    float *sizes = arena_array(setter->arena, count, sizeof *sizes);
    size_t done = 0;
    for (float size = 0.0F; done < count;) {
        float next = INFINITY;
        for (size_t i = 0; i < count; i++) {
            next = flat->sizes[i] > size && flat->sizes[i] < next ? flat->sizes[i] : next;
        }
        for (size_t i = 0; i < count; i++) {
            if (flat->sizes[i] == next) {
                glyphs[done] = flat->glyphs[i];
                sizes[done++] = next;
            }
        }
        size = next;
    }
    flat->glyphs = glyphs;
    flat->sizes = sizes;
}

const Typeset *box_flatten(Setter *setter, SetBox *box) {
    Counts counts = {0};
    count_parts(box, &counts);
    Flat flat = {
        .glyphs = arena_array(setter->arena, counts.glyphs, sizeof(DrawGlyph)),
        .sizes = arena_array(setter->arena, counts.glyphs, sizeof(float)),
        .rules = arena_array(setter->arena, counts.rules, sizeof(Rect)),
        .strokes = arena_array(setter->arena, counts.strokes, sizeof(Rect)),
        .places = arena_array(setter->arena, counts.places, sizeof(TypesetPlace)),
    };
    flatten(&flat, box, 0.0F, 0.0F);
    sort_by_size(setter, &flat);
    Typeset *typeset = arena_alloc(setter->arena, sizeof *typeset);
    *typeset = (Typeset){
        .width = box->width,
        .ascent = box->ascent,
        .descent = box->descent,
        .glyph_count = counts.glyphs,
        .glyphs = flat.glyphs,
        .sizes = flat.sizes,
        .rule_count = counts.rules,
        .rules = flat.rules,
        .stroke_count = counts.strokes,
        .strokes = flat.strokes,
        .place_count = counts.places,
        .places = flat.places,
        .complete = setter->complete,
    };
    return typeset;
}
