"""Lines in the making: what each rule changed is kept beside them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace

import polars as pl

STEP = {"row": pl.UInt32, "rule": pl.String, "before": pl.Float64, "after": pl.Float64, "says": pl.String}
EPS = 1e-9


@dataclass(frozen=True)
class Drafts:
    """Lines and the steps that led to them."""

    lines: pl.DataFrame
    """One a row: ``row``, the columns of a line, and what the rules look at."""
    steps: tuple[pl.DataFrame, ...] = ()
    """Columns of ``STEP``, in the order in which they were taken."""

    def ordered(self, rule: str, quantity: pl.Expr, says: pl.Expr) -> Drafts:
        """The quantity becomes another one; where it differs a step is kept.

        Args:
            rule: name of the rule.
            quantity: the new quantity.
            says: sentence of the step; it may use ``quantity`` (before) and ``after``.
        """
        lines = self.lines.with_columns(after=quantity.clip(0.0))
        moved = lines.filter((pl.col("after") - pl.col("quantity")).abs() > EPS)
        step = _step(moved, rule, pl.col("quantity"), says)
        return Drafts(lines.with_columns(quantity=pl.col("after")).drop("after"), (*self.steps, step))

    def told(self, rule: str, where: pl.Expr, says: pl.Expr, *, value: pl.Expr | None = None) -> Drafts:
        """A step that leaves the quantity as it is; ``value``: what the plan alone had instead of it."""
        lines = self.lines.filter(where).with_columns(after=pl.col("quantity"))
        return replace(
            self, steps=(*self.steps, _step(lines, rule, pl.col("quantity") if value is None else value, says))
        )

    def why(self) -> pl.DataFrame:
        """row, why: the steps of each line as JSON, a list in their order."""
        if not self.steps:
            return pl.DataFrame(schema={"row": pl.UInt32, "why": pl.String})
        each = pl.struct("rule", pl.col("before", "after").round(4), "says").struct.json_encode()
        listed = pl.concat(self.steps).select("row", one=each).group_by("row", maintain_order=True).agg("one")
        return listed.select("row", why=pl.lit("[") + pl.col("one").list.join(", ") + pl.lit("]"))


def shown(name: str | pl.Expr) -> pl.Expr:
    """A number as people write it: at most two decimals, none where they are zero."""
    number = (pl.col(name) if isinstance(name, str) else name).cast(pl.Float64).round(2) + 0.0
    return number.cast(pl.String).str.strip_suffix(".0")


def in_packs(quantity: pl.Expr, pack: str = "pack") -> pl.Expr:
    """Rounded up to whole packs."""
    return (quantity / pl.col(pack) - EPS).ceil().clip(0.0) * pl.col(pack)


def down_to_packs(quantity: pl.Expr, pack: str = "pack") -> pl.Expr:
    """Rounded down to whole packs."""
    return (quantity / pl.col(pack) + EPS).floor().clip(0.0) * pl.col(pack)


def line_keys(lines: pl.DataFrame) -> pl.Series:
    """The key of each line: the same whenever kind, item, place and origin are the same."""
    named = lines.select("kind", "sku", "place", "origin").iter_rows()
    return pl.Series("line", [_key("\x1f".join(one)) for one in named], dtype=pl.String)


def _key(text: str) -> str:
    return base64.b32encode(hashlib.blake2b(text.encode(), digest_size=15).digest()).decode().lower()


def _step(lines: pl.DataFrame, rule: str, before: pl.Expr, says: pl.Expr) -> pl.DataFrame:
    columns = (pl.col("row"), pl.lit(rule).alias("rule"), before.alias("before"), pl.col("after"), says.alias("says"))
    return lines.select(one.cast(kind) for one, kind in zip(columns, STEP.values(), strict=True))
