"""The group ``lading plan``; its commands stand in files of their own and hang themselves in."""

from __future__ import annotations

import typer

from entrypoints import cli_plan_decide, cli_plan_files, cli_plan_override, cli_plan_run, cli_plan_sheet, cli_plan_waive

plan = typer.Typer(no_args_is_help=True, help="Demand planning: what to order, how much, when, and why.")
PARTS = (cli_plan_run, cli_plan_decide, cli_plan_sheet, cli_plan_override, cli_plan_files, cli_plan_waive)
"""Each has ``add_to(plan)``."""


def add_to(app: typer.Typer) -> None:
    """Hang the group and all its commands into the whole command."""
    for part in PARTS:
        part.add_to(plan)
    app.add_typer(plan, name="plan")
