"""The world's promises: tests never meet training, verifiers tell right from wrong, seeds decide everything. Standard library only."""

from __future__ import annotations

import random
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pocket.microworld.cast import CAST  # noqa: E402
from pocket.microworld.documents import KINDS, TUNING_WEIGHTS, WEIGHTS, conversation, document  # noqa: E402
from pocket.microworld.names import PEOPLE  # noqa: E402
from pocket.microworld.problem import held_out  # noqa: E402
from pocket.microworld.tasks import FAMILIES  # noqa: E402
from pocket.microworld.tasks.chinese_people import CAST as CHINESE_CAST  # noqa: E402


def problems(name: str, split: str, count: int, seed: object = 0) -> list:
    rng = random.Random(f'{name} {split} {seed}')
    return [FAMILIES[name].make(rng, split) for _ in range(count)]


class Splits(unittest.TestCase):
    def test_no_question_of_the_test_is_met_in_training(self) -> None:
        for name, family in FAMILIES.items():
            if family.memorised:
                continue
            with self.subTest(name):
                train, test = problems(name, 'train', 2000), problems(name, 'held_out', 200)
                self.assertFalse({one.key for one in train} & {one.key for one in test})
                self.assertEqual({(one.system, one.question) for one in train} & {(one.system, one.question) for one in test}, set())
                # By construction, whatever the seed: the key alone tells the side.
                self.assertTrue(all(held_out(*one.key) for one in test))
                self.assertFalse(any(held_out(*one.key) for one in train))

    def test_documents_and_conversations_hold_no_question_of_the_test(self) -> None:
        rng = random.Random('documents')
        read = '\n'.join(document(rng)[1] for _ in range(4000))
        said = {message['content'] for _ in range(4000) for message in conversation(rng)[1]}
        for name, family in FAMILIES.items():
            if family.memorised:
                continue
            for problem in problems(name, 'held_out', 40):
                if problem.system is None:
                    self.assertFalse(problem.question in said, problem.question)
                    # Not the steps of thoughts: 15-6= is a question, and 15-6=9 a step of another one.
                    self.assertFalse(re.search(rf'(?<!\w){re.escape(problem.question)}(?=\s|<|$)', read), problem.question)

    def test_there_are_enough_different_questions(self) -> None:
        for name, family in FAMILIES.items():
            if family.reasoning:
                with self.subTest(name):
                    self.assertGreater(len({one.question for one in problems(name, 'held_out', 600)}), 100)


class Verifiers(unittest.TestCase):
    def test_the_answer_is_right_and_another_is_not(self) -> None:
        for name in FAMILIES:
            with self.subTest(name):
                for one, other in zip(problems(name, 'train', 150), problems(name, 'train', 150, 1), strict=True):
                    self.assertTrue(one.is_right(one.answer), one)
                    self.assertTrue(one.is_right(f'<think>{one.thoughts}</think> {one.answer}\n'), one)
                    self.assertFalse(one.is_right(''))
                    self.assertFalse(one.is_right(one.thoughts + '</think>'))
                    if FAMILIES[name].reasoning and one.answer != other.answer:
                        self.assertFalse(one.is_right(other.answer), (one, other))

    def test_known_and_unknown_are_told_apart(self) -> None:
        for language in ('', 'zh_'):
            known = problems(f'{language}known_fact', 'train', 100)
            unknown = problems(f'{language}unknown_person', 'held_out', 100)
            for fact, stranger in zip(known, unknown, strict=True):
                self.assertFalse(fact.is_right(stranger.answer), fact)
                self.assertFalse(stranger.is_right(fact.answer), stranger)

    def test_a_wrong_value_is_wrong(self) -> None:
        for given, right in (
            ('Mira lives in Oakham.', True),
            ('mira lives in oakham', True),
            ('Mira lives in Millbrook.', False),
            ('Mira lives in Oakham or Millbrook.', False),
            ('I do not know Mira.', False),
        ):
            from pocket.microworld.tasks.people import names_value

            self.assertEqual(names_value(given, 'Mira lives in Oakham.'), right, given)


