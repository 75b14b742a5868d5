"""OCA ddmrp on the same demand: an Odoo of its own with the addon, buffers as a careful user sizes them, its own crons.

The addon and what it needs are fetched from whatever package index pip or uv is set to (``benchmarks/peer_odoo.py``).
Its charts need libraries that Odoo does without and are left out: bokeh is there by its name only, and packaging to read that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from benchmarks.peer_odoo import Parts, PeerOdoo, beside, run_odoo
from benchmarks.quarter_buffers import Buffer, buffer, usage
from benchmarks.quarter_rules import REFRESH_DAYS, buying, confirmed
from benchmarks.quarter_world import PLACE, OdooWorld
from infra.odoo.serve import OdooLimits
from infra.stack import Stack
from infra.supervisor import Supervisor
from tests.furnished import furnished_copy
from tests.planning_yard import PlanningYard, yard_of

PARTS = Parts((
    "odoo-addon-ddmrp==19.0.1.1.2", "odoo-addon-base-cron-exclusion==19.0.1.0.0.6",
    "odoo-addon-mrp-multi-level==19.0.1.0.5.4", "odoo-addon-mrp-warehouse-calendar==19.0.1.0.0.8",
    "odoo-addon-stock-demand-estimate==19.0.1.1.0.1", "odoo-addon-stock-location-is-sublocation==19.0.1.0.0.8",
    "odoo-addon-stock-move-quantity-product-uom==19.0.1.0.0.8", "odoo-addon-stock-warehouse-calendar==19.0.1.0.0.8",
    "odoo-addon-web-widget-bokeh-chart==19.0.1.0.1.4", "bokeh==3.9.0", "packaging==26.3",
))  # fmt: skip
ADDON = "ddmrp"


@contextmanager
def a_ddmrp_yard(stack: Stack) -> Iterator[PlanningYard]:
    """A furnished Odoo with the addon installed, for as long as the block runs.

    Raises:
        Missing: the peer cannot be had here.
    """
    peer = beside(stack, "ddmrp", PARTS, PeerOdoo)
    with furnished_copy("quarter_ddmrp") as (copy, keys):
        server = replace(peer, database=copy.database, limits=OdooLimits(workers=0, limit_time_real=600))
        server.choose_ports()
        server.write_settings()
        run_odoo(server, "-d", copy.database, "-i", ADDON, "--stop-after-init", "--workers=0", "--no-http")
        supervisor, service = Supervisor(server.home), server.service()
        supervisor.ensure(service, print)
        try:
            with yard_of(replace(copy, url=server.url()), keys) as yard:
                yield yard
        finally:
            supervisor.stop(service)


@dataclass
class OwnBuffers:
    """The buffers of an Odoo, and its nights."""

    world: OdooWorld
    buffers: list[int] = field(default_factory=list)

    def night(self, number: int, day: date) -> None:
        """Usage anew, profiles where it is time, the addon's two crons, and all enquiries confirmed."""
        if not self.buffers:
            self._made()
        else:
            self._refreshed(number)
        admin = self.world.yard.admin
        admin.call("stock.buffer", "cron_ddmrp_adu")
        admin.call("stock.buffer", "cron_ddmrp")
        confirmed(self.world, day)

    def _made(self) -> None:
        admin, house = self.world.yard.admin, self.world.yard.houses[PLACE]
        bought = {"route_ids": [(4, buying(self.world))]}
        # The addon names this argument otherwise than Odoo does.
        admin.call("product.product", "write", self.world.products, arguments={"values": bought})
        fixed = self._named("adu_calculation_method_fixed")
        values = [
            {"product_id": product, "warehouse_id": house["id"], "location_id": house["lot_stock_id"],
             "adu_calculation_method": fixed, "auto_procure": True, **self._sized(self._buffer(number))}
            for number, product in enumerate(self.world.products)
        ]  # fmt: skip
        self.buffers = list(admin.call("stock.buffer", "create", arguments={"vals_list": values}))

    def _refreshed(self, day: int) -> None:
        """The usage goes by the night, as the addon's own does; the profile by the same nights as the rules' levels."""
        for number, one in enumerate(self.buffers):
            values: dict[str, Any] = {"adu_fixed": usage(self.world.quarter, number, day)}
            if day % REFRESH_DAYS == 0:
                values = self._sized(self._buffer(number, day))
            self.world.yard.admin.write("stock.buffer", [one], values)

    def _buffer(self, number: int, day: int = 0) -> Buffer:
        return buffer(self.world.quarter, number, day)

    def _sized(self, one: Buffer) -> dict[str, Any]:
        profile = self._named(f"stock_buffer_profile_replenish_purchased_{one.lead}_{one.varies}")
        return {
            "buffer_profile_id": profile, "adu_fixed": one.usage, "lead_days": one.lead_days,
            "extra_lead_time": one.extra_days, "order_cycle": one.cycle_days, "minimum_order_quantity": one.minimum,
            "procure_min_qty": one.minimum, "qty_multiple": 1,
        }  # fmt: skip

    def _named(self, name: str) -> int:
        """A record of the addon's own."""
        found = self.world.yard.sql("SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", ADDON, name)
        return int(found[0][0])
