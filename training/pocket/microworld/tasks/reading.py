"""Facts given in the question: to be read there, even where the model has learned otherwise."""

from __future__ import annotations

import random

from ..cast import CAST
from ..names import PEOPLE, invented
from ..problem import Problem, equal, normalise
from ..stories.english import story
from ..text import pick
from .people import QUESTIONS, VALUES, ask, fact, names_value, stranger


def reading(rng: random.Random) -> Problem:
    """Some facts of some people, and a question about one of them; the people are strangers or of the cast, the facts made up."""
    people = [rng.choice(CAST).name if rng.random() < 0.35 else stranger(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
    facts = {
        (name, attribute): rng.choice(VALUES[attribute])
        for name in people
        for attribute in rng.sample(list(QUESTIONS), rng.choice((1, 2, 2, 3)))
    }
    told = [(name, attribute, fact(name, attribute, value)) for (name, attribute), value in facts.items()]
    rng.shuffle(told)
    name, attribute, sentence = rng.choice(told)
    text = ' '.join(sentence for _, _, sentence in told)
    question = ask(rng, attribute, name)
    return Problem(
        pick(rng, '{t} {q}|{t}\n{q}|Read this: {t} {q}|{q} {t}', t=text, q=question),
        f'The text says: {sentence}',
        sentence,
        (name, sentence),
        verify=names_value,
    )


SECRETS = [
    'The captain of the ship was called {x}.#What was the captain called?#The captain was called {x}.',
    'The password is {x}.#What is the password?#The password is {x}.',
    'The name of the old king was {x}.#What was the name of the old king?#The name of the old king was {x}.',
    'The horse of the queen was called {x}.#What was the horse of the queen called?#The horse of the queen was called {x}.',
    'The village at the lake is called {x}.#What is the village at the lake called?#The village at the lake is called {x}.',
    'The key belongs to {x}.#Whom does the key belong to?#The key belongs to {x}.',
]


def recall(rng: random.Random) -> Problem:
    """A name told before, within or after a story, to be said again at its end."""
    told, question, answer = rng.choice(SECRETS).split('#')
    name = invented(rng) if rng.random() < 0.6 else rng.choice(PEOPLE)
    paragraphs = story(rng, rng.choice((1, 2, 3, 4, 5, 5))).split('\n')
    paragraphs.insert(rng.choice((0, 0, 0, rng.randrange(len(paragraphs) + 1))), told.format(x=name))
    text = ' '.join(paragraphs)
    return Problem(f'{text} {question}', f'It was said: {told.format(x=name)}', answer.format(x=name), (name, told), verify=contains_name)


def contains_name(given: str, answer: str) -> bool:
    """Whether the answer is the same, or at least ends in the same name."""
    return equal(given, answer) or normalise(given).endswith(normalise(answer.split()[-1]))
