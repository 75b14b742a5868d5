"""``lading plan waive``: a person lets an expectation of planning's gates be overlooked for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command
from entrypoints.cli_plan_decide import Profile, Reason


def add_to(plan: typer.Typer) -> None:
    """Hang the command into ``plan``."""
    command(plan, "waive")(waive)


def waive(
    screen: Screen,
    code: Annotated[str, typer.Argument(help="Of the expectation, as the gate told it: PL-PLAN-102.")],
    reason: Reason = "",
    profile: Profile = None,
    hours: Annotated[float, typer.Option("--hours", min=0.1, max=720, help="How long it is overlooked.")] = 24,
) -> int:
    """Let the plans of a profile pass what a gate found, for a while; your name and the reason are kept.

    Rows with that code are told and no longer set aside; a stop with it no longer stops. 'lading circuits list' shows
    what is waived.
    """
    from entrypoints.cli_house import ledger_only, person
    from entrypoints.plan_edits import profile_named
    from tasks.planning.profiles import planning_profile
    from tasks.planning.waiving import waive as given

    until = datetime.now(UTC) + timedelta(hours=hours)
    with ledger_only() as house:
        known = planning_profile(house.settings.partners, profile_named(house, profile))
        given(house, known, code, by=person(), reason=reason, until=until)
    screen.data({"profile": known.plan, "code": code, "until": until})
    screen.say(f"{code} is overlooked in plans of {known.plan} until {until:%Y-%m-%d %H:%M} UTC.")
    screen.next("lading plan run --resume PLAN", "goes on with a plan that it stopped")
    return Exit.FINE
