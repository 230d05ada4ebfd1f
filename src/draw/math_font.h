/* math_font.h - what a formula's layout asks of FACE_MATH: its OpenType MATH table, in pixels.
 *
 * Plain numbers, so that HarfBuzz stays in font*.c. May include base/ and draw/. */
#ifndef EXPLORE_DRAW_MATH_FONT_H
#define EXPLORE_DRAW_MATH_FONT_H

#include "draw/font.h"

/* One glyph, measured from its origin; top above and bottom below the baseline are positive and
 * negative. */
typedef struct {
    float advance;
    float left, right, top, bottom; /* of the ink */
    float italic;                   /* correction */
    float accent;                   /* where an accent above is centred */
} MathGlyph;

/* 0 where the face has no such character. */
unsigned math_glyph_id(Fonts *fonts, uint32_t code_point);
MathGlyph math_glyph(Fonts *fonts, unsigned id, float size);
/* The glyph's form for scripts (level 1) or scripts of scripts (2): feature ssty; or itself. */
unsigned math_glyph_script(Fonts *fonts, unsigned id, unsigned level);

/* The constants of the MATH table that the layout uses, in pixels at `size`. Percentages are
 * shares. Names as in the OpenType specification. */
typedef struct {
    float script_percent_scale_down, script_script_percent_scale_down;
    float delimited_sub_formula_min_height, display_operator_min_height;
    float math_leading, axis_height, accent_base_height;
    float subscript_shift_down, subscript_top_max, subscript_baseline_drop_min;
    float superscript_shift_up, superscript_shift_up_cramped, superscript_bottom_min,
        superscript_baseline_drop_max;
    float sub_superscript_gap_min, superscript_bottom_max_with_subscript, space_after_script;
    float upper_limit_gap_min, upper_limit_baseline_rise_min, lower_limit_gap_min,
        lower_limit_baseline_drop_min;
    float fraction_numerator_shift_up, fraction_numerator_display_style_shift_up,
        fraction_denominator_shift_down, fraction_denominator_display_style_shift_down;
    float fraction_numerator_gap_min, fraction_num_display_style_gap_min, fraction_rule_thickness,
        fraction_denominator_gap_min, fraction_denom_display_style_gap_min;
    float stack_top_shift_up, stack_top_display_style_shift_up, stack_bottom_shift_down,
        stack_bottom_display_style_shift_down, stack_gap_min, stack_display_style_gap_min;
    float overbar_vertical_gap, overbar_rule_thickness, overbar_extra_ascender;
    float underbar_vertical_gap, underbar_rule_thickness, underbar_extra_descender;
    float radical_vertical_gap, radical_display_style_vertical_gap, radical_rule_thickness,
        radical_extra_ascender, radical_kern_before_degree, radical_kern_after_degree,
        radical_degree_bottom_raise_percent;
} MathConstants;

MathConstants math_constants(Fonts *fonts, float size);

/* A stretched glyph: one ready-made variant (count 1), or pieces put together. */
typedef struct {
    size_t count;
    const DrawGlyph *glyphs; /* from an origin at the left end of the baseline; in the arena */
    float advance, left, right, top, bottom;
    float italic;
} MathStretch;

/* The smallest form of the glyph that is at least `length` pixels high (or wide). */
MathStretch math_stretch(Arena *arena, Fonts *fonts, unsigned id, float size, float length,
                         bool vertical);

/* Kern of a script at a corner: at `height` above (or below) the glyph's baseline. */
typedef enum { KERN_TOP_RIGHT, KERN_TOP_LEFT, KERN_BOTTOM_RIGHT, KERN_BOTTOM_LEFT } MathCorner;
float math_kern(Fonts *fonts, unsigned id, float size, MathCorner corner, float height);

#endif
