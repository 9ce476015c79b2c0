"""How a file of a package becomes documents: what is taken out, what is cut, what is a near-duplicate."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

LONGEST = {'prose': 3600, 'code': 3000, 'chinese': 1100}
"""Characters of a document at most, about 800 to 1,000 tokens: longer ones are cut between paragraphs."""

_EMAIL = re.compile(r'[\w.+-]+@[\w-]+(\.[\w-]+)+')
_PERSONAL = re.compile(r'(?i)copyright|\(c\)|©|@author|authors?:|licen[cs]e|all rights reserved|contributor|maintainer')
_HEADER = re.compile(r'^\s*(/\*[\s\S]*?\*/|(//[^\n]*\n)+|(#[^\n]*\n)+)')
_HAN = re.compile('[一-鿿]')


def without_people(text: str) -> str:
    """Without e-mail addresses and without lines of authors, rights and licences."""
    return '\n'.join(line for line in _EMAIL.sub('', text).split('\n') if not _PERSONAL.search(line))


def cut(text: str, longest: int) -> Iterator[str]:
    """The text in pieces of at most that many characters, cut at blank lines if possible, else at lines, else at sentences."""
    while len(text) > longest:
        ends = (text.rfind(mark, longest // 2, longest) + len(mark) for mark in ('\n\n', '\n', '. ', '。'))
        end = next((end for end in ends if end > longest // 2), longest)
        yield text[:end].strip('\n')
        text = text[end:].lstrip('\n')
    if text.strip():
        yield text.strip('\n')


def plain(text: str) -> Iterator[str]:
    """A file of code or Markdown, without the licence at its head."""
    header = _HEADER.match(text)
    if header and _PERSONAL.search(header.group()):
        text = text[header.end() :]
    yield from cut(without_people(text.replace('\r\n', '\n').replace('\t', '  ')), LONGEST['code'])


def book(text: str) -> Iterator[str]:
    """Prose whose lines are of one width: its paragraphs become lines."""
    paragraphs = re.split(r'\n\s*\n', text.replace('\r\n', '\n'))
    joined = '\n\n'.join(re.sub(r'\s*\n\s*', ' ', paragraph).strip() for paragraph in paragraphs)
    yield from cut(without_people(joined), LONGEST['prose'])


def facts(text: str) -> Iterator[str]:
    """The longer texts of a JSON file, a paragraph each."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            if len(value) > 120 or (len(value) > 10 and _HAN.search(value)):
                yield value.replace(' ++ ', ' ').strip()
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from walk(inner)

    paragraphs = list(walk(json.loads(text)))
    chinese = any(_HAN.search(paragraph) for paragraph in paragraphs)
    yield from cut(without_people('\n'.join(paragraphs)), LONGEST['chinese' if chinese else 'prose'])


def poems(text: str) -> Iterator[str]:
    """A JSON list of old poems and sayings: title and lines of each, without authors."""
    found = []
    for poem in json.loads(text):
        title = poem.get('title') or poem.get('rhythmic') or poem.get('chapter') or ''
        lines = poem.get('paragraphs') or poem.get('content') or poem.get('para') or []
        found.append('\n'.join([title, *lines]).strip())
    yield from cut('\n\n'.join(found), LONGEST['chinese'])


def chinese_comments(text: str) -> Iterator[str]:
    """The Chinese sentences of a declaration file's comments, each once, a line each."""
    found: dict[str, None] = {}
    for comment in re.findall(r'/\*\*([\s\S]*?)\*/', text):
        words = re.sub(r'<[^>]+>|\{@?[^}]*\}|`+|\*+|https?://[^\s）)]+|\[|\]\([^)]*\)', ' ', re.sub(r'\n\s*\* ?', '\n', comment))
        for line in words.split('\n'):
            line = re.sub(r'\s+', ' ', re.sub(r'^\s*@\w+\s*', '', line)).strip(' -')
            if len(_HAN.findall(line)) >= 12 and len(_HAN.findall(line)) > len(line) * 0.5:
                found[line] = None
    yield from cut('\n'.join(found), LONGEST['chinese'])


def chinese_page(text: str) -> Iterator[str]:
    """A Chinese Markdown page, without its front matter and code."""
    text = re.sub(r'^---\n[\s\S]*?\n---\n', '', text.replace('\r\n', '\n'))
    yield from cut(without_people(re.sub(r'```[\s\S]*?```|<[^>\n]+>', '', text)), LONGEST['chinese'])


CLEAN: dict[str, Callable[[str], Iterator[str]]] = {
    'plain': plain,
    'book': book,
    'facts': facts,
    'poems': poems,
    'chinese_comments': chinese_comments,
    'chinese_page': chinese_page,
}


def is_good(document: str, kind: str) -> bool:
    """Whether a document is text that people wrote: neither minified nor a table, and Chinese if it is to be."""
    lines = document.split('\n')
    if len(document) < 150 or (kind == 'code' and (max(map(len, lines)) > 400 or len(document) / len(lines) > 110)):
        return False
    if kind == 'chinese':
        return len(_HAN.findall(document)) > len(document) * 0.45
    letters = sum(character.isalpha() or character == ' ' for character in document)
    return len(_HAN.findall(document)) < 20 and letters > len(document) * (0.8 if kind == 'prose' else 0.5)


def without_duplicates(document: str, seen: set[int]) -> Iterator[str]:
    """
    The document, unless much of it was seen before: of its runs of eight words (for Chinese, eight characters) an eighth is
    remembered, chosen by hash, and a document half of whose remembered runs are known is a near-duplicate.
    """
    words = re.findall(r'[一-鿿]|\w+', document)
    runs = set()
    for start in range(max(1, len(words) - 7)):
        digest = hashlib.blake2b(' '.join(words[start : start + 8]).encode(), digest_size=8).digest()
        if digest[0] < 32:
            runs.add(int.from_bytes(digest, 'big'))
    known = len(runs & seen)
    seen |= runs
    if known * 2 <= len(runs):
        yield document
