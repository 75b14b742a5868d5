"""Reordering rules that a plan wants in Odoo, and what Lading left there before. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

import polars as pl

from domain.frozen import Frozen
from domain.keys import planned_id
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.table import NUMBER, TEXT, YES, Column, Table

Levels = tuple[Decimal, Decimal]
"""Minimum and maximum."""

RULES_LEFT = Table("rules_left", "What our reordering rules may say: as before the plan, or as after it.", (), (
    Column("external_id", TEXT, "Of the rule."),
    Column("minimum", NUMBER, "Reorder point."),
    Column("maximum", NUMBER, "Order up to."),
    Column("stood", YES, "It was in Odoo already when the plan looked."),
))  # fmt: skip


class WantedRule(Frozen):
    """A reordering rule as the plan wants it."""

    external_id: str
    """Of profile, item and place: the same in each plan."""
    sku: str
    place: str
    product_id: int
    warehouse_id: int
    location_id: int
    company_id: int
    minimum: Decimal
    maximum: Decimal

    @property
    def levels(self) -> Levels:
        """Minimum and maximum."""
        return self.minimum, self.maximum


def wanted_rules(needs: pl.DataFrame, snapshot: Snapshot, profile: PlanningProfile) -> tuple[WantedRule, ...]:
    """A rule for each item at each place that somebody supplies; quantities are rounded up to the unit's step.

    Args:
        needs: the plan's table ``NEEDS``.
        snapshot: that the plan was made of: items and places.
        profile: its name is part of the external ids.
    """
    places = snapshot.places.select("place", "warehouse_id", "stock_location_id", "company_id")
    items = snapshot.items.select("sku", "product_id", "unit_rounding")
    known = needs.filter(pl.col("supply_kind") != "none").join(places, on="place").join(items, on="sku")
    whole = known.drop_nulls(["product_id", "warehouse_id", "stock_location_id", "company_id", "reorder_point"])
    return tuple(_wanted(row, profile.plan) for row in whole.sort("sku", "place").iter_rows(named=True))


def stood_of(frame: pl.DataFrame) -> frozenset[str]:
    """Rules that were in Odoo already when the plan looked."""
    return frozenset(frame.filter(pl.col("stood"))["external_id"])


def left_of(frame: pl.DataFrame) -> dict[str, list[Levels]]:
    """What rules may say, by external id."""
    found: dict[str, list[Levels]] = defaultdict(list)
    for name, minimum, maximum in frame.select("external_id", "minimum", "maximum").iter_rows():
        found[name].append((_plain(Decimal(str(minimum))), _plain(Decimal(str(maximum)))))
    return found


def left_frame(
    wanted: Sequence[WantedRule], seen: Mapping[str, Levels], before: Mapping[str, Sequence[Levels]]
) -> pl.DataFrame:
    """What our rules may say from now on: as they were seen, or as they are wanted.

    Args:
        wanted: rules that are to be made or changed.
        seen: what rules of ours say now, changed or not.
        before: what they might say before; holds on for those that the plan neither saw as ours nor wants.
    """
    pairs = {(name, *levels) for name, levels in seen.items()} | {(one.external_id, *one.levels) for one in wanted}
    known = {name for name, *_ in pairs}
    pairs |= {(name, *levels) for name, some in before.items() if name not in known for levels in some}
    new = {one.external_id for one in wanted} - set(seen)
    rows = [
        {"external_id": name, "minimum": float(low), "maximum": float(high), "stood": name not in new}
        for name, low, high in sorted(pairs)
    ]
    return RULES_LEFT.of(rows)


def _wanted(row: Mapping[str, object], profile: str) -> WantedRule:
    step = Decimal(str(row["unit_rounding"] or 1))
    minimum = _up(row["reorder_point"], step)
    return WantedRule(
        external_id=planned_id("orderpoint", profile, str(row["sku"]), str(row["place"])),
        sku=str(row["sku"]),
        place=str(row["place"]),
        product_id=int(str(row["product_id"])),
        warehouse_id=int(str(row["warehouse_id"])),
        location_id=int(str(row["stock_location_id"])),
        company_id=int(str(row["company_id"])),
        minimum=minimum,
        maximum=max(minimum, _up(row["order_up_to"] or 0, step)),
    )


def _up(number: object, step: Decimal) -> Decimal:
    """The next multiple of the unit's step, and never below zero; dust of a double does not count."""
    exact = Decimal(str(number)).quantize(Decimal("0.000001"))
    return max(Decimal(0), _plain((exact / step).to_integral_value(ROUND_CEILING) * step))


def _plain(number: Decimal) -> Decimal:
    shorter = number.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter
