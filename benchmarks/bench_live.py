"""A running stack: from a dropped file of 5 orders to confirmed in Odoo, and what Prefect's database grows by.

Run: ``python -m benchmarks.bench_live``. The whole stack with its consumer in a home of its own; files are dropped at
one a second (5 orders/s), then 900 orders in batches of 300. Confirmed is the time of the ledger's audit row.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from pydantic import SecretStr

from benchmarks.rows import Row, save
from connectors.odoo.json2 import Json2Port, OdooAddress
from connectors.odoo.master_load import MasterLoad
from entrypoints.preparing import make_ready
from infra.stack import ALL, Stack, StackConfig, StackConnections
from tasks.runtime.settings import Settings
from tests.faults.world import PROFILE, World, master

PROJECT = Path(__file__).resolve().parents[1]
FILES, ORDERS_A_FILE, BULK = 100, 5, 900
CONFIRMED = """
SELECT d.number, max(a.at) FROM audit a JOIN documents d ON d.id = a.document_id
WHERE a.kind = 'moved' AND a.data ->> 'to' = 'confirmed' AND d.number LIKE %s GROUP BY 1
"""


def main() -> int:
    """Measure, print and save the table; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder, _stack(Path(folder)) as world:
        _drop_and_wait(world, "WARM-", files=2)
        prefect = Path(folder) / "prefect"
        before = _size(prefect)
        dropped = _drop_and_wait(world, "L-", files=FILES)
        live = _size(prefect) - before
        waits = sorted(_waits(world, "L-", dropped))
        before = _size(prefect)
        world.drop("bulk.csv", world.orders("BULK-", BULK))
        _wait(world, "BULK-", BULK)
        bulk = _size(prefect) - before
    p50, p95 = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
    scale = 1000 / (FILES * ORDERS_A_FILE)
    rows = [
        Row("dropped file of 5 orders → all confirmed, p95", p95, 5.0, "s", low_is_good=True, note=f"{FILES} files, one a second; p50 {p50:.1f} s, worst {waits[-1]:.1f} s; settle time 1 s included"),
        Row("Prefect's database at 5 orders/s, per 1,000 orders", live * scale, 25, "MB", low_is_good=True, note="pages in use, SQLite"),
        Row("Prefect's database at 300 a batch, per 1,000 orders", bulk * 1000 / BULK, 2, "MB", low_is_good=True, note=f"{BULK} orders in one file"),
    ]  # fmt: skip
    return 0 if save("live", "A running stack", rows) else 1


@contextmanager
def _stack(home: Path) -> Iterator[World]:
    partners = home / "partners"
    partners.mkdir(parents=True)
    (partners / "faults.yaml").write_text(PROFILE.replace(", settle_seconds: 0", ""))
    os.environ["LADING_PARTNERS"] = str(partners)
    known = Settings(home=home, partners=partners)
    consumer = (str(Path(sys.executable).parent / "lading"), "work")
    stack = Stack(
        StackConfig(home, PROJECT, programs=PROJECT / ".lading" / "programs", consumer=consumer,
                    environment={"LADING_PARTNERS": str(partners), "LADING_HOME": str(home)})
    )  # fmt: skip

    def prepare(there: StackConnections) -> None:
        make_ready(known, stack)
        admin = OdooAddress(there.odoo_url, there.odoo_database, SecretStr(there.odoo_admin_key))
        load = MasterLoad(Json2Port(admin, role="admin"))
        for kind, rows in master().items():
            getattr(load, kind)(rows)

    try:
        stack.up(ALL, progress=print, prepare=prepare)
        there = stack.connections()
        settings = {"ledger_url": there.ledger_url, "channels": home / "channels"}
        yield World(home, "", settings, None)  # type: ignore[arg-type]
    finally:
        stack.down()


def _drop_and_wait(world: World, prefix: str, *, files: int) -> dict[str, datetime]:
    """Drop one file a second; give when each was dropped, by its own prefix."""
    dropped: dict[str, datetime] = {}
    began = time.monotonic()
    for number in range(files):
        time.sleep(max(0.0, began + number - time.monotonic()))
        name = f"{prefix}{number:03d}-"
        world.drop(f"{name}.csv", world.orders(name, ORDERS_A_FILE))
        dropped[name] = datetime.now(UTC)
    _wait(world, prefix, files * ORDERS_A_FILE)
    return dropped


def _wait(world: World, prefix: str, count: int) -> None:
    ends = time.monotonic() + 240
    while len(_confirmed(world, prefix)) < count:
        assert time.monotonic() < ends, f"{len(_confirmed(world, prefix))} of {count} orders confirmed in 240 s"
        time.sleep(0.5)
    time.sleep(6)  # the run's end and its events reach Prefect's database


def _confirmed(world: World, prefix: str) -> dict[str, datetime]:
    with psycopg.connect(world.ledger_dsn) as connection:
        return dict(connection.execute(CONFIRMED, (f"{prefix}%",)).fetchall())


def _waits(world: World, prefix: str, dropped: dict[str, datetime]) -> list[float]:
    """Seconds from the drop of each file to its last order confirmed."""
    last: dict[str, datetime] = {}
    for number, at in _confirmed(world, prefix).items():
        name = number[: len(prefix) + 4]
        last[name] = max(at, last.get(name, at))
    return [(at - dropped[name]).total_seconds() for name, at in last.items()]


def _size(prefect: Path) -> float:
    """Megabytes in use in Prefect's SQLite database."""
    [file] = [path for path in prefect.rglob("*.db") if path.is_file()]
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    return float((pages - free) * size) / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
