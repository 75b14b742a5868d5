"""Holds as tables for people: in the form, and on the run's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.approving import who_may
from tasks.approving.giving import Hold, policy_of
from tasks.runtime.resources import resources

if TYPE_CHECKING:
    from tasks.approving.reminding import Reminded

_SHOWN = 100


def holds_list(held: Sequence[Hold], count: int) -> str:
    """What a person decides about: number, money, what is wrong, who may. A list: the form cuts wide tables."""
    if not held:
        return "Nothing waits for an approval."
    policy = policy_of(resources())
    rows = [_told(one, who_may(policy, one.request), anyone=not policy.approvers) for one in held]
    more = f"\n\n{count - len(held)} more wait: 'lading approvals list'." if count > len(held) else ""
    return "\n".join(rows) + more


def _told(one: Hold, people: Sequence[str], *, anyone: bool) -> str:
    row, first = one.row, one.request.first_by
    before = f" Approved first by {first}." if first else ""
    may = "anyone" if anyone else ", ".join(people) or "nobody"
    what = f"{row.money:,.2f} {row.currency}, {_cell(row.number)} of {_cell(row.channel)}"
    return f"- **{row.id}**: {what}. {_cell(_says(one))} ({', '.join(one.request.codes)}){before} May: {may}."


def reminders_table(due: Sequence[Reminded], held: Sequence[Hold]) -> str:
    """Who was told of what."""
    head = f"### {len(held)} wait for an approval, {len(due)} people were told of now\n"
    if not due:
        return head
    names = ("number", "what", "money", "order", "to", "since")
    rows = [
        (
            row.id, one.what, f"{row.money} {row.currency}", _cell(row.number), ", ".join(one.people) or "everybody",
            f"{row.opened_at:%Y-%m-%d %H:%M}",
        )
        for one in due[:_SHOWN]
        for row in (one.hold.row,)
    ]  # fmt: skip
    lines = (names, ("---",) * len(names), *rows)
    return "\n".join((head, *("| " + " | ".join(map(str, line)) + " |" for line in lines)))


def _says(hold: Hold) -> str:
    return hold.row.findings[0].message if hold.row.findings else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
