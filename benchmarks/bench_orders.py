"""Orders of three lines, captured to confirmed: Lading beside a naive odoorpc loop and beside the limit inside Odoo.

Run: ``python -m benchmarks.bench_orders``. One run, one machine, one Odoo (two workers, calls in flight as the table
says); each side has a fresh copy of the same database. Ratios, because absolute figures are the machine's.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.naive import NaiveRates, measure
from benchmarks.rows import Row, save
from connectors.odoo.port import CREATE_ONLY
from connectors.odoo.rows import by_columns, order_rows
from domain.documents.resolved_order import ResolvedOrder
from domain.work import Batch, BatchLimits
from flows.order_to_cash import order_to_cash
from tasks import stage as stages
from tasks.gates import warm
from tasks.runtime.resources import Resources, use
from tests.faults.world import CHANNEL, World, make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import ledger_database, servers

ORDERS, NAIVE, BATCH = 900, 120, 300
GATES = ("extract-gate", "transform-gate", "read-back-gate")
LIMITS = BatchLimits(documents=BATCH, lines=BATCH * 3)
Seconds = dict[str, float]


def main() -> int:
    """Measure, print and save the table; 1 when a goal is missed."""
    with servers("postgres", "odoo"), tempfile.TemporaryDirectory() as folder:
        with furnished_copy("bench_lading") as (odoo, keys), ledger_database("bench") as url:
            world = make_world(Path(folder) / "lading", odoo, url, None, keys)
            seconds = stages_of(world)
            orders = resolved(world)
        with furnished_copy("bench_backlog") as (odoo, keys), ledger_database("bench_backlog") as url:
            seconds["backlog"] = _backlog(make_world(Path(folder) / "backlog", odoo, url, None, keys))
        with furnished_copy("bench_inside") as (odoo, keys), ledger_database("bench_inside") as url:
            make_world(Path(folder) / "inside", odoo, url, None, keys)
            inside = _inside(odoo.database, orders, Path(folder))
        with furnished_copy("bench_naive") as (odoo, keys), ledger_database("bench_naive") as url:
            make_world(Path(folder) / "naive", odoo, url, None, keys)
            naive = measure(odoo.url, odoo.database, orders[:NAIVE])
    rows = _rows(seconds, inside, naive)
    return 0 if save("orders", f"{ORDERS} orders of 3 lines, batches of {BATCH}", rows) else 1


def stages_of(world: World) -> Seconds:
    """Seconds by stage, batch after batch in one run; the process is warm and the mirror read."""
    house = Resources(world.made_settings())
    use(house)
    began = time.monotonic()
    warm()
    seconds: Seconds = defaultdict(float)
    seconds["import"] = time.monotonic() - began
    seconds["calls"] = house.settings.odoo_calls_in_flight
    _worked(world, "WARM-", 5)
    with _timed(seconds):
        seconds["whole"] = _worked(world, "B-", ORDERS)
    return seconds


def _backlog(world: World) -> float:
    """Seconds with two runs on the channel, as the consumer has them while more than a batch waits."""
    use(Resources(world.made_settings()))
    _worked(world, "WARM-", 5)
    return _worked(world, "B-", ORDERS, runs=2)


def _worked(world: World, prefix: str, count: int, *, runs: int = 1) -> float:
    """Drop a file and work it off: seconds from its drop to its last order confirmed, annotated and done."""
    world.drop(f"{prefix}.csv", world.orders(prefix, count))
    began = time.monotonic()

    async def work() -> None:
        first = asyncio.create_task(order_to_cash.fn(channel=CHANNEL, limits=LIMITS))
        while runs > 1 and not first.done() and world.waiting() <= BATCH:  # noqa: ASYNC110 - the ledger has no event
            await asyncio.sleep(0.25)  # as the consumer: one run splits the file, the rest of it is for both
        await asyncio.gather(first, *(order_to_cash.fn(channel=CHANNEL, limits=LIMITS) for _ in range(runs - 1)))

    asyncio.run(work())
    seconds = time.monotonic() - began
    done = len(world.fingerprint(prefix))
    assert done == count, f"only {done} of {count} orders arrived"
    return seconds


@contextmanager
def _timed(seconds: Seconds) -> Iterator[None]:
    """Measure each stage's own work until the block ends."""
    plain = stages.Stage.work

    async def work(self: stages.Stage, batch: Batch) -> stages.Outcome:
        began = time.monotonic()
        try:
            return await plain(self, batch)
        finally:
            seconds[self.name] += time.monotonic() - began

    stages.Stage.work = work  # type: ignore[method-assign]
    try:
        yield
    finally:
        stages.Stage.work = plain  # type: ignore[method-assign]


