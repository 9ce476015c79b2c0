"""
The model as an ONNX graph in the layout that Hugging Face's exporters use, out of standard operators only, so that every tensor on the way can be looked at.

Weights are float16 under Hugging Face's names and in its layout, [outputs, inputs], and made float32 in the graph: runtimes do this once, when
they load it. Shapes: B batch, S tokens, P past tokens, T = P + S, H query heads, K key heads, D head size.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

from .config import Shape

OPSET = 17
IR_VERSION = 8


class Graph:
    """Collects nodes. Each method adds one and gives the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.constants: dict[tuple[Any, ...], str] = {}
        self.scope = ''

    def op(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        name = f'{self.scope}/{kind}_{len(self.nodes)}'
        output = output or f'{name}_output'
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name, **attributes))
        return output

    def split(self, x: str, axis: int) -> tuple[str, str]:
        """Two halves."""
        name = f'{self.scope}/Split_{len(self.nodes)}'
        outputs = (f'{name}_first', f'{name}_second')
        self.nodes.append(helper.make_node('Split', [x], list(outputs), name, axis=axis))
        return outputs

    def constant(self, value: Any, dtype: type = np.int64) -> str:
        array = np.asarray(value, dtype)
        key = (dtype.__name__, array.shape, array.tobytes())
        if key not in self.constants:
            self.constants[key] = f'constant_{len(self.constants)}'
            self.initializers.append(numpy_helper.from_array(array, self.constants[key]))
        return self.constants[key]

    def number(self, value: float) -> str:
        return self.constant(value, np.float32)

    def weight(self, name: str, array: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(array.astype(np.float16), name))
        return name

    def wide(self, x: str) -> str:
        return self.op('Cast', x, to=TensorProto.FLOAT)


