"""A plan's frames as Parquet in the archive: the same rows are the same bytes, whoever keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import polars as pl

from domain.planning.table import Table
from ledger.archive import AnyArchive


def keep_frames(archive: AnyArchive, frames: Mapping[Table, pl.DataFrame]) -> dict[str, str]:
    """SHA-256 of each frame by its table's name; durable when this returns.

    Raises:
        Misconfigured: a frame is not its table's.
        StopTheRun: the archive is full.
    """
    names = [table.name for table in frames]
    return dict(zip(names, archive.put_many([packed(table, one) for table, one in frames.items()]), strict=True))


def packed(table: Table, frame: pl.DataFrame) -> bytes:
    """The frame in the order of its key (of all columns, where it has none)."""
    buffer = BytesIO()
    whole = table.checked(frame)
    whole.sort(list(table.key) or whole.columns, maintain_order=True).write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def kept_frame(archive: AnyArchive, table: Table, digest: str) -> pl.DataFrame:
    """The frame that was kept.

    Raises:
        Refused: the archive has no such content, or another one.
    """
    return table.checked(pl.read_parquet(BytesIO(archive.read(digest))))
