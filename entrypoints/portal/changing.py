"""A change or cancellation is taken: safe on disk and in the ledger, then answered. Sent again, it counts once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from connectors.portal.envelope import wrapped_change
from domain.documents.submitted_change import (
    Asks,
    OfflineCancellation,
    OfflineChange,
    SubmittedCancellation,
    SubmittedChange,
)
from domain.portal import CHANGES, change_id, pickup_key
from entrypoints.portal.answers import ChangeAccepted, ChangeLinks
from entrypoints.portal.desk import Caller, Desk
from entrypoints.portal.refusal import Refusal
from entrypoints.portal.submitting import BASE
from entrypoints.portal.taking import Submitted, described, differences, keep, parsed
from ledger.intake import Arrival

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
    public = change_id(caller.profile.source_id, wished.customer, wished.idempotency_key, wished.asks)
    arrival = await keep(caller, Submitted(public, CHANGES, wished.customer, wished.number, content))
    await asyncio.to_thread(_as_before, caller.desk, arrival, wished)
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


def _as_before(desk: Desk, arrival: Arrival, wished: Wish) -> None:
    """What stands under the key now is this one: perhaps another was there first."""
    with desk.house.ledger.open() as book:
        known = book.portal.change(arrival.source_id, str(arrival.pickup_key), [wished.customer])
    if known is None:
        return
    other_order = ["number"] if known.number != wished.number else []
    found = [*other_order, *differences(desk, known, arrival, wished.change)]
    if found:
        at = change_links(known.pickup_key.removeprefix(pickup_key("")), known.number).self
        raise Refusal(409, "PO-IDEM-003", order=at, differences=", ".join(found))
