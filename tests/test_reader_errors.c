/* test_reader_errors.c - where a formula cannot be read: the place, the words, the hint. */
#include "reader_fixture.h"

#include <stdlib.h>

#include "cpu_time.h"

/* A reader that takes longer than this over any input has gone wrong: the slowest below takes a
 * hundredth of it. */
#define HOSTILE_LIMIT 5000.0

typedef struct {
    const char *tex;
    size_t line, column;
    const char *message;
    const char *hint;
} ErrorRow;

static const ErrorRow declared_errors[] = {
    {"\\frac{\\partial x}{\\partial \\gamma}", 1, 28, "\\gamma is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\frac{\\partial \\gamma}{\\partial x}", 1, 16, "\\gamma is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\int x dx^2", 1, 9, "expected a variable after d, found `x^2`", NULL},
    {"\\sqrt\\x", 1, 6, "unknown command \\x", "did you mean \\xi?"},
    {"\\sqrt{1-x}_t", 1, 12, "a subscript after this has no meaning here",
     "put braces round what is under the root, as in \\sqrt{\\alpha_t}"},
    {"|x||y|", 1, 3, "expected `|` to close the bar, found `||`", NULL},
    {"\\bigl[x^2 y\\bigr]_0^1", 1, 12, "it is not known which variable runs over these bounds",
     "write the integral it comes from in the same formula"},
    {"KL(\\mathcal N(0,1) \\lVert \\mathcal N(\\mu,\\sigma^2))", 1, 51,
     "expected `||` to close the `||` opened at 1:20, found `)`", NULL},
    {"a = \\begin{cases} b \\\\ c \\end{cases}", 1, 5, "a value given by cases cannot be decided",
     "write one formula for each case"},
    {"x'", 1, 1, "x' is not declared", "declare it in a symbols block, or choose a notation"},
    {"x''", 1, 1, "x'' is not declared", "did you mean x_{0}?"},
    {"a \\bmod b", 1, 3, "unexpected `\\bmod`", NULL},
    {"\\mu_t", 1, 1, "\\mu_{t} is not declared", "did you mean \\mu?"},
    {"a^b^c", 1, 4, "a second superscript on one letter",
     "put braces round one part: {x^a}^b or x^{a^b}"},
    {"\\max(a, b)", 1, 1, "\\max cannot be evaluated in a formula", NULL},
    {"\\lim_{n\\to\\infty} a", 1, 1, "\\lim cannot be evaluated in a formula", NULL},
    {"\\frac{(a)}{b}\\cdot\\frac{c}{(d)}", 1, 29, "d is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\epsilon_0", 1, 1, "\\epsilon_{0} is not declared", "did you mean \\epsilon?"},
    {"\\frac{\\partial^2 x y}{\\partial x\\partial y}", 1, 1,
     "a derivative by several variables is not read", "write it as one derivative of another"},
    {"\\frac{d^2 x}{dx}", 1, 1, "a derivative by several variables is not read",
     "write it as one derivative of another"},
    {"\\sum_{i=1, i\\ne 2}^{n} \\alpha_i", 1, 10,
     "below a sum only the index and where it starts are read, found `,` too",
     "let the index run over all, and take off what is left out"},
    {"\\int_{x>0} x dx", 1, 6, "it is not clear what this integral runs over",
     "write its bounds, as in \\int_a^b"},
    {"\\int_{\\mathbb R^+} x dx", 1, 7, "it is not clear what this integral runs over",
     "write its bounds, as in \\int_a^b"},
    {"\\int_y x dx", 1, 6, "it is not clear what this integral runs over",
     "write its bounds, as in \\int_a^b"},
    {"\\int^1 x dx", 1, 6, "this integral has an upper bound only", "write both bounds"},
    {"\\int_0^1 x y dx dy", 1, 18, "it is not clear which of the variables has these bounds",
     "write one integral sign for each differential"},
    {"\\int_0^1 dx x", 1, 10, "the differential stands before `x`",
     "write it behind what is integrated"},
    {"\\oint x dx", 1, 1, "\\oint cannot be evaluated in a formula", NULL},
    {"\\|x\\|_{B}", 1, 8, "it is not clear which norm this is", "write out what the norm is"},
    {"\\mathcal N(0,1)^2", 1, 15, "a normal law has neither a power nor an index",
     "write \\mathcal{N}(x; mean, variance) for its density"},
    {"\\mathcal N^2(0,1)", 1, 12, "it is not clear whether this is a power",
     "put the power behind the parenthesis"},
    {"\\mathbb E^n[X]", 1, 11, "it is not clear whether this is a power",
     "put the power behind the parenthesis"},
    {"\\mathbb E[X]_i", 1, 14, "a subscript after `]` has no meaning here",
     "write the index at the letters inside"},
    {"x^{(2)}", 1, 3, "a superscript in parentheses may be an index",
     "leave the parentheses out where it is a power"},
    {"f^{(2)}(x)", 1, 3, "a superscript in parentheses may be an index",
     "leave the parentheses out where it is a power"},
    {"f^{-1}(x)", 1, 3, "it is not clear whether this is a power or the inverse function",
     "write it as a fraction where that is meant"},
    {"\\sin^{-1} x", 1, 6, "it is not clear whether this is a power or the inverse function",
     "write it as a fraction where that is meant"},
    {"1e-4 + 2 e-1", 1, 1, "it is not clear whether this is one number",
     "write 10^{-4}, or a space before e"},
    {"\\exp_2 x", 1, 6, "a subscript at a function has no meaning here", NULL},
    {"\\mathbb{1}(x)", 1, 1, "an indicator cannot be decided", "write one formula for each case"},
    {"\\alpha_{nt}", 1, 8, "\\alpha has one index, and two letters stand here",
     "write i \\cdot j for a product"},
    {"n = 1,000", 1, 6, "it is not clear whether this is one number or two",
     "write 1000 without a comma, or a space behind it"},
    {"\\frac{d}{dx} x e^x", 1, 16, "it is not clear how far the derivative reaches",
     "put what the derivative is taken of in parentheses"},
    {"\\nabla_x y x", 1, 12, "it is not clear how far the derivative reaches",
     "put what the derivative is taken of in parentheses"},
    {"f(x)_i", 1, 6, "a subscript after `)` has no meaning here",
     "write the index at the letters inside"},
    {"\\operatorname{Var}_X[X+Y]", 1, 20,
     "a variance over some of the random variables is not read",
     "write \\operatorname{Var}[x_t|x_0] for what is given"},
    {"a = x ∈ y", 1, 7, "unexpected `∈`", NULL},
    {"\\alpha_i", 1, 8, "i is not declared", "declare it in a symbols block, or choose a notation"},
    {"x_t", 1, 1, "x_{t} is not declared", "did you mean x?"},
    {"a_1", 1, 1, "a_{1} is not declared", "did you mean a?"},
    {"\\text{const} = a", 1, 1,
     "expected a number, a letter or a parenthesis, found `\\text{const}`", NULL},
    {"\\hat a", 1, 1, "\\hat{a} is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\dot a", 1, 1, "\\dot{a} is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"a!", 1, 2, "unexpected `!`", NULL},
    {"\\binom{n}{2}", 1, 1, "a binomial coefficient cannot be evaluated",
     "write it out as a fraction"},
    {"a \\pm b", 1, 3, "unexpected `\\pm`", NULL},
    {"\\infty", 1, 1, "\\infty is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\sqrt[n]{x}", 1, 1, "the degree of a root must be a number", "write a power instead"},
    {"\\sim \\mathcal N(0,1)", 1, 1, "the formula starts with `\\sim`: its left side is missing",
     "write what the first side is equal to"},
    {"a \\mid b", 1, 9, "expected `|` to close the bar, found the end of the formula", NULL},
};

static const ErrorRow ho_errors[] = {
    {"p_\\theta(x_{t-1}|x_t)", 1, 1, "p_{\\theta} is not declared", "did you mean p?"},
    {"\\bar{\\alpha}_{t-}", 1, 17,
     "expected a number, a letter or a parenthesis, found nothing more", NULL},
    {"\\bar\\alpha", 1, 1, "\\bar{\\alpha} needs an index, as in \\bar{\\alpha}_t", NULL},
    {"\\epsilon_t = \\varphi", 1, 14, "\\varphi is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\alpha_{1/2}", 1, 8, "the index of \\alpha is not a whole number",
     "an index is a whole number, such as t, t-1 or 3"},
    {"\\alpha_x", 1, 8, "x needs an index, as in x_t", NULL},
    {"\\bar\\alpha_{0.5}", 1, 13, "the index of \\bar{\\alpha} is not a whole number",
     "an index is a whole number, such as t, t-1 or 3"},
    {"\\beta_{t", 1, 7, "this { is never closed", "add }"},
    {"x_t)", 1, 4, "unexpected `)`", NULL},
    {"\\left(x_t", 1, 1, "this \\left is never closed", "add \\right and a fence"},
    {"= x_t", 1, 1, "the formula starts with `=`: its left side is missing",
     "write what the first side is equal to"},
    {"x_t + ", 1, 6, "expected a number, a letter or a parenthesis, found the end of the formula",
     NULL},
    {"x_t = = x_0", 1, 7, "expected a number, a letter or a parenthesis, found `=`", NULL},
    {"\\frac{x_t}{}", 1, 11, "expected an expression here, found nothing", NULL},
    {"()", 1, 2, "expected a number, a letter or a parenthesis, found `)`", NULL},
    {"\\mathcal N(x_t)", 1, 1, "a normal law takes a mean and a variance",
     "write \\mathcal{N}(mean, variance) or \\mathcal{N}(x; mean, variance)"},
    {"\\gamma", 1, 1, "\\gamma is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\sigma_t", 1, 1, "\\sigma_{t} is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\Alpha", 1, 1, "unknown command \\Alpha", "did you mean \\alpha?"},
    {"\\foo", 1, 1, "unknown command \\foo", NULL},
    {"x_t \n = y_t", 2, 4, "y_{t} is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"\\sum_{i=1} \\beta_i", 1, 6, "expected an upper bound", NULL},
    {"\\sum_{i}^{t} \\beta_i", 1, 7, "expected an index and where it starts, such as i=1", NULL},
    {"\\sum_{i=1}^{x_0}\\beta_i", 1, 6, "the bounds of i must be whole numbers", NULL},
    {"\\int x_0", 1, 1, "this integral has no differential", "end the integral with dx"},
    {"\\beta_1 \\cdots", 1, 9, "unexpected `\\cdots`", NULL},
    {"\\beta_1 \\cdots x_0", 1, 9, "it is not clear which terms the dots stand for",
     "write at least one term on each side, alike but for the index"},
    {"\\operatorname{Cov}(x_t)", 1, 1, "expected 2 quantities before the bar, found 1", NULL},
    {"D_{KL}(q(x_T|x_0))", 1, 1, "a divergence is taken between two distributions",
     "write D_{KL}(p \\| q)"},
    {"\\nabla x_t", 1, 1, "the variable of \\nabla is missing", "write \\nabla_{x_t}"},
    {"[x_0]_0^1", 1, 5, "it is not known which variable runs over these bounds",
     "write the integral it comes from in the same formula"},
    {"\\min_x x", 1, 1, "\\min cannot be evaluated in a formula", NULL},
    {"\\sqrt[x_0]{2}", 1, 1, "the degree of a root must be a number", "write a power instead"},
    {"(x_0+1)_t", 1, 9, "a subscript after `)` has no meaning here",
     "write the index at the letters inside"},
    {"\\mathrm{SNR}(t, t)", 1, 1, "\\mathrm{SNR} takes 1 argument, found 2", NULL},
    {"x_t^T x_t", 1, 5, "it is not clear whether this is a power or a transpose",
     "write x^\\top for a transpose"},
    {"q(x_t|x_0)_i", 1, 12, "a subscript after `)` has no meaning here",
     "write the index at the letters inside"},
    {"", 1, 1, "the formula is empty", NULL},
    {"%", 1, 2, "the formula is empty", NULL},
};

static const ErrorRow chandery_errors[] = {
    {"\\bar\\alpha_t", 1, 1, "\\bar{\\alpha}_{t} is not declared", "did you mean \\hat{\\alpha}?"},
};

static void check_error(Scope *scope, const ErrorRow *row) {
    Diag diag = {0};
    Formula *formula = formula_of(scope, row->tex, &diag);
    if (formula != NULL) {
        fail_msg("%s is read as %s", row->tex, formula_text(scope->arena, formula));
    }
    const char *hint = diag.hint != NULL ? diag.hint : "none";
    const char *expected = row->hint != NULL ? row->hint : "none";
    if (strcmp(diag.message, row->message) != 0 || strcmp(hint, expected) != 0 ||
        diag.at.line != row->line || diag.at.column != row->column) {
        fail_msg("%s\n  says     %zu:%zu: %s (hint: %s)\n  expected %zu:%zu: %s (hint: %s)",
                 row->tex, diag.at.line, diag.at.column, diag.message, hint, row->line, row->column,
                 row->message, expected);
    }
    assert_string_equal(diag.file, "<test>");
}

static void check_errors(const char *notation, const ErrorRow *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        check_error(reader_scope(arena, notation), &rows[i]);
        arena_free(arena);
    }
}

static void test_errors_say_where_what_and_how_with_declared_letters(void **state) {
    (void)state;
    check_errors(NULL, declared_errors, COUNT(declared_errors));
}

static void test_errors_say_where_what_and_how_in_notations(void **state) {
    (void)state;
    check_errors("ho", ho_errors, COUNT(ho_errors));
    check_errors("chandery", chandery_errors, COUNT(chandery_errors));
}

/* The two spellings of one letter, and a name one edit away. */
static void test_a_near_name_is_suggested(void **state) {
    (void)state;
    static const struct {
        const char *declare, *use, *hint;
    } rows[] = {
        {"real \\varepsilon in (0,1)", "\\epsilon", "did you mean \\varepsilon?"},
        {"real \\epsilon in (0,1)", "\\varepsilon", "did you mean \\epsilon?"},
        {"real \\varphi in (0,1)", "\\phi", "did you mean \\varphi?"},
        {"real \\bar\\mu in (0,1)", "\\hat\\mu", NULL},
        {"real \\mu_x in (0,1)", "\\mu_y", "did you mean \\mu_{x}?"},
        {"real \\mathrm{loss} in (0,1)", "\\mathrm{los}", "did you mean \\mathrm{loss}?"},
        {"real q in (0,1)", "r", "declare it in a symbols block, or choose a notation"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        Diag diag = {0};
        Scope *scope = model_scope(arena, NULL, &diag);
        Source source = {
            .name = "<symbols>", .bytes = rows[i].declare, .length = strlen(rows[i].declare)};
        assert_true(scope_declare(scope, &source, (Span){0, source.length}, &diag));
        assert_null(formula_of(scope, rows[i].use, &diag));
        if (rows[i].hint != NULL && (diag.hint == NULL || strcmp(diag.hint, rows[i].hint) != 0)) {
            fail_msg("%s after %s: %s, expected %s", rows[i].use, rows[i].declare, diag.hint,
                     rows[i].hint);
        }
        arena_free(arena);
    }
}

/* `unit` n times, then `middle`, then `after` n times. */
static char *repeated(const char *unit, size_t n, const char *middle, const char *after) {
    size_t length = n * strlen(unit) + strlen(middle) + n * strlen(after);
    char *text = calloc(length + 1, 1);
    char *at = text;
    for (size_t i = 0; i < n; i++) {
        memcpy(at, unit, strlen(unit));
        at += strlen(unit);
    }
    memcpy(at, middle, strlen(middle));
    at += strlen(middle);
    for (size_t i = 0; i < n; i++) {
        memcpy(at, after, strlen(after));
        at += strlen(after);
    }
    return text;
}

static const Formula *read_repeated(Arena *arena, const char *unit, size_t n, const char *middle,
                                    const char *after, Diag *diag) {
    char *text = repeated(unit, n, middle, after);
    *diag = (Diag){0};
    double start = cpu_milliseconds();
    const Formula *formula = formula_of(reader_scope(arena, NULL), text, diag);
    double took = cpu_milliseconds() - start;
    if (took > HOSTILE_LIMIT) {
        fail_msg("%zu times %s took %.0f ms", n, unit, took);
    }
    free(text);
    return formula;
}

/* However deep or long: an error with a place, never a crash, never a long wait. */
static void test_nesting_and_length_are_limited(void **state) {
    (void)state;
    static const struct {
        const char *unit, *middle, *after;
        bool deep; /* too deep at 2000 */
    } rows[] = {
        {"(", "x", ")", true},
        {"{", "x", "}", true},
        {"\\left(", "x", "\\right)", true},
        {"\\sqrt{", "x", "}", true},
        {"\\frac{1}{", "x", "}", true},
        {"x^{", "x", "}", true},
        {"-", "x", "", true},
        {"\\log ", "x", "", true},
        {"f(", "x", ")", true},
        {"\\sum_{i=1}^{2}\\alpha_i ", "x", "", true},
        {"\\prod_{i=1}^{2}\\alpha_i + ", "x", "", false},
        {"\\int ", "x", " dx", true},
        {"|", "x", "|", true},
        {"\\mathbb{E}[", "X", "]", true},
        {"\\mathbb{E}_{q(x|", "y", ")}[y]", true},
        {"x+", "x", "", false},
        {"x ", "x", "", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        Diag diag;
        const Formula *formula =
            read_repeated(arena, rows[i].unit, 2000, rows[i].middle, rows[i].after, &diag);
        if ((formula == NULL) != rows[i].deep) {
            fail_msg("2000 times %s: %s", rows[i].unit, formula ? "is read" : diag.message);
        }
        if (formula == NULL) {
            assert_non_null(diag.message);
            assert_true(diag.at.line == 1 && diag.at.column >= 1);
        }
        arena_free(arena);
        arena = arena_new();
        if (strcmp(rows[i].unit, "|") != 0 &&
            !read_repeated(arena, rows[i].unit, 25, rows[i].middle, rows[i].after, &diag)) {
            fail_msg("25 times %s: %s", rows[i].unit, diag.message);
        }
        arena_free(arena);
    }
}

/* The start of x_{<t} is looked for in the whole formula: once for each letter, and not of too
 * many.
 */
static void test_lists_are_looked_for_once(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Diag diag = {0};
    char *text = repeated("q(x_{<t}) ", 4000, "q(x_1)", "");
    double start = cpu_milliseconds();
    const Formula *formula = formula_of(reader_scope(arena, "ho"), text, &diag);
    double took = cpu_milliseconds() - start;
    free(text);
    assert_non_null(formula);
    if (took > HOSTILE_LIMIT / 5) {
        fail_msg("4000 lists took %.0f ms", took);
    }
    const char *many = "1";
    static const char *const accents[] = {"bar", "hat", "tilde"};
    for (int i = 0; i < 3 * 26; i++) {
        many = arena_printf(arena, "%s p(\\%s{%c}_1, \\%s{%c}_{<t})", many, accents[i / 26],
                            'a' + i % 26, accents[i / 26], 'a' + i % 26);
    }
    Scope *scope = reader_scope(arena, "ho");
    scope->accept_unknown = true;
    assert_null(formula_of(scope, many, &diag));
    assert_string_equal(diag.message, "more than 64 lists of the kind x_{<t}");
    arena_free(arena);
}

static void test_more_terms_than_the_limit_are_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Diag diag;
    assert_null(read_repeated(arena, "x+", 5000, "x", "", &diag));
    assert_string_equal(diag.message, "more than 4096 terms in one place");
    assert_string_equal(diag.hint, "split the formula");
    assert_null(read_repeated(arena, "x=", 300, "x", "", &diag));
    assert_string_equal(diag.message, "more than 256 sides in one chain");
    assert_null(read_repeated(arena, "x=y,", 300, "x", "", &diag));
    assert_string_equal(diag.message, "more than 256 formulas in one display");
    arena_free(arena);
}

static void test_an_expression_is_one_bare_expression(void **state) {
    (void)state;
    static const char *const texts[] = {"a = b", "a, b", ""};
    for (size_t i = 0; i < COUNT(texts); i++) {
        Arena *arena = arena_new();
        Diag diag = {0};
        Source source = {.name = "<test>", .bytes = texts[i], .length = strlen(texts[i])};
        assert_null(
            expr_parse(reader_scope(arena, NULL), &source, (Span){0, source.length}, &diag));
        assert_non_null(diag.message);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_say_where_what_and_how_with_declared_letters),
        cmocka_unit_test(test_errors_say_where_what_and_how_in_notations),
        cmocka_unit_test(test_a_near_name_is_suggested),
        cmocka_unit_test(test_nesting_and_length_are_limited),
        cmocka_unit_test(test_lists_are_looked_for_once),
        cmocka_unit_test(test_more_terms_than_the_limit_are_refused),
        cmocka_unit_test(test_an_expression_is_one_bare_expression),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
