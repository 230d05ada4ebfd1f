#!/usr/bin/python3
"""Which display formulas of tests/tutorials are true, and which slip is planted in each true one.

    reference_tutorials.py            writes tests/reference_tutorials.h
    reference_tutorials.py --check    compares it with what would be written: exit status 1 when it
                                      differs, 77 when python3-mpmath is not installed

Each formula is transcribed by hand and decided here by other means than the program's: states are
sums over independent noises with numbers as coefficients; densities are numbers; conditional laws
come from the covariance matrix of the whole chain; rules of probability are tried on a table of
random whole numbers. What is true agrees to 40 digits, what is false differs by 1 % or more.
"""

import itertools
import random
import sys

import reference_table

try:
    from mpmath import exp, log, matrix, mp, mpf, pi, sqrt
except ImportError:
    print("reference_tutorials.py: python3-mpmath is not installed, nothing compared")
    sys.exit(77)

mp.dps = 60
AGREES = mpf(10) ** -40
DIFFERS = mpf(1) / 100

# The chain: T steps, looked at from t = 4, so that t-1, t-2 and t-3 are steps of their own.
T = 6
t = 4
BETA = {i: mpf(n) / 64 for i, n in zip(range(1, T + 1), (5, 11, 17, 23, 29, 31))}
ALPHA = {i: 1 - b for i, b in BETA.items()}
X0 = mpf("-0.8125")
# Values at which densities are compared.
AT = [mpf(n) / 16 for n in (7, -11, 19, 3, -5, 9)]


def abar(n):
    result = mpf(1)
    for i in range(1, n + 1):
        result *= ALPHA[i]
    return result


# ---- states as sums: {noise: coefficient}, with "1" for the constant ----


def scaled(c, s):
    return {k: c * v for k, v in s.items()}


def add(*sums):
    total = {}
    for s in sums:
        for k, v in s.items():
            total[k] = total.get(k, mpf(0)) + v
    return total


def noise(name):
    return {name: mpf(1)}


def state(n):
    x = {"1": X0}
    for i in range(1, n + 1):
        x = add(scaled(sqrt(ALPHA[i]), x), scaled(sqrt(BETA[i]), noise(("eps", i))))
    return x


def mean(s):
    return s.get("1", mpf(0))


def covariance(a, b):
    return sum((v * b.get(k, mpf(0)) for k, v in a.items() if k != "1"), mpf(0))


def variance(s):
    return covariance(s, s)


def law(s):
    return [mean(s), variance(s)]


def given(s, others, values):
    """Mean and variance of s, when the others take these values."""
    n = len(others)
    inside = matrix(n, n)
    across = matrix(n, 1)
    off = matrix(n, 1)
    for i in range(n):
        across[i] = covariance(s, others[i])
        off[i] = values[i] - mean(others[i])
        for k in range(n):
            inside[i, k] = covariance(others[i], others[k])
    weights = inside ** -1 * across
    return [
        mean(s) + sum(weights[i] * off[i] for i in range(n)),
        variance(s) - sum(weights[i] * across[i] for i in range(n)),
    ]


def normal(x, m, v):
    return exp(-((x - m) ** 2) / (2 * v)) / sqrt(2 * pi * v)


def joint_density(n):
    """q(x_1, .., x_n | x_0) at AT, from the covariance matrix of the n states."""
    states = [state(i) for i in range(1, n + 1)]
    inside = matrix(n, n)
    for i in range(n):
        for k in range(n):
            inside[i, k] = covariance(states[i], states[k])
    off = matrix([AT[i] - mean(states[i]) for i in range(n)])
    square = (off.T * inside ** -1 * off)[0]
    return exp(-square / 2) / sqrt((2 * pi) ** n * mp.det(inside))


def step_density(i):
    before = X0 if i == 1 else AT[i - 2]
    return normal(AT[i - 1], sqrt(ALPHA[i]) * before, BETA[i])


def product(values):
    result = mpf(1)
    for v in values:
        result *= v
    return result


def error(left, right):
    """The largest difference, as a share of the larger of the two; infinite where counts differ."""
    left = left if isinstance(left, list) else [left]
    right = right if isinstance(right, list) else [right]
    worst = mpf(0)
    for a, b in zip(left, right):
        worst = max(worst, abs(a - b) / max(abs(a), abs(b), mpf(10) ** -20))
    return worst


