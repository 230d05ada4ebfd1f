/* font_math.c - the OpenType MATH table of FACE_MATH, through HarfBuzz. */
#include <math.h>

#include "draw/font_internal.h"
#include "draw/math_font.h"

/* Pieces that a glyph may be put together from, and ready-made sizes; fonts have at most five and
 * a dozen. */
#define PIECES_MAX 16
#define VARIANTS_MAX 32
/* No delimiter is made of more glyphs: a thousand repeats are taller than any screen. */
#define STRETCH_GLYPHS_MAX 1000

unsigned math_glyph_id(Fonts *fonts, uint32_t code_point) {
    hb_codepoint_t glyph = 0;
    bool found =
        hb_font_get_nominal_glyph(font_face(fonts, FACE_MATH)->font, code_point, &glyph) != 0;
    return found ? glyph : 0;
}

MathGlyph math_glyph(Fonts *fonts, unsigned id, float size) {
    const FontFace *face = font_face(fonts, FACE_MATH);
    float scale = size / face->units;
    hb_glyph_extents_t ink = {0};
    (void)hb_font_get_glyph_extents(face->font, id, &ink);
    hb_position_t italic = hb_ot_math_get_glyph_italics_correction(face->font, id);
    hb_position_t accent = hb_ot_math_get_glyph_top_accent_attachment(face->font, id);
    return (MathGlyph){
        .advance = (float)hb_font_get_glyph_h_advance(face->font, id) * scale,
        .left = (float)ink.x_bearing * scale,
        .right = (float)(ink.x_bearing + ink.width) * scale,
        .top = (float)ink.y_bearing * scale,
        .bottom = (float)(ink.y_bearing + ink.height) * scale,
        .italic = (float)italic * scale,
        .accent = (float)accent * scale,
    };
}

unsigned math_glyph_script(Fonts *fonts, unsigned id, unsigned level) {
    hb_face_t *face = hb_font_get_face(font_face(fonts, FACE_MATH)->font);
    if (fonts->script_lookups == NULL) {
        static const hb_tag_t features[] = {HB_TAG('s', 's', 't', 'y'), HB_TAG_NONE};
        fonts->script_lookups = hb_set_create();
        hb_ot_layout_collect_lookups(face, HB_OT_TAG_GSUB, NULL, NULL, features,
                                     fonts->script_lookups);
    }
    hb_codepoint_t lookup = HB_SET_VALUE_INVALID;
    while (level > 0 && hb_set_next(fonts->script_lookups, &lookup)) {
        hb_codepoint_t forms[2] = {0, 0};
        unsigned count = 2;
        unsigned all = hb_ot_layout_lookup_get_glyph_alternates(face, lookup, id, 0, &count, forms);
        if (all > 0 && count > 0) {
            return forms[level <= count ? level - 1 : count - 1];
        }
    }
    return id;
}

/* One constant: where it goes, and its share of the em in thousandths for a font without the table
 * (Latin Modern Math's values). */
typedef struct {
    size_t offset;
    hb_ot_math_constant_t constant;
    float thousandths;
} ConstantRow;

