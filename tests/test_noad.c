/* test_noad.c - the TeX parser: the trees of formulas, and the tables of commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "math/noad.h"
#include "math/noad_commands.h"

static void dump(Text *out, const Noad *noad);

static void dump_items(Text *out, const char *head, const Noad *noad) {
    text_printf(out, "(%s", head);
    for (size_t i = 0; i < noad->count; i++) {
        text_append_char(out, ' ');
        dump(out, noad->items[i]);
    }
    text_append_char(out, ')');
}

static void dump_named(Text *out, const char *kind, const Noad *noad) {
    Text head;
    text_init(&head);
    text_printf(&head, "%s:%s", kind, noad->name);
    dump_items(out, head.bytes, noad);
    text_clear(&head);
}

/* A compact picture of a tree: symbols and operators by name, "#" before numbers, o c e before
 * opening, closing and either-way fences, the size of a \big one after them. */
static void dump(Text *out, const Noad *noad) {
    static const char *const alphabets[] = {"", "up:", "bold:", "cal:", "bb:", "frak:", "sans:"};
    static const char *const sides[] = {"n", "o", "c", "e"};
    if (noad == NULL) {
        text_append_char(out, '_');
        return;
    }
    switch (noad->kind) {
    case NOAD_ROW: dump_items(out, "row", noad); break;
    case NOAD_SYMBOL: text_printf(out, "%s%s", alphabets[noad->alphabet], noad->name); break;
    case NOAD_NUMBER: text_printf(out, "#%s", noad->name); break;
    case NOAD_OPERATOR:
    case NOAD_PRIME: text_append(out, noad->name); break;
    case NOAD_FENCE:
        text_printf(out, "%s%s", sides[noad->fence], noad->name);
        text_repeat(out, "!", (size_t)noad->size);
        break;
    case NOAD_FRACTION: dump_items(out, noad->name, noad); break;
    case NOAD_RADICAL: dump_items(out, "root", noad); break;
    case NOAD_SCRIPTS: dump_items(out, noad->limits ? "limits" : "scripts", noad); break;
    case NOAD_ACCENT: dump_items(out, noad->name, noad); break;
    case NOAD_DELIMITED:
        text_printf(out, "(%s ", noad->name);
        dump(out, noad->items[0]);
        text_printf(out, " %s)", noad->close);
        break;
    case NOAD_BIGOP: text_printf(out, "op:%s", noad->name); break;
    case NOAD_FUNCTION: text_printf(out, "word:%s", noad->name); break;
    case NOAD_TEXT: text_printf(out, "'%s'", noad->name); break;
    case NOAD_SPACE: text_printf(out, "<%s>", noad->name); break;
    case NOAD_TABLE:
        text_printf(out, "%zux", noad->count / noad->columns);
        text_printf(out, "%zu", noad->columns);
        dump_named(out, "", noad);
        break;
    case NOAD_DECORATED: dump_named(out, "", noad); break;
    }
}

static Source source_of(const char *tex) {
    return (Source){.name = "<test>", .bytes = tex, .length = strlen(tex)};
}

static void assert_tree(const char *tex, const char *expected) {
    Arena *arena = arena_new();
    Source source = source_of(tex);
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    if (noad == NULL) {
        fail_msg("%s: %zu:%zu: %s", tex, diag.at.line, diag.at.column, diag.message);
    }
    Text text;
    text_init(&text);
    dump(&text, noad);
    if (strcmp(text.bytes, expected) != 0) {
        fail_msg("%s\n  gave     %s\n  expected %s", tex, text.bytes, expected);
    }
    text_clear(&text);
    arena_free(arena);
}

typedef struct {
    const char *tex;
    const char *tree;
} TreeCase;

static void assert_trees(const TreeCase *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_tree(cases[i].tex, cases[i].tree);
    }
}

#define ASSERT_TREES(cases) assert_trees(cases, sizeof(cases) / sizeof(cases)[0])

