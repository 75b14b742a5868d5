"""Who delivers an item to a place: a supplier, another place, or our own making; and at which terms."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from domain.planning.edits import NONE, picked
from domain.planning.overrides import Override
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

KEY = ["sku", "place"]
_TERMS = ["supplier_id", "price", "quantity_min", "pack", "lead_stated"]


def planned(snapshot: Snapshot, profile: PlanningProfile) -> pl.DataFrame:
    """(sku, place) of all that is or was held, sold or asked for, and of the central places that supply it."""
    known = (snapshot.stock, snapshot.open_demand, snapshot.supply, snapshot.rules, snapshot.history)
    pairs = pl.concat([one.select(KEY) for one in known]).unique()
    return with_central(pairs, profile).join(snapshot.items.select("sku"), on="sku", how="semi").sort(KEY)


def with_central(pairs: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """The pairs and, for each that is supplied by a central place, that place too."""
    central = {code: one.supplied_by for code, one in profile.warehouses.items() if one.supplied_by}
    for _ in central:
        above = pairs.with_columns(pl.col("place").replace_strict(central, default=None)).drop_nulls()
        wider = pl.concat([pairs, above]).unique()
        if wider.height == pairs.height:
            break
        pairs = wider
    return pairs


def offers(snapshot: Snapshot, profile: PlanningProfile) -> pl.DataFrame:
    """What each supplier offers today, best first within an item; one row an item and supplier.

    ``quantity_min`` is the smallest quantity with a price, thus the supplier's minimum; larger ones are price breaks.
    Best is the smallest sequence, or with ``supplier_choice: price`` the lowest price; then the other, then the name.
    """
    first = ["price", "sequence"] if profile.supplier_choice == "price" else ["sequence", "price"]
    return (
        tiers(snapshot)
        .group_by("sku", "supplier")
        .agg(
            pl.col("sequence").min(),
            pl.col("supplier_id", "price", "quantity_min", "pack").first(),
            pl.col("lead_days").first().alias("lead_stated"),
        )
        .sort("sku", *first, "supplier")
        .with_columns(rank=pl.int_range(pl.len()).over("sku"))
    )


def tiers(snapshot: Snapshot) -> pl.DataFrame:
    """Prices that are valid today, by quantity; nameless suppliers and lines without a price are left out."""
    today = snapshot.today
    valid = pl.col("valid_from").fill_null(today) <= today, pl.col("valid_to").fill_null(today) >= today
    clean = (
        pl.col("quantity_min").fill_null(0.0).clip(0.0),
        pl.when(pl.col("pack") > 0).then("pack").otherwise(1.0).alias("pack"),
        pl.col("lead_days").fill_null(0.0).clip(0.0),
        pl.col("sequence").fill_null(1),
    )
    known = pl.col("supplier").is_not_null() & pl.col("price").is_not_null() & (pl.col("price") >= 0)
    return snapshot.suppliers.filter(*valid, known).with_columns(clean).sort("sku", "supplier", "quantity_min", "price")


def sources(
    snapshot: Snapshot, profile: PlanningProfile, pairs: pl.DataFrame, forced: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Where each pair gets its goods from.

    Args:
        snapshot: items and suppliers.
        profile: central places, days that making and transfers take.
        pairs: sku, place.
        forced: sku, place, supplier that a planner chose; one that offers nothing is passed over.

    Returns:
        sku, place, supply_kind (purchase, transfer, make, none), origin, supplier_id, price of a unit, quantity_min,
        pack, lead_stated in days. A place that a central one supplies is supplied by it, whatever suppliers there are;
        what is made here is made, unless a planner chose a supplier for it.
    """
    items = snapshot.items.select("sku", "cost", made=pl.col("made").fill_null(value=False))
    offered = offers(snapshot, profile)
    best = offered.filter(pl.col("rank") == 0).drop("rank", "sequence")
    facts = pairs.join(items, on="sku", how="left").join(best, on="sku", how="left").with_columns(chosen=False)
    if forced is not None and forced.height:
        facts = _forced(facts, forced, offered)
    codes = profile.warehouses
    central = {code: one.supplied_by for code, one in codes.items() if one.supplied_by}
    facts = facts.with_columns(central=pl.col("place").replace_strict(central, default=None, return_dtype=pl.String))
    kind = (
        pl.when(pl.col("central").is_not_null()).then(pl.lit("transfer"))
        .when(pl.col("made") & ~pl.col("chosen")).then(pl.lit("make"))
        .when(pl.col("supplier").is_not_null()).then(pl.lit("purchase"))
        .otherwise(pl.lit("none"))
    )  # fmt: skip
    return _terms(facts.with_columns(supply_kind=kind), profile)


def chosen_sources(
    snapshot: Snapshot, profile: PlanningProfile, pairs: pl.DataFrame, edits: Sequence[Override]
) -> pl.DataFrame:
    """``sources``, with the suppliers that a planner chose.

    Args:
        snapshot: items and suppliers.
        profile: central places.
        pairs: sku, place, category.
        edits: overrides that count today, in the order of ``counting``.
    """
    alone = sources(snapshot, profile, pairs.select(KEY))
    named = pairs.select(*KEY, "category").join(alone.select(*KEY, "origin"), on=KEY, how="left", maintain_order="left")
    chosen = picked(named, edits, "supplier")
    if (chosen == NONE).all():
        return alone
    names = [None if number == NONE else edits[number].value for number in chosen.tolist()]
    forced = named.select(KEY).with_columns(supplier=pl.Series(names, dtype=pl.String)).drop_nulls()
    return sources(snapshot, profile, pairs.select(KEY), forced)


def _forced(facts: pl.DataFrame, forced: pl.DataFrame, offered: pl.DataFrame) -> pl.DataFrame:
    chosen = forced.join(offered.drop("rank", "sequence"), on=["sku", "supplier"], how="inner")
    names = ["supplier", *_TERMS]
    joined = facts.join(chosen, on=KEY, how="left", suffix="_forced")
    takes = pl.col("supplier_forced").is_not_null()
    return joined.with_columns(takes.alias("chosen")).with_columns(
        pl.when(takes).then(f"{one}_forced").otherwise(one).alias(one) for one in names
    ).drop(f"{one}_forced" for one in names)  # fmt: skip


def _terms(facts: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    days = {code: float(one.transfer_days) for code, one in profile.warehouses.items()}
    packs = {code: one.transfer_pack for code, one in profile.warehouses.items()}
    kind, place = pl.col("supply_kind"), pl.col("place")
    bought, moved = kind == "purchase", kind == "transfer"
    day_of = place.replace_strict(days, default=1.0, return_dtype=pl.Float64)
    pack_of = place.replace_strict(packs, default=1.0, return_dtype=pl.Float64)
    return facts.select(
        *KEY,
        "supply_kind",
        pl.when(bought).then("supplier").when(moved).then("central").when(kind == "make").then("place")
        .otherwise(pl.lit("")).alias("origin"),
        pl.when(bought).then("supplier_id").alias("supplier_id"),
        pl.when(bought).then("price").otherwise(pl.col("cost").fill_null(0.0)).alias("price"),
        pl.when(bought).then("quantity_min").otherwise(0.0).alias("quantity_min"),
        pl.when(bought).then("pack").when(moved).then(pack_of).otherwise(1.0).alias("pack"),
        pl.when(bought).then("lead_stated")
        .when(moved).then(day_of)
        .otherwise(float(profile.make_days)).alias("lead_stated"),
    )  # fmt: skip
