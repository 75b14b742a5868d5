"""Which half of a pair a file is, by its name."""

from __future__ import annotations

from typing import Literal

from domain.mapping import HeadRecord

Role = Literal["head", "line"]


def half_of(name: str, pair: HeadRecord) -> tuple[Role, str] | None:
    """The half, and what both halves' names have in common; None: of no pair.

    Where a name fits both patterns, the one that says more of it wins: ``orders_lines_7.csv`` is the line file of
    ``orders_lines_*.csv`` though ``orders_*.csv`` fits too.
    """
    found: list[tuple[int, Role, str]] = []
    halves: tuple[tuple[Role, str], ...] = (("head", pair.pattern), ("line", pair.line_pattern))
    for role, pattern in halves:
        common = _common(name, pattern)
        if common is not None:
            found.append((len(pattern), role, common))
    return max(found)[1:] if found else None


def _common(name: str, pattern: str) -> str | None:
    before, star, after = pattern.casefold().partition("*")
    folded = name.casefold()
    if not star:
        return "" if folded == before else None
    if len(folded) < len(before) + len(after) or not (folded.startswith(before) and folded.endswith(after)):
        return None
    return name[len(before) : len(name) - len(after)]
