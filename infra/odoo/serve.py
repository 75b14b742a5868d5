"""Odoo's settings file and its command."""

from __future__ import annotations

import http.client
import secrets
from dataclasses import dataclass
from pathlib import Path

from infra.databases import Server
from infra.files import write_private
from infra.odoo.install import OdooProgram
from infra.ports import Ports
from infra.server import Service

ROLE = "odoo"
DATABASE = "odoo"
TEMPLATE = "odoo_template"
FRESH = "fresh_"
"""Databases of this prefix are served too (header X-Odoo-Database): copies for tests."""
USUAL_PORT = 8069
MEGABYTE = 1024 * 1024
HEALTH_SECONDS = 5


@dataclass(frozen=True)
class OdooLimits:
    """How Odoo is run; times in seconds."""

    workers: int = 2
    limit_time_real: int = 120
    limit_time_cpu: int = 60
    crons: int = 0


@dataclass(frozen=True)
class OdooServer:
    """One Odoo: its program, its folder under the home, the cluster its databases are in."""

    home: Path
    program: OdooProgram
    postgres: Server
    role_password: str
    limits: OdooLimits = OdooLimits()

    @property
    def folder(self) -> Path:
        """Where its settings and its files are."""
        return self.home / "odoo"

    @property
    def settings(self) -> Path:
        """The settings file; it holds passwords (0600)."""
        return self.folder / "odoo.conf"

    @property
    def database_file(self) -> Path:
        """Present once the main database was made; holds its administrator's API key (0600)."""
        return self.folder / "database.json"

    def choose_ports(self) -> None:
        """Free ports for pages and for long polling; only while it is not running."""
        ports = Ports(self.home)
        ports.choose("odoo", USUAL_PORT)
        ports.choose("odoo-longpolling", USUAL_PORT + 3)

    def url(self) -> str:
        """Where its pages and its API are."""
        return f"http://127.0.0.1:{Ports(self.home).remembered('odoo') or USUAL_PORT}"

    def values(self) -> dict[str, object]:
        """Odoo's settings by name."""
        ports = Ports(self.home)
        return {
            "addons_path": self.program.addons,
            "data_dir": self.folder / "data",
            "db_host": self.postgres.host,
            "db_port": self.postgres.port,
            "db_user": ROLE,
            "db_password": self.role_password,
            "db_name": DATABASE,
            "dbfilter": f"^({DATABASE}|{FRESH}.*)$",
            "db_maxconn": 32,
            "http_interface": "127.0.0.1",
            "http_port": ports.remembered("odoo") or USUAL_PORT,
            "gevent_port": ports.remembered("odoo-longpolling") or USUAL_PORT + 3,
            "workers": self.limits.workers,
            "max_cron_threads": self.limits.crons,
            "limit_time_real": self.limits.limit_time_real,
            "limit_time_cpu": self.limits.limit_time_cpu,
            "limit_request": 65536,
            "limit_memory_soft": 1536 * MEGABYTE,
            "limit_memory_hard": 4096 * MEGABYTE,
            "log_handler": ":INFO,werkzeug:WARNING,odoo.modules:WARNING,odoo.tools.convert:WARNING",
            "admin_passwd": secrets.token_urlsafe(24),
            "without_demo": "True",
            "list_db": "False",
        }

    def write_settings(self) -> None:
        """Write the settings file afresh."""
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        text = "\n".join(f"{name} = {value}" for name, value in self.values().items())
        write_private(self.settings, f"[options]\n{text}\n")

    def command(self, *arguments: str) -> tuple[str, ...]:
        """Odoo's program with its settings and further arguments."""
        verb, rest = (arguments[:1], arguments[1:]) if arguments[:1] == ("shell",) else ((), arguments)
        # The script, not -m odoo: Odoo starts its long polling process by the name it was called by.
        return (str(self.program.python), str(self.program.script), *verb, "-c", str(self.settings), *rest)

    def environment(self) -> dict[str, str]:
        """What its process gets to see."""
        return self.program.environment(self.folder)

    def service(self) -> Service:
        """How it is run."""
        port = Ports(self.home).remembered("odoo") or USUAL_PORT
        return Service(
            name="odoo",
            command=self.command(),
            environment=self.environment(),
            folder=self.folder,
            ready=lambda: healthy(port),
            url=f"http://127.0.0.1:{port}",
            port=port,
            start_seconds=90,
            grace_seconds=10,
        )


def healthy(port: int, path: str = "/web/health") -> bool:
    """Whether a web server on this machine answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
