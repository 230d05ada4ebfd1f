/* test_render.c - formulas in the terminal: exact lines and blocks, and what holds for every one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "math/noad.h"
#include "math/render.h"

/* The largest formula must be drawn in this time, also in a sanitised build. */
#define HOSTILE_MILLISECONDS 5000.0

typedef struct {
    const char *tex;
    const char *line;
} LineCase;

typedef struct {
    const char *tex;
    size_t width;
    const char *block;
} BlockCase;

static const Noad *parsed(Arena *arena, const char *tex) {
    Source source = {.name = "<test>", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    if (noad == NULL) {
        fail_msg("%.80s: %zu:%zu: %s", tex, diag.at.line, diag.at.column, diag.message);
    }
    return noad;
}

static void assert_lines(const LineCase *cases, size_t count, bool unicode) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        Text text;
        text_init(&text);
        render_line(&text, parsed(arena, cases[i].tex), unicode);
        if (strcmp(text.bytes, cases[i].line) != 0) {
            fail_msg("%s\n  gave     %s\n  expected %s", cases[i].tex, text.bytes, cases[i].line);
        }
        text_clear(&text);
        arena_free(arena);
    }
}

static void assert_blocks(const BlockCase *cases, size_t count, bool unicode) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        Text text;
        text_init(&text);
        size_t width = render_block(&text, parsed(arena, cases[i].tex), unicode);
        if (strcmp(text.bytes, cases[i].block) != 0 || width != cases[i].width) {
            fail_msg("%s\ngave (%zu columns)\n%s\nexpected (%zu columns)\n%s", cases[i].tex, width,
                     text.bytes, cases[i].width, cases[i].block);
        }
        text_clear(&text);
        arena_free(arena);
    }
}

#define COUNT(cases) (sizeof(cases) / sizeof(cases)[0])

static const LineCase unicode_lines[] = {
    {"\\mu_\\theta(x_t,t)=\\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t-\\frac{1-\\alpha_t}{\\sqrt{1-"
     "\\bar\\alpha_t}}\\epsilon_\\theta(x_t,t)\\right)",
     "μ_θ(xₜ, t) = (1/√αₜ)(xₜ - ((1 - αₜ)/√(1 - ᾱₜ))ϵ_θ(xₜ, t))"},
    {"x_t=\\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon,\\quad "
     "\\epsilon\\sim\\mathcal N(\\boldsymbol 0,\\boldsymbol I)",
     "xₜ = √ᾱₜ x₀ + √(1 - ᾱₜ) ϵ,  ϵ ∼ 𝒩(0, I)"},
    {"q(x_{t-1}|x_t,x_0)\\propto e^{-\\frac{(x-\\mu)^2}{2\\sigma^2}}",
     "q(xₜ₋₁|xₜ, x₀) ∝ e^(-(x-μ)²/(2σ²))"},
    {"\\tilde\\beta_t=\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
     "β̃ₜ = ((1 - ᾱₜ₋₁)/(1 - ᾱₜ))βₜ"},
    {"D_{\\mathrm{KL}}(q\\|p)=\\mathbb E_q\\left[\\log\\frac qp\\right]\\ge0",
     "D_KL(q‖p) = 𝔼_q[log(q/p)] ≥ 0"},
    {"\\hat\\theta=\\arg\\min_\\theta\\sum_{i=1}^n\\|x_i-\\theta\\|^2",
     "θ̂ = argmin_θ ∑ᵢ₌₁ⁿ ‖xᵢ - θ‖²"},
    {"\\left.\\frac{x^2}{2}\\right|_0^1=\\frac12", "x²/2|₀¹ = 1/2"},
    {"x'_{t+1}=-x^*+x_T^\\top", "x′ₜ₊₁ = -x* + x_Tᵀ"},
    {"-\\int_0^1 f(x)\\,dx", "-∫₀¹ f(x) dx"},
    {"\\frac{ab}{(1-c)^2}\\cdot\\frac a{bc}", "ab/(1 - c)² · a/(bc)"},
    {"\\frac12\\log x-\\log\\frac12+2\\frac ab c", "(1/2) log x - log(1/2) + 2(a/b)c"},
    {"\\frac{\\frac ab}{c}", "(a/b)/c"},
    {"\\sqrt[3]{x+1}\\sqrt2\\sqrt{x_T}\\sqrt{\\left(a\\right)}", "³√(x + 1) √2 √(x_T) √(a)"},
    {"\\overline{x+y}+\\hat{\\bar x}+\\vec{v}", "bar(x + y) + x̄̂ + v⃗"},
    {"a-b=-c\\cdot(-d)+|-x|-1", "a - b = -c · (-d) + |-x| - 1"},
    {"f(x)=\\begin{cases}1 & x>0\\\\0 & \\text{otherwise}\\end{cases}",
     "f(x) = {1, x > 0; 0, otherwise"},
    {"\\begin{aligned}a&=b\\\\&=c\\\\&+d\\\\e&=f\\end{aligned}", "a = b = c + d; e = f"},
    {"\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}^{-1}", "(a, b; c, d)⁻¹"},
    {"\\boxed{x=1}\\quad\\xrightarrow{p}\\underbrace{a}_{n}\\binom nk\\phantom{x}\\tag{7}",
     "[x = 1]  →[p] a[n]C(n, k)  (7)"},
    {"\\nabla_{x_t}\\log p(x_t)", "∇_(xₜ) log p(xₜ)"},
    {"2x\\;y~z\\!w\\qquad v", "2x y zw    v"},
    {"\\mathcal{L}_{\\text{simple}}+{\\boldsymbol\\epsilon}_{\\boldsymbol\\theta}",
     "ℒ_simple + ϵ_θ"},
    {"\\lim_{x\\to\\infty}x\\in\\mathbb R", "lim_(x→∞) x ∈ ℝ"},
    {"如果$x>0$，则", "如果x > 0，则"},
    {"\\left\\langle x\\right\\rangle+\\lfloor y\\rfloor", "⟨x⟩ + ⌊y⌋"},
};

