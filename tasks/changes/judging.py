"""Rules on a change: what it says about lines and head is judged as an order's would be, and what it may not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.catalogue import OF_READERS, finding
from domain.change_growth import growth, of_growth, of_worth
from domain.changing import concerns, older_than
from domain.documents.resolved_order import ResolvedOrder
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.rules import apply_severities, decide, run_rules
from ledger.values import DocumentRow, Move
from tasks.changes.cases import ChangeCase, cases_of
from tasks.facts import facts_for
from tasks.figures import with_figures
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
        if facts is not None and case.base is not None and case.change.purpose == "change":
            found += _of_rules(house, profile, facts, case, case.base)
        judged = apply_severities(found, profile)
        moves.append(Move(case.row.id, decide(judged, case.row.waived), findings=judged))
    return moves


def _of_rules(
    house: Resources, profile: PartnerProfile, facts: OrderFacts, case: ChangeCase, base: ResolvedOrder
) -> list[Finding]:
    """Of the lines and fields that the change touches; credit and stock of what is wanted more than before."""
    after = ResolvedOrder.model_validate_json(case.row.resolved or b"{}")
    order = case.applied.order
    said = [one for one in run_rules(order, after, facts, profile) if not of_growth(one)]
    found = [one for one in said if concerns(case.applied, case.change, one) or of_worth(one, base, after)]
    more = growth(order, base, after)
    if more is not None:
        known = with_figures(house, [more[0]], [more[1]], profile, facts)
        found += [one for one in run_rules(*more, known, profile) if of_growth(one)]
    return found


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
