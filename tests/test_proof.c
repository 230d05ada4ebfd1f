/* test_proof.c - what `proof` proves, and what it must not.
 *
 * Everything proved is also compared in ball arithmetic, and every twin that is called wrong must
 * be refuted there: a twin that happens to be right would make a method that proves nothing look
 * sound. */
#include "formula_fixture.h"

#include "base/hash.h"
#include "cpu_time.h"
#include "math/ball.h"
#include "proof/proof.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* Points at which a proved identity is compared, and bits of each. */
#define POINTS 16
#define BITS 200
/* The most work that a hostile formula may take, in milliseconds: far above what it takes here
 * (below 30), far below a hang. */
#define HOSTILE_LIMIT 5000.0
#define SEED 20

static const char ho[] = "seq \\beta_i in (0.001,0.999)\n"
                         "letseq \\alpha_t = 1-\\beta_t\n"
                         "letseq \\bar\\alpha_t = \\prod_{i=1}^{t}\\alpha_i\n"
                         "seq \\sigma_i in (0.01,0.2)\n"
                         "int t in 2..8\n"
                         "int T in 9..12\n"
                         "real x_t, x_0, \\epsilon, x, y, z, a, b, c, d in (-3,3)\n"
                         "real p, q in (0.1,3)\n"
                         "real n in (-3,-1)\n"
                         "let s = \\sqrt{2}\n"
                         "fun f(x) = x^2+1\n"
                         "fun g(x, y) = f(x)f(y)-f(xy)\n"
                         "matrix A\n";
static const char su[] = "seq \\alpha_i in (0,1)\n"
                         "letseq \\beta_t = \\sqrt{1-\\alpha_t^2}\n"
                         "letseq \\bar\\alpha_t = \\prod_{i=1}^{t}\\alpha_i\n"
                         "letseq \\bar\\beta_t = \\sqrt{1-\\bar\\alpha_t^2}\n"
                         "int t in 2..8\n";
static const char chain[] =
    "seq \\beta_i in (0.001,0.999)\n"
    "letseq \\alpha_t = 1-\\beta_t\n"
    "letseq \\bar\\alpha_t = \\prod_{i=1}^{t}\\alpha_i\n"
    "int t in 3..8\n"
    "chain x_t = \\sqrt{\\alpha_t} x_{t-1} + \\sqrt{1-\\alpha_t} \\epsilon_t\n";

#define EPSILON_FORM(mean, kept, last)                                                             \
    mean " = \\frac{1}{\\sqrt{\\alpha_t}}(x_t" kept "\\frac{\\beta_t}{" last "}\\epsilon)"
#define MEAN                                                                                       \
    "\\sqrt{\\bar\\alpha_{t-1}}\\frac{\\beta_t}{1-\\bar\\alpha_t}\\frac{x_t-\\sqrt{1-"             \
    "\\bar\\alpha_t}\\epsilon}"                                                                    \
    "{\\sqrt{\\bar\\alpha_t}}+\\sqrt{\\alpha_t}\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}x_t"
#define POSTERIOR "\\frac{1}{\\frac{\\alpha_t}{\\beta_t}+\\frac{1}{1-\\bar\\alpha_{t-1}}}"
/* N(x; m, v) */
#define NORMAL(x, m, v) "\\frac{1}{\\sqrt{2\\pi " v "}}\\exp(-\\frac{(" x "-" m ")^2}{2" v "})"

typedef struct {
    const char *scope;
    const char *tex;
} Row;

