/* test_optimum.c - where an objective is smallest, and what only looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "claim_fixture.h"

typedef struct {
    const char *notation;
    const char *tex;
    const char *lines;
    VerdictKind kind;
    Grade grade;
} Row;

/* The letters of claim_fixture.h: x, y, a, b in (-3,3); u, v, \sigma, \tau positive; X = N(1, 4).
 */
#define SQUARE "minimise: \\mathbb E[(X-a)^2] over a"
#define CROSS "minimise: D_{KL}(\\mathcal N(x, u) \\| \\mathcal N(y, v)) over v"
#define DATA "given: real m in (-3,3)\nminimise: \\mathbb E[\\|x_0-m\\|^2|x_t] over m"
#define SCALE "given: real c in (-3,3)\nminimise: \\mathbb E[(x_0-c x_t)^2] over c"

static const Row rows[] = {
    /* Each true value is followed by wrong ones. */
    {NULL, "a = \\mathbb E[X]", SQUARE, VERDICT_HOLDS, GRADE_GAUSSIAN},
    {NULL, "a = 1", SQUARE, VERDICT_HOLDS, GRADE_GAUSSIAN},
    {NULL, "a = 1.00000000000000000001", SQUARE, VERDICT_FAILS, GRADE_GAUSSIAN},
    {NULL, "a = 0", SQUARE, VERDICT_FAILS, GRADE_GAUSSIAN},
    {NULL, "v = u+(x-y)^2", CROSS, VERDICT_HOLDS, GRADE_BALL},
    {NULL, "v = u", CROSS, VERDICT_FAILS, GRADE_BALL},
    {NULL, "v = u+(x+y)^2", CROSS, VERDICT_FAILS, GRADE_BALL},
    {NULL, "a = x", "minimise: \\frac{(a-x)^2}{2\\sigma^2}+b over a", VERDICT_HOLDS, GRADE_BALL},
    {NULL, "a = b", "minimise: \\frac{(a-x)^2}{2\\sigma^2}+b over a", VERDICT_FAILS, GRADE_BALL},
    {NULL, "a = \\frac{v x + u y}{u+v}", "minimise: \\frac{(a-x)^2}{u}+\\frac{(a-y)^2}{v} over a",
     VERDICT_HOLDS, GRADE_BALL},
    {NULL, "a = \\frac{u x + v y}{u+v}", "minimise: \\frac{(a-x)^2}{u}+\\frac{(a-y)^2}{v} over a",
     VERDICT_FAILS, GRADE_BALL},
    {NULL, "v = (x-y)^2", "maximise: \\log \\mathcal N(x; y, v) over v", VERDICT_HOLDS, GRADE_BALL},
    {NULL, "v = |x-y|", "maximise: \\log \\mathcal N(x; y, v) over v", VERDICT_FAILS, GRADE_BALL},
    /* The best guess is the conditional mean. */
    {"ho", "m = \\mathbb E[x_0|x_t]", DATA, VERDICT_HOLDS, GRADE_GAUSSIAN},
    {"ho", "m = \\mathbb E[x_0]", DATA, VERDICT_FAILS, GRADE_GAUSSIAN},
    {"ho", "m = \\frac{x_t}{\\sqrt{\\bar\\alpha_t}}", DATA, VERDICT_FAILS, GRADE_GAUSSIAN},
    {"ho", "c = \\frac{\\sqrt{\\bar\\alpha_t}\\mathbb E[x_0^2]}{\\mathbb E[x_t^2]}", SCALE,
     VERDICT_HOLDS, GRADE_GAUSSIAN},
    {"ho", "c = \\frac{1}{\\sqrt{\\bar\\alpha_t}}", SCALE, VERDICT_FAILS, GRADE_GAUSSIAN},
    /* A stationary point of the wrong kind, or none that is best. */
    {NULL, "a = x", "minimise: -(a-x)^2 over a", VERDICT_FAILS, GRADE_BALL},
    {NULL, "a = x", "maximise: (a-x)^2 over a", VERDICT_FAILS, GRADE_BALL},
    {NULL, "a = x", "maximise: -(a-x)^2 over a", VERDICT_HOLDS, GRADE_BALL},
    {NULL, "a = 0", "minimise: a^4-x a^3-a^2 over a", VERDICT_FAILS, GRADE_BALL},
    /* The derivative is 0 and the second one positive, but a tenth away it is lower: -0.01. */
    {NULL, "a = 1", "minimise: (a-1)^2-200(a-1)^4 over a", VERDICT_FAILS, GRADE_BALL},
    /* Products and quotients of averages. */
    {NULL, "a = 1", "minimise: \\frac{\\mathbb E[(X-a)^2]}{\\mathbb E[(X-a)^2]+u} over a",
     VERDICT_HOLDS, GRADE_GAUSSIAN},
    {NULL, "a = 0", "minimise: \\frac{\\mathbb E[(X-a)^2]}{\\mathbb E[(X-a)^2]+u} over a",
     VERDICT_FAILS, GRADE_GAUSSIAN},
    {NULL, "a = 1", "minimise: (\\mathbb E[(X-a)^2]+u)(\\mathbb E[(X-a)^2]+v) over a",
     VERDICT_HOLDS, GRADE_GAUSSIAN},
    {NULL, "v = \\frac12", "minimise: \\frac{v^2+\\frac14}{v} over v", VERDICT_HOLDS, GRADE_BALL},
    {NULL, "v = 1", "minimise: \\frac{v^2+\\frac14}{v} over v", VERDICT_FAILS, GRADE_BALL},
    /* Lowest among its neighbours, but not of all. */
    {NULL, "a = 0", "minimise: \\frac{a^4}{4}-\\frac{3.5 a^3}{3}+\\frac{2.5 a^2}{2} over a",
     VERDICT_FAILS, GRADE_BALL},
    /* A value outside of the letter's domain is no better one. */
    {NULL, "d = 0.95", "given: real d in (0,1)\nminimise: (d-0.95)^2(1.04-d) over d", VERDICT_HOLDS,
     GRADE_BALL},
    {NULL, "d = 0.95", "given: real d in (0,2)\nminimise: (d-0.95)^2(1.04-d) over d", VERDICT_FAILS,
     GRADE_BALL},
    {NULL, "d = 0.99999995",
     "given: real d in (0.99999991,0.99999999)\nminimise: (d-0.99999995)^2(0.9999999999-d) over d",
     VERDICT_HOLDS, GRADE_BALL},
    /* Only where the assumptions hold. */
    {NULL, "a = -\\frac{1}{2x}", "assume: x > 0\nminimise: x a^2+a over a", VERDICT_HOLDS,
     GRADE_BALL},
    {NULL, "a = -\\frac{1}{2x}", "assume: x < 0\nminimise: x a^2+a over a", VERDICT_FAILS,
     GRADE_BALL},
    /* At the end of what the letter may be, the derivative need not be 0. */
    {NULL, "a = 0", "assume: a \\ge 0\nminimise: (a+1)^2 over a", VERDICT_UNDECIDED, GRADE_NONE},
    /* The second derivative is 0: nothing is said. */
    {NULL, "a = x", "minimise: (a-x)^4 over a", VERDICT_UNDECIDED, GRADE_NONE},
    {NULL, "a = x", "minimise: b over a", VERDICT_UNDECIDED, GRADE_NONE},
    /* A value that knows more than the expectation is given is no candidate. */
    {"ho", "m = \\epsilon_t",
     "given: real m in (-3,3)\nminimise: \\mathbb E[(\\epsilon_t-m)^2|x_t,x_0] over m",
     VERDICT_UNDECIDED, GRADE_NONE},
    {"ho", "m = \\bar\\epsilon_t",
     "given: real m in (-3,3)\nminimise: \\mathbb E[(\\bar\\epsilon_t-m)^2|x_t] over m",
     VERDICT_UNDECIDED, GRADE_NONE},
    {NULL, "a = X", SQUARE, VERDICT_UNDECIDED, GRADE_NONE},
    {NULL, "a = x", "minimise: \\int_0^1 (a-x)^2 dx over a", VERDICT_UNDECIDED, GRADE_NONE},
};

