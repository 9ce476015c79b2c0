"""Every family of exercises, by name."""

from __future__ import annotations

from ..problem import Family
from . import arithmetic, chains, chinese, chinese_people, chinese_talk, counting, lists, people, reading, stories, talk, tracking

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
    Family('spelling', 'en', False, lists.spelling, memorised=True),
    Family('reading', 'en', False, reading.reading),
    Family('recall', 'en', False, reading.recall),
    Family('definition', 'en', False, talk.definition, memorised=True),
    Family('unknown_thing', 'en', False, talk.unknown_thing),
    Family('identity', 'en', False, talk.identity, memorised=True),
    Family('system_identity', 'en', False, talk.system_identity),
    Family('small_talk', 'en', False, talk.small_talk, memorised=True),
    Family('tell_story', 'en', False, stories.tell_story),
    Family('zh_addition', 'zh', True, chinese.addition),
    Family('zh_subtraction', 'zh', True, chinese.subtraction),
    Family('zh_location', 'zh', True, chinese.location),
    Family('zh_ages', 'zh', True, chinese.ages),
    Family('zh_days', 'zh', True, chinese.days),
    Family('zh_legs', 'zh', True, chinese.legs),
    Family('zh_known_fact', 'zh', False, chinese_people.known_fact, memorised=True),
    Family('zh_known_person', 'zh', False, chinese_people.known_person, memorised=True),
    Family('zh_unknown_person', 'zh', False, chinese_people.unknown_person),
    Family('zh_reading', 'zh', False, chinese_people.reading),
    Family('zh_definition', 'zh', False, chinese_talk.definition, memorised=True),
    Family('zh_unknown_thing', 'zh', False, chinese_talk.unknown_thing),
    Family('zh_identity', 'zh', False, chinese_talk.identity, memorised=True),
    Family('zh_system_identity', 'zh', False, chinese_talk.system_identity),
    Family('zh_small_talk', 'zh', False, chinese_talk.small_talk, memorised=True),
    Family('zh_tell_story', 'zh', False, stories.tell_chinese_story),
]
FAMILIES: dict[str, Family] = {family.name: family for family in _FAMILIES}
