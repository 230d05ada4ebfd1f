/* test_claim.c - formulas and the verdicts they deserve.
 *
 * Each verdict was decided by hand from the mathematics; grade and conditions say how strong an
 * answer the engine must give. */
#include "claim_fixture.h"

typedef struct {
    ClaimText text;
    VerdictKind kind;
    Grade grade;
    const char *under;
} Row;

static const Row general[] = {
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
    {{NULL, "\\frac{n-3}{n-3} = 1", NULL}, VERDICT_HOLDS, GRADE_PROVED, "no denominator is 0"},
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
    {{NULL, "x = y \\Rightarrow y = x", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "a = b, \\quad b = a", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x := y", NULL}, VERDICT_FAILS, GRADE_BALL, NULL},
    {{NULL, "x = 1", "schedule: linear"}, VERDICT_UNDECIDED, GRADE_NONE, NULL},
};

static const Row diffusion[] = {
    {{"su", "\\alpha_1^2 = 0.9999", "schedule: linear\nsteps: 1000"},
     VERDICT_HOLDS,
     GRADE_BALL,
     NULL},
    {{"ho", "x_t = \\sqrt{\\bar\\alpha_t}x_0 + \\sqrt{1-\\bar\\alpha_t}\\epsilon", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "x_t = \\sqrt{\\bar\\alpha_t}x_0 + (1-\\bar\\alpha_t)\\epsilon", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "x_t = \\sqrt{\\alpha_t}x_0 + \\sqrt{1-\\alpha_t}\\epsilon", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "x_t = \\bar\\alpha_t x_0 + \\sqrt{1-\\bar\\alpha_t}\\epsilon", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "x_t = \\sqrt{\\bar\\alpha_{t-1}}x_0 + \\sqrt{1-\\bar\\alpha_{t-1}}\\epsilon", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "x_t = \\sqrt{\\bar\\beta_t}x_0 + \\sqrt{1-\\bar\\alpha_t}\\epsilon", NULL},
     VERDICT_UNREADABLE,
     GRADE_NONE,
     NULL},
    {{"ho",
      "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, (1-\\bar\\alpha_t) \\mathbf I)",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, \\sqrt{1-\\bar\\alpha_t})",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "q(x_t|x_{t-1}) = \\mathcal N(x_t; \\sqrt{1-\\beta_t}x_{t-1}, \\beta_t)", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho",
      "q(x_t|x_{t-2}) = \\mathcal N(x_t; \\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}, "
      "1-\\alpha_t\\alpha_{t-1})",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     "t \\ge 2"},
    {{"ho", "q(x_{t-1}|x_t,x_0) = \\mathcal N(x_{t-1}; \\tilde\\mu_t, \\tilde\\beta_t)", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     "t \\ge 2"},
    {{"ho", "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t}}{1-\\bar\\alpha_{t-1}}\\beta_t", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\alpha_t", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "\\tilde\\beta_t = \\sqrt{\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t}",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-2}}{1-\\bar\\alpha_t}\\beta_t", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t(x_t,x_0) = \\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_0 + "
      "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
      "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
      "\\frac{\\beta_t}{\\sqrt{1-\\alpha_t}}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
      "\\frac{\\beta_t}{1-\\bar\\alpha_t}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\alpha_t}(x_t - "
      "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
      "\\frac{\\alpha_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}(x_t + "
      "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
      "\\frac{\\beta_{t-1}}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\bar\\alpha_t}}(x_t - "
      "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
      "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_{t-1}}}\\epsilon)",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "\\mu_\\theta(x_t, t) = \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
      "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon_\\theta(x_t, t))",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     "\\epsilon_{\\theta} \\text{ stands for the quantity it predicts}"},
    {{"ho", "\\bar\\alpha_t = \\alpha_t\\bar\\alpha_{t-1}", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "\\bar\\alpha_t = \\prod_{s=1}^t (1-\\beta_s)", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "\\bar\\alpha_t = \\alpha_t \\alpha_{t-1} \\cdots \\alpha_1", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     "t \\ge 3"},
    {{"ho", "\\bar\\alpha_{50} \\approx 0.6029", "schedule: linear\nsteps: 50"},
     VERDICT_APPROXIMATE,
     GRADE_BALL,
     NULL},
    {{"ho", "\\bar\\alpha_{50} \\approx 0.7", "schedule: linear\nsteps: 50"},
     VERDICT_FAILS,
     GRADE_BALL,
     NULL},
    {{"ho", "\\bar\\alpha_T \\approx 0.00004", "schedule: linear\nsteps: 1000"},
     VERDICT_APPROXIMATE,
     GRADE_BALL,
     NULL},
    {{"ho", "\\beta_1 = 0.0001", "schedule: linear\nsteps: 1000"}, VERDICT_HOLDS, GRADE_BALL, NULL},
    {{"ho", "\\beta_1 = 0.0001", "schedule: liner\nsteps: 1000"},
     VERDICT_UNDECIDED,
     GRADE_NONE,
     NULL},
    {{"ho", "\\nabla_{x_t}\\log q(x_t|x_0) = -\\frac{\\epsilon}{\\sqrt{1-\\bar\\alpha_t}}", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "\\nabla_{x_t}\\log q(x_t|x_0) = -\\frac{\\epsilon}{1-\\bar\\alpha_t}", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    /* The score of the noised data, where their law is said. */
    {{"su",
      "\\nabla_{x_t}\\log p_t(x_t) = -\\frac{\\mathbb{E}[\\bar\\varepsilon_t|x_t]}{\\bar\\beta_t}",
      "given: real a in (-2,2)\ngiven: real v in (0.1,2)\ngiven: x_0 \\sim \\mathcal N(a, v)"},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     "\\text{the data are Gaussian}"},
    {{"su",
      "\\nabla_{x_t}\\log p_t(x_t) = "
      "-\\frac{\\mathbb{E}[\\bar\\varepsilon_t|x_t]}{\\bar\\beta_t^2}",
      "given: real a in (-2,2)\ngiven: real v in (0.1,2)\ngiven: x_0 \\sim \\mathcal N(a, v)"},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "\\nabla_{x_t}\\log q(x_t) = -\\frac{x_t}{\\bar\\alpha_t}", NULL},
     VERDICT_UNDECIDED,
     GRADE_NONE,
     NULL},
    /* The law of a network's step, as said, and of no other step. */
    {{"su", "-\\log q(x_{t-1}|x_t) = \\frac{(x_{t-1}-x_t)^2}{2 s^2} + \\text{const}",
      "given: real s in (0.1,2)\ngiven: density q\n"
      "given: q(x_{t-1}|x_t) = \\mathcal N(x_{t-1}; x_t, s^2)"},
     VERDICT_HOLDS,
     GRADE_BALL,
     "\\text{as a function of }x_{t - 1}"},
    {{"su", "-\\log q(x_{t-1}|x_t) = \\frac{(x_{t-1}-x_t)^2}{s^2} + \\text{const}",
      "given: real s in (0.1,2)\ngiven: density q\n"
      "given: q(x_{t-1}|x_t) = \\mathcal N(x_{t-1}; x_t, s^2)"},
     VERDICT_FAILS,
     GRADE_BALL,
     NULL},
    {{"su", "-\\log q(x_t|x_{t-1}) = \\frac{(x_{t-1}-x_t)^2}{2 s^2} + \\text{const}",
      "given: real s in (0.1,2)\ngiven: density q\n"
      "given: q(x_{t-1}|x_t) = \\mathcal N(x_{t-1}; x_t, s^2)"},
     VERDICT_UNDECIDED,
     GRADE_NONE,
     NULL},
    /* A function whose letters are not random can be differentiated; the network, whose output is
     * random, cannot. */
    {{"ho", "\\nabla_{x_t}\\log f(x_t) = -\\frac{x_t-\\bar\\alpha_t}{1-\\bar\\alpha_t}",
      "given: fun f(y) = \\mathcal N(y; \\bar\\alpha_t, 1-\\bar\\alpha_t)"},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "\\nabla_{x_t}\\log f(x_t) = -\\frac{x_t}{1-\\bar\\alpha_t}",
      "given: fun f(y) = \\mathcal N(y; \\bar\\alpha_t, 1-\\bar\\alpha_t)"},
     VERDICT_FAILS,
     GRADE_BALL,
     NULL},
    {{"ho", "\\nabla_{x_t}\\epsilon_\\theta(x_t,t) = \\frac{1}{\\sqrt{1-\\bar\\alpha_t}}", NULL},
     VERDICT_UNDECIDED,
     GRADE_NONE,
     "\\epsilon_{\\theta} \\text{ stands for the quantity it predicts}"},
    {{"ho",
      "\\sqrt{\\alpha_t}\\sqrt{1-\\alpha_{t-1}}\\epsilon_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t = "
      "\\sqrt{1-\\alpha_t\\alpha_{t-1}}\\epsilon",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     "t \\ge 2"},
    {{"ho",
      "\\sqrt{\\alpha_t}\\sqrt{1-\\alpha_{t-1}}\\epsilon_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t = "
      "(\\sqrt{\\alpha_t(1-\\alpha_{t-1})}+\\sqrt{1-\\alpha_t})\\epsilon",
      NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "x_t = \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "x_t = \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_{t-1}", NULL},
     VERDICT_FAILS,
     GRADE_BALL,
     NULL},
    {{"ho", "\\int q(x_2|x_1)q(x_1|x_0)dx_1 = q(x_2|x_0)", NULL},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "\\int q(x_t|x_{t-1})q(x_{t-1}|x_0)dx_{t-1} = q(x_t|x_0)", NULL},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     "t \\ge 2"},
    {{"ho", "\\int q(x_2|x_1)q(x_1|x_0)dx_1 = q(x_2|x_1)", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho", "q(x_{t-1}|x_t,x_0) = \\frac{q(x_t|x_{t-1})q(x_{t-1}|x_0)}{q(x_t|x_0)}", NULL},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     "t \\ge 2"},
    {{"ho", "q(x_1,x_2|x_0) = q(x_1|x_0)q(x_2|x_1)", NULL}, VERDICT_HOLDS, GRADE_GAUSSIAN, NULL},
    {{"ho", "q(x_1,x_2|x_0) = q(x_1|x_0)q(x_2|x_0)", NULL}, VERDICT_FAILS, GRADE_GAUSSIAN, NULL},
    {{"ho", "\\mathbb{E}[x_t|x_0] = \\sqrt{\\bar\\alpha_t}x_0", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho",
      "\\operatorname{Var}[x_t] = \\bar\\alpha_t \\operatorname{Var}[x_0] + 1 - \\bar\\alpha_t",
      NULL},
     VERDICT_HOLDS,
     GRADE_GAUSSIAN,
     "\\text{the data are Gaussian}"},
    {{"ho", "\\mathrm{SNR}(t) = \\frac{\\bar\\alpha_t}{1-\\bar\\alpha_t}", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "\\mathrm{SNR}(t) = \\frac{\\alpha_t}{1-\\alpha_t}", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"ho",
      "D_{KL}(q(x_T|x_0)\\|\\mathcal N(0,1)) = \\frac12(\\bar\\alpha_T x_0^2 - \\bar\\alpha_T - "
      "\\log(1-\\bar\\alpha_T))",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"su", "x_t = \\bar\\alpha_t x_0 + \\bar\\beta_t\\bar\\varepsilon_t", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"su", "x_t = \\bar\\alpha_t x_0 + \\sqrt{1-\\bar\\alpha_t}\\bar\\varepsilon_t", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"su", "p(x_t|x_0) = \\mathcal N(x_t;\\bar\\alpha_t x_0, \\bar\\beta_t^2)", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"su",
      "p(x_{t-1}|x_t,x_0) = \\mathcal N(x_{t-1}; "
      "\\frac{\\alpha_t\\bar\\beta_{t-1}^2}{\\bar\\beta_t^2}x_t+\\frac{\\bar\\alpha_{t-1}\\beta_t^"
      "2}{\\bar\\beta_t^2}x_0, \\frac{\\bar\\beta_{t-1}^2\\beta_t^2}{\\bar\\beta_t^2})",
      NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     "t \\ge 2"},
    {{"su", "\\alpha_t^2+\\beta_t^2 = 1", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{"su", "\\bar\\alpha_t^2+\\bar\\beta_t^2 = 1", NULL}, VERDICT_HOLDS, GRADE_PROVED, NULL},
    {{"chandery", "x_t = \\hat\\alpha_t x_0 + \\sqrt{1-\\hat\\alpha_t^2}\\epsilon", NULL},
     VERDICT_FAILS,
     GRADE_GAUSSIAN,
     NULL},
    {{"chandery", "q(x_t|x_{t-1}) = \\mathcal N(x_t; \\alpha_t x_{t-1}, \\beta_t^2)", NULL},
     VERDICT_HOLDS,
     GRADE_PROVED,
     NULL},
    {{"ho", "\\bar{\\alpha}_{t-}=1", NULL}, VERDICT_UNREADABLE, GRADE_NONE, NULL},
};

static void check_row(const Row *row) {
    Arena *arena = arena_new();
    const Verdict *verdict = verdict_of(arena, &row->text);
    const char *under = verdict->under != NULL ? verdict->under : "";
    const char *expected = row->under != NULL ? row->under : "";
    if (verdict->kind != row->kind || verdict->grade != row->grade ||
        strcmp(under, expected) != 0 || verdict->disagreement) {
        fail_msg("%s\n  %s %s under `%s`%s; expected %s %s under `%s`", row->text.tex,
                 verdict_name(verdict->kind), grade_name(verdict->grade), under,
                 verdict->disagreement ? " with a disagreement" : "", verdict_name(row->kind),
                 grade_name(row->grade), expected);
    }
    /* A verdict comes with what it rests on. */
    assert_int_equal(verdict->kind == VERDICT_FAILS, verdict->counterexample != NULL);
    assert_int_equal(verdict->kind == VERDICT_UNREADABLE, verdict->diag.message != NULL);
    if (verdict->kind == VERDICT_UNDECIDED || verdict->kind == VERDICT_NO_CLAIM ||
        verdict->kind == VERDICT_APPROXIMATE) {
        assert_non_null(verdict->reason);
    }
    arena_free(arena);
}

static void test_general_formulas_get_the_verdict_they_deserve(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(general); i++) {
        check_row(&general[i]);
    }
}

static void test_diffusion_formulas_get_the_verdict_they_deserve(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(diffusion); i++) {
        check_row(&diffusion[i]);
    }
}

/* A document's p_t that a lesson has written out is that function, not the chain's density p. */
static void test_a_declared_density_with_an_index_is_read_in_a_printed_claim(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        VerdictKind kind;
    } printed[] = {
        {"\\nabla_{x_t}\\log p_t(x_t) = -\\frac{x_t-\\bar\\alpha_t}{\\bar\\beta_t^2}",
         VERDICT_HOLDS},
        {"\\nabla_{x_t}\\log p_t(x_t) = \\frac{x_t-\\bar\\alpha_t}{\\bar\\beta_t^2}",
         VERDICT_FAILS},
    };
    for (size_t i = 0; i < COUNT(printed); i++) {
        Arena *arena = arena_new();
        ClaimText text = {"su", printed[i].tex,
                          "given: fun p_t(y) = \\mathcal N(y; \\bar\\alpha_t, \\bar\\beta_t^2)"};
        ClaimDef def = claim_def_of(arena, &text);
        def.printed = true;
        CheckOptions options = check_options_default();
        const Verdict *verdict =
            claim_decide(claim_prepare(arena, claim_scope(arena, text.notation), &def), &options);
        if (verdict->kind != printed[i].kind) {
            fail_msg("%s: %s", text.tex, verdict_name(verdict->kind));
        }
        arena_free(arena);
    }
}

/* Another seed tries other points: the verdict and its grade stay. */
static void test_verdicts_do_not_depend_on_the_seed(void **state) {
    (void)state;
    for (uint64_t seed = 2; seed < 6; seed++) {
        for (size_t i = 0; i < COUNT(general) + COUNT(diffusion); i++) {
            const Row *row = i < COUNT(general) ? &general[i] : &diffusion[i - COUNT(general)];
            Arena *arena = arena_new();
            CheckOptions options = check_options_default();
            options.seed = seed;
            const Verdict *verdict = claim_decide(claim_of(arena, &row->text), &options);
            if (verdict->kind != row->kind || verdict->grade != row->grade) {
                fail_msg("%s with seed %lu: %s %s", row->text.tex, (unsigned long)seed,
                         verdict_name(verdict->kind), grade_name(verdict->grade));
            }
            arena_free(arena);
        }
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
        cmocka_unit_test(test_diffusion_formulas_get_the_verdict_they_deserve),
        cmocka_unit_test(test_a_declared_density_with_an_index_is_read_in_a_printed_claim),
        cmocka_unit_test(test_verdicts_do_not_depend_on_the_seed),
        cmocka_unit_test(test_evidence_names_methods_points_and_bits),
        cmocka_unit_test(test_an_unreadable_claim_says_where),
        cmocka_unit_test(test_names_of_verdicts_and_grades),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    verify_thread_end();
    return failed;
}
