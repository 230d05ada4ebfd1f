#!/usr/bin/env python3
"""Prints src/base/stream_table.h: the layers of the ziggurat under exp(-x^2/2), x >= 0.

The area under the curve is cut into LAYERS pieces of equal area v: above layer i, a rectangle from 0 to x_i, sits a
narrower one from 0 to x_(i+1), so v = x_i (f(x_(i+1)) - f(x_i)); the lowest piece is the rectangle from 0 to x_1
below f(x_1) and the tail beyond x_1. x_0 = v / f(x_1) is the width of a rectangle of the lowest piece's area and
x_LAYERS = 0. The one unknown is x_1, found by halving.
"""
import sys

LAYERS = 1024
PER_LINE = 4

try:
    from mpmath import erfc, exp, log, mp, mpf, nstr, pi, sqrt
except ImportError:
    print("mpmath is missing")
    sys.exit(77)


def f(x):
    return exp(-x * x / 2)


def layers(start):
    """x_0 .. x_(LAYERS-1) for a given x_1, fewer when the top is reached early; how much the top is overshot."""
    area = start * f(start) + sqrt(pi / 2) * erfc(start / sqrt(2))
    xs = [area / f(start), start]
    while len(xs) < LAYERS:
        height = f(xs[-1]) + area / xs[-1]
        if height >= 1:
            return xs, height - 1
        xs.append(sqrt(-2 * log(height)))
    return xs, f(xs[-1]) + area / xs[-1] - 1


def main():
    mp.dps = 40
    low, high = mpf(2), mpf(6)
    for _ in range(140):
        middle = (low + high) / 2
        xs, over = layers(middle)
        if len(xs) < LAYERS or over > 0:
            low = middle
        else:
            high = middle
    xs = [nstr(x, 17, min_fixed=-1, max_fixed=2, strip_zeros=False) for x in layers(high)[0]] + ["0.0"]
    print("/* stream_table.h - written by tests/ziggurat_table.py, which says what it is. */")
    print("#ifndef EXPLORE_BASE_STREAM_TABLE_H\n#define EXPLORE_BASE_STREAM_TABLE_H\n")
    print("#define STREAM_LAYERS %d\n" % LAYERS)
    print("// clang-format off")
    print("static const double stream_table[STREAM_LAYERS + 1] = {")
    for i in range(0, len(xs), PER_LINE):
        print("    " + ", ".join(xs[i:i + PER_LINE]) + ",")
    print("};\n// clang-format on\n\n#endif")


main()
