"""Ending a run when it is asked to, between two steps."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import Any, Protocol

from .parallel import Workers


class Stoppable(Protocol):
    workers: Workers
    stop_asked: bool


@contextlib.contextmanager
def stop_signals(run: Stoppable) -> Iterator[None]:
    """Lets SIGINT and SIGTERM end the run after the step under way; a second one ends it at once. Rank 0 tells the other workers."""
    if run.workers.rank:
        yield
        return

    def stop(number: int, _frame: Any) -> None:
        run.stop_asked = True
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
