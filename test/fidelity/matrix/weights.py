"""Adds to the matrix the vectors that one weight of attention is made from.

    python test/fidelity/matrix/weights.py

Writes test/fixtures/matrix/FAMILY/weights.f32 for every family whose attention transformers computes by an interface: little-endian
float32, for each layer and each of HEADS heads what attention is given for query QUERY and key KEY: q [D], k [D], v [D], its
scale [1], and what comes out for the head [D]. Keys and values of a head are those of the key head that it shares.
"""

import torch
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask
from transformers.models.llama.modeling_llama import eager_attention_forward, repeat_kv

from folder import FIXTURES
from models import FAMILIES, HEADS, make_model
from reference import IDS

QUERY, KEY = 23, 20
# Their weights are not the softmax of scaled products alone, or attention is computed in another way.
WITHOUT = ("bloom", "gemma2", "gpt-oss", "bigcode", "falcon", "gptneo")
seen = []


def spying(module, query, key, value, attention_mask, scaling, dropout=0.0, **kwargs):
    groups = query.shape[1] // key.shape[1]
    module.num_key_value_groups = groups
    output, weights = eager_attention_forward(module, query, key, value, attention_mask, scaling, dropout)
    keys, values = repeat_kv(key, groups), repeat_kv(value, groups)
    for head in range(HEADS):
        seen.extend([query[0, head, QUERY], keys[0, head, KEY], values[0, head, KEY], torch.tensor([scaling])])
        seen.append(output[0, QUERY, head])
    return output, weights


AttentionInterface.register("spying", spying)
AttentionMaskInterface.register("spying", eager_mask)


@torch.no_grad()
def vectors(family):
    """[layers × heads × (4 D + 1)]"""
    seen.clear()
    model = make_model(family, "eager")
    model.set_attn_implementation("spying")
    spied = model(torch.tensor([IDS]), use_cache=False).logits
    assert torch.allclose(spied, make_model(family)(torch.tensor([IDS]), use_cache=False).logits, atol=1e-4), family
    return torch.cat(seen)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in FAMILIES:
        if name in WITHOUT:
            continue
        numbers = vectors(name)
        (FIXTURES / name / "weights.f32").write_bytes(numbers.numpy().astype("<f4").tobytes())
        print(name, numbers.numel())
