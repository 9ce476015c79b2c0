"""
Data parallelism over processes of one thread each. On a CPU that other programs use too it is much faster than one process with several
threads, which wait for each other in every operation; alone both are as fast. A GPU is driven by one process.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, multiprocessing


@dataclass(frozen=True)
class Workers:
    """The processes that work together, as one of them sees it."""

    rank: int = 0
    count: int = 1

    def sum(self, tensor: Tensor) -> Tensor:
        """Replaces it, in place, by the sum over all workers."""
        if self.count > 1:
            distributed.all_reduce(tensor)
        return tensor

    def gather(self, value: Any) -> list[Any]:
        """What each worker has, in the order of their ranks."""
        values = [value] * self.count
        if self.count > 1:
            distributed.all_gather_object(values, value)
        return values


def default_processes(device: torch.device) -> int:
    return 1 if device.type == 'cuda' else len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1


def launch(work: Callable[..., Any], *settings: Any, processes: int) -> Any:
    """Runs `work(workers, *settings)` in this and `processes - 1` further processes; → what it returns here, as rank 0."""
    if processes == 1:
        return work(Workers(), *settings)
    with tempfile.TemporaryDirectory() as meeting:
        place = Path(meeting) / 'store'
        context = multiprocessing.get_context('spawn')
        others = [context.Process(target=_join, args=(rank, processes, place, work, settings), daemon=True) for rank in range(1, processes)]
        for other in others:
            other.start()
        try:
            result = _take_part(0, processes, place, work, settings)
            for other in others:
                other.join(timeout=60)
            return result
        finally:
            for other in others:
                other.kill()


def _join(rank: int, count: int, place: Path, work: Callable[..., Any], settings: tuple[Any, ...]) -> None:
    # Rank 0 decides when to stop and tells the others.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _take_part(rank, count, place, work, settings)


def _take_part(rank: int, count: int, place: Path, work: Callable[..., Any], settings: tuple[Any, ...]) -> Any:
    torch.set_num_threads(1)
    distributed.init_process_group('gloo', init_method=place.as_uri(), rank=rank, world_size=count, timeout=timedelta(minutes=30))
    try:
        return work(Workers(rank, count), *settings)
    finally:
        distributed.destroy_process_group()
