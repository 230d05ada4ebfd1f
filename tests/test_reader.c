/* test_reader.c - what the reader makes of TeX, told by printing it back.
 *
 * What is expected was written down by hand from what the notation means in the literature, not
 * copied from the program. */
#include "reader_fixture.h"

typedef struct {
    const char *tex;
    const char *printed;
} Row;

static const Row declared[] = {
    {"x \\in (0, 1), a = b", "x ;; a = b"},
    {"(a) = b \\\\ c = x", "a = b ;; c = x"},
    {"\\begin{aligned} 2 & x = y \\end{aligned}", "2 x = y"},
    {"a : = b", "a := b"},
    {"\\underbrace{a = b}_{\\text{why}}, c = x", "a = b ;; c = x"},
    {"{a\\left(b\\right)}^2", "(a b)^{2}"},
    {"\\frac12", "\\frac{1}{2}"},
    {"\\frac 1{x}", "\\frac{1}{x}"},
    {"\\frac1x", "\\frac{1}{x}"},
    {"\\tfrac{a}{b}+\\dfrac a b", "\\frac{a}{b} + \\frac{a}{b}"},
    {"\\sqrt x", "\\sqrt{x}"},
    {"\\sqrt{\\alpha_t}", "\\sqrt{\\alpha_{t}}"},
    {"\\sqrt[3]{x+1}", "\\sqrt[3]{x + 1}"},
    {"\\sqrt2", "\\sqrt{2}"},
    {"\\sqrt{\\frac12}x", "\\sqrt{\\frac{1}{2}} x"},
    {"x^2", "x^{2}"},
    {"x^{2}y", "x^{2} y"},
    {"2^x", "2^{x}"},
    {"x_0^2", "x_{0}^{2}"},
    {"{x_0}^2", "x_{0}^{2}"},
    {"(a+b)^2", "(a + b)^{2}"},
    {"\\left(a+b\\right)^2", "(a + b)^{2}"},
    {"\\bigl(a+b\\bigr)^2", "(a + b)^{2}"},
    {"\\Bigg(a\\Bigg)", "a"},
    {"[a+b]c", "(a + b) c"},
    {"\\{a+b\\}c", "(a + b) c"},
    {"(a)(b)", "a b"},
    {"a(b+c)", "a (b + c)"},
    {"a\\cdot b", "a b"},
    {"a\\times b", "a b"},
    {"a*b", "a b"},
    {"a/b", "\\frac{a}{b}"},
    {"a/bc", "\\frac{a}{b} c"},
    {"a b/c", "\\frac{a b}{c}"},
    {"1/2x", "\\frac{1}{2} x"},
    {"a/b/c", "\\frac{\\frac{a}{b}}{c}"},
    {"-a^2", "-a^{2}"},
    {"-a b", "-a b"},
    {"a-b-c", "a - b - c"},
    {"a-(b-c)", "a - (b - c)"},
    {"a-(-b)", "a - (-b)"},
    {"a\\cdot(-b)", "a (-b)"},
    {"--a", "-(-a)"},
    {"+a", "a"},
    {"\\bar\\alpha_t", "\\bar{\\alpha}_{t}"},
    {"\\bar{\\alpha}_t", "\\bar{\\alpha}_{t}"},
    {"\\bar{\\alpha_t}", "\\bar{\\alpha}_{t}"},
    {"\\overline{\\alpha}_t", "\\bar{\\alpha}_{t}"},
    {"\\overline{\\alpha_t}", "\\bar{\\alpha}_{t}"},
    {"{\\bar\\alpha}_t", "\\bar{\\alpha}_{t}"},
    {"\\bar{\\alpha}_{t-1}", "\\bar{\\alpha}_{t - 1}"},
    {"\\bar\\alpha_{t}^2", "\\bar{\\alpha}_{t}^{2}"},
    {"{\\bar\\alpha_t}^2", "\\bar{\\alpha}_{t}^{2}"},
    {"\\alpha_3", "\\alpha_{3}"},
    {"\\alpha_{2t+1}", "\\alpha_{2 t + 1}"},
    {"\\alpha_{t - 1}", "\\alpha_{t - 1}"},
    {"\\boldsymbol{x}+\\mathbf{y}+\\textbf{z}+\\mathrm{a}", "x + y + z + a"},
    {"\\mathbf{x}_0", "x_{0}"},
    {"\\boldsymbol{\\mu}", "\\mu"},
    {"\\operatorname{log}(x)", "\\log(x)"},
    {"\\mathrm{log} x", "\\log(x)"},
    {"\\text{log}(x)", "\\log(x)"},
    {"\\log x", "\\log(x)"},
    {"\\ln x", "\\log(x)"},
    {"\\log 2\\pi x", "\\log(2 \\pi x)"},
    {"\\log(x)y", "\\log(x) y"},
    {"\\log(x)^2", "(\\log(x))^{2}"},
    {"\\cos(y)^3", "(\\cos(y))^{3}"},
    {"\\cos^3 y", "(\\cos(y))^{3}"},
    {"\\cos^3(y)", "(\\cos(y))^{3}"},
    {"\\sin x \\cos y", "\\sin(x) \\cos(y)"},
    {"\\log x + y", "\\log(x) + y"},
    {"\\exp(-x^2/2)", "\\exp(-\\frac{x^{2}}{2})"},
    {"\\exp\\left(-\\frac{x^2}{2}\\right)", "\\exp(-\\frac{x^{2}}{2})"},
    {"e^{-x}", "e^{-x}"},
    {"e^x", "e^{x}"},
    {"\\mathrm{e}^{-x}", "e^{-x}"},
    {"\\tanh(a)", "\\tanh(a)"},
    {"\\pi", "\\pi"},
    {"2\\pi\\sigma^2", "2 \\pi \\sigma^{2}"},
    {"|x|", "\\left|x\\right|"},
    {"\\left|x-y\\right|^2", "\\left|x - y\\right|^{2}"},
    {"\\|x\\|^2", "\\left|x\\right|^{2}"},
    {"\\lVert x-y\\rVert_2^2", "\\left|x - y\\right|^{2}"},
    {"\\Vert x\\Vert^2", "\\left|x\\right|^{2}"},
    {"\\left\\|x\\right\\|_2^2", "\\left|x\\right|^{2}"},
    {"\\|x-\\mu\\|_2^2 + |y|", "\\left|x - \\mu\\right|^{2} + \\left|y\\right|"},
    {"\\sum_{i=1}^{n} \\alpha_i", "\\sum_{i=1}^{n} \\alpha_{i}"},
    {"\\sum_{i=1}^n\\alpha_i x", "(\\sum_{i=1}^{n} \\alpha_{i}) x"},
    {"\\sum_{i=1}^n(\\alpha_i + x)", "\\sum_{i=1}^{n} (\\alpha_{i} + x)"},
    {"\\sum_{i=1}^n \\alpha_i + x", "\\sum_{i=1}^{n} \\alpha_{i} + x"},
    {"\\prod_{i=1}^{t}\\alpha_i", "\\prod_{i=1}^{t} \\alpha_{i}"},
    {"\\prod_{i=1}^{t}\\alpha_i x", "(\\prod_{i=1}^{t} \\alpha_{i}) x"},
    {"\\prod_{i=1}^{t}\\alpha_i \\cdot x", "(\\prod_{i=1}^{t} \\alpha_{i}) x"},
    {"\\prod_{i=1}^{t}\\alpha_i \\alpha_{i-1} x",
     "(\\prod_{i=1}^{t} \\alpha_{i} \\alpha_{i - 1}) x"},
    {"x\\prod_{i=1}^{t}\\alpha_i", "x \\prod_{i=1}^{t} \\alpha_{i}"},
    {"\\prod_{i=1}^{t}\\sqrt{\\alpha_i}", "\\prod_{i=1}^{t} \\sqrt{\\alpha_{i}}"},
    {"\\prod\\limits_{s=2}^{t}\\alpha_s", "\\prod_{s=2}^{t} \\alpha_{s}"},
    {"\\prod \\alpha_t", "\\prod_{t=1}^{T} \\alpha_{t}"},
    {"\\sum \\alpha_t", "\\sum_{t=1}^{T} \\alpha_{t}"},
    {"\\sum_{i=1}^{3}\\prod_{j=1}^{i}\\alpha_j", "\\sum_{i=1}^{3} \\prod_{j=1}^{i} \\alpha_{j}"},
    {"\\alpha_t\\alpha_{t-1}\\cdots\\alpha_1", "\\alpha_{t} \\alpha_{t - 1} (\\prod_{k=1}^{-(1 - "
                                               "(t - 1)) - 1} \\alpha_{(t - 1) - k}) \\alpha_{1}"},
    {"\\alpha_1\\alpha_2\\dots\\alpha_n",
     "\\alpha_{1} \\alpha_{2} (\\prod_{k=1}^{(n - 2) - 1} \\alpha_{2 + k}) \\alpha_{n}"},
    {"\\alpha_1\\cdot\\alpha_2\\cdot\\ldots\\cdot\\alpha_n",
     "\\alpha_{1} \\alpha_{2} (\\prod_{k=1}^{(n - 2) - 1} \\alpha_{2 + k}) \\alpha_{n}"},
    {"\\alpha_1+\\alpha_2+\\cdots+\\alpha_n",
     "\\alpha_{1} + \\alpha_{2} + \\sum_{k=1}^{(n - 2) - 1} \\alpha_{2 + k} + \\alpha_{n}"},
    {"\\alpha_n + \\ldots + \\alpha_1",
     "\\alpha_{n} + \\sum_{k=1}^{-(1 - n) - 1} \\alpha_{n - k} + \\alpha_{1}"},
    {"\\sqrt{\\alpha_t}\\sqrt{\\alpha_{t-1}}\\cdots\\sqrt{\\alpha_1}",
     "\\sqrt{\\alpha_{t}} \\sqrt{\\alpha_{t - 1}} (\\prod_{k=1}^{-(1 - (t - 1)) - 1} "
     "\\sqrt{\\alpha_{(t - 1) - k}}) \\sqrt{\\alpha_{1}}"},
    {"\\int x^2 dx", "\\int x^{2}\\,dx"},
    {"\\int_0^1 x^2\\,dx", "\\int_{0}^{1} x^{2}\\,dx"},
    {"\\int_{0}^{1}\\!\\! y \\mathrm{d}y", "\\int_{0}^{1} y\\,dy"},
    {"\\int\\int x y dx dy", "\\int \\int x y\\,dx\\,dy"},
    {"\\int_0^1 2x dx = \\bigl[x^2\\bigr]_0^1",
     "\\int_{0}^{1} 2 x\\,dx = \\left[x^{2}\\right]_{0}^{1}"},
    {"\\int_0^1 2x dx = \\left[x^2\\right]_0^1 = \\left.x^2\\right|_0^1",
     "\\int_{0}^{1} 2 x\\,dx = \\left[x^{2}\\right]_{0}^{1} = \\left[x^{2}\\right]_{0}^{1}"},
    {"\\mathcal{N}(0, 1)", "\\mathcal{N}(0, 1)"},
    {"\\mathcal N(x; \\mu, \\sigma^2)", "\\mathcal{N}(x; \\mu, \\sigma^{2})"},
    {"\\mathcal N(x | \\mu, \\sigma^2)", "\\mathcal{N}(x; \\mu, \\sigma^{2})"},
    {"\\mathcal N(x \\mid \\mu, \\sigma^2)", "\\mathcal{N}(x; \\mu, \\sigma^{2})"},
    {"\\mathcal N(x, \\mu, \\sigma^2)", "\\mathcal{N}(x; \\mu, \\sigma^{2})"},
    {"\\mathbb N(\\mu, \\sigma^2)", "\\mathcal{N}(\\mu, \\sigma^{2})"},
    {"N(\\mu, \\sigma^2)", "\\mathcal{N}(\\mu, \\sigma^{2})"},
    {"\\mathcal N(0, \\mathbf I)", "\\mathcal{N}(0, I)"},
    {"\\mathcal N(x;\\mu,\\sigma^2 \\mathbf{I})", "\\mathcal{N}(x; \\mu, \\sigma^{2} I)"},
    {"\\mathcal N\\left(x;\\mu,\\sigma^2\\right)", "\\mathcal{N}(x; \\mu, \\sigma^{2})"},
    {"\\mathcal N(\\mu, \\sigma^2)+\\mathcal N(0,1)",
     "\\mathcal{N}(\\mu, \\sigma^{2}) + \\mathcal{N}(0, 1)"},
    {"X \\sim \\mathcal N(0,1)", "X \\sim \\mathcal{N}(0, 1)"},
    {"\\mathbb{E}[X]", "\\mathbb{E}[X]"},
    {"\\mathbb E[X^2]", "\\mathbb{E}[X^{2}]"},
    {"E[X]", "\\mathbb{E}[X]"},
    {"\\mathbb{E}\\left[X\\right]^2", "\\mathbb{E}[X]^{2}"},
    {"\\mathbb{E}(X)", "\\mathbb{E}[X]"},
    {"\\operatorname{Var}[X]", "\\operatorname{Var}[X]"},
    {"\\text{Var}(X)", "\\operatorname{Var}[X]"},
    {"\\mathrm{Var}(X+Y)", "\\operatorname{Var}[X + Y]"},
    {"\\operatorname{Cov}(X, Y)", "\\operatorname{Cov}[X, Y]"},
    {"\\mathrm{Cov}[X,Y]", "\\operatorname{Cov}[X, Y]"},
    {"\\mathbb{E}[X | Y]", "\\mathbb{E}[X | Y]"},
    {"D_{KL}(\\mathcal N(0,1)\\|\\mathcal N(\\mu,\\sigma^2))",
     "D_{KL}(\\mathcal{N}(0, 1) \\| \\mathcal{N}(\\mu, \\sigma^{2}))"},
    {"D_{\\mathrm{KL}}(\\mathcal N(0,1)\\Vert\\mathcal N(\\mu,\\sigma^2))",
     "D_{KL}(\\mathcal{N}(0, 1) \\| \\mathcal{N}(\\mu, \\sigma^{2}))"},
    {"D_{\\text{KL}}\\left(\\mathcal N(0,1)\\,\\|\\,\\mathcal N(\\mu,\\sigma^2)\\right)",
     "D_{KL}(\\mathcal{N}(0, 1) \\| \\mathcal{N}(\\mu, \\sigma^{2}))"},
    {"KL(\\mathcal N(0,1) || \\mathcal N(\\mu,\\sigma^2))",
     "D_{KL}(\\mathcal{N}(0, 1) \\| \\mathcal{N}(\\mu, \\sigma^{2}))"},
    {"\\mathrm{KL}(\\mathcal N(0,1) \\parallel \\mathcal N(\\mu,\\sigma^2))",
     "D_{KL}(\\mathcal{N}(0, 1) \\| \\mathcal{N}(\\mu, \\sigma^{2}))"},
    {"\\operatorname{KL}[\\mathcal N(0,1) \\| \\mathcal N(\\mu,\\sigma^2)]",
     "D_{KL}(\\mathcal{N}(0, 1) \\| \\mathcal{N}(\\mu, \\sigma^{2}))"},
    {"\\text{KL}(\\mathcal N(0,1) \\| \\mathcal N(\\mu,\\sigma^2))",
     "D_{KL}(\\mathcal{N}(0, 1) \\| \\mathcal{N}(\\mu, \\sigma^{2}))"},
    {"\\nabla_x \\log x", "\\frac{\\partial}{\\partial x} \\log(x)"},
    {"\\nabla_x x^2", "\\frac{\\partial}{\\partial x} x^{2}"},
    {"\\nabla_x f(x)", "\\frac{\\partial}{\\partial x} f(x)"},
    {"\\frac{\\partial}{\\partial x} x^2", "\\frac{\\partial}{\\partial x} x^{2}"},
    {"\\frac{\\partial f(x)}{\\partial x}", "\\frac{\\partial}{\\partial x} f(x)"},
    {"\\frac{d}{dx} x^2", "\\frac{\\partial}{\\partial x} x^{2}"},
    {"\\frac{d x^2}{d x}", "\\frac{\\partial}{\\partial x} x^{2}"},
    {"A^T", "A^{\\top}"},
    {"A^\\top B", "A^{\\top} B"},
    {"A^{\\top}", "A^{\\top}"},
    {"x^T", "x^{T}"},
    {"A^{\\mathsf T}", "A^{\\top}"},
    {"I", "I"},
    {"f(x)", "f(x)"},
    {"f(x+1)^2", "f(x + 1)^{2}"},
    {"f^2(x)", "f(x)^{2}"},
    {"g(x, y)", "g(x, y)"},
    {"g(f(x), 2)", "g(f(x), 2)"},
    {"a=b=c", "a = b = c"},
    {"a \\ne b", "a \\ne b"},
    {"a\\neq b", "a \\ne b"},
    {"a \\le b < c", "a \\le b < c"},
    {"a\\leq b", "a \\le b"},
    {"a\\geqslant b", "a \\ge b"},
    {"a \\approx b", "a \\approx b"},
    {"a \\propto b", "a \\propto b"},
    {"a := b", "a := b"},
    {"a \\coloneqq b", "a := b"},
    {"a \\to b", "a \\to b"},
    {"a \\equiv b", "a = b"},
    {"\\log a = b + \\text{const}", "\\log(a) = b + \\text{const}"},
    {"\\log a = b + \\text{constant}", "\\log(a) = b + \\text{const}"},
    {"\\begin{aligned} a &= b \\\\ &= c \\end{aligned}", "a = b = c"},
    {"\\begin{align} a &= b \\\\ c &= x \\end{align}", "a = b ;; c = x"},
    {"\\begin{align*} a &= b + \\\\ & c \\end{align*}", "a = b + c"},
    {"\\begin{equation} a = b \\end{equation}", "a = b"},
    {"\\begin{equation}\\begin{split} a &= b\\\\ &= c\\end{split}\\end{equation}", "a = b = c"},
    {"a &= b \\\\ &= c", "a = b = c"},
    {"\\begin{cases} a = b \\\\ b = c \\end{cases}", "a = b ;; b = c"},
    {"a = b, \\quad b = c", "a = b ;; b = c"},
    {"a = b \\quad \\text{where } b = c", "a = b ;; b = c"},
    {"a = b, \\text{ where } b = c", "a = b ;; b = c"},
    {"a = b \\Rightarrow b = a", "[P] a = b ;; b = a"},
    {"a = b \\Rightarrow b = c \\Rightarrow a = c", "[P] a = b ;; b = c ;; a = c"},
    {"a = b \\Rightarrow c", "a = b ;; c"},
    {"a = b\\text{, then }b = a", "[P] a = b ;; b = a"},
    {"a = b.", "a = b"},
    {"a = b,", "a = b"},
    {"a = b;", "a = b"},
    {"\\boxed{a = b}", "a = b"},
    {"a = \\boxed{b}", "a = b"},
    {"{\\color{red} a = b}", "a = b"},
    {"\\color{blue}{a} + b", "a + b"},
    {"\\textcolor{red}{a} + b", "a + b"},
    {"a = \\underbrace{b + c}_{\\text{the rest}}", "a = b + c"},
    {"\\overbrace{a}^{2} b", "a b"},
    {"a = b \\tag{1}", "a = b"},
    {"a = b \\label{eq:x}", "a = b"},
    {"a = b \\tag{1} \\label{eq:x}", "a = b"},
    {"a\\,b\\;c\\!x\\ y\\quad", "a b c x y"},
    {"（a+b）c", "(a + b) c"},
    {"a＝b", "a = b"},
    {"0.5 + 10", "0.5 + 10"},
    {"1000", "1000"},
    {"\\lambda(1-\\lambda)", "\\lambda (1 - \\lambda)"},
    {"\\left[\\left(a+b\\right)c\\right]", "(a + b) c"},
    {"\\frac{a}{b}^2", "(\\frac{a}{b})^{2}"},
    {"\\sqrt{x}^3", "\\sqrt{x}^{3}"},
    {"x_{0}", "x_{0}"},
    {"\\mu", "\\mu"},
    {"\\epsilon^2", "\\epsilon^{2}"},
    {"a \\, / \\, b", "\\frac{a}{b}"},
    {"a^{b^c}", "a^{b^{c}}"},
    {"(a^b)^c", "(a^{b})^{c}"},
    {"a_{}", "a"},
    {"x{y}{z}", "x y z"},
    {"{a+b}c", "(a + b) c"},
    {"2.5x", "2.5 x"},
    {"\\prod_{i=1}^{t}(\\alpha_i x)", "\\prod_{i=1}^{t} (\\alpha_{i} x)"},
    {"\\prod_{i=1}^{t}(x \\alpha_i)", "\\prod_{i=1}^{t} x \\alpha_{i}"},
    {"\\prod_{i=1}^{t} \\alpha_i x \\alpha_{i-1}",
     "\\prod_{i=1}^{t} \\alpha_{i} x \\alpha_{i - 1}"},
    {"\\prod_{i=1}^{t}\\alpha_i\\sum_{j=1}^{t}\\alpha_j",
     "(\\prod_{i=1}^{t} \\alpha_{i}) \\sum_{j=1}^{t} \\alpha_{j}"},
    {"\\sum_{i=1}^{t}\\alpha_i\\sum_{j=1}^{i}\\alpha_j",
     "\\sum_{i=1}^{t} \\alpha_{i} \\sum_{j=1}^{i} \\alpha_{j}"},
    {"\\prod_{i=1}^{2}\\alpha_i\\prod_{i=1}^{3}\\alpha_i",
     "(\\prod_{i=1}^{2} \\alpha_{i}) \\prod_{i=1}^{3} \\alpha_{i}"},
    {"2 \\cdot 3^x", "2 \\cdot 3^{x}"},
    {"2\\cdot 3", "2 \\cdot 3"},
    {"a\\cdot -b", "a (-b)"},
    {"\\left[x^2\\right]^2", "(x^{2})^{2}"},
    {"\\int_0^1 (\\int_0^y x dx) dy", "\\int_{0}^{1} \\int_{0}^{y} x\\,dx\\,dy"},
    {"\\int x dx \\cdot \\int y dy", "(\\int x\\,dx) \\int y\\,dy"},
    {"\\iint x y dx dy", "\\int \\int x y\\,dx\\,dy"},
    {"\\int a x dx + b", "\\int a x\\,dx + b"},
    {"-(a+b)", "-(a + b)"},
    {"-(a)(b)", "-a b"},
    {"(-a)^2", "(-a)^{2}"},
    {"(-a)b", "(-a) b"},
    {"a(-b)c", "a (-b) c"},
    {"|a+b|c", "\\left|a + b\\right| c"},
    {"\\left|\\left|x\\right|\\right|", "\\left|\\left|x\\right|\\right|"},
    {"f(x)^2 + f^2(x)", "f(x)^{2} + f(x)^{2}"},
    {"\\sqrt{(a)}", "\\sqrt{a}"},
    {"\\log\\left|x\\right|", "\\log(\\left|x\\right|)"},
    {"\\log(\\log(a))", "\\log(\\log(a))"},
    {"\\exp x^2", "\\exp(x^{2})"},
    {"\\exp(x)(y)", "\\exp(x) y"},
    {"\\mathbb{E}_{X}[X Y]", "\\mathbb{E}_{*}[X Y]"},
    {"\\mathbb{E}[X^2] - \\mathbb{E}[X]^2", "\\mathbb{E}[X^{2}] - \\mathbb{E}[X]^{2}"},
    {"\\nabla_x (x^2 + y)", "\\frac{\\partial}{\\partial x} (x^{2} + y)"},
    {"a \\quad b", "a ;; b"},
    {"a \\gg b", "a > b"},
    {"ａ", "a"},
    {"α_1", "\\alpha_{1}"},
    {"a ≤ b", "a \\le b"},
    {"a·b", "a b"},
    {"a−b", "a - b"},
    {"∑_{i=1}^{3} α_i", "\\sum_{i=1}^{3} \\alpha_{i}"},
    {"n^2", "n^{2}"},
    {"\\text{where } a = b", "a = b"},
    {"a = b \\text{ and } c = x", "a = b ;; c = x"},
    {"a = b, where\\ b = c", "a = b ;; b = c"},
    {"a = b \\\\ c = x", "a = b ;; c = x"},
    {"(a \\\\ + b) = c", "a + b = c"},
    {"a = b \\text{ for all } n", "a = b ;; n"},
    {"a = b + \\text{const.}", "a = b + \\text{const}"},
    {"\\mathcal N(\\mu, \\sigma^2)(x)", "\\mathcal{N}(\\mu, \\sigma^{2}) x"},
    {"\\sum_{i=1}^n \\alpha_i / \\alpha_{i+1}",
     "\\sum_{i=1}^{n} \\frac{\\alpha_{i}}{\\alpha_{i + 1}}"},
    {"\\sum_{i=1}^n \\alpha_i / n", "\\frac{\\sum_{i=1}^{n} \\alpha_{i}}{n}"},
    {"\\sum_{i=1}^n \\alpha_i / n \\alpha_i y",
     "(\\sum_{i=1}^{n} \\frac{\\alpha_{i}}{n} \\alpha_{i}) y"},
    {"\\sum_{i=1}^n x |\\alpha_i| y", "(\\sum_{i=1}^{n} x \\left|\\alpha_{i}\\right|) y"},
    {"\\sum_{i=1}^n x \\odot \\alpha_i", "\\sum_{i=1}^{n} x \\alpha_{i}"},
    {"\\prod_{i=1}^n x / \\alpha_i \\cdot y", "(\\prod_{i=1}^{n} \\frac{x}{\\alpha_{i}}) y"},
    {"\\sum_{i=1}^n \\alpha_1 \\cdots \\alpha_i",
     "\\sum_{i=1}^{n} \\alpha_{1} (\\prod_{k=1}^{(i - 1) - 1} \\alpha_{1 + k}) \\alpha_{i}"},
    {"\\int_{[0,1]} x dx", "\\int_{0}^{1} x\\,dx"},
    {"\\int_{(-\\infty, \\infty)} x dx", "\\int x\\,dx"},
    {"\\int_{\\mathbb R} x dx + \\int_{\\mathbb{R}^d} y dy", "\\int x\\,dx + \\int y\\,dy"},
    {"\\int_x x dx + \\int_{x,y} x y dx dy", "\\int x\\,dx + \\int \\int x y\\,dx\\,dy"},
    {"\\frac{d^2}{dx^2} x^3",
     "\\frac{\\partial}{\\partial x} (\\frac{\\partial}{\\partial x} x^{3})"},
    {"\\frac{\\partial^2 f(x)}{\\partial x^2}",
     "\\frac{\\partial}{\\partial x} (\\frac{\\partial}{\\partial x} f(x))"},
    {"\\sin x\\cos^2 y", "\\sin(x) (\\cos(y))^{2}"},
    {"\\log x\\sum_{i=1}^n \\alpha_i", "\\log(x) \\sum_{i=1}^{n} \\alpha_{i}"},
    {"\\log x \\mathrm{log} y", "\\log(x) \\log(y)"},
    {"|x|_2^2 + \\left|y\\right|_1^3", "\\left|x\\right|^{2} + \\left|y\\right|^{3}"},
    {"\\|x\\|_F \\|y\\|_{\\infty}", "\\left|x\\right| \\left|y\\right|"},
    {"\\mathcal N(x;\\mu,\\sigma^2)^2", "\\mathcal{N}(x; \\mu, \\sigma^{2})^{2}"},
    {"\\mathcal N^2(x;\\mu,\\sigma^2)", "\\mathcal{N}(x; \\mu, \\sigma^{2})^{2}"},
    {"\\mathbb E^2[X]", "\\mathbb{E}[X]^{2}"},
    {"2 e-1", "2 e - 1"},
    {"\\log_2 x", "\\frac{\\log(x)}{\\log(2)}"},
    {"\\log_{10}^2(x)", "(\\frac{\\log(x)}{\\log(10)})^{2}"},
    {"\\nabla_x (x^2) x", "(\\frac{\\partial}{\\partial x} x^{2}) x"},
    {"\\nabla_x x^2 y \\nabla_x x",
     "(\\frac{\\partial}{\\partial x} x^{2}) y \\frac{\\partial}{\\partial x} x"},
    {"e^{(x+y)} (x+y)^{(2)}", "e^{x + y} (x + y)^{2}"},
    {"x＾｛2｝ + α＿1", "x^{2} + \\alpha_{1}"},
};

