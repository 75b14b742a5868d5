"""Our price for a product, as the system of record's price lists give it.

What each kind of entry means is as in Odoo's ``product.pricelist.item``: fixed prices, percentages and formulas, on
the list price, the cost or another price list. What can't be known here (rates of currencies, a list or a cost that
was not read) is 'not known', and the draft's read-back is the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from domain.documents.master import PriceListEntry, Product
from domain.price_entries import first_that_applies

_HUNDRED = Decimal(100)
_ZERO, _ONE = Decimal(0), Decimal(1)
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_MOST_DECIMALS = 10
_LAST_DECIMAL = Decimal(1).scaleb(-_MOST_DECIMALS)
_DISCOUNT_DECIMALS = 2
_LAST_PERCENT = Decimal(1).scaleb(-_DISCOUNT_DECIMALS)
"""Odoo keeps a line's discount in percent with two decimals."""


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """What one unit costs, and why."""

    base: Decimal | None
    """Before the discount, for one of the unit asked for, in the price list's currency; None: not known."""
    discount: Decimal
    """Percent."""
    price: Decimal | None
    """After the discount, unrounded; None: not known."""
    source: str
    """Which entry gave it, in words; or why it is not known."""

    @property
    def known(self) -> bool:
        """Whether there is a price."""
        return self.price is not None


@dataclass(frozen=True, slots=True)
class ListedPrices:
    """A price list that others build on."""

    currency: str
    entries: Sequence[PriceListEntry]
    """In the order of ``in_order``."""


@dataclass(frozen=True, slots=True)
class _Sale:
    """What is sold, and all that its price depends on."""

    product: Product
    own: Decimal
    """Quantity in the product's own unit."""
    per_unit: Decimal
    """Product units in one unit ordered."""
    on: date
    list_currency: str
    lists: Mapping[int, ListedPrices]
    seen: frozenset[int] = frozenset()
    """Price lists on the way here."""

    def entry(self, entries: Sequence[PriceListEntry]) -> PriceListEntry | None:
        """The one that gives the price."""
        return first_that_applies(entries, self.product, self.own, self.on)


class _NotKnownError(Exception):
    """Why a price can't be computed here; never leaves this module."""


def expected_price(  # noqa: PLR0913 - what a price depends on, each by its name
    product: Product,
    quantity: Decimal,
    entries: Sequence[PriceListEntry],
    on: date,
    *,
    list_currency: str,
    pricelist_currency: str,
    per_unit: Decimal = _ONE,
    lists: Mapping[int, ListedPrices] | None = None,
) -> PriceAnswer:
    """The price of one unit ordered.

    Args:
        product: with its list price, cost, template and categories.
        quantity: in the product's own unit; decides between quantity breaks.
        entries: of one price list, in the order of ``in_order``; none: the list price counts.
        on: the order's moment or day; entries outside their times do not apply.
        list_currency: of ``product.list_price`` and ``product.cost``.
        pricelist_currency: of the price list.
        per_unit: product units in one unit ordered: a case of twelve: 12. Formulas round the price of that unit.
        lists: those that entries build on, by record.
    """
    sale = _Sale(product, quantity, per_unit, on, list_currency, lists or {})
    entry = sale.entry(entries)
    source = _words(entry) if entry is not None else "list price"
    try:
        price = _price(entry, pricelist_currency, sale)
        if entry is None or entry.kind != "percentage":
            return PriceAnswer(price, _ZERO, price, source)
        before = _before_discount(entry, pricelist_currency, sale)
    except _NotKnownError as why:
        return PriceAnswer(None, _ZERO, None, str(why))
    if before <= price:  # a surcharge is no discount: it stands in the price
        return PriceAnswer(price, _ZERO, price, source)
    return PriceAnswer(before, _discount(entry, before, price), price, source)


def _discount(entry: PriceListEntry, before: Decimal, price: Decimal) -> Decimal:
    """Percent that is shown; of a chain all of its percentages in one."""
    percent = entry.percent or _ZERO
    if entry.base == "pricelist":
        percent = _EXACT.multiply(_EXACT.divide(_EXACT.subtract(before, price), before), _HUNDRED)
    exponent = percent.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_DISCOUNT_DECIMALS:
        return percent.quantize(_LAST_PERCENT, ROUND_HALF_UP, _EXACT)
    return percent


