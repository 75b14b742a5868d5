"""What waits for an approval too long: people are reminded, then it goes further up. No process waits meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.approving import ApprovalPolicy, Waiting, next_step, who_may
from ledger.book import Book
from tasks.approving.giving import Hold, holds_of, policy_of
from tasks.runtime.resources import Resources

BY = "lading"
HELD = ("kind:held",)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What is due with one hold."""

    hold: Hold
    what: str
    """remind or escalate."""
    people: tuple[str, ...]
    """Who is told; empty: everybody who looks."""


def waiting(house: Resources, select: Sequence[str] = ()) -> list[Hold]:
    """Everything that is held, by money at risk, with what is known of its approval."""
    with house.ledger.open() as book:
        return holds_of(book, book.exceptions.list([*HELD, *select], limit=None))


def remind(house: Resources, now: datetime | None = None) -> list[Reminded]:
    """Record the reminders and escalations that are due, and tell them; what is recorded is not told twice.

    Args:
        house: where the ledger and the policy are.
        now: the moment; empty: now.

    Raises:
        Misconfigured: the policy's file has mistakes.
    """
    now = now or datetime.now(UTC)
    policy = policy_of(house)
    with house.ledger.open() as book:
        book.requests.lock([row.id for row in book.exceptions.list(HELD, limit=None)])
        still = book.exceptions.list(HELD, limit=None)  # some may have been decided meanwhile
        due = [one for hold in holds_of(book, still) if (one := _due(policy, hold, now)) is not None]
        _record(book, policy, due)
        book.commit("tasks.approving.remind")
    return due


def _due(policy: ApprovalPolicy, hold: Hold, now: datetime) -> Reminded | None:
    known = hold.known
    what = next_step(policy, Waiting(hold.row.opened_at, known.reminded_at, known.escalated_at), now)
    if not what:
        return None
    if what == "escalate":
        return Reminded(hold, what, policy.escalate_to)
    return Reminded(hold, what, policy.escalate_to if known.escalated_at else who_may(policy, hold.request))


def _record(book: Book, policy: ApprovalPolicy, due: Sequence[Reminded]) -> None:
    reminded = [one.hold.row.id for one in due if one.what == "remind"]
    escalated = [one.hold.row.id for one in due if one.what == "escalate"]
    if reminded:
        book.requests.remind(reminded, by=BY)
    if escalated:
        book.requests.escalate(escalated, to=", ".join(policy.escalate_to), by=BY)
        if policy.escalate_to:
            book.exceptions.assign(escalated, to=policy.escalate_to[0], by=BY)
