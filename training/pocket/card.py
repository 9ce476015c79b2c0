"""The model card, README.md of a model folder."""

from __future__ import annotations

from typing import Any

from .config import Shape
from .report import report

STAGES = {
    'untrained': 'Its weights are random: what a model is before it has read anything. Every token is about as likely as any other.',
    'early': 'Stopped after about 2 % of pretraining: it has letters, words and some grammar, and no sense.',
    'base': 'Pretrained: it continues text of the kinds that it has read. It is not tuned to answer; it has met the chat format among other texts.',
    'chat': 'The base model, fine-tuned on conversations: it answers, with thoughts or without.',
    'reasoning': 'The chat model after reinforcement learning: for each question several answers were drawn, and right ones made likelier (GRPO). The default.',
}

TEXT = """---
license: mit
language:
- en
- zh
library_name: transformers
pipeline_tag: text-generation
---
# {name}
{stage} One of five stages of the same model, made from nothing in Model Loupe's `training/` to show how a language model comes about:
`pocket-untrained`, `pocket-early`, `pocket-base`, `pocket-chat`, `pocket`.

Llama architecture, {parameters:.2f} M parameters: width {shape.width}, {shape.layers} layers, {shape.heads} query heads and {shape.key_heads} key heads of {shape.head_size}, feed-forward {shape.feed_forward},
vocabulary {shape.vocabulary:,}, context {shape.context:,}, input and output embedding shared. Weights are float16, to be computed in float32; they are in `model.safetensors`,
from which the graph in `model.onnx` takes them too. No start token; `<|im_end|>` and
`<|endoftext|>` end a text. The chat template takes `enable_thinking` (true by default); false adds ` /no_think` to the question and the
empty block `<think></think>` to the answer.

## Data
Seven tenths are a microworld that the project makes up: stories, a cast of people to know by heart, strangers not to know, and reasoning tasks,
in English and Chinese. The rest is prose, code and Chinese text under permissive licences or in the public domain, from pinned packages. No personal data.

## Limits
What the finished model knows is the microworld and next to nothing else: of the real world it invents what sounds right. Thoughts follow the few forms that it was
taught; numbers beyond three digits, other wordings and other tasks fail. It is a thing to look into, not one to rely on.
"""

FIGURES = """
## Figures
Greedy answers to questions that training never met; every figure is from the rounded weights. ln p is the mean natural log-probability of the right answer.

{tables}
"""


def parameters(shape: Shape) -> int:
    attention = shape.width * shape.head_size * 2 * (shape.heads + shape.key_heads)
    block = attention + 3 * shape.width * shape.feed_forward + 2 * shape.width
    return shape.vocabulary * shape.width + shape.layers * block + shape.width


def card(name: str, stage: str, shape: Shape, figures: dict[str, Any] | None) -> str:
    text = TEXT.format(name=name, stage=STAGES[stage], shape=shape, parameters=parameters(shape) / 1e6)
    return text + (FIGURES.format(tables=report(figures)) if figures else '')
