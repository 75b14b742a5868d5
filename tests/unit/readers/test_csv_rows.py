"""Rows out of CSV text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.formats import csv_rows
from connectors.formats.csv_rows import Dialect, csv_chunks, sniff_delimiter


def rows_of(text: str, width: int | None = None, dialect: Dialect | None = None) -> list[tuple[int, list[str]]]:
    chunks = csv_chunks(io.StringIO(text, newline=""), dialect or Dialect(), width)
    return [(chunk.line_of(at), row) for chunk in chunks for at, row in enumerate(chunk.rows)]


def test_each_row_knows_its_physical_line_even_after_a_cell_with_line_ends() -> None:
    found = rows_of('a,b\n"x\ny",2\nc,3\n', 2)
    assert found == [(1, ["a", "b"]), (2, ["x\ny", "2"]), (4, ["c", "3"])]


def test_a_quotation_mark_that_is_never_closed_swallows_no_row() -> None:
    found = rows_of('a,b,c\n1,"12 inch pipe,3\n4,5,6\n7,8,9\n', 3)
    assert [row for _, row in found] == [["a", "b", "c"], ["1", "12 inch pipe", "3"], ["4", "5", "6"], ["7", "8", "9"]]


def test_two_stray_quotation_marks_do_not_join_the_rows_between_them() -> None:
    found = rows_of('1,"A,3\n4,5,6\n7,"B,9\n', 3)
    assert [row[0] for _, row in found] == ["1", "4", "7"]


def test_a_stray_quotation_mark_on_the_last_line_keeps_that_line() -> None:
    assert rows_of('1,2\n3,"x\n', 2)[-1] == (2, ["3", "x"])


def test_a_cell_with_line_ends_may_run_over_the_end_of_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "CHUNK_ROWS", 2)
    found = rows_of('a,b\nc,"x\ny\nz"\nd,e\nf,g\n', 2)
    assert found == [(1, ["a", "b"]), (2, ["c", "x\ny\nz"]), (5, ["d", "e"]), (6, ["f", "g"])]


@given(
    st.lists(st.lists(st.text("ab,;\"' \n\r", max_size=6), min_size=3, max_size=3), min_size=1, max_size=30),
    st.integers(1, 7),
)
def test_what_pythons_csv_writes_comes_back_whatever_the_size_of_a_chunk(table: list[list[str]], size: int) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(table)
    before = csv_rows.CHUNK_ROWS
    csv_rows.CHUNK_ROWS = size
    try:
        assert [row for _, row in rows_of(written.getvalue(), 3)] == table
    finally:
        csv_rows.CHUNK_ROWS = before


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_texts_hold_others(delimiter: str) -> None:
    head = delimiter.join(("order", "text", "price")) + "\n"
    body = "".join(delimiter.join((str(n), '"a, b; c|d\te"', "1")) + "\n" for n in range(5))
    assert sniff_delimiter(head + body) == delimiter


def test_a_line_break_inside_quotation_marks_makes_no_other_delimiter_more_even() -> None:
    assert sniff_delimiter('"order","text","more"\n"1","\r|","\r|"\n') == ","
