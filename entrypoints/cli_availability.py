"""``lading availability`` list, look and reconcile; ``lading obligations``."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasks.availability.looking import Looked
    from tasks.runtime.resources import Resources

availability = typer.Typer(no_args_is_help=True, help="What each channel may sell of our stock.")
Channels = Annotated[list[str] | None, typer.Option("--channel", help="Only this channel; may be given again.")]


def add_to(app: typer.Typer) -> None:
    """Hang group and command into the whole command."""
    app.add_typer(availability, name="availability")
    command(app, "obligations")(obligations)


@command(availability, "list")
def list_numbers(
    screen: Screen,
    channel: Channels = None,
    sku: Annotated[list[str] | None, typer.Option("--sku", help="Only this SKU; may be given again.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many rows.")] = 100,
) -> int:
    """List the numbers that channels were told, with their age. Exit 1 where a channel has not taken one yet."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house, house.ledger.open() as book:
        rows = book.published.listed(channel or None, sku or None, limit)
    screen.data({"numbers": [
        {"channel": one.channel, "sku": one.sku, "number": one.number, "pack": one.pack, "at": one.at,
         "sent_at": one.sent_at, "later": one.terms.get("later", [])}
        for one in rows
    ]})  # fmt: skip
    screen.table(
        ("channel", "sku", "made", "sent", "pack", "number"),
        [
            (one.channel, one.sku, f"{one.at:%Y-%m-%d %H:%M:%S}",
             f"{one.sent_at:%Y-%m-%d %H:%M:%S}" if one.sent_at else "waits", one.pack, one.number)
            for one in rows
        ],
        right=2,
    )  # fmt: skip
    if not rows:
        screen.say("Nothing was published yet.")
        screen.next("lading availability look", "reads the stock and makes the numbers")
        return Exit.FINE
    screen.next(f"lading why availability --sku {rows[0].sku} --channel {rows[0].channel}")
    return Exit.FINDINGS if any(one.sent_at is None for one in rows) else Exit.FINE


@command(availability, "look")
def look(screen: Screen) -> int:
    """Look what changed in Odoo and here, make those numbers anew and publish them; 'lading work' does it by itself.

    Exit 1 where a channel did not take its numbers, or an order's promise is in danger.
    """
    from tasks.availability.looking import look as looked

    return _done(screen, looked)


@command(availability, "reconcile")
def reconcile(screen: Screen) -> int:
    """Read the whole stock, make all numbers anew, correct and report those that had drifted. Exit 1 if any had."""
    from tasks.availability.looking import reconcile_numbers

    return _done(screen, reconcile_numbers)


def _done(screen: Screen, work: Callable[[Resources], Looked]) -> int:
    from entrypoints.cli_house import whole_house
    from tasks.availability.looking import anything_offered

    with whole_house() as house:
        if not anything_offered(house):
            screen.data({"looked": 0, "changed": {}, "sent": {}})
            screen.say("No profile has a section 'availability': nothing is published.")
            screen.next("lading partners list", "docs/availability.md shows the section")
            return Exit.FINE
        found = work(house)
    screen.data({
        "stock": found.stock, "expired": found.expired, "looked": found.looked, "changed": dict(found.changed),
        "sent": dict(found.sent), "endangered": found.endangered, "drifted": found.drifted,
        "findings": [one.model_dump(mode="json") for one in found.findings],
    })  # fmt: skip
    screen.say(
        f"{found.stock} SKUs with other stock, {found.expired} reservations expired, {found.looked} SKUs looked at, "
        f"{found.endangered} orders with a promise in danger, {found.drifted} numbers had drifted."
    )
    channels = sorted({*found.changed, *found.sent})
    if channels:
        rows = [(one, found.changed.get(one, 0), found.sent.get(one, 0)) for one in channels]
        screen.table(("channel", "new numbers", "sent"), rows, right=2)
    for one in found.findings:
        screen.say(f"{one.code} {one.message} {one.next_step}")
    screen.next("lading exceptions list --select kind:promise" if found.endangered else "lading availability list")
    return Exit.FINDINGS if found.findings or found.endangered else Exit.FINE


def obligations(
    screen: Screen,
    channel: Channels = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Only these: 997, 855 and so on.")] = None,
    *,
    late: Annotated[bool, typer.Option("--late", help="Only those whose time is over.")] = False,
    met: Annotated[bool, typer.Option("--met", help="Those that were met, too.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many rows.")] = 200,
) -> int:
    """Show which answers we owe for which documents: due, late, met. Exit 1 if one is late."""
    from domain.obligations import late as overdue
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house, house.ledger.open() as book:
        rows = book.obligations.list(include_met=met, channels=channel, kinds=kind, limit=limit)
        counts = [one for one in book.obligations.counts() if not channel or one.channel in channel]
    shown = [one for one in rows if one.state == "late" or not late]
    screen.data({
        "obligations": [
            {"document": one.document_id, "number": one.number, "channel": one.channel, "kind": one.kind,
             "state": one.state, "due_at": one.due_at, "met_at": one.met_at, "met_by": one.met_by,
             "document_state": one.document_state,
             "finding": overdue(one.kind, one.number, one.due_at).model_dump(mode="json")
             if one.state == "late" else None}
            for one in shown
        ],
        "counts": [
            {"channel": one.channel, "kind": one.kind, "due": one.due, "late": one.late, "met": one.met,
             "met_late": one.met_late}
            for one in counts
        ],
    })  # fmt: skip
    screen.table(
        ("channel", "kind", "document", "due", "state", "met by"),
        [(one.channel, one.kind, one.number, f"{one.due_at:%Y-%m-%d %H:%M}", one.state, one.met_by) for one in shown],
    )
    screen.table(
        ("channel", "kind", "due", "late", "met", "met late"),
        [(one.channel, one.kind, one.due, one.late, one.met, one.met_late) for one in counts],
        right=4,
    )
    first = next((one for one in shown if one.state == "late"), None)
    screen.next(f"lading trace {quote(first.number)}" if first else "lading exceptions list")
    return Exit.FINDINGS if any(one.late for one in counts) else Exit.FINE
