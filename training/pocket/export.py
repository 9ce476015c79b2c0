"""
From stages to the models that ship: `python -m pocket.export [STAGE …]`. Weights are rounded to float16 and computed in float32 from then on; each model is a
folder in Hugging Face layout under run/models, whose model.onnx takes its weights from model.safetensors, and is compared with transformers before it
counts as made.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from transformers import LlamaForCausalLM

from . import config, folder
from .card import card
from .onnx_graph import Exporter, refer_to_safetensors

NAMES = {'untrained': 'pocket-untrained', 'early': 'pocket-early', 'base': 'pocket-base', 'chat': 'pocket-chat', 'reasoning': 'pocket'}
"""What the stages ship as."""

GRAPH = 'model.onnx'

TOLERANCE = 1e-4
"""By how much a logit may differ from transformers' in float32."""


def run_onnx(session: onnxruntime.InferenceSession, ids: np.ndarray, past: list[np.ndarray]) -> list[np.ndarray]:
    """Logits [B, S, V], then keys and values, of ids [B, S] after `past`."""
    shape = past[0].shape[2]
    feeds = {
        'input_ids': ids,
        'attention_mask': np.ones((len(ids), shape + ids.shape[1]), np.int64),
        'position_ids': np.tile(np.arange(shape, shape + ids.shape[1]), (len(ids), 1)),
    }
    names = [one.name for one in session.get_inputs() if one.name.startswith('past')]
    return session.run(None, feeds | dict(zip(names, past, strict=True)))


@torch.no_grad()
def largest_difference(model: Path) -> float:
    """Between the logits of the ONNX graph, whole and in two parts, and those of transformers (float32, eager), over the whole context."""
    shape = folder.read_shape(model)
    session = onnxruntime.InferenceSession(str(model / GRAPH), providers=['CPUExecutionProvider'])
    reference = LlamaForCausalLM.from_pretrained(model, dtype=torch.float32, attn_implementation='eager').eval()
    ids = np.random.default_rng(0).integers(shape.vocabulary, size=(2, shape.context))
    expected = reference(torch.from_numpy(ids)).logits.numpy()
    empty = [np.zeros((2, shape.key_heads, 0, shape.head_size), np.float32)] * (2 * shape.layers)
    whole, *_ = run_onnx(session, ids, empty)
    half = shape.context // 2
    first, *past = run_onnx(session, ids[:, :half], empty)
    second, *_ = run_onnx(session, ids[:, half:], past)
    return float(max(np.abs(one - expected).max() for one in (whole, np.concatenate((first, second), 1))))


def export(stage: Path, out: Path, figures: dict[str, Any] | None) -> float:
    """Writes the model folder `out` from the folder of a stage; → how far its logits are from transformers'."""
    model = folder.load(stage)
    folder.save(model, out, tokenizer=stage, dtype=torch.float16)
    weights = {name: weight.numpy() for name, weight in folder.weights_of(model, torch.float16).items()}
    graph = Exporter(model.shape, weights).build()
    refer_to_safetensors(graph, out / 'model.safetensors')
    (out / 'model.safetensors').chmod(0o644)
    (out / GRAPH).write_bytes(graph.SerializeToString())
    (out / 'README.md').write_text(card(out.name, stage.name, model.shape, figures), encoding='utf-8')
    difference = largest_difference(out)
    if not difference < TOLERANCE:
        raise ValueError(f'{out.name}: its logits are off by {difference:.2g}')
    return difference


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('stage', nargs='*', help=f'of {", ".join(NAMES)}; by default all that are there')
    parser.add_argument('--stages', type=Path, default=config.STAGES, help='where the stages are')
    parser.add_argument('--out', type=Path, default=config.RUN / 'models')
    parser.add_argument('--evaluation', type=Path, default=config.RUN / 'evaluation', help='where `evaluate` left figures')
    settings = parser.parse_args()
    for stage in settings.stage or [name for name in NAMES if (settings.stages / name).exists()]:
        out = settings.out / NAMES[stage]
        file = settings.evaluation / f'{out.name}.json'
        figures = json.loads(file.read_text(encoding='utf-8')) if file.exists() else None
        difference = export(settings.stages / stage, out, figures)
        size = sum(file.stat().st_size for file in out.iterdir())
        print(
            f'{out.name}: {size / 1e6:.1f} MB, at most {difference:.1e} from transformers{"" if figures else "; no figures for its card yet"}'
        )


if __name__ == '__main__':
    main()
