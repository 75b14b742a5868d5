"""``lading plan override add|list|end``: edits that outlive a plan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from entrypoints.cli_frame import Screen, command
from entrypoints.cli_plan_decide import Profile

override = typer.Typer(no_args_is_help=True, help="A planner's edits that count for all plans until they end.")


def add_to(plan: typer.Typer) -> None:
    """Hang the group into ``plan``."""
    plan.add_typer(override, name="override")


@command(override, "add")
def add(  # noqa: PLR0917 - a command's options
    screen: Screen,
    what: Annotated[
        str,
        typer.Argument(help="quantity, due_on, reject, service_level, demand_factor, method or supplier."),
    ],
    value: Annotated[
        str, typer.Argument(help="120, 2026-12-01, 0.98, 1.25, a method, a supplier; none to reject.")
    ] = "",
    scope: Annotated[
        list[str] | None,
        typer.Option("--for", help="sku:, place:, supplier:, category: (its beginning); more than once."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why; kept with your name.")] = "",
    until: Annotated[str | None, typer.Option("--until", help="Last day: 2026-12-31; none: until it is ended.")] = None,
    profile: Profile = None,
) -> int:
    """Keep an edit: the next plans go by it, and show what they would have said alone."""
    from entrypoints.plan_deciding import day
    from entrypoints.plan_edits import add as added
    from entrypoints.plan_edits import in_time, scope_of
    from ledger.plan_overrides import OverrideIn

    last = day(screen, until, "--until")
    in_time(last, datetime.now(UTC).date())
    edit = OverrideIn(scope=scope_of(scope or ()), what=what, value=value, reason=reason, expires_on=last)
    return added(screen, profile, edit)


@command(override, "list")
def list_edits(
    screen: Screen,
    profile: Profile = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
) -> int:
    """List the edits that stand."""
    from entrypoints.plan_edits import listed

    return listed(screen, profile, everything=everything)


@command(override, "end")
def end(screen: Screen, ids: Annotated[list[int], typer.Argument(help="Numbers of overrides.")]) -> int:
    """End edits: the next plans no longer go by them."""
    from entrypoints.plan_edits import end as ended

    return ended(screen, ids)
