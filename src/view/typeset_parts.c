/* typeset_parts.c - fractions, roots, accents, fences, braces and frames. */
#include <math.h>
#include <string.h>

#include "view/typeset_internal.h"

/* TeX's \nulldelimiterspace, 1.2 pt of 10: around fractions and in place of an absent fence. */
#define NULL_DELIMITER_SPACE 0.12F
/* \delimiterfactor and \delimitershortfall: how much of its content a fence must cover. */
#define DELIMITER_FACTOR 0.901F
#define DELIMITER_SHORTFALL 0.5F
/* The fences of \binom, in em (plain TeX's 2.39 and 1.01, as LuaTeX takes them). */
#define BINOM_FENCE_DISPLAY 2.4F
#define BINOM_FENCE_TEXT 1.01F

static float axis_of(const Setter *setter, Style style) {
    return setter->constants[style.level].axis_height;
}

/* A fence at least so high, on the axis; "." is a small space. */
static SetBox *fence_of_height(Setter *setter, const char *name, float height, Style style) {
    uint32_t code_point = fence_code_point(name);
    unsigned id = code_point == 0 ? 0 : math_glyph_id(setter->fonts, code_point);
    if (id == 0) {
        SetBox *box = box_make(setter);
        box->width = NULL_DELIMITER_SPACE * setter->size;
        return box;
    }
    float size = setter->sizes[style.level];
    MathStretch stretch = math_stretch(setter->arena, setter->fonts, id, size, height, true);
    return box_on_axis(setter, box_stretch(setter, &stretch, size), style);
}

/* What \left and \right must cover around a content; rule 19. */
static float fence_height(const Setter *setter, const SetBox *inner, Style style) {
    float axis = axis_of(setter, style);
    float half = fmaxf(inner->ascent - axis, inner->descent + axis);
    return fmaxf(2.0F * half * DELIMITER_FACTOR, 2.0F * half - DELIMITER_SHORTFALL * setter->size);
}

static void put_right(Setter *setter, SetBox *box, SetBox *inner) {
    box_add(setter, box, inner, box->width, 0.0F);
    box->width += inner->width;
}

SetBox *set_fenced(Setter *setter, const char *open, SetBox *inner, const char *close,
                   Style style) {
    float height = fence_height(setter, inner, style);
    SetBox *box = box_make(setter);
    put_right(setter, box, fence_of_height(setter, open, height, style));
    put_right(setter, box, inner);
    put_right(setter, box, fence_of_height(setter, close, height, style));
    return box;
}

static bool is_middle(const Noad *noad) {
    return noad->kind == NOAD_FENCE && noad->use == FENCE_MIDDLE;
}

/* The content is cut at every \middle, which is as tall as the outer fences. */
static SetBox *set_with_middles(Setter *setter, const Noad *noad, Style style) {
    const Noad *row = noad->items[0];
    SetBox **parts = arena_array(setter->arena, row->count + 1, sizeof(SetBox *));
    const char **closes = arena_array(setter->arena, row->count + 1, sizeof(char *));
    SetBox *tallest = box_make(setter);
    size_t count = 0;
    for (size_t start = 0; start <= row->count;) {
        size_t end = start;
        while (end < row->count && !is_middle(row->items[end])) {
            end++;
        }
        Noad *part = arena_alloc(setter->arena, sizeof *part);
        *part = *row;
        part->items = row->items + start;
        part->count = end - start;
        parts[count] = set_row(setter, part, style, false, 0.0F);
        closes[count] = end < row->count ? row->items[end]->name : noad->close;
        tallest->ascent = fmaxf(tallest->ascent, parts[count]->ascent);
        tallest->descent = fmaxf(tallest->descent, parts[count]->descent);
        count++;
        start = end + 1;
    }
    float height = fence_height(setter, tallest, style);
    SetBox *box = box_make(setter);
    put_right(setter, box, fence_of_height(setter, noad->name, height, style));
    for (size_t i = 0; i < count; i++) {
        put_right(setter, box, parts[i]);
        put_right(setter, box, fence_of_height(setter, closes[i], height, style));
    }
    return box;
}

SetBox *set_delimited(Setter *setter, const Noad *noad, Style style) {
    const Noad *row = noad->items[0];
    for (size_t i = 0; row->kind == NOAD_ROW && i < row->count; i++) {
        if (is_middle(row->items[i])) {
            return set_with_middles(setter, noad, style);
        }
    }
    SetBox *inner = set_noad(setter, row, style);
    return set_fenced(setter, noad->name, inner, noad->close, style);
}

