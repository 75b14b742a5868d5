"""Damaged inputs against one parser: ``python -m tests.contract.readers.fuzz --parser NAME --count N [--seed S]``.

Each input is a golden sample with some random damage (bytes flipped, cut, repeated, swapped, put in). The same seed
gives the same inputs; an input that breaks a promise is written beside and named, and the exit is 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.contract.readers.parsers import PARSERS, Parser

TOKENS = (
    *(
        b"'",
        b"+",
        b":",
        b"?",
        b"~",
        b"*",
        b"^",
        b"\n",
        b"\r\n",
        b"\x00",
        b"\x1a",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ),
    *(
        b"UNA:+.? '",
        b"UNB+UNOA:1+",
        b"UNH+1+ORDERS:D:96A:UN'",
        b"UNT+3+1'",
        b"UNZ+1+1'",
        b"LIN+1'",
        b"QTY+21:",
        b"UNS+S'",
    ),
    *(b"ISA*", b"GS*PO*", b"ST*850*1~", b"SE*1*1~", b"PO1*", b"CTT*", b"-1", b"1e400", b"NaN", b"9" * 40, b"0", b"-"),
    *(
        b",",
        b";",
        b'"',
        b"<",
        b">",
        b"&#0;",
        b"{",
        b"[",
        b"]}",
        b"\xe2\x80\xae",
        b"\xd9\xa3",
        b"\xed\xa0\x80",
        b" " * 50,
    ),
)
SLOW_SECONDS = 5.0


def damaged(samples: tuple[bytes, ...], chance: random.Random) -> bytes:
    """A sample with one to eight damages."""
    content = bytearray(chance.choice(samples))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(content) + 1)
        end = min(len(content), at + chance.choice((1, 1, 2, 5, 30, 200)))
        match chance.randrange(7):
            case 0:
                content[at:end] = bytes(chance.randrange(256) for _ in range(end - at))
            case 1:
                del content[at:end]
            case 2:
                content[at:at] = chance.choice(TOKENS)
            case 3:
                content[at:end] = chance.choice(TOKENS)
            case 4:
                content[at:at] = content[at:end] * chance.choice((1, 2, 20))
            case 5:
                del content[at:]
            case _:
                other = chance.choice(samples)
                start = chance.randrange(len(other) + 1)
                content[at:end] = other[start : start + 100]
    return bytes(content)


def breaking(parser: Parser, count: int, seed: int) -> Iterator[tuple[bytes, str]]:
    """Inputs that break a promise, with what happened."""
    chance = random.Random(seed)
    for _ in range(count):
        content = damaged(parser.samples, chance)
        began = time.monotonic()
        try:
            parser.parse(content)
        except Exception as error:  # noqa: BLE001 - any exception at all is what is looked for
            yield content, f"{type(error).__name__}: {error}"
        if time.monotonic() - began > SLOW_SECONDS:
            yield content, f"took {time.monotonic() - began:.1f} s"


def main() -> int:
    """The command; 0: no promise was broken."""
    asked = argparse.ArgumentParser(description="Damaged inputs against one parser.")
    asked.add_argument("--parser", choices=sorted(PARSERS), required=True)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="where breaking inputs are written")
    given = asked.parse_args()
    began, broken = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        parser = PARSERS[given.parser](Path(folder))
        for content, why in breaking(parser, given.count, given.seed):
            broken += 1
            given.keep.mkdir(exist_ok=True)
            path = given.keep / f"{given.parser}-{given.seed}-{broken}.bin"
            path.write_bytes(content)
            sys.stdout.write(f"{path}: {why}\n")
    seconds = time.monotonic() - began
    sys.stdout.write(f"{given.parser}: {given.count} inputs, {broken} broke a promise, {seconds:.1f} s\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
