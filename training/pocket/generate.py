"""Writes on from many prompts at once, with a cache of keys and values. Prompts are padded on the left; samples of one prompt share its reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from . import config
from .folder import END_TOKENS, PADDING
from .model import Llama


@dataclass
class Sample:
    """What was written after a prompt."""

    ids: list[int]
    """Without the end token."""
    end: int | None
    """The end token that was written; none where as many tokens were written as allowed."""
    surprisal: list[float]
    """−ln p of each token, the end token's last, at the temperature that was drawn with (1 for greedy choice)."""
    entropy: list[float]
    """Of the distribution each was drawn from, natural logarithm."""

    @property
    def ended(self) -> bool:
        return self.end is not None

    @property
    def written(self) -> list[int]:
        """The end token too."""
        return self.ids if self.end is None else [*self.ids, self.end]


@dataclass(frozen=True)
class Sampling:
    """Temperature 0 is greedy choice. No cut by rank or mass: what is drawn from is the model's own distribution."""

    temperature: float = 0.0
    most_tokens: int = 256
    seed: int = 0


@torch.no_grad()
def generate(
    model: Llama, prompts: Sequence[list[int]], sampling: Sampling, samples: int = 1, rows_at_once: int | None = None
) -> list[list[Sample]]:
    """`samples` of each prompt, in the prompts' order. Prompts of about the same length are read together."""
    device = model.embed_tokens.weight.device
    draw = torch.Generator(device).manual_seed(sampling.seed)
    order = sorted(range(len(prompts)), key=lambda place: len(prompts[place]))
    at_once = max(1, (rows_at_once or config.GENERATE_ROWS[device.type]) // samples)
    written: list[list[Sample]] = [[] for _ in prompts]
    for start in range(0, len(order), at_once):
        places = order[start : start + at_once]
        rows = _continue(model, [prompts[place] for place in places], sampling, samples, draw)
        for number, row in enumerate(rows):
            written[places[number // samples]].append(row)
    return written


def _continue(model: Llama, prompts: list[list[int]], sampling: Sampling, samples: int, draw: torch.Generator) -> list[Sample]:
    """One batch: `samples` rows of each prompt, those of a prompt together."""
    device = model.embed_tokens.weight.device
    longest = max(map(len, prompts))
    capacity = min(longest + sampling.most_tokens, model.shape.context)
    ids = torch.tensor([[PADDING] * (longest - len(prompt)) + prompt for prompt in prompts], device=device)
    begin = torch.tensor([longest - len(prompt) for prompt in prompts], dtype=torch.int32, device=device)
    past = empty_past(model, len(prompts), capacity)
    # A padded place sees itself, so that its softmax has something to weigh; nobody sees it.
    first = torch.minimum(begin[:, None], torch.arange(longest, dtype=torch.int32, device=device))
    states = model(ids, first, past)[:, -1]
    rows = torch.arange(len(prompts), device=device).repeat_interleave(samples)
    states, begin, past = states[rows], begin[rows], [(keys[rows], values[rows]) for keys, values in past]
    ends = torch.tensor(END_TOKENS, device=device)
    most = capacity - longest
    tokens = torch.zeros(len(rows), most, dtype=torch.int64, device=device)
    surprisal, entropy = torch.zeros(2, len(rows), most, device=device)
    length = torch.zeros(len(rows), dtype=torch.int64, device=device)
    ended = torch.zeros(len(rows), dtype=torch.bool, device=device)
    live = torch.arange(len(rows), device=device)
    for step in range(most):
        chosen, surprisal[live, step], entropy[live, step] = choose(model.logits(states), sampling.temperature, draw)
        tokens[live, step] = chosen
        length[live] += ~ended[live]
        ended[live] |= torch.isin(chosen, ends)
        going = ~ended[live]
        left = int(going.sum())
        if left == 0 or step + 1 == most:
            break
        if left <= 0.75 * len(live):  # Copying the cache costs about as much as a step.
            live, chosen, begin = live[going], chosen[going], begin[going]
            past = [(keys[going], values[going]) for keys, values in past]
        states = model(chosen[:, None], begin[:, None], past, longest + step)[:, -1]
    columns = (column.tolist() for column in (tokens, length, ended, surprisal, entropy))
    return [
        Sample(ids[: size - end], ids[size - 1] if end else None, one[:size], spread[:size])
        for ids, size, end, one, spread in zip(*columns, strict=True)
    ]


def empty_past(model: Llama, rows: int, capacity: int) -> list[tuple[Tensor, Tensor]]:
    """Room for each layer's keys and values, [rows, K, capacity, S]."""
    device, shape = model.embed_tokens.weight.device, model.shape
    dtype = torch.get_autocast_dtype(device.type) if torch.is_autocast_enabled(device.type) else torch.float32
    size = (rows, shape.key_heads, capacity, shape.head_size)
    return [(torch.zeros(size, dtype=dtype, device=device), torch.zeros(size, dtype=dtype, device=device)) for _ in range(shape.layers)]


def choose(logits: Tensor, temperature: float, draw: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Of logits [B, V]: a token, its surprisal, and the entropy of what it was drawn from, [B] each."""
    logs = torch.log_softmax(logits / (temperature or 1.0), -1)
    shares = logs.exp()
    if temperature == 0:
        chosen = logs.argmax(-1)
    else:
        sums = shares.cumsum(-1)
        mark = torch.rand(len(sums), 1, device=sums.device, generator=draw) * sums[:, -1:]
        chosen = torch.searchsorted(sums, mark, right=True).squeeze(1).clamp_(max=logits.shape[-1] - 1)
    return chosen, -logs.gather(1, chosen[:, None]).squeeze(1), -(shares * logs).sum(-1)
