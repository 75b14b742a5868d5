"""What ``lading plan list``, ``show`` and ``lines`` say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.planning.overrides import Override
from domain.planning.plan_frames import LEFT_OUT
from domain.planning.selecting import selected
from entrypoints.cli_frame import Exit, Screen, shown_amount
from entrypoints.cli_house import ledger_only
from entrypoints.plan_notices import Notices, show_notices
from entrypoints.plan_words import (
    MOST,
    by_order,
    by_urgency,
    change_json,
    earliest_due,
    edited_says,
    head_json,
    line_json,
    money_of,
    show_table,
    states,
    sum_json,
)
from ledger.book import Book
from ledger.plan_lines import LineChange, LineSum
from ledger.plan_orders import OrderRow
from ledger.plans import PlanHead
from tasks.planning.case import Case
from tasks.planning.deciding import plan_of
from tasks.runtime.resources import Resources

RULE = "rule"
"""Kind of what is posted as one set of minimum and maximum levels, not as an order."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A line where an edit of a planner counts."""

    line: str
    sku: str
    place: str
    says: str
    """What the plan alone would have, what it is instead, and who says so."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is said of a plan."""

    head: PlanHead
    sums: list[LineSum]
    earlier: PlanHead | None
    changes: list[LineChange]
    orders: list[OrderRow]
    edits: list[Override]
    differing: list[Differing]
    """Lines where an edit counts, those that are left out for one too."""
    notices: Notices

    @classmethod
    def of(cls, house: Resources, book: Book, head: PlanHead) -> Shown:
        """Read from the ledger, and what was left out from the archive."""
        earlier = book.plans.before(head)
        edits = [one for one in book.overrides.standing(head.profile) if one.counts(head.today)]
        return cls(
            head,
            book.plan_lines.sums(head.id),
            earlier,
            book.plan_lines.between(head.id, earlier.id) if earlier else [],
            book.plan_orders.of(head.id),
            edits,
            _differing(house, book, head),
            Notices.of(Case(house, head)),
        )

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        return head_json(self.head) | {
            "lines": states(self.sums),
            "money": money_of(self.sums),
            "suppliers": [sum_json(one) for one in by_order(self.sums)],
            "urgency": by_urgency(self.sums),
            "against": self.earlier.code if self.earlier else "",
            "changes": [change_json(one) for one in self.changes],
            "overrides": [one.model_dump(mode="json") for one in self.edits],
            "overridden": [asdict(one) for one in self.differing],
            "orders": [
                {"external_id": one.external_id, "kind": one.kind, "state": one.state, "name": one.name}
                for one in self.orders
            ],
            **self.notices.as_data(),
        }


def _differing(house: Resources, book: Book, head: PlanHead) -> list[Differing]:
    lines = [(one.line, one.sku, one.place, one.why) for one in book.plan_lines.of(head.id)] if head.hash else []
    if LEFT_OUT.name in head.outputs:
        lines += Case(house, head).frame(LEFT_OUT).select("line", "sku", "place", "why").rows()
    return [Differing(line, sku, place, says) for line, sku, place, why in lines for says in edited_says(why)]


def list_plans(screen: Screen, profile: str | None, most: int) -> int:
    """The last plans."""
    with ledger_only() as house, house.ledger.open() as book:
        plans = book.plans.newest(profile, most=most)
        sums = {one.id: book.plan_lines.sums(one.id) for one in plans}
    screen.data([head_json(one) | {"lines": states(sums[one.id])} for one in plans])
    if not plans:
        screen.say("There is no plan yet.")
        screen.next("lading plan run", "makes one")
        return Exit.FINE
    rows = [(one, states(sums[one.id]), shown_amount(money_of(sums[one.id]))) for one in plans]
    screen.table(
        ("plan", "code", "kind", "state", "by", "made", "waits", "approved", "posted", "money"),
        [
            (
                one.id, one.code or "-", one.kind, one.state, one.made_by, f"{one.made_at:%Y-%m-%d %H:%M}",
                found["proposed"], found["approved"], found["posted"], money,
            )
            for one, found, money in rows
        ],
        right=4,
    )  # fmt: skip
    screen.next(f"lading plan show {plans[0].id}", "what it proposes, by supplier and urgency")
    return Exit.FINE


