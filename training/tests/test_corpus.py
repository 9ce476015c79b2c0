"""What is taken from packages: permissive ones, without people, near-duplicates and markup, split by package. Standard library only."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pocket.corpus import PERMISSIVE, Source, Take, collect, fetch, read_sources
from pocket.corpus_clean import chinese_comments, cut, is_good, plain, poems, without_duplicates, without_people

PROSE = ' '.join(
    f'The {word} of the river was wide and slow in those days.' for word in 'mouth bed bank edge side source mud sand foam mist'.split()
)


def archive(files: dict[str, str]) -> bytes:
    """A package as npm packs it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w:gz') as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(f'package/{name}')
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return buffer.getvalue()


class Sources(unittest.TestCase):
    def test_are_pinned_permissive_and_split_by_package(self) -> None:
        sources = read_sources()
        self.assertTrue(all(source.licence in PERMISSIVE for source in sources))
        self.assertTrue(all(source.integrity.startswith(('sha512-', 'sha256-')) and source.version for source in sources))
        self.assertEqual(len({(source.registry, source.name) for source in sources}), len(sources))
        for kind in ('prose', 'code', 'chinese'):
            splits = {source.split for source in sources for take in source.take if take.kind == kind}
            self.assertEqual(splits, {'train', 'valid'})

    def test_another_licence_is_refused(self) -> None:
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            entry = {
                'registry': 'npm',
                'name': 'x',
                'version': '1',
                'integrity': 'sha512-',
                'licence': 'GPL-3.0',
                'split': 'train',
                'take': [],
            }
            json.dump([entry], file)
            file.flush()
            with self.assertRaises(ValueError):
                read_sources(Path(file.name))


class Collecting(unittest.TestCase):
    def collect(self, packages: dict[str, tuple[str, dict[str, str]]]) -> dict[str, dict[str, list[dict[str, str]]]]:
        with tempfile.TemporaryDirectory() as folder:
            sources = []
            for name, (split, files) in packages.items():
                data = archive(files)
                place = Path(folder) / f'npm-{name}-1.0.0'
                place.mkdir()
                (place / 'package.tgz').write_bytes(data)
                integrity = 'sha512-' + base64.b64encode(hashlib.sha512(data).digest()).decode()
                sources.append(Source('npm', name, '1.0.0', integrity, 'MIT', split, (Take(r'\.md$', 'prose'),)))
            return collect(sources, Path(folder))

    def test_training_keeps_nothing_that_is_nearly_in_validation(self) -> None:
        other = ' '.join(
            f'A {word} sang in the tree before the sun came up.' for word in 'robin wren finch crow owl lark swan duck hen jay'.split()
        )
        found = self.collect(
            {
                'a': ('train', {'1.md': PROSE.replace('mist', 'fog'), '2.md': other, '3.md': other, 'x.js': PROSE}),
                'b': ('valid', {'1.md': PROSE}),
            }
        )
        self.assertEqual([one['text'] for one in found['prose']['valid']], [PROSE])
        self.assertEqual([one['text'] for one in found['prose']['train']], [other])

    def test_markup_of_the_model_is_left_out(self) -> None:
        self.assertEqual(self.collect({'a': ('train', {'1.md': PROSE + ' <|im_end|>'})}), {})

    def test_what_was_not_pinned_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / 'npm-a-1.0.0'
            place.mkdir()
            (place / 'package.tgz').write_bytes(archive({'1.md': PROSE}))
            with self.assertRaises(ValueError):
                fetch(Source('npm', 'a', '1.0.0', 'sha512-AAAA', 'MIT', 'train', ()), Path(folder))


class Cleaning(unittest.TestCase):
    def test_people_and_rights_are_taken_out(self) -> None:
        text = 'one\n@author Jane\nCopyright 2020 Jane\nwrite to jane.doe@example.org now\ntwo'
        self.assertEqual(without_people(text), 'one\nwrite to  now\ntwo')
        self.assertEqual(list(plain('/* Copyright Jane\n * MIT License */\nlet a = 1;')), ['let a = 1;'])

    def test_long_texts_are_cut_and_nothing_is_lost(self) -> None:
        text = '\n\n'.join(PROSE[place : place + 150] for place in range(0, len(PROSE), 150)) * 20
        pieces = list(cut(text, 1000))
        self.assertLessEqual(max(map(len, pieces)), 1000)
        self.assertEqual(''.join(''.join(pieces).split()), ''.join(text.split()))

    def test_chinese_is_found_in_comments_and_poems(self) -> None:
        comment = '/**\n * 用户在这里可以看到自己的全部订单和地址。\n * @param x 数\n */ declare const x: number;'
        self.assertEqual(list(chinese_comments(comment)), ['用户在这里可以看到自己的全部订单和地址。'])
        poem = json.dumps([{'title': '春晓', 'author': '孟浩然', 'paragraphs': ['春眠不觉晓，处处闻啼鸟。', '夜来风雨声，花落知多少。']}])
        self.assertEqual(list(poems(poem)), ['春晓\n春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。'])

    def test_what_people_did_not_write_is_left_out(self) -> None:
        self.assertTrue(is_good(PROSE, 'prose'))
        self.assertFalse(is_good('a=1;' * 300, 'code'))
        self.assertFalse(is_good('short', 'prose'))
        self.assertFalse(is_good(PROSE, 'chinese'))

    def test_near_duplicates(self) -> None:
        seen: set[int] = set()
        self.assertEqual(list(without_duplicates(PROSE, seen)), [PROSE])
        self.assertEqual(list(without_duplicates(PROSE.replace('mist', 'fog'), seen)), [])


if __name__ == '__main__':
    unittest.main()
