"""The portal: questions a second and how long each waits, with nothing of Odoo running; orders submitted one by one.

Run: ``python -m benchmarks.bench_portal``. Receiver, PostgreSQL (synchronous commit on) and the askers share this
machine. The mirror holds a distributor of 20,000 products, 5,000 price list entries, 500 customers and 10,000 invoices;
Odoo's address leads nowhere, so that an answer that needed it would be an error. A fifth of the questions each: what
became of an order, the list of orders, prices, availability, invoices, by 50 customers with a key each.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psutil

from benchmarks.rows import Row, save
from domain.documents.invoice import Invoice
from domain.documents.master import Company, Customer, PriceList, PriceListEntry, Product, UnitOfMeasure
from domain.frozen import Frozen
from domain.portal import PortalKey, secret_hash
from domain.promising.terms import Incoming, Quant, Stock
from infra.stack import Stack, StackConfig
from ledger.book import Ledger
from ledger.values import MirrorRecord
from tests.pushing import Answered, Push, ReceiverProcess, Senders, receiving

PROJECT = Path(__file__).resolve().parents[1]
TARGET = "nowhere"
NOW = datetime.now(UTC)
RATE, SECONDS = 200, 30
ASKERS, ORDERS = 50, 1_000
PRODUCTS, ENTRIES, CUSTOMERS, INVOICES = 20_000, 5_000, 500, 10_000
PROFILE = """\
partner: portal
source_id: portal-orders
channel: portal
format: portal
currency: EUR
units: {EA: Units}
transport: {kind: portal, portal: {requests_per_minute: 100000, burst: 100000}}
availability: {buffer: 1, inbound_days: 14}
"""


def main() -> int:
    """Measure, print and save the table; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="lading-bench-") as folder, _receiver(Path(folder)) as receiver:
        posted = _asked(receiver, [_order(n) for n in range(ORDERS)], 202, at_once=32)
        ids = [json.loads(one.body)["id"] for one in sorted(posted, key=lambda one: int(one.key))]
        _asked(receiver, _questions(ids, 500), 200, at_once=8)
        steady = _asked(receiver, _questions(ids, RATE * SECONDS), 200, at_once=64, rate=RATE)
        began, used = time.perf_counter(), _processor(receiver)
        flood = _asked(receiver, _questions(ids, 4_000), 200, at_once=16)
        took, each = time.perf_counter() - began, (_processor(receiver) - used) / len(flood) * 1000
        memory = psutil.Process(receiver.process.pid).memory_info().rss / 1e6 if receiver.process else 0.0
    rows = [
        Row("200 questions a second offered, Odoo down: p95", _percentile(steady, 0.95), 50, "ms", low_is_good=True, note=f"{SECONDS} s, counted from when each was due; {_waits(steady)}"),
        Row("questions answered a second, Odoo down", len(flood) / took, 200, "1/s", note=f"16 at once, each as soon as the one before is answered; {each:.1f} ms of the receiver's processor each; {_waits(flood)}"),
        Row("orders submitted one by one, 32 at once: p95", _percentile(posted, 0.95), 500, "ms", low_is_good=True, note=f"{ORDERS} orders, each on disk and in the ledger before its 202; {_waits(posted)}"),
        Row("receiver's memory after that", memory, 400, "MB", low_is_good=True, note="resident"),
    ]  # fmt: skip
    return 0 if save("portal", "Portal", rows) else 1


def _asked(
    receiver: ReceiverProcess, pushes: Sequence[Push], status: int, *, at_once: int, rate: float | None = None
) -> list[Answered]:
    answers = asyncio.run(Senders("127.0.0.1", receiver.port, at_once, rate).send(pushes))
    wrong = [one for one in answers if one.status != status]
    assert not wrong, f"{len(wrong)} of {len(answers)} were answered otherwise, the first with {wrong[0]}"
    return answers


def _processor(receiver: ReceiverProcess) -> float:
    """Seconds of processor that the receiver has used."""
    used = psutil.Process(receiver.process.pid).cpu_times() if receiver.process else None
    return used.user + used.system if used else 0.0


def _order(number: int) -> Push:
    lines = [{"sku": f"SKU-{number * 7 % PRODUCTS}", "quantity": n, "unit": "EA"} for n in range(1, 4)]
    order = {"number": f"PO-{number}", "ordered_at": NOW.isoformat(), "lines": lines}
    return _request(number, "POST", "/orders", json.dumps(order).encode(), f"idempotency-key: k-{number}")


