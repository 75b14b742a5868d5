"""Text out of an EDIFACT file: the character set that UNB names, unless the bytes say otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.formats.text import marked_encoding

CHARSETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOX": "utf-8",
    "UNOY": "utf-8",
    "KECA": "euc_kr",
}
"""Syntax identifiers (data element 0001) to encodings."""
_SYNTAX = re.compile(rb"^[^A-Za-z]{0,8}(?:UNA.{5,6}[\r\n ]*)?U?N?B[^A-Za-z0-9 \t\r\n]([A-Z]{4})", re.DOTALL)
_EBCDIC_STARTS = (b"\xe4\xd5\xc2", b"\xe4\xd5\xc1", b"\xe4\xd5\xc7", b"\xe4\xd5\xc8")
_C1 = re.compile(rb"[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file and what it was taken for."""

    text: str
    stated: str
    """The syntax identifier of the first UNB; empty: there is none."""
    encoding: str
    clash: bool = False
    """The bytes are not in the character set stated."""


def decoded(content: bytes) -> Text:
    """Text of an EDIFACT file; never fails, and says whether the stated character set was right."""
    if content.startswith(_EBCDIC_STARTS):
        return Text(content.decode("cp500", "replace").replace("\x85", "\n"), "", "cp500")
    marked = marked_encoding(content) or _wide(content)
    if marked and marked != "utf-8-sig":
        return Text(content.decode(marked, "replace").lstrip("\ufeff"), "", marked)
    content = content.removeprefix(b"\xef\xbb\xbf")
    found = _SYNTAX.match(content[:200])
    stated = found.group(1).decode("ascii") if found else ""
    declared = CHARSETS.get(stated, "")
    if content.isascii():
        return Text(content.decode("ascii"), stated, "ascii")
    return _beyond_ascii(content, stated, declared)


def _beyond_ascii(content: bytes, stated: str, declared: str) -> Text:
    """UTF-8 is never an accident; else what is stated; else Windows-1252."""
    try:
        return Text(content.decode("utf-8"), stated, "utf-8", clash=bool(declared) and declared != "utf-8")
    except UnicodeDecodeError:
        pass
    if declared == "iso8859-1" and _C1.search(content):
        declared = "cp1252"
    try:
        if declared and declared != "utf-8":
            return Text(content.decode(declared), stated, declared)
    except UnicodeDecodeError:
        pass
    return Text(content.decode("cp1252", "replace"), stated, "cp1252", clash=bool(declared))


def _wide(content: bytes) -> str:
    """UTF-16 without its mark is seen by the zero bytes between the first letters."""
    if content[:1] == b"U" and content[1:6:2] == b"\x00\x00\x00":
        return "utf-16-le"
    return "utf-16-be" if content[:5:2] == b"\x00\x00\x00" and content[1:2] == b"U" else ""
