"""``/api/v1/availability``: how many now, how many by when; by the same terms as every number that we publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from domain.availability import Policy, shown_of
from domain.documents.submitted_order import Code, Quantity
from domain.frozen import Frozen
from domain.promising.offers import Offer
from domain.promising.promises import promised
from domain.promising.terms import Stock
from entrypoints.portal.answers import Aged, aged, answered
from entrypoints.portal.description import problems
from entrypoints.portal.desk import Asking, Caller
from entrypoints.portal.showing import plain
from tasks.availability.numbers import TAKEN_COUNTS, today
from tasks.availability.stock import KIND, stocks

router = APIRouter(prefix="/v1", tags=["availability"])
_MOST = 50


class AvailabilityQuestion(Frozen):
    """Of what, and how many are wanted."""

    sku: list[Code] = Field(min_length=1, max_length=_MOST, description="Our product codes; repeat it for several.")
    quantity: Quantity | None = Field(default=None, description="How many you want, in the product's own unit.")


class Later(Frozen):
    """What receipts bring."""

    on: date
    available: str = Field(description="How many we offer from that day on, what is there before counted in.")


class Part(Frozen):
    """A part of the quantity that was asked for."""

    quantity: str
    on: date | None = Field(description="The day on which it can leave our warehouse; null: nobody can say.")


class Available(Frozen):
    """Of one product, in its own unit."""

    sku: str
    known: bool = Field(description="false: we can't say; it does not mean that there is none.")
    available: str | None = Field(description="How many we offer now; null: not known.")
    later: tuple[Later, ...]
    wanted: tuple[Part, ...] = Field(
        description="How an order of the quantity asked for would be promised now; empty: none was asked."
    )


class Availability(Aged):
    """How many by when."""

    products: tuple[Available, ...]


@router.get(
    "/availability",
    summary="How many, by when",
    responses={200: {"model": Availability}, **problems(401, 403, 422, 429, 503)},
    response_class=Response,
)
def availability(caller: Asking, asked: Annotated[AvailabilityQuestion, Query()]) -> Response:
    """What this channel may offer now. An answer is no reservation: an order is promised its dates when it comes."""
    skus = list(dict.fromkeys(asked.sku))
    offers, as_of = _offers(caller, skus)
    found = tuple(_available(sku, offers.get(sku), asked) for sku in skus)
    return answered(Availability(products=found, **aged(as_of)))


def _offers(caller: Caller, skus: Sequence[str]) -> tuple[dict[str, Offer], datetime | None]:
    """What the caller's channel offers of each SKU whose stock is known, and as of when."""
    house, channel = caller.desk.house, caller.profile.channel
    if caller.profile.availability is None:
        return {}, None
    policy = Policy.of(house.profiles.values())
    with house.ledger.open() as book:
        found: list[Stock] = stocks(book.mirror.found(house.odoo_target, KIND, "sku", skus))
        holds = book.reservations.in_force(datetime.now(UTC) - TAKEN_COUNTS, skus)
        standing = book.published.standing(skus)
    offers = policy.offers(today())
    made = {}
    for stock in found:
        terms = policy.terms(stock, holds.get(stock.sku, ()))
        of_all = offers.of(stock.sku, terms, shown_of(standing.get(stock.sku, {})))
        made[stock.sku] = next(one for one in of_all if one.channel == channel)
    return made, min((stock.read_at for stock in found), default=None)


def _available(sku: str, offer: Offer | None, asked: AvailabilityQuestion) -> Available:
    if offer is None:
        return Available(sku=sku, known=False, available=None, later=(), wanted=())
    parts = promised(asked.quantity, offer, today()) if asked.quantity else ()
    return Available(
        sku=sku,
        known=True,
        available=str(offer.number * offer.pack),
        later=tuple(Later(on=one.on, available=str(one.number * offer.pack)) for one in offer.later),
        wanted=tuple(Part(quantity=plain(part.quantity), on=part.on) for part in parts),
    )
