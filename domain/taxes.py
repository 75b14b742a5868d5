"""Tax by a tax engine beside tax by Odoo's fiscal position: what is asked, and how the answers differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.documents.envelope import PartyReference
from domain.documents.master import Customer
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.facts import OrderFacts
from domain.tax_answers import TaxAnswer, TaxedLine, TaxPlace, TaxQuestion
from domain.values.money import minor_unit

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class TaxDifference:
    """A line on which the two do not agree."""

    position: int
    sku: str
    engine: Decimal
    ours: Decimal
    why: str


def tax_question(
    resolved: ResolvedOrder, facts: OrderFacts, stated: PartyReference | None = None
) -> TaxQuestion | None:
    """What a tax engine is asked; None: customer or price is not known, so that other rules speak."""
    customer = facts.customers_by_id.get(resolved.customer_id or 0)
    if customer is None or any(line.price_unit is None for line in resolved.lines):
        return None
    place = _place(facts.customers_by_id.get(resolved.ship_to_id or 0) or customer)
    if stated is not None and resolved.ship_to_id is None and stated.address:
        place = TaxPlace(", ".join(stated.address), "", "", stated.country)
    on = resolved.ordered_at.date() if resolved.ordered_at else facts.today
    lines = tuple(TaxedLine(one.position, one.sku, one.quantity, one.subtotal) for one in resolved.lines)
    return TaxQuestion(resolved.external_id, resolved.customer_code, on, resolved.currency, place, lines)


def _place(known: Customer) -> TaxPlace:
    return TaxPlace(f"{known.street} {known.street2}".strip(), known.city, known.zip_code, known.country)


def tax_differences(
    resolved: ResolvedOrder, facts: OrderFacts, answer: TaxAnswer, tolerance: Decimal
) -> Iterator[TaxDifference]:
    """The lines on which the engine and Odoo's taxes are further apart than ``tolerance``, in the order's currency."""
    said = {line.position: line for line in answer.lines}
    for line in resolved.lines:
        theirs = said.get(line.position)
        if theirs is None or line.tax_ids is None:
            continue
        ours, why = _odoos(line, facts, resolved.currency)
        if abs(ours - theirs.tax) > tolerance:
            words = f"the engine has {theirs.why or 'no tax'}, Odoo {why or 'no tax'}"
            yield TaxDifference(line.position, line.sku, theirs.tax, ours, words)


def _odoos(line: ResolvedLine, facts: OrderFacts, currency: str) -> tuple[Decimal, str]:
    """Tax of a line by the taxes that Odoo will put on it, and their names."""
    taxes = [facts.taxes[one] for one in line.tax_ids or () if one in facts.taxes]
    percent = sum((tax.amount for tax in taxes), Decimal(0))
    amount = (line.subtotal * percent / _HUNDRED).quantize(minor_unit(currency), ROUND_HALF_UP)
    return amount, " + ".join(f"{tax.name} ({tax.amount.normalize():f} %)" for tax in taxes)
