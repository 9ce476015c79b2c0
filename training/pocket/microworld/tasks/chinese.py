"""Chinese tasks that thoughts help with: sums, differences, places, ages, days and legs."""

from __future__ import annotations

import random
from itertools import pairwise

from ..names import ZH_CHILDREN
from ..problem import Problem
from ..text import pick
from .arithmetic import borrowing, columns, digits


def addition(rng: random.Random) -> Problem:
    a, b = digits(rng, '12333'), digits(rng)
    if rng.random() < 0.5:
        a, b = b, a
    question = pick(rng, '{a}加{b}等于多少？|{a} + {b} = ?|计算{a}加{b}。|{a}和{b}的和是多少？|{a}+{b}是多少？|{a}+{b}=', a=a, b=b)
    return Problem(question, columns(a, b, '进1'), str(a + b), (min(a, b), max(a, b)))


def subtraction(rng: random.Random) -> Problem:
    a, b = digits(rng, '12333'), digits(rng)
    a, b = max(a, b), min(a, b)
    question = pick(rng, '{a}减{b}等于多少？|{a} - {b} = ?|计算{a}减{b}。|{a}减去{b}是多少？|{a}-{b}=', a=a, b=b)
    return Problem(question, borrowing(a, b, '借1'), str(a - b), (a, b))


THINGS = '球 书 杯子 帽子 钥匙 雨伞 铅笔 风筝 篮子 镜子 苹果 娃娃 手表 书包 毛巾 盒子 鞋子 梳子'.split()
ROOMS = '厨房 花园 客厅 卧室 学校 公园 商店 院子 阳台 车站 书房 操场'.split()


def location(rng: random.Random) -> Problem:
    """Where a thing is that two children carry about; as in English."""
    people, thing, rooms = rng.sample(ZH_CHILDREN, 2), rng.choice(THINGS), rng.sample(ROOMS, 4)
    place: dict[str, str] = {}
    first = spot = rng.choice(rooms)
    holder = ''
    sentences, thoughts = [f'{thing}在{spot}。'], [f'{thing}{spot}']
    for step in range(rng.choice((4, 5, 5, 6, 7))):
        person = rng.choice(people)
        here = place.get(person)
        if here == spot and not holder and rng.random() < 0.85:
            holder = person
            said, thought = f'{person}{rng.choice(("拿起了", "拿走了", "拿了"))}{thing}。', f'{person}拿，{thing}{person}'
        elif holder == person and rng.random() < 0.35:
            holder = ''
            said, thought = f'{person}放下了{thing}。', f'{person}放，{person}{spot}，{thing}{spot}'
        else:
            room = spot if not holder and step < 2 and here != spot else rng.choice([room for room in rooms if room != here])
            place[person] = room
            said, thought = f'{person}{rng.choice(("去了", "走到了", "来到了", "跑到了"))}{room}。', f'{person}{room}'
            if holder == person:
                spot = room
        sentences.append(said)
        thoughts.append(thought)
    if spot == first and rng.random() < 0.8:
        return location(rng)
    thoughts.append(f'{thing}{holder}，{holder}{spot}' if holder else f'{thing}{spot}')
    question = ''.join(sentences) + pick(rng, '{t}在哪里？|{t}现在在哪里？', t=thing)
    return Problem(question, '\n'.join(thoughts), f'{thing}在{spot}。', (*sorted(people), thing))


def ages(rng: random.Random) -> Problem:
    people = rng.sample(ZH_CHILDREN, rng.choice((3, 3, 4)))
    age = rng.randrange(4, 60)
    sentences, thoughts, steps = [pick(rng, '{p}{n}岁。|{p}今年{n}岁。', p=people[0], n=age)], [f'{people[0]}{age}'], [age]
    for before, person in pairwise(people):
        step = rng.randrange(2, 10)
        older = age - step < 2 or rng.random() < 0.5
        now = age + step if older else age - step
        sentences.append(f'{person}比{before}{"大" if older else "小"}{step}岁。')
        thoughts.append(f'{person}{age}{"+" if older else "-"}{step}={now}')
        steps.append(now)
        age = now
    rng.shuffle(sentences)
    question = ''.join(sentences) + pick(rng, '{p}几岁？|{p}今年几岁？|{p}多少岁？', p=people[-1])
    return Problem(question, '\n'.join(thoughts), f'{age}岁', (*steps,))


WEEK = '星期一 星期二 星期三 星期四 星期五 星期六 星期日'.split()


def days(rng: random.Random) -> Problem:
    today, count, step = rng.randrange(7), rng.randrange(2, 21), rng.choice((1, -1))
    counted = [f'{n}{WEEK[(today + step * n) % 7]}' for n in range(1, count + 1)]
    question = pick(
        rng,
        '今天是{d}，{n}天后是星期几？|今天{d}。再过{n}天是星期几？|{d}过{n}天是星期几？|如果今天是{d}，{n}天以后是星期几？'
        if step > 0
        else '今天是{d}，{n}天前是星期几？|今天{d}。{n}天以前是星期几？|{d}的{n}天前是星期几？|如果今天是{d}，{n}天以前是星期几？',
        d=WEEK[today],
        n=count,
    )
    return Problem(question, '\n'.join(counted), f'{WEEK[(today + step * count) % 7]}。', (today, step * count))


LEGS = {'鸡': 2, '鸭': 2, '鸟': 2, '兔子': 4, '猫': 4, '狗': 4, '羊': 4, '猪': 4, '蚂蚁': 6, '蜜蜂': 6, '蜘蛛': 8, '螃蟹': 10}


def legs(rng: random.Random) -> Problem:
    kinds = rng.sample(list(LEGS), 2)
    counts = [rng.randrange(2, 10) for _ in kinds]
    products = [count * LEGS[kind] for count, kind in zip(counts, kinds, strict=True)]
    thoughts = [
        f'一只{kind}{LEGS[kind]}条，{count}*{LEGS[kind]}={product}' for kind, count, product in zip(kinds, counts, products, strict=True)
    ]
    thoughts.append(f'{products[0]}+{products[1]}={sum(products)}')
    herd = [f'{count}只{kind}' for count, kind in zip(counts, kinds, strict=True)]
    question = pick(rng, '{a}和{b}一共有多少条腿？|院子里有{a}和{b}，一共有几条腿？|{a}加上{b}，共有多少条腿？', a=herd[0], b=herd[1])
    return Problem(question, '\n'.join(thoughts), f'{sum(products)}条', tuple(sorted(zip(kinds, counts, strict=True))))
