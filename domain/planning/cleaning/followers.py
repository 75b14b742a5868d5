"""What follows what: the last item of each chain of successors."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from domain.planning.profile import PlanningProfile


def followers(items: pl.DataFrame, profile: PlanningProfile) -> dict[str, str]:
    """The item that finally follows, by the item that is replaced.

    What the profile says goes before the master data. Chains are followed to their end; items of a loop, and those
    whose successor is not planned, are left as they are.
    """
    known = set(items["sku"])
    said = dict(items.filter(pl.col("successor").is_not_null()).select("sku", "successor").iter_rows())
    said |= dict(profile.successors)
    said = {old: new for old, new in said.items() if old in known and new in known}
    ends = {old: _end(old, said) for old in said}
    return {old: new for old, new in sorted(ends.items()) if new is not None}


def looping(items: pl.DataFrame, profile: PlanningProfile) -> tuple[str, ...]:
    """Items whose chain of successors leads back to itself."""
    said = dict(items.filter(pl.col("successor").is_not_null()).select("sku", "successor").iter_rows())
    said |= dict(profile.successors)
    return tuple(sorted(old for old in said if _end(old, said) is None))


def _end(old: str, said: Mapping[str, str]) -> str | None:
    """Last of the chain; None: it leads into a loop."""
    seen = {old}
    one = old
    while one in said:
        one = said[one]
        if one in seen:
            return None
        seen.add(one)
    return one
