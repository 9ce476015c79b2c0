"""
Figures of a model: `python -m pocket.evaluate MODEL_FOLDER`. Prints them, and writes them to run/evaluation/NAME.json, from which `export` makes the
model card. `--against OTHER.json` adds a paired test: whether this model is right where the other is wrong more often than chance allows.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from math import comb
from pathlib import Path
from typing import Any

from . import config, folder
from .batches import Stream
from .chat import prompt
from .copying import induction, recall
from .generate import Sampling, generate
from .microworld.stories import check_story, chinese, english
from .microworld.tasks import FAMILIES
from .model import Llama
from .parallel import Workers, default_processes, launch
from .pretrain import VALID
from .questions import answer_family, encode, mean
from .report import report
from .trainer import bits_per_byte, choose_device

PROMPTS = {
    'plain': ['我爱', 'Once upon a time', '从前', 'def add(a, b):\n', 'The opposite of hot is'],
    'chat': ['Who are you?', 'What is 47 + 85?', '什么是西瓜？', '你是谁？', 'Tell me a story.'],
}
"""Shown with what the model makes of them, to be read rather than counted."""


def stories(model: Llama, tokenizer: Any, language: str, count: int) -> dict[str, Any]:
    """Of stories written at temperature 0.8 from the first words of held-out ones, the share that comes to an end and is consistent."""
    rng = random.Random(f'{config.EVALUATION_SEED} stories {language}')
    if language == 'en':
        begun = [' '.join(english.story(rng, split='held_out').split(' ')[:3]) for _ in range(count)]
    else:
        begun = [chinese.story(rng, split='held_out')[:4] for _ in range(count)]
    written = generate(model, [encode(tokenizer, text) for text in begun], Sampling(0.8, most_tokens=500, seed=1))
    texts = [text + tokenizer.decode(one.ids) for text, (one,) in zip(begun, written, strict=True)]
    good = [one.ended and check_story(text) for text, (one,) in zip(texts, written, strict=True)]
    return {
        'stories': count,
        'consistent': mean(good),
        'failed': [text for text, fine in zip(texts, good, strict=True) if not fine][:3],
        'first': texts[0],
    }


def samples(model: Llama, tokenizer: Any) -> dict[str, str]:
    texts = {text: text for text in PROMPTS['plain']} | {text: prompt(text, thinking=True) for text in PROMPTS['chat']}
    written = generate(model, [encode(tokenizer, text) for text in texts.values()], Sampling(most_tokens=120))
    return {text: tokenizer.decode(one.ids, skip_special_tokens=False) for text, (one,) in zip(texts, written, strict=True)}


def whole_stream(model: Llama, token_bytes: Any, data: Path, name: str) -> float:
    stream = Stream(data / f'valid_{name}.bin')
    return bits_per_byte(model, stream, token_bytes, len(stream) // config.CONTEXT, config.CONTEXT, 4)


def evaluate(workers: Workers, settings: argparse.Namespace) -> dict[str, Any]:
    """All figures, on rank 0; the workers share the work out among them."""
    model = folder.load(settings.model, choose_device(settings.device)).requires_grad_(False)
    tokenizer = folder.load_tokenizer(settings.model)
    token_bytes = folder.bytes_of_tokens(tokenizer)
    count, told = settings.questions, settings.stories
    work: dict[str, Callable[[], Any]] = {
        name: lambda name=name: answer_family(model, tokenizer, name, count) for name in settings.families
    }
    work |= {f'bits {name}': lambda name=name: whole_stream(model, token_bytes, settings.data, name) for name in VALID}
    work |= {f'stories {language}': lambda language=language: stories(model, tokenizer, language, told) for language in ('en', 'zh')}
    work |= {
        'induction': lambda: induction(model),
        'recall from afar': lambda: recall(model, tokenizer, count),
        'samples': lambda: samples(model, tokenizer),
    }
    mine = {}
    for name in list(work)[workers.rank :: workers.count]:
        mine[name] = work[name]()
        print(f'{name} done', flush=True)
    found = {name: value for part in workers.gather(mine) for name, value in part.items()}
    return {
        'model': settings.model.name,
        'seed': config.EVALUATION_SEED,
        'families': [found[name] for name in settings.families],
        'bits_per_byte': {name: found[f'bits {name}'] for name in VALID},
        'stories': {language: found[f'stories {language}'] for language in ('en', 'zh')},
        'induction': found['induction'],
        'recall': found['recall from afar'],
        'samples': found['samples'],
    }


def mcnemar(first: str, second: str) -> tuple[int, int, float]:
    """
    Of answers '0' and '1' to the same questions: how many only the first and only the second has right, and the probability of so uneven a split or
    a more uneven one were both as good (McNemar 1947, exact and two-sided).
    """
    only_first = sum(one > other for one, other in zip(first, second, strict=True))
    only_second = sum(one < other for one, other in zip(first, second, strict=True))
    total = only_first + only_second
    tail = sum(comb(total, k) for k in range(min(only_first, only_second) + 1)) / 2**total
    return only_first, only_second, min(1.0, 2 * tail)


def compare(this: dict[str, Any], other: dict[str, Any], thinking: str = 'thinking') -> str:
    """The paired test for each reasoning family and for all of them."""
    earlier = {family['family']: family for family in other['families']}
    pairs = {one['family']: (one, earlier[one['family']]) for one in this['families'] if one['reasoning'] and one['family'] in earlier}
    flags = {name: (one['right'][thinking], before['right'][thinking]) for name, (one, before) in pairs.items()}
    flags['all'] = (''.join(one for one, _ in flags.values()), ''.join(before for _, before in flags.values()))
    lines = [
        f'| {thinking} | {this["model"]} | {other["model"]} | only {this["model"]} | only {other["model"]} | p |',
        '|---|---|---|---|---|---|',
    ]
    for name, (one, before) in flags.items():
        better, worse, p = mcnemar(one, before)
        lines.append(f'| {name} | {one.count("1") / len(one):.3f} | {before.count("1") / len(before):.3f} | {better} | {worse} | {p:.2g} |')
    return '\n'.join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('model', type=Path, help='a model folder')
    parser.add_argument('--questions', type=int, default=config.EVALUATION_QUESTIONS, help='of each family')
    parser.add_argument('--stories', type=int, default=config.EVALUATION_STORIES)
    parser.add_argument('--families', nargs='+', default=list(FAMILIES))
    parser.add_argument('--against', type=Path, help='another model’s figures')
    parser.add_argument('--data', type=Path, default=config.DATA)
    parser.add_argument('--out', type=Path, default=config.RUN / 'evaluation')
    parser.add_argument('--device', help='cpu or cuda; by default the GPU where there is one')
    parser.add_argument('--processes', type=int, help='by default one for each core, or one for a GPU')
    settings = parser.parse_args()
    found = launch(evaluate, settings, processes=settings.processes or default_processes(choose_device(settings.device)))
    settings.out.mkdir(parents=True, exist_ok=True)
    (settings.out / f'{settings.model.name}.json').write_text(json.dumps(found, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')
    print(report(found))
    if settings.against:
        print('\n' + compare(found, json.loads(settings.against.read_text(encoding='utf-8'))))


if __name__ == '__main__':
    main()
