"""``lading deploy`` and ``lading schema``: what Prefect must know, and what the documentation must show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli_frame import Exit, Screen, command

PANEL = "Setting up"


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the whole command."""
    command(app, "deploy", panel=PANEL)(deploy)
    command(app, "schema", panel=PANEL)(schema)


def deploy(screen: Screen) -> int:
    """Register pools, deployments, limits and the zombie rule with Prefect; twice is as once."""
    import asyncio

    from entrypoints.cli_house import prefect_only

    with prefect_only() as known:
        from entrypoints.deploying import deploy as register

        done = asyncio.run(register(known))
    screen.data({"done": done})
    for line in done:
        screen.say(line)
    screen.next("lading work", "the consumer; or 'lading run order-to-cash --channel …'")
    return Exit.FINE


def schema(
    screen: Screen,
    folder: Annotated[Path, typer.Option("--folder", help="Project folder to write into.")] = Path(),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is not current.")] = False,
) -> int:
    """Write the JSON Schemas and the generated pages: codes, rules, settings, commands."""
    from entrypoints.generated import generated, stale

    pages = generated()
    old = stale(folder, pages)
    screen.data({"files": len(pages), "stale" if check else "written": old})
    for name in old:
        screen.say(f"{'not current' if check else 'written'}: {name}")
        if not check:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(pages[name], encoding="utf-8")
    screen.say(f"{len(pages)} files, {len(old)} of them {'not current' if check else 'written anew'}.")
    screen.next("lading schema" if check and old else "git diff docs partners/schema.json")
    return Exit.FINDINGS if check and old else Exit.FINE
