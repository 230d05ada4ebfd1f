/* typeset_row.c - a row of atoms with TeX's spaces between them (The TeXbook, chapter 18). */
#include <math.h>

#include "view/typeset_internal.h"

/* Thin, medium and thick, in ems: 3, 4 and 5 of 18. */
static const float widths[] = {0.0f, 3.0f / 18.0f, 4.0f / 18.0f, 5.0f / 18.0f};

/* Which of them; 1x: not in scripts. The rows are the left atom, the columns the right one. */
static const unsigned char spaces[8][8] = {
    /*          Ord Op  Bin Rel Open Close Punct Inner */
    /* Ord   */ {0, 1, 12, 13, 0, 0, 0, 11},
    /* Op    */ {1, 1, 0, 13, 0, 0, 0, 11},
    /* Bin   */ {12, 12, 0, 0, 12, 0, 0, 12},
    /* Rel   */ {13, 13, 0, 0, 13, 0, 0, 13},
    /* Open  */ {0, 0, 0, 0, 0, 0, 0, 0},
    /* Close */ {0, 1, 12, 13, 0, 0, 0, 11},
    /* Punct */ {11, 11, 0, 11, 11, 11, 11, 11},
    /* Inner */ {11, 1, 12, 13, 11, 0, 11, 11},
};

float class_space(const Context *context, SpaceClass left, SpaceClass right) {
    if (left == SPACE_NONE || right == SPACE_NONE) {
        return 0.0f;
    }
    unsigned space = spaces[left][right];
    bool script = context->style == STYLE_S || context->style == STYLE_SS;
    return space >= 10 && script ? 0.0f : widths[space % 10];
}

/* Left of a binary operator stands no operand: then it is a sign. */
static bool takes_sign(SpaceClass left) {
    return left == SPACE_BIN || left == SPACE_OP || left == SPACE_REL || left == SPACE_OPEN ||
           left == SPACE_PUNCT;
}

SpaceClass *row_classes(Arena *arena, Noad *const *items, size_t count, bool after_operand) {
    SpaceClass *classes = arena_array(arena, count + 1, sizeof *classes);
    SpaceClass before = after_operand ? SPACE_ORD : SPACE_OPEN;
    size_t last = count;
    for (size_t i = 0; i < count; i++) {
        SpaceClass class = atom_class(items[i]);
        classes[i] = class;
        if (class == SPACE_NONE) {
            continue;
        }
        if (class == SPACE_BIN && takes_sign(before)) {
            classes[i] = SPACE_ORD;
        }
        bool ends = class == SPACE_REL || class == SPACE_CLOSE || class == SPACE_PUNCT;
        if (ends && last < count && classes[last] == SPACE_BIN) {
            classes[last] = SPACE_ORD;
        }
        before = classes[i];
        last = i;
    }
    if (last < count && classes[last] == SPACE_BIN) {
        classes[last] = SPACE_ORD;
    }
    return classes;
}

Ink *set_row(const Context *context, const Noad *row) {
    Setter *setter = context->setter;
    if (row->count == 1) {
        return set_noad(context, row->items[0]);
    }
    Ink *ink = ink_new(setter);
    SpaceClass *classes = row_classes(setter->arena, row->items, row->count, false);
    SpaceClass before = SPACE_NONE;
    float size = context_size(context);
    for (size_t i = 0; i < row->count; i++) {
        if (classes[i] == SPACE_NONE) {
            ink->width += space_width(row->items[i]) * size;
            continue;
        }
        Ink *part = set_noad(context, row->items[i]);
        ink->width += class_space(context, before, classes[i]) * size;
        ink_put(setter, ink, part, ink->width, 0.0f);
        /* The correction of an italic letter counts when something upright follows. */
        ink->width += part->width + part->italic;
        before = classes[i];
    }
    return ink;
}
