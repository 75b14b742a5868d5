"""A plan's orders in a real Odoo: made once, as approved, and left to people from then on."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connectors.odoo.doctor import examine
from connectors.odoo.pace import Pace
from connectors.odoo.port import OdooPort
from connectors.odoo.purchasing.confirming import Confirming
from connectors.odoo.purchasing.differing import differences
from connectors.odoo.purchasing.orders import OdooPurchasing
from domain.errors import Misconfigured, Refused
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.plans import TODAY, Planned, buy, planned
from tests.contract.odoo.world import World


@pytest.fixture
def plan(world: World) -> Planned:
    return planned(world)


@in_both_protocols
def test_an_order_of_two_lines_is_made_once_and_read_back_as_approved(plan: Planned) -> None:
    order = plan.order("MUG", "CUP")

    first, again = plan.purchasing.post([order]), plan.purchasing.post([order])

    assert [one.outcome for one in (*first, *again)] == ["created", "existing"]
    standing = plan.purchasing.read_back("purchase", [order.external_id])[order.external_id]
    assert differences(order, standing) == ()
    assert standing.state == "draft"
    rows = plan.world.sql(
        "select p.origin, l.product_qty, l.price_unit, l.date_planned::date::text from purchase_order p"
        " join purchase_order_line l on l.order_id = p.id where p.origin = %s order by l.id",
        order.plan_code,
    )
    assert rows == [(order.plan_code, 12, Decimal("4.1"), "2026-12-01")] * 2


def test_an_order_has_what_the_page_would_fill_in_of_the_supplier(plan: Planned) -> None:
    admin = plan.world.admin
    term = admin.search_read("account.payment.term", [], ["id"], limit=1)[0]["id"]
    supplier = plan.order("MUG").supplier_id or 0
    admin.write("res.partner", [supplier], {"property_supplier_payment_term_id": term})
    order = plan.order("MUG")

    plan.purchasing.post([order])

    sql = (
        "select payment_term_id, user_id, partner_ref, (select count(*) from account_tax_purchase_order_line_rel r"
        " join purchase_order_line l on l.id = r.purchase_order_line_id where l.order_id = p.id)"
        " from purchase_order p where origin = %s"
    )
    assert plan.world.sql(sql, order.plan_code) == [(term, None, None, 1)]


def test_price_and_discount_stand_though_the_supplier_has_a_list(plan: Planned) -> None:
    admin, supplier = plan.world.admin, plan.order("MUG").supplier_id
    template = admin.search_read("product.product", [("default_code", "=", "MUG")], ["product_tmpl_id"])[0]
    offer = {"partner_id": supplier, "product_tmpl_id": template["product_tmpl_id"], "price": 9, "discount": 30}
    offers = admin.call("product.supplierinfo", "create", arguments={"vals_list": [offer]})
    order = plan.order("MUG", unit_price=Decimal("4.123456"))
    try:
        plan.purchasing.post([order])
        standing = plan.purchasing.read_back("purchase", [order.external_id])[order.external_id]
    finally:
        admin.call("product.supplierinfo", "unlink", offers)
    assert differences(order, standing) == ()


def test_four_callers_at_once_leave_each_order_and_line_once(plan: Planned) -> None:
    code = plan.code()
    orders = [*plan.grouped(buy("MUG"), buy("CUP"), buy("MUG", origin="V2"), buy("CUP", place="WH2"), code=code).orders]
    callers = [OdooPurchasing(plan.world.port("planning", calls_in_flight=4)) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda caller: caller.post(orders), callers))

    assert {one.outcome for some in answers for one in some} <= {"created", "existing", "try_again"}
    assert any(one.outcome == "created" for some in answers for one in some)
    assert plan.counted(code) == (len(orders), 4)


def test_a_line_that_stands_in_another_order_is_never_moved(plan: Planned) -> None:
    code = plan.code()
    (both,) = plan.grouped(buy("MUG"), buy("CUP"), code=code).orders
    plan.purchasing.post([both])
    (alone,) = plan.grouped(buy("MUG"), code=code).orders

    (answer,) = plan.purchasing.post([alone])

    assert (answer.outcome, answer.finding.code if answer.finding else "") == ("refused", "PL-POST-009")
    assert plan.counted(code) == (1, 2)
    assert len(plan.purchasing.lines_in_odoo("purchase", [line.external_id for line in both.lines])) == 2


@in_both_protocols
def test_one_that_odoo_refuses_leaves_the_others_alone(plan: Planned) -> None:
    code = plan.code()
    orders = list(plan.grouped(buy("MUG"), buy("MUG", origin="V2"), buy("CUP", place="WH2"), code=code).orders)
    orders[1] = orders[1].model_copy(update={"supplier_id": 999_999})

    answers = plan.purchasing.post(orders)

    assert [one.outcome for one in answers] == ["created", "refused", "created"]
    assert "999999" in (answers[1].finding.message if answers[1].finding else "")
    assert plan.counted(code) == (2, 2)


def test_orders_are_confirmed_in_batches_and_the_refuser_is_found(plan: Planned) -> None:
    code = plan.code()
    orders = plan.grouped(buy("MUG"), buy("MUG", origin="V2"), buy("CUP", place="WH2"), code=code).orders
    plan.purchasing.post(orders)
    found = plan.purchasing.read_back("purchase", [one.external_id for one in orders])
    standing = [found[one.external_id] for one in orders]
    port = _Refuses(plan.world.port("planning"), standing[1].record_id)

    answers = Confirming(port, Pace(lines_per_second=40)).confirm("purchase", standing)
    again = plan.purchasing.confirm("purchase", standing)

    assert [one.outcome for one in answers] == ["confirmed", "refused", "confirmed"]
    assert [one.finding.code for one in answers if one.finding] == ["PL-POST-006"]
    assert [one.outcome for one in again] == ["existing", "confirmed", "existing"]
    receipts = "select count(*) from stock_picking where origin = any(%s)"
    assert plan.world.sql(receipts, [one.name for one in standing]) == [(3,)]


class _Refuses:
    """A port whose Odoo does not confirm one order."""

    def __init__(self, port: OdooPort, record: int) -> None:
        self._port = port
        self._record = record

    def __getattr__(self, name: str) -> object:
        return getattr(self._port, name)

    def call(self, model: str, method: str, ids: Sequence[int] = (), **more: Any) -> Any:
        if method == "button_confirm" and self._record in ids:
            message = "No."
            raise Refused(message)
        return self._port.call(model, method, ids, **more)


def test_an_amount_that_odoo_wants_approved_waits_there(plan: Planned) -> None:
    admin = plan.world.admin
    two_steps = {"po_double_validation": "two_step", "po_double_validation_amount": 1}
    order = plan.order("MUG")
    plan.purchasing.post([order])
    standing = list(plan.purchasing.read_back("purchase", [order.external_id]).values())
    admin.write("res.company", [1], two_steps)
    try:
        (answer,) = plan.purchasing.confirm("purchase", standing)
    finally:
        admin.write("res.company", [1], {"po_double_validation": "one_step"})
    assert (answer.outcome, answer.state) == ("waits", "to approve")


def test_a_transfer_is_made_confirmed_and_reserves_what_is_there(plan: Planned) -> None:
    (order,) = plan.grouped(buy("MUG", kind="transfer", place="WH2", origin="WH")).orders
    plan.purchasing.post([order])
    (standing,) = plan.purchasing.read_back("transfer", [order.external_id]).values()
    assert differences(order, standing) == ()

    (answer,) = plan.purchasing.confirm("transfer", [standing])

    assert answer.outcome == "confirmed"
    sql = "select scheduled_date::date::text, state in ('confirmed', 'assigned') from stock_picking where id = %s"
    assert plan.world.sql(sql, standing.record_id) == [("2026-11-23", True)]


def test_what_differs_is_told_field_by_field(plan: Planned) -> None:
    order = plan.order("MUG", "CUP")
    plan.purchasing.post([order])
    (standing,) = plan.purchasing.read_back("purchase", [order.external_id]).values()
    line = {"quantity": Decimal(7), "price": Decimal("9.99"), "due_on": TODAY}
    changed = order.model_copy(
        update={"currency": "EUR", "lines": (order.lines[0].model_copy(update=line), *order.lines[1:])}
    )
    assert [one.path for one in differences(changed, standing)] == [
        "currency",
        "lines[1].quantity",
        "lines[1].price",
        "lines[1].date",
    ]
    one_line = order.model_copy(update={"lines": order.lines[:1]})
    assert [one.message for one in differences(one_line, standing)] == [f"{standing.name} in Odoo has 1 more lines."]


def test_the_planning_bot_may_do_its_work_and_no_more(plan: Planned) -> None:
    checks = {one.name: one for one in examine({"planning": plan.world.port("planning")}, now=datetime.now(UTC))}
    assert [(name, one.what) for name, one in checks.items() if name.startswith("planning") and not one.ok] == []
    with pytest.raises(Misconfigured, match="may not write partner_ref"):
        plan.world.port("planning").write("purchase.order", [1], {"partner_ref": "x"})
    with pytest.raises(Misconfigured, match="may not call button_cancel"):
        plan.world.port("planning").call("purchase.order", "button_cancel", [1])
    unguarded = plan.world.port("admin", plan.world.keys["planning"])
    for model, values in (("product.supplierinfo", {"price": 1}), ("res.partner", {"name": "x"})):
        with pytest.raises(Misconfigured, match="does not let the bot"):
            unguarded.write(model, [1], values)