def chain(*sides):
    """Of the links of a chain the worst."""
    return max(error(a, b) for a, b in zip(sides, sides[1:]))


# ---- tables: a joint distribution of `letters` variables with two values each ----


class Table:
    def __init__(self, letters, seed):
        source = random.Random(seed)
        self.letters = letters
        self.cells = {
            v: mpf(source.randint(3, 40)) for v in itertools.product((0, 1), repeat=len(letters))
        }
        total = sum(self.cells.values())
        self.cells = {v: c / total for v, c in self.cells.items()}

    def p(self, **values):
        return sum(
            c
            for v, c in self.cells.items()
            if all(v[self.letters.index(k)] == x for k, x in values.items())
        )


P = Table(["x", "z"], 11)
Q = Table(["x", "z"], 12)
CHAIN_P = Table(["x0", "x1", "x2", "x3"], 13)
CHAIN_Q = Table(["x0", "x1", "x2", "x3"], 14)
LATER = ("x1", "x2", "x3")


def later():
    for v in itertools.product((0, 1), repeat=3):
        yield dict(zip(LATER, v))


def q_later(values):
    """q(x_1, x_2, x_3 | x_0 = 0)"""
    return CHAIN_Q.p(x0=0, **values) / CHAIN_Q.p(x0=0)


def q_given(z, x):
    return Q.p(x=x, z=z) / Q.p(x=x)


def below(smaller, larger):
    """0 when smaller <= larger, else by how much it is not."""
    return mpf(0) if smaller <= larger else error(smaller, larger)


# ---- the formulas; `s` is True for the formula with the slip planted ----


def kernel(s, root=None, var=None):
    """q(x_t|x_{t-1}) = N(x_t; root x_{t-1}, var), given the value of x_{t-1}"""
    value = AT[0]
    root = root if s and root is not None else sqrt(1 - BETA[t])
    var = var if s and var is not None else BETA[t]
    return error(given(state(t), [state(t - 1)], [value]), [root * value, var])


def closed_form(s, root=None, var=None):
    root = root if s and root is not None else sqrt(abar(t))
    var = var if s and var is not None else 1 - abar(t)
    return error(law(state(t)), [root * X0, var])


def markov(n, s=False, first=2):
    factors = range(first if s else 1, n + 1)
    return error(joint_density(n), product(step_density(i) for i in factors))


def two_steps(c):
    return add(scaled(sqrt(ALPHA[t] * ALPHA[t - 1]), state(t - 2)), scaled(c, noise("new")))


def one_step(c):
    return add(scaled(sqrt(ALPHA[t]), state(t - 1)), scaled(c, noise("new")))


def all_steps(c):
    return add({"1": sqrt(abar(t)) * X0}, scaled(c, noise("new")))


def beta_tilde():
    return (1 - abar(t - 1)) / (1 - abar(t)) * BETA[t]


def posterior(x):
    return given(state(t - 1), [state(t)], [x])


def david_4(s):
    spread = BETA[t] if s else BETA[t - 1]
    unfolded = add(
        scaled(sqrt(ALPHA[t] * ALPHA[t - 1]), state(t - 2)),
        scaled(sqrt(ALPHA[t]) * sqrt(spread), noise("a")),
        scaled(sqrt(BETA[t]), noise("b")),
    )
    return chain(law(state(t)), law(one_step(sqrt(BETA[t]))), law(unfolded))


def david_5(s):
    both = add(
        scaled(sqrt(ALPHA[t]) * sqrt(1 - ALPHA[t - 1]), noise("a")),
        scaled(sqrt(1 - ALPHA[t]), noise("b")),
    )
    whole = 1 - ALPHA[t] * ALPHA[t - 1]
    return chain(
        law(both),
        [mpf(0), ALPHA[t] * (1 - ALPHA[t - 1]) + (1 - ALPHA[t])],
        [mpf(0), sqrt(whole) if s else whole],
        law(scaled(sqrt(whole), noise("c"))),
    )


def david_6(s):
    rest = 1 - abar(t)
    return chain(
        law(state(t)),
        law(one_step(sqrt(1 - ALPHA[t]))),
        law(two_steps(sqrt(1 - ALPHA[t] * ALPHA[t - 1]))),
        law(all_steps(sqrt(rest))),
        law(all_steps(rest if s else sqrt(rest))),
    )


