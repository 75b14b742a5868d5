"""``lading plan run``, ``post``, ``report``, ``picture``: make a plan here, post what is approved, look at it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from entrypoints.cli_frame import Screen, command

Plan = Annotated[str, typer.Argument(help="Number or code of the plan, the beginning of one, or 'latest'.")]
Profile = Annotated[str, typer.Option("--profile", "-p", help="Planning profile; empty: the only one.")]
Out = Annotated[Path | None, typer.Option("--out", dir_okay=False, help="File to write; none: under LADING_HOME.")]


def add_to(group: typer.Typer) -> None:
    """Hang the commands into the group ``plan``."""
    command(group, "run")(run)
    command(group, "post")(post)
    command(group, "report")(report)
    command(group, "picture")(picture)


def run(
    screen: Screen,
    profile: Profile = "",
    kind: Annotated[
        Literal["nightly", "weekly", "manual"], typer.Option("--kind", help="weekly reads everything anew.")
    ] = "manual",
    sku: Annotated[list[str] | None, typer.Option("--sku", help="Only this item; may be given again.")] = None,
    resume: Annotated[str, typer.Option("--resume", help="Go on with this plan where it stopped.")] = "",
) -> int:
    """Make a plan: read Odoo, forecast, propose; and post what needs nobody.

    Exit 0: nothing waits; 3: a gate stopped it; 4: lines wait for a planner.
    """
    from entrypoints.plan_running import make

    return make(screen, profile, kind, skus=sku or [], resume=resume)


def post(screen: Screen, plan: Plan, profile: Profile = "") -> int:
    """Post what is approved of a plan to Odoo, each order once; run again it goes on where it stopped.

    Exit 0: nothing is left; 1: an order was refused or differs; 4: lines still wait for a planner.
    """
    from entrypoints.plan_running import go_on

    return go_on(screen, plan, profile)


def report(screen: Screen, plan: Plan = "latest", profile: Profile = "", out: Out = None) -> int:
    """Write the plan's page: what it orders, what is urgent, pictures. Opens anywhere, prints well."""
    from entrypoints.plan_looking import write_report

    return write_report(screen, plan, profile, out)


def picture(  # noqa: PLR0917 - a command's options
    screen: Screen,
    sku: Annotated[str, typer.Option("--sku", help="Item.")],
    place: Annotated[str, typer.Option("--place", help="Warehouse, by its code; empty: each.")] = "",
    plan: Annotated[str, typer.Option("--plan", help="Plan; the newest of the profile.")] = "latest",
    profile: Profile = "",
    out: Annotated[Path | None, typer.Option("--out", dir_okay=False, help="SVG or HTML file.")] = None,
) -> int:
    """Draw an item: history, forecast fan, projected stock with and without the plan, the decision."""
    from entrypoints.plan_looking import write_picture

    return write_picture(screen, (sku, place), plan, profile, out=out)
