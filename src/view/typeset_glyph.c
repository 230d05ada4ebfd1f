/* typeset_glyph.c - single characters and words: which code point a name is, and its box. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "view/typeset_internal.h"

typedef struct {
    const char *name;
    uint32_t code_point;
} Named;

/* Sorted by name (bytes). Greek letters upright; italic ones are made from them. */
/* clang-format off */
static const Named names[] = {
    {"'", 0x2032},
    {"*", 0x2217},
    {"-", 0x2212},
    {"<", 0x003C},
    {">", 0x003E},
    {"Delta", 0x0394},
    {"Gamma", 0x0393},
    {"Im", 0x2111},
    {"Lambda", 0x039B},
    {"Leftarrow", 0x21D0},
    {"Leftrightarrow", 0x21D4},
    {"Omega", 0x03A9},
    {"Phi", 0x03A6},
    {"Pi", 0x03A0},
    {"Psi", 0x03A8},
    {"Re", 0x211C},
    {"Rightarrow", 0x21D2},
    {"Sigma", 0x03A3},
    {"Theta", 0x0398},
    {"Upsilon", 0x03A5},
    {"Xi", 0x039E},
    {"aleph", 0x2135},
    {"alpha", 0x03B1},
    {"angle", 0x2220},
    {"approx", 0x2248},
    {"ast", 0x2217},
    {"asymp", 0x224D},
    {"because", 0x2235},
    {"beta", 0x03B2},
    {"bigcap", 0x22C2},
    {"bigcup", 0x22C3},
    {"bigoplus", 0x2A01},
    {"bigotimes", 0x2A02},
    {"bigvee", 0x22C1},
    {"bigwedge", 0x22C0},
    {"bot", 0x22A5},
    {"bullet", 0x2219},
    {"cap", 0x2229},
    {"cdot", 0x22C5},
    {"cdots", 0x22EF},
    {"chi", 0x03C7},
    {"circ", 0x2218},
    {"coloneqq", 0x2254},
    {"cong", 0x2245},
    {"coprod", 0x2210},
    {"cup", 0x222A},
    {"dagger", 0x2020},
    {"ddagger", 0x2021},
    {"ddots", 0x22F1},
    {"delta", 0x03B4},
    {"div", 0x00F7},
    {"doteq", 0x2250},
    {"downarrow", 0x2193},
    {"ell", 0x2113},
    {"emptyset", 0x2205},
    {"epsilon", 0x03F5},
    {"eqqcolon", 0x2255},
    {"equiv", 0x2261},
    {"eta", 0x03B7},
    {"exists", 0x2203},
    {"forall", 0x2200},
    {"gamma", 0x03B3},
    {"ge", 0x2265},
    {"gg", 0x226B},
    {"hbar", 0x210F},
    {"hookrightarrow", 0x21AA},
    {"iiint", 0x222D},
    {"iint", 0x222C},
    {"imath", 0x1D6A4},
    {"in", 0x2208},
    {"infty", 0x221E},
    {"int", 0x222B},
    {"iota", 0x03B9},
    {"jmath", 0x1D6A5},
    {"kappa", 0x03BA},
    {"lambda", 0x03BB},
    {"lceil", 0x2308},
    {"ldots", 0x2026},
    {"le", 0x2264},
    {"leadsto", 0x21DD},
    {"leftarrow", 0x2190},
    {"leftrightarrow", 0x2194},
    {"lfloor", 0x230A},
    {"ll", 0x226A},
    {"mapsto", 0x21A6},
    {"models", 0x22A8},
    {"mp", 0x2213},
    {"mu", 0x03BC},
    {"nabla", 0x2207},
    {"ne", 0x2260},
    {"neg", 0x00AC},
    {"ni", 0x220B},
    {"notin", 0x2209},
    {"nu", 0x03BD},
    {"odot", 0x2299},
    {"oint", 0x222E},
    {"omega", 0x03C9},
    {"omicron", 0x03BF},
    {"ominus", 0x2296},
    {"oplus", 0x2295},
    {"otimes", 0x2297},
    {"partial", 0x2202},
    {"perp", 0x27C2},
    {"phi", 0x03D5},
    {"pi", 0x03C0},
    {"pm", 0x00B1},
    {"prec", 0x227A},
    {"preceq", 0x2AAF},
    {"prod", 0x220F},
    {"propto", 0x221D},
    {"psi", 0x03C8},
    {"rceil", 0x2309},
    {"rfloor", 0x230B},
    {"rho", 0x03C1},
    {"rightarrow", 0x2192},
    {"rightharpoonup", 0x21C0},
    {"setminus", 0x29F5},
    {"sigma", 0x03C3},
    {"sim", 0x223C},
    {"simeq", 0x2243},
    {"square", 0x25A1},
    {"star", 0x22C6},
    {"subset", 0x2282},
    {"subseteq", 0x2286},
    {"succ", 0x227B},
    {"succeq", 0x2AB0},
    {"sum", 0x2211},
    {"supset", 0x2283},
    {"supseteq", 0x2287},
    {"tau", 0x03C4},
    {"therefore", 0x2234},
    {"theta", 0x03B8},
    {"times", 0x00D7},
    {"top", 0x22A4},
    {"triangle", 0x25B3},
    {"triangleq", 0x225C},
    {"uparrow", 0x2191},
    {"upsilon", 0x03C5},
    {"varepsilon", 0x03B5},
    {"varphi", 0x03C6},
    {"varpi", 0x03D6},
    {"varrho", 0x03F1},
    {"varsigma", 0x03C2},
    {"vartheta", 0x03D1},
    {"vdash", 0x22A2},
    {"vdots", 0x22EE},
    {"vee", 0x2228},
    {"wedge", 0x2227},
    {"wp", 0x2118},
    {"xi", 0x03BE},
    {"zeta", 0x03B6},
    {"||", 0x2016},
};
/* clang-format on */

