"""Which fiscal position an order gets, as the system of record chooses it: the customer's own, else by country."""

from __future__ import annotations

from dataclasses import dataclass

from domain.documents.master import Customer, FiscalPosition
from domain.facts import OrderFacts


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """The position that an order's taxes go through."""

    known: bool
    """False: it depends on what is not known here; taxes are then not compared."""
    record_id: int = 0
    """Of the position; 0: none applies, products keep their own taxes."""


_UNKNOWN = TaxTerms(known=False)
_NONE = TaxTerms(known=True)


def tax_terms(
    facts: OrderFacts, company_id: int | None, customer: Customer | None, ship_to: Customer | None
) -> TaxTerms:
    """The position of an order of ``customer`` that is delivered to ``ship_to`` (None: the customer's own address)."""
    if customer is None or not facts.taxes:
        return _UNKNOWN
    own = (ship_to.fiscal_position_id if ship_to else None) or customer.fiscal_position_id
    if own is not None:
        return TaxTerms(own in facts.fiscal_positions, own)
    if not customer.country:
        return _NONE
    if ship_to is not None and ship_to.country != customer.country:
        return _UNKNOWN
    return _by_country(facts, company_id, customer.country)


def _by_country(facts: OrderFacts, company_id: int | None, country: str) -> TaxTerms:
    ours = [one for one in facts.fiscal_positions.values() if one.auto_apply and one.company_id in {None, company_id}]
    for position in sorted(ours, key=lambda one: (one.company_id is None, one.sequence, one.record_id)):
        if _fits(position, country):
            return _UNKNOWN if position.opaque else TaxTerms(known=True, record_id=position.record_id)
    return _NONE


def _fits(position: FiscalPosition, country: str) -> bool:
    return position.country in {"", country} and (position.countries is None or country in position.countries)
