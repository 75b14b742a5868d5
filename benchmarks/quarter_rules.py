"""Odoo's own reordering rules on the same demand: minimum and maximum as a careful user sets them, its own scheduler."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from benchmarks.quarter_demand import min_max
from benchmarks.quarter_world import PLACE, OdooWorld

REFRESH_DAYS = 28
"""A careful user sets the levels anew so often."""


@dataclass
class OwnRules:
    """The rules of an Odoo, and its nights."""

    world: OdooWorld
    points: list[int] = field(default_factory=list)

    def night(self, number: int, day: date) -> None:
        """Levels where it is time, the scheduler, and all enquiries confirmed."""
        if not self.points:
            self._made()
        elif number % REFRESH_DAYS == 0:
            self._refreshed(number)
        self.world.yard.admin.call("stock.rule", "run_scheduler")
        confirmed(self.world, day)

    def _made(self) -> None:
        admin, house = self.world.yard.admin, self.world.yard.houses[PLACE]
        route = buying(self.world)
        values = [
            {"product_id": product, "warehouse_id": house["id"], "location_id": house["lot_stock_id"],
             "route_id": route, "trigger": "auto", "product_min_qty": low, "product_max_qty": high}
            for number, product in enumerate(self.world.products)
            for low, high in [min_max(self.world.quarter, number)]
        ]  # fmt: skip
        self.points = list(admin.call("stock.warehouse.orderpoint", "create", arguments={"vals_list": values}))

    def _refreshed(self, day: int) -> None:
        for number, point in enumerate(self.points):
            low, high = min_max(self.world.quarter, number, day)
            values = {"product_min_qty": low, "product_max_qty": high}
            self.world.yard.admin.write("stock.warehouse.orderpoint", [point], values)


def buying(world: OdooWorld) -> int:
    """The route by which the warehouse buys."""
    house = world.yard.houses[PLACE]["id"]
    domain = [("action", "=", "buy"), ("warehouse_id", "=", house)]
    (buy,) = world.yard.admin.search_read("stock.rule", domain, ["route_id"])
    return int(buy["route_id"])


def confirmed(world: OdooWorld, day: date) -> None:
    """All enquiries become orders of that day."""
    admin = world.yard.admin
    drafts = [row["id"] for row in admin.search_read("purchase.order", [("state", "in", ("draft", "sent"))], ["id"])]
    if drafts:
        admin.call("purchase.order", "button_confirm", drafts)
    world.ordered(day)
