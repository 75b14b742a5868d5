"""Who asks, and what they may: each request begins here, with its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field

from domain.frozen import Frozen
from domain.portal import PortalKey, PortalPlace
from domain.profile import PartnerProfile
from entrypoints.portal.keys import Keys, is_live
from entrypoints.portal.pace import Pace
from entrypoints.portal.refusal import Refusal
from entrypoints.portal.shelf import Shelf
from entrypoints.receiving.bodies import BodyRoom
from entrypoints.receiving.group import GroupIntake
from tasks.runtime.resources import Resources

_STRANGERS = "strangers"
_STRANGERS_PER_MINUTE = 6_000.0
"""Requests without a good key, all together: they cost a hash each and must not cost more."""


@dataclass
class Desk:
    """What the portal's requests are answered with; lives in one event loop."""

    house: Resources
    intake: GroupIntake
    pace: Pace = field(default_factory=Pace)
    room: BodyRoom = field(default_factory=BodyRoom)

    def __post_init__(self) -> None:
        """Nothing is asked yet."""
        self.keys = Keys(self.house.ledger)
        self.shelf = Shelf(self.house.odoo_target)


@dataclass(frozen=True, slots=True)
class Caller:
    """A key that opens something, and the channel that it belongs to."""

    desk: Desk
    key: PortalKey
    profile: PartnerProfile
    place: PortalPlace

    def customer(self, named: str) -> str:
        """The one customer that a request is for.

        Raises:
            Refusal: it names another's, or the key stands for several and it names none.
        """
        mine = self.key.customers
        if named:
            if named not in mine:
                raise Refusal(403, "PO-CUST-001", value=named)
            return named
        if len(mine) != 1:
            raise Refusal(422, "PO-CUST-002")
        return mine[0]

    def customers(self, named: str) -> tuple[str, ...]:
        """The customers whose things a list shows: the one that is named, else all of the key."""
        return (self.customer(named),) if named else self.key.customers


def _secret(request: Request) -> str:
    """The key that the request shows; empty: none."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


async def caller(request: Request) -> Caller:
    """Whose key it is. Read here and described by hand: a dependency of its own costs a tenth of an answer.

    Raises:
        Refusal: nobody's, or it asks too often.
        LadingError: the ledger does not answer.
    """
    desk: Desk = request.app.state.desk
    secret = _secret(request)
    key = await desk.keys.find(secret) if secret else None
    if key is None or not is_live(key):
        _slow_down(desk, _STRANGERS, _STRANGERS_PER_MINUTE, _STRANGERS_PER_MINUTE)
        raise Refusal(401, "PO-KEY-001") if key is None else Refusal(401, "PO-KEY-002", value=key.id)
    profile = desk.house.profiles.get(key.channel)
    if profile is None or profile.transport.portal is None:
        raise Refusal(403, "PO-KEY-003", value=key.channel)
    place = profile.transport.portal
    _slow_down(desk, key.id, place.requests_per_minute, place.burst)
    return Caller(desk, key, profile, place)


def _slow_down(desk: Desk, name: str, per_minute: float, burst: float) -> None:
    wait = desk.pace.wait(name, per_minute, burst)
    if wait:
        raise Refusal(429, "PO-RATE-001", retry_after=wait)


Asking = Annotated[Caller, Depends(caller)]


class OfCustomer(Frozen):
    """Whose things are asked for."""

    customer: str = Field(
        default="",
        max_length=64,
        description="Our customer number; only a key of several customers must name one of them.",
    )


def age_seconds(as_of: datetime) -> int:
    """How old an answer is."""
    return max(0, round((datetime.now(UTC) - as_of).total_seconds()))
