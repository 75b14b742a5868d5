"""Damage done to samples for fuzzing: to their bytes, and to the structure that a parser sees in them.

Everything comes from the ``random.Random`` given: the same state gives the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.contract.readers.mutations_structured import STRUCTURED

TOKENS = (
    *(b"'", b"+", b":", b"?", b"~", b"*", b"^", b"|", b"\n", b"\r\n", b"\r", b"\x00", b"\x1a", b"\x85", b"\xa0"),
    *(b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1c", b"\x1d", b"\x1f", b"\xc9\xe2\xc1", b"\xe4\xd5\xc2"),
    *(b"UNA:+.? '", b"UNA", b"UNB+UNOA:1+", b"UNH+1+ORDERS:D:96A:UN'", b"UNT+3+1'", b"UNZ+1+1'", b"LIN+1'"),
    *(b"QTY+21:", b"UNS+S'", b"ISA*", b"GS*PO*", b"ST*850*1~", b"SE*1*1~", b"PO1*", b"CTT*", b"IEA*1*1~"),
    *(b"-1", b"1e400", b"1E-400", b"NaN", b"Infinity", b"9" * 40, b"0", b"-", b"-0", b".5", b"1,5", b"0x10"),
    *(b"20261332", b"00000000", b"99991231", b"2026-02-30", b"24:00", b"1899-12-31"),
    *(b",", b";", b'"', b'""', b"\t", b"<", b">", b"&#0;", b"&amp;", b"]]>", b"<!--", b"<![CDATA[", b"<?xml ?>"),
    *(b"{", b"[", b"]}", b"null", b"true", b'{"a":', b"\\ud800", b"\\u0000", b"\\"),
    *("\u202e".encode(), "\u0663".encode(), b"\xed\xa0\x80", "\U0001f469\u200d\U0001f680".encode(), "\u0130".encode()),
    *(b" " * 50, b"A" * 300, b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08"),
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp037", "cp500", "cp1252", "utf-7")
GROWTH = 65_536
"""A damaged input is cut to its seed's length and so many bytes: fuzzing wants many, large files are tested apart."""


def damaged(seeds: Sequence[bytes], which: int, shape: str, chance: random.Random) -> bytes:
    """The seed ``which`` with its structure changed, or its bytes, or both.

    Args:
        seeds: all of them; pieces of the others are spliced in.
        which: the one that is damaged.
        shape: a key of ``STRUCTURED``; empty: only bytes are damaged.
        chance: decides everything.
    """
    content = seeds[which]
    structured = STRUCTURED.get(shape)
    roll = chance.random()
    if structured is not None and roll < 0.6:
        for _ in range(chance.choice((1, 1, 2, 4))):
            content = structured(content[: len(seeds[which]) + GROWTH], chance)
    if structured is None or roll > 0.5:
        content = bytes_damaged(content, seeds, chance)
    return content[: len(seeds[which]) + GROWTH]


def bytes_damaged(content: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """One to eight damages that know nothing of the format."""
    held = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(held) + 1)
        end = min(len(held), at + chance.choice((1, 1, 2, 5, 30, 200)))
        chance.choice(_BYTES)(held, at, end, (seeds, chance))
    return bytes(held)


_Rest = tuple[Sequence[bytes], random.Random]


def _noise(held: bytearray, at: int, end: int, rest: _Rest) -> None:
    held[at:end] = rest[1].randbytes(end - at)


def _flip(held: bytearray, at: int, _: int, rest: _Rest) -> None:
    if at < len(held):
        held[at] ^= 1 << rest[1].randrange(8)


def _cut_out(held: bytearray, at: int, end: int, _: _Rest) -> None:
    del held[at:end]


def _put_in(held: bytearray, at: int, _: int, rest: _Rest) -> None:
    held[at:at] = rest[1].choice(TOKENS)


def _put_over(held: bytearray, at: int, end: int, rest: _Rest) -> None:
    held[at:end] = rest[1].choice(TOKENS)


def _repeat(held: bytearray, at: int, end: int, rest: _Rest) -> None:
    held[at:at] = held[at:end] * rest[1].choice((1, 2, 20))


def _truncate(held: bytearray, at: int, _: int, __: _Rest) -> None:
    del held[at:]


def _splice(held: bytearray, at: int, end: int, rest: _Rest) -> None:
    other = rest[1].choice(rest[0])
    start = rest[1].randrange(len(other) + 1)
    held[at:end] = other[start : start + rest[1].choice((20, 100, 5000))]


def _behind(held: bytearray, _: int, __: int, rest: _Rest) -> None:
    held += rest[1].choice(rest[0])


def _other_mark(held: bytearray, at: int, _: int, rest: _Rest) -> None:
    """One byte value becomes another throughout: a separator, a quotation mark, a digit."""
    if at < len(held):
        old, new = bytes((held[at],)), rest[1].choice(b"+*'~:|;,\t\n\r\x00\x1d\x1cA0 \"<&{[")
        held[:] = held.replace(old, bytes((new,)))


def _recoded(held: bytearray, _: int, __: int, rest: _Rest) -> None:
    held[:] = held.decode("latin-1").encode(rest[1].choice(ENCODINGS), "replace")


_BYTES: tuple[Callable[[bytearray, int, int, _Rest], None], ...] = (
    *(_noise, _flip, _flip, _cut_out, _put_in, _put_in, _put_over, _put_over, _repeat, _truncate, _splice),
    *(_behind, _other_mark, _recoded),
)
