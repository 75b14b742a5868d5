"""Heads and lines apart: told by a marker in one file, or in two files."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.files.csv_source import CsvSource
from connectors.files.pair_source import PairSource
from connectors.inspect import inspect_file
from connectors.pairing import half_of
from connectors.ports import Raw
from connectors.transports.names import bundle
from domain.mapping import HeadRecord, TableMapping
from infra.distributor import distributor
from tasks.runtime.profiles import load_profiles
from tests.unit.readers.made import a_profile, codes, readings

PROJECT = Path(__file__).parents[3]
BY_NUMBER = {
    "number": "2",
    "ordered_at": "3",
    "customer.code": "4",
    "customer.address": ["5", "6"],
    "line.partner_sku": "2",
    "line.quantity": "3",
    "line.unit_price": "4",
}
RECORDS = {
    "layout": "records",
    "header": False,
    "delimiter": ";",
    "decimal": ",",
    "date_formats": ["%Y%m%d"],
    "columns": BY_NUMBER,
}
TWO_FILES = {
    "layout": "two_files",
    "head": {"join": "OrderNo", "pattern": "*_head.csv", "line_pattern": "*_lines.csv"},
    "columns": {
        "ordered_at": "Date",
        "customer.code": "Cust",
        "line.partner_sku": "Item",
        "line.quantity": "Qty",
        "line.unit_price": "Price",
    },
}


def test_a_line_row_belongs_to_the_head_row_above_it() -> None:
    text = "H;B1;20261101;K1;Street;Town\nL;A1;5;1,5\nL;A2;6;\nT;2\nH;B2;20261102;K2\nL;A3;1;2\n"
    first, second = readings(text, a_profile(mapping=RECORDS))
    assert first.document is not None
    assert (first.number, first.line_count, first.excerpt) == ("B1", 2, "rows 2 to 3")
    assert (first.document.customer.code, first.document.customer.address) == ("K1", ("Street", "Town"))
    assert str(first.total) == "7.5"
    assert (second.number, second.line_count, second.findings) == ("B2", 1, ())


def test_the_same_number_under_two_heads_stays_two_documents() -> None:
    text = "H;B1;20261101;K1\nL;A1;5;1\nH;B1;20261101;K1\nL;A1;5;1\n"
    found = readings(text, a_profile(mapping=RECORDS))
    assert [(one.number, one.line_count) for one in found] == [("B1", 1), ("B1", 1)]
    assert found[0].content_hash == found[1].content_hash


@pytest.mark.parametrize("tail", ["", "H;B3;20261101;K1\nL;A1;1;1\n"])
def test_a_head_without_lines_is_told_and_kept(tail: str) -> None:
    found = readings("H;B1;20261101;K1\nH;B2;20261101;K1\n" + tail, a_profile(mapping=RECORDS))
    assert [(one.number, one.payload, codes(one)) for one in found[:2]] == [
        ("B1", None, ["FI-HEAD-008"]),
        ("B2", None, ["FI-HEAD-008"]),
    ]


def test_lines_may_name_their_heads_number_wherever_the_head_stands() -> None:
    columns = {**BY_NUMBER, "line.partner_sku": "3", "line.quantity": "4", "line.unit_price": "5"}
    text = "L;B1;A1;5;1\nH;B1;20261101;K1\nL;B1;A2;6;1\nL;B7;A9;1;1\nH;B2;20261101;K1\n"
    found = readings(text, a_profile(mapping={**RECORDS, "columns": columns, "head": {"join": "2"}}))
    assert [(one.number, one.line_count, codes(one)) for one in found] == [
        ("B1", 2, []),
        ("B7", 1, ["FI-HEAD-007"]),
        ("B2", 0, ["FI-HEAD-008"]),
    ]


def a_pair(folder: Path, heads: str, lines: str) -> bytes:
    head, line = folder / "o1_head.csv", folder / "o1_lines.csv"
    head.write_text("OrderNo,Date,Cust\n" + heads)
    line.write_text("OrderNo,Item,Qty,Price\n" + lines)
    return bundle((head, line))


def test_two_files_become_one_delivery_of_whole_documents(tmp_path: Path) -> None:
    pair = a_pair(tmp_path, "B1,2026-11-01,K1\nB2,2026-11-02,K2\n", "B1,A1,5,1\nB3,A1,1,1\nB1,A2,6,1\n")
    found = readings(pair, a_profile(mapping=TWO_FILES), "o1.pair.zip")
    assert [(one.number, one.line_count, codes(one)) for one in found] == [
        ("B3", 1, ["FI-HEAD-007"]),
        ("B1", 2, []),
        ("B2", 0, ["FI-HEAD-008"]),
    ]
    assert found[1].document is not None
    assert found[1].document.customer.code == "K1"


def test_a_pair_is_the_same_bytes_whenever_it_is_made(tmp_path: Path) -> None:
    assert a_pair(tmp_path, "B1,2026-11-01,K1\n", "B1,A1,5,1\n") == a_pair(
        tmp_path, "B1,2026-11-01,K1\n", "B1,A1,5,1\n"
    )


def test_half_a_pair_or_something_else_is_one_entry_that_says_so(tmp_path: Path) -> None:
    lonely = tmp_path / "o1_head.csv"
    lonely.write_text("OrderNo,Date,Cust\n")
    profile = a_profile(mapping=TWO_FILES)
    assert [codes(one) for one in readings(bundle((lonely,)), profile)] == [["FI-FILE-009"]]
    assert [codes(one) for one in readings(b"OrderNo,Item\n", profile)] == [["FI-FILE-001"]]


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


HEADS, LINES = b"OrderNo,Date,Cust\nB1,2026-11-01,K1\n", b"OrderNo,Item,Qty,Price\nB1,A1,5,1\n"


def test_a_pair_that_the_partner_packed_is_read_as_if_it_had_come_in_two_files() -> None:
    packed = zipped({"out/o1_lines.csv": LINES, "out/o1_head.csv": HEADS, "README.txt": b"hello"})
    (found,) = readings(packed, a_profile(mapping=TWO_FILES), "o1.zip")
    assert (found.number, found.line_count, codes(found)) == ("B1", 1, [])


@pytest.mark.parametrize("name", ["meridian_20261121_1.pair.zip", "meridian_20261121_3.zip"])
def test_inspect_reads_a_pair_in_a_zip_by_the_profile_of_its_names(tmp_path: Path, name: str) -> None:
    profiles = list(load_profiles(PROJECT / "partners").values())
    file = next(one for one in distributor(19, date(2026, 11, 21)).files if one.name == name)
    (tmp_path / name).write_bytes(file.content)
    told: dict[str, Any] = inspect_file(tmp_path / name, profiles)
    assert (told["verdict"], told["profile"], told["format"]) == ("read", "meridian", "parquet")
    assert told["counts"]["documents"] == len(file.orders)
    assert told["counts"]["lines"] == sum(len(order.lines) for order in file.orders)


@pytest.mark.parametrize(
    ("files", "code", "says"),
    [
        ({"o1_head.csv": HEADS, "o2_head.csv": HEADS, "o1_lines.csv": LINES}, "FI-FILE-001", "o2_head.csv"),
        ({"o1_head.csv": HEADS, "notes.txt": b"x"}, "FI-FILE-009", "line"),
        ({"o1_head.csv": HEADS, "../o1_lines.csv": LINES}, "AR-FILE-003", "../o1_lines.csv"),
        ({"o1_head.csv": HEADS, "o1_lines.csv": zipped({"a": b"b"})}, "AR-FILE-002", "o1_lines.csv"),
    ],
)
def test_what_is_wrong_with_a_packed_pair_is_one_entry(files: dict[str, bytes], code: str, says: str) -> None:
    (found,) = readings(zipped(files), a_profile(mapping=TWO_FILES), "o1.zip")
    assert codes(found) == [code]
    assert says in found.findings[0].message


def test_a_packed_pair_may_not_unpack_to_more_than_the_profile_allows() -> None:
    most = {"limits": {"file_bytes": 5_000}}
    packed = zipped({"o1_head.csv": HEADS, "o1_lines.csv": LINES + b"B1,A1,5,1\n" * 1_000})
    assert len(packed) < 1_000
    (found,) = readings(packed, a_profile(mapping=TWO_FILES, **most), "o1.zip")
    assert codes(found) == ["AR-FILE-004"]


def test_large_halves_stand_in_files_that_go_with_the_source() -> None:
    lines = LINES + b"".join(b"B1,A%d,5,1\n" % number for number in range(900_000))
    raw = Raw.of("o1.zip", zipped({"o1_head.csv": HEADS, "o1_lines.csv": lines}, zipfile.ZIP_STORED))
    profile = a_profile(mapping=TWO_FILES)
    made: list[Raw] = []

    def source(one: Raw, part: TableMapping) -> CsvSource:
        made.append(one)
        return CsvSource(one, part, profile.limits)

    assert profile.mapping is not None
    pair = PairSource(raw, profile.mapping, profile.limits.file_bytes, source)
    assert pair.width() == 4
    large = made[1].content
    assert isinstance(large, Path)
    assert large.stat().st_size == len(lines)
    del pair
    assert not large.parent.exists()


@pytest.mark.parametrize(
    ("name", "half"),
    [
        ("orders_7.csv", ("head", "7")),
        ("ORDERS_7.CSV", ("head", "7")),
        ("orders_lines_7.csv", ("line", "7")),
        ("orders_.csv", ("head", "")),
        ("invoices_7.csv", None),
    ],
)
def test_the_pattern_that_says_more_of_a_name_decides_which_half_it_is(name: str, half: object) -> None:
    assert half_of(name, HeadRecord(pattern="orders_*.csv", line_pattern="orders_lines_*.csv")) == half


def test_names_without_a_star_are_halves_by_themselves() -> None:
    pair = HeadRecord(pattern="heads.csv", line_pattern="lines.csv")
    assert [half_of(name, pair) for name in ("heads.csv", "lines.csv", "other.csv")] == [
        ("head", ""),
        ("line", ""),
        None,
    ]
