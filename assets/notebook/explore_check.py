"""Checks claims of lessons with NumPy and SciPy alone.

A claim is a function of a world `w`: it asks w for its letters and states relations between them.
The function is run at many points. At each, every letter has a random value from its interval, and
every state x_t is unrolled through the one-step kernel, so nothing here knows a closed form.

Rounding: each point is computed twice from the same values, in double and in extended precision;
how far the two results of a side lie apart is what rounding does to it, cancellation included. What
differs by less than 1e-13 of a side (1e-9 of an integral) cannot be told from what is equal.
"""
import hashlib
import math
import warnings

import numpy as np
from scipy import integrate

CLAIMS = {}    # claim -> the function that states it, and its options
VERDICTS = {}  # claim -> "holds", "fails", "approximate" or "undecided"
TWINS = {}     # claim -> one verdict for each `wrong:` line, in order
REASONS = {}   # claim -> why it is undecided, or what refutes it

POINTS = 6      # where both sides must be defined and agree; a wrong formula agrees at none by chance
POINTS_MIN = 4  # fewer decide nothing
TRIES = 48      # points looked at, as many lie outside of where a formula is defined
AGREE = 1e-13   # relative: extended precision keeps 18 digits, numbers as written 16
QUADRATURE = 1e-9  # the same where an integral was taken
DIFFER = 1e-6   # relative: nothing that is equal comes apart so far
ROUNDING = 64   # a difference of so many times the rounding that was seen is still rounding
TINY = 1e-12    # values come from intervals around 1: two sides below this are too small to compare
SIZES = (20, 80, 320, 1280, 5120)  # of a whole number that grows, each four times the last

pi = math.pi
inf = math.inf


class Undefined(Exception):
    """A formula has no value at this point: a root of a negative number, a step before the first."""


class Undecidable(Exception):
    """This checker cannot work the formula out."""


# ---- the present point ----

_REAL = {64: np.float64, 80: np.longdouble}
_w = None  # the world of the claim that is being run


def _value(u):
    return u.value if isinstance(u, Random) else u


def _real(u):
    return u.real if isinstance(u, (complex, np.complexfloating)) else u


def _number(u):
    """A plain number in the present precision."""
    u = _value(u)
    if isinstance(u, (complex, np.complexfloating)):
        return np.clongdouble(u) if _w.bits == 80 else complex(u)
    return _REAL[_w.bits](u)


def _whole(u):
    if isinstance(u, (int, np.integer)):
        return int(u)
    raise Undecidable("an index is not a whole number")


# ---- random quantities: a value, and a polynomial in independent normal variables ----

class Random:
    """value: the number at this point. form: {(): constant, (i,): linear, (i, j): quadratic} in the
    world's independent variables, None when it is no such polynomial. log: of a density, the
    Random that is its logarithm."""

    __array_priority__ = 100.0
    __slots__ = ("value", "form", "log")

    def __init__(self, value, form=None, log=None):
        self.value, self.form, self.log = value, form, log

    def __neg__(self):
        return _scaled(self, -1)

    def __add__(self, other):
        a, b = self.form, _form(other)
        form = None
        if a is not None and b is not None:
            form = dict(a)
            for key, c in b.items():
                form[key] = form.get(key, 0) + c
        return Random(self.value + _value(other), form)

    __radd__ = __add__

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        if not isinstance(other, Random):
            if self.log is not None and _real(other) > 0:
                return Random(self.value * other, None, self.log + np.log(_number(other)))
            return _scaled(self, other)
        log = self.log + other.log if self.log is not None and other.log is not None else None
        return Random(self.value * other.value, _product(self.form, other.form), log)

    __rmul__ = __mul__

    def __truediv__(self, other):
        below = _value(other)
        if below == 0:
            raise Undefined("division by zero")
        if not isinstance(other, Random):
            if self.log is not None and _real(below) > 0:
                return Random(self.value / below, None, self.log - np.log(_number(below)))
            return _scaled(self, 1 / _number(below))
        log = self.log - other.log if self.log is not None and other.log is not None else None
        return Random(self.value / below, None, log)

    def __rtruediv__(self, other):
        if self.value == 0:
            raise Undefined("division by zero")
        log = -self.log + np.log(_number(other)) if self.log is not None and other > 0 else None
        return Random(other / self.value, None, log)

    def __pow__(self, n):
        if self.log is not None:
            return Random(self.value ** n, None, self.log * n)
        if n < 0 and self.value == 0:
            raise Undefined("division by zero")
        form = self.form
        if n == 2:
            form = _product(form, form)
        elif n == 0:
            form = {(): 1}
        elif n != 1:
            form = None
        return Random(self.value ** n, form)

    def __abs__(self):
        return Random(absolute(self.value))


def _form(u):
    return u.form if isinstance(u, Random) else {(): u}


