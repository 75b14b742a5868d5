"""A change or cancellation is taken: safe on disk and in the ledger, then answered. Sent again, it counts once."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from connectors.portal.envelope import unwrapped, wrapped_change
from domain.documents.submitted_change import (
    Asks,
    OfflineCancellation,
    OfflineChange,
    SubmittedCancellation,
    SubmittedChange,
)
from domain.frozen import Frozen
from domain.portal import CHANGES, change_id, pickup_key
from domain.urgency import PRIORITIES
from entrypoints.portal.answers import ChangeAccepted, ChangeLinks
from entrypoints.portal.desk import Caller, Desk
from entrypoints.portal.refusal import Refusal, wrong_places
from entrypoints.portal.submitting import BASE, parsed, places_that_differ
from ledger.intake import Arrival

Described = TypeVar("Described", bound=Frozen)
_SHAPES: dict[Asks, type[SubmittedCancellation]] = {"change": SubmittedChange, "cancel": SubmittedCancellation}


@dataclass(frozen=True, slots=True)
class Wish:
    """A change or cancellation on its way in."""

    asks: Asks
    customer: str
    idempotency_key: str
    number: str
    """Of the order, as its customer wrote it."""
    ordered_at: datetime | None
    """When the order was made, as far as anybody said."""
    change: SubmittedCancellation
    said: bytes
    """Its JSON as it came."""


def described(model: type[Described], said: object) -> Described:
    """What a body says.

    Raises:
        Refusal: it is not as described.
    """
    try:
        return model.model_validate(said)
    except ValidationError as wrong:
        places = wrong_places([dict(one) for one in wrong.errors(include_url=False, include_input=False)])
        raise Refusal(422, "PO-BODY-002", errors=places, count=wrong.error_count()) from None


def wish(caller: Caller, idempotency_key: str, asks: Asks, order_id: str, body: bytes) -> Wish:
    """What is wanted otherwise of an order of the caller's; asks the ledger.

    Raises:
        Refusal: there is no such order of theirs, or it is not as described.
        LadingError: the ledger does not answer.
    """
    change = described(_SHAPES[asks], parsed(body))
    with caller.desk.house.ledger.open() as book:
        order = book.portal.order(caller.profile.source_id, pickup_key(order_id), caller.key.customers)
    if order is None:
        raise Refusal(404, "PO-FIND-001", what="order", value=order_id)
    ordered_at = order.ordered_at or order.received_at
    return Wish(asks, order.customer, idempotency_key, order.number, ordered_at, change, body.strip())


def offline_wish(caller: Caller, said: object) -> Wish:
    """What a device says of an order that may come later.

    Raises:
        Refusal: it is not as described, or another customer's.
    """
    if isinstance(said, dict) and "cancellation" in said:
        cancelled = described(OfflineCancellation, said)
        return _offline(caller, cancelled, "cancel", cancelled.cancellation)
    changed = described(OfflineChange, said)
    return _offline(caller, changed, "change", changed.change)


def _offline(
    caller: Caller, found: OfflineChange | OfflineCancellation, asks: Asks, change: SubmittedCancellation
) -> Wish:
    content = change.model_dump_json(exclude_unset=True).encode()
    return Wish(asks, caller.customer(found.customer), found.id, found.number, found.ordered_at, change, content)


async def take_wish(caller: Caller, wished: Wish) -> ChangeAccepted:
    """Archive and register; when this returns, it is safe.

    Raises:
        Refusal: the Idempotency-Key was used for another one.
        TooBusy, LadingError: nothing was taken; the same may be sent again.
    """
    order = (wished.asks, wished.number, wished.ordered_at)
    content = wrapped_change(wished.customer, wished.idempotency_key, order, wished.said)
    arrival = _arrival(caller, wished, content)
    await caller.desk.intake.accept(arrival, content)
    await asyncio.to_thread(_as_before, caller.desk, arrival, wished)
    public = str(arrival.pickup_key).removeprefix(pickup_key(""))
    return ChangeAccepted(
        id=public,
        asks=wished.asks,
        number=wished.number,
        customer=wished.customer,
        links=change_links(public, wished.number),
    )


def change_links(public_id: str, number: str) -> ChangeLinks:
    """Where to go from a change."""
    return ChangeLinks(self=f"{BASE}/changes/{public_id}", orders=f"{BASE}/orders?number={quote(number, safe='')}")


def _arrival(caller: Caller, wished: Wish, content: bytes) -> Arrival:
    profile = caller.profile
    public = change_id(profile.source_id, wished.customer, wished.idempotency_key, wished.asks)
    return Arrival(
        source_id=profile.source_id,
        channel=profile.channel,
        partner=wished.customer,
        name=wished.number,
        media=CHANGES,
        received_at=datetime.now(UTC),
        pickup_key=pickup_key(public),
        priority=PRIORITIES[profile.priority],
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _as_before(desk: Desk, arrival: Arrival, wished: Wish) -> None:
    """What stands under the key now is this one: perhaps another was there first."""
    with desk.house.ledger.open() as book:
        known = book.portal.change(arrival.source_id, str(arrival.pickup_key), [wished.customer])
    if known is None or known.sha256 == arrival.sha256:
        return
    first = unwrapped(desk.house.archive.read(known.sha256))
    before = type(wished.change).model_validate(first.change)
    differences = places_that_differ(before, wished.change)
    differences = ["number", *differences] if known.number != wished.number else differences
    if differences:
        at = change_links(known.pickup_key.removeprefix(pickup_key("")), known.number).self
        raise Refusal(409, "PO-IDEM-003", order=at, differences=", ".join(differences))
