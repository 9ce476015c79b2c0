"""
Reinforcement learning with verifiable rewards, GRPO: `python -m pocket.grpo`. From the stage chat to the stage reasoning; the same command goes on
from where it was stopped. Curves go to run/grpo/curves.csv.

For each question a group of samples is drawn; each is rewarded for a right answer, and made likelier by as much as it was better than its group
(Shao et al. 2024, 2402.03300), within a clipped ratio of its probability now and when it was drawn (Schulman et al. 2017, 1707.06347). Every token counts the same
(Yu et al. 2025, 2503.14476).
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import time
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from . import config, folder
from .log import Log
from .loss import language_loss, token_losses
from .microworld.tasks import FAMILIES
from .model import Llama
from .parallel import Workers, default_processes, launch
from .policy import PackedRollouts, pack_rollouts, policy_loss
from .rollouts import REASONING, Curriculum, Rollout, roll_out
from .stopping import stop_signals
from .trainer import choose_device, half_precision

LENGTH = 512
COLUMNS = ['step', 'seconds', 'reward', 'tokens', 'entropy', 'equal_groups', 'clipped', 'divergence', 'held_out']


class Grpo:
    def __init__(
        self, workers: Workers, model: Llama, tokenizer: Tokenizer, settings: config.Grpo, run_folder: Path, compile: bool = True
    ) -> None:
        self.workers, self.model, self.tokenizer, self.settings = workers, model, tokenizer, settings
        self.run_folder, self.compile = run_folder, compile
        self.device = model.embed_tokens.weight.device
        self.start = copy.deepcopy(model).requires_grad_(False) if settings.divergence else None
        self.sampler = Llama(model.shape)
        """Reads the same weights, but without compiled layers, since what it reads has ever other sizes."""
        self.sampler.load_state_dict(model.state_dict(), assign=True)
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=settings.rate, betas=(0.9, 0.95), weight_decay=0.0, fused=True)
        self.curriculum = Curriculum()
        self.step, self.seconds, self.stop_asked = 0, 0.0, False
        if compile:
            for layer in model.layers:
                layer.compile(dynamic=False)

    @property
    def checkpoint(self) -> Path:
        return self.run_folder / 'checkpoint.pt'

    def save(self) -> None:
        """Questions and samples are drawn by the step's number, so that there is no random state to keep."""
        if self.workers.rank:
            return
        state = {'model': self.model.state_dict(), 'optimizer': self.optimizer.state_dict(), 'right': self.curriculum.right}
        partial = self.checkpoint.with_suffix('.partial')
        torch.save(state | {'step': self.step, 'seconds': self.seconds}, partial)
        os.replace(partial, self.checkpoint)

    def load(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state['model'])
        self.optimizer.load_state_dict(state['optimizer'])
        self.curriculum.right, self.step, self.seconds = state['right'], state['step'], state['seconds']

    def train_step(self) -> dict[str, float]:
        """Draws, compares, and takes the optimizer steps; → figures for the log."""
        rng = random.Random(f'{config.GRPO_SEED} {self.step}')
        drawn = self.curriculum.draw(rng, self.settings.questions)
        seed = rng.randrange(2**31) + self.workers.rank
        mine = drawn[self.workers.rank :: self.workers.count]
        groups = roll_out(self.sampler, self.tokenizer, mine, self.settings.samples, self.settings.most_tokens, seed)
        samples = [one for group in groups for one in group]
        by_family = torch.zeros(2, len(REASONING))
        for one in samples:
            by_family[:, REASONING.index(one.family)] += torch.tensor([1.0, one.reward])
        written = sum(len(one.sample.surprisal) for one in samples)
        sums = [
            len(samples),
            sum(one.reward for one in samples),
            written,
            sum(sum(one.sample.entropy) for one in samples),
            len(groups),
            sum(all(one.advantage == 0 for one in group) for group in groups),
        ]
        count, rewards, tokens, entropy, asked, equal = self.workers.sum(torch.tensor(sums, dtype=torch.float64)).tolist()
        self.curriculum.learn(*self.workers.sum(by_family))
        useful = [group for group in groups if any(one.advantage for one in group)]
        cut = further = 0.0
        for update in range(self.settings.updates):
            part = [one for group in useful[update :: self.settings.updates] for one in group]
            cut_now, further_now = self.update(part)
            cut, further = cut + cut_now, further + further_now
        self.step += 1
        return {
            'reward': rewards / count,
            'tokens': tokens / count,
            'entropy': entropy / tokens,
            'equal_groups': equal / asked,
            'clipped': cut / self.settings.updates,
            'divergence': further / self.settings.updates,
        }

    def update(self, rollouts: list[Rollout]) -> tuple[float, float]:
        """One optimizer step; → shares of clipped tokens, and divergence per token."""
        self.optimizer.zero_grad()
        rows = config.GRPO_ROWS[self.device.type]
        weights = list(self.model.parameters())
        figures = torch.zeros(3)
        figures[0] = sum(len(one.sample.surprisal) for one in rollouts)
        packed = pack_rollouts(rollouts, LENGTH, rows) if rollouts else None
        for start in range(0, len(packed.ids) if packed else 0, rows):
            part = PackedRollouts(*(column[start : start + rows].to(self.device) for column in vars(packed).values()))
            with half_precision(self.device):
                states = self.model(part.ids, part.first)
                before = token_losses(self.start, self.start(part.ids, part.first), part.targets) if self.start else None
                surprisal = token_losses(self.model, states, part.targets).requires_grad_()
            loss, cut, further = policy_loss(surprisal, part, before, self.settings)
            # A loss of the surprisals has the gradient of a weighted sum of them, which is how it is taken through the vocabulary.
            (slope,) = torch.autograd.grad(loss, surprisal)
            language_loss(self.model, states, part.targets, slope, self.compile).backward()
            figures += torch.tensor([0.0, cut.item(), further.item()])
        self.workers.sum(figures)
        if figures[0] == 0:
            return 0.0, 0.0
        shared = torch.cat([torch.zeros_like(weight).flatten() if weight.grad is None else weight.grad.flatten() for weight in weights])
        self.workers.sum(shared).div_(figures[0].item())
        for weight, gradient in zip(weights, shared.split([weight.numel() for weight in weights]), strict=True):
            weight.grad = gradient.view_as(weight)
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        for group in self.optimizer.param_groups:
            group['lr'] = self.settings.rate * min(1.0, (self.step + 1) / self.settings.warmup)
        self.optimizer.step()
        return (figures[1] / figures[0]).item(), (figures[2] / figures[0]).item()

    def held_out(self) -> float:
        """Share of right greedy answers on held-out questions, the same ones every time."""
        rng = random.Random(f'{config.GRPO_SEED} held out')
        problems = [(name, FAMILIES[name].make(rng, 'held_out')) for name in REASONING for _ in range(self.settings.held_out_questions)]
        mine = problems[self.workers.rank :: self.workers.count]
        groups = roll_out(self.sampler, self.tokenizer, mine, 1, self.settings.most_tokens, seed=0, temperature=0.0)
        right = torch.tensor([sum(group[0].reward for group in groups), len(groups)], dtype=torch.float64)
        return (self.workers.sum(right)[0] / right[1]).item()

    def run(self, minutes: float | None = None) -> bool:
        """Trains up to the end, or for some minutes; → whether it came to the end."""
        self.run_folder.mkdir(parents=True, exist_ok=True)
        begun = saved = time.monotonic()
        before = self.seconds
        stopping = torch.zeros(1)
        with stop_signals(self), Log(None if self.workers.rank else self.run_folder / 'curves.csv', COLUMNS, self.step) as log:
            if self.step == 0:
                self.tell(log, {'held_out': self.held_out()})
            while self.step < self.settings.steps and not stopping:
                figures = self.train_step()
                if self.step % self.settings.held_out_every == 0 or self.step == self.settings.steps:
                    figures['held_out'] = self.held_out()
                now = time.monotonic()
                self.seconds = before + now - begun
                self.tell(log, figures)
                if now - saved > 60 * config.CHECKPOINT_MINUTES:
                    self.save()
                    saved = now
                self.stop_asked |= minutes is not None and now - begun > 60 * minutes
                stopping = self.workers.sum(torch.tensor([float(self.stop_asked)]))
            self.save()
        return self.step >= self.settings.steps

    def tell(self, log: Log, figures: dict[str, float]) -> None:
        log.write({'step': self.step, 'seconds': self.seconds, **figures})
        if self.workers.rank == 0:
            print(
                f'{self.step:4} steps',
                *(f'{name} {value:.3g}' for name, value in figures.items()),
                f'{self.seconds:.0f} s',
                sep='  ',
                flush=True,
            )


def train(workers: Workers, arguments: argparse.Namespace) -> None:
    stage = arguments.stages / 'chat'
    model = folder.load(stage, choose_device(arguments.device))
    grpo = Grpo(workers, model, folder.load_tokenizer(stage), replace(config.GRPO, steps=arguments.steps), arguments.run)
    if grpo.checkpoint.exists():
        grpo.load()
    if grpo.run(arguments.minutes) and workers.rank == 0:
        folder.save(model, arguments.stages / 'reasoning')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--steps', type=int, default=config.GRPO.steps)
    parser.add_argument('--minutes', type=float, help='stop after so many, to go on later')
    parser.add_argument('--device', help='cpu or cuda; by default the GPU where there is one')
    parser.add_argument('--processes', type=int, help='by default one for each core, or one for a GPU')
    parser.add_argument('--stages', type=Path, default=config.STAGES, help='where the models are and go')
    parser.add_argument('--run', type=Path, default=config.RUN / 'grpo', help='where checkpoint and curves go')
    arguments = parser.parse_args()
    launch(train, arguments, processes=arguments.processes or default_processes(choose_device(arguments.device)))


if __name__ == '__main__':
    main()
