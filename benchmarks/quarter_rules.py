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
        admin = self.world.yard.admin
        admin.call("stock.rule", "run_scheduler")
        drafts = [
            row["id"] for row in admin.search_read("purchase.order", [("state", "in", ("draft", "sent"))], ["id"])
        ]
        if drafts:
            admin.call("purchase.order", "button_confirm", drafts)
        self.world.ordered(day)

    def _made(self) -> None:
        admin, house = self.world.yard.admin, self.world.yard.houses[PLACE]
        (buy,) = admin.search_read(
            "stock.rule", [("action", "=", "buy"), ("warehouse_id", "=", house["id"])], ["route_id"]
        )
        values = [
            {"product_id": product, "warehouse_id": house["id"], "location_id": house["lot_stock_id"],
             "route_id": buy["route_id"], "trigger": "auto", "product_min_qty": low, "product_max_qty": high}
            for number, product in enumerate(self.world.products)
            for low, high in [min_max(self.world.quarter, number)]
        ]  # fmt: skip
        self.points = list(admin.call("stock.warehouse.orderpoint", "create", arguments={"vals_list": values}))

    def _refreshed(self, day: int) -> None:
        for number, point in enumerate(self.points):
            low, high = min_max(self.world.quarter, number, day)
            values = {"product_min_qty": low, "product_max_qty": high}
            self.world.yard.admin.write("stock.warehouse.orderpoint", [point], values)
