"""The chat format and the tokenizer: the same in Python, in Hugging Face's transformers and in `@huggingface/jinja`."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pocket.chat import SPECIAL_TOKENS, TEMPLATE, ask, prompt, render  # noqa: E402

CONVERSATIONS = {
    'a question': ask('What is 4 + 8?'),
    'a system prompt': ask('Who are you?', 'You are Nemo, a pirate.'),
    'several turns': [
        *ask('Hello'),
        {'role': 'assistant', 'content': '<think>A greeting.</think>Hi!'},
        {'role': 'user', 'content': '什么是西瓜？'},
    ],
    'an answer at the end': [*ask('Why?'), {'role': 'assistant', 'content': '<think>x</think>y'}],
    'odd characters': ask('  a\n\n<b> {{ c }} \\ "d" 🦊 '),
    'nothing': [],
}
CASES = [
    (name, messages, thinking, generation)
    for name, messages in CONVERSATIONS.items()
    for thinking in (True, False)
    for generation in (True, False)
]
JINJA = ROOT.parent / 'node_modules' / '@huggingface' / 'jinja'


class Format(unittest.TestCase):
    def test_a_prompt_opens_the_think_block(self) -> None:
        self.assertEqual(prompt('Hi', True), '<|im_start|>user<|im_sep|>Hi<|im_end|><|im_start|>assistant<|im_sep|><think>')
        self.assertEqual(
            prompt('Hi', False, 'Be kind.'),
            '<|im_start|>system<|im_sep|>Be kind.<|im_end|>'
            '<|im_start|>user<|im_sep|>Hi /no_think<|im_end|><|im_start|>assistant<|im_sep|><think></think>',
        )

    @unittest.skipUnless(JINJA.exists() and shutil.which('node'), 'needs Node and `npm ci`')
    def test_the_template_renders_the_same_in_huggingface_jinja(self) -> None:
        script = """
            const { Template } = require(process.argv[1]);
            const { template, cases } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
            const render = ([, messages, enable_thinking, add_generation_prompt]) =>
                new Template(template).render({ messages, enable_thinking, add_generation_prompt });
            console.log(JSON.stringify(cases.map(render)));
        """
        given = json.dumps({'template': TEMPLATE, 'cases': CASES})
        done = subprocess.run(['node', '-e', script, str(JINJA)], input=given, capture_output=True, text=True, check=True)
        for (name, messages, thinking, generation), rendered in zip(CASES, json.loads(done.stdout), strict=True):
            with self.subTest(f'{name}, thinking {thinking}, generation {generation}'):
                self.assertEqual(rendered, render(messages, thinking, generation))


@unittest.skipUnless(importlib.util.find_spec('tokenizers'), 'needs tokenizers')
class Tokenizer(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        import random

        from pocket import config, tokenizer
        from pocket.microworld.documents import document

        rng = random.Random('tokenizer test')
        cls.texts = [document(rng)[1] for _ in range(300)]
        size = config.VOCABULARY
        config.VOCABULARY = 1000
        try:
            cls.tokenizer = tokenizer.train(cls.texts)
        finally:
            config.VOCABULARY = size
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        tokenizer.save(cls.tokenizer, cls.folder)

    def test_special_tokens_come_first(self) -> None:
        self.assertEqual([self.tokenizer.token_to_id(token) for token in SPECIAL_TOKENS], list(range(6)))

    def test_training_is_deterministic(self) -> None:
        from pocket import config, tokenizer

        size = config.VOCABULARY
        config.VOCABULARY = 1000
        try:
            self.assertEqual(tokenizer.train(self.texts).to_str(), self.tokenizer.to_str())
        finally:
            config.VOCABULARY = size

    def test_text_comes_back_and_digits_stay_single(self) -> None:
        for text in [*self.texts[:50], 'naïve café 🦊 12345 ①Ⅳ', '478+085\n8+5=13', '\t a  b\r\n\r\n c', '我不认识小明。']:
            ids = self.tokenizer.encode(text).ids
            self.assertEqual(self.tokenizer.decode(ids, skip_special_tokens=False), text)
            for token in map(self.tokenizer.id_to_token, ids):
                self.assertFalse(len(token) > 1 and any(character in '0123456789' for character in token), token)

    def test_only_the_assistants_last_turn_is_learned(self) -> None:
        from pocket.chat import conversation_ids

        messages = [*CONVERSATIONS['several turns'], {'role': 'assistant', 'content': '<think>a</think>b'}]
        for thinking, learned in ((True, 'a</think>b<|im_end|>'), (False, 'b<|im_end|>')):
            ids, mask = conversation_ids(self.tokenizer, messages, thinking)
            self.assertEqual(self.tokenizer.decode([i for i, m in zip(ids, mask, strict=True) if m], skip_special_tokens=False), learned)
            text = render(messages[:-1], thinking, True) + learned
            self.assertEqual(ids, self.tokenizer.encode(text).ids)

    @unittest.skipUnless(importlib.util.find_spec('transformers'), 'needs transformers')
    def test_transformers_read_it_the_same(self) -> None:
        from transformers import AutoTokenizer

        theirs = AutoTokenizer.from_pretrained(self.folder)
        for text in self.texts[:100]:
            self.assertEqual(theirs(text, add_special_tokens=False)['input_ids'], self.tokenizer.encode(text).ids)
        for name, messages, thinking, generation in CASES:
            if messages:
                with self.subTest(name):
                    settings = {'tokenize': False, 'enable_thinking': thinking, 'add_generation_prompt': generation}
                    self.assertEqual(theirs.apply_chat_template(messages, **settings), render(messages, thinking, generation))


if __name__ == '__main__':
    unittest.main()
