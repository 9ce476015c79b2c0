"""Runs a graph in ONNX Runtime's Python: apart from the extension's own runtime, a fixture is known to be right."""

import numpy as np
import onnxruntime

from reference import IDS, TOKENS

SPLIT = 11


def largest_difference(model, logits):
    """Of the graph's logits from [T, V] `logits`: read at once, and in two parts with a cache between."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    whole = run(session, 0, TOKENS, {})
    first = run(session, 0, SPLIT, {})
    parts = np.concatenate([first["logits"], run(session, SPLIT, TOKENS, first)["logits"]], axis=1)
    return max(float(np.abs(found[0] - logits).max()) for found in (whole["logits"], parts))


def run(session, start, end, present):
    """The outputs by name for the tokens from `start` to `end`, after those whose keys and values are in `present`."""
    known = {
        "input_ids": np.array([IDS[start:end]]),
        "attention_mask": np.ones((1, end), np.int64),
        "position_ids": np.arange(start, end)[None],
        "use_cache_branch": np.array([start > 0]),
        "num_logits_to_keep": np.array(0),
    }
    feeds = {
        value.name: past_or_empty(value, present) if "past" in value.name else known[value.name]
        for value in session.get_inputs()
    }
    names = [value.name for value in session.get_outputs()]
    return dict(zip(names, session.run(names, feeds), strict=True))


def past_or_empty(value, present):
    name = value.name.replace("past_key_values", "present")
    if name in present:
        return present[name]
    batch, heads, _, size = value.shape
    return np.zeros((1, heads, 0, size), np.float16 if "float16" in value.type else np.float32)