SetBox *set_big_fence(Setter *setter, const Noad *noad, Style style) {
    /* amsmath: so many times 1.2 the height of a parenthesis, which is about an em. */
    static const float factors[] = {0.0F, 1.2F, 1.8F, 2.4F, 3.0F};
    float wanted = factors[noad->size] * setter->size;
    float height = fmaxf(wanted * DELIMITER_FACTOR, wanted - DELIMITER_SHORTFALL * setter->size);
    return fence_of_height(setter, noad->name, height, style);
}

/* Above and below a rule; rule 15d. */
static SetBox *over_rule(Setter *setter, SetBox *above, SetBox *below, Style style) {
    const MathConstants *font = &setter->constants[style.level];
    bool display = style.level == LEVEL_DISPLAY;
    float half = font->fraction_rule_thickness / 2.0F;
    float axis = font->axis_height;
    float up = display ? font->fraction_numerator_display_style_shift_up
                       : font->fraction_numerator_shift_up;
    float down = display ? font->fraction_denominator_display_style_shift_down
                         : font->fraction_denominator_shift_down;
    float gap_up =
        display ? font->fraction_num_display_style_gap_min : font->fraction_numerator_gap_min;
    float gap_down =
        display ? font->fraction_denom_display_style_gap_min : font->fraction_denominator_gap_min;
    up = fmaxf(up, axis + half + gap_up + above->descent);
    down = fmaxf(down, half + gap_down + below->ascent - axis);
    float width = fmaxf(above->width, below->width);
    float side = NULL_DELIMITER_SPACE * setter->size;
    SetBox *box = box_make(setter);
    box_add(setter, box, above, side + (width - above->width) / 2.0F, up);
    box_add_rule(setter, box, side, axis - half, width, 2.0F * half);
    box_add(setter, box, below, side + (width - below->width) / 2.0F, -down);
    box->width = width + 2.0F * side;
    return box;
}

/* Two rows without a rule, in parentheses; rule 15c. */
static SetBox *binom(Setter *setter, SetBox *above, SetBox *below, Style style) {
    const MathConstants *font = &setter->constants[style.level];
    bool display = style.level == LEVEL_DISPLAY;
    float up = display ? font->stack_top_display_style_shift_up : font->stack_top_shift_up;
    float down =
        display ? font->stack_bottom_display_style_shift_down : font->stack_bottom_shift_down;
    float gap = display ? font->stack_display_style_gap_min : font->stack_gap_min;
    float lack = gap - ((up - above->descent) - (below->ascent - down));
    up += lack > 0.0F ? lack / 2.0F : 0.0F;
    down += lack > 0.0F ? lack / 2.0F : 0.0F;
    float width = fmaxf(above->width, below->width);
    SetBox *inner = box_make(setter);
    box_add(setter, inner, above, (width - above->width) / 2.0F, up);
    box_add(setter, inner, below, (width - below->width) / 2.0F, -down);
    inner->width = width;
    float height = setter->sizes[style.level] * (display ? BINOM_FENCE_DISPLAY : BINOM_FENCE_TEXT);
    SetBox *box = box_make(setter);
    put_right(setter, box, fence_of_height(setter, "(", height, style));
    put_right(setter, box, inner);
    put_right(setter, box, fence_of_height(setter, ")", height, style));
    return box;
}

SetBox *set_fraction(Setter *setter, const Noad *noad, Style style) {
    if (strcmp(noad->name, "dfrac") == 0) {
        style.level = LEVEL_DISPLAY;
    } else if (strcmp(noad->name, "tfrac") == 0) {
        style.level = LEVEL_TEXT;
    }
    Style small = style_numerator(style);
    SetBox *above = set_noad(setter, noad->items[0], small);
    SetBox *below = set_noad(setter, noad->items[1], style_cramped(small));
    bool rule = strcmp(noad->name, "binom") != 0;
    return rule ? over_rule(setter, above, below, style) : binom(setter, above, below, style);
}

#define SQUARE_ROOT 0x221A

