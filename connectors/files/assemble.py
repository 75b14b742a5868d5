"""Rows to documents, streamed: a document leaves as soon as its last row was seen, wherever its rows stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from connectors.files.convert import converted, present
from connectors.files.emit import Emitter
from connectors.files.problem import Unreadable
from connectors.files.sources import TableSource
from connectors.formats.canonical import told
from connectors.formats.reading import unreadable
from connectors.ports import Reading
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, TableMapping
from domain.profile import PartnerProfile

SHOWN_ROWS = 20
"""Rows without a number that are named one by one, at most."""
_KEY = pl.coalesce("_key", "number").alias("_key")


def readings(source: TableSource, mapping: TableMapping, profile: PartnerProfile, name: str) -> Iterator[Reading]:
    """The documents of a table, in the order of their last rows; then the rows that belong to none."""
    lasts = _last_rows(source, mapping, profile.timezone)
    if lasts.is_empty():
        raise Unreadable(told(profile, "FI-FILE-008", value=name))
    limit = profile.limits.documents
    if lasts.height > limit:
        size = f"{lasts.height:,} documents"
        raise Unreadable(told(profile, "FI-FILE-004", value=name, what="The file", size=size, limit=f"{limit:,}"))
    emitter: Emitter | None = None
    waiting = pl.DataFrame()
    most = profile.limits.lines_per_document
    oversized = lasts["_count"].max() > most  # type: ignore[operator]  # a column of numbers, and not empty
    astray = _Astray(profile)
    for raw in source.frames((*HEAD_FIELDS, *LINE_FIELDS)):
        if emitter is None:
            emitter = Emitter(profile, present(raw, mapping))
        rows = converted(raw, mapping, profile.timezone).with_columns(pl.lit(source.width()).alias("_width"), _KEY)
        end = int(raw["_row"][-1])
        astray.take(rows.filter(pl.col("number") == ""))
        rows = rows.filter(pl.col("number") != "").join(lasts, on="_key", how="left", maintain_order="left")
        rows = _thinned(rows, most) if oversized else rows
        rows = rows if waiting.is_empty() else pl.concat([waiting, rows], how="vertical")
        complete = pl.col("_last") <= end
        waiting = rows.filter(~complete)
        if waiting.height > profile.limits.open_lines:
            size = f"{waiting.height:,} lines of open documents"
            limit = profile.limits.open_lines
            raise Unreadable(told(profile, "FI-FILE-004", value=name, what="The file", size=size, limit=f"{limit:,}"))
        yield from emitter.emit(rows.filter(complete).sort("_last", "_row"))
    yield from astray.reading(emitter.ordinal + 1 if emitter else 1)


def _last_rows(source: TableSource, mapping: TableMapping, zone: str) -> pl.DataFrame:
    """Each document's key, the last row that carries it, and how many do."""
    found = (pl.col("_row").max().alias("_last"), pl.len().alias("_count"))
    seen = [
        converted(raw, mapping, zone).with_columns(_KEY).group_by("_key").agg(found)
        for raw in source.frames(("number",))
    ]
    if not seen:
        return pl.DataFrame()
    return pl.concat(seen).group_by("_key").agg(pl.col("_last").max(), pl.col("_count").sum())


def _thinned(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    """Only a row a frame of documents with more lines than any may have: they are refused, the rest is memory."""
    large = pl.col("_count") > most
    kept = rows.filter(large).unique("_key", keep="first")
    return pl.concat([rows.filter(~large), kept], how="vertical").sort("_row")


class _Astray:
    """Rows without a document number: counted, and told as one entry."""

    def __init__(self, profile: PartnerProfile) -> None:
        self._profile = profile
        self._count = 0
        self._rows: list[int] = []
        self._sample = ""

    def take(self, rows: pl.DataFrame) -> None:
        if rows.height and not self._rows:
            cells = [str(value) for name, value in rows.row(0, named=True).items() if name[0] != "_" and value]
            self._sample = ", ".join(cells)
        self._count += rows.height
        self._rows += rows["_row"].head(max(SHOWN_ROWS - len(self._rows), 0)).to_list()

    def reading(self, ordinal: int) -> Iterator[Reading]:
        if not self._count:
            return
        found = tuple(told(self._profile, "FI-ROW-002", value=self._sample, row=row) for row in self._rows)
        excerpt = f"{self._count} rows without a number, first row {self._rows[0]}"
        yield replace(unreadable(*found, ordinal=ordinal, excerpt=excerpt), line_count=self._count)
