"""Adds to the matrix what the residual stream holds within each block, between its attention and its feed-forward.

    python test/fidelity/matrix/middles.py

Writes test/fixtures/matrix/FAMILY/middles.f32 for every family whose blocks add one after the other: little-endian float32
[L, rows, D], of reference.py's LENS_ROWS. What a block gives while its feed-forward adds nothing is what it had before that.
"""

import torch

from folder import FIXTURES
from models import FAMILIES, blocks, make_model
from reference import IDS, LENS_ROWS, first

# The last module of a block's feed-forward, where it is not "mlp".
LAST = {
    "gemma2": "post_feedforward_layernorm",
    "gemma3": "post_feedforward_layernorm",
    "olmo2": "post_feedforward_layernorm",
    "opt": "fc2",
    "bloom": "mlp.dense_4h_to_h",
}
# They add both at once, or normalise the stream between.
WITHOUT = ("phi", "gptneox", "falcon", "opt-post")


@torch.no_grad()
def middles(family):
    """[L, rows, D]"""
    model = make_model(family)
    return torch.stack([middle(model, block, LAST.get(family, "mlp")) for block in blocks(model)])


def middle(model, block, last):
    """[rows, D]"""
    given = []
    hooks = [
        block.get_submodule(last).register_forward_hook(lambda _, args, output: nothing(output)),
        block.register_forward_hook(lambda _, args, output: given.append(first(output))),
    ]
    model(torch.tensor([IDS]), use_cache=False)
    for hook in hooks:
        hook.remove()
    return given[0][0, LENS_ROWS]


def nothing(output):
    if isinstance(output, tuple):
        return (torch.zeros_like(output[0]), *output[1:])
    return torch.zeros_like(output)


if __name__ == "__main__":
    for name in FAMILIES:
        if name in WITHOUT:
            continue
        (FIXTURES / name / "middles.f32").write_bytes(middles(name).numpy().astype("<f4").tobytes())
        print(name)
