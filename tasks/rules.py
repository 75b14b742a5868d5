"""Rules: business decisions on one document each; reject, hold, exception, or go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.catalogue import OF_READERS
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.findings import Finding
from domain.rules import Ahead, apply_severities, decide, run_rules
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


@stage("rules")
def rules(house: Resources, batch: Batch) -> Outcome:
    """Run every rule on each mapped document with fresh facts, and send it where its findings say."""
    with house.ledger.open() as book:
        waiting = book.documents.in_batch(batch, ["mapped"])
    if not waiting:
        return Outcome()
    profile, documents = house.profile(batch.channel), of_orders(waiting)
    cancelled = cancelled_before(house, documents)
    orders = [SalesOrder.model_validate_json(row.payload) for row in documents]
    facts = facts_for(house, orders, profile, fresh=any(row.attempt or row.waived for row in documents))
    mapped = [ResolvedOrder.model_validate_json(row.resolved or b"{}") for row in documents]
    facts, ahead = with_figures(house, orders, mapped, profile, facts), Ahead()
    moves: list[Move] = judged_changes(house, profile, of_changes(waiting))
    guard = PlanGuard.of(house, documents)
    for row, order, resolved in zip(documents, orders, mapped, strict=True):
        found = (*_known(row, cancelled), *run_rules(order, resolved, facts, guard.profile(row, profile), ahead))
        findings = guard.looked_at(row, resolved, apply_severities(found, profile))
        moves.append(Move(row.id, decide(findings, row.waived), findings=findings, note=_decided(findings)))
        if profile.checks.live and moves[-1].to == "checked":
            ahead.take(resolved, facts)
    with house.ledger.open() as book:
        moved = book.documents.move_many(batch, moves)
        book.commit("tasks.rules")
    passed = sum(move.to == "checked" and move.document_id in moved for move in moves)
    return Outcome(passed, len(waiting) - passed, artifact=_table(house, moves))


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