static const LineCase ascii_lines[] = {
    {"\\mu_\\theta(x_t,t)=\\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t-\\frac{1-\\alpha_t}{\\sqrt{1-"
     "\\bar\\alpha_t}}\\epsilon_\\theta(x_t,t)\\right)",
     "mu_theta(x_t, t) = (1/sqrt(alpha_t))(x_t - ((1 - alpha_t)/sqrt(1 - abar_t)) eps_theta(x_t, "
     "t))"},
    {"x_t=\\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon,\\quad "
     "\\epsilon\\sim\\mathcal N(\\boldsymbol 0,\\boldsymbol I)",
     "x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) eps,  eps ~ N(0, I)"},
    {"D_{\\mathrm{KL}}(q\\|p)=\\mathbb E_q\\left[\\log\\frac qp\\right]\\ge0",
     "D_KL(q||p) = E_q[log(q/p)] >= 0"},
    {"\\hat\\theta=\\arg\\min_\\theta\\sum_{i=1}^n\\|x_i-\\theta\\|^2",
     "thetahat = argmin_theta sum_(i=1)^n ||x_i - theta||^2"},
    {"\\bar\\beta_t^2\\sigma_t^2 I+2\\pi\\sigma", "betabar_t^2 sigma_t^2 I + 2 pi sigma"},
    {"x^2_t\\to\\varepsilon\\approx\\alpha_{t+1}x_t", "x_t^2 -> veps ~= alpha_(t+1) x_t"},
    {"x\\le y\\ne z\\Rightarrow a\\times b\\cdots", "x <= y != z => a * b..."},
    {"\\sum_{t=1}^T x_t\\in\\mathbb R", "sum_(t=1)^T x_t in R"},
    {"均值 é", "???"},
    {"(a)x_t+\\alpha x", "(a) x_t + alpha x"},
    {"x^*y^{T-1}", "x^* y^(T-1)"},
};

