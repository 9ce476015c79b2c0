"""Looking back: which heads do induction, and whether a name is remembered over hundreds of tokens."""

from __future__ import annotations

from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from .chat import SPECIAL_TOKENS
from .microworld.problem import Problem
from .model import Llama, rotation
from .questions import ask, mean, questions

COPY_LENGTH = 64
COPY_ROWS = 32
RECALL_DISTANCE = 300
"""Tokens at least between a name and the question for it."""


@torch.no_grad()
def attention_weights(model: Llama, ids: Tensor) -> list[Tensor]:
    """Of each layer, [B, H, T, T], for ids [B, T]."""
    places = torch.arange(ids.shape[1], device=ids.device)
    first = torch.zeros(ids.shape, dtype=torch.int32, device=ids.device)
    cosines, sines = rotation(model.shape, places)
    x = model.embed_tokens(ids)
    found = []
    for layer in model.layers:
        queries, keys, _ = layer.self_attn.heads(layer.input_layernorm(x), cosines, sines)
        keys = keys.repeat_interleave(queries.shape[1] // keys.shape[1], 1)
        scores = queries @ keys.mT * model.shape.head_size**-0.5
        found.append(scores.masked_fill(places > places[:, None], float('-inf')).softmax(-1))
        x = layer(x, cosines, sines, first)
    return found


@torch.no_grad()
def induction(model: Llama) -> dict[str, Any]:
    """
    On random tokens said twice: each head's induction score, the mean of A[q, q − (L − 1)] over the second saying (Olsson et al. 2022,
    2209.11895), [layers][heads]; and the share of the second saying's tokens, but for its first, that are foreseen.
    """
    draw = torch.Generator().manual_seed(0)
    once = torch.randint(len(SPECIAL_TOKENS), model.shape.vocabulary, (COPY_ROWS, COPY_LENGTH), generator=draw)
    ids = once.repeat(1, 2).to(model.embed_tokens.weight.device)
    scores = [weights.diagonal(-(COPY_LENGTH - 1), 2, 3)[:, :, 1:].mean((0, 2)).tolist() for weights in attention_weights(model, ids)]
    foreseen = model.logits(model(ids)).argmax(-1)[:, COPY_LENGTH:-1] == ids[:, COPY_LENGTH + 1 :]
    return {'scores': scores, 'best': max(max(row) for row in scores), 'foreseen': foreseen.float().mean().item()}


def recall(model: Llama, tokenizer: Tokenizer, count: int) -> dict[str, float]:
    """Share of names said again, without thoughts, that were told at least `RECALL_DISTANCE` tokens before the question's end."""

    def distance(problem: Problem) -> int:
        name = problem.answer.split()[-1].rstrip('.')
        after = problem.question.partition(name)[2]
        return len(tokenizer.encode(after, add_special_tokens=False).ids)

    problems = [one for one in questions('recall', 4 * count) if distance(one) >= RECALL_DISTANCE][:count]
    answers = [text for *_, text in ask(model, tokenizer, problems, thinking=False)]
    return {
        'questions': len(problems),
        'right': mean([bool(text) and one.is_right(text) for one, text in zip(problems, answers, strict=True)]),
    }
