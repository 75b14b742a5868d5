"""Who was promised a service level, and what they bought within a year."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.items import Items
from connectors.odoo.planning.sums import SOLD
from domain.planning import frames
from domain.planning.profile import PlanningProfile

_YEAR = 366


def read_buyers(ask: Asking, items: Items, profile: PlanningProfile, today: date) -> pl.DataFrame:
    """BUYERS: items that the customers of ``services.committed`` or their branches ordered; one question a customer."""
    promised = sorted(profile.services.committed)
    if not promised:
        return frames.BUYERS.empty()
    domain = ["|", ("ref", "in", promised), ("name", "in", promised)]
    since = ("date", ">=", ask.begin(today - timedelta(days=_YEAR)))
    rows = []
    for partner in ask.pages("res.partner", domain, ("ref", "name")):
        name = partner["ref"] if partner["ref"] in promised else partner["name"]
        bought = [("partner_id", "child_of", partner["id"]), ("state", "in", list(SOLD)), since]
        groups = ask.groups("sale.report", bought, ("product_id",), ("product_uom_qty:sum",))
        known = (items.by_product.get(group["product_id"]) for group in groups)
        rows += [{"sku": sku, "customer": name} for sku in known if sku is not None]
    return frames.BUYERS.of(rows).unique().sort("sku", "customer")