static const BlockCase unicode_blocks[] = {
    {"\\mu_\\theta(x_t,t)=\\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t-\\frac{1-\\alpha_t}{\\sqrt{1-"
     "\\bar\\alpha_t}}\\epsilon_\\theta(x_t,t)\\right)",
     42,
     "             1  ⎛      1 - αₜ            ⎞\n"
     "μ (xₜ, t) = ─── ⎜xₜ - ───────── ϵ (xₜ, t)⎟\n"
     " θ          √αₜ ⎜       ______   θ       ⎟\n"
     "                ⎝      √1 - ᾱₜ           ⎠"},
    {"\\tilde\\beta_t=\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", 16,
     "     1 - ᾱₜ₋₁\n"
     "β̃ₜ = ──────── βₜ\n"
     "      1 - ᾱₜ"},
    {"\\bar\\alpha_T=\\prod_{t=1}^T\\sqrt{1-\\frac{0.02t}{T}}", 22,
     "             _________\n"
     "      T     ╱    0.02t\n"
     "ᾱ  =  ∏    ╱ 1 - ─────\n"
     " T   t=1 ╲╱        T"},
    {"f(x)=\\frac{1}{\\sqrt{2\\pi\\sigma^2}}e^{-\\frac{(x-\\mu)^2}{2\\sigma^2}}", 24,
     "                  (x-μ)²\n"
     "                - ──────\n"
     "          1        2σ²\n"
     "f(x) = ─────── e\n"
     "         ____\n"
     "        √2πσ²"},
    {"\\begin{aligned}x_t&=\\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon\\\\&="
     "\\frac ab+c\\\\&+d^2\\end{aligned}",
     23,
     "               ______\n"
     "xₜ = √ᾱₜ x₀ + √1 - ᾱₜ ϵ\n"
     "\n"
     "     a\n"
     "   = ─ + c\n"
     "     b\n"
     "\n"
     "   + d²"},
    {"\\begin{aligned}a&=b\\\\&=c\\end{aligned}", 5,
     "a = b\n"
     "  = c"},
    {"\\begin{cases}1&x>0\\\\0&\\text{otherwise}\\end{cases}", 13,
     "⎰1  x > 0\n"
     "⎱0  otherwise"},
    {"\\begin{cases}1\\\\2\\\\3\\end{cases}", 2,
     "⎧1\n"
     "⎨2\n"
     "⎩3"},
    {"\\begin{pmatrix}a&b\\\\c&\\frac12\\end{pmatrix}^{-1}\\begin{Bmatrix}1\\\\2\\\\3\\end{"
     "Bmatrix}",
     11,
     "⎛a  b⎞⁻¹\n"
     "⎜    ⎟  ⎧1⎫\n"
     "⎜   1⎟  ⎨2⎬\n"
     "⎜c  ─⎟  ⎩3⎭\n"
     "⎝   2⎠"},
    {"\\left.\\frac{x^2}{2}\\right|_0^1+\\left\\|\\frac ab\\right\\|^2", 11,
     "x²│¹   ║a║²\n"
     "──│  + ║─║\n"
     "2 │₀   ║b║"},
    {"\\Big[x+\\big(y\\big)\\Big]", 9,
     "⎡       ⎤\n"
     "⎢x + (y)⎥\n"
     "⎣       ⎦"},
    {"L_{\\mathrm{simple}}=\\mathbb "
     "E_{t,x_0}\\left[\\|\\epsilon-\\epsilon_\\theta(x_t)\\|^2\\right]",
     30,
     "L       = 𝔼    [‖ϵ - ϵ (xₜ)‖²]\n"
     " simple    t,x₀       θ"},
    {"\\sqrt[3]{x+1}+\\sqrt[3]{\\frac ab}+\\sqrt[12]2", 22,
     "              _\n"
     "3 _____      ╱a   12\n"
     " √x + 1 +  3╱ ─ +   √2\n"
     "          ╲╱  b"},
    {"\\sum_{i=1}^n\\int_0^1\\int_{-\\infty}^\\infty x^{T-1}_\\theta", 16,
     " n       ∞\n"
     " ∑  ∫₀¹ ∫   xᵀ⁻¹\n"
     "i=1      -∞  θ"},
    {"\\underbrace{a+b}_{\\text{sum}}+\\overbrace{c+d}^n+\\underline{xy}", 18,
     "          n\n"
     "        ╭───╮\n"
     "a + b + c + d + xy\n"
     "╰───╯           ──\n"
     " sum"},
    {"\\boxed{x=\\frac12}\\;\\xrightarrow{p}\\overset{d}{=}", 13,
     "┌───────┐\n"
     "│     1 │ p d\n"
     "│ x = ─ │ → =\n"
     "│     2 │\n"
     "└───────┘"},
    {"\\overline{x+y}+\\widehat{xy}", 10,
     "_____   ^\n"
     "x + y + xy"},
    {"-\\frac ab-c\\frac de", 9,
     "  a     d\n"
     "- ─ - c ─\n"
     "  b     e"},
    {"\\frac{1+\\frac1x}{y}", 7,
     "     1\n"
     " 1 + ─\n"
     "     x\n"
     "───────\n"
     "   y"},
    {"\\text{均值}=\\frac{\\text{和}}{n}", 9,
     "       和\n"
     "均值 = ──\n"
     "       n"},
    {"x_\\theta^2+\\sigma_\\theta'^2+A_T", 13,
     "x² + σ′² + A\n"
     " θ    θ     T"},
    {"", 0, ""},
    {"\\text{宽́x́́́́́́́y}", 4, "宽́x́́́́́y"},
    {"\\text{a }", 1, "a"},
    {"\\begin{matrix}a&&b\\end{matrix}", 4, "a  b"},
    {"x'_{t+1}", 5, "x′ₜ₊₁"},
    {"\\left(\\epsilon_\\theta\\right)^2_\\theta", 5,
     "(ϵ )²\n"
     "  θ θ"},
};

