"""
Writes the token files of training from the corpus and the microworld: `python -m pocket.data [--tokens N] [--sft-tokens N]`.

`pretrain.bin`: uint16 ids, documents in random order, `<|endoftext|>` after each. `valid_*.bin`: the same, for validation. `sft.bin`,
`sft_mask.bin`: ids and, as uint8, which of them are learned from, `<|endoftext|>` after each conversation. `meta.json` tells what is in them.

All are the same for the same settings, however many processes make them: work is split into numbered shards, each with its own seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool as make_pool
from pathlib import Path

import numpy as np

from . import config
from .microworld.stories import story
from .shards import Ids, Shard, copies, corpus_shards, corpus_texts, encode, in_order, microworld_shard, sft_shard, start_worker


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


def pretrain(microworld: Iterator[Shard], tokens: int) -> Shard:
    """The training mixture, in its final order. What the corpus cannot give without too many repetitions, the microworld does."""
    documents: list[Ids] = []
    names: list[str] = []
    for kind, share in config.MIXTURE.items():
        if kind != 'microworld':
            taken, kinds = take(copies() if kind == 'copies' else corpus_shards(kind), int(tokens * share))
            documents += taken
            names += kinds
    taken, kinds = take(microworld, tokens - sum(map(len, documents)))
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--tokens', type=int, default=config.PRETRAIN_TOKENS)
    parser.add_argument('--sft-tokens', type=int, default=config.SFT_TOKENS)
    parser.add_argument('--processes', type=int, default=os.cpu_count())
    parser.add_argument('--folder', type=Path, default=config.DATA)
    settings = parser.parse_args()
    settings.folder.mkdir(parents=True, exist_ok=True)
    start_worker()
    meta: dict[str, object] = {'seed': config.DATA_SEED, 'mixture': config.MIXTURE, 'vocabulary': config.VOCABULARY}
    hashes: dict[str, str] = {}
    with make_pool(settings.processes, start_worker) as pool:
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
