"""Sizes, seeds and paths: the one place where they are set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / 'run'
"""Everything that is made here; never committed."""

# Data.
CORPUS = RUN / 'corpus'
TOKENIZER = RUN / 'tokenizer'
DATA = RUN / 'data'

VOCABULARY = 6144
CONTEXT = 1024
"""Tokens at most that the model sees at once."""

DATA_SEED = 'pocket 1'
MIXTURE = {'microworld': 0.70, 'prose': 0.12, 'code': 0.10, 'chinese': 0.07, 'copies': 0.01}
"""Shares of the pretraining tokens; of the microworld's about a quarter are Chinese (`microworld/documents.py`)."""
MOST_ROUNDS = 6
"""How often a text of the corpus is repeated at most; beyond that, repeating gains little (Muennighoff et al. 2023, 2305.16264)."""
PRETRAIN_TOKENS = 60_000_000
SFT_TOKENS = 30_000_000
TOKENIZER_CHARACTERS = 20_000_000
VALID_TOKENS = 100_000
"""For each of the validation files."""


# The model.
@dataclass(frozen=True)
class Shape:
    """Sizes of a Llama; heads are of `head_size`, and `heads / key_heads` query heads share keys and values."""

    vocabulary: int = VOCABULARY
    width: int = 256
    layers: int = 6
    heads: int = 8
    key_heads: int = 4
    head_size: int = 32
    feed_forward: int = 704
    context: int = CONTEXT
    theta: float = 10_000.0
    epsilon: float = 1e-5


# Pretraining and fine-tuning. What depends on the device is given for each: the CPU's figures are what was fastest on two cores.
STAGES = RUN / 'stages'
"""Model folders in float32: untrained, early, base, chat, reasoning."""

WEIGHTS_SEED = 1
CONTEXTS = (512, 256, 512, 256, 512, 256, 512, 1024)
"""Row lengths of successive steps: short rows are faster, and most documents fit; long ones train the later positions."""
BATCH_TOKENS = {'cpu': 16_384, 'cuda': 65_536}
"""Of an optimizer step."""
MICRO_TOKENS = {'cpu': 4096, 'cuda': 65_536}
"""Of one forward and backward pass: as few as keep a CPU busy, so that they stay in its cache."""
EARLY_SHARE = 0.02
"""Of the planned tokens, at which `early` is saved."""
CHECKPOINT_MINUTES = 5
VALID_EVERY = 2_000_000
VALID_ROWS = 64
"""Rows of 512 tokens of each validation file that are read while training; the evaluation reads all."""


@dataclass(frozen=True)
class Recipe:
    """
    How weights are trained. Rates rise linearly over `warmup` steps, stay, and fall linearly to 0 over the last `decay` of all tokens
    (Hägele et al. 2024, 2405.18392), so that a run can be prolonged or ended at any time.
    """

    matrix_rate: float
    """Muon's: how far a step moves a matrix's singular values."""
    rate: float
    """AdamW's, for embedding and norms."""
    weight_decay: float
    warmup: int
    decay: float


PRETRAIN = Recipe(matrix_rate=0.02, rate=0.004, weight_decay=0.05, warmup=50, decay=0.3)
SFT = Recipe(matrix_rate=0.004, rate=0.0008, weight_decay=0.0, warmup=20, decay=0.3)
SFT_ROUNDS = 1


# Reinforcement learning with verifiable rewards.
@dataclass(frozen=True)
class Grpo:
    steps: int = 330
    questions: int = 32
    """Of a step, drawn from the reasoning families."""
    samples: int = 8
    """Of a question: the group that a sample is compared with."""
    most_tokens: int = 256
    updates: int = 1
    """Optimizer steps on what one step drew; from the second on the samples would be slightly off policy."""
    rate: float = 2e-5
    warmup: int = 5
    clip: float = 0.2
    divergence: float = 0.0
    """Weight of the divergence from the model that it began with; 0 leaves it out."""
    held_out_every: int = 25
    held_out_questions: int = 10
    """Of each family, for the curve on held-out questions."""


GENERATE_ROWS = {'cpu': 128, 'cuda': 1024}
"""Texts that are written at once."""
GRPO = Grpo()
GRPO_SEED = 'pocket grpo 1'
GRPO_ROWS = {'cpu': 8, 'cuda': 128}
"""Rows of 512 tokens of one forward and backward pass."""


# Evaluation.
EVALUATION_SEED = 'pocket evaluation 1'
"""Of the questions. Training never meets these: it draws from the other side of the split, whatever the seed."""
EVALUATION_QUESTIONS = 500
"""Of each family; fewer where it has not so many."""
EVALUATION_STORIES = 100
