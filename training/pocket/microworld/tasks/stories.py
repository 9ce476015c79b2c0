"""Stories on request, judged by whether they are consistent."""

from __future__ import annotations

import random
import re

from ..problem import Problem
from ..stories import chinese, english
from ..stories.check import check_story
from ..text import article, pick


class TellsStory:
    """Verifies that an answer is a consistent story of several sentences, with the heroes who were asked for."""

    def __init__(self, *heroes: str) -> None:
        self.heroes = heroes

    def __call__(self, given: str, _: str) -> bool:
        long_enough = len(re.findall('[.!?。！？]', given)) >= 5
        return long_enough and check_story(given.strip()) and all(hero in given for hero in self.heroes)


def tell_story(rng: random.Random) -> Problem:
    tale = english.new_tale(rng)
    a, b = tale.a, tale.b
    wordings, heroes = rng.choice(
        (
            ('Tell me a story.|Tell me a short story.|Can you tell me a story?|I would like to hear a story.', ()),
            ('Tell me a story about {a} and {b}.|Write a story about {a} and {b}.|I want a story with {a} and {b}.', (a.name, b.name)),
            ('Tell me a story about {w} called {a}.|Write a story about {w} called {a}.', (a.name,)),
        )
    )
    question = pick(rng, wordings, a=a, b=b, w=article(a.who))
    thoughts = f'It is about {a}, {article(a.who)}, and {b}, {article(b.who)}.'
    text = english.tell(tale, 1 if rng.random() < 0.8 else 2)
    return Problem(question, thoughts, text, tuple(sorted(heroes)) or (question,), verify=TellsStory(*heroes))


def tell_chinese_story(rng: random.Random) -> Problem:
    tale = chinese.new_tale(rng)
    wordings, heroes = rng.choice(
        (
            ('讲个故事。|给我讲一个故事。|讲一个小故事吧。|请讲个故事。', ()),
            ('讲一个{a}和{b}的故事。|写一个{a}和{b}的故事。|我想听{a}和{b}的故事。', (tale.a, tale.b)),
            ('讲一个{a}的故事。|给我讲一个关于{a}的故事。', (tale.a,)),
        )
    )
    question = pick(rng, wordings, a=tale.a, b=tale.b)
    thoughts = f'故事里有{tale.a}和{tale.b}。'
    text = chinese.tell(tale, 1 if rng.random() < 0.8 else 2)
    return Problem(question, thoughts, text, tuple(sorted(heroes)) or (question,), verify=TellsStory(*heroes))
