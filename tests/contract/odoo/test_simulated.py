"""The simulator's Odoo and the real one, held to the same sentences by the same port: what one does, the other does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from connectors.odoo.address import OdooAddress
from connectors.odoo.json2 import Json2Port
from connectors.odoo.port import ENGLISH_UTC, OdooPort
from connectors.odoo.rows import order_rows
from connectors.odoo.sales import Note, OdooSales
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.errors import Refused
from tests.contract.odoo.world import ORDERED_AT, World
from tests.simulator.clock import Clock
from tests.simulator.odoo import SimulatedOdoo

_numbers = itertools.count(1)


class Straight(httpx.BaseTransport):
    """To the simulated Odoo, and nothing goes wrong."""

    def __init__(self, odoo: SimulatedOdoo) -> None:
        self.odoo = odoo

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        key = request.headers["Authorization"].removeprefix("bearer ")
        status, body = self.odoo.answer(request.url.path, key, request.content)
        return httpx.Response(status, content=body)


@dataclass
class Side:
    """One of the two, with a customer who has twenty percent off."""

    sales: OdooPort
    admin: OdooPort
    customer: int
    product: int
    unit: int
    pricelist: int

    def order(self, **changes: Any) -> ResolvedOrder:
        number = f"BOTH-{next(_numbers):05}"
        line = ResolvedLine(
            position=1, product_id=self.product, uom_id=self.unit, quantity=Decimal(2), price_unit=Decimal("79.5")
        )
        made = ResolvedOrder(
            external_id=f"__lading__.sales_order_{number.lower().replace('-', '')}",
            number=number,
            customer_code="x",
            customer_id=self.customer,
            pricelist_id=self.pricelist,
            currency="USD",
            ordered_at=ORDERED_AT,
            lines=(line,),
            untaxed_total=Decimal(0),
            source_label="both.csv",
        )
        return made.model_copy(update=changes)

    def lines(self, record: int | None) -> list[dict[str, Any]]:
        fields = ["product_uom_qty", "price_unit", "discount", "price_subtotal"]
        found = self.admin.search_read("sale.order.line", [("order_id", "=", record)], fields, order="id")
        return [{name: float(line[name]) for name in fields} for line in found]

    def edit(self, record: int | None, *, quantity: int) -> list[dict[str, Any]]:
        """A person's new quantity on every line, and how the lines stand after it."""
        for line in self.admin.search_read("sale.order.line", [("order_id", "=", record)], ["price_unit", "discount"]):
            kept = {"price_unit": line["price_unit"], "discount": line["discount"]}
            self.admin.write("sale.order.line", [line["id"]], {"product_uom_qty": quantity, **kept})
        return self.lines(record)

    def drafted(self) -> int:
        record = OdooSales(self.sales).draft([self.order()])[0].record_id
        assert record
        return record

    def state(self, record: int) -> str:
        return str(self.admin.search_read("sale.order", [("id", "=", record)], ["state"])[0]["state"])


def _simulated() -> Side:
    odoo = SimulatedOdoo(Clock())

    def port(role: str) -> Json2Port:
        address = OdooAddress("http://both.simulated", "simulated", SecretStr(role))
        return Json2Port(address, role=role, transport=Straight(odoo))

    return Side(port("sales"), port("admin"), 1, 1, 1, 1)


