"""Golden numbers for the engine tests: loss, logits, every gradient and ten AdamW updates, made with PyTorch.

The networks are written here from their definition, with TransformerLens names and shapes, and share no code with the library.
Weights are drawn in float32 as the library draws them (torch.manual_seed, one randn per matrix in the layout of Nanda et al.
2023); everything after that is float64, so that the numbers carry no rounding of their own.

    python3 make_engine_golden.py > engine-golden.json        (PyTorch 1.13)
"""
import json
import math
import torch

torch.set_default_dtype(torch.float32)

CASES = {
    "one-layer": dict(p=7, n_layers=1, d_model=8, n_heads=2, d_mlp=12, activation="relu", layer_norm=False, attention_rate=1.0,
                      causal=True, equals_sign=True, seed=3),
    "two-layers-norm-gelu": dict(p=5, n_layers=2, d_model=12, n_heads=3, d_mlp=10, activation="gelu", layer_norm=True,
                                 attention_rate=1.0, causal=True, equals_sign=True, seed=4),
    "rate-tanh-no-mask": dict(p=7, n_layers=2, d_model=8, n_heads=2, d_mlp=9, activation="tanh", layer_norm=False,
                              attention_rate=0.6, causal=False, equals_sign=False, seed=5),
    "quadratic-rate-zero": dict(p=11, n_layers=1, d_model=10, n_heads=2, d_mlp=17, activation="quadratic", layer_norm=False,
                                attention_rate=0.0, causal=False, equals_sign=True, seed=6),
    "mlp-beta": dict(mlp=True, architecture="mlp-beta", p=7, d_model=9, d_mlp=11, seed=7),
    "mlp-gamma": dict(mlp=True, architecture="mlp-gamma", p=7, d_model=9, d_mlp=11, seed=8),
    "mlp-delta": dict(mlp=True, architecture="mlp-delta", p=7, d_model=6, d_mlp=10, seed=9),
    "mlp-x": dict(mlp=True, architecture="mlp-x", p=5, d_model=6, d_mlp=10, seed=10),
    "mlp-groups": dict(mlp=True, architecture="mlp-groups", p=5, d_model=6, d_mlp=10, seed=11),
    "one-hot-quadratic-mse": dict(mlp=True, architecture="mlp-one-hot", p=7, d_model=1, d_mlp=9, seed=12, activation="quadratic", loss="mse"),
    "one-hot-abs-stablemax": dict(mlp=True, architecture="mlp-one-hot", p=7, d_model=1, d_mlp=9, seed=13, activation="abs", loss="stablemax"),
    "one-hot-quartic": dict(mlp=True, architecture="mlp-one-hot", p=7, d_model=1, d_mlp=9, seed=14, activation="quartic"),
    "one-hot-batch-norm": dict(mlp=True, architecture="mlp-one-hot", p=7, d_model=1, d_mlp=9, seed=15, activation="quadratic", loss="mse", batch_norm=True),
    "power": dict(power=True, p=5, n_layers=2, d_model=8, n_heads=2, d_mlp=12, seed=16, template="equation"),
    "power-end": dict(power=True, p=5, n_layers=2, d_model=8, n_heads=2, d_mlp=12, seed=17, template="equation_end"),
}


def draw_one_hot(c):
    p, m = c["p"], c["d_mlp"]
    std = 0.5 / (2 * m) ** (1 / 3)
    torch.manual_seed(c["seed"])
    w = {"embed.W_E": (torch.randn(m, 2 * p) * std).T, "unembed.W_U": None}
    if c.get("batch_norm"):
        w["norm.w"], w["norm.b"], w["norm.mean"], w["norm.var"] = torch.ones(m), torch.zeros(m), torch.zeros(m), torch.ones(m)
    w["unembed.W_U"] = torch.randn(m, p) * std
    return {k: v.double().contiguous().requires_grad_(k not in ("norm.mean", "norm.var")) for k, v in w.items()}


