"""``lading plan export`` and ``lading plan import``: the plan as a spreadsheet, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli_frame import Screen, command
from entrypoints.cli_plan_decide import DryRun, Plan, Profile, Select


def add_to(plan: typer.Typer) -> None:
    """Hang the commands into the group."""
    command(plan, "export")(export)
    command(plan, "import")(take_in)


def export(
    screen: Screen,
    plan: Plan = "latest",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", dir_okay=False, help="File to write, .xlsx; none: the plan's code here."),
    ] = None,
    select: Select = None,
    profile: Profile = None,
) -> int:
    """Write a plan as a spreadsheet: edit its yellow columns, save it, and bring it back with 'lading plan import'."""
    from entrypoints.plan_sheets import export as exported

    return exported(screen, plan, profile, out, select or ())


def take_in(
    screen: Screen,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The edited spreadsheet.")],
    dry_run: DryRun = False,
    good_ones: Annotated[
        bool, typer.Option("--good-ones", help="Decide the rows without mistakes although others have some.")
    ] = False,
) -> int:
    """Decide by an edited spreadsheet: every change is checked, and one mistake stops the whole file.

    Again it changes nothing. Exit 1: mistakes, each with its cell; 4: somebody else has to approve.
    """
    from entrypoints.plan_sheets import take

    return take(screen, file, dry_run=dry_run, good_ones=good_ones)
