/* Wrong formulas that look right to a program, and true ones that look wrong: the first must never
 * be said to hold, the second never to fail. "Cannot tell" is allowed for both. */
#include "claim_fixture.h"

#include "base/arena.h"

/* As it stands in somebody's note. */
static VerdictKind verdict_in_note(const char *tex) {
    Arena *arena = arena_new();
    Diag diag = {0};
    Scope *scope = model_scope(arena, "ho", &diag);
    assert_non_null(scope);
    scope->accept_unknown = true;
    const Source source = {.name = "test", .bytes = tex, .length = strlen(tex)};
    ClaimDef def = claim_def_default();
    def.id = "test";
    def.source = &source;
    def.tex = (Span){0, source.length};
    def.notation = "ho";
    const CheckOptions options = check_options_default();
    Claim *claim = claim_prepare(arena, scope, &def);
    const Verdict *verdict = claim_decide(claim, &options);
    if (verdict->disagreement)
        fail_msg("%s: %s", tex, verdict->reason);
    VerdictKind kind = verdict->kind;
    arena_free(arena);
    return kind;
}

static void test_what_is_wrong_is_never_said_to_hold(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "\\mathcal N(x;-0.3,1) \\propto \\mathcal N(x;-0.3,2)",
        "\\mathcal N(x;0,1) \\propto (x+0.3)^2\\mathcal N(x;0,1)",
        "\\mathcal N(z_t;0,1) \\propto \\mathcal N(z_t;5,3)",
        "\\mathcal N(\\epsilon_t;0,1) \\propto \\mathcal N(\\epsilon_t;5,3)",
        "\\sqrt[0]{x-x} = 0",
        "\\operatorname{Var}^2[2\\epsilon] = 4",
        /* given x_t and x_0 the noise between them is known */
        "\\mathbb{E}[\\epsilon|x_t,x_0] = 0",
        "\\operatorname{Var}[\\epsilon|x_t,x_0] = 1",
        "\\mathbb{E}[\\epsilon_t|x_t,x_0]=0",
        "\\operatorname{Var}[\\epsilon_1|x_3,x_0]=1",
        "\\mathbb{E}[\\epsilon_t+\\epsilon_{t-1}|x_t,x_0]=0",
        /* an average over something else than what the subscript says */
        "\\mathbb{E}_{x\\sim\\mathcal N(a,4)}[x^2] = x^2",
        /* later states move with earlier ones */
        "\\frac{\\partial x_t}{\\partial x_{t-1}} = 0",
        "\\nabla_{x_0}x_t=0",
        "\\nabla_{x_t}\\epsilon=0",
        /* marks that change the meaning */
        "\\left.\\frac{d}{dx}x^2\\right|_{x=1} = 2x",
        "\\nabla_{x_t}^2\\log q(x_t|x_0)=\\nabla_{x_t}\\log q(x_t|x_0)",
        "\\lfloor u\\rfloor=u",
        /* one letter is one variable */
        "\\epsilon+z=\\sqrt2\\epsilon",
        "\\epsilon_1+z=\\sqrt2\\epsilon_1",
        /* an exact network makes every loss 0 */
        "\\|\\epsilon-\\epsilon_\\theta(x_t,t)\\|^2=7\\|\\epsilon-\\epsilon_\\theta(x_t,t)\\|^2",
        /* nobody said what these functions are */
        "f(x+y)=f(x)+f(y)",
        "\\tan(x+y)=\\tan x+\\tan y",
        "\\mathbb{V}[2\\epsilon]=2\\mathbb{V}[\\epsilon]",
        /* the variable of the divergence is averaged over */
        "D_{KL}(q(x_{t-1}|x_t,x_0)\\|\\mathcal N(m,\\tilde\\beta_t))=7x_t+\\text{const}",
        /* a divergence that moves with what is averaged over is no constant */
        "\\mathbb{E}[D_{KL}(\\mathcal N(x_t,1)\\|\\mathcal N(0,1))|x_0]"
        "=D_{KL}(\\mathcal N(x_t,1)\\|\\mathcal N(0,1))",
        "\\mathbb{E}[2 D_{KL}(q(x_{t-1}|x_t,x_0)\\|\\mathcal N(0,1))|x_0]"
        "=2 D_{KL}(q(x_{t-1}|x_t,x_0)\\|\\mathcal N(0,1))",
        "\\operatorname{Var}[D_{KL}(\\mathcal N(x_t,1)\\|\\mathcal N(0,1))|x_0]=0",
        /* near, or equal in part of the domain only */
        "1+e^{-100}=1",
        "1+10^{-50}=1",
        "x<|x|",
        /* a density is no mean and no variance, and a state is no law */
        "q(x_t|x_{t-1}) < \\mathcal N(x_t; x_{t-1}+100, 5)",
        "x_t < \\sqrt{\\bar\\alpha_t}x_0 + 1 + 2\\epsilon",
        "\\mathcal N(0,1) < \\mathcal N(1,2)",
        "\\bar\\alpha_0=7",
        "\\tilde\\beta_1=5",
        /* 0/0, in a way that no ball and no cancelling sees */
        "\\frac{\\cos(\\pi)+1}{\\cos(\\pi)+1}=1",
        "\\frac{\\cos(2x)-1+2\\sin(x)^2}{\\cos(2x)-1+2\\sin(x)^2}=1",
        "\\frac{\\int_0^1 u\\,du-\\frac12}{\\int_0^1 u\\,du-\\frac12}=1",
        "\\log(\\cos(\\pi)+1)-\\log(\\cos(\\pi)+1)=0",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        VerdictKind kind = verdict_in_note(wrong[i]);
        if (kind == VERDICT_HOLDS || kind == VERDICT_APPROXIMATE || kind == VERDICT_DEFINITION)
            fail_msg("%s is wrong, and was said to be: %s", wrong[i], verdict_name(kind));
    }
}

