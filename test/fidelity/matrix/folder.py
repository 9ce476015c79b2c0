"""The fixtures of one family: graphs that share one file of weights, as their exports would not.

config.json        as transformers writes it, with defaults
EXPORT.onnx.gz     the graph, whose weights lie in `model.onnx_data`; the tests lay both out as a model folder
model.onnx_data    every constant of 256 bytes and more, each once
NAME.f32           see reference.py: reference.f32, and others for exports that round the weights
exports.json       the exports, each with the NAME of its reference
"""

import copy
import gzip
import json
import shutil
from pathlib import Path

from onnx import TensorProto, numpy_helper

from reference import flattened

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures" / "matrix"
WEIGHTS = "model.onnx_data"
SMALLEST, ALIGNMENT = 256, 64


class FamilyFolder:
    def __init__(self, family, model):
        self.path = FIXTURES / family
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        self.weights, self.offsets = bytearray(), {}
        self.exports, self.references = {}, {}
        self.write_config(model.config)

    def write_config(self, config):
        (self.path / "config.json").write_text(json.dumps(config.to_dict(), indent=1, sort_keys=True) + "\n")

    def add(self, export, model, reference):
        """Writes the graph, whose weights join those of the others, and its reference, unless it is there already."""
        model = copy.deepcopy(model)
        for tensor in model.graph.initializer:
            self.move_out(tensor)
        remove_notes(model)
        # A fixed time, so that equal graphs make equal files.
        content = gzip.compress(model.SerializeToString(deterministic=True), mtime=0)
        (self.path / f"{export}.onnx.gz").write_bytes(content)
        (self.path / WEIGHTS).write_bytes(self.weights)
        self.add_reference(export, flattened(reference))

    def add_reference(self, export, content):
        name = self.references.setdefault(content, export if self.references else "reference")
        (self.path / f"{name}.f32").write_bytes(content)
        self.exports[export] = name
        (self.path / "exports.json").write_text(json.dumps(self.exports, indent=1) + "\n")

    def move_out(self, tensor):
        # As it is stored: an array of numbers of 4 bits would be unpacked.
        content = numpy_helper.from_array(numpy_helper.to_array(tensor)).raw_data
        if len(content) < SMALLEST:
            return
        if content not in self.offsets:
            self.weights.extend(bytes(-len(self.weights) % ALIGNMENT))
            self.offsets[content] = len(self.weights)
            self.weights.extend(content)
        name, kind, dims = tensor.name, tensor.data_type, list(tensor.dims)
        tensor.Clear()
        tensor.name, tensor.data_type, tensor.data_location = name, kind, TensorProto.EXTERNAL
        tensor.dims.extend(dims)
        for key, value in (("location", WEIGHTS), ("offset", self.offsets[content]), ("length", len(content))):
            tensor.external_data.add(key=key, value=str(value))


def remove_notes(message):
    """Takes out what only people read: exporters note stack traces, with paths of the machine, at every node."""
    for field, value in message.ListFields():
        if field.name in ("doc_string", "metadata_props"):
            message.ClearField(field.name)
        elif field.message_type:
            for part in value if field.is_repeated else [value]:
                remove_notes(part)
