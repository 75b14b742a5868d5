"""Which Odoo can be had here: Debian's package, containers, or only one that is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from infra.files import read_json, write_json
from infra.odoo.containers import engine
from infra.odoo.debian import ELSEWHERE, why_not
from infra.odoo.install import OdooProgram
from infra.progress import Progress
from infra.trouble import StackTrouble

Kind = Literal["package", "docker", "podman"]


@dataclass(frozen=True)
class Way:
    """How this home's Odoo is run; remembered, because its database lives where it was made."""

    home: Path
    program: OdooProgram

    @property
    def _file(self) -> Path:
        return self.home / "odoo" / "way.json"

    def chosen(self) -> Kind:
        """The remembered way; the package where none was chosen yet."""
        kind = read_json(self._file).get("way", "package")
        return kind if kind in {"package", "docker", "podman"} else "package"

    def choose(self, progress: Progress) -> Kind:
        """Install the package, or find containers; says which and why.

        Raises:
            StackTrouble: neither can be had; it says why, and what remains.
        """
        if self._file.exists() and self.chosen() != "package":
            return self.chosen()
        try:
            self.program.install(progress)
        except StackTrouble as trouble:
            if why_not() == "" and "could not be had" not in trouble.what:
                raise
            return self._containers(trouble, progress)
        self._remember("package")
        return "package"

    def _containers(self, trouble: StackTrouble, progress: Progress) -> Kind:
        name, reason = engine()
        if name not in {"docker", "podman"}:
            raise StackTrouble(
                f"There is no Odoo here. {trouble.what} Containers cannot be used either: {reason}.",
                next_step=ELSEWHERE,
                service="odoo",
            ) from trouble
        progress(f"{trouble.what} Odoo is run in containers instead ({name})")
        kind: Kind = "docker" if name == "docker" else "podman"
        self._remember(kind)
        return kind

    def _remember(self, kind: Kind) -> None:
        if read_json(self._file).get("way") != kind:
            write_json(self._file, {"way": kind})
