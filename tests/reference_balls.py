#!/usr/bin/python3
"""Values of formulas to 50 digits, transcribed by hand from their TeX.

    reference_balls.py            writes tests/reference_balls.h
    reference_balls.py --check    compares it with what would be written: exit status 1 when it
                                  differs, 77 when python3-mpmath is not installed

The letters are what REFERENCE_BALLS_SYMBOLS declares. Sums, products and integrals are done term by
term or by mpmath's quadrature; nothing is copied from the program.
"""

import sys

import reference_table

try:
    import mpmath
    from mpmath import cos, exp, log, mp, mpf, pi, sin, sqrt, tanh
except ImportError:
    print("reference_balls.py: python3-mpmath is not installed, nothing compared")
    sys.exit(77)

mp.dps = 90
DIGITS = 50

SYMBOLS = r"""let x = -0.8125
let y = 1.34375
let u = 0.3
let \sigma = 0.7
let tiny = 0.000000000000000000000001
letseq b_i = \frac{i}{10 i + 7}
letseq \alpha_t = 1 - b_t
letseq \bar\alpha_t = \prod_{i=1}^{t} \alpha_i
letseq F_n = \sum_{k=0}^{n} k^2
fun f(v) = v^2 - 3v
fun g(v, w) = \frac{v}{w} + f(w)
fun \mathrm{rec}(v) = f(f(v))
int n in 5..5
"""

X, Y, U, S = mpf("-0.8125"), mpf("1.34375"), mpf("0.3"), mpf("0.7")
TINY = mpf("1e-24")
N = 5


def b(i):
    return mpf(i) / (10 * i + 7)


def alpha(t):
    return 1 - b(t)


def abar(t):
    result = mpf(1)
    for i in range(1, t + 1):
        result *= alpha(i)
    return result


def f(v):
    return v * v - 3 * v


def g(v, w):
    return v / w + f(w)


def normal(at, mean, variance):
    return exp(-(at - mean) ** 2 / (2 * variance)) / sqrt(2 * pi * variance)


