"""Quantised graphs, and models of transformers with the weights that such a graph stands for."""

import copy
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

BLOCK = 32


def quantized(model, bits, accuracy_level=0, symmetric=True):
    """Weights in blocks of 32: MatMulNBits. Accuracy level 4 lets activations be rounded to 8 bits too."""
    settings = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK, is_symmetric=symmetric, accuracy_level=accuracy_level, bits=bits
    )
    quantizer = MatMulNBitsQuantizer(copy.deepcopy(model), algo_config=settings)
    quantizer.process()
    return quantizer.model.model


def dynamically_quantized(model):
    """int8 weights, activations rounded to 8 bits while it runs: DynamicQuantizeLinear and MatMulInteger."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        # Shape inference does not know what fused operators give.
        options = {"DefaultTensorType": TensorProto.FLOAT}
        quantize_dynamic(
            source, target, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, extra_options=options
        )
        return onnx.load(target)


@torch.no_grad()
def rounded(model, dtype=torch.float16):
    for weight in model.parameters():
        weight.copy_(weight.to(dtype))
    return model


@torch.no_grad()
def dequantized(model, graph):
    """`model` with those of its weights replaced that `graph.product` wrote and a quantiser then changed."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    parameters = dict(model.named_parameters())
    for node in graph.node:
        if node.op_type == "MatMulNBits":
            place, weight = node.input[1], nbits_weight(node, constants)
        elif node.op_type == "MatMulInteger":
            place, weight = node.input[1], integer_weight(node, constants)
        else:
            continue
        parameters[place.split(".MatMul.weight")[0] + ".weight"].copy_(torch.from_numpy(weight))
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
