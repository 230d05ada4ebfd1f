/* test_quadrature.c - integrals in balls: right, or undecided, and never for long. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "claim_fixture.h"
#include "cpu_time.h"
#include "math/reader.h"
#include "verify/quadrature.h"

/* Each integral takes a quarter of a second of work; the rest is for slow machines and sanitisers.
 */
#define MILLISECONDS_MAX 10000

typedef struct {
    const char *notation;
    const char *tex;
    VerdictKind kind;
} Row;

static const MethodEvidence *evidence_of(const Verdict *verdict, MethodId id) {
    for (size_t i = 0; i < verdict->method_count; i++) {
        if (strcmp(verdict->methods[i].name, method_name(id)) == 0) {
            return &verdict->methods[i];
        }
    }
    return NULL;
}

static void check_rows(const Row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        ClaimText text = {rows[i].notation, rows[i].tex, NULL};
        double start = cpu_milliseconds();
        const Verdict *verdict = verdict_of(arena, &text);
        double spent = cpu_milliseconds() - start;
        if (verdict->kind != rows[i].kind || verdict->disagreement) {
            fail_msg("%s: %s, expected %s (%s)", rows[i].tex, verdict_name(verdict->kind),
                     verdict_name(rows[i].kind), verdict->reason ? verdict->reason : "");
        }
        if (spent > MILLISECONDS_MAX) {
            fail_msg("%s took %.0f ms", rows[i].tex, spent);
        }
        arena_free(arena);
    }
}

