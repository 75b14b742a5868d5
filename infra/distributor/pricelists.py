"""What goods cost whom: nine price lists, and the generator's own arithmetic for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from infra.distributor.goods import Product

STANDARD = "Standard"
RETAIL = "Retail partners"
CONTRACT = "Contract prices"
VOLUME = "Volume breaks"
PROMOTION = "Seasonal promotion"
EUROPE = "Europe"
HOTELS = "Hotel groups"
COST_PLUS = "Cost plus"
CLUB = "Buying club"
DOLLARS = (STANDARD, RETAIL, CONTRACT, VOLUME, PROMOTION, HOTELS, COST_PLUS, CLUB)
CURRENCIES = {**dict.fromkeys(DOLLARS, "USD"), EUROPE: "EUR"}
COST = "cost"
EURO = Decimal("0.92")
CENT = Decimal("0.01")
NARROWEST = {"product": 0, "category": 1, "all": 2}


@dataclass(frozen=True)
class Formula:
    """What is done to a price after its percentage: rounded, then a surcharge, then kept within margins of its base."""

    round_to: Decimal
    """The price of the unit ordered becomes a multiple of it."""
    surcharge: Decimal = Decimal(0)
    """For one piece, as the margins."""
    margin_min: Decimal = Decimal(0)
    margin_max: Decimal = Decimal(0)
    """0: no limit."""

    def price(self, base: Decimal, cut: Decimal, factor: int) -> Decimal:
        """Of a unit of ``factor`` pieces whose base is so much, and ``cut`` after its percentage."""
        steps = (cut / self.round_to).quantize(Decimal(1), ROUND_HALF_UP)
        price = steps * self.round_to + self.surcharge * factor
        price = max(price, base + self.margin_min * factor) if self.margin_min else price
        return min(price, base + self.margin_max * factor) if self.margin_max else price

    def row(self) -> dict[str, object]:
        """As the loader takes it."""
        names = ("round_to", "surcharge", "margin_min", "margin_max")
        return {name: str(getattr(self, name)) for name in names if getattr(self, name)}


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
    of: str = ""
    """The price list that it builds on; "cost": what the goods cost us; empty: the list price."""
    formula: Formula | None = None

    @property
    def kind(self) -> str:
        """As the loader calls it."""
        return "fixed" if self.fixed is not None else "formula" if self.formula else "percentage"

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
            "kind": self.kind,
            "fixed_price": "" if self.fixed is None else str(self.fixed),
            "percent": "" if self.percent is None else str(self.percent),
            "base": {"": "list", COST: "cost"}.get(self.of, "pricelist"),
            "of": "" if self.of == COST else self.of,
            **(self.formula.row() if self.formula else {}),
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
        **_built_on_others(as_of),
    }


def _built_on_others(as_of: date) -> PriceLists:
    """Chains and formulas: a discount on a discount, a markup on the cost, and prices that end in nines."""
    nines = Formula(Decimal("0.10"), surcharge=Decimal("-0.01"), margin_min=Decimal("0.05"), margin_max=Decimal(60))
    fives = Formula(round_to=Decimal("0.05"), surcharge=Decimal("0.02"), margin_max=Decimal("1.50"))
    lately, soon = as_of - timedelta(days=20), as_of + timedelta(days=20)
    return {
        HOTELS: [
            Entry("all", percent=Decimal(5), of=RETAIL),
            Entry("category", "hygiene", min_quantity=Decimal(48), percent=Decimal(10), of=VOLUME),
        ],
        COST_PLUS: [
            Entry("all", percent=Decimal(-55), of=COST, formula=nines),
            Entry("category", "cut", depth=1, percent=Decimal(-40), of=COST, starts=lately, ends=soon, formula=fives),
        ],
        CLUB: [
            Entry("all", percent=Decimal("2.5"), of=VOLUME, formula=fives),
            Entry("category", "office", percent=Decimal(10), of=HOTELS),
            Entry("category", "lgt", depth=1, percent=Decimal(-5), of=COST_PLUS, formula=nines),
        ],
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


@dataclass(frozen=True)
class Purchase:
    """What is bought: so many pieces, in units of so many, on a day."""

    product: Product
    pieces: Decimal
    factor: int
    on: date


def unit_price(lists: PriceLists, name: str, bought: Purchase) -> Decimal:
    """The price of one unit, unrounded: the narrowest entry that fits, of those the largest minimum quantity."""
    fitting = [entry for entry in lists[name] if entry.fits(bought.product, bought.pieces, bought.on)]
    if not fitting:
        return bought.product.list_price * bought.factor
    best = min(fitting, key=lambda one: (NARROWEST[one.applied_on], -one.min_quantity, -one.depth))
    if best.fixed is not None:
        return best.fixed * bought.factor
    if best.of in lists:
        base = unit_price(lists, best.of, bought)
    else:
        base = (bought.product.cost if best.of == COST else bought.product.list_price) * bought.factor
    cut = base * (100 - (best.percent or Decimal(0))) / 100
    return best.formula.price(base, cut, bought.factor) if best.formula else cut


def pricelist_rows(lists: PriceLists) -> list[dict[str, object]]:
    """As the loader takes them."""
    return [
        {"name": name, "currency": CURRENCIES[name], "entries": [entry.row() for entry in entries]}
        for name, entries in lists.items()
    ]
