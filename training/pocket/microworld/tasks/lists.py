"""Numbers to sort, and letters of words to count or turn about."""

from __future__ import annotations

import random

from ..problem import Problem
from ..text import pick
from ..things import WORDS


def sort(rng: random.Random) -> Problem:
    """By insertion: each line takes the next number and restates the sorted list with it."""
    numbers = rng.sample(range(1, 100), rng.choice((3, 4, 4, 5)))
    thoughts = []
    done: list[int] = []
    for number in numbers:
        done = sorted([*done, number])
        thoughts.append(f'{number}: {" ".join(map(str, done))}')
    question = pick(
        rng,
        'Sort these numbers: {x}.|Put these numbers in order, smallest first: {x}.|Sort {x} from small to large.|Order the numbers {x}.',
        x=', '.join(map(str, numbers)),
    )
    return Problem(question, '\n'.join(thoughts), ' '.join(map(str, done)), tuple(done), verify=same_numbers)


def same_numbers(given: str, answer: str) -> bool:
    return given.replace(',', ' ').replace('.', ' ').split() == answer.split()


def letters(rng: random.Random) -> Problem:
    """How often a letter is in a word: the word spelled, each letter with the count so far."""
    word = rng.choice(WORDS)
    kind = rng.random()
    repeated = sorted({letter for letter in word if word.count(letter) > 1})
    among = repeated if repeated and kind < 0.6 else word if kind < 0.85 else 'aeioulnrst'
    letter = rng.choice(among)
    count, spelled = 0, []
    for found in word:
        count += found == letter
        spelled.append(f'{found}{count}')
    question = pick(
        rng,
        'How many times is the letter {x} in {w}?|How many {x} are in the word {w}?|Count the letter {x} in {w}.'
        '|How often does the word {w} have the letter {x}?',
        x=letter,
        w=word,
    )
    return Problem(question, ' '.join(spelled), str(count), (word, letter))


def numbered(word: str) -> list[str]:
    return [f'{letter}{place}' for place, letter in enumerate(word, 1)]


def spelling(rng: random.Random) -> Problem:
    """The letters of a word, which its token does not show: they have to be known by heart."""
    word = rng.choice(WORDS)
    question = pick(rng, 'How is {w} spelled?|How do you spell {w}?|Spell {w}.|Spell the word {w}.', w=word)
    return Problem(question, ' '.join(numbered(word)), ' '.join(word), (word,))


def reverse(rng: random.Random) -> Problem:
    """A word spelled backwards: spelled with numbers first, then the numbers downwards."""
    word = rng.choice(WORDS)
    letters = numbered(word)
    question = pick(
        rng,
        'Spell {w} backwards.|Spell the word {w} backwards.|Write the letters of {w} in reverse order.|Reverse the letters of {w}.',
        w=word,
    )
    return Problem(question, f'{" ".join(letters)}\n{" ".join(reversed(letters))}', ' '.join(reversed(word)), (word,))
