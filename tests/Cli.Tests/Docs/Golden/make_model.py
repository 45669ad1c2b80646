"""Writes model.pt beside this script: a small transformer for a + b mod 5 as TransformerLens saves it, biases and all.

Made with PyTorch 1.13; run: python3 make_model.py
"""
import os

import torch

p, d_model, n_heads, d_head, d_mlp = 5, 8, 2, 4, 16
torch.manual_seed(0)
shapes = {
    "embed.W_E": (p + 1, d_model), "pos_embed.W_pos": (3, d_model),
    "blocks.0.attn.W_Q": (n_heads, d_model, d_head), "blocks.0.attn.W_K": (n_heads, d_model, d_head),
    "blocks.0.attn.W_V": (n_heads, d_model, d_head), "blocks.0.attn.W_O": (n_heads, d_head, d_model),
    "blocks.0.mlp.W_in": (d_model, d_mlp), "blocks.0.mlp.W_out": (d_mlp, d_model), "unembed.W_U": (d_model, p + 1),
}
zeros = {
    "blocks.0.attn.b_Q": (n_heads, d_head), "blocks.0.attn.b_K": (n_heads, d_head), "blocks.0.attn.b_V": (n_heads, d_head),
    "blocks.0.attn.b_O": (d_model,), "blocks.0.mlp.b_in": (d_mlp,), "blocks.0.mlp.b_out": (d_model,), "unembed.b_U": (p + 1,),
}
model = {name: torch.randn(shape) / d_model ** 0.5 for name, shape in shapes.items()}
model.update({name: torch.zeros(shape) for name, shape in zeros.items()})
model["blocks.0.attn.mask"] = torch.tril(torch.ones(3, 3)).bool()
model["blocks.0.attn.IGNORE"] = torch.tensor(-1e5)
torch.save(model, os.path.join(os.path.dirname(os.path.abspath(__file__)), "model.pt"))
