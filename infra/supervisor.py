"""Starts, finds, ends: each service by the id that was recorded when it was started."""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

from infra.processes import Launch, Running, end, listens, rotate, start, tail
from infra.progress import Progress
from infra.server import Service, ServiceStatus
from infra.trouble import StackTrouble

POLL_SECONDS = 0.1
STATUS_PATIENCE_SECONDS = 0.5
UP_PATIENCE_SECONDS = 8.0
"""Odoo answers 500 a few times after its PostgreSQL came back: that is no reason to start it again."""
TROUBLE_LINES = 8


class Supervisor:
    """The services of one home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def running(self, name: str) -> Running | None:
        """The recorded process if it lives."""
        known = Running.recorded(self._record(name))
        return known if known and known.alive() else None

    def recorded(self, name: str) -> bool:
        """Whether it was started and not ended by us since; it may have died."""
        return self._record(name).exists()

    def log(self, name: str) -> Path:
        """Where a service's output goes."""
        return self._home / "logs" / f"{name}.log"

    def ensure(self, service: Service, progress: Progress) -> bool:
        """See that it runs and is ready; False when it did already.

        Raises:
            StackTrouble: it ended at once, or was not ready in time; the message has its last lines.
        """
        rotate(self.log(service.name))
        if self.running(service.name):
            if self._answers(service, UP_PATIENCE_SECONDS):
                return False
            progress(f"{service.name} does not answer: it is started again")
        self.stop(service)
        progress(f"starting {service.name}")
        launch = Launch(
            service.command, service.environment, service.folder, self.log(service.name), self._mark(service.name),
            service.user,
        )  # fmt: skip
        running = start(launch)
        running.record(self._record(service.name))
        self._wait(service, running)
        return True

    def stop(self, service: Service) -> None:
        """End it and what is left of it; fine when nothing runs."""
        self.stop_named(service.name, service.stop_signal, service.grace_seconds)

    def stop_named(self, name: str, first: signal.Signals = signal.SIGTERM, grace_seconds: float = 15) -> None:
        """The same for a service whose description is not at hand."""
        known = Running.recorded(self._record(name))
        end(known, self._mark(name), first=first, grace_seconds=grace_seconds)
        self._record(name).unlink(missing_ok=True)

    def send(self, name: str, number: signal.Signals) -> int | None:
        """Send a signal to a running service (SIGKILL in fault tests); its pid, or None when it does not run."""
        running = self.running(name)
        found = running.process() if running else None
        if found is None:
            return None
        with suppress(psutil.Error):
            found.send_signal(number)
        return int(found.pid)

    def status(self, service: Service) -> ServiceStatus:
        """How it is now, with its last log lines when it is ill."""
        log = self.log(service.name)
        rotate(log)
        recorded = Running.recorded(self._record(service.name))
        if recorded is None:
            return ServiceStatus(service.name, "stopped", service.url, log=str(log))
        if not recorded.alive():
            return ServiceStatus(service.name, "died", service.url, log=str(log), last_lines=tail(log))
        if self._answers(service, STATUS_PATIENCE_SECONDS):
            return ServiceStatus(service.name, "running", service.url, recorded.pid, str(log))
        return ServiceStatus(service.name, "not answering", service.url, recorded.pid, str(log), tail(log))

    def _answers(self, service: Service, patience: float) -> bool:
        limit = time.monotonic() + patience
        while not service.ready():
            if time.monotonic() > limit:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def _wait(self, service: Service, running: Running) -> None:
        limit = time.monotonic() + service.start_seconds
        while time.monotonic() < limit:
            if not running.alive():
                raise self._trouble(service, "ended right after its start")
            if service.ready() and (service.port is None or listens(running, service.port)):
                return
            time.sleep(POLL_SECONDS)
        self.stop(service)
        raise self._trouble(service, f"was not ready after {service.start_seconds:.0f} s")

    def _trouble(self, service: Service, what: str) -> StackTrouble:
        log = self.log(service.name)
        lines = "\n  ".join(tail(log, TROUBLE_LINES)) or "(it wrote nothing)"
        full = "No space left on device" in lines
        return StackTrouble(
            f"{service.name} {what}. Its last lines:\n  {lines}\n",
            next_step=f"Free some space on the disk of {self._home}, then run the command again."
            if full
            else f"Read {log}; then run the command again: it goes on where it stopped.",
            service=service.name,
        )

    def _record(self, name: str) -> Path:
        return self._home / "run" / f"{name}.json"

    def _mark(self, name: str) -> str:
        return f"{self._home}:{name}"
