"""What there is of an item: on hand, on its way, and already asked for."""

from __future__ import annotations

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY


def positions(snapshot: Snapshot, profile: PlanningProfile, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs in their order with on_hand, on_order (drafts included), backorders and position.

    position = on hand + on order - backorders (Silver, Pyke and Thomas 2017, chapter 6: the inventory position,
    not the stock, is what an order is measured by). What lies of an item that is followed by another one counts for
    that one, for it is sold first.
    """
    held = _sum(snapshot.stock, "on_hand", "on_hand")
    coming = _sum(snapshot.supply.filter(pl.col("quantity") > 0), "quantity", "on_order")
    waiting = _sum(snapshot.open_demand.filter(pl.col("quantity") > 0), "quantity", "backorders")
    frame = pairs.select(KEY)
    for one in (held, coming, waiting):
        frame = frame.join(one, on=KEY, how="left", maintain_order="left")
    names = ("on_hand", "on_order", "backorders")
    frame = frame.with_columns(pl.col(names).fill_null(0.0))
    frame = frame.with_columns(position=pl.col("on_hand") + pl.col("on_order") - pl.col("backorders"))
    return _with_forerunners(frame, successors(snapshot, profile))


def successors(snapshot: Snapshot, profile: PlanningProfile) -> dict[str, str]:
    """What follows an item, by the item; the profile goes before Odoo."""
    told = snapshot.items.filter(pl.col("successor").is_not_null() & (pl.col("successor") != ""))
    known = dict(zip(told["sku"], told["successor"], strict=True))
    return {**known, **profile.successors}


def _sum(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    return frame.group_by(KEY).agg(pl.col(column).fill_null(0.0).sum().alias(name))


def _with_forerunners(frame: pl.DataFrame, followed: dict[str, str]) -> pl.DataFrame:
    """``forerunner``: position of what the item follows, added to its own where there is any."""
    if not followed:
        return frame.with_columns(forerunner=pl.lit(0.0))
    old = frame.filter(pl.col("sku").is_in(list(followed)), pl.col("position") > 0)
    given = old.with_columns(pl.col("sku").replace(followed)).group_by(KEY).agg(forerunner=pl.col("position").sum())
    joined = frame.join(given, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col("forerunner").fill_null(0.0)
    )
    return joined.with_columns(position=pl.col("position") + pl.col("forerunner"))
