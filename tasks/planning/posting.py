"""Post: approved lines become purchase orders and transfers in Odoo, each recorded before the call and made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import orjson

from domain.catalogue import finding
from domain.errors import TryAgain
from domain.findings import Finding
from domain.keys import content_hash, planned_id
from domain.planning.grouping import Grouped, LeftOut, grouped
from domain.planning.open_drafts import open_drafts
from domain.planning.orders import LINE_TYPES, Kind, PlannedOrder, line_id
from domain.planning.plan_frames import NEEDS
from domain.planning.plan_line import PlanLine
from ledger.plan_orders import OrderIn
from tasks.planning.case import Case
from tasks.planning.open_orders import ADOPTED, AT_ONCE, Sent, send, settle_open
from tasks.planning.post_gate import post_gate
from tasks.planning.posting_rules import Rules, post_rules
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.runtime.resources import Resources

__all__ = ["PostedSummary", "post", "post_gate", "post_orders"]


@dataclass(frozen=True, slots=True)
class PostedSummary:
    """What posting a plan came to."""

    sent: Sent
    left_out: tuple[Finding, ...] = ()
    """Lines that cannot be posted; they stay approved."""
    rules: Rules | None = None
    drafts: tuple[Finding, ...] = ()
    """Drafts of earlier plans that are no longer needed, or larger than needed."""

    @property
    def stop(self) -> TryAgain | None:
        """Not all is in Odoo yet: the run tries again."""
        late = TryAgain(f"{self.rules.again} reordering rules wait.") if self.rules and self.rules.again else None
        return self.sent.stop or late

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that people should know."""
        return (*self.left_out, *self.sent.findings, *self.drafts, *(self.rules.findings if self.rules else ()))


@plan_stage("post")
def post(house: Resources, plan: int) -> Step:
    """Create-only loads under external ids of plan and line."""
    summary = post_orders(house, plan)
    return Step(_told(summary), summary.stop)


def post_orders(house: Resources, plan: int) -> PostedSummary:
    """Bring the approved lines of a plan into Odoo, and what earlier runs of its profile left open.

    May be run at any time, by two at once, and again after it died at any point: no order and no line is made twice.

    Raises:
        Refused: there is no such plan, or another took its place. Misconfigured, StopTheRun: nothing can be posted.
        TryAgain: Odoo or the ledger could not be asked; what was sent until then is settled by the next run.
    """
    case = Case.of(house, plan)
    sent = settle_open(house, case.head.profile)
    with house.ledger.open() as book:
        lines = book.plan_lines.of(plan, states=["approved"])
        if lines and book.plans.move(plan, "posting"):
            book.commit("tasks.planning.posting")
    standing = _standing(house, case, lines)
    sent += _adopted(house, case, standing)
    known = {line.line for some in standing.values() for line in some}
    found = _groups(house, case, [line for line in lines if line.line not in known])
    for begin in range(0, len(found.orders), AT_ONCE):
        sent += _recorded(house, plan, [_intent(one) for one in found.orders[begin : begin + AT_ONCE]])
    rules = post_rules(house, case) if case.profile.posting.rules and case.head.code else None
    drafts = open_drafts(case.snapshot, case.frame(NEEDS))
    return PostedSummary(sent, tuple(one.finding for one in found.left_out), rules, drafts)


def _standing(house: Resources, case: Case, lines: Sequence[PlanLine]) -> dict[tuple[Kind, int], list[PlanLine]]:
    """Approved lines that are in Odoo already, by their order's record: a ledger that was restored forgot them."""
    found: dict[tuple[Kind, int], list[PlanLine]] = defaultdict(list)
    for kind in get_args(Kind):
        names = {line_id(case.profile.plan, case.head.code, kind, one.line): one for one in lines if one.kind == kind}
        if names:
            for name, record in house.purchasing.lines_in_odoo(kind, list(names)).items():
                found[kind, record].append(names[name])
    return found


def _groups(house: Resources, case: Case, lines: Sequence[PlanLine]) -> Grouped:
    """The orders; what was archived in Odoo since the snapshot is left out, for Odoo would take it without a word."""
    asked = (case.snapshot, case.profile, case.head.code)
    found = grouped(lines, *asked)
    gone = house.purchasing.archived(found.orders)
    if not gone:
        return found
    rest = grouped([line for line in lines if line.line not in gone], *asked)
    told = tuple(
        LeftOut(line.line, finding("PL-POST-001", path=line.line, value=line.sku, what=gone[line.line]))
        for line in lines
        if line.line in gone
    )
    return Grouped(rest.orders, (*rest.left_out, *told))


def _adopted(house: Resources, case: Case, standing: dict[tuple[Kind, int], list[PlanLine]]) -> Sent:
    """Take such lines over into the ledger, as ordered."""
    intents = []
    for (kind, record), lines in sorted(standing.items(), key=lambda one: one[0]):
        keys = sorted(line.line for line in lines)
        name = planned_id(f"{LINE_TYPES[kind]}_{ADOPTED}", case.profile.plan, case.head.code, str(record), *keys)
        payload = {ADOPTED: record, "kind": kind}
        intents.append(_order_in(name, kind, payload, keys))
    sent = _recorded(house, case.head.id, intents) if intents else Sent()
    sent.findings += [
        finding("PL-POST-009", value=lines[0].final_origin, record=record) for (_, record), lines in standing.items()
    ]
    return sent


def _intent(order: PlannedOrder) -> OrderIn:
    return _order_in(order.external_id, order.kind, order.model_dump(mode="json"), [line.key for line in order.lines])


def _order_in(name: str, kind: Kind, payload: Mapping[str, object], lines: Sequence[str]) -> OrderIn:
    digest = content_hash(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS))
    return OrderIn(external_id=name, kind=kind, payload_hash=digest, payload=payload, lines=tuple(lines))


def _recorded(house: Resources, plan: int, intents: Sequence[OrderIn]) -> Sent:
    """Record, commit, then send; one whose lines somebody decided otherwise meanwhile is left out."""
    with house.ledger.open() as book:
        rows = book.plan_orders.record(plan, intents)
        book.commit("tasks.planning.orders.record")
    return send(house, [row for row in rows if row.state == "recorded"])


def _told(summary: PostedSummary) -> str:
    sent, rules = summary.sent, summary.rules
    rows = [
        ("orders made", sent.made),
        ("orders that stood already", sent.existing),
        ("orders refused by Odoo", sent.refused),
        ("orders open still", sent.again + sent.unknown),
        ("lines that cannot be posted", len(summary.left_out)),
        ("drafts of earlier plans that are too large now", len(summary.drafts)),
        ("reordering rules made", rules.made if rules else 0),
        ("reordering rules changed", rules.changed if rules else 0),
    ]
    told = "".join(f"- {one.message} {one.next_step} [{one.code}]\n" for one in summary.findings[:20])
    return table("Posted", "", ("what", "count"), rows) + (f"\n{told}" if told else "")
