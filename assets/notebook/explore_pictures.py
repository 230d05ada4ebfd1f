"""Draws claims with Matplotlib: the functions that the checker runs at points, here over a range.

Blue is what the claim says, its left side broad and pale, its right side thin and dark: where the
two agree one lies on the other. Dashes are wrong versions of it. A grey line marks where the sides
of a claim that fails are furthest apart.
"""
import io
import re

import matplotlib.pyplot as plt
from IPython.display import Image, display
from matplotlib.mathtext import MathTextParser
from PIL import Image as Pixels

SIZE = (7.6, 2.6)   # inches, with what the curves are called to the right
DOTS = 90           # an inch
COLORS = 64         # kept of a picture: its file is a fifth of what it would be
LINE = 38           # letters of a name in one line
PLACES = 61         # of a curve
STEPS = 50          # of a schedule with more: the chain is walked to each
POINTS_LOOKED_AT = 7
CONTRAST = 0.4      # best seen: wrong curves lie that far from the right ones, of their height
SAME = 3e-3         # curves that are closer, on the whole, cannot be told apart
LITTLE = 0.05       # less can hardly be seen
WRONG_SHOWN = 3
LETTERS_SHOWN = 5
BEYOND = 0.6        # how far wrong curves are followed beyond the right ones, of their height
DEVIATIONS = 3.5    # of a bell
APART = 1e-6        # relative: two curves that are closer are one

# Colours that those who see red and green alike can tell apart (Okabe and Ito).
_LEFT = {"color": "#56b4e9", "linewidth": 5, "alpha": 0.7}
_RIGHT = {"color": "#003f6b", "linewidth": 1.4}
_WRONG = ({"color": "#d55e00", "linestyle": "--"}, {"color": "#009e73", "linestyle": "-."},
          {"color": "#cc79a7", "linestyle": (0, (1, 1))})
_parser = MathTextParser("path")


def _width(piece):
    """Of words, or of TeX between dollars: roughly its letters."""
    bare = re.sub(r"[{}_^$]|\\(left|right|bar|tilde|hat|frac|,)", "", piece)
    return len(re.sub(r"\\\w+", "x", bare))


def _words(text):
    """Words with TeX between dollars, in lines; "" for what Matplotlib cannot set."""
    plain = "".join(text.split("$")[::2])
    if "\\" in plain or any(ord(letter) > 0x24f for letter in text.replace("\u2026", "")):
        return ""
    try:
        _parser.parse(text)
    except ValueError:
        return ""
    lines, width = [""], 0
    for word in re.findall(r"(?:\$[^$]*\$|[^\s$])+", text):  # no line ends within a formula
        width += _width(word) + 1
        if lines[-1] and width > LINE + 1:
            lines.append(word)
            width = _width(word) + 1
        else:
            lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)


def _formula(tex):
    return _words(f"${tex}$".replace(r"\frac", r"\dfrac")) if tex else ""


class _Drawn(World):
    """A world in which one thing is moved: a letter, a step along a schedule, a state."""

    def __init__(self, name, point, options, moved=None, value=None, schedule=None):
        super().__init__(name, point, 64, options)
        self.moved, self.at, self.along = moved, value, schedule
        self.values, self.ranges = {}, {}
        self.functions, self.states = [], None

    def real(self, name, low, high, index=0):
        value = (_number(self.at) if self.moved == name and index == 0
                 else super().real(name, low, high, index))
        self.values[name, index], self.ranges[name] = value, (low, high)
        return value

    def whole(self, name, first, last):
        along = self.along is not None
        value = (int(self.at) if self.moved == name else
                 self.along[2] if along and name == "T" else super().whole(name, first, last))
        self.values[name, 0] = value
        return value

    def sequence(self, name, low, high):
        if self.along is not None and name == self.along[0]:
            return self.schedule(*self.along[1:])
        return super().sequence(name, low, high)

    def chain(self, *what, **more):
        self.states, noise = super().chain(*what, **more)
        return self.states, noise

    def _add(self, twin, kind, relation, f):
        if self.moved is None or "(" not in self.moved or self.states is None:
            super()._add(twin, kind, relation, f)
            return
        index = self.moved[self.moved.index("(") + 1:-1]
        whole = {name: value for (name, _), value in self.values.items()}
        with self.states.pinned(eval(index, {}, whole), _number(self.at)):
            super()._add(twin, kind, relation, f)

    def proportional(self, left, right, twin=None):
        self.functions.append((twin, len(self.results), left, right, _scaled_to_one))
        super().proportional(left, right, twin)

    def up_to_constant(self, left, right, twin=None):
        self.functions.append((twin, len(self.results), left, right, _from_the_middle))
        super().up_to_constant(left, right, twin)

    def smallest(self, objective, value, sign=1, twin=None):
        self.functions.append((twin, len(self.results), objective, value, None))


