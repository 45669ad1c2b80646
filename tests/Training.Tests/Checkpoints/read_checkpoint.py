"""Reads a checkpoint with numpy alone and prints the logits of all p*p pairs as JSON.

    python3 read_checkpoint.py runs/demo/checkpoints/step-001000.safetensors
"""
import json
import sys
import numpy as np


def read_safetensors(path):
    """Name -> float32 array, and the metadata. The format: 8 bytes of header length, a JSON header, the numbers."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        arrays[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    return arrays, metadata


def logits_of_all_pairs(w, p):
    """One-layer transformer, ReLU, no LayerNorm: tokens a, b, '='; read at '='. float64."""
    w = {name: array.astype(np.float64) for name, array in w.items()}
    a, b = np.divmod(np.arange(p * p), p)
    tokens = np.stack([a, b, np.full(p * p, p)], 1)
    x = w["embed.W_E"][tokens] + w["pos_embed.W_pos"]
    q = np.einsum("bd,hde->bhe", x[:, -1], w["blocks.0.attn.W_Q"])
    k = np.einsum("bpd,hde->bhpe", x, w["blocks.0.attn.W_K"])
    v = np.einsum("bpd,hde->bhpe", x, w["blocks.0.attn.W_V"])
    score = np.einsum("bhe,bhpe->bhp", q, k) / np.sqrt(q.shape[-1])
    pattern = np.exp(score - score.max(-1, keepdims=True))
    pattern /= pattern.sum(-1, keepdims=True)
    z = np.einsum("bhp,bhpe->bhe", pattern, v)
    mid = x[:, -1] + np.einsum("bhe,hed->bd", z, w["blocks.0.attn.W_O"])
    neurons = np.maximum(mid @ w["blocks.0.mlp.W_in"] + w["blocks.0.mlp.b_in"], 0)
    return (mid + neurons @ w["blocks.0.mlp.W_out"] + w["blocks.0.mlp.b_out"]) @ w["unembed.W_U"]


if __name__ == "__main__":
    weights, metadata = read_safetensors(sys.argv[1])
    config = json.loads(metadata["config"])
    print(json.dumps({"step": int(metadata["step"]), "logits": logits_of_all_pairs(weights, config["task"]["p"]).tolist()}))
