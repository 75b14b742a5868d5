"""Who may approve what, up to which amount, and when people are reminded: pure, same in, same out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.frozen import Frozen

Person = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Amounts = Mapping[Currency, Annotated[Decimal, Field(ge=0)]]


class Approver(Frozen):
    """What one person may approve; a person may stand in several entries."""

    person: Person = Field(
        description="As audit trails name people: the login (mia), or login and machine (mia@desk-7).", examples=["mia"]
    )
    may: tuple[str, ...] = Field(
        default=("*",),
        min_length=1,
        description="Codes of the findings that this person may let pass; * stands for anything.",
        examples=[["SO-CREDIT-*", "SO-PRICE-001"]],
    )
    channels: tuple[str, ...] = Field(
        default=("*",), min_length=1, description="Channels; * stands for anything.", examples=[["edi-*"]]
    )
    up_to: Amounts = Field(
        default_factory=dict,
        description="Highest amount of an order by currency; a currency that is not named: none. Empty: no limit.",
        examples=[{"EUR": 5000}],
    )

    def is_(self, person: str) -> bool:
        """Whether this entry speaks of ``person`` (login@machine)."""
        return same_person(self.person, person)

    def covers(self, code: str, request: Request) -> bool:
        """Whether this person may let ``code`` pass in that order."""
        within = not self.up_to or request.amount <= self.up_to.get(request.currency, Decimal(-1))
        return within and _fits(request.channel, self.channels) and _fits(code, self.may)


class ApprovalPolicy(Frozen):
    """The house's rules for approvals; without approvers everybody may release everything."""

    approvers: tuple[Approver, ...] = Field(default=(), description="Who may approve what.")
    second_person_above: Amounts = Field(
        default_factory=dict,
        description="Above this amount two persons must approve; a currency that is not named: always. Empty: never.",
        examples=[{"EUR": 20000}],
    )
    remind_hours: float = Field(default=4.0, gt=0, le=8760, description="Hours between reminders of what waits.")
    escalate_hours: float = Field(default=24.0, gt=0, le=8760, description="Hours after which it goes further up.")
    escalate_to: tuple[Person, ...] = Field(
        default=(), description="Who is given what has waited too long; empty: it is only shown as escalated."
    )


@dataclass(frozen=True, slots=True)
class Request:
    """A held document, as far as approving it goes."""

    exception_id: int
    codes: tuple[str, ...]
    """Of the findings that a release would let pass."""
    channel: str
    currency: str
    amount: Decimal
    """Money at risk: the order's."""
    asked_by: frozenset[str] = field(default_factory=frozenset)
    """Who edited or entered it: they never approve it themselves."""
    first_by: str = ""
    """Who approved it first, where two must."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person's yes to a request comes to."""

    kind: Literal["given", "first", "refused"]
    """given: it goes on; first: a second person is awaited; refused: this person may not."""
    says: str = ""


def answer(policy: ApprovalPolicy, person: str, request: Request) -> Answer:
    """What ``person``'s yes comes to."""
    if any(same_login(one, person) for one in request.asked_by):
        return Answer("refused", "who asked for it, or changed it, never approves it.")
    if lacking := _lacking(policy, person, request):
        return Answer("refused", lacking)
    if not _two_needed(policy, request):
        return Answer("given")
    if not request.first_by:
        return Answer("first", "the first of two approvals is kept; it waits for a second person.")
    if same_login(request.first_by, person):
        return Answer("refused", f"{request.first_by} approved it first; the second approval is another person's.")
    return Answer("given")


def _lacking(policy: ApprovalPolicy, person: str, request: Request) -> str:
    if not policy.approvers:
        return ""
    mine = [one for one in policy.approvers if one.is_(person)]
    if not mine:
        return f"{person} is no approver."
    missing = [code for code in request.codes if not any(one.covers(code, request) for one in mine)]
    if not missing:
        return ""
    what = f"{request.amount} {request.currency} on channel {request.channel}"
    return f"{person} may not approve {', '.join(missing)} of {what}."


def _two_needed(policy: ApprovalPolicy, request: Request) -> bool:
    limits = policy.second_person_above
    return bool(limits) and request.amount > limits.get(request.currency, Decimal(-1))


def who_may(policy: ApprovalPolicy, request: Request) -> tuple[str, ...]:
    """The approvers whose yes would count now, in the policy's order; empty without approvers: everybody may."""
    names = dict.fromkeys(one.person for one in policy.approvers)
    return tuple(name for name in names if answer(policy, name, request).kind != "refused")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Since when a request waits, and who was told."""

    since: datetime
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None


def next_step(policy: ApprovalPolicy, waiting: Waiting, now: datetime) -> Literal["remind", "escalate", ""]:
    """What is due; escalation once, reminders again and again."""
    if waiting.escalated_at is None and now - waiting.since >= timedelta(hours=policy.escalate_hours):
        return "escalate"
    last = max(filter(None, (waiting.since, waiting.reminded_at, waiting.escalated_at)))
    return "remind" if now - last >= timedelta(hours=policy.remind_hours) else ""


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one person: a login without a machine is that login on any."""
    one, other = one.casefold(), other.casefold()
    if "@" in one and "@" in other:
        return one == other
    return same_login(one, other)


def same_login(one: str, other: str) -> bool:
    """Whether two names are one login, on whatever machine: where being one person forbids something."""
    return one.casefold().partition("@")[0] == other.casefold().partition("@")[0]


def _fits(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)
