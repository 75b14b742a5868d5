"""``lading plan list|show|lines`` and ``approve|change|reject``: what a plan proposes, and what people make of it."""

from __future__ import annotations

from typing import Annotated

import typer

from entrypoints.cli_frame import Screen, command

Plan = Annotated[
    str, typer.Argument(help="Number, code, beginning of code or hash (six characters), or latest.", metavar="PLAN")
]
Profile = Annotated[str | None, typer.Option("--profile", "-p", help="Planning profile, for 'latest'.")]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        "-s",
        help="sku: supplier: place: urgency: category: kind: state: rule: line: (with *), value< value> quantity<: "
        "'supplier:ACME value<500'.",
    ),
]
Line = Annotated[list[str] | None, typer.Option("--line", "-l", help="Key of a line, or its SKU; more than once.")]
Whole = Annotated[bool, typer.Option("--all", help="All lines that wait.")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; kept with your name.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")]
Keep = Annotated[
    str | None, typer.Option("--keep-until", help="Hold it for the next plans too, until that day: 2026-12-31.")
]


def add_to(plan: typer.Typer) -> None:
    """Hang the commands into the group."""
    for name, function in (
        ("list", list_plans), ("show", show), ("lines", lines), ("approve", approve), ("change", change),
        ("reject", reject),
    ):  # fmt: skip
        command(plan, name)(function)


def list_plans(
    screen: Screen,
    profile: Profile = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="At most so many.")] = 20,
) -> int:
    """List the last plans, newest first."""
    from entrypoints.plan_showing import list_plans as listed

    return listed(screen, profile, most)


def show(screen: Screen, plan: Plan = "latest", profile: Profile = None) -> int:
    """Show a plan: by supplier, by urgency, against the one before. Exit 4: lines wait; 3: a gate stopped it."""
    from entrypoints.plan_showing import show_plan

    return show_plan(screen, plan, profile)


def lines(
    screen: Screen,
    plan: Plan = "latest",
    select: Select = None,
    profile: Profile = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them, not only the first.")] = False,
) -> int:
    """List a plan's lines, what is urgent first, then by money."""
    from entrypoints.plan_showing import show_lines

    return show_lines(screen, plan, profile, select or (), everything=everything)


def approve(  # noqa: PLR0913, PLR0917 - a command's options
    screen: Screen,
    plan: Plan,
    select: Select = None,
    line: Line = None,
    everything: Whole = False,
    reason: Reason = "",
    profile: Profile = None,
    dry_run: DryRun = False,
) -> int:
    """Approve lines as they stand. Exit 4: some wait for a second person; 1: some you may not approve."""
    from entrypoints.plan_deciding import PlanWish, decide_lines

    wish = PlanWish(
        verdict="accept", lines=line or (), select=select or (), everything=everything, reason=reason, dry_run=dry_run
    )
    return decide_lines(screen, plan, profile, wish)


def change(  # noqa: PLR0913, PLR0917 - a command's options
    screen: Screen,
    plan: Plan,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why; kept with your name.")],
    select: Select = None,
    line: Line = None,
    quantity: Annotated[str | None, typer.Option("--quantity", help="In the item's unit; for one line.")] = None,
    due: Annotated[str | None, typer.Option("--due", help="When it is to come: 2026-12-31.")] = None,
    supplier: Annotated[str | None, typer.Option("--supplier", help="Another supplier that sells the item.")] = None,
    keep_until: Keep = None,
    profile: Profile = None,
    dry_run: DryRun = False,
) -> int:
    """Change quantity, date or supplier of lines, and approve them where you may. Exit 4: somebody else has to."""
    from entrypoints.plan_deciding import PlanWish, day, decide_lines, number

    wish = PlanWish(
        verdict="change", lines=line or (), select=select or (), reason=reason, origin=supplier or None,
        quantity=number(screen, quantity, "--quantity"), due_on=day(screen, due, "--due"),
        keep_until=day(screen, keep_until, "--keep-until"), dry_run=dry_run,
    )  # fmt: skip
    return decide_lines(screen, plan, profile, wish)


def reject(  # noqa: PLR0913, PLR0917 - a command's options
    screen: Screen,
    plan: Plan,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why; kept with your name.")],
    select: Select = None,
    line: Line = None,
    everything: Whole = False,
    keep_until: Keep = None,
    profile: Profile = None,
    dry_run: DryRun = False,
) -> int:
    """Reject lines: they are not ordered from this plan; the next one may propose them again, unless kept."""
    from entrypoints.plan_deciding import PlanWish, day, decide_lines

    wish = PlanWish(
        verdict="reject", lines=line or (), select=select or (), everything=everything, reason=reason,
        keep_until=day(screen, keep_until, "--keep-until"), dry_run=dry_run,
    )  # fmt: skip
    return decide_lines(screen, plan, profile, wish)
