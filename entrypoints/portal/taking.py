"""What orders and changes have in common on their way in: bodies, deliveries, the key that came before, batches."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from fastapi import Request
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from connectors.portal.envelope import unwrapped
from connectors.portal.strict_json import NotJson, read_json
from domain.documents.submitted_order import MOST_TOGETHER
from domain.editing import flat
from domain.errors import LadingError
from domain.frozen import Frozen
from domain.portal import pickup_key
from domain.urgency import PRIORITIES
from entrypoints.portal.desk import Caller, Desk
from entrypoints.portal.refusal import AGAIN_SECONDS, Problem, Refusal, away, busy, wrong_places
from entrypoints.receiving.bodies import BODY_SECONDS, NoRoom, TooLarge, TooSlow
from entrypoints.receiving.group import TooBusy
from ledger.intake import Arrival
from ledger.portal import PortalChange, PortalOrder

Described = TypeVar("Described", bound=Frozen)
Answer = TypeVar("Answer")
Known = PortalOrder | PortalChange
_MOST_DIFFERENCES = 8


@dataclass(frozen=True, slots=True)
class Submitted:
    """An order or change that is as described, ready to be kept."""

    public_id: str
    media: str
    customer: str
    number: str
    """Of the order, as its customer wrote it."""
    content: bytes
    """The envelope."""


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


async def keep(caller: Caller, submitted: Submitted) -> Arrival:
    """Archive and register; when this returns, it is safe.

    The customer stands as the delivery's partner: what each may see is asked by it.

    Raises:
        TooBusy, LadingError: nothing was taken; the same may be sent again.
    """
    profile = caller.profile
    arrival = Arrival(
        source_id=profile.source_id,
        channel=profile.channel,
        partner=submitted.customer,
        name=submitted.number,
        media=submitted.media,
        received_at=datetime.now(UTC),
        pickup_key=pickup_key(submitted.public_id),
        priority=PRIORITIES[profile.priority],
        sha256=hashlib.sha256(submitted.content).hexdigest(),
    )
    await caller.desk.intake.accept(arrival, submitted.content)
    return arrival


def differences(desk: Desk, known: Known | None, arrival: Arrival, body: Frozen) -> list[str]:
    """Where what stands under the key says something else than ``body``; empty: it is the same, perhaps sent again."""
    if known is None or known.sha256 == arrival.sha256:
        return []
    try:
        first = unwrapped(desk.house.archive.read(known.sha256))
        before = type(body).model_validate(first.change if first.asks else first.order)
    except (NotJson, ValidationError):  # as another version took it: it cannot be this one
        return ["its form"]
    return places_that_differ(before, body)


def places_that_differ(first: Frozen, second: Frozen) -> list[str]:
    """Where two bodies say something else: the first places, and how many more."""
    if first == second:
        return []
    before, after = (dict(flat("", one.model_dump(mode="json"))) for one in (first, second))
    places = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    more = len(places) - _MOST_DIFFERENCES
    return [*places[:_MOST_DIFFERENCES], *([f"{more} more"] if more > 0 else [])]


def listed(body: object, name: str) -> list[object]:
    """What a batch holds.

    Raises:
        Refusal: it is no object of this one name with 1 to ``MOST_TOGETHER`` entries.
    """
    found = body.get(name) if isinstance(body, dict) and set(body) == {name} else None
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_TOGETHER:
        why = f"it is no object whose only name is '{name}', a list of 1 to {MOST_TOGETHER}"
        raise Refusal(400, "PO-BODY-001", why=why)
    return found


async def settled(taking: Awaitable[Answer]) -> Answer | Problem:
    """What became of one of a batch; what is wrong with it harms no other."""
    try:
        return await taking
    except Refusal as refusal:
        return refusal.problem
    except TooBusy as trouble:
        return busy(trouble.seconds).problem
    except LadingError:
        return away().problem


def unless_away(statuses: Sequence[int]) -> None:
    """Go on if anything of a batch was answered.

    Raises:
        Refusal: nothing at all was taken, for the ledger is away.
    """
    if all(status == 503 for status in statuses):  # noqa: PLR2004 - HTTP's number
        raise away()
