"""Small helpers of wording, shared by stories and tasks."""

from __future__ import annotations

import random
from collections.abc import Sequence


def pick(rng: random.Random, wordings: str, **values: object) -> str:
    """One of the wordings, which `|` parts, with its fields filled in."""
    return rng.choice(wordings.split('|')).format(**values)


def article(noun: str) -> str:
    """`a cat`, `an owl`."""
    return ('an ' if noun[0] in 'aeiou' else 'a ') + noun


def listed(words: Sequence[object], last: str = ' and ') -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return ''.join(map(str, words))
    return ', '.join(map(str, words[:-1])) + last + str(words[-1])


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