static const BlockCase ascii_blocks[] = {
    {"\\mu_\\theta(x_t,t)=\\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t-\\frac{1-\\alpha_t}{\\sqrt{1-"
     "\\bar\\alpha_t}}\\epsilon_\\theta(x_t,t)\\right)",
     75,
     "                         1       /        1 - alpha_t                     \\\n"
     "mu_theta(x_t, t) = ------------- |x_t - ---------------- eps_theta(x_t, t)|\n"
     "                   sqrt(alpha_t) \\      sqrt(1 - abar_t)                  /"},
    {"\\bar\\alpha_T=\\prod_{t=1}^T\\sqrt{1-\\frac{0.02t}{T}}", 29,
     "          T       /    0.02t\\\n"
     "abar_T = prod sqrt|1 - -----|\n"
     "         t=1      \\      T  /"},
    {"\\begin{pmatrix}a&b\\\\c&\\frac12\\end{pmatrix}^{-1}\\begin{Bmatrix}1\\\\2\\\\3\\end{"
     "Bmatrix}",
     11,
     "/a  b\\-1\n"
     "|    |  /1\\\n"
     "|   1|  <2>\n"
     "|c  -|  \\3/\n"
     "\\   2/"},
    {"\\sqrt[3]{x+1}+\\sqrt[3]{\\frac ab}+\\sqrt[12]2", 38,
     "                      /a\\\n"
     "3-sqrt(x + 1) + 3-sqrt|-| + 12-sqrt(2)\n"
     "                      \\b/"},
    {"\\sigma_t^2\\alpha_t+2\\pi\\sigma^2", 29,
     "     2                      2\n"
     "sigma_t alpha_t + 2 pi sigma"},
    {"\\underbrace{a+b}_{\\text{sum}}+\\overbrace{c+d}^n+\\underline{xy}", 18,
     "          n\n"
     "        /---\\\n"
     "a + b + c + d + xy\n"
     "\\---/           --\n"
     " sum"},
    {"\\boxed{x=\\frac12}\\;\\xrightarrow{p}\\overset{d}{=}", 14,
     "+-------+\n"
     "|     1 | p  d\n"
     "| x = - | -> =\n"
     "|     2 |\n"
     "+-------+"},
    {"\\overline{x+y}+\\widehat{xy}", 10,
     "_____   ^\n"
     "x + y + xy"},
    {"\\text{均值}=\\frac{\\text{和}}{n}", 6,
     "     ?\n"
     "?? = -\n"
     "     n"},
    {"\\left\\{\\frac ab\\right\\}", 3,
     "/a\\\n"
     "<->\n"
     "\\b/"},
};

