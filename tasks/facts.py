"""Facts for rules and mapping: fetched before, in one read a batch, from the ledger's mirror of Odoo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from domain.alike import alike_hash
from domain.documents.master import (
    Company,
    Currency,
    Customer,
    FiscalPosition,
    PriceList,
    PriceListEntry,
    Product,
    Tax,
    UnitOfMeasure,
    Warehouse,
)
from domain.documents.sales_order import SalesOrder
from domain.facts import AlikeOrder, FactNeeds, OrderFacts, needs
from domain.frozen import Frozen
from domain.matching import matcher
from domain.profile import PartnerProfile
from ledger.book import Book
from tasks import mirror
from tasks.runtime.resources import Resources

Record = TypeVar("Record", bound=Frozen)
_Alike = Mapping[str, Sequence[AlikeOrder]]


FRESH_SECONDS = 3.0
"""How old the mirror may be for a document that a person sent on again: they have just mended something."""


def facts_for(
    house: Resources,
    orders: Sequence[SalesOrder],
    profile: PartnerProfile,
    *,
    fresh: bool = False,
    look_again: bool = False,
) -> OrderFacts:
    """What the rules must know about a batch of orders.

    Args:
        house: ledger and Odoo.
        orders: the batch.
        profile: the partner's.
        fresh: some of them were released or replayed, so the mirror is read again first.
        look_again: read the mirror again where an order names what is in no record of it: a customer or product that
            was made in Odoo a minute ago and orders at once.

    Raises:
        TryAgain: the mirror is too old and Odoo cannot be asked, or the ledger is away.
    """
    mirror.refresh(house, oldest_seconds=FRESH_SECONDS if fresh else None)
    asked = needs(orders, profile)
    found = _facts(house, asked, lambda book: _alike(book, orders, profile))
    if look_again and _names_unknown(found, orders, profile) and mirror.look_again(house, oldest_seconds=FRESH_SECONDS):
        return _facts(house, asked, lambda book: _alike(book, orders, profile))
    return found


def _names_unknown(facts: OrderFacts, orders: Sequence[SalesOrder], profile: PartnerProfile) -> bool:
    """Whether a customer's or a line's codes lead nowhere at all."""
    known = matcher(facts, profile)
    parties = [known.party(order.customer, house=True).codes for order in orders]
    lines = [known.line(line).codes for order in orders for line in order.lines]
    nobody = any(codes and not any(one.customers for one in codes) for codes in parties)
    return nobody or any(codes and not any(one.products for one in codes) for codes in lines)


def facts_of(house: Resources, asked: FactNeeds) -> OrderFacts:
    """The same for orders of which only the codes are given; likeness is not looked at.

    Raises:
        TryAgain: the mirror is too old and Odoo cannot be asked, or the ledger is away.
    """
    mirror.refresh(house)
    return _facts(house, asked, lambda _book: {})


def _facts(house: Resources, asked: FactNeeds, alike: Callable[[Book], _Alike]) -> OrderFacts:
    target = house.odoo_target
    with house.ledger.open() as book:
        customers = [
            *book.mirror.found(target, "customer", "code", sorted(asked.customers)),
            *book.mirror.found(target, "customer", "gln", sorted(asked.glns)),
        ]
        known = _models(Customer, customers)
        if asked.in_words:
            houses = sorted({str(one.house_id) for one in known})
            known += _models(Customer, book.mirror.found(target, "customer", "parent", houses))
        products = [
            *book.mirror.found(target, "product", "sku", sorted(asked.products)),
            *book.mirror.found(target, "product", "gtin", sorted(asked.gtins)),
        ]
        return OrderFacts.of(
            today=datetime.now(UTC).date(),
            customers=known,
            products=_models(Product, products),
            units=_models(UnitOfMeasure, book.mirror.all(target, "uom")),
            entries=_models(PriceListEntry, book.mirror.all(target, "pricelist_entry")),
            pricelists=_models(PriceList, book.mirror.all(target, "pricelist")),
            taxes=_models(Tax, book.mirror.all(target, "tax")),
            fiscal_positions=_models(FiscalPosition, book.mirror.all(target, "fiscal_position")),
            companies=_models(Company, book.mirror.all(target, "company")),
            warehouses=_models(Warehouse, book.mirror.all(target, "warehouse")),
            currencies=_models(Currency, book.mirror.all(target, "currency")),
            alike=alike(book),
        )


def _models(model: type[Record], rows: Sequence[bytes]) -> list[Record]:
    """The mirror's rows as values; the same record found by two codes comes once."""
    return [model.model_validate_json(row) for row in dict.fromkeys(rows)]


def _alike(book: Book, orders: Sequence[SalesOrder], profile: PartnerProfile) -> _Alike:
    if not profile.alike_days:
        return {}
    since = datetime.now(UTC) - timedelta(days=profile.alike_days)
    found = book.alike([alike_hash(order) for order in orders], since)
    return {
        text: [AlikeOrder(one.external_id, one.number, one.captured_at.date()) for one in rows]
        for text, rows in found.items()
    }
