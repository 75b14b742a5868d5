"""Price lists, units and taxes out of the mirror, parsed once for each reading of it: what every price is asked of."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from domain.documents.envelope import PartyReference
from domain.documents.master import (
    Company,
    Customer,
    FiscalPosition,
    PriceList,
    PriceListEntry,
    Product,
    Tax,
    UnitOfMeasure,
    Warehouse,
)
from domain.facts import CodeTables, OrderFacts, needs_of
from domain.frozen import Frozen
from domain.matching import Matcher, company_of
from domain.price_book import PriceBook
from domain.profile import PartnerProfile
from ledger.book import Book

Record = TypeVar("Record", bound=Frozen)
KINDS = ("company", "customer", "pricelist", "pricelist_entry", "product", "uom")
"""Whose age is a price's."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """What prices are made of, as it was read last."""

    facts: OrderFacts
    as_of: datetime | None
    """The oldest of its parts; None: one of them was never read."""
    books: dict[str, tuple[PartnerProfile, PriceBook]]
    """By channel: prices that were computed before."""

    def book(self, profile: PartnerProfile) -> PriceBook:
        """Prices of a channel's company."""
        kept = self.books.get(profile.channel)
        if kept is None or kept[0] is not profile:
            kept = self.books[profile.channel] = (profile, PriceBook(self.facts, company_of(self.facts, profile)))
        return kept[1]


class Shelf:
    """One a process; used by many threads."""

    def __init__(self, target: str) -> None:
        """``target``: how the ledger names the system of record."""
        self._target = target
        self._read_at: Mapping[str, datetime] = {}
        self._shelved: Shelved | None = None
        self._reading = threading.Lock()

    def now(self, book: Book) -> Shelved:
        """As the mirror is now; parsed again only where it was read anew."""
        read_at = book.portal.read_at(self._target)
        with self._reading:
            if self._shelved is None or read_at != self._read_at:
                self._shelved = self._parsed(book, read_at)
                self._read_at = read_at
            return self._shelved

    def _parsed(self, book: Book, read_at: Mapping[str, datetime]) -> Shelved:
        known = [read_at.get(kind) for kind in KINDS]
        as_of = None if None in known else min(moment for moment in known if moment is not None)

        def every(kind: str, model: type[Record]) -> list[Record]:
            return [model.model_validate_json(row) for row in book.mirror.all(self._target, kind)]

        facts = OrderFacts.of(
            today=date.min,
            units=every("uom", UnitOfMeasure),
            entries=every("pricelist_entry", PriceListEntry),
            pricelists=every("pricelist", PriceList),
            taxes=every("tax", Tax),
            fiscal_positions=every("fiscal_position", FiscalPosition),
            companies=every("company", Company),
            warehouses=every("warehouse", Warehouse),
        )
        return Shelved(facts, as_of, {})

    def matcher(
        self, book: Book, profile: PartnerProfile, customer: str, skus: Sequence[str], *, today: date
    ) -> tuple[Shelved, Matcher]:
        """What a customer's codes mean, with the records of just these products."""
        shelved = self.now(book)
        asked = needs_of([PartyReference(code=customer)], {(sku, "", "") for sku in skus}, profile)
        people = [Customer.model_validate_json(row) for row in self._found(book, "customer", "code", asked.customers)]
        goods = [Product.model_validate_json(row) for row in self._found(book, "product", "sku", asked.products)]
        own = OrderFacts.of(today=today, customers=people, products=goods)
        facts = replace(
            shelved.facts,
            today=today,
            customers=own.customers,
            customers_by_id=own.customers_by_id,
            products_by_sku=own.products_by_sku,
            memory={},
        )
        prices = shelved.book(profile)
        return shelved, Matcher(facts, CodeTables.of(profile), prices.company_id, prices)

    def _found(self, book: Book, kind: str, code_kind: str, codes: frozenset[str]) -> list[bytes]:
        return book.mirror.found(self._target, kind, code_kind, sorted(codes))
