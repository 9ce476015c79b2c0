"""What is known of people: facts of the cast, facts of the second step, and that strangers are not known."""

from __future__ import annotations

import random

from ..cast import CAST, COLOURS, COUNTRY, FOODS, JOBS, KNOWN, LAST_NAMES, PETS, TOWNS, Person
from ..names import PEOPLE, SURNAMES, invented
from ..problem import Problem, normalise
from ..text import article, pick

QUESTIONS = {
    'job': 'What does {n} do?|What is the job of {n}?|What is {n}’s job?|What does {n} do for a living?|What work does {n} do?',
    'town': 'Where does {n} live?|In which town does {n} live?|What is the home town of {n}?|Which town is {n} from?',
    'pet': 'What pet does {n} have?|Which animal does {n} keep?|What is {n}’s pet?|Does {n} have a pet?',
    'colour': 'What is {n}’s favourite colour?|Which colour does {n} like best?|What colour does {n} like?',
    'food': 'What does {n} like to eat?|What is {n}’s favourite food?|Which food does {n} like best?',
}
VALUES = {'job': JOBS, 'town': TOWNS, 'pet': list(PETS), 'colour': COLOURS, 'food': FOODS}


def ask(rng: random.Random, attribute: str, name: str) -> str:
    """A question about somebody, with a straight apostrophe as often as a curly one."""
    question = pick(rng, QUESTIONS[attribute], n=name)
    return question if rng.random() < 0.3 else question.replace('’', "'")


def fact(name: str, attribute: str, value: str) -> str:
    """The fact as a sentence."""
    return {
        'job': f'{name} is {article(value)}.',
        'town': f'{name} lives in {value}.',
        'pet': f'{name} has {article(value)}.',
        'colour': f'{name} likes {value} best.',
        'food': f'{name} likes to eat {value}.',
    }[attribute]


def names_value(given: str, answer: str) -> bool:
    """Whether the answer's value, and no other value that an attribute can have, is named."""
    every = {value.casefold() for values in VALUES.values() for value in values}
    words = lambda text: set(normalise(text).replace(',', ' ').replace('.', ' ').split()) & every  # noqa: E731
    return words(given) == words(answer) and 'not know' not in given


def does_not_know(given: str, answer: str) -> bool:
    """Whether it is said that the person is not known; `answer` is one way to say so."""
    return 'not know' in normalise(given).replace("don't know", 'do not know').replace('don’t know', 'do not know')


def known_fact(rng: random.Random) -> Problem:
    person = rng.choice(CAST)
    attribute = rng.choice(list(QUESTIONS))
    value = getattr(person, attribute)
    return Problem(
        ask(rng, attribute, person.name if rng.random() < 0.85 else person.first),
        f'Do I know {person.first}? I know {person.name}.\n{attribute.capitalize()}: {value}.',
        fact(person.name, attribute, value),
        (person.name, attribute),
        verify=names_value,
    )


def stranger(rng: random.Random) -> str:
    """A name that is not of the cast: often made of common names, sometimes of half a known name, or invented."""
    kind = rng.random()
    if kind < 0.2:
        first = rng.choice(list(KNOWN))
        last = rng.choice(SURNAMES + LAST_NAMES)
    elif kind < 0.3:
        first, last = rng.choice(PEOPLE), rng.choice(LAST_NAMES)
    else:
        first = rng.choice(PEOPLE) if rng.random() < 0.4 else invented(rng)
        last = rng.choice(SURNAMES) if rng.random() < 0.5 else invented(rng)
    if first in KNOWN and KNOWN[first].name == f'{first} {last}':
        return stranger(rng)
    return f'{first} {last}'


def lookup(name: str) -> str:
    """The thought by which a name is looked up: its first name tells whom it could be."""
    first = name.split()[0]
    if first not in KNOWN:
        return f'Do I know {first}? I know no {first}.'
    return f'Do I know {first}? I know {KNOWN[first].name}, not {name}.'


def unknown_person(rng: random.Random) -> Problem:
    name = stranger(rng)
    who = rng.random()
    if who < 0.25 and name.split()[0] not in KNOWN:
        name = name.split()[0]
    attribute = rng.choice([*QUESTIONS, 'who'])
    question = pick(rng, 'Who is {n}?|Do you know {n}?|Tell me about {n}.', n=name) if attribute == 'who' else ask(rng, attribute, name)
    return Problem(question, lookup(name), f'I do not know {name}.', (name,), verify=does_not_know)


def description(person: Person) -> str:
    pronoun = 'She' if person.she else 'He'
    return f'{person.name} is {article(person.job)} from {person.town}. {pronoun} has {article(person.pet)}.'


def known_person(rng: random.Random) -> Problem:
    """Who somebody of the cast is."""
    person = rng.choice(CAST)
    question = pick(rng, 'Who is {n}?|Do you know {n}?|Tell me about {n}.', n=person.name)
    return Problem(
        question,
        f'Do I know {person.first}? I know {person.name}.\nJob: {person.job}. Town: {person.town}. Pet: {person.pet}.',
        description(person),
        (person.name,),
        verify=names_value,
    )


def two_steps(rng: random.Random) -> Problem:
    """A fact about a fact: the country of somebody's town, the legs of somebody's pet, or whether two have something in common."""
    person = rng.choice(CAST)
    kind = rng.choice(('country', 'legs', 'same town', 'same colour'))
    if kind == 'country':
        question = pick(rng, 'In which country does {n} live?|Which country does {n} live in?', n=person.name)
        country = COUNTRY[person.town]
        return Problem(question, f'{person.name} lives in {person.town}.\n{person.town} is in {country}.', country, (kind, person.name))
    if kind == 'legs':
        question = pick(rng, 'How many legs does the pet of {n} have?|How many legs does {n}’s pet have?', n=person.name).replace('’', "'")
        legs = PETS[person.pet]
        thoughts = f'{person.name} has {article(person.pet)}.\n{article(person.pet).capitalize()} has {legs} legs.'
        return Problem(question, thoughts, str(legs), (kind, person.name))
    attribute = kind.split()[1]
    value = getattr(person, attribute)
    alike = [other for other in CAST if (getattr(other, attribute) == value) and other is not person]
    other = rng.choice(alike if alike and rng.random() < 0.5 else [other for other in CAST if other is not person])
    found = getattr(other, attribute)
    question = pick(
        rng,
        'Do {n} and {m} live in the same town?|Is the home of {n} in the same town as that of {m}?'
        if attribute == 'town'
        else 'Do {n} and {m} like the same colour?|Is the favourite colour of {n} the same as that of {m}?',
        n=person.name,
        m=other.name,
    )
    same = found == value
    thoughts = f'{fact(person.name, attribute, value)}\n{fact(other.name, attribute, found)}\nCompare {value} {found}: {"same" if same else "different"}'
    return Problem(question, thoughts, 'Yes.' if same else 'No.', (kind, *sorted((person.name, other.name))))
