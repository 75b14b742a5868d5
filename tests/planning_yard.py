"""The furnished Odoo as planning sees it: two warehouses, and what may happen in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from pydantic import SecretStr

from connectors.odoo.address import OdooAddress
from connectors.odoo.bots import BOTS
from connectors.odoo.connect import connect
from connectors.odoo.planning.snapshot import OdooPlanning, Read
from connectors.odoo.port import OdooPort
from domain.planning.profile import PlanningProfile
from tests.furnished import furnished_copy
from tests.odoo_fixture import OdooCopy

PROFILE = PlanningProfile(plan="yard", currency="USD", timezone="Europe/Berlin", history_periods=60)


@dataclass
class PlanningYard:
    """A person at Odoo, and the reader's port."""

    copy: OdooCopy
    admin: OdooPort
    reader: OdooPort
    products: dict[str, int]
    customer: int
    supplier: int
    houses: dict[str, dict[str, Any]]

    def make(self, model: str, values: dict[str, Any], **context: Any) -> int:
        answer = self.admin.call(model, "create", arguments={"vals_list": [values]}, context=context or None)
        return int(answer[0] if isinstance(answer, list) else answer)

    def count(self, sku: str, house: str, units: float, location: int = 0) -> None:
        """A person counts so many."""
        place = location or self.houses[house]["lot_stock_id"]
        values = {"product_id": self.products[sku], "location_id": place, "inventory_quantity": units}
        quant = self.make("stock.quant", values, inventory_mode=True)
        self.admin.call("stock.quant", "action_apply_inventory", [quant])

    def sell(self, lines: Sequence[tuple[Any, ...]], house: str = "WH", on: str = "") -> int:
        """A confirmed order: SKU, quantity, and where it is another one the unit; ``on`` is its own date."""
        rows = [
            (0, 0, {"product_id": self.products[sku], "product_uom_qty": quantity}
             | ({"product_uom_id": unit[0]} if unit else {}))
            for sku, quantity, *unit in lines
        ]  # fmt: skip
        values = {"partner_id": self.customer, "warehouse_id": self.houses[house]["id"], "order_line": rows}
        order = self.make("sale.order", values)
        self.admin.call("sale.order", "action_confirm", [order])
        if on:
            self.admin.write("sale.order", [order], {"date_order": on})
        return order

    def buy(self, sku: str, units: float, house: str = "WH", *, confirm: bool = True, **more: Any) -> int:
        line = {"product_id": self.products[sku], "product_qty": units, "price_unit": 4, **more}
        values = {
            "partner_id": self.supplier,
            "picking_type_id": self.houses[house]["in_type_id"],
            "order_line": [(0, 0, {"date_planned": "2030-02-01 10:00:00", **line})],
        }
        order = self.make("purchase.order", values)
        if confirm:
            self.admin.call("purchase.order", "button_confirm", [order])
        return order

    def transfer(self, sku: str, source: str, target: str, units: float) -> int:
        ends = {
            "location_id": self.houses[source]["lot_stock_id"],
            "location_dest_id": self.houses[target]["lot_stock_id"],
        }
        move = {"product_id": self.products[sku], "product_uom_qty": units, **ends}
        kind = self.houses[source]["int_type_id"]
        picking = self.make("stock.picking", {"picking_type_id": kind, **ends, "move_ids": [(0, 0, move)]})
        self.admin.call("stock.picking", "action_confirm", [picking])
        return picking

    def do(self, domain: list[Any], units: float | None = None) -> None:
        """Do the open moves, whole, or with so many units and a backorder."""
        states = ("state", "in", ("confirmed", "assigned", "partially_available"))
        moves = self.admin.search_read("stock.move", [*domain, states], ["product_uom_qty", "picking_id"])
        assert moves
        for move in moves:
            done = float(move["product_uom_qty"]) if units is None else units
            self.admin.write("stock.move", [move["id"]], {"quantity": done, "picked": True})
        context = {"skip_backorder": True, "picking_ids_not_to_backorder": []}
        pickings = sorted({move["picking_id"] for move in moves})
        self.admin.call("stock.picking", "button_validate", pickings, context=context)

    def bring_back(self, order: int, sku: str, units: float) -> None:
        """The customer brings some of a delivered order back, into the warehouse's stock."""
        domain = [("sale_line_id.order_id", "=", order), ("product_id", "=", self.products[sku])]
        (move,) = self.admin.search_read("stock.move", domain, ["location_id", "location_dest_id", "picking_id"])
        ends = {"location_id": move["location_dest_id"], "location_dest_id": move["location_id"]}
        back = {
            "product_id": self.products[sku],
            "product_uom_qty": units,
            "origin_returned_move_id": move["id"],
            **ends,
        }
        kind = self.houses["WH"]["in_type_id"]
        values = {"picking_type_id": kind, "return_id": move["picking_id"], **ends, "move_ids": [(0, 0, back)]}
        picking = self.make("stock.picking", values)
        self.admin.call("stock.picking", "action_confirm", [picking])
        self.do([("picking_id", "=", picking)])

    def read(self, profile: PlanningProfile = PROFILE, *skus: str, **more: Any) -> Read:
        return OdooPlanning(more.pop("port", self.reader)).snapshot(profile, skus, **more)

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.copy.dsn) as connection:
            return connection.execute(query, values).fetchall()


class Meddling:
    """The reader's port; something happens in Odoo right after the reading of a model."""

    def __init__(self, port: OdooPort, model: str, happens: Callable[[], None], times: int = 1) -> None:
        self.port, self.model, self.happens, self.left = port, model, happens, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self.port, name)

    def search_read(self, model: str, domain: Any, fields: Any, **more: Any) -> Any:
        """Marks are read by date of writing; what happens between the marks and the reading counts."""
        answer = self.port.search_read(model, domain, fields, **more)
        if model == self.model and self.left and "write_date" not in fields:
            self.left -= 1
            self.happens()
        return answer


@contextmanager
def a_planning_yard(name: str) -> Iterator[PlanningYard]:
    """A database of its own for as long as the block runs."""
    with furnished_copy(name) as (copy, keys), yard_of(copy, keys) as yard:
        yield yard


@contextmanager
def yard_of(copy: OdooCopy, keys: Mapping[str, str]) -> Iterator[PlanningYard]:
    """A furnished database, wherever it is served."""
    admin = connect(OdooAddress(copy.url, copy.database, copy.admin_key), role="admin")
    reader = connect(
        OdooAddress(copy.url, copy.database, SecretStr(keys["reader"]), BOTS["reader"].login), role="reader"
    )
    fields = ["code", "lot_stock_id", "view_location_id", "in_type_id", "int_type_id"]
    partners = admin.search_read("res.partner", [("ref", "=like", "FC-%")], ["id"], order="ref")
    yield PlanningYard(
        copy,
        admin,
        reader,
        {row["default_code"]: row["id"] for row in admin.search_read("product.product", [], ["default_code"])},
        partners[0]["id"],
        partners[1]["id"],
        {row["code"]: row for row in admin.search_read("stock.warehouse", [], fields)},
    )
    admin.close()
    reader.close()
