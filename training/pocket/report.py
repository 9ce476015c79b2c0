"""A model's figures as Markdown tables, for the screen and for its card."""

from __future__ import annotations

from typing import Any

THOUGHT, DIRECT, WORTH = 0.95, 0.60, 0.5
"""Goals: share right with thoughts, share right without (at most, on four families), and how much likelier thoughts make the answer (nats)."""


def report(found: dict[str, Any]) -> str:
    return '\n\n'.join((task_table(found), other_table(found), goal_table(found)))


def task_table(found: dict[str, Any]) -> str:
    """ln p is the mean over questions of the right answer's, given the question alone and with thoughts too."""
    lines = [
        '| Task | Questions | Right, thinking | Right, direct | ln p(A given Q) | given own thoughts | given reference thoughts |',
        '|---|---|---|---|---|---|---|',
    ]
    for one in sorted(found['families'], key=lambda one: (not one['reasoning'], one['language'])):
        logs = ' | '.join(f'{one[f"log_p_{key}"]:.2f}' for key in ('direct', 'own', 'gold'))
        lines.append(f'| {one["family"]} | {one["questions"]} | {one["thinking"]:.3f} | {one["direct"]:.3f} | {logs} |')
    return '\n'.join(lines)


def other_table(found: dict[str, Any]) -> str:
    lines = ['| Measure | |', '|---|---|']
    lines += [f'| Bits per byte, held-out {name} | {value:.3f} |' for name, value in found['bits_per_byte'].items()]
    names = {'en': 'English', 'zh': 'Chinese'}
    lines += [
        f'| {names[key]} stories at temperature 0.8, consistent | {one["consistent"]:.2f} of {one["stories"]} |'
        for key, one in found['stories'].items()
    ]
    scores = [(score, layer, head) for layer, row in enumerate(found['induction']['scores']) for head, score in enumerate(row)]
    best, layer, head = max(scores)
    lines.append(
        f'| Best induction score | {best:.2f} (layer {layer}, head {head}); {sum(score > 0.5 for score, *_ in scores)} heads above 0.5 |'
    )
    lines.append(f'| Random tokens said again, foreseen | {found["induction"]["foreseen"]:.3f} |')
    lines.append(f'| Names from 300 and more tokens back, recalled | {found["recall"]["right"]:.3f} of {found["recall"]["questions"]} |')
    return '\n'.join(lines)


def goal_table(found: dict[str, Any]) -> str:
    """What was set out to be reached, and whether it was."""
    families = {one['family']: one for one in found['families']}
    reasoning = [one for one in families.values() if one['reasoning']]

    def worst(names: tuple[str, ...], figure: str, pick: Any) -> float:
        return pick(families[name][figure + mode] for name in names for mode in ('thinking', 'direct') if name in families)

    known, unknown = ('known_fact', 'known_person', 'zh_known_fact', 'zh_known_person'), ('unknown_person', 'zh_unknown_person')
    rows = []
    if reasoning:
        enough = sum(one['thinking'] >= THOUGHT for one in reasoning)
        short = sum(one['direct'] <= DIRECT for one in reasoning)
        gains = [one['log_p_own'] - one['log_p_direct'] for one in reasoning]
        gaining = sum(gain > WORTH for gain in gains)
        rows += [
            (f'thinking, at least {THOUGHT:.0%} right', f'{enough} of {len(reasoning)} families', enough == len(reasoning)),
            (f'direct, at most {DIRECT:.0%} right, on four families', f'{short} families', short >= 4),
            (
                f'own thoughts worth more than {WORTH} nats',
                f'{gaining} of {len(reasoning)} families, mean {sum(gains) / len(gains):.2f}',
                gaining == len(reasoning),
            ),
        ]
    if families.keys() >= {*known, *unknown}:
        facts = worst(known, '', min)
        refused, wrongly = worst(unknown, 'refused_', min), worst(known, 'refused_', max)
        rows += [
            ('facts about the cast, at least 95% right', f'{facts:.3f} at the least', facts >= 0.95),
            ('unknown people not known, at least 90%', f'{refused:.3f} at the least', refused >= 0.9),
            ('known people said to be unknown, at most 5%', f'{wrongly:.3f} at the most', wrongly <= 0.05),
        ]
    told = min(one['consistent'] for one in found['stories'].values())
    rows += [
        ('stories consistent, at least 90%', f'{told:.2f} at the least', told >= 0.9),
        ('induction score of a head above 0.5', f'{found["induction"]["best"]:.2f}', found['induction']['best'] > 0.5),
        ('names from 300 tokens back, at least 90%', f'{found["recall"]["right"]:.3f}', found['recall']['right'] >= 0.9),
    ]
    return '\n'.join(
        ['| Goal | Reached | |', '|---|---|---|', *(f'| {goal} | {figure} | {"yes" if fine else "no"} |' for goal, figure, fine in rows)]
    )
