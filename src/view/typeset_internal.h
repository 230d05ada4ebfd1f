/* typeset_internal.h - boxes, styles and what the typeset_*.c files share. Private to view/.
 *
 * Inside, y counts upwards from the baseline; only the flat result counts downwards. */
#ifndef EXPLORE_VIEW_TYPESET_INTERNAL_H
#define EXPLORE_VIEW_TYPESET_INTERNAL_H

#include "draw/math_font.h"
#include "view/typeset.h"

typedef enum { PART_GLYPH, PART_RULE, PART_STROKE, PART_BOX } PartKind;

typedef struct SetBox SetBox;
typedef struct Part Part;
struct Part {
    PartKind kind;
    float x, y; /* from the box's origin; of a rule or stroke the lower left corner */
    float size; /* of a glyph */
    DrawGlyph glyph;
    float width, height; /* of a rule or stroke */
    SetBox *box;
    Part *next;
};

/* What TeX calls a noad's class, for the spaces between neighbours. */
typedef enum {
    ATOM_ORD,
    ATOM_OP,
    ATOM_BIN,
    ATOM_REL,
    ATOM_OPEN,
    ATOM_CLOSE,
    ATOM_PUNCT,
    ATOM_INNER,
} Atom;

struct SetBox {
    float width, ascent, descent;
    float italic;     /* correction after its last character */
    float accent;     /* where an accent above is centred */
    bool single;      /* one character: scripts hang on its own shape */
    unsigned glyph;   /* of a single character */
    const Noad *noad; /* what it was set from, or NULL */
    Part *first, *last;
};

typedef enum { LEVEL_DISPLAY, LEVEL_TEXT, LEVEL_SCRIPT, LEVEL_SCRIPT_SCRIPT } Level;

/* TeX's eight styles. */
typedef struct {
    Level level;
    bool cramped;
} Style;

typedef struct {
    Arena *arena;
    Fonts *fonts;
    float size; /* of the text style */
    float sizes[4];
    MathConstants constants[4]; /* by level */
    bool complete;
} Setter;

static inline Style style_cramped(Style style) {
    return (Style){style.level, true};
}

static inline Style style_sup(Style style) {
    bool large = style.level <= LEVEL_TEXT;
    return (Style){large ? LEVEL_SCRIPT : LEVEL_SCRIPT_SCRIPT, style.cramped};
}

static inline Style style_sub(Style style) {
    return style_cramped(style_sup(style));
}

/* Of a numerator; a denominator is cramped besides. */
static inline Style style_numerator(Style style) {
    return style.level == LEVEL_DISPLAY ? (Style){LEVEL_TEXT, style.cramped} : style_sup(style);
}

/* typeset_box.c */
SetBox *box_make(Setter *setter);
void box_add(Setter *setter, SetBox *box, SetBox *inner, float x, float y);
void box_add_glyph(Setter *setter, SetBox *box, DrawGlyph glyph, float size, float x, float y);
void box_add_rule(Setter *setter, SetBox *box, float x, float y, float width, float height);
void box_add_stroke(Setter *setter, SetBox *box, float x, float y, float width, float height);
/* The box of a stretched glyph, its own ink's extents around the baseline. */
SetBox *box_stretch(Setter *setter, const MathStretch *stretch, float size);
/* inner in a box of its own, moved up so that it is centred on the axis. */
SetBox *box_on_axis(Setter *setter, SetBox *inner, Style style);
/* The flat form. */
const Typeset *box_flatten(Setter *setter, SetBox *box);

/* typeset_glyph.c */
SetBox *set_leaf(Setter *setter, const Noad *noad, Style style);
SetBox *set_words(Setter *setter, const char *words, Style style);
/* The glyph of a character at a style, with its script form; tells of a missing one. */
SetBox *set_character(Setter *setter, uint32_t code_point, Style style);
/* What a fence's name looks like; 0 for ".". */
uint32_t fence_code_point(const char *name);
uint32_t operator_code_point(const char *name);

/* typeset_row.c */
SetBox *set_noad(Setter *setter, const Noad *noad, Style style);
/* after_operand: something stands left of the row, so that a first sign is binary. width_max 0: one
 * line. */
SetBox *set_row(Setter *setter, const Noad *row, Style style, bool after_operand, float width_max);
Atom noad_atom(const Noad *noad);

/* typeset_parts.c */
SetBox *set_fraction(Setter *setter, const Noad *noad, Style style);
SetBox *set_radical(Setter *setter, const Noad *noad, Style style);
SetBox *set_accent(Setter *setter, const Noad *noad, Style style);
SetBox *set_delimited(Setter *setter, const Noad *noad, Style style);
SetBox *set_big_fence(Setter *setter, const Noad *noad, Style style);
SetBox *set_decorated(Setter *setter, const Noad *noad, Style style);
SetBox *set_fenced(Setter *setter, const char *open, SetBox *inner, const char *close, Style style);
/* An accent of the name over base, whose accented part is `width` wide. */
SetBox *put_accent(Setter *setter, const char *name, bool wide, SetBox *base, float width,
                   float accent, float height, Style style);

/* typeset_scripts.c */
SetBox *set_scripts(Setter *setter, const Noad *noad, Style style);
/* base with boxes centred below and above; either may be NULL. delta: slant between them. */
SetBox *set_limits(Setter *setter, SetBox *base, SetBox *below, SetBox *above, float delta,
                   Style style);

/* typeset_table.c */
SetBox *set_table(Setter *setter, const Noad *table, Style style, float width_max);

#endif
