"""Lead time and review of each need by the calendars of who delivers it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from domain.planning.order_days import OrderDays, order_days
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot


def reviews(snapshot: Snapshot, profile: PlanningProfile, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with order_on, due_on, lead_days (between these), review_days, cover_days and reach_days.

    What is ordered now must last until what is ordered at the next review is there: ``cover_days`` from today on, the
    days to ``due_on`` and ``review_days``. Whether anything is ordered now hangs on the next look alone: what is
    ordered then is there in ``reach_days`` (``check_days``; where there is none, and at most: as many). All follow the
    supplier's order days, its closures, our holidays and the cut-off (periodic review: Silver, Pyke and Thomas 2017,
    chapter 6).

    Args:
        snapshot: today.
        profile: review, calendars.
        frame: supply_kind, origin, mean_days.
    """
    own = (pl.col("supply_kind") == "purchase") & pl.col("origin").is_in(list(profile.suppliers))
    asked = frame.with_columns(
        who=pl.when(own).then("origin").otherwise(pl.lit("")), whole=pl.col("mean_days").fill_null(0.0).round()
    )
    days: dict[str, OrderDays] = {}
    rows = []
    for who, whole in asked.select("who", "whole").unique().sort("who", "whole").iter_rows():
        one = days.get(who) or days.setdefault(who, order_days(snapshot, profile, who))
        ordered = one.first_from(one.start)
        following = one.first_from(ordered + timedelta(days=profile.review_days))
        due, next_due = one.due(ordered, whole), one.due(following, whole)
        lead, review = (due - ordered).days, max((next_due - due).days, 1)
        cover = (due - snapshot.today).days + review
        reach = min(cover, max(_next_look(one, profile, whole, snapshot.today), 1)) if profile.check_days else cover
        rows.append((who, whole, ordered, due, float(lead), float(review), float(cover), float(reach)))
    known = pl.DataFrame(rows, orient="row", schema={
        "who": pl.String, "whole": pl.Float64, "order_on": pl.Date, "due_on": pl.Date,
        "lead_days": pl.Float64, "review_days": pl.Float64, "cover_days": pl.Float64, "reach_days": pl.Float64,
    })  # fmt: skip
    return asked.join(known, on=["who", "whole"], how="left", maintain_order="left").drop("who", "whole")


def _next_look(days: OrderDays, profile: PlanningProfile, whole: float, today: date) -> int:
    """Days from today until what is ordered at the next look is there."""
    look = days.start + timedelta(days=profile.check_days or 0)
    return (days.due(days.first_from(look), whole) - today).days