def ki_8(s):
    two = 1 - ALPHA[t] * ALPHA[t - 1]
    return max(
        chain(
            law(state(t)),
            law(one_step(sqrt(1 - ALPHA[t]))),
            law(two_steps(two if s else sqrt(two))),
            law(all_steps(sqrt(1 - abar(t)))),
        ),
        closed_form(False),
    )


def jaswu_1(s):
    return max(
        error(ALPHA[t], 1 + BETA[t] if s else 1 - BETA[t]),
        error(abar(t), product(ALPHA[i] for i in range(1, t + 1))),
    )


def jaswu_5(s):
    x = AT[0]
    m = sqrt(abar(t - 1)) * BETA[t] * X0 + sqrt(ALPHA[t]) * (1 - abar(t - 1)) * x
    return error(posterior(x), [m / (1 - abar(t)), BETA[t] if s else beta_tilde()])


def jaswu_6(s):
    above = 1 - (ALPHA[t - 1] if s else abar(t - 1))
    return error(posterior(AT[0])[1], BETA[t] * above / (1 - abar(t)))


def jaswu_7(s):
    x = AT[0]
    keep = sqrt(ALPHA[t]) * (1 - abar(t if s else t - 1)) / (1 - abar(t))
    return error(posterior(x)[0], sqrt(abar(t - 1)) * BETA[t] / (1 - abar(t)) * X0 + keep * x)


def realbar_1(s):
    total = sum(CHAIN_P.p(x0=0, **v) for v in later())
    if s:  # x_1 is left at one of its values
        total = sum(CHAIN_P.p(x0=0, x1=1, x2=v["x2"], x3=v["x3"]) for v in later() if v["x1"])
    return error(CHAIN_P.p(x0=0), total)


def realbar_2():
    """n is no T: p(x_0, .., x_3) and p(x_0, .., x_2)"""
    return error(CHAIN_P.p(x0=0, x1=1, x2=0, x3=1), CHAIN_P.p(x0=0, x1=1, x2=0))


def realbar_5(s):
    inside = sum(CHAIN_P.p(x0=0, **v) for v in later())
    weighed = sum(q_later(v) * (CHAIN_P.p(x0=0, **v) / q_later(v)) for v in later())
    average = weighed
    if s:  # the fraction upside down
        average = sum(q_later(v) * (q_later(v) / CHAIN_P.p(x0=0, **v)) for v in later())
    return chain(log(CHAIN_P.p(x0=0)), log(inside), log(weighed), log(average))


def bound(sign=1):
    return sum(q_later(v) * sign * log(CHAIN_P.p(x0=0, **v) / q_later(v)) for v in later())


def realbar_6(s):
    left = log(CHAIN_P.p(x0=0))
    return below(left, bound()) if s else below(bound(), left)


def realbar_7(s):
    """averaged over x_0, of which one value is enough: the inequality holds for each"""
    left = -log(CHAIN_P.p(x0=0))
    return below(bound(-1), left) if s else below(left, bound(-1))


def spaces_5(s):
    a = {i: sqrt(ALPHA[i]) for i in ALPHA}
    b = {i: sqrt(BETA[i]) for i in BETA}
    total = product(a[i] for i in range(1, t + 1)) ** 2
    for i in range(1, t + 1):
        total += product(a[k] for k in range(i + 1, t + 1)) ** 2 * b[i] ** (1 if s and i == t else 2)
    return error(total, mpf(1))


def spaces_4(s):
    total = {"1": sqrt(abar(t)) * X0}
    for i in range(1, t + 1):
        weight = product(sqrt(ALPHA[k]) for k in range(i + 1, t + 1))
        spread = BETA[i] if s and i == t else sqrt(BETA[i])
        total = add(total, scaled(weight * spread, noise(("eps", i))))
    return error(law(state(t)), law(total))


def labml_1(s):
    return max(kernel(s, root=sqrt(1 + BETA[t])), markov(T))


