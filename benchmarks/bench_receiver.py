"""The receiver: webhooks accepted a second and how long each waits; from POST to verified in Odoo at 5 orders/s.

Run: ``python -m benchmarks.bench_receiver``. Receiver, PostgreSQL (synchronous commit on) and the senders share this
machine; each message has its signature checked, its own file in the archive with fsync, and its row. The senders
speak plain HTTP/1.1 with requests made before. ``--without-odoo`` leaves the last part out.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg
from pydantic import SecretStr

from benchmarks.rows import Row, save
from connectors.odoo.json2 import Json2Port, OdooAddress
from connectors.odoo.master_load import MasterLoad
from entrypoints.preparing import make_ready
from infra.stack import ALL, Stack, StackConfig, StackConnections
from ledger.book import Ledger
from tasks.runtime.settings import Settings
from tests.faults.world import master
from tests.pushing import (
    CHANNEL,
    PROFILE,
    SECRET,
    Answered,
    Push,
    ReceiverProcess,
    Senders,
    order,
    pushed,
    receiving,
)

PROJECT = Path(__file__).resolve().parents[1]
AT_ONCE, MESSAGES, WARM = 32, 6_000, 500
RATE, RATE_SECONDS = 300, 20
KEYS, COPIES = 1_000, 100
LIVE, LIVE_ORDERS, LIVE_RATE = "LIVE-", 500, 5
VERIFIED = """
SELECT d.number, min(a.at) FROM audit a JOIN documents d ON d.id = a.document_id
WHERE a.kind = 'moved' AND a.data ->> 'to' = %s AND d.number LIKE %s GROUP BY 1
"""


def main() -> int:
    """Measure, print and save the table; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="lading-bench-") as folder:
        rows = accepted(Path(folder))
        if "--without-odoo" not in sys.argv:
            rows += verified(Path(folder) / "live")
    return 0 if save("receiver", "Pushes", rows) else 1


def accepted(folder: Path) -> list[Row]:
    """How many messages a second become safe, and how long their senders wait."""
    with _receiver(folder) as (receiver, ledger_url):
        _push(receiver, _messages("warm", WARM), at_once=AT_ONCE)
        began = time.perf_counter()
        flood = _push(receiver, _messages("flood", MESSAGES), at_once=AT_ONCE)
        rate = MESSAGES / (time.perf_counter() - began)
        steady = _push(receiver, _messages("steady", RATE * RATE_SECONDS), at_once=AT_ONCE * 4, rate=RATE)
        again = _again(receiver)
        memory = psutil.Process(receiver.process.pid).memory_info().rss / 1e6 if receiver.process else 0.0
        kept = _count(ledger_url)
    expected = WARM + MESSAGES + RATE * RATE_SECONDS + KEYS
    assert kept == expected, f"{kept} rows for {expected} messages"
    size = len(order("flood-000000"))
    return [
        Row("webhooks accepted a second", rate, 300, "1/s", note=f"{MESSAGES} messages of {size:,} bytes, {AT_ONCE} at once; {_waits(flood)}"),
        Row("the same: p99", _percentile(flood, 0.99), 150, "ms", low_is_good=True, note=f"{AT_ONCE} at once, each as soon as the one before is answered"),
        Row("300 a second offered: p99", _percentile(steady, 0.99), 150, "ms", low_is_good=True, note=f"{RATE_SECONDS} s, counted from when each was due; {_waits(steady)}"),
        Row("one webhook 100 times at once, 1,000 keys: p99", _percentile(again, 0.99), 1_000, "ms", low_is_good=True, note=f"{KEYS * COPIES:,} requests, {COPIES} at once; each key one row, all its answers equal; {_waits(again)}"),
        Row("receiver's memory after that", memory, 150, "MB", low_is_good=True, note="resident"),
    ]  # fmt: skip


def verified(home: Path) -> list[Row]:
    """From the first byte of a POST to the order verified in a real Odoo, five orders a second."""
    with _stack(home) as (receiver, ledger_url):
        _live(receiver, ledger_url, "WARM-", 10)
        posted = _live(receiver, ledger_url, LIVE, LIVE_ORDERS)
        waits = sorted(_since(ledger_url, posted, "verified"))
        confirmed = sorted(_since(ledger_url, posted, "confirmed"))
    p50, p95 = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
    note = (
        f"{LIVE_ORDERS} orders, one a message, {LIVE_RATE} a second; p50 {p50:.1f} s, worst {waits[-1]:.1f} s; "
        f"confirmed p95 {confirmed[int(len(confirmed) * 0.95)]:.1f} s"
    )
    return [Row("POST of an order → verified in Odoo, p95", p95, 5.0, "s", low_is_good=True, note=note)]


def _messages(prefix: str, count: int) -> list[Push]:
    return [pushed(f"{prefix}-{number}", order(f"{prefix}-{number:06d}")) for number in range(count)]


def _push(
    receiver: ReceiverProcess, pushes: Sequence[Push], *, at_once: int, rate: float | None = None
) -> list[Answered]:
    answers = asyncio.run(Senders("127.0.0.1", receiver.port, at_once, rate).send(pushes))
    refused = [one for one in answers if one.status != 202]
    assert not refused, f"{len(refused)} of {len(answers)} were not taken, the first with {refused[0]}"
    return answers


