"""
The people whom the model is to know by heart, and what it is to know of each. Made once from a fixed seed; first names are unique among
them and are used for nobody else. Towns lie in countries, pets have legs: facts of the second step.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_FIRST = (
    'Mira:f Lena:f Tessa:f Nora:f Ivy:f Elsa:f Ruby:f Clara:f Dina:f Orla:f Petra:f Sana:f Vera:f Hana:f Lotte:f Maren:f'
    ' Freya:f Zuri:f Wren:f Amara:f Joss:m Tobin:m Arlo:m Emil:m Finn:m Hugo:m Kofi:m Leo:m Milo:m Niko:m Oren:m Piet:m'
    ' Rafi:m Sami:m Theo:m Udo:m Viggo:m Walt:m Yuri:m Zane:m'
).split()
_LAST = (
    'Tolven Pell Marsk Oakley Brindle Cask Dunmore Elwick Farrow Gannet Hobley Ironwell Jarrow Kestle Lunford Moss Nettle'
    ' Orrin Pask Quill Rudd Saltby Thorne Umber Vane Wicket Yarrow Zeller Ashdown Birch Coldwell Drake Ember Fenn Glover'
    ' Harrow Inkpen Jessop Kirby Larch'
).split()

JOBS = 'baker sailor teacher doctor farmer painter carpenter tailor gardener potter weaver miller postman cook singer shepherd'.split()
COUNTRY = {
    town: country
    for country, towns in {
        'Arvia': 'Oakham Millbrook Fernhill',
        'Belmar': 'Stonebay Willowby Redcliff',
        'Corland': 'Larkfield Pinewater Highmoor',
        'Dorvan': 'Saltport Greywick Sunford',
    }.items()
    for town in towns.split()
}
TOWNS = list(COUNTRY)
PETS = {
    'cat': 4,
    'dog': 4,
    'rabbit': 4,
    'pony': 4,
    'goat': 4,
    'parrot': 2,
    'duck': 2,
    'owl': 2,
    'crab': 10,
    'spider': 8,
    'snail': 0,
    'fish': 0,
}
COLOURS = 'red blue green yellow purple orange pink brown black white'.split()
FOODS = 'soup bread cheese rice honey cake pears plums beans pancakes noodles pie'.split()


@dataclass(frozen=True)
class Person:
    """Somebody known. `she`: the pronoun is she, else he."""

    name: str
    she: bool
    job: str
    town: str
    pet: str
    colour: str
    food: str

    @property
    def first(self) -> str:
        return self.name.split()[0]


def _dealt(rng: random.Random, values: list[str], count: int) -> list[str]:
    """Each value about equally often, in random order: no answer is a good guess."""
    dealt = (values * (count // len(values) + 1))[:count]
    rng.shuffle(dealt)
    return dealt


def _make() -> list[Person]:
    rng = random.Random('cast')
    count = len(_FIRST)
    lasts = rng.sample(_LAST, count)
    columns = [_dealt(rng, list(values), count) for values in (JOBS, TOWNS, PETS, COLOURS, FOODS)]
    return [
        Person(f'{first.split(":")[0]} {last}', first.endswith('f'), *facts)
        for first, last, *facts in zip(_FIRST, lasts, *columns, strict=True)
    ]


CAST = _make()
KNOWN = {person.first: person for person in CAST}
LAST_NAMES = [person.name.split()[1] for person in CAST]
