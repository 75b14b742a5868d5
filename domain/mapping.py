"""How a partner's file becomes canonical documents: columns, dates, codes. Data only; the readers apply it."""

from __future__ import annotations

import codecs
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from domain.frozen import Frozen
from domain.mapping_wide import WideColumns, wide_mistakes

CanonicalField = Literal[
    "number",
    "purpose",
    "ordered_at",
    "requested_date",
    "currency",
    "stated_total",
    "stated_line_count",
    "note",
    "customer.code",
    "customer.gln",
    "customer.name",
    "customer.address",
    "customer.country",
    "ship_to.code",
    "ship_to.gln",
    "ship_to.name",
    "ship_to.address",
    "ship_to.country",
    "line.partner_line",
    "line.sku",
    "line.partner_sku",
    "line.gtin",
    "line.description",
    "line.quantity",
    "line.unit",
    "line.unit_price",
    "line.requested_date",
]
LINE_FIELDS = tuple(name for name in get_args(CanonicalField) if name.startswith("line."))
HEAD_FIELDS = tuple(name for name in get_args(CanonicalField) if name not in LINE_FIELDS)
PRODUCT_FIELDS = ("line.sku", "line.partner_sku", "line.gtin")
COUNTING_FIELDS = ("stated_total", "stated_line_count", "line.quantity", "line.unit_price")
DATE_FIELDS = ("ordered_at", "requested_date", "line.requested_date")

ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def positions(name: str) -> tuple[int, int] | None:
    """A column of fixed width as Python's slice of a line: ``1-10`` is (0, 10), ``7`` is (6, 7); None: no position."""
    first, _, last = name.replace(" ", "").partition("-")
    if not (first.isascii() and first.isdigit() and (last or first).isascii() and (last or first).isdigit()):
        return None
    start, end = int(first), int(last or first)
    return (start - 1, end) if 1 <= start <= end <= 65_536 else None  # noqa: PLR2004 - no line is longer


class HeadRecord(Frozen):
    """Where the heads of the documents stand, when each line does not repeat them."""

    pattern: str = Field(
        default="",
        description="Two files: the head file's name; what * stands for must be the same in both names.",
        examples=["*_head.csv", "orders_*.csv"],
    )
    line_pattern: str = Field(
        default="",
        description="Two files: the line file's name.",
        examples=["*_lines.csv", "order_lines_*.csv"],
    )
    marker_column: ColumnName = Field(
        default="1",
        description="One file of head and line rows: the column (a number from 1) that says which a row is.",
        examples=["1"],
    )
    head_marker: str = Field(default="H", description="Value of a head row in the marker column.", examples=["H", "10"])
    line_marker: str = Field(default="L", description="Value of a line row in the marker column.", examples=["L", "20"])
    join: ColumnName = Field(
        default="",
        description="The column of a line row or of the line file that holds the document's number; empty: in one "
        "file a line belongs to the head row above it.",
        examples=["OrderNo"],
    )


