"""Which of our customers, products and units a partner's codes mean. Nothing is guessed: in doubt, none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from domain.addresses import AddressMatch, matched
from domain.checks import SUBSTITUTE
from domain.documents.envelope import PartyReference
from domain.documents.master import Customer, Product, UnitOfMeasure
from domain.documents.sales_order import SalesOrderLine
from domain.facts import CodeTables, OrderFacts
from domain.findings import Severity
from domain.keys import normalise
from domain.price_book import PriceBook
from domain.profile import PartnerProfile
from domain.values.codes import gtin14
from domain.values.quantity import convertible


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """What one code of the partner leads to."""

    kind: str
    """SKU, product code, GTIN, number or GLN."""
    text: str
    """As the partner sent it."""
    products: tuple[Product, ...] = ()
    customers: tuple[Customer, ...] = ()
    pack_id: int | None = None
    """Unit of the pack, where the code is a pack's GTIN."""


@dataclass(frozen=True, slots=True)
class PartyMatch:
    """What the references to one party lead to."""

    customer: Customer | None
    """The one that is meant, perhaps archived; None: unknown, not unique or contradictory."""
    codes: tuple[CodeMatch, ...]
    """Each stated code and its candidates; empty: no code and no GLN was stated."""


@dataclass(frozen=True, slots=True)
class LineMatch:
    """What the codes and unit of one line lead to."""

    product: Product | None
    """The one that is meant, perhaps archived; None: unknown, not unique or contradictory."""
    codes: tuple[CodeMatch, ...]
    """Each code that was looked up and its candidates."""
    unit: UnitOfMeasure | None
    """The unit that is meant; None: unknown."""
    pack: UnitOfMeasure | None
    """The pack that the line's GTIN is of."""
    per_unit: Decimal | None
    """How many of the product's own unit one ``unit`` is; None: not convertible or something is unknown."""
    replaces: Product | None = None
    """The superseded product that was ordered, where its successor was taken."""


_NOTHING = CodeMatch("", "")


