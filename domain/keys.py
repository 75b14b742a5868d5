"""Identity: normalised business keys, external ids, content hashes."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from typing import Literal

from domain.documents.envelope import BusinessKey
from domain.documents.sales_order_change import CHANGE_TYPE, ChangeKey

MODULE = "__lading__"
"""No module of that name may exist in Odoo: an update of it would delete our records' ids."""
_THREADS = {CHANGE_TYPE: "sales_order"}
"""Types of documents that belong to the thread of another one."""


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
    version = (key.version,) if isinstance(key, ChangeKey) else ()
    return "\x1f".join(normalise(part) for part in (*parts, *version))


def thread_text(key: BusinessKey) -> str:
    """An order and its changes share a thread: the key without purpose and version."""
    parts = (key.source_id, key.company, key.partner, _THREADS.get(key.type, key.type), key.number, key.reuse_period)
    return "\x1f".join(normalise(part) for part in parts)


def version_of(key: BusinessKey | None) -> str:
    """Of a change; empty for what has none."""
    return key.version if isinstance(key, ChangeKey) else ""


def order_key(key: BusinessKey) -> BusinessKey:
    """Of the order that a change is about; an order's own key as it is, but for the purpose."""
    return BusinessKey(
        source_id=key.source_id,
        company=key.company,
        partner=key.partner,
        type=_THREADS.get(key.type, key.type),
        number=key.number,
        reuse_period=key.reuse_period,
    )


def change_key(
    order: BusinessKey, purpose: Literal["change", "cancel"], version: str = "", *, said: bytes = b""
) -> ChangeKey:
    """The key of a change to ``order``.

    Args:
        order: key of the order that is changed (``order_key`` of anything in its thread).
        purpose: change or cancel.
        version: the sender's own sequence number or edit id; where it is empty, ``said`` tells changes apart.
        said: what the change says, as bytes that the same message sent again has, too (its raw text without envelope).
    """
    told = version.strip() or f"said:{content_hash(said)[:32]}"
    return ChangeKey(
        source_id=order.source_id,
        company=order.company,
        partner=order.partner,
        type=CHANGE_TYPE,
        number=order.number,
        purpose=purpose,
        reuse_period=order.reuse_period,
        version=told,
    )


def external_id(key: BusinessKey) -> str:
    """``__lading__.<type>_<26 base32 characters of SHA-256 of the key>``: the same on any ledger."""
    return _hashed(key.type, key_text(key))


def planned_id(kind: str, *parts: str) -> str:
    """External id of what a plan makes: ``kind`` is purchase_order, purchase_order_line and so on.

    Args:
        kind: letters and underscores.
        parts: what tells it apart from all others of its kind; normalised as a document's key is.
    """
    return _hashed(kind, "\x1f".join(normalise(part) for part in parts))


def _hashed(kind: str, text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).digest()
    return f"{MODULE}.{kind}_{base64.b32encode(digest).decode().lower()[:26]}"


def line_external_id(order_external_id: str, position: int) -> str:
    """External id of a line: the order's and the position from 1."""
    return f"{order_external_id}_{position}"


def content_hash(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
