"""Our price for a product, as the system of record's price lists give it.

The order in which it tries entries, and what each kind means, is that of Odoo's ``product.pricelist.item``; a formula
is not evaluated here: its answer is 'not known', and the draft's read-back is the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.documents.master import PriceListEntry, Product

_RANK = {"product": 0, "template": 1, "category": 2, "all": 3}
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """What one product unit costs, and why."""

    base: Decimal | None
    """Before the discount, for one of the product's own unit, in the price list's currency; None: not known."""
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


def in_order(entries: Iterable[PriceListEntry]) -> dict[int, tuple[PriceListEntry, ...]]:
    """By price list, in the order of trying: most specific, then largest minimum quantity, then newest."""
    grouped: dict[int, list[PriceListEntry]] = {}
    for entry in entries:
        grouped.setdefault(entry.pricelist_id, []).append(entry)
    return {
        pricelist: tuple(sorted(found, key=lambda one: (_RANK[one.applied_on], -one.min_quantity, -one.record_id)))
        for pricelist, found in grouped.items()
    }


def expected_price(
    product: Product,
    quantity: Decimal,
    entries: Sequence[PriceListEntry],
    on: date,
    *,
    list_currency: str,
    pricelist_currency: str,
) -> PriceAnswer:
    """The price of one product unit.

    Args:
        product: with its list price, template and categories.
        quantity: in the product's own unit; decides between quantity breaks.
        entries: of one price list, in the order of ``in_order``; none: the list price counts.
        on: the order's moment or day; entries outside their times do not apply.
        list_currency: of ``product.list_price``.
        pricelist_currency: of the price list.
    """
    entry = _first_that_applies(product, quantity, entries, on)
    if entry is not None and entry.kind == "fixed" and entry.fixed_price is not None:
        return PriceAnswer(entry.fixed_price, _ZERO, entry.fixed_price, _words(entry))
    if entry is not None and entry.kind != "percentage":
        return PriceAnswer(None, _ZERO, None, f"{_words(entry)} is a formula")
    if list_currency != pricelist_currency:
        return PriceAnswer(
            None, _ZERO, None, f"list price is in {list_currency}, the price list in {pricelist_currency}"
        )
    if entry is None:
        return PriceAnswer(product.list_price, _ZERO, product.list_price, "list price")
    percent = entry.percent or _ZERO
    return PriceAnswer(product.list_price, percent, product.list_price * (1 - percent / _HUNDRED), _words(entry))


def _first_that_applies(
    product: Product, quantity: Decimal, entries: Sequence[PriceListEntry], on: date
) -> PriceListEntry | None:
    fitting = [entry for entry in entries if _applies(entry, product, quantity, on)]
    if not fitting:
        return None
    first = fitting[0]
    if first.applied_on != "category":
        return first
    same = (entry for entry in fitting if (entry.applied_on, entry.min_quantity) == ("category", first.min_quantity))
    return min(same, key=lambda entry: _distance(entry, product))


def may_apply(entry: PriceListEntry, product: Product) -> bool:
    """Whether the entry is about the product at all, whatever the quantity and day."""
    if entry.applied_on == "product":
        return entry.product_id == product.record_id
    if entry.applied_on == "template":
        return entry.template_id == product.template_id
    return entry.applied_on == "all" or _distance(entry, product) >= 0


def _applies(entry: PriceListEntry, product: Product, quantity: Decimal, on: date) -> bool:
    if not may_apply(entry, product) or (entry.min_quantity and quantity < entry.min_quantity):
        return False
    return not (entry.starts and _before(on, entry.starts)) and not (entry.ends and _before(entry.ends, on))


def _before(one: date, other: date) -> bool:
    """Moments are compared as such, a day with a moment by days (UTC)."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return _day(one) < _day(other)


def _day(moment: date) -> date:
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment


def _distance(entry: PriceListEntry, product: Product) -> int:
    """How many steps the entry's category stands above the product's; -1: it does not hold it."""
    path = product.category_path or ((product.category_id,) if product.category_id else ())
    return path.index(entry.category_id) if entry.category_id in path else -1


def _words(entry: PriceListEntry) -> str:
    what = {"fixed": "fixed price", "percentage": f"{entry.percent} % off", "formula": "formula"}[entry.kind]
    many = f" from {entry.min_quantity:f}" if entry.min_quantity else ""
    return f"{what} for {entry.applied_on}{many} (entry {entry.record_id})"
