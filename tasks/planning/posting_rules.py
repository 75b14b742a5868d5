"""Reordering rules of a plan: what is to be written is kept first, so that the next plan knows what Lading left."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.odoo.purchasing.rules import Ruled
from domain.findings import Finding
from domain.keys import planned_id
from domain.planning.plan_frames import NEEDS
from domain.planning.reordering import RULES_LEFT, Levels, left_frame, left_of, stood_of, wanted_rules
from ledger.plan_orders import OrderIn, OrderSettle
from tasks.planning.case import Case
from tasks.planning.keeping import kept_frame
from tasks.runtime.resources import Resources

_FINDINGS_KEPT = 50
"""With the plan's intent, of so many as there are rules."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What became of a plan's reordering rules."""

    made: int = 0
    changed: int = 0
    same: int = 0
    again: int = 0
    """Not written yet."""
    findings: tuple[Finding, ...] = ()


def post_rules(house: Resources, case: Case) -> Rules:
    """Bring the plan's reordering rules into Odoo, once for the plan.

    Raises:
        TryAgain: Odoo could not be asked.
    """
    name = _name(case.head.profile, case.head.code)
    with house.ledger.open() as book:
        before = book.plan_orders.of(keys=[name])
    if before and before[0].state != "recorded":
        return Rules(findings=before[0].findings)
    wanted = wanted_rules(case.frame(NEEDS), case.snapshot, case.profile)
    if not wanted:
        return Rules()
    left, stood = _left(house, case)
    looked = house.purchasing.rules.look(wanted, left, stood)
    carried = {name: levels for name, levels in left.items() if name in stood}
    case.keep({RULES_LEFT: left_frame(looked.wanted, looked.seen, carried)})
    digest = case.head.outputs[RULES_LEFT.name]
    intent = OrderIn(external_id=name, kind="rule", payload_hash=digest, payload={"frame": digest})
    with house.ledger.open() as book:
        book.plan_orders.record(case.head.id, [intent])
        book.commit("tasks.planning.rules.record")
    done = house.purchasing.rules.act(looked)
    if not done.again:
        _settle(house, case, name, done)
    return Rules(done.made, done.changed, looked.same, done.again, done.findings)


def _settle(house: Resources, case: Case, name: str, done: Ruled) -> None:
    """Also what earlier plans left open: this one has looked at their rules."""
    with house.ledger.open() as book:
        rows = book.plan_orders.of(profile=case.head.profile, states=["recorded"])
        old = [row.external_id for row in rows if row.kind == "rule" and row.plan_id < case.head.id]
        settles = [OrderSettle(external_id=one, state="refused") for one in old]
        kept = done.findings[:_FINDINGS_KEPT]
        book.plan_orders.settle([*settles, OrderSettle(external_id=name, state="drafted", findings=kept)])
        book.commit("tasks.planning.rules.settle")


def _left(house: Resources, case: Case) -> tuple[dict[str, list[Levels]], frozenset[str]]:
    """What our rules may say, and which of them stood in Odoo.

    As this plan kept it when it was begun before, else as the last one that wrote rules; of a run that died nobody
    knows which new rules it made.
    """
    with house.ledger.open() as book:
        earlier = book.plans.newest(case.head.profile, states=["posting", "done", "superseded", "proposed"], most=100)
        head = next((one for one in [case.head, *earlier] if RULES_LEFT.name in one.outputs), None)
        intents = book.plan_orders.of(keys=[_name(head.profile, head.code)]) if head else []
    if head is None:
        return {}, frozenset()
    frame = kept_frame(house.archive, RULES_LEFT, head.outputs[RULES_LEFT.name])
    left = left_of(frame)
    done = any(one.state == "drafted" for one in intents)
    return left, frozenset(left) if done else stood_of(frame)


def _name(profile: str, code: str) -> str:
    """Of the intent for all rules of a plan."""
    return planned_id("rules", profile, code)
