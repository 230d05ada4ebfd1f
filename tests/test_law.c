/* test_law.c - exact conditioning: means, variances, covariances, densities, divergences and
 * Gaussian integrals against dense linear algebra done elsewhere. */
#include "assert_close.h"

#include <stdlib.h>
#include <string.h>

#include "math/ball.h"
#include "math/reader.h"
#include "reference_laws.h"
#include "verify/law.h"
#include "verify/model.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define BITS 192
/* Bits that must be right: conditioning eight steps loses a few. */
#define ACCURACY 140
/* Doubles, where a value is put together here from reference numbers. */
#define TOLERANCE 1e-12

typedef struct {
    Arena *arena;
    Scope *scope;
    BallContext context;
    LawUser user;
} World;

/* The free sequence of reference_laws.py: i / (10 i + 7). */
static bool reference_sequence(void *user, arb_t out, const Symbol *symbol, long index,
                               slong bits) {
    (void)user;
    (void)symbol;
    arb_set_si(out, index);
    arb_div_si(out, out, 10 * index + 7, bits);
    return true;
}

/* ho's free sequence is beta; in su and chandery alpha is one minus it. */
static bool reference_alpha(void *user, arb_t out, const Symbol *symbol, long index, slong bits) {
    reference_sequence(user, out, symbol, index, bits);
    arb_sub_ui(out, out, 1, bits);
    arb_neg(out, out);
    return true;
}

static World *world_new(const char *notation, const char *declarations) {
    Arena *arena = arena_new();
    World *world = arena_alloc(arena, sizeof *world);
    world->arena = arena;
    Diag diag = {0};
    world->scope = model_scope(arena, notation, &diag);
    Source *source = arena_alloc(arena, sizeof *source);
    *source = (Source){.name = "<symbols>", .bytes = declarations, .length = strlen(declarations)};
    if (!scope_declare(world->scope, source, (Span){0, source->length}, &diag)) {
        fail_msg("%zu:%zu: %s", diag.at.line, diag.at.column, diag.message);
    }
    ball_context_init(&world->context, world->scope, (Point){3, 1}, BITS);
    world->context.stochastic = law_stochastic;
    world->context.user = &world->user;
    if (notation != NULL) {
        world->context.sequence =
            strcmp(notation, "ho") == 0 ? reference_sequence : reference_alpha;
    }
    return world;
}

static void world_free(World *world) {
    ball_context_clear(&world->context);
    arena_free(world->arena);
}

