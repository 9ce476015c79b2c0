"""
What of the microworld the model reads: stories, tasks as chats and in plain text, sheets of facts, and things to copy, in English and in
Chinese. Weights are by document; the token shares that they give are in the README.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from ..chat import Message, ask, render, reply
from .names import PEOPLE, ZH_CHILDREN, invented, invented_zh
from .problem import Family, Language, Problem
from .stories import chinese, english
from .tasks import FAMILIES, chinese_people, people
from .tasks.chinese_talk import sayings
from .things import OBJECTS, WORDS

WEIGHTS = {
    'addition': 8, 'subtraction': 8, 'multiplication': 4, 'total': 5, 'sort': 6, 'letters': 5, 'reverse': 5, 'location': 8, 'swap': 6, 'turns': 4,
    'order': 6, 'ages': 5, 'legs': 4, 'shopping': 4, 'days': 4, 'two_steps': 6, 'known_fact': 14, 'known_person': 4, 'unknown_person': 13,
    'reading': 7, 'recall': 2, 'definition': 3, 'unknown_thing': 2, 'identity': 1, 'system_identity': 3, 'small_talk': 2, 'tell_story': 2, 'spelling': 3,
    'zh_addition': 3, 'zh_subtraction': 3, 'zh_location': 6, 'zh_ages': 4, 'zh_days': 3, 'zh_legs': 3, 'zh_known_fact': 8, 'zh_known_person': 3,
    'zh_unknown_person': 9, 'zh_reading': 4, 'zh_definition': 5, 'zh_unknown_thing': 2, 'zh_identity': 1, 'zh_system_identity': 2,
    'zh_small_talk': 3, 'zh_tell_story': 2,
}  # fmt: skip
"""How often each family is drawn for a task."""

TUNING_WEIGHTS = WEIGHTS | {
    'multiplication': 5, 'total': 7, 'sort': 10, 'reverse': 25, 'location': 40, 'swap': 60, 'turns': 5, 'order': 10, 'ages': 7, 'legs': 6, 'shopping': 16,
    'days': 9, 'two_steps': 30, 'known_fact': 9, 'unknown_person': 9, 'zh_location': 30, 'zh_ages': 5, 'zh_days': 5, 'zh_legs': 4, 'zh_known_fact': 6,
    'zh_unknown_person': 7, 'spelling': 14,
}  # fmt: skip
"""The same for fine-tuning: more of what pretraining does not suffice for, less of what it does."""

DIRECT_SHARE = {True: 0.35, False: 0.6}
"""How many chats go without thoughts: of reasoning families, and of others, which do as well without."""

EARLIER_TURN_SHARE = 0.12
"""How many conversations have had a turn before: it does not matter, but is there."""


def draw_problem(
    rng: random.Random, language: Language | None = None, weights: dict[str, int] = WEIGHTS
) -> tuple[Family, Problem]:
    """A task for training."""
    names = [name for name in weights if language in (None, FAMILIES[name].language)]
    family = FAMILIES[rng.choices(names, [weights[name] for name in names])[0]]
    return family, family.make(rng, 'train')


def chat(problem: Problem, thinking: bool) -> list[Message]:
    """The task as a conversation; with thinking, the last turn holds the thoughts."""
    content = f'<think>{problem.thoughts}</think>{problem.answer}' if thinking else problem.answer
    return [*ask(problem.question, problem.system), {'role': 'assistant', 'content': content}]


def conversation(
    rng: random.Random, language: Language | None = None, weights: dict[str, int] = WEIGHTS
) -> tuple[str, list[Message], bool]:
    """A conversation: the family's name, the messages, and whether thinking is on."""
    family, problem = draw_problem(rng, language, weights)
    thinking = rng.random() >= DIRECT_SHARE[family.reasoning]
    messages = chat(problem, thinking)
    if problem.system is None and rng.random() < EARLIER_TURN_SHARE:
        _, earlier = draw_problem(rng, family.language)
        if earlier.system is None and len(earlier.question) + len(problem.question) < 600:
            messages = [*ask(earlier.question), {'role': 'assistant', 'content': earlier.answer}, *messages]
    return family.name, messages, thinking


def chat_document(rng: random.Random, language: Language) -> str:
    """A conversation as the text that the chat template makes of it."""
    _, (*asked, last), thinking = conversation(rng, language)
    thoughts, _, answer = last['content'].removeprefix('<think>').rpartition('</think>')
    return render(asked, thinking, add_generation_prompt=True) + reply(thoughts, answer, thinking)


