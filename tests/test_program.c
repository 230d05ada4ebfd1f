/* test_program.c - programs against 50-digit values, against single lanes, and at their limits. */
#include "formula_fixture.h"

#include "base/hash.h"
#include "base/text.h"
#include "reference_formulas.h"

/* Formulas of about ten rounded operations whose differences cancel at most three digits, and
 * products of up to 200 factors: 200 u is 2e-14. */
#define REFERENCE_TOLERANCE 1e-13
/* The formulas of a random tree cancel more. */
#define RANDOM_TOLERANCE 1e-9

static const char declarations[] = "int t, n, m, k in 0..1000\n"
                                   "seq \\alpha_i in (0.3,0.99)\n"
                                   "real x, y, \\epsilon in (-3,3)\n"
                                   "letseq \\bar\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n"
                                   "let s = x^2 + 1\n"
                                   "fun f(x) = x^2 - x\n"
                                   "fun g(x, k) = \\alpha_k x + k\n";

static const size_t lane_counts[] = {1, 2, 7, 255, 256, 257, 1000};
#define LANES_MAX 1000
#define COUNT(table) (sizeof(table) / sizeof *(table))

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

/* The numbers of reference_formulas.py in lane 0, spread about them in the others. */
static double reference_input(ProgramInput input, size_t lane) {
    double shift = (double)lane / 4096;
    switch (input.symbol->name[0]) {
    case 'x': return REFERENCE_X + shift;
    case 'y': return REFERENCE_Y + shift;
    case 'e': return REFERENCE_EPSILON - shift;
    default: break;
    }
    assert_string_equal(input.symbol->name, "alpha");
    return 1 - (double)(input.index % 7 + 1) / 64 - shift / 8;
}

static double zero_input(ProgramInput input, size_t lane) {
    (void)input;
    (void)lane;
    return 0.0;
}

static double value_at(Fixture *fixture, const char *tex, long t) {
    return value_of(fixture->scope, expr_of(fixture->scope, tex), t, reference_input);
}

/* Why it is refused; fails when it is not. */
static const char *refusal(const Scope *scope, const Expr *expr, ProgramInteger integer, long t) {
    const char *why = NULL;
    Program *program = program_compile(scope, expr, integer, &t, &why);
    if (program != NULL) {
        program_free(program);
        fail_msg("it was not refused");
    }
    assert_non_null(why);
    return why;
}

static void test_values_agree_with_fifty_digit_arithmetic(void **state) {
    for (size_t i = 0; i < COUNT(reference_formulas); i++) {
        const ReferenceFormula *row = &reference_formulas[i];
        double value = value_at(*state, row->tex, row->t);
        if (!close_enough(value, row->value, REFERENCE_TOLERANCE)) {
            fail_msg("%s at t = %ld is %.17g, expected %.17g", row->name, row->t, value,
                     row->value);
        }
    }
}

static uint64_t bits_of(double value) {
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void check_lanes(const Program *program, const char *name, size_t lanes) {
    double batch[LANES_MAX] = {0};
    run_program(program, reference_input, lanes, batch);
    for (size_t lane = 0; lane < lanes; lane++) {
        size_t count = program_input_count(program);
        double *numbers = calloc(count + 1, sizeof *numbers);
        const double **inputs = calloc(count + 1, sizeof *inputs);
        double *scratch = calloc(program_scratch(program, 1) + 1, sizeof *scratch);
        for (size_t i = 0; i < count; i++) {
            numbers[i] = reference_input(program_input(program, i), lane);
            inputs[i] = &numbers[i];
        }
        double single = 0.0;
        program_run(program, &single, inputs, 1, scratch);
        free(scratch);
        free(inputs);
        free(numbers);
        if (bits_of(single) != bits_of(batch[lane])) {
            fail_msg("%s: lane %zu of %zu is %.17g, alone it is %.17g", name, lane, lanes,
                     batch[lane], single);
        }
    }
}

static void test_batch_equals_single_lane_bit_for_bit(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(reference_formulas); i++) {
        const ReferenceFormula *row = &reference_formulas[i];
        Program *program = program_of(fixture->scope, expr_of(fixture->scope, row->tex), row->t);
        for (size_t j = 0; j < COUNT(lane_counts); j++) {
            check_lanes(program, row->name, lane_counts[j]);
        }
        program_free(program);
    }
}

