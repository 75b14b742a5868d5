"""ABC by money and XYZ by steadiness."""

from __future__ import annotations

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.profile_parts import Services
from domain.planning.sourcing import KEY

_PERIODS = {"day": 365, "week": 52, "month": 12}


def classes(demand: pl.DataFrame, items: pl.DataFrame, profile: PlanningProfile, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs in their order with abc and xyz.

    ABC is an item's over all places: by its cost of goods of the newest year, largest first, A up to ``a_share`` of
    all money, B up to ``b_share`` (the item that crosses the line still belongs to the class; Silver, Pyke and Thomas
    2017, chapter 2). XYZ is a place's: coefficient of variation of the demand of a period, of the same year; X
    below ``x_below``, Y below ``y_below``, else Z. What did not sell is C and Z.

    Args:
        demand: sku, place, t, quantity, known; a period that is absent had no demand; unknown ones are left out.
        items: ITEMS.
        profile: period and class limits.
        pairs: sku, place.
    """
    newest = demand["t"].max()
    last = newest if isinstance(newest, int) else -1
    begin = max(0, last + 1 - _PERIODS[profile.period])
    year = demand.filter(pl.col("t") >= begin)
    since = demand.group_by(KEY).agg(since=pl.col("t").min().clip(begin))
    xyz = _xyz(year, since, last + 1, profile.services)
    found = pairs.select(KEY).join(_abc(year, items, profile.services), on="sku", how="left", maintain_order="left")
    found = found.join(xyz, on=KEY, how="left", maintain_order="left")
    return found.with_columns(pl.col("abc").fill_null("C"), pl.col("xyz").fill_null("Z"))


def _abc(year: pl.DataFrame, items: pl.DataFrame, services: Services) -> pl.DataFrame:
    units = year.group_by("sku").agg(pl.col("quantity").sum())
    money = units.join(items.select("sku", "cost"), on="sku", how="left").select(
        "sku", money=pl.col("quantity").clip(0.0) * pl.col("cost").fill_null(0.0)
    )
    ranked = money.filter(pl.col("money") > 0).sort(["money", "sku"], descending=[True, False])
    before = (pl.col("money").cum_sum() - pl.col("money")) / pl.col("money").sum()
    named = pl.when(before < services.a_share).then(pl.lit("A")).when(before < services.b_share).then(pl.lit("B"))
    return ranked.select("sku", abc=named.otherwise(pl.lit("C")))


def _xyz(year: pl.DataFrame, since: pl.DataFrame, end: int, services: Services) -> pl.DataFrame:
    """Absent periods are zeros: sums over the rows that are there give mean and variance of all since the first."""
    seen = pl.col("quantity").filter("known")
    sums = year.group_by(KEY).agg(total=seen.sum(), squares=(seen**2).sum(), unknown=(~pl.col("known")).sum())
    count = (end - pl.col("since") - pl.col("unknown")).clip(1)
    mean = pl.col("total") / count
    spread = (pl.col("squares") / count - mean**2).clip(0.0).sqrt() / mean
    named = (
        pl.when((mean > 0) & (spread < services.x_below)).then(pl.lit("X"))
        .when((mean > 0) & (spread < services.y_below)).then(pl.lit("Y"))
        .otherwise(pl.lit("Z"))
    )  # fmt: skip
    return sums.join(since, on=KEY).select(*KEY, xyz=named)
