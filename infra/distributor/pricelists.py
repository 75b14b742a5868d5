"""What goods cost whom: six price lists, and the generator's own arithmetic for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from infra.distributor.goods import Product

STANDARD = "Standard"
RETAIL = "Retail partners"
CONTRACT = "Contract prices"
VOLUME = "Volume breaks"
PROMOTION = "Seasonal promotion"
EUROPE = "Europe"
CURRENCIES = {STANDARD: "USD", RETAIL: "USD", CONTRACT: "USD", VOLUME: "USD", PROMOTION: "USD", EUROPE: "EUR"}
EURO = Decimal("0.92")
CENT = Decimal("0.01")
NARROWEST = {"product": 0, "category": 1, "all": 2}


@dataclass(frozen=True)
class Entry:
    """One rule of a price list; quantities and prices for one piece, dates inclusive."""

    applied_on: str
    code: str = ""
    """SKU or category."""
    depth: int = 0
    """Of the category: the deeper one wins."""
    min_quantity: Decimal = Decimal(0)
    starts: date | None = None
    ends: date | None = None
    fixed: Decimal | None = None
    percent: Decimal | None = None

    def fits(self, product: Product, pieces: Decimal, on: date) -> bool:
        """Whether it counts for so many pieces on that day."""
        of = {"product": (product.sku,), "category": (product.category, product.group), "all": ("",)}[self.applied_on]
        in_time = (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)
        return self.code in of and in_time and pieces >= self.min_quantity

    def row(self) -> dict[str, object]:
        """As the loader takes it."""
        return {
            "applied_on": self.applied_on,
            "category": self.code if self.applied_on == "category" else "",
            "sku": self.code if self.applied_on == "product" else "",
            "min_quantity": str(self.min_quantity),
            "starts": self.starts.isoformat() if self.starts else "",
            "ends": self.ends.isoformat() if self.ends else "",
            "kind": "fixed" if self.fixed is not None else "percentage",
            "fixed_price": "" if self.fixed is None else str(self.fixed),
            "percent": "" if self.percent is None else str(self.percent),
        }


PriceLists = dict[str, list[Entry]]


def pricelists(seed: int, goods: list[Product], as_of: date) -> PriceLists:
    """Fixed, percentage, quantity break and dated lists, and one in another currency."""
    chance = Random(f"{seed}/prices")
    contract = [
        Entry("product", one.sku, fixed=(one.list_price * Decimal(chance.randrange(70, 95)) / 100).quantize(CENT))
        for one in chance.sample(goods, k=80)
    ]
    breaks = [
        Entry("all", min_quantity=Decimal(least), percent=Decimal(percent))
        for least, percent in ((0, 0), (24, 5), (96, 10), (240, 15))
    ]
    return {
        STANDARD: [],
        RETAIL: [Entry("all", percent=Decimal(10)), Entry("category", "catering", percent=Decimal(15))],
        CONTRACT: contract,
        VOLUME: [*breaks, Entry("category", "pkg", depth=1, min_quantity=Decimal(48), percent=Decimal(20))],
        PROMOTION: _seasonal(as_of),
        EUROPE: [Entry("product", one.sku, fixed=(one.list_price * EURO).quantize(CENT)) for one in goods],
    }


def _seasonal(as_of: date) -> list[Entry]:
    """A promotion that ended a week ago, one that runs, and one to come."""

    def ago(days: int) -> date:
        return as_of - timedelta(days=days)

    return [
        Entry("all", percent=Decimal(5)),
        Entry("category", "saf", depth=1, starts=ago(60), ends=ago(7), percent=Decimal(25)),
        Entry("category", "cln", depth=1, starts=ago(7), ends=ago(-60), percent=Decimal(20)),
        Entry("category", "off", depth=1, starts=ago(-30), ends=ago(-60), percent=Decimal(40)),
    ]


def piece_price(product: Product, entries: Iterable[Entry], pieces: Decimal, on: date) -> Decimal:
    """The price of one piece, unrounded: the narrowest entry that fits, of those the largest minimum quantity."""
    fitting = [entry for entry in entries if entry.fits(product, pieces, on)]
    if not fitting:
        return product.list_price
    best = min(fitting, key=lambda one: (NARROWEST[one.applied_on], -one.min_quantity, -one.depth))
    if best.fixed is not None:
        return best.fixed
    return product.list_price * (100 - (best.percent or Decimal(0))) / 100


def pricelist_rows(lists: PriceLists) -> list[dict[str, object]]:
    """As the loader takes them."""
    return [
        {"name": name, "currency": CURRENCIES[name], "entries": [entry.row() for entry in entries]}
        for name, entries in lists.items()
    ]
