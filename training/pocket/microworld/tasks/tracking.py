"""Things that change sentence by sentence: the thoughts restate what holds after each."""

from __future__ import annotations

import random

from ..names import PEOPLE
from ..problem import Problem
from ..text import article, listed, pick
from ..things import OBJECTS, ROOMS

GO = 'went to|walked to|ran to|moved to'
TAKE = 'took|picked up|got'
DROP = 'put down|dropped|left'


def location(rng: random.Random) -> Problem:
    """Where a thing is that people carry about. One thought a sentence: what it says, then where the thing is and who has it."""
    people, (thing, other) = rng.sample(PEOPLE, 2), rng.sample(OBJECTS, 2)
    rooms = rng.sample(ROOMS, 4)
    place: dict[str, str] = {}
    first = spot = rng.choice(rooms)
    holder = ''
    sentences = [f'The {thing} is in the {spot}.']
    thoughts = [f'start: {thing} {spot}']
    other_holder = ''
    for step in range(rng.choice((4, 5, 5, 6, 7))):
        person = rng.choice(people)
        here = place.get(person)
        move = rng.random()
        if here == spot and not holder and move < 0.85:
            holder = person
            said, short = f'{person} {pick(rng, TAKE)} the {thing}.', f'{person} takes'
        elif holder == person and move < 0.35:
            holder = ''
            said, short = f'{person} {pick(rng, DROP)} the {thing}.', f'{person} drops'
        elif not other_holder and here and move > 0.93:
            other_holder = person
            said, short = f'{person} {pick(rng, TAKE)} {article(other)}.', f'{person} {other}'
        else:
            room = spot if not holder and step < 2 and here != spot else rng.choice([room for room in rooms if room != here])
            place[person] = room
            said, short = f'{person} {pick(rng, GO)} the {room}.', f'{person} {room}'
            if holder == person:
                spot = room
        sentences.append(said)
        thoughts.append(f'{short}: {thing} {spot}{", " + holder if holder else ""}')
    if spot == first and rng.random() < 0.8:
        return location(rng)
    question = f'{" ".join(sentences)} {pick(rng, "Where is the {t}?|Where is the {t} now?", t=thing)}'
    return Problem(question, '\n'.join(thoughts), f'The {thing} is in the {spot}.', (*sorted(people), thing))


def swap(rng: random.Random) -> Problem:
    """Who has what after three people have swapped their things."""
    people, things = rng.sample(PEOPLE, 3), rng.sample(OBJECTS, 3)
    has = dict(zip(people, things, strict=True))
    sentences = [listed([f'{person} has the {thing}' for person, thing in has.items()]) + '.']
    thoughts = []
    for _ in range(rng.choice((2, 3, 3, 4))):
        a, b = rng.sample(people, 2)
        has[a], has[b] = has[b], has[a]
        sentences.append(pick(rng, '{a} and {b} swap.|{a} swaps with {b}.', a=a, b=b))
        thoughts.append(f'{a} {b}: ' + ', '.join(f'{person} {has[person]}' for person in people))
    key = (*sorted(people),)
    if rng.random() < 0.5:
        asked = rng.choice(people)
        return Problem(f'{" ".join(sentences)} What does {asked} have?', '\n'.join(thoughts), f'The {has[asked]}.', key)
    asked = rng.choice(people)
    return Problem(f'{" ".join(sentences)} Who has the {has[asked]}?', '\n'.join(thoughts), f'{asked}.', key)


DIRECTIONS = ['north', 'east', 'south', 'west']
TURNS = {'right': 1, 'left': -1, 'around': 2}


def turns(rng: random.Random) -> Problem:
    """Which way somebody faces after some turns."""
    person = rng.choice(PEOPLE)
    start = facing = rng.randrange(4)
    taken, thoughts = [], []
    for _ in range(rng.choice((3, 4, 4, 5, 6))):
        turn = rng.choice(('right', 'right', 'left', 'left', 'around'))
        facing = (facing + TURNS[turn]) % 4
        taken.append(turn)
        thoughts.append(f'{turn}: {DIRECTIONS[facing]}')
    told = [pick(rng, 'turns {t}', t=turn) for turn in taken]
    question = f'{person} faces {DIRECTIONS[start]}. {person} {listed(told, ", then ")}. Which way does {person} face now?'
    return Problem(question, f'{DIRECTIONS[start]}\n' + '\n'.join(thoughts), DIRECTIONS[facing].capitalize() + '.', (start, *taken))
