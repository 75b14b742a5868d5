"""The stack: PostgreSQL, Odoo, Prefect, worker, consumer and receiver of one home; found, started, shown, ended.

A second ``up`` starts only what does not run, whatever ended it. Nothing is ever found or ended by its name.
"""

from __future__ import annotations

import dataclasses
import shutil
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from infra.config import ALL, SERVERS, WORKERS, GivenOdoo, StackConfig, StackConnections
from infra.files import locked, read_json, write_json
from infra.parts import Parts
from infra.ports import is_free
from infra.progress import Progress, silent
from infra.server import Service, ServiceStatus
from infra.supervisor import Supervisor
from infra.trouble import StackTrouble

__all__ = ["ALL", "SERVERS", "WORKERS", "GivenOdoo", "ServiceStatus", "Stack", "StackConfig", "StackConnections"]

FIRST_SIGNAL = {"postgres": signal.SIGINT}
"""PostgreSQL calls SIGINT a fast shutdown; at SIGTERM it would wait for its clients."""


class Stack:
    """What runs for one home."""

    def __init__(self, config: StackConfig) -> None:
        home = config.home.expanduser().resolve()
        self.config = dataclasses.replace(config, home=home)
        self.supervisor = Supervisor(home)
        self.parts = Parts(self.config, self.supervisor)

    def up(
        self,
        services: Sequence[str] = ALL,
        progress: Progress = silent,
        prepare: Callable[[StackConnections], None] | None = None,
    ) -> list[str]:
        """See that the services run; gives the names of those that were started now, in order.

        Servers first, side by side; then ``prepare`` (migrate, bots, deployments: the caller's business), then the
        processes that work. ``prepare`` is called only when one of those is about to be started.

        Raises:
            StackTrouble: one could not be had or started; what runs by then goes on running.
        """
        with locked(self.config.home / "up.lock"):
            self._remember(**self.parts.given())
            started = self._up_servers(services, progress)
            wanted = [name for name in self._known(services) if name in WORKERS]
            idle = [name for name in wanted if self.supervisor.running(name) is None]
            if idle and prepare is not None:
                prepare(self.connections())
            with ThreadPoolExecutor(max_workers=max(len(wanted), 1)) as both:
                ran = [(name, both.submit(self._ensure, name, progress)) for name in wanted]
                started += [name for name, outcome in ran if outcome.result()]
        return started

    def down(self, services: Sequence[str] = ALL, *, purge: bool = False, progress: Progress = silent) -> None:
        """End the services, PostgreSQL last; ``purge`` deletes the whole home as well.

        What was given by URL is left alone.
        """
        home = self.config.home
        if not home.exists():
            return
        with locked(home / "up.lock"):
            for together in (WORKERS, ("odoo", "prefect"), ("postgres",)):
                wanted = [name for name in together if name in services]
                with ThreadPoolExecutor(max_workers=2) as both:
                    list(both.map(lambda name: self._stop(name, progress), wanted))
        if purge:
            progress(f"deleting {home}")
            self.parts.purge()
            shutil.rmtree(home, ignore_errors=True)

    def status(self) -> list[ServiceStatus]:
        """How each service is, in the order of starting."""
        wanted = {"consumer": bool(self.config.consumer), "receiver": bool(self.config.receiver)}
        return [self._status(name) for name in ALL if wanted.get(name, True)]

    def connections(self) -> StackConnections:
        """How to reach what runs, as remembered from the last ``up``."""
        known = read_json(self.config.home / "stack.json")
        names = {one.name for one in dataclasses.fields(StackConnections)}
        return StackConnections(**{name: value for name, value in known.items() if name in names})

    def remember_keys(self, keys: dict[str, str]) -> StackConnections:
        """Keep API keys of Odoo's bots by domain beside the connections; later ``up``s hand them to the processes."""
        known = self.connections()
        return self._remember(odoo_keys={**known.odoo_keys, **keys})

    def environment(self) -> dict[str, str]:
        """What a process of ours needs to reach all that runs: settings as variables."""
        return self.parts.environment(self.connections())

    def kill(self, name: str) -> int | None:
        """SIGKILL a service's first process, as a fault would; its pid, None when it does not run."""
        return self.supervisor.send(name, signal.SIGKILL)

    def restart(self, name: str, *, first: signal.Signals | None = None, progress: Progress = silent) -> None:
        """End one service and start it again, on the same port.

        ``first`` is the signal to end it with; for PostgreSQL SIGQUIT is its ``immediate`` shutdown.
        """
        service = self.parts.service(name, self.connections())
        self.supervisor.stop(dataclasses.replace(service, stop_signal=first or service.stop_signal))
        self._ensure(name, progress)

    def _stop(self, name: str, progress: Progress) -> None:
        if self.supervisor.recorded(name):
            progress(f"stopping {name}")
        self.supervisor.stop_named(name, FIRST_SIGNAL.get(name, signal.SIGTERM))

    def _up_servers(self, services: Sequence[str], progress: Progress) -> list[str]:
        wanted = [name for name in self._known(services) if name in SERVERS]
        started: list[str] = []
        with ThreadPoolExecutor(max_workers=2) as both:
            prefect = both.submit(self._ensure, "prefect", progress) if "prefect" in wanted else None
            if "odoo" in wanted:
                self.parts.install_odoo(progress)
            started += [one for one in ("postgres", "odoo") if one in wanted and self._ensure(one, progress)]
            if prefect is not None and prefect.result():
                started.append("prefect")
        return started

    def _ensure(self, name: str, progress: Progress) -> bool:
        if self.supervisor.running(name) is None:
            # What a killed service left running holds its port and its files.
            self.supervisor.stop_named(name, FIRST_SIGNAL.get(name, signal.SIGTERM))
        self.parts.before_start(name, progress)
        service = self.parts.service(name, self.connections())
        try:
            started = self.supervisor.ensure(service, progress)
        except StackTrouble:
            if service.port is None or is_free(service.port):
                raise
            progress(f"another program took port {service.port} meanwhile: {name} gets another one")
            self.parts.before_start(name, progress)
            started = self.supervisor.ensure(self.parts.service(name, self.connections()), progress)
        self._remember(**self.parts.connections(name))
        return started

    def _remember(self, **changes: object) -> StackConnections:
        with locked(self.config.home / "stack.lock"):
            before = self.connections()
            known = dataclasses.replace(before, **cast("dict[str, Any]", changes))
            if known != before:
                write_json(self.config.home / "stack.json", dataclasses.asdict(known))
        return known

    def _known(self, services: Sequence[str]) -> list[str]:
        """Those of ``services`` that are run here, with what they stand on."""
        wanted = {*services, "postgres"} if "odoo" in services else set(services)
        return [name for name in ALL if name in wanted and self.parts.is_run_here(name)]

    def _status(self, name: str) -> ServiceStatus:
        if not self.parts.is_run_here(name):
            return self.parts.external(name)
        try:
            service: Service = self.parts.service(name, self.connections())
        except StackTrouble:
            return ServiceStatus(name, "stopped")  # nothing was ever started in this home
        return self.supervisor.status(service)