def _world(name, point, **moved):
    """A world after the claim was run in it; None where it is not defined."""
    global _w
    f, options = CLAIMS[name]
    _w = _Drawn(name, point, options, **moved)
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise", under="ignore"):
            f(_w)
    except (Undefined, Undecidable, ZeroDivisionError, FloatingPointError, OverflowError):
        return None
    return _w


# ---- curves: for every relation (twin, its number, left, right), with nan where undefined ----

def _over(name, point, over, places, schedule):
    worlds = [_world(name, point, moved=over, value=place, schedule=schedule) for place in places]
    curves = []
    for world in worlds:
        for k, (twin, kind, *_) in enumerate(world.results if world else ()):
            if k == len(curves):
                curves.append((twin, k, np.full(len(places), np.nan), np.full(len(places), np.nan)))
    numbers = set()
    for i, world in enumerate(worlds):
        for k, (_, kind, _, sides, why) in enumerate(world.results if world else ()):
            if why is None and kind in ("values", "integrals"):
                curves[k][2][i], curves[k][3][i] = sides[0]
                numbers.add(k)
    return next((world for world in worlds if world), None), [curves[k] for k in sorted(numbers)]


def _bells(world, places):
    curves = []
    for k, (twin, kind, _, sides, why) in enumerate(world.results):
        if kind == "laws" and why is None:
            pair = [np.exp(-(places - sides[0][i]) ** 2 / 2 / sides[1][i]) /
                    np.sqrt(2 * np.pi * sides[1][i]) for i in (0, 1) if sides[1][i] > 0]
            if len(pair) == 2:
                curves.append((twin, k, *pair))
    return curves


def _scaled_to_one(values):
    return values / (_largest(values) or 1)