static const Row proved[] = {
    /* DDPM (Ho 2020) eq. 7 and 11: the posterior mean in epsilon */
    {ho, EPSILON_FORM(MEAN, "-", "\\sqrt{1-\\bar\\alpha_t}")},
    {ho, POSTERIOR " = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"},
    {ho, "(\\frac{\\sqrt{1-\\alpha_t}\\sqrt{1-\\bar\\alpha_{t-1}}}{\\sqrt{1-\\bar\\alpha_t}})^2 = "
         "\\frac{\\beta_t(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}"},
    {ho,
     "1-\\bar\\alpha_t = (1-\\alpha_t)+(1-\\bar\\alpha_{t-1})-(1-\\alpha_t)(1-\\bar\\alpha_{t-1})"},
    {ho, "\\sqrt{\\alpha_t\\alpha_{t-1}} = \\sqrt{\\alpha_t}\\sqrt{\\alpha_{t-1}}"},
    {ho, "\\sqrt{\\alpha_t-\\alpha_t\\alpha_{t-1}} = \\sqrt{\\alpha_t}\\sqrt{1-\\alpha_{t-1}}"},
    {ho, "\\bar\\alpha_t = \\alpha_t\\bar\\alpha_{t-1}"},
    {ho, "\\bar\\alpha_{t+1} = \\alpha_{t+1}\\alpha_t\\alpha_{t-1}\\bar\\alpha_{t-2}"},
    {ho, "\\bar\\alpha_3 = \\alpha_1\\alpha_2\\alpha_3"},
    {ho, "\\bar\\alpha_0 = 1"},
    {ho, "\\alpha_t\\alpha_{t-1}\\dots\\alpha_2\\alpha_1 = \\prod_{i=1}^{t}\\alpha_i"},
    {ho, "\\alpha_1\\alpha_2\\cdots\\alpha_t = \\bar\\alpha_t"},
    {ho, "\\prod_{i=0}^{t-1}\\alpha_{t-i} = \\bar\\alpha_t"},
    {ho, "\\prod_{i=2}^{t}\\alpha_i = \\frac{\\bar\\alpha_t}{\\alpha_1}"},
    {ho, "\\prod_{i=t+1}^{T}\\alpha_i = \\frac{\\bar\\alpha_T}{\\bar\\alpha_t}"},
    {ho, "\\prod_{i=1}^{t}\\sqrt{1-\\beta_i} = \\sqrt{\\bar\\alpha_t}"},
    {ho, "\\prod_{i=1}^{t}(\\alpha_i-\\alpha_i^2) = \\bar\\alpha_t\\prod_{i=1}^{t}\\beta_i"},
    {ho, "\\sum_{i=1}^{t}\\beta_i = \\beta_t+\\sum_{j=1}^{t-1}\\beta_j"},
    {ho, "\\sum_{i=1}^{t}\\alpha_i^2 = t-2\\sum_{i=1}^{t}\\beta_i+\\sum_{i=1}^{t}\\beta_i^2"},
    {ho, "\\sum_{i=1}^{t}\\beta_i\\prod_{j=i+1}^{t}\\alpha_j = "
         "\\sum_{i=1}^{t}\\frac{\\bar\\alpha_t}{\\bar\\alpha_i}\\beta_i"},
    {ho, "\\sum_{i=2}^{t}\\frac{1-\\bar\\alpha_{i-1}}{1-\\bar\\alpha_i}\\beta_i = "
         "\\sum_{i=2}^{t}\\frac{1}{\\frac{\\alpha_i}{\\beta_i}+\\frac{1}{1-\\bar\\alpha_{i-1}}}"},
    {ho, "\\sum_{i=1}^{4}i = 10"},
    /* Bayes: q(x_t | x_{t-1}) q(x_{t-1} | x_0) / q(x_t | x_0) is the posterior */
    {ho, "\\frac{" NORMAL("x", "\\sqrt{\\alpha_t}y", "\\beta_t")
             NORMAL("y", "\\sqrt{\\bar\\alpha_{t-1}}z", "(1-\\bar\\alpha_{t-1})") "}{" NORMAL(
                 "x", "\\sqrt{\\bar\\alpha_t}z",
                 "(1-\\bar\\alpha_t)") "} = " NORMAL("y",
                                                     "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1}"
                                                     ")x+\\sqrt{\\bar\\alpha_{t-1}}\\beta_t "
                                                     "z}{1-\\bar\\alpha_t}",
                                                     "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_"
                                                     "t}\\beta_t")},
    {su, "\\alpha_t^2(1-\\bar\\alpha_{t-1}^2)+\\beta_t^2 = 1-\\bar\\alpha_t^2"},
    {su, "\\sqrt{\\alpha_t^2\\bar\\beta_{t-1}^2+\\beta_t^2} = \\bar\\beta_t"},
    {chain, "x_t = \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t"},
    {chain,
     "x_t = "
     "\\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}+\\sqrt{\\alpha_t-\\alpha_t\\alpha_{t-1}}\\epsilon_{t-1}"
     "+\\sqrt{1-\\alpha_t}\\epsilon_t"},
    {chain, "\\epsilon_t = \\frac{x_t-\\sqrt{\\alpha_t}x_{t-1}}{\\sqrt{\\beta_t}}"},
    {chain,
     "x_2 = "
     "\\sqrt{\\bar\\alpha_2}x_0+\\sqrt{\\alpha_2\\beta_1}\\epsilon_1+\\sqrt{\\beta_2}\\epsilon_2"},
    {ho, "(a+b)^2 = a^2+2ab+b^2"},
    {ho, "\\frac{a}{\\frac{b}{c}} = \\frac{ac}{b}"},
    {ho, "a^{-1} = \\frac{1}{a}"},
    {ho, "\\frac{x}{x} = 1"},
    {ho, "\\frac{x^2-1}{x-1} = x+1"},
    {ho, "(a+b)^{50} = (a^2+2ab+b^2)^{25}"},
    {ho, "0.1+0.2 = 0.3"},
    {ho, "\\sqrt{0.25} = \\frac12"},
    {ho, "s^2 = 2"},
    {ho, "g(x,y) = x^2+y^2"},
    {ho, "\\sqrt{p}^2 = p"},
    {ho, "\\sqrt{p^2} = p"},
    {ho, "\\sqrt{n^2} = -n"},
    {ho, "\\sqrt{x^2} = |x|"},
    {ho, "\\sqrt{\\frac{p}{q}} = \\frac{\\sqrt{p}}{\\sqrt{q}}"},
    {ho, "\\frac{1}{\\sqrt{p}+\\sqrt{q}} = \\frac{\\sqrt{p}-\\sqrt{q}}{p-q}"},
    {ho, "\\sqrt[3]{p}\\sqrt{p} = \\sqrt[6]{p^5}"},
    {ho, "\\sqrt{\\sqrt{p}} = \\sqrt[4]{p}"},
    {ho, "\\sqrt{8} = 2\\sqrt{2}"},
    {ho, "\\exp(x)\\exp(y) = \\exp(x+y)"},
    {ho, "\\sqrt{\\exp(x)} = \\exp(\\frac{x}{2})"},
    {ho, "\\log(pq) = \\log(p)+\\log(q)"},
    {ho, "\\log(x^2) = 2\\log(|x|)"},
    {ho, "\\exp(2\\log(p)+x) = p^2\\exp(x)"},
    {ho, "p^{a+b} = p^a p^b"},
    {ho, "\\cos(x-y)+\\sin(x-y) = \\cos(y-x)-\\sin(y-x)"},
};

