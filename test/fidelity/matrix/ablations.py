"""Adds to the matrix what transformers gives while a part of a block is ablated at all positions.

    python test/fidelity/matrix/ablations.py

Writes test/fixtures/matrix/FAMILY/ablations.f32: little-endian float32 [LAYERS_HERE, parts, kinds, rows, V], logits of
ABLATED_ROWS. Parts: head HEAD (its slice of what goes into the output projection), attention, feed-forward (what each adds
to the residual stream; heads alone for families that add both at once, or normalise the stream between). Kinds: zero; mean,
which is the part's own mean over all positions of the text.
"""

import numpy as np
import torch

from folder import FIXTURES
from middles import LAST, WITHOUT
from models import FAMILIES, HEADS, blocks, make_model
from reference import IDS, TOKENS

LAYERS_HERE = (0, 2)
HEAD = 2
ABLATED_ROWS = (7, TOKENS - 1)
# Of a block, the output projection, and the last module of its attention, where it is not that.
PROJECTION = ("o_proj", "out_proj", "c_proj", "dense")
ATTENTION = {"gemma2": "post_attention_layernorm", "gemma3": "post_attention_layernorm", "olmo2": "post_attention_layernorm"}


@torch.no_grad()
def ablations(family):
    """[layers, parts, kinds, rows, V]"""
    model = make_model(family)
    return torch.stack([torch.stack(list(of_block(model, blocks(model)[layer], family))) for layer in LAYERS_HERE])


def of_block(model, block, family):
    """For each part [kinds, rows, V]."""
    attention = next(module for name, module in block.named_modules() if name.endswith(("attn", "attention")))
    while inner := next((m for n, m in attention.named_children() if n == "attention"), None):
        attention = inner
    projection = next(module for name, module in attention.named_modules() if name.endswith(PROJECTION))
    yield both(model, projection, before=True, columns=slice_of_head(projection))
    if family in WITHOUT:
        return
    everything = slice(None)
    name = ATTENTION.get(family)
    # What is added to the stream, where the family multiplies that first, is not a module's output; zero and mean are the same.
    yield both(model, block.get_submodule(name) if name else projection, before=False, columns=everything)
    yield both(model, block.get_submodule(LAST.get(family, "mlp")), before=False, columns=everything)


def slice_of_head(projection):
    weight = projection.weight
    # GPT-2's keeps its weights turned.
    width = weight.shape[0] if type(projection).__name__ == "Conv1D" else weight.shape[1]
    size = width // HEADS
    return slice(HEAD * size, (HEAD + 1) * size)


def both(model, module, before, columns):
    """[kinds, rows, V] with columns of the module's input or output held at zero, and at their mean."""
    seen = []
    run(model, module, before, lambda values: seen.append(values.clone()))
    mean = seen[0].reshape(TOKENS, -1)[:, columns].mean(0)
    return torch.stack([run(model, module, before, setter(columns, value)) for value in (0.0, mean)])


def setter(columns, value):
    def change(values):
        changed = values.clone()
        changed[..., columns] = value
        return changed

    return change


def run(model, module, before, change):
    """Logits [rows, V] where `change` gives something else in place of what goes through."""

    def on_input(_, args):
        changed = change(args[0])
        return None if changed is None else (changed, *args[1:])

    def on_output(_, args, output):
        changed = change(output[0] if isinstance(output, tuple) else output)
        if changed is None:
            return None
        return (changed, *output[1:]) if isinstance(output, tuple) else changed

    hook = module.register_forward_pre_hook(on_input) if before else module.register_forward_hook(on_output)
    logits = model(torch.tensor([IDS]), use_cache=False).logits
    hook.remove()
    return logits[0, list(ABLATED_ROWS)]


def check_weights(family):
    """The models have to be those that the references are of."""
    reference = np.fromfile(FIXTURES / family / "reference.f32", dtype="<f4")
    with torch.no_grad():
        logits = make_model(family)(torch.tensor([IDS]), use_cache=False).logits.numpy().reshape(-1)
    assert np.abs(reference[: logits.size] - logits).max() < 1e-4, family


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in FAMILIES:
        check_weights(name)
        logits = ablations(name)
        (FIXTURES / name / "ablations.f32").write_bytes(logits.numpy().astype("<f4").tobytes())
        print(name, list(logits.shape))
