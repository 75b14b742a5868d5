"""Cells to canonical values: numbers, dates, codes, encodings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from domain.mapping import TableMapping
from tests.unit.readers.made import COLUMNS, HEADING, a_profile, codes, readings


def quantity_of(text: str, **mapping: object) -> Decimal | None:
    quoted = '"' + text.replace('"', '""') + '"'
    reading = readings(HEADING + f"B1,2026-01-02,K1,A1,Bolt,{quoted},EA,1\n", a_profile(mapping=mapping))[0]
    return reading.document.lines[0].quantity if reading.document else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", "3"),
        ("003", "3"),
        ("-2", "-2"),
        ("2-", "-2"),
        ("+4", "4"),
        (".5", "0.5"),
        ("2.50", "2.5"),
        ("-0.00", "0"),
        ("123456789012345678.0123456789", "123456789012345678.0123456789"),
        ("0.30000000000000004", "0.30000000000000004"),
        (" 7 ", "7"),
    ],
)
def test_a_plain_number_is_kept_exactly(text: str, expected: str) -> None:
    assert quantity_of(text) == Decimal(expected)
    assert str(quantity_of(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "x", "1e400", "1E3", "NaN", "inf", "١٢", "１２", "1,000", "1 000", "5 pcs", "--5", "0x10"],  # noqa: RUF001
)
def test_what_is_no_plain_number_is_a_finding_and_never_a_guess(text: str) -> None:
    reading = readings(HEADING + f'B1,2026-01-02,K1,A1,Bolt,"{text}",EA,1\n')[0]
    assert codes(reading) == ["FI-LINE-001"]
    assert reading.payload is None
    assert reading.number == "B1"


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1.234,5", ".", "1234.5"),
        ("1234,5", ".", "1234.5"),
        ("1 234,5", " ", "1234.5"),
        ("1\xa0234,5", " ", "1234.5"),
        ("7", "", "7"),
    ],
)
def test_decimal_commas_and_thousands_follow_the_profile(text: str, mark: str, expected: str) -> None:
    assert quantity_of(text, decimal=",", thousands=mark) == Decimal(expected)


@pytest.mark.parametrize("text", ["1.5", "12.34,5", "1.2345,0"])
def test_a_point_where_the_profile_says_comma_is_not_taken_for_a_decimal_mark(text: str) -> None:
    assert quantity_of(text, decimal=",", thousands=".") is None


def test_a_price_that_cannot_be_read_stays_open_and_the_document_waits() -> None:
    reading = readings(HEADING + "B1,2026-01-02,K1,A1,Bolt,1,EA,cheap\n")[0]
    assert codes(reading) == ["FI-LINE-002"]
    assert reading.document is not None
    assert reading.document.lines[0].unit_price is None
    assert reading.findings[0].severity == "exception"


def ordered(text: str, zone: str = "Europe/Berlin", **mapping: object) -> datetime | None:
    reading = readings(HEADING + f'B1,"{text}",K1,A1,Bolt,1,EA,1\n', a_profile(mapping=mapping, timezone=zone))[0]
    assert reading.document is not None
    return reading.document.ordered_at


def test_a_date_takes_the_profiles_zone() -> None:
    assert ordered("2026-07-01 10:15") == datetime(2026, 7, 1, 10, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    assert ordered("2026-01-01") == datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_stated_offset_wins_over_the_profiles_zone() -> None:
    formats = ["%Y-%m-%dT%H:%M:%S%z"]
    assert ordered("2026-07-01T10:15:00Z", date_formats=formats) == datetime(2026, 7, 1, 10, 15, tzinfo=ZoneInfo("UTC"))
    assert ordered("2026-07-01T10:15:00-05:00", date_formats=formats) == datetime(
        2026, 7, 1, 15, 15, tzinfo=ZoneInfo("UTC")
    )


def test_an_hour_that_summer_time_leaves_out_or_repeats_is_still_a_time() -> None:
    gap = ordered("2026-03-29 02:30")
    assert gap is not None
    assert gap.astimezone(ZoneInfo("UTC")) == datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("UTC"))
    fold = ordered("2026-10-25 02:30")
    assert fold is not None
    assert fold.astimezone(ZoneInfo("UTC")) == datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("UTC"))


def test_days_as_spreadsheets_count_them_are_dates() -> None:
    assert ordered("46023.5", date_formats=["excel"]) == datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "tomorrow", "0000-00-00"])
def test_an_impossible_date_is_left_open_and_told(text: str) -> None:
    reading = readings(HEADING + f"B1,{text},K1,A1,Bolt,1,EA,1\n")[0]
    assert reading.document is not None
    assert reading.document.ordered_at is None
    assert codes(reading) == ["FI-HEAD-001"]
    assert reading.findings[0].value == text


def test_codes_constants_and_empty_words_follow_the_profile() -> None:
    mapping = {
        "columns": {**COLUMNS, "currency": "Cur"},
        "codes": {"line.unit": {"STK": "EA"}, "currency": {"€": "EUR"}},
        "constants": {"customer.code": "C-9", "customer.name": "Acme"},
        "empty": ["-"],
    }
    text = "Order,Date,Customer,Item,Text,Qty,Unit,Price,Cur\nB1,2026-01-02,-,A1,Bolt,1,STK,-,€\n"
    document = readings(text, a_profile(mapping=mapping))[0].document
    assert document is not None
    assert (document.customer.code, document.customer.name, document.currency) == ("C-9", "Acme", "EUR")
    assert (document.lines[0].unit, document.lines[0].unit_price) == ("EA", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "iso-8859-15", "utf-32"])
def test_texts_survive_every_encoding(encoding: str) -> None:
    declared = encoding if encoding in {"utf-16-le", "iso-8859-15"} else "auto"
    text = HEADING + "B1,2026-01-02,Müller,Ä-1,Größe für 5,2,EA,1\n"
    document = readings(text.encode(encoding), a_profile(mapping={"encoding": declared}))[0].document
    assert document is not None
    assert (document.customer.code, document.lines[0].partner_sku) == ("Müller", "Ä-1")


def test_a_declared_encoding_that_does_not_fit_refuses_the_file_instead_of_guessing() -> None:
    found = readings(
        (HEADING + "B1,2026-01-02,Müller,A,B,2,EA,1\n").encode("cp1252"), a_profile(mapping={"encoding": "utf-8"})
    )
    assert [codes(one) for one in found] == [["FI-FILE-002"]]
    assert found[0].payload is None


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row(ending: str) -> None:
    text = (HEADING + "B1,2026-01-02,K1,A1,Bolt,1,EA,1\nB2,2026-01-02,K1,A1,Bolt,1,EA,1\n").replace("\n", ending)
    assert [one.number for one in readings(text)] == ["B1", "B2"]


def test_strange_characters_are_kept_and_nul_is_taken_out_with_a_finding() -> None:
    strange = "\u202eabc\u200d😀\tx"
    reading = readings(HEADING + f"B1,2026-01-02,K1,A1,{strange}\x00,1,EA,1\n")[0]
    assert reading.document is not None
    assert reading.document.lines[0].description == strange
    assert codes(reading) == ["FI-ROW-004"]


def test_typed_columns_of_parquet_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pl.DataFrame(
        {
            "Order": [1001, 1001, 1002],
            "Date": [datetime(2026, 1, 2, 3, 4, 5), datetime(2026, 1, 2, 3, 4, 5), None],  # noqa: DTZ001 - Parquet knows no zone
            "Customer": [17850.0, 17850.0, None],
            "Item": ["A", "B", "C"],
            "Text": pl.Series(["x", None, "z"], dtype=pl.Categorical),
            "Qty": [0.1 + 0.2, 1e16, -3.0],
            "Unit": ["EA", "EA", None],
            "Price": [2.55, 1e-7, 1e22],
        }
    ).write_parquet(path)
    first, second = readings(path, a_profile("parquet"), "orders.parquet")
    assert first.document is not None
    assert first.document.customer.code == "17850"
    assert [str(line.quantity) for line in first.document.lines] == ["0.30000000000000004", "10000000000000000"]
    assert [f"{line.unit_price:f}" for line in first.document.lines] == ["2.55", "0.0000001"]
    assert first.document.ordered_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert second.number == "1002"
    assert codes(second) == ["FI-LINE-002"]


def test_the_earliest_wanted_day_is_when_the_document_is_due() -> None:
    columns = {**COLUMNS, "line.requested_date": "Wanted"}
    text = "Order,Date,Customer,Item,Text,Qty,Unit,Price,Wanted\nB1,2026-01-02,K,A,T,1,EA,1,2026-02-05\nB1,2026-01-02,K,B,T,1,EA,1,2026-02-03\n"
    reading = readings(text, a_profile(mapping={"columns": columns}))[0]
    assert reading.due == date(2026, 2, 3)


def test_marks_beside_a_number_are_left_out_only_where_the_profile_names_them() -> None:
    assert quantity_of("€ 12.50", marks=["€"]) == Decimal("12.5")
    assert quantity_of("12.50 EUR", marks=["€", "EUR"]) == Decimal("12.5")
    assert quantity_of("€ 12.50") is None


def test_an_accountants_brackets_are_a_minus() -> None:
    assert quantity_of("(12.50)") == Decimal("-12.5")


def test_a_date_and_a_time_in_two_columns_are_joined() -> None:
    columns = {"number": "No", "line.sku": "Item", "line.quantity": "Qty", "ordered_at": "Day + Time"}
    mapping = {"columns": columns, "date_formats": ["%d.%m.%Y %H:%M", "%d.%m.%Y"]}
    text = "No,Item,Qty,Day,Time\nB1,A,1,24.12.2026,18:30\nB2,A,1,24.12.2026,\n"
    found = [one.ordered_at for one in readings(text, a_profile(mapping=mapping, timezone="UTC"))]
    assert found == [
        datetime(2026, 12, 24, hour, minute, tzinfo=ZoneInfo("UTC")) for hour, minute in ((18, 30), (0, 0))
    ]


def test_a_fraction_of_a_second_is_exact() -> None:
    found = ordered("2026-07-01 10:15:30.123456", zone="UTC", date_formats=["%Y-%m-%d %H:%M:%S.%f"])
    assert found == datetime(2026, 7, 1, 10, 15, 30, 123456, tzinfo=ZoneInfo("UTC"))


def test_a_year_of_two_digits_is_left_to_the_format_that_says_so() -> None:
    formats = ["%d.%m.%Y", "%d.%m.%y"]
    assert ordered("24.12.26", zone="UTC", date_formats=formats) == datetime(2026, 12, 24, tzinfo=ZoneInfo("UTC"))


def test_what_polars_writes_as_a_date_is_read_by_the_formats_that_stand_by_default() -> None:
    columns = {**COLUMNS}
    text = HEADING + "B1,2010-12-01T08:26:00.000000,K1,A1,Bolt,1,EA,1\n"
    profile = a_profile(mapping={"columns": columns}, timezone="UTC")
    default = TableMapping(columns={"number": "N", "line.sku": "S", "line.quantity": "Q"}).date_formats
    whole = profile.model_copy(
        update={"mapping": profile.mapping and profile.mapping.model_copy(update={"date_formats": default})}
    )
    assert readings(text, whole)[0].ordered_at == datetime(2010, 12, 1, 8, 26, tzinfo=ZoneInfo("UTC"))