/* Each true formula is followed by a wrong twin that differs by little. */
static const Row pairs[] = {
    {NULL, "\\int_0^1 x^2 dx = \\frac{1}{3}", VERDICT_HOLDS},
    {NULL, "\\int_0^1 x^2 dx = 0.3333333333333333333333", VERDICT_FAILS},
    {NULL, "\\int_0^1 \\sin(\\pi x) dx = \\frac{2}{\\pi}", VERDICT_HOLDS},
    {NULL, "\\int_0^1 \\sin(\\pi x) dx = \\frac{1}{\\pi}", VERDICT_FAILS},
    {NULL, "\\int_0^1 \\log(1-0.02x) dx = [(x-50)\\log(1-0.02x)-x]_0^1", VERDICT_HOLDS},
    {NULL, "\\int_0^1 \\log(1-0.02x) dx = [(x-1)\\log(1-0.02x)-x]_0^1", VERDICT_FAILS},
    {NULL, "\\int_0^1 \\sqrt{x} dx = \\frac{2}{3}", VERDICT_HOLDS},
    {NULL, "\\int_0^1 \\sqrt{x} dx = \\frac{3}{4}", VERDICT_FAILS},
    {NULL, "\\int_0^1 x^{1.5} dx = 0.4", VERDICT_HOLDS},
    {NULL, "\\int_0^1 x^{1.5} dx = 0.6", VERDICT_FAILS},
    {NULL, "\\int_{-1}^2 |x| dx = 2.5", VERDICT_HOLDS},
    {NULL, "\\int_{-1}^2 |x| dx = 1.5", VERDICT_FAILS},
    {NULL, "\\int_0^v \\frac{1}{1+x} dx = \\log(1+v)", VERDICT_HOLDS},
    {NULL, "\\int_0^v \\frac{1}{1+x} dx = \\log v", VERDICT_FAILS},
    {NULL, "\\int_0^n x dx = \\frac{n^2}{2}", VERDICT_HOLDS},
    {NULL, "\\int_0^n x dx = n^2", VERDICT_FAILS},
    {NULL, "\\int_a^b 2x dx = b^2-a^2", VERDICT_HOLDS},
    {NULL, "\\int_a^b 2x dx = a^2-b^2", VERDICT_FAILS},
    /* Over the real line: polynomials, bounded factors, kinks. */
    {NULL, "\\int x^2 \\mathcal N(x; 0, \\sigma^2) dx = \\sigma^2", VERDICT_HOLDS},
    {NULL, "\\int x^2 \\mathcal N(x; 0, \\sigma^2) dx = \\sigma", VERDICT_FAILS},
    {NULL, "\\int x \\mathcal N(x; a, \\sigma^2) dx = a", VERDICT_HOLDS},
    {NULL, "\\int x \\mathcal N(x; a, \\sigma^2) dx = a+0.0001", VERDICT_FAILS},
    {NULL, "\\int x^4 \\mathcal N(x; 0, 1) dx = 3", VERDICT_HOLDS},
    {NULL, "\\int x^4 \\mathcal N(x; 0, 1) dx = 4", VERDICT_FAILS},
    {NULL, "\\int (x-a)^3 \\mathcal N(x; a, u) dx = 0", VERDICT_HOLDS},
    {NULL, "\\int (x-a)^3 \\mathcal N(x; b, u) dx = 0", VERDICT_FAILS},
    {NULL, "\\int \\cos(x) \\mathcal N(x; 0, u) dx = e^{-u/2}", VERDICT_HOLDS},
    {NULL, "\\int \\cos(x) \\mathcal N(x; 0, u) dx = e^{-u}", VERDICT_FAILS},
    {NULL, "\\int e^{-|y|} dy = 2", VERDICT_HOLDS},
    {NULL, "\\int e^{-|y|} dy = 1", VERDICT_FAILS},
    {NULL, "\\int y^2 e^{-2|y-1|} dy = 1.5", VERDICT_HOLDS},
    {NULL, "\\int y^2 e^{-2|y-1|} dy = 1.6", VERDICT_FAILS},
    {NULL, "\\int \\frac{e^{-y^2}}{1+y^2} dy < \\sqrt{\\pi}", VERDICT_HOLDS},
    {NULL, "\\int \\frac{e^{-y^2}}{1+y^2} dy > \\sqrt{\\pi}", VERDICT_FAILS},
    {NULL, "\\int_{-\\infty}^{\\infty} e^{-y^2} dy = \\sqrt{\\pi}", VERDICT_HOLDS},
    {NULL, "\\int_{-\\infty}^{+\\infty} e^{-y^2} dy = \\pi", VERDICT_FAILS},
    {NULL, "\\int_0^\\infty e^{-y^2} dy = \\frac{\\sqrt{\\pi}}{2}", VERDICT_HOLDS},
    {NULL, "\\int_0^\\infty e^{-y^2} dy = \\sqrt{\\pi}", VERDICT_FAILS},
    {NULL, "\\int_{-\\infty}^0 y e^{y} dy = -1", VERDICT_HOLDS},
    {NULL, "\\int_{-\\infty}^0 y e^{y} dy = 1", VERDICT_FAILS},
    {NULL, "\\int_\\infty^0 e^{-y} dy = -1", VERDICT_HOLDS},
    {NULL, "\\int_\\infty^0 e^{-y} dy = 1", VERDICT_FAILS},
    /* A logarithm of densities is their exponents. */
    {NULL,
     "\\int \\mathcal N(y; a, u) \\log\\frac{\\mathcal N(y; a, u)}{\\mathcal N(y; b, v)} dy"
     " = D_{KL}(\\mathcal N(a, u) \\| \\mathcal N(b, v))",
     VERDICT_HOLDS},
    {NULL,
     "\\int \\mathcal N(y; a, u) \\log\\frac{\\mathcal N(y; a, u)}{\\mathcal N(y; b, v)} dy"
     " = D_{KL}(\\mathcal N(b, v) \\| \\mathcal N(a, u))",
     VERDICT_FAILS},
    {NULL,
     "-\\int \\mathcal N(y; a, u) \\log \\mathcal N(y; a, u) dy = \\frac{1}{2}\\log(2\\pi e u)",
     VERDICT_HOLDS},
    {NULL, "-\\int \\mathcal N(y; a, u) \\log \\mathcal N(y; a, u) dy = \\frac{1}{2}\\log(2\\pi u)",
     VERDICT_FAILS},
    {NULL, "\\mathbb E[X^2] = \\int x^2 \\mathcal N(x; 1, 4) dx", VERDICT_HOLDS},
    {NULL, "\\mathbb E[X^2] = \\int x^2 \\mathcal N(x; 1, 2) dx", VERDICT_FAILS},
    {"ho", "\\int x_t q(x_t|x_0) dx_t = \\sqrt{\\bar\\alpha_t} x_0", VERDICT_HOLDS},
    {"ho", "\\int x_t q(x_t|x_0) dx_t = \\bar\\alpha_t x_0", VERDICT_FAILS},
    {"ho",
     "D_{KL}(q(x_{t-1}|x_t,x_0) \\| q(x_{t-1}|x_0)) = \\int q(x_{t-1}|x_t,x_0)"
     " \\log\\frac{q(x_{t-1}|x_t,x_0)}{q(x_{t-1}|x_0)} dx_{t-1}",
     VERDICT_HOLDS},
    {"ho",
     "D_{KL}(q(x_{t-1}|x_t,x_0) \\| q(x_{t-1}|x_0)) = \\int q(x_{t-1}|x_0)"
     " \\log\\frac{q(x_{t-1}|x_t,x_0)}{q(x_{t-1}|x_0)} dx_{t-1}",
     VERDICT_FAILS},
};

