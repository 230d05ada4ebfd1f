/* typeset_parts.c - fractions, roots, accents, fences, big operators, decorations. */
#include <math.h>
#include <string.h>

#include "math/render.h"
#include "view/typeset_internal.h"

/* \big, \Big, \bigg, \Bigg: heights in ems, as in plain TeX (8.5, 11.5, 14.5, 17.5 of 10 pt). */
static const float big_heights[] = {0.85f, 1.15f, 1.45f, 1.75f};
/* A fence covers this share of its content, and falls short by at most that much of an em. */
#define DELIMITER_FACTOR 0.901f
#define DELIMITER_SHORTFALL 0.5f
/* Beside a fraction and at a missing fence: 1.2 pt at 10 pt. */
#define NULL_DELIMITER 0.12f
/* Between the frame of \boxed and what is in it: 3 pt. */
#define BOX_PAD 0.3f
#define BOX_RULE 0.04f
#define TAG_GAP 2.0f

static Context cramp(const Context *context) {
    return (Context){context->setter, context->style, true};
}

/* ---- fractions ---- */

typedef struct {
    float top, bottom, gap_above, gap_below, rule;
} FractionPlaces;

static FractionPlaces fraction_places(const MathConstants *k, bool display, bool rule) {
    if (!rule) {
        return (FractionPlaces){
            .top = display ? k->stack_top_display_style_shift_up : k->stack_top_shift_up,
            .bottom =
                display ? k->stack_bottom_display_style_shift_down : k->stack_bottom_shift_down,
            .gap_above = display ? k->stack_display_style_gap_min : k->stack_gap_min};
    }
    return (FractionPlaces){.top = display ? k->fraction_numerator_display_style_shift_up
                                           : k->fraction_numerator_shift_up,
                            .bottom = display ? k->fraction_denominator_display_style_shift_down
                                              : k->fraction_denominator_shift_down,
                            .gap_above = display ? k->fraction_num_display_style_gap_min
                                                 : k->fraction_numerator_gap_min,
                            .gap_below = display ? k->fraction_denom_display_style_gap_min
                                                 : k->fraction_denominator_gap_min,
                            .rule = k->fraction_rule_thickness};
}

static Ink *stack_fraction(const Context *context, const Ink *top, const Ink *bottom, bool rule) {
    Setter *setter = context->setter;
    const MathConstants *k = context_constants(context);
    FractionPlaces p = fraction_places(k, context->style == STYLE_D, rule);
    float up = p.top, down = p.bottom, axis = k->axis_height;
    if (rule) {
        up = fmaxf(up, axis + p.rule * 0.5f + p.gap_above + top->down);
        down = fmaxf(down, bottom->up + p.gap_below + p.rule * 0.5f - axis);
    } else {
        float gap = (up - top->down) - (bottom->up - down);
        float more = fmaxf((p.gap_above - gap) * 0.5f, 0.0f);
        up += more;
        down += more;
    }
    float pad = rule ? NULL_DELIMITER * setter->size : 0.0f;
    float width = fmaxf(top->width, bottom->width);
    Ink *ink = ink_new(setter);
    ink_put(setter, ink, top, pad + (width - top->width) * 0.5f, -up);
    ink_put(setter, ink, bottom, pad + (width - bottom->width) * 0.5f, down);
    if (rule) {
        ink_rule(setter, ink, pad, -axis - p.rule * 0.5f, width, p.rule);
    }
    ink->width = width + 2.0f * pad;
    return ink;
}

static Ink *set_fraction(const Context *context, const Noad *noad) {
    Context own = *context;
    if (strcmp(noad->name, "dfrac") == 0) {
        own.style = STYLE_D;
    } else if (strcmp(noad->name, "tfrac") == 0) {
        own.style = STYLE_T;
    }
    MathStyle inner = own.style == STYLE_D ? STYLE_T : own.style == STYLE_T ? STYLE_S : STYLE_SS;
    Context above = {own.setter, inner, own.cramped}, below = {own.setter, inner, true};
    Ink *top = set_noad(&above, noad->items[0]), *bottom = set_noad(&below, noad->items[1]);
    if (strcmp(noad->name, "binom") != 0) {
        return stack_fraction(&own, top, bottom, true);
    }
    Ink *stack = stack_fraction(&own, top, bottom, false);
    return set_delimited(&own, stack, "(", ")");
}

/* ---- roots ---- */

