"""Odoo and its PostgreSQL from the official images, where Odoo's own package cannot be had."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

from infra.databases import Server
from infra.odoo.serve import USUAL_PORT, OdooServer, healthy
from infra.ports import Ports
from infra.progress import Progress
from infra.server import Service
from infra.surroundings import plain
from infra.trouble import StackTrouble

COMPOSE = Path(__file__).resolve().parent.parent / "compose.yaml"
ENGINES = ("docker", "podman")
DATABASE_PORT = 54330
PROBE_SECONDS = 20


def engine() -> tuple[str, str]:
    """The container program that can be used here and nothing, or nothing and why none can."""
    reasons = []
    for name in ENGINES:
        if shutil.which(name) is None:
            reasons.append(f"no {name}")
        elif not _answers(name, "compose", "version"):
            reasons.append(f"{name} has no 'compose'")
        elif not _answers(name, "info"):
            reasons.append(f"{name} does not answer (is its daemon running?)")
        else:
            return name, ""
    return "", ", ".join(reasons)


def _answers(*command: str) -> bool:
    try:
        ran = subprocess.run(command, capture_output=True, check=False, timeout=PROBE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0


def container_database(home: Path, password: str) -> Server:
    """Where the containers' PostgreSQL listens on this machine."""
    return Server(Ports(home).remembered("odoo-postgres") or DATABASE_PORT, password)


@dataclass(frozen=True)
class ContainerOdoo(OdooServer):
    """An Odoo in containers: the same settings, other paths, another command."""

    engine: str = "docker"

    @property
    def settings(self) -> Path:
        """The settings file: in a folder of its own, because the container's user has to read it."""
        return self.folder / "container" / "odoo.conf"

    def choose_ports(self) -> None:
        """Free ports for pages and for the database; only while it is not running."""
        Ports(self.home).choose("odoo", USUAL_PORT)
        Ports(self.home).choose("odoo-postgres", DATABASE_PORT)

    def values(self) -> dict[str, object]:
        """The settings as the container sees them."""
        outside = {"addons_path", "gevent_port"}
        inside = {
            "data_dir": "/var/lib/odoo",
            "db_host": "db",
            "db_port": 5432,
            "http_interface": "0.0.0.0",  # noqa: S104 - inside the container
            "http_port": 8069,
        }
        return {name: value for name, value in super().values().items() if name not in outside} | inside

    def write_settings(self) -> None:
        """Write the settings file; its folder's parent keeps others out."""
        super().write_settings()
        self.folder.chmod(0o700)
        self.settings.parent.chmod(0o755)
        self.settings.chmod(0o644)

    def command(self, *arguments: str) -> tuple[str, ...]:
        """Odoo's program in a container that goes when it ends."""
        verb, rest = (arguments[:1], arguments[1:]) if arguments[:1] == ("shell",) else ((), arguments)
        return self._compose("run", "--rm", "-T", "odoo", "odoo", *verb, "-c", "/etc/odoo/odoo.conf", *rest)

    def environment(self) -> dict[str, str]:
        """What compose.yaml asks for."""
        ports = Ports(self.home)
        return {
            **plain(),
            "HOME": str(Path.home()),
            "ODOO_PORT": str(ports.remembered("odoo") or USUAL_PORT),
            "ODOO_DB_PORT": str(self.postgres.port),
            "ODOO_DB_PASSWORD": self.postgres.password,
            "ODOO_FOLDER": str(self.settings.parent),
        }

    def start_database(self, progress: Progress) -> None:
        """The containers' PostgreSQL, for the template and for Odoo.

        Raises:
            StackTrouble: the images could not be had, or it did not start.
        """
        progress(f"fetching and starting the images of PostgreSQL and Odoo ({self.engine})")
        ran = subprocess.run(
            self._compose("up", "--detach", "--wait", "db"), env=self.environment(), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if ran.returncode != 0:
            raise StackTrouble(
                f"The containers of Odoo could not be started: {ran.stderr.strip()[-400:]}",
                next_step=f"See that '{self.engine} pull odoo:19' works, or give an Odoo of yours by LADING_ODOO_URL.",
                service="odoo",
            )

    def remove(self) -> None:
        """Delete containers and their volumes; for ``down --purge``."""
        subprocess.run(
            self._compose("down", "--volumes"), env=self.environment(), capture_output=True, check=False,
        )  # fmt: skip

    def service(self) -> Service:
        """How it is run: compose in the foreground, so that its end is theirs."""
        port = Ports(self.home).remembered("odoo") or USUAL_PORT
        return Service(
            name="odoo",
            command=self._compose("up", "--abort-on-container-exit"),
            environment=self.environment(),
            folder=self.folder,
            ready=lambda: healthy(port),
            url=f"http://127.0.0.1:{port}",
            start_seconds=300,
            grace_seconds=30,
        )

    def _compose(self, *arguments: str) -> tuple[str, ...]:
        project = f"lading-{zlib.crc32(str(self.home).encode()):08x}"
        return (self.engine, "compose", "-p", project, "-f", str(COMPOSE), *arguments)
