"""Writes all_types.safetensors by the format's description, with numpy alone; run: python3 make_safetensors.py

Every tensor but the booleans holds 0, 1, 2, 3, 4, 5, shifted by -2 where the type is signed, and halved where it is a float.
"""
import json
import os
import struct

import numpy as np


def bfloat16(values):
    return (values.astype("<f4").view("<u4") >> 16).astype("<u2")


base = np.arange(6)
floats = (base - 2) / 2
tensors = {
    "F64": floats.astype("<f8"), "F32": floats.astype("<f4"), "F16": floats.astype("<f2"), "BF16": bfloat16(floats),
    "I64": (base - 2).astype("<i8"), "I32": (base - 2).astype("<i4"), "I16": (base - 2).astype("<i2"),
    "I8": (base - 2).astype("<i1"), "U8": base.astype("u1"), "BOOL": (base % 2).astype("u1"),
}
header, data = {"__metadata__": {"format": "pt", "note": "größer"}}, b""
for name, values in tensors.items():
    raw = values.reshape(2, 3).tobytes()
    header[name.lower()] = {"dtype": name, "shape": [2, 3], "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
header["scalar"] = {"dtype": "F32", "shape": [], "data_offsets": [len(data), len(data) + 4]}
data += struct.pack("<f", 1.25)
header["empty"] = {"dtype": "F32", "shape": [0, 7], "data_offsets": [len(data), len(data)]}
text = json.dumps(header, ensure_ascii=False).encode()
text += b" " * (-len(text) % 8)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "all_types.safetensors"), "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + data)
