"""Sums, differences and products of whole numbers, written column by column with what is carried or borrowed."""

from __future__ import annotations

import random

from ..names import BOYS, GIRLS
from ..problem import Problem
from ..text import pick
from ..things import COUNTED


def columns(a: int, b: int, carry: str = ' carry 1') -> str:
    """
    The written addition of a and b. Every line is one look-up, and restates what is known of the result:
    `478+085`, `8+5=13, 3 carry 1`, `7+8+1=16, 63 carry 1`, `4+0+1=5, 563`.
    """
    width = len(str(max(a, b)))
    first, second = str(a).zfill(width), str(b).zfill(width)
    lines, result, carried = [f'{first}+{second}'], '', 0
    for place in range(width - 1, -1, -1):
        total = int(first[place]) + int(second[place]) + carried
        left = f'{first[place]}+{second[place]}' + ('+1' if carried else '')
        carried = total // 10 if place else 0
        result = (str(total % 10) if place else str(total)) + result
        lines.append(f'{left}={total}, {result}{carry if carried else ""}')
    return '\n'.join(lines)


def borrowing(a: int, b: int, borrow: str = ' borrow 1') -> str:
    """
    The written subtraction b from a, a ≥ b: `532-285`, `2-5: 12-5=7, 7 borrow 1`, `3-1-8: 13-1-8=4, 47 borrow 1`, `5-1-2=2, 247`.
    """
    width = len(str(a))
    first, second = str(a), str(b).zfill(width)
    lines, result, borrowed = [f'{first}-{second}'], '', 0
    for place in range(width - 1, -1, -1):
        taken = ('-1' if borrowed else '') + f'-{second[place]}'
        rest = int(first[place]) - borrowed - int(second[place])
        left = f'{first[place]}{taken}'
        if borrowed := int(rest < 0):
            rest += 10
            left += f': 1{left}'
        result = str(rest) + result
        lines.append(f'{left}={rest}, {result}{borrow if borrowed else ""}')
    return '\n'.join(lines)


def digits(rng: random.Random, lengths: str = '12233') -> int:
    """A number whose length is drawn from `lengths`."""
    length = int(rng.choice(lengths))
    return rng.randrange(10 ** (length - 1) if length > 1 else 1, 10**length)


def addition(rng: random.Random) -> Problem:
    a, b = digits(rng, '12333'), digits(rng)
    if rng.random() < 0.5:
        a, b = b, a
    question = pick(
        rng,
        'What is {a} + {b}?|What is {a}+{b}?|{a} + {b} = ?|{a}+{b}=|Add {a} and {b}.|How much is {a} plus {b}?|What is the sum of {a} and {b}?',
        a=a,
        b=b,
    )
    return Problem(question, columns(a, b), str(a + b), (min(a, b), max(a, b)))


def subtraction(rng: random.Random) -> Problem:
    a, b = digits(rng, '12333'), digits(rng)
    a, b = max(a, b), min(a, b)
    question = pick(
        rng,
        'What is {a} - {b}?|What is {a}-{b}?|{a} - {b} = ?|{a}-{b}=|Take {b} away from {a}.|How much is {a} minus {b}?|Subtract {b} from {a}.',
        a=a,
        b=b,
    )
    return Problem(question, borrowing(a, b), str(a - b), (a, b))


def multiplication(rng: random.Random) -> Problem:
    a, b = rng.randrange(10, 100), rng.randrange(2, 10)
    tens, units = divmod(a, 10)
    low, high = units * b, tens * b
    x, y = (a, b) if rng.random() < 0.7 else (b, a)
    lines = [f'{units}*{b}={low}, {low % 10}' + (f' carry {low // 10}' if low > 9 else '')]
    lines.append(f'{tens}*{b}={high}' + (f', {high}+{low // 10}={high + low // 10}' if low > 9 else '') + f', {a * b}')
    question = pick(
        rng,
        'What is {x} × {y}?|{x} * {y} = ?|{x}*{y}=|Multiply {x} by {y}.|How much is {x} times {y}?|What is {x} times {y}?',
        x=x,
        y=y,
    )
    return Problem(question, '\n'.join([f'{a}*{b}', *lines]), str(a * b), (a, b))


def total(rng: random.Random) -> Problem:
    """Three numbers added one after the other, each time by columns."""
    a, b, c = (rng.randrange(11, 100) for _ in range(3))
    p, q, r = rng.sample(GIRLS + BOYS, 3)
    question = pick(
        rng,
        'What is {a} + {b} + {c}?|{a} + {b} + {c} = ?|Add {a}, {b} and {c}.'
        '|{p} has {a} {things}, {q} has {b} and {r} has {c}. How many {things} do they have in all?'
        '|{p} found {a} {things}, {q} found {b} and {r} found {c}. How many {things} did they find together?',
        a=a,
        b=b,
        c=c,
        p=p,
        q=q,
        r=r,
        things=rng.choice(COUNTED),
    )
    thoughts = f'{columns(a, b)}\n{columns(a + b, c)}'
    return Problem(question, thoughts, str(a + b + c), tuple(sorted((a, b, c))))
