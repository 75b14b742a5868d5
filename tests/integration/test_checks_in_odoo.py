"""Each check on the real Odoo: one order that it sets aside with the right number, beside good ones that go through.

One database, one file, one run: the checks are all on at once, so none may disturb another's good order.
"""

from __future__ import annotations

import asyncio
import csv
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from connectors.odoo.address import OdooAddress
from connectors.odoo.connect import connect
from connectors.odoo.master_load import MasterLoad
from connectors.odoo.port import OdooPort
from domain import seams
from domain.work import BatchLimits
from infra.simulators.tax.__main__ import server as tax_server
from infra.simulators.tax.engine import Engine
from tasks.runtime.resources import Resources, use
from tests.faults.world import World, make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import ledger_database

CHANNEL = "checks"
HEADER = ("number", "customer", "sku", "quantity", "price", "wanted", "street", "town", "country")
_LATER = datetime.now(UTC).date() + timedelta(days=60)
FAR = (_LATER - timedelta(days=_LATER.weekday())).isoformat()
"""A Monday."""
PROFILE: dict[str, Any] = {
    "partner": CHANNEL,
    "source_id": CHANNEL,
    "channel": CHANNEL,
    "format": "csv",
    "timezone": "UTC",
    "currency": "USD",
    "units": {"EA": "Units"},
    "transport": {
        "inbox": "in", "archived": "seen", "outcomes": "out", "patterns": ["*.csv"], "settle_seconds": 0,
    },
    "mapping": {
        "date_formats": ["%Y-%m-%d"],
        "columns": {
            "number": "number",
            "ordered_at": "date",
            "customer.code": "customer",
            "requested_date": "wanted",
            "ship_to.address": ["street", "town"],
            "ship_to.country": "country",
            "line.sku": "sku",
            "line.quantity": "quantity",
            "line.unit": "unit",
            "line.unit_price": "price",
        },
    },
    "checks": {
        "blocked_tags": ["Blocked"],
        "merged": {"FC-OLD": "FC-1"},
        "superseded": {"F-5": "F-3"},
        "take_our_price_percent": "1",
        "minimum_quantities": {"F-3": 5},
        "minimum_order": "10",
        "high_value": "3000",
        "margin_floor_percent": "10",
        "catalogue": ["F-1", "F-2", "F-3", "F-4", "F-5"],
        "credit": {},
        "stock": {},
        "alike": {"days": 7, "score": 90},
        "delivery": {"lead_days": 2},
        "shipping": {
            "countries": ["US", "CA"],
            "restrictions": [
                {"tag": "Hazardous", "not_to": ["CA"]},
                {"tag": "Hazardous", "carriers": ["ADR Freight"]},
            ],
        },
    },
}  # fmt: skip
"""F-1 to F-5 cost 10.00 to 50.00 less 20 %: 8, 16, 24, 32, 40."""