def _again(receiver: ReceiverProcess) -> list[Answered]:
    """Each key's copies all at once, one key after the other, as a sender in panic does."""
    pushes = [one for one in _messages("again", KEYS) for _ in range(COPIES)]
    answers = _push(receiver, pushes, at_once=COPIES)
    told: dict[str, set[bytes]] = defaultdict(set)
    for one in answers:
        told[one.key].add(one.body)
    assert len(told) == KEYS
    assert all(len(bodies) == 1 for bodies in told.values()), "answers of one key differ"
    return answers


def _percentile(answers: Sequence[Answered], share: float) -> float:
    """Milliseconds."""
    times = sorted(one.seconds for one in answers)
    return times[min(int(len(times) * share), len(times) - 1)] * 1000


def _waits(answers: Sequence[Answered]) -> str:
    return f"p50 {_percentile(answers, 0.5):.0f} ms, p99 {_percentile(answers, 0.99):.0f} ms, worst {_percentile(answers, 1):.0f} ms"


@contextmanager
def _receiver(folder: Path) -> Iterator[tuple[ReceiverProcess, str]]:
    """A receiver on a PostgreSQL and an archive of its own."""
    partners = folder / "partners"
    partners.mkdir()
    (partners / "pushed.yaml").write_text(PROFILE)
    stack = Stack(StackConfig(home=folder / "home", project=PROJECT))
    try:
        stack.up(("postgres",))
        ledger_url = stack.connections().ledger_url
        Ledger(ledger_url).migrate()
        known = {
            "LADING_HOME": folder / "receiver",
            "LADING_PARTNERS": partners,
            "LADING_LEDGER_URL": ledger_url,
            "LADING_SECRETS__PUSHED": SECRET,
        }
        with receiving(
            os.environ | {name: str(value) for name, value in known.items()}, folder / "receiver.log"
        ) as made:
            yield made, ledger_url
    finally:
        stack.down()


@contextmanager
def _stack(home: Path) -> Iterator[tuple[ReceiverProcess, str]]:
    """Everything that ``lading up`` starts, and a receiver."""
    partners = home / "partners"
    partners.mkdir(parents=True)
    (partners / "pushed.yaml").write_text(PROFILE)
    known = {"LADING_HOME": str(home), "LADING_PARTNERS": str(partners), "LADING_SECRETS__PUSHED": SECRET}
    consumer = (str(Path(sys.executable).parent / "lading"), "work")
    stack = Stack(
        StackConfig(home, PROJECT, programs=PROJECT / ".lading" / "programs", consumer=consumer, environment=known)
    )

    def prepare(there: StackConnections) -> None:
        make_ready(Settings(home=home, partners=partners), stack)
        admin = OdooAddress(there.odoo_url, there.odoo_database, SecretStr(there.odoo_admin_key))
        load = MasterLoad(Json2Port(admin, role="admin"))
        for kind, rows in master().items():
            getattr(load, kind)(rows)

    try:
        stack.up(ALL, progress=print, prepare=prepare)
        ledger_url = stack.connections().ledger_url
        with receiving(os.environ | known | {"LADING_LEDGER_URL": ledger_url}, home / "receiver.log") as made:
            yield made, ledger_url
    finally:
        stack.down()


def _live(receiver: ReceiverProcess, ledger_url: str, prefix: str, count: int) -> dict[str, datetime]:
    """Push one order a message at the rate; when each was due, by number."""
    today = datetime.now(UTC).date()
    bodies = {
        f"{prefix}{number:04d}": order(
            f"{prefix}{number:04d}", day=str(today - timedelta(days=number % 28)), customer=f"FC-{number % 3 + 1}"
        )
        for number in range(count)
    }
    pushes = [pushed(f"{number}-{secrets.token_hex(4)}", body) for number, body in bodies.items()]
    began = datetime.now(UTC)
    _push(receiver, pushes, at_once=AT_ONCE, rate=LIVE_RATE)
    ends = time.monotonic() + 240
    while len(_moved(ledger_url, "confirmed", prefix)) < count:
        assert time.monotonic() < ends, f"{len(_moved(ledger_url, 'confirmed', prefix))} of {count} confirmed in 240 s"
        time.sleep(0.5)
    return {number: began + timedelta(seconds=place / LIVE_RATE) for place, number in enumerate(bodies)}


def _moved(ledger_url: str, state: str, prefix: str) -> dict[str, datetime]:
    with psycopg.connect(_plain(ledger_url)) as connection:
        return dict(connection.execute(VERIFIED, (state, f"{prefix}%")).fetchall())


def _since(ledger_url: str, posted: dict[str, datetime], state: str) -> list[float]:
    return [(at - posted[number]).total_seconds() for number, at in _moved(ledger_url, state, LIVE).items()]


def _count(ledger_url: str) -> int:
    with psycopg.connect(_plain(ledger_url)) as connection:
        found = connection.execute("SELECT count(*) FROM deliveries WHERE channel = %s", (CHANNEL,)).fetchone()
    return int(found[0]) if found else 0


def _plain(ledger_url: str) -> str:
    return ledger_url.replace("postgresql+psycopg://", "postgresql://")


if __name__ == "__main__":
    raise SystemExit(main())
