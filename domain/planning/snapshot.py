"""What is known at one moment: all that a plan is made of, and nothing that came after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from domain.planning import frames
from domain.planning.table import Table


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Frames that were read at one moment."""

    today: date
    """The company's day."""
    as_of: datetime
    """When stock, supply and demand began to be read: what is ordered later may not be counted."""
    frames: Mapping[str, pl.DataFrame]
    """By the name of their table (``domain.planning.frames.SNAPSHOT``); one that is absent is empty."""

    def of(self, table: Table) -> pl.DataFrame:
        """The frame of a table."""
        found = self.frames.get(table.name)
        return table.empty() if found is None else found

    @property
    def items(self) -> pl.DataFrame:
        """What is planned."""
        return self.of(frames.ITEMS)

    @property
    def places(self) -> pl.DataFrame:
        """Warehouses."""
        return self.of(frames.PLACES)

    @property
    def stock(self) -> pl.DataFrame:
        """What lies where."""
        return self.of(frames.STOCK)

    @property
    def supply(self) -> pl.DataFrame:
        """What is on its way."""
        return self.of(frames.SUPPLY)

    @property
    def open_demand(self) -> pl.DataFrame:
        """What waits for goods."""
        return self.of(frames.OPEN_DEMAND)

    @property
    def suppliers(self) -> pl.DataFrame:
        """Who delivers what."""
        return self.of(frames.SUPPLIERS)

    @property
    def receipts(self) -> pl.DataFrame:
        """What came when."""
        return self.of(frames.RECEIPTS)

    @property
    def history(self) -> pl.DataFrame:
        """Demand by day."""
        return self.of(frames.HISTORY)

    @property
    def stock_changes(self) -> pl.DataFrame:
        """Net change of stock by day."""
        return self.of(frames.STOCK_CHANGES)

    @property
    def buyers(self) -> pl.DataFrame:
        """What those bought who were promised a service level."""
        return self.of(frames.BUYERS)

    @property
    def rules(self) -> pl.DataFrame:
        """Reordering rules in Odoo."""
        return self.of(frames.RULES)
