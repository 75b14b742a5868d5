"""The consumer publishes numbers by itself while it works, and a worker's reconciliation shows in Prefect what it did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.world import PROFILE
from tests.scenario.prefect_house import PrefectHouse, prefect_house

SECTION = "availability: {buffer: 1, reserve: capture}\n"
SECONDS = 180.0


@pytest.fixture(scope="module")
def house(prefect_api: str) -> Iterator[PrefectHouse]:
    with prefect_house(prefect_api) as made:
        (Path(made.world.home) / "partners" / "faults.yaml").write_text(PROFILE + SECTION)
        made.more["LADING_AVAILABILITY_SECONDS"] = "1"
        yield made


def _count(house: PrefectHouse, sku: str, units: int) -> None:
    """Somebody counts so many in Odoo."""
    admin: Any = house.world.admin
    (product,) = house.world.odoo_rows("select id from product_product where default_code = %(sku)s", sku=sku)[0]
    (place,) = house.world.odoo_rows("select lot_stock_id from stock_warehouse order by id limit 1")[0]
    values = {"product_id": product, "location_id": place, "inventory_quantity": units}
    made = admin.call("stock.quant", "create", arguments={"vals_list": [values]}, context={"inventory_mode": True})
    admin.call("stock.quant", "action_apply_inventory", made if isinstance(made, list) else [made])


def _published(house: PrefectHouse) -> dict[str, int]:
    rows = house.world.ledger_rows("select sku, number from published_availability where sent_at is not null")
    return dict(rows)


def _eventually(what: Callable[[], bool]) -> None:
    ends = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.5)


def test_the_consumer_publishes_what_changes_in_odoo_and_by_orders(house: PrefectHouse) -> None:
    _count(house, "F-1", 50)
    with house.working():
        _eventually(lambda: _published(house).get("F-1") == 49)
        _count(house, "F-1", 80)
        _eventually(lambda: _published(house).get("F-1") == 79)
        house.world.drop("first.csv", house.world.orders("AV-", 1, 5))  # five lines of different products
        _eventually(lambda: house.done("AV-") == 1)
        sold = house.world.odoo_rows(
            "select sum(l.product_uom_qty)::int from sale_order_line l join product_product p on p.id = l.product_id"
            " where p.default_code = 'F-1'"
        )[0][0]
        _eventually(lambda: _published(house).get("F-1") == 79 - sold)


def test_a_worker_reads_the_whole_stock_and_its_run_shows_what_came_of_it(house: PrefectHouse) -> None:
    [deployment] = [one for one in house.asked("deployments/filter") if one["name"] == "reconcile"]
    made = house.asked(f"deployments/{deployment['id']}/create_flow_run")
    with house.serving("standard"):
        _eventually(lambda: house.run(made)["state_type"] in {"COMPLETED", "FAILED", "CRASHED"})
    assert house.run(made)["state_type"] == "COMPLETED"
    [page] = house.asked("artifacts/filter", artifacts={"flow_run_id": {"any_": [made["id"]]}})
    assert "Every published number was what the stock says." in page["data"]
    assert house.run(made)["name"] == "availability · whole=True"
