"""``lading odoo prepare`` and ``lading doctor``: is everything there that Lading needs?"""

from __future__ import annotations

from typing import Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command

odoo = typer.Typer(no_args_is_help=True, help="Setting up the Odoo that Lading works with.")


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the whole command."""
    app.add_typer(odoo, name="odoo")
    command(app, "doctor", panel="Setting up")(doctor)


@command(odoo, "prepare")
def prepare(
    screen: Screen,
    steps: Annotated[
        bool, typer.Option("--steps", help="Only print the steps, for an administrator to do by hand.")
    ] = False,
) -> int:
    """Make the bot users with least rights, their keys and the features that Lading needs; once, as administrator."""
    from connectors.odoo.prepare import prepare_steps

    if steps:
        lines = list(prepare_steps())
        screen.data({"steps": lines})
        for number, line in enumerate(lines, start=1):
            screen.say(f"{number}. {line}")
        screen.next("lading doctor", "when they are done")
        return Exit.FINE
    from entrypoints.cli_house import settings_at_hand, stack_of
    from entrypoints.preparing import prepare_odoo

    done = prepare_odoo(settings_at_hand(), stack_of(), said=screen.say)
    screen.data({"done": done})
    screen.next("lading doctor")
    return Exit.FINE


def doctor(screen: Screen) -> int:
    """Say what is wrong with the set-up, and the fix: profiles, folders, archive, ledger, Odoo.

    Exit 1: something is wrong.
    """
    from entrypoints.doctoring import examine_all

    checks = examine_all()
    screen.data(
        {"checks": [{"name": one.name, "ok": one.ok, "what": one.what, "next_step": one.next_step} for one in checks]}
    )
    for one in checks:
        screen.say(f"{'ok  ' if one.ok else 'BAD '} {one.name}: {one.what}", style=None if one.ok else "red")
        if not one.ok:
            screen.say(f"       {one.next_step}")
    bad = [one for one in checks if not one.ok]
    screen.next("lading doctor" if bad else "lading partners check", "after mending" if bad else "")
    return Exit.FINDINGS if bad else Exit.FINE
