"""A wholesaler's whole year planned in one command against a real Odoo, and 2,000 orders of it applied and compared.

Run: ``python -m benchmarks.bench_backfill [FILE]``. Real PostgreSQL and Odoo 19 with the file's own products and
customers. Says so and ends with 2 where the file is not present.

The profile's tolerance of prices is wide on purpose (100 %, or 100,000): the file's prices are no price list, and each
product costs 1.00 in that Odoo. So no order waits for its price, and nothing is shown about agreed prices.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import psycopg
import yaml

from benchmarks.measured import run_measured
from benchmarks.rows import Row, save
from connectors.odoo.master_load import MasterLoad
from connectors.odoo.prepare import Where, prepare
from entrypoints.running import apply_here
from ledger.book import Ledger
from tasks.backfill.clearing import clear
from tasks.backfill.planning import head_of, make_plan
from tasks.mirror import refresh
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import Settings
from tests.faults.world import person_at, plain
from tests.odoo_fixture import OdooCopy, ledger_database, odoo_copy

HERE = Path(__file__).resolve().parent
FILE = HERE.parents[1] / "shared" / "data" / "online_retail.parquet"
CHANNEL = "online-retail"
YEAR = (date(2010, 1, 1), date(2012, 12, 31))
ORDERS, LINES_MAX, PARALLEL = 2000, 6, 2
BY_MONTH = """
SELECT to_char(o.date_order AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/London', 'YYYY-MM'), count(*),
       sum(o.amount_untaxed)::text, (SELECT count(*) FROM stock_picking), count(*) FILTER (WHERE o.state = 'sale' AND o.locked)
FROM sale_order o JOIN ir_model_data d ON d.model = 'sale.order' AND d.res_id = o.id AND d.module = '__lading__'
GROUP BY 1 ORDER BY 1
"""


def main() -> int:
    """Measure, print and save the table; 1 when a goal is missed."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    if not file.exists():
        print(f"The retail file is not at {file}: nothing was measured.")
        return 2
    with (
        odoo_copy("bench_backfill") as odoo,
        ledger_database("backfill") as url,
        tempfile.TemporaryDirectory() as folder,
        _house(Path(folder), url, odoo, file) as house,
    ):
        rows = [*_planned(house, file), *_applied(house, odoo, _some(file, Path(folder) / "some.parquet"))]
    return 0 if save("backfill", "The retail file planned, and 2,000 orders of it applied", rows) else 1


@contextmanager
def _house(folder: Path, url: str, odoo: OdooCopy, file: Path) -> Iterator[Resources]:
    """An Odoo that holds the file's products and customers, and a house that knows it."""
    profile = yaml.safe_load((HERE.parent / "partners" / "online_retail.yaml").read_text())
    columns = profile["mapping"]["columns"]
    columns["line.sku"] = columns.pop("line.partner_sku")
    profile |= {"backfill": {"as": "history"}, "price_tolerance": {"percent": 100, "absolute": "100000"}}
    (folder / "partners").mkdir()
    (folder / "partners" / "retail.yaml").write_text(yaml.safe_dump(profile))
    admin = person_at(odoo)
    keys = prepare(admin, Where(odoo.url, odoo.database)).keys
    _load(MasterLoad(admin), file)
    Ledger(url).migrate()
    house = Resources(
        Settings(home=folder, ledger_url=url, partners=folder / "partners", odoo_url=odoo.url, mirror_seconds=3600,
                 odoo_database=odoo.database, odoo_keys={role: plain(key) for role, key in keys.items()})  # type: ignore[arg-type]
    )  # fmt: skip
    use(house)
    refresh(house)
    yield house
    house.ledger.close()


def _load(load: MasterLoad, file: Path) -> None:
    frame = pl.read_parquet(file, columns=["StockCode", "CustomerID"])
    skus = {code.casefold(): code for code in sorted(frame["StockCode"].drop_nulls().unique())}
    codes = sorted(frame["CustomerID"].drop_nulls().unique().cast(pl.String))
    everything = {"applied_on": "all", "category": "", "sku": "", "min_quantity": "0", "starts": "", "ends": "",
                  "kind": "percentage", "fixed_price": "", "percent": "0"}  # fmt: skip
    products = [
        {"sku": sku, "name": sku, "category": "retail", "gtin": "", "list_price": "1.00", "cost": "1", "unit": "Units",
         "packs": [], "active": True, "saleable": True, "storable": True, "weight": "1"}
        for sku in skus.values()
    ]  # fmt: skip
    customers = [
        {"code": code, "name": f"Customer {code}", "gln": "", "country": "GB", "city": "London", "zip": "", "street": "",
         "email": "", "active": True, "pricelist": "Retail"}
        for code in codes
    ]  # fmt: skip
    load.categories([{"code": "retail", "name": "Retail", "parent": ""}])
    for at in range(0, len(products), 500):  # a call each: Odoo's workers have a time limit
        load.products(products[at : at + 500])
    load.pricelists([{"name": "Retail", "currency": "GBP", "entries": [everything]}])
    load.customers(customers)


def _environment(house: Resources) -> dict[str, str]:
    """For the command: the house's settings."""
    known = house.settings
    assert known.ledger_url is not None
    keys = {f"LADING_ODOO_KEYS__{role.upper()}": key.get_secret_value() for role, key in known.odoo_keys.items()}
    return os.environ | keys | {
        "LADING_HOME": str(known.home), "LADING_LEDGER_URL": known.ledger_url.get_secret_value(),
        "LADING_PARTNERS": str(known.partners), "LADING_ODOO_URL": str(known.odoo_url),
        "LADING_ODOO_DATABASE": str(known.odoo_database), "LADING_MIRROR_SECONDS": "3600",
    }  # fmt: skip


def _planned(house: Resources, file: Path) -> list[Row]:
    """The command, from the start of its process to its end, with all that it starts."""
    lines = pl.scan_parquet(file).select(pl.len()).collect().item()
    words = ("plan", "order-to-cash", "--channel", CHANNEL, "--from", f"{YEAR[0]}", "--to", f"{YEAR[1]}", "--json")
    command = (sys.executable, "-m", "entrypoints.cli", "backfill", *words, "--parallel", str(PARALLEL), str(file))
    took = run_measured(command, _environment(house), house.settings.home / "plan.json")
    print(
        f"planned: {took.seconds:.1f} s, {took.processor_seconds:.1f} s of processors, {took.peak_mib:.0f} MiB",
        flush=True,
    )
    assert took.status in {0, 1, 3}, took.output[-2000:]
    plan = json.loads(took.output)
    said = ", ".join(f"{one['documents']:,} {action}" for action, one in plan["totals"].items())
    return [
        Row("lines a second, planned", lines / took.seconds, 20_000, "/s", note=f"{lines:,} lines in "
            f"{took.seconds:.1f} s, start of the command to its end: {said}; not in the plan: {plan['left_out']}"),
        Row("processor seconds of the command", took.processor_seconds, 45, "s", low_is_good=True,
            note=f"over {took.processes} processes; PostgreSQL and Odoo are not in it"),
        Row("peak memory of all its processes together", took.peak_mib, 1024, "MiB", low_is_good=True,
            note="sum of the proportional set sizes, looked at ten times a second"),
    ]  # fmt: skip


def _some(file: Path, target: Path) -> Path:
    """Small orders from all over the year."""
    frame = pl.read_parquet(file).filter(~pl.col("InvoiceNo").str.starts_with("C"))
    good = (pl.col("Quantity") > 0) & (pl.col("UnitPrice") > 0) & pl.col("CustomerID").is_not_null()
    orders = frame.group_by("InvoiceNo").agg(
        good.all().alias("good"), pl.len().alias("lines"), pl.col("InvoiceDate").min()
    )
    small = orders.filter(pl.col("good") & (pl.col("lines") <= LINES_MAX)).sort("InvoiceNo")
    kept = small.gather_every(max(1, small.height // ORDERS)).head(ORDERS)
    frame.join(kept.select("InvoiceNo"), on="InvoiceNo", how="semi", maintain_order="left").write_parquet(target)
    return target


def _applied(house: Resources, odoo: OdooCopy, file: Path) -> list[Row]:
    """Applied as history, and compared by SQL with the file: orders and money by month."""
    head = head_of(house, CHANNEL, YEAR, [file], chunking="week", parallel=PARALLEL)
    plan = make_plan(house, head, "benchmark")[0]
    began = time.monotonic()
    blocked = apply_here(house, clear(house, str(plan.id)))
    took = time.monotonic() - began
    assert blocked == "", blocked
    with house.ledger.open() as book:
        print(plan.counts, book.backfills.outcomes(plan.id), book.exceptions.codes())
    with psycopg.connect(odoo.dsn) as connection:
        found = connection.execute(BY_MONTH).fetchall()
    money = (pl.col("Quantity") * pl.col("UnitPrice").cast(pl.Decimal(18, 4))).round(2).sum()
    month = pl.col("InvoiceDate").dt.strftime("%Y-%m").alias("month")
    wanted = (
        pl.read_parquet(file).group_by(month).agg(pl.col("InvoiceNo").n_unique(), money.alias("money")).sort("month")
    )
    theirs = [(name, count, float(amount)) for name, count, amount in wanted.iter_rows()]
    ours = [(name, count, float(amount)) for name, count, amount, _, _ in found]
    same = sum(left == right for left, right in zip(theirs, ours, strict=False))
    for left, right in zip(theirs, ours, strict=False):
        print(left, right)
    count = sum(row[1] for row in found)
    calm = sum(row[4] for row in found)
    return [
        Row("orders applied as history", count, ORDERS, "", note=f"in {took:.0f} s; {calm:,} confirmed and locked, "
            f"{found[0][3] if found else 0} deliveries in Odoo"),
        Row("months equal by SQL, orders and money", same, len(theirs), "", note=", ".join(f"{n} {c}" for n, c, _ in ours)),
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
