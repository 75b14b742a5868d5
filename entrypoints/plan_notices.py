"""What ``lading plan show`` says beside the lines: what a planner should look at, and what is not planned."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from domain.planning.plan_frames import EXCEPTIONS
from entrypoints.cli_frame import Screen, shown_amount
from tasks.planning.case import Case
from tasks.planning.exchanging import TOLD

FIRST = 8
"""Rows of a table."""


@dataclass(frozen=True, slots=True)
class Notices:
    """What a plan has to say beside its lines, the most money first."""

    watched: pl.DataFrame
    """EXCEPTIONS."""
    aside: pl.DataFrame
    """ASIDE."""
    platform: pl.DataFrame
    """What the exchange with the planning platform had to say, as ASIDE."""

    @classmethod
    def of(cls, case: Case) -> Notices:
        """From the plan's frames."""
        found = (case.frame(EXCEPTIONS), case.aside, case.frame(TOLD))
        return cls(*(one.sort("money", descending=True, nulls_last=True) for one in found))

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "exceptions": self.watched.to_dicts(),
            "aside": self.aside.to_dicts(),
            "platform": self.platform.to_dicts(),
        }


def show_notices(screen: Screen, notices: Notices) -> None:
    """What a planner should look at, and what is not planned: the dearest of each; the report has more."""
    if notices.platform.height:
        screen.say("\nThe planning platform", style="bold")
    for one in notices.platform.head(FIRST).to_dicts():
        screen.say(f"{one['code']}  {one['says']} {one['next_step']}")
    for title, frame in (
        ("To look at", notices.watched),
        ("Set aside: not planned, or not ordered", notices.aside),
    ):
        if frame.height:
            rows = [
                (one["code"], one["sku"], one["place"], shown_amount(Decimal(str(one["money"] or 0))), one["says"])
                for one in frame.head(FIRST).to_dicts()
            ]
            more = f" (the first {FIRST} of {frame.height}; 'lading plan report' has more)"
            told = f"\n{title}{more if frame.height > FIRST else ''}"
            screen.table(("code", "sku", "place", "money", "what"), rows, title=told)