static Ink *set_radical(const Context *context, const Noad *noad) {
    Setter *setter = context->setter;
    const MathConstants *k = context_constants(context);
    Context own = cramp(context);
    float size = context_size(context);
    Ink *content = set_noad(&own, noad->items[0]);
    float gap =
        context->style == STYLE_D ? k->radical_display_style_vertical_gap : k->radical_vertical_gap;
    float height = content->up + content->down + gap + k->radical_rule_thickness;
    unsigned id = math_glyph_id(setter->fonts, 0x221A);
    MathStretch sign = math_stretch(setter->arena, setter->fonts, id, size, height, true);
    float covered = sign.top - sign.bottom;
    /* What the sign has too much goes above and below alike. */
    gap += fmaxf((covered - height) * 0.5f, 0.0f);
    float rule_top = content->up + gap + k->radical_rule_thickness;
    Ink *ink = ink_new(setter);
    float left = 0.0f;
    if (noad->count > 1 && noad->items[1] != NULL) {
        Context script = {setter, STYLE_SS, true};
        Ink *degree = set_noad(&script, noad->items[1]);
        float raise =
            k->radical_degree_bottom_raise_percent * covered + sign.bottom + (rule_top - sign.top);
        ink_put(setter, ink, degree, k->radical_kern_before_degree, -raise);
        left = fmaxf(k->radical_kern_before_degree + degree->width + k->radical_kern_after_degree,
                     0.0f);
    }
    ink_stretch(setter, ink, &sign, size, left, sign.top - rule_top);
    float edge = left + sign.advance;
    ink_put(setter, ink, content, edge, 0.0f);
    ink_rule(setter, ink, edge, -rule_top, content->width, k->radical_rule_thickness);
    ink->width = edge + content->width;
    ink->up = fmaxf(ink->up, rule_top + k->radical_extra_ascender);
    return ink;
}

/* ---- accents ---- */

static uint32_t accent_character(const char *name) {
    static const struct {
        const char *name;
        uint32_t character;
    } rows[] = {{"hat", 0x0302},   {"tilde", 0x0303}, {"bar", 0x0304},   {"breve", 0x0306},
                {"dot", 0x0307},   {"ddot", 0x0308},  {"check", 0x030C}, {"vec", 0x20D7},
                {"acute", 0x0301}, {"grave", 0x0300}, {"ring", 0x030A}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return rows[i].character;
        }
    }
    return 0;
}

/* A rule over more than one letter: \overline. */
static Ink *set_overline(const Context *context, const Ink *content) {
    Setter *setter = context->setter;
    const MathConstants *k = context_constants(context);
    Ink *ink = ink_new(setter);
    ink->up = content->up;
    ink->down = content->down;
    ink_put(setter, ink, content, 0.0f, 0.0f);
    float top = content->up + k->overbar_vertical_gap + k->overbar_rule_thickness;
    ink_rule(setter, ink, 0.0f, -top, content->width, k->overbar_rule_thickness);
    ink->up = top + k->overbar_extra_ascender;
    ink->width = content->width;
    return ink;
}

static Ink *set_accent(const Context *context, const Noad *noad) {
    Setter *setter = context->setter;
    Context own = cramp(context);
    Ink *content = set_noad(&own, noad->items[0]);
    uint32_t character = accent_character(noad->name);
    if (character == 0 || (character == 0x0304 && !content->is_glyph)) {
        return set_overline(context, content);
    }
    float size = context_size(context);
    unsigned id = math_glyph_id(setter->fonts, character);
    if (!content->is_glyph) {
        /* The widest form that the content covers. */
        MathStretch wide =
            math_stretch(setter->arena, setter->fonts, id, size, content->width * 0.8f, false);
        id = wide.count == 1 ? wide.glyphs[0].id : id;
    }
    MathGlyph metrics = math_glyph(setter->fonts, id, size);
    float middle = content->accent >= 0.0f ? content->accent : content->width * 0.5f;
    float own_middle =
        metrics.accent != 0.0f ? metrics.accent : (metrics.left + metrics.right) * 0.5f;
    float raise = content->up - fminf(content->up, context_constants(context)->accent_base_height);
    Ink *mark = ink_glyph(context, id);
    mark->down = -metrics.bottom;
    Ink *ink = ink_new(setter);
    ink->up = content->up;
    ink->down = content->down;
    ink_put(setter, ink, content, 0.0f, 0.0f);
    ink_put(setter, ink, mark, middle - own_middle, -raise);
    ink->width = content->width;
    ink->italic = content->italic;
    ink->accent = content->accent;
    /* Scripts of an accented letter stand as on the letter (rule 12). */
    ink->is_glyph = content->is_glyph;
    ink->glyph = content->glyph;
    return ink;
}

