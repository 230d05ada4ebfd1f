/* render_symbols.c - how names are printed in the terminal: symbols, alphabets, scripts, accents.
 */
#include <string.h>

#include "math/lexer.h"
#include "math/render_internal.h"

/* One row a name, sorted by name (bytes): in Unicode, in ASCII. */
typedef struct {
    const char *name;
    const char *unicode;
    const char *ascii;
} Glyph;

/* clang-format off */
static const Glyph glyphs[] = {
    {"Delta", "Δ", "Delta"},
    {"Gamma", "Γ", "Gamma"},
    {"Im", "ℑ", "Im"},
    {"Lambda", "Λ", "Lambda"},
    {"Leftarrow", "⇐", "<="},
    {"Leftrightarrow", "⇔", "<=>"},
    {"Omega", "Ω", "Omega"},
    {"Phi", "Φ", "Phi"},
    {"Pi", "Π", "Pi"},
    {"Psi", "Ψ", "Psi"},
    {"Re", "ℜ", "Re"},
    {"Rightarrow", "⇒", "=>"},
    {"Sigma", "Σ", "Sigma"},
    {"Theta", "Θ", "Theta"},
    {"Upsilon", "Υ", "Upsilon"},
    {"Xi", "Ξ", "Xi"},
    {"aleph", "ℵ", "aleph"},
    {"alpha", "α", "alpha"},
    {"angle", "∠", "angle"},
    {"approx", "≈", "~="},
    {"ast", "*", "*"},
    {"asymp", "≍", "asymp"},
    {"because", "∵", "because"},
    {"beta", "β", "beta"},
    {"bigcap", "⋂", "intersection"},
    {"bigcup", "⋃", "union"},
    {"bigoplus", "⨁", "(+)"},
    {"bigotimes", "⨂", "(x)"},
    {"bigvee", "⋁", "or"},
    {"bigwedge", "⋀", "and"},
    {"bmod", "mod", "mod"},
    {"bot", "⊥", "bot"},
    {"bullet", "•", "o"},
    {"cap", "∩", "cap"},
    {"cdot", "·", "*"},
    {"cdots", "⋯", "..."},
    {"chi", "χ", "chi"},
    {"circ", "∘", "o"},
    {"coloneqq", ":=", ":="},
    {"cong", "≅", "~="},
    {"coprod", "∐", "coprod"},
    {"cup", "∪", "cup"},
    {"dagger", "†", "+"},
    {"ddagger", "‡", "++"},
    {"ddots", "⋱", "..."},
    {"delta", "δ", "delta"},
    {"div", "÷", "/"},
    {"doteq", "≐", "="},
    {"downarrow", "↓", "v"},
    {"ell", "ℓ", "l"},
    {"emptyset", "∅", "{}"},
    {"epsilon", "ϵ", "eps"},
    {"eqqcolon", "=:", "=:"},
    {"equiv", "≡", "=="},
    {"eta", "η", "eta"},
    {"exists", "∃", "exists"},
    {"forall", "∀", "forall"},
    {"gamma", "γ", "gamma"},
    {"ge", "≥", ">="},
    {"gg", "≫", ">>"},
    {"hbar", "ℏ", "hbar"},
    {"hookrightarrow", "↪", "->"},
    {"iiint", "∭", "iiint"},
    {"iint", "∬", "iint"},
    {"imath", "ı", "i"},
    {"in", "∈", "in"},
    {"infty", "∞", "inf"},
    {"int", "∫", "int"},
    {"iota", "ι", "iota"},
    {"jmath", "ȷ", "j"},
    {"kappa", "κ", "kappa"},
    {"lambda", "λ", "lambda"},
    {"lceil", "⌈", "ceil("},
    {"ldots", "…", "..."},
    {"le", "≤", "<="},
    {"leadsto", "⇝", "~>"},
    {"leftarrow", "←", "<-"},
    {"leftrightarrow", "↔", "<->"},
    {"lfloor", "⌊", "floor("},
    {"ll", "≪", "<<"},
    {"mapsto", "↦", "|->"},
    {"models", "⊨", "|="},
    {"mp", "∓", "-+"},
    {"mu", "μ", "mu"},
    {"nabla", "∇", "grad"},
    {"ne", "≠", "!="},
    {"neg", "¬", "not"},
    {"ni", "∋", "ni"},
    {"notin", "∉", "notin"},
    {"nu", "ν", "nu"},
    {"odot", "⊙", "(.)"},
    {"oint", "∮", "oint"},
    {"omega", "ω", "omega"},
    {"omicron", "ο", "omicron"},
    {"ominus", "⊖", "(-)"},
    {"oplus", "⊕", "(+)"},
    {"otimes", "⊗", "(x)"},
    {"partial", "∂", "d"},
    {"perp", "⊥", "perp"},
    {"phi", "ϕ", "phi"},
    {"pi", "π", "pi"},
    {"pm", "±", "+-"},
    {"prec", "≺", "prec"},
    {"preceq", "⪯", "preceq"},
    {"prod", "∏", "prod"},
    {"propto", "∝", "propto"},
    {"psi", "ψ", "psi"},
    {"rceil", "⌉", ")"},
    {"rfloor", "⌋", ")"},
    {"rho", "ρ", "rho"},
    {"rightarrow", "→", "->"},
    {"rightharpoonup", "⇀", "->"},
    {"setminus", "∖", "\\"},
    {"sigma", "σ", "sigma"},
    {"sim", "∼", "~"},
    {"simeq", "≃", "~="},
    {"square", "∎", "[]"},
    {"star", "⋆", "*"},
    {"subset", "⊂", "subset"},
    {"subseteq", "⊆", "subseteq"},
    {"succ", "≻", "succ"},
    {"succeq", "⪰", "succeq"},
    {"sum", "∑", "sum"},
    {"supset", "⊃", "supset"},
    {"supseteq", "⊇", "supseteq"},
    {"tau", "τ", "tau"},
    {"therefore", "∴", "therefore"},
    {"theta", "θ", "theta"},
    {"times", "×", "*"},
    {"top", "⊤", "T"},
    {"triangle", "△", "triangle"},
    {"triangleq", "≜", ":="},
    {"uparrow", "↑", "^"},
    {"upsilon", "υ", "upsilon"},
    {"varepsilon", "ε", "veps"},
    {"varphi", "φ", "vphi"},
    {"varpi", "ϖ", "vpi"},
    {"varrho", "ϱ", "vrho"},
    {"varsigma", "ς", "vsigma"},
    {"vartheta", "ϑ", "vtheta"},
    {"vdash", "⊢", "|-"},
    {"vdots", "⋮", ":"},
    {"vee", "∨", "or"},
    {"wedge", "∧", "and"},
    {"wp", "℘", "wp"},
    {"xi", "ξ", "xi"},
    {"zeta", "ζ", "zeta"},
    {"||", "‖", "||"},
};
/* clang-format on */

