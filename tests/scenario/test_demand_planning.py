"""Demand planning on a real Odoo, from its sales to purchase orders that a planner approved, counted by SQL."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.planning.approving import Choice
from domain.planning.overrides import Scope
from domain.planning.plan_frames import NEEDS
from flows.demand_planning import demand_planning
from ledger.book import Ledger
from ledger.plan_overrides import OverrideIn
from tasks.planning.case import Case
from tasks.planning.deciding import decide
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import Settings
from tests.furnished import furnished_keys
from tests.odoo_fixture import ledger_database
from tests.planning_history import sold_before
from tests.planning_yard import a_planning_yard

PROFILE = """\
plan: house
currency: USD
warehouses: {WH: {}}
history_periods: 52
posting: {confirm: true}
"""
ORDERED = """
SELECT p.default_code, l.product_qty::float, o.state, v.ref FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id
JOIN product_product p ON p.id = l.product_id JOIN res_partner v ON v.id = o.partner_id ORDER BY l.id
"""
SKUS = [f"F-{number}" for number in range(1, 6)]


@pytest.fixture(scope="module")
def yard():
    with a_planning_yard("demand_planning") as made:
        rows = made.admin.search_read("product.product", [("default_code", "in", SKUS)], ["product_tmpl_id"])
        offers = [
            {"partner_id": made.supplier, "product_tmpl_id": row["product_tmpl_id"], "price": 3, "delay": 10}
            for row in rows
        ]
        made.admin.call("product.supplierinfo", "create", arguments={"vals_list": offers})
        dice, today = random.Random(7), datetime.now(UTC).date()
        products = [made.products[sku] for sku in SKUS]
        weeks = {
            today - timedelta(days=7 * week): [(one, dice.randint(4, 12), 10.0) for one in products]
            for week in range(1, 40)
        }
        sold_before(made, weeks)
        yield made


@pytest.fixture
def house(yard, tmp_path):
    with ledger_database("demand_planning") as url:
        Ledger(url).migrate()
        (tmp_path / "planning").mkdir()
        (tmp_path / "planning" / "house.yaml").write_text(PROFILE)
        copy, keys = yard.copy, furnished_keys()
        made = Resources(
            Settings(
                home=tmp_path / "home", ledger_url=url, partners=tmp_path, odoo_url=copy.url, odoo_database=copy.database,
                odoo_keys=keys,
            )
        )  # fmt: skip
        use(made)
        yield made
        use(None)


def planned(**more):
    return asyncio.run(demand_planning.fn(**more))


def lines_of(house, plan):
    with house.ledger.open() as book:
        return book.plans.of(plan), {one.sku: one for one in book.plan_lines.of(plan)}


def test_from_sales_to_orders_that_a_planner_approved_and_what_was_decided_outlives_the_next_plan(yard, house):
    first = planned()
    head, lines = lines_of(house, first.plan)
    assert (first.state, first.waiting, sorted(lines)) == ("proposed", 5, SKUS)
    assert yard.sql(ORDERED) == []

    until = head.today + timedelta(days=5)
    choices = [
        Choice(line=lines["F-1"].line, verdict="accept"),
        Choice(line=lines["F-2"].line, verdict="change", quantity=Decimal(77), reason="a whole pallet"),
        Choice(line=lines["F-3"].line, verdict="reject", reason="to be delisted", keep_until=until),
        Choice(line=lines["F-4"].line, verdict="accept"),
    ]
    assert [one.outcome for one in decide(house, head, choices, by="mia").results] == [
        "approved", "approved", "rejected", "approved",
    ]  # fmt: skip
    posted = planned(plan=first.plan)
    wanted = [("F-1", float(lines["F-1"].quantity)), ("F-2", 77.0), ("F-4", float(lines["F-4"].quantity))]
    assert sorted((sku, units) for sku, units, *_ in yard.sql(ORDERED)) == wanted
    assert {row[2:] for row in yard.sql(ORDERED)} == {("purchase", "FC-2")}
    assert (posted.posted, posted.waiting) == (3, 1)
    assert planned(plan=first.plan) == posted
    assert len(yard.sql(ORDERED)) == 3

    with house.ledger.open() as book:
        edit = OverrideIn(scope=Scope(sku="F-5"), what="demand_factor", value="2", reason="an action", expires_on=until)
        book.overrides.add("house", edit, by="mia")
        book.commit("tests.override")
    again = planned()
    _, now = lines_of(house, again.plan)
    assert sorted(now) == ["F-5"]
    assert now["F-5"].quantity > lines["F-5"].quantity * Decimal("1.8")
    assert "an action" in now["F-5"].why
    assert Case.of(house, again.plan).frame(NEEDS).filter(sku="F-3")["position"].item() == 0
    assert lines_of(house, first.plan)[1]["F-5"].state == "superseded"
    assert len(yard.sql(ORDERED)) == 3
