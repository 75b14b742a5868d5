"""What an order is worth in the company's currency."""

from __future__ import annotations

from decimal import Decimal

from domain.check_facts import exchanged
from domain.documents.resolved_order import ResolvedOrder
from domain.facts import OrderFacts

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def company_currency(resolved: ResolvedOrder, facts: OrderFacts) -> str:
    """Of the company that sells; the order's own where that is not known."""
    company = facts.companies.get(resolved.company_id or 0)
    return company.currency if company else resolved.currency


def worth(resolved: ResolvedOrder, facts: OrderFacts) -> Decimal | None:
    """Without tax; None: there is no rate."""
    return exchanged(resolved.untaxed_total, resolved.currency, company_currency(resolved, facts), facts.rates)


def worth_with_tax(resolved: ResolvedOrder, facts: OrderFacts) -> Decimal | None:
    """With tax where it is known; None: there is no rate."""
    total = sum((line.subtotal * (1 + _percent(line.tax_ids, facts) / _HUNDRED) for line in resolved.lines), _ZERO)
    return exchanged(total, resolved.currency, company_currency(resolved, facts), facts.rates)


def _percent(tax_ids: tuple[int, ...] | None, facts: OrderFacts) -> Decimal:
    return sum((facts.taxes[one].amount for one in tax_ids or () if one in facts.taxes), _ZERO)
