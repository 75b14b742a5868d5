"""``lading partners`` check, list and schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command

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
    rows = [(one.channel, one.partner, one.format, one.currency, one.timezone, one.transport.inbox) for one in profiles]
    screen.table(("channel", "partner", "format", "currency", "zone", "inbox"), rows)
    screen.next("lading run order-to-cash --channel CHANNEL", "takes what waits there")
    return Exit.FINE


@command(partners, "schema")
def schema(_screen: Screen) -> int:
    """Print the JSON Schema of a profile: every field, what it means, examples."""
    from tasks.runtime.profiles import profile_schema

    typer.echo(json.dumps(profile_schema(), indent=2))
    return Exit.FINE
