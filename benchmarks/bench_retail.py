"""A wholesaler's whole year, 541,909 invoice lines in one Parquet file, through capture, gate and mapping.

Run: ``python -m benchmarks.bench_retail [FILE]``. Real PostgreSQL, real gates; the mirror holds the file's own
products and customers, so that every line is looked up. Says so and ends with 2 where the file is not present.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from multiprocessing.synchronize import Event
from pathlib import Path

import polars as pl
import yaml

from benchmarks.rows import Row, save
from domain.documents.master import Company, Customer, PriceList, Product, UnitOfMeasure, Warehouse
from domain.frozen import Frozen
from domain.work import Batch, BatchLimits
from ledger.book import Ledger
from ledger.values import MirrorRecord
from tasks.capture import capture
from tasks.gates import extract_gate, warm
from tasks.intake import collect
from tasks.map_codes import map_codes
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import Settings
from tasks.stage import Stage
from tests.odoo_fixture import ledger_database

HERE = Path(__file__).resolve().parent
FILE = HERE.parents[1] / "shared" / "data" / "online_retail.parquet"
CHANNEL = "online-retail"
LIMITS = BatchLimits(documents=3000, lines=60_000, lease_seconds=600)
TOMORROW = timedelta(days=1)


def main() -> int:
    """Measure, print and save the table; 1 when a goal is missed."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    if not file.exists():
        print(f"The retail file is not at {file}: nothing was measured.")
        return 2
    with ledger_database("retail") as url, tempfile.TemporaryDirectory() as folder:
        house = _house(Path(folder), url, file)
        lines = pl.scan_parquet(file).select(pl.len()).collect().item()
        seconds = _run(house)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = seconds.pop("whole")
    parts = ", ".join(f"{name} {took:.1f} s" for name, took in seconds.items())
    rows = [
        Row(
            "lines a second, capture to mapping",
            lines / whole,
            20_000,
            "/s",
            note=f"{lines:,} lines, two workers: {parts} in the first",
        ),
        Row("peak memory of the process", peak, 1024, "MiB", low_is_good=True, note="Great Expectations included"),
    ]
    return 0 if save("retail", "The retail file through capture, gate and mapping", rows) else 1


def _house(folder: Path, url: str, file: Path) -> Resources:
    """A house whose mirror was read just now, with the file in its inbox."""
    profile = yaml.safe_load((HERE.parent / "partners" / "online_retail.yaml").read_text())
    columns = profile["mapping"]["columns"]
    columns["line.sku"] = columns.pop("line.partner_sku")
    (folder / "partners").mkdir()
    (folder / "partners" / "retail.yaml").write_text(yaml.safe_dump(profile))
    inbox = folder / "channels" / "online_retail" / "in"
    inbox.mkdir(parents=True)
    inbox.joinpath(file.name).write_bytes(file.read_bytes())
    house = Resources(
        Settings(home=folder, ledger_url=url, partners=folder / "partners", odoo_url="http://127.0.0.1:9",
                 odoo_database="retail", settle_seconds=0)  # type: ignore[arg-type]
    )  # fmt: skip
    Ledger(url).migrate()
    _fill_mirror(house, file)
    house.mirror_read_at[house.odoo_target] = time.monotonic() + 3600
    use(house)
    return house


def _fill_mirror(house: Resources, file: Path) -> None:
    frame = pl.read_parquet(file, columns=["StockCode", "CustomerID"])
    products = [
        Product(record_id=number, template_id=number, sku=str(code), name=str(code), uom_id=1, list_price=Decimal(1))
        for number, code in enumerate(sorted(frame["StockCode"].drop_nulls().unique().cast(str)), 1)
    ]
    codes = sorted(frame["CustomerID"].drop_nulls().unique().cast(pl.Int64).cast(str))
    customers = [
        Customer(record_id=number, code=code, name=code, pricelist_id=1) for number, code in enumerate(codes, 1)
    ]
    _keep(house, "product", [(one.record_id, [("sku", one.sku)], one) for one in products])
    _keep(house, "customer", [(one.record_id, [("code", one.code)], one) for one in customers])
    unit = UnitOfMeasure(record_id=1, name="Units", factor=Decimal(1), reference_id=1)
    _keep(house, "uom", [(1, [("name", "Units")], unit)])
    _keep(house, "pricelist", [(1, [("name", "Retail")], PriceList(record_id=1, name="Retail", currency="GBP"))])
    _keep(house, "company", [(1, [("name", "Retail")], Company(record_id=1, name="Retail", currency="GBP"))])
    _keep(house, "warehouse", [(1, [("code", "WH")], Warehouse(record_id=1, code="WH", name="WH", company_id=1))])


def _keep(house: Resources, kind: str, records: list[tuple[int, list[tuple[str, str]], Frozen]]) -> None:
    now = datetime.now(UTC)
    rows = [
        MirrorRecord(number, codes, active=True, data=one.model_dump_json().encode(), write_date=now)
        for number, codes, one in records
    ]
    with house.ledger.open() as book:
        book.mirror.refresh(house.odoo_target, kind, rows)
        book.commit("benchmarks.mirror")


def _run(house: Resources) -> dict[str, float]:
    """Seconds of the whole and by step; two workers claim from one ledger, as two consumers would."""
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    other = context.Process(target=_second_worker, args=(house.settings.model_dump(), ready, go))
    other.start()
    warm()
    assert ready.wait(120), "the second worker did not start"
    began = time.monotonic()
    taken = collect(house, CHANNEL)
    assert taken == 1, "the file was not picked up"
    batch = house.claim(CHANNEL, LIMITS, "benchmark")
    assert batch is not None
    seconds = dict.fromkeys(("capture", "gate", "map"), 0.0)
    _stages(house, batch, seconds, (("capture", capture),))
    house.give_back(batch)
    go.set()
    _work(house, seconds)
    other.join(300)
    assert other.exitcode == 0, "the second worker failed"
    seconds["whole"] = time.monotonic() - began
    return seconds


def _second_worker(settings: dict[str, object], ready: Event, go: Event) -> None:
    house = Resources(Settings(**settings))  # type: ignore[arg-type]
    house.mirror_read_at[house.odoo_target] = time.monotonic() + 3600
    use(house)
    warm()
    ready.set()
    go.wait(300)
    _work(house, dict.fromkeys(("gate", "map"), 0.0))


def _work(house: Resources, seconds: dict[str, float]) -> None:
    while batch := house.claim(CHANNEL, LIMITS, "benchmark"):
        _stages(house, batch, seconds, (("gate", extract_gate), ("map", map_codes)))
        _leave(house, batch)


def _stages(house: Resources, batch: Batch, seconds: dict[str, float], stages: tuple[tuple[str, Stage], ...]) -> None:
    for name, stage in stages:
        began = time.monotonic()
        outcome = stage.fn(house, batch)
        seconds[name] += time.monotonic() - began
        if outcome.stop is not None:
            raise outcome.stop


def _leave(house: Resources, batch: Batch) -> None:
    """What is mapped waits until tomorrow: the benchmark ends there."""
    with house.ledger.open() as book:
        mapped = book.documents.in_batch(batch, ["mapped"])
        book.claims.postpone(batch, [row.id for row in mapped], datetime.now(UTC) + TOMORROW)
        book.commit("benchmarks.leave")
    house.give_back(batch)


if __name__ == "__main__":
    raise SystemExit(main())
