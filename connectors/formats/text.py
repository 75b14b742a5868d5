"""Text out of bytes: which encoding, and whether every line is short enough to be held."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

BLOCK_BYTES = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; the longer ones before those they begin with."""


@dataclass(frozen=True, slots=True)
class TextShape:
    """What a look over the whole file says about its text."""

    encoding: str
    longest_line: int
    """Characters of the longest physical line."""
    fault: str = ""
    """Why the bytes are no text in that encoding; empty: they are."""


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark names, if there is one."""
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def text_shape(stream: BinaryIO, encoding: str = "auto", longest: int | None = None) -> TextShape:
    """Find the encoding by reading the stream once, block by block; stops at a line longer than ``longest``.

    A byte order mark wins over a declared encoding; auto means UTF-8, else Windows-1252, else Latin-1.
    """
    head = stream.read(4)
    stream.seek(0)
    marked = marked_encoding(head)
    candidates = [marked] if marked else [encoding] if encoding != "auto" else ["utf-8", "cp1252", "latin-1"]
    shape = TextShape(candidates[0], 0)
    for name in candidates:
        stream.seek(0)
        shape = _scan(stream, name, longest)
        if not shape.fault:
            break
    return shape


def _scan(stream: BinaryIO, encoding: str, longest: int | None) -> TextShape:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    found = open_line = read = 0
    while True:
        block = stream.read(BLOCK_BYTES)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return TextShape(encoding, found, f"byte {read + error.start} is not {encoding}")
        except UnicodeError as error:
            return TextShape(encoding, found, f"not {encoding}: {error}")
        read += len(block)
        pieces = text.replace("\r", "\n").split("\n")
        pieces[0] = " " * open_line + pieces[0] if len(pieces) > 1 and open_line else pieces[0]
        if len(pieces) > 1:
            found = max(found, *map(len, pieces[:-1]))
            open_line = len(pieces[-1])
        else:
            open_line += len(text)
        if longest is not None and max(found, open_line) > longest:
            return TextShape(encoding, max(found, open_line))
        if not block:
            return TextShape(encoding, max(found, open_line))