def _scaled(u, c):
    return Random(u.value * c, None if u.form is None else {k: v * c for k, v in u.form.items()})


def _product(a, b):
    if a is None or b is None:
        return None
    form = {}
    for i, c in a.items():
        for j, d in b.items():
            if c == 0 or d == 0:
                continue
            key = tuple(sorted(i + j))
            if len(key) > 2:
                return None
            form[key] = form.get(key, 0) + c * d
    return form


# ---- functions ----

def absolute(u):
    """|u|; written so that it can be differentiated."""
    return -u if _real(u) < 0 else u


def _elementary(u, f, good, why):
    v = _number(u)
    if not good(_real(v)):
        raise Undefined(why)
    y = f(v)
    return Random(y) if isinstance(u, Random) else y


def sqrt(u):
    if isinstance(u, Random) and u.log is not None:
        return u ** 0.5
    return _elementary(u, np.sqrt, lambda v: v >= 0, "the root of a negative number")


def root(u, degree):
    v = _number(u)
    return _elementary(u, lambda v: v ** (1 / _number(degree)) if v != 0 else v,
                       lambda v: v >= 0, "the root of a negative number")


def log(u):
    if isinstance(u, Random) and u.log is not None:
        return u.log
    return _elementary(u, np.log, lambda v: v > 0, "the logarithm of a number that is not positive")


def exp(u):
    y = np.exp(_number(u))
    return Random(y, None, u) if isinstance(u, Random) else y


def sin(u):
    return _elementary(u, np.sin, lambda v: True, "")


def cos(u):
    return _elementary(u, np.cos, lambda v: True, "")


def tanh(u):
    return _elementary(u, np.tanh, lambda v: True, "")


def power(u, n):
    if isinstance(n, (int, np.integer)):
        return u ** n if n >= 0 else 1 / _divisor(u ** -n)
    v, m = _number(u), _number(n)
    if _real(m) == int(_real(m)):
        y = v ** int(_real(m))
    elif not _real(v) > 0 and not (v == 0 and _real(m) > 0):
        raise Undefined("a broken power of a number that is not positive")
    else:
        y = v ** m
    return _like(y, u, n)


def _like(y, *sources):
    """A number that came from random quantities is random, though no polynomial is known."""
    return Random(y) if any(isinstance(u, Random) for u in sources) else y


def _divisor(u):
    if _value(u) == 0:
        raise Undefined("division by zero")
    return u


def _range(first, last, dots):
    first, last = _whole(first), _whole(last)
    if dots and last < first - 1:
        raise Undefined("too short for the dots")
    if last - first > 6000:
        raise Undecidable("too many terms")
    return range(first, last + 1)


def total(first, last, term, dots=False):
    """The sum of term(first), ..., term(last); 0 when there are none."""
    result = 0
    for i in _range(first, last, dots):
        result = result + term(i)
    return result


def product(first, last, factor, dots=False):
    result = 1
    for i in _range(first, last, dots):
        result = result * factor(i)
    return result


def bracket(f, low, high):
    return f(high) - f(low)


# ---- laws: means, variances and conditionals by linear algebra ----

def _moments(u):
    """Linear coefficients of a Random; Undecidable when it is not linear."""
    form = _form(u)
    if form is None:
        raise Undecidable("this is no polynomial of degree two in the random variables")
    for key, c in form.items():
        if len(key) == 2 and c != 0:
            raise Undecidable("the variance of a square")
    return {key[0]: c for key, c in form.items() if len(key) == 1 and c != 0}


def _mean(form):
    if form is None:
        raise Undecidable("this is no polynomial of degree two in the random variables")
    result = 0
    for key, c in form.items():
        m = c
        for i in key:
            m = m * _w.means[i]
        if len(key) == 2 and key[0] == key[1]:
            m = m + c * _w.variances[key[0]]
        result = result + m
    return result


def _covariance(a, b):
    return sum((c * b[i] * _w.variances[i] for i, c in a.items() if i in b), _number(0))


def _solve(matrix, right):
    """Gaussian elimination with pivoting, in the present precision."""
    n = len(matrix)
    rows = [list(matrix[i]) + [right[i]] for i in range(n)]
    size = max((abs(v) for row in matrix for v in row), default=1)
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        if abs(rows[pivot][k]) <= 1e-11 * size:
            raise Undecidable("what is given determines itself")
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, n):
            f = rows[i][k] / rows[k][k]
            for j in range(k, n + 1):
                rows[i][j] = rows[i][j] - f * rows[k][j]
    out = [0] * n
    for k in reversed(range(n)):
        out[k] = (rows[k][n] - sum(rows[k][j] * out[j] for j in range(k + 1, n))) / rows[k][k]
    return out


