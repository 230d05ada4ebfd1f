#!/usr/bin/python3
"""Reads a file of weights as any Python program would, for test_nn_weights.c.

    read_weights.py FILE t x...       prints the network's outputs at x, one per line
    read_weights.py FILE --double TO  writes a file whose last layer's weights are twice as large
"""
import json
import math
import struct
import sys
import zlib


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    meta = header.pop("__metadata__")
    checksum = meta["checksum"].encode()
    assert zlib.crc32(raw.replace(checksum, b"0" * 8, 1)) == int(checksum, 16)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        numbers = raw[8 + length + begin : 8 + length + end]
        tensors[name] = (entry["shape"], list(struct.unpack("<%df" % (len(numbers) // 4), numbers)))
    return meta, tensors


def write(path, meta, tensors):
    header, numbers = {"__metadata__": dict(meta, checksum="0" * 8)}, b""
    for name, (shape, values) in sorted(tensors.items()):
        packed = struct.pack("<%df" % len(values), *values)
        header[name] = {"dtype": "F32", "shape": shape,
                        "data_offsets": [len(numbers), len(numbers) + len(packed)]}
        numbers += packed
    text = json.dumps(header, indent=1).encode()
    raw = struct.pack("<Q", len(text)) + text + numbers
    checksum = b'"checksum": "%08x"' % zlib.crc32(raw)
    with open(path, "wb") as file:
        file.write(raw.replace(b'"checksum": "00000000"', checksum, 1))


def forward(meta, tensors, t, x):
    pairs, depth = int(meta["features"]) // 2, int(meta["depth"])
    longest, shortest = float(meta["longest"]), float(meta["shortest"])
    periods = [longest * (shortest / longest) ** (k / (pairs - 1)) for k in range(pairs)]
    values = x + [math.sin(2 * math.pi * t / p) for p in periods]
    values += [math.cos(2 * math.pi * t / p) for p in periods]
    assert meta["activation"] == "silu"
    for layer in range(depth + 1):
        (outputs, inputs), weight = tensors["layers.%d.weight" % layer]
        bias = tensors["layers.%d.bias" % layer][1]
        sums = [bias[j] + sum(weight[j * inputs + k] * values[k] for k in range(inputs))
                for j in range(outputs)]
        values = sums if layer == depth else [z / (1 + math.exp(-z)) for z in sums]
    return values


def main():
    meta, tensors = read(sys.argv[1])
    if sys.argv[2] == "--double":
        name = "layers.%s.weight" % meta["depth"]
        tensors[name] = (tensors[name][0], [2 * value for value in tensors[name][1]])
        write(sys.argv[3], meta, tensors)
    else:
        for value in forward(meta, tensors, int(sys.argv[2]), [float(x) for x in sys.argv[3:]]):
            print("%.9g" % value)


main()
