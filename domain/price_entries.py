"""Which entry of a price list gives the price: tried in the order of Odoo's ``product.pricelist.item``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.documents.master import PriceListEntry, Product

_RANK = {"product": 0, "template": 1, "category": 2, "all": 3}


def in_order(entries: Iterable[PriceListEntry]) -> dict[int, tuple[PriceListEntry, ...]]:
    """By price list, in the order of trying: most specific, then largest minimum quantity, then newest."""
    grouped: dict[int, list[PriceListEntry]] = {}
    for entry in entries:
        grouped.setdefault(entry.pricelist_id, []).append(entry)
    return {
        pricelist: tuple(sorted(found, key=lambda one: (_RANK[one.applied_on], -one.min_quantity, -one.record_id)))
        for pricelist, found in grouped.items()
    }


def first_that_applies(
    entries: Sequence[PriceListEntry], product: Product, own: Decimal, on: date
) -> PriceListEntry | None:
    """The entry that gives the price.

    Args:
        entries: of one price list, in the order of ``in_order``.
        product: what is sold.
        own: quantity in the product's own unit.
        on: the order's moment or day.
    """
    fitting = [entry for entry in entries if _applies(entry, product, own, on)]
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


def _applies(entry: PriceListEntry, product: Product, own: Decimal, on: date) -> bool:
    if not may_apply(entry, product) or (entry.min_quantity and own < entry.min_quantity):
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
