"""Demand of other sources (channel sales, point of sale, customers' forecasts) from Parquet or CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from connectors.planning_files.table_file import Unreadable, read_table
from domain.catalogue import finding
from domain.findings import Finding
from domain.planning import frames
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

SHOWN = 20
"""Rows of one mistake that are told one by one; the others are counted."""
_NEEDED = ("sku", "place", "day", "ordered")
_KEY = list(frames.HISTORY.key)
_SAYS = {
    "sku": "no planned item",
    "place": "no planned warehouse",
    "day": "no date as 2026-03-29",
    "future": "after today",
    "ordered": "no number of 0 or more",
}


def with_sources(snapshot: Snapshot, profile: PlanningProfile, folder: Path) -> tuple[Snapshot, tuple[Finding, ...]]:
    """The snapshot with the demand of the profile's other sources in its history; what cannot be read is told.

    Args:
        snapshot: its items and places are those that a row may name.
        profile: ``sources``: file by name.
        folder: where files with a relative path lie.
    """
    history, found = [snapshot.history], list[Finding]()
    for name, path in sorted(profile.sources.items()):
        frame, told = read_source(snapshot, name, folder / path)
        history.append(frame)
        found += told
    together = pl.concat(history).sort(_KEY)
    return replace(snapshot, frames={**snapshot.frames, frames.HISTORY.name: together}), tuple(found)


def read_source(snapshot: Snapshot, name: str, path: Path) -> tuple[pl.DataFrame, list[Finding]]:
    """Demand by item, warehouse and day of one file; a row with a mistake is left out, the others count."""
    try:
        told = read_table(path, _NEEDED)
    except Unreadable as error:
        return frames.HISTORY.empty(), [finding("PL-SOURCE-001", path=name, value=path.name, says=str(error))]
    rows = _judged(told, snapshot)
    good = rows.filter(pl.col("wrong").is_null() & (pl.col("amount") > 0))
    sums = good.group_by("sku", "place", pl.col("date").alias("day")).agg(
        pl.col("amount").sum().alias("ordered"),
        pl.len().cast(pl.Int64).alias("lines"),
        pl.col("amount").max().alias("largest"),
    )
    frame = frames.HISTORY.checked(sums.with_columns(source=pl.lit(name)))
    return frame.sort(_KEY), list(_findings(rows, name, path))


def _judged(told: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Each row with its number in the file, its values, and the first thing that is wrong with it."""
    rows = told.with_row_index("row", offset=1).with_columns(
        date=pl.col("day").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
        amount=pl.col("ordered").str.strip_chars().cast(pl.Float64, strict=False),
    )
    known, places = snapshot.items["sku"].implode(), snapshot.places["place"].implode()
    wrong = (
        pl.when(~pl.col("sku").is_in(known).fill_null(value=False))
        .then(pl.lit("sku"))
        .when(~pl.col("place").is_in(places).fill_null(value=False))
        .then(pl.lit("place"))
        .when(pl.col("date").is_null())
        .then(pl.lit("day"))
        .when(pl.col("date") > snapshot.today)
        .then(pl.lit("future"))
        .when(~((pl.col("amount") >= 0) & pl.col("amount").is_finite()).fill_null(value=False))
        .then(pl.lit("ordered"))
    )
    return rows.with_columns(wrong=wrong)


def _findings(rows: pl.DataFrame, name: str, path: Path) -> Iterator[Finding]:
    for wrong, says in _SAYS.items():
        those = rows.filter(pl.col("wrong") == wrong)
        column = "day" if wrong == "future" else wrong
        for row in those.head(SHOWN).iter_rows(named=True):
            where = f"{name}: row {row['row']}"
            yield finding("PL-SOURCE-002", path=where, value=row[column], column=column, says=says, file=path.name)
        if those.height > SHOWN:
            count = those.height - SHOWN
            yield finding("PL-SOURCE-003", path=name, value=path.name, count=count, column=column, says=says)
