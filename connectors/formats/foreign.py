"""Formats that are known by sight but not read as orders yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from connectors.formats.archive import first_name
from connectors.formats.text import marked_encoding

_MAGIC = (
    (b"%PDF", "PDF", "a PDF page"),
    (b"BZh", "BZIP2", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "7Z", "a 7z archive"),
    (b"\xfd7zXZ", "XZ", "an xz archive"),
    (b"Rar!", "RAR", "a rar archive"),
    (b"\xd0\xcf\x11\xe0", "XLS", "an old Excel or Word file"),
    (b"\x89PNG", "PNG", "an image"),
    (b"\xff\xd8\xff", "JPEG", "an image"),
    (b"GIF8", "GIF", "an image"),
    (b"II*\x00", "TIFF", "an image"),
    (b"\x7fELF", "ELF", "a program"),
    (b"SQLite format 3", "SQLITE", "a database"),
)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
_NAMESPACE = re.compile(r"urn:(?:oasis:names:specification:ubl:schema:xsd|iso:std:iso:20022:tech:xsd):([\w.-]+)")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format that this version recognises and refuses."""

    format: str
    version: str
    name: str
    """In words, with an article: 'an ISO 20022 message'."""


def foreign(head: bytes) -> Foreign | None:
    """What the first bytes are, if they are a format known by sight; None: perhaps one of ours."""
    for magic, form, name in _MAGIC:
        if head.startswith(magic):
            return Foreign(form, "", name)
    if head.startswith(b"PK\x03\x04"):
        return _zip(head)
    text = head.decode(marked_encoding(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n")
    return next((found for look in _TEXTS if (found := look(text)) is not None), None)


def _zip(head: bytes) -> Foreign | None:
    """Office documents that hold no table; a workbook and a plain archive are read."""
    if b"word/" in head and b"xl/" not in head:
        return Foreign("DOCX", "", "a Word document")
    return Foreign("ODF", "", "an OpenDocument file") if first_name(head) == "mimetype" else None


def _xml(text: str) -> Foreign | None:
    if not text.startswith("<"):
        return None
    body = re.sub(r"<[?!][^>]*>", "", text[:20_000])
    root = _ROOT.search(body)
    name = root.group(1) if root else "?"
    if name.lower() == "html":
        return Foreign("HTML", "", "a web page")
    space = _NAMESPACE.search(text)
    if space and "ubl" in space.group(0):
        return None
    if space:
        return Foreign("ISO20022", space.group(1), f"an ISO 20022 message ({space.group(1)})")
    return Foreign("XML", "", f"an XML document ({name})")


def _bank(text: str) -> Foreign | None:
    if re.match(r"(\{1:|:20:|:940:|\d{0,8}\s*:?940)", text) and ":25:" in text[:2000]:
        return Foreign("MT940", "", "a bank statement (MT940)")
    if text.startswith(("OFXHEADER", "!Type:")):
        return Foreign("OFX" if text.startswith("OFX") else "QIF", "", "a bank statement")
    if re.match(r"01,[^,\n]*,[^,\n]*,\d{6},\d{4},", text):
        return Foreign("BAI2", "", "a bank statement (BAI2)")
    return None


_TEXTS: tuple[Callable[[str], Foreign | None], ...] = (_xml, _bank)
