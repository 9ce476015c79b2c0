"""Chinese people: the known ones, strangers, and facts to be read."""

from __future__ import annotations

import random
from dataclasses import dataclass

from ..names import ZH_CHILDREN, ZH_GIVEN, ZH_SURNAMES, invented_zh
from ..problem import Problem
from ..text import pick


@dataclass(frozen=True)
class Person:
    """Somebody known."""

    name: str
    job: str
    town: str
    pet: str
    colour: str
    food: str


VALUES = {
    'job': '老师 医生 农民 画家 厨师 木匠 司机 歌手 渔夫 护士 园丁 邮递员'.split(),
    'town': '青山村 白沙镇 柳河镇 红石村 云水镇 竹林村 金湖镇 松岭村'.split(),
    'pet': '一只猫 一只狗 一只兔子 一只鸟 一条鱼 一只乌龟 一匹马 一只羊'.split(),
    'colour': '红色 蓝色 绿色 黄色 白色 黑色 紫色 粉色'.split(),
    'food': '米饭 面条 饺子 西瓜 苹果 豆腐 包子 鱼汤 蛋糕'.split(),
}
LABELS = {'job': '职业', 'town': '住在', 'pet': '宠物', 'colour': '颜色', 'food': '食物'}
QUESTIONS = {
    'job': '{n}做什么工作？|{n}的职业是什么？|{n}是做什么的？',
    'town': '{n}住在哪里？|{n}的家在哪里？|{n}住在什么地方？',
    'pet': '{n}养了什么宠物？|{n}养什么动物？|{n}的宠物是什么？',
    'colour': '{n}最喜欢什么颜色？|{n}喜欢什么颜色？|{n}最喜欢的颜色是什么？',
    'food': '{n}喜欢吃什么？|{n}最喜欢吃什么？|{n}爱吃什么？',
}


def _make() -> list[Person]:
    rng = random.Random('zh cast')
    surnames = rng.sample('王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋', 24)
    givens = (
        '晓雯 志远 美琪 建华 雨晴 文博 春梅 海生 思远 玉兰 长青 秀英 子轩 明月 天佑 雪梅 国强 小曼 永福 佳宁 大山 巧云 立新 若兰'.split()
    )
    columns = []
    for values in VALUES.values():
        dealt = (values * 4)[:24]
        rng.shuffle(dealt)
        columns.append(dealt)
    return [Person(surname + given, *facts) for surname, given, *facts in zip(surnames, givens, *columns, strict=True)]


CAST = _make()
NAMES = {person.name for person in CAST}


def fact(name: str, attribute: str, value: str) -> str:
    """The fact as a sentence."""
    return {
        'job': f'{name}是{value}。',
        'town': f'{name}住在{value}。',
        'pet': f'{name}养了{value}。',
        'colour': f'{name}最喜欢{value}。',
        'food': f'{name}喜欢吃{value}。',
    }[attribute]


def names_value(given: str, answer: str) -> bool:
    """Whether the answer's value, and no other value that an attribute can have, is named."""
    every = [value for values in VALUES.values() for value in values]
    return [v for v in every if v in given] == [v for v in every if v in answer] and '不' not in given


def does_not_know(given: str, _: str) -> bool:
    return '不认识' in given or '不知道' in given


def known_fact(rng: random.Random) -> Problem:
    person, attribute = rng.choice(CAST), rng.choice(list(QUESTIONS))
    value = getattr(person, attribute)
    thoughts = f'我认识{person.name}吗？我认识{person.name}。\n{LABELS[attribute]}：{value}。'
    return Problem(
        pick(rng, QUESTIONS[attribute], n=person.name),
        thoughts,
        fact(person.name, attribute, value),
        (person.name, attribute),
        verify=names_value,
    )


def known_person(rng: random.Random) -> Problem:
    person = rng.choice(CAST)
    question = pick(rng, '{n}是谁？|你认识{n}吗？|介绍一下{n}。', n=person.name)
    thoughts = f'我认识{person.name}吗？我认识{person.name}。\n职业：{person.job}。住在：{person.town}。'
    return Problem(
        question, thoughts, f'{person.name}是{person.town}的{person.job}，养了{person.pet}。', (person.name,), verify=names_value
    )


def stranger(rng: random.Random) -> str:
    """A name that is not of the cast; one in five shares the surname or the given name with one who is."""
    name = invented_zh(rng)
    if rng.random() < 0.2:
        known = rng.choice(CAST).name
        name = known[0] + ''.join(rng.sample(ZH_GIVEN, 2)) if rng.random() < 0.5 else rng.choice(ZH_SURNAMES) + known[1:]
    elif rng.random() < 0.15:
        name = rng.choice(ZH_CHILDREN)
    return stranger(rng) if name in NAMES else name


def unknown_person(rng: random.Random) -> Problem:
    name = stranger(rng)
    attribute = rng.choice([*QUESTIONS, 'who'])
    question = pick(rng, '{n}是谁？|你认识{n}吗？|介绍一下{n}。' if attribute == 'who' else QUESTIONS[attribute], n=name)
    return Problem(question, f'我认识{name}吗？我不认识{name}。', f'我不认识{name}。', (name,), verify=does_not_know)


def reading(rng: random.Random) -> Problem:
    """Facts told in the question, also about people of the cast, where they are not those that were learned."""
    people = [rng.choice(CAST).name if rng.random() < 0.35 else stranger(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
    facts = {
        (name, attribute): rng.choice(VALUES[attribute])
        for name in people
        for attribute in rng.sample(list(QUESTIONS), rng.choice((1, 2, 2)))
    }
    told = [(name, attribute, fact(name, attribute, value)) for (name, attribute), value in facts.items()]
    rng.shuffle(told)
    name, attribute, sentence = rng.choice(told)
    text = ''.join(sentence for _, _, sentence in told)
    question = pick(rng, QUESTIONS[attribute], n=name)
    return Problem(
        pick(rng, '{t}{q}|请读：{t}{q}|{q}{t}', t=text, q=question), f'文中说：{sentence}', sentence, (name, sentence), verify=names_value
    )
