/* test_derive.c - derivatives against formulas written by hand and against differences of values.
 */
#include "formula_fixture.h"

#include "base/hash.h"
#include "base/text.h"
#include "math/derive.h"

/* Two formulas for one number, each of some ten rounded operations. */
#define SAME_TOLERANCE 1e-12
/* Central differences with step h = 2^-17: their error is h^2 f'''/6, about 1e-11 f''', plus
 * rounding u |f| / h, about 1e-11 |f|. */
#define STEP 0x1p-17
#define DIFFERENCE_TOLERANCE 1e-8
#define POINTS 8
#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char declarations[] = "int t in 3..6\n"
                                   "int n, k in 1..20\n"
                                   "seq \\alpha_i in (0.3,0.99)\n"
                                   "real x, y, v, m in (-3,3)\n"
                                   "letseq \\bar\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n"
                                   "letseq r_t = \\sum_{i=1}^{t} x^i\n"
                                   "let s = x^2 + y\n"
                                   "fun f(x) = x^2 - x\n"
                                   "fun g(x, k) = \\alpha_k x^k\n"
                                   "normal X = \\mathcal N(x, 1)\n"
                                   "density q\n";

typedef struct {
    Arena *arena;
    Scope *scope;
} Fixture;

static int set_up(void **state) {
    Fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->scope = scope_of(fixture->arena, declarations);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

/* x in lane 3 p + 1 is point p; lanes 3 p and 3 p + 2 are a step below and above in the letter that
 * is differentiated by. All values lie in (0.3, 0.9), different for each letter. */
static double point_input(const Symbol *symbol, long index, size_t point) {
    uint64_t bits = hash_mix(hash_string(symbol->name), (uint64_t)index, point, 0);
    return 0.3 + 0.6 * (double)hash_below(bits, 1000) / 1000;
}

/* Where t is 5. */
static long index_of(const Expr *variable) {
    if (variable->count == 0) {
        return 0;
    }
    const char *digits = variable->args[0]->text;
    return digits != NULL ? strtol(digits, NULL, 10) : 5;
}

/* Values at every point, one step below, at, and one above in `variable` (NULL: all at). */
static void values_at_points(Fixture *fixture, const Expr *expr, const Expr *variable,
                             double out[3 * POINTS]) {
    Program *program = program_of(fixture->scope, expr, 5);
    size_t count = program_input_count(program);
    size_t lanes = (size_t)3 * POINTS;
    double *numbers = calloc(count * lanes + 1, sizeof *numbers);
    const double **inputs = calloc(count + 1, sizeof *inputs);
    double *scratch = calloc(program_scratch(program, lanes) + 1, sizeof *scratch);
    for (size_t i = 0; i < count; i++) {
        ProgramInput input = program_input(program, i);
        bool moves = variable != NULL && variable->symbol == input.symbol &&
                     input.index == index_of(variable);
        for (size_t lane = 0; lane < lanes; lane++) {
            double shift = moves ? ((double)(lane % 3) - 1) * STEP : 0.0;
            numbers[i * lanes + lane] = point_input(input.symbol, input.index, lane / 3) + shift;
        }
        inputs[i] = numbers + i * lanes;
    }
    program_run(program, out, inputs, lanes, scratch);
    free(scratch);
    free(inputs);
    free(numbers);
    program_free(program);
}

static const Expr *derivative_of(Fixture *fixture, const Expr *expr, const Expr *variable,
                                 const char *name) {
    const char *why = NULL;
    const Expr *derivative = expr_derive(fixture->arena, expr, variable, &why);
    if (derivative == NULL) {
        fail_msg("%s is refused: %s", name, why);
    }
    return derivative;
}

static void print_to(Fixture *fixture, const Expr *expr, const char **out) {
    Text text;
    text_init(&text);
    expr_print(&text, expr);
    *out = arena_copy(fixture->arena, text.bytes, text.length);
    text_clear(&text);
}

/* --- derivatives by hand --- */

static const struct {
    const char *tex, *variable, *derivative;
} by_hand[] = {
    {"x", "x", "1"},
    {"y + 3", "x", "0"},
    {"3 x - y", "x", "3"},
    {"-x", "x", "-1"},
    {"x y x", "x", "2 x y"},
    {"\\frac{x}{y}", "x", "\\frac{1}{y}"},
    {"\\frac{y}{x}", "x", "-\\frac{y}{x^2}"},
    {"\\frac{x}{1+x}", "x", "\\frac{1}{(1+x)^2}"},
    {"x^2", "x", "2 x"},
    {"x^{-3}", "x", "-3 x^{-4}"},
    {"x^{2.5}", "x", "2.5 x^{1.5}"},
    {"x^t", "x", "5 x^4"},
    {"2^x", "x", "2^x \\log 2"},
    {"x^x", "x", "x^x (1 + \\log x)"},
    {"x^y", "y", "x^y \\log x"},
    {"\\sqrt{x}", "x", "\\frac{1}{2\\sqrt{x}}"},
    {"\\sqrt{1-x^2}", "x", "-\\frac{x}{\\sqrt{1-x^2}}"},
    {"\\sqrt[3]{x}", "x", "\\frac{1}{3} x^{-2/3}"},
    {"\\log x", "x", "\\frac{1}{x}"},
    {"\\log(x^3 y)", "x", "\\frac{3}{x}"},
    {"\\log\\frac{\\sqrt{x}}{x+y}", "x", "\\frac{1}{2x} - \\frac{1}{x+y}"},
    {"\\log(-x (-y))", "x", "\\frac{1}{x}"},
    {"\\log(\\exp(x^2))", "x", "2x"},
    {"\\log s", "x", "\\frac{2x}{x^2+y}"},
    {"\\log(x^y)", "x", "\\frac{y}{x}"},
    {"\\log(x^y)", "y", "\\log x"},
    {"\\exp(-x^2)", "x", "-2x\\exp(-x^2)"},
    {"e^{3x}", "x", "3 e^{3x}"},
    {"\\sin(2x)", "x", "2\\cos(2x)"},
    {"\\cos(x y)", "x", "-y\\sin(x y)"},
    {"\\tanh x", "x", "1 - \\tanh^2(x)"},
    {"|x-2|", "x", "-1"},
    {"|x-y|^2", "x", "2(x-y)"},
    {"s^2", "x", "4 x (x^2+y)"},
    {"s^2", "y", "2 (x^2+y)"},
    {"f(f(x))", "x", "(2(x^2-x) - 1)(2x-1)"},
    {"g(x y, 3)", "x", "3 \\alpha_3 x^2 y^3"},
    {"r_3", "x", "1 + 2x + 3x^2"},
    {"r_t", "x", "1 + 2x + 3x^2 + 4x^3 + 5x^4"},
    {"\\sum_{i=1}^{t} \\alpha_i x^2", "x", "2x(\\alpha_1+\\alpha_2+\\alpha_3+\\alpha_4+\\alpha_5)"},
    {"\\prod_{i=1}^{t} (x + \\alpha_i)", "x",
     "\\prod_{i=1}^{5} (x + \\alpha_i) \\sum_{i=1}^{5} \\frac{1}{x+\\alpha_i}"},
    {"\\prod_{i=1}^{3} (x - 1 + 1)^i", "x", "6 x^5"},
    {"\\prod_{j=t}^{t} x", "x", "1"},
    {"\\prod_{j=t}^{t-1} x", "x", "0"},
    {"\\alpha_t^2 \\alpha_{t-1}", "\\alpha_t", "2 \\alpha_t \\alpha_{t-1}"},
    {"\\alpha_{t-1+1} \\alpha_2", "\\alpha_t", "\\alpha_2"},
    {"\\alpha_2 \\alpha_{t-2}", "\\alpha_7", "0"},
    {"\\bar\\alpha_4", "\\alpha_2", "\\alpha_1\\alpha_3\\alpha_4"},
    {"\\sum_{i=1}^{4} \\alpha_i^i", "\\alpha_3", "3 \\alpha_3^2"},
    {"\\mathcal N(x; m, v)", "x", "-\\frac{x-m}{v} \\mathcal N(x; m, v)"},
    {"\\mathcal N(x; m, v)", "m", "\\frac{x-m}{v} \\mathcal N(x; m, v)"},
    {"\\mathcal N(x; m, v)", "v",
     "\\left(\\frac{(x-m)^2}{2v^2} - \\frac{1}{2v}\\right) \\mathcal N(x; m, v)"},
    {"\\log\\mathcal N(x; m, v)", "x", "-\\frac{x-m}{v}"},
    {"\\log\\mathcal N(x; m, v)", "v", "\\frac{(x-m)^2}{2v^2} - \\frac{1}{2v}"},
    {"\\log\\mathcal N(y; \\sqrt{\\bar\\alpha_t}x, 1-\\bar\\alpha_t)", "y",
     "-\\frac{y-\\sqrt{\\bar\\alpha_t}x}{1-\\bar\\alpha_t}"},
    {"\\log(\\mathcal N(x; m, v) \\mathcal N(y; x, v))", "x", "\\frac{m-x}{v} + \\frac{y-x}{v}"},
    {"\\log\\mathcal N(x; x^2, x)", "x",
     "-\\frac{(x-x^2)(1-2x)}{x} + \\frac{(x-x^2)^2}{2x^2} - \\frac{1}{2x}"},
    {"\\frac{\\partial}{\\partial x} x^3 y", "x", "6 x y"},
    {"\\frac{\\partial}{\\partial y} \\sin(x y)", "x", "\\cos(x y) - x y \\sin(x y)"},
};

static void test_derivative_equals_the_one_by_hand(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(by_hand); i++) {
        const Expr *expr = expr_of(fixture->scope, by_hand[i].tex);
        const Expr *variable = expr_of(fixture->scope, by_hand[i].variable);
        const Expr *derivative = derivative_of(fixture, expr, variable, by_hand[i].tex);
        double actual[3 * POINTS];
        double expected[3 * POINTS];
        values_at_points(fixture, derivative, NULL, actual);
        values_at_points(fixture, expr_of(fixture->scope, by_hand[i].derivative), NULL, expected);
        for (size_t p = 1; p < COUNT(actual); p += 3) {
            if (!close_enough(actual[p], expected[p], SAME_TOLERANCE)) {
                fail_msg("d/d %s of %s is %.17g, by hand %.17g", by_hand[i].variable,
                         by_hand[i].tex, actual[p], expected[p]);
            }
        }
    }
}

