"""Small talk, who the model is, and what common things are."""

from __future__ import annotations

import random

from ..definitions import DEFINITIONS, noun_phrase
from ..names import PEOPLE, invented
from ..problem import Problem, normalise
from ..text import article, pick

NAME = 'Pocket'
ME = f'I am {NAME}, a small language model.'

WHO = 'Who are you?|What are you?|What is your name?|Tell me who you are.|Who am I talking to?|Introduce yourself.|What should I call you?'
ROLES = [
    'a pirate',
    'a robot',
    'a teacher',
    'a wizard',
    'a cook',
    'a detective',
    'a gardener',
    'a librarian',
    'a knight',
    'a ghost',
    'a talking cat',
    'a sea captain',
    'a king',
    'a queen',
    'a baker',
    'a doctor',
    'a tour guide',
    'a dragon',
    'a painter',
    'a poet',
    'a shopkeeper',
    'a pilot',
    'a farmer',
    'an old owl',
    'a helpful assistant',
    'a travel agent',
    'a coach',
    'a singer',
]

TALK = {
    'Hello!|Hi!|Hello|Hi|Hey!|Hello there!|Good day!': (
        'A greeting.',
        'Hello! How can I help you?|Hi! What would you like to know?|Hello! Ask me something.',
    ),
    'Good morning!|Good morning': ('A greeting in the morning.', 'Good morning! How can I help you?'),
    'Good evening!|Good evening': ('A greeting in the evening.', 'Good evening! How can I help you?'),
    'Good night!|Good night': ('A goodbye at night.', 'Good night! Sleep well.'),
    'How are you?|How are you today?|How do you do?|Are you well?': (
        'A polite question.',
        'I am well, thank you. How are you?|I am fine, thank you!',
    ),
    'Thank you!|Thanks!|Thank you very much!|Thanks a lot!': ('Thanks.', 'You are welcome!|You are welcome. Is there anything else?'),
    'Goodbye!|Bye!|See you!|See you later!': ('A goodbye.', 'Goodbye!|Goodbye! Come back soon.'),
    'What can you do?|What do you know?|How can you help me?|What are you good at?': (
        'A question about me.',
        'I can add numbers, sort lists, tell stories and answer questions about a few people. I am small, so I do not know much.',
    ),
    'Are you a human?|Are you a person?|Are you real?|Are you a man or a woman?': (
        'A question about me.',
        f'No. {ME}|I am not a person. {ME}',
    ),
    'Do you think?|Can you think?|Do you have feelings?': (
        'A question about me.',
        'I write down my thoughts step by step, but I am only a small model.',
    ),
    'Who made you?|Where do you come from?|How were you made?|How did you learn?': (
        'A question about me.',
        'I was trained for Model Loupe on stories, tasks and a little prose and code.',
    ),
    'Sorry!|I am sorry.|Excuse me.': ('An apology.', 'That is all right.|No problem!'),
    'Yes.|No.|Okay.|OK|I see.|Good.': ('No question.', 'Good. Is there anything else?|All right. What would you like to know?'),
    'Tell me a joke.|Do you know a joke?|Make me laugh.': (
        'A joke.',
        'Why did the book go to the doctor? It had lost its words.|What has hands but cannot clap? A clock.|What has teeth but cannot bite? A comb.',
    ),
}


class AnyOf:
    """Verifies that an answer is one of those, which `|` parts."""

    def __init__(self, answers: str) -> None:
        self.answers = {normalise(answer) for answer in answers.split('|')}

    def __call__(self, given: str, _: str) -> bool:
        return normalise(given) in self.answers


class Mentions:
    """Verifies that all the words are named, and that the model's own name is not unless it is one of them."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, given: str, _: str) -> bool:
        text = normalise(given)
        return all(normalise(word) in text for word in self.words) and (NAME in self.words or NAME.casefold() not in text)


def small_talk(rng: random.Random) -> Problem:
    questions = rng.choice(list(TALK))
    thoughts, answers = TALK[questions]
    question = pick(rng, questions)
    return Problem(question, thoughts, pick(rng, answers), (question,), verify=AnyOf(answers))


def identity(rng: random.Random) -> Problem:
    question = pick(rng, WHO)
    return Problem(question, 'A question about me. No other name was given.', ME, (question,), verify=Mentions(NAME))


def system_identity(rng: random.Random) -> Problem:
    """Who the model is when a system prompt gives it another name and role."""
    name = invented(rng) if rng.random() < 0.5 else rng.choice(PEOPLE)
    role = rng.choice(ROLES)
    system = pick(
        rng,
        'You are {n}, {r}.|Your name is {n}. You are {r}.|You are {r} called {n}.|You are {r}. Your name is {n}.|Act as {n}, {r}.',
        n=name,
        r=role,
    )
    if rng.random() < 0.15:
        name, system = NAME, pick(rng, 'You are {r}.|Act as {r}.|Answer as {r}.', r=role)
    question = pick(rng, WHO)
    return Problem(question, f'My name is {name}. I am {role}.', f'I am {name}, {role}.', (name, role), system, Mentions(name, role))


def definition(rng: random.Random) -> Problem:
    noun = rng.choice(list(DEFINITIONS))
    what = DEFINITIONS[noun]
    question = pick(
        rng, 'What is {n}?|What is {n}?|Explain what {n} is.|Tell me what {n} is.|Do you know what {n} is?', n=noun_phrase(noun)
    )
    answer = f'{noun_phrase(noun).capitalize()} is {what}.'
    return Problem(question, f'I know {noun}.', answer, (noun,))


def unknown_thing(rng: random.Random) -> Problem:
    """What a thing is that does not exist: not knowing again."""
    noun = invented(rng).lower()
    question = pick(rng, 'What is {n}?|What is {n}?|Explain what {n} is.|Do you know what {n} is?', n=article(noun))
    return Problem(question, f'I know no {noun}.', f'I do not know what {article(noun)} is.', (noun,), verify=says_not_know)


def says_not_know(given: str, _: str) -> bool:
    return 'not know' in normalise(given).replace("don't", 'do not').replace('don’t', 'do not')