GOOD = {
    "GOOD-1": ("FC-1", "F-1", 2, "8.00", FAR, "", "", ""),
    "GOOD-2": ("FC-1", "F-3", 5, "24.00", "", "", "", ""),
    "WITHIN": ("FC-2", "F-1", 10, "8.00", "", "", "", ""),
    "FREIGHT": ("FC-7", "F-4", 1, "32.00", "", "", "", ""),
}
FIXED = {
    "PRICE": (("FC-1", "F-1", 3, "8.07", "", "", "", ""), ["SO-PRICE-006"]),
    "MERGED": (("FC-OLD", "F-1", 4, "8.00", "", "", "", ""), ["SO-PARTY-011"]),
    "PLACE": (("FC-1", "F-1", 5, "8.00", "", "12 DOCK STREET", "Erie 16507", "US"), ["SO-PARTY-013"]),
}
HELD = {
    "PRICE-FAR": (("FC-1", "F-1", 6, "8.09", "", "", "", ""), ["SO-PRICE-001"]),
    "OVER": (("FC-2", "F-1", 9, "8.00", "", "", "", ""), ["SO-CREDIT-002"]),
    "BLOCKED": (("FC-3", "F-1", 7, "8.00", "", "", "", ""), ["SO-CREDIT-001"]),
    "NOWHERE": (("FC-1", "F-1", 8, "8.00", "", "14 Dock St", "Erie 16507", "US"), ["SO-PARTY-008"]),
    "OLD-ITEM": (("FC-1", "F-5", 2, "40.00", "", "", "", ""), ["SO-LINE-017"]),
    "FEW": (("FC-1", "F-3", 4, "24.00", "", "", "", ""), ["SO-LINE-018"]),
    "OTHER": (("FC-1", "F-6", 2, "48.00", "", "", "", ""), ["SO-LINE-020"]),
    "SMALL": (("FC-1", "F-1", 1, "8.00", "", "", "", ""), ["SO-VALUE-003"]),
    "LARGE": (("FC-1", "F-1", 400, "8.00", "", "", "", ""), ["SO-VALUE-001"]),
    "MARGIN": (("FC-1", "F-2", 2, "16.00", "", "", "", ""), ["SO-MARGIN-001"]),
    "STOCK": (("FC-1", "F-3", 20, "24.00", "", "", "", ""), ["SO-STOCK-001"]),
    "SOON": (("FC-1", "F-1", 9, "8.00", "today", "", "", ""), ["SO-DATE-006"]),
    "ABROAD": (("FC-4", "F-1", 2, "8.00", "", "", "", ""), ["SO-SHIP-001"]),
    "NORTH": (("FC-5", "F-4", 1, "32.00", "", "", "", ""), ["SO-SHIP-003", "SO-SHIP-004"]),
    "PARCEL": (("FC-1", "F-4", 3, "32.00", "", "", "", ""), ["SO-SHIP-004"]),
    "AGAIN": (("FC-1", "F-1", 2, "8.00", FAR, "", "", ""), ["SO-ALIKE-002"]),
}
EXCEPTION = {
    "SOMEWHERE": (("FC-6", "F-1", 2, "8.00", "", "", "", ""), ["SO-SHIP-002"]),
}


@dataclass
class Shop:
    """The house after its run, and a person at Odoo."""

    world: World
    admin: OdooPort

    def documents(self) -> dict[str, tuple[str, list[dict[str, str]]]]:
        rows = self.world.ledger_rows("SELECT number, state, findings FROM documents")
        return {number: (state, findings) for number, state, findings in rows}

    def order(self, number: str) -> dict[str, Any]:
        fields = ["state", "partner_id", "partner_shipping_id", "amount_untaxed", "order_line"]
        (row,) = self.admin.search_read("sale.order", [("client_order_ref", "=", number)], fields)
        return row

    def ids(self, model: str, field: str, values: list[str]) -> dict[str, int]:
        rows = self.admin.search_read(model, [(field, "in", values)], [field])
        return {row[field]: row["id"] for row in rows}

    def made(self, model: str, **values: object) -> int:
        (record,) = self.admin.call(model, "create", arguments={"vals_list": [values]})
        return int(record)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with furnished_copy("checks") as (odoo, keys), ledger_database("checks") as ledger_url:
        world = make_world(tmp_path_factory.mktemp("checks"), odoo, ledger_url, nursery=None, keys=keys)  # type: ignore[arg-type]
        address = OdooAddress(odoo.url, odoo.database, odoo.admin_key, "admin")
        made = Shop(world, connect(address, protocol="json2", role="admin"))
        _furnish(made)
        (world.home / "partners" / "faults.yaml").write_text(yaml.safe_dump(PROFILE))
        rows = [
            *((number, row) for number, row in GOOD.items()),
            *((number, row) for kind in (FIXED, HELD, EXCEPTION) for number, (row, _) in kind.items()),
        ]
        _drop(world, rows)
        _run(world)
        yield made
        use(None)


def _drop(world: World, rows: list[tuple[str, tuple[object, ...]]], name: str = "orders.csv") -> None:
    today = datetime.now(UTC).date().isoformat()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*HEADER, "date", "unit"))
    for number, row in rows:
        writer.writerow((number, *(today if cell == "today" else cell for cell in row), today, "EA"))
    inbox = world.home / "channels" / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text(text.getvalue())