static void test_true_integrals_hold_and_their_twins_fail(void **state) {
    (void)state;
    check_rows(pairs, COUNT(pairs));
}

/* Where a quadrature in double goes wrong without a word. */
static const Row hard[] = {
    /* Narrow peaks, on the line and in a wide interval. */
    {NULL, "\\int \\mathcal N(y; 0.3, 0.00000001) dy = 1", VERDICT_HOLDS},
    {NULL, "\\int y^2 \\mathcal N(y; 0, 0.00000001) dy = 0.00000001", VERDICT_HOLDS},
    {NULL, "\\int y^2 \\mathcal N(y; 0, 0.00000001) dy = 0", VERDICT_FAILS},
    {NULL, "\\int_{-1000000}^{1000000} \\mathcal N(y; 0.3, 0.00000001) dy = 1", VERDICT_HOLDS},
    {NULL, "\\int_{-1000000}^{1000000} \\mathcal N(y; 0.3, 0.00000001) dy = 0", VERDICT_FAILS},
    {NULL, "\\int_0^{1000000000} e^{-(y-3)^2} dy = 1", VERDICT_FAILS},
    /* Cancellation: the terms are about 1e20. */
    {NULL, "\\int_0^1 (10^{20} x - 10^{20} x + x) dx = \\frac{1}{2}", VERDICT_HOLDS},
    {NULL, "\\int_0^{200} \\sin(\\pi x) dx = 0", VERDICT_HOLDS},
    {NULL, "\\int_0^{200} \\sin(\\pi x) dx = 10^{-15}", VERDICT_FAILS},
    /* The bounds the same, or the wrong way round. */
    {NULL, "\\int_a^a e^x dx = 0", VERDICT_HOLDS},
    {NULL, "\\int_a^a e^x dx = 1", VERDICT_FAILS},
    {NULL, "\\int_1^0 x dx = -\\frac{1}{2}", VERDICT_HOLDS},
    {NULL, "\\int_1^0 x dx = \\frac{1}{2}", VERDICT_FAILS},
    /* A constant under the integral that is another variable's business. */
    {NULL, "\\int_0^1 y dx = y", VERDICT_HOLDS},
    /* Values that are no real numbers somewhere. */
    {NULL, "\\int_{-1}^1 \\sqrt{x} dx = 1", VERDICT_FAILS},
    {NULL, "\\int_{-1}^1 (x+\\frac{1}{2}) \\log x dx = 1", VERDICT_FAILS},
    /* Poles, and what does not converge. */
    {NULL, "\\int_{-1}^2 \\frac{1}{x} dx = \\log 2", VERDICT_UNDECIDED},
    {NULL, "\\int_{-1}^1 \\frac{1}{x^2} dx = -2", VERDICT_UNDECIDED},
    {NULL, "\\int_0^1 \\frac{1}{x} dx = 100", VERDICT_UNDECIDED},
    {NULL, "\\int x dx = 0", VERDICT_UNDECIDED},
    {NULL, "\\int \\frac{1}{1+x^2} dx = \\pi", VERDICT_UNDECIDED},
    {NULL, "\\int e^{x^3} dx = 1", VERDICT_UNDECIDED},
    {NULL, "\\int e^{-x^4} dx = 1", VERDICT_UNDECIDED},
    {NULL, "\\int_0^\\infty x dx = 1", VERDICT_UNDECIDED},
    {NULL, "\\int_0^\\infty e^{x} dx = -1", VERDICT_UNDECIDED},
    {NULL, "\\int_0^1 \\sin(\\frac{1}{x}) dx = 1", VERDICT_UNDECIDED},
    {NULL, "\\int_0^1 \\int_0^1 x y dx dy = \\frac{1}{4}", VERDICT_UNDECIDED},
    {NULL, "\\int_0^{10^9} \\sin(x^2) dx = 1", VERDICT_UNDECIDED},
};

