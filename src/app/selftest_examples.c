/* selftest_examples.c - the known examples, each decided by hand. */
#include "app/selftest.h"

#define POSTERIOR_MEAN                                                                             \
    "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t - "                                    \
    "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon\\right)"
#define POSITIVE "given: real u, v in (0.2,3)"
#define EVENTS "given: real A, B, C in (-3,3)"
#define PLACE "given: real x in (-3,3)"
#define TIMES "given: int t in 1..9"

static const SelftestExample EXAMPLES[] = {
    /* proof: Ho, Jain, Abbeel 2020, eq. 7 and 11; school algebra. The false ones: a bar missing, a
     * root missing, the mixed term missing, a root of a sum. */
    {METHOD_PROOF, true, "claim", "notation=ho",
     "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"},
    {METHOD_PROOF, true, "claim", "notation=ho", POSTERIOR_MEAN},
    {METHOD_PROOF, true, "claim", "", "(u+v)^2 = u^2 + 2uv + v^2\n" POSITIVE},
    {METHOD_PROOF, true, "claim", "", "\\sqrt{uv} = \\sqrt{u}\\sqrt{v}\n" POSITIVE},
    {METHOD_PROOF, false, "claim", "notation=ho",
     "\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"},
    {METHOD_PROOF, false, "claim", "notation=ho",
     "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t - "
     "\\frac{\\beta_t}{1-\\bar\\alpha_t}\\epsilon\\right)"},
    {METHOD_PROOF, false, "claim", "", "(u+v)^2 = u^2 + v^2\n" POSITIVE},
    {METHOD_PROOF, false, "claim", "", "\\sqrt{u+v} = \\sqrt{u}+\\sqrt{v}\n" POSITIVE},
    /* algebra: laws of the exponential and the logarithm, which proof knows nothing of. */
    {METHOD_ALGEBRA, true, "claim", "", "e^{u+v} = e^u e^v\n" POSITIVE},
    {METHOD_ALGEBRA, true, "claim", "", "\\log(uv) = \\log u + \\log v\n" POSITIVE},
    {METHOD_ALGEBRA, true, "claim", "notation=ho",
     "\\log\\bar\\alpha_t = \\sum_{i=1}^{t} \\log(1-\\beta_i)"},
    {METHOD_ALGEBRA, false, "claim", "", "e^{u+v} = e^u + e^v\n" POSITIVE},
    {METHOD_ALGEBRA, false, "claim", "", "\\log(u+v) = \\log u + \\log v\n" POSITIVE},
    {METHOD_ALGEBRA, false, "claim", "notation=ho",
     "\\log\\bar\\alpha_t = \\sum_{i=2}^{t} \\log(1-\\beta_i)"},
    /* gaussian: Ho, Jain, Abbeel 2020, eq. 4, the same in Su's letters, the score; and with the
     * standard deviation for the variance, standard deviations added, a root missing. */
    {METHOD_GAUSSIAN, true, "claim", "notation=ho",
     "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1-\\bar\\alpha_t)"},
    {METHOD_GAUSSIAN, true, "claim", "notation=su",
     "x_t = \\bar\\alpha_t x_0 + \\bar\\beta_t \\varepsilon"},
    {METHOD_GAUSSIAN, true, "claim", "notation=ho",
     "\\nabla_{x_t}\\log q(x_t|x_0) = -\\frac{\\epsilon}{\\sqrt{1-\\bar\\alpha_t}}"},
    {METHOD_GAUSSIAN, false, "claim", "notation=ho",
     "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, \\sqrt{1-\\bar\\alpha_t})"},
    {METHOD_GAUSSIAN, false, "claim", "notation=ho",
     "x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}\\,x_{t-2} + "
     "(\\sqrt{\\alpha_t\\beta_{t-1}}+\\sqrt{\\beta_t})\\,\\epsilon"},
    {METHOD_GAUSSIAN, false, "claim", "notation=ho",
     "\\nabla_{x_t}\\log q(x_t|x_0) = -\\frac{\\epsilon}{1-\\bar\\alpha_t}"},
    /* limit: e, Stirling's leading order of log t!, a ratio; and the same with another limit. */
    {METHOD_LIMIT, true, "claim", "limit=t", "\\frac{t+1}{t} \\approx 1\n" TIMES},
    {METHOD_LIMIT, true, "claim", "limit=t", "\\left(1+\\frac{1}{t}\\right)^t \\approx e\n" TIMES},
    {METHOD_LIMIT, true, "claim", "limit=t", "\\sqrt{t^2+t} \\approx t\n" TIMES},
    {METHOD_LIMIT, false, "claim", "limit=t", "\\frac{2t+1}{t} \\approx 1\n" TIMES},
    {METHOD_LIMIT, false, "claim", "limit=t", "\\left(1+\\frac{2}{t}\\right)^t \\approx e\n" TIMES},
    {METHOD_LIMIT, false, "claim", "limit=t", "\\sqrt{t^2+t} \\approx t^2\n" TIMES},
    /* quadrature: an exponential, the variance of a normal law, the Gaussian integral; and with a
     * factor forgotten, the standard deviation for the variance, the root of pi alone. */
    {METHOD_QUADRATURE, true, "claim", "", "\\int_0^1 e^{ux}\\,dx = \\frac{e^u-1}{u}\n" POSITIVE},
    {METHOD_QUADRATURE, true, "claim", "", "\\int x^2 \\mathcal N(x;0,v^2)\\,dx = v^2\n" POSITIVE},
    {METHOD_QUADRATURE, true, "claim", "",
     "\\int_{-\\infty}^{\\infty} e^{-x^2/2}\\,dx = \\sqrt{2\\pi}"},
    {METHOD_QUADRATURE, false, "claim", "", "\\int_0^1 e^{ux}\\,dx = e^u-1\n" POSITIVE},
    {METHOD_QUADRATURE, false, "claim", "", "\\int x^2 \\mathcal N(x;0,v^2)\\,dx = v\n" POSITIVE},
    {METHOD_QUADRATURE, false, "claim", "",
     "\\int_{-\\infty}^{\\infty} e^{-x^2/2}\\,dx = \\sqrt{\\pi}"},
    /* tables: Bayes, the chain rule, total probability, the Markov chain; and with two letters
     * exchanged. */
    {METHOD_TABLES, true, "claim", "notation=ho", "P(A|B) = \\frac{P(B|A)P(A)}{P(B)}\n" EVENTS},
    {METHOD_TABLES, true, "claim", "notation=ho", "P(A,B,C) = P(C|B,A)P(B|A)P(A)\n" EVENTS},
    {METHOD_TABLES, true, "claim", "notation=ho", "P(B) = \\sum_{A} P(B|A)P(A)\n" EVENTS},
    {METHOD_TABLES, true, "claim", "notation=ho", "q(x_{1:T}|x_0) = \\prod_{t=1}^T q(x_t|x_{t-1})"},
    {METHOD_TABLES, false, "claim", "notation=ho", "P(A|B) = \\frac{P(B|A)P(B)}{P(A)}\n" EVENTS},
    {METHOD_TABLES, false, "claim", "notation=ho", "P(A,B,C) = P(C|B,A)P(A|B)P(A)\n" EVENTS},
    {METHOD_TABLES, false, "claim", "notation=ho", "P(B) = \\sum_{A} P(A|B)P(A)\n" EVENTS},
    /* montecarlo: two noises merged, the variance at step t, a covariance; and with standard
     * deviations added, the start's variance forgotten, a step too few. */
    {METHOD_MONTECARLO, true, "claim", "notation=ho",
     "x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}\\,x_{t-2} + "
     "\\sqrt{\\alpha_t\\beta_{t-1}+\\beta_t}\\,\\epsilon"},
    {METHOD_MONTECARLO, true, "claim", "notation=ho",
     "\\operatorname{Var}[x_t] = \\bar\\alpha_t\\operatorname{Var}[x_0] + 1-\\bar\\alpha_t"},
    {METHOD_MONTECARLO, true, "claim", "notation=ho",
     "\\operatorname{Cov}(x_t, x_{t-1}|x_0) = \\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})"},
    {METHOD_MONTECARLO, false, "claim", "notation=ho",
     "x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}\\,x_{t-2} + "
     "(\\sqrt{\\alpha_t\\beta_{t-1}}+\\sqrt{\\beta_t})\\,\\epsilon"},
    {METHOD_MONTECARLO, false, "claim", "notation=ho",
     "\\operatorname{Var}[x_t] = 1-\\bar\\alpha_t"},
    {METHOD_MONTECARLO, false, "claim", "notation=ho",
     "\\operatorname{Cov}(x_t, x_{t-1}|x_0) = \\sqrt{\\alpha_t}(1-\\bar\\alpha_t)"},
    /* optimum: a mean, a weighted mean, the largest of a parabola; and another place, the place of
     * the largest for the smallest. */
    {METHOD_OPTIMUM, true, "claim", "",
     "x = \\frac{u+v}{2}\n" POSITIVE "\n" PLACE "\nminimise: (x-u)^2+(x-v)^2 over x"},
    {METHOD_OPTIMUM, true, "claim", "",
     "x = \\frac{u+2v}{3}\n" POSITIVE "\n" PLACE "\nminimise: (x-u)^2+2(x-v)^2 over x"},
    {METHOD_OPTIMUM, true, "claim", "",
     "x = \\frac{u}{2}\n" POSITIVE "\n" PLACE "\nmaximise: x(u-x) over x"},
    {METHOD_OPTIMUM, false, "claim", "",
     "x = \\sqrt{uv}\n" POSITIVE "\n" PLACE "\nminimise: (x-u)^2+(x-v)^2 over x"},
    {METHOD_OPTIMUM, false, "claim", "",
     "x = \\frac{u+v}{3}\n" POSITIVE "\n" PLACE "\nminimise: (x-u)^2+2(x-v)^2 over x"},
    {METHOD_OPTIMUM, false, "claim", "",
     "x = \\frac{u}{2}\n" POSITIVE "\n" PLACE "\nminimise: x(u-x) over x"},
};

