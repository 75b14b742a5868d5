"""Rules on a change: what it says about lines and head is judged as an order's would be, and what it may not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.catalogue import OF_READERS, finding
from domain.changing import concerns, older_than
from domain.documents.resolved_order import ResolvedOrder
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.rules import apply_severities, decide, run_rules
from ledger.values import DocumentRow, Move
from tasks.changes.cases import ChangeCase, cases_of
from tasks.facts import facts_for
from tasks.runtime.resources import Resources


def judged_changes(house: Resources, profile: PartnerProfile, rows: Sequence[DocumentRow]) -> list[Move]:
    """Where each mapped change goes, with its findings.

    Raises:
        TryAgain: the mirror is too old and Odoo cannot be asked.
    """
    cases = cases_of(house, rows)
    if not cases:
        return []
    ours = [case for case in cases if case.base is not None]
    fresh = any(row.attempt or row.waived for row in rows)
    facts = facts_for(house, [case.applied.order for case in ours], profile, fresh=fresh) if ours else None
    moves = []
    for case in cases:
        found = [one for one in case.row.findings if one.code in OF_READERS]
        found += _of_change(case)
        if facts is not None and case.change.purpose == "change":
            resolved = ResolvedOrder.model_validate_json(case.row.resolved or b"{}")
            said = run_rules(case.applied.order, resolved, facts, profile)
            found += [one for one in said if concerns(case.applied, case.change, one)]
        judged = apply_severities(found, profile)
        moves.append(Move(case.row.id, decide(judged, case.row.waived), findings=judged))
    return moves


def _of_change(case: ChangeCase) -> list[Finding]:
    older = older_than(case.change, case.earlier)
    found = list(case.applied.findings) if case.base is not None else []
    return [*found, *([older] if older else [])]


def cancelled_before(house: Resources, rows: Sequence[DocumentRow]) -> Mapping[int, tuple[Finding, ...]]:
    """By document: why an order is refused whose cancellation came before it, and waits behind it."""
    if not rows:
        return {}
    with house.ledger.open() as book:
        cancels = book.documents.cancels([row.thread_id for row in rows])
    return {
        row.id: (finding("SC-CANC-001", path="number", value=row.number, cancelled=_moment(cancels[row.thread_id])),)
        for row in rows
        if row.thread_id in cancels
    }


def _moment(row: DocumentRow) -> str:
    return f"{row.captured_at:%Y-%m-%d %H:%M %Z}"
