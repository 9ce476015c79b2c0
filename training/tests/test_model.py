"""The model against Hugging Face's, and what training is built from against plain formulas. Needs torch."""

from __future__ import annotations

import importlib.util
import random
import sys
import unittest
import unittest.mock
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if importlib.util.find_spec('torch') is None:
    raise unittest.SkipTest('torch is not installed')

import numpy as np
import torch
from torch.nn import functional

from pocket.batches import document_sizes, pack
from pocket.config import Shape
from pocket.folder import END_TOKENS, hugging_face_config, weights_of
from pocket.generate import Sampling, generate
from pocket.loss import LinearCrossEntropy, token_losses
from pocket.model import Llama, initialise
from pocket.optimizer import orthogonalise

SMALL = Shape(vocabulary=97, width=48, layers=2, heads=4, key_heads=2, head_size=16, feed_forward=64, context=400)


def small_model() -> Llama:
    model = Llama(SMALL)
    initialise(model, 5)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.mul_(20 if name.startswith('embed') else 1.5)  # Far from uniform answers, and norms other than 1.
    return model.eval()


def random_ids(*size: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(6, SMALL.vocabulary, size, generator=torch.Generator().manual_seed(seed))


class ModelTest(unittest.TestCase):
    def test_gives_the_logits_of_transformers(self) -> None:
        if importlib.util.find_spec('transformers') is None:
            self.skipTest('transformers is not installed')
        from transformers import LlamaConfig, LlamaForCausalLM

        model = small_model()
        settings = LlamaConfig(**hugging_face_config(SMALL, torch.float32), attn_implementation='eager')
        theirs = LlamaForCausalLM(settings).eval()
        self.assertEqual(theirs.load_state_dict(weights_of(model), strict=False).unexpected_keys, [])
        ids = random_ids(2, 300)
        with torch.no_grad():
            torch.testing.assert_close(model.logits(model(ids)), theirs(ids).logits, atol=1e-4, rtol=1e-4)

    def test_documents_in_a_row_do_not_see_each_other(self) -> None:
        model = small_model()
        a, b = random_ids(1, 140), random_ids(1, 37, seed=1)
        first = torch.tensor([[0] * 140 + [140] * 37], dtype=torch.int32)
        with torch.no_grad():
            together = model(torch.cat((a, b), 1), first)
            torch.testing.assert_close(together[:, :140], model(a), atol=1e-4, rtol=1e-4)
            torch.testing.assert_close(together[:, 140:], model(b), atol=1e-4, rtol=1e-4)

    def test_a_seed_gives_the_same_weights(self) -> None:
        one, two = small_model(), small_model()
        for a, b in zip(one.parameters(), two.parameters(), strict=True):
            self.assertTrue(torch.equal(a, b))


class GenerateTest(unittest.TestCase):
    def test_what_is_written_is_what_one_reading_of_it_foretells(self) -> None:
        model = small_model()
        prompts = [random_ids(size, seed=size).tolist() for size in (3, 50, 7, 1)]
        for temperature, samples in ((0.0, 1), (1.0, 3)):
            groups = generate(model, prompts, Sampling(temperature, 40, seed=2), samples, rows_at_once=6)
            for prompt, group in zip(prompts, groups, strict=True):
                self.assertEqual(len(group), samples)
                for sample in group:
                    written = sample.written
                    ids = torch.tensor([prompt + written])
                    with torch.no_grad():
                        logs = torch.log_softmax(model.logits(model(ids)), -1)[0, len(prompt) - 1 :]
                    logs = logs[: len(written)]
                    torch.testing.assert_close(torch.tensor(sample.surprisal), -logs[range(len(written)), written], atol=2e-3, rtol=1e-3)
                    torch.testing.assert_close(torch.tensor(sample.entropy), -(logs.exp() * logs).sum(-1), atol=2e-3, rtol=1e-3)
                    if temperature == 0:
                        self.assertEqual(logs.argmax(-1).tolist(), written)
                    self.assertEqual(len(written) < 40 or written[-1] in END_TOKENS, sample.ended)
                    self.assertFalse(set(sample.ids) & set(END_TOKENS))

    def test_draws_in_proportion_to_probability(self) -> None:
        from pocket.generate import choose

        shares = torch.tensor([0.5, 0.3, 0.0, 0.2])
        chosen, _, _ = choose(shares.log().expand(20_000, 4), 1.0, torch.Generator().manual_seed(1))
        torch.testing.assert_close(torch.bincount(chosen, minlength=4) / 20_000, shares, atol=0.015, rtol=0)


class LossTest(unittest.TestCase):
    def test_loss_and_gradients_are_those_of_plain_cross_entropy(self) -> None:
        torch.manual_seed(0)
        states, matrix = torch.randn(50, 8, requires_grad=True), torch.randn(97, 8, requires_grad=True)
        targets, weights = torch.randint(97, (50,)), torch.rand(50)
        plain = (functional.cross_entropy(states @ matrix.T, targets, reduction='none') * weights).sum()
        expected = torch.autograd.grad(plain, (states, matrix))
        with unittest.mock.patch.dict('pocket.loss.CHUNK_LOGITS', cpu=7 * 97):
            ours = LinearCrossEntropy.apply(states, matrix, targets, weights, False)
        torch.testing.assert_close(ours, plain)
        for one, other in zip(torch.autograd.grad(2 * ours, (states, matrix)), expected, strict=True):
            torch.testing.assert_close(one, 2 * other)

    def test_token_losses(self) -> None:
        model, ids = small_model(), random_ids(2, 30)
        with torch.no_grad():
            states = model(ids[:, :-1])
            expected = functional.cross_entropy(model.logits(states).mT, ids[:, 1:], reduction='none')
        torch.testing.assert_close(token_losses(model, states, ids[:, 1:]), expected)


class PackTest(unittest.TestCase):
    def test_every_token_has_one_place_and_short_documents_stay_whole(self) -> None:
        rng = random.Random(3)
        for _ in range(20):
            rows, length = 16, 64
            sizes = []
            while sum(sizes) < rows * length:
                sizes.append(min(rng.choice((rng.randrange(1, 30), rng.randrange(1, 30), 300)), rows * length - sum(sizes)))
            order, first = pack(np.array(sizes), rows, length)
            self.assertEqual(sorted(order.tolist()), list(range(rows * length)))
            document = np.repeat(np.arange(len(sizes)), sizes)
            place = np.arange(rows * length) % length
            row = np.arange(rows * length) // length
            # From a piece's begin on, a row holds that document's tokens in their order.
            begin = row * length + first
            self.assertTrue((document[order] == document[order[begin]]).all())
            self.assertTrue((order - order[begin] == place - first).all())
            starts = order[(place == first)]
            for number, size in enumerate(sizes):
                pieces = int((document[starts] == number).sum())
                self.assertGreaterEqual(pieces, -(-size // length))
                if size < 30:  # There are so many that they fill gaps of any size.
                    self.assertEqual(pieces, 1)

    def test_document_sizes(self) -> None:
        self.assertEqual(document_sizes(np.array([5, 6, 0, 7, 0, 8, 9])).tolist(), [3, 2, 2])
        self.assertEqual(document_sizes(np.array([5, 0])).tolist(), [2])


class OptimizerTest(unittest.TestCase):
    def test_orthogonalised_matrices_have_singular_values_near_one(self) -> None:
        matrices = torch.randn(3, 32, 80, generator=torch.Generator().manual_seed(0))
        values = torch.linalg.svdvals(orthogonalise(matrices).float())
        self.assertGreater(values.min(), 0.5)
        self.assertLess(values.max(), 1.3)
        u, _, v = torch.linalg.svd(matrices, full_matrices=False)
        alike = functional.cosine_similarity(orthogonalise(matrices).float().flatten(1), (u @ v).flatten(1))
        self.assertGreater(alike.min(), 0.97)


if __name__ == '__main__':
    unittest.main()