def show_plan(screen: Screen, reference: str, profile: str | None) -> int:
    """One plan: by supplier, by urgency, against the one before."""
    with ledger_only() as house, house.ledger.open() as book:
        shown = Shown.of(house, book, plan_of(book, reference, profile))
    screen.data(shown.as_data())
    _show_head(screen, shown)
    if shown.sums:
        _show_sums(screen, shown.sums)
    _show_changes(screen, shown)
    _show_edits(screen, shown)
    show_notices(screen, shown.notices)
    _show_orders(screen, [one for one in shown.orders if one.kind != RULE])
    if any(one.kind == RULE and one.state not in {"recorded", "unknown", "refused"} for one in shown.orders):
        screen.say("\nReordering rules: minimum and maximum of this plan are in Odoo.")
    waits, plan = states(shown.sums)["proposed"], shown.head.id
    if waits:
        screen.next(f"lading plan approve {plan} --select 'supplier:…'", f"{waits} lines wait for a decision")
        screen.next(f"lading plan export {plan} --out plan.xlsx", "decide in a spreadsheet")
    if shown.head.state in {"making", "stopped"}:
        screen.next(f"lading plan run --resume {plan}", "goes on with it, once what it says is mended or there")
    return Exit.BLOCKED if shown.head.state == "stopped" else Exit.APPROVAL if waits else Exit.FINE


def show_lines(screen: Screen, reference: str, profile: str | None, select: Sequence[str], *, everything: bool) -> int:
    """Lines of a plan."""
    with ledger_only() as house, house.ledger.open() as book:
        head = plan_of(book, reference, profile)
        chosen = selected(book.plan_lines.of(head.id), select)
    screen.data({"plan": head_json(head), "lines": [line_json(one) for one in chosen]})
    show_table(screen, chosen, everything=everything)
    if chosen:
        screen.next(f"lading why plan --sku {chosen[0].sku} --plan {head.id}", "why this quantity")
    else:
        screen.say("No line fits.")
    return Exit.FINE


def _show_head(screen: Screen, shown: Shown) -> None:
    head, found = shown.head, {name: count for name, count in states(shown.sums).items() if count}
    screen.say(f"Plan {head.code or head.id} of {head.profile}, {head.kind}, {head.today}: {head.state}.", style="bold")
    if head.says:
        screen.say(f"  {head.says}")
    screen.say(
        f"  number {head.id}, hash {head.hash[:12] or '-'}, made {head.made_at:%Y-%m-%d %H:%M} by {head.made_by}"
    )
    told = ", ".join(f"{count} {name}" for name, count in found.items()) or "none"
    money = f"{shown_amount(money_of(shown.sums))} {head.summary.get('currency', '')}".strip()
    screen.say(f"  {money} in {sum(found.values())} lines: {told}")


def _show_sums(screen: Screen, sums: Sequence[LineSum]) -> None:
    rows = [
        (
            some[0].origin, some[0].kind, some[0].place, earliest_due(some),
            sum(one.lines for one in some if one.urgency == "late") or "-", states(some)["proposed"] or "-",
            sum(one.lines for one in some), shown_amount(money_of(some)),
        )
        for some in by_order(sums)[:MOST]
    ]  # fmt: skip
    head = ("from", "kind", "to", "first due", "late", "waits", "lines", "money")
    screen.table(head, rows, title="\nBy supplier", right=4)
    urgent = [(name, one["lines"], shown_amount(one["money"])) for name, one in by_urgency(sums).items()]
    screen.table(("urgency", "lines", "money"), urgent, title="\nBy urgency", right=2)


def _show_orders(screen: Screen, orders: Sequence[OrderRow]) -> None:
    if orders:
        counted = Counter(one.state for one in orders)
        screen.say("\nOrders in Odoo: " + ", ".join(f"{count} {name}" for name, count in sorted(counted.items())) + ".")


def _show_changes(screen: Screen, shown: Shown) -> None:
    if shown.earlier is None:
        return
    if not shown.changes:
        screen.say(f"\nNothing differs from plan {shown.earlier.code}.")
        return
    rows = [
        (
            one.sku, one.place, one.origin, "-" if one.before is None else f"{one.before:f}",
            "-" if one.after is None else f"{one.after:f}", shown_amount(one.value_after - one.value_before),
        )
        for one in shown.changes[:MOST]
    ]  # fmt: skip
    head = ("sku", "place", "from", "before", "now", "money")
    screen.table(head, rows, title=f"\nAgainst plan {shown.earlier.code}", right=3)


def _show_edits(screen: Screen, shown: Shown) -> None:
    if shown.differing:
        rows = [(one.sku, one.place, one.says) for one in shown.differing[:MOST]]
        screen.table(("sku", "place", "the plan alone → with the edit"), rows, title="\nEdits that count here")
    since = sum(one.made_at > shown.head.made_at for one in shown.edits)
    if stood := len(shown.edits) - since:
        screen.say(f"\nEdits that stood when it was made: {stood} ('lading plan override list').")
    if since:
        screen.say(f"\nEdits made since, that count with the next plan: {since} ('lading plan override list').")