def _distinct(given):
    """Without what stands there twice, or is a number."""
    kept, seen = [], []
    for z in given:
        form = _moments(z)
        if not form:
            raise Undecidable("what is given is not random")
        if form not in seen:
            kept.append(z)
            seen.append(form)
    return kept


def _weights(y, given):
    """Of E[y | given] = E y + sum_j weight_j (z_j - E z_j), and their linear coefficients."""
    coefficients = [_moments(z) for z in given]
    gram = [[_covariance(a, b) for b in coefficients] for a in coefficients]
    return _solve(gram, [_covariance(a, y) for a in coefficients]), coefficients


def E(y, given=()):
    """E[y | given], itself random through what is given."""
    given = _distinct(given)
    form = _form(y)
    if form is None:
        raise Undecidable("the mean of what is no polynomial of degree two")
    if not given:
        return _mean(form)
    if any(len(key) == 2 and c != 0 for key, c in form.items()):
        return _mean_of_square(form, given)
    weights, coefficients = _weights(_moments(y), given)
    result = _mean(form)
    for weight, z in zip(weights, given):
        result = (z - _mean(z.form)) * weight + result
    return result


def _mean_of_square(form, given):
    """E of a quadratic form at the values of what is given: means and covariances of the
    independent variables given them."""
    used = sorted({i for key in form for i in key})
    means, covariances = {}, {}
    for i in used:
        weights, coefficients = _weights({i: 1}, given)
        means[i] = _w.means[i] + sum(w * (z.value - _mean(z.form)) for w, z in zip(weights, given))
        for j in used:
            own = _w.variances[i] if i == j else 0
            covariances[i, j] = own - sum(
                w * a.get(j, 0) * _w.variances[j] for w, a in zip(weights, coefficients))
    result = 0
    for key, c in form.items():
        m = c
        for i in key:
            m = m * means[i]
        if len(key) == 2:
            m = m + c * covariances[key]
        result = result + m
    return Random(result)


def Cov(a, b, given=()):
    given = _distinct(given)
    first, second = _moments(a), _moments(b)
    result = _covariance(first, second)
    size = abs(result)
    if given:
        weights, coefficients = _weights(first, given)
        for weight, z in zip(weights, coefficients):
            result = result - weight * _covariance(z, second)
    # What is left of a variance when all of it was explained is rounding.
    return result if abs(result) > 1e-13 * size else _number(0)


def Var(y, given=()):
    return Cov(y, y, given)


class N:
    """The distribution N(mean, variance)."""

    def __init__(self, mean, variance):
        if not isinstance(variance, Random) and _real(variance) < 0:
            raise Undefined("a variance that is negative")
        self.mean, self.variance = mean, variance

    def __add__(self, other):
        other = other if isinstance(other, N) else law(other)
        return N(self.mean + other.mean, self.variance + other.variance)


def law(y, given=()):
    """The distribution of y given states, at their values."""
    if not isinstance(y, Random):
        return N(y, 0)
    return N(E(y, given), Var(y, given))


def normal(x, mean, variance):
    """N(x; mean, variance): the density at x."""
    if not _real(_value(variance)) > 0:
        raise Undefined("a variance that is not positive")
    exponent = (x - mean) ** 2 / (-2 * _value(variance)) - np.log(
        2 * np.pi * _number(variance)) / 2
    if isinstance(variance, Random):
        return Random(np.exp(_number(exponent)))
    return exp(exponent)


def density(*letters, given=()):
    """q(letters | given): one factor after the other."""
    result = None
    given = list(given)
    for x in letters:
        if not isinstance(x, Random):
            raise Undecidable("it is not said whose density this is")
        one = normal(x, E(x, given), Var(x, given))
        result = one if result is None else result * one
        given.append(x)
    return result


def KL(p, q):
    v1, v2 = _value(p.variance), _value(q.variance)
    if not (_real(v1) > 0 and _real(v2) > 0):
        raise Undefined("a variance that is not positive")
    ratio = v1 / _number(v2)
    result = ((p.mean - q.mean) ** 2 / v2 + (ratio - 1 - np.log(_number(ratio)))) / 2
    if isinstance(p.variance, Random) or isinstance(q.variance, Random):
        return Random(_number(result))
    return result


# ---- calculus ----

def _circle(f, at):
    """f'(at) by Cauchy's formula: the mean of f(at + h) / h over a small circle. Its error falls
    like radius^32 for what is analytic there, and no two close values are subtracted."""
    result = 0
    radius = 0.02
    for k in range(32):
        h = radius * np.exp(2j * np.pi * (k + 0.5) / 32)
        y = f(at + h)
        result = result + _value(y) / h
    result = result / 32
    return _like(result if isinstance(at, (complex, np.complexfloating)) else result.real, y)


def derivative(f, at):
    """f'(at)."""
    return _circle(f, _number(at))


