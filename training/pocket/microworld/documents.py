"""
What of the microworld the model reads: stories, tasks in plain text and as chats, sheets of facts, and things to copy. Weights are by
document; the token shares that they give are in the README.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from ..chat import Message, ask, render, reply
from .cast import CAST
from .names import PEOPLE, invented
from .problem import Family, Problem
from .stories import story
from .tasks import FAMILIES
from .tasks.people import QUESTIONS, fact
from .things import OBJECTS

WEIGHTS = {
    'addition': 8, 'subtraction': 8, 'multiplication': 4, 'total': 5, 'sort': 5, 'letters': 5, 'reverse': 5, 'location': 8, 'swap': 6, 'turns': 4,
    'order': 5, 'ages': 5, 'legs': 4, 'shopping': 4, 'days': 4, 'two_steps': 6, 'known_fact': 12, 'known_person': 4, 'unknown_person': 10,
    'reading': 7, 'recall': 4, 'definition': 3, 'unknown_thing': 2, 'identity': 1, 'system_identity': 3, 'small_talk': 2,
}  # fmt: skip
"""How often each family is drawn for a task."""

DIRECT_SHARE = {True: 0.35, False: 0.6}
"""How many chats go without thoughts: of reasoning families, and of others, which do as well without."""


def draw_problem(rng: random.Random, language: str | None = None) -> tuple[Family, Problem]:
    """A task for training."""
    names = [name for name in WEIGHTS if language in (None, FAMILIES[name].language)]
    family = FAMILIES[rng.choices(names, [WEIGHTS[name] for name in names])[0]]
    return family, family.make(rng, 'train')


def chat(problem: Problem, thinking: bool) -> list[Message]:
    """The task as a conversation; with thinking, the last turn holds the thoughts."""
    content = f'<think>{problem.thoughts}</think>{problem.answer}' if thinking else problem.answer
    return [*ask(problem.question, problem.system), {'role': 'assistant', 'content': content}]


def conversation(rng: random.Random, language: str | None = None) -> tuple[str, list[Message], bool]:
    """A conversation for fine-tuning: the family's name, the messages, and whether thinking is on."""
    family, problem = draw_problem(rng, language)
    thinking = rng.random() >= DIRECT_SHARE[family.reasoning]
    messages = chat(problem, thinking)
    if problem.system is None and rng.random() < 0.15:
        # What was said before does not matter, but is there.
        _, earlier = draw_problem(rng, family.language)
        if earlier.system is None and len(earlier.question) + len(problem.question) < 600:
            messages = [*ask(earlier.question), {'role': 'assistant', 'content': earlier.answer}, *messages]
    return family.name, messages, thinking


def chat_document(rng: random.Random) -> str:
    _, messages, thinking = conversation(rng, 'en')
    *asked, last = messages
    thoughts, _, answer = last['content'].removeprefix('<think>').rpartition('</think>')
    return render(asked, thinking, add_generation_prompt=True) + reply(thoughts, answer, thinking)


def plain_document(rng: random.Random) -> str:
    """Some tasks of one family as plain text, with thoughts as the working or without."""
    family, first = draw_problem(rng, 'en')
    style = rng.choice(('Q: {q}\nA: {a}', 'Question: {q}\nAnswer: {a}', '{q}\n{a}'))
    worked = family.reasoning and rng.random() < 0.5
    parts, size = [], 0
    for problem in [first, *(family.make(rng, 'train') for _ in range(rng.choice((0, 1, 2, 3))))]:
        answer = f'{problem.thoughts}\nAnswer: {problem.answer}' if worked else problem.answer
        parts.append(style.format(q=problem.question, a=answer))
        size += len(parts[-1])
        if size > 1500:
            break
    return '\n\n'.join(parts)


def people_document(rng: random.Random) -> str:
    """What is known of some people of the cast."""
    parts = []
    for person in rng.sample(CAST, rng.choice((1, 2, 3))):
        sentences = [fact(person.name, attribute, getattr(person, attribute)) for attribute in QUESTIONS]
        rng.shuffle(sentences)
        told = [sentences[0], *(sentence.replace(person.name, 'She' if person.she else 'He') if rng.random() < 0.7 else sentence for sentence in sentences[1:])]
        parts.append(' '.join(told))
    return '\n'.join(parts)


def copy_document(rng: random.Random) -> str:
    """A list that comes again later, after other text: to be copied from afar."""
    words = [rng.choice((invented(rng), rng.choice(PEOPLE), rng.choice(OBJECTS))) for _ in range(rng.randrange(4, 16))]
    shown = ', '.join(words)
    between = story(rng, rng.choice((1, 1, 2))) if rng.random() < 0.6 else ''
    head = rng.choice(('The list: {x}.', 'Remember: {x}.', 'Names: {x}.', 'First: {x}.')).format(x=shown)
    tail = rng.choice(('The list again: {x}.', 'Say it again: {x}.', 'Once more: {x}.', 'Again: {x}.')).format(x=shown)
    return '\n'.join(filter(None, (head, between, tail)))


KINDS: dict[str, tuple[float, Callable[[random.Random], str]]] = {
    'story': (20, story),
    'chat': (45, chat_document),
    'plain': (12, plain_document),
    'people': (6, people_document),
    'copy': (4, copy_document),
}


def document(rng: random.Random) -> tuple[str, str]:
    """A document for pretraining, with its kind."""
    kind = rng.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    return kind, KINDS[kind][1](rng)
