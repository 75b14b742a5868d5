"""``lading samples`` check and update: golden samples of the partners."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command

samples = typer.Typer(no_args_is_help=True, help="Golden samples: partners' files beside what must come out of them.")
Folder = Annotated[Path | None, typer.Option("--folder", help="Folder of the profiles; default: LADING_PARTNERS.")]
MOST = 20
"""Differences of one sample that are shown to people; --json has all."""


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(samples, name="samples")


def _folder(folder: Path | None) -> Path:
    from tasks.runtime.settings import settings

    return folder or settings().partners


@command(samples, "check")
def check(screen: Screen, folder: Folder = None) -> int:
    """Read every sample with its partner's profile and show what differs from what is expected. Exit 1 if any does."""
    from entrypoints.sampling import compared
    from entrypoints.sampling import samples as found

    place = _folder(folder)
    known, strange = found(place)
    changes = {str(one.file.relative_to(place)): compared(one) for one in known}
    differing = {name: some for name, some in changes.items() if some}
    screen.data({
        "samples": len(known),
        "without_channel": strange,
        "differing": {name: [one.as_json() for one in some] for name, some in differing.items()},
    })  # fmt: skip
    for name, some in differing.items():
        rows = [(one.place, one.expected or "-", one.found or "-") for one in some[:MOST]]
        more = f" (the first {MOST} of {len(some)})" if len(some) > MOST else ""
        screen.table(("field", "expected", "found"), rows, title=f"{name}{more}")
    for name in strange:
        screen.say(f"samples/{name}: no profile has a channel of that name.")
    screen.say(f"{len(known) - len(differing)} of {len(known)} samples give what is expected.")
    if differing:
        screen.next("lading samples update", "where the difference is meant; then read it: git diff")
    else:
        screen.next("lading partners check")
    return Exit.FINDINGS if differing or strange else Exit.FINE


@command(samples, "update")
def update(screen: Screen, folder: Folder = None) -> int:
    """Take what comes out now as what is expected, for every sample that differs."""
    from entrypoints.sampling import compared, write
    from entrypoints.sampling import samples as found

    place = _folder(folder)
    written = []
    for one in found(place)[0]:
        if compared(one):
            write(one)
            written.append(str(one.expectation.relative_to(place)))
    screen.data({"written": written})
    for name in written:
        screen.say(f"written: {name}")
    screen.say(f"{len(written)} expectations written anew.")
    screen.next("git diff", "read what changed before you commit it")
    return Exit.FINE
