"""Creation beside OCA queue_job, which Odoo people use: one job an order, at its best number of workers of 1, 2 and 3.

Run: ``python -m benchmarks.bench_queue_job``. One run, one machine, one PostgreSQL, one Odoo program; fresh copies of
one furnished database; the same bot, the same orders of three lines with the same content and context. Lading's side
is its draft stage, intents included, on an Odoo with two workers. The peer's clock runs from the moment that all jobs
are on its queue until the last is done: the enqueueing is given to it. A peer that cannot be had is a failed row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.bench_orders import ORDERS, resolved, stages_of
from benchmarks.peer_odoo import Missing
from benchmarks.queue_job import JobOdoo, peer, prepared, rate
from benchmarks.rows import Row, save
from domain.documents.resolved_order import ResolvedOrder
from tests.faults.world import make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import ledger_database, servers

JOBS, WARM, WORKERS = 300, 20, (1, 2, 3)
GOAL = 7
WHAT = "creation: draft stage / OCA queue_job, one job an order"


def main() -> int:
    """Measure, print and save the table; 1 when the goal is missed or there was no peer."""
    with servers("postgres", "odoo") as stack, furnished_copy("bench_queue_job") as (odoo, _):
        lading, orders = _lading()
        row = verdict(lading, lambda: _peer_rates(peer(stack), odoo.database, orders))
    return 0 if save("queue_job", f"{JOBS} jobs of one order of 3 lines each", [row]) else 1


def _lading() -> tuple[float, list[ResolvedOrder]]:
    """Orders a second of the draft stage, and the orders."""
    with (
        tempfile.TemporaryDirectory() as folder,
        furnished_copy("bench_queue_job_ours") as (odoo, keys),
        ledger_database("bench_queue_job") as url,
    ):
        world = make_world(Path(folder) / "lading", odoo, url, None, keys)
        return ORDERS / stages_of(world)["draft"], resolved(world)


def _peer_rates(found: JobOdoo, template: str, orders: list[ResolvedOrder]) -> dict[int, float]:
    """Orders a second by number of workers."""
    warm, rest = orders[:WARM], orders[WARM : WARM + JOBS]
    with prepared(found, template) as installed:
        return {workers: rate(installed, workers, warm, rest) for workers in WORKERS}


def verdict(lading: float, measure: Callable[[], dict[int, float]]) -> Row:
    """The row of Lading's orders a second against the peer's, by number of workers; a failed one without a peer."""
    try:
        rates = measure()
    except Missing as missing:
        return Row(WHAT, 0, GOAL, "×", note=f"there is no peer: {missing}")
    best = max(rates, key=lambda workers: rates[workers])
    told = ", ".join(f"{workers}: {each:.1f}/s" for workers, each in rates.items())
    note = f"{lading:.0f}/s against {rates[best]:.1f}/s, its best by number of workers ({told}; as many jobs at once)"
    return Row(WHAT, lading / rates[best], GOAL, "×", note=note)


if __name__ == "__main__":
    raise SystemExit(main())
