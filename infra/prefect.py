"""Prefect's server, on SQLite under the home or on a PostgreSQL that was given, and one worker for all pools."""

from __future__ import annotations

import base64
import http.client
import sys
from dataclasses import dataclass, field
from pathlib import Path

from infra.ports import Ports
from infra.server import Service
from infra.surroundings import plain

USUAL_PORT = 4200
POOLS = {"critical": 8, "standard": 4, "bulk": 1}
"""Work pools and how many runs the worker starts of each at once."""
DAY_SECONDS = 86_400
HEALTH_SECONDS = 5


@dataclass(frozen=True)
class Retention:
    """How long the server keeps what it saw, in days; the ledger keeps what matters."""

    runs: int = 90
    events: int = 7


@dataclass(frozen=True)
class PrefectServer:
    """One server of one home.

    Args:
        auth: ``user:password`` that every API call must bring; empty: none is asked. Secret.
        database_url: ``postgresql+asyncpg://…`` in production; empty: SQLite under the home. Secret.
    """

    home: Path
    auth: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    retention: Retention = Retention()

    @property
    def folder(self) -> Path:
        """Prefect's own home."""
        return self.home / "prefect"

    @property
    def pages(self) -> Path:
        """Where the server keeps the files of its UI."""
        return self.folder / "ui"

    def prepare(self) -> None:
        """A free port, and a UI that loads nothing from outside; only while it is not running."""
        self.pages.mkdir(parents=True, exist_ok=True)
        # The second UI asks an analytics host whatever the settings say, and the first invites to it. The server
        # leaves out a UI whose folder it cannot make.
        second = self.pages / "v2"
        if not second.is_symlink():
            second.symlink_to("left-out")
        Ports(self.home).choose("prefect", USUAL_PORT)

    def port(self) -> int:
        """The chosen port."""
        return Ports(self.home).remembered("prefect") or USUAL_PORT

    def ui_url(self) -> str:
        """Where people look."""
        return f"http://127.0.0.1:{self.port()}"

    def api_url(self) -> str:
        """Where programs ask."""
        return f"{self.ui_url()}/api"

    def client_environment(self) -> dict[str, str]:
        """What every program of ours that speaks with this server needs."""
        known = {
            "PREFECT_HOME": str(self.folder),
            "PREFECT_API_URL": self.api_url(),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
            "DO_NOT_TRACK": "1",
            "GX_ANALYTICS_ENABLED": "false",
        }
        return {**known, "PREFECT_API_AUTH_STRING": self.auth} if self.auth else known

    def service(self) -> Service:
        """How it is run."""
        server = {
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_UI_V2_ENABLED": "false",
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(self.pages),
            "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(self.retention.runs * DAY_SECONDS),
            "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{self.retention.events}D",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
        }
        if self.auth:
            server["PREFECT_SERVER_API_AUTH_STRING"] = self.auth
        if self.database_url:
            server["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = self.database_url
        else:
            # SQLite has one writer. The event log repeats the states that the runs' pages show, is five sixths of
            # what is written, and every write of it in the way of a run is a 503. Automations don't need it.
            server["PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED"] = "false"
        port = str(self.port())
        return Service(
            name="prefect",
            command=(sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port),
            environment={**plain(), "HOME": str(self.folder), **self.client_environment(), **server},
            folder=self.folder,
            ready=lambda: prefect_answers(self.port(), self.auth),
            url=self.ui_url(),
            port=self.port(),
            start_seconds=120,
            grace_seconds=10,
        )


def prefect_answers(port: int, auth: str = "", path: str = "/api/health") -> bool:
    """Whether a Prefect server answers on this machine's port; with ``auth`` where it asks for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_SECONDS)
    headers = {"Authorization": f"Basic {base64.b64encode(auth.encode()).decode()}"} if auth else {}
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
