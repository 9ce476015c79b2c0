"""Every family of exercises, by name."""

from __future__ import annotations

from ..problem import Family
from . import arithmetic, chains, counting, lists, people, reading, talk, tracking

_FAMILIES = [
    Family('addition', 'en', True, arithmetic.addition),
    Family('subtraction', 'en', True, arithmetic.subtraction),
    Family('multiplication', 'en', True, arithmetic.multiplication),
    Family('total', 'en', True, arithmetic.total),
    Family('sort', 'en', True, lists.sort),
    Family('letters', 'en', True, lists.letters),
    Family('reverse', 'en', True, lists.reverse),
    Family('location', 'en', True, tracking.location),
    Family('swap', 'en', True, tracking.swap),
    Family('turns', 'en', True, tracking.turns),
    Family('order', 'en', True, chains.order),
    Family('ages', 'en', True, chains.ages),
    Family('legs', 'en', True, counting.legs),
    Family('shopping', 'en', True, counting.shopping),
    Family('days', 'en', True, counting.days),
    Family('two_steps', 'en', True, people.two_steps),
    Family('known_fact', 'en', False, people.known_fact, memorised=True),
    Family('known_person', 'en', False, people.known_person, memorised=True),
    Family('unknown_person', 'en', False, people.unknown_person),
    Family('reading', 'en', False, reading.reading),
    Family('recall', 'en', False, reading.recall),
    Family('definition', 'en', False, talk.definition, memorised=True),
    Family('unknown_thing', 'en', False, talk.unknown_thing),
    Family('identity', 'en', False, talk.identity, memorised=True),
    Family('system_identity', 'en', False, talk.system_identity),
    Family('small_talk', 'en', False, talk.small_talk, memorised=True),
]
FAMILIES: dict[str, Family] = {family.name: family for family in _FAMILIES}