/* Wrong, and refuted by a ball somewhere. */
static const Row wrong[] = {
    {ho, EPSILON_FORM(MEAN, "-", "\\sqrt{1-\\alpha_t}")},
    {ho, EPSILON_FORM(MEAN, "+", "\\sqrt{1-\\bar\\alpha_t}")},
    {ho, EPSILON_FORM(MEAN, "-", "1-\\bar\\alpha_t")},
    {ho, EPSILON_FORM(MEAN, "-", "\\sqrt{1-\\bar\\alpha_{t-1}}")},
    {ho, POSTERIOR " = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"},
    {ho, POSTERIOR " = \\frac{1-\\bar\\alpha_t}{1-\\bar\\alpha_{t-1}}\\beta_t"},
    {ho, POSTERIOR " = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_{t-1}"},
    {ho, "(\\frac{\\sqrt{1-\\alpha_t}\\sqrt{1-\\bar\\alpha_{t-1}}}{1-\\bar\\alpha_t})^2 = "
         "\\frac{\\beta_t(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}"},
    {ho, "(\\frac{\\sqrt{1-\\alpha_t}\\sqrt{1-\\bar\\alpha_t}}{\\sqrt{1-\\bar\\alpha_t}})^2 = "
         "\\frac{\\beta_t(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}"},
    {ho,
     "1-\\bar\\alpha_t = (1-\\alpha_t)+(1-\\bar\\alpha_{t-1})+(1-\\alpha_t)(1-\\bar\\alpha_{t-1})"},
    {ho, "1-\\bar\\alpha_t = (1-\\alpha_t)+(1-\\alpha_{t-1})-(1-\\alpha_t)(1-\\alpha_{t-1})"},
    {ho, "\\sqrt{\\alpha_t\\alpha_{t-1}} = \\sqrt{\\alpha_t}\\alpha_{t-1}"},
    {ho, "\\sqrt{\\alpha_t\\alpha_{t-1}} = \\sqrt{\\alpha_t}\\sqrt{\\alpha_{t-2}}"},
    {ho,
     "\\sqrt{\\alpha_t-\\alpha_t\\alpha_{t-1}} = \\sqrt{\\alpha_t}-\\sqrt{\\alpha_t\\alpha_{t-1}}"},
    {ho, "\\sqrt{\\alpha_t-\\alpha_t\\alpha_{t-1}} = \\sqrt{\\alpha_t}\\sqrt{1-\\alpha_t}"},
    {ho, "\\bar\\alpha_t = \\alpha_{t-1}\\bar\\alpha_{t-1}"},
    {ho, "\\bar\\alpha_t = \\alpha_t\\bar\\alpha_{t-2}"},
    {ho, "\\bar\\alpha_t = \\alpha_t\\alpha_{t-1}"},
    {ho, "\\bar\\alpha_3 = \\alpha_1\\alpha_2"},
    {ho, "\\alpha_t\\alpha_{t-1}\\dots\\alpha_2 = \\prod_{i=1}^{t}\\alpha_i"},
    {ho, "\\alpha_t\\alpha_{t-1}\\dots\\alpha_2\\alpha_1 = \\prod_{i=1}^{t}\\beta_i"},
    {ho, "\\prod_{i=0}^{t-1}\\alpha_{t-i} = \\bar\\alpha_{t-1}"},
    {ho, "\\prod_{i=1}^{t}\\alpha_i = \\prod_{i=1}^{t}\\alpha_{i+1}"},
    {ho, "\\prod_{i=t}^{T}\\alpha_i = \\frac{\\bar\\alpha_T}{\\bar\\alpha_t}"},
    {ho, "\\prod_{i=1}^{t}\\sqrt{1-\\beta_i} = \\bar\\alpha_t"},
    {ho, "\\sum_{i=1}^{t}\\beta_i = \\beta_{t-1}+\\sum_{j=1}^{t-1}\\beta_j"},
    {ho, "\\sum_{i=1}^{t}\\alpha_i^2 = t-2\\sum_{i=1}^{t}\\beta_i-\\sum_{i=1}^{t}\\beta_i^2"},
    {ho, "\\sum_{i=2}^{t}\\beta_i = \\sum_{i=1}^{t}\\beta_i"},
    {ho, "\\sum_{i=1}^{t}\\beta_i\\prod_{j=i}^{t}\\alpha_j = "
         "\\sum_{i=1}^{t}\\frac{\\bar\\alpha_t}{\\bar\\alpha_i}\\beta_i"},
    {ho, "\\sum_{i=2}^{t}\\frac{1-\\bar\\alpha_{i-1}}{1-\\bar\\alpha_i}\\beta_i = "
         "\\sum_{i=2}^{t}\\frac{1}{\\frac{\\alpha_i}{\\beta_i}+\\frac{1}{1-\\alpha_{i-1}}}"},
    /* read below its range, the inner sum would run backwards */
    {ho, "\\sum_{k=1}^{t}\\sum_{j=2}^{k}x = x+\\sum_{k=2}^{t}(x+\\sum_{j=3}^{k}x)"},
    {su, "\\alpha_t^2(1-\\bar\\alpha_{t-1}^2)+\\beta_t = 1-\\bar\\alpha_t^2"},
    {su, "\\alpha_t(1-\\bar\\alpha_{t-1}^2)+\\beta_t^2 = 1-\\bar\\alpha_t^2"},
    {su, "\\alpha_t^2(1-\\bar\\alpha_t^2)+\\beta_t^2 = 1-\\bar\\alpha_t^2"},
    {su, "\\alpha_t\\bar\\beta_{t-1}+\\beta_t = \\bar\\beta_t"},
    {chain, "x_t = \\sqrt{\\alpha_t}x_{t-1}+\\beta_t\\epsilon_t"},
    {chain, "x_t = \\sqrt{\\bar\\alpha_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t"},
    {chain, "x_t = \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_{t-1}"},
    {chain,
     "x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}+\\sqrt{1-\\alpha_t\\alpha_{t-1}}\\epsilon_{t-1}"
     "+\\sqrt{1-\\alpha_t}\\epsilon_t"},
    {ho, "(a+b)^2 = a^2+ab+b^2"},
    {ho, "\\frac{a}{\\frac{b}{c}} = \\frac{a}{bc}"},
    {ho, "\\frac{x^2-1}{x-1} = x-1"},
    {ho, "\\sqrt{x^2} = x"},
    {ho, "\\sqrt{n^2} = n"},
    {ho, "|n| = n"},
    {ho, "\\sqrt{p+q} = \\sqrt{p}+\\sqrt{q}"},
    {ho, "\\sqrt{8} = 4\\sqrt{2}"},
    {ho, "\\exp(x)\\exp(y) = \\exp(xy)"},
    {ho, "\\sqrt{\\exp(x)} = \\exp(2x)"},
    {ho, "\\log(p+q) = \\log(p)+\\log(q)"},
    {ho, "\\sin(x-y) = \\sin(y-x)"},
};

