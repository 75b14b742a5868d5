"""A customer's order by REST becomes an order in Odoo, and the portal tells what became of it: confirmed, duplicate,
held, rejected; its prices and invoices come from the mirror, also while Odoo is down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.world import eventually
from tests.pushing import ReceiverProcess, receiving
from tests.scenario.prefect_house import PrefectHouse, prefect_house

SECONDS = 300.0
PROFILE = """\
partner: portal
source_id: portal-orders
channel: {channel}
format: portal
timezone: UTC
currency: USD
default_unit: Units
units: {{EA: Units}}
transport: {{kind: portal, portal: {{}}}}
"""
STANDS = """
SELECT o.state, l.product_uom_qty::float FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id
WHERE o.client_order_ref = %(number)s ORDER BY l.id
"""
MONEY = "SELECT amount_untaxed::text FROM sale_order WHERE name = %(name)s"


@pytest.fixture(scope="module")
def house(prefect_api: str) -> Iterator[PrefectHouse]:
    with prefect_house(prefect_api) as made:
        partners = Path(made.world.home) / "partners"
        for channel in ("portal", "field"):
            text = PROFILE.format(channel=channel).replace("portal-orders", f"{channel}-orders")
            (partners / f"{channel}.yaml").write_text(text)
        made.more["LADING_MIRROR_SECONDS"] = "3"
        yield made


@pytest.fixture(scope="module")
def receiver(house: PrefectHouse) -> Iterator[ReceiverProcess]:
    with receiving(house.environment(), Path(house.world.home) / "receiver.log") as made:
        yield made


class Customer:
    """Somebody with a key that the command made."""

    def __init__(self, house: PrefectHouse, receiver: ReceiverProcess, *words: str) -> None:
        made = json.loads(house.lading("portal", "keys", "new", *words, "--json"))
        headers = {"Authorization": f"Bearer {made['key']}"}
        self.client = httpx.Client(base_url=f"{receiver.address}/api/v1", headers=headers, timeout=30)

    def submit(self, number: str, *, key: str = "", price: str | None = "8.00", **changes: Any) -> dict[str, Any]:
        line = {"sku": "F-1", "quantity": "3", "unit": "EA", "unit_price": price, "line_number": "10"}
        order = {"number": number, "ordered_at": datetime.now(UTC).isoformat(), "lines": [line | changes]}
        answer = self.client.post("/orders", json=order, headers={"Idempotency-Key": key or number})
        assert answer.status_code == 202, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def wants(self, accepted: dict[str, Any], what: str, body: dict[str, Any]) -> dict[str, Any]:
        """A change or cancellation, until it is done; the order as it stands then."""
        key = {"Idempotency-Key": f"{what}-{accepted['id']}"}
        answer = self.client.post(f"/orders/{accepted['id']}/{what}", json=body, headers=key)
        assert answer.status_code == 202, answer.text
        eventually(lambda: self.changed(answer.json()) == "done", SECONDS)
        return self.standing(accepted)

    def changed(self, accepted: dict[str, Any]) -> str:
        told: str = self.client.get(f"/changes/{accepted['id']}").json()["change"]["status"]
        return told

    def standing(self, accepted: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.get(f"/orders/{accepted['id']}")
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def becomes(self, accepted: dict[str, Any], status: str) -> dict[str, Any]:
        eventually(lambda: self.standing(accepted)["order"]["status"] == status, SECONDS)
        return self.standing(accepted)


@pytest.fixture(scope="module")
def ann(house: PrefectHouse, receiver: ReceiverProcess) -> Customer:
    return Customer(house, receiver, "--channel", "portal", "--customer", "FC-1")


def test_orders_by_rest_are_confirmed_held_rejected_and_counted_once(house: PrefectHouse, ann: Customer) -> None:
    with house.working():
        first = ann.submit("PO-1", price=None)
        told = ann.becomes(first, "confirmed")
        again = ann.submit("PO-1", key="another", price=None, description="")
        held, refused = ann.submit("PO-2", price="1.00"), ann.submit("PO-3", unit="BARREL")
        assert ann.becomes(held, "waiting")["order"]["waiting"]["who"] == "us"
        reasons = ann.becomes(refused, "rejected")["reasons"]
        conflict = ann.becomes(again, "waiting")
        eventually(lambda: house.done("PO-") == 1, SECONDS)
    name = told["order"]["our_reference"]
    assert house.world.odoo_rows(MONEY, name=name) == [("24.00",)]
    assert (told["untaxed_total"], told["lines"][0]["unit_price"], told["lines"][0]["line_number"]) == (
        "24",
        "10",
        "10",
    )
    assert told["lines"][0]["moved"] == {"ordered": "3"}
    assert [one["code"] for one in reasons] == ["SO-LINE-004"]
    assert "this number" in conflict["order"]["says"]
    assert "8" not in ann.standing(held)["order"]["says"]
    house.world.assert_invariants()


def test_the_same_order_again_is_a_duplicate_of_the_first(house: PrefectHouse, ann: Customer) -> None:
    stamp = "2026-11-20T10:00:00+00:00"
    with house.working():
        line = {"sku": "F-2", "quantity": "1", "unit": "EA"}
        order = {"number": "TWICE-1", "ordered_at": stamp, "lines": [line]}
        made = [ann.client.post("/orders", json=order, headers={"Idempotency-Key": key}).json() for key in ("a", "b")]
        told = [ann.standing(one) for one in made]
        eventually(lambda: house.done("TWICE-") == 1, SECONDS)
        eventually(
            lambda: {ann.standing(one)["order"]["status"] for one in made} == {"confirmed", "duplicate"}, SECONDS
        )
        more = [{"sku": "F-2", "quantity": "4"}, {"action": "add", "sku": "F-1", "quantity": "2", "unit": "EA"}]
        changed = ann.wants(made[0], "changes", {"lines": more})
        in_odoo = house.world.odoo_rows(STANDS, number="TWICE-1")
        cancelled = ann.wants(made[0], "cancellation", {"reason": "closed"})
    assert [(line["sku"], line["quantity"]) for line in changed["lines"]] == [("F-2", "4"), ("F-1", "2")]
    assert (changed["order"]["status"], in_odoo) == ("confirmed", [("sale", 4.0), ("sale", 2.0)])
    assert (cancelled["order"]["status"], len(cancelled["changes"])) == ("cancelled", 2)
    assert house.world.odoo_rows(STANDS, number="TWICE-1") == [("cancel", 4.0), ("cancel", 2.0)]
    assert len({one["order"]["id"] for one in told}) == 2
    links = [ann.standing(one)["order"] for one in made]
    assert {one["duplicate_of"] for one in links} == {None, links[0]["links"]["self"]}
    assert len(house.world.fingerprint("TWICE-")) == 1


def test_a_seller_who_was_offline_sends_many_orders_of_two_customers(
    house: PrefectHouse, receiver: ReceiverProcess
) -> None:
    seller = Customer(house, receiver, "--channel", "field", "--customer", "FC-2", "--customer", "FC-3")
    orders = [
        {
            "id": f"device-{n}",
            "order": {
                "number": f"OFF-{n}",
                "customer": f"FC-{2 + n % 2}",
                "ordered_at": f"2026-11-{20 - n:02}T17:00:00+00:00",
                "priced_at": "2026-11-01T07:00:00+00:00",
                "lines": [{"sku": "F-1", "quantity": 1, "unit": "EA", "unit_price": 8}],
            },
        }
        for n in range(6)
    ]
    with house.working():
        answer = seller.client.post("/orders/batch", json={"orders": orders})
        assert [one["status"] for one in answer.json()["results"]] == [202] * 6
        assert seller.client.post("/orders/batch", json={"orders": orders}).json() == answer.json()
        eventually(lambda: house.done("OFF-") == 6, SECONDS)
        late = [orders[0]["order"] | {"number": f"LATE-{n}"} for n in (1, 2)]
        wishes = [
            {"id": "w-1", "number": "LATE-1", "customer": "FC-2", "change": {"lines": [{"sku": "F-1", "quantity": 5}]}},
            {"id": "w-2", "number": "LATE-2", "customer": "FC-2", "cancellation": {"reason": "closed"}},
        ]
        taken = seller.client.post("/changes/batch", json={"changes": wishes}).json()["results"]
        sent = [{"id": one["number"], "order": one} for one in late]
        made = seller.client.post("/orders/batch", json={"orders": sent}).json()["results"]
        eventually(lambda: [seller.changed(one["accepted"]) for one in taken] == ["done"] * 2, SECONDS)
    assert [seller.standing(one["accepted"])["order"]["status"] for one in made] == ["confirmed", "cancelled"]
    assert [house.world.odoo_rows(STANDS, number=f"LATE-{n}") for n in (1, 2)] == [[("sale", 5.0)], []]
    assert [row[4] for row in house.world.fingerprint("OFF-")] == [f"FC-{2 + n % 2}" for n in range(6)]


def test_prices_and_invoices_come_from_the_mirror_which_the_consumer_keeps_fresh(
    house: PrefectHouse, ann: Customer
) -> None:
    admin = house.world.admin
    assert admin is not None
    [customer] = admin.search_read("res.partner", [("ref", "=", "FC-1")], ["id"])
    line = {"name": "Anvils", "quantity": 2, "price_unit": 50.0, "tax_ids": [[6, 0, []]]}
    values = {"move_type": "out_invoice", "partner_id": customer["id"], "invoice_date": "2026-11-20",
              "invoice_line_ids": [[0, 0, line]]}  # fmt: skip
    [made] = admin.call("account.move", "create", arguments={"vals_list": [values]})
    admin.call("account.move", "action_post", ids=[made])
    with house.working():
        eventually(lambda: bool(ann.client.get("/invoices").json()["invoices"]), SECONDS)
        [invoice] = ann.client.get("/invoices").json()["invoices"]
        assert (invoice["total"], invoice["open"], invoice["state"], invoice["currency"]) == (
            "100",
            "100",
            "open",
            "USD",
        )
        pay(admin, made)
        eventually(lambda: ann.client.get("/invoices").json()["invoices"][0]["state"] != "open", SECONDS)
        one = ann.client.get(f"/invoices/{invoice['number']}").json()["invoice"]
        assert one["open"] == "0"
    answer = ann.client.get("/prices", params={"sku": ["F-1", "NOPE"], "quantity": "2"})
    known, strange = answer.json()["prices"]
    assert (known["unit_price"], known["discount_percent"], strange["known"]) == ("8", "20", False)
    assert int(answer.headers["age"]) < 60


def pay(admin: Any, invoice: int) -> None:
    """As a person at the books would."""
    context = {"active_model": "account.move", "active_ids": [invoice]}
    [wizard] = admin.call("account.payment.register", "create", arguments={"vals_list": [{}]}, context=context)
    admin.call("account.payment.register", "action_create_payments", ids=[wizard], context=context)
