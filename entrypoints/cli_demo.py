"""``lading demo``: the whole thing, once, on a made distributor and a real Odoo."""

from __future__ import annotations

from typing import Annotated

import typer

from entrypoints.cli_frame import Screen, command


def add_to(app: typer.Typer) -> None:
    """Hang the command into the whole command."""
    command(app, "demo", panel="Begin here")(demo)


def demo(
    screen: Screen,
    seed: Annotated[int, typer.Option("--seed", help="Another seed makes another distributor's orders.")] = 19,
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything running, to look at it.")] = False,
    all_channels: Annotated[
        bool,
        typer.Option(
            "--all-channels",
            help="Also a simulated web shop, two EDI customers, portal, field sales and tax engine: orders, changes, "
            "cancellations, duplicates, holds and rejects by each.",
        ),
    ] = False,
) -> int:
    """Start everything, load a distributor, carry 500 orders to Odoo, prove the outcome, stop what was started.

    Exit 0 only if every document became what was known before, Odoo agrees by SQL, and the books balance.
    """
    from entrypoints.demo import run_demo

    return run_demo(screen, seed=seed, keep=keep, all_channels=all_channels)
