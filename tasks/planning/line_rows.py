"""Proposed lines as the ledger keeps them: numbers exact, with their item's words; and as a frame again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from domain.planning.plan_frames import LINES
from domain.planning.plan_line import LineIn, PlanLine
from tasks.planning.case import Case

_DIGITS = Decimal("0.000001")
_MONEY = Decimal("0.01")
GONE = frozenset({"rejected", "refused"})
"""States of lines that are not ordered."""
_CHANGED = ("line", "origin", "quantity", "unit_price", "value", "due_on")


def line_rows(case: Case, lines: pl.DataFrame) -> Iterator[LineIn]:
    """Each line of the frame."""
    words = case.snapshot.items.select("sku", "name", "category", "unit")
    for row in (
        lines.select(list(LINES.schema)).join(words, on="sku", how="left", maintain_order="left").iter_rows(named=True)
    ):
        quantity, price = exact(row["quantity"]), exact(row["unit_price"])
        yield LineIn(
            line=row["line"], kind=row["kind"], sku=row["sku"], place=row["place"], origin=row["origin"],
            quantity=quantity, need=exact(row["need"]), unit_price=price,
            value=(quantity * price).quantize(_MONEY),
            order_on=row["order_on"], due_on=row["due_on"], urgency=row["urgency"],
            stock_out_on=row["stock_out_on"],
            lowest_before=known(row["lowest_before"]), lowest_after=known(row["lowest_after"]),
            stock_out_cost=exact(row["stock_out_cost"]).quantize(_MONEY), why=row["why"] or "[]",
            name=row["name"] or "", category=row["category"] or "", unit=row["unit"] or "",
        )  # fmt: skip


def as_decided(lines: pl.DataFrame, decided: Sequence[PlanLine]) -> pl.DataFrame:
    """The frame as it is to be ordered by now: without what was rejected or refused, and as people changed it.

    Args:
        lines: ``LINES``.
        decided: the same lines in the ledger; those that nobody touched may be missing.
    """
    left = lines.filter(~pl.col("line").is_in([one.line for one in decided if one.state in GONE]))
    changed = [
        (
            one.line, one.final_origin, float(one.final_quantity), float(one.final_price), float(one.money),
            one.final_due_on,
        )
        for one in decided
        if one.is_changed
    ]  # fmt: skip
    schema = {name: LINES.schema[name] for name in _CHANGED}
    return left.update(pl.DataFrame(changed, schema=schema, orient="row"), on="line")


def known(value: float | None) -> Decimal | None:
    """The number exactly; None: it is not known."""
    return None if value is None else exact(value)


def exact(value: float | None) -> Decimal:
    """A computed number with six digits behind the point, without zeros at its end; nothing is 0."""
    if value is None:
        return Decimal(0)
    rounded = Decimal(repr(value)).quantize(_DIGITS).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
