"""Writes an ONNX decoder node by node."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from models import LAYERS, VOCABULARY

MICROSOFT = "com.microsoft"


class GraphBuilder:
    """Collects nodes and constants; floats are stored in `dtype`."""

    def __init__(self, dtype=np.float32):
        self.dtype = np.dtype(dtype)
        self.kind = helper.np_dtype_to_tensor_dtype(self.dtype)
        self.nodes, self.constants, self.more_inputs = [], {}, []

    def constant(self, name, array):
        array = np.asarray(array, order="C")
        self.constants[name] = array.astype(self.dtype) if array.dtype.kind == "f" else array
        return name

    def node(self, operator, inputs, output, domain="", name=None, **attributes):
        """Adds a node and returns its first output; `output` is a name, or a list of them."""
        outputs = [output] if isinstance(output, str) else output
        name = name or outputs[0].removesuffix("/output_0")
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=name, domain=domain, **attributes))
        return outputs[0]

    def fused(self, operator, inputs, output, **attributes):
        return self.node(operator, inputs, output, MICROSOFT, **attributes)

    def product(self, place, value, weight, bias=None, output=None):
        """value · weight (+ bias), as a linear layer at `place` in the model's tree."""
        path = "/" + place.replace(".", "/")
        name = self.constant(f"{place}.MatMul.weight", weight)
        result = self.node("MatMul", [value, name], output or f"{path}/MatMul/output_0", name=f"{path}/MatMul")
        if bias is None:
            return result
        return self.node("Add", [result, self.constant(f"{place}.Add.bias", bias)], f"{path}/Add/output_0")

    def model(self, key_heads, head_size, opset, takes_positions):
        """The whole model, with optimum's names of inputs and outputs."""
        tokens = ["batch_size", "sequence_length"]
        value = helper.make_tensor_value_info

        def cache(prefix, length):
            shape = ["batch_size", key_heads, length, head_size]
            parts = [f"{prefix}.{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
            return [value(part, self.kind, shape) for part in parts]

        inputs = [
            value("input_ids", TensorProto.INT64, tokens),
            value("attention_mask", TensorProto.INT64, ["batch_size", "total_sequence_length"]),
            *([value("position_ids", TensorProto.INT64, tokens)] if takes_positions else []),
            *cache("past_key_values", "past_sequence_length"),
            *self.more_inputs,
        ]
        outputs = [value("logits", self.kind, [*tokens, VOCABULARY]), *cache("present", "total_sequence_length")]
        constants = [numpy_helper.from_array(array, name) for name, array in self.constants.items()]
        graph = helper.make_graph(self.nodes, "main_graph", inputs, outputs, constants)
        opsets = [helper.make_opsetid("", opset), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)