static void test_digits_merge_to_numbers_but_an_argument_takes_one(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"x_t=\\alpha_t x_{t-1}+0.02",
         "(row (scripts x t _) = (scripts alpha t _) (scripts x (row t - #1) _) + #0.02)"},
        {"\\frac12+\\frac 1{x}+\\frac\\alpha\\beta+\\frac1t2",
         "(row (frac #1 #2) + (frac #1 x) + (frac alpha beta) + (frac #1 t) #2)"},
        {"\\sqrt\\alpha t+\\sqrt2x+\\sqrt[n+1]{y}",
         "(row (root alpha _) t + (root #2 _) x + (root y (row n + #1)))"},
        {"\\sqrt[{[]}]{y}", "(row (root y (row o[ c])))"},
        {"x_t^2+x^2_t+x_10", "(row (scripts x t #2) + (scripts x t #2) + (scripts x #1 _) #0)"},
        {"1.5+.5+1.2.3+1. +1{,}000+10^{-4}",
         "(row #1.5 + #.5 + #1.2 . #3 + #1 . + #1 , #000 + (scripts #10 _ (row - #4)))"},
        {"1...n", "(row #1 ldots n)"},
        {"1..5", "(row #1 . . #5)"},
    };
    ASSERT_TREES(cases);
}

static void test_small_characters_are_scripts_and_a_root_sign_is_a_root(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"x₀+σ²+a₁₂³+xₜ₋₁ⁿ",
         "(row (scripts x #0 _) + (scripts sigma _ #2) + (scripts a #12 #3) + (scripts x (row t - "
         "#1) n))"},
        {"x²_t+ᾱₜ", "(row (scripts x t #2) + (scripts (bar alpha) t _))"},
        {"√2x+√αₜ+√ᾱ_t+√√2", "(row (root #2 _) x + (root (scripts alpha t _) _) + (root (scripts "
                             "(bar alpha) t _) _) + (root (root #2 _) _))"},
        {"√(1-(a)b²)c+√{ab}", "(row (root (row #1 - o( a c) (scripts b _ #2)) _) c + (root (row a "
                              "b) _))"},
    };
    ASSERT_TREES(cases);
}

static void test_scripts_and_primes_attach_to_their_letter(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"x'_{t+1}+x''^2_t+x^\\prime+x^{\\prime\\prime}+x^{'}",
         "(row (scripts x (row t + #1) ') + (scripts x t (row '' #2)) + (scripts x _ ') + (scripts "
         "x _ '') + (scripts x _ '))"},
        {"{x_t}^2+{}_a+^b",
         "(row (scripts (scripts x t _) _ #2) + (scripts (row) a _) (scripts + _ b))"},
        {"A^T A^\\top A^{\\mathsf T} A^\\intercal",
         "(row (scripts A _ T) (scripts A _ top) (scripts A _ sans:T) (scripts A _ top))"},
        {"\\{\\alpha_t\\}_{t=1}^T", "(row o{ (scripts alpha t _) (scripts c} (row t = #1) T))"},
        {"\\bigl[x\\bigr]_0^1", "(row o[! x (scripts c]! #0 #1))"},
        {"(1-a)^2", "(row o( #1 - a (scripts c) _ #2))"},
        {"x^{'2}", "(row (scripts x _ (row ' #2)))"},
    };
    ASSERT_TREES(cases);
}

static void test_accents_take_a_token_or_a_group(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"\\bar\\alpha_t+\\bar{\\alpha}_t+\\bar{\\alpha_{t-}}",
         "(row (scripts (bar alpha) t _) + (scripts (bar alpha) t _) + (bar (scripts alpha (row t "
         "-) _)))"},
        {"\\overline{\\alpha}\\widehat x\\widetilde{p}\\dot x\\vec{v}",
         "(row (bar alpha) (hat x) (tilde p) (dot x) (vec v))"},
        /* Unicode's own: with a combining character, and in one piece. */
        {"\u1fb1_t+\u03b1\u0304_t+\u03b2\u0303_t+x\u0302",
         "(row (scripts (bar alpha) t _) + (scripts (bar alpha) t _) + (scripts (tilde beta) t _) "
         "+ "
         "(hat x))"},
    };
    ASSERT_TREES(cases);
}