/* ---- fences ---- */

Ink *set_fence(const Context *context, const char *name, float height) {
    Setter *setter = context->setter;
    Ink *ink = ink_new(setter);
    if (strcmp(name, ".") == 0 || name[0] == '\0') {
        ink->width = NULL_DELIMITER * setter->size;
        return ink;
    }
    const Noad leaf = {.kind = NOAD_FENCE, .name = name};
    unsigned id = math_glyph_id(setter->fonts, leaf_character(&leaf));
    float size = context_size(context), axis = context_constants(context)->axis_height;
    MathStretch sign = math_stretch(setter->arena, setter->fonts, id, size, height, true);
    float middle = (sign.top + sign.bottom) * 0.5f;
    ink->up = sign.top - middle + axis;
    ink->down = -(sign.bottom - middle + axis);
    ink_stretch(setter, ink, &sign, size, 0.0f, middle - axis);
    ink->width = sign.advance;
    ink->complete = id != 0;
    return ink;
}

/* Rule 19: high enough to cover the content on both sides of the axis. */
static float fence_height(const Context *context, const Ink *content) {
    float axis = context_constants(context)->axis_height;
    float half = fmaxf(content->up - axis, content->down + axis);
    float size = context->setter->size;
    return fmaxf(2.0f * half * DELIMITER_FACTOR, 2.0f * half - DELIMITER_SHORTFALL * size);
}

Ink *set_delimited(const Context *context, const Ink *content, const char *open,
                   const char *close) {
    Setter *setter = context->setter;
    float height = fence_height(context, content);
    Ink *left = set_fence(context, open, height), *right = set_fence(context, close, height);
    Ink *ink = ink_new(setter);
    ink->up = content->up;
    ink->down = content->down;
    ink_put(setter, ink, left, 0.0f, 0.0f);
    ink_put(setter, ink, content, left->width, 0.0f);
    ink_put(setter, ink, right, left->width + content->width, 0.0f);
    ink->width = left->width + content->width + right->width;
    return ink;
}

static Ink *set_single_fence(const Context *context, const Noad *noad) {
    if (noad->size == 0) {
        return set_leaf(context, noad);
    }
    size_t rank = noad->size <= 4 ? (size_t)noad->size - 1 : 3;
    return set_fence(context, noad->name, big_heights[rank] * context->setter->size);
}

/* ---- big operators ---- */

static Ink *set_bigop(const Context *context, const Noad *noad) {
    Setter *setter = context->setter;
    uint32_t character = leaf_character(noad);
    bool word = noad->name[0] >= 'a' && noad->name[0] <= 'z' && character == 0;
    unsigned id = word ? 0 : math_glyph_id(setter->fonts, character);
    if (id == 0) {
        const char *name = strcmp(noad->name, "argmin") == 0   ? "arg min"
                           : strcmp(noad->name, "argmax") == 0 ? "arg max"
                                                               : noad->name;
        return ink_words(context, name, FACE_SERIF);
    }
    float size = context_size(context);
    const MathConstants *k = context_constants(context);
    float height = context->style == STYLE_D ? k->display_operator_min_height : 0.0f;
    MathStretch sign = math_stretch(setter->arena, setter->fonts, id, size, height, true);
    float middle = (sign.top + sign.bottom) * 0.5f, axis = k->axis_height;
    Ink *ink = ink_new(setter);
    ink->up = sign.top - middle + axis;
    ink->down = middle - axis - sign.bottom;
    ink_stretch(setter, ink, &sign, size, 0.0f, middle - axis);
    ink->width = sign.advance;
    ink->italic = sign.italic;
    return ink;
}

/* ---- decorations ---- */

static Ink *set_boxed(const Context *context, const Ink *content) {
    Setter *setter = context->setter;
    float pad = BOX_PAD * setter->size, rule = BOX_RULE * setter->size;
    float width = content->width + 2.0f * pad, up = content->up + pad, down = content->down + pad;
    Ink *ink = ink_new(setter);
    ink_put(setter, ink, content, pad, 0.0f);
    ink_rule(setter, ink, 0.0f, -up, width, rule);
    ink_rule(setter, ink, 0.0f, down - rule, width, rule);
    ink_rule(setter, ink, 0.0f, -up, rule, up + down);
    ink_rule(setter, ink, width - rule, -up, rule, up + down);
    ink->width = width;
    return ink;
}

