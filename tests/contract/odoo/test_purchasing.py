"""A plan's orders in a real Odoo: made once, as approved, and left to people from then on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from connectors.odoo.purchasing.differing import differences
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.plans import Planned, planned
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
        "select p.origin, l.product_qty, l.price_unit, l.discount, l.date_planned::date::text from purchase_order p"
        " join purchase_order_line l on l.order_id = p.id where p.origin = %s order by l.id",
        order.plan_code,
    )
    assert rows == [(order.plan_code, 12, Decimal("4.1"), 0, "2026-12-01")] * 2