/* x = y = epsilon = alpha_i = 0 here. */
static void test_undefined_is_nan(void **state) {
    static const char *const undefined[] = {
        "\\frac{1}{x}",
        "\\frac{x}{y}",
        "\\frac{1}{1-1}",
        "x^{-1}",
        "x^{-40}",
        "\\frac{x}{x}",
        "\\sqrt{x-1}",
        "\\sqrt{-1}",
        "\\sqrt[3]{x-8}",
        "\\log x",
        "\\log(x-1)",
        "\\log 0",
        "x^{-0.3}",
        "(x-8)^{1/3}",
        "(x-8)^{y+3}",
        "x^{y}",
        "1^{\\log x}",
        "(x+1)^{\\log(x-1)}",
        "\\alpha_{t-3}",
        "\\alpha_0",
        "\\bar\\alpha_{-1}",
        "\\mathcal N(x; 1, y)",
        "\\mathcal N(x; 1, y-1)",
        "\\log\\mathcal N(x; 1, y)",
        "\\log\\mathcal N(x; 1, y-1)",
        "\\log((x-1)\\mathcal N(x; 1, 1))",
        "\\frac{1}{\\sum_{i=5}^{4} x}",
        "0 \\cdot \\frac{1}{x}",
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(undefined); i++) {
        double value =
            value_of(fixture->scope, expr_of(fixture->scope, undefined[i]), 3, zero_input);
        if (!isnan(value)) {
            fail_msg("%s is %g, expected NaN", undefined[i], value);
        }
    }
}

static void test_defined_at_the_edge_of_the_domain(void **state) {
    static const struct {
        const char *tex;
        double value;
    } rows[] = {
        {"x^0", 1},
        {"0^0", 1},
        {"\\sqrt{x}", 0},
        {"\\sqrt[3]{x}", 0},
        {"x^{0.3}", 0},
        {"(x-2)^3", -8},
        {"(x-2)^{-3}", -0.125},
        {"(x-2)^{33}", -8589934592.0},
        {"(x-2)^{-34}", 0x1p-34},
        {"\\frac{x}{x+1}", 0},
        {"\\bar\\alpha_0", 1},
        {"\\sum_{i=2}^{1} \\frac{1}{x}", 0},
        {"\\prod_{i=1}^{0} \\frac{1}{x}", 1},
        {"\\log((x-1)\\mathcal N(x; 0, 1)(x-1))", -0.91893853320467274178},
        {"-(-x)", 0},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        double value =
            value_of(fixture->scope, expr_of(fixture->scope, rows[i].tex), 3, zero_input);
        if (!close_enough(value, rows[i].value, 1e-15)) {
            fail_msg("%s is %.17g, expected %.17g", rows[i].tex, value, rows[i].value);
        }
    }
}

static void test_values_of_definitions_calls_and_brackets(void **state) {
    double x = REFERENCE_X;
    double y = REFERENCE_Y;
    const struct {
        const char *tex;
        double value;
    } rows[] = {
        {"s y", (x * x + 1) * y},
        {"f(y)", y * y - y},
        {"f(f(y) + x)", (y * y - y + x) * (y * y - y + x) - (y * y - y + x)},
        {"g(y, t)", (1 - 6.0 / 64) * y + 5},
        {"g(g(x, 1), 2 t - 3)", (1 - 1.0 / 64) * ((1 - 2.0 / 64) * x + 1) + 7},
        {"\\sum_{k=1}^{2} g(x, k)", (1 - 2.0 / 64) * x + 1 + (1 - 3.0 / 64) * x + 2},
        {"\\sum_{k=1}^{t} k", 15},
        {"\\sum_{k=1}^{t} \\sum_{i=k}^{t} i", 55},
        {"\\prod_{k=1}^{t} k^2", 14400},
        {"t^2 - \\frac{t}{2}", 22.5},
        {"|x| + |y|", y - x},
        {"2^{-t} + 2^{\\frac{1}{2}}", 0.03125 + 1.4142135623730950488},
        {"1 + 2", 3},
        {"x", x},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double value = value_at(*state, rows[i].tex, 5);
        if (!close_enough(value, rows[i].value, 1e-15)) {
            fail_msg("%s is %.17g, expected %.17g", rows[i].tex, value, rows[i].value);
        }
    }
}

static void test_bracket_is_difference_at_its_limits(void **state) {
    Fixture *fixture = *state;
    Arena *arena = fixture->arena;
    Span span = {0, 0};
    const Expr *args[4] = {expr_of(fixture->scope, "x^3 + s"), expr_of(fixture->scope, "x"),
                           expr_of(fixture->scope, "y"), expr_of(fixture->scope, "2")};
    const Expr *bracket = expr_node(arena, span, EXPR_BRACKET, 4, args);
    double y = REFERENCE_Y;
    double expected = 8 + 5 - (y * y * y + y * y + 1);
    assert_close(value_of(fixture->scope, bracket, 1, reference_input), expected, 1e-15);
}

