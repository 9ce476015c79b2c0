"""Stories in English and Chinese, and a check of whether a text is a consistent one."""

from .check import check_story
from .english import story

__all__ = ['check_story', 'story']
