"""What an extraction leaves: a snapshot, what it has to say, Odoo's own totals, and what the next one need not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from domain.findings import Finding
from domain.planning.snapshot import Snapshot
from domain.planning.table import DAY, NUMBER, WHOLE, Column, Table

TOTALS = Table("totals", "Sales by month: Odoo's own totals beside what was read and what is planned.", ("month",), (
    Column("month", DAY, "First day of the month."),
    Column("lines", WHOLE, "Order lines, cancelled ones too, by Odoo's own count.", 0),
    Column("asked", NUMBER, "Quantity on them, by Odoo's own sum, over all products.", 0.0),
    Column("read_lines", WHOLE, "The same, as it was read.", 0),
    Column("read_asked", NUMBER, "The same, as it was read.", 0.0),
    Column("planned", NUMBER, "Of it on confirmed orders for planned items.", 0.0),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Raw sums of long ago, kept for the next extraction; with other places or zone they are not to be used."""

    until: datetime
    """Odoo's clock when reading began."""
    frames: Mapping[str, pl.DataFrame]
    """By name; kept as they are (Parquet), whatever is planned of them."""


@dataclass(frozen=True, slots=True)
class Read:
    """An extraction."""

    snapshot: Snapshot
    findings: tuple[Finding, ...]
    totals: pl.DataFrame
    """``TOTALS``: what the gate holds the history against."""
    known: Known
    set_aside: tuple[str, ...]
    """Items whose position never stood still: they are in no frame."""
    calls: int
    """Questions to Odoo."""
