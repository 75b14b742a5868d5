"""A plan does exactly what it says, or nothing: what would come out otherwise is held before it is posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.catalogue import finding
from domain.documents.resolved_order import ResolvedOrder
from domain.findings import Finding
from domain.keys import content_hash
from domain.profile import PartnerProfile
from domain.resolve import resolved_json
from domain.rules import decide
from ledger.backfills import Expected
from ledger.values import DocumentRow
from tasks.runtime.resources import Resources

DECIDED = {"create": "checked", "update": "checked"}
"""What the rules say of a document that is to be posted; of the others they say what the plan says."""


@dataclass(frozen=True, slots=True)
class PlanGuard:
    """What the plans behind a batch's documents expect; nothing of those that came live."""

    expected: Mapping[int, Expected]
    aged: PartnerProfile | None = None

    @classmethod
    def of(cls, house: Resources, documents: Sequence[DocumentRow]) -> PlanGuard:
        """Ask the ledger, once a batch and only where a plan brought a document."""
        planned = [row.id for row in documents if row.plan_id is not None]
        if not planned:
            return cls({})
        with house.ledger.open() as book:
            return cls(book.backfills.expected(planned), house.profile(documents[0].channel).of_any_age())

    def profile(self, row: DocumentRow, live: PartnerProfile) -> PartnerProfile:
        """The profile by which a document is judged: an order of a plan may be of any age."""
        return self.aged if self.aged is not None and row.plan_id is not None else live

    def looked_at(
        self, row: DocumentRow, resolved: ResolvedOrder, findings: tuple[Finding, ...]
    ) -> tuple[Finding, ...]:
        """The findings, and one more where something else would be posted than the plan says."""
        known = self.expected.get(row.id)
        if known is None:
            return findings
        decided = decide(findings, row.waived)
        wanted = DECIDED.get(known.action, known.action)
        if wanted == decided != "checked":
            return findings  # it is set aside, as planned
        if wanted == decided and known.resolved_hash == planned_hash(resolved):
            return findings
        moved = "has other values" if wanted == decided else f"would be {decided}"
        return (*findings, finding("BF-MOVE-003", value=row.number, planned=known.action, moved=moved))


def planned_hash(resolved: ResolvedOrder) -> str:
    """Hash of what would be posted, whatever the delivery is called."""
    return content_hash(resolved_json(resolved.model_copy(update={"source_label": ""})))
