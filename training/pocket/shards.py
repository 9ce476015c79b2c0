"""
What the token files are made of: shards of documents, numbered, each with its own seed, so that they are the same however many processes
make them; and the corpus.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.pool import Pool
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from . import config
from .chat import END_OF_TEXT, SPECIAL_TOKENS, conversation_ids
from .microworld.documents import TUNING_WEIGHTS, conversation, document
from .tokenizer import load

SHARD = 1000
"""Documents of the microworld that are made with one seed."""

Ids = np.ndarray[tuple[int], np.dtype[np.uint16]]
Shard = tuple[list[Ids], list[str]]
"""Documents, each with its separator, and what each of them is."""

_tokenizer: Tokenizer
_end: int


def start_worker() -> None:
    """Makes this process ready to encode."""
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
        name, messages, thinking = conversation(rng, weights=TUNING_WEIGHTS)
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
    """The corpus of a kind, `config.MOST_ROUNDS` times, each time in another order."""
    texts = corpus_texts(kind, 'train')
    rng = random.Random(f'{config.DATA_SEED} {kind}')
    rng.shuffle(texts)
    documents: list[Ids] = []
    for start in range(0, len(texts), SHARD):
        documents += encode(texts[start : start + SHARD])
        yield documents[start:], [kind] * len(documents[start:])
    for _ in range(config.MOST_ROUNDS - 1):
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


def in_order(pool: Pool, window: int, work: Callable[[int], Any]) -> Iterator[Any]:
    """What `work` makes of 0, 1, 2 …, made by the pool but not further ahead than the window."""
    pending = deque(pool.apply_async(work, (number,)) for number in range(window))
    for number in itertools.count(window):
        yield pending.popleft().get()
        pending.append(pool.apply_async(work, (number,)))


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