static const Row ho[] = {
    {"\\epsilon'^2", "\\epsilon'^{2}"},
    {"\\epsilon'^{2}_t", "(\\epsilon'_{t})^{2}"},
    {"x_t", "x_{t}"},
    {"x_{t-1}", "x_{t - 1}"},
    {"q(x_t|x_0)", "q(x_{t} | x_{0})"},
    {"q(x_t \\mid x_0)", "q(x_{t} | x_{0})"},
    {"q(x_t \\vert x_0)", "q(x_{t} | x_{0})"},
    {"q(x_t \\middle| x_0)", "q(x_{t} | x_{0})"},
    {"q\\left(x_t\\middle|x_0\\right)", "q(x_{t} | x_{0})"},
    {"q(\\mathbf{x}_t|\\mathbf{x}_{t-1}, \\mathbf{x}_0)", "q(x_{t} | x_{t - 1}, x_{0})"},
    {"q(x_{t-1}|x_t, x_0) = \\mathcal N(x_{t-1}; \\tilde\\mu_t(x_t, x_0), \\tilde\\beta_t \\mathbf "
     "I)",
     "q(x_{t - 1} | x_{t}, x_{0}) = \\mathcal{N}(x_{t - 1}; \\tilde{\\mu}_{t}, \\tilde{\\beta}_{t} "
     "I)"},
    {"q(x_1, x_2|x_0)", "q(x_{1}, x_{2} | x_{0})"},
    {"q(x_t|x_0)^2", "q(x_{t} | x_{0})^{2}"},
    {"p_t(x_t)", "p(x_{t})"},
    {"x_t = \\sqrt{\\bar\\alpha_t}x_0 + \\sqrt{1-\\bar\\alpha_t}\\epsilon",
     "x_{t} = \\sqrt{\\bar{\\alpha}_{t}} x_{0} + \\sqrt{1 - \\bar{\\alpha}_{t}} \\epsilon"},
    {"x_t = \\sqrt{\\bar{\\alpha}_t}\\mathbf{x}_0 + "
     "\\sqrt{1-\\bar{\\alpha}_t}\\boldsymbol\\epsilon, \\quad \\boldsymbol\\epsilon\\sim\\mathcal "
     "N(\\mathbf 0, \\mathbf I)",
     "x_{t} = \\sqrt{\\bar{\\alpha}_{t}} x_{0} + \\sqrt{1 - \\bar{\\alpha}_{t}} \\epsilon ;; "
     "\\epsilon \\sim \\mathcal{N}(0, I)"},
    {"\\tilde{\\boldsymbol\\mu}_t(\\mathbf x_t, \\mathbf x_0) = "
     "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}\\mathbf x_0",
     "\\tilde{\\mu}_{t} = \\frac{\\sqrt{\\bar{\\alpha}_{t - 1}} \\beta_{t}}{1 - "
     "\\bar{\\alpha}_{t}} x_{0}"},
    {"\\epsilon_\\theta(x_t, t)", "\\epsilon_{\\theta}(x_{t}, t)"},
    {"\\epsilon_\\theta", "\\epsilon_{\\theta}(x_{t}, t)"},
    {"\\boldsymbol\\epsilon_\\theta(\\mathbf x_t, t)^2", "\\epsilon_{\\theta}(x_{t}, t)^{2}"},
    {"\\nabla_{x_t}\\log q(x_t|x_0)", "\\frac{\\partial}{\\partial x_{t}} \\log(q(x_{t} | x_{0}))"},
    {"\\nabla_{\\mathbf x_t} \\log q(\\mathbf x_t|\\mathbf x_0) = "
     "-\\frac{\\epsilon}{\\sqrt{1-\\bar\\alpha_t}}",
     "\\frac{\\partial}{\\partial x_{t}} \\log(q(x_{t} | x_{0})) = -\\frac{\\epsilon}{\\sqrt{1 - "
     "\\bar{\\alpha}_{t}}}"},
    {"\\epsilon_t + \\epsilon_{t-1}", "\\epsilon_{t} + \\epsilon_{t - 1}"},
    {"\\epsilon'", "\\epsilon'"},
    {"\\epsilon''_{t-1}", "\\epsilon''_{t-1}"},
    {"\\epsilon^2", "\\epsilon^{2}"},
    {"\\mathbb{E}_{q(x_t|x_0)}[x_t]", "\\mathbb{E}_{q}[x_{t} | x_{0}]"},
    {"\\mathbb{E}_{q}[x_t]", "\\mathbb{E}_{q}[x_{t}]"},
    {"\\mathbb{E}_{x_t \\sim q(x_t|x_0)}[x_t]", "\\mathbb{E}[x_{t} | x_{0}]"},
    {"\\mathbb{E}[x_{t-1}|x_t, x_0]", "\\mathbb{E}[x_{t - 1} | x_{t}, x_{0}]"},
    {"\\operatorname{Var}[x_t|x_0]", "\\operatorname{Var}[x_{t} | x_{0}]"},
    {"\\operatorname{Cov}(x_t, x_{t-1}|x_0)", "\\operatorname{Cov}[x_{t}, x_{t - 1} | x_{0}]"},
    {"\\int q(x_2|x_1) q(x_1|x_0) dx_1", "\\int q(x_{2} | x_{1}) q(x_{1} | x_{0})\\,dx_{1}"},
    {"\\int q(x_1|x_0) \\cdots q(x_t|x_{t-1}) dx_1 \\cdots dx_{t-1}",
     "\\int q(x_{1} | x_{0}) (\\prod_{k=1}^{(t - 1) - 1} q(x_{1 + k} | x_{0 + k})) q(x_{t} | x_{t "
     "- 1})\\,dx_{1} \\cdots dx_{t - 1}"},
    {"\\int\\!\\int q(x_3|x_2)q(x_2|x_1)q(x_1|x_0)\\,dx_1\\,dx_2",
     "\\int \\int q(x_{3} | x_{2}) q(x_{2} | x_{1}) q(x_{1} | x_{0})\\,dx_{1}\\,dx_{2}"},
    {"D_{KL}(q(x_T|x_0)\\|\\mathcal N(0,1))", "D_{KL}(q(x_{T} | x_{0}) \\| \\mathcal{N}(0, 1))"},
    {"D_{KL}(q(x_T|x_0)||\\mathcal N(0,\\mathbf I))",
     "D_{KL}(q(x_{T} | x_{0}) \\| \\mathcal{N}(0, I))"},
    {"KL(q(x_{t-1}|x_t,x_0) \\parallel q(x_{t-1}|x_0))",
     "D_{KL}(q(x_{t - 1} | x_{t}, x_{0}) \\| q(x_{t - 1} | x_{0}))"},
    {"\\mathrm{SNR}(t)", "\\mathrm{SNR}(t)"},
    {"\\text{SNR}(t) = \\frac{\\bar\\alpha_t}{1-\\bar\\alpha_t}",
     "\\mathrm{SNR}(t) = \\frac{\\bar{\\alpha}_{t}}{1 - \\bar{\\alpha}_{t}}"},
    {"\\sqrt{\\alpha_t\\alpha_{t-1}\\dots\\alpha_1}",
     "\\sqrt{\\alpha_{t} \\alpha_{t - 1} (\\prod_{k=1}^{-(1 - (t - 1)) - 1} \\alpha_{(t - 1) - k}) "
     "\\alpha_{1}}"},
    {"\\varepsilon_t", "\\varepsilon_{t}"},
    {"q^2(x_t|x_0)", "q(x_{t} | x_{0})^{2}"},
    {"\\mathbb{E}_{x_t|x_0}[x_t]", "\\mathbb{E}[x_{t} | x_{0}]"},
    /* Over both: x_0 is averaged, too. */
    {"\\mathbb{E}_{q(x_t|x_0)q(x_0)}[x_t]", "\\mathbb{E}_{*}[x_{t}]"},
    {"\\mathbb{E}_{x_0, x_t \\sim q(x_t|x_0)}[x_t]", "\\mathbb{E}_{*}[x_{t}]"},
    {"\\mathbb{E}_{x_0 \\sim q, x_t \\sim q(x_t|x_0)}[x_t]", "\\mathbb{E}_{*}[x_{t}]"},
};