def _run(world: World, **changes: object) -> None:
    from flows.order_to_cash import order_to_cash

    use(Resources(world.made_settings(**changes)))
    asyncio.run(order_to_cash.fn(channel=CHANNEL, limits=BatchLimits()))


class _DiedError(BaseException):
    """As if the process had ended there."""


def _run_that_dies(world: World, place: str) -> None:
    def die(_kind: str, name: str) -> None:
        if name == place:
            raise _DiedError

    seams.install(die)
    try:
        with pytest.raises(_DiedError):
            _run(world)
    finally:
        seams.install(None)
    world.let_leases_run_out()


def _furnish(shop: Shop) -> None:
    """Credit, tags, addresses, costs, stock and a carrier, as people keep them in Odoo."""
    load = MasterLoad(shop.admin)
    base = {"category": "faults", "unit": "Units", "cost": "1"}
    load.products([{**base, "sku": "F-6", "name": "Fault 6", "list_price": "60.00"}])
    people = [("FC-4", "FR"), ("FC-5", "CA"), ("FC-6", ""), ("FC-7", "US")]
    load.customers([{"code": code, "name": code, "country": home, "pricelist": "Faults"} for code, home in people])
    stock = {"F-1": 1000, "F-2": 1000, "F-3": 10, "F-4": 1000, "F-5": 1000, "F-6": 1000}
    load.stock([{"sku": sku, "warehouse": "first", "quantity": str(count)} for sku, count in stock.items()])
    customers = shop.ids("res.partner", "ref", [f"FC-{n}" for n in range(1, 8)])
    products = shop.ids("product.product", "default_code", list(stock))
    shop.admin.write("product.product", [products["F-2"]], {"standard_price": 15})
    tag = shop.made("product.tag", name="Hazardous")
    shop.admin.write("product.product", [products["F-4"]], {"additional_product_tag_ids": [(4, tag)]})
    blocked = shop.made("res.partner.category", name="Blocked")
    shop.admin.write("res.partner", [customers["FC-3"]], {"category_id": [(4, blocked)]})
    shop.made(
        "res.partner", name="Dock", type="delivery", parent_id=customers["FC-1"], street="12 Dock St.", zip="16507",
        city="Erie", country_id=shop.ids("res.country", "code", ["US"])["US"],
    )  # fmt: skip
    _carriers(shop, customers["FC-7"], products["F-1"])
    _owing(shop, customers["FC-2"], products["F-1"])


def _carriers(shop: Shop, customer: int, product: int) -> None:
    carrier = shop.made("delivery.carrier", name="ADR Freight", product_id=product)
    shop.admin.write("res.partner", [customer], {"property_delivery_carrier_id": carrier})


def _owing(shop: Shop, customer: int, product: int) -> None:
    """A posted invoice of 100 and a confirmed order of 200, without tax, of a limit of 400."""
    company = shop.admin.search_read("res.company", [], ["id"])[0]["id"]
    shop.admin.write("res.company", [company], {"account_use_credit_limit": True})
    shop.admin.write("res.partner", [customer], {"credit_limit": 400})
    lines = [(0, 0, {"name": "Earlier", "quantity": 1, "price_unit": 100, "tax_ids": [(6, 0, [])]})]
    invoice = shop.made("account.move", move_type="out_invoice", partner_id=customer, invoice_line_ids=lines)
    shop.admin.call("account.move", "action_post", [invoice])
    ordered = [
        (0, 0, {"product_id": product, "product_uom_qty": 1, "price_unit": 200, "discount": 0, "tax_ids": [(6, 0, [])]})
    ]
    order = shop.made("sale.order", partner_id=customer, order_line=ordered)
    shop.admin.call("sale.order", "action_confirm", [order])


@pytest.mark.parametrize("number", GOOD)
def test_a_good_order_goes_through_beside_the_bad_ones(shop: Shop, number: str) -> None:
    state, findings = shop.documents()[number]
    assert (state, [one["code"] for one in findings if one["severity"] != "warn"]) == ("done", [])
    assert shop.order(number)["state"] == "sale"