#define ROW(field, NAME, value)                                                                    \
    { offsetof(MathConstants, field), HB_OT_MATH_CONSTANT_##NAME, value }

/* clang-format off */
static const ConstantRow lengths[] = {
    ROW(delimited_sub_formula_min_height, DELIMITED_SUB_FORMULA_MIN_HEIGHT, 1300),
    ROW(display_operator_min_height, DISPLAY_OPERATOR_MIN_HEIGHT, 1300),
    ROW(math_leading, MATH_LEADING, 154),
    ROW(axis_height, AXIS_HEIGHT, 250),
    ROW(accent_base_height, ACCENT_BASE_HEIGHT, 450),
    ROW(subscript_shift_down, SUBSCRIPT_SHIFT_DOWN, 247),
    ROW(subscript_top_max, SUBSCRIPT_TOP_MAX, 344),
    ROW(subscript_baseline_drop_min, SUBSCRIPT_BASELINE_DROP_MIN, 200),
    ROW(superscript_shift_up, SUPERSCRIPT_SHIFT_UP, 363),
    ROW(superscript_shift_up_cramped, SUPERSCRIPT_SHIFT_UP_CRAMPED, 289),
    ROW(superscript_bottom_min, SUPERSCRIPT_BOTTOM_MIN, 108),
    ROW(superscript_baseline_drop_max, SUPERSCRIPT_BASELINE_DROP_MAX, 250),
    ROW(sub_superscript_gap_min, SUB_SUPERSCRIPT_GAP_MIN, 160),
    ROW(superscript_bottom_max_with_subscript, SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT, 344),
    ROW(space_after_script, SPACE_AFTER_SCRIPT, 56),
    ROW(upper_limit_gap_min, UPPER_LIMIT_GAP_MIN, 200),
    ROW(upper_limit_baseline_rise_min, UPPER_LIMIT_BASELINE_RISE_MIN, 111),
    ROW(lower_limit_gap_min, LOWER_LIMIT_GAP_MIN, 167),
    ROW(lower_limit_baseline_drop_min, LOWER_LIMIT_BASELINE_DROP_MIN, 600),
    ROW(fraction_numerator_shift_up, FRACTION_NUMERATOR_SHIFT_UP, 394),
    ROW(fraction_numerator_display_style_shift_up,
        FRACTION_NUMERATOR_DISPLAY_STYLE_SHIFT_UP, 677),
    ROW(fraction_denominator_shift_down, FRACTION_DENOMINATOR_SHIFT_DOWN, 345),
    ROW(fraction_denominator_display_style_shift_down,
        FRACTION_DENOMINATOR_DISPLAY_STYLE_SHIFT_DOWN, 686),
    ROW(fraction_numerator_gap_min, FRACTION_NUMERATOR_GAP_MIN, 40),
    ROW(fraction_num_display_style_gap_min, FRACTION_NUM_DISPLAY_STYLE_GAP_MIN, 120),
    ROW(fraction_rule_thickness, FRACTION_RULE_THICKNESS, 40),
    ROW(fraction_denominator_gap_min, FRACTION_DENOMINATOR_GAP_MIN, 40),
    ROW(fraction_denom_display_style_gap_min, FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN, 120),
    ROW(stack_top_shift_up, STACK_TOP_SHIFT_UP, 444),
    ROW(stack_top_display_style_shift_up, STACK_TOP_DISPLAY_STYLE_SHIFT_UP, 677),
    ROW(stack_bottom_shift_down, STACK_BOTTOM_SHIFT_DOWN, 345),
    ROW(stack_bottom_display_style_shift_down, STACK_BOTTOM_DISPLAY_STYLE_SHIFT_DOWN, 686),
    ROW(stack_gap_min, STACK_GAP_MIN, 120),
    ROW(stack_display_style_gap_min, STACK_DISPLAY_STYLE_GAP_MIN, 280),
    ROW(overbar_vertical_gap, OVERBAR_VERTICAL_GAP, 120),
    ROW(overbar_rule_thickness, OVERBAR_RULE_THICKNESS, 40),
    ROW(overbar_extra_ascender, OVERBAR_EXTRA_ASCENDER, 40),
    ROW(underbar_vertical_gap, UNDERBAR_VERTICAL_GAP, 120),
    ROW(underbar_rule_thickness, UNDERBAR_RULE_THICKNESS, 40),
    ROW(underbar_extra_descender, UNDERBAR_EXTRA_DESCENDER, 40),
    ROW(radical_vertical_gap, RADICAL_VERTICAL_GAP, 50),
    ROW(radical_display_style_vertical_gap, RADICAL_DISPLAY_STYLE_VERTICAL_GAP, 148),
    ROW(radical_rule_thickness, RADICAL_RULE_THICKNESS, 40),
    ROW(radical_extra_ascender, RADICAL_EXTRA_ASCENDER, 40),
    ROW(radical_kern_before_degree, RADICAL_KERN_BEFORE_DEGREE, 278),
    ROW(radical_kern_after_degree, RADICAL_KERN_AFTER_DEGREE, -556),
};
static const ConstantRow percentages[] = {
    ROW(script_percent_scale_down, SCRIPT_PERCENT_SCALE_DOWN, 70),
    ROW(script_script_percent_scale_down, SCRIPT_SCRIPT_PERCENT_SCALE_DOWN, 50),
    ROW(radical_degree_bottom_raise_percent, RADICAL_DEGREE_BOTTOM_RAISE_PERCENT, 60),
};
/* clang-format on */

static void set_constant(MathConstants *constants, const ConstantRow *row, float value) {
    *(float *)(void *)((char *)constants + row->offset) = value;
}

MathConstants math_constants(Fonts *fonts, float size) {
    const FontFace *face = font_face(fonts, FACE_MATH);
    bool table = hb_ot_math_has_data(hb_font_get_face(face->font)) != 0;
    MathConstants constants = {0};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        float own = (float)hb_ot_math_get_constant(face->font, lengths[i].constant) / face->units;
        set_constant(&constants, &lengths[i],
                     size * (table ? own : lengths[i].thousandths / 1000.0F));
    }
    for (size_t i = 0; i < sizeof percentages / sizeof percentages[0]; i++) {
        float own = (float)hb_ot_math_get_constant(face->font, percentages[i].constant);
        set_constant(&constants, &percentages[i],
                     (table ? own : percentages[i].thousandths) / 100.0F);
    }
    return constants;
}

