"""Word problems: multiply, then add; and days to count."""

from __future__ import annotations

import random

from ..names import PEOPLE
from ..problem import Problem
from ..text import article, pick
from ..things import COUNTED, DAYS, LEGS, plural


def legs(rng: random.Random) -> Problem:
    """Legs of two kinds of animals."""
    kinds = rng.sample(list(LEGS), 2)
    counts = [rng.randrange(2, 10) for _ in kinds]
    products = [count * LEGS[kind] for count, kind in zip(counts, kinds, strict=True)]
    thoughts = [
        f'{article(kind).capitalize()} has {LEGS[kind]}, {count}*{LEGS[kind]}={product}'
        for kind, count, product in zip(kinds, counts, products, strict=True)
    ]
    thoughts.append(f'{products[0]}+{products[1]}={sum(products)}')
    herd = [f'{count} {plural(kind)}' for count, kind in zip(counts, kinds, strict=True)]
    question = pick(
        rng,
        'There are {a} and {b} in the {place}. How many legs are there?|How many legs do {a} and {b} have together?'
        '|{p} sees {a} and {b}. How many legs is that?',
        a=herd[0],
        b=herd[1],
        p=rng.choice(PEOPLE),
        place=rng.choice(('barn', 'garden', 'field', 'yard')),
    )
    return Problem(question, '\n'.join(thoughts), str(sum(products)), tuple(sorted(zip(kinds, counts, strict=True))))


def shopping(rng: random.Random) -> Problem:
    """Things of two prices."""
    things = rng.sample(COUNTED, 2)
    counts = [rng.randrange(2, 10) for _ in things]
    prices = [rng.randrange(2, 10) for _ in things]
    products = [count * price for count, price in zip(counts, prices, strict=True)]
    thoughts = [
        f'For {thing}: {count}*{price}={product}' for thing, count, price, product in zip(things, counts, prices, products, strict=True)
    ]
    thoughts.append(f'{products[0]}+{products[1]}={sum(products)}')
    (one, two), (n, m), (price, cost) = (things, counts, prices)
    question = pick(
        rng,
        '{one} cost {price} coins each and {two} cost {cost}. {p} buys {n} {ones} and {m} {two}. How much does {p} pay?'
        '|{p} buys {n} {ones} for {price} coins each and {m} {two} for {cost} coins each. How many coins is that?',
        one=one.capitalize(),
        ones=one,
        two=two,
        price=price,
        cost=cost,
        n=n,
        m=m,
        p=rng.choice(PEOPLE),
    )
    return Problem(question, '\n'.join(thoughts), str(sum(products)), (*counts, *prices))


def days(rng: random.Random) -> Problem:
    """Days counted forwards or back, one by one."""
    today, count = rng.randrange(7), rng.randrange(2, 21)
    step = rng.choice((1, -1))
    counted = [f'{n} {DAYS[(today + step * n) % 7]}' for n in range(1, count + 1)]
    question = pick(
        rng,
        'Today is {d}. What day is it in {n} days?|It is {d}. Which day comes {n} days later?|If today is {d}, what day is it after {n} days?|What day comes {n} days after {d}?'
        if step > 0
        else 'Today is {d}. What day was it {n} days ago?|It is {d}. Which day was it {n} days before?|If today is {d}, what day was {n} days ago?|What day comes {n} days before {d}?',
        d=DAYS[today],
        n=count,
    )
    return Problem(question, '\n'.join(counted), DAYS[(today + step * count) % 7] + '.', (today, step * count))
