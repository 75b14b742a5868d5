"""An Odoo with addons of others, on the same Odoo program and PostgreSQL: fetched by name, started beside.

They are fetched from whatever package index pip or uv is set to, into a folder of the benchmark's own; the Odoo that
Lading and its tests use never sees them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from infra.odoo.serve import OdooServer
from infra.stack import Stack
from infra.surroundings import inherited


class Missing(Exception):
    """The peer cannot be had here, and why."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a peer is made of."""

    wheels: Sequence[str]
    """Names with versions; nothing else that they ask for is fetched."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Text of files beside them, by path."""


@dataclass(frozen=True)
class PeerOdoo(OdooServer):
    """An Odoo with more addons, in a home of its own, that serves one database."""

    database: str = ""
    wheels: Path = Path()
    loaded: Sequence[str] = ("base", "web")
    """Modules that are loaded into every process."""

    def values(self) -> dict[str, object]:
        """Odoo's settings, with the peer's addons."""
        addons = ",".join(str(path) for path in (self.program.addons, self.wheels / "odoo" / "addons"))
        serves = {"db_name": self.database, "dbfilter": f"^{self.database}$"}
        return {**super().values(), **serves, "addons_path": addons, "server_wide_modules": ",".join(self.loaded)}

    def environment(self) -> dict[str, str]:
        """The wheels after Odoo's own libraries."""
        plain = super().environment()
        return {**plain, "PYTHONPATH": os.pathsep.join((plain["PYTHONPATH"], str(self.wheels)))}


Peer = TypeVar("Peer", bound=PeerOdoo)


def beside(stack: Stack, name: str, parts: Parts, kind: type[Peer]) -> Peer:
    """A peer beside a running stack, fetched where it was not.

    Raises:
        Missing: no package index, no such wheel, or an Odoo that runs in containers.
    """
    odoo = stack.parts.odoo()
    if type(odoo) is not OdooServer:
        reason = "Odoo runs in containers here: addons can be added to Debian's package only"
        raise Missing(reason)
    home = stack.config.home / name
    fetch(home / "addons", parts)
    return kind(home, odoo.program, odoo.postgres, odoo.role_password, wheels=home / "addons")


def fetch(folder: Path, parts: Parts) -> None:
    """Unpack the wheels into the folder; nothing where that was done. Half of it is thrown away first.

    Raises:
        Missing: the package index did not give them; in its own words.
    """
    stamp = folder / "fetched"
    if stamp.exists() and stamp.read_text() == repr(parts):
        return
    shutil.rmtree(folder, ignore_errors=True)
    uv = Path(sys.executable).with_name("uv")
    tool = (str(uv), "pip") if uv.exists() else (sys.executable, "-m", "pip")
    command = (*tool, "install", "--quiet", "--no-deps", "--target", str(folder), *parts.wheels)
    ran = subprocess.run(command, env=inherited(), capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise Missing(" ".join(ran.stderr.split())[-300:])
    for path, text in parts.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    stamp.write_text(repr(parts))


def run_odoo(server: PeerOdoo, *arguments: str, script: str = "", task: Path | None = None) -> str:
    """What Odoo's program says when it is run with these arguments, and with a script on its input."""
    environment = {**server.environment(), "LADING_BENCH_TASK": str(task or "")}
    ran = subprocess.run(
        server.command(*arguments, "--log-level=warn"), input=script, env=environment, cwd=server.folder,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-1500:]
    assert "LADING " in ran.stdout or not script, ran.stderr[-1500:]
    return ran.stdout
