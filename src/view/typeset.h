/* typeset.h - a formula typeset: the presentation tree as glyphs and rules around a baseline.
 *
 * Follows TeX's rules (The TeXbook, appendix G) with the constants of the font's OpenType MATH
 * table. May include base, math and draw. */
#ifndef EXPLORE_VIEW_TYPESET_H
#define EXPLORE_VIEW_TYPESET_H

#include "draw/font.h"
#include "math/noad.h"

typedef struct {
    float size;      /* pixels per em of the text style */
    bool display;    /* as between $$ */
    float width_max; /* break at relations and then at sums where it is wider; 0: never */
} TypesetStyle;

/* Where a part of the source was set: for pointing at symbols and marking links. */
typedef struct {
    const Noad *noad;
    Rect box; /* from the formula's origin */
} TypesetPlace;

typedef struct {
    float width, ascent, descent; /* ascent and descent from the baseline of the first line */
    size_t glyph_count;           /* glyphs sorted by size */
    const DrawGlyph *glyphs;
    const float *sizes; /* (glyph_count) pixels per em */
    size_t rule_count;
    const Rect *rules;
    size_t stroke_count; /* of \color, \boxed: frames */
    const Rect *strokes;
    size_t place_count; /* outer before inner */
    const TypesetPlace *places;
    bool complete; /* no character was missing */
} Typeset;

/* Never NULL; in the arena. */
const Typeset *typeset_formula(Arena *arena, Fonts *fonts, const Noad *noad,
                               const TypesetStyle *style);
/* With its origin (left end of the baseline) at x, y. */
void typeset_draw(DrawList *list, const Typeset *typeset, float x, float y, Color color);
/* The innermost symbol at a point given from the formula's origin, or NULL. */
const TypesetPlace *typeset_at(const Typeset *typeset, float x, float y);
/* The box around everything set from that part of the source; false when nothing was. */
bool typeset_box(const Typeset *typeset, Span span, Rect *box);

#endif
