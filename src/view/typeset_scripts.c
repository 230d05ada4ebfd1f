/* typeset_scripts.c - sub- and superscripts, limits (The TeXbook, appendix G, rules 13a and 18). */
#include <math.h>
#include <string.h>

#include "view/typeset_internal.h"

Context context_script(const Context *context, bool below) {
    MathStyle style = context->style <= STYLE_T ? STYLE_S : STYLE_SS;
    return (Context){context->setter, style, below || context->cramped};
}

/* \lim with its bounds below it, \max: words; and sums in a display. */
static bool wants_limits(const Context *context, const Noad *noad) {
    const Noad *nucleus = noad->items[0];
    return noad->limits && context->style == STYLE_D &&
           (nucleus->kind == NOAD_BIGOP || nucleus->kind == NOAD_FUNCTION);
}

Ink *set_limits(const Context *context, const Ink *nucleus, const Noad *below, const Noad *above) {
    Setter *setter = context->setter;
    const MathConstants *k = context_constants(context);
    Context up = context_script(context, false), down = context_script(context, true);
    Ink *upper = above != NULL ? set_noad(&up, above) : NULL;
    Ink *lower = below != NULL ? set_noad(&down, below) : NULL;
    Ink *ink = ink_new(setter);
    ink->width = fmaxf(nucleus->width, fmaxf(upper != NULL ? upper->width : 0.0f,
                                             lower != NULL ? lower->width : 0.0f));
    ink->up = nucleus->up;
    ink->down = nucleus->down;
    ink_put(setter, ink, nucleus, (ink->width - nucleus->width) * 0.5f, 0.0f);
    float slant = nucleus->italic * 0.5f;
    if (upper != NULL) {
        float rise = nucleus->up +
                     fmaxf(k->upper_limit_gap_min + upper->down, k->upper_limit_baseline_rise_min);
        ink_put(setter, ink, upper, (ink->width - upper->width) * 0.5f + slant, -rise);
    }
    if (lower != NULL) {
        float drop = nucleus->down +
                     fmaxf(k->lower_limit_gap_min + lower->up, k->lower_limit_baseline_drop_min);
        ink_put(setter, ink, lower, (ink->width - lower->width) * 0.5f - slant, drop);
    }
    return ink;
}

/* The only thing in a group: {x} is x, for the place of scripts. */
static const Noad *unwrap(const Noad *noad) {
    while (noad->kind == NOAD_ROW && noad->count == 1) {
        noad = noad->items[0];
    }
    return noad;
}

/* Rows that begin with a prime: x^{\prime 2}. */
static bool is_prime(const Noad *noad) {
    const Noad *first = unwrap(noad);
    return first->kind == NOAD_PRIME;
}

static Ink *set_superscript(const Context *context, const Noad *noad) {
    Context up = context_script(context, false);
    if (!is_prime(noad)) {
        return set_noad(&up, noad);
    }
    Setter *setter = context->setter;
    Ink *ink = ink_new(setter);
    unsigned id = math_glyph_id(setter->fonts, 0x2032);
    unsigned level = up.style == STYLE_S ? 1 : 2;
    for (size_t i = 0; i < strlen(unwrap(noad)->name); i++) {
        Ink *prime = ink_glyph(&up, math_glyph_script(setter->fonts, id, level));
        ink_put(setter, ink, prime, ink->width, 0.0f);
        ink->width += prime->width;
    }
    return ink;
}

/* How far a script is moved towards its nucleus by the font's cut-ins, at its edge and at the
 * nucleus' edge: the smaller of both. */
static float kern(const Setter *setter, const Ink *nucleus, const Ink *script, float size,
                  float script_size, bool above, float shift) {
    if (!nucleus->is_glyph || !script->is_glyph) {
        return 0.0f;
    }
    MathCorner own = above ? KERN_TOP_RIGHT : KERN_BOTTOM_RIGHT;
    MathCorner other = above ? KERN_BOTTOM_LEFT : KERN_TOP_LEFT;
    float edge = above ? shift - script->down : script->up - shift;
    float far = above ? nucleus->up : -nucleus->down;
    float at_script = math_kern(setter->fonts, nucleus->glyph, size, own, edge) +
                      math_kern(setter->fonts, script->glyph, script_size, other,
                                above ? -script->down : script->up);
    float at_nucleus = math_kern(setter->fonts, nucleus->glyph, size, own, far) +
                       math_kern(setter->fonts, script->glyph, script_size, other,
                                 above ? far - shift : far + shift);
    return fminf(at_script, at_nucleus);
}

static float shift_up(const Context *context, const Ink *nucleus, const Ink *script) {
    const MathConstants *k = context_constants(context);
    float own = context->cramped ? k->superscript_shift_up_cramped : k->superscript_shift_up;
    float shift =
        nucleus->is_glyph ? own : fmaxf(own, nucleus->up - k->superscript_baseline_drop_max);
    return fmaxf(shift, k->superscript_bottom_min + script->down);
}

static float shift_down(const Context *context, const Ink *nucleus, const Ink *script) {
    const MathConstants *k = context_constants(context);
    float shift = k->subscript_shift_down;
    if (!nucleus->is_glyph) {
        shift = fmaxf(shift, nucleus->down + k->subscript_baseline_drop_min);
    }
    return fmaxf(shift, script->up - k->subscript_top_max);
}

/* Both scripts: kept apart, the upper one high enough when they have to part. */
static void keep_apart(const MathConstants *k, const Ink *upper, const Ink *lower, float *up,
                       float *down) {
    float gap = (*up - upper->down) - (lower->up - *down);
    if (gap >= k->sub_superscript_gap_min) {
        return;
    }
    *down += k->sub_superscript_gap_min - gap;
    float raise = k->superscript_bottom_max_with_subscript - (*up - upper->down);
    if (raise > 0.0f) {
        *up += raise;
        *down -= raise;
    }
}

Ink *set_scripts(const Context *context, const Noad *noad) {
    Setter *setter = context->setter;
    const Noad *below = noad->items[1], *above = noad->items[2];
    Ink *nucleus = set_noad(context, noad->items[0]);
    if (wants_limits(context, noad)) {
        return set_limits(context, nucleus, below, above);
    }
    const MathConstants *k = context_constants(context);
    Context down_context = context_script(context, true);
    Ink *upper = above != NULL ? set_superscript(context, above) : NULL;
    Ink *lower = below != NULL ? set_noad(&down_context, below) : NULL;
    float up = upper != NULL ? shift_up(context, nucleus, upper) : 0.0f;
    float down = lower != NULL ? shift_down(context, nucleus, lower) : 0.0f;
    if (upper != NULL && lower != NULL) {
        keep_apart(k, upper, lower, &up, &down);
    }
    Ink *ink = ink_new(setter);
    ink->up = nucleus->up;
    ink->down = nucleus->down;
    ink_put(setter, ink, nucleus, 0.0f, 0.0f);
    ink->width = nucleus->width;
    float size = context_size(context), script_size = context_size(&down_context);
    if (upper != NULL) {
        float x = nucleus->width + nucleus->italic +
                  kern(setter, nucleus, upper, size, script_size, true, up);
        ink_put(setter, ink, upper, x, -up);
        ink->width = fmaxf(ink->width, x + upper->width + upper->italic + k->space_after_script);
    }
    if (lower != NULL) {
        /* A big operator's width holds its slant; the lower script stands below the slant. */
        float x = nucleus->width + kern(setter, nucleus, lower, size, script_size, false, down);
        ink_put(setter, ink, lower, x, down);
        ink->width = fmaxf(ink->width, x + lower->width + lower->italic + k->space_after_script);
    }
    return ink;
}
