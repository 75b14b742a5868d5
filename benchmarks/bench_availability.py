"""How fast numbers are made: 50,000 SKUs in two warehouses for five channels, all of them, and after some changes.

Run: ``python -m benchmarks.bench_availability [postgresql+psycopg://... of an empty database]``. Without a URL an
embedded PostgreSQL is started in a temporary folder. The stock stands in the mirror as it would after reading Odoo.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from pydantic import SecretStr

from benchmarks.bench_ledger import Measured, database
from domain.profile import PartnerProfile
from domain.promising.terms import Incoming, OrderPoint, Outgoing, Quant, Stock
from ledger.book import Ledger
from ledger.values import MirrorRecord
from tasks.availability.numbers import Made, make_all, make_marked
from tasks.availability.stock import KIND
from tasks.availability.writers import send_numbers
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings

SKUS = 50_000
GOAL_SECONDS = 20.0
TODAY = date(2026, 3, 2)
SECTIONS: dict[str, dict[str, object]] = {
    "shop": {"share": 40, "buffer": 2, "inbound_days": 14},
    "edi": {"share": 30, "floor": 5, "cap": 200, "inbound_days": 30, "inbound_slack_days": 2},
    "portal": {"priority": 10, "buffer": 1},
    "field": {"warehouses": ["WEST"], "priority": 20},
    "market": {"share": 10, "cap": 50, "safety_stock": 3, "safety_from": "reordering-rules"},
}


def profile(channel: str, section: dict[str, object]) -> PartnerProfile:
    """A channel that offers."""
    return PartnerProfile.model_validate(
        {"partner": channel, "source_id": channel, "channel": channel, "format": "x12",
         "transport": {"inbox": channel}, "availability": section}
    )  # fmt: skip


def stock(number: int, chance: random.Random) -> Stock:
    """A product in two warehouses: every third with a receipt, every fourth with orders that wait."""
    coming = [
        Incoming(record_id=number, warehouse="EAST", expected_on=TODAY + timedelta(days=chance.randint(1, 40)),
                 quantity=Decimal(chance.randint(10, 100)), reference=f"EAST/IN/{number}")
    ] if number % 3 == 0 else []  # fmt: skip
    going = [
        Outgoing(record_id=number, warehouse="WEST", quantity=Decimal(3), reserved=Decimal(1), origin=f"S{number}")
    ] if number % 4 == 0 else []  # fmt: skip
    return Stock(
        record_id=number,
        sku=f"SKU-{number:06d}",
        read_at=datetime.now(UTC),
        quants=tuple(
            Quant(
                record_id=number * 2 + place,
                warehouse=code,
                location=f"{code}/Stock",
                reserved=Decimal(place),
                quantity=Decimal(chance.randint(0, 120)),
            )
            for place, code in enumerate(("EAST", "WEST"))
        ),
        incoming=tuple(coming),
        outgoing=tuple(going),
        order_points=(OrderPoint(record_id=number, warehouse="EAST", minimum=Decimal(5)),) if number % 5 == 0 else (),
    )


def mirror(house: Resources, stocks: list[Stock], *, marks: bool) -> None:
    """As if it had just been read."""
    for begin in range(0, len(stocks), 10_000):
        some = stocks[begin : begin + 10_000]
        records = [
            MirrorRecord(
                one.record_id, (("sku", one.sku),), active=True, data=one.model_dump_json().encode(), write_date=None
            )
            for one in some
        ]
        with house.ledger.open() as book:
            book.mirror.refresh(house.odoo_target, KIND, records)
            if marks:
                book.published.mark([one.sku for one in some], "stock")
            book.commit("benchmark.mirror")


def timed(what: str, work: Callable[[], Made], goal: float) -> tuple[Measured, Made]:
    """One row: SKUs in seconds, and the rate that would just meet the goal."""
    started, processor = time.perf_counter(), time.process_time()
    made = work()
    seconds = time.perf_counter() - started
    print(f"{what}: {seconds:.1f} s, of which this process computed {time.process_time() - processor:.1f} s")
    return Measured(what, made.looked, seconds, made.looked / goal, "1/s"), made


def measure(house: Resources, skus: int) -> list[Measured]:
    """All new, all again with nothing new, some changed found by a whole recomputation, and by their marks."""
    chance = random.Random(17)
    mirror(house, [stock(number, chance) for number in range(1, skus + 1)], marks=False)
    rows = []
    for what, expected in (("first numbers of all", True), ("all again, nothing new", False)):
        row, made = timed(what, lambda: make_all(house), GOAL_SECONDS * skus / SKUS)
        if bool(made.changed) is not expected:
            raise SystemExit(f"{what}: {sum(map(len, made.changed.values()))} changed")
        rows.append(row)
        sent = send_numbers(house)
        print(f"{what}: {sum(map(len, made.changed.values()))} new numbers, {sum(sent.numbers.values())} sent")
    for what, work, goal, marks in (
        ("all, of which a hundredth changed", make_all, GOAL_SECONDS * skus / SKUS, False),
        ("only what is marked", make_marked, 1.0, True),
    ):
        mirror(house, [stock(chance.randint(1, skus), chance) for _ in range(skus // 100)], marks=marks)
        row, made = timed(what, lambda work=work: work(house), goal)  # type: ignore[misc]
        rows.append(row)
        sent = send_numbers(house)
        print(f"{what}: {sum(map(len, made.changed.values()))} new numbers, {sum(sent.numbers.values())} sent")
    return rows


def main() -> int:
    """Measure and print the table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--skus", type=int, default=SKUS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lading-bench-") as name, database(arguments.url, Path(name)) as url:
        ledger = Ledger(url, application="benchmark")
        ledger.migrate()
        ledger.close()
        house = Resources(Settings(ledger_url=SecretStr(url), odoo_database="bench", home=Path(name)))
        house.profiles = {channel: profile(channel, section) for channel, section in SECTIONS.items()}
        rows = measure(house, arguments.skus)
        house.ledger.close()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; {len(SECTIONS)} channels")
    print(f"{'what':<52}{'SKUs':>9}{'seconds':>9}{'rate':>12}{'goal':>10}{'ratio':>8}")
    for row in rows:
        print(
            f"{row.what:<52}{row.amount:>9.0f}{row.seconds:>9.2f}{row.rate:>9.0f} {row.unit}"
            f"{row.goal:>9.0f}{row.rate / row.goal:>8.2f}"
        )
    return 0 if all(row.rate >= row.goal for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