def derivative_at(letter, index, f):
    """The derivative of f() in letter(index), everything else kept."""
    index = _whole(index)

    def moved(value):
        with letter.pinned(index, value):
            return f()

    return _circle(moved, _number(letter(index)))


def _quadratic(f, count):
    """(a, b, c) with log f(u) = c + b u - u a u / 2, or None when it is no such function: fitted at
    as many points as it has coefficients, tried at others."""
    pairs = [(i, j) for i in range(count) for j in range(i, count)]
    draws = np.random.default_rng(1).uniform(-1, 1, (len(pairs) + count + 6, count))
    try:
        logs = np.array([np.log(float(_real(_value(f(*u))))) for u in draws])
    except FloatingPointError:
        return None
    columns = np.array([[1, *u, *(u[i] * u[j] for i, j in pairs)] for u in draws])
    fitted = np.linalg.lstsq(columns, logs, rcond=None)[0]
    if not np.allclose(columns @ fitted, logs, rtol=1e-9, atol=1e-9):
        return None
    a = np.zeros((count, count))
    for (i, j), c in zip(pairs, fitted[1 + count:]):
        a[i, j] -= c
        a[j, i] -= c
    return a, fitted[1:1 + count], fitted[0]


def integral(f, low=-inf, high=inf):
    """The integral of f over its arguments, each over the real line, or of one between bounds."""
    return _integral(f, f.__code__.co_argcount, low, high)


def integral_over(places, f):
    """The same over letters at indices."""
    places = [(letter, _whole(index)) for letter, index in places]

    def moved(*values):
        pins = [letter.pinned(index, value) for (letter, index), value in zip(places, values)]
        for pin in pins:
            pin.__enter__()
        result = f()
        for pin in reversed(pins):
            pin.__exit__()
        return result

    return _integral(moved, len(places), -inf, inf)


def _integral(f, count, low, high):
    return _like(_integrate(f, count, low, high), f(*([0.5] * count)))


def _integrate(f, count, low, high):
    center, width = 0.0, None
    if low == -inf and high == inf:
        fitted = _quadratic(f, count)
        if fitted is not None:
            a, b, c = fitted
            try:
                np.linalg.cholesky(a)
            except np.linalg.LinAlgError:
                raise Undefined("the integral does not converge") from None
            if count > 1:
                at = np.linalg.solve(a, b)
                _w.integrated = True
                return _number(np.exp(c + b @ at / 2 + count / 2 * np.log(2 * np.pi)
                                      - np.linalg.slogdet(a)[1] / 2))
            center, width = b[0] / a[0, 0], 1 / np.sqrt(a[0, 0])
        elif count > 1:
            raise Undecidable("an integral in several letters of what is no Gaussian")
    if count > 1:
        raise Undecidable("an integral in several letters between bounds")
    spans = [(float(_value(low)), float(_value(high)))]
    if width is not None:  # beyond 12 deviations lies 1e-32 of it
        spans = [(center - 12 * width, center), (center, center + 12 * width)]
    _w.integrated = True
    result = 0.0
    for span in spans:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                part, error = integrate.quad(lambda u: float(_real(_value(f(u)))), *span,
                                             epsabs=1e-13, epsrel=1e-11, limit=200)
            except integrate.IntegrationWarning:
                raise Undecidable("the integral does not settle") from None
        result += part
    return _number(result)


# ---- letters ----

class _Pin:
    def __init__(self, letter, index, value):
        self.letter, self.index, self.value = letter, index, value

    def __enter__(self):
        self.before = self.letter.pins.get(self.index)
        self.letter.pins[self.index] = self.value
        _w.pins += 1

    def __exit__(self, *_):
        if self.before is None:
            del self.letter.pins[self.index]
        else:
            self.letter.pins[self.index] = self.before
        _w.pins -= 1


class Letter:
    """A letter with an index. Values are kept as long as no letter is held at another value."""

    def __init__(self, f, first, why):
        self.f, self.first, self.why = f, first, why
        self.known, self.pins = {}, {}

    def __call__(self, index):
        index = _whole(index)
        if index < self.first:
            raise Undefined(self.why)
        if index in self.pins:
            value = self.pins[index]
            return self.held(index, value)
        if _w.pins > 0:
            return self.f(index)
        if index not in self.known:
            self.known[index] = self.f(index)
        return self.known[index]

    def held(self, index, value):
        return value

    def pinned(self, index, value):
        return _Pin(self, index, value)


class State(Letter):
    def held(self, index, value):
        if index not in self.known:
            self.known[index] = self.f(index)
        return Random(value, self.known[index].form)


def run(letter, first, last):
    """letter(first), ..., letter(last)."""
    return [letter(i) for i in range(_whole(first), _whole(last) + 1)]


def _from_alpha_bar(f):
    return lambda t, T: 1 - f(t / T) / f((t - 1) / T)