def resolved(world: World) -> list[ResolvedOrder]:
    """The orders that were worked off, as Lading resolved them."""
    rows = world.ledger_rows(
        "SELECT r.resolved FROM resolutions r JOIN documents d ON d.id = r.document_id WHERE d.number LIKE 'B-%%' ORDER BY d.id"
    )
    return [ResolvedOrder.model_validate_json(bytes(row[0])) for row in rows]


def _inside(database: str, orders: list[ResolvedOrder], folder: Path) -> dict[str, Any]:
    """The same rows and confirms in one Odoo process, by its shell, as the same bot with the same context."""
    batches = []
    for first in range(0, len(orders), BATCH):
        grouped = by_columns([order_rows(order) for order in orders[first : first + BATCH]])
        for columns, items in grouped.items():
            batches.append({"columns": columns, "rows": [row for item in items for row in item.rows]})
    task = folder / "task.json"
    task.write_text(json.dumps({"login": "lading.sales", "context": CREATE_ONLY, "batches": batches}, default=str))
    with servers("postgres", "odoo") as stack:
        server = stack.parts.template().server
        ran = subprocess.run(
            server.command("shell", "-d", database, "--no-http", "--workers=0", "--log-level=warn"),
            input=(Path(__file__).parent / "inside_odoo.py").read_text(),
            env={**server.program.environment(server.folder), "LADING_BENCH_TASK": str(task)},
            cwd=server.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
    line = next((one for one in ran.stdout.splitlines() if "LADING " in one), None)
    assert line is not None, ran.stderr[-800:]
    told: dict[str, Any] = json.loads(line.partition("LADING ")[2])
    return told


def _rows(seconds: Seconds, inside: dict[str, Any], naive: NaiveRates) -> list[Row]:
    draft = seconds["draft"]
    drafted = ORDERS / (draft + seconds["read-back-gate"])
    confirmed = ORDERS / seconds["confirm"]
    whole = ORDERS / seconds["backlog"]
    load_rate, confirm_rate = inside["orders"] / inside["load"], inside["orders"] / inside["confirm"]
    gates = sum(seconds[name] for name in GATES)
    calls = f"at most {int(seconds['calls'])} calls in flight"
    return [
        Row("creation: draft stage / naive create", ORDERS / draft / naive.create, 5, "×", note=f"{ORDERS / draft:.0f}/s against {naive.create:.1f}/s; {calls}"),
        Row("captured to confirmed / naive create + confirm", whole / naive.bare, 3.8, "×", note=f"{whole:.1f}/s against {naive.bare:.1f}/s; two runs on the channel, as with any backlog; {ORDERS / seconds['whole']:.1f}/s with one"),
        Row("the same, both with date, read-back and note", whole / naive.dutiful, 4.5, "×", note=f"{whole:.1f}/s against {naive.dutiful:.1f}/s"),
        Row("draft stage with intents and read-back / load inside Odoo", drafted / load_rate, 0.80, "", note=f"{drafted:.1f}/s against {load_rate:.1f}/s"),
        Row("confirm stage / confirm inside Odoo", confirmed / confirm_rate, 0.85, "", note=f"{confirmed:.1f}/s against {confirm_rate:.1f}/s"),
        Row("gates' share of the flow's time", gates / seconds["whole"] * 100, 10, "%", low_is_good=True, note=f"warm; importing Great Expectations took {seconds['import']:.1f} s, apart"),
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
