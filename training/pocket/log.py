"""Figures of a run, a line a step, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path


class Log:
    """A CSV file that grows. A run that goes on after `step` drops the lines of later steps; without a path nothing is written."""

    def __init__(self, path: Path | None, columns: list[str], step: int) -> None:
        self.file = None
        if path is None:
            return
        kept = []
        if step and path.exists():
            with path.open(newline='') as file:
                kept = [row for row in csv.DictReader(file) if int(row['step']) <= step]
        self.file = path.open('w', newline='')
        self.writer = csv.DictWriter(self.file, columns)
        self.writer.writeheader()
        self.writer.writerows(kept)

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.close()

    def write(self, figures: Mapping[str, int | float]) -> None:
        if self.file:
            self.writer.writerow({name: f'{value:.6g}' if isinstance(value, float) else value for name, value in figures.items()})
            self.file.flush()
