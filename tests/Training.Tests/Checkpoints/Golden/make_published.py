"""Writes published.json: names, shapes and some values that PyTorch reads from the published checkpoints.

Run: GROKKING_FIXTURES=folder python3 make_published.py
"""
import json
import os

import torch

FOLDER = os.environ["GROKKING_FIXTURES"]
CHOSEN = ("nanda/checkpoints/step_00000.pt", "nanda/checkpoints/step_14000.pt", "groups/A5_T_seed1/model.pt",
          "groups/S5_MLP_seed1/model.pt", "pizza/model_f5dh675z97.pt", "pizza/model_p71frej8t7.pt")


def summary(tensor):
    flat = tensor.double().flatten()
    return {"shape": list(tensor.shape), "first": flat[:3].tolist(), "last": flat[-3:].tolist(), "sum": float(flat.sum()),
            "sum_squares": float((flat * flat).sum())}


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "published.json"), "w") as f:
    f.write("{\n" + ",\n".join(
        json.dumps(path) + ": {\n" + ",\n".join(
            json.dumps(name) + ": " + json.dumps(summary(tensor))
            for name, tensor in torch.load(os.path.join(FOLDER, path), map_location="cpu").items()) + "\n}"
        for path in CHOSEN) + "\n}\n")
