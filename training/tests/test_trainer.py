"""The training loop: stopped and resumed or not, in one process or two, it ends with the same model. Needs torch."""

from __future__ import annotations

import argparse
import csv
import importlib.util
import os
import shutil
import signal
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if importlib.util.find_spec('torch') is None:
    raise unittest.SkipTest('torch is not installed')

import numpy as np
import torch

from pocket import config
from pocket.batches import Stream
from pocket.model import Llama, initialise
from pocket.parallel import Workers, launch
from pocket.pretrain import go_on
from pocket.trainer import Trainer, bits_per_byte, rate_scale

SMALL = config.Shape(vocabulary=97, width=32, layers=2, heads=4, key_heads=2, head_size=8, feed_forward=48, context=64)
SIZES: dict[str, Any] = {
    'BATCH_TOKENS': {'cpu': 512},
    'MICRO_TOKENS': {'cpu': 128},
    'CONTEXTS': (32, 64),
    'VALID_EVERY': 1024,
    'VALID_ROWS': 2,
}
RECIPE = config.Recipe(matrix_rate=0.02, rate=0.01, weight_decay=0.01, warmup=2, decay=0.5)
STEPS = 8


def write_stream(path: Path) -> None:
    """Documents that count up from somewhere: quickly learned."""
    rng = np.random.default_rng(0)
    documents = [
        np.append(np.arange(start, start + size) % 90 + 6, 0)
        for start, size in zip(rng.integers(90, size=400), rng.integers(3, 40, 400), strict=True)
    ]
    np.concatenate(documents).astype(np.uint16).tofile(path)


def trainer(workers: Workers, folder: Path, milestones: dict | None = None) -> Trainer:
    model = Llama(SMALL)
    initialise(model, 1)
    stream = Stream(folder / 'stream.bin')
    sizes = torch.ones(SMALL.vocabulary, dtype=torch.int64)
    return Trainer(workers, model, stream, RECIPE, STEPS * 512, folder, {'same': stream}, sizes, milestones or {}, compile=False)


def train(workers: Workers, folder: Path, path: Path) -> None:
    with unittest.mock.patch.multiple(config, **SIZES), unittest.mock.patch('pocket.trainer.VALID_LENGTH', 64):
        one = trainer(workers, folder)
        one.run()
        torch.save(one.model.state_dict(), path.with_suffix(f'.{workers.rank}'))


class TrainerTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        write_stream(self.folder / 'stream.bin')
        for patch in (
            unittest.mock.patch.multiple(config, **SIZES),
            unittest.mock.patch('pocket.trainer.VALID_LENGTH', 64),
            unittest.mock.patch('builtins.print'),
        ):
            patch.start()
            self.addCleanup(patch.stop)

    def assert_equal_weights(self, one: dict, other: dict, tolerance: float = 0.0) -> None:
        for name, weight in one.items():
            torch.testing.assert_close(weight, other[name], atol=tolerance, rtol=0, msg=lambda text, name=name: f'{name}: {text}')

    def log(self) -> list[dict[str, str]]:
        with (self.folder / 'log.csv').open(newline='') as file:
            return list(csv.DictReader(file))

    def test_stopped_by_a_signal_and_resumed_it_ends_as_if_it_had_not_been(self) -> None:
        torch.set_num_threads(1)
        whole = trainer(Workers(), self.folder)
        self.assertTrue(whole.run())
        lines = self.log()
        self.assertEqual([int(line['step']) for line in lines], list(range(STEPS + 1)))
        self.assertLess(float(lines[-1]['bits_per_byte_same']), 0.9 * float(lines[0]['bits_per_byte_same']))
        (self.folder / 'checkpoint.pt').unlink()

        def interrupt(_model: Llama) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

        begun = trainer(Workers(), self.folder, {512 * 3: interrupt})
        self.assertFalse(begun.run())
        self.assertEqual(begun.step, 4)
        resumed = trainer(Workers(), self.folder)
        resumed.load(resumed.checkpoint)
        self.assertTrue(resumed.run())
        self.assert_equal_weights(whole.model.state_dict(), resumed.model.state_dict())
        again = self.log()
        self.assertEqual([line['loss'] for line in again], [line['loss'] for line in lines])

    def go_on(self, run: str, tokens: int | None = None, start: str | None = None, decay_from: str | None = None) -> Trainer:
        """A run of the command line's, up to where it begins."""
        settings = argparse.Namespace(
            tokens=tokens, start=start and self.folder / start, decay_from=decay_from and self.folder / decay_from
        )
        one = trainer(Workers(), self.folder)
        one.folder = self.folder / run
        if tokens:
            one.total, one.decay_from = tokens, tokens // 2
        go_on(one, settings)
        return one

    def plan(self, one: Trainer) -> tuple[int, int, int]:
        return one.tokens, one.decay_from, one.total

    def test_runs_are_prolonged_and_ended_early(self) -> None:
        whole = STEPS * 512
        first = trainer(Workers(), self.folder)
        self.assertEqual(self.plan(first), (0, whole // 2, whole))
        for _ in range(2):
            first.train_step()
        first.save()
        self.assertEqual(self.plan(self.go_on('.')), (1024, whole // 2, whole))
        self.assertEqual(self.plan(self.go_on('.', tokens=9000)), (1024, 4500, 9000))
        # Rates fall from here, over as large a share of the tokens as planned.
        ended = self.go_on('.', decay_from='checkpoint.pt')
        self.assertEqual(self.plan(ended), (1024, 1024, round(1024 / (1 - config.PRETRAIN.decay))))
        ended.train_step()
        ended.save()
        again = self.go_on('.', decay_from='checkpoint.pt')
        self.assertEqual(self.plan(again), (1536, *self.plan(ended)[1:]))
        # Another run begins with a checkpoint, and goes on with its own.
        (self.folder / 'other').mkdir()
        other = self.go_on('other', tokens=9000, start='checkpoint.pt')
        self.assertEqual(self.plan(other), (1536, 4500, 9000))
        other.train_step()
        other.save()
        self.assertEqual(self.plan(self.go_on('other', tokens=9000, start='checkpoint.pt')), (2048, 4500, 9000))
        shutil.copyfile(self.folder / 'checkpoint.pt', self.folder / 'copy.pt')
        with self.assertRaisesRegex(ValueError, 'another run'):
            self.go_on('other', start='copy.pt')

    def test_milestones(self) -> None:
        reached = []
        marks = {tokens: lambda _model, tokens=tokens: reached.append(tokens) for tokens in (0, 600, STEPS * 512)}
        trainer(Workers(), self.folder, marks).run()
        self.assertEqual(reached, [0, 600, STEPS * 512])
        self.assertTrue((self.folder / 'before_decay.pt').exists())

    def test_two_processes_do_what_one_does(self) -> None:
        launch(train, self.folder, self.folder / 'alone', processes=1)
        launch(train, self.folder, self.folder / 'both', processes=2)
        alone, first, second = (torch.load(self.folder / name) for name in ('alone.0', 'both.0', 'both.1'))
        self.assert_equal_weights(first, second)
        # Sums in another order, in bfloat16; a worker that were not heard would be off by far more.
        self.assert_equal_weights(alone, first, 0.03)

    def test_rates_rise_stay_and_fall(self) -> None:
        scales = [rate_scale(RECIPE, step, 512 * step, 512 * 4, 512 * STEPS) for step in range(STEPS)]
        self.assertEqual(scales, [0.5, 1, 1, 1, 1, 0.75, 0.5, 0.25])

    def test_bits_per_byte_of_a_model_that_knows_nothing(self) -> None:
        model = Llama(SMALL)
        for weight in model.parameters():
            torch.nn.init.zeros_(weight)
        found = bits_per_byte(model, Stream(self.folder / 'stream.bin'), torch.full((97,), 2), 4, 64, 2)
        self.assertAlmostEqual(found, np.log2(97) / 2, places=4)


if __name__ == '__main__':
    unittest.main()
