"""Reinforcement learning: advantages, the clipped loss, and that what is rewarded becomes likelier. Needs torch."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if importlib.util.find_spec('torch') is None:
    raise unittest.SkipTest('torch is not installed')

import torch

from pocket import config
from pocket.generate import Sampling, generate
from pocket.grpo import Grpo
from pocket.loss import token_losses
from pocket.model import Llama, initialise
from pocket.parallel import Workers
from pocket.policy import PackedRollouts, pack_rollouts, policy_loss
from pocket.rollouts import Rollout, advantages

SMALL = config.Shape(vocabulary=20, width=32, layers=2, heads=4, key_heads=2, head_size=8, feed_forward=48, context=64)
SETTINGS = config.Grpo(rate=0.003, warmup=1, clip=0.2)
PROMPTS = [[6, 7, 8], [9, 10, 11, 12, 13]]
LIKED = 15


def small_model() -> Llama:
    model = Llama(SMALL)
    initialise(model, 3)
    return model.eval()


def roll_out(model: Llama, seed: int) -> list[Rollout]:
    """Samples of both prompts; rewarded is how often they say the liked token."""
    rollouts = []
    for prompt, group in zip(PROMPTS, generate(model, PROMPTS, Sampling(1.0, 10, seed), samples=16), strict=True):
        rewards = [one.ids.count(LIKED) / 10 for one in group]
        rollouts += [Rollout('addition', prompt, *row) for row in zip(group, rewards, advantages(rewards), strict=True)]
    return rollouts


class AdvantagesTest(unittest.TestCase):
    def test_advantages(self) -> None:
        for rewards, expected in {
            (1, 0): [1, -1],
            (1, 0, 0, 0): [3**0.5, *[-(3**-0.5)] * 3],
            (1, 1, 1): [0, 0, 0],
            (0, 0): [0, 0],
        }.items():
            with self.subTest(rewards=rewards):
                torch.testing.assert_close(torch.tensor(advantages(rewards)), torch.tensor(expected, dtype=torch.float))


class PolicyLossTest(unittest.TestCase):
    def slope(
        self, surprisal: float, before: float, advantage: float, start: float | None = None, weight: float = 0.0
    ) -> tuple[float, float, float]:
        """Of the loss by the surprisal of one drawn token; and how many were clipped, and how far it is from the start."""
        packed = PackedRollouts(*(torch.zeros(1, 2) for _ in range(6)))
        packed.advantages[0, 0], packed.surprisal[0, 0], packed.drawn[0, 0] = advantage, before, 1
        now = torch.tensor([[surprisal, 5.0]], requires_grad=True)
        first = None if start is None else torch.tensor([[start, 1.0]])
        loss, cut, further = policy_loss(now, packed, first, config.Grpo(clip=0.2, divergence=weight))
        (found,) = torch.autograd.grad(loss, now)
        self.assertEqual(found[0, 1], 0)  # The second token is of a prompt.
        return found[0, 0].item(), cut.item(), further.item()

    def test_on_policy_the_slope_is_the_advantage(self) -> None:
        self.assertEqual(self.slope(2.0, 2.0, 1.5)[:2], (1.5, 0))
        self.assertEqual(self.slope(2.0, 2.0, -1.5)[:2], (-1.5, 0))

    def test_what_has_moved_far_enough_is_left_alone(self) -> None:
        self.assertEqual(self.slope(1.7, 2.0, 1.0)[:2], (0, 1))  # Likelier by e^0.3 already.
        self.assertEqual(self.slope(2.3, 2.0, -1.0)[:2], (0, 1))
        self.assertGreater(self.slope(2.3, 2.0, 1.0)[0], 0)  # Moved the wrong way: still pulled.
        self.assertLess(self.slope(1.7, 2.0, -1.0)[0], 0)

    def test_divergence(self) -> None:
        found, _, further = self.slope(2.0, 2.0, 0.0, start=1.5, weight=0.1)
        d = torch.tensor(0.5)  # ln p at the start − ln p now
        torch.testing.assert_close(torch.tensor(further), d.exp() - d - 1)
        torch.testing.assert_close(torch.tensor(found), 0.1 * (d.exp() - 1))


class GrpoTest(unittest.TestCase):
    def test_packed_samples_are_as_likely_as_when_they_were_drawn(self) -> None:
        model = small_model()
        rollouts = roll_out(model, 1)
        packed = pack_rollouts(rollouts, 32, 4)
        self.assertEqual(len(packed.ids) % 4, 0)
        self.assertEqual(packed.drawn.sum(), sum(len(one.sample.surprisal) for one in rollouts))
        with torch.no_grad():
            surprisal = token_losses(model, model(packed.ids, packed.first), packed.targets)
        torch.testing.assert_close(surprisal * packed.drawn, packed.surprisal * packed.drawn, atol=1e-3, rtol=1e-3)
        self.assertEqual((packed.advantages * (1 - packed.drawn)).abs().sum(), 0)

    def test_what_is_rewarded_becomes_likelier(self) -> None:
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch('pocket.grpo.LENGTH', 32):
            grpo = Grpo(Workers(), small_model(), None, SETTINGS, Path(folder), compile=False)
            rewards = []
            for step in range(40):
                rollouts = roll_out(grpo.sampler, step)
                rewards.append(sum(one.reward for one in rollouts) / len(rollouts))
                grpo.update(rollouts)
            self.assertLess(rewards[0], 0.15)
            self.assertGreater(sum(rewards[-3:]) / 3, 0.5)
            self.assertEqual(grpo.update([]), (0.0, 0.0))

            again = Grpo(Workers(), small_model(), None, SETTINGS, Path(folder), compile=False)
            grpo.step, grpo.curriculum.right['addition'] = 7, 0.9
            grpo.save()
            again.load()
            self.assertEqual((again.step, again.curriculum.right['addition']), (7, 0.9))
            for one, other in zip(grpo.model.parameters(), again.sampler.parameters(), strict=True):
                self.assertTrue(torch.equal(one, other))


if __name__ == '__main__':
    unittest.main()
