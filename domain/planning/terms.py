"""What each supplier asks for an item, exactly: for edits that people make to a plan's lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from domain.planning.plan_line import PlanLine
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import tiers


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplier's terms for an item."""

    pack: Decimal
    breaks: tuple[tuple[Decimal, Decimal], ...]
    """Price of a unit from a quantity on, by quantity."""

    @property
    def quantity_min(self) -> Decimal:
        """The smallest quantity that has a price."""
        return self.breaks[0][0]

    def price(self, quantity: Decimal) -> Decimal:
        """Of a unit, when so much is ordered; below the smallest quantity its price."""
        reached = [price for since, price in self.breaks if since <= quantity]
        return reached[-1] if reached else self.breaks[0][1]


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of all suppliers, and the smallest steps of items."""

    offers: Mapping[str, Mapping[str, Offer]]
    """By item and supplier."""
    steps: Mapping[str, Decimal]
    """Smallest step of a quantity, by item."""
    packs: Mapping[str, Decimal]
    """Of transfers, by the place that they go to."""

    @classmethod
    def of(cls, snapshot: Snapshot, profile: PlanningProfile, skus: Collection[str]) -> Terms:
        """The terms of some items."""
        rows = tiers(snapshot).filter(pl.col("sku").is_in(list(skus)))
        found: dict[str, dict[str, list[tuple[Decimal, Decimal, Decimal]]]] = defaultdict(lambda: defaultdict(list))
        for row in rows.select("sku", "supplier", "quantity_min", "price", "pack").iter_rows():
            found[row[0]][row[1]].append((exact(row[2]), exact(row[3]), exact(row[4])))
        offers = {sku: {name: _offer(some) for name, some in each.items()} for sku, each in found.items()}
        items = snapshot.items.filter(pl.col("sku").is_in(list(skus))).select("sku", "unit_rounding").iter_rows()
        packs = {code: exact(one.transfer_pack) for code, one in profile.warehouses.items()}
        return cls(offers, {sku: exact(step or 1.0) for sku, step in items}, packs)

    def sellers(self, sku: str) -> tuple[str, ...]:
        """Who sells the item."""
        return tuple(sorted(self.offers.get(sku, {})))

    def offer(self, line: PlanLine, origin: str) -> Offer | None:
        """What ``origin`` asks for a line's item; None: it does not sell it, or the line is not bought."""
        return self.offers.get(line.sku, {}).get(origin) if line.kind == "purchase" else None

    def pack(self, line: PlanLine, origin: str) -> Decimal:
        """The line's quantity is a multiple of it: of the pack, else of the unit's smallest step."""
        offer = self.offer(line, origin)
        pack = offer.pack if offer else self.packs.get(line.place) if line.kind == "transfer" else None
        return pack or self.steps.get(line.sku, Decimal(1))


def exact(number: float) -> Decimal:
    """The number as it is written, without the dust of its double."""
    return Decimal(str(round(number, 6))).normalize()


def _offer(rows: list[tuple[Decimal, Decimal, Decimal]]) -> Offer:
    breaks: dict[Decimal, Decimal] = {}
    for since, price, _ in rows:
        breaks.setdefault(since, price)
    return Offer(rows[0][2], tuple(sorted(breaks.items())))
