"""Golden numbers for the optimizer tests: ten steps of PyTorch's Adam and SGD on given gradients, in float32.

    python3 make_optimizers.py > optimizers.json        (PyTorch 1.13)
"""
import json
import torch

COUNT, STEPS = 7, 10
torch.manual_seed(5)
initial = torch.randn(COUNT)
gradients = [torch.randn(COUNT) for _ in range(STEPS)]


def run(make):
    w = initial.clone().requires_grad_()
    optimizer = make([w])
    for gradient in gradients:
        w.grad = gradient.clone()
        optimizer.step()
    return w.detach().double().tolist()


print(json.dumps({
    "initial": initial.double().tolist(),
    "gradients": [g.double().tolist() for g in gradients],
    "adam": run(lambda p: torch.optim.Adam(p, lr=1e-2, weight_decay=0.5, betas=(0.9, 0.98))),
    "adam-without-decay": run(lambda p: torch.optim.Adam(p, lr=1e-2, weight_decay=0, betas=(0.9, 0.98))),
    "sgd": run(lambda p: torch.optim.SGD(p, lr=1e-2, weight_decay=0.5, momentum=0.9)),
    "sgd-plain": run(lambda p: torch.optim.SGD(p, lr=1e-2)),
    "adamw": run(lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.5, betas=(0.9, 0.98))),
}))
