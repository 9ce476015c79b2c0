"""Makes the fidelity matrix: small random models, family × way of export, and what transformers gives for them.

    pip install -r test/fidelity/matrix/requirements.txt
    PYTHONHASHSEED=0 python test/fidelity/matrix/make.py [FAMILY...]

Writes test/fixtures/matrix/FAMILY/ (see folder.py) for all families or those named, and removes what was there. Seeds
are fixed (models.py: weights, one for each family; reference.py: text; and the one for hashes, as transformers goes
through sets while it is traced), so the same versions on the same kind of processor give the same files. Each graph is
run in ONNX Runtime's Python, whole and in two parts, and has to give the reference's logits before it is kept.

models.py         the families                     exports.py       what torch exports, merged, optimised
fused.py          fused operators, Llama's kind    fused_gemma.py   the same for Gemma 2 and 3
fused_gpt2.py     com.microsoft.Attention          graph_builder.py for the three
quantized.py      16, 8 and 4 bits, and back       reference.py     what transformers gives
check.py          runs a graph in Python           folder.py        how it lies on disk
middles.py        what lies within the blocks; to be run after this
ablations.py      what is given with a part of a block ablated; likewise
weights.py        what a weight of attention is made from; likewise

An export that rounds the weights (float16, int4, int8) has a reference of its own: transformers in float32 with the
rounded weights, so that what is measured is the computation and not the rounding.
"""

import sys

import numpy as np
import torch
from onnxruntime.quantization import QuantType

import exports
import fused
import fused_gemma
import fused_gpt2
from check import largest_difference
from folder import FIXTURES, FamilyFolder
from models import FAMILIES, make_model
from quantized import dequantized, dynamically_quantized, half, quantized, rounded
from reference import reference, write_layout

TRACED = ("llama", "gpt2", "qwen3", "gemma3")
# Largest differences of the logits, which spread over about ±10: in float32, in float16, with activations of 8 bits.
EXACT, HALF, COARSE = 1e-4, 0.05, 1.0


def ways(family):
    """Name, graph, the model that its reference is made from if not the family's own, and the limit for its logits."""
    eager = exports.torchscript(family)
    yield "eager", eager, None, EXACT
    if family in TRACED:
        yield "sdpa", exports.torchscript(family, "sdpa", opset=18), None, EXACT
        yield "dynamo", exports.dynamo(family), None, EXACT
    if family in ("llama", "gpt2"):
        yield "optimized", exports.optimized(eager), None, EXACT
        yield "merged", exports.merged(family), None, EXACT
    if family in ("llama", "gpt2", "gptneox", "phi", "opt-post"):
        yield "fused-norms", exports.fused_norms(eager), None, EXACT
    if family in ("mistral", "qwen3"):
        yield "gqa", fused.gqa(family), None, EXACT
    if family in ("gemma2", "gemma3"):
        yield "gqa", fused_gemma.gqa(family), None, EXACT
    if family == "gpt2":
        yield "attention", fused_gpt2.attention(family), None, EXACT
    if family == "llama":
        yield "dynamo-23", exports.dynamo(family, opset=23), None, EXACT
        yield "gqa", fused.gqa(family), None, EXACT
        yield "gqa-packed", fused.gqa(family, packed=True), None, EXACT
        yield "gqa-rotary", fused.gqa(family, rotary_inside=False), None, EXACT
        yield "gqa-keeping", fused.keeping(family), None, EXACT
        yield "mha", fused.mha(family), None, EXACT
        yield "attention-23", fused.standard(family), None, EXACT
        yield from rounding_ways(family, eager)


def rounding_ways(family, eager):
    gqa, gqa_half = fused.gqa(family), fused.gqa(family, np.float16)
    for name, graph in (
        ("eager-half", half(eager, keep_io_types=False)),
        ("eager-half-inside", half(eager, keep_io_types=True)),
        ("gqa-half", gqa_half),
    ):
        yield name, graph, rounded(make_model(family)), HALF
    for name, graph, limit in (
        ("eager-uint8", dynamically_quantized(eager, QuantType.QUInt8), COARSE),
        ("gqa-int8-dynamic", dynamically_quantized(gqa, QuantType.QInt8), COARSE),
        ("gqa-int8", quantized(gqa, 8), EXACT),
        ("gqa-int4", quantized(gqa, 4), EXACT),
        ("gqa-int4-level4", quantized(gqa, 4, accuracy_level=4), COARSE),
        ("gqa-int4-embedding", quantized(gqa, 4, operators=("MatMul", "Gather")), EXACT),
    ):
        yield name, graph, dequantized(make_model(family), graph.graph), limit
    int4_half = quantized(gqa_half, 4)
    yield "gqa-int4-half", int4_half, dequantized(rounded(make_model(family)), int4_half.graph), HALF


def make(family):
    model = make_model(family)
    folder = FamilyFolder(family, model)
    shared = reference(model)
    for export, graph, source, limit in ways(family):
        expected = reference(source) if source else shared
        difference = largest_difference(graph, expected["logits"].numpy())
        print(f"{family:10} {export:18} logits differ by {difference:.1e}", flush=True)
        assert difference <= limit, (family, export)
        folder.add(export, graph, expected)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for family in sys.argv[1:] or FAMILIES:
        make(family)
    write_layout(FIXTURES / "layout.json")