static void test_alphabets_reach_every_letter_of_their_argument(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"\\boldsymbol{x}_t\\boldsymbol\\mu\\mathbf I\\mathbf{0}\\bm x",
         "(row (scripts bold:x t _) bold:mu bold:I #0 bold:x)"},
        {"\\mathcal N\\mathcal{N}\\mathbb{E}\\mathfrak g", "(row cal:N cal:N bb:E frak:g)"},
        {"\\boldsymbol{\\epsilon_\\theta}\\mathbf{\\mathcal N x}",
         "(row (scripts bold:epsilon bold:theta _) (row cal:N bold:x))"},
        {"{\\bf x}y", "(row bold:x y)"},
    };
    ASSERT_TREES(cases);
}

static void test_upright_words_are_functions_and_letters_symbols(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"\\mathrm{Var}\\mathrm{d}x\\operatorname{Var}\\operatorname{x}\\mathrm T{\\rm KL}",
         "(row word:Var up:d x word:Var up:x up:T word:KL)"},
        {"D_\\mathrm{KL}\\text{Var}[x]\\textbf{E}\\textbf{Eq}",
         "(row (scripts D word:KL _) 'Var' o[ x c] bold:E 'Eq')"},
        {"\\text{if $x > 0$ 或 50\\%} \\text x", "(row 'if $x > 0$ 或 50%' 'x')"},
        {"\\text{a  \n b~c\\ d % e }\n}", "(row 'a b c d ')"},
        {"\\operatorname*{arg\\,max}_x\\arg\\min_\\theta\\arg\\,\\max\\arg "
         "z\\mathrm{argmin}\\operatorname{log-sum}",
         "(row (limits op:argmax x _) (limits op:argmin theta _) op:argmax word:arg z op:argmin "
         "word:log-sum)"},
        {"\\mathop{\\mathrm{argmin}}_x", "(row (limits op:argmin x _))"},
        {"\\log\\ln\\exp\\sin x", "(row word:log word:ln word:exp word:sin x)"},
    };
    ASSERT_TREES(cases);
}

static void test_fences_know_their_side_and_size(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"\\left(\\frac "
         "ab\\right)^2\\left.x\\right|_0^1\\left\\|x\\right\\Vert\\left\\{x\\middle|y\\right>",
         "(row (scripts (( (row (frac a b)) )) _ #2) (scripts (. (row x) |) #0 #1) (|| (row x) ||) "
         "({ (row x e| y) >))"},
        {"\\left||x|\\right|", "(row (| (row e| x e|) |))"},
        {"\\Big(\\bigg|\\Bigg\\}\\bigm|\\big/", "(row o(!! e|!!! c}!!!! e|! /)"},
        {"|x|\\vert\\lvert\\rvert\\mid\\|\\Vert\\parallel\\lVert\\rVert||",
         "(row e| x e| e| o| c| e| e|| e|| e|| o|| c|| e||)"},
        {"()[]\\{\\}\\langle\\rangle", "(row o( c) o[ c] o{ c} o< c>)"},
    };
    ASSERT_TREES(cases);
}

static void test_big_operators_know_where_their_bounds_stand(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"\\prod_{i=1}^t\\alpha_i+\\sum\\limits_i+\\int_0^1+\\int\\limits_a+\\sum\\nolimits_i+"
         "\\lim_{x\\to0}",
         "(row (limits op:prod (row i = #1) t) (scripts alpha i _) + (limits op:sum i _) + "
         "(scripts op:int #0 #1) + (limits op:int a _) + (scripts op:sum i _) + (limits op:lim "
         "(row x rightarrow #0) _))"},
        {"\\sum_{\\substack{i<n\\\\j}}x",
         "(row (limits op:sum 2x1(:substack (row i < n) (row j)) _) x)"},
        {"\\iint", "(row op:iint)"},
    };
    ASSERT_TREES(cases);
}

