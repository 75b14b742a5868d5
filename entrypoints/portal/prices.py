"""``/api/v1/prices``: what a customer pays, by the price lists as they were read last; never a question to Odoo."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.resolved_order import ResolvedLine
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.submitted_order import Code, Day, Quantity
from domain.frozen import Frozen
from domain.resolve import Terms, resolved_line, terms_of
from entrypoints.portal.answers import Aged, aged, answered
from entrypoints.portal.description import problems
from entrypoints.portal.desk import Asking, OfCustomer
from entrypoints.portal.showing import plain

router = APIRouter(prefix="/v1", tags=["prices"])
_MOST = 50
_NOBODY = BusinessKey(source_id="", company="", partner="", type="sales_order", number="")


class PriceQuestion(OfCustomer):
    """Of what, and how many."""

    sku: list[Code] = Field(min_length=1, max_length=_MOST, description="Our product codes; repeat it for several.")
    quantity: Quantity = Field(default=Decimal(1), description="How many of 'unit': some prices break by quantity.")
    unit: str = Field(default="", max_length=64, description="Unit; empty: the one agreed on.")
    on: Day | None = Field(default=None, description="The day of the order; empty: today.")


class Price(Frozen):
    """What one unit costs."""

    sku: str
    known: bool = Field(description="false: ask us; 'says' tells as much as can be said here.")
    quantity: str
    unit: str
    unit_price: str | None = Field(description="For one unit, after the discount.")
    list_price: str | None = Field(description="Before the discount.")
    discount_percent: str
    currency: str
    tax_included: bool = Field(description="Whether the prices include tax.")
    says: str


class Prices(Aged):
    """Prices of one customer."""

    customer: str
    prices: tuple[Price, ...]


@router.get(
    "/prices",
    summary="Your price",
    responses={200: {"model": Prices}, **problems(401, 403, 422, 429, 503)},
    response_class=Response,
)
def prices(caller: Asking, asked: Annotated[PriceQuestion, Query()]) -> Response:
    """The price that an order of that day would get, unless a price list changes before it comes."""
    customer = caller.customer(asked.customer)
    today = asked.on or datetime.now(UTC).date()
    desk = caller.desk
    with desk.house.ledger.open() as book:
        shelved, known = desk.shelf.matcher(book, caller.profile, customer, asked.sku, today=today)
    lines = tuple(
        SalesOrderLine(position=place, sku=sku, quantity=asked.quantity, unit=asked.unit)
        for place, sku in enumerate(dict.fromkeys(asked.sku), start=1)
    )
    order = SalesOrder(
        key=_NOBODY,
        number="",
        customer=PartyReference(code=customer),
        ordered_at=None,
        currency=caller.profile.currency,
        lines=lines,
    )
    terms = terms_of(order, known, known.facts)
    found = tuple(_price(line, resolved_line(line, terms), terms) for line in lines)
    return answered(Prices(customer=customer, prices=found, **aged(shelved.as_of)))


def _price(line: SalesOrderLine, ours: ResolvedLine, terms: Terms) -> Price:
    price = ours.expected_price if ours.product_id is not None and ours.product_saleable else None
    company = terms.matcher.facts.companies.get(terms.matcher.company_id or 0)
    return Price(
        sku=line.sku,
        known=price is not None,
        quantity=plain(line.quantity),
        unit=ours.unit or line.unit,
        unit_price=None if price is None else plain(price),
        list_price=None if price is None or ours.price_unit is None else plain(ours.price_unit),
        discount_percent=plain(ours.discount) if price is not None else "0",
        currency=terms.pricelist.currency if terms.pricelist else company.currency if company else "",
        tax_included=ours.included_tax > 0,
        says=_says(ours, terms),
    )


def _says(ours: ResolvedLine, terms: Terms) -> str:
    """In words; how we come to a price is ours."""
    if terms.customer is None:
        return "We have no records of you here yet; ask us."
    if not ours.sku or not ours.product_active or not ours.product_saleable:
        return "We do not sell this code."
    if ours.uom_id is None:
        return "We do not sell it in this unit."
    if ours.expected_price is None:
        return "We tell this price on request."
    return "Our price for you, before tax." if not ours.included_tax else "Our price for you, with tax."
