"""``lading circuits`` list and close."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import Refused
from entrypoints.cli_frame import Exit, Screen, command, refuse

if TYPE_CHECKING:
    from domain.findings import Finding
    from ledger.circuits import CircuitRow

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
        waivers = book.circuits.waivers()
    screen.data({"circuits": [
        {"channel": one.channel, "reason": one.reason, "opened_at": one.opened_at, "opened_by": one.opened_by,
         "finding": one.finding.model_dump(mode="json") if one.finding else None,
         "closed_at": one.closed_at, "closed_by": one.closed_by, "closed_reason": one.closed_reason}
        for one in rows
    ], "waivers": [
        {"channel": one.channel, "code": one.code, "approver": one.approver, "reason": one.reason,
         "given_at": one.given_at, "expires_at": one.expires_at}
        for one in waivers
    ]})  # fmt: skip
    for one in waivers:
        until = f"{one.expires_at:%Y-%m-%d %H:%M}"
        screen.say(f"Waived on {one.channel} until {until}: {one.code}, by {one.approver}: {one.reason}")
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
    *,
    waive: Annotated[bool, typer.Option("--waive", help="Overlook for a while what stopped it.")] = False,
    hours: Annotated[float, typer.Option(min=0.1, max=720, help="How long it is overlooked.")] = 24,
    aside: Annotated[
        bool, typer.Option("--set-aside", help="Put the documents that wait before the gate into the exception queue.")
    ] = False,
) -> int:
    """Let a stopped channel be worked again; your name and the reason are kept.

    Alone, the gate judges the same documents again: do so when what it found has been mended. With --set-aside they
    wait as exceptions, to be rejected or replayed one by one. With --waive they go on as if nothing had been found.
    """
    from entrypoints.cli_house import ledger_only, person
    from entrypoints.setting_aside import set_aside

    if waive and aside:
        refuse(screen, "--waive lets the documents go on, --set-aside takes them out.", "Give one of the two.")
    count = 0
    with ledger_only() as house, house.ledger.open() as book:
        if waive:
            _, found = _gate_stop(channel, book.circuits.list(), "--waive")
            until = datetime.now(UTC) + timedelta(hours=hours)
            book.circuits.waive(channel, found.code, by=person(), reason=reason, until=until)
        if aside:
            circuit, found = _gate_stop(channel, book.circuits.list(), "--set-aside")
            count = set_aside(book, circuit, found, by=person(), reason=reason)
        was_open = book.circuits.close(channel, person(), reason)
        book.commit("cli.circuits.close")
    screen.data({"channel": channel, "closed": was_open, "set_aside": count})
    screen.say(f"Channel {channel} is worked again." if was_open else f"Channel {channel} was not stopped.")
    if aside:
        screen.say(f"Set aside as exceptions: {count} documents.")
        screen.next(f"lading exceptions list --select channel:{channel}", "reject or replay them")
    screen.next(f"lading run order-to-cash --channel {channel}", "or leave it to 'lading work'")
    return Exit.FINE


def _gate_stop(channel: str, stopped: list[CircuitRow], option: str) -> tuple[CircuitRow, Finding]:
    """The circuit of a channel that a gate stopped, and what the gate found."""
    for one in stopped:
        if one.channel == channel and one.finding is not None:
            return one, one.finding
    raise Refused(
        f"Channel {channel} was not stopped by a gate: there is nothing for {option}.",
        next_step=f"See 'lading circuits list', or leave {option} out.",
    )
