"""What the house can pay and hold: room, what a central place has, money."""

from __future__ import annotations

import numpy as np
import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.proposing.drafts import EPS, Drafts
from domain.planning.proposing.fitting import Floats, Wanted, fitted
from domain.planning.proposing.room import lying_then

_BOUGHT = pl.col("kind") == "purchase"


def within_room(drafts: Drafts, everything: pl.DataFrame, profile: PlanningProfile, elsewhere: pl.DataFrame) -> Drafts:
    """Not more than fits into a warehouse, beside what is expected to lie there when goods come.

    Args:
        drafts: lines.
        everything: all needs, of which stock lies there.
        profile: how much fits.
        elsewhere: what other items take that the plan is not of: ``room.TAKEN``.
    """
    for place, terms in sorted(profile.warehouses.items()):
        here = pl.col("place") == place
        for limit, room, unit, taken in (
            (terms.capacity_volume, pl.col("volume").fill_null(0.0), "cubic metres", "volume"),
            (terms.capacity_units, pl.lit(1.0), "units", "units"),
        ):
            if limit is None:
                continue
            then = lying_then(pl.col("cover_days") - pl.col("review_days"))
            used = float(everything.filter(here).select((then * room).sum()).item())
            used += float(elsewhere.filter(here)[taken].sum())
            says = f"Not all fits into {place}: {limit:g} {unit}, of which {used:g} are expected to be taken."
            drafts = _fit(drafts, here, room, max(limit - used, 0.0), ("capacity", says))
    return drafts


def within_central(drafts: Drafts, everything: pl.DataFrame) -> Drafts:
    """Transfers of an item from a place together not above what lies there (of ``everything``) and is not asked for.

    What is short goes where most would be lost without it, as with money.
    """
    moved = (pl.col("kind") == "transfer") & (pl.col("quantity") > EPS)
    lines = drafts.lines
    held = everything.select("sku", origin="place", free=(pl.col("on_hand") - pl.col("backorders")).clip(0.0))
    asked = lines.filter(moved).join(held, on=["sku", "origin"], how="left").with_columns(pl.col("free").fill_null(0.0))
    short = asked.filter(pl.col("quantity").sum().over("sku", "origin") > pl.col("free") + EPS)
    if not short.height:
        return drafts
    parts = []
    for some in short.sort("row").partition_by("sku", "origin", maintain_order=True):
        given = fitted(_wanted(some, pl.lit(1.0)), float(some["free"][0]))
        parts.append(some.select("row").with_columns(given=pl.Series(given)))
    free = short.select("row", "free")
    joined = drafts.lines.join(pl.concat(parts), on="row", how="left", maintain_order="left")
    joined = joined.join(free, on="row", how="left", maintain_order="left")
    says = pl.format("{} has {} free for all that ask.", pl.col("origin"), pl.col("free").round(2))
    done = Drafts(joined, drafts.steps).ordered("central", pl.coalesce("given", "quantity"), says)
    return Drafts(done.lines.drop("given", "free"), done.steps)


def within_budget(drafts: Drafts, profile: PlanningProfile) -> Drafts:
    """Purchases within the money for each supplier, then for the plan; what a planner decided goes first.

    Nothing goes above it. Orders that fall below a supplier's smallest value by this are left out whole, and their
    money goes to others.
    """
    budget, dropped = profile.budget, set[tuple[str, str]]()
    if budget.per_plan is None and not budget.per_supplier:
        return drafts
    while True:
        cut = _without(drafts, dropped)
        for supplier, amount in sorted(budget.per_supplier.items()):
            says = f"The money for {supplier} in this plan is {amount}: left out where least is lost."
            cut = _fit(
                cut, _BOUGHT & (pl.col("origin") == supplier), pl.col("unit_price"), float(amount), ("budget", says)
            )
        if budget.per_plan is not None:
            says = f"The money for this plan is {budget.per_plan}: left out where least is lost."
            cut = _fit(cut, _BOUGHT, pl.col("unit_price"), float(budget.per_plan), ("budget", says))
        small = _too_small(drafts, cut, profile) - dropped
        if not small:
            return cut
        dropped |= small


def _too_small(before: Drafts, after: Drafts, profile: PlanningProfile) -> set[tuple[str, str]]:
    """(supplier, place) of orders that were cut below the supplier's smallest value."""
    least = {name: float(one.order_value_min) for name, one in profile.suppliers.items() if one.order_value_min > 0}
    if not least:
        return set()
    value = (pl.col("quantity") * pl.col("unit_price")).sum()
    bought = _BOUGHT & (pl.col("quantity") > EPS) & pl.col("origin").is_in(list(least))
    old, new = (
        one.lines.filter(bought).group_by("origin", "place").agg(value.alias("money")) for one in (before, after)
    )
    both = new.join(old, on=["origin", "place"], suffix="_old")
    cut = both.filter(pl.col("money") < pl.col("money_old") - EPS)
    return {(name, place) for name, place, money, _ in cut.iter_rows() if money < least[name] - EPS}


def _without(drafts: Drafts, orders: set[tuple[str, str]]) -> Drafts:
    for supplier, place in sorted(orders):
        here = _BOUGHT & (pl.col("origin") == supplier) & (pl.col("place") == place)
        says = pl.lit("Left out: what the money allows is less than the supplier's smallest order.")
        drafts = drafts.ordered("budget", pl.when(here).then(0.0).otherwise("quantity"), says)
    return drafts


def _fit(drafts: Drafts, where: pl.Expr, taken: pl.Expr, limit: float, step: tuple[str, str]) -> Drafts:
    some = drafts.lines.filter(where & (pl.col("quantity") > EPS)).sort("row")
    wanted = _wanted(some, taken)
    given = fitted(wanted, limit)
    if given is wanted.quantity:
        return drafts
    new = some.select("row").with_columns(given=pl.Series(given))
    joined = drafts.lines.join(new, on="row", how="left", maintain_order="left")
    done = Drafts(joined, drafts.steps).ordered(step[0], pl.coalesce("given", "quantity"), pl.lit(step[1]))
    return Drafts(done.lines.drop("given"), done.steps)


def _wanted(lines: pl.DataFrame, taken: pl.Expr) -> Wanted:
    def column(one: pl.Expr | str) -> Floats:
        value = pl.col(one) if isinstance(one, str) else one
        return np.asarray(lines.select(pl.col("quantity") * 0.0 + value).to_series().to_numpy())

    return Wanted(
        quantity=column("quantity"),
        taken=column(taken),
        worth=column("stock_out_cost"),
        first=np.asarray(lines["decided"].to_numpy() >= 0, dtype=np.bool_),
        minimum=column("quantity_min"),
        pack=column("pack"),
        whole=np.asarray(lines["breaks"].to_numpy(), dtype=np.bool_),
    )
