"""Which corrections a profile takes back: all of a rule, those of an item, or one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.planning.profile_parts import Cleaning

_PARTS = {
    "returns": ("return",),
    "no_stock": ("no_stock",),
    "projects": ("project",),
    "successors": ("successor", "substitution"),
    "new_items": ("analogy",),
}
"""Rules by the profile's switches."""


@dataclass(frozen=True)
class Switches:
    """What is switched off of one rule."""

    all: bool
    skus: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    """``sku:day``, the day that the correction's row names."""

    def off(self, sku: str = "sku") -> pl.Expr:
        """Of rows with an item (in the column ``sku``) and a day: whether their correction is not made."""
        one = pl.concat_str(sku, pl.lit(":"), pl.col("day").cast(pl.String))
        return pl.lit(self.all) | pl.col(sku).is_in(self.skus) | one.is_in(self.days).fill_null(value=False)


def switches(cleaning: Cleaning, rule: str) -> Switches:
    """What the profile switches off of ``rule``, by its own switch or by ``switched_off``."""
    said = [one.removeprefix(f"{rule}:") for one in cleaning.switched_off if one.startswith(f"{rule}:")]
    disabled = any(rule in rules and not getattr(cleaning, name) for name, rules in _PARTS.items())
    days = tuple(one for one in said if _is_day(one.rpartition(":")[2]))
    return Switches(
        all=disabled or rule in cleaning.switched_off, skus=tuple(one for one in said if one not in days), days=days
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