static int named_order(const void *name, const void *row) {
    return strcmp(name, ((const Named *)row)->name);
}

static uint32_t named_code_point(const char *name) {
    const Named *row =
        bsearch(name, names, sizeof names / sizeof names[0], sizeof names[0], named_order);
    return row == NULL ? 0 : row->code_point;
}

uint32_t operator_code_point(const char *name) {
    uint32_t code_point = named_code_point(name);
    size_t used = 0;
    return code_point != 0 ? code_point : utf8_decode(name, strlen(name), &used);
}

uint32_t fence_code_point(const char *name) {
    if (strcmp(name, ".") == 0) {
        return 0;
    }
    if (strcmp(name, "<") == 0) {
        return 0x27E8;
    }
    return strcmp(name, ">") == 0 ? 0x27E9 : operator_code_point(name);
}

/* Where an alphabet's letters start in Unicode; 0: it has none. */
typedef struct {
    uint32_t upper, lower, digits;
} Letters;

static const Letters alphabets[] = {
    [ALPHABET_PLAIN] = {0x1D434, 0x1D44E, 0},
    [ALPHABET_UPRIGHT] = {0, 0, 0},
    [ALPHABET_BOLD] = {0x1D468, 0x1D482, 0x1D7CE},
    [ALPHABET_CALLIGRAPHIC] = {0x1D49C, 0x1D4B6, 0},
    [ALPHABET_BLACKBOARD] = {0x1D538, 0x1D552, 0x1D7D8},
    [ALPHABET_FRAKTUR] = {0x1D504, 0x1D51E, 0},
    [ALPHABET_SANS] = {0x1D5A0, 0x1D5BA, 0x1D7E2},
};

/* Letters that Unicode had before it had the alphabets. */
static const uint32_t elsewhere[][2] = {
    {0x1D455, 0x210E}, {0x1D49D, 0x212C}, {0x1D4A0, 0x2130}, {0x1D4A1, 0x2131}, {0x1D4A3, 0x210B},
    {0x1D4A4, 0x2110}, {0x1D4A7, 0x2112}, {0x1D4A8, 0x2133}, {0x1D4AD, 0x211B}, {0x1D4BA, 0x212F},
    {0x1D4BC, 0x210A}, {0x1D4C4, 0x2134}, {0x1D53A, 0x2102}, {0x1D53F, 0x210D}, {0x1D545, 0x2115},
    {0x1D547, 0x2119}, {0x1D548, 0x211A}, {0x1D549, 0x211D}, {0x1D551, 0x2124}, {0x1D506, 0x212D},
    {0x1D50B, 0x210C}, {0x1D50C, 0x2111}, {0x1D515, 0x211C}, {0x1D51D, 0x2128},
};

/* Greek letters stand in the same order in the italic and the bold italic alphabet; these six stand
 * behind omega. */
