/* test_counterexample.c - a refutation comes with a point at which anyone can work it out. */
#include "claim_fixture.h"

#include <stdio.h>

static void test_a_broken_chain_names_its_link(void **state) {
    (void)state;
    static const struct {
        ClaimText text;
        size_t chain, link;
        const char *right;
    } rows[] = {
        {{NULL, "(x+1)^2 = x^2+2x+1 = x^2+2x+2 = 7", NULL}, 0, 1, "x^2+2x+2"},
        {{NULL, "x = x+1 = x", NULL}, 0, 0, "x+1"},
        {{NULL, "x = x, \\quad y = y = y - 1", NULL}, 1, 1, "y - 1"},
        {{NULL, "\\begin{aligned} 2x &= x + x \\\\ &= 3x \\end{aligned}", NULL}, 0, 1, "3x"},
        {{"ho", "\\bar\\alpha_t = \\alpha_t\\bar\\alpha_{t-1} = \\alpha_t\\alpha_{t-1}", NULL},
         0,
         1,
         "\\alpha_t\\alpha_{t-1}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &rows[i].text);
        assert_int_equal(verdict->kind, VERDICT_FAILS);
        const Counterexample *at = verdict->counterexample;
        if (at->chain != rows[i].chain || at->link != rows[i].link) {
            fail_msg("%s: chain %zu link %zu", rows[i].text.tex, at->chain, at->link);
        }
        const char *right =
            arena_copy(arena, rows[i].text.tex + at->span.start, at->span.end - at->span.start);
        assert_string_equal(right, rows[i].right);
        arena_free(arena);
    }
}

/* As many digits as tell the sides apart, and no zeros behind them; a closer look than 128 bits. */
static void test_values_are_told_apart(void **state) {
    (void)state;
    static const struct {
        const char *tex, *left, *right;
    } rows[] = {
        {"0.5 = 0.50001", "0.5", "0.50001"},
        {"1.5\\cdot 1.5 = 3 - 0.5", "2.25", "2.5"},
        {"100 = 1 - 1", "100", "0"},
        {"1 + 10^{-9} = 1", "1.000000001", "1"},
        {"1 + 10^{-200} = 1", "1 + 1e-200", "1"},
        {"1 = 1 + 10^{-200}", "1", "1 + 1e-200"},
        {"10^{200} + 1 = 10^{200}", "1e+200 + 1", "1e+200"},
        {"\\sqrt{10^{400} + 1} = 10^{200}", "1e+200 + 5e-201", "1e+200"},
        {"e^{-500} + 1 = 1", "1 + 7.12458e-218", "1"},
        {"\\frac{2}{3} = \\frac{2}{3} + 10^{-40}", "0.666666666667", "0.666666666667 + 1e-40"},
        {"-1 = -1 - 10^{-40}", "-1 + 1e-40", "-1"},
        {"3 < 3", "3", "3"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, rows[i].tex, NULL});
        assert_int_equal(verdict->kind, VERDICT_FAILS);
        assert_string_equal(verdict->counterexample->left, rows[i].left);
        assert_string_equal(verdict->counterexample->right, rows[i].right);
        arena_free(arena);
    }
}

/* ---- counterexamples, worked out again in plain C ---- */

static double assigned(const Counterexample *at, const char *tex) {
    for (size_t i = 0; i < at->count; i++) {
        if (strcmp(at->assignments[i].tex, tex) == 0) {
            return strtod(at->assignments[i].value, NULL);
        }
    }
    fail_msg("%s is not assigned", tex);
    return 0;
}

static double assigned_at(const Counterexample *at, const char *letter, long index) {
    char tex[32];
    snprintf(tex, sizeof tex, "%s_%ld", letter, index);
    return assigned(at, tex);
}

typedef struct {
    double left, right;
} Sides;

static Sides square_of_a_sum(const Counterexample *at) {
    double x = assigned(at, "x"), y = assigned(at, "y");
    return (Sides){(x + y) * (x + y), x * x + x * y + y * y};
}

static Sides log_of_a_sum(const Counterexample *at) {
    double u = assigned(at, "u"), v = assigned(at, "v");
    return (Sides){log(u + v), log(u) + log(v)};
}

static Sides short_product(const Counterexample *at) {
    long n = (long)assigned(at, "n");
    Sides sides = {1, 1};
    for (long i = 1; i <= n; i++) {
        sides.left *= assigned_at(at, "c", i);
        sides.right *= i < n ? assigned_at(at, "c", i) : 1;
    }
    return sides;
}

static double alpha_bar(const Counterexample *at, long t) {
    double product = 1;
    for (long i = 1; i <= t; i++) {
        product *= 1 - assigned_at(at, "\\beta", i);
    }
    return product;
}

/* The variance of x_t given x_0, step by step; the claim has the standard deviation. */
static Sides deviation_for_variance(const Counterexample *at) {
    long t = (long)assigned(at, "t");
    double variance = 0;
    for (long i = 1; i <= t; i++) {
        double beta = assigned_at(at, "\\beta", i);
        variance = (1 - beta) * variance + beta;
    }
    return (Sides){variance, sqrt(variance)};
}

/* The posterior variance by Bayes: 1 / (alpha_t / beta_t + 1 / prior). */
static Sides posterior_without_bar(const Counterexample *at) {
    long t = (long)assigned(at, "t");
    double beta = assigned_at(at, "\\beta", t), prior = 1 - alpha_bar(at, t - 1);
    double posterior = 1 / ((1 - beta) / beta + 1 / prior);
    double wrong = assigned_at(at, "\\beta", t - 1) / (1 - alpha_bar(at, t)) * beta;
    return (Sides){posterior, wrong};
}