# (TeX, value, bits that cancellation may cost)
ROWS = (
    (r"x", X, 0),
    (r"0.1", mpf(1) / 10, 0),
    (r"123456789.987654321", mpf("123456789.987654321"), 0),
    (r"x+y-u", X + Y - U, 0),
    (r"-x^2", -(X ** 2), 0),
    (r"(-x)^2", X ** 2, 0),
    (r"2x y", 2 * X * Y, 0),
    (r"\frac{x}{y}", X / Y, 0),
    (r"1/3/7", mpf(1) / 21, 0),
    (r"y^{-3}", Y ** -3, 0),
    (r"y^{0.5}", Y ** mpf("0.5"), 0),
    (r"y^u", Y ** U, 0),
    (r"x^7", X ** 7, 0),
    (r"x^{-2}", X ** -2, 0),
    (r"0^0", mpf(1), 0),
    (r"0^{u}", mpf(0), 0),
    (r"2^{n}", mpf(32), 0),
    (r"\sqrt{y}", sqrt(Y), 0),
    (r"\sqrt[3]{y}", mpmath.cbrt(Y), 0),
    (r"\sqrt[5]{2}", mpf(2) ** (mpf(1) / 5), 0),
    (r"\sqrt{0}", mpf(0), 0),
    (r"\sqrt{\sqrt{y}}", Y ** (mpf(1) / 4), 0),
    (r"e", exp(1), 0),
    (r"e^{x}", exp(X), 0),
    (r"\exp(-x^2/2)", exp(-X ** 2 / 2), 0),
    (r"\log y", log(Y), 0),
    (r"\ln(2\pi)", log(2 * pi), 0),
    (r"\sin x", sin(X), 0),
    (r"\cos(x)^3", cos(X) ** 3, 0),
    (r"\tanh y", tanh(Y), 0),
    (r"|x|", -X, 0),
    (r"\|x-y\|^2", (X - Y) ** 2, 0),
    (r"\pi", pi, 0),
    (r"b_3", mpf(3) / 37, 0),
    (r"\alpha_4", 1 - mpf(4) / 47, 0),
    (r"\bar\alpha_1", mpf(16) / 17, 0),
    (r"\bar\alpha_n", abar(5), 0),
    (r"\bar\alpha_{40}", abar(40), 8),
    (r"\bar\alpha_0", mpf(1), 0),
    (r"1-\bar\alpha_2", 1 - abar(2), 4),
    (r"\sum_{i=1}^{n} b_i", sum(b(i) for i in range(1, 6)), 0),
    (r"\sum_{i=3}^{2} b_i", mpf(0), 0),
    (r"\prod_{i=3}^{2} b_i", mpf(1), 0),
    (r"\sum_{i=0}^{n} i^2", mpf(55), 0),
    (r"\sum_{i=1}^{3} \sum_{j=1}^{i} b_j i", sum(b(j) * i for i in range(1, 4)
                                                 for j in range(1, i + 1)), 0),
    (r"\sum_{i=1}^{9} b_i \prod_{j=i+1}^{9} \alpha_j",
     sum(b(i) * abar(9) / abar(i) for i in range(1, 10)), 4),
    (r"\sum_{i=1}^{20} \bar\alpha_i", sum(abar(i) for i in range(1, 21)), 4),
    (r"F_{10}", mpf(385), 0),
    (r"b_1 + b_2 + \cdots + b_n", sum(b(i) for i in range(1, 6)), 0),
    (r"\alpha_n \alpha_{n-1} \cdots \alpha_1", abar(5), 0),
    (r"f(x)", f(X), 0),
    (r"g(x, y)", g(X, Y), 4),
    (r"g(f(x), f(y))", g(f(X), f(Y)), 4),
    (r"\mathrm{rec}(u)", f(f(U)), 4),
    (r"f(x)^2", f(X) ** 2, 0),
    (r"\mathcal N(x; y, \sigma^2)", normal(X, Y, S ** 2), 4),
    (r"\mathcal N(u; 0, 1)", normal(U, 0, 1), 0),
    (r"\log \mathcal N(x; y, \sigma^2)", log(normal(X, Y, S ** 2)), 4),
    (r"1 + tiny - 1", TINY, 80),
    (r"\sqrt{1 + tiny} - 1", sqrt(1 + TINY) - 1, 82),
    (r"\frac{(1+x)^2 - 1 - 2x}{x^2}", mpf(1), 6),
)

# Where a letter is a word, TeX needs it upright.
ROWS = tuple((tex.replace("tiny", r"\mathrm{tiny}"), value, lost) for tex, value, lost in ROWS)
SYMBOLS = SYMBOLS.replace("let tiny", r"let \mathrm{tiny}")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def header():
    lines = [
        "/* reference_balls.h - values of formulas to 50 digits.",
        " *",
        " * Written by tests/reference_balls.py; do not edit. */",
        "#ifndef EXPLORE_TESTS_REFERENCE_BALLS_H",
        "#define EXPLORE_TESTS_REFERENCE_BALLS_H",
        "",
        "/* clang-format off */",
        "static const char reference_balls_symbols[] =",
    ]
    for line in SYMBOLS.strip().split("\n"):
        lines.append("    " + quoted(line)[:-1] + '\\n"')
    lines[-1] += ";"
    lines += [
        "",
        "typedef struct {",
        "    const char *tex;",
        "    const char *value;",
        "    long lost; /* bits that cancellation may cost */",
        "} ReferenceBall;",
        "",
        "static const ReferenceBall reference_balls[] = {",
    ]
    for tex, value, lost in ROWS:
        lines.append("    {%s, \"%s\", %d}," % (quoted(tex), mpmath.nstr(mpf(value), DIGITS), lost))
    lines += ["};", "/* clang-format on */", "", "#endif", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(reference_table.main("reference_balls.h", header(), __doc__))