@dataclass(slots=True)
class Matcher:
    """Looks codes up in one set of records by one profile's tables, each once."""

    facts: OrderFacts
    tables: CodeTables
    company_id: int | None
    prices: PriceBook
    _lines: dict[tuple[str, str, str, str], LineMatch] = field(default_factory=dict)
    _parties: dict[tuple[str, str], PartyMatch] = field(default_factory=dict)
    _addresses: dict[tuple[PartyReference, int], AddressMatch] = field(default_factory=dict)

    def line(self, line: SalesOrderLine) -> LineMatch:
        """The product and unit of a line."""
        key = (line.sku, line.partner_sku, line.gtin, line.unit)
        found = self._lines.get(key)
        if found is None:
            found = self._lines[key] = self._match_line(line)
        return found

    def party(self, party: PartyReference, *, house: bool = False) -> PartyMatch:
        """The customer or address that is meant; ``house``: none stated means the profile's house account."""
        account = self.tables.profile.house_account if house and not party.code and not party.gln else ""
        key = (party.code or account, party.gln)
        found = self._parties.get(key)
        if found is None:
            found = self._parties[key] = self._match_party(*key)
        return found

    def ship_to(self, party: PartyReference | None, customer: Customer | None) -> Customer | None:
        """The delivery address that is meant: by its codes, else by its words; None: none stated, or unknown."""
        if party is None:
            return None
        match = self.party(party)
        return match.customer if match.codes else self.address(party, customer).customer

    def address(self, party: PartyReference, customer: Customer | None) -> AddressMatch:
        """Which of a customer's addresses the words of ``party`` mean."""
        if customer is None or not party.address:
            return AddressMatch(None)
        key = (party, customer.house_id)
        found = self._addresses.get(key)
        if found is None:
            found = self._addresses[key] = matched(party, self.facts.addresses.get(customer.house_id, ()))
        return found

    def successor(self, product: Product | None) -> Product | None:
        """What is sold instead of a superseded product; None: it is not superseded, or its successor is not known."""
        sku = self.tables.superseded.get(normalise(product.sku)) if product else None
        found = [one for one in self._products(sku) if one.active] if sku else []
        return found[0] if len(found) == 1 else None

    def _match_party(self, code: str, gln: str) -> PartyMatch:
        codes = []
        if code:
            codes.append(CodeMatch("number", code, customers=self._customers(self.tables.customer(code))))
        if gln:
            codes.append(CodeMatch("GLN", gln, customers=self._customers(gln)))
        meant = {one.record_id: one for match in codes if len(match.customers) == 1 for one in match.customers}
        doubtful = any(len(match.customers) > 1 for match in codes)
        one = next(iter(meant.values())) if len(meant) == 1 and not doubtful else None
        return PartyMatch(one, tuple(codes))

    def _customers(self, code: str) -> tuple[Customer, ...]:
        found = self.facts.customers.get(normalise(code), ())
        ours = [one for one in found if self.company_id is None or one.company_id in {None, self.company_id}]
        active = tuple(one for one in ours if one.active)
        return tuple(one for one in active if code in {one.code, one.gln}) or active or tuple(ours[:1])

    def _match_line(self, line: SalesOrderLine) -> LineMatch:
        codes = tuple(self._line_codes(line))
        meant = {one.record_id: one for match in codes if len(match.products) == 1 for one in match.products}
        doubtful = any(len(match.products) > 1 for match in codes)
        ordered = next(iter(meant.values())) if len(meant) == 1 and not doubtful else None
        instead = self.successor(ordered) if self._substitutes else None
        product = instead or ordered
        pack_id = next((match.pack_id for match in codes if match.pack_id), None)
        pack = self.facts.units_by_id.get(pack_id) if pack_id else None
        unit = self._unit(line.unit, pack)
        per_unit = self._per_unit(product, unit)
        return LineMatch(product, codes, unit, pack, per_unit, replaces=ordered if instead else None)

    @property
    def _substitutes(self) -> bool:
        profile = self.tables.profile
        return bool(self.tables.superseded) and profile.severities.get(SUBSTITUTE) is Severity.FIX

    def _line_codes(self, line: SalesOrderLine) -> Iterable[CodeMatch]:
        if line.sku:
            yield CodeMatch("SKU", line.sku, self._products(self.tables.sku(line.sku)))
        mapped = self.tables.partner_sku(line.partner_sku) if line.partner_sku else ""
        if mapped:
            yield CodeMatch("product code", line.partner_sku, self._products(mapped))
        gtin = self._gtin(line.gtin) if line.gtin else _NOTHING
        if gtin.products or (line.gtin and not line.sku and not mapped):
            yield gtin
        if line.partner_sku and not (line.sku or mapped or gtin.products):
            yield CodeMatch("product code", line.partner_sku)

    def _products(self, sku: str) -> tuple[Product, ...]:
        found = self.facts.products_by_sku.get(normalise(sku), ())
        active = tuple(one for one in found if one.active)
        return tuple(one for one in active if one.sku == sku) or active or found[:1]

    def _gtin(self, text: str) -> CodeMatch:
        found = self.facts.products_by_gtin.get(gtin14(text), ())
        active = tuple(pair for pair in found if pair[0].active) or found[:1]
        products = tuple({product.record_id: product for product, _ in active}.values())
        return CodeMatch("GTIN", text, products, pack_id=active[0][1] if len(active) == 1 else None)

    def _unit(self, theirs: str, pack: UnitOfMeasure | None) -> UnitOfMeasure | None:
        if not theirs:
            return pack or self.facts.units.get(normalise(self.tables.profile.default_unit))
        key = normalise(theirs)
        return self.facts.units.get(normalise(self.tables.units.get(key, key)))

    def _per_unit(self, product: Product | None, unit: UnitOfMeasure | None) -> Decimal | None:
        own = self.facts.units_by_id.get(product.uom_id) if product else None
        if own is None or unit is None or not convertible(unit, own):
            return None
        return unit.factor / own.factor


def matcher(facts: OrderFacts, profile: PartnerProfile) -> Matcher:
    """The matcher of these records and this profile, made once and kept with the facts."""
    kept = facts.memory.get(id(profile))
    if isinstance(kept, Matcher) and kept.tables.profile is profile:
        return kept
    company_id = company_of(facts, profile)
    made = Matcher(facts, CodeTables.of(profile), company_id, PriceBook(facts, company_id))
    facts.memory[id(profile)] = made
    return made


def company_of(facts: OrderFacts, profile: PartnerProfile) -> int | None:
    """The company in the system of record: the profile's by name, else the default, else the only one."""
    wanted = normalise(profile.odoo.company)
    if wanted:
        return next((one.record_id for one in facts.companies.values() if normalise(one.name) == wanted), None)
    if facts.default_company_id is not None or len(facts.companies) != 1:
        return facts.default_company_id
    return next(iter(facts.companies))