def _price(entry: PriceListEntry | None, currency: str, sale: _Sale) -> Decimal:
    """By one entry; without one the list price."""
    if entry is None:
        return _list_price(sale, currency)
    if entry.kind == "fixed" and entry.fixed_price is not None:
        return times(entry.fixed_price, sale.per_unit)
    if entry.kind == "formula" and entry.base is None:
        raise _NotKnownError(f"{_words(entry)} is a formula that was not read")
    base = _base(entry, currency, sale)
    price = _EXACT.multiply(base, 1 - (entry.percent or _ZERO) / _HUNDRED)
    return _formula(entry, base, price, sale.per_unit) if entry.kind == "formula" else price


def _formula(entry: PriceListEntry, base: Decimal, price: Decimal, per_unit: Decimal) -> Decimal:
    """Rounded, with its surcharge, between its margins."""
    if entry.round_to:
        steps = _EXACT.divide(price, entry.round_to).quantize(_ONE, ROUND_HALF_UP, _EXACT)
        price = _EXACT.multiply(steps, entry.round_to)
    if entry.surcharge:
        price = _EXACT.add(price, times(entry.surcharge, per_unit))
    if entry.margin_min:
        price = max(price, _EXACT.add(base, times(entry.margin_min, per_unit)))
    if entry.margin_max:
        price = min(price, _EXACT.add(base, times(entry.margin_max, per_unit)))
    return price


def _base(entry: PriceListEntry, currency: str, sale: _Sale) -> Decimal:
    """What the entry's percentage is taken of, for one unit ordered."""
    if entry.base == "pricelist" and entry.base_pricelist_id:
        below, inner = _below(entry, sale)
        if below.currency != currency:
            raise _NotKnownError(f"{_words(entry)} is in {currency}, the list it builds on {below.currency}")
        return _price(inner.entry(below.entries), currency, inner)
    if entry.base == "cost":
        if sale.product.cost is None:
            raise _NotKnownError(f"{_words(entry)} builds on the cost, which is not known here")
        return _in(currency, sale.product.cost, sale, "cost")
    return _list_price(sale, currency)


def _below(entry: PriceListEntry, sale: _Sale) -> tuple[ListedPrices, _Sale]:
    number = entry.base_pricelist_id or 0
    below = sale.lists.get(number)
    if below is None or number in sale.seen:
        why = "goes round in a circle" if below else "is not known here"
        raise _NotKnownError(f"the price list (record {number}) that entry {entry.record_id} builds on {why}")
    inner = _Sale(sale.product, sale.own, sale.per_unit, sale.on, sale.list_currency, sale.lists, sale.seen | {number})
    return below, inner


def _before_discount(entry: PriceListEntry, currency: str, sale: _Sale) -> Decimal:
    """The price that a shown discount is taken off: below a chain of percentages, that of the lowest."""
    while entry.base == "pricelist" and entry.base_pricelist_id:
        below, inner = _below(entry, sale)
        found = inner.entry(below.entries)
        if found is None or found.kind != "percentage":
            break
        entry, sale = found, inner
    return _base(entry, currency, sale)


def _list_price(sale: _Sale, currency: str) -> Decimal:
    return _in(currency, sale.product.list_price, sale, "list price")


def _in(currency: str, price: Decimal, sale: _Sale, what: str) -> Decimal:
    if sale.list_currency != currency:
        raise _NotKnownError(f"{what} is in {sale.list_currency}, the price list in {currency}")
    return times(price, sale.per_unit)


def times(price: Decimal, factor: Decimal) -> Decimal:
    """The price of ``factor`` units, exact to ten decimals."""
    if factor == 1:
        return price
    exact = _EXACT.multiply(price, factor)
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        return exact.quantize(_LAST_DECIMAL, ROUND_HALF_UP, _EXACT)
    return exact


def _words(entry: PriceListEntry) -> str:
    what = {"fixed": "fixed price", "percentage": f"{entry.percent} % off", "formula": "formula"}[entry.kind]
    on = {"cost": " on the cost", "pricelist": f" on price list {entry.base_pricelist_id}"}.get(entry.base or "", "")
    many = f" from {entry.min_quantity:f}" if entry.min_quantity else ""
    return f"{what}{on} for {entry.applied_on}{many} (entry {entry.record_id})"
