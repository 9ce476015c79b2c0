"""
Whether a story is consistent, judged from its text alone: every name is introduced before it is used, every thing is brought in before it is
`the` thing, nobody gives away what another has, pronouns fit, and coins add up. Knows nothing of how stories are made.
"""

from __future__ import annotations

import re

from ..names import PEOPLE, ZH_CHILDREN
from ..things import OBJECTS
from .chinese import ANIMALS as ZH_ANIMALS

_NAME = r'[A-Z][a-z]+'
_THING = '|'.join(sorted([*OBJECTS, 'chest', 'hook', 'raft', 'ladder'], key=len, reverse=True))
_INTRODUCED = re.compile(
    rf'(?:called|named) ({_NAME})'
    rf'|(?:^|[.!?"] |\n)(?!It |He |She |That |This )({_NAME}) was an? (?:[a-z]+ )?[a-z]+(?= who|\.)'
    rf'|(?:^|[.!?"] |\n)({_NAME}), an? (?:[a-z]+ )?[a-z]+, was (?:his|her) '
)
_NOT_NAMES = set('I Sunday Monday Tuesday Wednesday Thursday Friday Saturday Dear Your Bang'.split())


def check_story(text: str) -> bool:
    """Whether a story in English or Chinese is consistent in names and things."""
    return story_fault(text) is None


def story_fault(text: str) -> str | None:
    """What is wrong with a story, or None."""
    if re.search('[一-鿿]', text):
        return chinese_fault(text)
    told = re.sub(r'"[^"]*"', '""', text)
    introduced = [match for match in _INTRODUCED.finditer(told)]
    where = {match.start(match.lastindex) for match in introduced}
    names = {match.group(match.lastindex) for match in introduced}
    if not names:
        return 'nobody is introduced'
    return name_fault(text, told, where, names) or thing_fault(text) or holder_fault(told, names) or pronoun_fault(told) or coin_fault(told)


def name_fault(text: str, told: str, where: set[int], names: set[str]) -> str | None:
    """A name that is used before, or without, being introduced. `where`: offsets of the introductions in `told`."""
    for name in names:
        if (first := re.search(rf'\b{name}\b', told)) and first.start() not in where:
            return f'{name} is used before being introduced'
    inside = {match.group(1) for match in re.finditer(rf'(?<![.!?"\n]) ({_NAME})\b', text)}
    known = {match.group() for match in re.finditer(rf'\b{_NAME}\b', text)} & set(PEOPLE)
    strangers = (inside | known) - names - _NOT_NAMES
    return f'{min(strangers)} is never introduced' if strangers else None


def thing_fault(text: str) -> str | None:
    """`The key` where no key was spoken of."""
    seen: set[str] = set()
    for match in re.finditer(rf'\b(\w+) (?:(?:new|old|small|big|fine|such) )*({_THING})\b', text):
        determiner, thing = match.group(1).lower(), match.group(2)
        if determiner == 'the' and match.group().split()[1] == thing and thing not in seen:
            return f'the {thing} was not there before'
        if determiner != 'the':
            seen.add(thing)
    return None


def holder_fault(told: str, names: set[str]) -> str | None:
    """A thing that is given, put away or had by somebody while another has it."""
    name = '|'.join(sorted(names))
    events = re.compile(
        rf'\b(?P<giver>{name}) gave (?:the|an?) (?P<given>{_THING}) to (?P<getter>{name})\b'
        rf'|\b(?P<giver2>{name}) gave (?P<getter2>{name}|him|her) (?:the|an?) (?P<given2>{_THING})\b'
        rf'|\b(?P<taker>{name}) (?:took|got|found|bought|had|brought|made|still has) (?P<article>the|an?) (?P<taken>{_THING})\b'
        rf'(?: and gave it to (?P<then>\w+))?'
        rf'|\b(?P<putter>{name}) (?:put|hid|lost|dropped|could not find) (?:the|his|her) (?P<put>{_THING})\b'
        rf'|\b[Tt]he (?P<gone>{_THING}) was gone\b'
    )
    holder: dict[str, str] = {}
    for match in events.finditer(told):
        found = match.groupdict()
        giver = found['giver'] or found['giver2'] or found['putter'] or (found['taker'] if found['article'] == 'the' else None)
        thing = found['given'] or found['given2'] or found['put'] or found['taken'] or found['gone']
        if giver and holder.get(thing, giver) != giver:
            return f'{giver} has no {thing}: {holder[thing]} has it'
        holder.pop(thing, None)
        getter = found['getter'] or found['getter2'] or found['then'] or (None if found['putter'] else found['taker'])
        if getter in names:
            holder[thing] = getter
        elif found['taker'] and not found['then']:
            holder[thing] = found['taker']
    return None


def pronoun_fault(told: str) -> str | None:
    """He or she where there is nobody whom that could mean."""
    if (
        re.search(r'\bgirl\b', told)
        and not re.search(r'\b(boy|brother|man|uncle|snowman)\b', told)
        and re.search(r'\b([Hh]e|him|his)\b', told)
    ):
        return 'he, but only girls'
    if re.search(r'\bboy\b', told) and not re.search(r'\b(girl|sister|woman)\b', told) and re.search(r'\b([Ss]he|her)\b', told):
        return 'she, but only boys'
    return None


def coin_fault(told: str) -> str | None:
    """Coins that do not add up."""
    had = re.search(r'(?:with|had) (\d+) coins(?! left)', told)
    cost = re.search(r'(?:cost|for|paid) (\d+) coins', told)
    left = re.search(r'(\d+) coins left', told)
    if had and cost and left and int(had.group(1)) - int(cost.group(1)) != int(left.group(1)):
        return f'{had.group(1)} - {cost.group(1)} is not {left.group(1)}'
    return None


def chinese_fault(text: str) -> str | None:
    """A name that does not stand in the story's first two sentences, where its heroes are introduced."""
    sentences = re.split('(?<=[。！？])', text)
    pattern = re.compile('|'.join(sorted([*ZH_CHILDREN, *ZH_ANIMALS], key=len, reverse=True)))
    heroes = set(pattern.findall(''.join(sentences[:2])))
    # A bird, a cat and a dog may be in a story without being its heroes.
    strangers = set(pattern.findall(text)) - heroes - {'小鸟', '小猫', '小狗'}
    if len(heroes) < 2:
        return 'fewer than two heroes'
    return f'{min(strangers)}没有介绍' if strangers else None
