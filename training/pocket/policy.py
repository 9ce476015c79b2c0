"""What is learned from samples: the clipped loss of the policy, on samples packed in rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import config
from .batches import pack_whole
from .rollouts import Rollout


@dataclass
class PackedRollouts:
    """[B, T] each: ids, successors, first places of samples; advantage and surprisal when drawn, of tokens that were; which were (as 0 or 1)."""

    ids: Tensor
    targets: Tensor
    first: Tensor
    advantages: Tensor
    surprisal: Tensor
    drawn: Tensor


def pack_rollouts(rollouts: list[Rollout], length: int, rows_at_once: int) -> PackedRollouts:
    """Samples in rows, as many as fill whole passes of `rows_at_once`."""
    columns: list[list[np.ndarray]] = [[], [], [], [], []]
    for one in rollouts:
        whole = one.prompt + one.sample.written
        before, count = len(one.prompt) - 1, len(one.sample.written)
        parts = (
            whole[:-1],
            whole[1:],
            [0.0] * before + [one.advantage] * count,
            [0.0] * before + one.sample.surprisal,
            [0.0] * before + [1.0] * count,
        )
        for column, part in zip(columns, parts, strict=True):
            column.append(np.array(part))
    order, first = pack_whole(np.array([len(part) for part in columns[0]]), length, rows_at_once)
    shaped = [torch.from_numpy(np.append(np.concatenate(column), 0)[order].reshape(-1, length)) for column in columns]
    ids, targets = (column.long() for column in shaped[:2])
    return PackedRollouts(ids, targets, torch.from_numpy(first.reshape(-1, length)), *(column.float() for column in shaped[2:]))


def policy_loss(surprisal: Tensor, packed: PackedRollouts, start: Tensor | None, settings: config.Grpo) -> tuple[Tensor, Tensor, Tensor]:
    """
    −Σ min(ratio · A, clipped ratio · A) + weight · divergence over drawn tokens, all [B, T]; and how many were clipped, and Σ divergence. `surprisal` now,
    `start` that of the model that training began with; the divergence is estimated as Schulman's k3, e^d − d − 1.
    """
    ratio = (packed.surprisal - surprisal).exp()
    clipped = ratio.clamp(1 - settings.clip, 1 + settings.clip)
    loss = -torch.minimum(ratio * packed.advantages, clipped * packed.advantages)
    cut = ((clipped * packed.advantages < ratio * packed.advantages) * packed.drawn).sum()
    further = torch.zeros((), device=surprisal.device)
    if start is not None:
        ahead = surprisal - start
        divergence = (ahead.exp() - ahead - 1) * packed.drawn
        loss, further = loss + settings.divergence * divergence, divergence.sum()
    return (loss * packed.drawn).sum(), cut, further.detach()
