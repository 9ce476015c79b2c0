"""
Supervised fine-tuning on conversations, learned from only where the assistant speaks: `python -m pocket.sft`. From the stage base to the stage
chat; the same command goes on from where it was stopped, and with more tokens (`--tokens N`) prolongs the run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import config, folder
from .batches import Stream
from .parallel import Workers, default_processes, launch
from .pretrain import VALID, arguments
from .trainer import Trainer, choose_device


def train(workers: Workers, settings: argparse.Namespace) -> None:
    stream = Stream(settings.data / 'sft.bin', settings.data / 'sft_mask.bin')
    total = settings.tokens or config.SFT_ROUNDS * len(stream)
    trainer = Trainer(
        workers=workers,
        model=folder.load(settings.stages / settings.base, choose_device(settings.device)),
        stream=stream,
        recipe=config.SFT,
        total=total,
        folder=settings.run,
        valid={name: Stream(settings.data / f'valid_{name}.bin') for name in VALID},
        token_bytes=folder.bytes_of_tokens(folder.load_tokenizer(config.TOKENIZER)),
        milestones={},
    )
    if trainer.checkpoint.exists():
        planned = trainer.total, trainer.decay_from
        trainer.load(trainer.checkpoint)
        if settings.tokens:
            trainer.total, trainer.decay_from = planned
    if trainer.run(settings.minutes) and workers.rank == 0:
        folder.save(trainer.model, settings.stages / 'chat')


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument('--run', type=Path, default=config.RUN / 'sft', help='where checkpoint and log go')
    parser.add_argument('--base', default='base', help='the stage to begin with')
    settings = parser.parse_args()
    launch(train, settings, processes=settings.processes or default_processes(choose_device(settings.device)))


if __name__ == '__main__':
    main()