def forward_one_hot(w, tokens, c):
    act = {"quadratic": lambda x: x * x, "abs": torch.abs, "quartic": lambda x: x ** 4}[c["activation"]]
    h = act(w["embed.W_E"][tokens[:, 0]] + w["embed.W_E"][tokens[:, 1]])
    if c.get("batch_norm"):
        h = torch.nn.functional.batch_norm(h, w["norm.mean"], w["norm.var"], w["norm.w"], w["norm.b"], training=True, momentum=0.1, eps=1e-5)
    return h @ w["unembed.W_U"]


def draw_power(c):
    """As torch's modules start: embeddings standard normal, matrices uniform within 1/sqrt(inputs); order and layout are the library's."""
    d, heads, d_head, m, vocab = c["d_model"], c["n_heads"], c["d_model"] // c["n_heads"], c["d_mlp"], 239
    torch.manual_seed(c["seed"])
    w = {"embed.W_E": torch.randn(d, vocab).T}

    def uniform(*shape, inputs=d):
        return (2 * torch.rand(*shape).double() - 1) / math.sqrt(inputs)

    for l in range(c["n_layers"]):
        for key in "KQV":
            w[f"blocks.{l}.attn.W_{key}"] = uniform(heads, d_head, d).transpose(1, 2)
        w[f"blocks.{l}.attn.W_O"] = uniform(d, heads * d_head).T.reshape(heads, d_head, d)
        w[f"blocks.{l}.ln1.w"], w[f"blocks.{l}.ln1.b"] = torch.ones(d), torch.zeros(d)
        w[f"blocks.{l}.mlp.W_in"] = uniform(m, d).T
        w[f"blocks.{l}.mlp.W_out"] = uniform(d, m, inputs=m).T
        w[f"blocks.{l}.ln2.w"], w[f"blocks.{l}.ln2.b"] = torch.ones(d), torch.zeros(d)
    w["unembed.W_U"] = uniform(d, vocab)
    return {k: v.double().contiguous().requires_grad_() for k, v in w.items()}


def forward_power(w, tokens, c):
    """Post-norm decoder; logits of the last one or two positions, [batch * targets, vocab]."""
    d, n, norm = c["d_model"], tokens.shape[1], torch.nn.functional.layer_norm
    position = torch.zeros(n, d, dtype=torch.float64)
    for i in range(0, d, 2):
        angle = torch.arange(n, dtype=torch.float64) / 10000 ** (i / d)
        position[:, i], position[:, i + 1] = torch.sin(angle), torch.cos(angle)
    x = w["embed.W_E"][tokens] + position
    visible = torch.ones(n, n).tril().bool()
    for l in range(c["n_layers"]):
        q, k, v = (torch.einsum("bpd,hde->bhpe", x, w[f"blocks.{l}.attn.W_{key}"]) for key in "QKV")
        pattern = torch.softmax(((q @ k.transpose(2, 3)) / math.sqrt(q.shape[-1])).masked_fill(~visible, -1e10), -1)
        a = torch.einsum("bhqe,hed->bqd", pattern @ v, w[f"blocks.{l}.attn.W_O"])
        x = norm(x + a, (d,), w[f"blocks.{l}.ln1.w"], w[f"blocks.{l}.ln1.b"], 1e-5)
        x = norm(x + torch.relu(x @ w[f"blocks.{l}.mlp.W_in"]) @ w[f"blocks.{l}.mlp.W_out"], (d,), w[f"blocks.{l}.ln2.w"], w[f"blocks.{l}.ln2.b"], 1e-5)
    targets = 2 if c["template"] == "equation_end" else 1
    return (x[:, -targets:] @ w["unembed.W_U"]).reshape(-1, 239)


def loss_of(logits, target, c):
    kind = c.get("loss", "cross_entropy")
    if kind == "mse":
        return torch.nn.functional.mse_loss(logits, torch.nn.functional.one_hot(target, logits.shape[1]).double())
    if kind == "stablemax":
        share = torch.where(logits >= 0, logits + 1, 1 / (1 - logits))
        return -torch.log(share / (share.sum(1, keepdim=True) + 1e-30)).gather(1, target[:, None]).mean()
    return torch.nn.functional.cross_entropy(logits, target)