static void test_derivative_agrees_with_central_differences(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(by_hand); i++) {
        const Expr *expr = expr_of(fixture->scope, by_hand[i].tex);
        const Expr *variable = expr_of(fixture->scope, by_hand[i].variable);
        const Expr *derivative = derivative_of(fixture, expr, variable, by_hand[i].tex);
        double actual[3 * POINTS];
        double values[3 * POINTS];
        values_at_points(fixture, derivative, NULL, actual);
        values_at_points(fixture, expr, variable, values);
        for (size_t p = 1; p < COUNT(actual); p += 3) {
            double difference = (values[p + 1] - values[p - 1]) / (2 * STEP);
            if (!close_enough(actual[p], difference, DIFFERENCE_TOLERANCE)) {
                fail_msg("d/d %s of %s is %.17g, by differences %.17g", by_hand[i].variable,
                         by_hand[i].tex, actual[p], difference);
            }
        }
    }
}

static void test_log_of_gaussian_leaves_no_density_or_logarithm(void **state) {
    Fixture *fixture = *state;
    const Expr *derivative =
        derivative_of(fixture, expr_of(fixture->scope, "\\log\\mathcal N(x; m, v)"),
                      expr_of(fixture->scope, "x"), "log N");
    const char *printed = NULL;
    print_to(fixture, derivative, &printed);
    assert_string_equal(printed, "-\\frac{x - m}{v}");
}