static void test_true_optima_hold_and_wrong_ones_fail(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict =
            verdict_of(arena, &(ClaimText){rows[i].notation, rows[i].tex, rows[i].lines});
        if (verdict->kind != rows[i].kind || verdict->grade != rows[i].grade ||
            verdict->disagreement) {
            fail_msg("%s, %s: %s %s (%s), expected %s %s", rows[i].tex, rows[i].lines,
                     verdict_name(verdict->kind), grade_name(verdict->grade),
                     verdict->kind == VERDICT_UNREADABLE ? verdict->diag.message
                     : verdict->reason                   ? verdict->reason
                                                         : "",
                     verdict_name(rows[i].kind), grade_name(rows[i].grade));
        }
        assert_int_equal(verdict->kind == VERDICT_FAILS, verdict->counterexample != NULL);
        arena_free(arena);
    }
}

static void test_the_counterexample_is_the_derivative(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, "a = 0", SQUARE});
    assert_int_equal(verdict->kind, VERDICT_FAILS);
    assert_string_equal(verdict->methods[0].name, "optimum");
    assert_string_equal(verdict->counterexample->what, "the derivative and 0");
    /* d/da E[(X-a)^2] = 2 (a - 1) at a = 0 */
    assert_close(verdict->counterexample->left_value, -2, 1e-12);
    arena_free(arena);
}

