"""From the customer's words to ours: a canonical order becomes what would be posted. Pure and quick, never raises.

What is unknown stays None; the rules say so. Records are looked up and prices computed once a product, not once a line.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from domain.documents.master import Customer, PriceList
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.facts import OrderFacts
from domain.fiscal import TaxTerms, tax_terms
from domain.frozen import built
from domain.keys import external_id, normalise
from domain.matching import LineMatch, Matcher, matcher
from domain.pricing import PriceAnswer
from domain.profile import PartnerProfile
from domain.values.money import minor_unit

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_MOST_DIGITS = 15
"""Amounts beyond 10^15 are no trade: they are not multiplied out, and a rule holds them."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all lines of one order."""

    matcher: Matcher
    customer: Customer | None
    ship_to: Customer | None
    pricelist: PriceList | None
    taxes: TaxTerms
    on: date
    minor: Decimal
    waived: Collection[str]


def resolve(
    order: SalesOrder,
    facts: OrderFacts,
    profile: PartnerProfile,
    *,
    source_label: str = "",
    waived: Collection[str] = (),
) -> ResolvedOrder:
    """What would be posted for ``order``.

    Args:
        order: as read.
        facts: records for the codes that ``domain.facts.needs`` named.
        profile: the partner's tables, units and targets.
        source_label: channel and file or message, for the note in the system of record.
        waived: codes of findings that a person has waived: an archived customer is used only then.
    """
    known = matcher(facts, profile)
    terms = terms_of(order, known, facts, waived)
    lines = tuple([resolved_line(line, terms) for line in order.lines])
    customer, ours = terms.customer, terms.pricelist
    return built(
        ResolvedOrder,
        schema_version="1",
        external_id=external_id(order.key),
        number=order.number,
        customer_code=customer.code if customer else order.customer.code or order.customer.gln,
        customer_id=_usable(customer, "SO-PARTY-003", waived),
        customer_active=customer is not None and customer.active,
        ship_to_id=_usable(terms.ship_to, "SO-PARTY-009", waived),
        company_id=known.company_id,
        warehouse_id=_warehouse(facts, profile, known.company_id),
        pricelist_id=ours.record_id if ours else None,
        currency=order.currency,
        pricelist_currency=ours.currency if ours else "",
        ordered_at=order.ordered_at,
        requested_date=order.requested_date,
        lines=lines,
        untaxed_total=sum([line.subtotal for line in lines], _ZERO),
        source_label=source_label,
    )


def resolved_json(resolved: ResolvedOrder) -> bytes:
    """Canonical JSON of a resolved order, as ``model_dump_json`` writes it."""
    return resolved.__pydantic_serializer__.to_json(resolved)


def _usable(customer: Customer | None, code: str, waived: Collection[str]) -> int | None:
    return customer.record_id if customer is not None and (customer.active or code in waived) else None


def terms_of(order: SalesOrder, known: Matcher, facts: OrderFacts, waived: Collection[str] = ()) -> Terms:
    """What holds for all lines of ``order``."""
    customer = known.party(order.customer, house=True).customer
    ship_to = known.ship_to(order.ship_to, customer)
    return Terms(
        matcher=known,
        customer=customer,
        ship_to=ship_to,
        taxes=tax_terms(facts, known.company_id, customer, ship_to),
        pricelist=facts.pricelists.get(_pricelist(facts, known.tables.profile, customer) or 0),
        on=order.ordered_at or facts.today,
        minor=minor_unit(order.currency),
        waived=waived,
    )


def _pricelist(facts: OrderFacts, profile: PartnerProfile, customer: Customer | None) -> int | None:
    wanted = normalise(profile.odoo.pricelist)
    if wanted:
        return next((one.record_id for one in facts.pricelists.values() if normalise(one.name) == wanted), None)
    if customer is None:
        return None
    parent = facts.customers_by_id.get(customer.parent_id or 0)
    return customer.pricelist_id or (parent.pricelist_id if parent else None)


def _warehouse(facts: OrderFacts, profile: PartnerProfile, company_id: int | None) -> int | None:
    ours = [one for one in facts.warehouses if one.company_id is None or one.company_id == company_id]
    wanted = normalise(profile.odoo.warehouse)
    if wanted:
        return next((one.record_id for one in ours if normalise(one.code) == wanted), None)
    return min((one.record_id for one in ours), default=None) if company_id is not None else None


def resolved_line(line: SalesOrderLine, terms: Terms) -> ResolvedLine:
    """One line, by its order's terms alone: no other line changes anything."""
    match = terms.matcher.line(line)
    product, unit, quantity = match.product, match.unit, line.quantity
    answer = _price(match, quantity, terms)
    stated = line.unit_price is not None and not takes_our_price(line.unit_price, answer.price, terms)
    price = line.unit_price if stated else answer.base
    discount = _ZERO if stated else answer.discount
    active = product is not None and product.active
    prices = terms.matcher.prices
    taxes = prices.taxes(product, terms.taxes) if product else None
    included = prices.included(product, taxes) if product else _ZERO
    return built(
        ResolvedLine,
        position=line.position,
        sku=product.sku if product else "",
        product_id=product.record_id if product and (active or "SO-LINE-003" in terms.waived) else None,
        product_active=active,
        product_saleable=product is not None and product.saleable,
        description=line.description,
        unit=unit.name if unit else "",
        uom_id=unit.record_id if unit and match.per_unit is not None else None,
        quantity=quantity,
        price_unit=price,
        discount=discount,
        expected_price=answer.price,
        price_source=answer.source,
        tax_ids=taxes,
        included_tax=included,
        subtotal=_net(_gross(quantity, price), discount, included, terms.minor),
    )


def takes_our_price(stated: Decimal, ours: Decimal | None, terms: Terms) -> bool:
    """Whether our price goes into the line instead of the stated one, as the profile allows."""
    return ours is not None and terms.matcher.tables.profile.checks.takes_ours(stated, ours, terms.minor)


_UNPRICED = PriceAnswer(None, _ZERO, None, "product or unit not known")


def _price(match: LineMatch, quantity: Decimal, terms: Terms) -> PriceAnswer:
    if match.product is None or match.per_unit is None:
        return _UNPRICED
    return terms.matcher.prices.answer(match.product, quantity, match.per_unit, pricelist=terms.pricelist, on=terms.on)


def _gross(quantity: Decimal, price: Decimal | None) -> Decimal:
    if price is None or quantity.adjusted() > _MOST_DIGITS or price.adjusted() > _MOST_DIGITS:
        return _ZERO
    return _EXACT.multiply(quantity, price)


def _net(gross: Decimal, discount: Decimal, included: Decimal, minor: Decimal) -> Decimal:
    """Without discount and included taxes, rounded to the currency."""
    if discount:
        gross = _EXACT.multiply(gross, 1 - discount / _HUNDRED)
    if included:
        gross = _EXACT.divide(gross, 1 + included / _HUNDRED)
    return gross.quantize(minor, ROUND_HALF_UP, _EXACT)
