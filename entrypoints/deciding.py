"""A person's decision on what waits: chosen, shown first, asked for, recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from entrypoints.cli_frame import Exit, Screen, refuse, shown_amount
from entrypoints.cli_house import ledger_only, person
from entrypoints.replaying import preview
from ledger.deciding import Kind
from ledger.decision import Decision
from ledger.values import ExceptionRow
from tasks.approving.giving import give
from tasks.runtime.resources import Resources

KNOWN_TERMS = ("id", "document", "channel", "partner", "code", "cause", "assignee", "kind", "status", "number")
THEN = {
    "release": "goes on, its findings waived",
    "replay": "read and checked again",
    "reject": "refused, the partner told",
    "resolve": "counted as done by hand, nothing more happens",
    "retry": "goes on at the stage",
    "edit": "checked anew as edited",
    "assign": "assigned",
}
Which = tuple[list[int] | None, list[str] | None]
"""Numbers, and selections."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants for the chosen documents."""

    kind: Kind
    reason: str
    dry_run: bool = False
    start: str = ""
    """For a retry: state from which the chosen stage takes."""
    called: str = ""
    """The command, if it is not that of the kind."""

    @property
    def command(self) -> str:
        """What was typed."""
        if self.called:
            return self.called
        return "retry --from …" if self.kind == "retry" else f"exceptions {self.kind}"


def decide(screen: Screen, wish: Wish, which: Which) -> int:
    """Decide the chosen documents, after showing them; many only after a yes. The exit code."""
    check_choice(screen, wish.command, which)
    if not wish.reason.strip():
        refuse(screen, "The reason is empty.", "Give one with --reason: it is kept with your name.")
    with ledger_only() as house:
        rows = chosen(screen, house, which)
        previews = _previews(house, wish, rows)
        if not screen.json:
            show_rows(screen, wish.kind, rows, previews)
        if wish.dry_run or not agreed(screen, wish.kind, len(rows)):
            screen.data(
                {"dry_run": True, "would": [as_json(row) | {"replayed": previews.get(row.id, "")} for row in rows]}
            )
            screen.next(f"lading {wish.command} … --yes", "does it")
            return Exit.FINE if wish.dry_run else Exit.APPROVAL
        decisions = _act(house, wish, rows, person())
    return tell(screen, wish.kind, decisions)


def check_choice(screen: Screen, command: str, which: Which) -> None:
    """Stop unless something was chosen: nobody decides everything by leaving something out."""
    if not which[0] and not which[1]:
        step = f"Give numbers, or --select: 'lading {command} --select code:SO-LINE-002 …'."
        refuse(screen, "Nothing was chosen.", step)


def chosen(screen: Screen, house: Resources, which: Which) -> list[ExceptionRow]:
    """What waits and fits the choice; stops where that is nothing."""
    rows = _fitting(house, *which)
    if not rows:
        refuse(screen, "Nothing that waits fits that choice.", "See 'lading exceptions list'.")
    return rows


def _fitting(house: Resources, ids: list[int] | None, select: list[str] | None) -> list[ExceptionRow]:
    with house.ledger.open() as book:
        if not ids:
            return book.exceptions.list(terms(select), limit=None)
        found = [row for row in (book.exceptions.show(one) for one in ids) if row is not None]
        if select:
            fitting = {row.id for row in book.exceptions.list(terms(select), limit=None)}
            found = [row for row in found if row.id in fitting]
        return [row for row in found if row.resolved_at is None]


def _previews(house: Resources, wish: Wish, rows: list[ExceptionRow]) -> dict[int, str]:
    """By exception, before anything is done: what the rules would say now; for a retry, whether it may start there."""
    if wish.kind == "replay":
        return preview(house, rows)
    if wish.kind == "release":
        shown = _act(house, wish, rows, person(), dry_run=True)
        return {one.exception_id: one.says for one in shown if one.outcome != "done"}
    if wish.kind == "retry":
        return {one.exception_id: one.says for one in _act(house, wish, rows, person(), dry_run=True)}
    return {}