static const Glyph *glyph_find(const char *name) {
    size_t low = 0;
    size_t high = sizeof glyphs / sizeof glyphs[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, glyphs[middle].name);
        if (order == 0) {
            return &glyphs[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static void append_code_point(Text *out, uint32_t code_point) {
    char bytes[4];
    size_t length = utf8_encode(bytes, code_point);
    text_append_bytes(out, bytes, length);
}

/* Characters that move the cursor, change direction or carry no ink are not for a terminal. */
static bool is_unprintable(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || code_point == 0xAD ||
           (code_point >= 0x200B && code_point <= 0x200F) ||
           (code_point >= 0x2028 && code_point <= 0x202E) ||
           (code_point >= 0x2060 && code_point <= 0x206F) || code_point == 0xFEFF ||
           code_point >= 0xE0000;
}

void render_words(Text *out, const char *words, bool unicode) {
    size_t length = strlen(words);
    size_t used = 0;
    for (size_t at = 0; at < length; at += used) {
        uint32_t code_point = utf8_decode(words + at, length - at, &used);
        if (is_unprintable(code_point)) {
            text_append_char(out, ' ');
        } else if (code_point < 0x80 || unicode) {
            text_append_bytes(out, words + at, used);
        } else {
            text_append_char(out, '?');
        }
    }
}

void render_mark(Text *out, const char *name, bool unicode) {
    const Glyph *glyph = glyph_find(name);
    if (glyph != NULL) {
        text_append(out, unicode ? glyph->unicode : glyph->ascii);
    } else {
        render_words(out, name, unicode);
    }
}

/* Where the letters of an alphabet start in Unicode, and the letters that stand elsewhere. */
typedef struct {
    uint32_t upper;
    uint32_t lower;
    struct {
        char letter;
        uint32_t code_point;
    } elsewhere[11];
} Letters;

static const Letters alphabets[] = {
    [ALPHABET_CALLIGRAPHIC] = {0x1D49C,
                               0x1D4B6,
                               {{'B', 0x212C},
                                {'E', 0x2130},
                                {'F', 0x2131},
                                {'H', 0x210B},
                                {'I', 0x2110},
                                {'L', 0x2112},
                                {'M', 0x2133},
                                {'R', 0x211B},
                                {'e', 0x212F},
                                {'g', 0x210A},
                                {'o', 0x2134}}},
    [ALPHABET_BLACKBOARD] = {0x1D538,
                             0x1D552,
                             {{'C', 0x2102},
                              {'H', 0x210D},
                              {'N', 0x2115},
                              {'P', 0x2119},
                              {'Q', 0x211A},
                              {'R', 0x211D},
                              {'Z', 0x2124}}},
    [ALPHABET_FRAKTUR] =
        {0x1D504,
         0x1D51E,
         {{'C', 0x212D}, {'H', 0x210C}, {'I', 0x2111}, {'R', 0x211C}, {'Z', 0x2128}}},
};

static uint32_t styled_letter(char letter, Alphabet alphabet) {
    bool upper = letter >= 'A' && letter <= 'Z';
    bool lower = letter >= 'a' && letter <= 'z';
    if (alphabet >= sizeof alphabets / sizeof alphabets[0] || alphabets[alphabet].upper == 0 ||
        !(upper || lower)) {
        return 0;
    }
    const Letters *letters = &alphabets[alphabet];
    for (size_t i = 0; i < sizeof letters->elsewhere / sizeof letters->elsewhere[0]; i++) {
        if (letters->elsewhere[i].letter == letter) {
            return letters->elsewhere[i].code_point;
        }
    }
    return upper ? letters->upper + (uint32_t)(letter - 'A')
                 : letters->lower + (uint32_t)(letter - 'a');
}

void render_name(Text *out, const Noad *leaf, bool unicode) {
    bool letter = leaf->kind == NOAD_SYMBOL && leaf->name[0] != '\0' && leaf->name[1] == '\0';
    uint32_t styled = letter && unicode ? styled_letter(leaf->name[0], leaf->alphabet) : 0;
    if (styled != 0) {
        append_code_point(out, styled);
    } else if (leaf->kind == NOAD_TEXT || leaf->kind == NOAD_FUNCTION) {
        render_words(out, leaf->name, unicode);
    } else if (leaf->kind == NOAD_FENCE && unicode && strcmp(leaf->name, "<") == 0) {
        text_append(out, "⟨");
    } else if (leaf->kind == NOAD_FENCE && unicode && strcmp(leaf->name, ">") == 0) {
        text_append(out, "⟩");
    } else if (leaf->kind == NOAD_PRIME) {
        text_repeat(out, unicode ? "′" : "'", strlen(leaf->name));
    } else if (leaf->kind == NOAD_FENCE && strcmp(leaf->name, ".") == 0) {
        return;
    } else {
        render_mark(out, leaf->name, unicode);
    }
}

/* Pairs of a character and its small form, one after the other. */
static const char superscripts[] =
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘ"
    "vᵛwʷxˣyʸzᶻAᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂ⊤ᵀβᵝγᵞδᵟθᶿχᵡ**";
static const char subscripts[] =
    "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨχᵪ";

/* Appends the small form of every character of string; false when one has none. */
static bool append_small(Text *out, const char *string, bool above) {
    const char *pairs = above ? superscripts : subscripts;
    size_t total = above ? sizeof superscripts - 1 : sizeof subscripts - 1;
    size_t length = strlen(string);
    size_t used = 0;
    for (size_t at = 0; at < length; at += used) {
        uint32_t wanted = utf8_decode(string + at, length - at, &used);
        bool found = false;
        for (size_t i = 0; i < total && !found;) {
            size_t plain = 0;
            size_t small = 0;
            found = utf8_decode(pairs + i, total - i, &plain) == wanted;
            utf8_decode(pairs + i + plain, total - i - plain, &small);
            if (found) {
                text_append_bytes(out, pairs + i + plain, small);
            }
            i += plain + small;
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool append_script(Text *out, const Noad *script, bool above, bool unicode) {
    if (script->kind == NOAD_PRIME && above) {
        render_name(out, script, unicode);
        return true;
    }
    if (script->kind == NOAD_ROW) {
        for (size_t i = 0; i < script->count; i++) {
            if (!append_script(out, script->items[i], above, unicode)) {
                return false;
            }
        }
        return true;
    }
    if (script->kind == NOAD_SPACE) {
        return true;
    }
    bool leaf = script->kind == NOAD_SYMBOL || script->kind == NOAD_NUMBER ||
                script->kind == NOAD_OPERATOR || script->kind == NOAD_FENCE;
    if (!unicode || !leaf) {
        return false;
    }
    Text name;
    text_init(&name);
    render_name(&name, script, unicode);
    bool converted = append_small(out, name.bytes, above);
    text_clear(&name);
    return converted;
}

static void text_truncate(Text *text, size_t length) {
    text->length = length;
    text->bytes[length] = '\0';
}

bool render_script(Text *out, const Noad *script, bool above, bool unicode) {
    size_t before = out->length;
    if (append_script(out, script, above, unicode) && out->length > before) {
        return true;
    }
    text_truncate(out, before);
    return false;
}

static const struct {
    const char *name;
    uint32_t combining;
} accents[] = {
    {"bar", 0x304},   {"hat", 0x302},   {"tilde", 0x303}, {"dot", 0x307},
    {"ddot", 0x308},  {"vec", 0x20D7},  {"check", 0x30C}, {"breve", 0x306},
    {"acute", 0x301}, {"grave", 0x300}, {"ring", 0x30A},
};

static uint32_t accent_mark(const char *name) {
    for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++) {
        if (strcmp(accents[i].name, name) == 0) {
            return accents[i].combining;
        }
    }
    return 0;
}

bool render_accent(Text *out, const Noad *accent, bool unicode) {
    const Noad *base = noad_only(accent->items[0]);
    size_t before = out->length;
    bool scripts = base->kind == NOAD_SCRIPTS;
    const Noad *letter = scripts ? noad_only(base->items[0]) : base;
    bool drawn = false;
    if (letter->kind == NOAD_ACCENT) {
        drawn = render_accent(out, letter, unicode);
    } else if (letter->kind == NOAD_SYMBOL) {
        /* "abar", not "alphabar": that is what people type. */
        bool alpha = !unicode && strcmp(letter->name, "alpha") == 0;
        if (alpha) {
            text_append_char(out, 'a');
        } else {
            render_name(out, letter, unicode);
        }
        drawn = true;
    }
    if (!drawn) {
        return false;
    }
    if (unicode) {
        append_code_point(out, accent_mark(accent->name));
    } else {
        text_append(out, accent->name);
    }
    for (size_t i = 1; scripts && i < 3; i++) {
        if (base->items[i] != NULL && !render_script(out, base->items[i], i == 2, unicode)) {
            text_truncate(out, before);
            return false;
        }
    }
    return true;
}