static void test_score_is_finite_far_from_the_mean(void **state) {
    Fixture *fixture = *state;
    const Expr *derivative = derivative_of(
        fixture, expr_of(fixture->scope, "\\log(\\mathcal N(x; 200, 1) \\mathcal N(x; -200, 1))"),
        expr_of(fixture->scope, "x"), "log N N");
    double values[3 * POINTS];
    values_at_points(fixture, derivative, NULL, values);
    for (size_t p = 0; p < COUNT(values); p++) {
        assert_close(values[p], -2 * point_input(expr_of(fixture->scope, "x")->symbol, 0, p / 3),
                     SAME_TOLERANCE);
    }
}

static void test_product_rule_needs_no_division(void **state) {
    Fixture *fixture = *state;
    /* The factor i = 2 is 0 and has slope 1: what is left is the product of the others. */
    const Expr *derivative =
        derivative_of(fixture, expr_of(fixture->scope, "\\prod_{i=1}^{t} (x - y + i - 2)"),
                      expr_of(fixture->scope, "x"), "a product");
    const Expr *at_zero =
        expr_substitute(fixture->arena, derivative, expr_of(fixture->scope, "x")->symbol,
                        expr_of(fixture->scope, "y"));
    double values[3 * POINTS];
    values_at_points(fixture, at_zero, NULL, values);
    assert_close(values[0], -1.0 * 1.0 * 2.0 * 3.0, SAME_TOLERANCE);
}