def labml_5(s):
    """The bound, of a chain q and any p: as one logarithm, by steps, and with the posteriors."""
    x0 = X0
    source = random.Random(15)
    points = [[mpf(source.randint(-20, 20)) / 8 for _ in range(T)] for _ in range(3)]
    worst = mpf(0)
    for x in points:
        x = [x0] + x
        back = [normal(x[i - 1], x[i] / 2, mpf(i) / 3) for i in range(1, T + 1)]
        prior = normal(x[T], 0, 1)
        forward = [normal(x[i], sqrt(ALPHA[i]) * x[i - 1], BETA[i]) for i in range(1, T + 1)]
        marginal = [None] + [
            normal(x[i], sqrt(abar(i)) * x0, 1 - abar(i)) for i in range(1, T + 1)
        ]
        whole = -log(prior * product(back) / product(forward))
        steps = -log(prior) - sum(log(b / f) for b, f in zip(back, forward))
        posteriors = -log(prior / marginal[T]) - log(back[0])
        for i in range(2, T + 1):
            after = forward[i - 1] * marginal[i - 1] / marginal[i]
            posteriors += (1 if s else -1) * log(back[i - 1] / after)
        worst = max(worst, chain(whole, steps, posteriors))
    return worst


def labml_8(s):
    x = state(t)
    eps = scaled(1 / sqrt(1 - abar(t)), add(x, {"1": -sqrt(abar(t)) * X0}))
    shrink = sqrt(ALPHA[t]) if s else sqrt(abar(t))
    back = scaled(1 / shrink, add(x, scaled(-sqrt(1 - abar(t)), eps)))
    return max(error(law(x), law(all_steps(sqrt(1 - abar(t))))), error(mean(back), X0))


def phykn_1():
    """x_t and q(x_t|x_{t-1}), as numbers"""
    return error(AT[1], normal(AT[1], sqrt(1 - BETA[t]) * AT[0], BETA[t]))


def phykn_6():
    """The exponent without its minus: how the two sides change with x_{t-1}"""
    x = AT[0]

    def parts(before):
        return (
            (x, sqrt(1 - BETA[t]) * before, BETA[t]),
            (before, sqrt(abar(t - 1)) * X0, 1 - abar(t - 1)),
            (x, sqrt(abar(t)) * X0, 1 - abar(t)),
        )

    def densities(before):
        step, past, whole = (normal(*part) for part in parts(before))
        return step * past / whole

    def printed(before):
        step, past, whole = ((at - m) ** 2 / v for at, m, v in parts(before))
        return exp((step + past - whole) / 2)

    return error(densities(AT[1]) / densities(AT[2]), printed(AT[1]) / printed(AT[2]))


def phykn_9(s):
    x = AT[0]
    precision = ALPHA[t] / BETA[t] + 1 / (1 - abar(t - 1))
    pull = sqrt(ALPHA[t]) / BETA[t] * x + sqrt(abar(t - 1)) / (1 - abar(t - 1)) * X0
    eps = (x - sqrt(abar(t)) * X0) / sqrt(1 - abar(t))
    keep = sqrt(ALPHA[t]) * (1 - abar(t - 1)) / (1 - abar(t))
    add_x0 = sqrt(abar(t - 1)) * BETA[t] / (1 - abar(t))
    share = BETA[t] / (sqrt(ALPHA[t]) * sqrt(1 - abar(t)))
    return max(
        chain(
            posterior(x)[0],
            pull / precision,
            pull * beta_tilde(),
            keep * x + add_x0 * X0,
            keep * x + add_x0 / sqrt(abar(t)) * (x - sqrt(1 - abar(t)) * eps),
            x / (ALPHA[t] if s else sqrt(ALPHA[t])) - share * eps,
            (x - BETA[t] / sqrt(1 - abar(t)) * eps) / sqrt(ALPHA[t]),
        ),
        error(precision, 1 / beta_tilde()),
    )


def phykn_10(s):
    above = ALPHA[t] + (1 if s else -1) * ALPHA[t] * abar(t - 1) + BETA[t]
    return chain(
        posterior(AT[0])[1],
        1 / (ALPHA[t] / BETA[t] + 1 / (1 - abar(t - 1))),
        BETA[t] * (1 - abar(t - 1)) / above,
        beta_tilde(),
    )


def lozupone_1(s):
    last = sum(P.p(x=0, z=z) / P.p(z=z) * (P.p(x=0) if s else P.p(z=z)) for z in (0, 1))
    return chain(log(P.p(x=0)), log(sum(P.p(x=0, z=z) for z in (0, 1))), log(last))


