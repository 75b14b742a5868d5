"""Rows of history that came twice: a file delivered again, a page that was read again."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.work import Work

_KEY = ("i", "day", "source")


def once(work: Work) -> Work:
    """Item, place, day and source are the key of a row: of several the largest counts, alone.

    Afterwards days are unique: what several sources say is added.
    """
    again = pl.all_horizontal(pl.col(name) == pl.col(name).shift(-1) for name in _KEY).fill_null(value=False)
    rows = work.daily.with_columns(again.alias("again"))
    correction = None
    if rows["again"].any():
        rows = rows.sort(*_KEY, "ordered").with_columns(again.alias("again"))
        twice = rows.join(rows.filter("again").select(_KEY).unique(), on=_KEY, how="semi")
        shown = work.shown(
            twice.group_by("i", "day").agg(
                pl.col("quantity").sum().alias("before"),
                pl.col("quantity").filter(~pl.col("again")).sum().alias("after"),
                pl.len().alias("times"),
            ),
            "duplicate",
            pl.format("This day was told {} times: the largest counts.", "times"),
        )
        rows = rows.join(shown.values.select("i", "day", "off"), on=["i", "day"], how="left", maintain_order="left")
        rows = rows.filter(~pl.col("again") | pl.col("off")).drop("off")
        correction = shown.rows
    return work.with_daily(_one_a_day(rows.drop("again")).with_row_index("row"), correction)


def _one_a_day(rows: pl.DataFrame) -> pl.DataFrame:
    """Sources added; cheap where there is one a day already, as nearly always."""
    same = (pl.col("i") == pl.col("i").shift()) & (pl.col("day") == pl.col("day").shift())
    if not rows.select(same.any()).item():
        return rows.drop("source")
    summed = [pl.col(name).sum() for name in ("ordered", "returned", "cancelled", "lines", "quantity")]
    return rows.group_by("i", "day", maintain_order=True).agg(*summed, pl.col("largest").max())
