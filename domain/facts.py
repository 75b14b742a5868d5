"""Facts: what rules need to know beyond the document, fetched before, in one read a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol, TypeVar

from domain.check_facts import CheckFacts
from domain.documents.envelope import PartyReference
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
from domain.keys import normalise
from domain.price_entries import in_order
from domain.profile import PartnerProfile
from domain.values.codes import gtin14, gtin_forms


class Recorded(Protocol):
    """Anything with a record in the system of record."""

    @property
    def record_id(self) -> int:
        """Its number there."""
        ...


Record = TypeVar("Record", bound=Recorded)


@dataclass(frozen=True, slots=True)
class FactNeeds:
    """Which customers and products a batch of orders speaks of; each code in the spellings to look it up by."""

    customers: frozenset[str]
    """Our customer numbers, after the profile's table."""
    glns: frozenset[str]
    products: frozenset[str]
    """Our SKUs, after the profile's table."""
    gtins: frozenset[str]
    """Every way to write each GTIN."""
    in_words: bool = False
    """Some delivery addresses come in words only: all addresses of the customers are wanted."""

    def customer_codes(self) -> list[str]:
        """All codes by which to look customers up."""
        return sorted(self.customers | self.glns)

    def product_codes(self) -> list[str]:
        """All codes by which to look products up."""
        return sorted(self.products | self.gtins)


def needs(orders: Iterable[SalesOrder], profile: PartnerProfile) -> FactNeeds:
    """The codes that ``orders`` of one partner use: look these up, then build ``OrderFacts``."""
    listed = list(orders)
    parties = [party for order in listed for party in (order.customer, order.ship_to) if party is not None]
    lines = {(line.sku, line.partner_sku, line.gtin) for order in listed for line in order.lines}
    return needs_of(parties, lines, profile)


def needs_of(
    parties: Iterable[PartyReference], lines: Iterable[tuple[str, str, str]], profile: PartnerProfile
) -> FactNeeds:
    """The same from the parts: customers and addresses; SKU, partner's product code and GTIN of lines, each once."""
    tables = CodeTables.of(profile)
    codes: set[str] = {profile.house_account}
    glns: set[str] = set()
    skus: set[str] = set(profile.checks.superseded.values())
    gtins: set[str] = set()
    listed = list(parties)
    for party in listed:
        codes.add(tables.customer(party.code))
        glns.add(party.gln)
    for sku, partner_sku, gtin in lines:
        skus.update((tables.sku(sku), tables.partner_sku(partner_sku)))
        gtins.update(gtin_forms(gtin) if gtin else ())
    in_words = any(party.address and not party.code and not party.gln for party in listed)
    spelled = [_spellings(texts) for texts in (codes, glns, skus, gtins)]
    return FactNeeds(spelled[0], spelled[1], spelled[2], spelled[3], in_words)


def _spellings(texts: Iterable[str]) -> frozenset[str]:
    """Each code as sent and in the forms in which the mirror may hold it, so that case and blanks do not matter."""
    folded = {text: normalise(text) for text in texts if text}
    return frozenset(one for text, key in folded.items() for one in (text, key, key.upper()) if one)


@dataclass(frozen=True, slots=True)
class CodeTables:
    """A profile's tables of codes with their keys normalised: made once a profile, asked often."""

    profile: PartnerProfile
    products: Mapping[str, str]
    customers: Mapping[str, str]
    units: Mapping[str, str]
    merged: Mapping[str, str]
    superseded: Mapping[str, str]

    @classmethod
    def of(cls, profile: PartnerProfile) -> CodeTables:
        """The tables of ``profile``."""
        checks = profile.checks
        tables = (profile.products, profile.customers, profile.units, checks.merged, checks.superseded)
        return cls(profile, *({normalise(key): normalise(ours) for key, ours in table.items()} for table in tables))

    def customer(self, code: str) -> str:
        """Our customer number for the partner's code, or of whom it was merged into; else the code itself."""
        ours = self.customers.get(normalise(code), code) if self.customers else code
        return self.merged.get(normalise(ours), ours) if self.merged else ours

    def sku(self, sku: str) -> str:
        """Our SKU: the table may name a successor, else as it is."""
        return self.products.get(normalise(sku), sku) if self.products else sku

    def partner_sku(self, code: str) -> str:
        """Our SKU for the partner's own product code; empty where the table has none: it is not guessed."""
        return self.products.get(normalise(code), "")


