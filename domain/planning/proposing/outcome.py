"""Lines as they are proposed: money, urgency, stock before and after, expected loss without them, why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl

from domain.planning.plan_frames import DEMAND, LINES
from domain.planning.policy.curve import curves_of
from domain.planning.projection import Floats, Outlook
from domain.planning.proposing.drafts import Drafts, line_keys
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY


def lost_margin(lines: pl.DataFrame, forecasts: Mapping[str, pl.DataFrame]) -> Floats:
    """(n,) margin that is expected to be lost until the next order is there, if the line is left out.

    Units expected beyond the position (the loss function E[(D - x)+]) less those beyond position and line, times
    price less cost; where no margin is known, a fifth of the cost.
    """
    demand = DEMAND.checked(forecasts.get(DEMAND.name, DEMAND.empty()))
    curves = curves_of(demand, lines)
    given = curves.mean > 0
    factor = np.where(given, lines["demand_mean"].to_numpy() / np.where(given, curves.mean, 1.0), 1.0)
    curves = curves.scaled(factor)
    x = lines["position"].to_numpy()
    units = curves.short(x) - curves.short(x + lines["quantity"].to_numpy())
    cost, price = (lines[name].fill_null(0.0).to_numpy() for name in ("cost", "price"))
    return np.asarray(np.maximum(units, 0.0) * np.where(price > cost, price - cost, cost * 0.2))


def finished(snapshot: Snapshot, drafts: Drafts, ahead: Outlook) -> pl.DataFrame:
    """LINES of drafts whose quantity is above zero; ``ahead`` has the rows of all drafts."""
    lines = drafts.lines
    day = {name: _ahead(lines[name], snapshot.today) for name in ("due_on",)}
    until = day["due_on"] + lines["review_days"].fill_null(0.0).to_numpy().astype(np.int64)
    out = ahead.stock_out()
    before = ahead.lowest(until)
    after = ahead.lowest(until, arrives=day["due_on"], quantity=lines["quantity"].to_numpy())
    urgency = np.select(
        [lines["early"].to_numpy(), out < day["due_on"], out <= until], ["early", "late", "soon"], "normal"
    )  # fmt: skip
    told = lines.with_columns(
        line=line_keys(lines),
        value=(pl.col("quantity") * pl.col("unit_price")).round(2),
        urgency=pl.Series(urgency.astype(str)),
        stock_out_on=_dates(snapshot.today, out, ahead.days),
        lowest_before=before,
        lowest_after=after,
    ).join(drafts.why(), on="row", how="left", maintain_order="left")
    return LINES.checked(told.with_columns(pl.col("why").fill_null("[]")).sort(*KEY, "kind", "origin"))


def _ahead(days: pl.Series, today: date) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return (days - pl.Series([today])).dt.total_days().fill_null(0).to_numpy().astype(np.int64)


def _dates(today: date, ahead: np.ndarray[tuple[int], np.dtype[np.int64]], beyond: int) -> pl.Series:
    days = [None if one >= beyond else today + timedelta(days=one) for one in ahead.tolist()]
    return pl.Series(days, dtype=pl.Date)