/* Ho, Jain, Abbeel 2020, eq. 4, 7 and 11, and what they rest on; the wrong forms are those that
 * people write. */
static const SelftestIdentity IDENTITIES[] = {
    {"composition",
     "x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}\\,x_{t-2} + "
     "\\sqrt{1-\\alpha_t\\alpha_{t-1}}\\,\\epsilon",
     "x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}\\,x_{t-2} + "
     "(\\sqrt{\\alpha_t\\beta_{t-1}}+\\sqrt{\\beta_t})\\,\\epsilon"},
    {"closed form", "x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}\\,x_0, 1-\\bar\\alpha_t)",
     "x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}\\,x_0, \\sqrt{1-\\bar\\alpha_t})"},
    {"posterior mean",
     "\\mathbb{E}[x_{t-1}|x_t,x_0] = "
     "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_0 + "
     "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t",
     "\\mathbb{E}[x_{t-1}|x_t,x_0] = "
     "\\frac{\\sqrt{\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_0 + "
     "\\frac{\\sqrt{\\alpha_t}(1-\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t"},
    {"posterior variance",
     "\\operatorname{Var}[x_{t-1}|x_t,x_0] = "
     "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
     "\\operatorname{Var}[x_{t-1}|x_t,x_0] = "
     "\\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"},
    {"epsilon mean",
     "\\mathbb{E}[x_{t-1}|x_t,x_0] = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t - "
     "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon\\right)",
     "\\mathbb{E}[x_{t-1}|x_t,x_0] = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t - "
     "\\frac{\\beta_t}{1-\\bar\\alpha_t}\\epsilon\\right)"},
};

size_t selftest_example_count(void) {
    return sizeof EXAMPLES / sizeof EXAMPLES[0];
}

const SelftestExample *selftest_example_at(size_t i) {
    return &EXAMPLES[i];
}

size_t selftest_identity_count(void) {
    return sizeof IDENTITIES / sizeof IDENTITIES[0];
}

const SelftestIdentity *selftest_identity_at(size_t i) {
    return &IDENTITIES[i];
}

bool selftest_only_confirms(MethodId method) {
    return method == METHOD_PROOF;
}