def show_rows(screen: Screen, kind: str, rows: Sequence[ExceptionRow], previews: dict[int, str]) -> None:
    """What was chosen, and what would become of each."""
    screen.table(
        ("id", "number", "money", "cause", "then"),
        [
            (
                row.id,
                row.number,
                f"{shown_amount(row.money)} {row.currency}",
                row.cause,
                previews.get(row.id, THEN[kind]),
            )
            for row in rows
        ],
    )


def agreed(screen: Screen, kind: str, count: int) -> bool:
    """One document needs no question, many do."""
    return count == 1 or screen.confirm(f"{kind.capitalize()} these {count} documents?")


def _act(house: Resources, wish: Wish, rows: list[ExceptionRow], by: str, *, dry_run: bool = False) -> list[Decision]:
    ids = [row.id for row in rows]
    if wish.kind == "release":  # only within what the approval policy lets this person let pass
        return give(house, ids, by=by, reason=wish.reason, dry_run=dry_run)
    with house.ledger.open() as book:
        decided = book.exceptions.decide(ids, wish.kind, by=by, reason=wish.reason, start=wish.start, dry_run=dry_run)
        if not dry_run:
            book.commit("cli.exceptions.decide")
    return decided


def tell(screen: Screen, kind: str, decisions: list[Decision]) -> int:
    """What came of it, with what was not done and why. The exit code."""
    screen.data({"decisions": [
        {"exception": one.exception_id, "document": one.document_id, "outcome": one.outcome, "to": one.to,
         "says": one.says}
        for one in decisions
    ]})  # fmt: skip
    done = sum(one.outcome in {"done", "first"} for one in decisions)
    screen.say(f"{done} of {len(decisions)}: {kind} done.")
    for one in decisions:
        if one.outcome != "done":
            screen.say(f"  {one.exception_id}: {one.says}")
    if kind in {"resolve", "assign"}:
        screen.next("lading exceptions list")
    else:
        screen.next("lading work", "or 'lading run order-to-cash --channel …' carries them on")
    return Exit.FINE if done == len(decisions) else Exit.FINDINGS


def terms(select: list[str] | None) -> list[str]:
    """``status:held`` is how people say ``kind:held``; several terms may stand in one --select.

    A word that begins no term belongs to the one before: causes and names have spaces.
    """
    words: list[str] = []
    for one in select or []:
        for place, word in enumerate(one.split()):
            if place and word.partition(":")[0] not in KNOWN_TERMS:
                words[-1] += f" {word}"
            else:
                words.append(word)
    return ["kind:" + word.removeprefix("status:") if word.startswith("status:") else word for word in words]


def as_json(row: ExceptionRow) -> dict[str, Any]:
    """One exception as plain data."""
    return {
        "id": row.id, "kind": row.kind, "cause": row.cause, "channel": row.channel, "partner": row.partner,
        "number": row.number, "external_id": row.external_id, "money": str(row.money), "currency": row.currency,
        "due": row.due, "owner": row.owner, "opened_at": row.opened_at, "resolved_at": row.resolved_at,
        "resolution": row.resolution, "resolved_by": row.resolved_by, "resolved_reason": row.resolved_reason,
        "assignee": row.assignee, "assigned_by": row.assigned_by, "assigned_at": row.assigned_at,
        "document": row.document_id, "file": row.delivery_name, "state": row.document_state,
        "findings": [found.model_dump(mode="json") for found in row.findings],
    }  # fmt: skip


def says(row: ExceptionRow) -> str:
    """Its first finding, or how it was decided."""
    if row.resolution:
        return f"{row.resolution} by {row.resolved_by}: {row.resolved_reason}"
    return row.findings[0].message if row.findings else ""


def money_text(money: dict[str, Any]) -> str:
    """Amounts by currency, for people."""
    return ", ".join(f"{shown_amount(amount)} {currency}" for currency, amount in sorted(money.items()))