static const Row su[] = {
    {"x_t = \\bar\\alpha_t x_0 + \\bar\\beta_t\\bar\\varepsilon_t",
     "x_{t} = \\bar{\\alpha}_{t} x_{0} + \\bar{\\beta}_{t} \\bar{\\varepsilon}_{t}"},
    {"p(x_t|x_{t-1})", "p(x_{t} | x_{t - 1})"},
    {"\\bar{\\boldsymbol{\\varepsilon}}_t", "\\bar{\\varepsilon}_{t}"},
    {"\\epsilon", "\\epsilon"},
    {"\\boldsymbol{\\epsilon}_{\\boldsymbol{\\theta}}(\\boldsymbol{x}_t, t)",
     "\\epsilon_{\\theta}(x_{t}, t)"},
    {"\\mathcal{N}(\\boldsymbol{x}_t;\\alpha_t \\boldsymbol{x}_{t-1}, \\beta_t^2 \\boldsymbol{I})",
     "\\mathcal{N}(x_{t}; \\alpha_{t} x_{t - 1}, \\beta_{t}^{2} I)"},
};

static const Row chandery[] = {
    {"x_t = \\hat\\alpha_t x_0", "x_{t} = \\hat{\\alpha}_{t} x_{0}"},
    {"\\widehat{\\alpha}_t", "\\hat{\\alpha}_{t}"},
    {"x_t = \\alpha_t x_{t-1} + \\beta_t\\epsilon_t",
     "x_{t} = \\alpha_{t} x_{t - 1} + \\beta_{t} \\epsilon_{t}"},
};

