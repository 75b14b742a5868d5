"""Identity: normalised business keys, external ids, content hashes."""

from __future__ import annotations

import base64
import hashlib
import unicodedata

from domain.documents.envelope import BusinessKey

MODULE = "__lading__"
"""No module of that name may exist in Odoo: an update of it would delete our records' ids."""


def normalise(text: str) -> str:
    """One form for keys that differ in case, blanks, width or composition (F33); leading zeros stay.

    NFKC, format characters (zero width, direction marks) dropped, white space runs to one blank, trimmed, case folded.
    """
    if text.isascii():
        return " ".join(text.split()).lower()
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", " ".join(visible.split()).casefold())


def key_text(key: BusinessKey) -> str:
    """The normalised key as one line: parts joined by the unit separator, which no part can hold."""
    parts = (key.source_id, key.company, key.partner, key.type, key.number, key.purpose, key.reuse_period)
    return "\x1f".join(normalise(part) for part in parts)


def thread_text(key: BusinessKey) -> str:
    """An order and its changes share a thread: the key without purpose."""
    parts = (key.source_id, key.company, key.partner, key.type, key.number, key.reuse_period)
    return "\x1f".join(normalise(part) for part in parts)


def external_id(key: BusinessKey) -> str:
    """``__lading__.<type>_<26 base32 characters of SHA-256 of the key>``: the same on any ledger."""
    digest = hashlib.sha256(key_text(key).encode("utf-8", "backslashreplace")).digest()
    return f"{MODULE}.{key.type}_{base64.b32encode(digest).decode().lower()[:26]}"


def line_external_id(order_external_id: str, position: int) -> str:
    """External id of a line: the order's and the position from 1."""
    return f"{order_external_id}_{position}"


def content_hash(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
