"""What a change writes on the order in Odoo, and what is too late."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.amending import Stands, amendment, cancellation, merged, touched_positions, without_deleted
from domain.change_growth import growth
from domain.documents.resolved_order import ReadBackLine, ReadBackOrder, ResolvedLine, ResolvedOrder
from domain.keys import line_external_id
from domain.read_back import comparison_rows, state_rows
from domain.resolve import resolve
from tests.builders import a_line, a_profile, an_order, some_facts
from tests.unit.domain.changed import MORNING

D = Decimal


def base() -> ResolvedOrder:
    """Ten bolts and five of another line, as posted."""
    order = an_order(a_line(1), a_line(2, quantity=5))
    resolved = resolve(order, some_facts(), a_profile())
    assert all(line.product_id is not None for line in resolved.lines)
    return resolved


def with_line(order: ResolvedOrder, position: int, **changed: Any) -> ResolvedOrder:
    lines = tuple(line.model_copy(update=changed) if line.position == position else line for line in order.lines)
    return order.model_copy(update={"lines": lines})


def without_line(order: ResolvedOrder, position: int) -> ResolvedOrder:
    return order.model_copy(update={"lines": tuple(line for line in order.lines if line.position != position)})


def standing(order: ResolvedOrder, state: Any = "sale", **more: Any) -> Stands:
    """The order in Odoo as it was posted; delivered and invoiced by position."""
    lines = tuple(_standing_line(order, line) for line in order.lines)
    read = ReadBackOrder(
        external_id=order.external_id, record_id=7, name="S0007", state=state, customer_id=order.customer_id,
        ship_to_id=order.ship_to_id, company_id=order.company_id, warehouse_id=order.warehouse_id,
        pricelist_id=order.pricelist_id, currency=order.currency, ordered_at=order.ordered_at,
        client_reference=order.number, untaxed_total=order.untaxed_total, tax_total=D(0), total=order.untaxed_total,
        write_date=MORNING, lines=lines,
    )  # fmt: skip
    moved = {
        name: {line_external_id(order.external_id, at): D(many) for at, many in more.pop(name, {}).items()}
        for name in ("delivered", "invoiced")
    }
    return Stands(read, **moved, **more)


def _standing_line(order: ResolvedOrder, line: ResolvedLine) -> ReadBackLine:
    return ReadBackLine(
        external_id=line_external_id(order.external_id, line.position), record_id=100 + line.position,
        product_id=line.product_id, uom_id=line.uom_id, quantity=line.quantity, price_unit=line.price_unit or D(0),
        discount=line.discount, tax_ids=(), subtotal=line.subtotal,
    )  # fmt: skip


def edited(now: Stands, position: int, **changed: Any) -> Stands:
    lines = tuple(
        line.model_copy(update=changed) if at == position else line for at, line in enumerate(now.order.lines, start=1)
    )
    return Stands(now.order.model_copy(update={"lines": lines}), now.locked, now.delivered, now.invoiced)


def codes(found: Any) -> list[str]:
    return [one.code for one in found]


def test_only_the_lines_that_differ_are_written_and_twice_is_once() -> None:
    wanted = with_line(base(), 2, quantity=D(8))
    said = amendment(base(), wanted, standing(base()))
    assert [(line.position, line.quantity) for line in said.lines] == [(2, 8)]
    assert said.findings == ()
    assert amendment(base(), wanted, standing(wanted)).nothing


def test_a_new_line_is_written_and_a_deleted_one_falls_to_zero() -> None:
    order = base()
    new = order.lines[0].model_copy(update={"position": 3, "quantity": D(2)})
    wanted = without_line(order.model_copy(update={"lines": (*order.lines, new)}), 2)
    said = amendment(order, wanted, standing(order))
    assert [(line.position, line.quantity) for line in said.lines] == [(2, 0), (3, 2)]
    assert touched_positions(order, wanted) == {2, 3}
    after = edited(standing(order.model_copy(update={"lines": (*order.lines, new)})), 2, quantity=D(0))
    assert amendment(order, wanted, after).nothing
    read = without_deleted(wanted, after.order)
    assert all(row["equal"] for row in comparison_rows(wanted, read) if row["field"] in {"line", "line_count"})


@pytest.mark.parametrize(
    ("quantity", "delivered", "invoiced", "expected"),
    [
        (D(4), {}, {}, []),
        (D(4), {2: 4}, {}, []),
        (D(3), {2: 4}, {}, ["SC-SHIP-001"]),
        (D(3), {}, {2: 5}, ["SC-INV-001"]),
        (D(0), {2: 1}, {2: 1}, ["SC-SHIP-001", "SC-INV-001"]),
        (D(9), {2: 5}, {2: 5}, []),
        (D(4), {1: 10}, {1: 10}, []),
    ],
)
def test_a_line_falls_no_further_than_to_what_is_shipped_and_invoiced(
    quantity: Decimal, delivered: dict[int, int], invoiced: dict[int, int], expected: list[str]
) -> None:
    wanted = with_line(base(), 2, quantity=quantity)
    assert (
        codes(amendment(base(), wanted, standing(base(), delivered=delivered, invoiced=invoiced)).findings) == expected
    )


def test_a_price_that_is_invoiced_stays() -> None:
    wanted = with_line(base(), 2, price_unit=D("2.40"))
    assert codes(amendment(base(), wanted, standing(base(), invoiced={2: 1})).findings) == ["SC-INV-002"]
    assert codes(amendment(base(), wanted, standing(base())).findings) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (standing(base(), "cancel"), ["SC-STATE-001"]),
        (standing(base(), locked=True), ["SC-LOCK-001"]),
        (standing(base(), "done"), ["SC-LOCK-001"]),
        (edited(standing(base()), 1, quantity=D(11)), ["SC-EDIT-001"]),
        (edited(standing(base()), 2, price_unit=D(2)), ["SC-EDIT-001"]),
        (edited(standing(base()), 1, external_id=""), ["SC-EDIT-001", "SC-EDIT-001"]),
        (standing(base().model_copy(update={"currency": "USD"})), ["SC-HEAD-001"]),
    ],
)
def test_what_people_did_in_odoo_is_not_written_over(now: Stands, expected: list[str]) -> None:
    wanted = with_line(base(), 2, quantity=D(8))
    assert codes(amendment(base(), wanted, now).findings) == expected


def test_odoos_rounding_is_no_edit() -> None:
    wanted = with_line(base(), 2, quantity=D(8))
    now = edited(standing(base()), 1, price_unit=D("2.504"))
    assert amendment(base(), wanted, now).findings == ()


def test_the_head_is_written_too_but_not_for_goods_that_have_left() -> None:
    wanted = base().model_copy(update={"ship_to_id": 77})
    said = amendment(base(), wanted, standing(base()))
    assert (said.head, said.lines, said.findings) == ({"ship_to_id"}, (), ())
    assert codes(amendment(base(), wanted, standing(base(), delivered={1: 1})).findings) == ["SC-SHIP-003"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (standing(base()), []),
        (standing(base(), "draft"), []),
        (standing(base(), "cancel", delivered={1: 1}), []),
        (standing(base(), locked=True), ["SC-LOCK-001"]),
        (standing(base(), delivered={1: 2}, invoiced={1: 2}), ["SC-SHIP-002", "SC-INV-003"]),
    ],
)
def test_an_order_is_cancelled_while_nothing_has_left(now: Stands, expected: list[str]) -> None:
    assert codes(cancellation(now)) == expected


def test_a_cancellation_is_read_back_by_its_state() -> None:
    rows = state_rows("x", "cancel", standing(base(), "sale").order)
    assert [(row["field"], row["equal"]) for row in rows] == [("exists", True), ("state", False)]
    assert [row["equal"] for row in state_rows("x", "cancel", None)] == [False]


def test_what_the_change_leaves_alone_is_not_looked_up_anew() -> None:
    order = base()
    fresh = with_line(with_line(order, 1, price_unit=D(9), subtotal=D(90)), 2, quantity=D(8), subtotal=D(20))
    fresh = fresh.model_copy(update={"ship_to_id": 77, "customer_id": 99, "source_label": "acme, change.x12"})
    found = merged(order, fresh, touched={2}, head=set())
    assert (found.lines[0], found.lines[1]) == (order.lines[0], fresh.lines[1])
    assert (found.ship_to_id, found.customer_id) == (order.ship_to_id, order.customer_id)
    assert found.source_label == "acme, change.x12"
    assert found.untaxed_total == order.lines[0].subtotal + D(20)
    assert merged(order, fresh, touched=set(), head={"ship_to"}).ship_to_id == 77


def test_growth_is_what_is_wanted_more_as_an_order_of_its_own() -> None:
    order, after = base(), with_line(base(), 2, quantity=D(8), subtotal=D(20))
    canonical = an_order(a_line(1), a_line(2, quantity=8))
    more = growth(canonical, order, after)
    assert more is not None
    assert [(line.position, line.quantity) for line in more[0].lines] == [(2, 3)]
    assert [(line.quantity, line.subtotal) for line in more[1].lines] == [(3, D("7.5"))]
    assert more[1].untaxed_total == D("7.5")
    assert growth(canonical, after, with_line(after, 2, quantity=D(1))) is None