static MathStretch one_glyph(Arena *arena, Fonts *fonts, unsigned id, float size) {
    DrawGlyph *glyph = arena_alloc(arena, sizeof *glyph);
    *glyph = (DrawGlyph){.face = FACE_MATH, .id = (uint16_t)id};
    MathGlyph metrics = math_glyph(fonts, id, size);
    return (MathStretch){
        .count = 1,
        .glyphs = glyph,
        .advance = metrics.advance,
        .left = metrics.left,
        .right = metrics.right,
        .top = metrics.top,
        .bottom = metrics.bottom,
        .italic = metrics.italic,
    };
}

/* The pieces of a glyph in the font's units. */
typedef struct {
    hb_ot_math_glyph_part_t parts[PIECES_MAX];
    unsigned count;
    float overlap; /* the least that neighbours share */
} Assembly;

static bool is_extender(const hb_ot_math_glyph_part_t *part) {
    return (part->flags & HB_OT_MATH_GLYPH_PART_FLAG_EXTENDER) != 0;
}

/* How often the extenders come, so that the whole reaches `length`; how many pieces that is, and
 * how far they go with the least overlap. */
static unsigned repeats_for(const Assembly *assembly, float length, unsigned *pieces,
                            float *reach) {
    unsigned fixed = 0;
    unsigned extenders = 0;
    float fixed_length = 0.0F;
    float extender_length = 0.0F;
    for (unsigned i = 0; i < assembly->count; i++) {
        const hb_ot_math_glyph_part_t *part = &assembly->parts[i];
        *(is_extender(part) ? &extenders : &fixed) += 1;
        *(is_extender(part) ? &extender_length : &fixed_length) += (float)part->full_advance;
    }
    unsigned repeats = fixed > 0 ? 0 : 1;
    float gain = extender_length - (float)extenders * assembly->overlap;
    while (true) {
        *pieces = fixed + repeats * extenders;
        *reach = fixed_length + (float)repeats * extender_length -
                 (float)(*pieces - 1) * assembly->overlap;
        bool more = *reach < length && gain > 0.0F && *pieces + extenders < STRETCH_GLYPHS_MAX;
        if (!more) {
            return repeats;
        }
        repeats++;
    }
}

/* The most that a piece may share with the one before it. */
static float overlap_max(const hb_ot_math_glyph_part_t *before,
                         const hb_ot_math_glyph_part_t *after) {
    return (float)(before->end_connector_length < after->start_connector_length
                       ? before->end_connector_length
                       : after->start_connector_length);
}

static void widen(MathStretch *stretch, const MathGlyph *metrics, float x, float y) {
    stretch->left = fminf(stretch->left, x + metrics->left);
    stretch->right = fmaxf(stretch->right, x + metrics->right);
    stretch->top = fmaxf(stretch->top, y + metrics->top);
    stretch->bottom = fminf(stretch->bottom, y + metrics->bottom);
}

