"""``lading backfill``: old orders brought in by a plan that a person has seen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli_frame import Screen, command

backfill = typer.Typer(
    no_args_is_help=True, help="Old orders: plan what would be done, look at it, apply exactly that."
)

Channel = Annotated[str, typer.Option("--channel", "-c", help="Channel, as 'lading partners list' shows it.")]
From = Annotated[str, typer.Option("--from", help="First day, in the partner's zone: 2011-01-01.")]
To = Annotated[str, typer.Option("--to", help="Last day.")]
Chunk = Annotated[str, typer.Option("--chunk", help="day, week, or a number of days: the rows of the plan.")]
Parallel = Annotated[
    int, typer.Option("--parallel", min=1, max=16, help="Processes that plan; batches at once when applied.")
]
Files = Annotated[
    list[Path] | None,
    typer.Argument(exists=True, dir_okay=False, readable=True, help="Files; none: all that came in by the channel."),
]
Plan = Annotated[str, typer.Argument(help="Number of the plan, or the first six characters of its hash.")]


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the whole command."""
    app.add_typer(backfill, name="backfill", rich_help_panel="Documents")


@command(backfill, "plan")
def plan(  # noqa: PLR0913, PLR0917 - a command's options
    screen: Screen,
    flow: Annotated[str, typer.Argument(help="The flow: order-to-cash.")],
    channel: Channel,
    since: From,
    until: To,
    files: Files = None,
    chunk: Chunk = "week",
    parallel: Parallel = 2,
) -> int:
    """Say what would be created, updated, left alone and held, against Odoo as it is now; nothing is changed.

    Exit 0: all would go well; 1: some documents would wait for a person; 3: a gate would stop the channel.
    """
    import tasks.backfill.lean  # noqa: F401 - before anything imports Polars
    from entrypoints.backfilling import make

    return make(screen, flow, channel, (since, until), files or [], chunking=chunk, parallel=parallel)


@command(backfill, "show")
def show(
    screen: Screen,
    plan: Annotated[
        str | None, typer.Argument(help="Number of the plan, or the beginning of its hash; none: all.")
    ] = None,
    documents: Annotated[bool, typer.Option("--documents", help="Each document, not only the chunks.")] = False,
) -> int:
    """Show a plan: by chunk, with the differences and what would be held; and what became of it."""
    from entrypoints.backfilling import show_all, show_one

    return show_all(screen) if plan is None else show_one(screen, plan, documents=documents)


@command(backfill, "apply")
def apply(
    screen: Screen,
    plan: Plan,
    pool: Annotated[str, typer.Option("--pool", help="Let a worker of this pool do it: bulk. Empty: here.")] = "",
) -> int:
    """Do exactly what the plan says, by the stages of live traffic. What has moved since is left alone and named.

    Run again it goes on where it stopped, and does nothing twice. Exit 0: all as planned; 1: some documents were left
    out or wait for a person; 3: a gate has stopped the channel.
    """
    if pool:
        from entrypoints.on_a_pool import apply_elsewhere

        return apply_elsewhere(screen, plan, pool)
    from entrypoints.backfilling import apply_plan

    return apply_plan(screen, plan)
