#!/usr/bin/python3
"""Conditional laws of the chain to 50 digits, from dense covariance matrices.

    reference_laws.py            writes tests/reference_laws.h
    reference_laws.py --check    compares it with what would be written: exit status 1 when it
                                 differs, 77 when python3-mpmath is not installed

Every quantity is a row of coefficients over the independent x_0, eps_1 .. eps_8; x_t comes from the
one-step kernel alone. Conditioning inverts the dense covariance matrix of what is given. No closed
form such as alpha_bar is used.
"""

import sys

import reference_table

try:
    import mpmath
    from mpmath import exp, log, mp, mpf, pi, sqrt
except ImportError:
    print("reference_laws.py: python3-mpmath is not installed, nothing compared")
    sys.exit(77)

mp.dps = 90
DIGITS = 50
STEPS = 8
X0_MEAN, X0_VARIANCE = mpf("0.4"), mpf("0.25")


def free(i):
    """The notation's free sequence at i: beta in ho, alpha in su and chandery."""
    return mpf(i) / (10 * i + 7)


# scale_t, spread_t
KERNELS = {
    "ho": lambda t: (sqrt(1 - free(t)), sqrt(free(t))),
    "su": lambda t: (1 - free(t), sqrt(1 - (1 - free(t)) ** 2)),
    "chandery": lambda t: (1 - free(t), free(t)),
}
NOISE = {"ho": r"\epsilon", "su": r"\varepsilon", "chandery": r"\epsilon"}


def unit(i):
    return [mpf(1) if k == i else mpf(0) for k in range(STEPS + 1)]


def combine(*parts):
    return [sum(factor * row[k] for factor, row in parts) for k in range(STEPS + 1)]


def state(kernel, t):
    row = unit(0)
    for k in range(1, t + 1):
        scale, spread = kernel(k)
        row = combine((scale, row), (spread, unit(k)))
    return row


def covariance(a, b):
    return sum(x * y * (X0_VARIANCE if k == 0 else 1) for k, (x, y) in enumerate(zip(a, b)))


def mean(a):
    return a[0] * X0_MEAN


def condition(targets, given):
    """Weights and offset of each target's conditional mean, and the conditional covariance."""
    count = len(given)
    if count == 0:
        return [([], mean(a)) for a in targets], \
            [[covariance(a, b) for b in targets] for a in targets]
    gram = mpmath.matrix(count, count)
    for i in range(count):
        for j in range(count):
            gram[i, j] = covariance(given[i], given[j])
    inverse = gram ** -1
    cross = [[covariance(a, z) for z in given] for a in targets]
    laws = []
    for a, row in zip(targets, cross):
        weights = [sum(row[i] * inverse[i, j] for i in range(count)) for j in range(count)]
        laws.append((weights, mean(a) - sum(w * mean(z) for w, z in zip(weights, given))))
    left = [[covariance(a, b) - sum(cross[p][i] * inverse[i, j] * cross[q][j]
                                    for i in range(count) for j in range(count))
             for q, b in enumerate(targets)] for p, a in enumerate(targets)]
    return laws, left


def cases(name):
    kernel, noise = KERNELS[name], NOISE[name]

    def x(t):
        return ("x_%d" % t, state(kernel, t))

    def eps(t):
        return ("%s_%d" % (noise, t), unit(t))

    def mix(*parts):
        text = "+".join("%s %s" % (factor, part[0]) for factor, part in parts)
        return (text, combine(*((mpf(factor), part[1]) for factor, part in parts)))

    for t in range(1, 7):
        yield x(t), x(t + 1), [x(0)]
        yield x(t), eps(t), [x(t - 1)]
        yield x(0), x(t), []
        yield x(0), x(t + 1), [x(t)]
        if t > 1:
            yield x(t - 1), eps(t), [x(t), x(0)]
            yield x(t - 1), x(t - 1), [x(t), x(t + 1), x(0)]
            yield x(1), mix(("1", x(t)), ("2", eps(1))), [x(t + 1), x(0)]
        if t > 2:
            yield x(t - 1), x(t - 2), [x(t), x(0)]
            yield mix(("0.5", x(t)), ("3", x(1))), x(2), [x(t + 1)]


def number(value):
    # What inversion leaves where the value is 0 is rounding.
    return "0.0" if abs(value) < mpf(10) ** -70 else mpmath.nstr(value, DIGITS)


def quoted(text):
    return '"' + text.replace("\\", "\\\\") + '"'


def law_rows():
    for name in ("ho", "su", "chandery"):
        for a, b, given in cases(name):
            laws, left = condition([a[1], b[1]], [z[1] for z in given])
            parts = []
            for weights, offset in laws:
                padded = [number(w) for w in weights] + ["0.0"] * (3 - len(weights))
                parts.append('{"%s", {%s}}' % (number(offset),
                                               ", ".join('"%s"' % w for w in padded)))
            texts = [quoted(z[0]) for z in given] + ["NULL"] * (3 - len(given))
            data = any(z[0] == "x_0" for z in given)
            yield '    {"%s", %s, %s, %d, {%s}, %s,\n     {%s,\n      %s},\n     "%s", "%s", "%s"},' % (
                name, quoted(a[0]), quoted(b[0]), len(given), ", ".join(texts),
                "false" if data else "true", parts[0], parts[1],
                number(left[0][0]), number(left[0][1]), number(left[1][1]))


