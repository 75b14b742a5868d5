"""What lies too much at one place is moved to where it is missing, before anything is bought."""

from __future__ import annotations

import polars as pl

from domain.planning.order_days import order_days
from domain.planning.profile import PlanningProfile
from domain.planning.proposing.drafts import EPS, Drafts, shown
from domain.planning.snapshot import Snapshot


def moved_first(drafts: Drafts, everything: pl.DataFrame, snapshot: Snapshot, profile: PlanningProfile) -> Drafts:
    """Transfers from places whose surplus the profile allows to be taken (``surplus_from``).

    Surplus is what a place's position has above its order-up-to level and what lies there and is not asked for; whole
    transfer packs of it, rounded down. It binds no new money, so it goes before a purchase. Places are served in the
    order of their codes, from their sources in the profile's order.

    Args:
        drafts: lines.
        everything: all needs, those too that nobody delivers.
        snapshot: today.
        profile: who gives to whom, in how many days and packs.
    """
    free = _surplus(everything)
    for place, terms in sorted(profile.warehouses.items()):
        for source in terms.surplus_from:
            drafts, free = _moved(drafts, free, snapshot, profile, route=(source, place))
    return drafts


def _surplus(lines: pl.DataFrame) -> pl.DataFrame:
    lying = pl.col("on_hand") - pl.col("backorders")
    above = pl.col("on_hand") + pl.col("on_order") - pl.col("backorders") - pl.col("order_up_to")
    return lines.select("sku", source="place", free=pl.min_horizontal(above, lying).clip(0.0))


def _moved(
    drafts: Drafts, free: pl.DataFrame, snapshot: Snapshot, profile: PlanningProfile, *, route: tuple[str, str]
) -> tuple[Drafts, pl.DataFrame]:
    source, place = route
    terms = profile.warehouse(place)
    there = free.filter(pl.col("source") == source).select("sku", "free")
    wants = drafts.lines.filter((pl.col("place") == place) & (pl.col("quantity") > EPS) & ~pl.col("fixed"))
    wants = wants.filter(pl.col("origin") != source)
    possible = wants.join(there, on="sku", how="inner").with_columns(
        moved=(pl.min_horizontal("free", "quantity") / terms.transfer_pack + EPS).floor() * terms.transfer_pack
    )
    possible = possible.filter(pl.col("moved") > EPS).sort("row")
    if not possible.height:
        return drafts, free
    days = order_days(snapshot, profile, "")
    ordered = days.first_from(days.start)
    first = int(str(drafts.lines["row"].max())) + 1
    new = possible.with_columns(
        kind=pl.lit("transfer"), origin=pl.lit(source), supplier_id=pl.lit(None, dtype=pl.Int64),
        need=pl.col("moved"), quantity=pl.lit(0.0), quantity_min=pl.lit(0.0), pack=pl.lit(terms.transfer_pack),
        unit_price=pl.col("cost"), order_on=pl.lit(ordered), due_on=pl.lit(days.due(ordered, terms.transfer_days)),
        row=(pl.int_range(pl.len()) + first).cast(pl.UInt32), fixed=pl.lit(value=True),
        extra=pl.lit(value=True), decided=pl.lit(-1, dtype=pl.Int64), breaks=pl.lit(value=False),
    ).select(drafts.lines.columns)  # fmt: skip
    amount = possible.select("row", "moved")
    fewer = drafts.lines.join(amount, on="row", how="left", maintain_order="left").with_columns(
        pl.col("moved").fill_null(0.0)
    )
    says = pl.format("{} of it come from {}, which has more than it needs.", shown("moved"), pl.lit(source))
    less = Drafts(fewer, drafts.steps).ordered("surplus", pl.col("quantity") - pl.col("moved"), says)
    less = Drafts(less.lines.drop("moved"), less.steps)
    told = pl.format("{} has more than it needs: moved before anything is bought.", pl.lit(source))
    added = Drafts(new).ordered("surplus", pl.col("need"), told)
    taken = possible.select("sku", "moved", source=pl.lit(source))
    rest = free.join(taken, on=["sku", "source"], how="left", maintain_order="left")
    rest = rest.select("sku", "source", free=pl.col("free") - pl.col("moved").fill_null(0.0))
    return Drafts(pl.concat([less.lines, added.lines]), (*less.steps, *added.steps)), rest
