"""Reader of Shopify: bodies of webhooks and answers of the Admin API become sales orders, changes and cancellations.

What a body is, it says itself; the topic in its headers is only compared. Shopify sends the very same bytes for
``orders/updated`` and ``orders/cancelled``, and a pull has no topic at all.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from connectors.formats.canonical import told
from connectors.formats.json_records import Record, records
from connectors.formats.reading import unreadable
from connectors.formats.text import marked_encoding
from connectors.ports import Identified, Raw, Reading, Trailer
from connectors.shopify.queries import API_VERSION
from connectors.shopify.snapshots import Snapshot, order_readings
from connectors.shopify.wire import Fields
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.shopify import ShopifyChannel

LARGEST_BYTES = 67_108_864
"""A body is held in memory: larger ones are refused whatever the profile says."""
_MARKS = (b"gid://shopify/", b'"admin_graphql_api_id"')
_SHAPES = (b'"line_items"', b'"lineItems"', b'"refund_line_items"', b'"order_edit"')
_KEYS = frozenset({"id", "name", "admin_graphql_api_id", "line_items", "quantity", "price", "currency", "updated_at"})
"""Names that may not stand twice in one object."""


@dataclass(frozen=True, slots=True)
class _Body:
    """One object of a delivery."""

    value: dict[str, object]
    row: int


class _ShopifyReader:
    name = "shopify"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """JSON with Shopify's global ids and the lines of an order, a refund or an edit."""
        begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
        if not begins or not any(mark in head for mark in _MARKS) or not any(shape in head for shape in _SHAPES):
            return None
        return Identified("shopify", detail="GraphQL" if b'"lineItems"' in head else "webhook or REST")

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``."""
        limit = min(profile.limits.file_bytes, LARGEST_BYTES)
        if raw.size > limit:
            size = f"{raw.size:,} bytes"
            yield unreadable(told(profile, "FI-FILE-004", value=raw.name, what="File", size=size, limit=f"{limit:,}"))
            return
        heading, ordinal = _heading(raw, profile), 0
        for found in _bodies(raw):
            for reading in _readings(found, raw, profile, heading):
                ordinal += 1
                yield replace(reading, ordinal=ordinal)
        if not ordinal:
            yield unreadable(told(profile, "SH-FILE-001", value=raw.name, why="it is empty"))


def _readings(found: _Body | str, raw: Raw, profile: PartnerProfile, heading: list[Finding]) -> Iterator[Reading]:
    if isinstance(found, str):
        yield unreadable(told(profile, "SH-FILE-001", value=raw.name, why=found))
        return
    snapshot = Snapshot(Fields(found.value, ""), raw.headers.get("x-shopify-topic", ""), found.row, tuple(heading))
    stop = next((one for one in heading if one.code == "SH-SHOP-001"), None)
    yield unreadable(stop, excerpt=raw.name) if stop else order_readings(snapshot, profile)


def _bodies(raw: Raw) -> Iterator[_Body | str]:
    content = raw.read()
    encoding = marked_encoding(content[:4]) or "utf-8"
    if not content.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        return
    for record in records(io.BytesIO(content), encoding, LARGEST_BYTES, _KEYS):
        yield from _opened(record)


def _opened(record: Record) -> Iterator[_Body | str]:
    """One object, or those inside the answer of an API."""
    if record.fault:
        yield record.fault
        return
    if not isinstance(record.value, dict):
        yield "it holds something that is no object"
        return
    if not _printable(record.value):
        yield "it holds half of a character (a lone surrogate)"
        return
    inside = _inside(record.value)
    if inside is None:
        yield _Body(record.value, record.number)
        return
    for one in inside:
        yield _Body(one, record.number) if isinstance(one, dict) else "an order in it is no object"


def _inside(value: dict[str, object]) -> list[object] | None:
    """Orders of ``{"orders": …}``, ``{"order": …}`` and ``{"data": …}``; None: the value is one itself."""
    data = value.get("data")
    if isinstance(data, dict):
        value = data
    one, many = value.get("order"), value.get("orders")
    if isinstance(one, dict) and "line_items" not in value:
        return [one]
    if isinstance(many, dict):
        many = many.get("nodes")
    return many if isinstance(many, list) else None


def _printable(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _heading(raw: Raw, profile: PartnerProfile) -> list[Finding]:
    """What the headers say that every document of the delivery is told."""
    channel = profile.shopify or ShopifyChannel()
    shop, version = raw.headers.get("x-shopify-shop-domain", ""), raw.headers.get("x-shopify-api-version", "")
    found = []
    if channel.shop and shop and shop.lower() != channel.shop:
        found.append(told(profile, "SH-SHOP-001", value=shop, shop=channel.shop))
    if version and version != API_VERSION:
        found.append(told(profile, "SH-VERSION-001", value=version, pinned=API_VERSION))
    return found


SHOPIFY = _ShopifyReader()
