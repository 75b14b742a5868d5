"""Stock terms are what Odoo itself says, by warehouse, whatever was moved; and only what changed is read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.odoo.port import OdooPort
from connectors.odoo.rows import as_odoo_time, exact
from connectors.odoo.stock import OdooStock
from domain.promising.terms import Stock
from tests.contract.odoo.world import World

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=6)


class Yard:
    """Two warehouses of a real Odoo, and what may happen in them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.admin: OdooPort = world.admin
        first = self._find("stock.warehouse", [], ["code", "lot_stock_id", "in_type_id", "int_type_id"])[0]
        made = self._make("stock.warehouse", {"name": "West", "code": "WEST", "delivery_steps": "pick_ship"})
        west = self._find(
            "stock.warehouse", [("id", "=", made)], ["code", "lot_stock_id", "in_type_id", "int_type_id"]
        )[0]
        self.houses = {row["code"]: row for row in (first, west)}
        self.first = str(first["code"])
        self.supplier = self._find("stock.location", [("usage", "=", "supplier")], ["id"])[0]["id"]

    def _find(self, model: str, domain: list[Any], fields: list[str]) -> list[dict[str, Any]]:
        return self.admin.search_read(model, domain, fields, order="id")

    def _make(self, model: str, values: dict[str, Any], **context: Any) -> int:
        answer = self.admin.call(model, "create", arguments={"vals_list": [values]}, context=context or None)
        return int(answer[0] if isinstance(answer, list) else answer)

    def count(self, sku: str, house: str, units: float) -> None:
        """A person counts so many in the warehouse's stock."""
        values = {
            "product_id": self.world.products[sku],
            "location_id": self.houses[house]["lot_stock_id"],
            "inventory_quantity": units,
        }
        quant = self._make("stock.quant", values, inventory_mode=True)
        self.admin.call("stock.quant", "action_apply_inventory", [quant])

    def order(self, sku: str, house: str, units: int) -> int:
        """A confirmed sales order."""
        line = {"product_id": self.world.products[sku], "product_uom_qty": units}
        number = self._make(
            "sale.order",
            {
                "partner_id": self.world.customers["C1"],
                "warehouse_id": self.houses[house]["id"],
                "order_line": [(0, 0, line)],
            },
        )
        self.admin.call("sale.order", "action_confirm", [number])
        return number

    def buy(self, sku: str, house: str, units: int, on: datetime) -> int:
        """A confirmed purchase order."""
        line = {"product_id": self.world.products[sku], "product_qty": units, "date_planned": as_odoo_time(on)}
        values = {
            "partner_id": self.world.customers["C2"],
            "picking_type_id": self.houses[house]["in_type_id"],
            "order_line": [(0, 0, line)],
        }
        number = self._make("purchase.order", values)
        self.admin.call("purchase.order", "button_confirm", [number])
        return number

    def transfer(self, sku: str, source: str, target: str, units: int) -> None:
        """A planned transfer from one warehouse into the other."""
        ends = {
            "location_id": self.houses[source]["lot_stock_id"],
            "location_dest_id": self.houses[target]["lot_stock_id"],
        }
        move = {"product_id": self.world.products[sku], "product_uom_qty": units, **ends}
        picking = self._make(
            "stock.picking", {"picking_type_id": self.houses[source]["int_type_id"], **ends, "move_ids": [(0, 0, move)]}
        )
        self.admin.call("stock.picking", "action_confirm", [picking])

    def move_goods(self, domain: list[Any], units: int | None = None) -> None:
        """Do the ready transfers, whole, or with so many units and a backorder."""
        moves = self._find(
            "stock.move", [*domain, ("state", "in", ("assigned", "partially_available"))], ["product_qty", "picking_id"]
        )
        assert moves
        for move in moves:
            done = float(move["product_qty"]) if units is None else units
            self.admin.write("stock.move", [move["id"]], {"quantity": done, "picked": True})
        pickings = sorted({move["picking_id"] for move in moves})
        context = {"skip_backorder": True, "picking_ids_not_to_backorder": []}
        self.admin.call("stock.picking", "button_validate", pickings, context=context)

    def says(self, sku: str, house: str) -> tuple[Decimal, Decimal, Decimal]:
        """Odoo's own qty_available, free_qty, virtual_available."""
        fields = ["qty_available", "free_qty", "virtual_available"]
        context = {"warehouse_id": self.houses[house]["id"]}
        (row,) = self.admin.search_read(
            "product.product", [("id", "=", self.world.products[sku])], fields, context=context
        )
        return exact(row["qty_available"]), exact(row["free_qty"]), exact(row["virtual_available"])

    def read(self, sku: str) -> Stock:
        pages = OdooStock(self.world.reader_port).read([self.world.products[sku]])
        return Stock.model_validate_json(next(pages)[0].data)

    def ours(self, sku: str, house: str) -> tuple[Decimal, Decimal, Decimal]:
        """The same out of our terms."""
        stock = self.read(sku)
        on_hand = sum((one.quantity for one in stock.quants if one.warehouse == house), Decimal(0))
        reserved = sum((one.reserved for one in stock.quants if one.warehouse == house), Decimal(0))
        coming = sum((one.quantity for one in stock.incoming if one.warehouse == house), Decimal(0))
        going = sum((one.quantity for one in stock.outgoing if one.warehouse == house), Decimal(0))
        return on_hand, on_hand - reserved, on_hand + coming - going


@pytest.fixture(scope="module")
def yard(own_world: World) -> Yard:
    return Yard(own_world)


def _agree(yard: Yard, sku: str) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    ours = {house: yard.ours(sku, house) for house in yard.houses}
    assert ours == {house: yard.says(sku, house) for house in yard.houses}
    return ours


