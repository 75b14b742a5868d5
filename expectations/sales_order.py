"""Sales orders as read: well formed as a population, and like the channel's earlier ones.

What one document asks for is judged by rules (customer, product, unit, date, total); nothing of that is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

import polars as pl

from domain.documents.sales_order import SalesOrder
from expectations.suite import KEY, Expect, GateSuite, Level

_PARTY = pl.Struct({"code": pl.String, "gln": pl.String, "name": pl.String})
_LINE = pl.Struct(
    dict.fromkeys(
        ("sku", "partner_sku", "gtin", "description", "quantity", "unit", "unit_price", "requested_date"), pl.String
    )
    | {"position": pl.Int64}
)
_ORDER = pl.Struct(
    {"number": pl.String, "customer": _PARTY, "ordered_at": pl.String, "note": pl.String, "lines": pl.List(_LINE)}
)
_UNSEEN = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_GARBLED = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]"


class PopulationDocument(Protocol):
    """What the ledger keeps of each document, as far as a population needs it."""

    @property
    def external_id(self) -> str:
        """The document's id."""

    @property
    def total(self) -> Decimal:
        """Sum over its priced lines."""

    @property
    def line_count(self) -> int:
        """Its lines."""

    @property
    def quantity(self) -> Decimal:
        """Sum over its lines."""


def extract_frame(orders: Iterable[tuple[str, SalesOrder]], *, house_account: bool = False) -> pl.DataFrame:
    """The frame of the extract gate: a row a line, the head's values on each; key and order."""
    return extract_frame_from_json(
        [(key, order.model_dump_json().encode()) for key, order in orders], house_account=house_account
    )


def extract_frame_from_json(documents: Sequence[tuple[str, bytes]], *, house_account: bool = False) -> pl.DataFrame:
    """The same from canonical JSON.

    Args:
        documents: external id and canonical JSON of each.
        house_account: whether the profile names one, so that orders without a customer are in order.
    """
    return extract_frame_of(lines_from_json(documents), house_account=house_account)


def lines_from_json(documents: Sequence[tuple[str, bytes]]) -> pl.DataFrame:
    """A row a line (one with nulls where a document has none): key, ``document`` from 0, the head's values, the line's.

    Args:
        documents: external id and canonical JSON of each.
    """
    keys = pl.Series(KEY, [key for key, _ in documents], dtype=pl.String)
    orders = pl.Series("order", [payload.decode() for _, payload in documents], dtype=pl.String)
    return (
        pl.DataFrame([keys, orders.str.json_decode(_ORDER)])
        .with_row_index("document")
        .unnest("order")
        .with_columns(pl.col("customer").name.map_fields(lambda name: f"customer.{name}"))
        .unnest("customer")
        .explode("lines", empty_as_null=True)
        .unnest("lines")
    )


def extract_frame_of(lines: pl.DataFrame, *, house_account: bool = False) -> pl.DataFrame:
    """The same from ``lines_from_json``."""
    nameless = pl.lit(None, pl.Float64) if house_account else _empty("customer.code", "customer.gln").cast(pl.Float64)
    named = lines.with_columns(nameless.alias("no_customer"), _year("ordered_at").alias("year"))
    return named.with_columns(_line_columns()).select(_COLUMNS)


_COLUMNS = (
    KEY, "number", "ordered_at", "year", "no_customer", "position", "place", "misplaced", "product", "quantity_number",
    "unit_price", "price", "price_digits", "text",
)  # fmt: skip


def _empty(*names: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).fill_null("") == "" for name in names)


def _year(name: str) -> pl.Expr:
    return pl.col(name).str.slice(0, 4).cast(pl.Int32, strict=False)


def _line_columns() -> list[pl.Expr]:
    place = pl.int_range(1, pl.len() + 1).over("document")
    mantissa = pl.col("unit_price").str.to_lowercase().str.split("e").list.first()
    digits = mantissa.str.replace_all(r"[^0-9]", "").str.strip_chars_start("0")
    codes = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in ("sku", "partner_sku", "gtin")]
    return [
        place.alias("place"),
        (pl.col("position") - place).alias("misplaced"),
        pl.coalesce(codes).alias("product"),
        pl.col("quantity").cast(pl.Float64, strict=False).alias("quantity_number"),
        pl.col("unit_price").cast(pl.Float64, strict=False).alias("price"),
        digits.str.len_chars().cast(pl.Float64).alias("price_digits"),
        pl.concat_str("description", "note", "customer.name", separator=" ", ignore_nulls=True).alias("text"),
    ]


