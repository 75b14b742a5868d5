"""``lading exceptions`` list, show, release, replay and reject: what waits for a person."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from entrypoints.cli_frame import Exit, Screen, command, refuse, shown_amount

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
    from entrypoints.deciding import as_json, money_text, terms

    chosen = terms(select)
    with ledger_only() as house, house.ledger.open() as book:
        groups = book.exceptions.grouped(chosen)
        rows = book.exceptions.list(chosen, limit=limit)
    screen.data({
        "causes": [
            {"cause": one.cause, "kind": one.kind, "documents": one.documents, "earliest_due": one.earliest_due,
             "money": {currency: str(amount) for currency, amount in one.money.items()}}
            for one in groups
        ],
        "exceptions": [as_json(row) for row in rows],
    })  # fmt: skip
    if not rows:
        screen.say("Nothing waits for a person." if not chosen else "Nothing that waits fits that selection.")
        screen.next("lading reconcile")
        return Exit.FINE
    screen.table(
        ("cause", "what", "documents", "money at risk", "earliest due"),
        [
            (one.cause, one.kind, one.documents, money_text(one.money), one.earliest_due or "")
            for one in groups[:CAUSES]
        ],
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
    from entrypoints.deciding import as_json

    with ledger_only() as house, house.ledger.open() as book:
        row = book.exceptions.show(number)
    if row is None:
        refuse(screen, f"There is no exception number {number}.", "See 'lading exceptions list'.")
    screen.data(as_json(row))
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
    return _decided(screen, "release", (ids, select), reason=reason, dry_run=dry_run)


@command(exceptions, "replay")
def replay(
    screen: Screen,
    ids: Ids = None,
    select: Select = None,
    reason: Reason = "replayed after mending",
    dry_run: DryRun = False,
) -> int:
    """Try documents again after a mapping, profile or master record was mended; shows first what would change."""
    return _decided(screen, "replay", (ids, select), reason=reason, dry_run=dry_run)


@command(exceptions, "reject")
def reject(screen: Screen, reason: Reason, ids: Ids = None, select: Select = None, dry_run: DryRun = False) -> int:
    """Refuse documents: the partner is told, nothing is created in Odoo."""
    return _decided(screen, "reject", (ids, select), reason=reason, dry_run=dry_run)


def _decided(
    screen: Screen, kind: Kind, which: tuple[list[int] | None, list[str] | None], *, reason: str, dry_run: bool
) -> int:
    from entrypoints.deciding import decide

    return decide(screen, kind, which, reason=reason, dry_run=dry_run)
