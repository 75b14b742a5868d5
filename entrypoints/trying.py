"""A file judged as it would be if it came in now: by the profile and Odoo's records; nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

from connectors import read_documents
from connectors.ports import Raw, Reading
from connectors.transports.names import bundle, pair_name, pair_of, together
from domain.documents.sales_order import SalesOrder
from domain.errors import Refused
from domain.facts import OrderFacts
from domain.findings import Finding, Severity
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import apply_severities, run_rules
from tasks.facts import facts_for
from tasks.runtime.resources import Resources

BATCH, MOST = 500, 20_000
"""Documents that are judged at once, and in all."""
KINDS = {"sales_order": "order", "sales_order_change": "change", "functional_acknowledgement": "acknowledgement"}
"""What becomes of a document that nothing is wrong with, by its type."""
OUTCOMES = {Severity.REJECT: "rejected", Severity.EXCEPTION: "exception", Severity.HOLD: "held"}
"""Severity to what would become of the document, the worst first."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of one document."""

    file: str
    number: str
    lines: int
    total: Decimal
    currency: str
    outcome: str
    """order, change, held, exception or rejected."""
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "file": self.file,
            "number": self.number,
            "lines": self.lines,
            "total": f"{self.total:f}",
            "currency": self.currency,
            "outcome": self.outcome,
            "findings": [one.model_dump(mode="json") for one in self.findings],
        }


def deliveries_of(paths: Sequence[Path], profile: PartnerProfile) -> list[Raw]:
    """The files as they would come in: a pair of heads and lines as one.

    Raises:
        Refused: the profile wants pairs, and a file has no other half.
    """
    pair = pair_of(profile)
    found = together({path.name: path for path in paths}, pair)
    known = {path for _, some in found for path in some}
    for path in paths:
        if path not in known:
            raise Refused(
                f"{path.name} has no other half here.",
                document=path.name,
                partner=profile.partner,
                field="mapping.head",
                value=f"{pair.pattern} and {pair.line_pattern}" if pair else "",
                next_step="Name both files; what * stands for must be the same in both.",
            )
    return [
        Raw.of(some[0].name, some[0]) if len(some) == 1 else Raw.of(pair_name("", some[0].name), bundle(some))
        for _, some in found
    ]


def tried(house: Resources, raw: Raw, profile: PartnerProfile) -> Iterator[Tried]:
    """Each document of a delivery with its findings, those that can't be read too; the first ``MOST``."""
    parts = islice((part for part in read_documents(raw, profile) if isinstance(part, Reading)), MOST)
    while some := list(islice(parts, BATCH)):
        read = [(part, part.document) for part in some]
        orders = [order for _, order in read if order is not None]
        facts = facts_for(house, orders, profile, fresh=True) if orders else None
        for part, order in read:
            yield _judged(raw, part, order, facts, profile)


def _judged(
    raw: Raw, part: Reading, order: SalesOrder | None, facts: OrderFacts | None, profile: PartnerProfile
) -> Tried:
    found = list(part.findings)
    if order is not None and facts is not None:
        found += run_rules(order, resolve(order, facts, profile), facts, profile)
    judged = tuple(apply_severities(found, profile))
    worst = {one.severity for one in judged}
    good = KINDS.get(part.key.type if part.key and part.payload else "", "exception")
    outcome = next((word for severity, word in OUTCOMES.items() if severity in worst), good)
    number = part.number or part.excerpt
    return Tried(raw.name, number, part.line_count, part.total, part.currency, outcome, judged)
