"""Demand and stock changes by day, from the raw sums of all products to those that are planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.catching_up import Caught, catch_up
from connectors.odoo.planning.known import TOTALS, Known
from connectors.odoo.planning.places import Places
from connectors.odoo.planning.sums import moved, sales
from domain.catalogue import finding
from domain.findings import Finding
from domain.planning import frames
from domain.planning.table import Table

_SALES, _MOVED = "sales", "moved"
_ITEMS = 5_000
"""Items whose rows are made at a time."""


@dataclass(frozen=True, slots=True)
class Past:
    """Raw rows by day: sales, and what moved."""

    sales: Caught
    moved: Caught

    def raw(self) -> dict[str, pl.DataFrame]:
        """Frames to keep for the next extraction."""
        return {_SALES: self.sales.frame, _MOVED: self.moved.frame}

    def findings(self) -> list[Finding]:
        """Days of which what was known had become wrong, and days that do not agree with Odoo's own totals."""
        found = []
        for name, caught in ((_SALES, self.sales), (_MOVED, self.moved)):
            if caught.drifted:
                found.append(_said("PL-DRIFT-001", name, caught.drifted))
            if caught.differing:
                found.append(_said("PL-TOTAL-001", name, caught.differing))
        return found


def read_past(
    ask: Asking, places: Places, span: tuple[date, date], *, products: Sequence[int] | None, known: Known | None
) -> Past:
    """Sales by the order's own day, and stock movements by theirs; what is known is only checked.

    Args:
        ask: the company's questions.
        places: planned warehouses.
        span: first and last day.
        products: only these; None: all.
        known: what was read before, of all products.
    """
    old = known.frames if known else {}
    since = known.until if known else None
    return Past(
        catch_up(ask, sales(products), span, old.get(_SALES), since),
        catch_up(ask, moved(ask, places, products), span, old.get(_MOVED), since),
    )


def history_frame(past: Past, places: Places, skus: Mapping[int, str]) -> pl.DataFrame:
    """What customers asked for, cancelled and brought back, by item, warehouse and day."""
    return _in_parts(frames.HISTORY, skus, lambda some: _history(past, places, some))


def _history(past: Past, places: Places, skus: Mapping[int, str]) -> pl.DataFrame:
    by = ["product_id", "warehouse_id", "day"]
    sold = _of(past.sales.frame, skus).select(
        *by, "ordered", "cancelled", "largest", lines="confirmed", returned=pl.lit(0.0)
    )
    ends = _ends(places, _of(past.moved.frame, skus), usable_only=False)
    came = ends.filter((pl.col("usage") == "customer") & pl.col("target").is_not_null())
    back = came.group_by("product_id", pl.col("target").alias("warehouse_id"), "day").agg(
        pl.col("asked").sum().alias("returned")
    )
    sums = (
        pl.concat([sold, back], how="diagonal")
        .group_by(by)
        .agg(pl.col("ordered", "cancelled", "lines", "returned").sum(), pl.col("largest").max())
    )
    return _named(sums, places, skus).with_columns(source=pl.lit("odoo"))


def changes_frame(past: Past, places: Places, skus: Mapping[int, str]) -> pl.DataFrame:
    """What came to the usable stock of a warehouse less what left it, by item and day."""
    return _in_parts(frames.STOCK_CHANGES, skus, lambda some: _changes(past, places, some))


def _changes(past: Past, places: Places, skus: Mapping[int, str]) -> pl.DataFrame:
    ends = _ends(places, _of(past.moved.frame, skus), usable_only=True).filter(
        pl.col("source").ne_missing(pl.col("target"))
    )
    parts = [
        ends.select("product_id", pl.col(end).alias("warehouse_id"), "day", change=pl.col("asked") * sign)
        for end, sign in (("target", 1.0), ("source", -1.0))
    ]
    sums = pl.concat(parts).group_by("product_id", "warehouse_id", "day").agg(pl.col("change").sum())
    return _named(sums.filter(pl.col("change") != 0), places, skus)


def _ends(places: Places, moves: pl.DataFrame, *, usable_only: bool) -> pl.DataFrame:
    """Moves with the warehouse of each end (``source``, ``target``), and the ``usage`` of where they began."""
    known = places.locations
    houses = pl.DataFrame(
        {
            "location": list(known),
            "house": [
                one.house if one.usage == "internal" and (one.usable or not usable_only) else None
                for one in known.values()
            ],
            "usage": [one.usage for one in known.values()],
        },
        schema={"location": pl.Int32, "house": pl.Int32, "usage": pl.String},
    )
    begin = houses.rename({"location": "location_id", "house": "source"})
    end = houses.select(pl.col("location").alias("location_dest_id"), pl.col("house").alias("target"))
    return moves.join(begin, on="location_id", how="left").join(end, on="location_dest_id", how="left")


def totals_frame(past: Past, history: pl.DataFrame) -> pl.DataFrame:
    """Odoo's own totals by month, beside what was read and what is planned of it."""
    month = pl.col("day").dt.truncate("1mo").alias("month")
    rows = [{"day": day, "lines": lines, "asked": asked} for day, (lines, asked) in past.sales.totals.items()]
    odoo = pl.DataFrame(rows, schema={"day": pl.Date, "lines": pl.Int64, "asked": pl.Float64})
    own = odoo.group_by(month).agg(pl.col("lines", "asked").sum())
    read = past.sales.frame.group_by(month).agg(
        pl.col("lines").sum().alias("read_lines"), pl.col("asked").sum().alias("read_asked")
    )
    planned = history.filter(pl.col("ordered") != 0).group_by(month).agg(pl.col("ordered").sum().alias("planned"))
    joined = own.join(read, on="month", how="full", coalesce=True).join(planned, on="month", how="full", coalesce=True)
    return TOTALS.checked(joined.with_columns(pl.exclude("month").fill_null(0))).sort("month")


def _in_parts(table: Table, skus: Mapping[int, str], make: Callable[[Mapping[int, str]], pl.DataFrame]) -> pl.DataFrame:
    """The table made of some items at a time, in the order of their codes: what is between raw and made stays small."""
    ordered = sorted(skus.items(), key=lambda item: item[1])
    parts = [dict(ordered[begin : begin + _ITEMS]) for begin in range(0, len(ordered), _ITEMS)]
    return pl.concat([table.empty(), *(table.checked(make(part)) for part in parts)])


def _of(raw: pl.DataFrame, skus: Mapping[int, str]) -> pl.DataFrame:
    return raw.filter(pl.col("product_id").is_in(pl.Series(list(skus), dtype=pl.Int32).implode()))


def _named(sums: pl.DataFrame, places: Places, skus: Mapping[int, str]) -> pl.DataFrame:
    """Planned items at planned warehouses by their codes, sorted by them: by their ranks, which is faster."""
    items = _ranked(skus, "product_id", "sku")
    houses = _ranked(places.codes, "warehouse_id", "place")
    known = sums.join(items, on="product_id").join(houses, on="warehouse_id")
    return known.sort("sku_rank", "place_rank", "day")


def _ranked(codes: Mapping[int, str], number: str, code: str) -> pl.DataFrame:
    frame = pl.DataFrame({number: list(codes), code: list(codes.values())}, schema={number: pl.Int32, code: pl.String})
    return frame.sort(code).with_row_index(f"{code}_rank")


def _said(code: str, name: str, days: Sequence[date]) -> Finding:
    return finding(code, path=name, value=days[0].isoformat(), count=len(days), last=days[-1].isoformat())
