/* test_claim.c - formulas of algebra and calculus and the verdicts they deserve, and what a verdict
 * says of itself. Those of the chain are in test_claim_diffusion.c.
 *
 * Each verdict was decided by hand from the mathematics; grade and conditions say how strong an
 * answer the engine must give. */
#include "claim_fixture.h"

static const ClaimRow general[] = {
    {{NULL, "(x+y)^2 = x^2+2x y+y^2", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "(x+y)^2 = x^2+x y+y^2", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x = x", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "x = y", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\frac{x}{x} = 1", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\sqrt{x^2} = x", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\sqrt{u^2} = u", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\sqrt{x^2} = |x|", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\sqrt{u v} = \\sqrt{u}\\sqrt{v}", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\sqrt{x} = \\sqrt{x}", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\log(u v) = \\log u + \\log v", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\log(u+v) = \\log u + \\log v", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "e^{x+y} = e^x e^y", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\exp(x)^2 = \\exp(2x)", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\sin^2 x + \\cos^2 x = 1", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\cos(x+y) = \\cos x\\cos y - \\sin x \\sin y", NULL},
     VERDICT_HOLDS,
     GRADE_BALL,
     NULL},
    {{NULL, "\\sum_{i=1}^n c_i = c_n + \\sum_{i=1}^{n-1} c_i", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{NULL, "\\sum_{i=1}^n c_i = c_1 + \\sum_{i=1}^{n} c_i", NULL},
     VERDICT_FAILS,
     GRADE_BALL,
     NULL},
    {{NULL, "\\prod_{i=1}^n c_i^2 = (\\prod_{i=1}^n c_i)^2", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{NULL, "\\sum_{i=1}^n i = \\frac{n(n+1)}{2}", NULL}, VERDICT_HOLDS, GRADE_BALL, NULL},
    {{NULL, "c_1 c_2 \\cdots c_n = \\prod_{i=1}^n c_i", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "c_1 c_2 \\cdots c_n = \\prod_{i=1}^{n-1} c_i", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x = y = x", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "(x+1)^2 = x^2+2x+1 = x^2 + 2x + 2 = 7", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "u < u + 1", NULL}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "u \\le u + v", NULL}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "\\sqrt{x}^2 = x", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\frac{n-3}{n-3} = 1", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     "\\text{no denominator is 0}"},
    {{NULL, "\\sqrt{x-5} = \\sqrt{x-5}", NULL}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "\\operatorname{Var}[X^2] = 0", NULL}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "u > v", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x^2 \\ge 0", NULL}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "x^2 > -1", NULL}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "x \\ne x + 1", NULL}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "x \\ne x", NULL}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "x \\approx x", NULL}, VERDICT_APPROXIMATE, GRADE_BALL, NULL},
    {{NULL, "1.04 \\approx 1", NULL}, VERDICT_APPROXIMATE, GRADE_BALL, NULL},
    {{NULL, "1.06 \\approx 1", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "0.0106 \\approx 0.01", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "104 \\approx 100", NULL}, VERDICT_APPROXIMATE, GRADE_BALL, NULL},
    {{NULL, "1.06 \\approx 1", "tolerance: 0.1"}, VERDICT_APPROXIMATE, GRADE_BALL, NULL},
    {{NULL, "\\frac{n+1}{n} \\approx 1", "limit: n"}, VERDICT_APPROXIMATE, GRADE_BALL, NULL},
    {{NULL, "\\frac{n+1}{n} \\approx 2", "limit: n"}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\frac{2n+1}{n} \\approx 1", "limit: n"}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\sum_{i=1}^{n} i \\approx \\frac{n^2}{2}", "limit: n"},
     VERDICT_APPROXIMATE,
     GRADE_BALL,
     NULL},
    {{NULL, "1.03 \\approx 1", "limit: n"}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "x \\approx 1", "limit: x"}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "x \\propto 2x", NULL}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "x + y", NULL}, VERDICT_NO_CLAIM, GRADE_NONE, NULL},
    {{NULL, "x = y", "given: let y = x"}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "u = v", "given: v = u"}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "u > v", "assume: u \\ge v + 0.1"}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "s = 2x", "given: let s = x + x"}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "2x", "claim-of: x + x"}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "2x", "claim-of: x"}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\gamma = 1", NULL}, VERDICT_UNREADABLE, GRADE_NONE, NULL},
    {{NULL, "x + = y", NULL}, VERDICT_UNREADABLE, GRADE_NONE, NULL},
    {{NULL, "x = (y", NULL}, VERDICT_UNREADABLE, GRADE_NONE, NULL},
    {{NULL, "\\mathbb{E}[X] = 1", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\mathbb{E}[X^2] = 5", NULL}, VERDICT_HOLDS, GRADE_GAUSSIAN, NULL},
    {{NULL, "\\operatorname{Var}[X] = 4", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\operatorname{Var}[X] = 2", NULL}, VERDICT_FAILS, GRADE_GAUSSIAN, NULL},
    {{NULL, "\\mathbb{E}[X^2] = \\mathbb{E}[X]^2 + \\operatorname{Var}[X]", NULL},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     NULL},
    {{NULL, "X + Y \\sim \\mathcal N(1, 5)", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "X + Y \\sim \\mathcal N(1, 9)", NULL}, VERDICT_FAILS, GRADE_GAUSSIAN, NULL},
    {{NULL, "X + Y \\sim \\mathcal N(1, 3)", NULL}, VERDICT_FAILS, GRADE_GAUSSIAN, NULL},
    {{NULL, "\\sigma Y + \\tau Z \\sim \\mathcal N(0, \\sigma^2+\\tau^2)", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{NULL, "\\sigma Y + \\tau Z \\sim \\mathcal N(0, (\\sigma+\\tau)^2)", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{NULL, "\\sigma Y + \\tau Z = \\sqrt{\\sigma^2+\\tau^2} Z'", NULL},
     VERDICT_UNREADABLE,
     GRADE_NONE,
     NULL},
    {{NULL, "2 X \\sim \\mathcal N(2, 16)", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "2 X \\sim \\mathcal N(2, 8)", NULL}, VERDICT_FAILS, GRADE_GAUSSIAN, NULL},
    {{NULL, "X - X \\sim \\mathcal N(0, 0)", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL,
      "\\mathcal N(a, \\sigma^2) + \\mathcal N(b, \\tau^2) = \\mathcal N(a+b, \\sigma^2+\\tau^2)",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{NULL,
      "D_{KL}(\\mathcal N(a,\\sigma^2)\\|\\mathcal N(b,\\tau^2)) = "
      "\\log\\frac{\\tau}{\\sigma}+\\frac{\\sigma^2+(a-b)^2}{2\\tau^2}-\\frac12",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{NULL,
      "D_{KL}(\\mathcal N(a,\\sigma^2)\\|\\mathcal N(b,\\tau^2)) = "
      "\\log\\frac{\\tau}{\\sigma}+\\frac{\\sigma^2+(a-b)^2}{2\\tau^2}+\\frac12",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{NULL, "\\int \\mathcal N(x; a, \\sigma^2) dx = 1", NULL},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     NULL},
    {{NULL, "\\int \\mathcal N(x; y, u) \\mathcal N(y; a, v) dy = \\mathcal N(x; a, u+v)", NULL},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     NULL},
    {{NULL, "\\int \\mathcal N(x; y, u) \\mathcal N(y; a, v) dy = \\mathcal N(x; a, u)", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{NULL, "\\nabla_x x^2 = 2x", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "\\nabla_x x^2 = x", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\nabla_x \\log \\mathcal N(x; a, \\sigma^2) = -\\frac{x-a}{\\sigma^2}", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{NULL, "\\nabla_x \\log \\mathcal N(x; a, \\sigma^2) = -\\frac{x-a}{\\sigma}", NULL},
     VERDICT_FAILS,
     GRADE_BALL,
     NULL},
    {{NULL, "\\frac{1}{x-x} = 1", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\sqrt{-1-x^2} = 1", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\log(x) = \\log|x|", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "\\int_0^1 2x dx = [x^2]_0^1", NULL}, VERDICT_HOLDS, GRADE_QUADRATURE, NULL},
    {{NULL, "\\int_0^1 2x dx = [x^3]_0^1 + 0.001", NULL}, VERDICT_FAILS, GRADE_QUADRATURE, NULL},
    {{NULL, "\\log \\mathcal N(x; a, \\sigma^2) = -\\frac{(x-a)^2}{2\\sigma^2} + \\text{const}",
      NULL},
     VERDICT_HOLDS,
     GRADE_BALL,
     "\\text{as a function of }x"},
    {{NULL, "0.1+0.2=0.3", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    /* What is supposed is not claimed; what follows from what holds, or anyway, is. */
    {{NULL, "x = y \\Rightarrow y = x", NULL}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "x = y \\Rightarrow x + y = y + x", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{NULL, "x + y = y + x \\Rightarrow x = y", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x = y \\Leftrightarrow y = x", NULL}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "x + y = y + x \\Leftrightarrow x = y", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x = y \\Leftrightarrow x + y = y + x", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    /* Equal where the letters are, which no point of independent letters meets. */
    {{NULL, "x^2 + y^2 > 2 x y", NULL}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
    {{NULL, "x^2 + y^2 + 1 > 2 x y", NULL}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "x > y \\Rightarrow x - y > 0", NULL}, VERDICT_HOLDS, GRADE_SAMPLED, NULL},
    {{NULL, "x > y \\Rightarrow x^2 > y^2", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "a = b, \\quad b = a", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x := y", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    /* what is so for the declared values is not proved for those of a schedule */
    {{"ho", "|9-t| = 9-t", "schedule: linear"}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{"ho", "|\\beta_t-0.01| = \\beta_t-0.01", "schedule: linear"},
     VERDICT_FAILS,
     GRADE_BALL,
     NULL},
    {{NULL, "x = 1", "schedule: linear"}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
};

static void test_general_formulas_get_the_verdict_they_deserve(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(general); i++) {
        check_row(&general[i]);
    }
}

static void test_verdicts_do_not_depend_on_the_seed(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(general); i++) {
        check_row_with_seeds(&general[i], 2, 6);
    }
}

/* The method that decided, and what it looked at, stands in the evidence. */
static void test_evidence_names_methods_points_and_bits(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, "(x+y)^2 = x^2+2x y+y^2", NULL});
    assert_int_equal(verdict->method_count, 2);
    assert_string_equal(verdict->methods[0].name, "proof");
    assert_int_equal(verdict->methods[0].grade, GRADE_PROVED);
    assert_string_equal(verdict->methods[1].name, "algebra");
    assert_int_equal(verdict->methods[1].points, 16);
    assert_true(verdict->methods[1].bits >= 64 && verdict->methods[1].bits <= 2048);
    verdict =
        verdict_of(arena, &(ClaimText){"ho", "\\operatorname{Var}[x_1|x_0] = \\beta_1", NULL});
    assert_string_equal(verdict->methods[1].name, "gaussian");
    /* A law is compared with GSL's at t = 1, 2, T/2 and T of the linear schedule besides. */
    verdict = verdict_of(
        arena,
        &(ClaimText){"ho",
                     "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1-\\bar\\alpha_t)",
                     NULL});
    assert_int_equal(verdict->methods[1].points, 16 + 4);
    CheckOptions options = check_options_default();
    options.points = 9;
    verdict = claim_decide(claim_of(arena, &(ClaimText){NULL, "x+y = y+x", NULL}), &options);
    assert_int_equal(verdict->methods[1].points, 9);
    arena_free(arena);
}

static void test_an_unreadable_claim_says_where(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Claim *claim = claim_of(arena, &(ClaimText){"ho", "x_t =\n \\bar{\\alpha}_{t-}", NULL});
    const Verdict *verdict = claim_verdict(claim); /* before it is decided */
    assert_non_null(verdict);
    assert_int_equal(verdict->kind, VERDICT_UNREADABLE);
    assert_int_equal(verdict->diag.at.line, 2);
    assert_int_equal(verdict->diag.at.column, 18);
    assert_non_null(claim_noad(claim)); /* it can be drawn all the same */
    assert_null(claim_noad(claim_of(arena, &(ClaimText){"ho", "x_{t", NULL})));
    static const char *const lines[] = {"wrong: x = (", "given: 3 = 4 = 5", "assume: x"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        claim = claim_of(arena, &(ClaimText){NULL, "x = x", lines[i]});
        assert_int_equal(claim_verdict(claim)->kind, VERDICT_UNREADABLE);
        assert_int_equal(claim_verdict(claim)->diag.at.line, 2);
    }
    arena_free(arena);
}

static void test_names_of_verdicts_and_grades(void **state) {
    (void)state;
    for (VerdictKind kind = VERDICT_HOLDS; kind < VERDICT_COUNT; kind++) {
        assert_int_equal(verdict_parse(verdict_name(kind)), kind);
    }
    assert_string_equal(verdict_name(VERDICT_NO_CLAIM), "no-claim");
    assert_int_equal(verdict_parse("true"), VERDICT_COUNT);
    assert_string_equal(grade_name(GRADE_NONE), "");
    assert_string_equal(grade_name(GRADE_PROVED), "proved");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_general_formulas_get_the_verdict_they_deserve),
        cmocka_unit_test(test_verdicts_do_not_depend_on_the_seed),
        cmocka_unit_test(test_evidence_names_methods_points_and_bits),
        cmocka_unit_test(test_an_unreadable_claim_says_where),
        cmocka_unit_test(test_names_of_verdicts_and_grades),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    verify_thread_end();
    return failed;
}