@pytest.fixture(params=["simulated", "real"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    if request.param == "simulated":
        yield _simulated()
        return
    world: World = request.getfixturevalue("shared_world").speaking("json2")
    lists = world.pricelists["Twenty off"]
    yield Side(world.sales_port, world.admin, world.customers["C2"], world.products["MUG"], world.units["Units"], lists)


def test_known_orders_come_back_as_they_are(side: Side) -> None:
    order = side.order()
    record = OdooSales(side.sales).draft([order])[0].record_id
    side.admin.write("sale.order", [record or 0], {"origin": "a person's word"})
    rows = order_rows(order)

    assert side.sales.load("sale.order", rows.columns, rows.rows).ids == (record,)
    assert side.admin.search_read("sale.order", [("id", "=", record)], ["origin"])[0]["origin"] == "a person's word"
    assert len(side.lines(record)) == 1


def test_without_the_create_only_context_load_overwrites(side: Side) -> None:
    order = side.order()
    record = OdooSales(side.sales).draft([order])[0].record_id
    side.admin.write("sale.order", [record or 0], {"origin": "a person's word"})
    rows = order_rows(order)

    side.sales.load("sale.order", rows.columns, rows.rows, context=ENGLISH_UTC)

    assert side.admin.search_read("sale.order", [("id", "=", record)], ["origin"])[0]["origin"] == "both.csv"


def test_a_load_that_comes_again_leaves_a_persons_edit_of_a_line(side: Side) -> None:
    order = side.order()
    record = OdooSales(side.sales).draft([order])[0].record_id
    edited = side.edit(record, quantity=77)
    rows = order_rows(order)

    side.sales.load("sale.order", rows.columns, rows.rows)

    assert side.lines(record) == edited
    assert edited[0]["product_uom_qty"] == 77


def test_without_the_create_only_context_it_overwrites_the_line(side: Side) -> None:
    order = side.order()
    record = OdooSales(side.sales).draft([order])[0].record_id
    sent = side.lines(record)
    side.edit(record, quantity=77)
    rows = order_rows(order)

    side.sales.load("sale.order", rows.columns, rows.rows, context=ENGLISH_UTC)

    assert side.lines(record) == sent


def test_a_bad_row_is_named_and_nothing_is_made(side: Side) -> None:
    good, bad = side.order(), side.order(customer_id=999_999)
    rows = [order_rows(good), order_rows(bad)]

    answer = side.sales.load("sale.order", rows[0].columns, [row for one in rows for row in one.rows])

    assert answer.ids is None
    assert {(one.record, one.field, one.error) for one in answer.messages} == {(1, "partner_id", True)}
    assert "999999" in answer.messages[0].text
    assert OdooSales(side.sales).read_back([good.external_id]) == {}


def test_a_price_without_its_discount_is_cut_by_the_list(side: Side) -> None:
    rows = order_rows(side.order())
    record = (side.sales.load("sale.order", rows.columns[:-1], [row[:-1] for row in rows.rows]).ids or (0,))[0]

    assert side.lines(record)[0]["price_subtotal"] == pytest.approx(127.2)


def test_a_new_quantity_alone_resets_the_price(side: Side) -> None:
    record = side.drafted()
    line = side.admin.search_read("sale.order.line", [("order_id", "=", record)], ["id"])[0]["id"]
    before = side.lines(record)[0]

    side.admin.write("sale.order.line", [line], {"product_uom_qty": 5})

    after = side.lines(record)[0]
    assert before["price_unit"] == pytest.approx(79.5)
    assert after["price_unit"] != pytest.approx(79.5)
    assert after["discount"] == pytest.approx(20)


def test_confirming_sets_the_date_and_is_refused_the_second_time(side: Side) -> None:
    record = side.drafted()
    side.sales.call("sale.order", "action_confirm", [record])
    stands = side.admin.search_read("sale.order", [("id", "=", record)], ["state", "date_order"])[0]

    assert stands["state"] == "sale"
    assert not str(stands["date_order"]).startswith("2026-03-29")
    with pytest.raises(Refused, match="requiring confirmation"):
        side.sales.call("sale.order", "action_confirm", [record])


def test_one_cancelled_order_makes_odoo_refuse_all(side: Side) -> None:
    records = [side.drafted(), side.drafted()]
    side.admin.call("sale.order", "action_cancel", [records[1]])

    with pytest.raises(Refused):
        side.sales.call("sale.order", "action_confirm", records)
    assert [side.state(record) for record in records] == ["draft", "cancel"]


def test_what_a_person_deleted_is_made_again_by_load(side: Side) -> None:
    order = side.order()
    first = OdooSales(side.sales).draft([order])[0].record_id
    side.admin.call("sale.order", "unlink", [first or 0])
    again = OdooSales(side.sales).draft([order])[0]

    assert again.outcome == "created"
    assert again.record_id != first
    with pytest.raises(Refused):
        side.admin.write("sale.order", [first or 0], {"origin": "x"})


def test_a_confirmed_order_is_not_deleted(side: Side) -> None:
    record = side.drafted()
    side.sales.call("sale.order", "action_confirm", [record])

    with pytest.raises(Refused):
        side.admin.call("sale.order", "unlink", [record])


def test_the_whole_way_of_an_order_ends_alike(side: Side) -> None:
    sales, order = OdooSales(side.sales), side.order()
    record = sales.draft([order])[0].record_id or 0
    read = sales.read_back([order.external_id])[order.external_id]
    note = Note(external_id=order.external_id, record_id=record, body="From both.csv")

    assert read.untaxed_total == Decimal(159)
    assert read.ordered_at == ORDERED_AT
    assert [sales.note([note])[0].outcome for _ in range(2)] == ["created", "existing"]
    assert read.lines[0].external_id == f"{order.external_id}_1"