static void test_refusals_say_why(void **state) {
    static const struct {
        const char *tex, *variable, *part;
    } rows[] = {
        {"\\int x y dy", "x", "integral"},
        {"\\mathbb E[X]", "x", "expectation"},
        {"X^2", "x", "random variable"},
        {"q(x|y)", "x", "density"},
        {"D_{KL}(\\mathcal N(x, 1) \\| \\mathcal N(0, 1))", "x", "divergence"},
        {"\\alpha_t", "t", "index"},
        {"\\sum_{i=1}^{t} x", "t", "bound"},
        {"\\alpha_n", "\\alpha_t", "indices"},
        {"\\bar\\alpha_t", "\\alpha_3", "indices"},
        {"\\sum_{i=1}^{t} \\alpha_i", "\\alpha_t", "indices"},
        {"x", "x^2", "letter"},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *why = NULL;
        const Expr *expr = expr_of(fixture->scope, rows[i].tex);
        const Expr *variable = expr_of(fixture->scope, rows[i].variable);
        if (expr_derive(fixture->arena, expr, variable, &why) != NULL) {
            fail_msg("d/d %s of %s is not refused", rows[i].variable, rows[i].tex);
        }
        assert_non_null(why);
        if (strstr(why, rows[i].part) == NULL) {
            fail_msg("%s is refused with \"%s\", expected a word of %s", rows[i].tex, why,
                     rows[i].part);
        }
    }
}

static void test_parts_without_the_variable_are_never_refused(void **state) {
    static const char *const rows[] = {"\\int y dy", "\\mathbb E[X] + m", "q(y|m)", "\\alpha_n"};
    Fixture *fixture = *state;
    const Expr *variable = expr_of(fixture->scope, "v");
    for (size_t i = 0; i < COUNT(rows); i++) {
        const Expr *derivative =
            derivative_of(fixture, expr_of(fixture->scope, rows[i]), variable, rows[i]);
        const char *printed = NULL;
        print_to(fixture, derivative, &printed);
        assert_string_equal(printed, "0");
    }
}

/* b = a a, c = b b, ...: trees of 2^26 nodes, 26 of them different. */
static void test_shared_definitions_are_differentiated_once(void **state) {
    Fixture *fixture = *state;
    Text text;
    text_init(&text);
    text_append(&text, "real x in (-3,3)\nlet v_{a} = x\n");
    for (int c = 'b'; c <= 'z'; c++) {
        text_printf(&text, "let v_{%c} = v_{%c} + v_{%c}\n", c, c - 1, c - 1);
    }
    Fixture inner = {.arena = fixture->arena};
    inner.scope = scope_of(fixture->arena, arena_copy(fixture->arena, text.bytes, text.length));
    text_clear(&text);
    const Expr *derivative =
        derivative_of(&inner, expr_of(inner.scope, "v_{z}"), expr_of(inner.scope, "x"), "v_z");
    double values[3 * POINTS];
    values_at_points(&inner, derivative, NULL, values);
    assert_close(values[0], 0x1p25, 0);
}

static void test_deep_nesting_is_refused(void **state) {
    Fixture *fixture = *state;
    const Expr *variable = expr_of(fixture->scope, "x");
    const Expr *expr = variable;
    for (size_t i = 0; i < 100000; i++) {
        expr = expr_function(fixture->arena, expr->span, FUNCTION_SIN, expr);
    }
    const char *why = NULL;
    assert_null(expr_derive(fixture->arena, expr, variable, &why));
    assert_non_null(strstr(why, "deeply nested"));
    assert_ptr_equal(expr_fold(fixture->arena, variable), variable);
}

static void test_derivatives_of_derivatives_end_in_a_refusal(void **state) {
    Fixture *fixture = *state;
    const Expr *variable = expr_of(fixture->scope, "x");
    const Expr *expr = expr_of(fixture->scope, "\\frac{\\sin(x) e^x}{1+x^2}");
    for (size_t i = 0; i < 40; i++) {
        expr = expr_binary(fixture->arena, expr->span, EXPR_DERIVATIVE, variable, expr);
    }
    const char *why = NULL;
    assert_null(expr_derive(fixture->arena, expr, variable, &why));
    assert_non_null(strstr(why, "too long"));
}

/* --- folding --- */

