"""``lading audit`` verify and seal."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command

audit = typer.Typer(no_args_is_help=True, help="The audit trail: who did what to which document, sealed.")
Anchor = Annotated[Path | None, typer.Option("--anchor", help="File outside the database that holds the last seal.")]


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(audit, name="audit")


def _anchor(given: Path | None, home: Path) -> Path | None:
    """The file given, else the one that the consumer keeps under LADING_HOME, if there is one."""
    kept = home / "audit.anchor"
    return given or (kept if kept.exists() else None)


@command(audit, "verify")
def verify(screen: Screen, anchor: Anchor = None) -> int:
    """Recompute every seal: name any changed, missing, added or reordered row. Exit 1 if there is one."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house:
        report = house.ledger.verify_audit(_anchor(anchor, house.settings.state_folder()))
    fields = dataclasses.asdict(report)
    screen.data(fields | {"sound": report.ok})
    for name, value in fields.items():
        if not isinstance(value, (list, tuple)):
            screen.say(f"{name.replace('_', ' ')}: {value}")
    for problem in report.problems:
        screen.say(str(problem), style="red")
    screen.say(
        "The trail is sound." if report.ok else "The trail was tampered with: keep this output, restore from backup."
    )
    screen.next("lading reconcile" if report.ok else "lading trace DOCUMENT", "what the rows say")
    return Exit.FINE if report.ok else Exit.FINDINGS


@command(audit, "seal")
def seal(screen: Screen, anchor: Anchor = None) -> int:
    """Seal what is finished now; the consumer does so every few seconds."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house:
        rows = house.ledger.seal(_anchor(anchor, house.settings.state_folder()))
    screen.data({"sealed": rows})
    screen.say(f"{rows} rows sealed.")
    screen.next("lading audit verify")
    return Exit.FINE