/* Rule 11. */
SetBox *set_radical(Setter *setter, const Noad *noad, Style style) {
    const MathConstants *font = &setter->constants[style.level];
    SetBox *inner = set_noad(setter, noad->items[0], style_cramped(style));
    float rule = font->radical_rule_thickness;
    float gap = style.level == LEVEL_DISPLAY ? font->radical_display_style_vertical_gap
                                             : font->radical_vertical_gap;
    float content = inner->ascent + inner->descent;
    float size = setter->sizes[style.level];
    MathStretch stretch =
        math_stretch(setter->arena, setter->fonts, math_glyph_id(setter->fonts, SQUARE_ROOT), size,
                     content + gap + rule, true);
    SetBox *sign = box_stretch(setter, &stretch, size);
    float surplus = sign->ascent + sign->descent - rule - content - gap;
    gap += surplus > 0.0F ? surplus / 2.0F : 0.0F;
    float top = inner->ascent + gap + rule;
    SetBox *box = box_make(setter);
    float left = 0.0F;
    if (noad->items[1] != NULL) {
        SetBox *degree =
            set_noad(setter, noad->items[1], (Style){LEVEL_SCRIPT_SCRIPT, style.cramped});
        float height = sign->ascent + sign->descent;
        float raise =
            font->radical_degree_bottom_raise_percent * height - (height - top) + degree->descent;
        left = fmaxf(font->radical_kern_before_degree + degree->width +
                         font->radical_kern_after_degree,
                     0.0F);
        box_add(setter, box, degree, left - font->radical_kern_after_degree - degree->width, raise);
    }
    box_add(setter, box, sign, left, top - sign->ascent);
    box_add_rule(setter, box, left + sign->width, top - rule, inner->width, rule);
    box_add(setter, box, inner, left + sign->width, 0.0F);
    box->ascent = fmaxf(box->ascent, top + font->radical_extra_ascender);
    box->width = left + sign->width + inner->width;
    return box;
}

static uint32_t accent_code_point(const char *name) {
    static const struct {
        const char *name;
        uint32_t code_point;
    } accents[] = {
        {"bar", 0x304},   {"hat", 0x302},   {"tilde", 0x303}, {"dot", 0x307},
        {"ddot", 0x308},  {"vec", 0x20D7},  {"check", 0x30C}, {"breve", 0x306},
        {"acute", 0x301}, {"grave", 0x300}, {"ring", 0x30A},
    };
    for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++) {
        if (strcmp(accents[i].name, name) == 0) {
            return accents[i].code_point;
        }
    }
    return accents[0].code_point;
}

/* Rule 12. */
SetBox *put_accent(Setter *setter, const char *name, bool wide, SetBox *base, float width,
                   float accent, float height, Style style) {
    const MathConstants *font = &setter->constants[style.level];
    float size = setter->sizes[style.level];
    unsigned id = math_glyph_id(setter->fonts, accent_code_point(name));
    MathGlyph metrics = math_glyph(setter->fonts, id, size);
    SetBox *box = box_make(setter);
    box_add(setter, box, base, 0.0F, 0.0F);
    box->width = base->width;
    float raise = height - fminf(height, font->accent_base_height);
    if (!wide) {
        SetBox *mark = box_make(setter);
        box_add_glyph(setter, mark, (DrawGlyph){.face = FACE_MATH, .id = (uint16_t)id}, size, 0.0F,
                      0.0F);
        mark->ascent = metrics.top;
        mark->descent = -metrics.bottom;
        box_add(setter, box, mark, accent - metrics.accent, raise);
        return box;
    }
    /* The widest form that is not wider than what it covers. */
    MathStretch stretch = math_stretch(setter->arena, setter->fonts, id, size, width, false);
    SetBox *mark = box_stretch(setter, &stretch, size);
    float middle = (stretch.left + stretch.right) / 2.0F;
    box_add(setter, box, mark, width / 2.0F - middle, raise);
    return box;
}

SetBox *set_accent(Setter *setter, const Noad *noad, Style style) {
    SetBox *inner = set_noad(setter, noad->items[0], style_cramped(style));
    const MathConstants *font = &setter->constants[style.level];
    if (noad->wide && strcmp(noad->name, "bar") == 0) {
        SetBox *box = box_make(setter);
        float rule = font->overbar_rule_thickness;
        box_add(setter, box, inner, 0.0F, 0.0F);
        box_add_rule(setter, box, 0.0F, inner->ascent + font->overbar_vertical_gap, inner->width,
                     rule);
        box->ascent += font->overbar_extra_ascender;
        box->width = inner->width;
        return box;
    }
    float accent = inner->single ? inner->accent : inner->width / 2.0F;
    return put_accent(setter, noad->name, noad->wide, inner, inner->width, accent, inner->ascent,
                      style);
}

/* A brace or arrow as wide as the content. */
static SetBox *stretched_to(Setter *setter, uint32_t code_point, float width, Style style) {
    float size = setter->sizes[style.level];
    MathStretch stretch = math_stretch(
        setter->arena, setter->fonts, math_glyph_id(setter->fonts, code_point), size, width, false);
    SetBox *box = box_make(setter);
    SetBox *ink = box_stretch(setter, &stretch, size);
    box_add(setter, box, ink, -stretch.left, 0.0F);
    box->width = stretch.right - stretch.left;
    box->ascent = ink->ascent;
    box->descent = ink->descent;
    return box;
}

