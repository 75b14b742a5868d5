"""An order is taken: whose it is, safe on disk and in the ledger, then answered. Sent again, nothing happens twice."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from connectors.portal.envelope import unwrapped, wrapped
from connectors.portal.strict_json import NotJson, read_json
from domain.documents.submitted_order import SubmittedOrder
from domain.editing import flat
from domain.frozen import Frozen
from domain.portal import ORDERS, order_id, pickup_key
from domain.urgency import PRIORITIES
from entrypoints.portal.answers import Accepted, Links
from entrypoints.portal.desk import Caller, Desk
from entrypoints.portal.refusal import AGAIN_SECONDS, Refusal, busy, wrong_places
from entrypoints.receiving.bodies import BODY_SECONDS, NoRoom, TooLarge, TooSlow
from ledger.intake import Arrival
from ledger.portal import PortalOrder

BASE = "/api/v1"
_MOST_DIFFERENCES = 8


@dataclass(frozen=True, slots=True)
class Submission:
    """An order on its way in."""

    customer: str
    idempotency_key: str
    order: SubmittedOrder
    said: bytes
    """Its JSON as it came."""


@asynccontextmanager
async def json_body(caller: Caller, request: Request) -> AsyncIterator[bytes]:
    """The request's body, bounded in bytes and time.

    Raises:
        Refusal: it is not JSON by its own word, too large, too slow, or there is no room for it.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json" and not media.endswith("+json"):
        raise Refusal(415, "PO-BODY-001", why="its Content-Type is not application/json")
    limit = caller.place.largest_bytes
    try:
        async with caller.desk.room.body(request, limit) as body:
            yield body
    except TooLarge:
        raise Refusal(413, "PO-SIZE-001", limit=f"{limit:,}") from None
    except TooSlow:
        raise Refusal(408, "RC-SLOW-001", seconds=f"{BODY_SECONDS:g}") from None
    except NoRoom:
        raise busy(AGAIN_SECONDS) from None
    except ClientDisconnect:
        raise Refusal(400, "PO-BODY-001", why="the sender hung up") from None


def parsed(body: bytes) -> object:
    """The body's JSON.

    Raises:
        Refusal: it is none.
    """
    try:
        return read_json(body)
    except NotJson as why:
        raise Refusal(400, "PO-BODY-001", why=str(why)) from None


def submission(caller: Caller, idempotency_key: str, said: object, as_it_came: bytes = b"") -> Submission:
    """What is to be taken.

    Raises:
        Refusal: it is not as described, or another customer's.
    """
    try:
        order = SubmittedOrder.model_validate(said)
    except ValidationError as wrong:
        places = wrong_places([dict(one) for one in wrong.errors(include_url=False, include_input=False)])
        raise Refusal(422, "PO-BODY-002", errors=places, count=wrong.error_count()) from None
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
    arrival = _arrival(caller, submitted, content)
    await caller.desk.intake.accept(arrival, content)
    await asyncio.to_thread(_as_before, caller.desk, arrival, submitted)
    public = str(arrival.pickup_key).removeprefix(pickup_key(""))
    return Accepted(id=public, number=submitted.order.number, customer=submitted.customer, links=links(public))


def links(public_id: str) -> Links:
    """Where to go from an order."""
    return Links(self=f"{BASE}/orders/{public_id}", orders=f"{BASE}/orders")


def _arrival(caller: Caller, submitted: Submission, content: bytes) -> Arrival:
    """The customer stands as the delivery's partner: what each may see is asked by it."""
    profile = caller.profile
    public = order_id(profile.source_id, submitted.customer, submitted.idempotency_key)
    return Arrival(
        source_id=profile.source_id,
        channel=profile.channel,
        partner=submitted.customer,
        name=submitted.order.number,
        media=ORDERS,
        received_at=datetime.now(UTC),
        pickup_key=pickup_key(public),
        priority=PRIORITIES[profile.priority],
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _as_before(desk: Desk, arrival: Arrival, submitted: Submission) -> None:
    """What stands under the key now is this order: perhaps another was there first, or came in the same moment."""
    with desk.house.ledger.open() as book:
        known = book.portal.order(arrival.source_id, str(arrival.pickup_key), [submitted.customer])
    if known is None or known.sha256 == arrival.sha256:
        return
    differences = _differences(desk, known, submitted.order)
    if differences:
        at = links(known.pickup_key.removeprefix(pickup_key(""))).self
        raise Refusal(409, "PO-IDEM-002", order=at, differences=", ".join(differences))


def _differences(desk: Desk, known: PortalOrder, order: SubmittedOrder) -> list[str]:
    """Places at which the order that was there first says something else."""
    return places_that_differ(
        SubmittedOrder.model_validate(unwrapped(desk.house.archive.read(known.sha256)).order), order
    )


def places_that_differ(first: Frozen, second: Frozen) -> list[str]:
    """Where two bodies say something else: the first places, and how many more."""
    if first == second:
        return []
    before, after = (dict(flat("", one.model_dump(mode="json"))) for one in (first, second))
    places = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    more = len(places) - _MOST_DIFFERENCES
    return [*places[:_MOST_DIFFERENCES], *([f"{more} more"] if more > 0 else [])]
