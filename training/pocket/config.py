"""Sizes, seeds and paths: the one place where they are set."""

from __future__ import annotations

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
PRETRAIN_TOKENS = 60_000_000
SFT_TOKENS = 12_000_000
TOKENIZER_CHARACTERS = 20_000_000
VALID_TOKENS = 100_000
"""For each of the validation files."""
