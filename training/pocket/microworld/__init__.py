"""A small invented world that a small model can know wholly: people, places, things, stories and tasks. Standard library only."""

from .stories.check import check_story

__all__ = ['check_story']