static const Expr *expr_in(World *world, const char *tex) {
    Source *source = arena_alloc(world->arena, sizeof *source);
    *source = (Source){.name = "<test>", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Expr *expr = expr_parse(world->scope, source, (Span){0, source->length}, &diag);
    if (expr == NULL) {
        fail_msg("%s: %zu: %s", tex, diag.at.column, diag.message);
    }
    return expr;
}

static const char *format_tex(World *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static const char *format_tex(World *world, const char *format, ...) {
    va_list list;
    va_start(list, format);
    const char *text = arena_vprintf(world->arena, format, list);
    va_end(list);
    return text;
}

static void eval(World *world, arb_t out, const char *tex) {
    BallStatus status = ball_eval(&world->context, out, expr_in(world, tex));
    if (status != BALL_OK) {
        fail_msg("%s: %s", tex, world->context.why);
    }
}

static double eval_double(World *world, const char *tex) {
    arb_t value;
    arb_init(value);
    eval(world, value, tex);
    double number = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    arb_clear(value);
    return number;
}

/* The ball of tex lies within 2^-ACCURACY of the reference, which it holds. */
static void check(World *world, const char *tex, const arb_t reference) {
    arb_t value, difference;
    arb_init(value);
    arb_init(difference);
    eval(world, value, tex);
    arb_sub(difference, value, reference, BITS);
    mag_t size, bound;
    mag_init(size);
    mag_init(bound);
    arb_get_mag(size, difference);
    mag_set_ui_2exp_si(bound, 1, -ACCURACY);
    if (!arb_contains_zero(difference) || mag_cmp(size, bound) > 0) {
        char *got = arb_get_str(value, 30, 0), *wanted = arb_get_str(reference, 30, 0);
        fail_msg("%s is %s, not %s", tex, got, wanted);
    }
    mag_clear(size);
    mag_clear(bound);
    arb_clear(value);
    arb_clear(difference);
}

/* A reference number, rounded to 50 digits. */
static void set_reference(arb_t out, const char *text) {
    arb_set_str(out, text, BITS);
    mag_t slack;
    mag_init(slack);
    arb_get_mag(slack, out);
    mag_mul_2exp_si(slack, slack, -162);
    arb_add_error_mag(out, slack);
    mag_clear(slack);
}

static const char *bar_and_given(World *world, const ReferenceLaw *row) {
    Text text;
    text_init(&text);
    for (size_t i = 0; i < row->given_count; i++) {
        text_append(&text, i == 0 ? " | " : ", ");
        text_append(&text, row->given[i]);
    }
    const char *copy = arena_copy(world->arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

static void set_mean(World *world, arb_t out, const ReferenceLaw *row, size_t which) {
    arb_t weight, value;
    arb_init(weight);
    arb_init(value);
    set_reference(out, row->means[which].offset);
    for (size_t i = 0; i < row->given_count; i++) {
        set_reference(weight, row->means[which].weights[i]);
        eval(world, value, row->given[i]);
        arb_addmul(out, weight, value, BITS);
    }
    arb_clear(weight);
    arb_clear(value);
}

static void check_moments(World *world, const ReferenceLaw *row) {
    const char *given = bar_and_given(world, row);
    arb_t expected;
    arb_init(expected);
    set_mean(world, expected, row, 0);
    check(world, format_tex(world, "\\mathbb{E}[%s%s]", row->first, given), expected);
    set_mean(world, expected, row, 1);
    check(world, format_tex(world, "\\mathbb{E}[%s%s]", row->second, given), expected);
    set_reference(expected, row->variance);
    check(world, format_tex(world, "\\operatorname{Var}[%s%s]", row->first, given), expected);
    set_reference(expected, row->second_variance);
    check(world, format_tex(world, "\\operatorname{Var}[%s%s]", row->second, given), expected);
    set_reference(expected, row->covariance);
    check(world, format_tex(world, "\\operatorname{Cov}[%s, %s%s]", row->first, row->second, given),
          expected);
    check(world, format_tex(world, "\\operatorname{Cov}[%s, %s%s]", row->second, row->first, given),
          expected);
    arb_clear(expected);
}

/* The same world for all rows of a notation. */
static World *next_world(World *world, const char *notation, const char **present,
                         const char *declarations) {
    if (world != NULL && *present != NULL && notation != NULL && strcmp(*present, notation) == 0) {
        return world;
    }
    if (world != NULL) {
        world_free(world);
    }
    *present = notation;
    return world_new(notation, declarations);
}

static void test_moments_are_those_of_the_dense_covariance(void **state) {
    (void)state;
    World *world = NULL;
    const char *present = "";
    for (size_t i = 0; i < COUNT(reference_laws); i++) {
        world = next_world(world, reference_laws[i].notation, &present, REFERENCE_LAWS_DATA);
        check_moments(world, &reference_laws[i]);
    }
    world_free(world);
}

/* With x_0 given nothing depends on the law of the data, and that is noted; otherwise the use of it
 * is. */
static void test_the_law_of_the_data_enters_only_where_x0_is_not_given(void **state) {
    (void)state;
    World *world = NULL;
    const char *present = "";
    for (size_t i = 0; i < COUNT(reference_laws); i++) {
        if (reference_laws[i].needs_data) {
            continue;
        }
        world = next_world(world, reference_laws[i].notation, &present, "");
        check_moments(world, &reference_laws[i]);
        assert_false(world->user.used_data);
        assert_true(world->user.used);
    }
    static const char *const needing[] = {"\\mathbb{E}[x_3]",
                                          "\\operatorname{Var}[x_1]",
                                          "\\mathbb{E}[x_0|x_2]",
                                          "\\operatorname{Cov}[x_1, x_2]",
                                          "q(x_2)",
                                          "\\mathbb{E}[x_1^2]"};
    for (size_t i = 0; i < COUNT(needing); i++) {
        world->user.used_data = false;
        eval_double(world, needing[i]);
        if (!world->user.used_data) {
            fail_msg("%s: the law of the data is not noted", needing[i]);
        }
    }
    static const char *const free[] = {"\\mathbb{E}[x_3|x_2]", "\\operatorname{Var}[x_3|x_1]",
                                       "q(x_3|x_2)", "\\mathbb{E}[\\epsilon_1]"};
    for (size_t i = 0; i < COUNT(free); i++) {
        world->user.used_data = false;
        eval_double(world, free[i]);
        if (world->user.used_data) {
            fail_msg("%s does not need the law of the data", free[i]);
        }
    }
    world_free(world);
}

static double double_of(const char *text) {
    return strtod(text, NULL);
}

static double mean_of(World *world, const ReferenceLaw *row, size_t which) {
    double mean = double_of(row->means[which].offset);
    for (size_t i = 0; i < row->given_count; i++) {
        mean += double_of(row->means[which].weights[i]) * eval_double(world, row->given[i]);
    }
    return mean;
}

static double normal_density(double x, double mean, double variance) {
    return exp(-(x - mean) * (x - mean) / (2 * variance)) /
           sqrt(2 * 3.14159265358979323846 * variance);
}

/* The density of two normal variables with this covariance. */
static double joint_density(const double x[2], const double mean[2], double v, double c, double w) {
    double determinant = v * w - c * c;
    double a = x[0] - mean[0], b = x[1] - mean[1];
    double quadratic = (w * a * a - 2 * c * a * b + v * b * b) / determinant;
    return exp(-quadratic / 2) / (2 * 3.14159265358979323846 * sqrt(determinant));
}

static bool is_state(const char *tex) {
    return strncmp(tex, "x_", 2) == 0 && strlen(tex) == 3;
}

/* q and p are densities of the chain alike. */
static const char *density_letter(const char *notation) {
    return strcmp(notation, "su") == 0 ? "p" : "q";
}

static void test_densities_are_those_of_the_normal_law(void **state) {
    (void)state;
    World *world = NULL;
    const char *present = "";
    size_t joint = 0;
    for (size_t i = 0; i < COUNT(reference_laws); i++) {
        const ReferenceLaw *row = &reference_laws[i];
        if (!is_state(row->first) || double_of(row->variance) == 0) {
            continue;
        }
        world = next_world(world, row->notation, &present, REFERENCE_LAWS_DATA);
        const char *given = bar_and_given(world, row), *letter = density_letter(row->notation);
        double v = double_of(row->variance), c = double_of(row->covariance);
        double w = double_of(row->second_variance);
        double mean[2] = {mean_of(world, row, 0), mean_of(world, row, 1)};
        double x[2] = {eval_double(world, row->first), eval_double(world, row->second)};
        const char *tex = format_tex(world, "%s(%s%s)", letter, row->first, given);
        assert_close(eval_double(world, tex), normal_density(x[0], mean[0], v), TOLERANCE);
        tex = format_tex(world, "D_{KL}(%s(%s%s) \\| \\mathcal N(0.5, 2))", letter, row->first,
                         given);
        double kl = (v / 2 + (mean[0] - 0.5) * (mean[0] - 0.5) / 2 - 1 - log(v / 2)) / 2;
        assert_close(eval_double(world, tex), kl, TOLERANCE);
        if (is_state(row->second) && strcmp(row->first, row->second) != 0 && w > 0) {
            tex = format_tex(world, "%s(%s, %s%s)", letter, row->first, row->second, given);
            double expected = joint_density(x, mean, v, c, w);
            assert_close(eval_double(world, tex) / expected, 1, 1e-9);
            joint++;
        }
    }
    assert_true(joint > 30);
    world_free(world);
}

static void test_gaussian_integrals_and_moments_have_their_known_values(void **state) {
    (void)state;
    World *world = world_new(NULL, reference_values_symbols);
    arb_t reference;
    arb_init(reference);
    for (size_t i = 0; i < COUNT(reference_law_values); i++) {
        set_reference(reference, reference_law_values[i].value);
        check(world, reference_law_values[i].tex, reference);
    }
    arb_clear(reference);
    world_free(world);
}

/* Q stands for the notation's letter of the density. */
static const char *with_letter(World *world, const char *tex, char letter) {
    char *copy = arena_copy(world->arena, tex, strlen(tex));
    for (char *c = copy; *c != '\0'; c++) {
        *c = *c == 'Q' ? letter : *c;
    }
    return copy;
}

/* Chapman-Kolmogorov: integrating the states between out gives the law over several steps. */
static void test_integrating_states_out_gives_the_law_of_several_steps(void **state) {
    (void)state;
    static const struct {
        const char *integral, *density;
    } rows[] = {
        {"\\int Q(x_2|x_1) Q(x_1|x_0) dx_1", "Q(x_2|x_0)"},
        {"\\int Q(x_5|x_4) Q(x_4|x_2) dx_4", "Q(x_5|x_2)"},
        {"\\int Q(x_4|x_3) Q(x_3|x_2) Q(x_2|x_1) Q(x_1|x_0) dx_1 dx_2 dx_3", "Q(x_4|x_0)"},
        {"\\int\\int\\int Q(x_4|x_3) Q(x_3|x_2) Q(x_2|x_1) Q(x_1|x_0) dx_1 dx_2 dx_3",
         "Q(x_4|x_0)"},
        {"\\int Q(x_1|x_0) \\cdots Q(x_5|x_4) dx_1 \\cdots dx_4", "Q(x_5|x_0)"},
        {"\\int Q(x_3, x_1|x_0) dx_1", "Q(x_3|x_0)"},
        {"\\int Q(x_1|x_0) Q(x_0) dx_0", "Q(x_1)"},
        {"\\int Q(x_3|x_0) dx_3", "1"},
    };
    static const char *const notations[] = {"ho", "su", "chandery"};
    for (size_t n = 0; n < COUNT(notations); n++) {
        World *world = world_new(notations[n], REFERENCE_LAWS_DATA);
        const char *letter = density_letter(notations[n]);
        arb_t expected;
        arb_init(expected);
        for (size_t i = 0; i < COUNT(rows); i++) {
            eval(world, expected, with_letter(world, rows[i].density, *letter));
            check(world, with_letter(world, rows[i].integral, *letter), expected);
        }
        arb_clear(expected);
        world_free(world);
    }
}

/* Expectations inside expectations are random themselves. */
static void test_nested_expectations_obey_the_laws_of_total_mean_and_variance(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"\\mathbb{E}[\\mathbb{E}[x_3|x_2]|x_0]", "\\mathbb{E}[x_3|x_0]"},
        {"\\mathbb{E}[\\mathbb{E}[x_1|x_2, x_0] + x_4|x_0]", "\\mathbb{E}[x_1 + x_4|x_0]"},
        {"\\operatorname{Var}[\\mathbb{E}[x_1|x_2, x_0]|x_0] + \\operatorname{Var}[x_1|x_2, x_0]",
         "\\operatorname{Var}[x_1|x_0]"},
        {"\\operatorname{Cov}[\\mathbb{E}[x_1|x_3, x_0], x_3|x_0]",
         "\\operatorname{Cov}[x_1, x_3|x_0]"},
        {"\\mathbb{E}[\\mathbb{E}[x_2]]", "\\mathbb{E}[x_2]"},
        {"\\mathbb{E}[h(3, 2) + x_1|x_0]", "3\\mathbb{E}[x_2|x_0] + \\mathbb{E}[x_1|x_0]"},
        {"\\operatorname{Var}[h(3, 2)|x_0]", "9\\operatorname{Var}[x_2|x_0]"},
        {"\\mathbb{E}[g_3|x_0]", "2\\mathbb{E}[x_3|x_0] + 1"},
        {"\\mathbb{E}[\\sum_{i=1}^{3} i x_i|x_0]",
         "\\mathbb{E}[x_1|x_0] + 2\\mathbb{E}[x_2|x_0] + 3\\mathbb{E}[x_3|x_0]"},
        {"\\mathbb{E}[-\\frac{x_2}{4}|x_0]", "-\\frac{1}{4}\\mathbb{E}[x_2|x_0]"},
    };
    World *world = world_new("ho", REFERENCE_LAWS_DATA "fun h(c, t) = c x_t\n"
                                                       "letseq g_t = 2 x_t + 1\n");
    arb_t expected;
    arb_init(expected);
    for (size_t i = 0; i < COUNT(rows); i++) {
        eval(world, expected, rows[i][1]);
        check(world, rows[i][0], expected);
    }
    arb_clear(expected);
    world_free(world);
}

static const struct {
    const char *tex;
    BallStatus status;
    const char *why;
} refusals[] = {
    {"\\operatorname{Var}[x_2|x_1, x_1]", BALL_UNSURE,
     "what is given determines itself: the same quantity stands twice"},
    {"\\mathbb{E}[x_3|x_2, x_0, \\epsilon_1, x_1]", BALL_UNSURE,
     "what is given determines itself: the same quantity stands twice"},
    {"q(x_0|x_0)", BALL_UNSURE, "a variance may not be positive"},
    {"\\mathbb{E}[x_{-1}|x_0]", BALL_DOMAIN, "there is no state before step 0"},
    {"\\mathbb{E}[\\epsilon_0]", BALL_DOMAIN, "there is no noise before step 1"},
    {"\\mathbb{E}[x_1^3]", BALL_UNABLE, "a power of a random variable other than its square"},
    {"\\mathbb{E}[x_1 x_2 x_3]", BALL_UNABLE, "a product of more than two random variables"},
    {"\\mathbb{E}[\\frac{1}{x_1}]", BALL_UNABLE, "a random variable in a denominator"},
    {"\\mathbb{E}[\\exp(x_1)]", BALL_UNABLE, NULL},
    {"\\operatorname{Var}[x_1^2]", BALL_UNABLE, "the variance of a square"},
    {"\\operatorname{Cov}[x_1^2, x_1]", BALL_UNABLE, "the variance of a square"},
    {"\\mathbb{E}[x_1^3|x_0]", BALL_UNABLE, "a power of a random variable other than its square"},
    {"\\mathbb{E}[\\prod_{i=1}^{2} x_i]", BALL_UNABLE, "a product of random variables"},
    {"\\mathcal N(0, 1)", BALL_UNABLE, "a distribution stands where a number is needed"},
    {"D_{KL}(\\mathcal N(0, 0) \\| \\mathcal N(0, 1))", BALL_DOMAIN,
     "the divergence of something that has no spread"},
    {"D_{KL}(\\mathcal N(0, 1) \\| \\mathcal N(0, -1))", BALL_DOMAIN, NULL},
    {"D_{KL}(2 \\| \\mathcal N(0, 1))", BALL_UNABLE, "expected a distribution here"},
    {"\\int \\exp(y^2) dy", BALL_DOMAIN, "the integral does not converge"},
    {"\\int 1 dy", BALL_DOMAIN, "the integral does not converge"},
    {"\\int \\exp(y^3) dy", BALL_UNABLE, NULL},
    {"\\int y dy", BALL_UNABLE, NULL},
    {"\\int_0^1 \\exp(-y^2) dy", BALL_UNABLE, NULL},
    {"\\frac{1}{\\mathbb{E}[\\epsilon_1]}", BALL_DOMAIN, "division by zero"},
};

static void test_what_has_no_law_here_is_refused_with_the_reason(void **state) {
    (void)state;
    World *world = world_new("ho", "real y in (-3,3)");
    for (size_t i = 0; i < COUNT(refusals); i++) {
        arb_t value;
        arb_init(value);
        ball_context_reset(&world->context);
        BallStatus status = ball_eval(&world->context, value, expr_in(world, refusals[i].tex));
        const char *why = world->context.why != NULL ? world->context.why : "no reason";
        if (status != refusals[i].status ||
            (refusals[i].why != NULL && strcmp(why, refusals[i].why) != 0)) {
            fail_msg("%s: status %d, %s; expected %d, %s", refusals[i].tex, status, why,
                     refusals[i].status, refusals[i].why != NULL ? refusals[i].why : "any reason");
        }
        assert_int_equal(world->context.depth, 0);
        arb_clear(value);
    }
    world_free(world);
}

/* What is known exactly has no variance left, at the first step as well. */
static void test_posterior_variance_is_zero_at_t1(void **state) {
    (void)state;
    World *world = world_new("ho", "");
    arb_t zero, x0;
    arb_init(zero);
    arb_init(x0);
    check(world, "\\operatorname{Var}[x_0|x_1, x_0]", zero);
    check(world, "\\tilde\\beta_1", zero);
    eval(world, x0, "x_0");
    check(world, "\\tilde\\mu_1", x0);
    check(world, "\\operatorname{Var}[\\epsilon_3|x_3, x_2]", zero);
    arb_clear(zero);
    arb_clear(x0);
    world_free(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_are_those_of_the_dense_covariance),
        cmocka_unit_test(test_the_law_of_the_data_enters_only_where_x0_is_not_given),
        cmocka_unit_test(test_densities_are_those_of_the_normal_law),
        cmocka_unit_test(test_gaussian_integrals_and_moments_have_their_known_values),
        cmocka_unit_test(test_integrating_states_out_gives_the_law_of_several_steps),
        cmocka_unit_test(test_nested_expectations_obey_the_laws_of_total_mean_and_variance),
        cmocka_unit_test(test_what_has_no_law_here_is_refused_with_the_reason),
        cmocka_unit_test(test_posterior_variance_is_zero_at_t1),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
