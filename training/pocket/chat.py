"""
The chat format: `<|im_start|>role<|im_sep|>content<|im_end|>` for each message. The assistant's turn opens with its think block:
`<think>` when it is to think, the empty `<think></think>` when not, and then the user's message also ends in ` /no_think`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from tokenizers import Tokenizer

END_OF_TEXT, START, SEPARATOR, END, THINK, END_THINK = SPECIAL_TOKENS = (
    '<|endoftext|>',
    '<|im_start|>',
    '<|im_sep|>',
    '<|im_end|>',
    '<think>',
    '</think>',
)
"""Their places are their ids."""

NO_THINK = ' /no_think'

TEMPLATE = (
    '{%- set direct = enable_thinking is defined and not enable_thinking -%}'
    '{%- for message in messages -%}'
    "{%- set content = message['content'] -%}"
    # What the assistant thought in earlier turns is not shown to it again.
    "{%- if message['role'] == 'assistant' and not loop.last -%}{%- set content = content.split('</think>')[-1] -%}{%- endif -%}"
    "{{- '<|im_start|>' + message['role'] + '<|im_sep|>' + content -}}"
    "{%- if direct and loop.last and message['role'] == 'user' -%}{{- ' /no_think' -}}{%- endif -%}"
    "{{- '<|im_end|>' -}}"
    '{%- endfor -%}'
    '{%- if add_generation_prompt -%}'
    "{{- '<|im_start|>assistant<|im_sep|><think>' -}}{%- if direct -%}{{- '</think>' -}}{%- endif -%}"
    '{%- endif -%}'
)
"""The same as `render`, in Jinja, as Hugging Face's tokenizers carry it."""


class Message(TypedDict):
    """One turn of a conversation; `role` is system, user or assistant."""

    role: str
    content: str


def render(messages: list[Message], thinking: bool = True, add_generation_prompt: bool = False) -> str:
    """The conversation as text, up to where the assistant's thoughts or answer begin if a generation prompt is asked for."""
    text = ''
    for place, message in enumerate(messages):
        last = place == len(messages) - 1
        content = message['content']
        if message['role'] == 'assistant' and not last:
            content = content.split(END_THINK)[-1]
        if message['role'] == 'user' and last and not thinking:
            content += NO_THINK
        text += f'{START}{message["role"]}{SEPARATOR}{content}{END}'
    if add_generation_prompt:
        text += f'{START}assistant{SEPARATOR}{THINK}{"" if thinking else END_THINK}'
    return text


def ask(question: str, system: str | None = None) -> list[Message]:
    """A question as a conversation, after a system prompt if there is one."""
    messages: list[Message] = [] if system is None else [{'role': 'system', 'content': system}]
    return [*messages, {'role': 'user', 'content': question}]


def prompt(question: str, thinking: bool, system: str | None = None) -> str:
    """The text from which the model goes on with its thoughts or, without thinking, with its answer."""
    return render(ask(question, system), thinking, add_generation_prompt=True)


def reply(thoughts: str, answer: str, thinking: bool) -> str:
    """What the model is to write after `prompt`, up to its end token."""
    return (f'{thoughts}{END_THINK}' if thinking else '') + answer + END


def conversation_ids(tokenizer: Tokenizer, messages: list[Message], thinking: bool) -> tuple[list[int], list[bool]]:
    """
    The ids of a conversation that ends in the assistant's turn, and for each whether it is learned from: only what the model writes
    itself in the last turn, its end token too. With thinking, that turn's content is `<think>thoughts</think>answer`.
    """
    *earlier, last = messages
    if last['role'] != 'assistant':
        raise ValueError('A conversation to learn from ends in the assistant’s turn.')
    thoughts, _, answer = last['content'].removeprefix(THINK).rpartition(END_THINK)
    asked = tokenizer.encode(render(earlier, thinking, add_generation_prompt=True), add_special_tokens=False).ids
    answered = tokenizer.encode(reply(thoughts, answer, thinking), add_special_tokens=False).ids
    return asked + answered, [False] * len(asked) + [True] * len(answered)
