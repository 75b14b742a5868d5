"""External ids in Odoo (``ir.model.data``): the keys that live in Odoo's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from connectors.odoo.port import OdooPort
from domain.keys import MODULE

T = TypeVar("T")
PAGE = 2000
"""Names a call."""


def name_of(external_id: str) -> str:
    """``sales_order_…`` of ``__lading__.sales_order_…``."""
    return external_id.removeprefix(f"{MODULE}.")


def records_of(port: OdooPort, model: str, external_ids: Sequence[str]) -> dict[str, int]:
    """Records that stand in Odoo under our external ids; ids that lead nowhere are left out."""
    found: dict[str, int] = {}
    for page in pages(external_ids):
        domain = [("module", "=", MODULE), ("model", "=", model), ("name", "in", [name_of(item) for item in page])]
        for row in port.search_read("ir.model.data", domain, ["name", "res_id"]):
            found[f"{MODULE}.{row['name']}"] = int(row["res_id"])
    return found


def external_ids_of(port: OdooPort, model: str, record_ids: Sequence[int]) -> dict[int, str]:
    """Our external ids by record; records that are not ours are left out."""
    found: dict[int, str] = {}
    for page in pages(record_ids):
        domain = [("module", "=", MODULE), ("model", "=", model), ("res_id", "in", list(page))]
        for row in port.search_read("ir.model.data", domain, ["name", "res_id"]):
            found[int(row["res_id"])] = f"{MODULE}.{row['name']}"
    return found


def pages(items: Iterable[T], size: int = PAGE) -> Iterator[list[T]]:
    """Cut into lists of at most ``size``."""
    page: list[T] = []
    for item in items:
        page.append(item)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page
