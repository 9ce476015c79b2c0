"""Questions, what a model writes on them, and how much better than its group each sample was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from .chat import END_THINK, prompt
from .generate import Sample, Sampling, generate
from .microworld.problem import Problem, Split
from .microworld.tasks import FAMILIES
from .model import Llama

REASONING = [name for name, family in FAMILIES.items() if family.reasoning]


@dataclass
class Rollout:
    """A sample with its prompt, its reward, and its advantage within its group."""

    family: str
    prompt: list[int]
    sample: Sample
    reward: float
    advantage: float


class Curriculum:
    """How often each family is asked: the more, the more often right and wrong answers meet in a group (their variance, p · (1 − p))."""

    def __init__(self) -> None:
        self.right = dict.fromkeys(REASONING, 0.5)
        """Share of right answers, a running mean."""

    def draw(self, rng: random.Random, count: int, split: Split = 'train') -> list[tuple[str, Problem]]:
        weights = [share * (1 - share) + 0.004 for share in self.right.values()]
        names = rng.choices(list(self.right), weights, k=count)
        return [(name, FAMILIES[name].make(rng, split)) for name in names]

    def learn(self, asked: torch.Tensor, right: torch.Tensor) -> None:
        """From how many samples of each family there were, and how many were right."""
        for place, name in enumerate(self.right):
            if asked[place]:
                weight = min(0.5, asked[place].item() / 64)
                self.right[name] += weight * ((right[place] / asked[place]).item() - self.right[name])


def reward(problem: Problem, sample: Sample, text: str) -> float:
    """1 for a right answer after one block of thoughts, ended by the model itself; else 0."""
    return float(sample.ended and text.count(END_THINK) == 1 and problem.is_right(text))


def advantages(rewards: Sequence[float]) -> list[float]:
    """Group-relative advantage, (r − mean) / standard deviation: all 0 where rewards are equal (DeepSeekMath: Shao et al. 2024, 2402.03300)."""
    mean = sum(rewards) / len(rewards)
    deviation = (sum((one - mean) ** 2 for one in rewards) / len(rewards)) ** 0.5
    return [(one - mean) / deviation if deviation else 0.0 for one in rewards]


def roll_out(
    model: Llama,
    tokenizer: Tokenizer,
    problems: list[tuple[str, Problem]],
    samples: int,
    most_tokens: int,
    seed: int,
    temperature: float = 1.0,
) -> list[list[Rollout]]:
    """A group of samples, with thoughts, for each problem."""
    prompts = [tokenizer.encode(prompt(problem.question, True, problem.system), add_special_tokens=False).ids for _, problem in problems]
    written = generate(model, prompts, Sampling(temperature, most_tokens, seed), samples)
    groups = []
    for (family, problem), asked, group in zip(problems, prompts, written, strict=True):
        rewards = [reward(problem, sample, tokenizer.decode(sample.ids, skip_special_tokens=False)) for sample in group]
        better = advantages(rewards)
        groups.append([Rollout(family, asked, *one) for one in zip(group, rewards, better, strict=True)])
    return groups
