"""Connectors: a package for each outside system and format. A new reader is one line in ``READERS``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.ports import Identified, Raw, Reader, Reading, Trailer
    from domain.profile import PartnerProfile

READERS: dict[str, str] = {
    "x12": "connectors.edi.spec:X12",
    "edifact": "connectors.edi.edifact_spec:EDIFACT",
    "ubl": "connectors.ubl.spec:UBL",
    "shopify": "connectors.shopify.spec:SHOPIFY",
    "portal": "connectors.portal.spec:PORTAL",
    "parquet": "connectors.files.spec:PARQUET",
    "xlsx": "connectors.files.spec:XLSX",
    "json": "connectors.files.spec:JSON",
    "fixed": "connectors.files.spec:FIXED",
    "csv": "connectors.files.spec:CSV",
}
"""Format to its reader; imported when first asked for. The order is that of recognising: a table is tried last."""


def reader(name: str) -> Reader:
    """The reader of a format; KeyError if there is none."""
    module, _, attribute = READERS[name].partition(":")
    found: Reader = getattr(import_module(module), attribute)
    return found


def identify(raw: Raw) -> tuple[Reader, Identified] | None:
    """The reader that knows these bytes, and what it makes of them; None: no reader does."""
    head = raw.head()
    for name in READERS:
        candidate = reader(name)
        known = candidate.identify(head, raw.name)
        if known is not None:
            return candidate, known
    return None


def read_documents(raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
    """The documents of a delivery, streamed; never raises for what the partner sent (see ``connectors.ports``)."""
    from connectors.unpack import packed, packed_documents

    found = reader(profile.format)
    return packed_documents(raw, profile, found) if packed(raw, profile) else found.read(raw, profile)