static void test_synonyms_are_folded(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"\\le\\leq\\leqslant\\ge\\geq\\ne\\neq\\not=\\not\\in\\to\\implies\\coloneqq:="
         "\\lt\\gt\\thickapprox\\iff",
         "(row le le le ge ge ne ne ne notin rightarrow Rightarrow coloneqq coloneqq < > approx "
         "Leftrightarrow)"},
        {"\\ldots\\dots\\dotsb\\dotsc...\\cdots", "(row ldots ldots ldots ldots ldots cdots)"},
        {"*\\ast\\cdot\\times/-,;:!.?", "(row ast ast cdot times / - , ; : ! . ?)"},
        {"（x，y；z：1）＝−2·3×4≤5…ε θ ϵ",
         "(row o( x , y ; z : #1 c) = - #2 cdot #3 times #4 le #5 ldots varepsilon theta epsilon)"},
        {"\\infty\\partial\\nabla_x\\pm\\circ\\in\\sim\\lbrack\\colon",
         "(row infty partial (scripts nabla x _) pm circ in sim o[ :)"},
    };
    ASSERT_TREES(cases);
}

static void test_decorations_keep_their_content(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"\\color{red}{x}\\textcolor{red}y\\color{red}z\\boxed{a}\\phantom{b}",
         "(row (:color x _) (:color y _) z (:boxed a _) (:phantom b _))"},
        {"\\underbrace{a+b}_{n}^2\\overbrace{a}^{m}",
         "(row (scripts (:underbrace (row a + b) n) _ #2) (:overbrace a m))"},
        {"\\overset{d}{=}\\stackrel{?}{=}\\underset{x}{\\min}\\underset{x}y\\xrightarrow{p}"
         "\\xrightarrow[a]{b}",
         "(row (:overset = d) (:overset = ?) (limits op:min x _) (:underset y x) (:overset "
         "rightarrow p) (:underset (:overset rightarrow b) a))"},
        {"\\displaystyle x\\nonumber\\label{eq:1}\\tag{3.1}\\textstyle y",
         "(row x (:tag '3.1' _) y)"},
        {"a\\,b\\quad c\\ d~e\\!f\\hspace{2pt}g", "(row a <,> b <quad> c < > d <~> e <!> f < > g)"},
    };
    ASSERT_TREES(cases);
}

static void test_tables_come_from_environments_and_from_bare_alignment(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"a &= b \\\\ &= c \\\\[2pt] & d \\\\",
         "(row 3x2(:aligned (row a) (row = b) (row) (row = c) (row) (row d)))"},
        {"a &= b \\\\\\   \n= c", "(row 2x2(:aligned (row a) (row = b) (row < > = c) (row)))"},
        {"&x", "(row 1x2(:aligned (row) (row x)))"},
        {"\\begin{aligned} a &= b \\\\ c \\end{aligned}",
         "(row 2x2(:aligned (row a) (row = b) (row c) (row)))"},
        {"\\begin{align*} a \\end{align*}", "(row 1x1(:aligned (row a)))"},
        {"\\begin{cases} 1 & x>0 \\\\ 0 \\end{cases}",
         "(row 2x2(:cases (row #1) (row x > #0) (row #0) (row)))"},
        {"\\begin{equation} x=1 \\end{equation}", "(row x = #1)"},
        {"\\begin{equation*}\\begin{split} x &= 1 \\end{split}\\end{equation*}",
         "(row 1x2(:aligned (row x) (row = #1)))"},
        {"\\begin{array}{c|c} a & b \\end{array}\\begin{pmatrix}1\\end{pmatrix}",
         "(row 1x2(:array (row a) (row b)) 1x1(:pmatrix (row #1)))"},
        {"\\begin{gathered}[t] a \\\\ b \\end{gathered}", "(row 2x1(:gathered (row a) (row b)))"},
    };
    ASSERT_TREES(cases);
}

static void test_dollars_brackets_and_prose_round_a_formula_are_understood(void **state) {
    (void)state;
    static const TreeCase cases[] = {
        {"$$ x = 1 $$", "(row x = #1)"},
        {"$x$", "(row x)"},
        {"\\[ x \\]", "(row x)"},
        {"\\( x \\)", "(row x)"},
        {"设$x>0$，则$y=1$", "(row '设' x > #0 '，则' y = #1)"},
        {"x % comment }\n+ y", "(row x + y)"},
        {"满足 é x_最大", "(row '满足' é (scripts x '最' _) '大')"},
        {"", "(row)"},
    };
    ASSERT_TREES(cases);
}

