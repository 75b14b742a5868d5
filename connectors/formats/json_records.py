"""Records out of JSON: lines, an array or one document, streamed, with numbers as they are written."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from connectors.formats.xlsx_cells import Number, number_text

LARGEST_RECORD = 8_388_608
"""Characters of one record, which becomes forty times as many bytes of values; a document that is one value is one."""
_BLOCK = 1_048_576
_GAP = re.compile(r"[\s,]*")
_WHITE = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """One value of the file; ``fault`` says why it could not be read."""

    number: int
    """From 1."""
    value: object = None
    fault: str = ""
    last: bool = False
    """Nothing after it can be found."""


class _Bad(ValueError):
    """What JSON allows, or Python, and an order must not hold."""


class Decoder:
    """Decodes with exact numbers; names stated twice are kept apart for ``names``."""

    def __init__(self, names: frozenset[str]) -> None:
        """``names`` that may not stand twice in one object."""
        self._names = names
        self._json = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=_number, parse_int=_number, parse_constant=_refused
        )

    def decode(self, text: str, at: int = 0) -> tuple[object, int]:
        """The value that begins at ``at``, and where it ends; ValueError says what is wrong."""
        try:
            return self._json.raw_decode(text, at)
        except RecursionError:
            raise _Bad("it is nested without end") from None

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen and name in self._names:
                    raise _Bad(f"{name} is stated twice")
                seen.add(name)
        return found


def _number(text: str) -> str:
    return number_text(text) if "e" in text.lower() else Number(text)


def _refused(name: str) -> object:
    raise _Bad(f"{name} is no number")


def records(stream: BinaryIO, encoding: str, longest_line: int, names: frozenset[str]) -> Iterator[Record]:
    """The records in order; a bad line is one, and does not end the reading."""
    decoder = Decoder(names)
    head = stream.readline(longest_line + 4)
    while head and not head.strip(b"\xef\xbb\xbf \t\r\n\x00,"):
        head = stream.readline(longest_line + 4)
    stream.seek(0)
    if encoding.startswith("utf-8") and _is_whole(head, decoder):
        yield from _lines(stream, longest_line, decoder)
    else:
        yield from _values(stream, encoding, decoder)


def _is_whole(line: bytes, decoder: Decoder) -> bool:
    """Whether a line is an object by itself (or a bad one that ends as one): then each line is a record."""
    text = line.decode("utf-8-sig", "replace").strip()
    if not text.startswith("{"):
        return False
    try:
        decoder.decode(text)
    except _Bad:
        return text.endswith("}")
    except ValueError:
        return False
    return True


def _lines(stream: BinaryIO, longest: int, decoder: Decoder) -> Iterator[Record]:
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = stream.readline(_BLOCK)
            yield Record(number, fault=f"its line is longer than {longest:,} bytes")
            continue
        record = _line(number, line, decoder)
        if record is not None:
            yield record


def _line(number: int, line: bytes, decoder: Decoder) -> Record | None:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip(_WHITE)
        if not text:
            return None
        value, end = decoder.decode(text)
    except UnicodeDecodeError as error:
        return Record(number, fault=f"byte {error.start + 1} of its line is not UTF-8")
    except ValueError as error:
        return Record(number, fault=str(error))
    if text[end:].strip(_WHITE + ","):
        return Record(number, fault="text follows the record on its line")
    return Record(number, value)


def _values(stream: BinaryIO, encoding: str, decoder: Decoder) -> Iterator[Record]:
    """An array's elements, or values one after another; each is decoded again, with more text, until it is whole."""
    reader = io.TextIOWrapper(stream, encoding=encoding, newline="")
    text, number, wanted, ended = "", 0, _BLOCK, False
    in_array: bool | None = None
    try:
        while True:
            block = "" if ended else reader.read(wanted)
            ended = ended or not block
            text += block
            start = 0
            if in_array is None and (opened := re.match(r"\ufeff?\s*(\[?)", text)):
                in_array, start = bool(opened.group(1)), opened.end()
            start, found, fault = yield from _decoded(text, start, (number, decoder, ended))
            number += found
            text = text[start:]
            if fault or (ended and not text.strip(_WHITE + ",")):
                return
            if ended or text.startswith("]"):
                rest = "text follows the array" if text.startswith("]") else "it breaks off"
                if text.strip(_WHITE + "]") or not in_array:
                    yield Record(number + 1, fault=rest, last=True)
                return
            if len(text) > LARGEST_RECORD:
                yield Record(number + 1, fault=f"it is larger than {LARGEST_RECORD:,} characters", last=True)
                return
            wanted = min(max(_BLOCK, len(text)), LARGEST_RECORD + 1 - len(text))
    except UnicodeError as error:
        yield Record(number + 1, fault=f"it is not {encoding}: {error}"[:200], last=True)
    finally:
        reader.detach()


def _decoded(text: str, start: int, rest: tuple[int, Decoder, bool]) -> Generator[Record, None, tuple[int, int, str]]:
    """Records that are whole in ``text``; where the next begins, how many there were, and a fault that ends it all."""
    number, decoder, ended = rest
    found = 0
    while True:
        gap = _GAP.match(text, start)
        start = gap.end() if gap else start
        if start >= len(text) or text[start] == "]":
            return start, found, ""
        try:
            value, end = decoder.decode(text, start)
        except _Bad as error:
            yield Record(number + found + 1, fault=str(error), last=True)
            return start, found, str(error)
        except ValueError as error:
            if ended:
                yield Record(number + found + 1, fault=str(error), last=True)
                return start, found, str(error)
            return start, found, ""
        if end == len(text) and not ended and text[start] not in '{["':
            return start, found, ""
        found += 1
        yield Record(number + found, value)
        start = end
