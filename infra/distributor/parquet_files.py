"""A partner's tables as Parquet: one file of heads and one of lines, with typed columns."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from infra.distributor.orders import Order

UNITS = {"Units": "PCE", "Case of 6": "BX6", "Case of 12": "BX12", "Case of 24": "BX24", "Barrel": "BRL"}
HEAD = pa.schema(
    [
        ("order_no", pa.string()),
        ("placed_at", pa.timestamp("us")),
        ("hotel", pa.string()),
        ("currency", pa.string()),
        ("deliver_by", pa.date32()),
        ("total", pa.decimal128(18, 2)),
    ]
)
LINES = pa.schema(
    [
        ("order_no", pa.string()),
        ("item", pa.string()),
        ("gtin", pa.string()),
        ("text", pa.string()),
        ("quantity", pa.decimal128(18, 3)),
        ("unit", pa.string()),
        ("price", pa.decimal128(18, 4)),
    ]
)
_DAY = (1980, 1, 1, 0, 0, 0)
_THOUSANDTH, _TEN_THOUSANDTH, _CENT = (Decimal(1).scaleb(-places) for places in (3, 4, 2))


def heads(orders: Iterable[Order]) -> bytes:
    """A row an order."""
    rows = [
        (one.number, one.ordered_at, one.customer, one.currency, one.wanted, _exact(one.stated_total, _CENT))
        for one in orders
    ]
    return _table(rows, HEAD)


def lines(orders: Iterable[Order]) -> bytes:
    """A row a line, with its order's number."""
    rows = [
        (
            one.number, line.sku, line.gtin, line.description, _exact(line.quantity, _THOUSANDTH), UNITS[line.unit],
            _exact(line.price, _TEN_THOUSANDTH),
        )
        for one in orders
        for line in one.lines
    ]  # fmt: skip
    return _table(rows, LINES)


def packed(parts: Iterable[tuple[str, bytes]], *, tight: bool) -> bytes:
    """Files as one zip without dates: as a partner packs it (``tight``), or as Lading takes two files together."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if tight else zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED if tight else None)
    return buffer.getvalue()


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> bytes:
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(schema.types)]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), sink, compression="zstd")
    return sink.getvalue()


def _exact(number: Decimal | None, least: Decimal) -> Decimal | None:
    return None if number is None else number.quantize(least)