STYLES = {
    'en': ('Q: {q}\nA: {a}', 'Question: {q}\nAnswer: {a}', '{q}\n{a}'),
    'zh': ('问：{q}\n答：{a}', '问题：{q}\n回答：{a}', '{q}\n{a}'),
}


def plain_document(rng: random.Random, language: Language) -> str:
    """Some tasks of one family as plain text, with thoughts as the working or without."""
    family, first = draw_problem(rng, language)
    while first.system is not None:
        family, first = draw_problem(rng, language)
    style = rng.choice(STYLES[language])
    worked = family.reasoning and rng.random() < 0.5
    parts = []
    for problem in [first, *(family.make(rng, 'train') for _ in range(rng.choice((0, 1, 2, 3))))]:
        final = ('Answer: ' if language == 'en' else '答案：') + problem.answer
        parts.append(style.format(q=problem.question, a=f'{problem.thoughts}\n{final}' if worked else problem.answer))
        if sum(map(len, parts)) > (1500 if language == 'en' else 500):
            break
    return '\n\n'.join(parts)


def people_document(rng: random.Random) -> str:
    """What is known of some people of the cast."""
    parts = []
    for person in rng.sample(people.CAST, rng.choice((1, 2, 3))):
        pronoun = 'She' if person.she else 'He'
        facts = [people.fact(person.name, attribute, getattr(person, attribute)) for attribute in people.QUESTIONS]
        rng.shuffle(facts)
        later = (sentence.replace(person.name, pronoun) if rng.random() < 0.7 else sentence for sentence in facts[1:])
        parts.append(' '.join([facts[0], *later]))
    return '\n'.join(parts)


def chinese_people_document(rng: random.Random) -> str:
    parts = []
    for person in rng.sample(chinese_people.CAST, rng.choice((1, 2, 3))):
        facts = [chinese_people.fact(person.name, attribute, getattr(person, attribute)) for attribute in chinese_people.QUESTIONS]
        rng.shuffle(facts)
        parts.append(''.join(facts))
    return '\n'.join(parts)


def copy_document(rng: random.Random) -> str:
    """A list that comes again later, after other text: to be copied from afar."""
    words = [rng.choice((invented(rng), rng.choice(PEOPLE), rng.choice(OBJECTS))) for _ in range(rng.randrange(4, 16))]
    between = english.story(rng, rng.choice((1, 1, 2))) if rng.random() < 0.6 else ''
    head = rng.choice(('The list: {x}.', 'Remember: {x}.', 'Names: {x}.', 'First: {x}.'))
    tail = rng.choice(('The list again: {x}.', 'Say it again: {x}.', 'Once more: {x}.', 'Again: {x}.'))
    return '\n'.join(filter(None, (head.format(x=', '.join(words)), between, tail.format(x=', '.join(words)))))


def chinese_copy_document(rng: random.Random) -> str:
    words = [invented_zh(rng) if rng.random() < 0.6 else rng.choice(ZH_CHILDREN) for _ in range(rng.randrange(4, 14))]
    between = chinese.story(rng, 1) if rng.random() < 0.6 else ''
    return '\n'.join(filter(None, (f'名单：{"、".join(words)}。', between, f'再说一遍：{"、".join(words)}。')))


def spelling_document(rng: random.Random) -> str:
    """Words and their letters: a token does not show how it is spelled."""
    style = rng.choice(('{w}: {s}', '{w} is spelled {s}.', 'Spell {w}. {s}'))
    return '\n'.join(style.format(w=word, s=' '.join(word)) for word in rng.sample(WORDS, rng.randrange(3, 12)))


KINDS: dict[str, tuple[float, Callable[[random.Random], str]]] = {
    'story': (14, english.story),
    'chat': (54, lambda rng: chat_document(rng, 'en')),
    'plain': (8, lambda rng: plain_document(rng, 'en')),
    'people': (5, people_document),
    'copy': (3, copy_document),
    'spelling': (2, spelling_document),
    'zh_story': (5, chinese.story),
    'zh_chat': (17, lambda rng: chat_document(rng, 'zh')),
    'zh_plain': (3, lambda rng: plain_document(rng, 'zh')),
    'zh_people': (2, chinese_people_document),
    'zh_copy': (1, chinese_copy_document),
    'zh_sayings': (2, sayings),
}
"""Kinds of documents, with how often each is drawn."""


def document(rng: random.Random) -> tuple[str, str]:
    """A document for pretraining, with its kind."""
    kind = rng.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    return kind, KINDS[kind][1](rng)
