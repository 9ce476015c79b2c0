"""
Writes the token files of training from the corpus and the microworld: `python -m pocket.data [--tokens N] [--sft-tokens N]`.

`pretrain.bin`: uint16 ids, documents in random order, `<|endoftext|>` after each. `valid_*.bin`: the same, for validation. `sft.bin`,
`sft_mask.bin`: ids and, as uint8, which of them are learned from, `<|endoftext|>` after each conversation. `meta.json` tells what is in them.

All are the same for the same settings, however many processes make them: work is split into numbered shards, each with its own seed.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import random
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from multiprocessing import Pool as make_pool
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from . import config
from .chat import END_OF_TEXT, SPECIAL_TOKENS, conversation_ids
from .microworld.documents import conversation, document
from .microworld.stories import story
from .tokenizer import load

SHARD = 1000
"""Documents of the microworld that are made with one seed."""

Ids = np.ndarray[tuple[int], np.dtype[np.uint16]]
Shard = tuple[list[Ids], list[str]]
"""Documents, each with its separator, and what each of them is."""

_tokenizer: Tokenizer
_end: int


def _start_worker() -> None:
    global _tokenizer, _end
    os.environ['TOKENIZERS_PARALLELISM'] = 'false'
    _tokenizer = load()
    _end = SPECIAL_TOKENS.index(END_OF_TEXT)


def encode(texts: list[str]) -> list[Ids]:
    """The ids of each text, with the separator after it."""
    return [np.array([*encoding.ids, _end], np.uint16) for encoding in _tokenizer.encode_batch(texts, add_special_tokens=False)]


def microworld_shard(number: int) -> Shard:
    rng = random.Random(f'{config.DATA_SEED} pretrain {number}')
    made = [document(rng) for _ in range(SHARD)]
    return encode([text for _, text in made]), [kind for kind, _ in made]


def sft_shard(number: int) -> tuple[list[Ids], list[np.ndarray], list[str]]:
    rng = random.Random(f'{config.DATA_SEED} sft {number}')
    ids, masks, names = [], [], []
    for _ in range(SHARD):
        name, messages, thinking = conversation(rng)
        tokens, learned = conversation_ids(_tokenizer, messages, thinking)
        ids.append(np.array([*tokens, _end], np.uint16))
        masks.append(np.array([*learned, False], np.uint8))
        names.append(f'{name}, {"thinking" if thinking else "direct"}')
    return ids, masks, names


def corpus_texts(kind: str, split: str) -> list[str]:
    path = config.CORPUS / f'{kind}.{split}.jsonl'
    if not path.exists():
        raise FileNotFoundError(f'{path} is missing: run `python -m pocket.corpus` first.')
    return [json.loads(line)['text'] for line in path.read_text(encoding='utf-8').splitlines()]


def corpus_shards(kind: str) -> Iterator[Shard]:
    """The corpus of a kind again and again, each time in another order."""
    texts = corpus_texts(kind, 'train')
    rng = random.Random(f'{config.DATA_SEED} {kind}')
    rng.shuffle(texts)
    documents: list[Ids] = []
    for start in range(0, len(texts), SHARD):
        documents += encode(texts[start : start + SHARD])
        yield documents[start:], [kind] * len(documents[start:])
    while True:
        rng.shuffle(documents)
        yield documents, [kind] * len(documents)


def copies() -> Iterator[Shard]:
    """Random tokens twice over: whoever would foresee the second half has to look for what followed before."""
    rng = np.random.default_rng(list(f'{config.DATA_SEED} copies'.encode()))
    first = len(SPECIAL_TOKENS)
    while True:
        length = rng.integers(8, config.CONTEXT // 4)
        once = rng.integers(first, config.VOCABULARY, length).astype(np.uint16)
        yield [np.concatenate([once, once, np.array([_end], np.uint16)])], ['copies']


def take(shards: Iterator[Shard], tokens: int) -> Shard:
    """Documents up to about that many tokens; shards are made only as far as they are needed."""
    documents, names, size = [], [], 0
    for made, kinds in shards:
        for one, kind in zip(made, kinds, strict=True):
            if size >= tokens:
                return documents, names
            documents.append(one)
            names.append(kind)
            size += len(one)
    return documents, names


def counts(documents: list[Ids], names: list[str]) -> dict[str, dict[str, int]]:
    """Documents and tokens of each kind."""
    number, size = Counter(names), Counter[str]()
    for one, name in zip(documents, names, strict=True):
        size[name] += len(one)
    return {name: {'documents': number[name], 'tokens': size[name]} for name in sorted(number)}


def write(path: Path, arrays: list[np.ndarray]) -> str:
    """Writes them one after the other; gives the SHA-256 of the file."""
    data = np.concatenate(arrays).tobytes()
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def shuffled(count: int, name: str) -> list[int]:
    order = list(range(count))
    random.Random(f'{config.DATA_SEED} order of {name}').shuffle(order)
    return order


def in_order(pool: Pool, window: int, work: Callable[[int], Any]) -> Iterator[Any]:
    """What `work` makes of 0, 1, 2 …, made by the pool but not further ahead than the window."""
    pending = deque(pool.apply_async(work, (number,)) for number in range(window))
    for number in itertools.count(window):
        yield pending.popleft().get()
        pending.append(pool.apply_async(work, (number,)))


def pretrain(microworld: Iterator[Shard], tokens: int) -> Shard:
    """The training mixture, in its final order."""
    documents: list[Ids] = []
    names: list[str] = []
    for kind, share in config.MIXTURE.items():
        if kind == 'microworld':
            shards = microworld
        else:
            shards = copies() if kind == 'copies' else corpus_shards(kind)
        taken, kinds = take(shards, int(tokens * share))
        documents += taken
        names += kinds
    order = shuffled(len(documents), 'pretrain')
    return [documents[i] for i in order], [names[i] for i in order]


def sft(shards: Iterator[tuple[list[Ids], list[np.ndarray], list[str]]], tokens: int) -> tuple[list[Ids], list[np.ndarray], list[str]]:
    documents, masks, names, size = [], [], [], 0
    for ids, learned, kinds in shards:
        documents += ids
        masks += learned
        names += kinds
        size += sum(map(len, ids))
        if size >= tokens:
            break
    return documents, masks, names


def valid() -> Iterator[tuple[str, list[Ids]]]:
    """The validation documents of each file."""
    rng = random.Random(f'{config.DATA_SEED} valid')
    for kind in ('stories', 'prose', 'code', 'chinese'):
        if kind == 'stories':
            texts = [story(rng, split='held_out') for _ in range(config.VALID_TOKENS // 100)]
        else:
            texts = corpus_texts(kind, 'valid')
            rng.shuffle(texts)
        documents = encode(texts)
        yield kind, take(iter([(documents, [kind] * len(documents))]), config.VALID_TOKENS)[0]


def tokenizer_texts() -> Iterator[str]:
    """What the tokenizer is trained on: each source in about the share that it has in training."""
    rng = random.Random(f'{config.DATA_SEED} tokenizer')
    marks = re.compile('|'.join(map(re.escape, SPECIAL_TOKENS)))
    for kind, share in config.MIXTURE.items():
        left = int(share * config.TOKENIZER_CHARACTERS)
        texts = [] if kind in ('microworld', 'copies') else corpus_texts(kind, 'train')
        rng.shuffle(texts)
        drawn = iter(lambda: document(rng)[1], None) if kind == 'microworld' else iter(texts)
        for text in drawn:
            if left <= 0:
                break
            left -= len(text)
            yield from filter(None, marks.split(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--tokens', type=int, default=config.PRETRAIN_TOKENS)
    parser.add_argument('--sft-tokens', type=int, default=config.SFT_TOKENS)
    parser.add_argument('--processes', type=int, default=os.cpu_count())
    parser.add_argument('--folder', type=Path, default=config.DATA)
    settings = parser.parse_args()
    settings.folder.mkdir(parents=True, exist_ok=True)
    _start_worker()
    meta: dict[str, object] = {'seed': config.DATA_SEED, 'mixture': config.MIXTURE, 'vocabulary': config.VOCABULARY}
    hashes: dict[str, str] = {}
    with make_pool(settings.processes, _start_worker) as pool:
        window = 2 * settings.processes
        documents, names = pretrain(in_order(pool, window, microworld_shard), settings.tokens)
        hashes['pretrain.bin'] = write(settings.folder / 'pretrain.bin', documents)
        meta['pretrain'] = counts(documents, names)
        documents, masks, names = sft(in_order(pool, window, sft_shard), settings.sft_tokens)
        hashes['sft.bin'] = write(settings.folder / 'sft.bin', documents)
        hashes['sft_mask.bin'] = write(settings.folder / 'sft_mask.bin', masks)
        meta['sft'] = counts(documents, names)
        pool.terminate()
    for kind, documents in valid():
        hashes[f'valid_{kind}.bin'] = write(settings.folder / f'valid_{kind}.bin', documents)
    meta['sha256'] = hashes
    (settings.folder / 'meta.json').write_text(json.dumps(meta, indent=1) + '\n', encoding='utf-8')
    for stage in ('pretrain', 'sft'):
        total = sum(kind['tokens'] for kind in meta[stage].values())
        print(f'{stage}: {total:,} tokens')
        for name, kind in meta[stage].items():
            print(f'  {name:32} {kind["documents"]:9,} documents {kind["tokens"]:12,} tokens {kind["tokens"] / total:6.1%}')


if __name__ == '__main__':
    main()
