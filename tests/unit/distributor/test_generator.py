"""The generator: the same seed gives the same bytes, and what it writes is what it says it writes."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from infra.distributor import Distributor, distributor, write
from infra.distributor.codes import check_digit, spoiled
from infra.distributor.goods import Product
from infra.distributor.pricelists import Entry, Formula, Purchase, unit_price

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def made() -> Distributor:
    return distributor(19, DAY)


def test_the_same_seed_and_day_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(distributor(7, DAY), tmp_path / name)
    one, two = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in sorted((tmp_path / n).rglob("*.*"))}
        for n in ("one", "two")
    )
    assert len(one) > 10
    assert one == two


def test_another_seed_orders_other_things(made: Distributor) -> None:
    other = distributor(20, DAY)
    assert [file.content for file in made.files] != [file.content for file in other.files]


def test_500_orders_come_in_a_handful_of_files_of_three_formats(made: Distributor) -> None:
    numbers = {(file.channel, order.number) for file in made.files for order in file.orders}
    assert len(numbers) == 500
    assert {Path(file.name).suffix for file in made.files if file.fate == "split"} == {".csv", ".x12", ".zip"}
    assert sum(file.fate == "split" for file in made.files) == 12


def test_at_least_twelve_kinds_of_faults_are_planted_several_times(made: Distributor) -> None:
    faults = Counter(order.fault for file in made.files for order in file.orders if order.fault)
    assert len(faults) >= 12
    assert min(faults.values()) >= 3


def test_most_orders_are_sound(made: Distributor) -> None:
    states = Counter(order.state for file in made.files for order in file.orders)
    assert states["done"] > 400


def test_every_gtin_and_gln_has_its_check_digit(made: Distributor) -> None:
    codes = [str(row["gtin"]) for row in made.master["products"]] + [
        str(row["gln"]) for row in made.master["customers"]
    ]
    packs = [str(pack["gtin"]) for row in made.master["products"] for pack in row["packs"]]  # type: ignore[attr-defined]
    assert all(code[-1] == check_digit(code[:-1]) for code in codes + packs)
    assert len(set(codes + packs)) == len(codes + packs)


def test_a_check_digit_is_that_of_the_gs1_manual() -> None:
    assert check_digit("629104150021") == "3"
    assert spoiled("6291041500213") != "6291041500213"


def test_truth_tells_of_every_document_before_anything_runs(made: Distributor) -> None:
    truth = made.truth()
    documents = truth["documents"]
    assert isinstance(documents, list)
    in_files = Counter((file.name, order.number) for file in made.files for order in file.orders)
    assert Counter((one["file"], one["number"]) for one in documents) == in_files
    assert sum(truth["states"].values()) == len(documents) + 1, "the unreadable file is one document"  # type: ignore[attr-defined]


def test_a_table_adds_up_to_what_the_truth_says(made: Distributor) -> None:
    file = next(one for one in made.files if one.channel == "fieldbook")
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row["unit_price"]:
            sums[row["order_no"]] = sums.get(row["order_no"], Decimal(0)) + Decimal(row["qty"]) * Decimal(
                row["unit_price"]
            )
    stated = {row["order_no"]: Decimal(row["order_total"]) for row in rows if row["order_total"]}
    sound = {order.number for order in file.orders if order.state == "done"} & set(stated)
    assert len(sound) > 12
    assert {number: sums[number] for number in sound} == {number: stated[number] for number in sound}


def test_a_table_of_central_europe_is_written_with_commas_in_windows_1252(made: Distributor) -> None:
    text = next(one for one in made.files if one.channel == "hanseat").content.decode("cp1252")
    assert "Währung" in text.splitlines()[0]
    prices = [row["Preis"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]
    assert prices
    assert all("," in price for price in prices)


def test_an_interchange_counts_its_own_segments(made: Distributor) -> None:
    file = next(one for one in made.files if one.channel == "granby")
    segments = [segment.strip().split("*") for segment in file.content.decode().split("~") if segment.strip()]
    assert len("*".join(segments[0])) == 105
    start = 0
    for place, segment in enumerate(segments):
        if segment[0] == "ST":
            start = place
        if segment[0] == "SE":
            assert int(segment[1]) == place - start + 1
    assert int(segments[-2][1]) == sum(segment[0] == "ST" for segment in segments) == len(file.orders)


def _product(price: str) -> Product:
    return Product("A-1", "A", "pkg", "warehouse", "", Decimal(price), (), active=True, saleable=True)


def _price(entries: list[Entry], pieces: int = 1, factor: int = 1, on: date = DAY) -> Decimal:
    lists = {"L": entries, "Below": [Entry("all", percent=Decimal(20))]}
    return unit_price(lists, "L", Purchase(_product("10.00"), Decimal(pieces), factor, on))


@pytest.mark.parametrize(
    ("pieces", "price"), [(1, "10.00"), (23, "10.00"), (24, "9.50"), (95, "9.50"), (96, "9.00"), (1000, "8.50")]
)
def test_quantity_breaks_begin_at_their_quantity(pieces: int, price: str) -> None:
    entries = [
        Entry("all", min_quantity=Decimal(q), percent=Decimal(p)) for q, p in ((0, 0), (24, 5), (96, 10), (240, 15))
    ]
    assert _price(entries, pieces) == Decimal(price)


def test_the_narrower_entry_wins_and_dates_are_inclusive() -> None:
    entries = [
        Entry("all", percent=Decimal(5)),
        Entry("category", "pkg", depth=1, starts=DAY, ends=DAY, percent=Decimal(20)),
        Entry("category", "warehouse", percent=Decimal(50)),
    ]
    assert _price(entries) == 8
    assert _price(entries, on=date(2026, 11, 20)) == 5


def test_a_chain_is_a_discount_on_a_discount_and_a_formula_rounds_the_unit_ordered() -> None:
    assert _price([Entry("all", percent=Decimal(5), of="Below")]) == Decimal("7.60")
    formula = Formula(round_to=Decimal("0.50"), surcharge=Decimal("-0.01"))
    entries = [Entry("all", percent=Decimal(-57), of="cost", formula=formula)]
    assert _price(entries) == Decimal("9.49"), "6.00 and 57 % are 9.42"
    assert _price(entries, 6, factor=6) == Decimal("56.44"), "of six 56.52, rounded once"
    near = Formula(round_to=Decimal("0.01"), margin_min=Decimal(1), margin_max=Decimal(2))
    assert [_price([Entry("all", percent=Decimal(by), formula=near)]) for by in (5, -15, -90)] == [
        Decimal(11), Decimal("11.50"), Decimal(12),
    ]  # fmt: skip


def test_a_pair_has_as_many_heads_as_orders_and_typed_columns(made: Distributor) -> None:
    pairs = [one for one in made.files if one.channel == "meridian"]
    assert [len(one.parts) for one in pairs] == [2, 2, 0], "the last comes packed"
    head, lines = (pq.read_table(io.BytesIO(content)) for _, content in pairs[0].parts)
    assert head.num_rows == len(pairs[0].orders)
    assert lines.num_rows == sum(len(order.lines) for order in pairs[0].orders)
    assert str(head.schema.field("deliver_by").type) == "date32[day]"


def test_master_data_is_plain_json(made: Distributor) -> None:
    assert json.loads(json.dumps(made.master)) == made.master
