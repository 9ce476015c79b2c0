"""Chains of comparisons and ages, told out of order."""

from __future__ import annotations

import random
from itertools import pairwise

from ..names import PEOPLE
from ..problem import Problem
from ..text import pick

MORE = {'older': ('younger', 'oldest', 'youngest'), 'taller': ('shorter', 'tallest', 'shortest'), 'faster': ('slower', 'fastest', 'slowest'),
        'heavier': ('lighter', 'heaviest', 'lightest'), 'richer': ('poorer', 'richest', 'poorest')}  # fmt: skip


def order(rng: random.Random) -> Problem:
    """Who is the oldest, and the like. Each sentence makes the chain longer at one end, and so does its thought."""
    people = rng.sample(PEOPLE, rng.choice((3, 4, 4, 5)))
    more, (less, most, least) = rng.choice(list(MORE.items()))
    low = high = rng.randrange(len(people) - 1)
    high += 1
    sentences, thoughts = [], []

    def tell(first: int) -> None:
        a, b = people[first], people[first + 1]
        sentences.append(f'{a} is {more} than {b}.' if rng.random() < 0.5 else f'{b} is {less} than {a}.')
        thoughts.append(' > '.join(people[low : high + 1]))

    tell(low)
    while high - low + 1 < len(people):
        if low and (high == len(people) - 1 or rng.random() < 0.5):
            low -= 1
            tell(low)
        else:
            high += 1
            tell(high - 1)
    which = rng.random()
    if which < 0.4:
        asked, answer = most, people[0]
    elif which < 0.8:
        asked, answer = least, people[-1]
    else:
        asked, answer = f'second {most}', people[1]
    return Problem(f'{" ".join(sentences)} Who is the {asked}?', '\n'.join(thoughts), f'{answer}.', (*sorted(people),))


def ages(rng: random.Random) -> Problem:
    """Ages that hang on one another; the sentences in any order, the thoughts from the known age on."""
    people = rng.sample(PEOPLE, rng.choice((3, 3, 4)))
    age = rng.randrange(4, 60)
    sentences = [pick(rng, '{p} is {n} years old.|{p} is {n}.', p=people[0], n=age)]
    thoughts = [f'{people[0]} {age}']
    steps: list[object] = [age]
    for before, person in pairwise(people):
        step = rng.randrange(2, 10)
        older = age - step < 2 or rng.random() < 0.5
        sentences.append(f'{person} is {step} years {"older" if older else "younger"} than {before}.')
        now = age + step if older else age - step
        thoughts.append(f'{person} {age}{"+" if older else "-"}{step}={now}')
        steps.append(now)
        age = now
    rng.shuffle(sentences)
    return Problem(f'{" ".join(sentences)} How old is {people[-1]}?', '\n'.join(thoughts), str(age), (*steps,))