/* Nothing may be said here: true only in part of the domain, or nowhere defined, or beyond the
 * method. */
static const Row silent[] = {
    {ho, "\\sqrt{ab} = \\sqrt{a}\\sqrt{b}"},
    {ho, "\\sqrt{\\frac{a}{b}} = \\frac{\\sqrt{a}}{\\sqrt{b}}"},
    {ho, "\\log(ab) = \\log(a)+\\log(b)"},
    {ho, "|9-t| = 9-t"},
    {ho, "\\sqrt{1-\\bar\\alpha_{t-1}-\\sigma_t^2} = \\sqrt{1-\\bar\\alpha_{t-1}}-\\sigma_t"},
};

/* UNABLE, with a reason. */
static const Row unable[] = {
    {ho, "\\frac{0}{0} = 1"},
    {ho, "\\frac{x}{x-x} = 1"},
    {ho, "\\frac{x-x}{x-x} = 1"},
    {ho, "\\frac{a}{\\sqrt{p}\\sqrt{q}-\\sqrt{pq}} = \\frac{a}{\\sqrt{p}\\sqrt{q}-\\sqrt{pq}}"},
    {ho, "\\frac{1}{\\bar\\alpha_t-\\alpha_t\\bar\\alpha_{t-1}} = 1"},
    {ho, "(x-x)^0 = 1"},
    {ho, "\\sqrt{n} = \\sqrt{n}"},
    {ho, "\\sqrt[3]{n} = \\sqrt[3]{n}"},
    {ho, "\\sqrt{-1-x^2} = 1"},
    {ho, "\\log(0) = \\log(0)"},
    {ho, "\\alpha_0 = \\alpha_0"},
    {ho, "\\bar\\alpha_{-1} = \\bar\\alpha_{-1}"},
    {ho, "A = A"},
    {ho, "x^y = x^y"},
    {ho, "\\prod_{i=1}^{t-5}\\alpha_i = \\prod_{i=1}^{t-5}\\alpha_i"},
    {ho, "\\sum_{i=1}^{1000000}\\frac{x}{i} = 1"},
};