/* The posterior mean by Bayes, where the claim forgot a root. */
static Sides mean_without_root(const Counterexample *at) {
    long t = (long)assigned(at, "t");
    double before = assigned(at, "x_0"), x = before;
    for (long i = 1; i <= t; i++) {
        double beta = assigned_at(at, "\\beta", i);
        x = sqrt(1 - beta) * x + sqrt(beta) * assigned_at(at, "\\epsilon", i);
    }
    double beta = assigned_at(at, "\\beta", t), bar = alpha_bar(at, t);
    double prior = 1 - alpha_bar(at, t - 1), m = sqrt(alpha_bar(at, t - 1)) * before;
    double mean = prior == 0
                      ? before
                      : (sqrt(1 - beta) / beta * x + m / prior) / ((1 - beta) / beta + 1 / prior);
    double noise = (x - sqrt(bar) * before) / sqrt(1 - bar);
    return (Sides){mean, (x - beta / (1 - bar) * noise) / sqrt(1 - beta)};
}

/* Two noises of different steps: variances add, standard deviations do not. */
static Sides added_deviations(const Counterexample *at) {
    long t = (long)assigned(at, "t");
    double alpha = 1 - assigned_at(at, "\\beta", t);
    double before = 1 - assigned_at(at, "\\beta", t - 1);
    double a = alpha * (1 - before), b = 1 - alpha;
    return (Sides){a + b, (sqrt(a) + sqrt(b)) * (sqrt(a) + sqrt(b))};
}

static const struct {
    ClaimText text;
    Sides (*recompute)(const Counterexample *at);
} recomputed[] = {
    {{NULL, "(x+y)^2 = x^2+x y+y^2", NULL}, square_of_a_sum},
    {{NULL, "\\log(u+v) = \\log u+\\log v", NULL}, log_of_a_sum},
    {{NULL, "c_1 c_2 \\cdots c_n = \\prod_{i=1}^{n-1} c_i", NULL}, short_product},
    {{"ho", "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, \\sqrt{1-\\bar\\alpha_t})",
      NULL},
     deviation_for_variance},
    {{"ho", "\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", NULL},
     posterior_without_bar},
    {{"ho",
      "\\tilde\\mu_t = "
      "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{1-\\bar\\alpha_t}\\epsilon)",
      NULL},
     mean_without_root},
    {{"ho",
      "\\sqrt{\\alpha_t}\\sqrt{1-\\alpha_{t-1}}\\epsilon_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t = "
      "(\\sqrt{\\alpha_t(1-\\alpha_{t-1})}+\\sqrt{1-\\alpha_t})\\epsilon",
      NULL},
     added_deviations},
};

static void test_counterexamples_reproduce_the_difference(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed < 8; seed++) {
        for (size_t i = 0; i < COUNT(recomputed); i++) {
            Arena *arena = arena_new();
            CheckOptions options = check_options_default();
            options.seed = seed;
            const Verdict *verdict = claim_decide(claim_of(arena, &recomputed[i].text), &options);
            assert_int_equal(verdict->kind, VERDICT_FAILS);
            const Counterexample *at = verdict->counterexample;
            Sides sides = recomputed[i].recompute(at);
            assert_close(at->left_value, sides.left, 1e-13);
            assert_close(at->right_value, sides.right, 1e-13);
            assert_true(fabs(sides.left - sides.right) > 1e-9);
            /* What is printed is the same, to six digits. */
            assert_close(strtod(at->left, NULL), sides.left, 1e-5);
            assert_close(strtod(at->right, NULL), sides.right, 1e-5);
            arena_free(arena);
        }
    }
}

/* A reader works it out by hand: small t, one decimal. */
static void test_counterexamples_are_simple(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed < 8; seed++) {
        for (size_t i = 0; i < COUNT(recomputed); i++) {
            Arena *arena = arena_new();
            CheckOptions options = check_options_default();
            options.seed = seed;
            const Verdict *verdict = claim_decide(claim_of(arena, &recomputed[i].text), &options);
            const Counterexample *at = verdict->counterexample;
            for (size_t k = 0; k < at->count; k++) {
                const char *value = at->assignments[k].value;
                const char *point = strchr(value, '.');
                if (point != NULL && strlen(point) != 2) {
                    fail_msg("%s: %s = %s", recomputed[i].text.tex, at->assignments[k].tex, value);
                }
                if (strcmp(at->assignments[k].tex, "t") == 0) {
                    assert_true(k == 0 && strtol(value, NULL, 10) <= 4);
                }
            }
            arena_free(arena);
        }
    }
}

static void test_one_sided_definition_is_a_failure_with_its_point(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, "\\log(x) = \\log|x|", NULL});
    assert_int_equal(verdict->kind, VERDICT_FAILS);
    assert_string_equal(verdict->counterexample->left, "undefined");
    assert_true(assigned(verdict->counterexample, "x") < 0);
    /* Undefined at t = 1 alone is a condition, not a failure. */
    verdict = verdict_of(arena, &(ClaimText){"ho",
                                             "\\frac{\\bar\\alpha_{t-1}}{1-\\bar\\alpha_{t-1}} = "
                                             "\\frac{1}{1-\\bar\\alpha_{t-1}} - 1",
                                             NULL});
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_string_equal(verdict->under, "t \\ge 2");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_broken_chain_names_its_link),
        cmocka_unit_test(test_values_are_told_apart),
        cmocka_unit_test(test_counterexamples_reproduce_the_difference),
        cmocka_unit_test(test_counterexamples_are_simple),
        cmocka_unit_test(test_one_sided_definition_is_a_failure_with_its_point),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    verify_thread_end();
    return failed;
}