def test_after_each_of_many_moves_the_terms_are_what_odoo_says(yard: Yard) -> None:
    first, world = yard.first, yard.world
    yard.count("MUG", first, 20)
    yard.count("MUG", "WEST", 7)
    assert _agree(yard, "MUG") == {first: (20, 20, 20), "WEST": (7, 7, 7)}

    shipped = yard.order("MUG", first, 5)
    yard.order("MUG", first, 30)  # more than there is: partly reserved, the rest waits
    assert _agree(yard, "MUG")[first] == (20, 0, -15)
    waiting = [one for one in yard.read("MUG").outgoing if one.quantity != one.reserved]
    assert [(one.quantity, one.reserved, one.warehouse) for one in waiting] == [(30, 15, first)]
    name = world.sql("select name from sale_order where id = %s", shipped)[0][0]
    assert name in {one.origin for one in yard.read("MUG").outgoing}

    west = yard.order("MUG", "WEST", 3)  # picked, then shipped
    assert _agree(yard, "MUG")["WEST"] == (7, 4, 4)
    yard.move_goods([("reference", "like", "WEST/PICK")])
    assert _agree(yard, "MUG")["WEST"] == (7, 4, 4)
    yard.move_goods([("reference", "like", "WEST/OUT")])
    assert _agree(yard, "MUG")["WEST"] == (4, 4, 4)
    assert west

    yard.buy("MUG", first, 12, SOON)
    assert _agree(yard, "MUG")[first] == (20, 0, -3)
    (receipt,) = yard.read("MUG").incoming
    assert (receipt.quantity, receipt.expected_on, receipt.warehouse) == (12, SOON.date(), first)
    yard.transfer("MUG", "WEST", first, 2)
    assert _agree(yard, "MUG") == {first: (20, 0, -1), "WEST": (4, 2, 2)}

    yard.move_goods([("sale_line_id.order_id", "=", shipped)])
    assert _agree(yard, "MUG")[first] == (15, 0, -1)
    yard.count("MUG", "WEST", 9)
    assert _agree(yard, "MUG")["WEST"][0] == 9


def test_a_receipt_comes_in_parts_and_its_new_date_is_seen(yard: Yard) -> None:
    order = yard.buy("CUP", yard.first, 10, SOON)
    yard.move_goods([("purchase_line_id.order_id", "=", order)], units=4)
    assert _agree(yard, "CUP")[yard.first] == (4, 4, 10)
    (line,) = yard.admin.search_read("purchase.order.line", [("order_id", "=", order)], ["id"])
    yard.admin.write("purchase.order.line", [line["id"]], {"date_planned": as_odoo_time(SOON + timedelta(days=9))})

    (receipt,) = yard.read("CUP").incoming

    assert (receipt.quantity, receipt.expected_on) == (6, (SOON + timedelta(days=9)).date())


def test_only_products_whose_stock_changed_are_told_and_each_once(yard: Yard) -> None:
    stock = OdooStock(yard.world.reader_port)
    products = yard.world.products
    for sku in ("MUG", "CUP"):
        yard.count(sku, yard.first, 6)
    everything, newest = stock.changed(datetime(2020, 1, 1, tzinfo=UTC))
    assert set(everything) >= {products["MUG"], products["CUP"]}
    assert newest == stock.newest()
    assert stock.changed(newest) == ([], newest)
    yard.order("CUP", yard.first, 1)
    told, later = stock.changed(newest)
    assert (told, later >= newest) == ([products["CUP"]], True)
    assert stock.changed(later)[0] == []
    stock.forget()
    assert products["CUP"] in stock.changed(later)[0]


def test_reordering_rules_come_with_their_warehouse(yard: Yard) -> None:
    rule = {
        "product_id": yard.world.products["MUG"], "warehouse_id": yard.houses["WEST"]["id"],
        "location_id": yard.houses["WEST"]["lot_stock_id"], "product_min_qty": 2, "product_max_qty": 9,
    }  # fmt: skip
    yard._make("stock.warehouse.orderpoint", {**rule, "trigger": "manual"})
    (found,) = yard.read("MUG").order_points
    assert (found.warehouse, found.minimum) == ("WEST", 2)


def test_the_whole_stock_is_read_in_few_calls(yard: Yard) -> None:
    records = {one.id: one for page in OdooStock(yard.world.reader_port).read() for one in page}
    assert set(records) >= {yard.world.products["MUG"], yard.world.products["CUP"]}
    whole = Stock.model_validate_json(records[yard.world.products["MUG"]].data)
    assert whole.model_copy(update={"read_at": SOON}) == yard.read("MUG").model_copy(update={"read_at": SOON})


def test_a_product_that_has_nothing_is_read_with_nothing_when_it_is_asked_for(yard: Yard) -> None:
    assert yard.read("OLD").warehouses() == ()


def test_a_location_that_was_made_since_is_seen_by_who_knew_the_others(yard: Yard) -> None:
    stock = OdooStock(yard.world.reader_port)
    cup = yard.world.products["CUP"]
    list(stock.read([cup]))
    parent = yard.houses[yard.first]["lot_stock_id"]
    place = yard._make("stock.location", {"name": "New shelf", "location_id": parent, "usage": "internal"})
    quant = {"product_id": cup, "location_id": place, "inventory_quantity": 5}
    yard.admin.call("stock.quant", "action_apply_inventory", [yard._make("stock.quant", quant, inventory_mode=True)])
    found = Stock.model_validate_json(next(stock.read([cup]))[0].data)
    assert [one.quantity for one in found.quants if one.location.endswith("New shelf")] == [5]
    _agree(yard, "CUP")
