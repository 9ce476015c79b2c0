"""What Hugging Face transformers gives for a model: float32, eager attention."""

import json

import torch

from models import HEADS, LAYERS, VOCABULARY, WIDTH, blocks

TOKENS = 24
IDS = [1, *torch.randint(3, VOCABULARY, (TOKENS - 1,), generator=torch.Generator().manual_seed(24)).tolist()]
LENS_ROWS = [0, 7, 15, 23]
SHAPES = {
    "logits": [TOKENS, VOCABULARY],
    "attention": [LAYERS, HEADS, TOKENS, TOKENS],
    "residuals": [LAYERS + 1, TOKENS, WIDTH],
    "lens": [LAYERS + 1, len(LENS_ROWS), VOCABULARY],
}


@torch.no_grad()
def reference(model):
    """
    By name: logits [T, V]; attention [L, H, T, T]; residuals [L + 1, T, D], the residual stream after the embedding and
    after each block, before the final norm; lens [L + 1, rows, V], what norm and head make of its rows LENS_ROWS.
    """
    ids = torch.tensor([IDS])
    stream = []
    layers = blocks(model)
    hooks = [
        layers[0].register_forward_pre_hook(
            lambda _, args, kwargs: stream.append(hidden(args, kwargs)), with_kwargs=True
        )
    ]
    hooks += [layer.register_forward_hook(lambda _, args, output: stream.append(first(output))) for layer in layers]
    out = model(ids, output_attentions=True, use_cache=False)
    for hook in hooks:
        hook.remove()
    lens = torch.stack([unembed(model, ids, residual)[0, LENS_ROWS] for residual in stream])
    assert torch.allclose(lens[-1], out.logits[0, LENS_ROWS], atol=1e-6)
    return {
        "logits": out.logits[0],
        "attention": torch.stack([layer[0] for layer in out.attentions]),
        "residuals": torch.stack([residual[0] for residual in stream]),
        "lens": lens,
    }


def unembed(model, ids, residual):
    """Logits as if the last block had given `residual`: all that the family does behind its blocks, and no more."""

    def replace(_, args, output):
        return (residual, *output[1:]) if isinstance(output, tuple) else residual

    hook = blocks(model)[-1].register_forward_hook(replace)
    logits = model(ids, use_cache=False).logits
    hook.remove()
    return logits


def hidden(args, kwargs):
    return (args[0] if args else kwargs["hidden_states"]).clone()


def first(output):
    return (output[0] if isinstance(output, tuple) else output).clone()


def flattened(arrays):
    """Arrays end to end as little-endian float32, in the order of SHAPES."""
    assert {name: list(tensor.shape) for name, tensor in arrays.items()} == SHAPES
    return b"".join(arrays[name].numpy().astype("<f4").tobytes() for name in SHAPES)


def write_layout(path):
    """What is the same in all references."""
    path.write_text(json.dumps({"ids": IDS, "lensRows": LENS_ROWS, "shapes": SHAPES}) + "\n")
