/* typeset_internal.h - what the files of the formula's layout share.
 *
 * An Ink is a piece already set: glyphs, rules and places around its own baseline. Pieces are put
 * into larger ones by copying them with an offset, y downwards. */
#ifndef EXPLORE_VIEW_TYPESET_INTERNAL_H
#define EXPLORE_VIEW_TYPESET_INTERNAL_H

#include "draw/math_font.h"
#include "view/typeset.h"

/* TeX's styles: display, text, script, script of script. */
typedef enum { STYLE_D, STYLE_T, STYLE_S, STYLE_SS } MathStyle;

typedef struct {
    DrawGlyph glyph;
    float size;
} InkGlyph;

typedef struct {
    float width, up, down; /* up and down from the baseline, both mostly positive */
    float italic;          /* correction behind the last glyph */
    float accent;          /* where an accent is centred; < 0: in the middle */
    bool is_glyph;         /* one character: scripts follow its kerns */
    unsigned glyph;
    bool complete;
    size_t glyph_count, glyph_capacity;
    InkGlyph *glyphs;
    size_t rule_count, rule_capacity;
    Rect *rules;
    size_t place_count, place_capacity;
    TypesetPlace *places;
} Ink;

/* What is the same for a whole formula. */
typedef struct {
    Arena *arena;
    Fonts *fonts;
    float size; /* of the text style */
    MathConstants constants[4];
    float sizes[4];
} Setter;

typedef struct {
    Setter *setter;
    MathStyle style;
    bool cramped;
} Context;

typedef enum {
    SPACE_ORD,
    SPACE_OP,
    SPACE_BIN,
    SPACE_REL,
    SPACE_OPEN,
    SPACE_CLOSE,
    SPACE_PUNCT,
    SPACE_INNER,
    SPACE_NONE, /* a space of the author's: no class */
} SpaceClass;

static inline float context_size(const Context *context) {
    return context->setter->sizes[context->style];
}
static inline const MathConstants *context_constants(const Context *context) {
    return &context->setter->constants[context->style];
}

/* typeset_ink.c */
Ink *ink_new(Setter *setter);
/* Puts part with its baseline at (x, y) and grows the height; the width is the caller's. */
void ink_put(Setter *setter, Ink *ink, const Ink *part, float x, float y);
void ink_rule(Setter *setter, Ink *ink, float x, float y, float width, float height);
void ink_place(Setter *setter, Ink *ink, const Noad *noad);
void ink_stretch(Setter *setter, Ink *ink, const MathStretch *stretch, float size, float x,
                 float y);
/* One glyph of the face of formulas. */
Ink *ink_glyph(const Context *context, unsigned id);
/* Upright words. */
Ink *ink_words(const Context *context, const char *words, Face face);

/* typeset_atoms.c */
SpaceClass atom_class(const Noad *noad);
/* The character of a leaf in its alphabet; 0 for none. */
uint32_t leaf_character(const Noad *leaf);
Ink *set_leaf(const Context *context, const Noad *leaf);
/* ems of the author's space. */
float space_width(const Noad *space);

/* typeset_row.c */
Ink *set_row(const Context *context, const Noad *row);
/* Space between neighbours, in ems of the context's size. */
float class_space(const Context *context, SpaceClass left, SpaceClass right);
SpaceClass *row_classes(Arena *arena, Noad *const *items, size_t count, bool after_operand);

/* typeset_parts.c: one noad of any kind. */
Ink *set_noad(const Context *context, const Noad *noad);
Context context_script(const Context *context, bool below);

/* typeset_scripts.c, typeset_table.c */
Ink *set_scripts(const Context *context, const Noad *noad);
Ink *set_limits(const Context *context, const Ink *nucleus, const Noad *below, const Noad *above);
Ink *set_table(const Context *context, const Noad *table);
/* content between two fences that cover it. */
Ink *set_delimited(const Context *context, const Ink *content, const char *open, const char *close);
/* A fence of that height around the axis. */
Ink *set_fence(const Context *context, const char *name, float height);

#endif
