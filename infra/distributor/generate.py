"""The whole distributor: master data, files and truth, from a seed and a day."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from infra.distributor import csv_files, parquet_files, x12_files
from infra.distributor.customers import customers
from infra.distributor.faults import planted
from infra.distributor.goods import category_rows, products, stock_rows, supplier_rows, unit_rows
from infra.distributor.orders import FILES, Order, World, orders
from infra.distributor.pricelists import pricelist_rows, pricelists

NAME = "Brightwater Supply"
Row = dict[str, object]


@dataclass(frozen=True)
class File:
    """One file that a partner drops; ``fate`` says what must become of it."""

    channel: str
    name: str
    content: bytes
    fate: str
    """split, duplicate (same bytes again), exception (unreadable), waiting (half-written)."""
    orders: tuple[Order, ...] = ()
    parts: tuple[tuple[str, bytes], ...] = ()
    """Names and bytes where one delivery is dropped as several files; ``content`` is then what they are taken as."""

    def dropped(self) -> tuple[tuple[str, bytes], ...]:
        """What is put into the partner's folder."""
        return self.parts or ((self.name, self.content),)


@dataclass(frozen=True)
class Distributor:
    """Everything about one distributor."""

    seed: int
    as_of: date
    master: dict[str, list[Row]]
    """Rows for the loader by kind, in the order in which they are to be loaded."""
    files: list[File]
    """In the order in which they arrive."""

    def truth(self) -> dict[str, object]:
        """What must become of each file and order; known before anything runs."""
        documents = [_document(file, order) for file in self.files for order in file.orders]
        states = Counter(str(one["state"]) for one in documents)
        states["exception"] += sum(file.fate == "exception" for file in self.files)
        return {
            "distributor": NAME,
            "seed": self.seed,
            "as_of": self.as_of.isoformat(),
            "deliveries": [{"channel": one.channel, "file": one.name, "state": one.fate} for one in self.files],
            "documents": documents,
            "states": dict(sorted(states.items())),
            "faults": dict(sorted(Counter(str(one["fault"]) for one in documents if one["fault"]).items())),
        }


def distributor(seed: int, as_of: date, *, share: int = 1) -> Distributor:
    """Make it: the same seed and day, the same bytes.

    ``share``: of the sound orders only one in so many; all faults are planted all the same.
    """
    world = world_of(seed, as_of)
    goods, lists = world.goods, world.lists
    master: dict[str, list[Row]] = {
        "units": unit_rows(),
        "categories": category_rows(),
        "products": [one.row() for one in goods],
        "suppliers": supplier_rows(seed, goods),
        "pricelists": pricelist_rows(lists),
        "customers": [one.row() for one in world.customers],
        "stock": stock_rows(seed, goods),
    }
    return Distributor(seed, as_of, master, _files(planted(seed, orders(seed, world, share), world), as_of))


def world_of(seed: int, as_of: date) -> World:
    """The master data that orders are drawn from."""
    goods = products(seed)
    return World(goods=goods, customers=customers(seed), lists=pricelists(seed, goods, as_of), as_of=as_of)


def write(made: Distributor, folder: Path) -> None:
    """Write master data, files by channel and ``truth.json`` to a folder."""
    for file in made.files:
        place = folder / "files" / file.channel
        place.mkdir(parents=True, exist_ok=True)
        for name, content in file.dropped():
            (place / name).write_bytes(content)
    for name, told in (("master", made.master), ("truth", made.truth())):
        (folder / f"{name}.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _files(all_orders: list[Order], as_of: date) -> list[File]:
    partners = ("granby", "hanseat", "fieldbook", "meridian")
    files = [_file(partner, place, all_orders, as_of) for place in range(FILES) for partner in partners]
    first = next(file for file in files if file.channel == "hanseat")
    half = next(file for file in files if file.channel == "fieldbook")
    again = File("hanseat", f"{first.name.removesuffix('.csv')}_erneut.csv", first.content, "duplicate")
    unreadable = File("granby", f"PO850_{as_of:%Y%m%d}_9.x12", b"%PDF-1.7\n" + bytes(range(256)) * 8, "exception")
    beginning = half.content[: len(half.content) // 2]
    written = File("fieldbook", f"orders-{as_of:%Y-%m-%d}-9.csv.part", beginning, "waiting")
    return [*files, again, unreadable, written]


def _file(partner: str, place: int, all_orders: list[Order], as_of: date) -> File:
    mine = tuple(order for order in all_orders if order.partner == partner and order.file == place)
    if partner == "granby":
        content = x12_files.interchange(mine, control=place + 1, day=as_of)
        return File(partner, f"PO850_{as_of:%Y%m%d}_{place + 1}.x12", content, "split", mine)
    if partner == "hanseat":
        return File(partner, f"Bestellungen_{as_of:%Y%m%d}_{place + 1}.csv", csv_files.hanseat(mine), "split", mine)
    if partner == "meridian":
        return _pair(mine, place, f"meridian_{as_of:%Y%m%d}_{place + 1}")
    return File(partner, f"orders-{as_of:%Y-%m-%d}-{place + 1}.csv", csv_files.fieldbook(mine), "split", mine)


def _pair(mine: tuple[Order, ...], place: int, stem: str) -> File:
    """Heads and lines as two files; the last ones come packed into one."""
    parts = ((f"{stem}_head.parquet", parquet_files.heads(mine)), (f"{stem}_lines.parquet", parquet_files.lines(mine)))
    if place == FILES - 1:
        return File("meridian", f"{stem}.zip", parquet_files.packed(parts, tight=True), "split", mine)
    return File("meridian", f"{stem}.pair.zip", parquet_files.packed(parts, tight=False), "split", mine, parts)


def _document(file: File, order: Order) -> Row:
    return {
        "channel": file.channel,
        "file": file.name,
        "number": order.number,
        "customer": order.customer,
        "state": order.state,
        "fault": order.fault,
        "code": order.code,
        "currency": order.currency,
        "untaxed_total": str(order.total()),
        "lines": [
            {"sku": line.sku, "quantity": str(line.quantity), "unit": line.unit, "amount": str(line.amount())}
            for line in order.lines
        ],
    }