static void check_rows(const char *notation, const Row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        Scope *scope = reader_scope(arena, notation);
        Diag diag = {0};
        Formula *formula = formula_of(scope, rows[i].tex, &diag);
        if (formula == NULL) {
            fail_msg("%s: %zu:%zu: %s", rows[i].tex, diag.at.line, diag.at.column, diag.message);
            return;
        }
        const char *text = formula_text(arena, formula);
        if (strcmp(text, rows[i].printed) != 0) {
            fail_msg("%s\n  reads as %s\n  expected %s", rows[i].tex, text, rows[i].printed);
        }
        arena_free(arena);
    }
}

static void test_declared_letters_read_as_meant(void **state) {
    (void)state;
    check_rows(NULL, declared, COUNT(declared));
}

static void test_ho_reads_as_meant(void **state) {
    (void)state;
    check_rows("ho", ho, COUNT(ho));
}

static void test_su_reads_as_meant(void **state) {
    (void)state;
    check_rows("su", su, COUNT(su));
}

static void test_chandery_reads_as_meant(void **state) {
    (void)state;
    check_rows("chandery", chandery, COUNT(chandery));
}

/* The same tree; a bound letter is a new symbol in each reading. Dots are printed as the sum or
 * product they stand for, which is all that `split` says there. */
