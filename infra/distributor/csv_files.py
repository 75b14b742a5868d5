"""The partners' tables: one as Central Europe writes them, one as an app exports them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from infra.distributor.orders import Line, Order

HANSEAT_UNITS = {"Units": "STK", "Case of 6": "KTN6", "Case of 12": "KTN12", "Case of 24": "KTN24", "Barrel": "FASS"}
FIELDBOOK_UNITS = {
    "Units": "each",
    "Case of 6": "case/6",
    "Case of 12": "case/12",
    "Case of 24": "case/24",
    "Barrel": "barrel",
}
THEIR_CODES = {f"TAB-{1001 + place}": f"HG{20 + place}-{7 * place + 11:03d}" for place in range(12)}
"""SKU to Hanseat's own code; their profile holds the same table."""
HANSEAT_HEADER = ("Auftragsnr", "Datum", "Kundennr", "Kunde", "Artikelnr", "Unsere Artikelnr", "Bezeichnung", "Menge",
                  "Einheit", "Preis", "Währung", "Wunschtermin", "Auftragswert")  # fmt: skip
FIELDBOOK_HEADER = ("order_no", "ordered_at", "customer", "sku", "gtin", "description", "qty", "unit", "unit_price",
                    "currency", "wanted", "order_total")  # fmt: skip


def hanseat(orders: Iterable[Order]) -> bytes:
    """Semicolons, decimal commas, thousands points, day first, Windows-1252."""
    rows = [row for order in orders for row in _hanseat_rows(order)]
    return _table(HANSEAT_HEADER, rows, ";").encode("cp1252")


def fieldbook(orders: Iterable[Order]) -> bytes:
    """Commas, ISO dates, UTF-8."""
    rows = [row for order in orders for row in _fieldbook_rows(order)]
    return _table(FIELDBOOK_HEADER, rows, ",").encode()


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _hanseat_rows(order: Order) -> Iterator[tuple[str, ...]]:
    day = "30.02.2026" if order.date_text else f"{order.ordered_at:%d.%m.%Y}"
    total = _comma(order.stated_total)
    for line in order.lines:
        theirs = THEIR_CODES.get(line.sku, "")
        yield (
            order.number, day, order.customer, order.name, theirs, "" if theirs else line.sku, line.description,
            _comma(line.quantity), HANSEAT_UNITS[line.unit], _comma(line.price), order.currency,
            f"{order.wanted:%d.%m.%Y}", total,
        )  # fmt: skip


def _fieldbook_rows(order: Order) -> Iterator[tuple[str, ...]]:
    day = "2026-02-30 10:00" if order.date_text else f"{order.ordered_at:%Y-%m-%d %H:%M}"
    total = "" if order.stated_total is None else str(order.stated_total)
    for line in order.lines:
        yield (
            order.number, day, order.customer, line.sku, line.gtin, line.description, str(line.quantity),
            FIELDBOOK_UNITS[line.unit], _plain(line), order.currency, order.wanted.isoformat(), total,
        )  # fmt: skip


def _plain(line: Line) -> str:
    return "" if line.price is None else str(line.price)


def _comma(number: Decimal | None) -> str:
    """1234.5 as 1.234,5."""
    if number is None:
        return ""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))
