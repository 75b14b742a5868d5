"""A simulated shop over HTTP, the real receiver, the real ledger, the real Odoo: what becomes of a shop's orders."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from entrypoints.webhooks import make_app
from infra.simulators.shopify.api import Api
from infra.simulators.shopify.app import make_app as make_shop
from infra.simulators.shopify.app import send_hooks
from infra.simulators.shopify.orders import Sold, Terms
from infra.simulators.shopify.shop import Shop
from tasks.shop.telling import tell_all
from tests.faults.edi import LINES
from tests.integration.receiver.conftest import serving

PROFILE = """\
partner: webshop
source_id: webshop
channel: webshop
format: shopify
currency: USD
default_unit: Units
house_account: FC-1
dates: {past_days: 0, future_days: 0}
price_tolerance: {percent: 20}
severities: {SO-PARTY-008: warn}
transport: {kind: webhook, outcomes: webshop-out, webhook: {signature: shopify, secrets: [webshop]}}
shopify:
  shop: simulated.myshopify.com
  api: API
  cancel_rejected: true
  fulfilments: true
  pull: {token: shop_token, every_minutes: 0.001}
"""
THREE = (Sold("F-1", 10, "8.00"), Sold("F-2", 6, "16.00"), Sold("F-3", 4, "24.00"))


@dataclass
class Webshop:
    """The shop and what became of its orders."""

    world: object
    api: Api
    hooks: str

    @property
    def shop(self):
        return self.api.shop

    def work(self):
        """Send the webhooks that wait, and run once to the end."""
        send_hooks(self.api, self.hooks)
        assert self.shop.outbox.waiting == []
        self.run()

    def run(self):
        ended = self.world.run(channel="webshop")
        assert ended["status"] == 0, ended["trouble"]

    def documents(self, order):
        sql = "SELECT purpose, state, findings FROM documents WHERE key_number = %(key)s ORDER BY id"
        rows = self.world.ledger_rows(sql, key=order["id"].rpartition("/")[2])
        return [(purpose, state, [one["code"] for one in found]) for purpose, state, found in rows]

    def lines(self, order):
        return [row[:4] for row in self.world.odoo_rows(LINES, number=order["name"])]

    def state(self, order):
        sql = "SELECT state FROM sale_order WHERE client_order_ref = %(name)s"
        return [row[0] for row in self.world.odoo_rows(sql, name=order["name"])]


@pytest.fixture(scope="module")
def webshop(world):
    shop = Shop()
    world.settings["secrets"] = {"webshop": shop.secret, "shop_token": shop.token}
    api = Api(shop)
    with serving(make_shop(api)) as address:
        (world.home / "partners" / "webshop.yaml").write_text(PROFILE.replace("API", address))
        with serving(make_app(world.house)) as receiver:
            yield Webshop(world, api, f"{receiver}/hooks/webshop")


def test_an_order_is_confirmed_with_the_shops_own_prices(webshop):
    order = webshop.shop.sell(*THREE)
    webshop.work()
    assert webshop.documents(order) == [("original", "done", ["SO-PARTY-008"])]
    assert webshop.state(order) == ["sale"]
    assert webshop.lines(order) == [("F-1", 10.0, 8.0, 0.0), ("F-2", 6.0, 16.0, 0.0), ("F-3", 4.0, 24.0, 0.0)]


def test_a_discount_is_exact_to_the_cent_in_odoo_too(webshop):
    order = webshop.shop.sell(Sold("F-1", 3, "8.00", discount="1.00"))
    webshop.work()
    assert webshop.lines(order) == [("F-1", 1.0, 7.66, 0.0), ("F-1", 2.0, 7.67, 0.0)]
    (total,) = webshop.world.odoo_rows(
        "SELECT amount_untaxed::text FROM sale_order WHERE client_order_ref = %(n)s", n=order["name"]
    )
    assert total == ("23.00",)


def test_an_edit_changes_the_order_in_odoo_and_a_payment_nothing(webshop):
    order = webshop.shop.sell(*THREE)
    webshop.work()
    webshop.shop.edit(order, {"F-1": 7, "F-2": 0}, add=[Sold("F-5", 2, "40.00")])
    webshop.shop.pay(order)
    webshop.work()
    assert [row[:2] for row in webshop.documents(order)] == [
        ("original", "done"),
        ("change", "done"),
        ("original", "duplicate"),
    ]
    assert [(sku, many) for sku, many, *_ in webshop.lines(order) if many] == [("F-1", 7.0), ("F-3", 4.0), ("F-5", 2.0)]
    assert webshop.state(order) == ["sale"]


def test_the_same_webhook_twice_is_one_order(webshop):
    order = webshop.shop.sell(*THREE, terms=Terms(note="sim:twice"))
    webshop.work()
    assert [row[1] for row in webshop.documents(order)] == ["done"]
    assert webshop.state(order) == ["sale"]


def test_a_cancelled_order_is_cancelled_in_odoo_once(webshop):
    order = webshop.shop.sell(*THREE)
    webshop.work()
    webshop.shop.cancel(order)
    webshop.work()
    assert [row[:2] for row in webshop.documents(order)] == [("original", "done"), ("cancel", "done")]
    assert webshop.state(order) == ["cancel"]


def test_an_edit_that_overtakes_its_order_and_a_cancellation_that_does(webshop):
    edited, cancelled = webshop.shop.sell(*THREE), webshop.shop.sell(*THREE)
    webshop.shop.edit(edited, {"F-1": 5})
    webshop.shop.cancel(cancelled)
    webshop.shop.outbox.waiting.reverse()
    webshop.work()
    webshop.run()
    assert webshop.lines(edited)[0][:2] == ("F-1", 5.0)
    assert [row[:2] for row in webshop.documents(edited)] == [("original", "done"), ("original", "duplicate")]
    assert webshop.state(cancelled) == []
    assert [row[:2] for row in webshop.documents(cancelled)] == [("cancel", "done"), ("original", "rejected")]


def test_a_counter_sale_waits_for_a_person(webshop):
    order = webshop.shop.sell(*THREE, terms=Terms(source="pos"))
    webshop.work()
    ((purpose, state, codes),) = webshop.documents(order)
    assert (purpose, state) == ("original", "held")
    assert "SH-HEAD-002" in codes
    assert webshop.state(order) == []


def test_a_test_order_is_refused_and_cancelled_in_the_shop(webshop):
    order = webshop.shop.sell(*THREE, terms=Terms(test=True))
    webshop.work()
    assert webshop.state(order) == []
    assert order["cancelReason"] == "OTHER"
    webshop.work()
    found = [row[:2] for row in webshop.documents(order) if row[1] != "duplicate"]
    assert found == [("original", "rejected"), ("cancel", "done")], "the shop tells us of our own cancellation"


def test_an_order_whose_webhook_never_came_is_found_and_delivered(webshop):
    order = webshop.shop.sell(*THREE, terms=Terms(note="sim:drop"))
    webshop.run()
    assert webshop.state(order) == ["sale"]
    (name,) = webshop.world.ledger_rows(
        "SELECT v.name FROM deliveries v JOIN documents d ON d.delivery_id = v.id WHERE d.number = %(n)s",
        n=order["name"],
    )[0]
    assert name == f"pull {order['name']}"


def ship(webshop, order, pieces):
    """The warehouse sends what is given by SKU; the rest stays open as a backorder."""
    admin = webshop.world.admin
    (sale,) = admin.search_read("sale.order", [("client_order_ref", "=", order["name"])], ["name"])
    open_moves = [("sale_line_id.order_id", "=", sale["id"]), ("state", "not in", ["done", "cancel"])]
    moves = admin.search_read("stock.move", open_moves, ["picking_id", "product_id", "product_uom_qty"])
    names = admin.search_read("product.product", [("id", "in", [one["product_id"] for one in moves])], ["default_code"])
    skus = {one["id"]: one["default_code"] for one in names}
    for move in moves:
        quantity = min(float(move["product_uom_qty"]), pieces.get(skus[move["product_id"]], 0))
        admin.write("stock.move", [move["id"]], {"quantity": quantity, "picked": bool(quantity)})
    admin.call("stock.picking", "button_validate", [moves[0]["picking_id"]], context={"skip_backorder": True})


def test_what_the_warehouse_sends_is_told_to_the_shop_once_and_comes_back_as_nothing_new(webshop):
    order, other = webshop.shop.sell(*THREE), webshop.shop.sell(Sold("F-1", 3, "8.00", discount="1.00"))
    webshop.work()
    house, another = webshop.world.house, webshop.world.house
    for one in (house, another):
        one.settings.shipments_seconds = 0  # each look is in time
    tell_all(house)
    ship(webshop, order, {"F-1": 4, "F-3": 4})
    ship(webshop, other, {"F-1": 3})
    for _ in range(2):
        tell_all(house)
    tell_all(another)  # which remembers nothing of what was seen
    ship(webshop, order, {"F-1": 6, "F-2": 6})
    tell_all(house)
    sent = [
        [(one["lineItem"]["sku"], one["quantity"]) for one in made["fulfillmentLineItems"]]
        for made in order["fulfillments"]
    ]
    assert sent == [[("F-1", 4), ("F-3", 4)], [("F-1", 6), ("F-2", 6)]]
    assert len(other["fulfillments"]) == 1
    assert [one["displayFulfillmentStatus"] for one in (order, other)] == ["FULFILLED"] * 2
    webshop.work()
    assert {row[1] for row in webshop.documents(order)} == {"done", "duplicate"}
    assert webshop.state(order) == ["sale"]


def test_in_the_end_all_is_counted(webshop):
    with webshop.world.ledger.open() as book:
        assert book.reconcile().balanced
    assert webshop.world.ledger_rows("SELECT key, state FROM intents WHERE state IN ('recorded', 'unknown')") == []