static void test_lines_in_unicode_use_greek_small_scripts_and_accents(void **state) {
    (void)state;
    assert_lines(unicode_lines, COUNT(unicode_lines), true);
}

static void test_lines_in_ascii_are_what_people_type(void **state) {
    (void)state;
    assert_lines(ascii_lines, COUNT(ascii_lines), false);
}

static void test_blocks_in_unicode_stack_fractions_and_raise_scripts(void **state) {
    (void)state;
    assert_blocks(unicode_blocks, COUNT(unicode_blocks), true);
}

static void test_blocks_in_ascii_keep_the_same_shape(void **state) {
    (void)state;
    assert_blocks(ascii_blocks, COUNT(ascii_blocks), false);
}

/* What holds for every rendering: it appends, sends no control character, leaves no trailing space,
 * reports its width, and stays below 128 in ASCII. */
static void assert_well_formed(const char *tex, bool unicode, bool block) {
    static const char before[] = "kept:";
    Arena *arena = arena_new();
    Text text;
    text_init(&text);
    text_append(&text, before);
    const Noad *noad = parsed(arena, tex);
    size_t width = 0;
    if (block) {
        width = render_block(&text, noad, unicode);
    } else {
        render_line(&text, noad, unicode);
    }
    assert_memory_equal(text.bytes, before, strlen(before));
    assert_int_equal(strlen(text.bytes), text.length);
    const char *rest = text.bytes + strlen(before);
    size_t widest = 0;
    while (true) {
        size_t length = strcspn(rest, "\n");
        size_t columns = utf8_columns(rest, length);
        widest = columns > widest ? columns : widest;
        if (block && length > 0 && rest[length - 1] == ' ') {
            fail_msg("%.80s: a line ends with a space", tex);
        }
        for (size_t i = 0; i < length; i++) {
            unsigned char c = (unsigned char)rest[i];
            if (c < 0x20 || c == 0x7f || (!unicode && c >= 0x80)) {
                fail_msg("%.80s: byte 0x%02x", tex, c);
            }
        }
        if (rest[length] == '\0') {
            break;
        }
        if (!block) {
            fail_msg("%.80s: a line holds a newline", tex);
        }
        rest += length + 1;
    }
    assert_true(!block || width == widest);
    text_clear(&text);
    arena_free(arena);
}

static void test_every_rendering_is_well_formed(void **state) {
    (void)state;
    static const char *const more[] = {
        "\x1b[31mred\x1b[0m",
        "\\text{a\x1b]0;b\x07 \xe2\x80\xae c}",
        "\\text{a\nb\tc}",
        "\xcc\x81",
        "\\bar\\bar\\bar\\bar\\bar\\bar\\bar x",
        "\\text{宽}\\text{\xcc\x81}",
        "&&\\\\&",
        "{}^{}_{}",
        "\\frac{}{}",
        "\\sqrt{}",
        "\\left.\\right.",
        "\\overset{}{}",
        "\\sqrt[宽宽宽]{\\frac12}",
        "\\bar{\\text{宽}}",
        "a\xc2\x9b b",
        "\\underbrace{}_{\\frac12}",
        "\\hat{}",
        "\\sum\\limits^{\\frac12}",
    };
    for (size_t i = 0; i < COUNT(more) + COUNT(unicode_lines) + COUNT(unicode_blocks); i++) {
        size_t j = i - COUNT(more);
        const char *tex = i < COUNT(more)            ? more[i]
                          : j < COUNT(unicode_lines) ? unicode_lines[j].tex
                                                     : unicode_blocks[j - COUNT(unicode_lines)].tex;
        for (int mode = 0; mode < 4; mode++) {
            assert_well_formed(tex, mode % 2 == 0, mode / 2 == 0);
        }
    }
}