static void test_hard_integrals_are_right_or_undecided(void **state) {
    (void)state;
    check_rows(hard, COUNT(hard));
}

/* A definition that holds the variable moves with it. */
static void test_definitions_that_hold_the_variable_are_entered(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        const char *lines;
        VerdictKind kind;
    } rows[] = {
        {"\\int_0^1 s dx = \\frac{1}{3}", "given: s = x^2", VERDICT_HOLDS},
        {"\\int s \\mathcal N(x; 0, 1) dx = 1", "given: s = x^2", VERDICT_HOLDS},
        {"\\int s \\mathcal N(x; 0, 1) dx = 2", "given: s = x^2", VERDICT_FAILS},
        {"\\int s \\mathcal N(x; 0, 1) dx = s", "given: s = x^2", VERDICT_FAILS},
        {"\\int_0^1 f(2x, n) dx = \\frac{4n}{3}", "given: fun f(z, k) = k z^2", VERDICT_HOLDS},
        {"\\int_0^1 f(2x, n) dx = \\frac{n}{3}", "given: fun f(z, k) = k z^2", VERDICT_FAILS},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, rows[i].tex, rows[i].lines});
        if (verdict->kind != rows[i].kind || verdict->disagreement) {
            fail_msg("%s where %s: %s (%s)", rows[i].tex, rows[i].lines,
                     verdict_name(verdict->kind), verdict->reason ? verdict->reason : "");
        }
        arena_free(arena);
    }
}

#define POSTERIOR_MEAN                                                                             \
    "\\mathbb E[x_{t-1}|x_t,x_0] = \\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t} "  \
    "x_0"                                                                                          \
    " + \\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t} x_t"
#define EPSILON_MEAN                                                                               \
    "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}"                                                 \
    "(x_t - \\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)"

/* What the Gaussian rule decides is decided by integration, too: the four identities of the
 * forward process and its posterior, at t = 2 from the one-step density alone. */
static void test_integration_confirms_the_laws_of_the_chain(void **state) {
    (void)state;
    static const char *const formulas[] = {
        "\\int q(x_t|x_{t-1}) q(x_{t-1}|x_0) dx_{t-1} = q(x_t|x_0)",
        "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t} x_0, 1-\\bar\\alpha_t)",
        "x_t = \\sqrt{\\alpha_t\\alpha_{t-1}} x_{t-2} + \\sqrt{1-\\alpha_t\\alpha_{t-1}}\\epsilon",
        POSTERIOR_MEAN,
        "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
        EPSILON_MEAN,
        "\\int q(x_1|x_0) q(x_0) dx_0 = q(x_1)",
    };
    for (size_t i = 0; i < COUNT(formulas); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &(ClaimText){"ho", formulas[i], NULL});
        const MethodEvidence *evidence = evidence_of(verdict, METHOD_QUADRATURE);
        if (verdict->kind != VERDICT_HOLDS || verdict->disagreement || evidence == NULL ||
            evidence->verdict != VERDICT_HOLDS || evidence->points < 4 || evidence->bits < 64) {
            fail_msg("%s: %s, %s", formulas[i], verdict_name(verdict->kind),
                     evidence == NULL ? "integration said nothing" : "integration disagrees");
        }
        arena_free(arena);
    }
}

/* ---- the functions themselves ---- */

typedef struct {
    Arena *arena;
    Scope *scope;
    BallContext context;
    LawUser user;
} Bench;

static void bench_init(Bench *bench, const char *notation) {
    *bench = (Bench){.arena = arena_new()};
    bench->scope = claim_scope(bench->arena, notation);
    bench->scope->accept_unknown = true;
    ball_context_init(&bench->context, bench->scope, (Point){1, 3}, 128);
    bench->context.stochastic = law_stochastic;
    bench->context.user = &bench->user;
}

