#!/usr/bin/python3
"""NumPy's share of bench_chain.c, which starts this: one line in, one measurement and one line out.

    start POINTS NORMALS a_1 b_1 ... a_T b_T    answers with NumPy's version
    chain      x_t = a_t x_(t-1) + b_t noise for all points and steps; answers ms and the variance of x_T
    normals    NORMALS standard normals, 2048 at a time; answers ms
"""
import sys
import time

try:
    import numpy as np
except ImportError:
    print("missing", flush=True)
    sys.exit(0)

BUFFER = 2048


def chain(rng, points, steps):
    x = np.zeros(points)
    z = np.empty(points)
    start = time.perf_counter()
    for a, b in steps:
        rng.standard_normal(out=z)
        np.multiply(x, a, out=x)
        np.multiply(z, b, out=z)
        np.add(x, z, out=x)
    return 1e3 * (time.perf_counter() - start), x.var()


def normals(rng, count):
    z = np.empty(BUFFER)
    start = time.perf_counter()
    for _ in range(count // BUFFER):
        rng.standard_normal(out=z)
    return 1e3 * (time.perf_counter() - start)


def main():
    words = sys.stdin.readline().split()
    points, count = int(words[1]), int(words[2])
    numbers = [float(word) for word in words[3:]]
    steps = list(zip(numbers[0::2], numbers[1::2]))
    rng = np.random.default_rng(1)
    print(np.__version__, flush=True)
    for line in sys.stdin:
        if line.strip() == "chain":
            print("%.6f %.6f" % chain(rng, points, steps), flush=True)
        else:
            print("%.6f" % normals(rng, count), flush=True)


main()
