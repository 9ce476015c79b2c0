"""Makes the fidelity matrix: small random models, family × way of export, and what transformers gives for them.

    pip install -r test/fidelity/matrix/requirements.txt
    PYTHONHASHSEED=0 python test/fidelity/matrix/make.py [FAMILY...]

Writes test/fixtures/matrix/FAMILY/ (see folder.py) for all families or those named, and removes what was there. Seeds
are fixed (models.py: weights, one for each family; reference.py: text; and the one for hashes, as transformers goes
through sets while it is traced), so the same versions on the same kind of processor give the same files. Each graph is
run in ONNX Runtime's Python, whole and in two parts, and has to give the reference's logits before it is kept.

models.py         the families                    exports.py     what torch exports, merged, optimised
fused.py          fused operators, Llama's kind   fused_gpt2.py  com.microsoft.Attention
quantized.py      4 and 8 bits, and back          reference.py   what transformers gives
graph_builder.py  for the two fused ones          folder.py      how it lies on disk

An export that rounds the weights (float16, int4, int8) has a reference of its own: transformers in float32 with the
rounded weights, so that what is measured is the computation and not the rounding.
"""

import sys

import numpy as np
import torch

import exports
import fused
import fused_gpt2
from check import largest_difference
from folder import FamilyFolder
from models import FAMILIES, make_model
from quantized import dequantized, dynamically_quantized, quantized, rounded
from reference import reference, write_reference

TRACED = ("llama", "gpt2", "qwen3", "gemma3")
# Largest difference of the logits, which spread over about ±10, for graphs that compute in less than float32.
HALF, COARSE = 0.05, 1.0


def ways(family):
    """Name, graph, the model that its reference is made from if not the family's own, and the limit for its logits."""

    def own():
        return make_model(family)

    eager = exports.torchscript(family)
    yield "eager", eager, None, 1e-4
    if family in TRACED:
        yield "sdpa", exports.torchscript(family, "sdpa", opset=18), None, 1e-4
        yield "dynamo", exports.dynamo(family), None, 1e-4
    if family in ("llama", "gpt2"):
        yield "optimized", exports.optimized(eager), None, 1e-4
        yield "merged", exports.merged(family), None, 1e-4
    if family == "llama":
        gqa, half = fused.gqa(family), fused.gqa(family, np.float16)
        yield "gqa", gqa, None, 1e-4
        yield "gqa-packed", fused.gqa(family, packed=True), None, 1e-4
        yield "gqa-rotary", fused.gqa(family, rotary_inside=False), None, 1e-4
        yield "gqa-half", half, rounded(own()), HALF
        for name, graph, limit in (
            ("gqa-int4", quantized(gqa, 4), 1e-4),
            ("gqa-int4-level4", quantized(gqa, 4, accuracy_level=4), COARSE),
            ("gqa-int8", quantized(gqa, 8), 1e-4),
            ("gqa-int8-dynamic", dynamically_quantized(gqa), COARSE),
        ):
            yield name, graph, dequantized(own(), graph.graph), limit
        int4_half = quantized(half, 4)
        yield "gqa-int4-half", int4_half, dequantized(rounded(own()), int4_half.graph), HALF
        yield "mha", fused.mha(family), None, 1e-4
        yield "attention-23", fused.standard(family), None, 1e-4
    if family in ("qwen3", "mistral"):
        yield "gqa", fused.gqa(family), None, 1e-4
    if family == "gpt2":
        yield "attention", fused_gpt2.attention(family), None, 1e-4


def make(family):
    model = make_model(family)
    folder = FamilyFolder(family, model)
    shared = reference(model)
    write_reference(shared, folder.path / "reference")
    for export, graph, source, limit in ways(family):
        expected = reference(source) if source else shared
        difference = largest_difference(graph, expected["logits"].numpy())
        print(f"{family:10} {export:18} logits differ by {difference:.1e}", flush=True)
        assert difference <= limit, (family, export)
        if source:
            write_reference(expected, folder.path / export)
        folder.add(export, graph)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for family in sys.argv[1:] or FAMILIES:
        make(family)
