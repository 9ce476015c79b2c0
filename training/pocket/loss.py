"""Cross-entropy over a large vocabulary without ever holding all logits."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .model import Llama

CHUNK_LOGITS = {'cpu': 1024 * 6144, 'cuda': 16384 * 6144}
"""How many logits are held at a time."""


def chunk_loss(logits: Tensor, targets: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Σ weight · cross-entropy of logits [N, V] (natural logarithm), and its gradient by the logits [N, V]."""
    wide = logits.float()
    logs = wide - wide.logsumexp(-1, keepdim=True)
    hit = torch.arange(logits.shape[1], device=logits.device) == targets[:, None]
    loss = -(logs.gather(1, targets[:, None]).squeeze(1) * weights).sum()
    return loss, ((logs.exp() - hit.float()) * weights[:, None]).to(logits.dtype)


@cache
def compiled_chunk_loss() -> Any:
    return torch.compile(chunk_loss)


class LinearCrossEntropy(torch.autograd.Function):
    """
    Σ weight · cross-entropy of softmax(states · matrixᵀ), chunk by chunk. Gradients are made in the forward pass, while a chunk's logits are
    there, rather than computing these twice (as Liger Kernel does: Hsu et al. 2024, 2410.10989).
    """

    @staticmethod
    def forward(ctx: Any, states: Tensor, matrix: Tensor, targets: Tensor, weights: Tensor, compile: bool) -> Tensor:
        """states [N, D], matrix [V, D], targets [N], weights [N] → a number."""
        one = compiled_chunk_loss() if compile else chunk_loss
        size = max(1, CHUNK_LOGITS[states.device.type] // matrix.shape[0])
        narrow = matrix.to(states.dtype)
        states_gradient, matrix_gradient = torch.empty_like(states), torch.zeros_like(matrix)
        total = torch.zeros((), device=states.device)
        for start in range(0, len(states), size):
            part = slice(start, start + size)
            loss, gradient = one(states[part] @ narrow.T, targets[part], weights[part])
            total += loss
            states_gradient[part] = gradient @ narrow
            matrix_gradient += gradient.T @ states[part]
        ctx.save_for_backward(states_gradient, matrix_gradient)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        states_gradient, matrix_gradient = ctx.saved_tensors
        return states_gradient * gradients[0], matrix_gradient * gradients[0], None, None, None


def language_loss(model: Llama, states: Tensor, targets: Tensor, weights: Tensor, compile: bool = False) -> Tensor:
    """Σ weight · −ln p(target) of states [B, T, D], targets and weights [B, T]."""
    return LinearCrossEntropy.apply(states.flatten(0, 1), model.embed_tokens.weight, targets.flatten(), weights.flatten(), compile)


@torch.no_grad()
def token_losses(model: Llama, states: Tensor, targets: Tensor) -> Tensor:
    """−ln p(target), [B, T], of states [B, T, D] and targets [B, T]; the logits of one row are held at a time."""
    rows = zip(states, targets, strict=True)
    with torch.autocast(states.device.type, enabled=False):  # A logit of 30 is off by up to 0.06 in bfloat16.
        return torch.stack([functional.cross_entropy(model.logits(row.float()), aims, reduction='none') for row, aims in rows])
