"""Approve: what needs nobody by the profile's policy; all else waits in the ledger for a person."""

from __future__ import annotations

from domain.planning.approving import POLICY, automatic
from ledger.plan_lines import LineSum
from tasks.planning.case import Case
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.runtime.resources import Resources


@plan_stage("approve")
def approve(house: Resources, plan: int) -> Step:
    """Orders below the profile's limit are approved by policy, others shown with what is to be done."""
    case = Case.of(house, plan)
    if case.head.state not in {"proposed", "posting"}:
        return Step()
    with house.ledger.open() as book:
        book.plan_lines.alone(case.profile.plan)
        lines = automatic(book.plan_lines.of(plan), case.profile.approval)
        book.plan_lines.decide(plan, case.head.hash, lines, by=POLICY, verdict="approved")
        book.commit("tasks.planning.approve")
        sums = book.plan_lines.sums(plan)
    return Step(_told(case, sums))


def _told(case: Case, sums: list[LineSum]) -> str:
    waiting = sum(one.lines for one in sums if one.state == "proposed")
    rows = [
        (one.origin, one.place, one.urgency, one.state, one.lines, float(one.money))
        for one in sorted(sums, key=lambda one: -one.money)
    ]
    head = f"{waiting:,} lines wait for a planner: `lading plan show {case.head.code}`."
    columns = ("supplier or place", "to", "urgency", "state", "lines", case.profile.currency)
    return table(f"Plan {case.head.code}", head if waiting else "Nothing waits for a planner.", columns, rows[:100])
