"""Who orders, where it goes, which company sells and in which currency."""

from __future__ import annotations

from collections.abc import Iterator

from domain.addresses import in_words
from domain.catalogue import finding
from domain.documents.envelope import PartyReference
from domain.documents.master import Customer
from domain.findings import Finding
from domain.matching import CodeMatch, PartyMatch
from domain.new_address import new_address
from domain.rules.registry import Case, rule
from domain.values.codes import check_gln
from domain.values.money import known_currency


def _path(party: str, match: CodeMatch) -> str:
    return f"{party}.gln" if match.kind == "GLN" else f"{party}.code"


def _names(customers: tuple[Customer, ...]) -> str:
    return ", ".join(one.name for one in customers[:3])


@rule("SO-PARTY-001", "SO-PARTY-002", "SO-PARTY-003")
def customer_is_known_and_active(case: Case) -> Iterator[Finding]:
    """The customer is stated, known and not archived."""
    match = case.matcher.party(case.order.customer, house=True)
    if not match.codes:
        yield finding("SO-PARTY-001", path="customer", value=case.order.customer.name)
    elif not any(code.customers for code in match.codes):
        first = match.codes[0]
        yield finding("SO-PARTY-002", path=_path("customer", first), value=first.text, kind=first.kind)
    elif match.customer is not None and not match.customer.active:
        found = match.customer
        yield finding("SO-PARTY-003", path="customer", value=found.code or match.codes[0].text, name=found.name)


@rule("SO-PARTY-004", "SO-PARTY-006")
def customer_is_one(case: Case) -> Iterator[Finding]:
    """Code and GLN lead to one customer."""
    match = case.matcher.party(case.order.customer, house=True)
    several = [code for code in match.codes if len(code.customers) > 1]
    for code in several:
        yield finding(
            "SO-PARTY-004",
            path=_path("customer", code),
            value=code.text,
            kind=code.kind,
            count=len(code.customers),
            names=_names(code.customers),
        )
    if not several and _contradicts(match):
        by_code, by_gln = match.codes
        yield finding(
            "SO-PARTY-006",
            path="customer",
            value=by_code.text,
            gln=by_gln.text,
            by_code=_names(by_code.customers),
            by_gln=_names(by_gln.customers),
        )


def _contradicts(match: PartyMatch) -> bool:
    return match.customer is None and len(match.codes) > 1 and all(code.customers for code in match.codes)


@rule("SO-PARTY-005")
def glns_have_their_check_digit(case: Case) -> Iterator[Finding]:
    """A stated GLN is one."""
    for name, party in (("customer", case.order.customer), ("ship_to", case.order.ship_to)):
        why = check_gln(party.gln) if party is not None and party.gln else ""
        if party is not None and why:
            yield finding("SO-PARTY-005", path=f"{name}.gln", value=party.gln, why=why)


@rule("SO-PARTY-007", "SO-PARTY-008", "SO-PARTY-009", "SO-PARTY-010", "SO-PARTY-013", "SO-PARTY-014")
def delivery_address_is_known_and_theirs(case: Case) -> Iterator[Finding]:
    """A stated delivery address is known, active and belongs to the customer."""
    party = case.order.ship_to
    if party is None:
        return
    match = case.matcher.party(party)
    found = match.customer
    if not match.codes:
        yield from _by_its_words(party, case)
    elif found is None:
        first = match.codes[0]
        yield finding("SO-PARTY-007", path=_path("ship_to", first), value=first.text, kind=first.kind)
    elif not found.active:
        yield finding("SO-PARTY-009", path="ship_to", value=found.code or match.codes[0].text, name=found.name)
    elif not _same_house(found, case):
        yield finding(
            "SO-PARTY-010",
            path="ship_to",
            value=found.code or match.codes[0].text,
            name=found.name,
            customer=case.resolved.customer_code,
        )


def _by_its_words(party: PartyReference, case: Case) -> Iterator[Finding]:
    words = ", ".join(part for part in (party.name, *party.address, party.country) if part)
    if not words:
        return
    customer = case.matcher.party(case.order.customer, house=True).customer
    known = case.matcher.address(party, customer)
    if known.customer is not None:
        address = in_words(known.customer)
        yield finding("SO-PARTY-013", path="ship_to", value=words, address=address, score=known.score, why=known.why)
        return
    near = f" The nearest that we know is {known.nearest} ({known.score} of 100: {known.why})." if known.nearest else ""
    made = new_address(party, customer) if case.profile.checks.new_addresses and customer is not None else None
    if made is not None:
        yield finding("SO-PARTY-014", path="ship_to", value=words, address=made.in_words(), near=near)
    else:
        yield finding("SO-PARTY-008", path="ship_to", value=words, near=near)


def _same_house(address: Customer, case: Case) -> bool:
    customer = case.matcher.party(case.order.customer, house=True).customer
    if customer is None:
        return True
    return bool({address.record_id, address.parent_id} & ({customer.record_id, customer.parent_id} - {None}))


@rule("SO-COMP-001", "SO-COMP-002")
def company_can_deliver(case: Case) -> Iterator[Finding]:
    """The company is known and has the warehouse."""
    target = case.profile.odoo
    if case.resolved.company_id is None:
        if target.company or len(case.facts.companies) > 1:
            yield finding("SO-COMP-001", path="company", value=target.company or "(none)")
    elif case.resolved.warehouse_id is None:
        company = case.facts.companies.get(case.resolved.company_id)
        named = company.name if company else target.company
        yield finding("SO-COMP-002", path="company", value=target.warehouse or "at all", company=named)


@rule("SO-CUR-001", "SO-CUR-002", "SO-CUR-003")
def currency_is_agreed(case: Case) -> Iterator[Finding]:
    """The currency exists, is agreed with the partner, and is the price list's."""
    currency, allowed = case.order.currency, case.profile.allowed_currencies
    if not known_currency(currency):
        yield finding("SO-CUR-001", path="currency", value=currency or "(none)")
    elif allowed and currency not in allowed:
        yield finding("SO-CUR-002", path="currency", value=currency, allowed=", ".join(allowed))
    else:
        yield from _is_the_price_lists(case)


def _is_the_price_lists(case: Case) -> Iterator[Finding]:
    pricelist = case.facts.pricelists.get(case.resolved.pricelist_id or 0)
    company = case.facts.companies.get(case.resolved.company_id or 0)
    ours = pricelist.currency if pricelist else company.currency if company else ""
    if ours and ours != case.order.currency:
        named = pricelist.name if pricelist else "(none: the company's currency)"
        yield finding("SO-CUR-003", path="currency", value=case.order.currency, pricelist=named, ours=ours)
