"""The customer's standing: merged, blocked, its message, and what it owes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from domain.catalogue import finding
from domain.check_facts import CheckFacts, CreditFact
from domain.checks import CreditCheck
from domain.documents.master import Customer
from domain.findings import Finding
from domain.keys import normalise
from domain.rules.registry import Case, rule
from domain.rules.worth import company_currency, worth_with_tax
from domain.values.money import round_money


def _customer(case: Case) -> Customer | None:
    return case.matcher.party(case.order.customer, house=True).customer


def _house(case: Case) -> Iterator[Customer]:
    """The customer, and the one that it belongs to."""
    customer = _customer(case)
    if customer is not None:
        yield customer
        parent = case.facts.customers_by_id.get(customer.parent_id or 0)
        if parent is not None:
            yield parent


@rule("SO-PARTY-011")
def merged_customer_is_the_one_left(case: Case) -> Iterator[Finding]:
    """An order for a customer that was merged goes to the one that is left."""
    code, tables = case.order.customer.code or case.profile.house_account, case.matcher.tables
    ours = tables.customers.get(normalise(code), code)
    survivor = tables.merged.get(normalise(ours))
    if survivor is not None:
        yield finding("SO-PARTY-011", path="customer.code", value=code, survivor=survivor.upper())


@rule("SO-PARTY-012")
def customers_message_is_read(case: Case) -> Iterator[Finding]:
    """What Odoo shows to people who sell to this customer is told."""
    for one in _house(case):
        if one.warning:
            yield finding("SO-PARTY-012", path="customer", value=one.code or one.name, says=one.warning)


@rule("SO-CREDIT-001")
def customer_is_not_blocked(case: Case) -> Iterator[Finding]:
    """Neither the customer nor the company it belongs to carries a tag that blocks."""
    blocking = {normalise(tag) for tag in case.profile.checks.blocked_tags}
    for one in _house(case) if blocking else ():
        tag = next((tag for tag in one.tags if normalise(tag) in blocking), None)
        if tag is not None:
            yield finding("SO-CREDIT-001", path="customer", value=one.code or one.name, name=one.name, tag=tag)
            return


@rule("SO-CREDIT-002", "SO-CREDIT-003", counted=True)
def credit_limit_is_kept(case: Case) -> Iterator[Finding]:
    """Invoices, open orders, orders on their way to Odoo and this one are within the customer's limit."""
    check, asked, customer = case.profile.checks.credit, case.facts.checks, _customer(case)
    if check is None or asked.now is None or customer is None:
        return
    code = customer.code or customer.name
    known = asked.credit.get(customer.house_id)
    worth = worth_with_tax(case.resolved, case.facts)
    why = _unknown(case, check, known, worth)
    if why or known is None or worth is None:
        yield finding("SO-CREDIT-003", path="customer", value=code, why=why)
    elif known.limit is not None:
        yield from _over(case, code, known, known.limit, worth)


def _unknown(case: Case, check: CreditCheck, known: CreditFact | None, worth: Decimal | None) -> str:
    """Why the limit cannot be checked; empty: it can."""
    company = case.facts.companies.get(case.resolved.company_id or 0)
    if company is not None and not company.credit_limits:
        return f"company {company.name} does not use credit limits in Odoo (Settings > Invoicing > Sales Credit Limit)"
    if worth is None:
        return f"there is no rate for {case.order.currency}"
    return too_old(known.read_at if known else None, case.facts.checks, check.oldest_minutes)


def too_old(read_at: datetime | None, asked: CheckFacts, minutes: int) -> str:
    """Why figures read at that moment do not count; empty: they do."""
    if read_at is None:
        return asked.trouble or "Odoo has no figures for it"
    if asked.now is not None and asked.now - read_at > timedelta(minutes=minutes):
        age = int((asked.now - read_at).total_seconds() // 60)
        return f"the figures are {age} minutes old, {minutes} are allowed ({asked.trouble or 'not read again'})"
    return ""


def _over(case: Case, code: str, known: CreditFact, limit: Decimal, worth: Decimal) -> Iterator[Finding]:
    others = case.facts.checks.committed.get(known.customer_id, Decimal(0))
    before = others + case.ahead.money.get(known.customer_id, Decimal(0))
    after = known.owed + known.to_invoice + before + worth
    if after <= limit:
        return
    currency = company_currency(case.resolved, case.facts)

    def money(amount: Decimal) -> Decimal:
        return round_money(amount, currency)

    yield finding(
        "SO-CREDIT-002",
        path="customer",
        value=code,
        currency=currency,
        at=f"{known.read_at:%Y-%m-%d %H:%M:%S} UTC",
        after=money(after),
        limit=money(limit),
        owed=money(known.owed),
        open=money(known.to_invoice),
        ahead=money(before),
        order=money(worth),
    )