def _from_the_middle(values):
    return values - values[len(values) // 2]


def _at(f, u):
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise", under="ignore"):
            return float(_number(f(u)))
    except (Undefined, Undecidable, ZeroDivisionError, FloatingPointError, OverflowError):
        return np.nan


def _of_functions(world, places):
    return [(twin, k, *(alike(np.array([_at(f, u) for u in places])) for f in (left, right)))
            for twin, k, left, right, alike in world.functions]


def _distance(a, b, height=1.0):
    """Of two curves, 1 at most; places where both are undefined count for nothing."""
    apart = np.abs(a - b) / height
    if np.all(np.isnan(apart)):
        return 0.0
    return float(np.mean(np.minimum(np.where(np.isnan(apart), 1, apart), 1)))


def _largest(*curves):
    values = np.abs(np.concatenate(curves))
    return float(np.max(values, initial=0, where=np.isfinite(values)))


def _height(*curves):
    """Of the place that curves need; 0 where all that moves is rounding."""
    values = np.concatenate(curves)
    values = values[np.isfinite(values)]
    height = float(values.max() - values.min()) if len(values) else 0.0
    return height if height > APART * _largest(values) else 0.0


class _Shown:
    """The curves that are drawn: of the claim its two sides, of wrong versions one each."""

    def __init__(self, name, curves):
        self.mark, self.wrong = None, {}
        own = [curve for curve in curves if curve[0] is None and np.any(np.isfinite(curve[2:]))]
        self.empty = not own
        if self.empty:
            return
        height = _height(*(c for curve in own for c in curve[2:])) or 1.0
        fails = VERDICTS[name] == "fails"
        first = max(own, key=lambda c: _distance(c[2], c[3], height)) if fails else own[0]
        self.left, self.right, self.which = first[2], first[3], (first[1], first[1])
        if not fails and _distance(self.left, own[-1][3], height) < APART:  # A = B = C: A and C
            self.right, self.which = own[-1][3], (own[0][1], own[-1][1])
        self.height = _height(self.left, self.right) or _largest(self.left) or 1.0
        if fails:
            gap = np.abs(self.left - self.right)
            self.mark = int(np.nanargmax(gap)) if np.any(np.isfinite(gap)) else None
        for twin in sorted({curve[0] for curve in curves} - {None}):
            broken = max((curve for curve in curves if curve[0] == twin),
                         key=lambda curve: _distance(curve[2], curve[3], height))
            for side in broken[3:1:-1]:
                if all(_distance(side, other, self.height) > SAME for other in self._all()):
                    self.wrong[twin] = side
                    break

    def _all(self):
        return self.left, self.right, *self.wrong.values()

    def contrast(self):
        """How well what is wrong can be told from what is right; at most 1."""
        if self.empty:
            return -1.0
        apart = [_distance(curve, self.left, self.height) for curve in self._all()[1:]]
        apart = apart if self.mark is not None else apart[1:]
        seen = [1 - abs(min(d, 2 * CONTRAST) - CONTRAST) / CONTRAST for d in apart]
        full = np.mean(np.isfinite(self.left) & np.isfinite(self.right))
        return round(float(full) * float(np.mean(seen or [0])), 3)


# ---- where to look ----

def _seen(places, curves):
    """The part of the places where the claim's curves are more than a hundredth of their height."""
    own = [curve for curve in curves if curve[0] is None]
    size = np.max([np.nan_to_num(np.abs(c)) for curve in own for c in curve[2:]], axis=0)
    there = np.nonzero(size > 0.01 * np.max(size))[0]
    if len(there) == 0:
        return places
    first, last = max(there[0] - 1, 0), min(there[-1] + 1, len(places) - 1)
    return np.linspace(places[first], places[last], PLACES)


def _view_over(name, point, over, schedule, count):
    if schedule is not None:
        steps = schedule[2]
        places = np.arange(1, steps + 1)
    elif "(" in over:
        places = np.linspace(-6, 6, 25)
        world, curves = _over(name, point, over, places, None)
        if world is None or count < PLACES:
            return world, places, curves
        places = _seen(places, curves)
    else:
        world = _world(name, point)
        if world is None or over not in world.ranges:
            return None, (), []
        low, high = world.ranges[over]
        places = low + (high - low) * np.linspace(0.01, 0.99, count)
    world, curves = _over(name, point, over, places, schedule)
    return world, places, curves


def _view_bells(world):
    means, deviations = [], []
    for twin, kind, _, sides, why in world.results:
        if kind == "laws" and why is None and twin is None:
            means += sides[0]
            deviations += [max(v, 0) ** 0.5 for v in sides[1]]
    if not means:
        return np.zeros(1), []
    reach = DEVIATIONS * max(deviations)
    places = np.linspace(float(min(means) - reach), float(max(means) + reach), 3 * PLACES)
    return places, _bells(world, places)


def _view(name, point, over, schedule, count=PLACES):
    """A world, places on the axis, and the curves there."""
    if over is not None:
        return _view_over(name, point, over, schedule, count)
    world = _world(name, point)
    if world is None:
        return None, (), []
    if not world.functions:
        return world, *_view_bells(world)
    if world.functions[0][-1] is None:
        return world, (), []
    places = np.linspace(-6, 6, 25)
    curves = _of_functions(world, places)
    if world.functions[0][-1] is _scaled_to_one and count == PLACES:
        places = _seen(places, curves)
        curves = _of_functions(world, places)
    return world, places, curves


def _score(name, point, over, schedule, count=PLACES):
    """How well the claim is seen there; below 0 for not at all."""
    world, _, curves = _view(name, point, over, schedule, count)
    if world is not None and world.functions and world.functions[0][-1] is None:
        values = [value for _, value in _best_values(world)]
        gaps = np.abs(np.diff(np.sort(values))) / (max(values) - min(values) or 1)
        return round(float(np.min(gaps, initial=1)), 3) if np.all(np.isfinite(values)) else -1.0
    return _Shown(name, curves).contrast()


def _best(name, over, schedule):
    """The point, and the schedule, where what is wrong is seen best."""
    if schedule is None:
        found = [(_score(name, point, over, None, 9), -point) for point in range(POINTS_LOOKED_AT)]
        return -max(found)[1], None
    # Few steps of a schedule that is meant for a thousand change little.
    steeper = (schedule[0], "linear-scaled", min(schedule[2], STEPS), schedule[3])
    if schedule[2] > STEPS:
        return 1, steeper
    seen = _score(name, 1, over, schedule)
    return 1, schedule if seen >= LITTLE or seen >= _score(name, 1, over, steeper) else steeper


def _best_values(world):
    """Where each version says that the objective is best."""
    return [(twin, _at(lambda _, value=value: value(), 0))
            for twin, _, _, value, _ in world.functions]


# ---- the picture ----

def _held(world, letters, moved, schedule):
    """The values of the letters that stand still: "with $a = 0.5$, ..."."""
    said = []
    for (name, index), value in world.values.items():
        tex = letters.get(name)
        if tex and name != moved:
            tex = f"{tex}_{{{index}}}" if index else tex
            said.append(f"${tex} = {float(value):.4g}$")
    more = ", \u2026" if len(said) > LETTERS_SHOWN else ""
    words = ", ".join(said[:LETTERS_SHOWN]) + more
    if schedule is not None:
        words = f"{schedule[1]} schedule, $T = {schedule[2]}$" + (", " + words if words else "")
    return words if _words(words) else ""


def _limits(axes, shown):
    """Wrong curves may leave the picture; those of the claim may not."""
    own = np.concatenate([shown.left, shown.right])
    own = own[np.isfinite(own)]
    low, high = own.min(), own.max()
    height = shown.height
    others = [curve[np.isfinite(curve)] for curve in shown.wrong.values()]
    for curve in others:
        if len(curve):
            low = min(low, max(curve.min(), own.min() - BEYOND * height))
            high = max(high, min(curve.max(), own.max() + BEYOND * height))
    edge = 0.06 * max(high - low, height)
    axes.set_ylim(float(low - edge), float(high + edge))


def _draw_curves(axes, name, places, curves, sides, wrong):
    shown = _Shown(name, curves)
    left, right = shown.which
    axes.plot(places, shown.left, label=_formula(sides[left][0]) or "left side", **_LEFT)
    axes.plot(places, shown.right, label=_formula(sides[right][1]) or "right side", **_RIGHT)
    for style, twin in zip(_WRONG, list(shown.wrong)[:WRONG_SHOWN]):
        why = _words(f"wrong: {wrong[twin]}") if twin < len(wrong) and wrong[twin] else ""
        axes.plot(places, shown.wrong[twin], label=why or "a wrong version", **style)
    if shown.mark is not None:
        axes.axvline(places[shown.mark], color="0.6", linewidth=1, zorder=0)
        axes.plot([places[shown.mark]] * 2, [shown.left[shown.mark], shown.right[shown.mark]], "o",
                  color="black", markersize=4,
                  label=f"{shown.left[shown.mark]:.4g} and {shown.right[shown.mark]:.4g}")
    _limits(axes, shown)


def _draw_optimum(axes, world, sides, wrong):
    objective = world.functions[0][2]
    marks = _best_values(world)
    values = [value for _, value in marks if np.isfinite(value)]
    pad = 0.5 * (max(values) - min(values)) or 0.5 * abs(values[0]) or 1.0
    places = np.linspace(min(values) - pad, max(values) + pad, PLACES)
    axes.plot(places, [_at(objective, u) for u in places], label="the objective", **_LEFT)
    for twin, value in marks:
        name = (_formula(sides[0][1]) or "where it is best" if twin is None else
                _words(f"wrong: {wrong[twin]}") or "a wrong version")
        style = dict(_RIGHT if twin is None else _WRONG[twin % len(_WRONG)], linestyle="")
        axes.plot([value], [_at(objective, value)], "o" if twin is None else "X", markersize=8,
                  label=name, **style)


def _show(figure):
    data = io.BytesIO()
    figure.savefig(data, dpi=DOTS)
    plt.close(figure)
    pixels = Pixels.open(data).convert("RGB").quantize(
        COLORS, Pixels.Quantize.FASTOCTREE, dither=Pixels.Dither.NONE)
    kept = io.BytesIO()
    pixels.save(kept, "png", optimize=True)
    display(Image(kept.getvalue()))


def _finish(figure, axes, title):
    axes.set_title(title, fontsize=8, loc="left", color="0.3")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.04), fontsize=9, frameon=False,
                labelspacing=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    figure.subplots_adjust(left=0.09, right=0.58, bottom=0.2, top=0.9)
    _show(figure)