static void test_what_is_true_is_never_said_to_fail(void **state) {
    (void)state;
    static const char *const right[] = {
        "x_t-\\sqrt{\\alpha_t}x_{t-1}=\\sqrt{\\beta_t}\\epsilon",
        "\\sqrt{\\alpha_t-\\alpha_t\\alpha_{t-1}}\\epsilon+\\sqrt{1-\\alpha_t}z"
        "=\\sqrt{1-\\alpha_t\\alpha_{t-1}}\\bar\\epsilon",
        "\\epsilon=\\frac{x_t-\\sqrt{\\bar\\alpha_t}x_0}{\\sqrt{1-\\bar\\alpha_t}}",
        "q(x_t|x_{t-1})q(x_{t-1}|x_0) \\propto q(x_{t-1}|x_t,x_0)",
        "\\sum_{i=1}^3 a_i=a_1+a_2+a_3",
        "q(x_{1:t}) = q(x_t|x_{1:t-1})\\,q(x_{1:t-1})",
        "\\sum_{i=1}^{t} 2x\\beta_i = 2x\\sum_{i=1}^{t}\\beta_i",
        "|u|=u,\\quad u\\ge0",
        "\\bar\\alpha_t=\\alpha_t\\bar\\alpha_{t-1}\\quad\\forall t\\ge1",
        "\\cos(y)^2+\\sin(y)^2=1",
        "\\left.\\frac{d}{dx}x^2\\right|_{x=1} = 2",
        "\\mathbb{E}_{x\\sim\\mathcal N(a,4)}[x^2] = a^2+4",
        "\\mathbb{E}_{\\epsilon}[x_t]=\\sqrt{\\bar\\alpha_t}x_0",
        "x_{t-1} \\sim \\mathcal N(\\tilde\\mu_t, \\tilde\\beta_t I)",
        "\\nabla_{x_{t-1}}\\log q(x_t|x_{t-1})"
        "=\\frac{\\sqrt{\\alpha_t}(x_t-\\sqrt{\\alpha_t}x_{t-1})}{\\beta_t}",
        "\\mathbb{E}[D_{KL}(\\mathcal N(x_t,1)\\|\\mathcal N(0,1))|x_0]"
        "=\\frac12\\mathbb{E}[x_t^2|x_0]",
        "1 < 2",
    };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        VerdictKind kind = verdict_in_note(right[i]);
        if (kind == VERDICT_FAILS)
            fail_msg("%s is true, and was said to fail", right[i]);
    }
}

/* In a chain of \propto an earlier side says in which variable the later ones are compared. */
static void test_a_chain_keeps_its_variable(void **state) {
    (void)state;
#define FIRST "q(x_{t-1}|x_t,x_0) \\propto "
#define PRODUCT "q(x_t|x_{t-1})q(x_{t-1}|x_0) \\propto "
#define STEP "-\\frac{(x_t-\\sqrt{\\alpha_t}x_{t-1})^2}{2\\beta_t}"
#define PAST "-\\frac{(x_{t-1}-\\sqrt{\\bar\\alpha_{t-1}}x_0)^2}{2(1-\\bar\\alpha_{t-1})}"
    assert_int_equal(verdict_in_note(FIRST PRODUCT "\\exp(" STEP PAST ")"), VERDICT_HOLDS);
    assert_int_equal(verdict_in_note(FIRST PRODUCT "\\exp(" STEP ")"), VERDICT_FAILS);
    assert_int_equal(verdict_in_note(PRODUCT "\\exp(" STEP PAST ")"), VERDICT_UNDECIDED);
}

