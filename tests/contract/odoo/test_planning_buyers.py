"""Who was promised a service level, and what they bought: as Odoo's own tables say it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from connectors.odoo.planning.buyers import read_buyers
from connectors.odoo.planning.company import ask_as
from connectors.odoo.planning.items import read_items
from connectors.odoo.planning.units import read_units
from tests.planning_yard import PROFILE, PlanningYard, a_planning_yard


@pytest.fixture
def yard() -> Iterator[PlanningYard]:
    with a_planning_yard("buyers") as made:
        yield made


def test_who_was_promised_a_level_bought_this(yard: PlanningYard) -> None:
    """By its reference or its name; branches count; what was cancelled or is another's does not."""
    (ref, name), *_ = yard.sql("SELECT ref, name FROM res_partner WHERE id = %s", yard.customer)
    branch = yard.make("res.partner", {"name": "Branch", "parent_id": yard.customer})
    yard.sell([("F-1", 2)])
    order = yard.sell([("F-4", 1)])
    yard.admin.call("sale.order", "action_cancel", [yard.sell([("F-2", 1)])])
    yard.admin.write("sale.order", [order], {"partner_id": branch})
    ask = ask_as(yard.reader, PROFILE)
    items = read_items(ask, PROFILE, read_units(ask), ())[0]
    for called in (ref, name):
        services = PROFILE.services.model_copy(update={"committed": {called: 0.99, "NOBODY": 0.99}})
        found = read_buyers(ask, items, PROFILE.model_copy(update={"services": services}), date(2026, 11, 20))
        assert set(found["customer"]) == {called}
        bought = yard.sql(
            "SELECT DISTINCT p.default_code FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id"
            " JOIN product_product p ON p.id = l.product_id WHERE o.state = 'sale' AND o.partner_id IN (%s, %s)",
            yard.customer, branch,
        )  # fmt: skip
        assert sorted(found["sku"]) == sorted(sku for (sku,) in bought)
    assert read_buyers(ask, items, PROFILE, date(2026, 11, 20)).height == 0