SCHEDULES = {  # beta_t, before it is cut off at 0.999
    "linear": lambda t, T: 1e-4 + (0.02 - 1e-4) * (t - 1) / (T - 1),
    "linear-scaled": lambda t, T: 1000 / T * (1e-4 + (0.02 - 1e-4) * (t - 1) / (T - 1)),
    "su": lambda t, T: 0.02 * t / T,
    "sqrt-linear": lambda t, T: (
        math.sqrt(0.00085) + (math.sqrt(0.012) - math.sqrt(0.00085)) * (t - 1) / (T - 1)) ** 2,
    "cosine": _from_alpha_bar(lambda u: math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2),
    "sigmoid": _from_alpha_bar(lambda u: 1 / (1 + math.exp(-3)) - 1 / (1 + math.exp(3 - 6 * u))),
}


class _Table:
    """A random joint distribution of letters with two values each; of a Markov chain in their
    index, where markov is set."""

    def __init__(self, letters, draw, markov):
        names = {x[0] for x in letters if isinstance(x, tuple)}
        if markov and len(names) == 1 and all(isinstance(x, tuple) for x in letters):
            indices = [x[1] for x in letters]
            letters = [(*names, i) for i in range(min(indices), max(indices) + 1)]
        else:
            markov = False
        if len(letters) > 11:
            raise Undefined("too many letters for a table")
        self.letters = letters
        cells = np.ones((2,) * len(letters), dtype=np.longdouble)
        if markov:
            for k in range(len(letters)):
                for before in (0, 1) if k > 0 else (0,):
                    one = 0.1 + 0.8 * draw(k, before)
                    for value, chance in ((0, 1 - one), (1, one)):
                        at = [slice(None)] * len(letters)
                        at[k] = value
                        if k > 0:
                            at[k - 1] = before
                        cells[tuple(at)] *= chance
        else:
            for at in np.ndindex(*cells.shape):
                cells[at] = 0.1 + draw(*at)
        self.cells = cells / cells.sum()

    def weight(self, wanted):
        return self.cells[tuple(wanted.get(x, slice(None)) for x in self.letters)].sum()


def letters(name, first, last):
    """(name, first), ..., (name, last)."""
    return [(name, i) for i in range(_whole(first), _whole(last) + 1)]


