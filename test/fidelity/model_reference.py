"""Freezes what Hugging Face transformers gives for a model folder (float32, eager attention) as fixtures for the tests.

    python test/fidelity/model_reference.py [--model models/pocket]

Writes test/fixtures/model/reference.json (texts, ids, greedy continuations, where which numbers lie) and reference.f32
(little-endian float32, see `Numbers`).
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures" / "model"
SEED = 20240607
ROWS = 6  # of a text that has more
GREEDY_TOKENS = 64

SHORT = {
    "one token": "a",
    "one letter": "Z",
    "newline": "\n",
    "english": "The cat sat on the mat and looked at",
    "question": "Why is the sky blue?",
    "names": "Alice met Bob in Paris on 14 July 1789.",
    "arithmetic": "What is 47 + 85?",
    "repetition": "one two three one two three one two",
    "json": '{"name": "Ada", "age": 36}',
    "python": "def add(a, b):\n    return a + b\n",
    "typescript": "const total = items.map((x) => x.price);",
    "shell": "git commit -m 'fix: tests' && git push",
    "chinese": "今天天气很好，我们去公园。",
    "mixed scripts": "Hello 世界, привет мир!",
    "emoji": "I 💙 🧑‍🚀 and 🇨🇳!",
    "right to left": "שלום עולם",
    "whitespace": "  a\t\tb \n\n c   ",
    "control characters": "a\u0000b\u0007c",
    "markup as special tokens": "<|im_start|>user<|im_sep|>Hi<|im_end|>",
}

CODE = '''export function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}

class Queue:
    """First in, first out."""

    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        if not self.items:
            raise IndexError("empty queue")
        return self.items.pop(0)
'''

STORY = (
    "Once upon a time there was a small robot who lived near the sea. Every morning it walked along the beach and "
    "counted the shells, and every evening it told the numbers to the old lighthouse keeper. One day the keeper asked "
    "why it counted. The robot thought for a while. Because, it said, nobody else remembers how many there were. "
)

CHAT = "<|im_start|>user<|im_sep|>{question}<|im_end|><|im_start|>assistant<|im_sep|><think>"

GREEDY = {
    "english": "Once upon a time",
    "code": "def fibonacci(n):\n",
    "chinese": "从前有一个",
    "numbers": "1, 2, 3, 4,",
    "one token": "The",
    "chat, addition": CHAT.format(question="What is 47 + 85?"),
    "chat, story": CHAT.format(question="Tell me a story about a dog."),
    "after a long text": STORY + STORY,
}


class Numbers:
    """Arrays end to end, each found by its offset in floats."""

    def __init__(self):
        self.parts, self.length = [], 0

    def add(self, array):
        flat = np.ascontiguousarray(array, dtype="<f4").reshape(-1)
        offset, self.length = self.length, self.length + flat.size
        self.parts.append(flat)
        return offset


def load_model(folder):
    return LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


@torch.no_grad()
def reference(model, ids, numbers, rng):
    out = model(torch.tensor([ids]), output_attentions=True)
    logits = out.logits[0]
    count = len(ids)
    rows = list(range(count)) if count <= ROWS else sorted(rng.choice(count, ROWS, replace=False).tolist())
    exact = torch.log_softmax(logits.double(), dim=-1)
    entropy = -(exact.exp() * exact).sum(-1)
    # Row i predicts token i + 1; the last row predicts nothing that is known.
    known = [row for row in rows if row + 1 < count]
    attention = torch.stack([layer[0] for layer in out.attentions])[:, :, rows]
    return {
        "ids": ids,
        "rows": rows,
        "logits": numbers.add(logits[rows]),  # [rows, vocabulary]
        "logSumExp": numbers.add(torch.logsumexp(logits[rows].double(), -1)),  # [rows]
        "entropy": numbers.add(entropy[rows]),  # [rows]
        "nextRank": [int((logits[row] > logits[row, ids[row + 1]]).sum()) + 1 for row in known],
        "attention": numbers.add(attention),  # [layers, heads, rows, tokens]
    }


@torch.no_grad()
def greedy(model, ids):
    model.generation_config.eos_token_id = None
    out = model.generate(torch.tensor([ids]), do_sample=False, max_new_tokens=GREEDY_TOKENS, pad_token_id=0)
    return out[0, len(ids) :].tolist()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=HERE.parents[1] / "models" / "pocket")
    args = parser.parse_args()
    torch.set_num_threads(1)
    rng = np.random.default_rng(SEED)
    model = load_model(args.model)
    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    config = model.config
    context = config.max_position_embeddings

    def encode(text):
        return tokenizer.encode(text).ids

    texts = {name: encode(text) for name, text in SHORT.items()}
    texts["long code"] = encode(CODE)
    texts["long english"] = encode(STORY)
    texts["full context, mixed"] = (encode("\n".join([STORY, CODE, *SHORT.values()])) * 2)[:context]
    texts["full context, random ids"] = rng.integers(config.vocab_size, size=context).tolist()

    numbers = Numbers()
    index = {
        "modelSha256": hashlib.sha256((args.model / "model.safetensors").read_bytes()).hexdigest(),
        "layers": config.num_hidden_layers,
        "heads": config.num_attention_heads,
        "vocabulary": config.vocab_size,
        "texts": [{"name": name, **reference(model, ids, numbers, rng)} for name, ids in texts.items()],
        "greedy": [
            {"name": name, "prompt": encode(text), "continuation": greedy(model, encode(text))}
            for name, text in GREEDY.items()
        ],
    }
    FIXTURES.mkdir(parents=True, exist_ok=True)
    np.concatenate(numbers.parts).tofile(FIXTURES / "reference.f32")
    (FIXTURES / "reference.json").write_text(json.dumps(index) + "\n")
    print(f"{len(texts)} texts, {numbers.length * 4 / 1e6:.1f} MB")


main()
