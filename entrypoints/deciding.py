"""A person's decision on what waits: chosen, shown first, asked for, recorded."""

from __future__ import annotations

from typing import Any, Literal

from entrypoints.cli_frame import Exit, Screen, refuse, shown_amount
from entrypoints.cli_house import ledger_only, person
from entrypoints.replaying import preview
from ledger.values import Decision, ExceptionRow
from tasks.runtime.resources import Resources

Kind = Literal["release", "replay", "reject"]
THEN = {
    "release": "goes on, its findings waived",
    "replay": "read and checked again",
    "reject": "refused, the partner told",
}


def decide(
    screen: Screen, kind: Kind, which: tuple[list[int] | None, list[str] | None], *, reason: str, dry_run: bool
) -> int:
    """Decide the chosen documents, after showing them; many only after a yes. The exit code."""
    if not which[0] and not which[1]:
        refuse(
            screen,
            "Nothing was chosen.",
            f"Give numbers, or --select: 'lading exceptions {kind} --select code:SO-LINE-002 …'.",
        )
    if not reason.strip():
        refuse(screen, "The reason is empty.", "Give one with --reason: it is kept with your name.")
    with ledger_only() as house:
        rows = _chosen(house, *which)
        if not rows:
            refuse(screen, "Nothing that waits fits that choice.", "See 'lading exceptions list'.")
        previews = _previews(house, kind, rows)
        if not screen.json:
            _show_preview(screen, kind, rows, previews)
        if dry_run or not _agreed(screen, kind, len(rows)):
            screen.data(
                {"dry_run": True, "would": [as_json(row) | {"replayed": previews.get(row.id, "")} for row in rows]}
            )
            screen.next(f"lading exceptions {kind} … --yes", "does it")
            return Exit.FINE if dry_run else Exit.APPROVAL
        decisions = _act(house, kind, rows, (person(), reason))
    return _tell(screen, kind, decisions)


def _chosen(house: Resources, ids: list[int] | None, select: list[str] | None) -> list[ExceptionRow]:
    with house.ledger.open() as book:
        if not ids:
            return book.exceptions.list(terms(select))
        found = [row for row in (book.exceptions.show(one) for one in ids) if row is not None]
        if select:
            fitting = {row.id for row in book.exceptions.list(terms(select))}
            found = [row for row in found if row.id in fitting]
        return [row for row in found if row.resolved_at is None]


def _previews(house: Resources, kind: Kind, rows: list[ExceptionRow]) -> dict[int, str]:
    """For a replay: what the rules would say now, by exception."""
    if kind != "replay":
        return {}
    return preview(house, rows)


def _show_preview(screen: Screen, kind: Kind, rows: list[ExceptionRow], previews: dict[int, str]) -> None:
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


def _agreed(screen: Screen, kind: Kind, count: int) -> bool:
    """One document needs no question, many do."""
    return count == 1 or screen.confirm(f"{kind.capitalize()} these {count} documents?")


def _act(house: Resources, kind: Kind, rows: list[ExceptionRow], who_and_why: tuple[str, str]) -> list[Decision]:
    by, reason = who_and_why
    with house.ledger.open() as book:
        decided: list[Decision] = []
        for codes, ids in _by_codes(rows, kind).items():
            decided += book.exceptions.decide(ids, kind, by=by, reason=reason, waived_codes=codes)
        book.commit("cli.exceptions.decide")
    return decided


def _by_codes(rows: list[ExceptionRow], kind: Kind) -> dict[tuple[str, ...], list[int]]:
    """Exceptions by the codes that a release waives: only its own findings, never others."""
    grouped: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        codes = tuple(sorted({found.code for found in row.findings})) if kind == "release" else ()
        grouped.setdefault(codes, []).append(row.id)
    return grouped


def _tell(screen: Screen, kind: Kind, decisions: list[Decision]) -> int:
    screen.data({"decisions": [
        {"exception": one.exception_id, "document": one.document_id, "outcome": one.outcome, "to": one.to,
         "says": one.says}
        for one in decisions
    ]})  # fmt: skip
    done = sum(one.outcome == "done" for one in decisions)
    screen.say(f"{done} of {len(decisions)}: {kind} done.")
    for one in decisions:
        if one.outcome != "done":
            screen.say(f"  {one.exception_id}: {one.says}")
    screen.next("lading work", "or 'lading run order-to-cash --channel …' carries them on")
    return Exit.FINE if done == len(decisions) else Exit.FINDINGS


def terms(select: list[str] | None) -> list[str]:
    """``status:held`` is how people say ``kind:held``; several terms may stand in one --select."""
    words = [word for one in select or [] for word in one.split()]
    return ["kind:" + word.removeprefix("status:") if word.startswith("status:") else word for word in words]


def as_json(row: ExceptionRow) -> dict[str, Any]:
    """One exception as plain data."""
    return {
        "id": row.id, "kind": row.kind, "cause": row.cause, "channel": row.channel, "partner": row.partner,
        "number": row.number, "external_id": row.external_id, "money": str(row.money), "currency": row.currency,
        "due": row.due, "owner": row.owner, "opened_at": row.opened_at, "resolved_at": row.resolved_at,
        "document": row.document_id, "file": row.delivery_name, "state": row.document_state,
        "findings": [found.model_dump(mode="json") for found in row.findings],
    }  # fmt: skip


def money_text(money: dict[str, Any]) -> str:
    """Amounts by currency, for people."""
    return ", ".join(f"{shown_amount(amount)} {currency}" for currency, amount in sorted(money.items()))
