"""``lading exceptions`` list, show, release, replay and reject: what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from entrypoints.cli_frame import Exit, Screen, command, refuse, shown_amount

if TYPE_CHECKING:
    from ledger.values import Decision, ExceptionRow
    from tasks.runtime.resources import Resources

exceptions = typer.Typer(no_args_is_help=True, help="Documents that wait for a person: held ones and exceptions.")

Ids = Annotated[list[int] | None, typer.Argument(help="Numbers from 'lading exceptions list'.")]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select", "-s", help="channel:… partner:… code:… status:held number:…; different kinds must all fit."
    ),
]
Reason = Annotated[str, typer.Option("--reason", help="Why: kept with your name in the audit trail.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")]
CAUSES = 15
"""Causes shown to people; --json has all."""
Kind = Literal["release", "replay", "reject"]


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(exceptions, name="exceptions")


@command(exceptions, "list")
def list_open(
    screen: Screen,
    select: Select = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows at most.")] = 50,
) -> int:
    """List what waits, grouped by cause and ranked by money at risk and ship-by date. Exit 1 if anything waits."""
    from entrypoints.cli_house import ledger_only

    terms = _terms(select)
    with ledger_only() as house, house.ledger.open() as book:
        groups = book.exceptions.grouped(terms)
        rows = book.exceptions.list(terms, limit=limit)
    screen.data({
        "causes": [
            {"cause": one.cause, "kind": one.kind, "documents": one.documents, "earliest_due": one.earliest_due,
             "money": {currency: str(amount) for currency, amount in one.money.items()}}
            for one in groups
        ],
        "exceptions": [_as_json(row) for row in rows],
    })  # fmt: skip
    if not rows:
        screen.say("Nothing waits for a person." if not terms else "Nothing that waits fits that selection.")
        screen.next("lading reconcile")
        return Exit.FINE
    screen.table(
        ("cause", "what", "documents", "money at risk", "earliest due"),
        [(one.cause, one.kind, one.documents, _money(one.money), one.earliest_due or "") for one in groups[:CAUSES]],
        title="By cause" + (f" (the first {CAUSES} of {len(groups)})" if len(groups) > CAUSES else ""),
    )
    screen.say()
    screen.table(
        ("id", "money", "due", "what", "cause", "number", "channel", "for", "says"),
        [
            (row.id, f"{shown_amount(row.money)} {row.currency}", row.due or "", row.kind, row.cause,
             row.number, row.channel, row.owner, row.findings[0].message if row.findings else "")
            for row in rows
        ],
        title="By money at risk, then ship-by",
    )  # fmt: skip
    screen.next(f"lading exceptions show {rows[0].id}", "one document with its findings and what to do")
    return Exit.FINDINGS


@command(exceptions, "show")
def show(screen: Screen, number: Annotated[int, typer.Argument(help="Number from 'lading exceptions list'.")]) -> int:
    """Show one: what is wrong, where, why, who mends it, and the commands that do."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house, house.ledger.open() as book:
        row = book.exceptions.show(number)
    if row is None:
        refuse(screen, f"There is no exception number {number}.", "See 'lading exceptions list'.")
    screen.data(_as_json(row))
    screen.say(
        f"{row.kind} {row.id}: {row.number} of {row.partner} ({row.channel}), {shown_amount(row.money)} {row.currency}",
        style="bold",
    )
    screen.say(f"  file {row.delivery_name}, external id {row.external_id or '-'}, now {row.document_state}")
    screen.say(f"  since {row.opened_at:%Y-%m-%d %H:%M}, due {row.due or '-'}, for {row.owner}")
    for found in row.findings:
        screen.say(f"\n  {found.code} ({found.severity.value}) at {found.path or 'the document'}")
        screen.say(f"    {found.message}")
        screen.say(f"    {found.next_step}")
    if row.resolved_at:
        screen.say(f"\n  resolved {row.resolved_at:%Y-%m-%d %H:%M}: {row.resolution}")
    screen.say()
    if row.kind == "held":
        screen.next(f"lading exceptions release {row.id} --reason '…'", "it re-enters at the rules")
    else:
        screen.next(f"lading exceptions replay {row.id} --dry-run", "after the mapping or master record is mended")
    screen.next(f"lading trace {row.number}", "its whole story")
    return Exit.FINE


