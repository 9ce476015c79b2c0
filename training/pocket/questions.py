"""How well a model answers the questions of a family, with thoughts and without, and what the thoughts are worth."""

from __future__ import annotations

import random
import re
from typing import Any

import torch
from tokenizers import Tokenizer

from . import config
from .chat import END_THINK, SPECIAL_TOKENS, prompt
from .generate import Sample, Sampling, generate
from .microworld.problem import Problem
from .microworld.tasks import FAMILIES
from .model import Llama

REFUSAL = re.compile("not know|n['’]t know|不认识|不知道", re.IGNORECASE)
DRAWS = 20
"""Per question wanted, before a family is taken to have no more."""


def questions(name: str, count: int) -> list[Problem]:
    """Up to `count` different held-out questions, the same ones for every model."""
    rng = random.Random(f'{config.EVALUATION_SEED} {name}')
    found: dict[tuple[str, str | None], Problem] = {}
    for _ in range(DRAWS * count):
        problem = FAMILIES[name].make(rng, 'held_out')
        found.setdefault((problem.question, problem.system), problem)
        if len(found) == count:
            break
    return list(found.values())


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


@torch.no_grad()
def log_probabilities(model: Llama, pairs: list[tuple[list[int], list[int]]], rows_at_once: int = 32) -> list[float]:
    """ln p(second part | first part) of each pair of ids, summed over the second part's tokens."""
    device = model.embed_tokens.weight.device
    order = sorted(range(len(pairs)), key=lambda place: sum(map(len, pairs[place])))
    found = [0.0] * len(pairs)
    for start in range(0, len(order), rows_at_once):
        places = order[start : start + rows_at_once]
        rows = [pairs[place][0] + pairs[place][1] for place in places]
        longest = max(map(len, rows))
        # Padding on the right is seen by nothing before it.
        states = model(torch.tensor([row + [0] * (longest - len(row)) for row in rows], device=device))
        for state, row, place in zip(states, rows, places, strict=True):
            before = len(pairs[place][0])
            logs = torch.log_softmax(model.logits(state[before - 1 : len(row) - 1]), -1)
            found[place] = logs.gather(1, torch.tensor(row[before:], device=device)[:, None]).sum().item()
    return found


def ask(model: Llama, tokenizer: Tokenizer, problems: list[Problem], thinking: bool) -> list[tuple[list[int], Sample, str]]:
    """For each, the prompt's ids and what the model writes with greedy choice, also as text: '' where it does not come to an end."""
    prompts = [encode(tokenizer, prompt(one.question, thinking, one.system)) for one in problems]
    longest = max(len(encode(tokenizer, one.answer + (one.thoughts if thinking else ''))) for one in problems)
    written = [one for (one,) in generate(model, prompts, Sampling(most_tokens=round(1.5 * longest) + 8))]
    return [
        (asked, one, tokenizer.decode(one.ids, skip_special_tokens=False) if one.ended else '')
        for asked, one in zip(prompts, written, strict=True)
    ]


def answer_family(model: Llama, tokenizer: Tokenizer, name: str, count: int) -> dict[str, Any]:
    """
    Shares of right answers and of refusals, thinking and direct, and mean ln p of the right answer's tokens after: no thoughts, the thoughts that
    the model wrote itself, and the reference's. `right` tells of each question whether it was answered rightly, for paired tests.
    """
    problems = questions(name, count)
    thought, direct = (ask(model, tokenizer, problems, thinking) for thinking in (True, False))
    right = {
        'thinking': [text.count(END_THINK) == 1 and one.is_right(text) for one, (_, _, text) in zip(problems, thought, strict=True)],
        'direct': [bool(text) and one.is_right(text) for one, (_, _, text) in zip(problems, direct, strict=True)],
    }
    answers = [encode(tokenizer, one.answer) for one in problems]
    before = {
        'direct': [asked for asked, _, _ in direct],
        'own': [asked + up_to_answer(sample.ids) for asked, sample, _ in thought],
        'gold': [asked + encode(tokenizer, one.thoughts + END_THINK) for one, (asked, _, _) in zip(problems, thought, strict=True)],
    }
    logs = {key: log_probabilities(model, list(zip(prefixes, answers, strict=True))) for key, prefixes in before.items()}
    replies = {'thinking': [text.rpartition(END_THINK)[2] for *_, text in thought], 'direct': [text for *_, text in direct]}
    return {
        'family': name,
        'language': FAMILIES[name].language,
        'reasoning': FAMILIES[name].reasoning,
        'questions': len(problems),
        **{key: mean(flags) for key, flags in right.items()},
        **{f'refused_{key}': mean([bool(REFUSAL.search(text)) for text in texts]) for key, texts in replies.items()},
        **{f'log_p_{key}': mean(values) for key, values in logs.items()},
        'right': {key: ''.join('01'[flag] for flag in flags) for key, flags in right.items()},
        'wrong': [
            {'question': one.question, 'written': text, 'answer': one.answer}
            for one, (*_, text), flag in zip(problems, thought, right['thinking'], strict=True)
            if not flag
        ][:3],
    }


def up_to_answer(ids: list[int]) -> list[int]:
    """Written thoughts with the token that ends them, which is put there where it was not written."""
    end = SPECIAL_TOKENS.index(END_THINK)
    return ids[: ids.index(end) + 1] if end in ids else [*ids, end]


def mean(values: list[Any]) -> float:
    return sum(values) / len(values)
