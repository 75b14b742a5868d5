"""Backfill: what a plan says about each document, how its days are cut into chunks, and the hash of the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal

import orjson

from domain.findings import Finding

PostedAs = Literal["draft", "confirmed", "history"]
"""What becomes of a backfill's orders in the system of record."""
POSTED_AS: Mapping[PostedAs, str] = {
    "draft": "drafts under their own dates; nothing is confirmed, reserved or delivered",
    "confirmed": "confirmed orders under their own dates; they reserve stock and ask for deliveries today",
    "history": "confirmed and locked orders under their own dates, without deliveries and reservations",
}
Action = Literal["create", "update", "leave", "held", "exception", "refused", "blocked"]
ACTIONS: tuple[Action, ...] = ("create", "update", "leave", "held", "exception", "refused", "blocked")
"""``blocked``: a gate would stop the channel, or the document cannot be registered; the plan leaves it out."""
REGISTERED: frozenset[Action] = frozenset({"create", "update", "held", "exception", "refused"})
"""What applying a plan takes into the ledger; the rest is left alone."""
POSTED: frozenset[Action] = frozenset({"create", "update"})
FINDINGS_KEPT = 5
"""Findings and differences kept for each document; their number is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that stands in the system of record with another value than the document would give it."""

    path: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done with one document, and what was seen when that was decided."""

    file: int
    """Place of its file in the plan, from 0."""
    ordinal: int
    external_id: str
    content_hash: str
    number: str
    ordered_on: date
    """In the partner's zone."""
    action: Action
    currency: str
    amount: Decimal
    lines: int
    resolved_hash: str = ""
    """Of what would be posted; another one later: master data or profile have changed. Empty: not resolved."""
    record_id: int | None = None
    record_seen: datetime | None = None
    """Last write of the record in the system of record."""
    findings: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    state: str = "planned"
    """planned, cleared (looked at again, may be taken), refused (has moved since)."""

    def line(self) -> bytes:
        """What the plan's hash covers of it."""
        seen = self.record_seen.astimezone(UTC).isoformat() if self.record_seen else ""
        codes = [one.code for one in self.findings if not one.code.startswith("BF-MOVE")]  # found when it is applied
        parts = (
            self.file, self.ordinal, self.external_id, self.content_hash, self.number, self.ordered_on.isoformat(),
            self.action, self.currency, f"{self.amount.normalize():f}", self.lines, self.resolved_hash, self.record_id,
            seen, codes, [(one.path, one.wanted, one.found) for one in self.differences],
        )  # fmt: skip
        return orjson.dumps(parts) + b"\n"


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file that a plan was made from; its bytes stand in the archive."""

    name: str
    path: str
    """Where it was read; empty: it stood in the archive already."""
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What was asked for."""

    channel: str
    flow: str
    posted_as: PostedAs
    since: date
    until: date
    """Both days count."""
    chunking: str
    """day, week, or a number of days."""
    parallel: int
    target: str
    files: tuple[PlanFile, ...]

    def line(self) -> bytes:
        """What the plan's hash covers of it."""
        files = [(one.name, one.sha256) for one in self.files]
        asked = (self.channel, self.flow, self.posted_as, self.since.isoformat(), self.until.isoformat(), self.chunking)
        return orjson.dumps((*asked, self.target, files)) + b"\n"


def plan_hash(head: PlanHead, documents: Iterable[Planned]) -> str:
    """SHA-256 over the head and every document in the order of file and ordinal."""
    digest = hashlib.sha256(head.line())
    for document in documents:
        digest.update(document.line())
    return digest.hexdigest()


def chunk_of(day: date, head: PlanHead) -> int:
    """Number of the day's chunk, from 0. Weeks begin on Monday; days and N days at the first day of the plan."""
    return (day - _origin(head)).days // chunk_days(head.chunking)


def chunk_span(chunk: int, head: PlanHead) -> tuple[date, date]:
    """First and last day of a chunk, within the plan."""
    days = chunk_days(head.chunking)
    begins = _origin(head) + timedelta(days=chunk * days)
    return max(begins, head.since), min(begins + timedelta(days=days - 1), head.until)


def chunk_days(chunking: str) -> int:
    """Days of a chunk.

    Raises:
        ValueError: neither day, week nor a number of days from 1 to 3660.
    """
    known = {"day": 1, "week": 7}
    days = known.get(chunking) or int(chunking)
    if not 1 <= days <= 3660:  # noqa: PLR2004 - ten years
        message = f"{days} days are no chunk"
        raise ValueError(message)
    return days


def _origin(head: PlanHead) -> date:
    return head.since - timedelta(days=head.since.weekday()) if head.chunking == "week" else head.since


@dataclass(slots=True)
class Tally:
    """How many documents and lines, and how much money by currency."""

    documents: int = 0
    lines: int = 0
    money: dict[str, Decimal] = field(default_factory=dict)

    def add(self, documents: int, lines: int, currency: str, amount: Decimal) -> None:
        """Count some more."""
        self.documents += documents
        self.lines += lines
        self.money[currency] = self.money.get(currency, Decimal(0)) + amount

    def as_json(self) -> dict[str, object]:
        """For --json."""
        money = {currency: f"{amount:f}" for currency, amount in sorted(self.money.items())}
        return {"documents": self.documents, "lines": self.lines, "money": money}


def kept(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that a plan keeps of a document: the heaviest number of each, the first few."""
    first = {found.code: found for found in reversed(findings)}
    light = {"warn", "fix"}
    return tuple(sorted(first.values(), key=lambda found: (found.severity in light, found.code)))[:FINDINGS_KEPT]