static const Expr *bench_read(Bench *bench, const char *tex) {
    Source *source = arena_alloc(bench->arena, sizeof *source);
    *source = (Source){.name = "<test>", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Expr *expr = expr_parse(bench->scope, source, (Span){0, source->length}, &diag);
    if (expr == NULL) {
        fail_msg("%s: %s", tex, diag.message);
    }
    return expr;
}

static void bench_clear(Bench *bench) {
    ball_context_clear(&bench->context);
    arena_free(bench->arena);
    verify_thread_end();
}

/* Balls hold the true value, and are small. The values are known in closed form. */
static void test_enclosures_hold_the_true_value(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        const char *value;
    } rows[] = {
        {"\\int_0^1 e^x dx", "e-1"},
        {"\\int_0^{10} \\tanh x dx", "\\log\\frac{e^{10}+e^{-10}}{2}"},
        {"\\int y^6 e^{-y^2/2} dy", "15\\sqrt{2\\pi}"},
        {"\\int (y-1000)^2 e^{-(y-1000)^2} dy", "\\frac{\\sqrt{\\pi}}{2}"},
        {"\\int_0^\\infty y^3 e^{-y} dy", "6"},
        {"\\int e^{\\sin(y)-\\sin(y)} e^{-y^2} dy", "\\sqrt{\\pi}"},
        {"\\int (e^{-y^2} + e^{-(y-40)^2}) dy", "2\\sqrt{\\pi}"},
    };
    Bench bench;
    bench_init(&bench, NULL);
    arb_t left, right, difference;
    arb_init(left);
    arb_init(right);
    arb_init(difference);
    for (size_t i = 0; i < COUNT(rows); i++) {
        double size = 0;
        BallStatus status =
            quadrature_integral(&bench.context, left, &size, NULL, bench_read(&bench, rows[i].tex));
        assert_int_equal(status, BALL_OK);
        assert_int_equal(ball_eval(&bench.context, right, bench_read(&bench, rows[i].value)),
                         BALL_OK);
        arb_sub(difference, left, right, 128);
        double radius = mag_get_d(arb_radref(difference));
        if (!arb_contains_zero(difference) || !(radius < 1e-18 * size) || !(size > 0)) {
            fail_msg("%s: off by %g +- %g, size %g", rows[i].tex,
                     arf_get_d(arb_midref(difference), ARF_RND_NEAR), radius, size);
        }
    }
    arb_clear(left);
    arb_clear(right);
    arb_clear(difference);
    bench_clear(&bench);
}

/* The tails count: bounds that were too small would leave the true value outside the ball. Here the
 * ball is as wide as the tails' bound makes it, at a precision where little else does. */
static void test_what_is_cut_off_is_added_to_the_radius(void **state) {
    (void)state;
    Bench bench;
    bench_init(&bench, NULL);
    const Expr *integral = bench_read(&bench, "\\int y^4 e^{-y^2/2} dy");
    const Expr *exact = bench_read(&bench, "3\\sqrt{2\\pi}");
    arb_t left, right;
    arb_init(left);
    arb_init(right);
    for (slong bits = 64; bits <= 256; bits += 32) {
        ball_context_reset(&bench.context);
        bench.context.bits = bits;
        BallStatus status = quadrature_integral(&bench.context, left, NULL, NULL, integral);
        bench.context.bits = 512;
        assert_int_equal(ball_eval(&bench.context, right, exact), BALL_OK);
        if (status == BALL_OK) {
            assert_true(arb_contains(left, right));
        }
    }
    arb_clear(left);
    arb_clear(right);
    bench_clear(&bench);
}