static void test_log_density_is_finite_far_from_the_mean(void **state) {
    /* log N(x; 200, 1) + log 3 at x = -0.8125; the density itself underflows. */
    double far = REFERENCE_X - 200;
    double expected = -far * far / 2 - 0.91893853320467274178;
    assert_close(value_at(*state, "\\log\\mathcal N(x; 200, 1)", 1), expected, 1e-15);
    assert_close(value_at(*state, "\\log(3\\,\\mathcal N(x; 200, 1))", 1),
                 expected + 1.0986122886681098, 1e-15);
    assert_close(value_at(*state, "\\log\\frac{\\mathcal N(x; 200, 1)}{\\mathcal N(x; 200, 1)}", 1),
                 0, 1e-15);
}

static void test_sum_over_alpha_bar_compiles_to_linear_length(void **state) {
    Fixture *fixture = *state;
    static const char *const formulas[] = {
        "\\sum_{i=1}^{t} \\bar\\alpha_i",
        "\\sum_{i=1}^{t} \\prod_{j=1}^{i} \\alpha_j",
        "\\sum_{i=1}^{t} \\frac{1-\\bar\\alpha_{i-1}}{1-\\bar\\alpha_i}",
        "\\sum_{i=1}^{t} \\bar\\alpha_{t+1-i}",
    };
    /* A factor, 1 - it, a quotient and a summand for each term. */
    static const size_t instructions_per_term = 4;
    for (size_t i = 0; i < COUNT(formulas); i++) {
        Program *program = program_of(fixture->scope, expr_of(fixture->scope, formulas[i]), 1000);
        assert_true(program_length(program) <= 1000 * instructions_per_term);
        assert_int_equal(program_input_count(program), 1000);
        program_free(program);
    }
    Program *program = program_of(fixture->scope, expr_of(fixture->scope, formulas[0]), 1000);
    /* 999 products and 999 sums, over a product, a sum and one that is being made. */
    assert_int_equal(program_length(program), 1998);
    assert_true(program_scratch(program, 1) <= 3);
    program_free(program);
}

static void test_equal_parts_are_computed_once(void **state) {
    Fixture *fixture = *state;
    Program *program = program_of(
        fixture->scope, expr_of(fixture->scope, "(x+y)^2 \\sin(y+x) + \\sqrt{(x+y)^2}"), 1);
    /* x+y, its square, sin, product, root, sum */
    assert_int_equal(program_length(program), 6);
    program_free(program);
}

static void test_states_unroll_to_first_state_and_noises(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_of(arena, "int t in 1..6\n"
                                   "seq a_i, b_i in (0.3,0.99)\n"
                                   "chain x_t = a_t x_{t-1} + b_t \\epsilon_t\n");
    Program *program = program_of(scope, expr_of(scope, "x_t - x_0"), 3);
    assert_int_equal(program_input_count(program), 10);
    double value = 0.0;
    double numbers[10];
    const double *inputs[10];
    double x = 0.0;
    double a[4] = {0}, b[4] = {0}, e[4] = {0};
    for (size_t i = 0; i < 10; i++) {
        ProgramInput input = program_input(program, i);
        numbers[i] = 0.1 + 0.07 * (double)i;
        inputs[i] = &numbers[i];
        assert_in_range(input.index, 0, 3);
        switch (input.symbol->name[0]) {
        case 'a': a[input.index] = numbers[i]; break;
        case 'b': b[input.index] = numbers[i]; break;
        case 'e': e[input.index] = numbers[i]; break;
        default:
            assert_int_equal(input.symbol->kind, SYMBOL_STATE);
            assert_int_equal(input.index, 0);
            x = numbers[i];
        }
    }
    double scratch[64];
    assert_true(program_scratch(program, 1) <= COUNT(scratch));
    program_run(program, &value, inputs, 1, scratch);
    double expected = x;
    for (size_t k = 1; k <= 3; k++) {
        expected = a[k] * expected + b[k] * e[k];
    }
    assert_close(value, expected - x, 1e-15);
    program_free(program);
    arena_free(arena);
}

