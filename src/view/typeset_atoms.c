/* typeset_atoms.c - leaves of a formula: characters, words, the author's spaces. */
#include <string.h>

#include "base/text.h"
#include "math/render.h"
#include "view/typeset_internal.h"

/* Unicode's mathematical alphabets: where the small and large letters of each start. */
#define ITALIC_LARGE 0x1D434
#define ITALIC_SMALL 0x1D44E
#define BOLD_LARGE 0x1D400
#define BOLD_SMALL 0x1D41A
#define SANS_LARGE 0x1D5A0
#define SANS_SMALL 0x1D5BA
#define BOLD_DIGIT 0x1D7CE
#define ITALIC_GREEK 0x1D6FC
#define BOLD_ITALIC_GREEK 0x1D736
#define BOLD_GREEK_LARGE 0x1D6A8
#define PLANCK_H 0x210E /* the italic h has its place there */

/* Greek letters that have a second form, in the order of the mathematical alphabets. */
static const uint32_t greek_forms[] = {0x2202, 0x03F5, 0x03D1, 0x03F0, 0x03D5, 0x03F1, 0x03D6};
#define GREEK_SMALL 0x03B1
#define GREEK_LARGE 0x0391
#define GREEK_LETTERS 25

static uint32_t greek(uint32_t c, bool bold) {
    uint32_t start = bold ? BOLD_ITALIC_GREEK : ITALIC_GREEK;
    if (c >= GREEK_SMALL && c < GREEK_SMALL + GREEK_LETTERS) {
        return start + (c - GREEK_SMALL);
    }
    for (uint32_t i = 0; i < sizeof greek_forms / sizeof greek_forms[0]; i++) {
        if (greek_forms[i] == c) {
            return start + GREEK_LETTERS + i;
        }
    }
    if (bold && c >= GREEK_LARGE && c < GREEK_LARGE + GREEK_LETTERS) {
        return BOLD_GREEK_LARGE + (c - GREEK_LARGE);
    }
    return c;
}

static uint32_t latin(uint32_t c, uint32_t large, uint32_t small) {
    if (c >= 'A' && c <= 'Z') {
        return large + (c - 'A');
    }
    return c >= 'a' && c <= 'z' ? small + (c - 'a') : c;
}

static uint32_t in_alphabet(uint32_t c, Alphabet alphabet) {
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    switch (alphabet) {
    case ALPHABET_PLAIN:
        if (c == 'h') {
            return PLANCK_H;
        }
        return letter ? latin(c, ITALIC_LARGE, ITALIC_SMALL) : greek(c, false);
    case ALPHABET_BOLD:
        if (c >= '0' && c <= '9') {
            return BOLD_DIGIT + (c - '0');
        }
        return letter ? latin(c, BOLD_LARGE, BOLD_SMALL) : greek(c, true);
    case ALPHABET_SANS: return latin(c, SANS_LARGE, SANS_SMALL);
    case ALPHABET_UPRIGHT:
    case ALPHABET_CALLIGRAPHIC:
    case ALPHABET_BLACKBOARD:
    case ALPHABET_FRAKTUR: break; /* render_name has found their characters */
    }
    return c;
}

/* What stands in the terminal for want of the character. */
static uint32_t own_character(const Noad *leaf) {
    static const struct {
        const char *name;
        uint32_t character;
    } rows[] = {{"-", 0x2212},        {"ast", 0x2217},      {"'", 0x2032}, {"coloneqq", 0x2254},
                {"eqqcolon", 0x2255}, {"cdot", 0x22C5},     {"|", '|'},    {"setminus", 0x2216},
                {"square", 0x25A0},   {"emptyset", 0x2205}, {"bmod", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, leaf->name) == 0) {
            return rows[i].character;
        }
    }
    return 0;
}

uint32_t leaf_character(const Noad *leaf) {
    uint32_t own =
        leaf->kind == NOAD_OPERATOR || leaf->kind == NOAD_SYMBOL ? own_character(leaf) : 0;
    if (own != 0) {
        return own;
    }
    Text text;
    text_init(&text);
    render_name(&text, leaf, true);
    size_t used = 0;
    uint32_t c = utf8_decode(text.bytes, text.length, &used);
    bool single = used == text.length && text.length > 0;
    text_clear(&text);
    if (!single) {
        return 0;
    }
    return leaf->kind == NOAD_SYMBOL ? in_alphabet(c, leaf->alphabet) : c;
}