def _questions(ids: Sequence[str], count: int) -> list[Push]:
    """As they come at a portal: some of each, of all customers."""
    random.seed(count)
    made = []
    for number in range(count):
        asker = random.randrange(ASKERS)
        mine = ids[random.randrange(len(ids) // ASKERS) * ASKERS + asker]
        skus = "&".join(f"sku=SKU-{random.randrange(PRODUCTS)}" for _ in range(5))
        paths = (f"/orders/{mine}", "/orders?limit=20", f"/prices?{skus}&quantity=12", f"/availability?{skus}&quantity=3",
                 "/invoices?limit=20")  # fmt: skip
        made.append(_request(asker, "GET", paths[number % len(paths)]))
    return made


def _request(asker: int, method: str, path: str, body: bytes = b"", *more: str) -> Push:
    key = _secret(asker % ASKERS)
    lines = [f"{method} /api/v1{path} HTTP/1.1", "host: portal", f"authorization: Bearer {key}", *more]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return Push(path if method == "GET" else str(asker), ("\r\n".join(lines) + "\r\n\r\n").encode() + body)


def _secret(asker: int) -> str:
    return f"lk_{asker:08}_{'b' * 40}"


def _percentile(answers: Sequence[Answered], share: float) -> float:
    """Milliseconds."""
    times = sorted(one.seconds for one in answers)
    return times[min(int(len(times) * share), len(times) - 1)] * 1000


def _waits(answers: Sequence[Answered]) -> str:
    return f"p50 {_percentile(answers, 0.5):.0f} ms, p99 {_percentile(answers, 0.99):.0f} ms, worst {_percentile(answers, 1):.0f} ms"


@contextmanager
def _receiver(folder: Path) -> Iterator[ReceiverProcess]:
    """A receiver on a PostgreSQL and an archive of its own, with a full mirror and no Odoo."""
    partners = folder / "partners"
    partners.mkdir()
    (partners / "portal.yaml").write_text(PROFILE)
    stack = Stack(StackConfig(home=folder / "home", project=PROJECT))
    try:
        stack.up(("postgres",))
        ledger_url = stack.connections().ledger_url
        ledger = Ledger(ledger_url)
        ledger.migrate()
        _fill(ledger)
        ledger.close()
        known = {
            "LADING_HOME": folder / "receiver",
            "LADING_PARTNERS": partners,
            "LADING_LEDGER_URL": ledger_url,
            "LADING_ODOO_URL": "http://127.0.0.1:9",
            "LADING_ODOO_DATABASE": TARGET,
        }
        environment = os.environ | {name: str(value) for name, value in known.items()}
        with receiving(environment, folder / "receiver.log") as made:
            yield made
    finally:
        stack.down()


def _fill(ledger: Ledger) -> None:
    """Keys, and what a reading of Odoo would leave."""
    with ledger.open() as book:
        for asker in range(ASKERS):
            book.portal.add_key(
                PortalKey(f"{asker:08}", "portal", (f"C-{asker}",), "", "bench", NOW, None, None, "", secret_hash(_secret(asker)))
            )  # fmt: skip
        book.commit("bench.keys")
    _mirror(ledger, "company", [(Company(record_id=1, name="Us", currency="EUR"), ())])
    _mirror(ledger, "uom", [(UnitOfMeasure(record_id=1, name="Units", factor=Decimal(1), reference_id=1), ())])
    _mirror(ledger, "pricelist", [(PriceList(record_id=n, name=f"L{n}", currency="EUR"), ()) for n in range(1, 51)])
    _mirror(ledger, "pricelist_entry", [(_entry(n), ()) for n in range(1, ENTRIES + 1)])
    _mirror(ledger, "customer", [(_customer(n), (("code", f"C-{n}"),)) for n in range(CUSTOMERS)])
    _mirror(ledger, "product", [(_product(n), (("sku", f"SKU-{n}"),)) for n in range(PRODUCTS)])
    _mirror(ledger, "stock", [(_stock(n), (("sku", f"SKU-{n}"),)) for n in range(PRODUCTS)])
    _mirror(ledger, "invoice", [(one, (("house", str(one.house_id)), ("number", one.number))) for one in map(_invoice, range(INVOICES))])  # fmt: skip


def _mirror(ledger: Ledger, kind: str, records: Sequence[tuple[Frozen, tuple[tuple[str, str], ...]]]) -> None:
    with ledger.open() as book:
        rows = [
            MirrorRecord(place, codes, active=True, data=one.model_dump_json().encode(), write_date=NOW)
            for place, (one, codes) in enumerate(records)
        ]
        book.mirror.refresh(f"odoo:{TARGET}", kind, rows, NOW.isoformat())
        book.commit("bench.mirror")


def _entry(number: int) -> PriceListEntry:
    return PriceListEntry(
        record_id=number, pricelist_id=number % 50 + 1, currency="EUR", applied_on="product",
        product_id=number * 3 % PRODUCTS, kind="percentage", percent=Decimal(number % 40), base="list",
    )  # fmt: skip


def _customer(number: int) -> Customer:
    return Customer(record_id=number, code=f"C-{number}", name=f"Customer {number}", pricelist_id=number % 50 + 1)


def _product(number: int) -> Product:
    return Product(record_id=number, template_id=number, sku=f"SKU-{number}", name=f"Product {number}", uom_id=1, list_price=Decimal(number % 90 + 1))  # fmt: skip


def _stock(number: int) -> Stock:
    there = tuple(
        Quant(
            record_id=number * 2 + place,
            warehouse=code,
            location=f"{code}/Stock",
            quantity=Decimal(number % 200),
            reserved=Decimal(0),
        )
        for place, code in enumerate(("WH", "WEST"))
    )
    coming = Incoming(
        record_id=number, warehouse="WH", expected_on=NOW.date() + timedelta(days=5), quantity=Decimal(50)
    )
    return Stock(record_id=number, sku=f"SKU-{number}", read_at=NOW, quants=there, incoming=(coming,))


def _invoice(number: int) -> Invoice:
    owed_by = number % CUSTOMERS
    return Invoice(
        record_id=number, number=f"INV/2026/{number:05}", kind="invoice", customer_id=owed_by, house_id=owed_by,
        issued_on=date(2026, 11, 1), due_on=date(2026, 12, 1), currency="EUR", untaxed=Decimal(100), tax=Decimal(19),
        total=Decimal(119), residual=Decimal(119), state="open",
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