/* before, repeated; middle; after, repeated: a formula just below the limits of the parser. */
static char *nested(Arena *arena, const char *before, const char *middle, const char *after,
                    size_t depth) {
    Text text;
    text_init(&text);
    text_repeat(&text, before, depth);
    size_t room = NOAD_LENGTH_MAX - text.length - depth * strlen(after);
    text_repeat(&text, middle, room / strlen(middle));
    text_repeat(&text, after, depth);
    char *tex = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return tex;
}

static void test_the_largest_formulas_are_drawn_in_time(void **state) {
    (void)state;
    static const struct {
        const char *before;
        const char *middle;
        const char *after;
        size_t depth;
    } cases[] = {
        {"\\frac{", "a", "}{b}", 199},
        {"{a", "b", "}", 199},
        {"\\sqrt{", "a+", "a}", 199},
        {"x^{", "y", "}", 199},
        {"{", "x", "}_T", 199},
        {"\\left(\\frac ab", "c", "\\right)", 99},
        {"\\bar{", "ab", "}", 199},
        {"\\boxed{", "a", "}", 199},
        {"", "\\left(\\frac ab\\right)", "", 0},
        {"", "a\\\\\\frac ab\\\\\\alpha bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\\\\", "",
         0},
        {"", "{}_{\\frac ab}", "", 0},
        {"\\begin{pmatrix}", "a", "\\end{pmatrix}", 100},
        {"\\overset{x}{", "a", "}", 199},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena *arena = arena_new();
        const Noad *noad = parsed(
            arena, nested(arena, cases[i].before, cases[i].middle, cases[i].after, cases[i].depth));
        clock_t start = clock(); /* of the processor: other programs may run beside */
        for (int mode = 0; mode < 4; mode++) {
            Text text;
            text_init(&text);
            if (mode < 2) {
                render_line(&text, noad, mode == 0);
            } else {
                render_block(&text, noad, mode == 2);
            }
            text_clear(&text);
        }
        double elapsed = 1000.0 * (double)(clock() - start) / (double)CLOCKS_PER_SEC;
        if (elapsed > HOSTILE_MILLISECONDS) {
            fail_msg("%s...%s took %.0f ms", cases[i].before, cases[i].after, elapsed);
        }
        arena_free(arena);
    }
}

static void test_a_block_too_large_for_any_screen_comes_as_one_line(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Noad *noad = parsed(arena, nested(arena, "\\frac1{", "a", "}", 190));
    Text block, line;
    text_init(&block);
    text_init(&line);
    size_t width = render_block(&block, noad, true);
    render_line(&line, noad, true);
    assert_string_equal(block.bytes, line.bytes);
    assert_int_equal(width, utf8_columns(line.bytes, line.length));
    text_clear(&block);
    text_clear(&line);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_in_unicode_use_greek_small_scripts_and_accents),
        cmocka_unit_test(test_lines_in_ascii_are_what_people_type),
        cmocka_unit_test(test_blocks_in_unicode_stack_fractions_and_raise_scripts),
        cmocka_unit_test(test_blocks_in_ascii_keep_the_same_shape),
        cmocka_unit_test(test_every_rendering_is_well_formed),
        cmocka_unit_test(test_the_largest_formulas_are_drawn_in_time),
        cmocka_unit_test(test_a_block_too_large_for_any_screen_comes_as_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
