"""``lading answers``: what left for partners, under which numbers, and what they said of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command, refuse

if TYPE_CHECKING:
    from ledger.publications import Publication

answers = typer.Typer(no_args_is_help=True, help="What leaves for partners: acknowledgements, responses, inventory.")
Channel = Annotated[str | None, typer.Option("--channel", "-c", help="Only this channel.")]


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(answers, name="answers")


@command(answers, "list")
def listed(
    screen: Screen,
    channel: Channel = None,
    state: Annotated[
        str | None, typer.Option("--state", help="recorded, sent, unknown, acknowledged or refused.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many.")] = 50,
) -> int:
    """List what left for partners, the newest first. Exit 1 if a partner refused one of them."""
    from entrypoints.cli_house import ledger_only
    from ledger.parcels import KIND

    with ledger_only() as house, house.ledger.open() as book:
        rows = book.publications.listed(channel, state, limit)
    screen.data({"publications": [told(one) for one in rows]})
    screen.table(
        ("id", "kind", "channel", "about", "state", "interchange", "group", "set", "recorded", "file"),
        [
            (one.id, one.kind, one.channel, one.subject, one.state, one.interchange_number, one.group_number,
             one.set_number, f"{one.recorded_at:%Y-%m-%d %H:%M}", one.name)
            for one in rows
        ],
    )  # fmt: skip
    refused = [one for one in rows if one.state == "refused"]
    for one in refused:
        screen.say(f"{one.id} {one.subject}: {'; '.join((one.said or {}).get('faults', [])[:3])}")
    first = refused[0] if refused else None
    if first is not None and first.kind == KIND:
        screen.next(f"lading answers send {first.channel} --again {first.id}", "once it is mended in the shop")
    else:
        screen.next("lading exceptions list --select code:AK-ACK-002" if refused else "lading answers numbers")
    return Exit.FINDINGS if refused else Exit.FINE


def told(one: Publication) -> dict[str, object]:
    """A publication as plain data."""
    return {
        "id": one.id, "kind": one.kind, "channel": one.channel, "partner": one.partner, "about": one.subject,
        "state": one.state, "file": one.name, "sha256": one.sha256, "bytes": one.size,
        "control_numbers": {"interchange": one.interchange_number, "group": one.group_number, "set": one.set_number},
        "document": one.document_id, "delivery": one.delivery_id, "recorded_at": one.recorded_at,
        "sent_at": one.sent_at, "settled_at": one.settled_at, "settled_by": one.settled_by, "said": one.said,
    }  # fmt: skip


@command(answers, "numbers")
def numbers(screen: Screen, channel: Channel = None) -> int:
    """Show the last control numbers, ours and theirs, and which of theirs did not come. Exit 1 if any is missing."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house, house.ledger.open() as book:
        known, gaps = book.interchanges.numbers(channel), book.interchanges.missing(channel)
    screen.data({
        "numbers": [
            {"channel": one.channel, "direction": one.direction, "level": one.level, "sender": one.sender,
             "last": one.last, "at": one.at}
            for one in known
        ],
        "missing": [
            {"channel": one.channel, "sender": one.sender, "from": one.missing_from, "to": one.missing_to,
             "missing": one.missing, "before": one.before, "at": one.at}
            for one in gaps
        ],
    })  # fmt: skip
    screen.table(
        ("channel", "", "level", "sender", "last", "at"),
        [
            (one.channel, "we" if one.direction == "out" else "they", one.level, one.sender, one.last,
             f"{one.at:%Y-%m-%d %H:%M}")
            for one in known
        ],
    )  # fmt: skip
    for gap in gaps:
        which = f"{gap.missing_from} to {gap.missing_to}" if gap.missing_from != gap.missing_to else gap.missing_from
        screen.say(f"Missing on {gap.channel} from {gap.sender}: {which} ({gap.missing} of them), before {gap.before}")
    screen.next("lading answers list", "ask the partner whether the missing ones were sent" if gaps else "")
    return Exit.FINDINGS if gaps else Exit.FINE


@command(answers, "restart")
def restart(
    screen: Screen,
    channel: Annotated[str, typer.Argument(help="Whose partner begins its control numbers anew.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: kept in the audit trail.")],
    sender: Annotated[str | None, typer.Option(help="Only this sender: ZZ:ACME, as 'numbers' shows it.")] = None,
) -> int:
    """Take the partner's next control number as the first of a new round: none before it counts as a repeat."""
    from entrypoints.cli_house import ledger_only, person
    from ledger.values import AuditIn

    with ledger_only() as house, house.ledger.open() as book:
        house.profile(channel)
        senders = book.interchanges.restart(channel, sender)
        data = {"channel": channel, "senders": senders, "reason": reason}
        book.audit.append_many([AuditIn(person(), "numbers restarted", data=data)])
        book.commit("cli.answers.restart")
    screen.data({"channel": channel, "senders": senders})
    screen.say(f"Begins anew: {', '.join(senders)}." if senders else "No number of that sender is known.")
    screen.next(f"lading answers numbers --channel {channel}")
    return Exit.FINE


@command(answers, "send")
def send(
    screen: Screen,
    channel: Annotated[str, typer.Argument(help="The channel.")],
    again: Annotated[
        list[int] | None, typer.Option("--again", help="Put this one there again, by its id: the same bytes.")
    ] = None,
) -> int:
    """Put what was recorded where the partner takes it; with --again also what was sent before, byte for byte.

    A shipment that a shop refused waits again with --again: the consumer tells it with its next look.
    """
    from entrypoints.cli_house import ledger_only
    from ledger.parcels import KIND
    from tasks.answering import put, send_waiting
    from tasks.shop.telling import again as tell_again

    with ledger_only() as house:
        house.profile(channel)
        count = send_waiting(house, channel, seconds=0)
        if again:
            with house.ledger.open() as book:
                known = {one.id: one for one in book.publications.listed(channel, None, 10_000)}
            unknown = [number for number in again if number not in known]
            if unknown:
                refuse(screen, f"Channel {channel} has no publication {unknown[0]}.", "See 'lading answers list'.")
            chosen = [known[number] for number in again]
            count += put(house, channel, [one for one in chosen if one.kind != KIND])
            count += tell_again(house, [one for one in chosen if one.kind == KIND])
    screen.data({"channel": channel, "sent": count})
    screen.say(f"Sent: {count}.")
    screen.next(f"lading answers list --channel {channel}")
    return Exit.FINE


@command(answers, "inventory")
def inventory(
    screen: Screen,
    channel: Annotated[str, typer.Argument(help="Whose partner is told.")],
    rows: Annotated[Path, typer.Argument(help="CSV: sku, quantity; date, unit, partner_sku, gtin, description.")],
    number: Annotated[str, typer.Option("--number", help="Of the report; empty: its day and content.")] = "",
) -> int:
    """Publish rows of availability as an 846 or INVRPT, once."""
    from entrypoints.cli_house import ledger_only, person
    from tasks.publishing_inventory import publish_inventory, rows_of

    if not rows.is_file():
        refuse(screen, f"There is no file {rows}.", "Name a CSV file with the columns sku and quantity.")
    with ledger_only() as house:
        found = rows_of(rows)
        done = publish_inventory(house, channel, found, as_of=datetime.now(UTC), by=person(), number=number)
    screen.data({"created": done.created, "publication": told(done.publication)})
    what = f"{done.publication.kind} {done.publication.subject}"
    screen.say(f"Published {what}: {len(found)} rows." if done.created else f"{what} was published before.")
    screen.next(f"lading answers list --channel {channel}")
    return Exit.FINE
