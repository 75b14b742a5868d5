"""``lading new`` partner, rule, channel and flow: files to begin with, and a test that says what is next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command, refuse

if TYPE_CHECKING:
    from entrypoints.beginnings.writing import Beginning

new = typer.Typer(no_args_is_help=True, help="Begin a partner, rule, channel or flow: files, and a failing test.")
Name = Annotated[str, typer.Argument(help="Its name.")]
Code = Annotated[str, typer.Argument(help="Its number in the catalogue, such as SO-PACK-001.")]
Folder = Annotated[Path, typer.Option("--folder", help="The project's folder.")]
HERE = Path()


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    app.add_typer(new, name="new")


@command(new, "partner")
def partner(
    screen: Screen,
    name: Name,
    files: Annotated[
        list[Path] | None, typer.Option("--from", help="A file of theirs; twice for a pair of heads and lines.")
    ] = None,
    folder: Folder = HERE,
) -> int:
    """Write a profile, a place for samples, and a test that waits for the first one.

    With --from the profile is what 'lading inspect' proposes for that file; else one to fill in.
    """
    from entrypoints.beginnings.partner import PARTNER

    if not files:
        return _begin(screen, "partner", name, folder)
    absent = [path for path in files if not path.is_file()]
    if absent:
        refuse(screen, f"There is no file {absent[0]}.", "Give the path of a file.")
    from entrypoints.beginnings.from_files import profile_from

    text = profile_from(name, files).replace("$", "$$")
    made = replace(PARTNER, files=PARTNER.files | {"partners/$name.yaml": text})
    return _begin(screen, "partner", name, folder, made)


@command(new, "rule")
def rule(screen: Screen, name: Code, folder: Folder = HERE) -> int:
    """Write a rule's function, its entry in the catalogue, and a test of its fault."""
    return _begin(screen, "rule", name, folder)


@command(new, "channel")
def channel(screen: Screen, name: Name, folder: Folder = HERE) -> int:
    """Write the package of a new format, entered where readers are known, and a test that wants a delivery read."""
    return _begin(screen, "channel", name, folder)


@command(new, "flow")
def flow(screen: Screen, name: Name, folder: Folder = HERE) -> int:
    """Write a flow, its process map, runbook, deployment and card, and a test that wants the map filled in."""
    return _begin(screen, "flow", name, folder)


def _begin(screen: Screen, kind: str, name: str, folder: Path, beginning: Beginning | None = None) -> int:
    from entrypoints.beginnings.kinds import KINDS
    from entrypoints.beginnings.writing import begin

    written = begin(folder, beginning or KINDS[kind], name)
    screen.data({"kind": kind, "name": name, "files": written, "test": written[-1]})
    for path in written:
        screen.say(f"  {path}")
    if kind == "partner":
        screen.say(f"Fill in partners/{name}.yaml, then:")
        screen.next(f"lading partners try {name} FILE", "what would become of a file of theirs; nothing is written")
    if kind in {"rule", "channel"}:
        screen.next("lading schema", "the pages made from the code")
    screen.next(f"pytest {written[-1]}", "it fails, and says what to do")
    return Exit.FINE
