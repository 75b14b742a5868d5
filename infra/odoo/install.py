"""Odoo 19 without root: Debian's package unpacked into a folder, its Python libraries in an environment of its own.

Where the packages come from is not written here: apt knows its own mirror.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from infra.files import disk_trouble, locked, write_private
from infra.odoo.debian import fetch, unpack
from infra.progress import Progress
from infra.surroundings import inherited, plain
from infra.trouble import StackTrouble

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
NEEDED_BYTES = 1_500_000_000
REVISION = "2"
"""Raised when the same packages are to be unpacked in another way."""


@dataclass(frozen=True)
class OdooProgram:
    """Where Odoo's program is; shared by all homes that name the same folder."""

    folder: Path

    @property
    def libraries(self) -> Path:
        """The folder that holds the package ``odoo``."""
        return self.folder / "root" / "usr" / "lib" / "python3" / "dist-packages"

    @property
    def script(self) -> Path:
        """Odoo's command."""
        return self.folder / "root" / "usr" / "bin" / "odoo"

    @property
    def addons(self) -> Path:
        """The folder of Odoo's modules."""
        return self.libraries / "odoo" / "addons"

    @property
    def python(self) -> Path:
        """The interpreter of Odoo's own environment."""
        return self.folder / "venv" / "bin" / "python"

    def installed(self) -> bool:
        """Whether it is there, whole, and as this version of Lading wants it."""
        stamp = self.folder / "installed"
        return stamp.exists() and stamp.read_text(encoding="utf-8") == _wanted()

    def install(self, progress: Progress) -> bool:
        """Fetch and unpack; False when that was done before. Half an installation is thrown away first.

        Raises:
            StackTrouble: no apt, no package, no network, a full disk; each with its next step.
        """
        with locked(self.folder.with_name(f"{self.folder.name}.lock")):
            if self.installed():
                return False
            _check_space(self.folder)
            try:
                shutil.rmtree(self.folder, ignore_errors=True)
                self.folder.mkdir(parents=True)
                with ThreadPoolExecutor(max_workers=2) as both:
                    libraries = both.submit(_make_environment, self.folder / "venv", progress)
                    packages = fetch(self.folder / "packages", progress)
                    progress("unpacking Odoo 19")
                    unpack(packages, self.folder / "root")
                    libraries.result()
                shutil.rmtree(self.folder / "packages", ignore_errors=True)
                write_private(self.folder / "installed", _wanted())
            except OSError as trouble:
                raise disk_trouble(trouble, self.folder) from trouble
        return True

    def environment(self, home: Path) -> dict[str, str]:
        """What Odoo's process gets to see of the environment: little, and nothing of Lading's secrets."""
        return {
            **plain(),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONPATH": str(self.libraries),
            "PYTHONUNBUFFERED": "1",
        }


def _wanted() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes() + REVISION.encode()).hexdigest()


def _check_space(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder.parent).free
    if free < NEEDED_BYTES:
        raise StackTrouble(
            f"The disk of {folder.parent} has {free // 1_000_000} MB left; Odoo needs {NEEDED_BYTES // 1_000_000} MB.",
            next_step="Free some space, or set LADING_HOME to a folder on another disk.",
            service="odoo",
        )


def _make_environment(venv: Path, progress: Progress) -> None:
    """Odoo's Python libraries, by uv where there is one (seconds), else by pip (a minute)."""
    progress("installing Odoo's Python libraries")
    uv = Path(sys.executable).with_name("uv")
    python = str(venv / "bin" / "python")
    if uv.exists():
        _run((str(uv), "venv", "--quiet", "--python", sys.executable, str(venv)))
        _run((str(uv), "pip", "install", "--quiet", "--python", python, "-r", str(REQUIREMENTS)))
    else:
        _run((sys.executable, "-m", "venv", str(venv)))
        _run((python, "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)))


def _run(command: tuple[str, ...]) -> None:
    ran = subprocess.run(command, env=inherited(), capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise StackTrouble(
            f"Odoo's Python libraries could not be installed: {ran.stderr.strip()[-600:]}",
            next_step="See that this machine reaches its Python package index (pip's or uv's settings).",
            service="odoo",
        )