class TableMapping(Frozen):
    """Columns of a CSV or Parquet file, and what they mean."""

    layout: Literal["rows", "records", "two_files"] = Field(
        default="rows",
        description="rows: each row is an order line and repeats its head; records: head rows and line rows in one "
        "file; two_files: a file of heads and a file of lines.",
        examples=["rows"],
    )
    columns: dict[CanonicalField, ColumnName | tuple[ColumnName, ...]] = Field(
        description="Canonical field: the column it stands in (its name, or its number from 1), or several, of which "
        "the first that a file has is taken; 'Date + Time' joins two by a blank. customer.address and ship_to.address "
        "take all of theirs.",
        examples=[{"number": "OrderNo", "line.partner_sku": ["Item", "ItemCode"], "line.quantity": "Qty"}],
    )
    constants: dict[CanonicalField, str] = Field(
        default_factory=dict,
        description="Canonical field: a value that every document has, where its column is missing or empty.",
        examples=[{"currency": "EUR", "line.unit": "EA"}],
    )
    codes: dict[CanonicalField, dict[str, str]] = Field(
        default_factory=dict,
        description="Canonical field: a table from the partner's value to ours; a value not in it stays as it is.",
        examples=[{"currency": {"€": "EUR"}, "line.unit": {"STK": "EA"}}],
    )
    encoding: str = Field(
        default="auto",
        description="Encoding of a CSV file; auto: a byte order mark decides, else UTF-8, else Windows-1252.",
        examples=["auto", "utf-8", "iso-8859-15"],
    )
    delimiter: str = Field(
        default="auto",
        max_length=4,
        description="What separates two cells; auto: found from the first lines; \\t is a tab.",
        examples=["auto", ";", "\\t"],
    )
    quote: str = Field(default='"', max_length=1, description="Quotation mark round a cell; empty: none is used.")
    decimal: Literal[".", ","] = Field(default=".", description="Decimal mark of numbers.", examples=[","])
    thousands: str = Field(
        default="", max_length=1, description="Mark between thousands; empty: none.", examples=[".", ",", "'", " "]
    )
    marks: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(
        default=(),
        description="Texts beside numbers that are left out, such as a currency's sign.",
        examples=[["€", "EUR"]],
    )
    sheet: str = Field(
        default="", max_length=200, description="Name of an Excel file's sheet; empty: the first.", examples=["Orders"]
    )
    line_length: int = Field(
        default=0,
        ge=0,
        le=65_536,
        description="Fixed width: characters of a line; one of another length is told and waits. 0: not looked at.",
        examples=[120],
    )
    implied_decimals: dict[CanonicalField, Annotated[int, Field(ge=1, le=9)]] = Field(
        default_factory=dict,
        description="Fixed width: digits behind a decimal mark that is not written; 0001250 with 2 is 12.50.",
        examples=[{"line.unit_price": 2}],
    )
    header: bool = Field(default=True, description="Whether the first row names the columns.")
    header_rows: int = Field(
        default=1, ge=1, le=5, description="Rows that the header takes; a column is called by the lowest text above it."
    )
    skip_rows: int = Field(default=0, ge=0, le=1000, description="Rows above the header that are no data.")
    leave_out: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(
        default=(),
        description="Rows whose first filled cell is one of these texts (in any case) are no lines: totals below the "
        "lines, headings repeated.",
        examples=[["Total", "Carried forward"]],
    )
    empty: tuple[str, ...] = Field(
        default=("NULL", "null", "N/A", "n/a", "None", "nan", "NaN"),
        description="Cell texts that mean: nothing stated (besides an empty cell).",
    )
    date_formats: tuple[str, ...] = Field(
        default=(
            "%Y-%m-%d %H:%M:%S.%f",
            "%Y-%m-%dT%H:%M:%S.%f",
            "%Y-%m-%dT%H:%M:%S.%f%z",
            "%Y-%m-%d %H:%M",
            "%Y-%m-%d",
        ),
        min_length=1,
        description="Formats of dates, tried in order (strptime); 'excel': days since 1899-12-30 as a number.",
        examples=[["%d.%m.%Y %H:%M", "%d.%m.%Y"]],
    )
    wide: WideColumns | None = Field(
        default=None, description="Tables with one column a size: which columns, and what they become (CSV and Excel)."
    )
    head: HeadRecord = Field(
        default_factory=HeadRecord, description="How heads and lines are told apart (records and two_files only)."
    )

    @field_validator("encoding")
    @classmethod
    def _encoding_exists(cls, text: str) -> str:
        if text != "auto":
            try:
                codecs.lookup(text)
            except LookupError:
                message = "no such encoding; use auto, utf-8, cp1252, iso-8859-15, utf-16 or another of Python's names"
                raise ValueError(message) from None
        return text

    @field_validator("delimiter")
    @classmethod
    def _delimiter_is_one(cls, text: str) -> str:
        if text != "auto" and len(text.replace("\\t", "\t")) != 1:
            message = "one character, \\t, or auto"
            raise ValueError(message)
        return text

    @field_validator("date_formats")
    @classmethod
    def _formats_have_fields(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in formats:
            if text != "excel" and not ("%" in text and any(day in text for day in ("%d", "%e", "%j", "%D", "%F"))):
                message = f"'{text}' names no day; a date format looks like %d.%m.%Y"
                raise ValueError(message)
        return formats

    @field_validator("wide")
    @classmethod
    def _wide_goes_together(cls, wide: WideColumns | None, info: ValidationInfo) -> WideColumns | None:
        known = info.data
        if wide is not None and {"layout", "columns", "constants"} <= set(known):
            wrong = list(wide_mistakes(wide, known["layout"], known["columns"], known["constants"]))
            if wrong:
                raise ValueError("; ".join(wrong))
        return wide

    @model_validator(mode="after")
    def _enough_to_read(self) -> TableMapping:
        known = {*self.columns, *self.constants}
        joined = self.layout != "rows" and self.head.join
        if "number" not in self.columns and not joined:
            message = "columns must name 'number', the column of the document's number"
            raise ValueError(message)
        if "line.quantity" not in known:
            message = "columns must name 'line.quantity'"
            raise ValueError(message)
        if not known & set(PRODUCT_FIELDS):
            message = "columns must name a product: one of line.sku, line.partner_sku, line.gtin"
            raise ValueError(message)
        if self.decimal == self.thousands:
            message = "decimal and thousands can't be the same mark"
            raise ValueError(message)
        patterns = {self.head.pattern, self.head.line_pattern} - {""}
        if self.layout == "two_files" and (not self.head.join or {text.count("*") for text in patterns} - {0, 1}):
            message = "two_files needs head.join, and one * at most in head.pattern and head.line_pattern"
            raise ValueError(message)
        if self.layout == "two_files" and len(patterns) < len(("head", "line")):
            message = "two_files needs head.pattern and head.line_pattern, which differ"
            raise ValueError(message)
        return self
