"""Faults planted into right orders: each kind several times, each with the state and the finding it must lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from infra.distributor.codes import gtin13, spoiled
from infra.distributor.goods import CASES, Product
from infra.distributor.orders import FILES, Line, Order, World
from infra.distributor.pricelists import Purchase, unit_price

ALL = ("granby", "hanseat", "fieldbook", "meridian")
TEXTS = ("granby", "hanseat", "fieldbook")
"""Partners whose dates are text: a column of dates holds no thirtieth of February."""


@dataclass(frozen=True)
class Fault:
    """One kind of fault."""

    kind: str
    state: str
    code: str
    plant: Callable[[Order, World, Random], Order]
    count: int = 4
    partners: tuple[str, ...] = ALL


def _line(order: Order, **changes: Any) -> Order:  # noqa: ANN401 - fields of Line, each of its own type
    return order.with_line(0, replace(order.lines[0], **changes))


def _product(order: Order, world: World, product: Product, pack: int = 0) -> Order:
    """The first line asks for ``product``, by the piece or in its pack number ``pack``, at that customer's price."""
    unit, gtin = product.packs[pack - 1] if pack else ("Units", product.gtin)
    factor = CASES.get(unit, 1)
    buyer = next(one for one in world.customers if one.code == order.customer)
    pieces = order.lines[0].quantity * factor
    bought = Purchase(product, pieces, factor, order.ordered_at.date())
    right = unit_price(world.lists, buyer.pricelist, bought)
    price = right.quantize(Decimal("0.01"))
    words = {"sku": product.sku, "gtin": gtin, "description": product.name}
    return _line(order, **words, unit=unit, factor=factor, price=price, right_price=right)


def unknown_sku(order: Order, _: World, chance: Random) -> Order:
    """A code that no product has."""
    return _line(order, sku=f"XXX-{chance.randrange(9000, 9999)}", gtin="")


def archived_sku(order: Order, world: World, chance: Random) -> Order:
    """A product that is no longer sold."""
    return _product(order, world, chance.choice([one for one in world.goods if not one.active and one.saleable]))


def not_for_sale(order: Order, world: World, chance: Random) -> Order:
    """A product that is not marked as for sale; its price is right."""
    product = chance.choice([one for one in world.goods if one.active and not one.saleable])
    return _product(order, world, product)


def bad_gtin(order: Order, _: World, __: Random) -> Order:
    """A wrong check digit."""
    return _line(order, gtin=spoiled(order.lines[0].gtin))


def other_gtin(order: Order, world: World, chance: Random) -> Order:
    """SKU and GTIN name two products."""
    others = [one for one in world.goods if one.sold and one.sku != order.lines[0].sku]
    return _line(order, gtin=chance.choice(others).gtin)


def wrong_price(order: Order, _: World, __: Random) -> Order:
    """A fifth less than agreed."""
    return _line(order, price=(order.lines[0].right_price * Decimal("0.8")).quantize(Decimal("0.01")))


def unknown_unit(order: Order, _: World, __: Random) -> Order:
    """A unit that nobody agreed on."""
    return _line(order, unit="Barrel")


def fractional_pack(order: Order, world: World, chance: Random) -> Order:
    """Two and a half cases."""
    product = chance.choice([one for one in world.goods if one.sold and one.packs])
    return _line(_product(order, world, product, pack=1), quantity=Decimal("2.5"))


def zero_quantity(order: Order, _: World, __: Random) -> Order:
    """Nothing, ordered."""
    return _line(order, quantity=Decimal(0))


def impossible_date(order: Order, _: World, __: Random) -> Order:
    """The thirtieth of February."""
    return replace(order, date_text="impossible")


def future_date(order: Order, _: World, __: Random) -> Order:
    """Ordered in forty days."""
    later = timedelta(days=40)
    return replace(order, ordered_at=order.ordered_at + later, wanted=order.wanted + later)


def inactive_customer(order: Order, world: World, chance: Random) -> Order:
    """A customer who is archived, at that customer's right prices: one of the same price list."""
    lists = {one.code: one.pricelist for one in world.customers}
    gone = [one for one in world.customers if not one.active and one.partner == order.partner]
    same = [one for one in gone if one.pricelist == lists[order.customer]] or gone
    buyer = chance.choice(same)
    return replace(order, customer=buyer.code, gln=buyer.gln, name=buyer.name)


