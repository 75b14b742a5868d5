"""OCA queue_job on the same Odoo program and PostgreSQL: fetched by name, started beside, given one job per order."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.peer_odoo import Parts, PeerOdoo, beside, run_odoo
from connectors.odoo.port import CREATE_ONLY
from connectors.odoo.rows import order_rows
from domain.documents.resolved_order import ResolvedOrder
from infra.databases import drop_database, ensure_database
from infra.odoo.serve import FRESH, ROLE, OdooLimits
from infra.stack import Stack
from infra.supervisor import Supervisor

WHEELS = ("odoo-addon-queue-job==19.0.2.4.0.1", "openupgradelib==3.13.7")
CONTEXT = {key: value for key, value in CREATE_ONLY.items() if key not in {"mode", "noupdate"}}
"""Lading's own: what it leaves out of an order's making the peer need not do either. The two are for ``load`` only."""
KEEP_CONTEXT = """\
from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _job_prepare_context_before_enqueue_keys(self):
        return (*super()._job_prepare_context_before_enqueue_keys(), "mail_create_nolog", "mail_create_nosubscribe")
"""
"""queue_job's own hook: without it a job loses the context that it was enqueued with."""
LINE = "order_line/"
OURS = "lading_bench"
MANIFEST = '{"name": "Lading benchmark", "author": "Lading", "license": "LGPL-3", "depends": ["sale", "queue_job"]}'
MADE = "SELECT count(*) FROM sale_order WHERE client_order_ref IS NOT NULL"
AGAIN = "SELECT coalesce(sum(retry - 1), 0) FROM queue_job"
"""A job that lost a race is tried again five seconds later."""
PATIENCE_SECONDS = 600.0
POLL_SECONDS = 0.1


PARTS = Parts(
    WHEELS, {f"odoo/addons/{OURS}/__manifest__.py": MANIFEST, f"odoo/addons/{OURS}/__init__.py": KEEP_CONTEXT}
)


@dataclass(frozen=True)
class JobOdoo(PeerOdoo):
    """An Odoo with queue_job."""

    loaded: Sequence[str] = ("base", "web", "queue_job")

    def environment(self) -> dict[str, str]:
        """The channel as wide as there are workers."""
        return {**super().environment(), "ODOO_QUEUE_JOB_CHANNELS": f"root:{self.limits.workers}"}


def peer(stack: Stack) -> JobOdoo:
    """The peer beside a running stack, fetched where it was not.

    Raises:
        Missing: no package index, no such wheel, or an Odoo that runs in containers.
    """
    return beside(stack, "queue_job", PARTS, JobOdoo)


@contextmanager
def prepared(peer: JobOdoo, template: str) -> Iterator[JobOdoo]:
    """The peer with a copy of the database in which queue_job is installed, for as long as the block runs."""
    made = replace(peer, database=f"{FRESH}queue_job_{os.getpid()}")
    ensure_database(peer.postgres, made.database, ROLE, template=template)
    try:
        made.choose_ports()
        made.write_settings()
        run_odoo(made, "-d", made.database, "-i", OURS, "--stop-after-init", "--workers=0", "--no-http")
        yield made
    finally:
        drop_database(peer.postgres, made.database)


def rate(installed: JobOdoo, workers: int, warm: Sequence[ResolvedOrder], orders: Sequence[ResolvedOrder]) -> float:
    """Orders a second, from the moment all jobs are visible to the last one done; as many jobs at once as workers.

    In a fresh copy of the installed database, with workers that have served before. What enqueueing takes (a row a
    job, done beforehand in one transaction) is not counted: only the work.
    """
    database = f"{installed.database}_{workers}"
    ensure_database(installed.postgres, database, ROLE, template=installed.database)
    limits = OdooLimits(workers=workers, limit_time_real=installed.limits.limit_time_real)
    server = replace(installed, database=database, limits=limits)
    server.write_settings()
    supervisor, service = Supervisor(server.home), server.service()
    supervisor.ensure(service, print)
    try:
        _done(server, _enqueue(server, warm), len(warm))
        return len(orders) / _done(server, _enqueue(server, orders), len(warm) + len(orders))
    finally:
        supervisor.stop(service)
        drop_database(installed.postgres, database)


def _enqueue(server: JobOdoo, orders: Sequence[ResolvedOrder]) -> float:
    """Put the jobs on the queue; when they became visible, seconds since 1970."""
    task = server.folder / "task.json"
    told = {"login": "lading.sales", "context": CONTEXT, "orders": [values_of(order) for order in orders]}
    task.write_text(json.dumps(told))
    script = (Path(__file__).parent / "inside_queue.py").read_text()
    said = run_odoo(server, "shell", "-d", server.database, "--no-http", "--workers=0", script=script, task=task)
    line = next(line for line in said.splitlines() if "LADING " in line)
    return float(json.loads(line.partition("LADING ")[2])["visible"])


def _done(server: JobOdoo, began: float, expected: int) -> float:
    """Wait for the last job; seconds since ``began``, by the time that the job was seen done."""
    with psycopg.connect(server.postgres.url(server.database), autocommit=True) as connection:
        while True:
            rows = connection.execute("SELECT state, count(*) FROM queue_job GROUP BY 1").fetchall()
            states: Mapping[str, int] = dict(rows)
            seconds = time.time() - began
            if states.get("done") == expected:
                break
            assert not states.get("failed"), connection.execute("SELECT exc_info FROM queue_job").fetchone()
            assert seconds < PATIENCE_SECONDS, f"not done after {seconds:.0f} s: {states}"
            time.sleep(POLL_SECONDS)
        made, again = connection.execute(MADE).fetchone(), connection.execute(AGAIN).fetchone()
    assert made == (expected,), f"{made} orders of {expected}"
    print(
        f"queue_job: {expected} jobs done in all, the last {seconds:.1f} s after; {again[0] if again else 0} tried again"
    )
    return seconds


def values_of(order: ResolvedOrder) -> dict[str, Any]:
    """What Lading's rows of ``load`` say of an order, as the values of ``create``; without the external ids."""
    rows = order_rows(order)
    said = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    head = {name: value for name, value in said[0].items() if not name.startswith(LINE)}
    lines = [{name.removeprefix(LINE): value for name, value in row.items() if name.startswith(LINE)} for row in said]
    return {**_plain(head), "order_line": [(0, 0, _plain(line)) for line in lines]}


def _plain(said: Mapping[str, object]) -> dict[str, object]:
    return {name.removesuffix("/.id"): value for name, value in said.items() if name != "id"}