def normal(at, m, v):
    return exp(-(at - m) ** 2 / (2 * v)) / sqrt(2 * pi * v)


def kl(m1, v1, m2, v2):
    return (v1 / v2 + (m1 - m2) ** 2 / v2 - 1 - log(v1 / v2)) / 2


X, A, B, V, W = mpf("-0.8"), mpf("0.3"), mpf("1.7"), mpf("0.6"), mpf("2.5")
VALUE_SYMBOLS = ("real y, z in (-3,3)", "let x = -0.8", "let a = 0.3", "let b = 1.7", "let v = 0.6",
                 "let w = 2.5", r"normal X = \mathcal N(0.3, 0.6)", r"normal Y = \mathcal N(1.7, 2.5)")
VALUES = (
    (r"\int e^{-y^2} dy", sqrt(pi)),
    (r"\int \exp(-\frac{y^2}{2} + b y) dy", sqrt(2 * pi) * exp(B * B / 2)),
    (r"\int \exp(-v y^2 + b y + a) dy", sqrt(pi / V) * exp(B * B / (4 * V) + A)),
    (r"\int \mathcal N(y; a, v) dy", mpf(1)),
    (r"\int \mathcal N(x; y, v) \mathcal N(y; b, w) dy", normal(X, B, V + W)),
    (r"\int \mathcal N(x; b y + a, v) \mathcal N(y; a, w) dy", normal(X, B * A + A, V + B * B * W)),
    (r"\int \int \mathcal N(x; y, v) \mathcal N(y; z, w) \mathcal N(z; a, 1) dy dz",
     normal(X, A, V + W + 1)),
    (r"\int \frac{\mathcal N(y; a, v)^2}{2} dy", normal(A, A, 2 * V) / 2),
    (r"\int \exp(-y^2 - z^2 + y z) dy dz", 2 * pi / sqrt(mpf(3))),
    (r"\int \mathcal N(y; a, v) \mathcal N(z; y, w) dy dz", mpf(1)),
    (r"D_{KL}(\mathcal N(a, v) \| \mathcal N(b, w))", kl(A, V, B, W)),
    (r"D_{KL}(\mathcal N(b, w) \| \mathcal N(a, v))", kl(B, W, A, V)),
    (r"D_{KL}(\mathcal N(a, v) \| \mathcal N(a, v))", mpf(0)),
    (r"\mathbb{E}[X]", A),
    (r"\mathbb{E}[X^2]", A * A + V),
    (r"\mathbb{E}[X Y]", A * B),
    (r"\mathbb{E}[(X+2Y)^2]", (A + 2 * B) ** 2 + V + 4 * W),
    (r"\operatorname{Var}[X]", V),
    (r"\operatorname{Var}[3X-Y+a]", 9 * V + W),
    (r"\operatorname{Cov}[X+Y, X-Y]", V - W),
    (r"\operatorname{Var}[X | X+Y]", V * W / (V + W)),
    (r"\operatorname{Cov}[X, Y | X+Y]", -V * W / (V + W)),
    (r"\operatorname{Var}[\sum_{i=1}^{3} X]", 9 * V),
)


def header():
    lines = [
        "/* reference_laws.h - conditional laws of the chain, and Gaussian integrals, to 50 digits.",
        " *",
        " * Written by tests/reference_laws.py; do not edit. */",
        "#ifndef EXPLORE_TESTS_REFERENCE_LAWS_H",
        "#define EXPLORE_TESTS_REFERENCE_LAWS_H",
        "",
        "#include <stdbool.h>",
        "#include <stddef.h>",
        "",
        "/* The notation's free sequence is i / (10 i + 7); x_0 is normal. */",
        "#define REFERENCE_LAWS_DATA \"normal x_0 = \\\\mathcal N(%s, %s)\\n\""
        % (mpmath.nstr(X0_MEAN, 5), mpmath.nstr(X0_VARIANCE, 5)),
        "",
        "/* The mean is offset + sum_j weight_j given_j. */",
        "typedef struct {",
        "    const char *offset;",
        "    const char *weights[3];",
        "} ReferenceMean;",
        "",
        "typedef struct {",
        "    const char *notation;",
        "    const char *first, *second;",
        "    size_t given_count;",
        "    const char *given[3];",
        "    bool needs_data; /* the law of x_0 enters */",
        "    ReferenceMean means[2];",
        "    const char *variance, *covariance, *second_variance;",
        "} ReferenceLaw;",
        "",
        "/* clang-format off */",
        "static const ReferenceLaw reference_laws[] = {",
    ]
    lines += list(law_rows())
    lines += ["};", "", "static const char reference_values_symbols[] ="]
    lines += ["    " + quoted(line)[:-1] + '\\n"' for line in VALUE_SYMBOLS]
    lines[-1] += ";"
    lines += ["", "typedef struct {", "    const char *tex;", "    const char *value;",
              "} ReferenceLawValue;", "", "static const ReferenceLawValue reference_law_values[] = {"]
    lines += ['    {%s, "%s"},' % (quoted(tex), mpmath.nstr(mpf(value), DIGITS))
              for tex, value in VALUES]
    lines += ["};", "/* clang-format on */", "", "#endif", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(reference_table.main("reference_laws.h", header(), __doc__))
