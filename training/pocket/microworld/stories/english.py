"""English stories: an opening that brings in two heroes, one to three plots, and an end."""

from __future__ import annotations

import random

from ..problem import Split, held_out
from ..text import article
from .plots_errands import PLOTS as ERRANDS
from .plots_home import PLOTS as HOME
from .plots_outdoors import PLOTS as OUTDOORS
from .tale import TRAITS, Tale

PLOTS = [*ERRANDS, *HOME, *OUTDOORS]


def opening(tale: Tale) -> None:
    rng = tale.rng
    a_kind, b_kind = (f'{trait} {one.who}' for trait, one in zip(rng.sample(TRAITS, 2), (tale.a, tale.b), strict=True))
    home = tale.choose(
        'in a small house|in a village|by the sea|near the forest|at the edge of a town|in a house on a hill|on a farm|by a wide river|in a valley'
    )
    tale.say(
        'Once there was {a_kind} called {A}. {A} lived {home}.|Once upon a time, {a_kind} called {A} lived {home}.'
        '|There was once {a_kind} named {A}, who lived {home}.|{A} was {a_kind}. {A.he} lived {home}.|{A} was {a_kind} who lived {home}.'.replace(
            '. {A.he} ', '. ' + tale.a.he.capitalize() + ' '
        ),
        a_kind=article(a_kind),
        home=home,
    )
    child = tale.a.who in ('girl', 'boy')
    kin = ('sister' if tale.b.she else 'brother') if child and rng.random() < 0.4 else tale.choose('friend|best friend')
    short = '{A} had {an_kin} called {B}.|' if kin in ('sister', 'brother') or not child else ''
    tale.say(
        short + '{A.his} {kin} was {b_kind} called {B}.|{A} had {an_kin} named {B}, {b_kind}.|{B}, {b_kind}, was {A.his} {kin}.',
        kin=kin,
        b_kind=article(b_kind),
    )


def new_tale(rng: random.Random, split: Split = 'train') -> Tale:
    """A tale not told yet. One pair of heroes in ten is kept for the test."""
    while True:
        tale = Tale(rng)
        if held_out('story', *sorted((tale.a.name, tale.b.name))) == (split == 'held_out'):
            return tale


def story(rng: random.Random, plots: int | None = None, split: Split = 'train') -> str:
    """A story of some plots, a paragraph each."""
    return tell(new_tale(rng, split), plots or rng.choices((1, 2, 3), (6, 3, 1))[0])


def tell(tale: Tale, count: int) -> str:
    """The tale as a text, with that many plots."""
    rng = tale.rng
    opening(tale)
    paragraphs = []
    for number, plot in enumerate(rng.sample(PLOTS, count)):
        if rng.random() < 0.4:
            tale.swap_roles()
        if number:
            tale.say(AFTERWARDS)
        plot(tale)
        if number == count - 1:
            tale.maybe(END)
        paragraphs.append(tale.text())
        tale.sentences.clear()
    return '\n'.join(paragraphs)


AFTERWARDS = (
    'Some days went by.|Then came another day.|A week later, there was more to tell.|But that was not all.|Soon something else happened.'
)
END = (
    'That night, {A} and {B} slept well.|It was a good day.|{A} and {B} were friends for ever.|From then on, {A} and {B} did everything together.'
    '|{A} smiled all evening.|And so the day came to a good end.|{B} never forgot that day.|The two talked about it for a long time.'
)