#define OVER_BRACE 0x23DE
#define UNDER_BRACE 0x23DF

static SetBox *set_brace(Setter *setter, SetBox *inner, bool above, Style style) {
    SetBox *brace = stretched_to(setter, above ? OVER_BRACE : UNDER_BRACE, inner->width, style);
    float gap = setter->constants[style.level].overbar_vertical_gap;
    SetBox *box = box_make(setter);
    box_add(setter, box, inner, 0.0F, 0.0F);
    float y = above ? inner->ascent + gap + brace->descent : -inner->descent - gap - brace->ascent;
    box_add(setter, box, brace, (inner->width - brace->width) / 2.0F, y);
    box->width = inner->width;
    return box;
}

/* LaTeX's \fboxsep and \fboxrule together, 3.4 pt of 10. */
#define FRAME_SPACE 0.34F

static SetBox *set_framed(Setter *setter, SetBox *inner) {
    float space = FRAME_SPACE * setter->size;
    SetBox *box = box_make(setter);
    box_add(setter, box, inner, space, 0.0F);
    box->width = inner->width + 2.0F * space;
    box_add_stroke(setter, box, 0.0F, -inner->descent - space, box->width,
                   inner->ascent + inner->descent + 2.0F * space);
    return box;
}

static SetBox *set_lined(Setter *setter, SetBox *inner, bool through, Style style) {
    const MathConstants *font = &setter->constants[style.level];
    float rule = font->underbar_rule_thickness;
    float y = through ? (inner->ascent - inner->descent - rule) / 2.0F
                      : -inner->descent - font->underbar_vertical_gap - rule;
    SetBox *box = box_make(setter);
    box_add(setter, box, inner, 0.0F, 0.0F);
    box_add_rule(setter, box, 0.0F, y, inner->width, rule);
    box->width = inner->width;
    return box;
}

/* The number of an equation stands well apart from it. */
#define TAG_SPACE 2.0F

static SetBox *set_tag(Setter *setter, const Noad *noad, Style style) {
    const char *words = noad->items[0]->name;
    SetBox *inner = set_words(setter, arena_printf(setter->arena, "(%s)", words), style);
    SetBox *box = box_make(setter);
    float space = TAG_SPACE * setter->size;
    box_add(setter, box, inner, space, 0.0F);
    box->width = space + inner->width;
    return box;
}

static bool is_arrow(const Noad *noad) {
    return noad->kind == NOAD_OPERATOR && strstr(noad->name, "arrow") != NULL;
}

/* Room on both sides of the label over an arrow, in em. */
#define ARROW_SPACE 0.5F

static SetBox *set_labelled(Setter *setter, const Noad *noad, SetBox *inner, bool above,
                            Style style) {
    SetBox *label = set_noad(setter, noad->items[1], style_sup(style));
    float wanted = label->width + ARROW_SPACE * setter->size;
    if (is_arrow(noad->items[0]) && wanted > inner->width) {
        inner = stretched_to(setter, operator_code_point(noad->items[0]->name), wanted, style);
    }
    return set_limits(setter, inner, above ? NULL : label, above ? label : NULL, 0.0F, style);
}

SetBox *set_decorated(Setter *setter, const Noad *noad, Style style) {
    const char *name = noad->name;
    if (strcmp(name, "tag") == 0) {
        return set_tag(setter, noad, style);
    }
    bool boxed = strcmp(name, "boxed") == 0;
    SetBox *inner = set_noad(setter, noad->items[0], boxed ? (Style){LEVEL_DISPLAY, false} : style);
    if (strcmp(name, "phantom") == 0) {
        inner->first = NULL;
        inner->last = NULL;
        return inner;
    }
    if (boxed) {
        return set_framed(setter, inner);
    }
    bool above = strcmp(name, "overbrace") == 0 || strcmp(name, "overset") == 0;
    bool brace = strcmp(name, "overbrace") == 0 || strcmp(name, "underbrace") == 0;
    bool through = strcmp(name, "cancel") == 0;
    if (brace) {
        inner = set_brace(setter, inner, above, style);
    } else if (through || strcmp(name, "underline") == 0) {
        inner = set_lined(setter, inner, through, style);
    }
    if (noad->items[1] != NULL) {
        return set_labelled(setter, noad, inner, above, style);
    }
    SetBox *box = box_make(setter);
    put_right(setter, box, inner);
    return box;
}