/* Means and variances against the Gaussian algebra of law.c, and what takes two integrations. */
static void test_moments_are_those_of_the_law(void **state) {
    (void)state;
    static const struct {
        const char *mean, *variance;
        BallStatus status;
    } rows[] = {
        {"\\mathbb E[x_2|x_0]", "\\operatorname{Var}[x_2|x_0]", BALL_OK},
        {"\\mathbb E[x_1|x_0]", "\\operatorname{Var}[x_1|x_0]", BALL_OK},
        {"\\mathbb E[x_1|x_2,x_0]", "\\operatorname{Var}[x_1|x_2,x_0]", BALL_OK},
        {"\\mathbb E[x_4|x_5,x_3]", "\\operatorname{Var}[x_4|x_5,x_3]", BALL_OK},
        {"\\mathbb E[x_5|x_3]", "\\operatorname{Var}[x_5|x_3]", BALL_OK},
        {"\\mathbb E[x_5|x_4,x_0]", "\\operatorname{Var}[x_5|x_4,x_0]", BALL_OK},
        {"\\mathbb E[x_0|x_1]", "\\operatorname{Var}[x_0|x_1]", BALL_OK},
        {"\\mathbb E[x_1]", "\\operatorname{Var}[x_1]", BALL_OK},
        {"\\mathbb E[x_1|x_2]", "\\operatorname{Var}[x_1|x_2]", BALL_UNABLE},
        {"\\mathbb E[x_3|x_0]", "\\operatorname{Var}[x_3|x_0]", BALL_UNABLE},
    };
    Bench bench;
    bench_init(&bench, "ho");
    arb_t left, right;
    arb_init(left);
    arb_init(right);
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t k = 0; k < 2; k++) {
            const char *tex = k == 0 ? rows[i].mean : rows[i].variance;
            const Expr *moment = bench_read(&bench, tex);
            ball_context_reset(&bench.context);
            bench.user.quadrature = QUADRATURE_NONE;
            assert_int_equal(ball_eval(&bench.context, right, moment), BALL_OK);
            bench.user.quadrature = QUADRATURE_MOMENTS;
            BallStatus status = ball_eval(&bench.context, left, moment);
            bool agree = status != BALL_OK ||
                         (arb_overlaps(left, right) && arb_rel_accuracy_bits(left) > 60);
            if (status != rows[i].status || !agree) {
                fail_msg("%s: status %d, %g and %g", tex, (int)status,
                         arf_get_d(arb_midref(left), ARF_RND_NEAR),
                         arf_get_d(arb_midref(right), ARF_RND_NEAR));
            }
        }
    }
    arb_clear(left);
    arb_clear(right);
    bench_clear(&bench);
}

/* ---- GSL ---- */

static double narrow(double x, void *user) {
    const double *sd = user;
    return exp(-x * x / (2 * *sd * *sd)) / (*sd * sqrt(2 * acos(-1)));
}

static double pole(double x, void *user) {
    (void)user;
    return 1 / (x - 0.3);
}

/* Why balls decide: GSL says 0 +- 0 and success for a narrow normal density, unless it is told
 * where the peak is. */
static void test_gsl_is_a_second_opinion_that_may_be_wrong(void **state) {
    (void)state;
    double sd = 1e-4;
    Preview preview;
    assert_true(quadrature_double(&preview, narrow, &sd, -10, 11, -20));
    assert_true(fabs(preview.value) < 1e-9 && preview.error < 1e-9);
    assert_true(quadrature_double(&preview, narrow, &sd, -0.01, 0.01, 0));
    assert_close(preview.value, 1, 1e-9);
    assert_true(quadrature_double(&preview, narrow, &sd, 0.01, -0.01, 0));
    assert_close(preview.value, -1, 1e-9);
    sd = 0.7;
    assert_true(quadrature_double(&preview, narrow, &sd, -(double)INFINITY, (double)INFINITY, 0));
    assert_close(preview.value, 1, 1e-9);
    assert_true(quadrature_double(&preview, narrow, &sd, 0, (double)INFINITY, -1));
    assert_close(preview.value, 0.5, 1e-9);
    /* A pole ends in a status, not in the end of the program. */
    assert_false(quadrature_double(&preview, pole, NULL, 0, 1, -1));
}

static void test_the_second_opinion_stands_in_the_evidence(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *verdict =
        verdict_of(arena, &(ClaimText){NULL, "\\int_0^1 x^2 dx = \\frac{1}{3}", NULL});
    const MethodEvidence *evidence = evidence_of(verdict, METHOD_QUADRATURE);
    assert_non_null(evidence);
    assert_non_null(evidence->detail);
    assert_non_null(strstr(evidence->detail, "0.3333333333 in balls, 0.3333333333 +- "));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_true_integrals_hold_and_their_twins_fail),
        cmocka_unit_test(test_hard_integrals_are_right_or_undecided),
        cmocka_unit_test(test_definitions_that_hold_the_variable_are_entered),
        cmocka_unit_test(test_integration_confirms_the_laws_of_the_chain),
        cmocka_unit_test(test_enclosures_hold_the_true_value),
        cmocka_unit_test(test_what_is_cut_off_is_added_to_the_radius),
        cmocka_unit_test(test_moments_are_those_of_the_law),
        cmocka_unit_test(test_gsl_is_a_second_opinion_that_may_be_wrong),
        cmocka_unit_test(test_the_second_opinion_stands_in_the_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
