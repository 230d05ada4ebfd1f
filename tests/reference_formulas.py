#!/usr/bin/python3
"""Values of formulas to 50 digits, from a transcription of their TeX that is made here by hand.

    reference_formulas.py            writes tests/reference_formulas.h
    reference_formulas.py --check    compares it with what would be written: exit status 1 when it
                                     differs, 77 when python3-mpmath is not installed
"""

import sys

import reference_table

try:
    import mpmath
    from mpmath import cos, exp, log, mp, mpf, pi, sin, sqrt, tanh
except ImportError:
    print("reference_formulas.py: python3-mpmath is not installed, nothing compared")
    sys.exit(77)

# Ten digits are lost at most where 1 - \bar\alpha_t cancels; 50 are left.
mp.dps = 80
DIGITS = 50

# What the letters are. The test uses the same numbers; all are exact in binary.
X = mpf("-0.8125")  # x, the clean value
Y = mpf("1.34375")  # y, the noised value
E = mpf("0.59375")  # \epsilon


def alpha(i):
    return 1 - mpf(i % 7 + 1) / 64


def abar(t):
    result = mpf(1)
    for i in range(1, t + 1):
        result *= alpha(i)
    return result


def beta_tilde(t):
    return (1 - abar(t - 1)) / (1 - abar(t)) * (1 - alpha(t))


def posterior_mean(t):
    pull = sqrt(abar(t - 1)) * (1 - alpha(t)) / (1 - abar(t))
    keep = sqrt(alpha(t)) * (1 - abar(t - 1)) / (1 - abar(t))
    return pull * X + keep * Y


def gaussian(x, m, v):
    return exp(-((x - m) ** 2) / (2 * v)) / sqrt(2 * pi * v)


def kl(m, u, n, v):
    return (log(v / u) + (u + (m - n) ** 2) / v - 1) / 2


def noise_weight(t):
    return (1 - alpha(t)) ** 2 / (2 * beta_tilde(t) * alpha(t) * (1 - abar(t)))


def sum_squares(t):
    return sum((sum(alpha(j) for j in range(1, i + 1)) ** 2 for i in range(1, t + 1)), mpf(0))


B = r"\bar\alpha_t"
A = r"\bar\alpha_{t-1}"
D = r"\mathcal N(y; \sqrt{%s}x, 1-%s)" % (B, B)

# name, TeX, value at t, the t asked for
FORMULAS = [
    ("closed form", r"\sqrt{%s}x + \sqrt{1-%s}\epsilon" % (B, B),
     lambda t: sqrt(abar(t)) * X + sqrt(1 - abar(t)) * E, (1, 5, 40)),
    ("posterior mean",
     r"\frac{\sqrt{%s}(1-\alpha_t)}{1-%s}x + \frac{\sqrt{\alpha_t}(1-%s)}{1-%s}y" % (A, B, A, B),
     posterior_mean, (1, 5, 40)),
    ("posterior mean by noise",
     r"\frac{1}{\sqrt{\alpha_t}}\left(y - \frac{1-\alpha_t}{\sqrt{1-%s}}\epsilon\right)" % B,
     lambda t: (Y - (1 - alpha(t)) / sqrt(1 - abar(t)) * E) / sqrt(alpha(t)), (1, 5, 40)),
    ("posterior variance", r"\frac{1-%s}{1-%s}(1-\alpha_t)" % (A, B), beta_tilde, (1, 5, 40)),
    ("KL", r"\frac12\left(\log\frac{1-%s}{1-%s} + \frac{1-%s+(x-y)^2}{1-%s} - 1\right)"
     % (B, A, A, B), lambda t: kl(X, 1 - abar(t - 1), Y, 1 - abar(t)), (2, 5, 40)),
    ("SNR", r"\frac{%s}{1-%s}" % (B, B), lambda t: abar(t) / (1 - abar(t)), (1, 5, 40)),
    ("Gaussian density", D,
     lambda t: gaussian(Y, sqrt(abar(t)) * X, 1 - abar(t)), (1, 5, 40)),
    ("alpha bar", r"\prod_{i=1}^{t} \alpha_i", abar, (0, 1, 5, 40, 200)),
    ("weight of L_t",
     r"\frac{(1-\alpha_t)^2}{2 \frac{1-%s}{1-%s}(1-\alpha_t) \alpha_t (1-%s)}" % (A, B, B),
     noise_weight, (2, 5, 40)),
    ("score", r"\frac{\partial}{\partial y} \log %s" % D,
     lambda t: -(Y - sqrt(abar(t)) * X) / (1 - abar(t)), (1, 5, 40)),
    ("log density", r"\log %s" % D,
     lambda t: log(gaussian(Y, sqrt(abar(t)) * X, 1 - abar(t))), (1, 5, 40)),
    ("sums in a sum", r"\sum_{i=1}^{t} \left(\sum_{j=1}^{i} \alpha_j\right)^2", sum_squares,
     (0, 1, 5, 40)),
    ("every function",
     r"\sqrt[3]{y} + e^{x} + \exp(y) \sin(x) - \cos^3(y) \tanh(\epsilon) + |x|^{2.5} + 2\pi y^{-t}",
     lambda t: Y ** (mpf(1) / 3) + exp(X) + exp(Y) * sin(X) - cos(Y) ** 3 * tanh(E)
     + abs(X) ** mpf("2.5") + 2 * pi * Y ** -t, (0, 1, 5, 40)),
]


def c_string(text):
    return '"%s"' % text.replace("\\", "\\\\")


def number(value):
    return mpmath.nstr(value, DIGITS)


def header():
    lines = [
        "/* reference_formulas.h - values of formulas to 50 digits.",
        " *",
        " * Written by tests/reference_formulas.py; do not edit. */",
        "#ifndef EXPLORE_TESTS_REFERENCE_FORMULAS_H",
        "#define EXPLORE_TESTS_REFERENCE_FORMULAS_H",
        "",
        "/* x, y, \\epsilon, and \\alpha_i = 1 - (i mod 7 + 1)/64. */",
        "#define REFERENCE_X (%s)" % number(X),
        "#define REFERENCE_Y (%s)" % number(Y),
        "#define REFERENCE_EPSILON (%s)" % number(E),
        "",
        "typedef struct {",
        "    const char *name;",
        "    const char *tex;",
        "    long t;",
        "    double value;",
        "} ReferenceFormula;",
        "",
        "/* clang-format off */",
        "static const ReferenceFormula reference_formulas[] = {",
    ]
    for name, tex, value, times in FORMULAS:
        for t in times:
            lines.append('    {"%s",' % name)
            lines.append("     %s," % c_string(tex))
            lines.append("     %d, %s}," % (t, number(value(t))))
    lines += ["};", "/* clang-format on */", "", "#endif", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(reference_table.main("reference_formulas.h", header(), __doc__))