def draw_mlp(c):
    p, d, m, kind = c["p"], c["d_model"], c["d_mlp"], c["architecture"]
    separate, concat, groups = kind in ("mlp-x", "mlp-groups"), kind in ("mlp-delta", "mlp-groups"), kind == "mlp-groups"
    vocab = 2 * p if separate else p
    torch.manual_seed(c["seed"])
    w = {"embed.W_E": (torch.randn(d, vocab) / math.sqrt(d if groups else 128)).T}
    width = 2 * d if concat else d
    for i in range(2 if kind in ("mlp-beta", "mlp-gamma") else 1):
        if groups:
            w["l1.W"] = torch.randn(width, m) / math.sqrt(width)
        else:
            w[f"l{i + 1}.W"] = (2 * torch.rand(width, m) - 1) / math.sqrt(width)
            w[f"l{i + 1}.b"] = (2 * torch.rand(m) - 1) / math.sqrt(width)
        width = m
    w["unembed.W_U"] = torch.randn(m, p) / math.sqrt(m)
    return {k: v.double().contiguous().requires_grad_() for k, v in w.items()}


def forward_mlp(w, tokens, c):
    """The definitions of Zhong et al. 2023 (alpha, beta, gamma, delta, X) and Chughtai et al. 2023, each written out."""
    kind = c["architecture"]
    e_a, e_b = w["embed.W_E"][tokens[:, 0]], w["embed.W_E"][tokens[:, 1]]
    if kind == "mlp-beta":
        h = torch.relu(torch.relu((e_a + e_b) @ w["l1.W"] + w["l1.b"]) @ w["l2.W"] + w["l2.b"])
    elif kind == "mlp-gamma":
        first = (e_a @ w["l1.W"] + w["l1.b"]) + (e_b @ w["l1.W"] + w["l1.b"])
        h = torch.relu(torch.relu(first) @ w["l2.W"] + w["l2.b"])
    elif kind == "mlp-delta":
        h = torch.relu(torch.cat([e_a, e_b], 1) @ w["l1.W"] + w["l1.b"])
    elif kind == "mlp-x":
        h = torch.relu((e_a + e_b) @ w["l1.W"] + w["l1.b"])
    else:
        h = torch.relu(torch.cat([e_a, e_b], 1) @ w["l1.W"])
    return h @ w["unembed.W_U"]


def draw(c):
    """Name -> float32 tensor in the library's shape, drawn in the paper's layout and order."""
    d, heads, d_head, m = c["d_model"], c["n_heads"], c["d_model"] // c["n_heads"], c["d_mlp"]
    n_ctx = 3 if c["equals_sign"] else 2
    vocab = c["p"] + (1 if c["equals_sign"] else 0)
    torch.manual_seed(c["seed"])
    w = {}

    def randn(*shape, scale=d):
        return torch.randn(*shape) / math.sqrt(scale)

    w["embed.W_E"] = randn(d, vocab).T
    w["pos_embed.W_pos"] = randn(n_ctx, d)
    for l in range(c["n_layers"]):
        if c["layer_norm"]:
            w[f"blocks.{l}.ln1.w"], w[f"blocks.{l}.ln1.b"] = torch.ones(d), torch.zeros(d)
        for key in "KQV":
            w[f"blocks.{l}.attn.W_{key}"] = randn(heads, d_head, d).transpose(1, 2)
        w[f"blocks.{l}.attn.W_O"] = randn(d, heads * d_head).T.reshape(heads, d_head, d)
        if c["layer_norm"]:
            w[f"blocks.{l}.ln2.w"], w[f"blocks.{l}.ln2.b"] = torch.ones(d), torch.zeros(d)
        w[f"blocks.{l}.mlp.W_in"] = randn(m, d).T
        w[f"blocks.{l}.mlp.b_in"] = torch.zeros(m)
        w[f"blocks.{l}.mlp.W_out"] = randn(d, m).T
        w[f"blocks.{l}.mlp.b_out"] = torch.zeros(d)
    if c["layer_norm"]:
        w["ln_final.w"], w["ln_final.b"] = torch.ones(d), torch.zeros(d)
    w["unembed.W_U"] = randn(d, vocab, scale=vocab)
    return {k: v.double().contiguous().requires_grad_() for k, v in w.items()}