static void test_folding_drops_zeros_and_ones(void **state) {
    static const struct {
        const char *tex, *folded;
    } rows[] = {
        {"0 + x", "x"},
        {"x + 0.0", "x"},
        {"1 x", "x"},
        {"x \\cdot 1.00", "x"},
        {"0 x", "0"},
        {"x^1", "x"},
        {"x^0", "1"},
        {"-(-x)", "x"},
        {"-0", "0"},
        {"\\frac{x}{1}", "x"},
        {"2 + x + 3", "5 + x"},
        {"2 + x - 2", "x"},
        {"2 x \\cdot 3", "6 x"},
        {"(-x)(-y)", "x y"},
        {"(-x) y", "-x y"},
        {"\\frac{-x}{-y}", "\\frac{x}{y}"},
        {"\\frac{6}{3}", "2"},
        {"\\frac{1}{3}", "\\frac{1}{3}"},
        {"\\frac{0}{x}", "\\frac{0}{x}"},
        {"\\frac{x}{x}", "\\frac{x}{x}"},
        {"\\frac{1}{0}", "\\frac{1}{0}"},
        {"\\sin(x + 0)", "\\sin(x)"},
        {"\\alpha_{t+1-1}", "\\alpha_{t}"},
        {"1 - 1", "0"},
        {"10 + 100", "110"},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *printed = NULL;
        print_to(fixture, expr_fold(fixture->arena, expr_of(fixture->scope, rows[i].tex)),
                 &printed);
        if (strcmp(printed, rows[i].folded) != 0) {
            fail_msg("%s folds to %s, expected %s", rows[i].tex, printed, rows[i].folded);
        }
    }
}

typedef struct {
    Fixture *fixture;
    uint64_t seed, drawn;
} Draw;

static size_t draw(Draw *draws, size_t count) {
    return (size_t)hash_below(hash_mix(draws->seed, draws->drawn++, 0, 0), count);
}

static const Expr *draw_tree(Draw *draws, size_t depth) {
    static const char *const leaves[] = {"x", "y", "0", "1", "2", "3", "0.0", "1.0"};
    Arena *arena = draws->fixture->arena;
    Span span = {0, 0};
    if (depth == 0) {
        return expr_of(draws->fixture->scope, leaves[draw(draws, COUNT(leaves))]);
    }
    const Expr *args[3];
    for (size_t i = 0; i < COUNT(args); i++) {
        args[i] = draw_tree(draws, depth - 1 - draw(draws, depth));
    }
    switch (draw(draws, 6)) {
    case 0: return expr_unary(arena, span, EXPR_NEG, args[0]);
    case 1: return expr_binary(arena, span, EXPR_DIV, args[0], args[1]);
    case 2: {
        const Expr *exponent = expr_integer(arena, span, (long)draw(draws, 4));
        return expr_binary(arena, span, EXPR_POW, args[0], exponent);
    }
    case 3: return expr_node(arena, span, EXPR_MUL, 2 + draw(draws, 2), args);
    default: return expr_node(arena, span, EXPR_ADD, 2 + draw(draws, 2), args);
    }
}

static void test_folding_never_changes_a_value(void **state) {
    /* Folding reorders whole numbers in sums, so rounding may differ, more so in trees that cancel.
     */
    static const double tolerance = 1e-9;
    Draw draws = {.fixture = *state, .seed = 20200619};
    size_t compared = 0;
    size_t folded_count = 0;
    for (size_t i = 0; i < 3000; i++) {
        const Expr *expr = draw_tree(&draws, 5);
        const Expr *folded = expr_fold(draws.fixture->arena, expr);
        double before[3 * POINTS];
        double after[3 * POINTS];
        values_at_points(draws.fixture, expr, NULL, before);
        values_at_points(draws.fixture, folded, NULL, after);
        folded_count += expr_same(expr, folded) ? 0 : 1;
        for (size_t p = 0; p < COUNT(before); p++) {
            /* 0 a folds to 0 also where a is undefined, and cancelled poles are huge numbers. */
            if (isnan(before[p]) || fabs(before[p]) > 1e6) {
                continue;
            }
            compared++;
            if (!close_enough(after[p], before[p], tolerance)) {
                const char *from = NULL;
                const char *to = NULL;
                print_to(draws.fixture, expr, &from);
                print_to(draws.fixture, folded, &to);
                fail_msg("%s is %.17g, folded to %s it is %.17g", from, before[p], to, after[p]);
            }
        }
    }
    assert_true(compared > 20000 && folded_count > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derivative_equals_the_one_by_hand),
        cmocka_unit_test(test_derivative_agrees_with_central_differences),
        cmocka_unit_test(test_log_of_gaussian_leaves_no_density_or_logarithm),
        cmocka_unit_test(test_score_is_finite_far_from_the_mean),
        cmocka_unit_test(test_product_rule_needs_no_division),
        cmocka_unit_test(test_refusals_say_why),
        cmocka_unit_test(test_parts_without_the_variable_are_never_refused),
        cmocka_unit_test(test_shared_definitions_are_differentiated_once),
        cmocka_unit_test(test_deep_nesting_is_refused),
        cmocka_unit_test(test_derivatives_of_derivatives_end_in_a_refusal),
        cmocka_unit_test(test_folding_drops_zeros_and_ones),
        cmocka_unit_test(test_folding_never_changes_a_value),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