def unknown_customer(order: Order, _: World, chance: Random) -> Order:
    """A customer number that does not exist."""
    number = chance.randrange(70_000, 79_999)
    return replace(order, customer=f"C-{number}", gln=gtin13("4098765", number), name="Unknown Trading")


def wrong_currency(order: Order, _: World, __: Random) -> Order:
    """Pounds, which nobody agreed on."""
    return replace(order, currency="GBP")


def wrong_total(order: Order, _: World, __: Random) -> Order:
    """The stated total is not the lines' sum."""
    return replace(order, stated_total=order.total() + Decimal("25.00"))


def wrong_line_count(order: Order, _: World, __: Random) -> Order:
    """A line was lost on the way."""
    return replace(order, stated_lines=len(order.lines) + 2)


def returned(order: Order, _: World, __: Random) -> Order:
    """A return among the orders."""
    lines = tuple(replace(line, quantity=-line.quantity) for line in order.lines)
    return replace(order, lines=lines).settled()


FAULTS: tuple[Fault, ...] = (
    Fault("unknown SKU", "exception", "SO-LINE-002", unknown_sku, 6),
    Fault("archived SKU", "exception", "SO-LINE-003", archived_sku, 5),
    Fault("product not for sale", "held", "SO-LINE-007", not_for_sale),
    Fault("bad GTIN", "rejected", "SO-LINE-005", bad_gtin, partners=("granby", "fieldbook")),
    Fault("GTIN of another product", "rejected", "SO-LINE-006", other_gtin, partners=("granby", "fieldbook")),
    Fault("wrong price", "held", "SO-PRICE-001", wrong_price, 8),
    Fault("unknown unit", "rejected", "SO-LINE-004", unknown_unit),
    Fault("fractional pack", "rejected", "SO-LINE-009", fractional_pack),
    Fault("zero quantity", "rejected", "SO-LINE-011", zero_quantity, 3),
    Fault("impossible date", "rejected", "SO-DATE-001", impossible_date, partners=TEXTS),
    Fault("date in the future", "held", "SO-DATE-003", future_date, 3),
    Fault("inactive customer", "held", "SO-PARTY-003", inactive_customer, 5),
    Fault("unknown customer", "exception", "SO-PARTY-002", unknown_customer, 3),
    Fault("wrong currency", "rejected", "SO-CUR-002", wrong_currency),
    Fault("wrong total", "held", "SO-TOTAL-001", wrong_total),
    Fault("wrong line count", "held", "SO-TOTAL-002", wrong_line_count, 3, ("granby",)),
    Fault("return", "held", "SO-RET-001", returned, 3, ("hanseat", "fieldbook")),
)
REPEATS = 5
"""Orders sent twice with the same content, and as many with other content."""


def planted(seed: int, sound: list[Order], world: World) -> list[Order]:
    """The orders with all faults in them; repeated ones come in a later file of the same partner."""
    chance = Random(f"{seed}/faults")
    places = chance.sample(range(len(sound)), k=len(sound))
    changed = dict(enumerate(sound))
    for fault in FAULTS:
        for place in _take(places, sound, fault):
            order = fault.plant(sound[place], world, chance)
            changed[place] = replace(order, fault=fault.kind, state=fault.state, code=fault.code)
    first = [place for place in places if sound[place].file < FILES - 1][: 2 * REPEATS]
    originals = [sound[place] for place in first]
    return [*changed.values(), *_repeated(originals)]


def _take(places: list[int], sound: list[Order], fault: Fault) -> list[int]:
    """Places of orders for a fault, spread over its partners; they are used up."""
    taken: list[int] = []
    for number in range(fault.count):
        turn = number % len(fault.partners)
        partners = fault.partners[turn:] + fault.partners[:turn]
        fitting = [one for one in places if sound[one].partner in partners and _priced(sound[one].lines)]
        place = min(fitting, key=lambda one: partners.index(sound[one].partner))
        places.remove(place)
        taken.append(place)
    return taken


def _priced(lines: tuple[Line, ...]) -> bool:
    return all(line.price is not None for line in lines)


def _repeated(originals: list[Order]) -> Iterator[Order]:
    for order in originals[:REPEATS]:
        yield replace(order, file=FILES - 1, fault="duplicate", state="duplicate", code="ID-KEY-001")
    for order in originals[REPEATS:]:
        line = order.lines[0]
        other = order.with_line(0, replace(line, quantity=line.quantity + 1))
        yield replace(other, file=FILES - 1, fault="same number, other content", state="exception", code="ID-KEY-002")
