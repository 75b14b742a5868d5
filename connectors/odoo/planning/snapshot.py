"""One snapshot of all that a plan is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.buyers import read_buyers
from connectors.odoo.planning.company import ask_as
from connectors.odoo.planning.consistent import Stands, steady
from connectors.odoo.planning.history import Past, changes_frame, history_frame, read_past, totals_frame
from connectors.odoo.planning.items import Items, read_items
from connectors.odoo.planning.known import Known, Read
from connectors.odoo.planning.places import Places, read_places
from connectors.odoo.planning.position import read_position
from connectors.odoo.planning.receipts import RAW, YEARS, read_receipts
from connectors.odoo.planning.rules import read_rules
from connectors.odoo.planning.suppliers import read_suppliers
from connectors.odoo.planning.units import Units, read_units
from connectors.odoo.port import OdooPort
from domain.catalogue import finding
from domain.planning import frames
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

__all__ = ["Known", "OdooPlanning", "Read"]

_DAYS = {"day": 1, "week": 7, "month": 31}
_YEAR = 366


@dataclass(frozen=True, slots=True)
class _House:
    """What the parts of a snapshot are read with."""

    ask: Asking
    places: Places
    items: Items
    units: Units
    today: date
    products: Sequence[int] | None
    """None: all."""


class OdooPlanning:
    """Reads what a plan is made of; with the reader's key."""

    def __init__(self, port: OdooPort, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """``port``: whose rights show stock, purchases and sales of the company; ``clock``: which day it is."""
        self._port = port
        self._clock = clock

    def snapshot(self, profile: PlanningProfile, skus: Sequence[str] = (), *, known: Known | None = None) -> Read:
        """All frames of ``domain.planning.frames.SNAPSHOT``, as of one moment.

        Args:
            profile: company, warehouses, categories, how much history.
            skus: only these items (what is known then stays as it is); empty: all.
            known: what an earlier extraction of the same profile read: sums of long ago are then checked, not read.

        Raises:
            TryAgain: Odoo could not be asked; nothing of a plan has begun.
            Misconfigured: company, warehouse, currency or zone of the profile are not Odoo's; rights or a module lack.
        """
        ask = ask_as(self._port, profile)
        ask.check_modules()
        began = ask.now()
        units = read_units(ask)
        items, found = read_items(ask, profile, units, skus)
        today = self._clock().astimezone(ask.zone).date()
        products = sorted(items.by_product) if skus else None
        house = _House(ask, read_places(ask, profile), items, units, today, products)
        past = read_past(ask, house.places, _span(profile, today), products=products, known=None if skus else known)
        raw = self._receipts(house, None if skus else known)
        suppliers, of_units = read_suppliers(ask, items, units)
        as_of = self._clock()
        rules = read_rules(ask, items, house.places, units)
        stands = steady(ask, lambda some: read_position(ask, house.places, units, some), products)
        read: dict[str, pl.DataFrame] = {
            **_positions(house, stands), **_pasts(house, past, raw), "suppliers": suppliers, "rules": rules,
            "buyers": read_buyers(ask, items, profile, today),
        }  # fmt: skip
        aside = sorted({items.by_product[one] for one in stands.moving if one in items.by_product})
        told = [*found, *of_units, *past.findings(), *(finding("PL-MOVING-001", value=sku) for sku in aside)]
        snapshot = Snapshot(today, as_of, _without(read, aside))
        keep = known if skus and known else Known(began, {**past.raw(), RAW.name: raw})
        return Read(snapshot, tuple(told), totals_frame(past, read["history"]), keep, tuple(aside), ask.calls)

    @staticmethod
    def _receipts(house: _House, known: Known | None) -> pl.DataFrame:
        first = house.today - timedelta(days=YEARS * _YEAR)
        old, since = (known.frames.get(RAW.name), known.until) if known else (None, None)
        return read_receipts(house.ask, house.places, first, products=house.products, known=old, since=since)


def _span(profile: PlanningProfile, today: date) -> tuple[date, date]:
    return today - timedelta(days=_DAYS[profile.period] * profile.history_periods), today


def _positions(house: _House, stands: Stands) -> dict[str, pl.DataFrame]:
    tables = (frames.STOCK, frames.SUPPLY, frames.OPEN_DEMAND)
    named = {table.name: stands.position.frame(table, house.items.by_product) for table in tables}
    return {"items": house.items.frame, "places": house.places.frame, **named}


def _pasts(house: _House, past: Past, receipts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    skus: Mapping[int, str] = house.items.by_product
    named = receipts.with_columns(
        sku=pl.col("product_id").replace_strict(dict(skus), default=None, return_dtype=pl.String)
    )
    planned = named.filter(pl.col("sku").is_not_null()).sort("sku", "place", "received_on", "move_id")
    return {
        "receipts": frames.RECEIPTS.checked(planned),
        "history": history_frame(past, house.places, skus),
        "stock_changes": changes_frame(past, house.places, skus),
    }


def _without(read: Mapping[str, pl.DataFrame], aside: Sequence[str]) -> dict[str, pl.DataFrame]:
    if not aside:
        return dict(read)
    return {
        name: frame.filter(~pl.col("sku").is_in(list(aside))) if "sku" in frame.columns else frame
        for name, frame in read.items()
    }
