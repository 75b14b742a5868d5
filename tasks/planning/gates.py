"""The gates of planning: what was read, forecast and proposed. Bad rows set aside, systemic trouble stops."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from connectors.odoo.planning.known import TOTALS
from domain.errors import StopTheRun
from domain.planning.plan_codes import plan_hash
from domain.planning.plan_frames import DEMAND, EXPECTED, LINES, NEEDS
from expectations.planning import PlanGate, gate_forecast, gate_plan, gate_snapshot
from expectations.suite import Waiver
from expectations.table import markdown
from ledger.plans import Proposed
from tasks.planning.aside import aside_of
from tasks.planning.case import Case
from tasks.planning.line_rows import line_rows
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.planning.waiving import waived_as
from tasks.runtime.resources import Resources

_EARLIER = 5
"""Plans whose money a plan is held against."""
_NAMED = 10
"""Lines that are named on a run's page."""


@plan_stage("extract-gate")
def extract_gate(house: Resources, plan: int) -> Step:
    """What was read is whole, and each item of it can be planned."""
    case = Case.of(house, plan)
    if case.has(aside_of("extract-gate")):
        return Step()
    found = gate_snapshot(case.snapshot, case.frame(TOTALS), case.profile, waivers=_waivers(case))
    return _passed(case, "extract-gate", found)


@plan_stage("forecast-gate")
def forecast_gate(house: Resources, plan: int) -> Step:
    """Each item has one sane forecast."""
    case = Case.of(house, plan)
    if case.waits or case.has(aside_of("forecast-gate")):
        return Step()
    frames = (case.without_aside(case.frame(DEMAND)), case.without_aside(case.frame(EXPECTED)))
    demand, items, profile = case.kept_demand, case.snapshot.items, case.profile
    return _passed(case, "forecast-gate", gate_forecast(frames, demand, items, profile, waivers=_waivers(case)))


@plan_stage("plan-gate")
def plan_gate(house: Resources, plan: int) -> Step:
    """Lines fit packs, minimums, budget and price, and the plan its money; then people may decide about it."""
    case = Case.of(house, plan)
    if case.head.state != "making" or not case.has(LINES):
        return Step()
    lines, needs = case.frame(LINES), case.frame(NEEDS)
    step = Step()
    if not case.has(aside_of("plan-gate")):
        before, waivers = _earlier_money(case), _waivers(case)
        found = gate_plan(
            lines, needs, case.aside, case.snapshot, profile=case.profile, earlier=before, waivers=waivers
        )
        step = _passed(case, "plan-gate", found)
    if step.stop is not None:
        return step
    told = _propose(case, case.without_aside(lines))
    gone = lines.filter(pl.col("line").is_in([*told.elsewhere]))
    return replace(step, artifact="\n\n".join(one for one in (step.artifact, _elsewhere(gone)) if one))


def _passed(case: Case, gate: str, found: PlanGate) -> Step:
    """Keep what was set aside; a systemic failure stops the plan, and keeps nothing, so that it is judged again."""
    shown = markdown(found.result, of="lines" if gate == "plan-gate" else "items at places", stopped="the plan")
    if found.result.stops:
        first = found.result.stops[0]
        with case.house.ledger.open() as book:
            book.plans.move(case.head.id, "stopped", f"{first.code} {first.message}")
            book.commit("tasks.planning.stopped")
        waive = f"lading plan waive {first.code} --profile {case.profile.plan} --reason …"
        step = (
            f"{first.next_step} Where it may be overlooked: '{waive}', then 'lading plan run --resume {case.head.id}'."
        )
        return Step(shown, StopTheRun(f"{first.code} {first.message}", value=case.head.code, next_step=step))
    case.keep({aside_of(gate): found.aside})
    return Step(shown)


def _waivers(case: Case) -> list[Waiver]:
    """What a named person lets be overlooked in this profile's plans for now."""
    with case.house.ledger.open() as book:
        rows = book.circuits.waivers(waived_as(case.profile.plan))
    return [Waiver(one.code, one.approver, one.reason, one.expires_at, channel=one.channel) for one in rows]


def _earlier_money(case: Case) -> list[float]:
    """Money of the purchases of the last whole plans."""
    with case.house.ledger.open() as book:
        heads = book.plans.newest(case.profile.plan, states=("proposed", "posting", "done"), most=_EARLIER)
    return [
        float(Case(case.house, one).frame(LINES).filter(kind="purchase")["value"].sum())
        for one in heads
        if one.id < case.head.id and one.skus == case.head.skus and LINES.name in one.outputs
    ]


def _propose(case: Case, lines: pl.DataFrame) -> Proposed:
    """The lines into the ledger, bound to the plan's hash."""
    digest = plan_hash(case.head.code, case.head.outputs)
    summary = {
        "lines": lines.height,
        "money": round(float(lines["value"].sum()), 2),
        "late": lines.filter(urgency="late").height,
        "aside": case.aside.height,
        "items": case.frame(NEEDS).height,
        "currency": case.profile.currency,
    }
    with case.house.ledger.open() as book:
        told = book.plans.propose(case.head.id, digest, summary, line_rows(case, lines))
        book.commit("tasks.planning.propose")
    return told


def _elsewhere(gone: pl.DataFrame) -> str:
    """Lines that others had ordered or proposed meanwhile, for the run's page: nobody decides about them any more."""
    if not gone.height:
        return ""
    rows = gone.sort("sku", "place").select("sku", "place", "origin", "quantity").head(_NAMED).rows()
    says = (
        "Ordered since Odoo was read for this plan, or in a newer one: `lading why plan --sku …` says by which. "
        "The next plan counts what was ordered."
    )
    return table(f"Superseded lines: {gone.height}", says, ("item", "place", "from", "quantity"), rows)
