"""What the demo tells people at its end."""

from __future__ import annotations

from entrypoints.all_channels.outcome import ChannelsOutcome
from entrypoints.cli_documents import show_balance
from entrypoints.cli_frame import Screen
from entrypoints.demo_outcome import Outcome
from entrypoints.tracing import odoo_link
from tasks.runtime.settings import Settings

WRONG_SHOWN = 12
SAMPLES_SHOWN = 8


def tell(screen: Screen, known: Settings, outcome: Outcome, *, keep: bool, seconds: float) -> None:
    """What became of every document, the proof, where to look, what to try."""
    _faults(screen, outcome)
    _samples(screen, known, outcome)
    if outcome.channels is not None:
        _channels(screen, outcome.channels)
    screen.say("\nThe books (captured = done + held + exception + duplicate + rejected + in flight)", style="bold")
    show_balance(screen, outcome.balance)
    _odoo(screen, outcome)
    _verdict(screen, outcome, seconds)
    _where(screen, known, keep=keep, all_channels=outcome.channels is not None)


def _faults(screen: Screen, outcome: Outcome) -> None:
    screen.say("\nWhat became of every order", style="bold")
    rows = [
        (
            "sound orders" if kind == "none" else kind,
            leads,
            planted,
            did,
            "" if planted == did else "<- not as it should be",
        )
        for kind, (leads, planted, did) in sorted(
            outcome.faults.items(), key=lambda one: (one[0] != "none", one[1][0], one[0])
        )
    ]
    screen.table(("planted", "must become", "orders", "did", ""), rows)


def _channels(screen: Screen, told: ChannelsOutcome) -> None:
    screen.say("\nThe other channels", style="bold")
    rows = [
        (channel, story, leads, planted, did, "" if planted == did else "<- not as it should be")
        for (channel, story), (leads, planted, did) in told.rows.items()
    ]
    screen.table(("channel", "story", "must become", "orders", "did", ""), rows)
    screen.say()
    sums = [
        (
            channel,
            one["orders"],
            f"{one['confirmed']} ({one['expected']})",
            f"{one['untaxed']} {one['currency']} ({one['untaxed_expected']})",
        )
        for channel, one in told.sums.items()
    ]
    screen.table(("channel", "orders", "confirmed in Odoo (expected)", "untaxed (expected)"), sums)


def _samples(screen: Screen, known: Settings, outcome: Outcome) -> None:
    screen.say("\nA few of those that were set aside", style="bold")
    for kind, row in outcome.samples[:SAMPLES_SHOWN]:
        screen.say(f"  {row.number} of {row.partner} ({kind}): {row.state}")
        for found in row.findings[:1]:
            screen.say(f"    {found.code} {found.message}")
            screen.say(f"    {found.next_step}")
        if row.record_name:
            screen.say(f"    {row.record_name} {odoo_link(known, row.record_id)}")


def _odoo(screen: Screen, outcome: Outcome) -> None:
    if not outcome.odoo:
        screen.say("\nOdoo's tables could not be asked by SQL here (its database is not ours).")
        return
    said = outcome.odoo
    screen.say("\nOdoo's own tables, asked by SQL", style="bold")
    counts = f"{said['confirmed']} confirmed orders ({said['expected']} expected)"
    screen.say(f"  {counts}, {said['drafts']} drafts, {said['twice']} twice")
    if said["decided_by_people"]:
        screen.say(f"  {said['decided_by_people']} documents that people have decided since are left out")
    money = ", ".join(
        f"{amount} {currency} ({said['untaxed_expected'].get(currency)})"
        for currency, amount in said["untaxed"].items()
    )
    screen.say(f"  untaxed: {money}   (in brackets: the generator's own sum)")


def _verdict(screen: Screen, outcome: Outcome, seconds: float) -> None:
    screen.say()
    if outcome.first_order_seconds is not None:
        screen.say(
            f"First order confirmed in Odoo after {outcome.first_order_seconds:.0f} s; all after {seconds:.0f} s."
        )
    else:
        screen.say(f"Every file was known already: nothing was added. ({seconds:.0f} s)")
    if outcome.right:
        screen.say(
            "Every document became what was known before, Odoo agrees, and the books balance.", style="bold green"
        )
        return
    wrong = outcome.all_wrong()
    screen.say(f"{len(wrong)} things are not as they should be:", style="bold red")
    for line in wrong[:WRONG_SHOWN]:
        screen.say(f"  {line}")


def _where(screen: Screen, known: Settings, *, keep: bool, all_channels: bool) -> None:
    screen.say("\nWhere to look" + ("" if keep else " (after 'lading up', or with 'lading demo --keep')"), style="bold")
    ui = (known.prefect_api_url or "").removesuffix("/api")
    screen.say(f"  Odoo     {known.odoo_url}   login admin, password admin: Sales > Orders")
    screen.say(f"  Prefect  {ui}   runs, stages, gates, artifacts")
    screen.say(f"  Files    {known.channels_folder()}   what came in, what was answered")
    if all_channels:
        screen.say(f"  Profiles export LADING_PARTNERS={known.partners}   so that other commands know these channels")
    screen.say("\nWhat to try next", style="bold")
    screen.next("lading exceptions list", "what waits for a person, by money at risk")
    screen.next("lading trace S00042", "one order's whole story")
    screen.next("lading demo", "again: nothing is added twice")