@pytest.mark.parametrize("number", FIXED)
def test_what_the_policy_puts_right_goes_through_and_says_what_was_taken(shop: Shop, number: str) -> None:
    state, findings = shop.documents()[number]
    assert (state, [one["code"] for one in findings]) == ("done", FIXED[number][1])
    assert findings[0]["severity"] == "fix"
    assert shop.order(number)["state"] == "sale"


@pytest.mark.parametrize("number", [*HELD, *EXCEPTION])
def test_each_check_sets_its_order_aside_and_nothing_of_it_is_in_odoo(shop: Shop, number: str) -> None:
    wanted = {**HELD, **EXCEPTION}[number][1]
    state, findings = shop.documents()[number]
    assert (state, [one["code"] for one in findings]) == ("held" if number in HELD else "exception", wanted)
    assert shop.admin.search_read("sale.order", [("client_order_ref", "=", number)], ["id"]) == []


def test_our_price_the_survivor_and_the_known_address_are_what_odoo_has(shop: Shop) -> None:
    assert shop.order("PRICE")["amount_untaxed"] == 24
    customers = shop.ids("res.partner", "ref", ["FC-1"])
    assert shop.order("MERGED")["partner_id"] == customers["FC-1"]
    dock = shop.ids("res.partner", "name", ["Dock"])["Dock"]
    assert shop.order("PLACE")["partner_shipping_id"] == dock
    assert len(shop.admin.search_read("res.partner", [("parent_id", "=", customers["FC-1"])], ["id"])) == 1


def test_the_decision_of_a_fix_stands_in_the_audit_trail(shop: Shop) -> None:
    rows = shop.world.ledger_rows(
        "SELECT a.data FROM audit a JOIN documents d ON d.id = a.document_id WHERE d.number = 'PRICE' AND a.kind = 'moved'"
    )
    (noted,) = [str(row[0]["note"]) for row in rows if row[0]["note"]]
    assert noted.startswith("SO-PRICE-006 lines[1].unit_price: Product F-1: the order states 8.07 USD")
    assert "ours, 8.00" in noted


def test_credit_counts_the_invoice_the_open_order_and_the_order_ahead(shop: Shop) -> None:
    _, findings = shop.documents()["OVER"]
    message = findings[0]["message"]
    assert "invoices 100.00, open orders 200.00" in message
    assert "of at most 400" in message
    assert "on their way to Odoo" in message
    assert "on their way to Odoo 0.00" not in message, "WITHIN is counted before Odoo knows of it"


def test_stock_is_what_is_free_less_the_orders_ahead(shop: Shop) -> None:
    _, findings = shop.documents()["STOCK"]
    assert "20 Units of product F-3 are ordered, 10 are free" in findings[0]["message"]
    assert "less 0 kept for other orders and 5 for those before it" in findings[0]["message"]


def test_released_orders_are_judged_by_fresh_figures(shop: Shop) -> None:
    customers = shop.ids("res.partner", "ref", ["FC-2"])
    shop.admin.write("res.partner", [customers["FC-2"]], {"credit_limit": 4000})
    with shop.world.ledger.open() as book:
        (over,) = [row for row in book.exceptions.list() if row.number == "OVER"]
        book.exceptions.decide([over.id], "replay", by="fin", reason="limit raised")
        book.commit("tests.decide")

    _run(shop.world)

    state, findings = shop.documents()["OVER"]
    assert (state, [one["code"] for one in findings]) == ("done", [])
    assert shop.order("OVER")["state"] == "sale"


