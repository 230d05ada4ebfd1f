#!/usr/bin/python3
"""PyTorch's share of bench_nn.c, which starts this: one line in, one measurement and one line out.

    start T a_1 b_1 ... a_T b_T    sqrt(alpha_bar_t), sqrt(1 - alpha_bar_t); answers with versions
    train BATCH STEPS              ms for so many steps of Adam, and the loss of the last
    sample POINTS                  ms for points from noise by T steps of DDPM

The network, the data (a ring of 8 Gaussians) and the noise are those of bench_nn.c: everything is
drawn anew in each step, without a data loader; the embedding of t is looked up in a table. Before
each measurement short ones are made with every number of threads, and the quickest is taken.
"""
import math
import os
import sys
import time

try:
    import torch
except ImportError:
    print("missing", flush=True)
    sys.exit(0)

FEATURES, WIDTH, RATE = 16, 128, 3e-3


def embedding(steps):
    pairs = FEATURES // 2
    longest, shortest = 4.0 * steps, steps / 16.0
    k = torch.arange(pairs, dtype=torch.float64)
    periods = longest * (shortest / longest) ** (k / (pairs - 1))
    angles = 2 * math.pi * torch.arange(steps + 1, dtype=torch.float64)[:, None] / periods
    return torch.cat([torch.sin(angles), torch.cos(angles)], 1).float()


class Bench:
    def __init__(self, numbers):
        self.scale = torch.tensor([1.0] + numbers[0::2])
        self.spread = torch.tensor([0.0] + numbers[1::2])
        self.steps = len(numbers) // 2
        self.table = embedding(self.steps)
        angles = 2 * math.pi * torch.arange(8) / 8
        self.centres = 2 * torch.stack([torch.cos(angles), torch.sin(angles)], 1)
        self.net = torch.nn.Sequential(
            torch.nn.Linear(2 + FEATURES, WIDTH), torch.nn.SiLU(),
            torch.nn.Linear(WIDTH, WIDTH), torch.nn.SiLU(),
            torch.nn.Linear(WIDTH, WIDTH), torch.nn.SiLU(),
            torch.nn.Linear(WIDTH, 2))
        self.adam = torch.optim.Adam(self.net.parameters(), lr=RATE)

    def train(self, batch, steps):
        start = time.perf_counter()
        for _ in range(steps):
            x_0 = self.centres[torch.randint(0, 8, (batch,))] + 0.15 * torch.randn(batch, 2)
            t = torch.randint(1, self.steps + 1, (batch,))
            eps = torch.randn(batch, 2)
            x_t = self.scale[t][:, None] * x_0 + self.spread[t][:, None] * eps
            loss = torch.nn.functional.mse_loss(self.net(torch.cat([x_t, self.table[t]], 1)), eps)
            self.adam.zero_grad(set_to_none=True)
            loss.backward()
            self.adam.step()
        return 1e3 * (time.perf_counter() - start), loss.item()

    def sample(self, points, last=1):
        start = time.perf_counter()
        scale, spread = self.scale.double(), self.spread.double()
        with torch.no_grad():
            x = torch.randn(points, 2)
            for t in range(self.steps, last - 1, -1):
                eps = self.net(torch.cat([x, self.table[t].expand(points, FEATURES)], 1))
                alpha = float((scale[t] / scale[t - 1]) ** 2)
                beta = 1.0 - alpha
                x = (x - beta / float(spread[t]) * eps) / math.sqrt(alpha)
                if t > 1:
                    sigma = math.sqrt(beta) * float(spread[t - 1] / spread[t])
                    x = x + sigma * torch.randn(points, 2)
        return 1e3 * (time.perf_counter() - start), x.square().mean().item()


def best_threads(measure):
    """The number of threads that is quickest just now."""
    times = []
    for threads in range(1, (os.cpu_count() or 1) + 1):
        torch.set_num_threads(threads)
        times.append((min(measure()[0] for _ in range(2)), threads))
    return min(times)[1]


def main():
    words = sys.stdin.readline().split()
    torch.manual_seed(1)
    bench = Bench([float(word) for word in words[2:]])
    print("PyTorch %s" % torch.__version__, flush=True)
    for line in sys.stdin:
        kind, *numbers = line.split()
        numbers = [int(number) for number in numbers]
        short = (numbers[0], numbers[1] // 4) if kind == "train" else (numbers[0], bench.steps - 50)
        threads = best_threads(lambda: getattr(bench, kind)(*short))
        torch.set_num_threads(threads)
        print("%.6f %.6f %d" % (*getattr(bench, kind)(*numbers), threads), flush=True)


main()
