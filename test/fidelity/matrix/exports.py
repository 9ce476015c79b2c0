"""Ways of exporting a model of transformers to ONNX, with inputs and outputs named as optimum names them.

Each gives an `onnx.ModelProto`: input_ids, attention_mask, position_ids (where the family takes them from outside), and
past_key_values.N.key/value to logits and present.N.key/value; batch and lengths dynamic.
"""

import inspect
import io
import tempfile
import warnings
from pathlib import Path

import onnx
import onnxruntime
import torch
from onnx import TensorProto, compose, helper
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from transformers import DynamicCache

from models import HEADS, LAYERS, VOCABULARY, WIDTH, make_model

BATCH, TOKENS, PAST = 2, 5, 9  # Of the run that is traced; all told longer than a sliding window.
# These learn positions from the attention mask, and optimum's exports of them have no position_ids.
FROM_MASK = {"bigcode", "bloom", "opt", "opt-post"}


class Decoder(torch.nn.Module):
    """Cache as plain tensors: key and value of each layer in turn, none at all for a decoder without past."""

    def __init__(self, model, family):
        super().__init__()
        self.model = model
        self.names = ["input_ids", "attention_mask", *([] if family in FROM_MASK else ["position_ids"])]
        assert set(self.names) <= set(inspect.signature(model.forward).parameters)

    def forward(self, *inputs):
        named, past = inputs[: len(self.names)], inputs[len(self.names) :]
        cache = DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        out = self.model(**dict(zip(self.names, named, strict=True)), past_key_values=cache, use_cache=True)
        present = [part for layer in out.past_key_values.layers for part in (layer.keys, layer.values)]
        return out.logits, *present


def torchscript(family, attention="eager", opset=17, with_past=True):
    decoder = Decoder(make_model(family, attention), family)
    inputs, names, outputs = example(decoder, with_past)
    axes = {name: dict(enumerate_axes(name)) for name in [*names, *outputs]}
    file = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            decoder,
            inputs,
            file,
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=opset,
            dynamo=False,
        )
    return onnx.load_from_string(file.getvalue())


def dynamo(family, opset=18):
    decoder = Decoder(make_model(family, "sdpa"), family)
    inputs, names, outputs = example(decoder, True)
    dynamic = tuple({axis: torch.export.Dim.DYNAMIC for axis, _ in enumerate_axes(name)} for name in names)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            decoder,
            inputs,
            input_names=names,
            output_names=outputs,
            dynamic_shapes=(dynamic,),
            opset_version=opset,
            dynamo=True,
            verbose=False,
        )
    return program.model_proto


def example(decoder, with_past):
    """Inputs of the traced run, their names, and those of the outputs."""
    with torch.no_grad():
        cache = decoder(*example_tokens(decoder, 0, 1))[1:]
    kinds = [f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
    past = PAST if with_past else 0
    inputs, names = example_tokens(decoder, past, TOKENS), list(decoder.names)
    if with_past:
        inputs += tuple(torch.randn(BATCH, tensor.shape[1], PAST, tensor.shape[3]) for tensor in cache)
        names += [f"past_key_values.{kind}" for kind in kinds]
    return inputs, names, ["logits", *(f"present.{kind}" for kind in kinds)]


def example_tokens(decoder, past, tokens):
    ids = torch.randint(0, VOCABULARY, (BATCH, tokens))
    mask = torch.ones(BATCH, past + tokens, dtype=torch.long)
    positions = torch.arange(past, past + tokens).expand(BATCH, -1)
    return (ids, mask, positions)[: len(decoder.names)]


def enumerate_axes(name):
    yield 0, "batch_size"
    if name.startswith("past_key_values"):
        yield 2, "past_sequence_length"
    elif name.startswith("present"):
        yield 2, "total_sequence_length"
    else:
        yield 1, "total_sequence_length" if name == "attention_mask" else "sequence_length"


def merged(family):
    """
    A decoder with past and one without in the branches of an `If`, as optimum merges them; their weights stay outside,
    each once.
    """
    branches, outside = [], {}
    for with_past, prefix in ((True, "with_past/"), (False, "no_past/")):
        model = torchscript(family, with_past=with_past)
        graph = compose.add_prefix(model, prefix, rename_inputs=False, rename_outputs=True).graph
        if with_past:
            inputs = list(graph.input)
            outputs = [
                helper.make_tensor_value_info(o.name.removeprefix(prefix), o.type.tensor_type.elem_type, dims(o))
                for o in graph.output
            ]
        for tensor in graph.initializer:
            known = outside.setdefault((tensor.data_type, tuple(tensor.dims), tensor.raw_data), tensor)
            if known is not tensor:
                for node in graph.node:
                    node.input[:] = [known.name if name == tensor.name else name for name in node.input]
        del graph.initializer[:], graph.input[:]
        branches.append(graph)
    inputs.append(helper.make_tensor_value_info("use_cache_branch", TensorProto.BOOL, [1]))
    node = helper.make_node(
        "If",
        ["use_cache_branch"],
        [o.name for o in outputs],
        name="optimum::if",
        then_branch=branches[0],
        else_branch=branches[1],
    )
    graph = helper.make_graph([node], "merged", inputs, outputs, list(outside.values()))
    return helper.make_model(
        graph, opset_imports=model.opset_import, ir_version=model.ir_version, producer_name="optimum-onnx"
    )


def dims(value):
    return [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]


def fused_norms(model):
    """What the offline optimizer for transformers makes of it: norms that add what comes in, activations with bias."""
    options = FusionOptions("bert")
    options.enable_rotary_embeddings = False  # They would bring tables for 131,072 positions.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        onnx.save(model, path)
        return optimize_model(str(path), "bert", HEADS, WIDTH, opt_level=0, optimization_options=options).model


def optimized(model):
    """What ONNX Runtime itself saves at its extended level, as optimum's O2 does first."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.log_severity_level = 3
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "optimized.onnx"
        options.optimized_model_filepath = str(path)
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return onnx.load(path)
