"""What each service of a stack is made of, and what has to be done before and after its start."""

from __future__ import annotations

import http.client
import secrets
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from infra.config import StackConfig, StackConnections
from infra.databases import Server, drop_database, ensure_database, ensure_role, exists
from infra.files import read_json, write_json
from infra.odoo.containers import ContainerOdoo, container_database
from infra.odoo.install import OdooProgram
from infra.odoo.serve import DATABASE, ROLE, OdooServer
from infra.odoo.template import OdooTemplate
from infra.odoo.way import Way
from infra.postgres import EmbeddedPostgres
from infra.prefect import POOLS, PrefectServer
from infra.progress import Progress
from infra.server import Service, ServiceStatus
from infra.supervisor import Supervisor
from infra.surroundings import inherited
from infra.trouble import StackTrouble
from infra.workers import sign_is_fresh

LEDGER = "lading"
EXTERNAL_SECONDS = 5


@dataclass(frozen=True)
class Parts:
    """The services of one configuration."""

    config: StackConfig
    supervisor: Supervisor

    @cached_property
    def postgres(self) -> EmbeddedPostgres:
        """The embedded PostgreSQL."""
        return EmbeddedPostgres(self.config.home, durable=self.config.durable)

    @cached_property
    def prefect(self) -> PrefectServer:
        """The Prefect server."""
        known = self.config
        return PrefectServer(known.home, known.prefect_auth, known.prefect_database_url, known.prefect_retention)

    @cached_property
    def program(self) -> OdooProgram:
        """Odoo's program."""
        return OdooProgram((self.config.programs or self.config.home / "programs") / "odoo-19")

    def server(self) -> Server:
        """The embedded PostgreSQL's address.

        Raises:
            StackTrouble: it was never started.
        """
        found = self.postgres.server()
        if found is None:
            raise StackTrouble("PostgreSQL was never started here.", next_step="Run 'lading up'.", service="postgres")
        return found

    def odoo(self) -> OdooServer:
        """The Odoo that is run here."""
        home, limits, role = self.config.home, self.config.odoo_limits, self._role_password(ROLE)
        kind = self.way.chosen()
        if kind == "package":
            return OdooServer(home, self.program, self.server(), role, limits)
        database = container_database(home, self._role_password("postgres"))
        return ContainerOdoo(home, self.program, database, role, limits, engine=kind)

    def template(self) -> OdooTemplate:
        """Its template database."""
        return OdooTemplate(self.odoo())

    def is_run_here(self, name: str) -> bool:
        """Whether the service is ours to run, not given by URL."""
        return {
            "postgres": not (self.config.ledger_url and self.config.odoo),
            "odoo": self.config.odoo is None,
            "prefect": not self.config.prefect_api_url,
            "worker": True,
            "consumer": bool(self.config.consumer),
            "receiver": bool(self.config.receiver),
        }[name]

    @cached_property
    def way(self) -> Way:
        """Package or containers."""
        return Way(self.config.home, self.program)

    def install_odoo(self, progress: Progress) -> None:
        """Odoo's program, if it is not there."""
        if self.supervisor.running("odoo") is None:
            self.way.choose(progress)

    def before_start(self, name: str, progress: Progress) -> None:
        """What must be there before the service starts; nothing when it runs."""
        if self.supervisor.running(name):
            return
        if name == "postgres":
            self.postgres.prepare()
        elif name == "prefect":
            self.prefect.prepare()
        elif name == "odoo":
            self.odoo().choose_ports()
            odoo = self.odoo()
            odoo.write_settings()
            if isinstance(odoo, ContainerOdoo):
                odoo.start_database(progress)
                ensure_role(odoo.postgres, ROLE, self._role_password(ROLE))
            self._first_database(odoo, OdooTemplate(odoo), progress)

    def connections(self, name: str) -> dict[str, Any]:
        """What is known of the service once it runs; makes its roles and databases where it is PostgreSQL."""
        if name == "postgres":
            ensure_role(self.server(), ROLE, self._role_password(ROLE))
            return {"ledger_url": self.config.ledger_url or self._ledger_url()}
        if name == "odoo":
            odoo = self.odoo()
            key = read_json(odoo.database_file).get("admin_key", "")
            return {
                "odoo_url": odoo.url(), "odoo_database": DATABASE, "odoo_admin_key": key,
            }  # fmt: skip
        if name == "prefect":
            ui = self.prefect.ui_url()
            return {"prefect_api_url": f"{ui}/api", "prefect_ui_url": ui, "prefect_auth": self.config.prefect_auth}
        return {}

    def _first_database(self, odoo: OdooServer, template: OdooTemplate, progress: Progress) -> None:
        """Odoo's own database, from the template: made once, and never again by an update of Lading."""
        if read_json(odoo.database_file) and exists(odoo.postgres, DATABASE):
            return
        template.make(progress)
        drop_database(odoo.postgres, DATABASE)
        template.copy(DATABASE)
        write_json(odoo.database_file, {"admin_key": template.admin_key()})

    def purge(self) -> None:
        """Delete what lives outside the home: containers and their volumes."""
        if self.way.chosen() != "package":
            odoo = self.odoo()
            if isinstance(odoo, ContainerOdoo):
                odoo.remove()

    def given(self) -> dict[str, Any]:
        """The connections that the configuration names itself."""
        known, found = self.config, dict[str, Any]()
        if known.ledger_url:
            found["ledger_url"] = known.ledger_url
        if known.odoo:
            found |= {
                "odoo_url": known.odoo.url, "odoo_database": known.odoo.database, "odoo_admin_key": known.odoo.api_key,
            }  # fmt: skip
        if known.prefect_api_url:
            ui = known.prefect_api_url.removesuffix("/").removesuffix("/api")
            found |= {
                "prefect_api_url": known.prefect_api_url,
                "prefect_ui_url": ui,
                "prefect_auth": known.prefect_auth,
            }
        return found

    def service(self, name: str, known: StackConnections) -> Service:
        """How a service is run."""
        if name == "postgres":
            return self.postgres.service(self.postgres.server() or Server(0, ""))
        if name == "odoo":
            return self.odoo().service()
        if name == "prefect":
            return self.prefect.service()
        ours = {"worker": self._worker, "consumer": self._consumer, "receiver": self._receiver}
        return ours[name](known)

    def environment(self, known: StackConnections) -> dict[str, str]:
        """What a process of ours needs to reach all that runs."""
        prefect = {} if self.config.prefect_api_url else self.prefect.client_environment()
        return {"LADING_HOME": str(self.config.home), **prefect, **known.environment()}

    def external(self, name: str) -> ServiceStatus:
        """The state of what was given by URL: whether its port can be reached."""
        url = {"odoo": self.config.odoo.url if self.config.odoo else "", "prefect": self.config.prefect_api_url}
        address = url.get(name, "")
        if not address or _reachable(address):
            return ServiceStatus(name, "external", address)
        return ServiceStatus(name, "not answering", address, last_lines=(f"Nothing answers at {address}.",))

    def _worker(self, known: StackConnections) -> Service:
        sign = self.config.home / "run" / "worker.alive"
        pools = [f"{name}={limit}" for name, limit in POOLS.items()]
        return Service(
            name="worker",
            command=(sys.executable, "-m", "infra.workers", str(sign), *pools),
            environment=self._own_environment(known),
            folder=self.config.project,
            ready=lambda: sign_is_fresh(sign),
            start_seconds=60,
            grace_seconds=10,
        )

    def _consumer(self, known: StackConnections) -> Service:
        return Service(
            name="consumer",
            command=self.config.consumer,
            environment=self._own_environment(known),
            folder=self.config.project,
            ready=lambda: True,
            grace_seconds=20,
        )

    def _receiver(self, known: StackConnections) -> Service:
        url = self.config.receiver_url
        return Service(
            name="receiver",
            command=self.config.receiver,
            environment=self._own_environment(known),
            folder=self.config.project,
            ready=lambda: not url or _reachable(url),
            url=url,
            port=urlsplit(url).port,
            grace_seconds=25,
        )

    def _own_environment(self, known: StackConnections) -> dict[str, str]:
        own = {**inherited(), **self.config.environment, **self.environment(known)}
        return {**own, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "PYTHONPATH": str(self.config.project)}

    def _ledger_url(self) -> str:
        server, password = self.server(), self._role_password(LEDGER)
        ensure_role(server, LEDGER, password)
        ensure_database(server, LEDGER, LEDGER)
        return server.url(LEDGER, user=LEDGER, password=password, driver="psycopg")

    def _role_password(self, role: str) -> str:
        """The password of a role: made once, kept 0600."""
        file = self.postgres.folder / "roles.json"
        known = read_json(file)
        if role not in known:
            known[role] = secrets.token_urlsafe(24)
            write_json(file, known)
        return str(known[role])


def _reachable(url: str) -> bool:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=EXTERNAL_SECONDS)
    try:
        connection.connect()
    except OSError:
        return False
    else:
        return True
    finally:
        connection.close()