class World:
    """The letters of a claim at one point, in one precision."""

    def __init__(self, name, point, bits, options):
        self.name, self.point, self.bits, self.options = name, point, bits, options
        self.means, self.variances = [], []
        self.pins = 0
        self.integrated = False
        self.results = []
        self.steps = options.get("steps")

    def _draw(self, *what):
        key = repr((self.name, self.point) + what).encode()
        return int.from_bytes(hashlib.blake2b(key, digest_size=7).digest(), "big") / 2 ** 56

    def real(self, name, low, high, index=0):
        return _number(round(low + (high - low) * (0.02 + 0.96 * self._draw(name, index)), 4)
                       if high - low > 0.01 else low + (high - low) * self._draw(name, index))

    def whole(self, name, first, last):
        if self.options.get("limit") == name:
            return self.options["size"]
        if self.steps and name == "T":
            return self.steps
        if self.steps and name == "t" and first == 1 and last < self.steps:
            few = (1, 2, 3, self.steps, self.steps // 2)
            return few[self.point] if self.point < len(few) else 1 + int(
                self._draw(name) * self.steps)
        count = min(last - first + 1, 1 + self.point) if self.point < 4 else last - first + 1
        return first + int(self._draw(name) * count)

    def sequence(self, name, low, high):
        return Letter(lambda i: self.real(name, low, high, i), 1, "the index is below 1")

    def schedule(self, name, steps, root_alpha=False):
        """beta_t of a schedule; its sqrt(1 - beta_t) where a notation calls that alpha_t."""
        if name not in SCHEDULES:
            raise Undecidable(f"the schedule {name} is not known here")

        def value(t):
            if t > steps:
                raise Undefined("there is no step behind the last")
            beta = _number(min(SCHEDULES[name](t, steps), 0.999))
            return sqrt(1 - beta) if root_alpha else beta

        return Letter(value, 1, "the index is below 1")

    def letter(self, f):
        return Letter(f, 0, "the index is below 0")

    def _variable(self, mean, variance):
        self.means.append(mean)
        self.variances.append(variance)
        return len(self.means) - 1

    def normal(self, name, mean, variance):
        """A letter with this normal law, independent of the others."""
        if _real(_value(variance)) < 0:
            raise Undefined("a variance that is negative")
        at = self._variable(_number(mean), _number(variance))
        return Random(self.real(name, -3, 3), {(at,): _number(1)})

    def noise(self, name, latest=None, start=None):
        """A noise without an index: standard normal; beside states its value is that of all noise
        up to the latest state, brought to variance 1."""
        at = self._variable(_number(0), _number(1))
        form = {(at,): _number(1)}
        if latest is None:
            return lambda: Random(self.real(name, -3, 3), form)

        def value():
            x, x0 = latest(), start()
            spread = Var(x, [x0])
            if not _real(spread) > 0:
                raise Undefined("there is no noise yet")
            return Random((x.value - _value(E(x, [x0]))) / np.sqrt(_number(spread)), form)

        return value

    def chain(self, scale, spread, data=None):
        """The states x and the noises of x_t = scale(t) x_{t-1} + spread(t) noise_t. Without a
        law for x_0 it is normal with a random mean and variance."""
        mean, variance = data() if data else (self.real("mean of the data", -1, 1),
                                              self.real("variance of the data", 0.2, 1.8))
        start = Random(self.real("x", -3, 3), {(self._variable(mean, variance),): _number(1)})
        noise = Letter(lambda t: Random(self.real("noise", -3, 3, t),
                                        {(self._variable(_number(0), _number(1)),): _number(1)}),
                       1, "there is no noise before step 1")

        def step(t):
            last = start
            begin = max((k for k in x.known if k <= t), default=0)
            last = x.known[begin] if begin in x.known else start
            for k in range(begin + 1, t + 1):
                if k not in noise.known:
                    noise.known[k] = noise.f(k)
                last = last * scale(k) + noise.known[k] * spread(k)
            return last

        x = State(step, 0, "there is no state before step 0")
        return x, noise

    # ---- what is stated ----

    def _add(self, twin, kind, relation, f):
        """Works out the sides of one relation; what stops them is kept."""
        self.integrated = False
        try:
            sides = f()
            kind = "integrals" if self.integrated and kind == "values" else kind
            self.results.append((twin, kind, relation, sides, None))
        except (Undefined, ZeroDivisionError, FloatingPointError, OverflowError) as why:
            self.results.append((twin, kind, relation, None, Undefined(str(why))))
        except Undecidable as why:
            self.results.append((twin, kind, relation, None, why))

    def assume(self, left, relation, right):
        """Points where this is false are not used."""
        try:
            if not _ordered(_number(left()), relation, _number(right())):
                raise Undefined("outside of what is assumed")
        except (ZeroDivisionError, FloatingPointError) as why:
            raise Undefined(str(why)) from None

    def says(self, left, relation, right, twin=None):
        self._add(twin, "values", relation, lambda: [(_side(left), _side(right))])

    def law(self, left, right, twin=None):
        def sides():
            a, b = left(), right()
            return [(_number(a.mean), _number(b.mean)), (_number(a.variance), _number(b.variance))]
        self._add(twin, "laws", "=", sides)

    def proportional(self, left, right, twin=None):
        """left and right are functions of the variable: their quotient must not depend on it."""
        def sides():
            a, b = [_number(left(u)) / _divisor(_number(right(u))) for u in (0.7, -1.3)]
            return [(a, b)]
        self._add(twin, "factor", "=", sides)

    def up_to_constant(self, left, right, twin=None):
        def sides():
            a, b, c, d = [_number(f(u)) for u in (0.7, -1.3) for f in (left, right)]
            return [(a - b + max(abs(a), abs(b)), c - d + max(abs(a), abs(b)))]
        self._add(twin, "constant", "=", sides)

    def smallest(self, objective, value, sign=1, twin=None):
        """value makes the objective smallest: nothing beside it is better, and the slope is 0."""
        def sides():
            at = value()
            h = 1e-3
            before, here, after = [_number(sign * objective(at + k * h)) for k in (-1, 0, 1)]
            wide = [_number(sign * objective(at + k * h)) for k in (-2, 2)]
            slope = (8 * (after - before) - (wide[1] - wide[0])) / (12 * h)
            bend = (before - 2 * here + after) / h ** 2
            return [(slope, bend, abs(here))]
        self._add(twin, "optimum", "=", sides)

    def chance(self, table, random, given):
        """P(random | given) of a random table."""
        for x in random + given:
            if isinstance(x, tuple) and x[1] < 0:
                raise Undefined("an index is below 0")
        known = self.tables.setdefault(table, [])
        if isinstance(known, list):  # the letters are still being gathered
            known.extend(x for x in random + given if x not in known)
            return _number(0.375)
        wanted = {x: self._letter(x) for x in given}
        below = known.weight(wanted)
        wanted.update((x, self._letter(x)) for x in random)
        return _number(known.weight(wanted) / below)

    def _letter(self, x):
        return self.held[x] if x in self.held else int(2 * self._draw("letter", x))

    def over(self, over, f):
        """The sum of f() over the values of letters."""
        if any(isinstance(known, list) for known in self.tables.values()) or not self.tables:
            return f()
        before, result = dict(self.held), 0
        for values in np.ndindex(*(2,) * len(over)):
            self.held.update(zip(over, values))
            result = result + f()
        self.held = before
        return result

    def rule(self, left, right, chain=False, twin=None):
        """A rule of probability: on a table of its own at each point. With chain letters with an
        index may also be those of a Markov chain."""
        def sides():
            found = []
            for markov in (False, True) if chain else (False,):
                self.tables, self.held = {}, {}
                left(), right()
                gathered = self.tables
                self.tables = {
                    name: _Table(known, lambda *at, name=name: self._draw(name, at, markov),
                                 markov or name == "the chain")
                    for name, known in sorted(gathered.items())}
                found.append((_number(left()), _number(right())))
            return found

        # What fails of several distributions, or with a letter that may stand for many, may be
        # meant of one.
        self._add(twin, "rule", "=", sides)
        if self.results[-1][4] is None:
            names = [{x[0] if isinstance(x, tuple) else x for x in table.letters}
                     for table in self.tables.values()]
            plain = {x for table in self.tables.values() for x in table.letters
                     if not isinstance(x, tuple)}
            many = {x[0] for table in self.tables.values() for x in table.letters
                    if isinstance(x, tuple)}
            if len(names) > 1 or plain & many:
                self.results[-1] = (twin, "unclear", *self.results[-1][2:])

    def cannot(self, why, twin=None):
        self.results.append((twin, "values", "=", None, Undecidable(why)))


def held(letter, index, f):
    """f() as a function of letter(index)."""
    index = _whole(index)

    def moved(value):
        with letter.pinned(index, value):
            return f()

    return moved


def _side(f):
    y = f()
    if isinstance(y, N):
        raise Undecidable("a distribution stands where a number is needed")
    return _number(y)


def _ordered(a, relation, b):
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": abs(a - b) <= 1e-12,
            "!=": a != b}[relation]