def norm(x, w, name, c):
    return torch.nn.functional.layer_norm(x, (c["d_model"],), w[name + ".w"], w[name + ".b"], 1e-5) if c["layer_norm"] else x


def forward(w, tokens, c):
    act = {"relu": torch.relu, "gelu": torch.nn.functional.gelu, "tanh": torch.tanh, "quadratic": lambda x: x * x}[c["activation"]]
    x = w["embed.W_E"][tokens] + w["pos_embed.W_pos"]
    n, r = tokens.shape[1], c["attention_rate"]
    visible = torch.ones(n, n).tril().bool() if c["causal"] else torch.ones(n, n).bool()
    for l in range(c["n_layers"]):
        y = norm(x, w, f"blocks.{l}.ln1", c)
        q, k, v = (torch.einsum("bpd,hde->bhpe", y, w[f"blocks.{l}.attn.W_{key}"]) for key in "QKV")
        score = (q @ k.transpose(2, 3)) / math.sqrt(q.shape[-1])
        soft = torch.softmax(score.masked_fill(~visible, -1e10), -1)
        pattern = (r * soft + (1 - r)) * visible
        x = x + torch.einsum("bhqe,hed->bqd", pattern @ v, w[f"blocks.{l}.attn.W_O"])
        y = norm(x, w, f"blocks.{l}.ln2", c)
        h = act(y @ w[f"blocks.{l}.mlp.W_in"] + w[f"blocks.{l}.mlp.b_in"])
        x = x + h @ w[f"blocks.{l}.mlp.W_out"] + w[f"blocks.{l}.mlp.b_out"]
    return norm(x, w, "ln_final", c)[:, -1] @ w["unembed.W_U"]


def numbers(t):
    return [float(f"{v:.9g}") for v in t.detach().double().flatten().tolist()]


out = {}
for name, c in CASES.items():
    p = c["p"]
    one_hot, power = c.get("architecture") == "mlp-one-hot", "power" in c
    draw_it, forward_it = (draw_one_hot, forward_one_hot) if one_hot else (draw_power, forward_power) if power \
        else (draw_mlp, forward_mlp) if "mlp" in c else (draw, forward)
    w = draw_it(c)
    pairs = [(7 * i) % (p * p) for i in range(p * p) if i % 3 != 1]
    a, b = torch.tensor(pairs) // p, torch.tensor(pairs) % p
    offset = p if c.get("architecture") in ("mlp-x", "mlp-groups", "mlp-one-hot") else 0
    tokens = torch.stack([a, b + offset] + ([torch.full_like(a, p)] if c.get("equals_sign") else []), 1)
    target = (a + b) % p
    if power:
        # Operands first, then <eos>, "=" and 20 operators, of which addition is the first.
        eos, equals, plus = torch.full_like(a, 217), torch.full_like(a, 218), torch.full_like(a, 219)
        tokens = torch.stack([eos, a, plus, b, equals] + ([target] if c["template"] == "equation_end" else []), 1)
        target = torch.stack([target, eos], 1).reshape(-1) if c["template"] == "equation_end" else target
    opt = torch.optim.AdamW([v for v in w.values() if v.requires_grad], lr=1e-2, weight_decay=0.5, betas=(0.9, 0.98))
    first = {}
    losses = []
    for step in range(10):
        opt.zero_grad()
        logits = forward_it(w, tokens, c)
        loss = loss_of(logits, target, c)
        loss.backward()
        losses.append(float(loss))
        if step == 0:
            first = {"logits": numbers(logits), "gradients": {k: numbers(v.grad if v.grad is not None else torch.zeros_like(v)) for k, v in w.items()}}
        opt.step()
    out[name] = {"config": c, "pairs": pairs, "losses": losses, **first, "weights_after_10": {k: numbers(v) for k, v in w.items()}}
print(json.dumps(out))
