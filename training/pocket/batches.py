"""
Rows of documents from a token stream. A step takes the stream's next tokens, all of them, so that how many were seen is also where to go on;
documents are whole wherever they fit (best-fit packing: Ding et al. 2024, 2404.10830), and `first` keeps them from seeing each other.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

END_OF_TEXT = 0
"""Id of the token that ends a document."""


@dataclass
class Batch:
    """[B, T] each: ids, their successors, how much these count, and where in its row each token's document begins (int32)."""

    ids: Tensor
    targets: Tensor
    weights: Tensor
    first: Tensor

    def part(self, rows: slice, device: torch.device) -> Batch:
        return Batch(*(tensor[rows].to(device, non_blocking=True) for tensor in (self.ids, self.targets, self.weights, self.first)))


class Stream:
    """Documents end to end, each followed by `<|endoftext|>`; begun again when it is through."""

    def __init__(self, path: Path, mask: Path | None = None) -> None:
        """`mask`: which tokens are learned from, as uint8; without it all are."""
        self.ids = np.memmap(path, np.uint16, 'r')
        self.mask = None if mask is None else np.memmap(mask, np.uint8, 'r')

    def __len__(self) -> int:
        return len(self.ids)

    def batch(self, position: int, rows: int, length: int) -> Batch:
        """The `rows · length` tokens from `position` on (of any number of rounds), packed into rows of `length`."""
        places = np.arange(position, position + rows * length + 1) % len(self.ids)
        window = self.ids[places].astype(np.int64)
        weights = (window[:-1] != END_OF_TEXT).astype(np.float32)
        if self.mask is not None:
            weights *= self.mask[places[1:]]
        order, first = pack(document_sizes(window[:-1]), rows, length)
        ids, targets, weights = (torch.from_numpy(part[order].reshape(rows, length)) for part in (window[:-1], window[1:], weights))
        return Batch(ids, targets, weights, torch.from_numpy(first.reshape(rows, length)))


def document_sizes(ids: np.ndarray) -> np.ndarray:
    """Tokens of each document in ids [N], its end token counted in; the last one may have no end."""
    ends = np.flatnonzero(ids == END_OF_TEXT) + 1
    return np.diff(np.unique(np.concatenate(([0], ends, [len(ids)]))))


def pack(sizes: np.ndarray, rows: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Places documents of those sizes, which lie end to end: the largest first, each into the fullest row that has room. Documents longer than a row
    come last, as they are cut anyway: they fill what is left.

    → for each place of the rows, [rows · length] in reading order, which token goes there, the number of all tokens where none does; and where in its
    row that token's piece begins.
    """
    starts = np.cumsum(sizes) - sizes
    documents = sorted(zip(sizes.tolist(), starts.tolist(), strict=True), key=lambda document: (document[0] > length, -document[0]))
    order = np.full(rows * length, sizes.sum())
    first = np.tile(np.arange(length, dtype=np.int32), rows)
    free = [(length, row) for row in range(rows)]
    for size, start in documents:
        while size:
            best = bisect_left(free, (size, -1))
            room, row = free.pop(min(best, len(free) - 1))
            taken = min(size, room)
            place = row * length + length - room
            order[place : place + taken] = np.arange(start, start + taken)
            first[place : place + taken] = length - room
            if room > taken:
                insort(free, (room - taken, row))
            size, start = size - taken, start + taken
    return order, first


def pack_whole(sizes: np.ndarray, length: int, rows_at_once: int) -> tuple[np.ndarray, np.ndarray]:
    """As `pack`, into as many times `rows_at_once` rows as no document has to be cut for."""
    if sizes.max() > length:
        raise ValueError(f'{sizes.max()} tokens do not fit in a row of {length}.')
    rows = -(-sizes.sum() // (rows_at_once * length)) * rows_at_once
    while True:
        order, first = pack(sizes, rows, length)
        pieces = (first == np.tile(np.arange(length), rows)) & (order < sizes.sum())
        if pieces.sum() == len(sizes):
            return order, first
        rows += rows_at_once
