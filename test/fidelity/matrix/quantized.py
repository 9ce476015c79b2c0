"""Quantised graphs, and models of transformers with the weights that such a graph stands for."""

import copy
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16

BLOCK = 32


def quantized(model, bits, accuracy_level=0, operators=("MatMul",)):
    """Weights in blocks of 32: MatMulNBits. Accuracy level 4 lets activations be rounded to 8 bits too."""
    settings = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK, is_symmetric=True, accuracy_level=accuracy_level, bits=bits, op_types_to_quantize=operators,
        quant_axes=(("MatMul", 0), ("Gather", 1)),
    )  # fmt: skip
    quantizer = MatMulNBitsQuantizer(copy.deepcopy(model), algo_config=settings)
    quantizer.process()
    return quantizer.model.model


def dynamically_quantized(model, kind):
    """Weights and, while it runs, activations in 8 bits: DynamicQuantizeLinear and MatMulInteger."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        # Shape inference does not know what fused operators give.
        options = {"DefaultTensorType": TensorProto.FLOAT}
        quantize_dynamic(source, target, op_types_to_quantize=["MatMul"], weight_type=kind, extra_options=options)
        return onnx.load(target)


def half(model, keep_io_types):
    """float16 inside; inputs and outputs too, or as they were."""
    return convert_float_to_float16(copy.deepcopy(model), keep_io_types=keep_io_types)


@torch.no_grad()
def rounded(model):
    """`model` with its weights rounded to float16."""
    for weight in model.parameters():
        weight.copy_(weight.to(torch.float16))
    return model


@torch.no_grad()
def dequantized(model, graph):
    """`model` with its weights as a quantised graph holds them. A node is named for its place in the model's tree."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    readers = {
        "MatMulNBits": nbits_weight,
        "MatMulInteger": integer_weight,
        "GatherBlockQuantized": gathered_weight,
    }
    changed = 0
    for name, parameter in model.named_parameters():
        places = {f"{prefix}/{name.removesuffix('.weight')}/".replace(".", "/") for prefix in ("", "/model")}
        for node in graph.node:
            if node.op_type in readers and any(node.name.replace(".", "/").startswith(place) for place in places):
                parameter.copy_(torch.from_numpy(readers[node.op_type](node, constants)))
                changed += 1
    assert changed == sum(node.op_type in readers for node in graph.node)
    return model


def nbits_weight(node, constants):
    """[N, K] float32. Source: the specification of com.microsoft.MatMulNBits."""
    size = {attribute.name: attribute.i for attribute in node.attribute}
    packed, scales = constants[node.input[1]], constants[node.input[2]].astype(np.float32)
    rows, blocks, _ = packed.shape
    scales = scales.reshape(rows, blocks, 1)
    values = unpacked(packed, size["bits"]).reshape(rows, blocks, BLOCK)
    if len(node.input) > 3 and node.input[3]:
        zeros = unpacked(constants[node.input[3]].reshape(rows, -1), size["bits"])[:, :blocks].reshape(rows, blocks, 1)
    else:
        zeros = np.float32(1 << (size["bits"] - 1))
    return ((values - zeros) * scales).reshape(rows, -1)[:, : size["K"]]


def unpacked(values, bits):
    """Bytes as numbers of `bits` bits, the low half of a byte first."""
    if bits == 8:
        return values.astype(np.float32)
    return np.stack([values & 15, values >> 4], axis=-1).reshape(*values.shape[:-1], -1).astype(np.float32)


def integer_weight(node, constants):
    """[N, K] float32."""
    stem = node.input[1].removesuffix("_quantized")
    zero, scale = constants[f"{stem}_zero_point"], constants[f"{stem}_scale"]
    return ((constants[node.input[1]].astype(np.float32) - zero) * scale).T


def gathered_weight(node, constants):
    """[rows, K] float32. Source: the specification of com.microsoft.GatherBlockQuantized."""
    values = constants[node.input[0]].astype(np.float32)
    scales = constants[node.input[2]].astype(np.float32)
    zeros = constants[node.input[3]].astype(np.float32) if len(node.input) > 3 else np.zeros_like(scales)
    spread = [np.repeat(array, BLOCK, axis=1)[:, : values.shape[1]] for array in (zeros, scales)]
    return (values - spread[0]) * spread[1]