static bool same_tree(const Expr *a, const Expr *b) {
    bool big = a->kind == EXPR_SUM || a->kind == EXPR_PRODUCT;
    if (a->kind != b->kind || a->count != b->count || a->function != b->function ||
        (!big && a->split != b->split)) {
        return false;
    }
    if (a->kind == EXPR_NUMBER && strcmp(a->text, b->text) != 0) {
        return false;
    }
    if (a->symbol != b->symbol) {
        if (a->symbol == NULL || b->symbol == NULL || a->symbol->kind != SYMBOL_BOUND ||
            b->symbol->kind != SYMBOL_BOUND || strcmp(a->symbol->tex, b->symbol->tex) != 0) {
            return false;
        }
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!same_tree(a->args[i], b->args[i])) {
            return false;
        }
    }
    return true;
}

static bool same_chain(const Chain *a, const Chain *b) {
    if (a->count != b->count || a->up_to_constant != b->up_to_constant) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!same_tree(a->sides[i], b->sides[i]) ||
            (i + 1 < a->count && a->relations[i] != b->relations[i])) {
            return false;
        }
    }
    return true;
}

static void check_round_trip(const char *notation, const Row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        Scope *scope = reader_scope(arena, notation);
        Diag diag = {0};
        Formula *first = formula_of(scope, rows[i].tex, &diag);
        assert_non_null(first);
        for (size_t k = 0; k < first->count; k++) {
            Text text;
            text_init(&text);
            chain_print(&text, &first->chains[k]);
            Formula *again = formula_of(scope, text.bytes, &diag);
            if (again == NULL) {
                fail_msg("%s prints as %s, which does not read: %zu: %s", rows[i].tex, text.bytes,
                         diag.at.column, diag.message);
            } else if (again->count != 1 || !same_chain(&first->chains[k], &again->chains[0])) {
                fail_msg("%s prints as %s, which reads as %s", rows[i].tex, text.bytes,
                         formula_text(arena, again));
            }
            text_clear(&text);
        }
        arena_free(arena);
    }
}

