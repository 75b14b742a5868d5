"""``lading`` run, trace, reconcile and inspect: what documents do, did, and amount to."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli_frame import Exit, Screen, command, refuse, shown_amount

if TYPE_CHECKING:
    from tasks.runtime.resources import Resources

PANEL = "Documents"
BUCKETS = ("captured", "done", "held", "exception", "duplicate", "rejected", "in_flight")


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the whole command."""
    for name, function in (("run", run), ("trace", trace), ("reconcile", reconcile), ("inspect", inspect)):
        command(app, name, panel=PANEL)(function)


def run(
    screen: Screen,
    flow: Annotated[str, typer.Argument(help="The flow: order-to-cash.")],
    channel: Annotated[str, typer.Option("--channel", "-c", help="Channel, as 'lading partners list' shows it.")],
    batches: Annotated[int | None, typer.Option("--batches", min=1, help="Batches at most.")] = None,
) -> int:
    """Take what waits in one channel through a flow, in this process.

    Exit 0: all went on; 1: some documents wait for a person; 3: a gate has stopped the channel.
    """
    from entrypoints.cli_house import whole_house
    from entrypoints.cli_progress import Steps
    from entrypoints.running import FLOWS, run_here

    if flow not in FLOWS:
        refuse(
            screen, f"There is no flow called '{flow}' (known: {', '.join(FLOWS)}).", "Try 'lading run order-to-cash'."
        )
    with whole_house() as house:
        house.profile(channel)
        before = _summary(house, channel)
        with Steps(screen) as steps:
            steps.step(f"{flow} on {channel}")
            blocked = run_here(house, flow, channel, batches)
        after = _summary(house, channel)
    moved = {name: after.get(name, 0) - before.get(name, 0) for name in BUCKETS}
    screen.data({"flow": flow, "channel": channel, "blocked": blocked, "balance": after, "in_this_run": moved})
    screen.table(("", "in this run", "in all"), [(name, moved[name], after.get(name, 0)) for name in BUCKETS], right=2)
    if blocked:
        screen.say(f"Stopped by a gate: {blocked}", style="red")
        screen.next("lading circuits list")
        return Exit.BLOCKED
    waits = moved["held"] + moved["exception"]
    screen.next("lading exceptions list" if waits else "lading reconcile")
    return Exit.FINDINGS if waits > 0 else Exit.FINE


def _summary(house: Resources, channel: str) -> dict[str, int]:
    with house.ledger.open() as book:
        parts = book.reconcile().by_channel_and_day
    totals = dict.fromkeys(BUCKETS, 0)
    for (name, _), balance in parts.items():
        if name == channel:
            for bucket, value in balance.as_json().items():
                if bucket in totals and isinstance(value, int):
                    totals[bucket] += value
    return totals


def reconcile(screen: Screen) -> int:
    """Prove that nothing is lost: captured = done + held + exception + duplicate + rejected + in flight.

    Exit 1 if the books do not balance.
    """
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house, house.ledger.open() as book:
        answer = book.reconcile().as_json()
    screen.data(answer)
    show_balance(screen, answer)
    balanced = bool(answer["balanced"])
    screen.next("lading exceptions list" if balanced else "lading audit verify")
    return Exit.FINE if balanced else Exit.FINDINGS


def show_balance(screen: Screen, answer: dict[str, Any]) -> None:
    """The proof as a table: documents, lines and money by bucket, then by channel and day."""
    held = {currency for money in answer["money"].values() for currency, amount in money.items() if Decimal(amount)}
    currencies = sorted(held)
    rows: list[tuple[object, ...]] = [
        (
            ("= " if name == "captured" else "  ") + name.replace("_", " "),
            answer[name],
            answer["lines"][name],
            *(shown_amount(answer["money"][name].get(currency, "0")) for currency in currencies),
        )
        for name in BUCKETS
    ]
    screen.table(("", "documents", "lines", *currencies), rows, right=2 + len(currencies))
    parts = answer.get("channels", [])
    if parts:
        screen.say()
        names = ("channel", "day", *BUCKETS, "balanced")
        screen.table(names, [tuple(part.get(name, "") for name in names) for part in parts])
    says = "The books balance." if answer["balanced"] else "The books do NOT balance."
    screen.say(f"\n{says} Deliveries: {', '.join(f'{n} {s}' for s, n in answer['deliveries'].items() if n)}")


def trace(
    screen: Screen,
    key: Annotated[str, typer.Argument(help="PO number, Odoo name (S00042), file name, external id or SHA-256.")],
) -> int:
    """Tell the whole story of a document, with times: from its bytes to the record in Odoo. Exit 1: not found."""
    from entrypoints.cli_house import ledger_only
    from entrypoints.telling import lines_of
    from entrypoints.tracing import thread_json

    with ledger_only() as house, house.ledger.open() as book:
        threads = book.trace(key)
        found = [thread_json(house.settings, thread) for thread in threads]
    screen.data({"key": key, "threads": found})
    if not found:
        screen.say(f"Nothing in the ledger is called '{key}'.")
        screen.next("lading reconcile", "what there is")
        return Exit.FINDINGS
    for one in found:
        for line in lines_of(one):
            screen.say(line)
    screen.next("lading exceptions list", "what waits for a person")
    return Exit.FINE


def inspect(
    screen: Screen,
    files: Annotated[
        list[Path],
        typer.Argument(help="Any file: X12, EDIFACT, UBL, a table, an archive, something else. Several, or a folder."),
    ],
    quiet_profiles: Annotated[bool, typer.Option("--no-profiles", help="Try no partner's profile.")] = False,
    channel: Annotated[
        str, typer.Option("--channel", "-c", help="Read it by this channel's profile, and tell why it does not fit.")
    ] = "",
) -> int:
    """Tell of any file, without a partner: format, version, parties, documents, findings. Always JSON on stdout.

    Files of heads and of lines are read together, or a mapping for both is proposed.
    Exit 0: a canonical document came out; 1: refused, with findings.
    """
    from connectors.inspect_many import files_of, inspect_files
    from tasks.runtime.profiles import load_profiles, readable_profiles
    from tasks.runtime.settings import settings

    for file in files:
        if not file.exists():
            refuse(screen, f"There is no file {file}.", "Give the path of a file.")
    only = None
    if channel:
        only = load_profiles(settings().partners).get(channel)
        if only is None:
            refuse(screen, f"No profile has the channel '{channel}'.", "See 'lading partners list'.")
    found = files_of(files)
    if not found:
        refuse(screen, "There is no file in it.", "Give the path of a file.")
    profiles = [] if quiet_profiles else readable_profiles(settings().partners)
    answer = inspect_files(found, profiles, only=only)
    typer.echo(json.dumps(answer, indent=2, default=str, ensure_ascii=False))
    return Exit.FINE if answer["verdict"] == "read" else Exit.FINDINGS