def lozupone_2(s):
    above = (lambda z: P.p(z=z)) if s else (lambda z: P.p(x=0, z=z))
    average = sum(q_given(z, 0) * above(z) / q_given(z, 0) for z in (0, 1))
    return error(log(P.p(x=0)), log(average))


def lozupone_3(s):
    left = log(P.p(x=0))
    right = sum(q_given(z, 0) * log(P.p(x=0, z=z) / q_given(z, 0)) for z in (0, 1))
    split = sum(
        q_given(z, 0)
        * (log(P.p(x=0, z=z) / P.p(z=z)) + log(P.p(z=z)) - (-1 if s else 1) * log(q_given(z, 0)))
        for z in (0, 1)
    )
    return max(below(right, left), error(right, split))


def lozupone_4(s):
    left = log(P.p(x=0))
    rebuild = sum(q_given(z, 0) * log(P.p(x=0, z=z) / P.p(z=z)) for z in (0, 1))
    kl = sum(q_given(z, 0) * log(q_given(z, 0) / P.p(z=z)) for z in (0, 1))
    return below(left, rebuild - kl) if s else below(rebuild - kl, left)


def lozupone_5(s):
    kl = sum(q_given(z, 0) * log(q_given(z, 0) / P.p(z=z)) for z in (0, 1))
    return error(kl, -kl if s else kl)


SQUARED, ROOT, BAR, INDEX, SIGN, FACTOR = "squared", "root", "bar", "index", "sign", "factor 2"

