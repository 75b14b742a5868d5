"""``lading circuits`` list and close."""

from __future__ import annotations

from typing import Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command

circuits = typer.Typer(no_args_is_help=True, help="Channels that a gate has stopped.")


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(circuits, name="circuits")


@command(circuits, "list")
def list_open(
    screen: Screen, closed: Annotated[bool, typer.Option("--closed", help="Show closed ones too.")] = False
) -> int:
    """List channels that a gate has stopped, and why. Exit 3 if there are any."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house, house.ledger.open() as book:
        rows = book.circuits.list(include_closed=closed)
    screen.data({"circuits": [
        {"channel": one.channel, "reason": one.reason, "opened_at": one.opened_at, "opened_by": one.opened_by,
         "finding": one.finding.model_dump(mode="json") if one.finding else None,
         "closed_at": one.closed_at, "closed_by": one.closed_by, "closed_reason": one.closed_reason}
        for one in rows
    ]})  # fmt: skip
    still = [one for one in rows if one.closed_at is None]
    if not rows:
        screen.say("No channel is stopped.")
        screen.next("lading reconcile")
        return Exit.FINE
    screen.table(
        ("channel", "since", "by", "reason", "closed"),
        [
            (one.channel, f"{one.opened_at:%Y-%m-%d %H:%M}", one.opened_by, one.reason, one.closed_by or "")
            for one in rows
        ],
    )
    if still:
        screen.next(f"lading circuits close {still[0].channel} --reason '…'", "once what the reason names is mended")
    return Exit.BLOCKED if still else Exit.FINE


@command(circuits, "close")
def close(
    screen: Screen,
    channel: Annotated[str, typer.Argument(help="The channel to work again.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it may go on: kept in the audit trail.")],
) -> int:
    """Let a stopped channel be worked again; your name and the reason are kept."""
    from entrypoints.cli_house import ledger_only, person

    with ledger_only() as house, house.ledger.open() as book:
        was_open = book.circuits.close(channel, person(), reason)
        book.commit("cli.circuits.close")
    screen.data({"channel": channel, "closed": was_open})
    screen.say(f"Channel {channel} is worked again." if was_open else f"Channel {channel} was not stopped.")
    screen.next(f"lading run order-to-cash --channel {channel}", "or leave it to 'lading work'")
    return Exit.FINE
