"""5,000 items at two warehouses of a real Odoo: extracted, planned, 500 purchase orders posted, confirmed, read back.

Run: ``python -m benchmarks.bench_plan_odoo [--items 5000] [--suppliers 250]``. Items, price lists, stock and two years of
sales are copied by SQL from ones that Odoo made itself. The flow's own stages are measured, as ``lading plan run`` runs
them; everything is approved by the profile's policy.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import yaml

from benchmarks.quarter_night import Stopwatch
from benchmarks.rows import Row, save
from flows.demand_planning import demand_planning
from ledger.book import Ledger
from tasks.planning.publishing import Told
from tasks.planning.stage import watcher
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import Settings
from tests.odoo_fixture import ledger_database, servers
from tests.planning_history import columns_of, copy_of, sold_before
from tests.planning_yard import PlanningYard, a_planning_yard

GOAL_SECONDS = 300.0
HOUSES = ("WH", "WH2")
WEEKS = 104
PROFILE = {
    "plan": "bench", "currency": "USD", "history_periods": WEEKS, "approval": {"automatic_below": 10**9},
    "posting": {"confirm": True, "group_days": 31},
}  # fmt: skip
_POSTED = """
SELECT count(DISTINCT o.id), count(*) FROM purchase_order o JOIN purchase_order_line l ON l.order_id = o.id
JOIN ir_model_data d ON d.model = 'purchase.order.line' AND d.res_id = l.id AND d.module = '__lading__' WHERE o.state = 'purchase'
"""


def furnish(yard: PlanningYard, items: int, suppliers: int) -> None:
    """Items, each with one supplier, stock at both warehouses, and sales of two years in about half of the weeks."""
    names = [{"name": f"Vendor {one}", "ref": f"B{one:04}"} for one in range(suppliers)]
    vendors = yard.admin.call("res.partner", "create", arguments={"vals_list": names})
    first = {
        "name": "Item", "default_code": "B-00000", "is_storable": True, "standard_price": 4, "list_price": 9,
        "taxes_id": [], "supplier_taxes_id": [],
        "seller_ids": [(0, 0, {"partner_id": vendors[0], "price": 4, "delay": 10})],
    }  # fmt: skip
    product = yard.make("product.product", first)
    yard.products["B-00000"] = product
    for house in HOUSES:
        yard.count("B-00000", house, 10)
    with psycopg.connect(yard.copy.dsn) as connection:
        products = _copied_items(connection, product, items, vendors)
    dice, today = random.Random(5), datetime.now(UTC).date()
    for house in HOUSES:
        weeks = {
            today - timedelta(days=7 * week): [
                (one, float(dice.randint(1, 9)), 9.0) for one in products if dice.random() < 0.5
            ]
            for week in range(1, WEEKS)
        }
        sold_before(yard, weeks, house)
    with psycopg.connect(yard.copy.dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _copied_items(connection: psycopg.Connection, product: int, items: int, vendors: list[int]) -> list[int]:
    """Template, product, price line and stock of one item, copied; numbers of all products."""
    template = connection.execute("SELECT product_tmpl_id FROM product_product WHERE id = %s", [product]).fetchall()[0][
        0
    ]
    series = f"generate_series(1, {items - 1}) AS n"
    tables = ("product_template", "product_product", "product_supplierinfo", "stock_quant")
    known = {name: columns_of(connection, name) for name in tables}
    base = {
        name: connection.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchall()[0][0]  # type: ignore[arg-type]
        for name in tables[:2]
    }
    new_template, new_product = f"{base['product_template']} + n", f"{base['product_product']} + n"
    code = "'B-' || lpad(n::text, 5, '0')"
    for name, other, of in (
        ("product_template", {"id": new_template, "default_code": code}, f"one.id = {template}"),
        ("product_product", {"id": new_product, "product_tmpl_id": new_template, "default_code": code}, f"one.id = {product}"),
        ("product_supplierinfo", {"product_tmpl_id": new_template, "product_id": "NULL", "partner_id":
            f"(ARRAY{vendors})[1 + n %% {len(vendors)}]"}, f"one.product_tmpl_id = {template}"),
        ("stock_quant", {"product_id": new_product, "quantity": "(n * 7 %% 60)", "reserved_quantity": "0"},
            f"one.product_id = {product} AND one.quantity > 0"),
    ):  # fmt: skip
        listed = [*(["id"] if "id" in other else []), *known[name]]
        connection.execute(copy_of(name, listed, other, beside=series, where=of), {})
    for name in tables[:2]:
        connection.execute(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")  # type: ignore[arg-type]
    return [product, *range(base["product_product"] + 1, base["product_product"] + items)]


def measured(yard: PlanningYard, keys: dict[str, str], ledger: str) -> tuple[Told, Stopwatch, float]:
    """One plan, from nothing to the report."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "partners" / "planning" / "bench.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(yaml.safe_dump(PROFILE))
        settings = Settings(
            home=Path(home), partners=file.parent.parent, ledger_url=ledger, odoo_url=yard.copy.url,
            odoo_database=yard.copy.database, odoo_keys=keys,
        )  # fmt: skip
        use(Resources(settings))
        watch = Stopwatch()
        watcher.set(watch)
        began = time.perf_counter()
        watch("extract")
        try:
            told = asyncio.run(demand_planning.fn())
        finally:
            watch("")
            use(None)
        return told, watch, time.perf_counter() - began


def main() -> int:
    """Measure; 1 when the goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=5000)
    arguments.add_argument("--suppliers", type=int, default=250)
    given = arguments.parse_args()
    with (
        servers("postgres", "odoo") as stack,
        a_planning_yard("bench_plan") as yard,
        ledger_database("bench_plan") as url,
    ):
        keys = json.loads((stack.config.home / "furnished.json").read_text())["keys"]
        Ledger(url).migrate()
        furnish(yard, given.items, given.suppliers)
        told, watch, seconds = measured(yard, keys, url)
        orders, lines = yard.sql(_POSTED)[0]
    note = f"{given.items:,} items at {len(HOUSES)} places, {orders} orders with {lines:,} lines, state {told.state}"
    stages = [Row(name, taken, GOAL_SECONDS, "s", low_is_good=True) for name, taken in watch.seconds.items()]
    assert lines == told.posted, "each posted line is one line of a confirmed order"
    good = save(
        "plan_odoo",
        "A plan with a real Odoo",
        [Row("all of it", seconds, GOAL_SECONDS, "s", low_is_good=True, note=note), *stages],
    )
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
