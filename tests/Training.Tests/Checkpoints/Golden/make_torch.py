"""Writes the small .pt files of this folder and torch.json, what PyTorch itself reads from them.

Made with PyTorch 1.13 and Python 3.11; run: python3 make_torch.py
"""
import json
import os
from collections import OrderedDict

import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def save(name, value, **options):
    torch.save(value, os.path.join(HERE, name), **options)


def ramp(*sizes, dtype=torch.float32):
    count = int(torch.Size(sizes).numel())
    return (torch.arange(count, dtype=torch.float64) / 4 - 1).reshape(sizes).to(dtype)


base = ramp(4, 6)
cube = ramp(2, 3, 5)
line = ramp(12)
views = {
    "whole": base, "transposed": base.t(), "rows": base[1:3], "column": base[:, 2], "every_second": line[1::2],
    "block": base[1:3, 2:5], "permuted": cube.permute(2, 0, 1), "inner": cube[1, 1:, ::2], "expanded": line[3:6].expand(4, 3),
    "scalar": line[7], "empty": base[:0], "unsqueezed": base[:, 1].unsqueeze(0).unsqueeze(-1), "parameter": torch.nn.Parameter(base),
}
types = {
    "float16": ramp(7, dtype=torch.float16), "bfloat16": ramp(7, dtype=torch.bfloat16), "float32": ramp(7),
    "float64": ramp(7, dtype=torch.float64) / 3, "int64": torch.arange(-3, 4), "int32": torch.arange(-3, 4).int(),
    "int16": torch.arange(-3, 4).short(), "int8": torch.arange(-3, 4).char(), "uint8": torch.arange(250, 256).byte(),
    "bool": torch.tensor([True, False, True]), "not_finite": torch.tensor([float("nan"), float("inf"), -float("inf")]),
}
run = {
    "model": OrderedDict(weight=ramp(2, 3).t(), bias=ramp(3)), "epoch": 7, "lr": 1e-3, "name": "größer", "flags": [True, False, None],
    "integers": [0, 255, 256, 65535, 65536, -1, 2**31, -2**40, 2**63 - 1, 2**70, -2**63 - 1], "bytes": [b"", b"\x00\xff abc"],
    "nested": (1, (2, 3, 4, 5), ["x", ("y",)]), "by_number": {0: "a", -7: "b"}, "size": torch.Size([2, 3]), "dtype": torch.float64,
    "same": ["shared text", "shared text"],
}
layer = torch.nn.Linear(3, 2)
with torch.no_grad():
    layer.weight.copy_(ramp(2, 3))
    layer.bias.copy_(ramp(2))
optimizer = torch.optim.AdamW(layer.parameters())
layer(torch.ones(1, 3)).sum().backward()
optimizer.step()

save("views.pt", views)
save("types.pt", types)
for protocol in (2, 3, 4, 5):
    save(f"protocol{protocol}.pt", run, pickle_protocol=protocol)
save("training.pt", {"model": layer.state_dict(), "optimizer": optimizer.state_dict(), "step": 1})
save("runs.pt", {"state_dicts": [{"w": ramp(2) + i} for i in range(12)], "epochs": list(range(12))})
save("storages.pt", {"typed": line.storage(), "untyped": torch.arange(5).byte().storage().untyped()})
save("module.pt", layer)
save("old_format.pt", {"w": line}, _use_new_zipfile_serialization=False)

expected = {}
for name in ("views.pt", "types.pt"):
    expected[name] = {
        key: {"shape": list(t.shape), "dtype": str(t.dtype).removeprefix("torch."),
              "values": [str(v) for v in t.detach().float().flatten().tolist()]}
        for key, t in torch.load(os.path.join(HERE, name)).items()}
with open(os.path.join(HERE, "torch.json"), "w") as f:
    json.dump(expected, f, indent=1)
    f.write("\n")