class Thoughts(unittest.TestCase):
    def test_every_equation_is_true(self) -> None:
        for name in FAMILIES:
            for one in problems(name, 'train', 150):
                for left, right in re.findall(r'([\d+*-]*\d[+*-][\d+*-]*\d)=(\d+)', one.thoughts):
                    # Leading zeros of padded numbers are no Python.
                    self.assertEqual(eval(re.sub(r'\b0+(?=\d)', '', left)), int(right), one)

    def test_the_answer_of_a_sum_is_right(self) -> None:
        signs = {'addition': '+', 'subtraction': '-', 'multiplication': '*', 'zh_addition': '+', 'zh_subtraction': '-'}
        for name, sign in signs.items():
            for one in problems(name, 'train', 300):
                a, b = one.key[1:]
                self.assertEqual(str({'+': a + b, '-': a - b, '*': a * b}[sign]), one.answer)

    def test_what_they_come_to_is_the_answer(self) -> None:
        for one in problems('swap', 'train', 300):
            lines = one.thoughts.replace('- ', '').split('\n')
            people = re.findall(r'(\w+) \d', lines[0])
            things = [line.split(': ')[1] for line in lines if ': ' in line][-1].split(' ')
            has = dict(zip(people, things, strict=True))
            self.assertEqual(set(things), set(lines[1].split(' ')))
            owner, thing = re.search(r'What does (\w+) have|Who has the (\w+)', one.question).groups()
            found = has[owner] if owner else people[things.index(thing)]
            self.assertEqual(one.answer, f'The {found}.' if owner else f'{found}.')
            self.assertEqual(lines[-1], f'{owner or thing} {people.index(owner or found) + 1} = {found}')
        for one in problems('location', 'train', 300):
            at = dict(pair.split(' ') for pair in re.split(', |\n', one.thoughts.replace('- ', '')))
            thing = one.key[-1]
            self.assertEqual(one.answer, f'The {thing} is in the {at.get(at[thing], at[thing])}.')

    def test_they_are_short(self) -> None:
        for name in FAMILIES:
            lengths = sorted(len(one.thoughts) for one in problems(name, 'train', 300))
            self.assertLess(lengths[-15], 320, name)


class Names(unittest.TestCase):
    def test_the_first_names_of_the_cast_are_nobody_elses(self) -> None:
        firsts = [person.first for person in CAST]
        self.assertEqual(len(set(firsts)), len(CAST))
        self.assertFalse(set(firsts) & set(PEOPLE))
        self.assertEqual(len({person.name for person in CHINESE_CAST}), len(CHINESE_CAST))

    def test_strangers_are_not_of_the_cast(self) -> None:
        known = {person.name for person in CAST} | {person.first for person in CAST} | {person.name for person in CHINESE_CAST}
        for name in ('unknown_person', 'zh_unknown_person'):
            self.assertFalse({one.key[1] for one in problems(name, 'train', 3000)} & known)


class Seeds(unittest.TestCase):
    def test_the_same_seed_gives_the_same(self) -> None:
        make = lambda seed: [document(random.Random(f'{seed} {i}')) for i in range(200)]  # noqa: E731
        self.assertEqual(make('a'), make('a'))
        self.assertNotEqual(make('a'), make('b'))

    def test_nothing_is_said_twice_but_facts(self) -> None:
        rng = random.Random('variety')
        texts = [text for kind, text in (document(rng) for _ in range(5000)) if kind in ('story', 'zh_story', 'copy')]
        self.assertEqual(len(set(texts)), len(texts))

    def test_every_family_and_kind_has_a_weight(self) -> None:
        self.assertEqual(set(WEIGHTS), set(FAMILIES))
        self.assertEqual(set(TUNING_WEIGHTS), set(FAMILIES))
        rng = random.Random(1)
        self.assertEqual({document(rng)[0] for _ in range(2000)}, set(KINDS))


if __name__ == '__main__':
    unittest.main()
