"""Approved lines as orders: the same each time, exact in unit and price, and what cannot be posted is told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.planning import frames
from domain.planning.grouping import grouped
from domain.planning.open_drafts import open_drafts
from domain.planning.orders import PlannedOrder
from domain.planning.plan_frames import NEEDS
from domain.planning.plan_line import PlanLine
from domain.planning.profile import PlanningProfile
from domain.planning.reordering import left_frame, left_of, wanted_rules
from domain.planning.snapshot import Snapshot
from tests.contract.odoo.plans import buy

PLACE = {"company_id": 1, "receipt_type_id": 1, "internal_type_id": 7}
PLACES = [
    {"place": "WH", "warehouse_id": 1, "stock_location_id": 5, **PLACE},
    {"place": "WH2", "warehouse_id": 2, "stock_location_id": 14, **PLACE, "internal_type_id": 15},
]
ITEM = {"product_id": 2, "unit_id": 1}
OFFER = {"sku": "MUG", "supplier": "V1", "supplier_id": 13, "price": 4.1, "currency": "EUR"}


def snapshot(*offers: dict[str, Any], item: dict[str, Any] | None = None, **more: Any) -> Snapshot:
    items = [{"sku": sku, **ITEM, **(item or {})} for sku in ("MUG", "CUP")]
    known = {
        "items": frames.ITEMS.of(items),
        "places": frames.PLACES.of(PLACES),
        "suppliers": frames.SUPPLIERS.of([{**OFFER, **one} for one in offers or ({}, {"sku": "CUP"})]),
    }
    return Snapshot(date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC), known | more)


def orders(*lines: PlanLine, seen: Snapshot | None = None, days: int = 1) -> tuple[PlannedOrder, ...]:
    profile = PlanningProfile.model_validate({"plan": "north", "posting": {"group_days": days}})
    return grouped(lines, seen or snapshot(), profile, "north-1").orders


def due(sku: str, day: int, **changes: Any) -> PlanLine:
    made = buy(sku, due_on=date(2026, 12, day), **changes)
    return replace(made, line=f"{made.line}/{day}")


def test_lines_share_an_order_by_supplier_place_currency_and_due_group() -> None:
    dollars = {"sku": "CUP", "supplier": "V2", "currency": "USD", "price_foreign": 5.0}
    seen = snapshot({}, {"sku": "CUP"}, {"supplier": "V2"}, dollars)
    lines = [due("MUG", 1), due("CUP", 3), due("MUG", 4), due("MUG", 1, place="WH2"), due("MUG", 1, origin="V2")]
    made = orders(
        *lines, due("CUP", 1, origin="V2"), due("MUG", 2, place="WH2", origin="WH", kind="transfer"), seen=seen, days=3
    )
    told = [(one.kind, one.origin, one.place, one.currency, [line.due_on.day for line in one.lines]) for one in made]
    assert told == [
        ("purchase", "V1", "WH", "EUR", [3, 1]),
        ("purchase", "V1", "WH", "EUR", [4]),
        ("purchase", "V1", "WH2", "EUR", [1]),
        ("purchase", "V2", "WH", "EUR", [1]),
        ("purchase", "V2", "WH", "USD", [1]),
        ("transfer", "WH", "WH2", "", [2]),
    ]
    assert (made[-1].type_id, made[-1].from_location_id, made[-1].to_location_id) == (7, 5, 14)
    assert made[0].order_on <= made[0].due_on == date(2026, 12, 1)


def test_the_same_lines_in_any_order_give_the_same_orders_and_ids() -> None:
    lines = [due(sku, day, place=place) for sku in ("MUG", "CUP") for day in (1, 2, 9) for place in ("WH", "WH2")]
    first = orders(*lines, days=2)
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        assert orders(*lines, days=2) == first
    ids = [line.external_id for one in first for line in one.lines] + [one.external_id for one in first]
    assert len(set(ids)) == len(ids) == len(lines) + len(first)
    assert {one.rpartition("_")[0] for one in ids} == {"__lading__.purchase_order", "__lading__.purchase_order_line"}


def test_a_line_keeps_its_id_whatever_order_it_comes_to_stand_in() -> None:
    (both,), (alone,) = orders(due("MUG", 1), due("CUP", 1)), orders(due("MUG", 1))
    assert both.external_id != alone.external_id
    assert alone.lines[0].external_id in {line.external_id for line in both.lines}


@pytest.mark.parametrize(
    ("quantity", "terms", "expected"),
    [
        ("24", {"unit_id": 9, "unit_factor": 12.0}, (9, "2", "49.2")),
        ("30", {"unit_id": 9, "unit_factor": 12.0}, (1, "30", "4.1")),
        ("24", {}, (1, "24", "4.1")),
        ("11.999999", {}, (1, "12", "4.1")),
        ("24", {"currency": "USD", "price_foreign": 4.5}, (1, "24", "4.5")),
        ("24", {"unit_id": 9, "unit_factor": 12.0, "price": 0.08333333, "price_foreign": None}, (9, "2", "1")),
    ],
)
def test_quantity_and_price_are_exact_in_the_suppliers_unit_where_it_is_whole(
    quantity: str, terms: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    price = Decimal(str(terms.get("price", "4.1")))
    (order,) = orders(buy("MUG", quantity=Decimal(quantity), unit_price=price), seen=snapshot(terms))
    (line,) = order.lines
    assert (line.unit_id, str(line.quantity), str(line.price)) == expected


def test_the_price_is_what_was_approved_also_in_the_suppliers_currency() -> None:
    seen = snapshot({"currency": "USD", "price": 4.0, "price_foreign": 5.0})
    (order,) = orders(buy("MUG", unit_price=Decimal(4), changed_price=Decimal("3.2")), seen=seen)
    assert (order.currency, order.lines[0].price) == ("USD", Decimal(4))


def test_the_break_that_the_approved_quantity_has_reached_counts_on_that_day() -> None:
    breaks = [
        {"price": 5.0, "unit_id": 1},
        {"price": 4.0, "unit_id": 2, "quantity_min": 10.0},
        {"price": 3.0, "unit_id": 3, "quantity_min": 10.0, "valid_to": date(2026, 1, 1)},
        {"price": 2.0, "unit_id": 4, "quantity_min": 100.0},
    ]
    (small,) = orders(buy("MUG", quantity=Decimal(9)), seen=snapshot(*breaks))
    (large,) = orders(buy("MUG", quantity=Decimal(9), changed_quantity=Decimal(12)), seen=snapshot(*breaks))
    assert (small.lines[0].unit_id, large.lines[0].unit_id, large.lines[0].quantity) == (1, 2, 12)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (buy("NEW"), "PL-POST-001", "an item of the snapshot"),
        (buy("MUG", origin="V9"), "PL-POST-001", "V9 as a supplier"),
        (buy("MUG", place="X"), "PL-POST-001", "the place X"),
        (buy("MUG", changed_quantity=Decimal(0)), "PL-POST-001", "above zero"),
        (buy("MUG", due_on=None), "PL-POST-001", "when it is due"),
        (buy("MUG", kind="make"), "PL-POST-008", "12 of MUG are to be made at WH until 2026-12-01"),
    ],
)
def test_a_line_that_cannot_be_posted_is_told_and_the_others_are(line: PlanLine, code: str, says: str) -> None:
    found = grouped([line, buy("CUP")], snapshot(), PlanningProfile(plan="north"), "north-1")
    assert [(one.key, one.finding.code) for one in found.left_out] == [(line.line, code)]
    assert says in found.left_out[0].finding.message
    assert [one.sku for order in found.orders for one in order.lines] == ["CUP"]


def test_rules_are_rounded_up_to_the_units_step_and_keep_their_id() -> None:
    rows = [
        {"sku": "MUG", "place": "WH", "supply_kind": "purchase", "reorder_point": 4.2, "order_up_to": 9.0000000001},
        {"sku": "CUP", "place": "WH2", "supply_kind": "transfer", "reorder_point": 7.0, "order_up_to": 3.0},
        {"sku": "CUP", "place": "WH", "supply_kind": "none", "reorder_point": 7.0, "order_up_to": 8.0},
    ]
    found = wanted_rules(NEEDS.of(rows), snapshot(item={"unit_rounding": 0.5}), PlanningProfile(plan="north"))
    assert [(one.sku, one.place, *one.levels) for one in found] == [
        ("CUP", "WH2", 7, 7),
        ("MUG", "WH", Decimal("4.5"), 9),
    ]
    seen = {found[0].external_id: (Decimal(1), Decimal(2))}
    left = left_of(
        left_frame(
            found, seen, {"gone": [(Decimal("0.5"), Decimal(3))], found[1].external_id: [(Decimal(8), Decimal(8))]}
        )
    )
    assert left == {
        found[0].external_id: [(1, 2), (7, 7)],
        found[1].external_id: [(Decimal("4.5"), 9)],
        "gone": [(Decimal("0.5"), 3)],
    }


def test_a_draft_of_ours_that_is_no_longer_needed_is_told_the_one_due_last_first() -> None:
    need = {"sku": "MUG", "place": "WH", "position": 50.0, "reorder_point": 10.0, "order_up_to": 25.0}
    draft = {"sku": "MUG", "place": "WH", "confirmed": False, "external_id": "__lading__.x", "quantity": 20.0}
    drafts = [
        {**draft, "document": "P1", "line_id": 1, "due_on": date(2026, 12, 1)},
        {**draft, "document": "P2", "line_id": 2, "due_on": date(2026, 12, 9)},
        {**draft, "document": "P3", "line_id": 3, "due_on": date(2026, 12, 19), "external_id": ""},
        {**draft, "document": "P4", "line_id": 4, "due_on": date(2026, 12, 19), "confirmed": True},
    ]

    def told(**changes: float) -> list[tuple[str, str]]:
        seen = snapshot(supply=frames.SUPPLY.of(drafts))
        return [(one.code, one.value) for one in open_drafts(seen, NEEDS.of([{**need, **changes}]))]

    assert told() == [("PL-OPEN-001", "P1"), ("PL-OPEN-001", "P2")]
    assert told(position=35.0) == [("PL-OPEN-001", "P2")]
    assert told(position=35.0, order_up_to=12.0, reorder_point=16.0) == [("PL-OPEN-002", "P2")]
    assert told(position=22.0, reorder_point=10.0) == []