static const uint32_t greek_variants[] = {0x2202, 0x3F5, 0x3D1, 0x3F0, 0x3D5, 0x3F1, 0x3D6};
#define GREEK_ITALIC 0x1D6FC
#define GREEK_BOLD_ITALIC 0x1D736
#define GREEK_BOLD_UPPER 0x1D6A8
/* From alpha to the variants. */
#define GREEK_VARIANTS_OFFSET 25

static uint32_t greek(uint32_t code_point, Alphabet alphabet) {
    bool bold = alphabet == ALPHABET_BOLD;
    if (alphabet != ALPHABET_PLAIN && !bold) {
        return code_point;
    }
    uint32_t start = bold ? GREEK_BOLD_ITALIC : GREEK_ITALIC;
    if (code_point >= 0x3B1 && code_point <= 0x3C9) {
        return start + (code_point - 0x3B1);
    }
    if (bold && code_point >= 0x391 && code_point <= 0x3A9) {
        return GREEK_BOLD_UPPER + (code_point - 0x391);
    }
    for (uint32_t i = 0; i < sizeof greek_variants / sizeof greek_variants[0]; i++) {
        if (code_point == greek_variants[i]) {
            return start + GREEK_VARIANTS_OFFSET + i;
        }
    }
    return code_point;
}

/* The character in its alphabet, where that has one. */
static uint32_t styled(uint32_t c, Alphabet alphabet) {
    const Letters *letters = &alphabets[alphabet];
    uint32_t code_point = c;
    if (c >= 'A' && c <= 'Z' && letters->upper != 0) {
        code_point = letters->upper + (c - 'A');
    } else if (c >= 'a' && c <= 'z' && letters->lower != 0) {
        code_point = letters->lower + (c - 'a');
    } else if (c >= '0' && c <= '9' && letters->digits != 0) {
        code_point = letters->digits + (c - '0');
    } else {
        return greek(c, alphabet);
    }
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        if (elsewhere[i][0] == code_point) {
            return elsewhere[i][1];
        }
    }
    return code_point;
}

SetBox *set_words(Setter *setter, const char *words, Style style) {
    float size = setter->sizes[style.level];
    ShapedRun run =
        fonts_shape(setter->arena, setter->fonts, FACE_SERIF, size, words, strlen(words));
    SetBox *box = box_make(setter);
    for (size_t i = 0; i < run.count; i++) {
        box_add_glyph(setter, box, run.glyphs[i], size, run.glyphs[i].x, -run.glyphs[i].y);
    }
    box->width = run.width;
    setter->complete = setter->complete && run.complete;
    /* The ink's height of math glyphs decides where scripts go, so that of words must be the ink's
     * too; letters reach at most from the lowest tail to the highest stroke. */
    FaceMetrics metrics = fonts_metrics(setter->fonts, FACE_SERIF, size);
    bool tails = words[strcspn(words, "gjpqyQ,;()[]{}|/")] != '\0';
    bool tall = words[strspn(words, "acegmnopqrsuvwxyz .,-")] != '\0';
    bool upper = words[strcspn(words, "bdfhiklt()[]{}|/")] == '\0';
    box->ascent = !tall ? metrics.x_height : upper ? metrics.cap_height : 0.7F * size;
    box->descent = tails ? 0.2F * size : 0.0F;
    return box;
}

SetBox *set_character(Setter *setter, uint32_t code_point, Style style) {
    unsigned id = math_glyph_id(setter->fonts, code_point);
    float size = setter->sizes[style.level];
    if (id == 0) {
        char bytes[5] = {0};
        utf8_encode(bytes, code_point);
        return set_words(setter, bytes, style);
    }
    if (style.level >= LEVEL_SCRIPT) {
        id = math_glyph_script(setter->fonts, id, (unsigned)style.level - LEVEL_TEXT);
    }
    MathGlyph metrics = math_glyph(setter->fonts, id, size);
    SetBox *box = box_make(setter);
    box_add_glyph(setter, box, (DrawGlyph){.face = FACE_MATH, .id = (uint16_t)id}, size, 0.0F,
                  0.0F);
    box->width = metrics.advance;
    box->ascent = metrics.top;
    box->descent = -metrics.bottom;
    box->italic = metrics.italic;
    box->accent = metrics.accent;
    box->single = true;
    box->glyph = id;
    return box;
}

/* Characters side by side. */
static SetBox *set_digits(Setter *setter, const Noad *noad, Style style) {
    SetBox *box = box_make(setter);
    size_t length = strlen(noad->name);
    size_t used = 0;
    if (length == 1) {
        return set_character(setter, styled((unsigned char)noad->name[0], noad->alphabet), style);
    }
    for (size_t at = 0; at < length; at += used) {
        uint32_t c = utf8_decode(noad->name + at, length - at, &used);
        SetBox *digit = set_character(setter, styled(c, noad->alphabet), style);
        box_add(setter, box, digit, box->width, 0.0F);
        box->width += digit->width;
    }
    return box;
}

static SetBox *set_primes(Setter *setter, const Noad *noad, Style style) {
    /* One glyph for up to four. */
    static const uint32_t primes[] = {0x2032, 0x2033, 0x2034, 0x2057};
    SetBox *box = box_make(setter);
    for (size_t left = strlen(noad->name); left > 0;) {
        size_t now = left > 4 ? 4 : left;
        SetBox *prime = set_character(setter, primes[now - 1], style);
        box_add(setter, box, prime, box->width, 0.0F);
        box->width += prime->width;
        left -= now;
    }
    return box;
}

/* \sum and its like; centred on the axis, larger in display style. */
static SetBox *set_large_operator(Setter *setter, uint32_t code_point, Style style) {
    unsigned id = math_glyph_id(setter->fonts, code_point);
    if (id == 0) {
        return set_character(setter, code_point, style);
    }
    float size = setter->sizes[style.level];
    float least = style.level == LEVEL_DISPLAY
                      ? setter->constants[style.level].display_operator_min_height
                      : 0.0F;
    MathStretch stretch = math_stretch(setter->arena, setter->fonts, id, size, least, true);
    return box_on_axis(setter, box_stretch(setter, &stretch, size), style);
}

/* Operators written as words that have a space in the middle. */
static const char *const two_words[][3] = {
    {"argmin", "arg", "min"},
    {"argmax", "arg", "max"},
    {"liminf", "lim", "inf"},
    {"limsup", "lim", "sup"},
};
/* A thin space is a sixth of an em. */
#define THIN_SPACE (1.0F / 6.0F)

static SetBox *set_operator_word(Setter *setter, const char *name, Style style) {
    for (size_t i = 0; i < sizeof two_words / sizeof two_words[0]; i++) {
        if (strcmp(two_words[i][0], name) == 0) {
            SetBox *box = box_make(setter);
            SetBox *first = set_words(setter, two_words[i][1], style);
            SetBox *second = set_words(setter, two_words[i][2], style);
            float start = first->width + THIN_SPACE * setter->sizes[style.level];
            box_add(setter, box, first, 0.0F, 0.0F);
            box_add(setter, box, second, start, 0.0F);
            box->width = start + second->width;
            return box;
        }
    }
    return set_words(setter, name, style);
}

SetBox *set_leaf(Setter *setter, const Noad *noad, Style style) {
    const char *name = noad->name;
    size_t length = strlen(name);
    uint32_t named = 0;
    switch (noad->kind) {
    case NOAD_NUMBER: return set_digits(setter, noad, style);
    case NOAD_PRIME: return set_primes(setter, noad, style);
    case NOAD_SYMBOL:
        named = operator_code_point(name);
        return set_character(setter, styled(named, noad->alphabet), style);
    case NOAD_FENCE:
        named = fence_code_point(name);
        return named == 0 ? box_make(setter) : set_character(setter, named, style);
    case NOAD_OPERATOR:
        if (strcmp(name, "bmod") == 0) {
            return set_words(setter, "mod", style);
        }
        return set_character(setter, operator_code_point(name), style);
    case NOAD_BIGOP:
        named = length > 0 ? named_code_point(name) : 0;
        return named != 0 ? set_large_operator(setter, named, style)
                          : set_operator_word(setter, name, style);
    case NOAD_FUNCTION:
    case NOAD_TEXT:
    case NOAD_SPACE:
    case NOAD_ROW:
    case NOAD_FRACTION:
    case NOAD_RADICAL:
    case NOAD_SCRIPTS:
    case NOAD_ACCENT:
    case NOAD_DELIMITED:
    case NOAD_TABLE:
    case NOAD_DECORATED: break;
    }
    return set_words(setter, name, style);
}
