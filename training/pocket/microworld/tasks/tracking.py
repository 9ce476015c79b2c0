"""
Things that change sentence by sentence: the thoughts name what holds after each. They are lists, since a word after a dash and a space is the
token that it is within a sentence.
"""

from __future__ import annotations

import random

from ..names import PEOPLE
from ..problem import Problem
from ..text import article, listed, pick
from ..things import OBJECTS, ROOMS

GO = 'went to|walked to|ran to|moved to'
TAKE = 'took|picked up|got'
DROP = 'put down|dropped|left'


def as_list(thoughts: list[str]) -> str:
    return '\n'.join(f'- {thought}' for thought in thoughts)


def location(rng: random.Random) -> Problem:
    """Where a thing is that people carry about. A thought for each sentence; a thing that is carried is with a person, wherever that person goes."""
    people, (thing, other) = rng.sample(PEOPLE, 2), rng.sample(OBJECTS, 2)
    rooms = rng.sample(ROOMS, 4)
    place: dict[str, str] = {}
    first = spot = rng.choice(rooms)
    holder = ''
    sentences = [f'The {thing} is in the {spot}.']
    thoughts = [f'{thing} {spot}']
    other_holder = ''
    for step in range(rng.choice((4, 5, 5, 6, 7))):
        person = rng.choice(people)
        here = place.get(person)
        move = rng.random()
        if here == spot and not holder and move < 0.85:
            holder = person
            said, thought = f'{person} {pick(rng, TAKE)} the {thing}.', f'{person} takes, {thing} {person}'
        elif holder == person and move < 0.35:
            holder = ''
            said, thought = f'{person} {pick(rng, DROP)} the {thing}.', f'{person} drops, {person} {spot}, {thing} {spot}'
        elif not other_holder and here and move > 0.93:
            other_holder = person
            said, thought = f'{person} {pick(rng, TAKE)} {article(other)}.', f'{person} takes, {other} {person}'
        else:
            room = spot if not holder and step < 2 and here != spot else rng.choice([room for room in rooms if room != here])
            place[person] = room
            said, thought = f'{person} {pick(rng, GO)} the {room}.', f'{person} {room}'
            if holder == person:
                spot = room
        sentences.append(said)
        thoughts.append(thought)
    if spot == first and rng.random() < 0.8:
        return location(rng)
    thoughts.append(f'{thing} {holder}, {holder} {spot}' if holder else f'{thing} {spot}')
    question = f'{" ".join(sentences)} {pick(rng, "Where is the {t}?|Where is the {t} now?", t=thing)}'
    return Problem(question, as_list(thoughts), f'The {thing} is in the {spot}.', (*sorted(people), thing))


def swap(rng: random.Random) -> Problem:
    """
    Who has what after three people have swapped their things. Thoughts number the people; each line has the things in the order of their
    owners, so that a swap is a step from the line before by numbers alone. From a person to the thing, and from a thing to the person, it goes by
    the number too, which names a place in the last line.
    """
    people, things = rng.sample(PEOPLE, 3), rng.sample(OBJECTS, 3)
    number = {person: place for place, person in enumerate(people, 1)}
    has = dict(zip(people, things, strict=True))
    sentences = [listed([f'{person} has the {thing}' for person, thing in has.items()]) + '.']
    thoughts = [', '.join(f'{person} {number[person]}' for person in people), ' '.join(things)]
    for _ in range(rng.choice((2, 3, 3, 4))):
        a, b = rng.sample(people, 2)
        has[a], has[b] = has[b], has[a]
        sentences.append(pick(rng, '{a} and {b} swap.|{a} swaps with {b}.', a=a, b=b))
        thoughts.append(f'{a} {number[a]}, {b} {number[b]}: {" ".join(has.values())}')
    key = (*sorted(people),)
    asked = rng.choice(people)
    if rng.random() < 0.5:
        question, answer = f'What does {asked} have?', f'The {has[asked]}.'
        thoughts.append(f'{asked} {number[asked]} = {has[asked]}')
    else:
        question, answer = f'Who has the {has[asked]}?', f'{asked}.'
        numbered = ', '.join(f'{has[person]} {number[person]}' for person in people)
        thoughts += [numbered, ' '.join(people), f'{has[asked]} {number[asked]} = {asked}']
    return Problem(f'{" ".join(sentences)} {question}', as_list(thoughts), answer, key)


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
