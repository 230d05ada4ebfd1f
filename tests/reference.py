#!/usr/bin/python3
"""Values of every schedule to 50 digits, by formulas other than the program's.

    reference.py            writes tests/reference_values.h
    reference.py --check    compares it with what would be written: exit status 1 when it differs,
                            77 when python3-mpmath is not installed

beta_t is computed as the papers print it (differences and all), in 250 digits. What follows from it
is not computed by closed forms: the kernel x_t = scale_t x_{t-1} + spread_t eps_t is run from a
known x_0, giving the slope of x_t by x_0 and its variance, and the posterior is the conditional law
of x_{t-1} in the joint Gaussian of (x_{t-1}, x_t), by the 2x2 rule.
"""

import sys

import reference_table

try:
    import mpmath
    from mpmath import mp, mpf
except ImportError:
    print("reference.py: python3-mpmath is not installed, nothing compared")
    sys.exit(77)

# 1 - alpha_bar - ... cancels as far as alpha_bar^2, about 1e-88 at T = 10000; 50 digits must be left.
mp.dps = 250
DIGITS = 50
CLIP = mpf("0.999")
STEPS = (1, 2, 7, 20, 21, 50, 1000, 10000)
X0 = mpf("1.385")
COLUMNS = ("beta", "alpha_bar", "one_minus_alpha_bar", "snr", "posterior_variance",
           "posterior_mean_x0", "posterior_mean_xt", "kl_at_0", "kl_at_x0")


def between(first, last, t, steps):
    """Evenly from first at t = 1 to last at t = steps."""
    return first if steps == 1 else first + (last - first) * mpf(t - 1) / (steps - 1)


def linear(t, steps):
    return between(mpf("1e-4"), mpf("0.02"), t, steps)


def linear_scaled(t, steps):
    scale = mpf(1000) / steps
    return min(between(scale * mpf("1e-4"), scale * mpf("0.02"), t, steps), CLIP)


def from_alpha_bar(alpha_bar):
    def beta(t, steps):
        return min(1 - alpha_bar(mpf(t) / steps) / alpha_bar(mpf(t - 1) / steps), CLIP)
    return beta


def cosine_alpha_bar(u):
    s = mpf("0.008")
    return mpmath.cos((u + s) / (1 + s) * mp.pi / 2) ** 2


def sigmoid_alpha_bar(u):
    start, end, tau = mpf(-3), mpf(3), mpf(1)

    def sigmoid(x):
        return 1 / (1 + mpmath.exp(-x))

    at_end = sigmoid(end / tau)
    return (at_end - sigmoid((u * (end - start) + start) / tau)) / (at_end - sigmoid(start / tau))


def su(t, steps):
    alpha = mpmath.sqrt(1 - mpf("0.02") * t / steps)
    return 1 - alpha ** 2


def sqrt_linear(t, steps):
    return between(mpmath.sqrt(mpf("0.00085")), mpmath.sqrt(mpf("0.012")), t, steps) ** 2


SCHEDULES = (("linear", linear), ("linear-scaled", linear_scaled),
             ("cosine", from_alpha_bar(cosine_alpha_bar)),
             ("sigmoid", from_alpha_bar(sigmoid_alpha_bar)), ("su", su),
             ("sqrt-linear", sqrt_linear))


def kl_to_standard(mean, variance):
    return -mpmath.log(variance) / 2 + (variance + mean ** 2 - 1) / 2


def values(schedule, steps):
    """Yields (t, numbers in the order of COLUMNS) for the chosen t."""
    chosen = {t for t in (1, 2, steps // 2, steps - 1, steps) if 1 <= t <= steps}
    slope, variance = mpf(1), mpf(0)
    for t in range(1, steps + 1):
        beta = schedule(t, steps)
        scale, spread = mpmath.sqrt(1 - beta), mpmath.sqrt(beta)
        before_slope, before_variance = slope, variance
        slope = scale * slope
        variance = scale ** 2 * variance + spread ** 2
        if t not in chosen:
            continue
        gain = scale * before_variance / variance  # Cov(x_{t-1}, x_t) / Var(x_t)
        yield t, (beta, slope ** 2, variance, slope ** 2 / variance,
                  before_variance - gain * scale * before_variance, before_slope - gain * slope,
                  gain, kl_to_standard(mpf(0), variance), kl_to_standard(X0 * slope, variance))


def number(value):
    # At t = 1 the posterior is a point: what the subtraction leaves there is rounding.
    return "0.0" if abs(value) < mpf(10) ** -200 else mpmath.nstr(value, DIGITS)


def header():
    lines = [
        "/* reference_values.h - values of every schedule to 50 digits.",
        " *",
        " * Written by tests/reference.py; do not edit. */",
        "#ifndef EXPLORE_TESTS_REFERENCE_VALUES_H",
        "#define EXPLORE_TESTS_REFERENCE_VALUES_H",
        "",
        "/* kl_at_x0 is for this x_0, kl_at_0 for x_0 = 0. */",
        "#define REFERENCE_X0 " + mpmath.nstr(X0, 10),
        "",
        "typedef struct {",
        "    const char *schedule;",
        "    long steps;",
        "    unsigned t;",
        "    double " + ", ".join(COLUMNS[:4]) + ";",
        "    double " + ", ".join(COLUMNS[4:7]) + ";",
        "    double " + ", ".join(COLUMNS[7:]) + ";",
        "} ReferenceRow;",
        "",
        "/* clang-format off */",
        "static const ReferenceRow reference_rows[] = {",
    ]
    for name, schedule in SCHEDULES:
        for steps in STEPS:
            for t, numbers in values(schedule, steps):
                lines.append('    {"%s", %d, %d, %s},'
                             % (name, steps, t, ", ".join(number(value) for value in numbers)))
    lines += ["};", "/* clang-format on */", "", "#endif", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(reference_table.main("reference_values.h", header(), __doc__))
