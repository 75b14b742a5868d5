"""One body of a shop, every text masked that is no code, amount or date."""

from __future__ import annotations

import io
import json

from connectors.formats.json_records import records
from connectors.formats.text import marked_encoding
from connectors.formats.xlsx_cells import Number
from domain.masking import masked

PLAIN = frozenset(
    (
        *("id", "admin_graphql_api_id", "amount", "currency", "currency_code", "currencyCode", "price", "sku"),
        *("quantity", "current_quantity", "fulfillable_quantity", "restock_type", "restockType", "type"),
        *("cancel_reason", "cancelReason", "financial_status", "displayFinancialStatus", "fulfillment_status"),
        *("displayFulfillmentStatus", "source_name", "sourceName", "presentment_currency", "presentmentCurrencyCode"),
        *("created_at", "createdAt", "processed_at", "processedAt", "updated_at", "updatedAt"),
        *("cancelled_at", "cancelledAt", "country_code", "countryCodeV2", "current_subtotal_price", "subtotal_price"),
        *("total_tip_received", "total_price", "total_tax", "total_discounts", "__typename", "rate"),
    )
)
"""Names whose texts stay: what a reader looks at, and nothing that says who somebody is."""
_HEAD_NAMES = frozenset({"line_items", "lineItems"})
"""Beside these ``name`` is the order's number; elsewhere it is a person, a place or a product."""
_LARGEST = 67_108_864


def masked_body(content: bytes, rows: tuple[int, ...]) -> bytes:
    """The record ``rows[0]``, written anew; empty: there is none."""
    encoding = marked_encoding(content[:4]) or "utf-8"
    for record in records(io.BytesIO(content), encoding, _LARGEST, frozenset()):
        if rows and record.number == rows[0] and not record.fault:
            return json.dumps(_masked(record.value, ""), ensure_ascii=False).encode() + b"\n"
    return b""


def _masked(value: object, name: str) -> object:
    if isinstance(value, dict):
        orders = bool(_HEAD_NAMES & set(value))
        return {key: one if orders and key == "name" else _masked(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one, name) for one in value]
    if isinstance(value, Number):
        return _number(value, name)
    if isinstance(value, str) and name not in PLAIN:
        return masked(value)
    return value


def _number(text: str, name: str) -> object:
    """A number as JSON writes it; of a number that is somebody's only the length stays."""
    plain = text if name in PLAIN or name.endswith(("_id", "_quantity", "Quantity")) else masked(text)
    whole = int(plain) if plain.lstrip("-").isdigit() else float(plain)
    return whole if str(whole) == plain else plain
