"""An order is taken: whose it is, safe on disk and in the ledger, then answered. Sent again, nothing happens twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from connectors.portal.envelope import wrapped
from domain.documents.submitted_order import SubmittedOrder
from domain.portal import ORDERS, order_id, pickup_key
from entrypoints.portal.answers import Accepted, Links
from entrypoints.portal.desk import Caller, Desk
from entrypoints.portal.refusal import Refusal
from entrypoints.portal.taking import Submitted, described, differences, keep
from ledger.intake import Arrival

BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Submission:
    """An order on its way in."""

    customer: str
    idempotency_key: str
    order: SubmittedOrder
    said: bytes
    """Its JSON as it came."""


def submission(caller: Caller, idempotency_key: str, said: object, as_it_came: bytes = b"") -> Submission:
    """What is to be taken.

    Raises:
        Refusal: it is not as described, or another customer's.
    """
    order = described(SubmittedOrder, said)
    customer = caller.customer(order.customer)
    content = as_it_came.strip() or order.model_dump_json(exclude_unset=True).encode()
    return Submission(customer, idempotency_key, order, content)


async def take(caller: Caller, submitted: Submission) -> Accepted:
    """Archive and register; when this returns, the order is safe.

    Raises:
        Refusal: the Idempotency-Key was used for another order.
        TooBusy, LadingError: nothing was taken; the same may be sent again.
    """
    content = wrapped(submitted.customer, submitted.idempotency_key, submitted.said)
    public = order_id(caller.profile.source_id, submitted.customer, submitted.idempotency_key)
    arrival = await keep(caller, Submitted(public, ORDERS, submitted.customer, submitted.order.number, content))
    await asyncio.to_thread(_as_before, caller.desk, arrival, submitted)
    return Accepted(id=public, number=submitted.order.number, customer=submitted.customer, links=links(public))


def links(public_id: str) -> Links:
    """Where to go from an order."""
    return Links(self=f"{BASE}/orders/{public_id}", orders=f"{BASE}/orders")


def _as_before(desk: Desk, arrival: Arrival, submitted: Submission) -> None:
    """What stands under the key now is this order: perhaps another was there first, or came in the same moment."""
    with desk.house.ledger.open() as book:
        known = book.portal.order(arrival.source_id, str(arrival.pickup_key), [submitted.customer])
    found = differences(desk, known, arrival, submitted.order)
    if known is not None and found:
        at = links(known.pickup_key.removeprefix(pickup_key(""))).self
        raise Refusal(409, "PO-IDEM-002", order=at, differences=", ".join(found))
