"""Rules: business decisions on one document each; reject, hold, exception, or go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from domain.catalogue import OF_READERS
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.rules import apply_severities, decide, run_rules
from domain.work import Batch
from ledger.values import DocumentRow, Move
from tasks.backfill.guard import PlanGuard
from tasks.changes.cases import of_changes, of_orders
from tasks.changes.judging import cancelled_before, judged_changes
from tasks.facts import facts_for
from tasks.figures import with_figures
from tasks.queue_table import queue_table
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage
from tasks.verdict import Judging, Verdict, Wanted


@stage("rules")
def rules(house: Resources, batch: Batch) -> Outcome:
    """Run every rule on each mapped document with fresh facts, and send it where its findings say."""
    with house.ledger.open() as book:
        waiting = book.documents.in_batch(batch, ["mapped"])
    if not waiting:
        return Outcome()
    profile = house.profile(batch.channel)
    judging = [
        *judged_changes(house, profile, of_changes(waiting)),
        *_judged_orders(house, profile, of_orders(waiting)),
    ]
    moves: list[Move] = []
    with house.ledger.open() as book:
        verdict = Verdict.begin(book, house, [one.wanted for one in judging if one.wanted is not None])
        for one in judging:
            found = (*one.found, *(verdict.findings(one.wanted) if one.wanted is not None else ()))
            findings = one.looked_at(found)
            moves.append(Move(one.row.id, decide(findings, one.row.waived), findings=findings, note=_decided(findings)))
            if moves[-1].to == "checked" and one.wanted is not None:
                verdict.let_pass(one.wanted)
        moved = book.documents.move_many(batch, moves)
        verdict.keep(moved)
        book.commit("tasks.rules")
    passed = sum(move.to == "checked" and move.document_id in moved for move in moves)
    return Outcome(passed, len(waiting) - passed, artifact=_table(house, moves))


def _judged_orders(house: Resources, profile: PartnerProfile, rows: Sequence[DocumentRow]) -> list[Judging]:
    """What all rules say of each order, but for those that count what other runs take."""
    if not rows:
        return []
    cancelled = cancelled_before(house, rows)
    orders = [SalesOrder.model_validate_json(row.payload) for row in rows]
    facts = facts_for(house, orders, profile, fresh=any(row.attempt or row.waived for row in rows))
    mapped = [ResolvedOrder.model_validate_json(row.resolved or b"{}") for row in rows]
    facts = with_figures(house, orders, mapped, profile, facts)
    guard = PlanGuard.of(house, rows)
    judging = []
    for row, order, resolved in zip(rows, orders, mapped, strict=True):
        own = guard.profile(row, profile)
        found = (*_known(row, cancelled), *run_rules(order, resolved, facts, own, counted=False))
        wanted = Wanted(row, order, resolved, facts, own)
        judging.append(Judging(row, found, wanted, partial(_looked_at, guard, wanted, profile)))
    return judging


def _looked_at(
    guard: PlanGuard, wanted: Wanted, profile: PartnerProfile, found: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    return guard.looked_at(wanted.row, wanted.resolved, apply_severities(found, profile))


def _decided(findings: Iterable[Finding]) -> str:
    """What was put right by the profile's policy, for the audit trail: there it stays when the findings are gone."""
    return "; ".join(f"{one.code} {one.path}: {one.message}" for one in findings if one.severity == "fix")


def _known(row: DocumentRow, cancelled: Mapping[int, tuple[Finding, ...]]) -> list[Finding]:
    return [*(found for found in row.findings if found.code in OF_READERS), *cancelled.get(row.id, ())]


def _table(house: Resources, moves: list[Move]) -> str:
    aside = [move.document_id for move in moves if move.to != "checked"]
    if not aside:
        return ""
    with house.ledger.open() as book:
        return queue_table("Set aside by the rules", book.documents.get(aside))
