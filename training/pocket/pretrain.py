"""
Pretraining: `python -m pocket.pretrain [--tokens N]`. The same command goes on from where it was stopped; with more tokens it prolongs the run
(from `before_decay.pt` if the rates had begun to fall: `--from`), and `--decay-from CHECKPOINT` ends a run early by letting them fall from there.
Saves the stages untrained, early and base.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from . import config, folder
from .batches import Stream
from .model import Llama, initialise
from .parallel import Workers, default_processes, launch
from .trainer import Trainer, choose_device

VALID = ('stories', 'prose', 'code', 'chinese')


def arguments(description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tokens', type=int, help='tokens to train on, those of all rounds; by default each once')
    parser.add_argument('--minutes', type=float, help='stop after so many, to go on later')
    parser.add_argument('--device', help='cpu or cuda; by default the GPU where there is one')
    parser.add_argument('--processes', type=int, help='by default one for each core, or one for a GPU')
    parser.add_argument('--data', type=Path, default=config.DATA)
    parser.add_argument('--stages', type=Path, default=config.STAGES, help='where the models go')
    return parser


def train(workers: Workers, settings: argparse.Namespace) -> None:
    stream = Stream(settings.data / 'pretrain.bin')
    model = Llama(config.Shape())
    initialise(model, config.WEIGHTS_SEED)
    total = settings.tokens or len(stream)
    save = {name: partial(folder.save, folder=settings.stages / name) for name in ('untrained', 'early', 'base')}
    trainer = Trainer(
        workers=workers,
        model=model.to(choose_device(settings.device)),
        stream=stream,
        recipe=config.PRETRAIN,
        total=total,
        folder=settings.run,
        valid={name: Stream(settings.data / f'valid_{name}.bin') for name in VALID},
        token_bytes=folder.bytes_of_tokens(folder.load_tokenizer(config.TOKENIZER)),
        milestones={0: save['untrained'], round(total * config.EARLY_SHARE): save['early']},
    )
    go_on(trainer, settings)
    if trainer.run(settings.minutes) and workers.rank == 0:
        save['base'](trainer.model)


def go_on(trainer: Trainer, settings: argparse.Namespace) -> None:
    """Takes up the run's own checkpoint, or the one that it is to begin with. Raises `ValueError` where there is a run already that began otherwise."""
    start: Path | None = settings.decay_from or settings.start
    trainer.origin = str(start.resolve()) if start else None
    own = trainer.checkpoint
    if own.exists() and not (start and start.samefile(own)):
        planned = trainer.total, trainer.decay_from
        state = trainer.load(own)
        if start and state.get('origin') != trainer.origin:
            raise ValueError(f'{own} is of another run: choose another folder with --run.')
        if settings.tokens and not settings.decay_from:
            trainer.total, trainer.decay_from = planned
    elif start:
        planned = trainer.total, trainer.decay_from
        trainer.load(start)
        if not settings.decay_from:
            trainer.total, trainer.decay_from = planned
        elif trainer.tokens <= trainer.decay_from:
            trainer.decay_from, trainer.total = trainer.tokens, round(trainer.tokens / (1 - config.PRETRAIN.decay))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument('--run', type=Path, default=config.RUN / 'pretrain', help='where checkpoint and log go')
    parser.add_argument('--from', type=Path, dest='start', help='a checkpoint to go on from')
    parser.add_argument('--decay-from', type=Path, help='a checkpoint from which the rates fall to 0')
    settings = parser.parse_args()
    launch(train, settings, processes=settings.processes or default_processes(choose_device(settings.device)))


if __name__ == '__main__':
    main()
