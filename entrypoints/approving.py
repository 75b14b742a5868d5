"""What waits for an approval, as the person at the keyboard sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.approving import ApprovalPolicy, answer, who_may
from entrypoints import deciding
from tasks.approving.giving import Hold, holds_of, policy_of
from tasks.approving.reminding import waiting
from tasks.runtime.resources import Resources


@dataclass(frozen=True, slots=True)
class Seen:
    """A hold, with what the policy says of it."""

    hold: Hold
    people: tuple[str, ...]
    who: str
    """In words."""
    may: bool
    """Whether this person's yes would count."""
    yours: str
    """What it would come to."""

    @property
    def told(self) -> str:
        """Who was reminded, in words."""
        known = self.hold.known
        if known.escalated_at:
            return f"escalated to {known.escalated_to or 'everybody'}"
        return f"reminded {known.reminders} times" if known.reminders else "nobody was reminded yet"


def yours(house: Resources, person: str, select: Sequence[str], *, mine: bool) -> list[Seen]:
    """What is held; ``mine``: only what this person's yes would let go on."""
    policy = policy_of(house)
    seen = [_seen(policy, person, hold) for hold in waiting(house, select)]
    return [one for one in seen if one.may or not mine]


def one_of(house: Resources, person: str, number: int) -> Seen | None:
    """One that waits; None: none has that number."""
    policy = policy_of(house)
    with house.ledger.open() as book:
        row = book.exceptions.show(number)
        if row is None or row.resolved_at is not None:
            return None
        return _seen(policy, person, holds_of(book, [row])[0])


def _seen(policy: ApprovalPolicy, person: str, hold: Hold) -> Seen:
    people = who_may(policy, hold.request)
    said = answer(policy, person, hold.request)
    words = {"given": "your yes lets it go on.", "first": "your yes is the first of two.", "refused": said.says}
    who = ", ".join(people) or ("nobody: see the policy" if policy.approvers else "anyone: there is no policy")
    return Seen(hold, people, who, said.kind != "refused", words[said.kind])


def as_json(one: Seen) -> dict[str, Any]:
    """One hold as plain data."""
    known = one.hold.known
    return deciding.as_json(one.hold.row) | {
        "codes": list(one.hold.request.codes), "approvers": list(one.people), "you_may": one.may, "yours": one.yours,
        "first_by": known.first_by, "first_at": known.first_at, "reminders": known.reminders,
        "reminded_at": known.reminded_at, "escalated_at": known.escalated_at, "escalated_to": known.escalated_to,
    }  # fmt: skip
