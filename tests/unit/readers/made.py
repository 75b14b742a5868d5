"""Profiles and deliveries for the readers' tests: valid by default, each test changes what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from connectors import read_documents
from connectors.ports import Raw, Reading, Trailer
from domain.profile import TABLE_FORMATS, PartnerProfile

COLUMNS: Mapping[str, object] = {
    "number": "Order",
    "ordered_at": "Date",
    "customer.code": "Customer",
    "line.partner_sku": "Item",
    "line.description": "Text",
    "line.quantity": "Qty",
    "line.unit": "Unit",
    "line.unit_price": "Price",
}
HEADING = "Order,Date,Customer,Item,Text,Qty,Unit,Price\n"


def a_profile(form: str = "csv", *, mapping: Mapping[str, object] | None = None, **changes: object) -> PartnerProfile:
    """A profile of a partner 'acme'; ``mapping`` changes the table mapping."""
    places = {field: f"{at * 10 + 1}-{at * 10 + 10}" for at, field in enumerate(COLUMNS)}
    columns = places if form == "fixed" else COLUMNS
    table = {"columns": dict(columns), "date_formats": ["%Y-%m-%d %H:%M", "%Y-%m-%d"], **(mapping or {})}
    fields: dict[str, object] = {
        "partner": "acme",
        "source_id": "acme-orders",
        "channel": "acme",
        "format": form,
        "timezone": "Europe/Berlin",
        "currency": "EUR",
        "transport": {"inbox": "acme/in"},
        "mapping": table if form in TABLE_FORMATS else None,
    }
    return PartnerProfile.model_validate(fields | changes)


def parts(content: bytes | str | Path, profile: PartnerProfile, name: str = "orders.csv") -> list[Reading | Trailer]:
    """All that a reader gives for these bytes."""
    data = content.encode() if isinstance(content, str) else content
    return list(read_documents(Raw.of(name, data), profile))


def readings(
    content: bytes | str | Path, profile: PartnerProfile | None = None, name: str = "orders.csv"
) -> list[Reading]:
    """The readings among them."""
    return [part for part in parts(content, profile or a_profile(), name) if isinstance(part, Reading)]


def codes(reading: Reading) -> list[str]:
    """Codes of a reading's findings."""
    return [finding.code for finding in reading.findings]
