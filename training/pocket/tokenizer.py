"""
Trains the tokenizer: byte-level BPE, in which a digit and a Chinese character are always tokens of their own or less, never joined to
their neighbours: sums line up, and a name is the same tokens wherever it stands. `python -m pocket.tokenizer`
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from . import config
from .chat import END, END_OF_TEXT, END_THINK, SPECIAL_TOKENS, TEMPLATE, THINK

WORDS = r"'(?:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
"""A word with the space or mark before it, a run of marks with the line's end, white space: after cl100k_base, digits apart."""


def train(texts: Iterable[str]) -> Tokenizer:
    """A tokenizer of `config.VOCABULARY` tokens: the special ones, the bytes, then the merges in the order in which they were learned."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r'\p{N}'), 'isolated'),
            pre_tokenizers.Split(Regex('[一-鿿]'), 'isolated'),
            pre_tokenizers.Split(Regex(WORDS), 'isolated'),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=config.VOCABULARY,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    if tokenizer.get_vocab_size() != config.VOCABULARY:
        raise ValueError(f'The texts give only {tokenizer.get_vocab_size()} tokens.')
    return tokenizer


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes `tokenizer.json` and `tokenizer_config.json`, as Hugging Face reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    file = json.loads(tokenizer.to_str())
    for token in file['added_tokens']:
        # Thoughts are text to be shown: decoding keeps their marks, and drops the others.
        token['special'] = token['content'] not in (THINK, END_THINK)
    settings = {
        'tokenizer_class': 'PreTrainedTokenizerFast',
        'bos_token': None,
        'eos_token': END,
        'pad_token': END_OF_TEXT,
        'unk_token': None,
        'model_max_length': config.CONTEXT,
        'clean_up_tokenization_spaces': False,
        'add_prefix_space': False,
        'chat_template': TEMPLATE,
    }
    for name, content in (('tokenizer.json', file), ('tokenizer_config.json', settings)):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')


def load(folder: Path = config.TOKENIZER) -> Tokenizer:
    """The trained tokenizer."""
    return Tokenizer.from_file(str(folder / 'tokenizer.json'))


def main() -> None:
    from .shards import tokenizer_texts  # The texts need no tokenizer, but shards do.

    tokenizer = train(tokenizer_texts())
    save(tokenizer, config.TOKENIZER)
    print(f'{tokenizer.get_vocab_size()} tokens in {config.TOKENIZER}')


if __name__ == '__main__':
    main()
