"""Muon for the blocks' matrices, AdamW for everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor
from torch.optim import AdamW, Optimizer

from .model import Llama

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of a quintic that drives singular values from (0, 1] to about 1 in five rounds; Jordan's choice."""


def orthogonalise(matrices: Tensor) -> Tensor:
    """About U Vᵀ of each matrix U Σ Vᵀ in [M, R, C] with R ≤ C, by five Newton–Schulz rounds in bfloat16."""
    a, b, c = COEFFICIENTS
    x = matrices.bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        square = x @ x.mT
        x = a * x + torch.baddbmm(square, square, square, beta=b, alpha=c) @ x
    return x


class Muon(Optimizer):
    """
    Momentum, orthogonalised (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/): every direction of a matrix is learned at the same
    speed. `lr` is the size of a step's singular values, times √(rows / columns) of matrices that widen. Matrices of a shape are treated at once.
    """

    def __init__(self, matrices: Iterable[Tensor], lr: float, momentum: float = 0.95, weight_decay: float = 0.0) -> None:
        super().__init__(matrices, {'lr': lr, 'momentum': momentum, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        for group in self.param_groups:
            alike: dict[tuple[int, ...], list[Tensor]] = defaultdict(list)
            for matrix in group['params']:
                alike[tuple(sorted(matrix.shape))].append(matrix)
            for matrices in alike.values():
                self.step_together(matrices, group['lr'], group['momentum'], group['weight_decay'])

    def step_together(self, matrices: list[Tensor], lr: float, momentum: float, weight_decay: float) -> None:
        directions = []
        for matrix in matrices:
            state = self.state[matrix]
            kept = state.setdefault('momentum', torch.zeros_like(matrix))
            kept.lerp_(matrix.grad, 1 - momentum)
            directions.append(matrix.grad.lerp(kept, momentum))  # Nesterov's look ahead
        tall = [matrix.shape[0] > matrix.shape[1] for matrix in matrices]
        updates = orthogonalise(torch.stack([one.T if turn else one for one, turn in zip(directions, tall, strict=True)])).float()
        for matrix, update, turn in zip(matrices, updates, tall, strict=True):
            matrix.mul_(1 - lr * weight_decay)
            widening = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
            matrix.add_(update.T if turn else update, alpha=-lr * widening)


class Optimizers:
    """Both as one. `lr` of each is its `peak` times what the schedule says."""

    def __init__(self, model: Llama, matrix_rate: float, rate: float, weight_decay: float) -> None:
        inner = [weight for name, weight in model.named_parameters() if weight.dim() == 2 and not name.startswith('embed')]
        ids = {id(weight) for weight in inner}
        outer = [weight for weight in model.parameters() if id(weight) not in ids]
        adam = AdamW(outer, lr=rate, betas=(0.9, 0.95), weight_decay=0.0, fused=True)
        self.all: list[tuple[Optimizer, float]] = [(Muon(inner, matrix_rate, weight_decay=weight_decay), matrix_rate), (adam, rate)]

    def step(self, scale: float) -> None:
        """One step at `scale` times the peak rates."""
        for optimizer, peak in self.all:
            for group in optimizer.param_groups:
                group['lr'] = peak * scale
            optimizer.step()

    def state_dict(self) -> list[dict]:
        return [optimizer.state_dict() for optimizer, _ in self.all]

    def load_state_dict(self, states: list[dict]) -> None:
        for (optimizer, _), state in zip(self.all, states, strict=True):
            optimizer.load_state_dict(state)