static void test_evidence_has_points_and_bits(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, "a = \\mathbb E[X]", SQUARE});
    assert_int_equal(verdict->method_count, 1);
    assert_string_equal(verdict->methods[0].name, "optimum");
    assert_true(verdict->methods[0].points >= 16 && verdict->methods[0].bits >= 64);
    arena_free(arena);
}

static void test_an_objective_that_is_none_is_unreadable(void **state) {
    (void)state;
    static const struct {
        const char *lines, *message;
    } bad[] = {
        {"minimise: (a-x)^2", "the objective does not say over which letter"},
        {"minimise: (a-x)^2 over a+b", "expected one letter after `over`"},
        {"minimise: (a-x over a", NULL},
        {"maximise: (a-x)^2 over ", NULL},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, "a = x", bad[i].lines});
        assert_int_equal(verdict->kind, VERDICT_UNREADABLE);
        if (bad[i].message != NULL) {
            assert_string_equal(verdict->diag.message, bad[i].message);
        }
        arena_free(arena);
    }
}

/* The authored twins of a claim with an objective are tried against the objective, too. */
static void test_twins_are_refuted_by_the_objective(void **state) {
    (void)state;
    Arena *arena = arena_new();
    ClaimText text = {NULL, "a = \\frac{v x + u y}{u+v}",
                      "minimise: \\frac{(a-x)^2}{u}+\\frac{(a-y)^2}{v} over a\n"
                      "wrong: a = \\frac{x+y}{2}\nwrong: a = \\frac{u y + v x}{u+v}"};
    ClaimDef def = claim_def_of(arena, &text);
    def.twins = true;
    CheckOptions options = check_options_default();
    const Verdict *verdict =
        claim_decide(claim_prepare(arena, claim_scope(arena, NULL), &def), &options);
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_int_equal(verdict->twins.authored, 2);
    assert_int_equal(verdict->twins.authored_refuted, 1);
    assert_true(verdict->twins.mutants > 0);
    assert_int_equal(verdict->twins.mutants, verdict->twins.refuted + verdict->twins.equivalent +
                                                 verdict->twins.domain_errors);
    arena_free(arena);
}

/* E[y^2|z] for linear y and z, against what E[y|z]^2 + Var[y|z] says. */
static void test_conditional_means_of_squares(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        VerdictKind kind;
    } squares[] = {
        {"\\mathbb E[x_t^2|x_0] = \\bar\\alpha_t x_0^2 + 1-\\bar\\alpha_t", VERDICT_HOLDS},
        {"\\mathbb E[x_t^2|x_0] = \\bar\\alpha_t x_0^2 + 1", VERDICT_FAILS},
        {"\\mathbb E[x_{t-1}^2|x_t,x_0] = \\tilde\\mu_t^2 + \\tilde\\beta_t", VERDICT_HOLDS},
        {"\\mathbb E[x_{t-1}^2|x_t,x_0] = \\tilde\\mu_t^2", VERDICT_FAILS},
        {"\\mathbb E[x_t x_{t-1}|x_0] = \\sqrt{\\alpha_t}\\mathbb E[x_{t-1}^2|x_0]", VERDICT_HOLDS},
        {"\\mathbb E[x_t x_{t-1}|x_0] = \\alpha_t\\mathbb E[x_{t-1}^2|x_0]", VERDICT_FAILS},
        {"\\mathbb E[x_0^2|x_t] = \\mathbb E[x_0|x_t]^2 + \\operatorname{Var}[x_0|x_t]",
         VERDICT_HOLDS},
        {"\\mathbb E[x_0^2|x_t] = \\mathbb E[x_0|x_t]^2", VERDICT_FAILS},
    };
    for (size_t i = 0; i < COUNT(squares); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &(ClaimText){"ho", squares[i].tex, NULL});
        if (verdict->kind != squares[i].kind || verdict->disagreement) {
            fail_msg("%s: %s (%s)", squares[i].tex, verdict_name(verdict->kind),
                     verdict->reason ? verdict->reason : "");
        }
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_true_optima_hold_and_wrong_ones_fail),
        cmocka_unit_test(test_the_counterexample_is_the_derivative),
        cmocka_unit_test(test_evidence_has_points_and_bits),
        cmocka_unit_test(test_an_objective_that_is_none_is_unreadable),
        cmocka_unit_test(test_twins_are_refuted_by_the_objective),
        cmocka_unit_test(test_conditional_means_of_squares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
