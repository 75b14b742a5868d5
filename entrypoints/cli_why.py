"""``lading why``: each number with the terms that it was made of, and where each comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli_frame import Exit, Screen, command

if TYPE_CHECKING:
    from tasks.availability.explaining import Explained

why = typer.Typer(no_args_is_help=True, help="Why a number is what it is: each term with its source record.")


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(why, name="why")


@command(why, "availability")
def availability(
    screen: Screen,
    sku: Annotated[str, typer.Option("--sku", help="Our SKU.")],
    channel: Annotated[str, typer.Option("--channel", help="The channel, as 'lading partners list' shows it.")],
) -> int:
    """Show what a channel was told it may sell of a SKU, and every term of it, as the stock was last read.

    Exit 1 where the number that was published differs from what the terms give now: it is on its way.
    """
    from entrypoints.cli_house import ledger_only
    from tasks.availability.explaining import explain

    with ledger_only() as house:
        told = explain(house, channel, sku)
    screen.data(told.as_data())
    _show(screen, told)
    screen.next("lading availability look" if not told.current else f"lading availability list --channel {channel}")
    return Exit.FINE if told.current else Exit.FINDINGS


@command(why, "plan")
def plan(
    screen: Screen,
    sku: Annotated[str, typer.Option("--sku", help="Our SKU.")],
    number: Annotated[
        str, typer.Option("--plan", help="Number, code, beginning of code or hash of the plan, or latest.")
    ] = "latest",
    place: Annotated[str, typer.Option("--place", help="Only this warehouse.")] = "",
    profile: Annotated[str | None, typer.Option("--profile", "-p", help="Planning profile, for 'latest'.")] = None,
) -> int:
    """Show why a plan orders so much of an item: demand, service, stock, each rule, and what people decided."""
    from entrypoints.cli_house import ledger_only
    from tasks.planning.explaining import explain_plan

    with ledger_only() as house:
        told = explain_plan(house, sku, plan=number, profile=profile, place=place)
    screen.data(told.as_data())
    screen.say(f"Plan {told.head.code}, made {told.head.made_at:%Y-%m-%d %H:%M} UTC: {told.head.state}.", style="bold")
    for one in told.places:
        screen.say()
        for sentence in one.sentences:
            screen.say(sentence)
    screen.next(f"lading plan lines {told.head.id} --select sku:{sku}", "its lines, to be decided")
    return Exit.FINE


def _show(screen: Screen, told: Explained) -> None:
    offer, published = told.offer, told.published
    of_packs = f" packs of {offer.pack}" if offer.pack > 1 else ""
    read = f"{told.read_at:%Y-%m-%d %H:%M:%S} UTC"
    screen.say(f"{told.sku} in channel {told.channel}: {offer.number}{of_packs} by the stock read {read}.")
    if published is None:
        screen.say("Nothing was published yet.")
    else:
        when = f"sent {published.sent_at:%Y-%m-%d %H:%M:%S}" if published.sent_at else "not taken by the channel yet"
        screen.say(f"Published: {published.number}, made {published.at:%Y-%m-%d %H:%M:%S}, {when}.")
    screen.table(("warehouse", "term", "from", "source record", "quantity"), [_row(one) for one in told.terms], right=1)
    screen.table(("then", "", "units"), told.steps, right=1)
    for later in offer.later:
        screen.say(
            f"From {later.on}: {later.number}, with receipt {later.source.name} (stock.move {later.source.record})"
        )


def _row(term: dict[str, Any]) -> tuple[object, ...]:
    day = str(term.get("on", "now"))
    record = f"{term['model']} {term['record']}" + (f" ({term['name']})" if term["name"] else "")
    return term["warehouse"], term["term"], day, record, term["quantity"]
