"""Freezes what Hugging Face makes of the test corpus with the shipped model's tokenizer, and of chats with its template.

    python test/fidelity/tokenizer_reference.py

The corpus is files of packages that package-lock.json pins. Writes test/fixtures/tokenizer/pocket.json: for each file its
hash and the hash of its ids (little-endian int32), once as the tokenizer reads it ("parse") and once without its added
tokens ("text"); for each chat the rendered text and its ids.
"""

import hashlib
import json
from array import array
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "pocket"
OUT = ROOT / "test" / "fixtures" / "tokenizer" / "pocket.json"

# English prose, code, JSON, base64, and prose or words in Chinese and dozens of other languages; 5 MB.
CORPUS = [
    "@biomejs/biome/README*.md",
    "@types/node/**/*.d.ts",
    "commander/Readme.md",
    "gpt-tokenizer/README.md",
    "gpt-tokenizer/data/TestPlans.txt",
    "gpt-tokenizer/esm/bpeRanks/o200k_base.js",
    "gpt-tokenizer/src/*.ts",
    "iconv-lite/encodings/tables/*.json",
    "mime-db/db.json",
    "mocha/README.md",
    "playwright-core/lib/utilsBundle.js.LICENSE",
]

USER = {"role": "user", "content": "What is 47 + 85?"}
CHATS = [
    [USER],
    [{"role": "user", "content": "  请用一句话介绍北京。\n"}],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi 😀"}],
    [USER, {"role": "assistant", "content": "<think>7 + 5 = 12</think>132"}, {"role": "user", "content": "And + 1?"}],
]


def digest(ids):
    return hashlib.sha256(array("i", ids).tobytes()).hexdigest()


def without_added_tokens():
    definition = json.loads((MODEL / "tokenizer.json").read_text("utf-8"))
    definition["added_tokens"] = []
    return Tokenizer.from_str(json.dumps(definition))


def read_files(parse, text):
    modules = ROOT / "node_modules"
    for path in sorted({path for pattern in CORPUS for path in modules.glob(pattern)}):
        content = path.read_bytes()
        string = content.decode("utf-8")
        parsed = parse.encode(string).ids
        yield {
            "file": path.relative_to(modules).as_posix(),
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "tokens": len(parsed),
            "parse": digest(parsed),
            "text": digest(text.encode(string).ids),
        }


def render_chats(tokenizer):
    for messages in CHATS:
        for thinking in (True, False):
            options = {"add_generation_prompt": True, "enable_thinking": thinking}
            rendered = tokenizer.apply_chat_template(messages, tokenize=False, **options)
            ids = tokenizer(rendered, add_special_tokens=False)["input_ids"]
            yield {"messages": messages, "thinking": thinking, "text": rendered, "ids": ids}


def main():
    parse = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    reference = {
        "tokenizerSha256": hashlib.sha256((MODEL / "tokenizer.json").read_bytes()).hexdigest(),
        "files": list(read_files(parse, without_added_tokens())),
        "chats": list(render_chats(AutoTokenizer.from_pretrained(MODEL))),
    }
    OUT.write_text(json.dumps(reference, ensure_ascii=False) + "\n", "utf-8")
    total = sum(file["bytes"] for file in reference["files"])
    print(f"{len(reference['files'])} files, {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