/* From the bottom up, or from left to right; the overlaps grow until the length is met. */
static MathStretch put_together(Arena *arena, Fonts *fonts, const Assembly *assembly, float size,
                                float length, bool vertical) {
    float scale = size / font_face(fonts, FACE_MATH)->units;
    unsigned pieces = 0;
    float reach = 0.0F;
    unsigned repeats = repeats_for(assembly, length / scale, &pieces, &reach);
    float surplus = pieces > 1 ? fmaxf(reach - length / scale, 0.0F) / (float)(pieces - 1) : 0.0F;
    DrawGlyph *glyphs = arena_array(arena, pieces, sizeof *glyphs);
    MathStretch stretch = {.glyphs = glyphs,
                           .left = INFINITY,
                           .right = -INFINITY,
                           .top = -INFINITY,
                           .bottom = INFINITY};
    float at = 0.0F;
    const hb_ot_math_glyph_part_t *before = NULL;
    for (unsigned i = 0; i < assembly->count; i++) {
        const hb_ot_math_glyph_part_t *part = &assembly->parts[i];
        for (unsigned k = 0; k < (is_extender(part) ? repeats : 1); k++) {
            if (before != NULL) {
                at -= fminf(assembly->overlap + surplus,
                            fmaxf(overlap_max(before, part), assembly->overlap));
            }
            MathGlyph metrics = math_glyph(fonts, part->glyph, size);
            float x = vertical ? 0.0F : at * scale - metrics.left;
            float y = vertical ? at * scale - metrics.bottom : 0.0F;
            glyphs[stretch.count] = (DrawGlyph){FACE_MATH, (uint16_t)part->glyph, x, -y};
            stretch.count++;
            stretch.advance = vertical ? fmaxf(stretch.advance, metrics.advance) : 0.0F;
            widen(&stretch, &metrics, x, y);
            at += (float)part->full_advance;
            before = part;
        }
    }
    stretch.advance = vertical ? stretch.advance : at * scale;
    return stretch;
}

MathStretch math_stretch(Arena *arena, Fonts *fonts, unsigned id, float size, float length,
                         bool vertical) {
    hb_font_t *font = font_face(fonts, FACE_MATH)->font;
    float scale = size / font_face(fonts, FACE_MATH)->units;
    hb_direction_t direction = vertical ? HB_DIRECTION_BTT : HB_DIRECTION_LTR;
    MathGlyph natural = math_glyph(fonts, id, size);
    float own = vertical ? natural.top - natural.bottom : natural.right - natural.left;
    if (own >= length) {
        return one_glyph(arena, fonts, id, size);
    }
    hb_ot_math_glyph_variant_t variants[VARIANTS_MAX];
    unsigned count = VARIANTS_MAX;
    hb_ot_math_get_glyph_variants(font, id, direction, 0, &count, variants);
    for (unsigned i = 0; i < count; i++) {
        if ((float)variants[i].advance * scale >= length) {
            return one_glyph(arena, fonts, variants[i].glyph, size);
        }
    }
    Assembly assembly = {.count = PIECES_MAX};
    hb_ot_math_get_glyph_assembly(font, id, direction, 0, &assembly.count, assembly.parts, NULL);
    if (assembly.count > 0) {
        assembly.overlap = (float)hb_ot_math_get_min_connector_overlap(font, direction);
        return put_together(arena, fonts, &assembly, size, length, vertical);
    }
    return one_glyph(arena, fonts, count > 0 ? variants[count - 1].glyph : id, size);
}

float math_kern(Fonts *fonts, unsigned id, float size, MathCorner corner, float height) {
    static const hb_ot_math_kern_t corners[] = {
        [KERN_TOP_RIGHT] = HB_OT_MATH_KERN_TOP_RIGHT,
        [KERN_TOP_LEFT] = HB_OT_MATH_KERN_TOP_LEFT,
        [KERN_BOTTOM_RIGHT] = HB_OT_MATH_KERN_BOTTOM_RIGHT,
        [KERN_BOTTOM_LEFT] = HB_OT_MATH_KERN_BOTTOM_LEFT,
    };
    const FontFace *face = font_face(fonts, FACE_MATH);
    float scale = size / face->units;
    return (float)hb_ot_math_get_glyph_kerning(face->font, id, corners[corner],
                                               (hb_position_t)lrintf(height / scale)) *
           scale;
}