def population_frame(documents: Iterable[PopulationDocument]) -> pl.DataFrame:
    """The channel's last documents, newest first, as the extract gate's expectations see a document."""
    rows = [(one.external_id, float(one.total), float(one.quantity), float(one.line_count)) for one in documents]
    frame = pl.DataFrame(
        rows, schema={KEY: pl.String, "money": pl.Float64, "pieces": pl.Float64, "lines": pl.Float64}, orient="row"
    )
    # A total of 0 is what the ledger knows of a document without prices: here both count as unpriced.
    return frame.with_columns((pl.col("money") == 0).cast(pl.Float64).alias("unpriced")).with_columns(_averages())


def _averages() -> list[pl.Expr]:
    pieces, lines = pl.col("pieces").abs(), pl.col("lines")
    return [
        pl.when((pieces > 0) & (pl.col("money") != 0)).then(pl.col("money").abs() / pieces).alias("price"),
        pl.when((lines > 0) & (pieces > 0)).then(pieces / lines).alias("quantity"),
    ]


def _summary(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a document."""
    common = frame["product"].drop_nulls().mode().sort().first() if frame["product"].count() else None
    priced = pl.col("price").is_not_null()
    named = pl.col("position").is_not_null()
    money = (pl.col("price") * pl.col("quantity_number")).sum()
    return (
        frame.group_by(KEY, maintain_order=True)
        .agg(
            pl.col("no_customer").first(),
            (pl.col("product").is_null() & named).mean().alias("no_product"),
            money.alias("money"),
            pl.col("quantity_number").sum().alias("pieces"),
            named.sum().cast(pl.Float64).alias("lines"),
            (priced.any() & (pl.col("price").fill_null(0) == 0).all()).cast(pl.Float64).alias("free"),
            (money == 0).cast(pl.Float64).alias("unpriced"),
            (pl.col("product") == pl.lit(common, pl.String)).any().cast(pl.Float64).alias("common"),
        )
        .with_columns(_averages())
    )


def _against(recent: pl.DataFrame, older: pl.DataFrame) -> pl.DataFrame:
    """How each recent document compares with the older ones' median, and their share without prices."""
    before = older["unpriced"].mean()
    ratios = [
        (pl.col(name) / pl.lit(older[name].median() or None, pl.Float64)).alias(f"{name}_ratio")
        for name in ("price", "quantity", "lines")
    ]
    return recent.with_columns(*ratios, (pl.col("unpriced") - pl.lit(before, pl.Float64)).alias("unpriced_rise"))


def _mean(most: float) -> dict[str, object]:
    return {"max_value": most}


_B, _W = Level.BATCH, Level.WARN
EXTRACT = GateSuite(
    gate="extract",
    summary=_summary,
    against=_against,
    expectations=(
        Expect("GT-EX-001", "ColumnValuesToMatchRegex", "number", "number is there and readable",
               {"regex": rf"^(?=.*\S)[^{_UNSEEN}]{{1,80}}\Z"}, path="number"),
        Expect("GT-EX-002", "ColumnValuesToBeBetween", "misplaced", "lines are numbered 1, 2, 3 ...",
               {"min_value": 0, "max_value": 0}, words={"place": "place"}, value="position",
               path="lines[{line}].position"),
        Expect("GT-EX-003", "ColumnValuesToBeBetween", "price_digits", "price has at most 15 digits",
               {"max_value": 15}, value="unit_price", path="lines[{line}].unit_price"),
        Expect("GT-EX-004", "ColumnValuesToBeBetween", "year", "order date from 1970 to 2199",
               {"min_value": 1970, "max_value": 2199}, value="ordered_at", path="ordered_at"),
        Expect("GT-EX-005", "ColumnValuesToNotMatchRegex", "text", "texts are in the right encoding",
               {"regex": _GARBLED}, path="lines[{line}].description"),
        Expect("GT-EX-101", "ColumnMeanToBeBetween", "no_product", "lines name a product", _mean(0.5), _B),
        Expect("GT-EX-102", "ColumnMeanToBeBetween", "no_customer", "documents name a customer", _mean(0.5), _B),
        Expect("GT-EX-103", "ColumnMedianToBeBetween", "price_ratio", "prices as before",
               {"min_value": 0.2, "max_value": 5}, _B),
        Expect("GT-EX-104", "ColumnMeanToBeBetween", "unpriced_rise", "prices are there as before", _mean(0.5), _B),
        Expect("GT-EX-105", "ColumnMeanToBeBetween", "free", "prices are not all zero", _mean(0.5), _B),
        Expect("GT-EX-106", "ColumnMedianToBeBetween", "lines_ratio", "as many lines as before",
               {"min_value": 0.1, "max_value": 10}, _B),
        Expect("GT-EX-107", "ColumnMedianToBeBetween", "quantity_ratio", "quantities as before",
               {"min_value": 0.05, "max_value": 20}, _B),
        Expect("GT-EX-120", "ColumnMeanToBeBetween", "common", "not one product everywhere", _mean(0.9), _W),
    ),
)  # fmt: skip
"""What every channel's orders are held to when they have been read."""