/* Grow beyond every limit. */
static const Row hostile[] = {
    {ho, "(a+b+c+d)^{200} = 1"},
    {ho, "(a+b)^{500}(c+d)^{500} = 1"},
    {ho, "2^{1000000000000} = 1"},
    {ho, "((2^{900})^{900})^{900} = 1"},
    {ho, "((x^{900})^{900})^{900} = 1"},
    {ho, "(1+x+y+z+a+b+c+d+p+q)^{9} = (1+x+y+z+a+b+c+d-p-q)^{9}"},
    {ho, "\\frac{1}{a+b}+\\frac{1}{b+c}+\\frac{1}{c+d}+\\frac{1}{a+2b}+\\frac{1}{b+2c}+\\frac{1}{c+"
         "2d}+\\frac{1}{a+3b}"
         "+\\frac{1}{b+3c}+\\frac{1}{c+3d}+\\frac{1}{x+a}+\\frac{1}{y+b}+\\frac{1}{z+c}+\\frac{1}{"
         "x+2y}+\\frac{1}{y+2z} = 0"},
    {ho, "\\prod_{i=1}^{60}(1+x\\beta_i) = 1"},
    {ho, "\\sqrt{1+\\sqrt{2+\\sqrt{3+\\sqrt{4+\\sqrt{5+x^2}}}}}^{99} = x"},
    {ho, "\\exp(\\frac{x}{7})\\exp(\\frac{x}{11})\\exp(\\frac{x}{13})\\exp(\\frac{x}{17})\\exp("
         "\\frac{x}{19}) = \\exp(x)"},
};