# File, number of the display - one with a row that cannot be read is several: that row, and what
# stands above and below it -; "true", "false", "names" (it only gives a name, or states nothing) or
# "open" (ill-formed as printed, or about no quantity that has a value); how it is decided; for a
# true one the kind of slip and what is replaced by what, at its first place.
TRUE, FALSE, NAMES, OPEN = "true", "false", "names", "open"
FORMULAS = [
    ("david-wb", 1, TRUE, lambda s: markov(t, s), INDEX, r"\prod_{i=1}", r"\prod_{i=2}"),
    ("david-wb", 2, TRUE, lambda s: kernel(s, root=ALPHA[t]), ROOT, r"\sqrt{\alpha_{t}}",
     r"\alpha_{t}"),
    ("david-wb", 3, TRUE,
     lambda s: error(law(state(t)), law(one_step(BETA[t] if s else sqrt(BETA[t])))), ROOT,
     r"\sqrt{1 - \alpha_t}", r"(1 - \alpha_t)"),
    ("david-wb", 4, TRUE, david_4, INDEX, r"\sqrt{1 - \alpha_{t-1}}", r"\sqrt{1 - \alpha_{t}}"),
    ("david-wb", 5, TRUE, david_5, ROOT, r"(1 - \alpha_t\alpha_{t-1})I",
     r"\sqrt{1 - \alpha_t\alpha_{t-1}}I"),
    ("david-wb", 6, TRUE, david_6, ROOT, r"\sqrt{1 - \bar{\alpha}_t}\epsilon" + "\n",
     r"(1 - \bar{\alpha}_t)\epsilon" + "\n"),
    ("david-wb", 7, TRUE,
     lambda s: error(abar(t), product(ALPHA[i] for i in range(2 if s else 1, t + 1))), INDEX,
     "i=1", "i=2"),
    ("david-wb", 8, TRUE, lambda s: closed_form(s, var=1 - ALPHA[t]), BAR,
     r"(1 - \bar{\alpha}_t)", r"(1 - \alpha_t)"),
    ("jaswu51", 1, TRUE, jaswu_1, SIGN, r"1-\beta_t", r"1+\beta_t"),
    ("jaswu51", 2, TRUE, lambda s: kernel(s, var=BETA[t] ** 2), SQUARED, r"(1-\alpha_t)I",
     r"(1-\alpha_t)^2I"),
    ("jaswu51", 3, TRUE, lambda s: closed_form(s, root=abar(t)), ROOT, r"\sqrt{\bar{\alpha}_t}",
     r"\bar{\alpha}_t"),
    ("jaswu51", 4, TRUE, lambda s: closed_form(s, var=1 - ALPHA[t]), BAR,
     r"\sqrt{1-\bar{\alpha}_t}", r"\sqrt{1-\alpha_t}"),
    ("jaswu51", 5, TRUE, jaswu_5, BAR, r"\tilde{\beta}_t", r"\beta_t"),
    ("jaswu51", 6, TRUE, jaswu_6, BAR, r"1-\bar{\alpha}_{t-1}", r"1-\alpha_{t-1}"),
    ("jaswu51", 7, TRUE, jaswu_7, INDEX, r"(1-\bar{\alpha}_{t-1})", r"(1-\bar{\alpha}_{t})"),
    ("jaswu51", 8, NAMES),
    ("ki-seki", 1, TRUE, lambda s: max(kernel(s, root=1 - BETA[t]), markov(T)), ROOT,
     r"\sqrt{1 - \beta_t}", r"(1 - \beta_t)"),
    ("ki-seki", 2, TRUE, lambda s: kernel(s, var=BETA[t] ** 2), SQUARED, r"\beta_t\mathbf{I}",
     r"\beta_t^2\mathbf{I}"),
    ("ki-seki", 3, TRUE, lambda s: kernel(s, var=sqrt(BETA[t])), ROOT, r"\beta_t\mathbf{I}",
     r"\sqrt{\beta_t}\mathbf{I}"),
    ("ki-seki", 4, NAMES),
    ("ki-seki", 5, NAMES),
    ("ki-seki", 6, NAMES),
    ("ki-seki", 7, FALSE,
     lambda: error(normal(AT[0], AT[1], mpf(2)), AT[1] + normal(AT[2], 0, mpf(2)))),
    ("ki-seki", 8, TRUE, ki_8, ROOT, r"\sqrt{1 - \alpha_t \alpha_{t-1}}",
     r"(1 - \alpha_t \alpha_{t-1})"),
    ("realbar", 1, TRUE, realbar_1, INDEX, r"d\mathbf x_{1:T}", r"d\mathbf x_{2:T}"),
    ("realbar", 2, FALSE, realbar_2),
    ("realbar", 3, TRUE,
     lambda s: error(law(state(t)),
                     law(one_step(BETA[t] if s else sqrt(BETA[t])))), ROOT,
     r"\sqrt{\beta_t}\epsilon_t", r"\beta_t\epsilon_t"),
    ("realbar", 4, TRUE, lambda s: kernel(s, var=2 * BETA[t]), FACTOR, r"\beta_t\mathcal I",
     r"2\beta_t\mathcal I"),
    ("realbar", 5, TRUE, realbar_5, INDEX,
     r"\bigg[\frac {p_\theta(\mathbf x_{0:T})}{q(\mathbf x_{1:T}|\mathbf x_0)}",
     r"\bigg[\frac {q(\mathbf x_{1:T}|\mathbf x_0)}{p_\theta(\mathbf x_{0:T})}"),
    ("realbar", 6, TRUE, realbar_6, SIGN, r"\ge", r"\le"),
    ("realbar", 7, TRUE, realbar_7, SIGN, r"\le", r"\ge"),
    ("realbar", 8, NAMES),
    ("spaces-9119", 1, NAMES),
    ("spaces-9119", 2, NAMES),
    ("spaces-9119", 3, TRUE,
     lambda s: error(law(state(t)), law(one_step(BETA[t] if s else sqrt(BETA[t])))), SQUARED,
     r"\beta_t \boldsymbol", r"\beta_t^2 \boldsymbol"),
    ("spaces-9119", 4, TRUE, spaces_4, SQUARED, r"\beta_t \boldsymbol{\varepsilon}_t}_",
     r"\beta_t^2 \boldsymbol{\varepsilon}_t}_"),
    # Not in the first terms: they say what the dots stand for, and with a slip there they are
    # unclear.
    ("spaces-9119", 5, TRUE, spaces_5, SQUARED, r"\beta_t^2 = 1", r"\beta_t = 1"),
    ("spaces-9119", 6, TRUE,
     lambda s: closed_form(s, var=1 - sqrt(abar(t))), SQUARED,
     r"\sqrt{1 - (\alpha_t\cdots\alpha_1)^2}", r"\sqrt{1 - (\alpha_t\cdots\alpha_1)}"),
    ("spaces-9119", 7, NAMES),
    ("spaces-9119", 8, NAMES),
    ("labml", 1, TRUE, labml_1, SIGN, r"\sqrt{1-  \beta_t}", r"\sqrt{1+  \beta_t}"),
    ("labml", 2, TRUE, lambda s: closed_form(s, var=1 - ALPHA[t]), BAR, r"(1-\bar\alpha_t)",
     r"(1-\alpha_t)"),
    ("labml", 3, OPEN),
    ("labml", 4, TRUE, lambda s: max(realbar_1(s), markov(T)), INDEX, r"dx_{1:T}", r"dx_{2:T}"),
    ("labml", 5, TRUE, realbar_7, SIGN, r"\le", r"\ge"),
    ("labml", 6, TRUE, labml_5, SIGN, r"-\sum_{t=2}", r"+\sum_{t=2}"),
    ("labml", 7, OPEN),
    ("labml", 8, NAMES),
    ("labml", 9, TRUE, labml_8, BAR, r"\frac{1}{\sqrt{\bar\alpha_t}}",
     r"\frac{1}{\sqrt{\alpha_t}}"),
    ("phykn", 1, FALSE, phykn_1),
    ("phykn", 2, OPEN),
    ("phykn", 3, NAMES),
    ("phykn", 4, OPEN),
    ("phykn", 5, FALSE, phykn_1),
    ("phykn", 6, FALSE, phykn_6),
    ("phykn", 7, OPEN),
    ("phykn", 8, OPEN),
    ("phykn", 9, TRUE, phykn_9, ROOT, r"\frac{1}{\sqrt{\alpha}_{t}} x_{t}",
     r"\frac{1}{\alpha_{t}} x_{t}"),
    ("phykn", 10, TRUE, phykn_10, SIGN, r"\alpha_{t} - \alpha_{t}", r"\alpha_{t} + \alpha_{t}"),
    ("lozupone", 1, TRUE, lozupone_1, INDEX, r"p(x|z)p(z)", r"p(x|z)p(x)"),
    ("lozupone", 2, TRUE, lozupone_2, INDEX, r"\frac{p(x,z)}{q(z|x)}", r"\frac{p(z)}{q(z|x)}"),
    ("lozupone", 3, TRUE, lozupone_3, SIGN, r"- \log q(z|x)", r"+ \log q(z|x)"),
    ("lozupone", 4, TRUE, lozupone_4, SIGN, r"\geq", r"\leq"),
    ("lozupone", 5, TRUE, lozupone_5, SIGN, r"\frac{q(z|x)}{p(z)}", r"\frac{p(z)}{q(z|x)}"),
    ("lozupone", 6, TRUE, realbar_6, SIGN, r"\geq", r"\leq"),
    ("lozupone", 7, OPEN),
    ("lozupone", 8, TRUE, lambda s: kernel(s, var=BETA[t - 1]), INDEX, r"\beta_t I",
     r"\beta_{t-1} I"),
]


def decide(row):
    """The row's truth, computed; dies where it is not what the row says."""
    name, number, truth = row[:3]
    where = f"{name} {number}"
    if truth == TRUE:
        right, wrong = row[3](False), row[3](True)
        if right > AGREES or wrong < DIFFERS:
            sys.exit(f"{where}: {mp.nstr(right, 5)} as printed, {mp.nstr(wrong, 5)} with the slip")
    elif truth == FALSE and row[3]() < DIFFERS:
        sys.exit(f"{where}: it is not false")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace("\n", "\\n") + '"'


def text():
    lines = [
        "/* Which displays of tests/tutorials are true, and the slips planted in the true ones. */",
        "/* Made by tests/reference_tutorials.py: do not edit. */",
        "/* clang-format off */",
        "static const TutorialFormula tutorial_formulas[] = {",
    ]
    for row in FORMULAS:
        decide(row)
        fields = [quoted(row[0]), str(row[1]), f"TRUTH_{row[2].upper()}"]
        fields += [quoted(field) for field in row[4:7]] if row[2] == TRUE else ["NULL"] * 3
        lines.append("    {" + ", ".join(fields) + "},")
    lines += ["};", "/* clang-format on */"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(reference_table.main("reference_tutorials.h", text(), __doc__))
