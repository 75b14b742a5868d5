"""What the portal answers: every answer says of when it is."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, date, datetime

from fastapi import Response
from pydantic import Field

from domain.documents.submitted_change import Asks
from domain.frozen import Frozen
from domain.portal_words import ChangeStanding, Standing
from entrypoints.portal.desk import age_seconds
from entrypoints.portal.refusal import Problem, Refusal

JSON = "application/json"
_LARGEST = 9_223_372_036_854_775_807
_CURSOR_BYTES = 8


class Links(Frozen):
    """Where to go from here."""

    self: str = Field(description="Address of this order.", examples=["/api/v1/orders/o_abcdefghijklmnopqrstuvwxyz"])
    orders: str = Field(description="Address of all orders.")


class Accepted(Frozen):
    """The order is safe: it is on disk and in the ledger. The same again gets the same answer."""

    id: str = Field(description="Ours, for ever.")
    number: str = Field(description="Yours.")
    customer: str
    status: Standing = Field(default="received", description="Ask at 'links.self' for what became of it.")
    links: Links


class ChangeLinks(Frozen):
    """Where to go from a change or cancellation."""

    self: str = Field(description="Address of it.", examples=["/api/v1/changes/c_abcdefghijklmnopqrstuvwxyz"])
    orders: str = Field(description="Address of your orders with that number.")


class ChangeAccepted(Frozen):
    """The change or cancellation is safe; whether it can still be done is told at 'links.self'."""

    id: str = Field(description="Ours, for ever.")
    asks: Asks
    number: str = Field(description="Yours, of the order.")
    customer: str
    status: ChangeStanding = Field(default="received", description="Ask at 'links.self' for what became of it.")
    links: ChangeLinks


class Aged(Frozen):
    """Of when an answer is."""

    as_of: datetime | None = Field(description="When what is said here was true; null: nothing was ever read.")
    age_seconds: int | None = Field(description="How old that is; the header Age says the same.")


class Waiting(Frozen):
    """Who has to do something."""

    since: datetime
    who: str = Field(description="'us' or 'you'.", examples=["us"])


class Reason(Frozen):
    """Why an order was rejected."""

    code: str
    path: str
    message: str
    next_step: str


class OrderLine(Frozen):
    """A line, as you wrote it and as we have it."""

    position: int
    line_number: str = Field(description="Yours.")
    sku: str = Field(description="Ours; what you wrote where we do not know it yet.")
    quantity: str
    unit: str
    unit_price: str | None = Field(description="For one unit, before the discount; null: not known yet.")
    discount_percent: str
    moved: dict[str, str] = Field(description="What happened so far: ordered, shipped, invoiced, …, and how many.")


class Change(Frozen):
    """A change or cancellation, and what became of it."""

    id: str
    asks: Asks
    number: str
    customer: str
    status: ChangeStanding
    says: str = Field(description="The same in words.")
    received_at: datetime
    changed_at: datetime = Field(description="When something last happened to it.")
    waiting: Waiting | None = Field(description="Null: nobody has to do anything.")
    reasons: tuple[Reason, ...] = Field(description="Why it was rejected.")
    links: ChangeLinks


class ChangeStatus(Aged):
    """What became of a change or cancellation."""

    change: Change


class OrderHead(Frozen):
    """An order in a list."""

    id: str
    number: str
    customer: str
    status: Standing
    says: str = Field(description="The same in words.")
    our_reference: str | None = Field(description="Our number of the order, once it is confirmed.")
    received_at: datetime
    ordered_at: datetime | None
    changed_at: datetime
    waiting: Waiting | None = Field(description="Null: nobody has to do anything.")
    duplicate_of: str | None = Field(description="Address of the order that had this number first.")
    links: Links


class OrderStatus(Aged):
    """An order and what became of it."""

    order: OrderHead
    currency: str | None
    untaxed_total: str | None = Field(description="Ours, before tax; null: not known yet.")
    requested_date: date | None
    reasons: tuple[Reason, ...]
    lines: tuple[OrderLine, ...] = Field(description="As they stand, after what was changed.")
    changes: tuple[Change, ...] = Field(description="What was wanted otherwise, the newest first.")


class OrderPage(Aged):
    """Orders, the newest first."""

    orders: tuple[OrderHead, ...]
    next: str | None = Field(description="Cursor of the next page; null: this was the last.")


class BatchResult(Frozen):
    """What became of one order of a batch."""

    id: str = Field(description="The device's.")
    status: int = Field(description="As if the order had been sent alone: 202, 403, 409, 422, 429, 503.")
    accepted: Accepted | None
    problem: Problem | None


class ChangeResult(Frozen):
    """What became of one change or cancellation of a batch."""

    id: str = Field(description="The device's.")
    status: int = Field(description="As if it had been sent alone: 202, 403, 409, 422, 429, 503.")
    accepted: ChangeAccepted | None
    problem: Problem | None


class ChangesAnswer(Frozen):
    """One result for each change or cancellation, in their order."""

    results: tuple[ChangeResult, ...]


class BatchAnswer(Frozen):
    """One result for each order, in their order."""

    results: tuple[BatchResult, ...]


def answered(body: Frozen, status: int = 200, *, location: str = "") -> Response:
    """The answer, with its age where it has one."""
    headers = {"Cache-Control": "no-store"}
    if location:
        headers["Location"] = location
    age = getattr(body, "age_seconds", None)
    if age is not None:
        headers["Age"] = str(age)
    return Response(body.model_dump_json(), status, headers, JSON)


def aged(as_of: datetime | None) -> dict[str, object]:
    """Fields of ``Aged``."""
    return {"as_of": as_of, "age_seconds": None if as_of is None else age_seconds(as_of)}


def now() -> dict[str, object]:
    """Fields of ``Aged`` for what the ledger itself says."""
    return {"as_of": datetime.now(UTC), "age_seconds": 0}


def cursor_of(row: int) -> str:
    """Where the next page begins."""
    return base64.urlsafe_b64encode(row.to_bytes(_CURSOR_BYTES, "big")).decode().rstrip("=")


def row_of(cursor: str | None) -> int:
    """The row that a cursor stands for; without one, after all rows.

    Raises:
        Refusal: it is no cursor of ours.
    """
    if cursor is None:
        return _LARGEST
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    found = int.from_bytes(raw, "big")
    if len(raw) != _CURSOR_BYTES or found > _LARGEST:
        raise Refusal(404, "PO-FIND-001", what="page", value=cursor)
    return found
