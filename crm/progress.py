"""Whoever does much says how far it is. On the lowest floor: imports nothing of ours."""

from collections.abc import Callable
from typing import Any

Progress = Callable[[int], Any]
"""Is told how many more rows or records are done."""


def nobody(_more: int) -> None:
    """For whom nobody waits."""
