"""``lading partners`` check, list, try and schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command, refuse, shown_amount

if TYPE_CHECKING:
    from domain.profile import PartnerProfile

partners = typer.Typer(no_args_is_help=True, help="The partner profiles: one YAML file a partner's channel.")
Folder = Annotated[Path | None, typer.Option("--folder", help="Folder of the profiles; default: LADING_PARTNERS.")]


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(partners, name="partners")


def _folder(folder: Path | None) -> Path:
    from tasks.runtime.settings import settings

    return folder or settings().partners


@command(partners, "check")
def check(screen: Screen, folder: Folder = None) -> int:
    """Show all mistakes of all profiles at once, with file, line and 'did you mean'. Exit 1 if there are any."""
    from tasks.runtime.profiles import check_profiles

    place = _folder(folder)
    mistakes = check_profiles(place)
    screen.data({
        "folder": str(place),
        "mistakes": [
            {"file": str(one.file), "line": one.line, "column": one.column, "field": one.field,
             "message": one.message, "hint": one.hint}
            for one in mistakes
        ],
    })  # fmt: skip
    for one in mistakes:
        screen.say(str(one))
    if mistakes:
        screen.say(f"{len(mistakes)} mistakes in {len({one.file for one in mistakes})} profiles of {place}.")
        screen.next("lading partners check", "once they are mended; 'lading partners schema' tells every field")
        return Exit.FINDINGS
    screen.say(f"All profiles of {place} are right.")
    screen.next("lading partners list")
    return Exit.FINE


@command(partners, "list")
def list_all(screen: Screen, folder: Folder = None) -> int:
    """List the partners: channel, format, currency, where their files come in."""
    from tasks.runtime.profiles import load_profiles

    profiles = [profile for _, profile in sorted(load_profiles(_folder(folder)).items())]
    screen.data({"partners": [profile.model_dump(mode="json") for profile in profiles]})
    rows = [(one.channel, one.partner, one.format, one.currency, one.timezone, _way_in(one)) for one in profiles]
    screen.table(("channel", "partner", "format", "currency", "zone", "inbox"), rows)
    screen.next("lading run order-to-cash --channel CHANNEL", "takes what waits there")
    return Exit.FINE


def _way_in(profile: PartnerProfile) -> str:
    """Where the partner's documents come in: a folder, or the receiver's path."""
    if profile.transport.portal is not None:
        return "POST /api/v1/orders"
    return f"POST /hooks/{profile.channel}" if profile.transport.webhook else profile.transport.inbox


@command(partners, "try")
def try_files(
    screen: Screen,
    channel: Annotated[str, typer.Argument(help="Channel of the profile, as 'lading partners list' shows it.")],
    files: Annotated[list[Path], typer.Argument(help="Files of theirs; of a pair both.")],
) -> int:
    """Say what would become of each document if these files came in now, by the profile and Odoo's records.

    Nothing is written anywhere. Exit 1: some documents would not become orders.
    """
    from entrypoints.cli_house import whole_house
    from entrypoints.trying import deliveries_of, tried

    missing = [path for path in files if not path.is_file()]
    if missing:
        refuse(screen, f"There is no file {missing[0]}.", "Give paths of files.")
    with whole_house() as house:
        profile = house.profile(channel)
        found = [one for raw in deliveries_of(files, profile) for one in tried(house, raw, profile)]
        inbox = house.settings.channels_folder() / profile.transport.inbox
    screen.data({"channel": channel, "documents": [one.as_json() for one in found]})
    rows = [
        (one.number, one.lines, f"{shown_amount(one.total)} {one.currency}", one.outcome,
         "\n".join(dict.fromkeys(f"{told.code} {told.message}" for told in one.findings)) or "-")
        for one in found
    ]  # fmt: skip
    screen.table(("document", "lines", "amount", "would be", "because"), rows)
    orders = sum(one.outcome == "order" for one in found)
    screen.say(f"{orders} of {len(found)} documents would become orders in Odoo. Nothing was written.")
    named = " ".join(str(path) for path in files)
    ours = [one for one in found if one.outcome in {"exception", "rejected"}]
    if not found or ours:
        screen.next(f"lading partners try {channel} {named}", "again, once that is mended")
        return Exit.FINDINGS
    if profile.transport.kind == "folder":
        screen.say(f"Their inbox: {inbox}")
    screen.next(f"lading run order-to-cash --channel {channel}", "once the file is in the inbox")
    return Exit.FINE if orders == len(found) else Exit.FINDINGS


@command(partners, "schema")
def schema(_screen: Screen) -> int:
    """Print the JSON Schema of a profile: every field, what it means, examples."""
    from tasks.runtime.profiles import profile_schema

    typer.echo(json.dumps(profile_schema(), indent=2))
    return Exit.FINE
