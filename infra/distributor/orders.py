"""What the customers order: 500 orders of four partners, each line with its right price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from infra.distributor.customers import Customer
from infra.distributor.goods import CASES, Product
from infra.distributor.pricelists import CURRENCIES, PriceLists, Purchase, unit_price

COUNTS = (("granby", 160), ("hanseat", 130), ("fieldbook", 150), ("meridian", 60))
SILENT = ("fieldbook", "meridian")
"""Partners that leave prices out now and then."""
FILES = 3
"""Files a partner sends its orders in."""
DAYS_AGO = (1, 2, 3, 4, 5, 9, 10, 11, 12, 13)
"""No order near the day on which a promotion ends: the partners' time zones differ."""
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One order line; ``price`` for one ``unit``, None: the partner states none."""

    sku: str
    gtin: str
    description: str
    quantity: Decimal
    unit: str
    """Our unit's name; the writers put the partner's word for it."""
    factor: int
    price: Decimal | None
    right_price: Decimal

    def exact(self) -> Decimal:
        """Quantity times price; parts of a cent may remain where the partner states no price."""
        return self.quantity * (self.right_price if self.price is None else self.price)

    def amount(self) -> Decimal:
        """The same in whole cents."""
        return self.exact().quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Order:
    """One order as it will stand in a file, and what must become of it."""

    partner: str
    number: str
    file: int
    """Which of the partner's files, from 0."""
    customer: str
    gln: str
    name: str
    ordered_at: datetime
    wanted: date
    currency: str
    lines: tuple[Line, ...]
    date_text: str = ""
    """Written in place of the date."""
    stated_total: Decimal | None = None
    stated_lines: int | None = None
    fault: str = ""
    state: str = "done"
    code: str = ""
    """The finding that must be among its findings."""

    def total(self) -> Decimal:
        """Sum of the lines, without tax; rounded once, as Odoo 19 does unless a company asks for rounded lines."""
        return sum((line.exact() for line in self.lines), Decimal(0)).quantize(CENT, ROUND_HALF_UP)

    def settled(self) -> Order:
        """The same order, stating its own total where all its lines have prices."""
        priced = all(line.price is not None for line in self.lines)
        return replace(self, stated_total=self.total() if priced else None, stated_lines=len(self.lines))

    def with_line(self, place: int, line: Line) -> Order:
        """The same order with another line at ``place``, from 0."""
        return replace(self, lines=(*self.lines[:place], line, *self.lines[place + 1 :])).settled()


@dataclass(frozen=True)
class World:
    """The master data that orders are drawn from."""

    goods: list[Product]
    customers: list[Customer]
    lists: PriceLists
    as_of: date


def orders(seed: int, world: World, share: int = 1) -> list[Order]:
    """All orders, without any fault; ``share``: only one in so many."""
    chance = Random(f"{seed}/orders")
    made: list[Order] = []
    for partner, whole in COUNTS:
        count = whole // share
        buyers = [one for one in world.customers if one.partner == partner and one.active]
        made += [_order(chance, world, chance.choice(buyers), (place, count)) for place in range(count)]
    return made


def _order(chance: Random, world: World, buyer: Customer, place: tuple[int, int]) -> Order:
    ordered = datetime.combine(world.as_of - timedelta(days=chance.choice(DAYS_AGO)), datetime.min.time())
    ordered += timedelta(hours=chance.randrange(7, 18), minutes=chance.randrange(60))
    sold = [product for product in world.goods if product.sold]
    products = chance.sample(sold, k=chance.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8)))
    lines = tuple(_line(chance, world, buyer, product, ordered.date()) for product in products)
    return Order(
        partner=buyer.partner,
        number=_number(buyer.partner, place[0], world.as_of),
        file=place[0] * FILES // place[1],
        customer=buyer.code,
        gln=buyer.gln,
        name=buyer.name,
        ordered_at=ordered,
        wanted=ordered.date() + timedelta(days=chance.randrange(14, 30)),
        currency=CURRENCIES[buyer.pricelist],
        lines=lines,
    ).settled()


def _number(partner: str, place: int, as_of: date) -> str:
    if partner == "granby":
        return f"{as_of:%y%j}{4000 + place}"
    if partner == "hanseat":
        return f"B-{as_of:%Y%m%d}-{place + 1:04d}"
    if partner == "meridian":
        return f"MH-{as_of:%y%m}-{7000 + place}"
    return f"FB{as_of:%y%m%d}{1000 + place}"


def _line(chance: Random, world: World, buyer: Customer, product: Product, on: date) -> Line:
    packs = product.packs if chance.random() < 0.4 else ()
    unit, gtin = chance.choice((*packs, ("Units", product.gtin)))
    factor = CASES.get(unit, 1)
    quantity = Decimal(
        chance.randrange(1, 13) if factor > 1 else chance.choice((1, 2, 3, 5, 6, 10, 12, 20, 24, 30, 50, 100))
    )
    right = unit_price(world.lists, buyer.pricelist, Purchase(product, quantity * factor, factor, on))
    silent = buyer.partner in SILENT and chance.random() < 0.2
    return Line(
        sku=product.sku,
        gtin=gtin,
        description=product.name,
        quantity=quantity,
        unit=unit,
        factor=factor,
        price=None if silent else right.quantize(CENT, ROUND_HALF_UP),
        right_price=right,
    )
