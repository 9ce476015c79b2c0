"""Makes tiny models with random weights, each different from the shipped one in what a model folder may be.

    python test/fidelity/model_fixtures.py

Writes test/fixtures/model/<name>/, with expected.json: token ids and what the reference gives for them.
- tiny-gpt2: exported from transformers without past inputs; a start token that the tokenizer does not add
- tiny-external: the same, its weights in a file of their own
- tiny-gqa: the fused GroupQueryAttention with past; the tokenizer adds a start token, which the chat template writes too
- tiny-gqa-half: the same in float16
"""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import GPT2Config, GPT2LMHeadModel

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "model"
SPECIAL = ["<pad>", "<s>", "</s>"]
VOCABULARY = len(SPECIAL) + 256
CONTEXT = 64
IDS = [1, 75, 104, 111, 111, 114, 35, 90, 114, 117, 111, 103]
CHAT_TEMPLATE = "<s>{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}"


def write_folder(name, config, expected, adds_start, template=None):
    folder = FIXTURES / name
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    tokens = {"bos_token": "<s>", "eos_token": "</s>"}
    if template:
        tokens["chat_template"] = template
    for file, value in {
        "config.json": config,
        "generation_config.json": {"eos_token_id": 2},
        "tokenizer_config.json": tokens,
        "expected.json": expected,
    }.items():
        (folder / file).write_text(json.dumps(value) + "\n")
    byte_tokenizer(adds_start).save(str(folder / "tokenizer.json"), pretty=False)
    return str(folder / "onnx" / "model.onnx")


def byte_tokenizer(adds_start):
    """One token per byte, behind the special ones."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate([*SPECIAL, *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL])
    if adds_start:
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return tokenizer


class Gpt2Logits(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, position_ids):
        out = self.model(
            input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, use_cache=False
        )
        return out.logits


def make_gpt2():
    settings = {
        "vocab_size": VOCABULARY, "n_positions": CONTEXT, "n_embd": 16, "n_layer": 2, "n_head": 2,
        "bos_token_id": 1, "eos_token_id": 2, "initializer_range": 0.5,
    }  # fmt: skip
    torch.manual_seed(7)
    config = GPT2Config(**settings)
    config._attn_implementation = "eager"
    model = GPT2LMHeadModel(config).eval()
    ids = torch.tensor([IDS])
    with torch.no_grad():
        out = model(ids, output_attentions=True)
    expected = {
        "ids": IDS,
        "logits": out.logits[0].flatten().tolist(),
        "attention": [layer[0].flatten().tolist() for layer in out.attentions],
    }
    config_json = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", **settings}
    path = write_folder("tiny-gpt2", config_json, expected, adds_start=False)
    names = ["input_ids", "attention_mask", "position_ids"]
    axes = {name: {0: "batch_size", 1: "sequence_length"} for name in [*names, "logits"]}
    inputs = (ids, torch.ones_like(ids), torch.arange(len(IDS))[None])
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Gpt2Logits(model), inputs, path, input_names=names, output_names=["logits"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
    external = write_folder("tiny-external", config_json, expected, adds_start=False)
    Path(external + "_data").unlink(missing_ok=True)
    onnx.save_model(
        onnx.load(path), external, save_as_external_data=True, location="model.onnx_data", size_threshold=0
    )


def make_gqa(name, dtype):
    """One layer: embedding + position, GroupQueryAttention, residual, unembedding."""
    width, heads, head_size = 32, 2, 16
    rng = np.random.default_rng(11)
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    shapes = {
        "embedding": (VOCABULARY, width), "position": (CONTEXT, width), "query": (width, width),
        "key": (width, head_size), "value": (width, head_size), "unembedding": (width, VOCABULARY),
    }  # fmt: skip
    weights = {key: (rng.standard_normal(shape) * 0.5).astype(dtype) for key, shape in shapes.items()}
    node = helper.make_node
    nodes = [
        node("Gather", ["embedding", "input_ids"], ["tokens"]),
        node("Gather", ["position", "position_ids"], ["places"]),
        node("Add", ["tokens", "places"], ["residual"]),
        node("MatMul", ["residual", "query"], ["q"]),
        node("MatMul", ["residual", "key"], ["k"]),
        node("MatMul", ["residual", "value"], ["v"]),
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.INT32),
        node("ReduceSum", ["mask", "axis"], ["lengths"], keepdims=0),
        node("Sub", ["lengths", "one"], ["last"]),
        node("Shape", ["attention_mask"], ["mask_shape"], start=1, end=2),
        node("Squeeze", ["mask_shape"], ["total_long"]),
        node("Cast", ["total_long"], ["total"], to=TensorProto.INT32),
        node(
            "GroupQueryAttention",
            ["q", "k", "v", "past_key_values.0.key", "past_key_values.0.value", "last", "total"],
            ["mixed", "present.0.key", "present.0.value"],
            domain="com.microsoft", num_heads=heads, kv_num_heads=1,
        ),
        node("Add", ["residual", "mixed"], ["final"]),
        node("MatMul", ["final", "unembedding"], ["logits"]),
    ]  # fmt: skip
    constants = {**weights, "axis": np.array([1], np.int64), "one": np.array(1, np.int32)}
    batch_tokens = ["batch_size", "sequence_length"]
    value = helper.make_tensor_value_info
    cache = lambda prefix, length: [
        value(f"{prefix}.0.{part}", kind, ["batch_size", 1, length, head_size]) for part in ("key", "value")
    ]
    graph = helper.make_graph(
        nodes,
        name,
        [
            value("input_ids", TensorProto.INT64, batch_tokens),
            value("attention_mask", TensorProto.INT64, ["batch_size", "total_sequence_length"]),
            value("position_ids", TensorProto.INT64, batch_tokens),
            *cache("past_key_values", "past_sequence_length"),
        ],
        [value("logits", kind, [*batch_tokens, VOCABULARY]), *cache("present", "total_sequence_length")],
        [numpy_helper.from_array(array, key) for key, array in constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    config = {
        "architectures": ["TinyForCausalLM"], "model_type": "tiny", "vocab_size": VOCABULARY,
        "max_position_embeddings": CONTEXT, "num_hidden_layers": 1, "num_attention_heads": heads,
        "num_key_value_heads": 1, "bos_token_id": 1, "eos_token_id": 2, "tie_word_embeddings": False,
    }  # fmt: skip
    expected = {"ids": IDS, **gqa_reference(weights, heads, head_size)}
    onnx.save_model(model, write_folder(name, config, expected, adds_start=True, template=CHAT_TEMPLATE))


def gqa_reference(weights, heads, head_size):
    """The same layer in plain float64."""
    w = {key: array.astype(np.float64) for key, array in weights.items()}
    count = len(IDS)
    residual = w["embedding"][IDS] + w["position"][:count]
    key, value = residual @ w["key"], residual @ w["value"]
    mixed, probabilities = [], []
    for head in np.split(residual @ w["query"], heads, axis=1):
        scores = head @ key.T / np.sqrt(head_size)
        scores[np.triu_indices(count, 1)] = -np.inf
        attention = np.exp(scores - scores.max(1, keepdims=True))
        probabilities.append(attention / attention.sum(1, keepdims=True))
        mixed.append(probabilities[-1] @ value)
    logits = (residual + np.concatenate(mixed, axis=1)) @ w["unembedding"]
    return {"logits": logits.flatten().tolist(), "attention": [np.stack(probabilities).flatten().tolist()]}


make_gpt2()
make_gqa("tiny-gqa", np.float32)
make_gqa("tiny-gqa-half", np.float16)
