"""Writes adamw.json: ten steps of torch.optim.AdamW on fixed gradients, with every state after each step. Made with torch 1.13."""
import json
import pathlib

import torch

LEARNING_RATE, WEIGHT_DECAY, BETAS, EPSILON, STEPS, SIZE = 1e-3, 1.0, (0.9, 0.98), 1e-8, 10, 19

torch.manual_seed(0)
weights = torch.nn.Parameter(torch.randn(SIZE))
optimizer = torch.optim.AdamW([weights], lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY, betas=BETAS, eps=EPSILON, foreach=False)
exact = lambda tensor: [float(x) for x in tensor.detach().double()]
initial, steps = exact(weights), []
for step in range(STEPS):
    # Sizes from 1e-6 to 10 and one gradient of zero.
    gradient = torch.randn(SIZE) * torch.logspace(-6, 1, SIZE)
    gradient[7] = 0
    weights.grad = gradient
    optimizer.step()
    state = optimizer.state[weights]
    steps.append({"gradient": exact(gradient), "weights": exact(weights), "m": exact(state["exp_avg"]), "v": exact(state["exp_avg_sq"])})

document = {"learning_rate": LEARNING_RATE, "weight_decay": WEIGHT_DECAY, "beta1": BETAS[0], "beta2": BETAS[1], "epsilon": EPSILON,
            "initial": initial, "steps": steps}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")