typedef struct {
    Arena *arena;
    Scope *scope;
    const Expr *left, *right;
} Equation;

static Equation read_row(const Row *row) {
    Equation equation = {.arena = arena_new()};
    equation.scope = scope_of(equation.arena, row->scope);
    Source *source = arena_alloc(equation.arena, sizeof *source);
    *source = source_of(row->tex);
    Diag diag = {0};
    const Formula *formula =
        formula_parse(equation.scope, source, (Span){0, source->length}, &diag);
    if (formula == NULL) {
        fail_with(&diag, row->tex);
        abort();
    }
    assert_int_equal(formula->count, 1);
    assert_int_equal(formula->chains[0].count, 2);
    equation.left = formula->chains[0].sides[0];
    equation.right = formula->chains[0].sides[1];
    return equation;
}

static ProofStatus decide(const Equation *equation, const char **why) {
    return proof_equal(equation->scope, equation->left, equation->right, NULL, NULL, why);
}

/* Points at which both sides are defined, and at which they certainly differ. */
static void compare(const Equation *equation, unsigned *defined, unsigned *different) {
    *defined = *different = 0;
    arb_t left, right;
    arb_init(left);
    arb_init(right);
    for (unsigned i = 0; i < POINTS; i++) {
        BallContext context;
        ball_context_init(&context, equation->scope, (Point){SEED, i}, BITS);
        if (ball_eval(&context, left, equation->left) == BALL_OK &&
            ball_eval(&context, right, equation->right) == BALL_OK) {
            ++*defined;
            *different += !arb_overlaps(left, right);
        }
        ball_context_clear(&context);
    }
    arb_clear(left);
    arb_clear(right);
}

static void test_identities_are_proved_and_agree_in_balls(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(proved); i++) {
        Equation equation = read_row(&proved[i]);
        const char *why = NULL;
        unsigned defined, different;
        if (decide(&equation, &why) != PROOF_PROVED)
            fail_msg("%s is not proved: %s", proved[i].tex, why);
        compare(&equation, &defined, &different);
        if (defined == 0 || different > 0)
            fail_msg("%s: defined at %u points, different at %u", proved[i].tex, defined,
                     different);
        arena_free(equation.arena);
    }
}

static void test_wrong_twins_are_refuted_by_balls_and_never_proved(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Equation equation = read_row(&wrong[i]);
        const char *why = NULL;
        unsigned defined, different;
        if (decide(&equation, &why) != PROOF_OPEN)
            fail_msg("%s is proved, or out of reach: %s", wrong[i].tex, why);
        compare(&equation, &defined, &different);
        if (different == 0)
            fail_msg("%s: defined at %u points, nowhere different", wrong[i].tex, defined);
        arena_free(equation.arena);
    }
}

static void test_unknown_signs_leave_it_open(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(silent); i++) {
        Equation equation = read_row(&silent[i]);
        const char *why = NULL;
        if (decide(&equation, &why) != PROOF_OPEN)
            fail_msg("%s is not left open: %s", silent[i].tex, why);
        assert_non_null(strstr(why, "sign"));
        arena_free(equation.arena);
    }
}

static void test_what_is_undefined_or_beyond_the_method_is_unable(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(unable); i++) {
        Equation equation = read_row(&unable[i]);
        const char *why = NULL;
        if (decide(&equation, &why) != PROOF_UNABLE)
            fail_msg("%s is decided: %s", unable[i].tex, why);
        assert_non_null(why);
        arena_free(equation.arena);
    }
}

static void test_formulas_that_explode_are_given_up_quickly(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(hostile); i++) {
        Equation equation = read_row(&hostile[i]);
        const char *why = NULL;
        double start = cpu_milliseconds();
        if (decide(&equation, &why) == PROOF_PROVED)
            fail_msg("%s is proved", hostile[i].tex);
        double spent = cpu_milliseconds() - start;
        if (spent > HOSTILE_LIMIT)
            fail_msg("%s took %g ms", hostile[i].tex, spent);
        arena_free(equation.arena);
    }
}

/* ---- expectations ---- */

/* E[anything] is the mean x. */
static const Expr *lower_to_x(void *user, Arena *arena, const Expr *expr) {
    const Scope *scope = user;
    if (expr->kind != EXPR_EXPECT)
        return NULL;
    return expr_symbol(arena, expr->span, scope_find(scope, "x"), NULL);
}

