"""The training loop of pretraining and fine-tuning: resumable, and stopped by SIGINT, SIGTERM or a time limit without loss."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from . import config
from .batches import END_OF_TEXT, Stream
from .log import Log
from .loss import language_loss, token_losses
from .model import Llama
from .optimizer import Optimizers
from .parallel import Workers
from .stopping import stop_signals

VALID_LENGTH = 512
TELL_EVERY = 20
"""Steps between two lines on the screen."""

PROGRESS = ('step', 'tokens', 'seconds', 'total', 'decay_from')
"""What a checkpoint keeps of a run besides weights and optimizers."""


def choose_device(name: str | None) -> torch.device:
    return torch.device(name or ('cuda' if torch.cuda.is_available() else 'cpu'))


def half_precision(device: torch.device) -> torch.autocast:
    """bfloat16 where it is safe; weights and sums stay float32."""
    return torch.autocast(device.type, torch.bfloat16)


def rate_scale(recipe: config.Recipe, step: int, tokens: int, decay_from: int, total: int) -> float:
    """The share of the peak rates at a step, `tokens` having been seen."""
    falling = (total - tokens) / max(1, total - decay_from)
    return min(1.0, (step + 1) / recipe.warmup, falling)


@torch.no_grad()
def bits_per_byte(model: Llama, stream: Stream, sizes: torch.Tensor, rows: int, length: int, at_once: int) -> float:
    """Surprisal in bits over UTF-8 bytes of the stream's first rows; documents' first tokens and end tokens are not counted."""
    device = model.embed_tokens.weight.device
    surprisal, total = 0.0, 0
    for start in range(0, rows, at_once):
        batch = stream.batch(start * length, min(at_once, rows - start), length).part(slice(None), device)
        counted = (batch.weights > 0) & (batch.targets != END_OF_TEXT)
        losses = token_losses(model, model(batch.ids, batch.first), batch.targets)
        surprisal += losses[counted].sum().item()
        total += sizes.to(device)[batch.targets[counted]].sum().item()
    return surprisal / math.log(2) / total


@dataclass
class Trainer:
    """
    Trains `model` on `total` tokens of `stream`, those of all rounds counted. `valid`: streams whose bits per byte are logged, by name.
    `milestones`: what to do once so many tokens were seen. The workers share each step's rows, and all take the same step.
    """

    workers: Workers
    model: Llama
    stream: Stream
    recipe: config.Recipe
    total: int
    folder: Path
    valid: dict[str, Stream]
    token_bytes: torch.Tensor
    milestones: dict[int, Callable[[Llama], None]]
    compile: bool = True

    def __post_init__(self) -> None:
        self.device = self.model.embed_tokens.weight.device
        self.optimizers = Optimizers(self.model, self.recipe.matrix_rate, self.recipe.rate, self.recipe.weight_decay)
        self.step, self.tokens, self.seconds = 0, 0, 0.0
        self.decay_from = round(self.total * (1 - self.recipe.decay))
        self.origin: str | None = None
        self.stop_asked = self.stopping = False
        # All gradients in one piece, so that the workers add them up at once; behind them the loss, and whether one of them was asked to stop.
        weights = list(self.model.parameters())
        self.shared = torch.zeros(sum(weight.numel() for weight in weights) + 2, device=self.device)
        for weight, part in zip(weights, self.shared[:-2].split([weight.numel() for weight in weights]), strict=True):
            weight.grad = part.view_as(weight)
        if self.compile:
            for layer in self.model.layers:
                layer.compile(dynamic=False)  # All layers share one graph for each row length.

    @property
    def checkpoint(self) -> Path:
        return self.folder / 'checkpoint.pt'

    def save(self, name: str = 'checkpoint.pt') -> None:
        """Everything that is needed to go on. There is no random state: weights are drawn once, and the stream's order is fixed."""
        if self.workers.rank:
            return
        state = {
            'model': self.model.state_dict(),
            'optimizers': self.optimizers.state_dict(),
            **{key: getattr(self, key) for key in (*PROGRESS, 'origin')},
        }
        partial = self.folder / f'{name}.partial'
        torch.save(state, partial)
        os.replace(partial, self.folder / name)

    def load(self, path: Path) -> dict[str, Any]:
        """Goes on from a checkpoint, whatever device it was made on, and with its plan."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state['model'])
        self.optimizers.load_state_dict(state['optimizers'])
        for key in PROGRESS:
            setattr(self, key, state[key])
        return state

    def train_step(self) -> tuple[float, float]:
        """→ mean loss of the tokens learned from, and the share of the peak rates."""
        kind = self.device.type
        length = config.CONTEXTS[self.step % len(config.CONTEXTS)]
        rows = config.BATCH_TOKENS[kind] // length
        batch = self.stream.batch(self.tokens, rows, length)
        counted = batch.weights.sum().item()
        at_once = config.MICRO_TOKENS[kind] // length
        self.shared.zero_()
        for start in range(self.workers.rank * at_once, rows, self.workers.count * at_once):
            part = batch.part(slice(start, start + at_once), self.device)
            with half_precision(self.device):
                states = self.model(part.ids, part.first)
            one = language_loss(self.model, states, part.targets, part.weights / counted, self.compile)
            one.backward()
            self.shared[-2] += one.detach()
        self.shared[-1] = self.stop_asked
        self.workers.sum(self.shared)
        loss, self.stopping = self.shared[-2].item(), bool(self.shared[-1])
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        scale = rate_scale(self.recipe, self.step, self.tokens, self.decay_from, self.total)
        self.optimizers.step(scale)
        self.step += 1
        self.tokens += rows * length
        return loss, scale

    def validate(self) -> dict[str, float]:
        at_once = config.MICRO_TOKENS[self.device.type] // VALID_LENGTH
        found = torch.zeros(len(self.valid))
        with half_precision(self.device):
            for place, stream in list(enumerate(self.valid.values()))[self.workers.rank :: self.workers.count]:
                rows = min(config.VALID_ROWS, len(stream) // VALID_LENGTH)
                found[place] = bits_per_byte(self.model, stream, self.token_bytes, rows, VALID_LENGTH, at_once)
        return dict(zip(self.valid, self.workers.sum(found).tolist(), strict=True))

    def run(self, minutes: float | None = None) -> bool:
        """Trains up to the end, or for some minutes; → whether it came to the end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        begun = saved = time.monotonic()
        before = self.seconds
        with stop_signals(self), Log(None if self.workers.rank else self.folder / 'log.csv', self.columns, self.step) as log:
            if self.tokens == 0:
                self.reach_milestones(-1)
                self.tell(log, {'rate': 0.0}, self.validate())
            while self.tokens < self.total and not self.stopping:
                seen = self.tokens
                loss, scale = self.train_step()
                now = time.monotonic()
                self.seconds = before + now - begun
                valid_due = self.tokens // config.VALID_EVERY > seen // config.VALID_EVERY or self.tokens >= self.total
                self.tell(log, {'rate': scale, 'loss': loss}, self.validate() if valid_due else {})
                self.reach_milestones(seen)
                if seen < self.decay_from <= self.tokens:
                    self.save('before_decay.pt')
                if now - saved > 60 * config.CHECKPOINT_MINUTES:
                    self.save()
                    saved = now
                self.stop_asked |= minutes is not None and now - begun > 60 * minutes
            self.save()
        return self.tokens >= self.total

    @property
    def columns(self) -> list[str]:
        return ['step', 'tokens', 'seconds', 'rate', 'loss', *(f'bits_per_byte_{name}' for name in self.valid)]

    def tell(self, log: Log, figures: dict[str, float], valid: dict[str, float]) -> None:
        log.write(
            {
                'step': self.step,
                'tokens': self.tokens,
                'seconds': self.seconds,
                **figures,
                **{f'bits_per_byte_{name}': value for name, value in valid.items()},
            }
        )
        if self.workers.rank == 0 and (valid or self.step % TELL_EVERY == 0):
            told = {**figures, **valid, 'tokens/s': self.tokens / max(1.0, self.seconds)}
            print(f'{self.tokens / 1e6:8.2f} M tokens', *(f'{name} {value:,.4g}' for name, value in told.items()), sep='  ', flush=True)

    def reach_milestones(self, seen: int) -> None:
        for tokens, reached in self.milestones.items():
            if seen < tokens <= self.tokens and self.workers.rank == 0:
                reached(self.model)