# ---- deciding ----

def _compare(relation, pair, double, tolerance, digits=AGREE):
    """"agree", "differ" or "unsure" of two sides: pair in extended precision, double in double."""
    a, b = pair
    if not (np.isfinite(a) and np.isfinite(b)):
        return "unsure"
    rounding = float(abs(a - double[0]) + abs(b - double[1]))
    gap, size = float(abs(a - b)), float(max(abs(a), abs(b)))
    sure = gap > DIFFER * size and gap > 1e4 * rounding and size > TINY
    if relation == "=":
        if a == b or gap <= digits * size or gap <= ROUNDING * rounding < 1e-11 * max(size, 0.1):
            return "agree"
        return "differ" if sure else "unsure"
    if relation == "!=":
        return "agree" if sure else "unsure"
    if relation == "~=":
        bound = tolerance * (float(abs(b)) if b != 0 else 1)
        return "agree" if gap <= bound else "differ"
    if relation in ("<=", ">=") and gap <= digits * size:
        return "unsure"
    return ("agree" if _ordered(a, relation, b) else "differ") if sure else "unsure"


def _compare_optimum(result, double):
    slope, bend, size = (float(v) for v in result)
    noise = 1e4 * float(abs(result[0] - double[0])) + 1e-9 * size
    if not bend > 0:
        return "differ" if bend < -1e-3 * (size + 1) else "unsure"
    if abs(slope) <= 1e-6 * (bend + size):
        return "agree"
    return "differ" if abs(slope) > 1e-4 * (bend + size) + noise else "unsure"


class _Tally:
    """What the points said of one relation."""

    def __init__(self):
        self.agree = self.unsure = self.one_sided = 0
        self.refuted = self.why = None


def _run(name, f, point, bits, options):
    global _w
    _w = World(name, point, bits, options)
    with np.errstate(divide="raise", invalid="raise", over="raise", under="ignore"):
        f(_w)
    return _w.results


def _look(tally, both, tolerance):
    (twin, kind, relation, wide, why), (_, _, _, narrow, also) = both
    if why is not None or also is not None:
        why = why or also
        if isinstance(why, Undecidable):
            tally.why = tally.why or str(why)
        return
    found = []
    for pair, double in zip(wide, narrow):
        if kind == "optimum":
            found.append(_compare_optimum(pair, double))
        else:
            digits = QUADRATURE if kind == "integrals" else AGREE
            found.append(_compare(relation, pair, double, tolerance, digits))
    if kind in ("rule", "unclear") and "agree" in found:
        found = ["agree"] if max(abs(v) for v in wide[found.index("agree")]) > 0 else ["unsure"]
    if kind == "unclear" and "differ" in found:
        tally.why = "its letters may stand for one distribution or for several"
    elif "differ" in found:
        at = found.index("differ")
        tally.refuted = _told(kind, at, wide[at])
    elif "unsure" in found:
        tally.unsure += 1
    else:
        tally.agree += 1


