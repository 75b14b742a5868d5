"""A plan of 500 purchase orders posted, read back and confirmed in a real Odoo; then 1,000 reordering rules.

Run: ``python -m benchmarks.bench_posting``. One Odoo of two workers, one ledger; figures are the machine's.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.rows import Row, save
from domain.planning.reordering import WantedRule
from tasks.planning.post_gate import check_orders
from tasks.planning.posting import post_orders
from tests.faults.planning import DUE, Plans, buy, plans_of
from tests.faults.world import World, make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import ledger_database

DAYS, PLACES, SKUS, RULES = 250, ("WH", "WH2"), 5, 1000
GOAL_SECONDS = 300.0
"""Of the whole way: extracted, planned, posted, verified. Posting is a part of it."""
HALF = 500 / (GOAL_SECONDS / 2)
"""Orders a second, if all the time were for making them and for confirming them, half of it each."""


def main() -> int:
    """Measure; 1 when the goal is missed."""
    with (
        tempfile.TemporaryDirectory() as home,
        furnished_copy("bench_posting") as (odoo, keys),
        ledger_database("bench_posting") as url,
    ):
        world = make_world(Path(home), odoo, url, None, keys)
        rows = _orders(plans_of(world)) + _rules(world)
    return 0 if save("posting", "Posting a plan", rows) else 1


def _orders(plans: Plans) -> list[Row]:
    plan = plans.made(
        *(
            replace(buy(f"F-{sku}", place), line=f"{place}/{sku}/{day}", due_on=DUE + timedelta(days=day))
            for place in PLACES
            for sku in range(1, SKUS + 1)
            for day in range(DAYS)
        )
    )
    began = time.perf_counter()
    made = post_orders(plans.house, plan).sent.made
    posted = time.perf_counter() - began
    confirmed = check_orders(plans.house, plan).confirmed
    whole = time.perf_counter() - began
    again = time.perf_counter()
    post_orders(plans.house, plan)
    check_orders(plans.house, plan)
    again = time.perf_counter() - again
    assert made == confirmed == len(plans.in_odoo(plan)[0]) == DAYS * len(PLACES)
    note = f"{made} orders of {SKUS} lines"
    return [
        Row("orders made, with their intents", made / posted, HALF, "orders/s", note=note),
        Row("read back, compared, confirmed", confirmed / (whole - posted), HALF, "orders/s", note=note),
        Row("all of it", whole, GOAL_SECONDS, "s", low_is_good=True, note=note),
        Row("once more: nothing to do", again, 5, "s", low_is_good=True),
    ]


def _rules(world: World) -> list[Row]:
    names = [{"name": f"R{number}", "is_storable": True} for number in range(RULES)]
    products = world.admin.call("product.product", "create", arguments={"vals_list": names})
    (store,) = world.admin.search_read("stock.warehouse", [("code", "=", "WH")], ["lot_stock_id", "company_id"])
    place = {"warehouse_id": store["id"], "location_id": store["lot_stock_id"], "company_id": store["company_id"]}
    rules = [
        WantedRule(
            external_id=f"__lading__.orderpoint_{one}", sku=str(one), place="WH", product_id=one, minimum=5, maximum=9,
            **place,
        )
        for one in products
    ]  # fmt: skip
    port = world.house.purchasing.rules
    began = time.perf_counter()
    made = port.act(port.look(rules, {}, ())).made
    taken = time.perf_counter() - began
    assert made == RULES
    return [Row("reordering rules made", made / taken, 25, "rules/s", note=f"{made} rules, about as long to change")]


if __name__ == "__main__":
    raise SystemExit(main())
