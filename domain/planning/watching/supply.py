"""Watches of supply: late, drifting, nobody, smallest orders that are too large."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from domain.planning.lead_times import received
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY, offers
from domain.planning.watching.telling import number, text, told

_LATELY = 120
_LEAST = 5
_FIFTH = 0.2
_ERRORS = 2.0
_YEAR = 365.0


def supply_late(snapshot: Snapshot, needs: pl.DataFrame) -> pl.DataFrame:
    """PL-WATCH-005: confirmed lines past their day; urgent where stock ends before an order of now could come."""
    late = snapshot.supply.filter(
        (pl.col("quantity") > 0) & (pl.col("due_on") < snapshot.today) & pl.col("confirmed").fill_null(value=True)
    )
    facts = late.join(needs.select(*KEY, "stock_out_on", needed_on="due_on"), on=KEY, how="left")
    facts = facts.join(snapshot.items.select("sku", "cost"), on="sku", how="left").sort(*KEY, "document", "line_id")
    words = {
        "value": text("document"),
        "origin": text("origin"),
        "days": text((pl.lit(snapshot.today) - pl.col("due_on")).dt.total_days()),
        "units": number("quantity"),
    }
    price = pl.when(pl.col("price") > 0).then("price").otherwise("cost")
    return told(
        "PL-WATCH-005",
        facts,
        words,
        money=pl.col("quantity") * price,
        urgent=pl.col("stock_out_on") < pl.col("needed_on"),
    )


def lead_time_drifts(snapshot: Snapshot, needs: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """PL-WATCH-006: newest receipts of a supplier against older ones; the row has no item and no place."""
    ratios = received(snapshot, profile).filter(pl.col("ratio").is_not_null())
    lately = pl.col("received_on") > snapshot.today - timedelta(days=_LATELY)
    ratio = pl.col("ratio")
    seen = ratios.group_by(origin="supplier").agg(
        recent=ratio.filter(lately).mean(), older=ratio.filter(~lately).mean(),
        n=lately.sum(), m=(~lately).sum(), v=ratio.filter(lately).var(), w=ratio.filter(~lately).var(),
    )  # fmt: skip
    error = (pl.col("v").fill_null(0.0) / pl.col("n") + pl.col("w").fill_null(0.0) / pl.col("m")).sqrt()
    gap = (pl.col("recent") - pl.col("older")).abs()
    enough = (pl.col("n") >= _LEAST) & (pl.col("m") >= _LEAST)
    drifting = seen.filter(enough, gap > _FIFTH * pl.col("older"), gap > _ERRORS * error)
    bound = needs.join(snapshot.items.select("sku", "cost"), on="sku", how="left").group_by("origin").agg(
        a_lead=(pl.col("demand_day") * pl.col("lead_days") * pl.col("cost")).sum()
    )  # fmt: skip
    facts = drifting.join(bound, on="origin", how="left").sort("origin")
    facts = facts.with_columns(sku=pl.lit(""), place=pl.lit(""))
    words = {"value": text("origin"), "recent": number("recent"), "older": number("older")}
    return told("PL-WATCH-006", facts, words, money=gap / pl.col("older") * pl.col("a_lead"))


def nobody(snapshot: Snapshot, needs: pl.DataFrame) -> pl.DataFrame:
    """PL-WATCH-009: demand is expected and nobody is known who delivers."""
    year = pl.col("demand_day") * _YEAR
    facts = needs.filter((pl.col("supply_kind") == "none") & (year >= 1)).join(
        snapshot.items.select("sku", "cost"), on="sku", how="left", maintain_order="left"
    )
    return told("PL-WATCH-009", facts, {"units": number(year)}, money=year * pl.col("cost"))


def large_minimum(snapshot: Snapshot, needs: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """PL-WATCH-010: minimum or pack above a year's expected demand."""
    terms = offers(snapshot, profile).select(
        "sku", "price", origin="supplier", least=pl.max_horizontal("quantity_min", "pack")
    )
    year = pl.col("demand_day") * _YEAR
    bought = needs.filter((pl.col("supply_kind") == "purchase") & (pl.col("demand_day") > 0))
    facts = bought.join(terms, on=["sku", "origin"], maintain_order="left").filter(
        (pl.col("least") > 1) & (pl.col("least") > year)
    )
    words = {"value": text("origin"), "least": number("least"), "units": number(year)}
    return told("PL-WATCH-010", facts, words, money=(pl.col("least") - year) * pl.col("price"))