static void test_expectations_are_lowered_first_and_unable_without(void **state) {
    (void)state;
    const Row row = {ho, "f(x) = x^2+1"};
    Equation equation = read_row(&row);
    Arena *arena = equation.arena;
    const Expr *mean = expr_unary(arena, (Span){0, 0}, EXPR_EXPECT, equation.right);
    const Expr *x = expr_symbol(arena, (Span){0, 0}, scope_find(equation.scope, "x"), NULL);
    const Expr *twice = expr_binary(arena, (Span){0, 0}, EXPR_ADD, mean, mean);
    const Expr *two_x = expr_binary(arena, (Span){0, 0}, EXPR_ADD, x, x);
    const char *why = NULL;
    assert_int_equal(proof_equal(equation.scope, twice, two_x, lower_to_x, equation.scope, &why),
                     PROOF_PROVED);
    assert_int_equal(proof_equal(equation.scope, twice, x, lower_to_x, equation.scope, &why),
                     PROOF_OPEN);
    assert_int_equal(proof_equal(equation.scope, twice, twice, NULL, NULL, &why), PROOF_UNABLE);
    assert_non_null(strstr(why, "expectation"));
    const Expr *variance = expr_unary(arena, (Span){0, 0}, EXPR_VARIANCE, x);
    assert_int_equal(
        proof_equal(equation.scope, variance, variance, lower_to_x, equation.scope, &why),
        PROOF_UNABLE);
    arena_free(arena);
}

/* ---- integrals: the declared interval of a letter does not hold for a variable of integration
 * ---- */

static void test_integrals_are_equal_only_when_their_integrands_are(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        ProofStatus status;
    } rows[] = {
        {"\\int_0^1 ax^2\\,dx = a\\int_0^1 y^2\\,dy", PROOF_PROVED},
        {"\\int_0^1 x^2\\,dx = \\int_0^1 x^3\\,dx", PROOF_OPEN},
        {"\\int_0^1 x^2\\,dx = \\int_0^2 x^2\\,dx", PROOF_OPEN},
        {"\\int_0^1 \\sqrt{p^2}\\,dp = \\int_0^1 |p|\\,dp", PROOF_PROVED},
        {"\\int_{-1}^1 \\sqrt{p^2}\\,dp = \\int_{-1}^1 p\\,dp", PROOF_OPEN},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Equation equation = read_row(&(Row){ho, rows[i].tex});
        const char *why = NULL;
        if (decide(&equation, &why) != rows[i].status)
            fail_msg("%s: %s", rows[i].tex, why);
        arena_free(equation.arena);
    }
}

/* ---- random formulas ---- */

/* Trees of this depth have up to 30 nodes. */
#define TREE_DEPTH 3
#define TREES 1500

typedef struct {
    Arena *arena;
    const Scope *scope;
    uint64_t seed, counter;
} Random;

static size_t below(Random *random, size_t count) {
    return (size_t)hash_below(hash_mix(random->seed, random->counter++, 0, 0), count);
}

static const Expr *pair(Random *random, ExprKind kind, const Expr *a, const Expr *b) {
    return expr_binary(random->arena, (Span){0, 0}, kind, a, b);
}

static const Expr *whole(Random *random, long value) {
    return expr_integer(random->arena, (Span){0, 0}, value);
}

static const Expr *random_letter(Random *random) {
    static const char *const plain[] = {"x", "p", "n"}, *const indexed[] = {"beta", "alpha",
                                                                            "bar alpha"};
    if (below(random, 5) == 0)
        return whole(random, (long)below(random, 4));
    if (below(random, 2) == 0)
        return expr_symbol(random->arena, (Span){0, 0},
                           scope_find(random->scope, plain[below(random, 3)]), NULL);
    const Expr *t = expr_symbol(random->arena, (Span){0, 0}, scope_find(random->scope, "t"), NULL);
    const Expr *index = pair(random, EXPR_ADD, t, whole(random, -(long)below(random, 2)));
    const Symbol *symbol = scope_find(random->scope, indexed[below(random, 3)]);
    return expr_symbol(random->arena, (Span){0, 0}, symbol, index);
}