static void assert_spans(const char *tex, const Noad *noad, const char *expected) {
    size_t length = noad->span.end - noad->span.start;
    if (length != strlen(expected) || memcmp(tex + noad->span.start, expected, length) != 0) {
        fail_msg("%s: span is \"%.*s\", expected \"%s\"", tex, (int)length, tex + noad->span.start,
                 expected);
    }
}

static void test_spans_cover_what_was_written(void **state) {
    (void)state;
    const char *tex = "a + \\frac{1}{x_{t}'} = \\left( b \\right)^2 \\mathrm{Var} 0.5 ";
    static const char *const items[] = {
        "a", "+", "\\frac{1}{x_{t}'}", "=", "\\left( b \\right)^2", "\\mathrm{Var}", "0.5"};
    Arena *arena = arena_new();
    Source source = source_of(tex);
    Diag diag = {0};
    const Noad *row = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    assert_non_null(row);
    assert_int_equal(row->count, sizeof items / sizeof items[0]);
    for (size_t i = 0; i < row->count; i++) {
        assert_spans(tex, row->items[i], items[i]);
    }
    const Noad *scripts = row->items[2]->items[1];
    assert_spans(tex, row->items[2]->items[0], "1");
    assert_spans(tex, scripts, "x_{t}'");
    assert_spans(tex, scripts->items[1], "t");
    assert_spans(tex, scripts->items[2], "'");
    assert_spans(tex, row->items[4]->items[0], "\\left( b \\right)");
    arena_free(arena);
}

static void test_rows_of_the_command_tables_are_sorted_and_found(void **state) {
    (void)state;
    size_t count = 0;
    const Command *commands = command_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(commands[i - 1].name, commands[i].name) >= 0) {
            fail_msg("\\%s stands before \\%s", commands[i - 1].name, commands[i].name);
        }
        assert_ptr_equal(command_find(commands[i].name, strlen(commands[i].name)), &commands[i]);
        /* A longer name must not find a shorter one's row, nor the other way round. */
        assert_ptr_not_equal(command_find(commands[i].name, strlen(commands[i].name) - 1),
                             &commands[i]);
    }
    const Environment *environments = environment_table(&count);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(environment_find(environments[i].name, strlen(environments[i].name)),
                         &environments[i]);
    }
}

/* What must surround a command of each kind so that it can be read; "x" stands for the command. */
static const char *command_frame(CommandKind kind) {
    switch (kind) {
    case COMMAND_LEFT: return "x( a \\right)";
    case COMMAND_RIGHT: return "\\left( a x)";
    case COMMAND_MIDDLE: return "\\left( a x| b \\right)";
    case COMMAND_BIG: return "x(";
    case COMMAND_NOT: return "x=";
    case COMMAND_LIMITS: return "\\sum x_a";
    case COMMAND_BEGIN: return "x{aligned} a \\end{aligned}";
    case COMMAND_END: return "\\begin{aligned} a x{aligned}";
    case COMMAND_COLOR: return "x{red}{a}";
    case COMMAND_SYMBOL:
    case COMMAND_OPERATOR:
    case COMMAND_FENCE:
    case COMMAND_FUNCTION:
    case COMMAND_BIGOP:
    case COMMAND_PRIME:
    case COMMAND_ACCENT:
    case COMMAND_FRACTION:
    case COMMAND_SQRT:
    case COMMAND_SPACE:
    case COMMAND_SKIP_SPACE:
    case COMMAND_ALPHABET:
    case COMMAND_SWITCH:
    case COMMAND_WORD:
    case COMMAND_NAMED:
    case COMMAND_TEXT:
    case COMMAND_STYLE:
    case COMMAND_DROP:
    case COMMAND_TAG:
    case COMMAND_DECORATION:
    case COMMAND_BRACE:
    case COMMAND_STACK:
    case COMMAND_ARROW:
    case COMMAND_SUBSTACK:
    case COMMAND_GROUP:
    case COMMAND_NEWLINE:
    case COMMAND_SHIFT:
    case COMMAND_KIND_COUNT: break;
    }
    return "x{a}{b}";
}

