"""``lading exceptions`` and ``lading retry``: what waits for a person."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command, refuse, shown_amount

if TYPE_CHECKING:
    from ledger.deciding import Kind

exceptions = typer.Typer(no_args_is_help=True, help="Documents that wait for a person: held ones and exceptions.")

Ids = Annotated[list[int] | None, typer.Argument(help="Numbers from 'lading exceptions list'.")]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        "-s",
        help="channel:… partner:… code:… cause:… assignee:… status:held number:…; different kinds must all fit.",
    ),
]
Reason = Annotated[str, typer.Option("--reason", help="Why: kept with your name in the audit trail.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")]
CAUSES = 15
"""Causes shown to people; --json has all."""
STAGES = {
    "extract-gate": "captured",
    "map": "read",
    "rules": "mapped",
    "transform-gate": "checked",
    "draft": "ready",
    "amend": "ready",
    "post": "ready",
    "read-back-gate": "drafted",
    "confirm": "verified",
    "publish": "confirmed",
}
"""Stages by name, and the state in which each finds its documents; ``post`` is another word for ``draft``."""


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(exceptions, name="exceptions")
    command(app, "retry", panel="Documents")(retry)


@command(exceptions, "list")
def list_open(
    screen: Screen,
    select: Select = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows at most.")] = 50,
    resolved: Annotated[bool, typer.Option("--resolved", help="Also those that were decided.")] = False,
) -> int:
    """List what waits, grouped by cause and ranked by money at risk and ship-by date. Exit 1 if anything waits."""
    from entrypoints.cli_house import ledger_only
    from entrypoints.deciding import as_json, money_text, says, terms

    chosen = terms(select)
    with ledger_only() as house, house.ledger.open() as book:
        groups = book.exceptions.grouped(chosen)
        rows = book.exceptions.list(chosen, limit=limit, include_resolved=resolved)
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
        ("id", "money", "due", "what", "cause", "number", "channel", "for", "assigned", "says"),
        [
            (row.id, f"{shown_amount(row.money)} {row.currency}", row.due or "", row.kind, row.cause,
             row.number, row.channel, row.owner, row.assignee or "-", says(row))
            for row in rows
        ],
        title="By money at risk, then ship-by",
    )  # fmt: skip
    screen.next(f"lading exceptions show {rows[0].id}", "one document with its findings and what to do")
    return Exit.FINDINGS if any(row.resolved_at is None for row in rows) else Exit.FINE


@command(exceptions, "show")
def show(
    screen: Screen,
    number: Annotated[int, typer.Argument(help="Number from 'lading exceptions list'.")],
    canonical_only: Annotated[
        bool, typer.Option("--canonical", help="Print only the document as JSON, to edit it: replay --edited FILE.")
    ] = False,
) -> int:
    """Show one: what is wrong, where, why, who mends it, and the commands that do."""
    from entrypoints.cli_house import ledger_only
    from entrypoints.deciding import as_json
    from entrypoints.editing import canonical, shown

    with ledger_only() as house:
        with house.ledger.open() as book:
            row = book.exceptions.show(number)
        if row is None:
            refuse(screen, f"There is no exception number {number}.", "See 'lading exceptions list'.")
        document = canonical(house, row.document_id) if canonical_only or screen.json else None
    if canonical_only:
        if document is None:
            refuse(screen, f"{row.number} was never read.", "See its findings: 'lading exceptions show'.")
        typer.echo(shown(document))
        return Exit.FINE
    screen.data(as_json(row) | {"canonical": document})
    screen.say(
        f"{row.kind} {row.id}: {row.number} of {row.partner} ({row.channel}), {shown_amount(row.money)} {row.currency}",
        style="bold",
    )
    screen.say(f"  file {row.delivery_name}, external id {row.external_id or '-'}, now {row.document_state}")
    screen.say(f"  since {row.opened_at:%Y-%m-%d %H:%M}, due {row.due or '-'}, for {row.owner}")
    screen.say(f"  assigned to {row.assignee or 'nobody'}")
    for found in row.findings:
        screen.say(f"\n  {found.code} ({found.severity.value}) at {found.path or 'the document'}")
        screen.say(f"    {found.message}")
        screen.say(f"    {found.next_step}")
    if row.resolved_at:
        screen.say(
            f"\n  {row.resolution} by {row.resolved_by}, {row.resolved_at:%Y-%m-%d %H:%M}: {row.resolved_reason}"
        )
        screen.next(f"lading trace {quote(row.number)}", "its whole story")
        return Exit.FINE
    screen.say()
    if row.kind == "held":
        screen.next(f"lading exceptions release {row.id} --reason '…'", "it re-enters at the rules")
    else:
        screen.next(f"lading exceptions replay {row.id} --dry-run", "after the mapping or master record is mended")
    screen.next(f"lading trace {quote(row.number)}", "its whole story")
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
    *,
    reason: Reason = "replayed after mending",
    dry_run: DryRun = False,
    edited: Annotated[
        Path | None, typer.Option("--edited", help="One document as you edited it, from 'show ID --canonical'.")
    ] = None,
) -> int:
    """Try documents again after a mapping, profile or master record was mended; shows first what would change.

    With --edited, your version takes the place of what was read; the original bytes stay in the archive.
    """
    if edited is not None:
        from entrypoints.editing import replay_edited

        return replay_edited(screen, ids, edited, reason=reason, dry_run=dry_run)
    return _decided(screen, "replay", (ids, select), reason=reason, dry_run=dry_run)


@command(exceptions, "reject")
def reject(screen: Screen, reason: Reason, ids: Ids = None, select: Select = None, dry_run: DryRun = False) -> int:
    """Refuse documents: the partner is told, nothing is created in Odoo."""
    return _decided(screen, "reject", (ids, select), reason=reason, dry_run=dry_run)


@command(exceptions, "resolve")
def resolve(screen: Screen, reason: Reason, ids: Ids = None, select: Select = None, dry_run: DryRun = False) -> int:
    """Close documents that a person settled outside, such as an order typed into Odoo by hand: they count as done."""
    return _decided(screen, "resolve", (ids, select), reason=reason, dry_run=dry_run)


@command(exceptions, "assign")
def assign(
    screen: Screen,
    to: Annotated[str, typer.Option("--to", help="Who takes care of them; '' gives them back to nobody.")],
    ids: Ids = None,
    select: Select = None,
    dry_run: DryRun = False,
) -> int:
    """Say who takes care of documents; shown in the list, kept in the audit trail."""
    from entrypoints.assigning import assign

    return assign(screen, (ids, select), to=to, dry_run=dry_run)


@command(exceptions, "export-case")
def export_case(
    screen: Screen,
    number: Annotated[int, typer.Argument(help="Number from 'lading exceptions list'.")],
    to: Annotated[Path, typer.Option("--to", help="Folder in which the case gets a folder of its own.")],
) -> int:
    """Write one document as a masked fixture with the test that runs it through reader, mapping and rules.

    Names, addresses, mail, telephone and free text are masked, and every column or segment that the profile does not
    name; structure, codes, quantities, dates and prices stay. CSV and X12.
    """
    from entrypoints.exporting import export

    return export(screen, number, to)


def retry(
    screen: Screen,
    *,
    start: Annotated[str, typer.Option("--from", help=f"Stage: {', '.join(STAGES)}.")],
    ids: Ids = None,
    select: Select = None,
    reason: Reason = "retried",
    dry_run: DryRun = False,
) -> int:
    """Let documents that were set aside go on from one stage, such as 'draft' after Odoo was mended.

    Only what a document passed before is skipped; what was done in Odoo is not done again. To use fresh
    master data or mappings, start at 'map' (or use 'lading exceptions replay').
    """
    if start not in STAGES:
        refuse(screen, f"There is no stage called '{start}'.", f"One of: {', '.join(STAGES)}.")
    return _decided(screen, "retry", (ids, select), reason=reason, dry_run=dry_run, start=STAGES[start])


def _decided(
    screen: Screen,
    kind: Kind,
    which: tuple[list[int] | None, list[str] | None],
    *,
    reason: str,
    dry_run: bool,
    start: str = "",
) -> int:
    from entrypoints.deciding import Wish, decide

    return decide(screen, Wish(kind, reason, dry_run, start), which)
