"""``lading approvals``: held documents, decided by those who may."""

from __future__ import annotations

from typing import Annotated

import typer

from entrypoints.cli_exceptions import DryRun, Ids, Reason, Select
from entrypoints.cli_frame import Exit, Screen, command, refuse, shown_amount

approvals = typer.Typer(no_args_is_help=True, help="Held documents, decided by those who may approve them.")


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(approvals, name="approvals")


@command(approvals, "list")
def list_waiting(
    screen: Screen,
    select: Select = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only what you may approve.")] = False,
) -> int:
    """List what is held, by money at risk: since when, who may, who was reminded. Exit 4 if anything waits."""
    from entrypoints.approving import as_json, yours
    from entrypoints.cli_house import ledger_only, person
    from entrypoints.deciding import terms

    with ledger_only() as house:
        held = yours(house, person(), terms(select), mine=mine)
    screen.data({"person": person(), "approvals": [as_json(one) for one in held]})
    if not held:
        screen.say("Nothing waits for your approval." if mine else "Nothing waits for an approval.")
        return Exit.FINE
    screen.table(
        ("id", "money", "number", "channel", "findings", "since", "told", "first", "who may"),
        [
            (
                one.hold.row.id, f"{shown_amount(one.hold.row.money)} {one.hold.row.currency}", one.hold.row.number,
                one.hold.row.channel, ", ".join(one.hold.request.codes), f"{one.hold.row.opened_at:%Y-%m-%d %H:%M}",
                one.told, one.hold.request.first_by or "-", one.who,
            )
            for one in held
        ],
    )  # fmt: skip
    screen.next(f"lading approvals show {held[0].hold.row.id}", "its findings, and whether you may")
    return Exit.APPROVAL


@command(approvals, "show")
def show(screen: Screen, number: Annotated[int, typer.Argument(help="Number from 'lading approvals list'.")]) -> int:
    """Show one: what is wrong, what it is worth, who may let it pass, what your yes would come to."""
    from entrypoints.approving import as_json, one_of
    from entrypoints.cli_house import ledger_only, person

    with ledger_only() as house:
        found = one_of(house, person(), number)
    if found is None:
        refuse(screen, f"No document waits under number {number}.", "See 'lading approvals list'.")
    row = found.hold.row
    screen.data(as_json(found))
    screen.say(
        f"{row.number} of {row.partner} ({row.channel}), {shown_amount(row.money)} {row.currency}, for {row.owner}",
        style="bold",
    )
    for one in row.findings:
        screen.say(f"\n  {one.code} at {one.path or 'the document'}: {one.message}\n    {one.next_step}")
    screen.say(f"\n  waits since {row.opened_at:%Y-%m-%d %H:%M}, due {row.due or '-'}; {found.told}")
    screen.say(f"  may approve it: {found.who}")
    screen.say(f"  you ({person()}): {found.yours}")
    screen.next(f"lading approvals give {row.id} --reason '…'", "it goes on, checked again with fresh facts")
    screen.next(f"lading approvals refuse {row.id} --reason '…'", "the partner is told")
    return Exit.FINE


@command(approvals, "give")
def give(screen: Screen, reason: Reason, ids: Ids = None, select: Select = None, dry_run: DryRun = False) -> int:
    """Approve: the documents go on, their findings waived; large ones wait for a second person."""
    from entrypoints.deciding import Wish, decide

    return decide(screen, Wish("release", reason, dry_run, called="approvals give"), (ids, _held(select)))


@command(approvals, "refuse")
def refuse_them(screen: Screen, reason: Reason, ids: Ids = None, select: Select = None, dry_run: DryRun = False) -> int:
    """Refuse: nothing is made in Odoo, and the partner is told."""
    from entrypoints.deciding import Wish, decide

    return decide(screen, Wish("reject", reason, dry_run, called="approvals refuse"), (ids, _held(select)))


def _held(select: list[str] | None) -> list[str] | None:
    return [*select, "status:held"] if select else None
