"""A plan's snapshot of the contract world: two warehouses, suppliers of its products, and lines to post."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from connectors.odoo.purchasing.orders import OdooPurchasing
from domain.planning import frames
from domain.planning.grouping import Grouped, grouped
from domain.planning.orders import PlannedOrder
from domain.planning.plan_line import PlanLine
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from tests.contract.odoo.world import World

TODAY = date(2026, 11, 23)
DUE = date(2026, 12, 1)
_numbers = itertools.count(1)


@dataclass
class Planned:
    """What is planned in the contract world, and the bot that posts it."""

    world: World
    snapshot: Snapshot
    purchasing: OdooPurchasing
    profile: PlanningProfile = field(default_factory=lambda: PlanningProfile(plan="contract", currency="USD"))

    def code(self) -> str:
        """Of a plan of its own."""
        return f"contract-20261123-{next(_numbers):08x}"

    def grouped(self, *lines: PlanLine, code: str = "") -> Grouped:
        """The orders of some lines."""
        return grouped(lines, self.snapshot, self.profile, code or self.code())

    def counted(self, code: str) -> tuple[int, int]:
        """Purchase orders and their lines of a plan, by SQL."""
        sql = (
            "select count(distinct p.id), count(l.id) from purchase_order p"
            " join purchase_order_line l on l.order_id = p.id where p.origin = %s"
        )
        orders, lines = self.world.sql(sql, code)[0]
        return int(orders), int(lines)

    def order(self, *skus: str, **changes: Any) -> PlannedOrder:
        """One purchase order of a plan of its own."""
        (made,) = self.grouped(*(buy(sku, **changes) for sku in skus)).orders
        return made


def buy(sku: str, *, place: str = "WH", origin: str = "V1", kind: str = "purchase", **changes: Any) -> PlanLine:
    """An approved line to buy 12 of the first supplier for the first warehouse."""
    made = PlanLine(
        plan_id=1,
        line=f"{kind}/{sku}/{place}/{origin}",
        kind=kind,
        sku=sku,
        place=place,
        origin=origin,
        quantity=Decimal(12),
        need=Decimal(12),
        unit_price=Decimal("4.1"),
        value=Decimal("49.20"),
        order_on=TODAY,
        due_on=DUE,
        urgency="soon",
        state="approved",
    )
    return replace(made, **changes)


def planned(world: World) -> Planned:
    """The world's own warehouses and products, and two suppliers of all of them."""
    names = ("place", "warehouse_id", "company_id", "stock_location_id", "receipt_type_id", "internal_type_id")
    fields = ["code", "company_id", "lot_stock_id", "in_type_id", "int_type_id"]
    stores = world.admin.search_read("stock.warehouse", [("company_id", "=", 1)], fields)
    places = [(one["code"], one["id"], *(one[name] for name in fields[1:])) for one in stores]
    items = [
        {"sku": sku, "product_id": number, "unit_id": world.units["Units"]} for sku, number in world.products.items()
    ]
    vendors = {name: _vendor(world, name) for name in ("V1", "V2")}
    offers = [
        {"sku": sku, "supplier": name, "supplier_id": number, "price": 4.1}
        for sku in world.products
        for name, number in vendors.items()
    ]
    known = {
        "items": frames.ITEMS.of(items),
        "places": frames.PLACES.of([dict(zip(names, row, strict=True)) for row in places]),
        "suppliers": frames.SUPPLIERS.of(offers),
    }
    purchasing = OdooPurchasing(world.port("planning"), reader=world.port("reader"))
    return Planned(world, Snapshot(TODAY, datetime.now(UTC), known), purchasing)


def _vendor(world: World, name: str) -> int:
    found = world.admin.search_read("res.partner", [("ref", "=", name)], ["id"])
    if found:
        return int(found[0]["id"])
    return int(world.admin.call("res.partner", "create", arguments={"vals_list": [{"name": name, "ref": name}]})[0])