@command(exceptions, "release")
def release(screen: Screen, reason: Reason, ids: Ids = None, select: Select = None, dry_run: DryRun = False) -> int:
    """Let held documents go on despite their findings: they re-enter at the rules, the findings waived."""
    return _decide(screen, "release", (ids, select), reason=reason, dry_run=dry_run)


@command(exceptions, "replay")
def replay(
    screen: Screen,
    ids: Ids = None,
    select: Select = None,
    reason: Reason = "replayed after mending",
    dry_run: DryRun = False,
) -> int:
    """Try documents again after a mapping, profile or master record was mended; shows first what would change."""
    return _decide(screen, "replay", (ids, select), reason=reason, dry_run=dry_run)


@command(exceptions, "reject")
def reject(screen: Screen, reason: Reason, ids: Ids = None, select: Select = None, dry_run: DryRun = False) -> int:
    """Refuse documents: the partner is told, nothing is created in Odoo."""
    return _decide(screen, "reject", (ids, select), reason=reason, dry_run=dry_run)


def _decide(
    screen: Screen, kind: Kind, which: tuple[list[int] | None, list[str] | None], *, reason: str, dry_run: bool
) -> int:
    from entrypoints.cli_house import ledger_only, person

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
                {"dry_run": True, "would": [_as_json(row) | {"replayed": previews.get(row.id, "")} for row in rows]}
            )
            screen.next(f"lading exceptions {kind} … --yes", "does it")
            return Exit.FINE if dry_run else Exit.APPROVAL
        decisions = _act(house, kind, rows, (person(), reason))
    return _tell(screen, kind, decisions)


def _chosen(house: Resources, ids: list[int] | None, select: list[str] | None) -> list[ExceptionRow]:
    with house.ledger.open() as book:
        if not ids:
            return book.exceptions.list(_terms(select))
        found = [row for row in (book.exceptions.show(one) for one in ids) if row is not None]
        if select:
            fitting = {row.id for row in book.exceptions.list(_terms(select))}
            found = [row for row in found if row.id in fitting]
        return [row for row in found if row.resolved_at is None]


def _previews(house: Resources, kind: Kind, rows: list[ExceptionRow]) -> dict[int, str]:
    """For a replay: what the rules would say now, by exception."""
    if kind != "replay":
        return {}
    from entrypoints.replaying import preview

    return preview(house, rows)


def _show_preview(screen: Screen, kind: Kind, rows: list[ExceptionRow], previews: dict[int, str]) -> None:
    then = {
        "release": "goes on, its findings waived",
        "replay": "read and checked again",
        "reject": "refused, the partner told",
    }
    screen.table(
        ("id", "number", "money", "cause", "then"),
        [
            (
                row.id,
                row.number,
                f"{shown_amount(row.money)} {row.currency}",
                row.cause,
                previews.get(row.id, then[kind]),
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


def _terms(select: list[str] | None) -> list[str]:
    """``status:held`` is how people say ``kind:held``; several terms may stand in one --select."""
    words = [word for one in select or [] for word in one.split()]
    return ["kind:" + word.removeprefix("status:") if word.startswith("status:") else word for word in words]


def _as_json(row: ExceptionRow) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "cause": row.cause, "channel": row.channel, "partner": row.partner,
        "number": row.number, "external_id": row.external_id, "money": str(row.money), "currency": row.currency,
        "due": row.due, "owner": row.owner, "opened_at": row.opened_at, "resolved_at": row.resolved_at,
        "document": row.document_id, "file": row.delivery_name, "state": row.document_state,
        "findings": [found.model_dump(mode="json") for found in row.findings],
    }  # fmt: skip


def _money(money: dict[str, Any]) -> str:
    return ", ".join(f"{shown_amount(amount)} {currency}" for currency, amount in sorted(money.items()))