def picture(name, axis="", over=None, sides=(), wrong=(), letters=None, schedule=None):
    """Draws a claim that was decided above."""
    if VERDICTS[name] == "undecided":
        print("nothing is drawn of what is not decided")
        return
    point, schedule = _best(name, over, schedule)
    world, places, curves = _view(name, point, over, schedule)
    figure, axes = plt.subplots(figsize=SIZE)
    if world.functions and world.functions[0][-1] is None:
        _draw_optimum(axes, world, sides, wrong)
    else:
        _draw_curves(axes, name, places, curves, sides, wrong)
    axes.set_xlabel(_formula(axis))
    _finish(figure, axes, _held(world, letters or {}, over, schedule))


def along(sequence, name, steps, root_alpha):
    """Draws what the function below returns, letters with a value for every step of a schedule."""

    def draw(f):
        global _w
        _w = _Drawn(name, 0, {}, schedule=(sequence, name, steps, root_alpha))
        letters = f(_w)
        figure, panels = plt.subplots(1, len(letters), figsize=(SIZE[0], 2), squeeze=False)
        places = np.linspace(1, steps, min(steps, PLACES)).round()
        for axes, (tex, letter) in zip(panels[0], letters.items()):
            axes.plot(places, [_at(letter, int(t)) for t in places], **_RIGHT)
            axes.set_title(_formula(tex), fontsize=11)
            axes.set_xlabel("$t$")
            axes.tick_params(labelsize=8)
            axes.spines[["top", "right"]].set_visible(False)
        figure.suptitle(f"{name} schedule, $T = {steps}$", x=0.01, ha="left", fontsize=8,
                        color="0.3")
        figure.tight_layout()
        _show(figure)

    return draw
