"""Writes golden.json: draws of CPython's random and of PyTorch's CPU generator.

Made with Python 3.11 and PyTorch 1.13 on an x86-64 machine with AVX2; run: python3 make_golden.py
"""
import hashlib
import json
import os
import random

import torch


def python_draws(seed):
    random.seed(seed)
    return {
        "seed": seed,
        "random": [random.random() for _ in range(3)],
        "bits": [[k, str(random.getrandbits(k))] for k in (1, 7, 31, 32, 33, 48, 64, 0, 5)],
        "below": [[n, random.randrange(n)] for n in (1, 2, 3, 64, 65, 1000003, 2147483647)],
        "shuffles": [[n, shuffled(n)] for n in (0, 1, 2, 17, 100)],
    }


def shuffled(n):
    values = list(range(n))
    random.shuffle(values)
    return values


def split(seed, p, fraction):
    random.seed(seed)
    pairs = [(a, b) for a in range(p) for b in range(p)]
    random.shuffle(pairs)
    count = int(fraction * p * p)
    train = sorted(a * p + b for a, b in pairs[:count])
    return {
        "seed": seed, "p": p, "train": count,
        "first": pairs[:5], "last": pairs[-1],
        "sha256": hashlib.sha256(",".join(map(str, train)).encode()).hexdigest(),
    }


def summary(values):
    """All of a short array; of a long one every 331st value and the last 20, with the sums of all."""
    data = values.double()
    kept = list(range(len(values))) if len(values) <= 128 else \
        sorted(set(range(0, len(values), 331)) | set(range(len(values) - 20, len(values))))
    return {
        "size": len(values), "index": kept, "values": [float(values[i]) for i in kept],
        "sum": float(data.sum()), "sum_squares": float((data * data).sum()),
    }


def torch_draws(seed, calls):
    torch.manual_seed(seed)
    out = []
    for kind, n in calls:
        if kind == "normal":
            out.append({"kind": kind, **summary(torch.randn(n))})
        elif kind == "uniform":
            out.append({"kind": kind, **summary(torch.rand(n))})
        else:
            order = torch.randperm(n).tolist()
            out.append({"kind": kind, "size": n, "sha256": hashlib.sha256(",".join(map(str, order)).encode()).hexdigest(),
                        "first": order[:8]})
    return {"seed": seed, "calls": out}


SIZES = (1, 5, 15, 16, 17, 100, 14592)
MIXED = [("normal", 5), ("uniform", 3), ("normal", 15), ("permutation", 10), ("normal", 1), ("normal", 17), ("normal", 0),
         ("normal", 2), ("permutation", 1), ("uniform", 100), ("normal", 16), ("normal", 3), ("normal", 14592), ("uniform", 1),
         ("permutation", 1000), ("normal", 1), ("normal", 31)]

golden = {
    "python": [python_draws(s) for s in (0, 1, -1, 42, 2**31, 2**32 - 1, 2**32, 2**40 + 12345, -(2**63), 2**63 - 1)],
    "splits": [split(0, 113, 0.3), split(1, 113, 0.3), split(0, 59, 0.8), split(598, 97, 0.25), split(7, 2, 0.5)],
    "torch": [torch_draws(s, [(kind, n)]) for s in (0, 1, 2**32 + 5, -3) for kind in ("normal", "uniform") for n in SIZES]
    + [torch_draws(s, [("permutation", n)]) for s in (0, 3) for n in (0, 1, 2, 16, 113, 12769)]
    + [torch_draws(s, MIXED) for s in (0, 999, 20230112)],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.json"), "w") as f:
    f.write("{\n" + ",\n".join(
        json.dumps(k) + ": [\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"
        for k, rows in golden.items()) + "\n}\n")