static void test_every_command_can_be_read(void **state) {
    (void)state;
    size_t count = 0;
    const Command *commands = command_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (commands[i].kind == COMMAND_SHIFT) {
            continue; /* \[ \] \( \) stand round a formula: they have a test of their own */
        }
        Arena *arena = arena_new();
        const char *frame = command_frame(commands[i].kind);
        const char *place = strchr(frame, 'x');
        char *tex = arena_printf(arena, "%.*s\\%s%s", (int)(place - frame), frame, commands[i].name,
                                 place + 1);
        Source source = source_of(tex);
        Diag diag = {0};
        if (noad_parse(arena, &source, (Span){0, source.length}, &diag) == NULL) {
            fail_msg("%s: %s", tex, diag.message);
        }
        /* Alone it is read or refused, never a crash. */
        Span alone = {(size_t)(place - frame),
                      (size_t)(place - frame) + 1 + strlen(commands[i].name)};
        noad_parse(arena, &source, alone, &diag);
        arena_free(arena);
    }
}

static void test_classes_of_operators(void **state) {
    (void)state;
    static const struct {
        const char *name;
        NoadClass class;
    } cases[] = {
        {"+", CLASS_BINARY},       {"cdot", CLASS_BINARY},       {"ast", CLASS_BINARY},
        {"=", CLASS_RELATION},     {"le", CLASS_RELATION},       {"sim", CLASS_RELATION},
        {"<", CLASS_RELATION},     {"coloneqq", CLASS_RELATION}, {"Rightarrow", CLASS_RELATION},
        {",", CLASS_PUNCTUATION},  {":", CLASS_PUNCTUATION},     {"!", CLASS_ORDINARY},
        {"ldots", CLASS_ORDINARY}, {"alpha", CLASS_ORDINARY},    {"", CLASS_ORDINARY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (noad_class(cases[i].name) != cases[i].class) {
            fail_msg("%s: class %d, expected %d", cases[i].name, (int)noad_class(cases[i].name),
                     (int)cases[i].class);
        }
    }
}

static void test_blank_means_spaces_and_empty_rows(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        bool blank;
    } cases[] = {{"", true},   {"\\quad\\,", true}, {"{}\\label{a}", true}, {"{\\;}", true},
                 {"x", false}, {"\\quad .", false}, {"\\phantom{x}", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena *arena = arena_new();
        Source source = source_of(cases[i].tex);
        Diag diag = {0};
        const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
        assert_non_null(noad);
        if (noad_is_blank(noad) != cases[i].blank) {
            fail_msg("%s", cases[i].tex);
        }
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits_merge_to_numbers_but_an_argument_takes_one),
        cmocka_unit_test(test_small_characters_are_scripts_and_a_root_sign_is_a_root),
        cmocka_unit_test(test_scripts_and_primes_attach_to_their_letter),
        cmocka_unit_test(test_accents_take_a_token_or_a_group),
        cmocka_unit_test(test_alphabets_reach_every_letter_of_their_argument),
        cmocka_unit_test(test_upright_words_are_functions_and_letters_symbols),
        cmocka_unit_test(test_fences_know_their_side_and_size),
        cmocka_unit_test(test_big_operators_know_where_their_bounds_stand),
        cmocka_unit_test(test_synonyms_are_folded),
        cmocka_unit_test(test_decorations_keep_their_content),
        cmocka_unit_test(test_tables_come_from_environments_and_from_bare_alignment),
        cmocka_unit_test(test_dollars_brackets_and_prose_round_a_formula_are_understood),
        cmocka_unit_test(test_spans_cover_what_was_written),
        cmocka_unit_test(test_rows_of_the_command_tables_are_sorted_and_found),
        cmocka_unit_test(test_every_command_can_be_read),
        cmocka_unit_test(test_classes_of_operators),
        cmocka_unit_test(test_blank_means_spaces_and_empty_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
