"""Which service level holds for an item at a place, and why that one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from domain.planning.profile import PlanningProfile

LADDER = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)
"""Steps of service; the next one's price is shown with each need."""
_DAYS_A_YEAR = 365.0


def service_levels(facts: pl.DataFrame, profile: PlanningProfile, customers: pl.DataFrame) -> pl.Series:
    """The level of each row before overrides.

    The item's own goes before its category's (the longest beginning that fits), that before its class of money and
    steadiness, that before its class of money, that before the default. A customer who was promised a level lifts
    it for what the customer waits for or bought. With ``margin`` the level is at most the critical ratio.

    Args:
        facts: sku, category, abc, xyz, cost, price, review_days.
        profile: services and the cost of holding stock.
        customers: sku, customer: who waits for it or bought it.
    """
    services = profile.services
    by_class = pl.col("abc").replace_strict(services.classes, default=services.default, return_dtype=pl.Float64)
    both = (pl.col("abc") + pl.col("xyz")).replace_strict(services.classes, default=None, return_dtype=pl.Float64)
    level = pl.coalesce(both, by_class)
    for begins, value in sorted(services.categories.items(), key=lambda one: (len(one[0]), one[0])):
        level = pl.when(pl.col("category").str.starts_with(begins)).then(pl.lit(value)).otherwise(level)
    if services.items:
        own = pl.col("sku").replace_strict(services.items, default=None, return_dtype=pl.Float64)
        level = pl.coalesce(own, level)
    named = facts.with_columns(level=level)
    if services.margin:
        named = named.with_columns(pl.min_horizontal("level", critical_ratio(profile)).alias("level"))
    return _promised(named, services.committed, customers)["level"]


def critical_ratio(profile: PlanningProfile) -> pl.Expr:
    """Level above which another unit costs more to hold than it earns: m / (m + h).

    m: margin of a unit (price less cost); h: cost of holding it until the next order, cost x rate x days / 365. The
    newsvendor's ratio for a base stock with lost margin (Silver, Pyke and Thomas 2017, chapter 9; Axsäter 2015,
    chapter 5). Where price or cost is not known there is no bound.
    """
    margin = pl.col("price") - pl.col("cost")
    held = pl.col("cost") * float(profile.holding_cost_year) * pl.col("review_days") / _DAYS_A_YEAR
    known = (pl.col("price") > 0) & (pl.col("cost") > 0)
    return pl.when(known).then((margin / (margin + held)).clip(LADDER[0], LADDER[-1])).otherwise(LADDER[-1])


def _promised(facts: pl.DataFrame, committed: Mapping[str, float], customers: pl.DataFrame) -> pl.DataFrame:
    if not committed:
        return facts
    levels = pl.DataFrame({"customer": list(committed), "least": list(committed.values())})
    least = customers.join(levels, on="customer").group_by("sku").agg(pl.col("least").max())
    joined = facts.join(least, on="sku", how="left", maintain_order="left")
    return joined.with_columns(pl.max_horizontal("level", "least").alias("level"))
