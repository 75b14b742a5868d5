"""Approved lines of a plan, grouped into the orders that are posted. Pure and the same each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from domain.findings import Finding
from domain.keys import planned_id
from domain.planning.order_lines import Lacking, Wanted, masters_of, wanted_of
from domain.planning.orders import ORDER_TYPES, PlannedLine, PlannedOrder, line_id
from domain.planning.plan_line import PlanLine
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that cannot be posted, and why."""

    key: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Grouped:
    """Orders to be posted."""

    orders: tuple[PlannedOrder, ...]
    left_out: tuple[LeftOut, ...] = ()


def grouped(lines: Sequence[PlanLine], snapshot: Snapshot, profile: PlanningProfile, plan_code: str) -> Grouped:
    """Purchase orders by supplier, place, currency and due group; transfers by their two places and due group.

    Args:
        lines: as they were approved; other kinds than those two are left out.
        snapshot: that the plan was made of: items, places, suppliers.
        profile: its name and ``posting.group_days``.
        plan_code: of the plan; part of each external id.
    """
    masters = masters_of(snapshot, profile)
    found: dict[tuple[str, ...], list[Wanted]] = defaultdict(list)
    left = []
    for line in sorted(lines, key=lambda one: one.line):
        try:
            one = wanted_of(line, masters)
        except Lacking as lacking:
            left.append(LeftOut(line.line, lacking.finding))
            continue
        found[(one.kind, one.origin, one.place, one.currency)].append(one)
    orders = [
        _order(profile.plan, plan_code, some)
        for key in sorted(found)
        for some in _due_groups(found[key], profile.posting.group_days)
    ]
    return Grouped(tuple(orders), tuple(left))


def _due_groups(lines: Sequence[Wanted], days: int) -> list[list[Wanted]]:
    """A group begins with the first line that is not in the one before, and takes what is due within ``days``."""
    groups: list[list[Wanted]] = []
    for line in sorted(lines, key=lambda one: (one.due_on, one.key)):
        if not groups or (line.due_on - groups[-1][0].due_on).days >= days:
            groups.append([])
        groups[-1].append(line)
    return groups


def _order(profile: str, plan_code: str, lines: Sequence[Wanted]) -> PlannedOrder:
    first = lines[0]
    members = sorted(one.key for one in lines)
    what = (first.kind, first.origin, first.place, first.currency, first.due_on.isoformat())
    return PlannedOrder(
        external_id=planned_id(ORDER_TYPES[first.kind], profile, plan_code, *what, *members),
        kind=first.kind,
        plan_code=plan_code,
        origin=first.origin,
        place=first.place,
        company_id=first.company_id,
        supplier_id=first.supplier_id,
        type_id=first.type_id,
        from_location_id=first.from_location_id,
        to_location_id=first.to_location_id,
        currency=first.currency,
        order_on=min(one.order_on for one in lines),
        due_on=first.due_on,
        lines=tuple(
            PlannedLine(
                external_id=line_id(profile, plan_code, one.kind, one.key),
                key=one.key,
                position=position,
                sku=one.sku,
                product_id=one.product_id,
                unit_id=one.unit_id,
                quantity=one.quantity,
                price=one.price,
                due_on=one.due_on,
            )
            for position, one in enumerate(sorted(lines, key=lambda one: (one.sku, one.key)), 1)
        ),
    )