@dataclass(frozen=True, slots=True)
class AlikeOrder:
    """An order with the same likeness that was taken before."""

    external_id: str
    number: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a batch of orders is judged by. Build it with ``OrderFacts.of``; nothing in it changes afterwards."""

    today: date
    customers: Mapping[str, tuple[Customer, ...]]
    """By normalised code and by GLN; archived ones too."""
    customers_by_id: Mapping[int, Customer]
    products_by_id: Mapping[int, Product]
    products_by_sku: Mapping[str, tuple[Product, ...]]
    products_by_gtin: Mapping[str, tuple[tuple[Product, int | None], ...]]
    """By GTIN of 14 digits: the product, and the pack's unit where the GTIN is a pack's."""
    units: Mapping[str, UnitOfMeasure]
    """By normalised name; active ones."""
    units_by_id: Mapping[int, UnitOfMeasure]
    entries: Mapping[int, tuple[PriceListEntry, ...]]
    """By price list, in the order in which the system of record tries them."""
    pricelists: Mapping[int, PriceList]
    taxes: Mapping[int, Tax]
    fiscal_positions: Mapping[int, FiscalPosition]
    companies: Mapping[int, Company]
    warehouses: tuple[Warehouse, ...]
    rates: Mapping[str, Decimal]
    """By currency: how much of it one unit of a common one is."""
    addresses: Mapping[int, tuple[Customer, ...]]
    """By commercial customer: the addresses that belong to it."""
    alike: Mapping[str, Sequence[AlikeOrder]]
    """By likeness (domain.alike): orders taken, the first in front, perhaps the order itself among them."""
    default_company_id: int | None = None
    checks: CheckFacts = field(default_factory=CheckFacts)
    """What was asked for this batch."""
    memory: dict[int, object] = field(default_factory=dict, compare=False, repr=False)
    """What was computed from the records before (domain.matching): answers only, never facts."""

    @classmethod
    def of(  # noqa: PLR0913 - one name a kind of record
        cls,
        *,
        today: date,
        customers: Iterable[Customer] = (),
        products: Iterable[Product] = (),
        units: Iterable[UnitOfMeasure] = (),
        entries: Iterable[PriceListEntry] = (),
        pricelists: Iterable[PriceList] = (),
        taxes: Iterable[Tax] = (),
        fiscal_positions: Iterable[FiscalPosition] = (),
        companies: Iterable[Company] = (),
        warehouses: Iterable[Warehouse] = (),
        currencies: Iterable[Currency] = (),
        alike: Mapping[str, Sequence[AlikeOrder]] = MappingProxyType({}),
        default_company_id: int | None = None,
    ) -> OrderFacts:
        """Index the records; the same record given twice counts once.

        Args:
            today: the day in the partner's zone on which the orders are judged.
            customers: those of the orders, archived ones and delivery addresses too.
            products: those of the orders, archived ones too.
            units: all of them.
            entries: those of the price lists in play, in any order.
            pricelists: all of them.
            taxes: all of them.
            fiscal_positions: all of them; without any, taxes are the products' own.
            companies: all of them.
            warehouses: all of them.
            currencies: all of them.
            alike: orders by likeness, those taken first in front; the order itself may be among them.
            default_company_id: the company where a profile names none.
        """
        people = _by_id(customers)
        goods = _by_id(products)
        known_units = _by_id(units)
        return cls(
            today=today,
            customers=_grouped(people.values(), lambda one: {normalise(one.code), normalise(one.gln)}),
            customers_by_id=people,
            products_by_id=goods,
            products_by_sku=_grouped(goods.values(), lambda one: {normalise(one.sku)}),
            products_by_gtin=_gtins(goods.values()),
            units={normalise(unit.name): unit for unit in known_units.values() if unit.active},
            units_by_id=known_units,
            entries=in_order(entries),
            pricelists=_by_id(pricelists),
            taxes=_by_id(taxes),
            fiscal_positions=_by_id(one for one in fiscal_positions if one.active),
            companies=_by_id(companies),
            warehouses=tuple(one for one in warehouses if one.active),
            rates={one.code: one.rate for one in currencies},
            addresses=_addresses(people.values()),
            alike=alike,
            default_company_id=default_company_id,
        )

    def asked(self, checks: CheckFacts) -> OrderFacts:
        """The same records with what was asked for a batch."""
        return replace(self, checks=checks)

    def on(self, today: date, alike: Mapping[str, Sequence[AlikeOrder]] | None = None) -> OrderFacts:
        """The same records on another day, and with other orders alike: what was computed is kept."""
        return replace(self, today=today, alike=self.alike if alike is None else alike)


def _by_id(records: Iterable[Record]) -> dict[int, Record]:
    return {record.record_id: record for record in records}


def _grouped(records: Iterable[Record], codes: Callable[[Record], set[str]]) -> dict[str, tuple[Record, ...]]:
    grouped: dict[str, list[Record]] = {}
    for record in records:
        for code in codes(record) - {""}:
            grouped.setdefault(code, []).append(record)
    return {code: tuple(found) for code, found in grouped.items()}


def _addresses(customers: Iterable[Customer]) -> dict[int, tuple[Customer, ...]]:
    grouped: dict[int, list[Customer]] = {}
    for one in customers:
        if one.street:
            grouped.setdefault(one.house_id, []).append(one)
    return {house: tuple(found) for house, found in grouped.items()}


def _gtins(products: Iterable[Product]) -> dict[str, tuple[tuple[Product, int | None], ...]]:
    grouped: dict[str, list[tuple[Product, int | None]]] = {}
    for product in products:
        packs: list[tuple[str, int | None]] = [*product.pack_gtins]
        for gtin, pack in [(product.gtin, None), *packs]:
            if gtin:
                grouped.setdefault(gtin14(gtin), []).append((product, pack))
    return {code: tuple(found) for code, found in grouped.items()}
