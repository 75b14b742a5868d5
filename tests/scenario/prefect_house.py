"""The little distributor of the fault tests, worked by the real consumer in sight of a real Prefect server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.faults.world import CHANNEL, World, make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import PROJECT, ledger_database

KILLED = """
import os, signal, sys
from domain import seams
def kill(kind, name):
    if name == "odoo.sales.confirm.before":
        os.kill(os.getpid(), signal.SIGKILL)
seams.install(kill)
from entrypoints.cli import main
sys.argv = ["lading", "work"]
main()
"""


@dataclass
class PrefectHouse:
    """A world, and the Prefect server that sees it."""

    world: World
    api: str
    more: dict[str, str] = field(default_factory=dict)
    """Further settings of the processes."""
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When it was made: a server has seen the houses of other modules."""

    def environment(self) -> dict[str, str]:
        """For a process that works this house."""
        known = self.world.made_settings()
        keys = {f"LADING_ODOO_KEYS__{role.upper()}": key.get_secret_value() for role, key in known.odoo_keys.items()}
        return {
            **os.environ,
            **keys,
            "LADING_HOME": str(known.home),
            "LADING_PARTNERS": str(known.partners),
            "LADING_CHANNELS": str(known.channels),
            "LADING_LEDGER_URL": known.ledger_url.get_secret_value() if known.ledger_url else "",
            "LADING_ODOO_URL": str(known.odoo_url),
            "LADING_ODOO_DATABASE": str(known.odoo_database),
            "LADING_PREFECT_API_URL": self.api,
            "LADING_LEASE_SECONDS": "10",
            **self.more,
        }

    def lading(self, *arguments: str, ok: tuple[int, ...] = (0,)) -> str:
        """What a command printed; its exit code is one of ``ok``."""
        command = [sys.executable, "-m", "entrypoints.cli", *arguments]
        ran = subprocess.run(
            command, cwd=PROJECT, env=self.environment(), capture_output=True, text=True, check=False, timeout=180
        )
        assert ran.returncode in ok, ran.stderr[-2000:] + ran.stdout[-500:]
        return ran.stdout

    def work_until_killed(self) -> None:
        """The consumer, killed when it is about to confirm."""
        ran = subprocess.run(
            [sys.executable, "-c", KILLED], cwd=PROJECT, env=self.environment(), check=False, timeout=120,
            capture_output=True,
        )  # fmt: skip
        assert ran.returncode == -signal.SIGKILL, ran.stderr[-2000:]

    @contextmanager
    def working(self) -> Iterator[None]:
        """The consumer works until the block ends; it must end well."""
        command = [sys.executable, "-m", "entrypoints.cli", "work"]
        told = self.world.home / "consumer.log"
        with (
            told.open("ab") as log,
            subprocess.Popen(command, cwd=PROJECT, env=self.environment(), stdout=log, stderr=log) as consumer,
        ):
            try:
                yield
            except AssertionError as missed:
                missed.add_note(told.read_text()[-3000:])
                raise
            finally:
                consumer.terminate()
                assert consumer.wait(timeout=60) == 0

    @contextmanager
    def serving(self, pool: str) -> Iterator[None]:
        """A worker serves the pool until the block ends, as the stack's own does."""
        command = [sys.executable, "-m", "infra.workers", str(self.world.home / "worker.alive"), f"{pool}=1"]
        environment = self.environment() | {"PREFECT_API_URL": self.api}
        with (
            (self.world.home / "worker.log").open("wb") as log,
            subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log) as worker,
        ):
            try:
                yield
            except AssertionError as missed:
                missed.add_note((self.world.home / "worker.log").read_text()[-3000:])
                raise
            finally:
                worker.terminate()
                worker.wait(timeout=60)

    def asked(self, path: str, **wanted: object) -> Any:
        """The answer of Prefect's API; asked again where its database is busy (503), as Prefect's own client does."""
        request = urllib.request.Request(
            f"{self.api}/{path}", json.dumps(wanted).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        for rest in (0.2, 0.5, 1.0, 2.0, 4.0):
            try:
                with urllib.request.urlopen(request) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as busy:
                if busy.code != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                time.sleep(rest)
        raise AssertionError(f"Prefect is busy: {path}")

    def runs(self) -> list[dict[str, Any]]:
        """Flow runs since the house is there, the first one first."""
        since = {"expected_start_time": {"after_": self.since.isoformat()}}
        found: list[dict[str, Any]] = self.asked("flow_runs/filter", sort="EXPECTED_START_TIME_ASC", flow_runs=since)
        return found

    def run(self, known: dict[str, Any]) -> dict[str, Any]:
        """A run as it is now."""
        [found] = self.asked("flow_runs/filter", flow_runs={"id": {"any_": [known["id"]]}})
        return dict(found)

    def done(self, prefix: str) -> int:
        """Documents of these numbers that are done."""
        sql = "SELECT count(*) FROM documents WHERE state = 'done' AND number LIKE %(like)s"
        [(count,)] = self.world.ledger_rows(sql, like=f"{prefix}%")
        return int(count)


@contextmanager
def prefect_house(api: str) -> Iterator[PrefectHouse]:
    """A house of its own in sight of that Prefect server; the deployments are registered."""
    folder = Path(tempfile.mkdtemp(prefix="lading-prefect-"))
    try:
        with furnished_copy("prefect_house") as (odoo, keys), ledger_database("prefect_house") as ledger_url:
            made = PrefectHouse(make_world(folder / "lading", odoo, ledger_url, None, keys), api)
            made.lading("deploy")
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def eventually_done(house: PrefectHouse, prefix: str, count: int, seconds: float = 90.0) -> None:
    """Wait until so many are."""
    ends = time.monotonic() + seconds
    while house.done(prefix) < count:
        assert time.monotonic() < ends, f"{house.done(prefix)} of {count} done"
        time.sleep(0.3)


__all__ = ["CHANNEL", "PrefectHouse", "eventually_done", "prefect_house"]