class Exporter:
    """Builds the graph from weights under Hugging Face's names."""

    def __init__(self, shape: Shape, weights: dict[str, np.ndarray]) -> None:
        self.shape, self.weights, self.graph = shape, weights, Graph()

    def linear(self, x: str, name: str) -> str:
        g = self.graph
        matrix = g.weight(f'{name}.weight', self.weights[f'{name}.weight'])
        return g.op('MatMul', x, g.op('Transpose', g.wide(matrix), perm=[1, 0]))

    def norm(self, x: str, name: str) -> str:
        g = self.graph
        mean = g.op('ReduceMean', g.op('Pow', x, g.number(2)), axes=[-1], keepdims=1)
        scale = g.op('Div', g.number(1), g.op('Sqrt', g.op('Add', mean, g.number(self.shape.epsilon))))
        weight = g.wide(g.weight(f'{name}.weight', self.weights[f'{name}.weight']))
        return g.op('Mul', weight, g.op('Mul', x, scale))

    def rotate(self, x: str, cosines: str, sines: str) -> str:
        """x [B, heads, S, D] turned to its positions; cosines and sines [B, 1, S, D / 2]."""
        g = self.graph
        a, b = g.split(x, -1)
        turned = (
            g.op('Sub', g.op('Mul', a, cosines), g.op('Mul', b, sines)),
            g.op('Add', g.op('Mul', b, cosines), g.op('Mul', a, sines)),
        )
        return g.op('Concat', *turned, axis=-1)

    def angles(self) -> tuple[str, str]:
        g, shape = self.graph, self.shape
        frequencies = np.float32(shape.theta) ** -(np.arange(0, shape.head_size, 2, dtype=np.float32) / np.float32(shape.head_size))
        places = g.op('Unsqueeze', g.wide('position_ids'), g.constant([1, 3]))
        angles = g.op('Mul', places, g.constant(frequencies, np.float32))
        return g.op('Cos', angles), g.op('Sin', angles)

    def mask(self) -> str:
        """What is added to scores, [B, 1, S, T]: 0 where a query may look, the lowest float32 elsewhere."""
        g = self.graph
        total = g.op('Gather', g.op('Shape', 'attention_mask'), g.constant(1))
        length = g.op('Gather', g.op('Shape', 'input_ids'), g.constant(1))
        keys = g.op('Range', g.constant(0), total, g.constant(1))
        queries = g.op('Range', g.op('Sub', total, length), total, g.constant(1))
        causal = g.op('LessOrEqual', keys, g.op('Unsqueeze', queries, g.constant([1])))
        there = g.op('Unsqueeze', g.op('Cast', 'attention_mask', to=TensorProto.BOOL), g.constant([1, 2]))
        return g.op('Where', g.op('And', causal, there), g.number(0), g.number(np.finfo(np.float32).min))

    def repeated(self, x: str) -> str:
        """[B, K, T, D] → [B, H, T, D]: each key head for all query heads of its group."""
        g, shape = self.graph, self.shape
        grouped = shape.heads // shape.key_heads
        spread = g.op('Concat', *[g.op('Unsqueeze', x, g.constant([2]))] * grouped, axis=2)
        return g.op('Reshape', spread, g.constant([0, shape.heads, -1, shape.head_size]))

    def attention(self, x: str, layer: int, cosines: str, sines: str, mask: str) -> str:
        g, shape = self.graph, self.shape
        name = f'model.layers.{layer}.self_attn'

        def heads(projection: str, count: int) -> str:
            apart = g.op('Reshape', self.linear(x, f'{name}.{projection}'), g.constant([0, 0, count, shape.head_size]))
            return g.op('Transpose', apart, perm=[0, 2, 1, 3])

        queries = self.rotate(heads('q_proj', shape.heads), cosines, sines)
        keys = self.rotate(heads('k_proj', shape.key_heads), cosines, sines)
        keys = g.op('Concat', f'past_key_values.{layer}.key', keys, output=f'present.{layer}.key', axis=2)
        values = heads('v_proj', shape.key_heads)
        values = g.op('Concat', f'past_key_values.{layer}.value', values, output=f'present.{layer}.value', axis=2)
        scores = g.op('MatMul', queries, g.op('Transpose', self.repeated(keys), perm=[0, 1, 3, 2]))
        scores = g.op('Add', g.op('Mul', scores, g.number(shape.head_size**-0.5)), mask)
        mixed = g.op('MatMul', g.op('Softmax', scores, axis=-1), self.repeated(values))
        joined = g.op('Reshape', g.op('Transpose', mixed, perm=[0, 2, 1, 3]), g.constant([0, 0, shape.heads * shape.head_size]))
        return self.linear(joined, f'{name}.o_proj')

    def feed_forward(self, x: str, layer: int) -> str:
        g, name = self.graph, f'model.layers.{layer}.mlp'
        gate = self.linear(x, f'{name}.gate_proj')
        active = g.op('Mul', gate, g.op('Sigmoid', gate))
        return self.linear(g.op('Mul', active, self.linear(x, f'{name}.up_proj')), f'{name}.down_proj')

    def build(self) -> onnx.ModelProto:
        g, shape = self.graph, self.shape
        embedding = g.weight('model.embed_tokens.weight', self.weights['model.embed_tokens.weight'])
        g.scope = '/model'
        # The rows are made float32, not the table, of which a step needs little.
        x = g.wide(g.op('Gather', embedding, 'input_ids'))
        cosines, sines = self.angles()
        mask = self.mask()
        for layer in range(shape.layers):
            g.scope, name = f'/model/layers.{layer}', f'model.layers.{layer}'
            x = g.op('Add', x, self.attention(self.norm(x, f'{name}.input_layernorm'), layer, cosines, sines, mask))
            x = g.op('Add', x, self.feed_forward(self.norm(x, f'{name}.post_attention_layernorm'), layer))
        g.scope = ''
        x = self.norm(x, 'model.norm')
        g.op('MatMul', x, g.op('Transpose', g.wide(embedding), perm=[1, 0]), output='logits')
        graph = helper.make_graph(g.nodes, 'model', self.inputs(), self.outputs(), g.initializers)
        model = helper.make_model(graph, producer_name='pocket', ir_version=IR_VERSION, opset_imports=[helper.make_opsetid('', OPSET)])
        onnx.checker.check_model(model, full_check=True)
        return model

    def inputs(self) -> list[onnx.ValueInfoProto]:
        sizes = {'input_ids': 'sequence_length', 'attention_mask': 'total_sequence_length', 'position_ids': 'sequence_length'}
        tokens = [helper.make_tensor_value_info(name, TensorProto.INT64, ['batch_size', size]) for name, size in sizes.items()]
        return tokens + self.cache('past_key_values', 'past_sequence_length')

    def outputs(self) -> list[onnx.ValueInfoProto]:
        logits = helper.make_tensor_value_info('logits', TensorProto.FLOAT, ['batch_size', 'sequence_length', self.shape.vocabulary])
        return [logits, *self.cache('present', 'total_sequence_length')]

    def cache(self, name: str, length: str) -> list[onnx.ValueInfoProto]:
        size = ['batch_size', self.shape.key_heads, length, self.shape.head_size]
        return [
            helper.make_tensor_value_info(f'{name}.{layer}.{part}', TensorProto.FLOAT, size)
            for layer in range(self.shape.layers)
            for part in ('key', 'value')
        ]



def refer_to_safetensors(model: onnx.ModelProto, file: Path) -> None:
    """
    Has the graph take its weights from `file`, which lies beside it: safetensors holds them as plain bytes, which is how ONNX wants external data. So
    a folder has its weights once.
    """
    with open(file, 'rb') as opened:
        header = int.from_bytes(opened.read(8), 'little')
        tensors = json.loads(opened.read(header))
    for tensor in model.graph.initializer:
        if tensor.name not in tensors:
            continue
        begin, end = tensors[tensor.name]['data_offsets']
        if end - begin != len(tensor.raw_data):
            raise ValueError(f'{file.name} holds another {tensor.name}')
        set_external_data(tensor, file.name, offset=8 + header + begin, length=end - begin)
        tensor.ClearField('raw_data')