/* Characters one after the other: a number, or what the face of formulas lacks, as words. */
static Ink *set_string(const Context *context, const char *string) {
    Setter *setter = context->setter;
    Ink *ink = ink_new(setter);
    size_t length = strlen(string), used = 0;
    for (size_t at = 0; at < length; at += used) {
        uint32_t c = utf8_decode(string + at, length - at, &used);
        unsigned id = math_glyph_id(setter->fonts, c);
        if (id == 0) {
            return ink_words(context, string, FACE_SERIF);
        }
        Ink *glyph = ink_glyph(context, id);
        if (at == 0) {
            ink->up = glyph->up;
            ink->down = glyph->down;
        }
        ink_put(setter, ink, glyph, ink->width, 0.0f);
        ink->width += glyph->width;
    }
    return ink;
}

Ink *set_leaf(const Context *context, const Noad *leaf) {
    Setter *setter = context->setter;
    if (leaf->kind == NOAD_TEXT) {
        return ink_words(context, leaf->name, FACE_SERIF);
    }
    if (leaf->kind == NOAD_NUMBER || leaf->kind == NOAD_FUNCTION || leaf->kind == NOAD_BIGOP) {
        return set_string(context, leaf->name);
    }
    uint32_t c = leaf_character(leaf);
    unsigned id = c != 0 ? math_glyph_id(setter->fonts, c) : 0;
    if (id != 0) {
        unsigned level = context->style == STYLE_S ? 1 : context->style == STYLE_SS ? 2 : 0;
        return ink_glyph(context, math_glyph_script(setter->fonts, id, level));
    }
    Text text;
    text_init(&text);
    render_name(&text, leaf, true);
    Ink *ink = text.length > 0
                   ? set_string(context, arena_copy(setter->arena, text.bytes, text.length))
                   : ink_new(setter);
    text_clear(&text);
    return ink;
}

float space_width(const Noad *space) {
    static const struct {
        const char *name;
        float ems;
    } rows[] = {{",", 3.0f / 18.0f}, {":", 4.0f / 18.0f}, {";", 5.0f / 18.0f}, {"!", -3.0f / 18.0f},
                {" ", 0.333f},       {"~", 0.333f},       {"quad", 1.0f},      {"qquad", 2.0f}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, space->name) == 0) {
            return rows[i].ems;
        }
    }
    return 0.0f;
}

static SpaceClass operator_space(const Noad *operator) {
    if (strcmp(operator->name, "cdots") == 0 || strcmp(operator->name, "ldots") == 0) {
        return SPACE_INNER;
    }
    if (strcmp(operator->name, "/") == 0) {
        return SPACE_ORD; /* as in TeX: a/b stands without space */
    }
    if (strcmp(operator->name, "!") == 0) {
        return SPACE_CLOSE;
    }
    switch (noad_class(operator->name)) {
    case CLASS_BINARY: return SPACE_BIN;
    case CLASS_RELATION: return SPACE_REL;
    case CLASS_PUNCTUATION: return SPACE_PUNCT;
    case CLASS_ORDINARY: break;
    }
    return SPACE_ORD;
}

SpaceClass atom_class(const Noad *noad) {
    switch (noad->kind) {
    case NOAD_SPACE: return SPACE_NONE;
    case NOAD_OPERATOR: return operator_space(noad);
    case NOAD_FENCE:
        return noad->fence == FENCE_OPEN    ? SPACE_OPEN
               : noad->fence == FENCE_CLOSE ? SPACE_CLOSE
                                            : SPACE_ORD;
    case NOAD_FUNCTION:
    case NOAD_BIGOP: return SPACE_OP;
    case NOAD_SCRIPTS:
    case NOAD_DECORATED: return atom_class(noad->items[0]);
    case NOAD_ROW: return noad->count == 1 ? atom_class(noad->items[0]) : SPACE_ORD;
    case NOAD_FRACTION:
    case NOAD_DELIMITED: return SPACE_INNER;
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_PRIME:
    case NOAD_RADICAL:
    case NOAD_ACCENT:
    case NOAD_TEXT:
    case NOAD_TABLE: break;
    }
    return SPACE_ORD;
}
