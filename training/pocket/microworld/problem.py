"""What a task is: a question, the thoughts that lead to the answer, and how a given answer is judged."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

Split = Literal['train', 'held_out']
Language = Literal['en', 'zh']
Verify = Callable[[str, str], bool]

HELD_OUT_SHARE = 10
"""One key in this many is held out: enough different questions for a test, few enough not to be missed in training."""


def held_out(*key: object) -> bool:
    """Whether what the key names is kept from training. Depends on the key alone, never on a seed."""
    digest = hashlib.blake2b('\x1f'.join(map(str, key)).encode(), digest_size=4).digest()
    return int.from_bytes(digest, 'big') % HELD_OUT_SHARE == 0


def normalise(text: str) -> str:
    """An answer without what does not matter: case, white space at the ends and in runs, and a final full stop."""
    return re.sub(r'\s+', ' ', text).strip().rstrip('.。').casefold()


def equal(given: str, answer: str) -> bool:
    return normalise(given) == normalise(answer)


@dataclass(frozen=True)
class Problem:
    """
    One exercise.

    `key` holds what is asked without how it is asked (the two numbers of a sum, say): training and test share no key.
    `system` is the system prompt, if any. `verify(given, answer)` judges an answer; both are texts after `</think>`.
    """

    question: str
    thoughts: str
    answer: str
    key: tuple[object, ...]
    system: str | None = None
    verify: Verify = equal

    def is_right(self, text: str) -> bool:
        """Whether a model's text, thoughts and all, ends in a right answer."""
        return self.verify(text.rpartition('</think>')[2], self.answer)


@dataclass(frozen=True)
class Family:
    """
    Exercises of one kind. `reasoning`: thoughts are needed to be right. `memorised`: what is asked has to be known by heart,
    so that tests ask what training taught; all other families hold one key in ten out.
    """

    name: str
    language: Language
    reasoning: bool
    draw: Callable[[random.Random], Problem]
    memorised: bool = False

    def make(self, rng: random.Random, split: Split) -> Problem:
        """A fresh exercise of that split: draws until one has a key on that side."""
        while True:
            problem = self.draw(rng)
            problem = replace(problem, key=(self.name, *problem.key))
            if self.memorised or held_out(*problem.key) == (split == 'held_out'):
                return problem
