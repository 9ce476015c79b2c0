"""The check of stories: it passes what the generator tells, and notices what goes wrong in a model's stories."""

from __future__ import annotations

import random
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pocket.microworld.names import PEOPLE  # noqa: E402
from pocket.microworld.stories import check_story, chinese, english  # noqa: E402
from pocket.microworld.stories.check import story_fault  # noqa: E402
from pocket.microworld.things import OBJECTS  # noqa: E402

GOOD = (
    'Once there was a kind fox called Ada. Ada lived by the sea. Ada had a friend called Tom. Ada had a bell. One day, Ada gave the bell to Tom.'
    ' Tom gave Ada a kite. Now Tom had the bell and Ada had the kite.'
)
BAD = {
    'another name': GOOD.replace('Tom gave', 'Bob gave'),
    'a name out of nowhere': GOOD + ' Then Zorin came.',
    'a name before it is introduced': 'Tom slept. ' + GOOD,
    'another thing': GOOD.replace('gave the bell', 'gave the drum'),
    'a gift of what another has': GOOD + ' Ada gave the bell to Tom.',
    'a girl who is he': 'Once there was a kind girl called Ada. Her friend was a shy girl called Lucy. Then he laughed.',
    'coins that do not add up': GOOD + ' Tom went to the market with 9 coins. He paid 4 coins. Tom had 6 coins left.',
    'nobody': 'The sun was warm. It was a good day.',
}


class Check(unittest.TestCase):
    def test_passes_every_story_of_the_generator(self) -> None:
        rng = random.Random('stories')
        for tell in (english.story, chinese.story):
            for _ in range(3000):
                text = tell(rng)
                self.assertIsNone(story_fault(text), text)

    def test_notices_faults(self) -> None:
        self.assertTrue(check_story(GOOD))
        for what, text in BAD.items():
            with self.subTest(what):
                self.assertFalse(check_story(text))

    def test_notices_a_name_or_thing_that_was_exchanged(self) -> None:
        rng = random.Random('faults')
        exchanges = {r'\b(?:' + '|'.join(PEOPLE) + r')\b': PEOPLE, r'(?<=\bthe )(?:' + '|'.join(OBJECTS) + r')\b': OBJECTS}
        for pattern, words in exchanges.items():
            found = []
            while len(found) < 500:
                text = english.story(rng)
                places = list(re.finditer(pattern, text))
                if not places:
                    continue
                place = rng.choice(places)
                other = rng.choice([word for word in words if word not in text])
                found.append(not check_story(text[: place.start()] + other + text[place.end() :]))
            self.assertGreater(sum(found), 0.95 * len(found))

    def test_there_are_enough_plots(self) -> None:
        self.assertGreaterEqual(len(english.PLOTS), 20)
        self.assertGreaterEqual(len(chinese.PLOTS), 8)

    def test_every_plot_is_told(self) -> None:
        rng = random.Random('plots')
        for module in (english, chinese):
            for plot in module.PLOTS:
                for _ in range(30):
                    tale = module.new_tale(rng)
                    module.opening(tale)
                    plot(tale)
                    self.assertTrue(all('{' not in sentence for sentence in tale.sentences), plot)


if __name__ == '__main__':
    unittest.main()
