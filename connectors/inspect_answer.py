"""The answer of ``lading inspect`` about one file, gathered document by document, ready for JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from connectors.formats.numbers import plain_decimal
from connectors.ports import Reading, Trailer
from domain.documents.sales_order import SalesOrder
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import run_rules

JUDGED = 1000
"""Documents that rules look at; those after them are read and counted."""
MOST_FINDINGS = 200
WITHOUT_FACTS = frozenset(
    (
        *("SO-HEAD-001", "SO-PARTY-001", "SO-CUR-001", "SO-CUR-002", "SO-DATE-001", "SO-DATE-005"),
        *("SO-TOTAL-001", "SO-TOTAL-002", "SO-RET-001"),
        *("SO-LINE-001", "SO-LINE-005", "SO-LINE-011"),
    )
)
"""Numbers of rules that need no master data: they can be told of a file alone."""
_SOME_DAY = date(2000, 1, 1)


@dataclass(slots=True)
class Answer:
    """What is gathered about one file."""

    limit: int
    documents: list[dict[str, object]] = field(default_factory=list)
    findings: list[dict[str, object]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    money: dict[str, Decimal] = field(default_factory=dict)
    parties: dict[str, dict[str, object]] = field(default_factory=dict)
    lines: int = 0
    quantity: Decimal = Decimal(0)
    read: int = 0
    unread: int = 0
    envelope: dict[str, str] = field(default_factory=dict)
    trailer: dict[str, object] | None = None

    def take(self, part: Reading | Trailer, profile: PartnerProfile) -> None:
        """Add one reading."""
        if isinstance(part, Trailer):
            self.trailer = {"documents": part.documents} if part.documents is not None else None
            return
        self.lines += part.line_count
        self.quantity += part.quantity
        self.envelope = self.envelope or part.envelope
        for found in part.findings:
            self.say(found, part.number)
        if part.payload is None:
            self.unread += 1
            return
        self.read += 1
        self.money[part.currency] = self.money.get(part.currency, Decimal(0)) + part.total
        if self.read <= max(JUDGED, self.limit):
            self._judge(part.payload, profile)

    def _judge(self, payload: bytes, profile: PartnerProfile) -> None:
        shown = json.loads(payload)
        if len(self.documents) < self.limit:
            self.documents.append(shown)
        if shown.get("type") != "sales_order":
            return  # the rules look at the order that a change makes, which is not in the file; at nothing else
        order = SalesOrder.model_validate_json(payload)
        for found in _rule_findings(order, profile):
            self.say(found, order.number)
        for role, party in (("customer", order.customer), ("ship_to", order.ship_to)):
            if party is not None and (party.code or party.gln or party.name):
                self.parties.setdefault(
                    f"{role}\x1f{party.code}\x1f{party.gln}\x1f{party.name}", {"role": role, **shown[role]}
                )

    def say(self, found: Finding, document: str = "") -> None:
        """Add one finding; beyond the most that are shown it is only counted."""
        self.counts[found.code] += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append({"document": document, **found.model_dump(mode="json")})


@dataclass(slots=True)
class Facts:
    """What is known of the file itself."""

    file: str
    size: int = 0
    sha256: str = ""
    format: str = "unknown"
    version: str = ""
    detail: str = ""

    def as_dict(self) -> dict[str, object]:
        """Ready for JSON."""
        return {
            "file": self.file,
            "size": self.size,
            "sha256": self.sha256,
            "format": self.format,
            "version": self.version,
            "detail": self.detail,
        }


def refused(facts: Facts, found: Finding, answer: Answer | None = None) -> dict[str, object]:
    """The answer with one finding more, which says why nothing was read."""
    answer = answer or Answer(0)
    answer.say(found)
    return finished(facts, answer)


def finished(facts: Facts, answer: Answer, profile: str = "") -> dict[str, object]:
    """The whole answer; ``profile``: the channel whose profile read it."""
    return {
        **facts.as_dict(),
        "verdict": "read" if answer.read else "refused",
        "profile": profile or None,
        "parties": list(answer.parties.values())[:50],
        "counts": {
            "documents": answer.read,
            "unreadable": answer.unread,
            "lines": answer.lines,
            "quantity": plain_decimal(f"{answer.quantity:f}"),
            "total": {currency: plain_decimal(f"{total:f}") for currency, total in sorted(answer.money.items())},
        },
        "documents": answer.documents,
        "findings": answer.findings,
        "finding_counts": dict(answer.counts.most_common()),
        "envelope": answer.envelope,
        "trailer": answer.trailer,
        "columns": [],
        "proposal": None,
    }


def _rule_findings(order: SalesOrder, profile: PartnerProfile) -> Iterator[Finding]:
    """What rules say that need no master data; the day is the order's own."""
    today = order.ordered_at.date() if order.ordered_at else _SOME_DAY
    facts = OrderFacts.of(today=today)
    said = run_rules(order, resolve(order, facts, profile), facts, profile)
    return (found for found in said if found.code in WITHOUT_FACTS)
