"""A wholesaler's whole year, 541,909 invoice lines in one Parquet file, through capture, gate and mapping.

Run: ``python -m benchmarks.bench_retail [FILE]``. Real PostgreSQL, real gates; the mirror holds the file's own
products and customers, so that every line is looked up. Says so and ends with 2 where the file is not present.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
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
    whole = sum(seconds.values())
    parts = ", ".join(f"{name} {took:.1f} s" for name, took in seconds.items())
    rows = [
        Row("lines a second, capture to mapping", lines / whole, 20_000, "/s", note=f"{lines:,} lines: {parts}"),
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
    warm()
    began = time.monotonic()
    taken = collect(house, CHANNEL)
    assert taken == 1, "the file was not picked up"
    seconds = {"pick-up": time.monotonic() - began, "claim": 0.0, "capture": 0.0, "gate": 0.0, "map": 0.0}
    while batch := _timed(seconds, "claim", house):
        for name, stage in (("capture", capture), ("gate", extract_gate), ("map", map_codes)):
            began = time.monotonic()
            outcome = stage.fn(house, batch)
            seconds[name] += time.monotonic() - began
            if outcome.stop is not None:
                raise outcome.stop
        _leave(house, batch)
    return seconds


def _timed(seconds: dict[str, float], name: str, house: Resources) -> Batch | None:
    began = time.monotonic()
    batch = house.claim(CHANNEL, LIMITS, "benchmark")
    seconds[name] += time.monotonic() - began
    return batch


def _leave(house: Resources, batch: Batch) -> None:
    """What is mapped waits until tomorrow: the benchmark ends there."""
    with house.ledger.open() as book:
        mapped = book.documents.in_batch(batch, ["mapped"])
        book.claims.postpone(batch, [row.id for row in mapped], datetime.now(UTC) + TOMORROW)
        book.commit("benchmarks.leave")
    house.give_back(batch)


if __name__ == "__main__":
    raise SystemExit(main())