/* The same with letters that are declared: those of claim_fixture.h, where X = N(1, 4). */
static void test_what_is_wrong_of_declared_letters_is_never_said_to_hold(void **state) {
    (void)state;
    static const ClaimText wrong[] = {
        /* a number that an integral runs over, in a mean or a variance */
        {NULL, "\\int_0^1\\mathbb{E}[a X^2]\\,da = 5a", NULL},
        {NULL, "\\int_0^1\\operatorname{Var}[a X]\\,da = 4a^2", NULL},
        {NULL, "\\int_0^1\\operatorname{Cov}[a X,X]\\,da = 4a", NULL},
        {NULL, "\\int_0^1\\mathbb{E}[a X|X+Y]\\,da = a\\mathbb{E}[X|X+Y]", NULL},
        {NULL, "\\int_0^1\\mathbb{E}[W]\\,da = a", "given: W \\sim \\mathcal N(a, 1)"},
        /* right on average, but not for each value of what is given */
        {NULL, "\\mathbb{E}[Z^3|Y] = Y", NULL},
        {NULL, "\\mathbb{E}[Z^2 Y^2|Y] = 1", NULL},
        {NULL, "\\mathbb{E}[\\cos Z|Y] = e^{-1/2} Y^2", NULL},
        /* right for one n */
        {NULL, "\\mathbb{E}[Z^4] = n+1", NULL},
        /* a law whose mean is random */
        {NULL, "\\operatorname{Var}[W] = 1", "given: W \\sim \\mathcal N(Y, 1)"},
        {NULL, "\\operatorname{Cov}[W,Y] = 0", "given: W \\sim \\mathcal N(Y, 1)"},
        {NULL, "W \\sim \\mathcal N(0, 1)", "given: W \\sim \\mathcal N(Y, 1)"},
        {NULL, "X+W \\sim \\mathcal N(Y, 5)", "given: W \\sim \\mathcal N(2Y, 1)"},
        /* a valley that is not the deepest: f(0) = 0, f(2.5) < 0 */
        {NULL, "a = 0",
         "minimise: \\frac{a^4}{4} - \\frac{3.5 a^3}{3} + \\frac{2.5 a^2}{2} over a"},
        {NULL, "a = 0", "maximise: -a^2(a^2-3.5a+3) over a"},
        /* an objective that holds its letter elsewhere */
        {"ho", "\\beta_t = \\frac12",
         "minimise: \\mathbb{E}[x_t^2|x_0] + (\\beta_t - \\frac12)^2 over \\beta_t"},
        {NULL, "a = y", "given: r = (a-x)^2\nminimise: r + (a-y)^2 over a"},
        {NULL, "a = y",
         "given: W \\sim \\mathcal N(a, 1)\nminimise: \\mathbb{E}[W^2] + (a-y)^2 over a"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Arena *arena = arena_new();
        VerdictKind kind = verdict_of(arena, &wrong[i])->kind;
        if (kind == VERDICT_HOLDS || kind == VERDICT_APPROXIMATE || kind == VERDICT_UNREADABLE)
            fail_msg("%s is wrong, and was said to be: %s", wrong[i].tex, verdict_name(kind));
        arena_free(arena);
    }
}

static void test_what_is_true_of_declared_letters_is_never_said_to_fail(void **state) {
    (void)state;
    static const ClaimText right[] = {
        {NULL, "\\int_0^1\\mathbb{E}[a X^2]\\,da = \\frac52", NULL},
        {NULL, "\\int_0^1\\operatorname{Var}[a X]\\,da = \\frac43", NULL},
        /* 0.1 is no binary number, but 0.1 times 20 is 2 */
        {NULL, "(-2)^{0.1 \\cdot 20} = 4", NULL},
        {NULL, "\\int_{-1}^1 x^{0.1 \\cdot 20}\\,dx = \\frac23", NULL},
        /* odd roots of negative numbers */
        {NULL, "\\sqrt[3]{x^3} = x", NULL},
        {NULL, "x^{1/3} x^{2/3} = x", NULL},
        {NULL, "\\int_{-1}^1 \\sqrt[3]{x}\\,dx = 0", NULL},
        {NULL, "\\int_{-1}^1 x^{1/3}\\,dx = 0", NULL},
        /* a law whose mean is random */
        {NULL, "\\operatorname{Var}[W] = 2", "given: W \\sim \\mathcal N(Y, 1)"},
        {NULL, "W \\sim \\mathcal N(Y, 1)", "given: W \\sim \\mathcal N(Y, 1)"},
        {NULL, "X+Z \\sim \\mathcal N(X, 1)", NULL},
        {NULL, "Y-Z \\sim Y+Z", NULL},
        {NULL, "\\mathbb{E}[Y|W] = \\frac{W}{2}", "given: W \\sim \\mathcal N(Y, 1)"},
        /* x is not negative where it is declared so */
        {NULL, "\\mathcal N(u; 0, 1) \\propto e^{-u|u|/2}", NULL},
        {NULL, "\\mathcal N(x; 0, 1) \\propto e^{-x|x|/2}", "assume: x > 0"},
        {NULL, "c_2 = x", "minimise: \\sum_{i=1}^{3} (c_i - x)^2 over c_2"},
    };
    for (size_t i = 0; i < COUNT(right); i++) {
        Arena *arena = arena_new();
        VerdictKind kind = verdict_of(arena, &right[i])->kind;
        if (kind == VERDICT_FAILS || kind == VERDICT_UNREADABLE)
            fail_msg("%s is true, and was said to be: %s", right[i].tex, verdict_name(kind));
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_wrong_is_never_said_to_hold),
        cmocka_unit_test(test_what_is_true_is_never_said_to_fail),
        cmocka_unit_test(test_a_chain_keeps_its_variable),
        cmocka_unit_test(test_what_is_wrong_of_declared_letters_is_never_said_to_hold),
        cmocka_unit_test(test_what_is_true_of_declared_letters_is_never_said_to_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