def test_an_order_whose_tax_is_the_engines_goes_through_and_the_other_is_held(shop: Shop) -> None:
    """Six per cent in Erie, says the engine: one product has that tax in Odoo, the other the chart's default."""
    tax = shop.made("account.tax", name="Six", amount=6, type_tax_use="sale")
    products = shop.ids("product.product", "default_code", ["F-6"])
    shop.admin.write("product.product", [products["F-6"]], {"taxes_id": [(6, 0, [tax])]})
    (shop.world.home / "partners" / "faults.yaml").write_text(yaml.safe_dump(PROFILE | {"checks": {"tax": {}}}))
    rows = {
        "TAX-SAME": ("FC-1", "F-6", 1, "48.00", "", "", "", ""),
        "TAX-OTHER": ("FC-1", "F-1", 1, "8.00", "", "", "", ""),
    }
    _drop(shop.world, [*rows.items()], "taxes.csv")
    here = tax_server(Engine(), 0)
    threading.Thread(target=here.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{here.server_port}"
    try:
        _run(shop.world, tax_url=url, tax_account="simulated", tax_key="simulated-key", mirror_seconds=0)
    finally:
        here.shutdown()
        here.server_close()

    documents = shop.documents()
    assert documents["TAX-SAME"] == ("done", [])
    state, findings = documents["TAX-OTHER"]
    assert (state, [one["code"] for one in findings]) == ("held", ["SO-TAX-001"])
    assert "says 0.48 USD of tax" in findings[0]["message"]
    assert "the engine has PENNSYLVANIA 6 %, Odoo" in findings[0]["message"]


def test_a_new_address_is_made_once_when_it_is_released_and_found_by_the_next_order(shop: Shop) -> None:
    """Two orders name it in two spellings and are released at once; a third finds it in another one."""
    checks = PROFILE | {"checks": {"new_addresses": True}}
    (shop.world.home / "partners" / "faults.yaml").write_text(yaml.safe_dump(checks))
    rows = {
        "NEW-1": ("FC-3", "F-1", 1, "8.00", "", "7 Quay Str. 3 b", "D-20095 Hamburg", "DE"),
        "NEW-2": ("FC-3", "F-2", 1, "16.00", "", "7 QUAY STRASSE 3B", "20095 hamburg", "DE"),
    }
    _drop(shop.world, [*rows.items()], "new.csv")
    _run(shop.world)
    held = {number: shop.documents()[number] for number in rows}
    assert {number: (state, [one["code"] for one in found]) for number, (state, found) in held.items()} == {
        number: ("held", ["SO-PARTY-014"]) for number in rows
    }
    assert "it is made in Odoo as 7 Quay Str. 3 b, 20095 Hamburg, DE" in held["NEW-1"][1][0]["message"]
    with shop.world.ledger.open() as book:
        waiting = [row.id for row in book.exceptions.list() if row.number in rows]
        book.exceptions.decide(waiting, "release", by="Ada", reason="a new depot", waived_codes=["SO-PARTY-014"])
        book.commit("tests.decide")
    for seam in ("odoo.addresses.load.before", "odoo.addresses.load.after"):
        _run_that_dies(shop.world, seam)
    _run(shop.world)
    third = ("FC-3", "F-1", 2, "8.00", "", "7, Quay-Strasse 3 B", "Hamburg DE-20095", "DE")
    _drop(shop.world, [("NEW-3", third)], "again.csv")
    _run(shop.world, mirror_seconds=0)

    assert [shop.documents()[number][0] for number in (*rows, "NEW-3")] == ["done"] * 3
    customer = shop.ids("res.partner", "ref", ["FC-3"])["FC-3"]
    fields = ["street", "zip", "city", "type", "country_code", "write_uid"]
    made = shop.admin.search_read("res.partner", [("parent_id", "=", customer)], fields)
    assert [(one["street"], one["zip"], one["city"], one["type"], one["country_code"]) for one in made] == [
        ("7 Quay Str. 3 b", "20095", "Hamburg", "delivery", "DE")
    ]
    assert {shop.order(number)["partner_shipping_id"] for number in (*rows, "NEW-3")} == {made[0]["id"]}
    bot = shop.ids("res.users", "login", ["lading.addresses"])["lading.addresses"]
    assert made[0]["write_uid"] == bot
    intents = shop.world.ledger_rows("SELECT state FROM intents WHERE operation = 'address'")
    assert intents == [("settled",), ("settled",)]
