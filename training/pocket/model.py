"""
The Llama architecture in plain PyTorch: pre-normalised blocks (RMSNorm), rotary positions, grouped keys and values, SwiGLU, tied embeddings
(Touvron et al. 2023, 2302.13971; grouped queries: Ainslie et al. 2023, 2305.13245). Modules are named as in Hugging Face transformers.

Shapes: B rows, T tokens of a row, D width, H query heads, K key heads, S head size, N keys (those of the past included).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import Shape

QUERY_CHUNK = 128
"""Queries whose scores are computed together where there is no fused operator: later keys are never looked at, and the scores stay in the cache."""


class Norm(nn.Module):
    """Root mean square normalisation, computed in float32 (Zhang & Sennrich 2019, 1910.07467)."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        wide = wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.epsilon)
        return (wide * self.weight).to(x.dtype)


def rotation(shape: Shape, positions: Tensor) -> tuple[Tensor, Tensor]:
    """Cosines and sines, [T, S / 2] each, of the rotary positions (Su et al. 2021, 2104.09864)."""
    exponents = torch.arange(0, shape.head_size, 2, device=positions.device).float() / shape.head_size
    angles = torch.outer(positions.float(), shape.theta**-exponents)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Turns the pairs (i, i + S / 2) of each head: [..., T, S]."""
    a, b = x.chunk(2, -1)
    return torch.cat((a * cosines - b * sines, b * cosines + a * sines), -1)


def attend(queries: Tensor, keys: Tensor, values: Tensor, first: Tensor) -> Tensor:
    """
    Causal attention within documents: query i, the last one lying at the last key, sees the keys from `first` of its token up to itself.

    queries [B, H, T, S], keys and values [B, K, N, S], first [B, T] (int32) → [B, H, T, S]. On CPU softmax between two products is
    faster than PyTorch's fused operator, whose backward pass is slow there.
    """
    grouped = queries.shape[1] // keys.shape[1]
    length, total = queries.shape[2], keys.shape[2]
    past = total - length
    place = torch.arange(total, device=keys.device, dtype=torch.int32)
    if queries.is_cuda:
        seen = (place >= first[:, :, None]) & (place <= place[past:, None])
        keys, values = keys.repeat_interleave(grouped, 1), values.repeat_interleave(grouped, 1)
        return functional.scaled_dot_product_attention(queries, keys, values, seen[:, None])
    rows, _, _, size = queries.shape
    queries = (queries * size**-0.5).view(rows, keys.shape[1], grouped, length, size)
    mixed = []
    for start in range(0, length, QUERY_CHUNK):
        end = min(start + QUERY_CHUNK, length)
        reach = past + end
        chunk = queries[:, :, :, start:end].reshape(rows, keys.shape[1], -1, size)
        scores = (chunk @ keys[:, :, :reach].mT).view(rows, keys.shape[1], grouped, end - start, reach)
        seen = (place[:reach] >= first[:, None, None, start:end, None]) & (place[:reach] <= place[past + start : reach, None])
        weights = scores.float().masked_fill(~seen, float('-inf')).softmax(-1).to(values.dtype)
        mixed.append((weights.flatten(2, 3) @ values[:, :, :reach]).view(rows, keys.shape[1], grouped, end - start, size))
    return torch.cat(mixed, 3).flatten(1, 2)


class Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.head_size = shape.head_size
        self.q_proj = nn.Linear(shape.width, shape.heads * shape.head_size, bias=False)
        self.k_proj = nn.Linear(shape.width, shape.key_heads * shape.head_size, bias=False)
        self.v_proj = nn.Linear(shape.width, shape.key_heads * shape.head_size, bias=False)
        self.o_proj = nn.Linear(shape.heads * shape.head_size, shape.width, bias=False)

    def heads(self, x: Tensor, cosines: Tensor, sines: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries [B, H, T, S], keys and values [B, K, T, S] of x [B, T, D]; queries and keys are turned to their positions."""
        queries, keys, values = (
            project(x).unflatten(-1, (-1, self.head_size)).transpose(1, 2) for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        return rotate(queries, cosines, sines), rotate(keys, cosines, sines), values

    def forward(self, x: Tensor, cosines: Tensor, sines: Tensor, first: Tensor, past: tuple[Tensor, Tensor] | None, start: int) -> Tensor:
        queries, keys, values = self.heads(x, cosines, sines)
        if past is not None:
            end = start + x.shape[1]
            for cache, new in zip(past, (keys, values), strict=True):
                cache[:, :, start:end] = new
            keys, values = (cache[:, :, :end] for cache in past)
        return self.o_proj(attend(queries, keys, values, first).transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """SwiGLU (Shazeer 2020, 2002.05202)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.down_proj = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(functional.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = Norm(shape.width, shape.epsilon)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = Norm(shape.width, shape.epsilon)
        self.mlp = FeedForward(shape)

    def forward(
        self, x: Tensor, cosines: Tensor, sines: Tensor, first: Tensor, past: tuple[Tensor, Tensor] | None = None, start: int = 0
    ) -> Tensor:
        """x [B, T, D] → [B, T, D]. `past`: the keys and values [B, K, ≥ start + T, S] of `start` earlier tokens, to which these are added."""
        x = x + self.self_attn(self.input_layernorm(x), cosines, sines, first, past, start)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """Without the output matrix, which is the embedding's; `loss.py` and `logits` apply it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape.width, shape.epsilon)

    def forward(self, ids: Tensor, first: Tensor | None = None, past: list[tuple[Tensor, Tensor]] | None = None, start: int = 0) -> Tensor:
        """
        The normalised states from which the logits are read, [B, T, D], of ids [B, T].

        `first` [B, T] (int32): where in its row each token's document begins, the row's begin by default. `past`: each layer's keys and
        values of `start` earlier tokens, as `Block` takes them.
        """
        if first is None:
            first = torch.zeros(ids.shape, dtype=torch.int32, device=ids.device)
        cosines, sines = rotation(self.shape, torch.arange(start, start + ids.shape[1], device=ids.device))
        x = self.embed_tokens(ids)
        if torch.is_autocast_enabled(ids.device.type):
            # The residual stream too: half the memory traffic.
            x = x.to(torch.get_autocast_dtype(ids.device.type))
        cosines, sines = cosines.to(x.dtype), sines.to(x.dtype)
        for number, layer in enumerate(self.layers):
            x = layer(x, cosines, sines, first, past[number] if past else None, start)
        return self.norm(x)

    def logits(self, states: Tensor) -> Tensor:
        """float32 logits [..., V] of states [..., D]."""
        return functional.linear(states, self.embed_tokens.weight).float()


def initialise(model: Llama, seed: int) -> None:
    """
    Normal weights, drawn on the CPU so that a seed gives the same model everywhere: 0.02 for the embedding, 1 / √inputs elsewhere, less where
    a block adds to the residual stream, by the number of additions (Radford et al. 2019, GPT-2).
    """
    draw = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        if weight.dim() == 1:
            nn.init.ones_(weight)
            continue
        deviation = 0.02 if name.startswith('embed') else weight.shape[1] ** -0.5
        if name.endswith(('o_proj.weight', 'down_proj.weight')):
            deviation /= (2 * model.shape.layers) ** 0.5
        with torch.no_grad():
            weight.copy_(torch.randn(weight.shape, generator=draw) * deviation)