static void test_refusals_say_why(void **state) {
    Fixture *fixture = *state;
    Scope *scope =
        scope_of(fixture->arena, "int t, m in 1..6\n"
                                 "seq \\alpha_i in (0.3,0.99)\n"
                                 "real x in (-3,3)\n"
                                 "matrix A\n"
                                 "normal X = \\mathcal N(0, 1)\n"
                                 "density q\n"
                                 "chain y_t = \\alpha_t y_{t-1} + \\alpha_t \\epsilon_t\n");
    static const struct {
        const char *tex, *part;
    } rows[] = {
        {"\\int x^2 dx", "integral"},
        {"\\mathbb E[X]", "expectation"},
        {"\\operatorname{Var}[X]", "variance"},
        {"q(y_t|y_0)", "density"},
        {"D_{KL}(\\mathcal N(x, 1) \\| \\mathcal N(0, 1))", "divergence"},
        {"A x", "matrix"},
        {"X + 1", "random variable"},
        {"m x", "m"},
        {"\\alpha_{m}", "index"},
        {"\\sum_{i=1}^{m} x", "bound"},
        {"\\frac{\\partial}{\\partial x} \\int x^2 dx", "integral"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *why = refusal(scope, expr_of(scope, rows[i].tex), integer_of, 3);
        if (strstr(why, rows[i].part) == NULL) {
            fail_msg("%s is refused with \"%s\", expected a word of %s", rows[i].tex, why,
                     rows[i].part);
        }
    }
    assert_non_null(strstr(refusal(scope, expr_of(scope, "t x"), NULL, 3), "t"));
}

static void test_too_long_is_refused(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *tex, *part;
    } rows[] = {
        {"\\sum_{i=1}^{90000} \\sum_{j=1}^{90000} x^{i} y^{j}", "too long"},
        {"\\sum_{i=1}^{2000000000} \\sin(x + i)", "too long"},
        {"\\sum_{i=1}^{90000} \\sum_{j=1}^{90000} \\sum_{k=1}^{90000} 0 (i+j+k)", "takes too long"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *why =
            refusal(fixture->scope, expr_of(fixture->scope, rows[i].tex), integer_of, 3);
        if (strstr(why, rows[i].part) == NULL) {
            fail_msg("%s is refused with \"%s\", expected \"%s\"", rows[i].tex, why, rows[i].part);
        }
    }
}

/* v_b = v_a + v_a, v_c = v_b + v_b, ... as names and as functions: trees of 2^26 nodes, 26 of them
 * different. */
static void test_shared_definitions_are_entered_once(void **state) {
    static const char *const forms[][3] = {
        {"let v_{a} = x\n", "let v_{%c} = v_{%c} + v_{%c}\n", "v_{z}"},
        {"fun v_{a}(x) = x\n", "fun v_{%c}(x) = v_{%c}(x) + v_{%c}(x)\n", "v_{z}(y)"},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        Text text;
        text_init(&text);
        text_append(&text, "real x, y in (-3,3)\n");
        text_append(&text, forms[i][0]);
        for (int c = 'b'; c <= 'z'; c++) {
            for (const char *from = forms[i][1]; *from != '\0'; from++) {
                /* The first letter is the new name, those after it the one before. */
                bool first = from == strstr(forms[i][1], "%c");
                if (from[0] == '%') {
                    text_append_char(&text, (char)(first ? c : c - 1));
                    from++;
                } else {
                    text_append_char(&text, *from);
                }
            }
        }
        Scope *scope =
            scope_of(fixture->arena, arena_copy(fixture->arena, text.bytes, text.length));
        text_clear(&text);
        Program *program = program_of(scope, expr_of(scope, forms[i][2]), 1);
        assert_int_equal(program_length(program), 25);
        program_free(program);
    }
}

/* \cdots stands for a run that may be empty; one shorter than that is no formula. */
static void test_ellipsis_shorter_than_empty_is_nan(void **state) {
    const char *tex = "\\alpha_t \\cdots \\alpha_3";
    assert_close(value_at(*state, tex, 5), (1 - 4.0 / 64) * (1 - 5.0 / 64) * (1 - 6.0 / 64), 1e-15);
    assert_close(value_at(*state, tex, 4), (1 - 4.0 / 64) * (1 - 5.0 / 64), 1e-15);
    assert_true(isnan(value_at(*state, tex, 3)));
}

static void test_deep_nesting_is_refused(void **state) {
    Fixture *fixture = *state;
    const Expr *expr = expr_of(fixture->scope, "x");
    for (size_t i = 0; i < 100000; i++) {
        expr = expr_function(fixture->arena, expr->span, FUNCTION_SIN, expr);
    }
    assert_non_null(strstr(refusal(fixture->scope, expr, integer_of, 1), "nested too deeply"));
}

/* --- random trees, against a walk over the tree --- */

typedef struct {
    Fixture *fixture;
    uint64_t seed, drawn;
} Draw;

static size_t draw(Draw *draws, size_t count) {
    return (size_t)hash_below(hash_mix(draws->seed, draws->drawn++, 0, 0), count);
}

static const Expr *draw_tree(Draw *draws, size_t depth) {
    static const char *const leaves[] = {"x", "y", "\\epsilon", "\\alpha_3", "0.75", "2", "1", "0"};
    Arena *arena = draws->fixture->arena;
    Span span = {0, 0};
    if (depth == 0) {
        return expr_of(draws->fixture->scope, leaves[draw(draws, COUNT(leaves))]);
    }
    const Expr *a = draw_tree(draws, depth - 1 - draw(draws, depth));
    const Expr *b = draw_tree(draws, depth - 1 - draw(draws, depth));
    switch (draw(draws, 9)) {
    case 0: return expr_unary(arena, span, EXPR_NEG, a);
    case 1: return expr_binary(arena, span, EXPR_MUL, a, b);
    case 2: return expr_binary(arena, span, EXPR_DIV, a, b);
    case 3: return expr_function(arena, span, FUNCTION_SIN, a);
    case 4: return expr_function(arena, span, FUNCTION_LOG, a);
    case 5: return expr_binary(arena, span, EXPR_ROOT, a, expr_number(arena, span, "2"));
    case 6: return expr_binary(arena, span, EXPR_POW, a, expr_integer(arena, span, 3));
    case 7: return expr_function(arena, span, FUNCTION_TANH, a);
    default: return expr_binary(arena, span, EXPR_ADD, a, b);
    }
}

static double walk(const Expr *expr, size_t lane) {
    double a = expr->count > 0 && expr->kind != EXPR_SYMBOL ? walk(expr->args[0], lane) : 0;
    double b = expr->count > 1 ? walk(expr->args[1], lane) : 0;
    switch ((int)expr->kind) {
    case EXPR_NUMBER: return strtod(expr->text, NULL);
    case EXPR_SYMBOL:
        return reference_input((ProgramInput){expr->symbol, expr->count == 1 ? 3 : 0}, lane);
    case EXPR_NEG: return -a;
    case EXPR_ADD: return a + b;
    case EXPR_MUL: return a * b;
    case EXPR_DIV: return b == 0 ? (double)NAN : a / b;
    case EXPR_ROOT: return sqrt(a);
    case EXPR_POW: return a * a * a;
    default: break;
    }
    return expr->function == FUNCTION_SIN   ? sin(a)
           : expr->function == FUNCTION_LOG ? (a > 0 ? log(a) : (double)NAN)
                                            : tanh(a);
}

static void test_random_trees_agree_with_a_walk_over_the_tree(void **state) {
    Draw draws = {.fixture = *state, .seed = 20200619};
    size_t defined = 0;
    for (size_t i = 0; i < 400; i++) {
        const Expr *expr = draw_tree(&draws, 9);
        Program *program = program_of(draws.fixture->scope, expr, 3);
        double out[300];
        run_program(program, reference_input, COUNT(out), out);
        for (size_t lane = 0; lane < COUNT(out); lane++) {
            double expected = walk(expr, lane);
            bool good = isnan(expected) ? isnan(out[lane])
                                        : close_enough(out[lane], expected, RANDOM_TOLERANCE);
            if (!good) {
                fail_msg("tree %zu, lane %zu: %.17g, expected %.17g", i, lane, out[lane], expected);
            }
            defined += isnan(expected) ? 0 : 1;
        }
        program_free(program);
    }
    /* Otherwise the trees would test nothing. */
    assert_true(defined > 30000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_agree_with_fifty_digit_arithmetic),
        cmocka_unit_test(test_batch_equals_single_lane_bit_for_bit),
        cmocka_unit_test(test_undefined_is_nan),
        cmocka_unit_test(test_defined_at_the_edge_of_the_domain),
        cmocka_unit_test(test_values_of_definitions_calls_and_brackets),
        cmocka_unit_test(test_bracket_is_difference_at_its_limits),
        cmocka_unit_test(test_log_density_is_finite_far_from_the_mean),
        cmocka_unit_test(test_sum_over_alpha_bar_compiles_to_linear_length),
        cmocka_unit_test(test_equal_parts_are_computed_once),
        cmocka_unit_test(test_states_unroll_to_first_state_and_noises),
        cmocka_unit_test(test_refusals_say_why),
        cmocka_unit_test(test_too_long_is_refused),
        cmocka_unit_test(test_shared_definitions_are_entered_once),
        cmocka_unit_test(test_ellipsis_shorter_than_empty_is_nan),
        cmocka_unit_test(test_deep_nesting_is_refused),
        cmocka_unit_test(test_random_trees_agree_with_a_walk_over_the_tree),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
