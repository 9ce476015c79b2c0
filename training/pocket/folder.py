"""Model folders in Hugging Face layout: config.json, generation_config.json, model.safetensors, and the tokenizer's files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from . import config
from .chat import END, END_OF_TEXT, SPECIAL_TOKENS
from .model import Llama

PREFIX = 'model.'
"""Of the weights' names in Hugging Face's class with an output matrix, which here is the embedding's."""

TOKENIZER_FILES = ('tokenizer.json', 'tokenizer_config.json')
END_TOKENS = [SPECIAL_TOKENS.index(END), SPECIAL_TOKENS.index(END_OF_TEXT)]
PADDING = SPECIAL_TOKENS.index(END_OF_TEXT)


SHAPE_KEYS = {
    'vocabulary': 'vocab_size',
    'width': 'hidden_size',
    'layers': 'num_hidden_layers',
    'heads': 'num_attention_heads',
    'key_heads': 'num_key_value_heads',
    'head_size': 'head_dim',
    'feed_forward': 'intermediate_size',
    'context': 'max_position_embeddings',
    'theta': 'rope_theta',
    'epsilon': 'rms_norm_eps',
}
"""What the fields of `Shape` are called in config.json."""


def hugging_face_config(shape: config.Shape, dtype: torch.dtype) -> dict[str, Any]:
    return {
        'architectures': ['LlamaForCausalLM'],
        'model_type': 'llama',
        **{key: getattr(shape, field) for field, key in SHAPE_KEYS.items()},
        'hidden_act': 'silu',
        'attention_bias': False,
        'mlp_bias': False,
        'tie_word_embeddings': True,
        'bos_token_id': None,
        'eos_token_id': END_TOKENS,
        'pad_token_id': PADDING,
        'torch_dtype': str(dtype).removeprefix('torch.'),
    }


def read_shape(folder: Path) -> config.Shape:
    read = json.loads((folder / 'config.json').read_text(encoding='utf-8'))
    return config.Shape(**{field: read[key] for field, key in SHAPE_KEYS.items()})


def weights_of(model: Llama, dtype: torch.dtype = torch.float32) -> dict[str, torch.Tensor]:
    """The weights under Hugging Face's names, on the CPU."""
    return {PREFIX + name: weight.detach().to('cpu', dtype, copy=True).contiguous() for name, weight in model.state_dict().items()}


def save(model: Llama, folder: Path, tokenizer: Path = config.TOKENIZER, dtype: torch.dtype = torch.float32) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights_of(model, dtype), folder / 'model.safetensors', metadata={'format': 'pt'})
    generation = {
        'do_sample': True,
        'temperature': 0.7,
        'top_p': 0.95,
        'max_new_tokens': 256,
        'eos_token_id': END_TOKENS,
        'pad_token_id': PADDING,
    }
    for name, content in (('config.json', hugging_face_config(model.shape, dtype)), ('generation_config.json', generation)):
        (folder / name).write_text(json.dumps(content, indent=2) + '\n', encoding='utf-8')
    if tokenizer != folder:
        for name in TOKENIZER_FILES:
            shutil.copyfile(tokenizer / name, folder / name)


def load(folder: Path, device: torch.device | str = 'cpu') -> Llama:
    """The model in float32."""
    model = Llama(read_shape(folder))
    weights = load_file(folder / 'model.safetensors')
    model.load_state_dict({name.removeprefix(PREFIX): weight.float() for name, weight in weights.items()})
    return model.to(device).eval()


def load_tokenizer(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / 'tokenizer.json'))


def bytes_of_tokens(tokenizer: Tokenizer) -> torch.Tensor:
    """UTF-8 bytes of each token [V]; special tokens have none. In byte-level BPE each character of a token stands for one byte."""
    sizes = torch.zeros(tokenizer.get_vocab_size(), dtype=torch.int64)
    for token, place in tokenizer.get_vocab().items():
        sizes[place] = 0 if token in SPECIAL_TOKENS else len(token)
    return sizes