def _told(kind, which, values):
    """What refutes a relation, in words."""
    a, b = (float(v) for v in values[:2])
    if kind == "optimum":
        return f"the slope there is {a:.6g}" if b > 0 else "it is no such extreme"
    what = {"laws": ("the means", "the variances")[which % 2],
            "factor": "the quotients of the two sides at two places",
            "constant": "the differences of the two sides at two places, up to one number,",
            }.get(kind, "the two sides")
    return f"{what} are {a:.6g} and {b:.6g}"


def _conclude(tally, relation):
    if tally.refuted is not None:
        return "fails", tally.refuted
    if tally.why is not None:
        return "undecided", tally.why
    if tally.agree < POINTS_MIN or (tally.unsure > 0 and relation not in ("=", "~=")):
        return "undecided", "the two sides come too close, or are defined at too few points"
    return ("approximate" if relation == "~=" else "holds"), None


def _worst(verdicts):
    for word in ("fails", "undecided", "approximate"):
        for verdict, why in verdicts:
            if verdict == word:
                return word, why
    return "holds", None


def _decide(name, f, options):
    tallies = {}
    kinds = {}
    for point in range(TRIES):
        try:
            both = list(zip(_run(name, f, point, 80, options), _run(name, f, point, 64, options)))
        except (Undefined, ZeroDivisionError, FloatingPointError, OverflowError):
            continue
        for k, one in enumerate(both):
            tally = tallies.setdefault(k, _Tally())
            kinds[k] = one[0][:3]
            if tally.refuted is None and tally.agree < POINTS:
                _look(tally, one, options.get("tolerance", 0.05))
        if both and all(t.agree >= POINTS or t.refuted is not None or t.why is not None
                        for t in tallies.values()):
            break
    found = {}
    for k, tally in tallies.items():
        twin, kind, relation = kinds[k]
        found.setdefault(twin, []).append(_conclude(tally, relation))
    points = max((t.agree for t in tallies.values()), default=0)
    return {twin: _worst(list_) for twin, list_ in found.items()}, points


def _grow(name, f, options):
    """A relation whose two sides come together as a whole number grows: the distance of their
    quotient from 1 at least halves each time the number is four times larger, and ends small."""
    tolerance = options.get("tolerance", 0.05)
    distances = {}
    for size in SIZES:
        for k, (twin, kind, relation, pairs, why) in enumerate(
                _run(name, f, 0, 80, dict(options, size=size))):
            if why is not None:
                distances.setdefault((twin, k), []).append(math.nan)
            else:
                a, b = pairs[0]
                distances.setdefault((twin, k), []).append(float(abs(a / b - 1)))
    found = {}
    for (twin, k), d in distances.items():
        steps = [abs(a - b) for a, b in zip(d, d[1:])][-3:]
        settles = all(b <= 0.55 * a for a, b in zip(steps, steps[1:]))
        away = all(b > a for a, b in zip(d[-4:], d[-3:]))
        if any(math.isnan(v) for v in d):
            verdict = "undecided", "a side is not defined"
        elif d[-1] <= tolerance and all(b <= 0.51 * a or b < 1e-13 for a, b in zip(d, d[1:])):
            verdict = "approximate", None
        elif d[-1] > tolerance and (away or (settles and d[-1] - 5 * steps[-1] > tolerance)):
            far = f"{d[-1]:.6g} away from 1" if math.isfinite(d[-1]) else "beyond all numbers"
            verdict = "fails", f"at {SIZES[-1]} the quotient of the two sides is {far}"
        else:
            verdict = "undecided", "where the quotient ends cannot be told"
        found.setdefault(twin, []).append(verdict)
    return {twin: _worst(list_) for twin, list_ in found.items()}, len(SIZES)


def claim(name, twins=0, **options):
    """Decides the claim that the function below it states, and prints the verdict."""

    def decide(f):
        CLAIMS[name] = f, options
        try:
            found, points = (_grow if "limit" in options else _decide)(name, f, options)
        except Undecidable as why:
            found, points = {None: ("undecided", str(why))}, 0
        verdict, why = found.get(None, ("undecided", "it is defined at no point"))
        _keep(name, verdict, why, [found.get(k, ("undecided", None))[0] for k in range(twins)],
              f"{points} points")

    return decide


def undecided(name, why, twins=0):
    """A claim that this checker cannot decide."""
    _keep(name, "undecided", why, ["undecided"] * twins, "")


def _keep(name, verdict, why, twins, how):
    VERDICTS[name], TWINS[name], REASONS[name] = verdict, twins, why
    line = f"{name}: {verdict}"
    line += f" ({why})" if why else f" ({how})" if how else ""
    print(line)
    if twins:
        print(f"  wrong versions refuted: {twins.count('fails')} of {len(twins)}")
