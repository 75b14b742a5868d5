"""Rows to documents: which rows belong together, and that none is ever lost."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.files import parquet_source
from connectors.formats import csv_rows
from domain.alike import alike_hash
from domain.documents.sales_order import SalesOrder
from tests.unit.readers.made import COLUMNS, HEADING, a_profile, codes, readings


def row(number: str, item: str = "A1", **cells: str) -> str:
    values = {"Date": "2026-01-02", "Customer": "K1", "Text": "Bolt", "Qty": "1", "Unit": "EA", "Price": "1"} | cells
    return f"{number},{values['Date']},{values['Customer']},{item},{values['Text']},{values['Qty']},{values['Unit']},{values['Price']}\n"


def test_a_documents_rows_need_not_stand_together_and_its_date_is_its_first_lines() -> None:
    text = HEADING + row("B1", "A1", Date="2026-01-02 08:26") + row("B2") + row("B1", "A2", Date="2026-01-02 08:27")
    found = readings(text)
    assert [(one.number, one.line_count, one.excerpt) for one in found] == [
        ("B2", 1, "row 3"),
        ("B1", 2, "rows 2 to 4"),
    ]
    document = found[1].document
    assert document is not None
    assert document.ordered_at is not None
    assert document.ordered_at.minute == 26
    assert codes(found[1]) == ["FI-HEAD-003"]
    assert [line.position for line in document.lines] == [1, 2]


def test_two_customers_under_one_number_are_held() -> None:
    found = readings(HEADING + row("B1") + row("B1", Customer="K2"))
    assert [(finding.code, finding.severity) for finding in found[0].findings] == [("FI-HEAD-004", "hold")]


def test_identical_lines_stay_two_lines() -> None:
    document = readings(HEADING + row("B1") + row("B1"))[0].document
    assert document is not None
    assert len(document.lines) == 2


def test_ragged_rows_are_told_with_their_number_and_lose_no_document() -> None:
    text = (
        HEADING
        + "B1,2026-01-02,K1,A1,Bolt,1,EA\n"
        + row("B2")
        + "B3,2026-01-02,K1,A1,Bolt,1,EA,1,,,\n"
        + "B4,2026-01-02,K1,A,1,Bolt,1,EA,1\n"
    )
    found = readings(text)
    assert [one.number for one in found] == ["B1", "B2", "B3", "B4"]
    assert codes(found[0]) == ["FI-ROW-001"]
    assert "Row 2 has 7 cells" in found[0].findings[0].message
    assert [codes(one) for one in found[1:3]] == [[], []]
    assert codes(found[3])[0] == "FI-ROW-001"
    assert found[3].payload is None


def test_rows_without_a_number_stand_together_as_one_entry() -> None:
    found = readings(HEADING + row("") + row("B1") + row("   ") + ",,,,,,,\n\n")
    assert [(one.number, one.line_count) for one in found] == [("B1", 1), ("", 2)]
    assert codes(found[1]) == ["FI-ROW-002", "FI-ROW-002"]
    assert found[1].payload is None


def test_a_missing_column_refuses_the_whole_file_and_names_it() -> None:
    found = readings("Order,Date,Customer,Item,Text,Unit,Price\nB1,2026-01-02,K1,A1,x,EA,1\n")
    assert len(found) == 1
    assert codes(found[0]) == ["FI-FILE-003"]
    assert "line.quantity (Qty)" in found[0].findings[0].message


def test_headings_fit_whatever_their_case_and_blanks_and_alternatives_are_tried_in_order() -> None:
    columns = {**COLUMNS, "line.partner_sku": ["ItemCode", "item no."]}
    text = "ORDER, date ,Customer,Item No,Text,QTY,Unit,Price\nB1,2026-01-02,K1,A7,Bolt,1,EA,1\n"
    document = readings(text, a_profile(mapping={"columns": columns}))[0].document
    assert document is not None
    assert document.lines[0].partner_sku == "A7"


def test_columns_may_go_by_number_in_a_file_without_heading() -> None:
    columns = {"number": "1", "line.partner_sku": "2", "line.quantity": "3"}
    found = readings("B1;A1;2\nB1;A2;3\n", a_profile(mapping={"columns": columns, "header": False}))
    assert [(one.number, one.quantity) for one in found] == [("B1", Decimal(5))]


def test_a_spreadsheets_separator_line_and_rows_above_the_heading_are_no_data() -> None:
    assert [one.number for one in readings("sep=;\n" + (HEADING + row("B1")).replace(",", ";"))] == ["B1"]
    titled = "Orders of the week\n\n" + HEADING + row("B1")
    assert [one.number for one in readings(titled, a_profile(mapping={"skip_rows": 2}))] == ["B1"]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_one_entry_that_says_so(content: str) -> None:
    found = readings(content)
    assert [(one.payload, codes(one)) for one in found] == [(None, ["FI-FILE-001"])]


def test_a_heading_without_rows_is_one_entry_that_says_so() -> None:
    assert [codes(one) for one in readings(HEADING)] == [["FI-FILE-008"]]


@pytest.mark.parametrize(
    ("limits", "what"),
    [({"file_bytes": 10}, "The file"), ({"documents": 1}, "The file"), ({"field_chars": 16}, "A line")],
)
def test_a_file_beyond_a_limit_is_refused_as_a_whole(limits: dict[str, int], what: str) -> None:
    found = readings(HEADING + row("B1") + row("B2") + row("B3", Text="x" * 2000), a_profile(limits=limits))
    assert [codes(one) for one in found] == [["FI-FILE-004"]]
    assert found[0].findings[0].message.startswith(what)


def test_a_document_of_too_many_lines_is_refused_alone() -> None:
    found = readings(HEADING + row("B1") * 3 + row("B2"), a_profile(limits={"lines_per_document": 2}))
    assert [(one.number, one.payload is None, codes(one)) for one in found] == [
        ("B1", True, ["FI-FILE-004"]),
        ("B2", False, []),
    ]


def test_too_many_open_documents_stop_the_file_instead_of_filling_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "CHUNK_ROWS", 500)
    numbers = [f"B{n}" for n in range(3000)]
    text = HEADING + "".join(row(number) for number in numbers * 2)
    found = readings(text, a_profile(limits={"open_lines": 1000}))
    assert codes(found[-1]) == ["FI-FILE-004"]
    assert found[-1].payload is None


def test_damaged_parquet_is_one_entry_however_much_of_it_is_there() -> None:
    found = readings(b"PAR1" + b"\x00" * 100, a_profile("parquet"), "x.parquet")
    assert [(one.payload, codes(one)) for one in found] == [(None, ["FI-FILE-001"])]


def test_the_same_order_in_another_place_of_another_file_has_the_same_content() -> None:
    alone = readings(HEADING + row("B1", Qty="2.50"))[0]
    later = readings(HEADING + row("B0") + row("B1", Qty="2.5"))[1]
    assert alone.payload != later.payload
    assert alone.content_hash == later.content_hash
    other = readings(HEADING + row("B1", Qty="3"))[0]
    assert other.content_hash != alone.content_hash


def test_a_year_is_part_of_the_identity_only_where_the_profile_says_so() -> None:
    text = HEADING + row("B1")
    never, year = readings(text)[0], readings(text, a_profile(number_reuse="year"))[0]
    assert never.key is not None
    assert year.key is not None
    assert (never.key.reuse_period, year.key.reuse_period) == ("", "2026")


def test_the_profile_decides_what_a_finding_does() -> None:
    found = readings(HEADING + "B1,2026-01-02,K1,A1,Bolt,1,EA\n", a_profile(severities={"FI-ROW-001": "warn"}))
    assert [finding.severity for finding in found[0].findings] == ["warn"]


@pytest.mark.parametrize("size", [1, 3, 50])
def test_documents_come_out_whole_whatever_the_size_of_a_chunk(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    lines = [(f"B{n % 17}", f"A{n}") for n in range(120)]
    random.Random(4).shuffle(lines)
    text = HEADING + "".join(row(number, item) for number, item in lines)
    whole = readings(text)
    monkeypatch.setattr(csv_rows, "CHUNK_ROWS", size)
    assert readings(text) == whole
    assert sum(one.line_count for one in whole) == 120
    wanted = {number: [item for n, item in lines if n == number] for number, _ in lines}
    assert {one.number: [line.partner_sku for line in _lines(one.document)] for one in whole} == wanted


def test_parquet_documents_come_out_whole_across_batches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    pl.DataFrame(
        {"Order": ["B1", "B2", "B1", "B2", "B1"], "Item": list("abcde"), "Qty": [1, 2, 3, 4, 5]}
    ).write_parquet(path)
    columns = {"number": "Order", "line.partner_sku": "Item", "line.quantity": "Qty"}
    profile = a_profile("parquet", mapping={"columns": columns})
    whole = readings(path, profile)
    monkeypatch.setattr(parquet_source, "BATCH_ROWS", 2)
    assert readings(path, profile) == whole
    assert [(one.number, one.quantity) for one in whole] == [("B2", Decimal(6)), ("B1", Decimal(9))]


def _lines(document: SalesOrder | None) -> tuple[object, ...]:
    return () if document is None else document.lines


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
numbers = st.decimals(min_value=-(10**6), max_value=10**6, places=3).map(lambda value: format(value, "f"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["B1", "b1", "Ü-2", '"3"', "B,4"]), texts, texts, numbers, numbers | st.just(""), texts
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_quick_json_equals_the_models_own_for_any_table(table: list[tuple[str, ...]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["Order", "Cust", "Name", "Qty", "Price", "Item", "Date", "Wanted", "Street", "City", "Total"])
    for number, customer, name, quantity, price, item in table:
        writer.writerow(
            [number, customer, name, quantity, price, item, "2026-07-01 10:15", "2026-08-01", name, item, price]
        )
    columns = {
        "number": "Order",
        "customer.code": "Cust",
        "customer.name": "Name",
        "customer.address": ["Street", "City"],
        "ship_to.name": "Name",
        "line.quantity": "Qty",
        "line.unit_price": "Price",
        "line.partner_sku": "Item",
        "ordered_at": "Date",
        "line.requested_date": "Wanted",
        "stated_total": "Total",
    }
    found = [one for one in readings(out.getvalue().encode(), a_profile(mapping={"columns": columns})) if one.payload]
    assert found or all(not row[0].strip() for row in table)
    for one in found:
        assert one.payload is not None
        document = SalesOrder.model_validate_json(one.payload)
        assert document.model_dump_json().encode() == one.payload
        assert (one.key, one.number, one.line_count) == (document.key, document.number, len(document.lines))
        assert one.quantity == sum((line.quantity for line in document.lines), Decimal(0))
        assert one.total == document.total()
        assert one.alike_hash == alike_hash(document)
        assert (one.currency, one.ordered_at, one.due) == (document.currency, document.ordered_at, document.due())
        without_rows = document.model_dump_json(exclude={"source_rows"}).encode().removesuffix(b"}")
        assert one.content_hash == hashlib.sha256(without_rows).hexdigest()


def test_damage_after_some_documents_sets_the_rest_aside_as_one_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_source, "BATCH_ROWS", 100)
    path = tmp_path / "orders.parquet"
    rows = 400
    frame = pl.DataFrame(
        {
            "Order": [f"B{n // 4}" for n in range(rows)],
            "Item": [f"item number {n} of many" for n in range(rows)],
            "Qty": list(range(rows)),
        }
    )
    frame.write_parquet(path, row_group_size=rows // 4, compression="zstd")
    group = pq.ParquetFile(path).metadata.row_group(2)
    column = next(group.column(at) for at in range(group.num_columns) if group.column(at).path_in_schema == "Item")
    start = column.dictionary_page_offset or column.data_page_offset
    damaged = bytearray(path.read_bytes())
    damaged[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    columns = {"number": "Order", "line.partner_sku": "Item", "line.quantity": "Qty"}
    found = readings(bytes(damaged), a_profile("parquet", mapping={"columns": columns}), "orders.parquet")
    assert len(found) == 51
    assert codes(found[-1]) == ["FI-FILE-007"]
    assert found[-1].payload is None
    assert all(one.payload is not None and one.line_count == 4 for one in found[:-1])


def test_a_quotation_mark_never_closed_is_told_with_its_row() -> None:
    found = readings(HEADING + row("B1") + 'B2,2026-01-02,K1,A1,"12 inch pipe,1,EA,1\n' + row("B3"))
    assert [(one.number, codes(one)) for one in found] == [("B1", []), ("B2", ["FI-ROW-003"]), ("B3", [])]
    assert "Row 3" in found[1].findings[0].message


def test_a_total_or_a_lines_date_that_cannot_be_read_is_told_and_held() -> None:
    columns = {**COLUMNS, "stated_total": "Total", "line.requested_date": "Wanted"}
    text = "Order,Date,Customer,Item,Text,Qty,Unit,Price,Total,Wanted\nB1,2026-01-02,K1,A1,Bolt,1,EA,1,much,soon\n"
    found = readings(text, a_profile(mapping={"columns": columns}))[0]
    assert [(one.code, str(one.severity)) for one in found.findings] == [
        ("FI-LINE-003", "hold"),
        ("FI-HEAD-006", "hold"),
    ]
    assert found.payload is not None