static const Expr *random_tree(Random *random, unsigned depth) {
    static const ExprKind kinds[] = {EXPR_ADD, EXPR_MUL, EXPR_DIV};
    if (depth == 0 || below(random, 6) == 0)
        return random_letter(random);
    const Expr *a = random_tree(random, depth - 1);
    size_t choice = below(random, 8);
    if (choice < 4)
        return pair(random, kinds[choice % 3], a, random_tree(random, depth - 1));
    if (choice == 4)
        return pair(random, EXPR_POW, a, whole(random, (long)below(random, 4) - 1));
    if (choice == 5)
        return expr_unary(random->arena, (Span){0, 0}, below(random, 2) == 0 ? EXPR_ABS : EXPR_NEG,
                          a);
    return pair(random, EXPR_ROOT, a, whole(random, 2));
}

/* Rules that students use, right or wrong. */
static const Expr *careless(Random *random, const Expr *expr) {
    if (expr->kind == EXPR_NUMBER || expr->kind == EXPR_SYMBOL)
        return expr;
    for (size_t i = 0; i < expr->count; i++) {
        bool constant = i == 1 && (expr->kind == EXPR_ROOT || expr->kind == EXPR_POW);
        if (!constant)
            expr = expr_with_arg(random->arena, expr, i, careless(random, expr->args[i]));
    }
    if (below(random, 2) == 0)
        return expr;
    const Expr *a = expr->args[0];
    if (expr->kind == EXPR_ROOT &&
        (a->kind == EXPR_MUL || a->kind == EXPR_DIV || a->kind == EXPR_ADD))
        return pair(random, a->kind, pair(random, EXPR_ROOT, a->args[0], expr->args[1]),
                    pair(random, EXPR_ROOT, a->args[1], expr->args[1]));
    if (expr->kind == EXPR_ROOT && a->kind == EXPR_POW)
        return pair(random, EXPR_POW, pair(random, EXPR_ROOT, a->args[0], expr->args[1]),
                    a->args[1]);
    if (expr->kind == EXPR_ABS)
        return below(random, 2) == 0
                   ? a
                   : pair(random, EXPR_ROOT, pair(random, EXPR_MUL, a, a), whole(random, 2));
    if (expr->kind == EXPR_MUL && expr->args[1]->kind == EXPR_ADD)
        return pair(random, EXPR_ADD, pair(random, EXPR_MUL, a, expr->args[1]->args[0]),
                    pair(random, EXPR_MUL, a, expr->args[1]->args[1]));
    if (expr->kind == EXPR_DIV)
        return pair(random, EXPR_MUL, a, pair(random, EXPR_POW, expr->args[1], whole(random, -1)));
    return expr;
}

static void test_no_random_equation_is_proved_that_balls_refute(void **state) {
    (void)state;
    unsigned counts[3] = {0};
    for (uint64_t seed = 0; seed < TREES; seed++) {
        Equation equation = {.arena = arena_new()};
        equation.scope = scope_of(equation.arena, ho);
        Random random = {equation.arena, equation.scope, seed, 0};
        equation.left = random_tree(&random, TREE_DEPTH);
        equation.right = careless(&random, equation.left);
        const char *why = NULL;
        ProofStatus status = decide(&equation, &why);
        counts[status]++;
        unsigned defined, different = 0;
        if (status == PROOF_PROVED)
            compare(&equation, &defined, &different);
        if (different > 0) {
            Text text;
            text_init(&text);
            expr_print(&text, equation.left);
            text_append(&text, " = ");
            expr_print(&text, equation.right);
            fail_msg("seed %u: proved, but refuted: %s", (unsigned)seed, text.bytes);
        }
        arena_free(equation.arena);
    }
    /* The rules are right often enough and wrong often enough for the test to mean something. */
    assert_true(counts[PROOF_PROVED] > TREES / 4);
    assert_true(counts[PROOF_OPEN] > TREES / 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identities_are_proved_and_agree_in_balls),
        cmocka_unit_test(test_wrong_twins_are_refuted_by_balls_and_never_proved),
        cmocka_unit_test(test_unknown_signs_leave_it_open),
        cmocka_unit_test(test_what_is_undefined_or_beyond_the_method_is_unable),
        cmocka_unit_test(test_formulas_that_explode_are_given_up_quickly),
        cmocka_unit_test(test_expectations_are_lowered_first_and_unable_without),
        cmocka_unit_test(test_integrals_are_equal_only_when_their_integrands_are),
        cmocka_unit_test(test_no_random_equation_is_proved_that_balls_refute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
