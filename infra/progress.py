"""How infra says what it is doing: one callback, called with a sentence."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with what begins now, or what was found; never with a secret."""


def silent(_message: str) -> None:
    """Say nothing."""
