"""What customers do on the channels that push, answer and are asked: each order's story and its end, known before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from infra.distributor.customers import Customer
from infra.distributor.orders import World
from infra.distributor.pricelists import CONTRACT, CURRENCIES, EUROPE, RETAIL, STANDARD, Purchase, unit_price
from infra.distributor.story_kinds import KINDS, STORIES, StoryKind

DAYS_AGO = 3
EACH = 6
"""Customers of a channel."""
CENT = Decimal("0.01")
FIRST_SHOP_NUMBER = 89001
"""Of the simulated shop's orders: their names are #89001 and so on."""
BUYERS = {
    "webshop": ("fieldbook", (STANDARD,)),
    "cobalt": ("granby", (RETAIL, CONTRACT)),
    "nordwind": ("hanseat", (EUROPE,)),
    "portal": ("fieldbook", (STANDARD,)),
    "field": ("fieldbook", (STANDARD,)),
}
"""Whose customers order by a channel, and at which price lists: none of these has breaks by quantity."""


@dataclass(frozen=True)
class Row:
    """One line; pieces only."""

    line: str
    sku: str
    quantity: int
    price: Decimal

    def amount(self) -> Decimal:
        """Without tax."""
        return self.price * self.quantity


@dataclass(frozen=True)
class Story:
    """One order of a customer and all that is sent about it."""

    channel: str
    number: str
    kind: StoryKind
    customer: Customer
    currency: str
    ordered: date
    rows: tuple[Row, ...]
    """As it is sent first."""
    changed: tuple[Row, ...]
    """As it is wanted after a change; the same where there is none."""

    def total(self) -> Decimal:
        """Of what stands in Odoo at the end, without tax."""
        return sum((one.amount() for one in self.at_the_end()), Decimal(0)).quantize(CENT, ROUND_HALF_UP)

    def at_the_end(self) -> tuple[Row, ...]:
        """The lines of the confirmed order."""
        return self.changed if self.kind.odoo == "sale" else ()

    def truth(self) -> dict[str, object]:
        """As it is written before anything runs."""
        return {
            "channel": self.channel,
            "number": self.number,
            "customer": self.customer.code,
            "story": self.kind.name,
            "documents": list(self.kind.documents),
            "code": self.kind.code,
            "odoo": self.kind.odoo,
            "told": self.kind.told,
            "currency": self.currency,
            "untaxed_total": str(self.total()),
            "lines": [{"sku": one.sku, "quantity": one.quantity} for one in self.at_the_end()],
        }


def stories(seed: int, world: World) -> list[Story]:
    """All of them, channel by channel, in the order in which the customers begin them."""
    made: list[Story] = []
    for channel in STORIES:
        chance = Random(f"{seed}/{channel}")
        kinds = [KINDS[name] for name, count in STORIES[channel] for _ in range(count)]
        made += [_story(chance, world, channel, (place, kind)) for place, kind in enumerate(kinds)]
    return made


def buyers(channel: str, customers: Sequence[Customer]) -> list[Customer]:
    """The customers who order by a channel; the last of them is taxed otherwise than the others."""
    partner, lists = BUYERS[channel]
    fitting = [one for one in customers if one.partner == partner and one.active and one.pricelist in lists]
    first = EACH * [one for one, whose in BUYERS.items() if whose[0] == partner].index(channel)
    return fitting[first : first + EACH]


def _story(chance: Random, world: World, channel: str, place: tuple[int, StoryKind]) -> Story:
    number, kind = place
    among = buyers(channel, world.customers)
    buyer = among[-1] if kind.name == "taxed otherwise" else among[number % (len(among) - 1)]
    on = world.as_of - timedelta(days=DAYS_AGO)
    rows = tuple(_rows(chance, world, buyer, on))
    first, second, third = rows
    changed = (replace(first, quantity=first.quantity + 2), third) if kind.changes else (first, second)
    return Story(
        channel=channel,
        number=_number(channel, number, world.as_of),
        kind=kind,
        customer=buyer,
        currency=CURRENCIES[buyer.pricelist],
        ordered=on,
        rows=_spoiled((first, second), kind.name),
        changed=changed,
    )


def _rows(chance: Random, world: World, buyer: Customer, on: date) -> Iterator[Row]:
    """Three lines: two that are ordered, and one that a change brings."""
    sold = [one for one in world.goods if one.sold]
    for line, product in enumerate(chance.sample(sold, k=3), start=1):
        quantity = chance.choice((2, 3, 4, 6, 10, 12))
        price = unit_price(world.lists, buyer.pricelist, Purchase(product, Decimal(quantity), 1, on))
        yield Row(str(line), product.sku, quantity, price.quantize(CENT, ROUND_HALF_UP))


def _spoiled(rows: tuple[Row, ...], kind: str) -> tuple[Row, ...]:
    first, *others = rows
    if kind == "wrong price":
        first = replace(first, price=(first.price * Decimal("0.8")).quantize(CENT, ROUND_HALF_UP))
    elif kind == "unknown SKU":
        first = replace(first, sku="XXX-9001")
    return (first, *others)


def _number(channel: str, place: int, as_of: date) -> str:
    if channel == "webshop":
        return f"#{FIRST_SHOP_NUMBER + place}"
    prefix = {"cobalt": "CB", "nordwind": "NW", "portal": "PT", "field": "FS"}[channel]
    return f"{prefix}{as_of:%y%m%d}-{place + 1:02d}"
