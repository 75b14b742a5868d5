"""The frame of the snapshot's gate: each planned item at each place, and what is wrong with it."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.followers import followers, looping
from domain.planning.cleaning.work import Work
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import planned, sources
from expectations.planning.demand_frame import lately
from expectations.planning.outcome import PAIR, pair_key

_NOISE = 1e-6


def item_frame(work: Work) -> pl.DataFrame:
    """A row an item and place: flags (1: wrong, 0: well, null: nothing to say), their words, money.

    Items that ended or were replaced are not looked at: nothing is ordered of them.
    """
    snapshot, profile = work.snapshot, work.profile
    pairs = planned(snapshot, profile).join(_standing(snapshot, profile), on="sku", how="semi")
    pairs = pairs.join(snapshot.places.select("place"), on="place", how="semi") if snapshot.places.height else pairs
    facts = (
        sources(snapshot, profile, pairs).select(*PAIR, "supply_kind", "origin", "lead_stated")
        .join(snapshot.items.unique("sku"), on="sku", how="left")
        .join(snapshot.stock.select(*PAIR, "on_hand", "reserved"), on=PAIR, how="left")
        .join(lately(work), on=PAIR, how="left")
        .join(_packs(snapshot), on="sku", how="left")
        .join(_received(snapshot), on="sku", how="left")
        .join(_twins(snapshot), on="sku", how="left")
        .join(_future(snapshot), on=PAIR, how="left")
        .sort(PAIR)
    )  # fmt: skip
    return _flags(facts, snapshot, profile).with_columns(pair_key(), pl.col("place").alias("path"))


def _standing(snapshot: Snapshot, profile: PlanningProfile) -> pl.DataFrame:
    gone = list(followers(snapshot.items, profile))
    alive = pl.col("active").fill_null(value=True) & pl.col("sellable").fill_null(value=True)
    return snapshot.items.filter(alive & ~pl.col("sku").is_in(gone)).select("sku")


def _packs(snapshot: Snapshot) -> pl.DataFrame:
    """sku, pack, supplier, part (1: no whole number of the item's steps) of the worst price line that is valid."""
    step = pl.col("unit_rounding").fill_null(0.0)
    ratio = pl.col("pack") / step
    broken = (step > 0) & ((ratio - ratio.round(0)).abs() > _NOISE)
    off = (pl.col("pack") <= 0) | (pl.col("unit_factor") <= 0) | broken
    valid = pl.col("valid_to").fill_null(snapshot.today) >= snapshot.today
    rows = snapshot.suppliers.filter(valid).join(snapshot.items.select("sku", "unit_rounding"), on="sku")
    rows = rows.with_columns(off.fill_null(value=True).cast(pl.Float64).alias("part")).sort("sku", "part", "supplier")
    return rows.group_by("sku").agg(pl.col("part", "pack", "supplier").last())


def _received(snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.receipts.group_by("sku").agg(pl.len().alias("receipts"))


def _twins(snapshot: Snapshot) -> pl.DataFrame:
    """sku, twins: other active items with the same name, category and unit."""
    named = snapshot.items.filter(pl.col("active") & (pl.col("name").str.strip_chars() != ""))
    key = [pl.col("name").str.strip_chars().str.to_lowercase().alias("same"), pl.col("category"), pl.col("unit")]
    groups = named.group_by(key).agg(pl.col("sku").sort()).filter(pl.col("sku").list.len() > 1)
    names = groups.with_columns(pl.col("sku").list.join(", ").alias("twins")).explode("sku")
    return names.select("sku", "twins")


def _future(snapshot: Snapshot) -> pl.DataFrame:
    """sku, place, ahead (units dated after today), ahead_until."""
    ahead = snapshot.history.filter((pl.col("day") > snapshot.today) & (pl.col("ordered") > 0))
    return ahead.group_by(PAIR).agg(
        pl.col("ordered").sum().alias("ahead"), pl.col("day").max().cast(pl.String).alias("ahead_until")
    )


def _flags(facts: pl.DataFrame, snapshot: Snapshot, profile: PlanningProfile) -> pl.DataFrame:
    facts = facts.with_columns(pl.col("on_hand", "reserved", "year", "newest", "ahead", "receipts").fill_null(0))
    waiting = snapshot.open_demand.select(PAIR).unique().with_columns(pl.lit(value=True).alias("waiting"))
    facts = facts.join(waiting, on=PAIR, how="left", maintain_order="left")
    wanted = (pl.col("year") > 0) | pl.col("waiting").fill_null(value=False)
    stated = [name for name, terms in profile.suppliers.items() if terms.lead_days is not None]
    bought = pl.col("supply_kind") == "purchase"
    unknown = (pl.col("lead_stated").fill_null(0) <= 0) & (pl.col("receipts") == 0)
    no_lead = bought & unknown & ~pl.col("origin").is_in(stated)
    worth = pl.max_horizontal(pl.col("cost").fill_null(0.0), pl.when(pl.col("cost") <= 0).then("price").otherwise(0.0))
    flags = {
        "negative": pl.col("on_hand") < 0,
        "overreserved": (pl.col("reserved") > pl.col("on_hand") + _NOISE) & (pl.col("on_hand") >= 0),
        "unit_bad": (pl.col("unit").fill_null("") == "") | (pl.col("unit_rounding").fill_null(0.0) <= 0),
        "part": pl.col("part") > 0,
        "alone": (pl.col("supply_kind") == "none") & wanted,
        "no_lead": no_lead & wanted,
        "no_cost": (pl.col("cost").fill_null(0.0) <= 0) & wanted,
        "twin": pl.col("twins").is_not_null(),
        "spike": pl.col("times") > profile.gates.spike_factor,
        "stopped": pl.col("stopped") > 0,
        "dated": pl.col("ahead") > 0,
        "loop": pl.col("sku").is_in(looping(snapshot.items, profile)),
    }
    money = worth * pl.when(pl.col("year") > 0).then("year").otherwise(pl.col("on_hand").abs())
    said = [flag.fill_null(value=False).cast(pl.Float64).alias(name) for name, flag in flags.items()]
    return facts.with_columns(money.fill_null(0.0).alias("money"), pl.col("times").round(1), *said)
