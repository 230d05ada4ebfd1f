/* typeset_scripts.c - what hangs below and above: scripts at the side, limits over and under. */
#include <math.h>

#include "view/typeset_internal.h"

/* base with boxes centred below and above; rule 13a of appendix G. */
SetBox *set_limits(Setter *setter, SetBox *base, SetBox *below, SetBox *above, float delta,
                   Style style) {
    const MathConstants *font = &setter->constants[style.level];
    float width = base->width;
    width = below != NULL ? fmaxf(width, below->width) : width;
    width = above != NULL ? fmaxf(width, above->width) : width;
    SetBox *box = box_make(setter);
    box->width = width;
    box_add(setter, box, base, (width - base->width) / 2.0F, 0.0F);
    if (above != NULL) {
        float rise =
            fmaxf(font->upper_limit_baseline_rise_min, font->upper_limit_gap_min + above->descent);
        box_add(setter, box, above, (width - above->width + delta) / 2.0F, base->ascent + rise);
    }
    if (below != NULL) {
        float drop =
            fmaxf(font->lower_limit_baseline_drop_min, font->lower_limit_gap_min + below->ascent);
        box_add(setter, box, below, (width - below->width - delta) / 2.0F, -base->descent - drop);
    }
    return box;
}

/* How far the scripts go from the baseline; rule 18. */
typedef struct {
    float up, down;
} Shifts;

static Shifts script_shifts(const MathConstants *font, const SetBox *base, const SetBox *sub,
                            const SetBox *sup, Style style) {
    Shifts shifts = {0};
    if (!base->single) {
        shifts.up = base->ascent - font->superscript_baseline_drop_max;
        shifts.down = base->descent + font->subscript_baseline_drop_min;
    }
    if (sub != NULL) {
        shifts.down = fmaxf(shifts.down, font->subscript_shift_down);
        if (sup == NULL) {
            shifts.down = fmaxf(shifts.down, sub->ascent - font->subscript_top_max);
        }
    }
    if (sup != NULL) {
        shifts.up = fmaxf(shifts.up, style.cramped ? font->superscript_shift_up_cramped
                                                   : font->superscript_shift_up);
        shifts.up = fmaxf(shifts.up, sup->descent + font->superscript_bottom_min);
    }
    if (sub == NULL || sup == NULL) {
        return shifts;
    }
    float between = (shifts.up - sup->descent) - (sub->ascent - shifts.down);
    float lack = font->sub_superscript_gap_min - between;
    if (lack > 0.0F) {
        shifts.down += lack;
        float rise = font->superscript_bottom_max_with_subscript - (shifts.up - sup->descent);
        if (rise > 0.0F) {
            shifts.up += rise;
            shifts.down -= rise;
        }
    }
    return shifts;
}

/* The font's kern between a single character and its script, at the heights where they face each
 * other (OpenType, MathKernInfo); scripts of several characters have none of their own. */
static float corner_kern(const Setter *setter, const SetBox *base, const SetBox *script,
                         float shift, bool above, Style style) {
    if (!base->single) {
        return 0.0F;
    }
    float size = setter->sizes[style.level];
    float near = above ? shift - script->descent : script->ascent - shift;
    float far = above ? base->ascent : -base->descent;
    MathCorner corner = above ? KERN_TOP_RIGHT : KERN_BOTTOM_RIGHT;
    return fmaxf(math_kern(setter->fonts, base->glyph, size, corner, near),
                 math_kern(setter->fonts, base->glyph, size, corner, far));
}

/* Scripts beside base, whose last character leans by `italic`. */
static SetBox *beside(Setter *setter, SetBox *base, SetBox *sub, SetBox *sup, float italic,
                      Style style) {
    const MathConstants *font = &setter->constants[style.level];
    Shifts shifts = script_shifts(font, base, sub, sup, style);
    SetBox *box = box_make(setter);
    box_add(setter, box, base, 0.0F, 0.0F);
    float end = base->width;
    if (sub != NULL) {
        float x = base->width + corner_kern(setter, base, sub, shifts.down, false, style);
        box_add(setter, box, sub, x, -shifts.down);
        end = fmaxf(end, x + sub->width);
    }
    if (sup != NULL) {
        float x = base->width + italic + corner_kern(setter, base, sup, shifts.up, true, style);
        box_add(setter, box, sup, x, shifts.up);
        end = fmaxf(end, x + sup->width);
    }
    box->width = end + font->space_after_script;
    return box;
}

SetBox *set_scripts(Setter *setter, const Noad *noad, Style style) {
    const Noad *nucleus = noad_only(noad->items[0]);
    SetBox *sub =
        noad->items[1] == NULL ? NULL : set_noad(setter, noad->items[1], style_sub(style));
    SetBox *sup =
        noad->items[2] == NULL ? NULL : set_noad(setter, noad->items[2], style_sup(style));
    /* Scripts of an accented character hang on the character (rule 12), so that those of a and of
     * a-bar are level. */
    bool accented = nucleus->kind == NOAD_ACCENT && !nucleus->wide;
    if (accented && noad_only(nucleus->items[0])->kind == NOAD_SYMBOL) {
        SetBox *letter = set_noad(setter, nucleus->items[0], style_cramped(style));
        if (letter->single) {
            SetBox *box = beside(setter, letter, sub, sup, letter->italic, style);
            SetBox *both = put_accent(setter, nucleus->name, false, box, letter->width,
                                      letter->accent, letter->ascent, style);
            both->width = box->width;
            return both;
        }
    }
    SetBox *base = set_noad(setter, noad->items[0], style);
    bool operator= nucleus->kind == NOAD_BIGOP;
    bool over = noad->limits && (!operator|| style.level == LEVEL_DISPLAY);
    if (over) {
        return set_limits(setter, base, sub, sup, base->italic, style);
    }
    /* The sign of an integral is as wide as it is with what leans over; its subscript goes under
     * that. */
    if (operator&& base->italic> 0.0F) {
        SetBox *narrow = box_make(setter);
        box_add(setter, narrow, base, 0.0F, 0.0F);
        narrow->width = base->width - base->italic;
        narrow->italic = base->italic;
        base = narrow;
    }
    return beside(setter, base, sub, sup, base->italic, style);
}
