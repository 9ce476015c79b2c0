"""A story while it is told: who is in it, and its sentences so far."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from ..names import BOYS, GIRLS
from ..text import article, capital, pick
from ..things import OBJECTS

ANIMALS = 'badger bear cat crow dog duck fox frog goat goose hare hedgehog hen mole mouse otter owl pony rabbit squirrel turtle'.split()
TRAITS = (
    'brave careful cheerful clever curious friendly funny gentle happy kind little lively merry patient polite quiet shy small'
).split()
PLACES = {
    'garden': 'in', 'park': 'in', 'forest': 'in', 'meadow': 'in', 'barn': 'in', 'kitchen': 'in', 'attic': 'in', 'cellar': 'in',
    'market': 'at', 'school': 'at', 'lake': 'at', 'beach': 'on', 'bridge': 'on', 'hill': 'on',
}  # fmt: skip
"""With the preposition that goes before `the`."""
SPOTS = ('under the bed', 'behind the door', 'under the stairs', 'in the grass', 'behind the shed', 'under the table', 'behind a big stone',
         'next to the well', 'between two roots', 'under the old oak', 'on the window sill', 'behind the curtain')  # fmt: skip


@dataclass(frozen=True)
class Character:
    """Somebody in a story. `who` is what they are: girl, boy or an animal."""

    name: str
    who: str
    she: bool

    def __str__(self) -> str:
        return self.name

    @property
    def he(self) -> str:
        return 'she' if self.she else 'he'

    @property
    def him(self) -> str:
        return 'her' if self.she else 'him'

    @property
    def his(self) -> str:
        return 'her' if self.she else 'his'


class Tale:
    """
    Collects sentences. A wording's fields are the two heroes `{A}` and `{B}` (`{A.he}`, `{A.him}`, `{A.his}`), and whatever `say` is given;
    a thing `x` also as `{an_x}`.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.sentences: list[str] = []
        self.things = rng.sample(OBJECTS, len(OBJECTS))
        animals = rng.random() < 0.35
        names = [*rng.sample(GIRLS, 1), *rng.sample(BOYS, 1)] if rng.random() < 0.5 else rng.sample(GIRLS + BOYS, 2)
        rng.shuffle(names)
        kinds = rng.sample(ANIMALS, 2)
        self.a, self.b = (
            Character(name, kind if animals else ('girl' if name in GIRLS else 'boy'), name in GIRLS)
            for name, kind in zip(names, kinds, strict=True)
        )

    def thing(self, among: Sequence[str] = OBJECTS) -> str:
        """A thing that is not in the story yet."""
        thing = next((thing for thing in self.things if thing in among), self.things[-1])
        self.things.remove(thing)
        return thing

    def choose(self, words: str) -> str:
        return self.rng.choice(words.split('|'))

    def place(self, *without: str) -> str:
        """`in the garden`, say."""
        name = self.rng.choice([place for place in PLACES if place not in without])
        return f'{PLACES[name]} the {name}'

    def say(self, wordings: str, **values: object) -> None:
        """Adds one of the wordings, of one or more sentences."""
        articles = {f'an_{name}': article(str(value)) for name, value in values.items()}
        self.sentences.append(capital(pick(self.rng, wordings, A=self.a, B=self.b, **values, **articles)))

    def maybe(self, wordings: str, **values: object) -> None:
        """The same, half of the time."""
        if self.rng.random() < 0.5:
            self.say(wordings, **values)

    def swap_roles(self) -> None:
        self.a, self.b = self.b, self.a

    def text(self) -> str:
        return ' '.join(self.sentences)