static void test_what_is_printed_reads_back_as_the_same_tree(void **state) {
    (void)state;
    check_round_trip(NULL, declared, COUNT(declared));
    check_round_trip("ho", ho, COUNT(ho));
    check_round_trip("su", su, COUNT(su));
    check_round_trip("chandery", chandery, COUNT(chandery));
}

static const Expr *side_of(Scope *scope, const char *tex) {
    Diag diag = {0};
    Formula *formula = formula_of(scope, tex, &diag);
    if (formula == NULL) {
        fail_msg("%s: %s", tex, diag.message);
        return NULL;
    }
    return formula->chains[0].sides[0];
}

/* Spans are what a verdict points at. */
static void test_spans_hold_the_bytes_a_node_was_read_from(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = reader_scope(arena, NULL);
    const char *tex = "a + \\frac{b}{c} - \\sqrt{x y}";
    const Expr *sum = side_of(scope, tex);
    assert_int_equal(sum->kind, EXPR_ADD);
    assert_int_equal(sum->count, 3);
    assert_int_equal(sum->span.start, 0);
    assert_int_equal(sum->span.end, strlen(tex));
    assert_int_equal(sum->args[1]->span.start, strcspn(tex, "\\"));
    const Expr *root = sum->args[2]->args[0];
    assert_int_equal(root->kind, EXPR_ROOT);
    assert_string_equal(
        arena_copy(arena, tex + root->span.start, root->span.end - root->span.start),
        "\\sqrt{x y}");
    arena_free(arena);
}

