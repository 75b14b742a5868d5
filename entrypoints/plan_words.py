"""A plan and its lines in words, tables and plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from domain.planning.plan_line import LINE_STATES, PlanLine
from entrypoints.cli_frame import Screen, shown_amount
from ledger.plan_lines import LineChange, LineSum
from ledger.plans import PlanHead

MOST = 20
"""Rows of a table, unless all are asked for."""
URGENCIES = ("late", "soon", "normal", "early")
GONE = frozenset({"rejected", "superseded", "refused"})
"""Not to be ordered."""


def show_table(screen: Screen, lines: Sequence[PlanLine], *, everything: bool = False) -> None:
    """Lines as a table, the first ones."""
    shown = lines if everything else lines[:MOST]
    screen.table(
        ("line", "sku", "place", "from", "urgency", "order on", "due on", "state", "quantity", "money"),
        [
            (
                one.line, one.sku, one.place, one.final_origin, one.urgency, one.order_on, one.final_due_on,
                said_state(one), said_quantity(one), shown_amount(one.money),
            )
            for one in shown
        ],
        right=2,
    )  # fmt: skip
    if len(shown) < len(lines):
        screen.say(f"… and {len(lines) - len(shown)} more: --all shows them.")


def said_state(line: PlanLine) -> str:
    """The state, with who approved it first where a second person is awaited."""
    return f"{line.state} (first: {line.first_by})" if line.first_by and line.state == "proposed" else line.state


def said_quantity(line: PlanLine) -> str:
    """The quantity to order, and the proposed one where it differs."""
    before = f" (plan: {line.quantity:f})" if line.changed_quantity is not None else ""
    return f"{line.final_quantity:f}{before}"


def states(sums: Iterable[LineSum]) -> dict[str, int]:
    """Lines by state."""
    found: dict[str, int] = dict.fromkeys(LINE_STATES, 0)
    for one in sums:
        found[one.state] += one.lines
    return found


def money_of(sums: Iterable[LineSum]) -> Decimal:
    """Money of what is to be ordered."""
    return sum((one.money for one in sums if one.state not in GONE), Decimal(0))


def by_order(sums: Sequence[LineSum]) -> list[list[LineSum]]:
    """The sums of each order (kind, supplier, place), the dearest first."""
    groups: dict[tuple[str, str, str], list[LineSum]] = defaultdict(list)
    for one in sums:
        groups[one.kind, one.origin, one.place].append(one)
    return sorted(groups.values(), key=lambda some: -money_of(some))


def by_urgency(sums: Iterable[LineSum]) -> dict[str, dict[str, Any]]:
    """Lines and money by urgency."""
    found: dict[str, dict[str, Any]] = {name: {"lines": 0, "money": Decimal(0)} for name in URGENCIES}
    for one in sums:
        if one.state not in GONE and one.urgency in found:
            found[one.urgency]["lines"] += one.lines
            found[one.urgency]["money"] += one.money
    return found


def earliest_due(some: Iterable[LineSum]) -> object:
    """The first day on which one of them is due; None: no line has a day."""
    return min((one.earliest_due for one in some if one.earliest_due), default=None)


def edited_says(why: str) -> list[str]:
    """Where an edit of a planner counts in a line's steps: what the plan alone had, what it is, and who says so."""
    if '"override"' not in why:
        return []
    steps = [step for step in orjson.loads(why) if step.get("rule") == "override"]
    return [_changed(step) for step in steps]


def _changed(step: dict[str, Any]) -> str:
    before, after, says = (_plain(step.get(name, "")) for name in ("before", "after", "says"))
    return says if before == after else f"{before} → {after}: {says}"


def _plain(value: object) -> str:
    """A quantity without the zeros of its fraction; a day or a name as it is."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def head_json(head: PlanHead) -> dict[str, Any]:
    """A plan without its lines."""
    return {
        "id": head.id, "code": head.code, "hash": head.hash, "profile": head.profile, "company": head.company,
        "kind": head.kind, "skus": list(head.skus), "today": head.today, "as_of": head.as_of, "state": head.state,
        "says": head.says, "made_by": head.made_by, "made_at": head.made_at, "summary": dict(head.summary),
    }  # fmt: skip


def line_json(line: PlanLine) -> dict[str, Any]:
    """A line as plain data."""
    return {
        "line": line.line, "kind": line.kind, "sku": line.sku, "name": line.name, "category": line.category,
        "place": line.place, "origin": line.final_origin, "quantity": line.final_quantity, "unit": line.unit,
        "unit_price": line.final_price, "money": line.money, "order_on": line.order_on, "due_on": line.final_due_on,
        "urgency": line.urgency, "stock_out_on": line.stock_out_on, "lowest_before": line.lowest_before,
        "lowest_after": line.lowest_after, "state": line.state, "reason": line.reason, "decided_by": line.decided_by,
        "decided_at": line.decided_at, "first_by": line.first_by, "changed_by": line.changed_by,
        "proposed": {"quantity": line.quantity, "due_on": line.due_on, "origin": line.origin, "price": line.unit_price},
        "order": line.order_key, "why": orjson.loads(line.why),
    }  # fmt: skip


def sum_json(some: Sequence[LineSum]) -> dict[str, Any]:
    """An order's sums as plain data."""
    return {
        "origin": some[0].origin, "kind": some[0].kind, "place": some[0].place, "money": money_of(some),
        "lines": states(some), "earliest_due": earliest_due(some), "urgency": by_urgency(some),
    }  # fmt: skip


def change_json(one: LineChange) -> dict[str, Any]:
    """What changed of a line as plain data."""
    return {
        "line": one.line, "sku": one.sku, "place": one.place, "origin": one.origin, "before": one.before,
        "after": one.after, "value_before": one.value_before, "value_after": one.value_after,
        "due_before": one.due_before, "due_after": one.due_after,
    }  # fmt: skip