/* A brace over or under the content, with its label beyond. */
static Ink *set_brace(const Context *context, const Noad *noad, const Ink *content, bool above) {
    Setter *setter = context->setter;
    float size = context_size(context), gap = 0.15f * size;
    unsigned id = math_glyph_id(setter->fonts, above ? 0x23DE : 0x23DF);
    MathStretch brace = math_stretch(setter->arena, setter->fonts, id, size, content->width, false);
    Context script = context_script(context, !above);
    Ink *label =
        noad->count > 1 && noad->items[1] != NULL ? set_noad(&script, noad->items[1]) : NULL;
    Ink *ink = ink_new(setter);
    ink->up = content->up;
    ink->down = content->down;
    ink->width = fmaxf(content->width, label != NULL ? label->width : 0.0f);
    ink_put(setter, ink, content, (ink->width - content->width) * 0.5f, 0.0f);
    float x = (ink->width - (brace.right - brace.left)) * 0.5f - brace.left;
    float y = above ? -(content->up + gap) + brace.bottom : content->down + gap + brace.top;
    ink_stretch(setter, ink, &brace, size, x, y);
    if (label != NULL) {
        float label_y = above ? -(ink->up + gap + label->down) : ink->down + gap + label->up;
        ink_put(setter, ink, label, (ink->width - label->width) * 0.5f, label_y);
    }
    return ink;
}

static Ink *set_underline(const Context *context, const Ink *content) {
    Setter *setter = context->setter;
    const MathConstants *k = context_constants(context);
    Ink *ink = ink_new(setter);
    ink->up = content->up;
    ink_put(setter, ink, content, 0.0f, 0.0f);
    ink_rule(setter, ink, 0.0f, content->down + k->underbar_vertical_gap, content->width,
             k->underbar_rule_thickness);
    ink->width = content->width;
    return ink;
}

/* "(7)" at a distance behind the formula. */
static Ink *set_tag(const Context *context, const Noad *noad) {
    Setter *setter = context->setter;
    Ink *content = set_noad(context, noad->items[0]);
    Ink *ink = ink_new(setter), *open = ink_words(context, "(", FACE_SERIF);
    Ink *close = ink_words(context, ")", FACE_SERIF);
    float x = TAG_GAP * setter->size;
    ink_put(setter, ink, open, x, 0.0f);
    ink_put(setter, ink, content, x + open->width, 0.0f);
    ink_put(setter, ink, close, x + open->width + content->width, 0.0f);
    ink->width = x + open->width + content->width + close->width;
    return ink;
}

static Ink *set_decorated(const Context *context, const Noad *noad) {
    const char *name = noad->name;
    if (strcmp(name, "tag") == 0) {
        return set_tag(context, noad);
    }
    Ink *content = set_noad(context, noad->items[0]);
    if (strcmp(name, "boxed") == 0) {
        return set_boxed(context, content);
    }
    if (strcmp(name, "underbrace") == 0 || strcmp(name, "overbrace") == 0) {
        return set_brace(context, noad, content, name[0] == 'o');
    }
    if (strcmp(name, "underline") == 0) {
        return set_underline(context, content);
    }
    if (strcmp(name, "phantom") == 0) {
        content->glyph_count = content->rule_count = content->place_count = 0;
    }
    return content;
}

Ink *set_noad(const Context *context, const Noad *noad) {
    Ink *ink = NULL;
    switch (noad->kind) {
    case NOAD_ROW: ink = set_row(context, noad); break;
    case NOAD_FRACTION: ink = set_fraction(context, noad); break;
    case NOAD_RADICAL: ink = set_radical(context, noad); break;
    case NOAD_SCRIPTS: ink = set_scripts(context, noad); break;
    case NOAD_ACCENT: ink = set_accent(context, noad); break;
    case NOAD_DELIMITED:
        ink = set_delimited(context, set_noad(context, noad->items[0]), noad->name, noad->close);
        break;
    case NOAD_FENCE: ink = set_single_fence(context, noad); break;
    case NOAD_BIGOP: ink = set_bigop(context, noad); break;
    case NOAD_TABLE: ink = set_table(context, noad); break;
    case NOAD_DECORATED: ink = set_decorated(context, noad); break;
    case NOAD_SPACE:
        ink = ink_new(context->setter);
        ink->width = space_width(noad) * context_size(context);
        break;
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_OPERATOR:
    case NOAD_PRIME:
    case NOAD_FUNCTION:
    case NOAD_TEXT: ink = set_leaf(context, noad); break;
    }
    ink_place(context->setter, ink, noad);
    return ink;
}