/* Two primed noises with different indices are two variables; with the same index, one. */
static void test_primed_noises_are_kept_apart_by_their_index(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = reader_scope(arena, "ho");
    const Expr *sum =
        side_of(scope, "\\epsilon'_{t-1} + \\epsilon'_{t-2} + \\epsilon'_{t - 1} + \\epsilon'");
    assert_ptr_not_equal(sum->args[0]->symbol, sum->args[1]->symbol);
    assert_ptr_equal(sum->args[0]->symbol, sum->args[2]->symbol);
    assert_ptr_not_equal(sum->args[0]->symbol, sum->args[3]->symbol);
    assert_int_equal(sum->args[0]->symbol->kind, SYMBOL_NORMAL);
    arena_free(arena);
}

/* In a note nobody declares letters: they become real, a sequence, or a whole number by their
 * place. */
static void test_unknown_letters_are_implied_where_that_is_accepted(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = reader_scope(arena, "ho");
    scope->accept_unknown = true;
    const Expr *sum = side_of(scope, "\\gamma + \\zeta_t + \\beta_k + \\lambda");
    assert_int_equal(sum->args[0]->symbol->kind, SYMBOL_REAL);
    assert_string_equal(sum->args[0]->symbol->lower, "-3");
    assert_int_equal(sum->args[1]->symbol->kind, SYMBOL_SEQ);
    assert_int_equal(sum->args[2]->symbol->kind, SYMBOL_SEQ);
    assert_int_equal(sum->args[2]->args[0]->symbol->kind, SYMBOL_INT);
    assert_string_equal(sum->args[3]->symbol->lower, "0.1");
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(sum->args[i]->symbol->implied, i != 2);
    }
    arena_free(arena);
}

static void test_bounds_of_a_bracket_run_over_the_last_integrals_variable(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = reader_scope(arena, NULL);
    Diag diag = {0};
    Formula *formula =
        formula_of(scope, "\\int_0^1 y dy = \\left[\\frac{y^2}{2}\\right]_0^1", &diag);
    assert_non_null(formula);
    const Expr *bracket = formula->chains[0].sides[1];
    assert_int_equal(bracket->kind, EXPR_BRACKET);
    assert_string_equal(bracket->args[1]->symbol->name, "y");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_declared_letters_read_as_meant),
        cmocka_unit_test(test_ho_reads_as_meant),
        cmocka_unit_test(test_su_reads_as_meant),
        cmocka_unit_test(test_chandery_reads_as_meant),
        cmocka_unit_test(test_what_is_printed_reads_back_as_the_same_tree),
        cmocka_unit_test(test_spans_hold_the_bytes_a_node_was_read_from),
        cmocka_unit_test(test_primed_noises_are_kept_apart_by_their_index),
        cmocka_unit_test(test_unknown_letters_are_implied_where_that_is_accepted),
        cmocka_unit_test(test_bounds_of_a_bracket_run_over_the_last_integrals_variable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
