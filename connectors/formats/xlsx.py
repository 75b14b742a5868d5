"""Rows out of an Excel workbook (.xlsx), streamed: numbers and dates as the sheet has them, nothing computed or run."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from connectors.formats.archive import DAMAGE, MOST_MEMBERS, checked_zip, refusal
from connectors.formats.xlsx_cells import Pieces, SheetWalk, integer

LARGEST_PART = 1_073_741_824
"""Bytes of one part of the workbook, unpacked: a million rows of ten columns are about half of that."""
LARGEST_STRINGS = 134_217_728
_BLOCK = 65_536
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Number formats that every Excel knows as dates."""
_QUOTED = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.")


class NotAWorkbook(ValueError):
    """The bytes are no workbook that can be read; the text says why."""


@dataclass(slots=True)
class Workbook:
    """What stands round the rows."""

    archive: zipfile.ZipFile
    sheets: dict[str, str] = field(default_factory=dict)
    """Name to part, in the order of the tabs."""
    strings: list[str] = field(default_factory=list)
    dated: set[int] = field(default_factory=set)
    """Styles whose numbers are dates."""
    since_1904: bool = False


def open_workbook(stream: IO[bytes]) -> Workbook:
    """The workbook's names, texts and styles.

    Raises:
        NotAWorkbook: no workbook, a damaged or an encrypted one, or larger than any.
    """
    try:
        book = Workbook(checked_zip(stream))
        _refuse_hostile(book.archive)
        targets = _targets(book.archive)
        _walk(book.archive, "xl/workbook.xml", _sheets_of(book, targets))
        if "xl/styles.xml" in book.archive.namelist():
            _walk(book.archive, "xl/styles.xml", _styles_of(book))
        _read_strings(book)
    except DAMAGE as error:
        why = str(error).strip("'\"") or type(error).__name__
        raise NotAWorkbook(why.splitlines()[0][:200]) from error
    if not book.sheets:
        raise NotAWorkbook("it has no sheet")
    return book


def sheet_rows(book: Workbook, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Row number (from 1) and cells of each row that has any; raises NotAWorkbook where the sheet is damaged."""
    walk = SheetWalk(book.strings, book.dated, since_1904=book.since_1904)
    try:
        with book.archive.open(book.sheets[sheet]) as stream:
            parser = _parser(walk.start, walk.end, walk.text)
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)  # noqa: FBT003 - Expat takes it by place
                yield from walk.done
                walk.done.clear()
            parser.Parse(b"", True)  # noqa: FBT003 - as above
    except (*DAMAGE, expat.ExpatError) as error:
        raise NotAWorkbook(f"sheet {sheet} is damaged: {error}") from error
    yield from walk.done


def _refuse_hostile(archive: zipfile.ZipFile) -> None:
    if len(archive.infolist()) > MOST_MEMBERS:
        raise NotAWorkbook(f"it has {len(archive.infolist()):,} parts")
    for info in archive.infolist():
        why = refusal(info)[1]
        if why:
            raise NotAWorkbook(f"its part {info.filename[:80]} is not opened: {why}")
        if info.file_size > LARGEST_PART:
            raise NotAWorkbook(f"its part {info.filename[:80]} unpacks to {info.file_size:,} bytes")


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Relation to part."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[attributes.get("Id", "")] = whole

    _walk(archive, "xl/_rels/workbook.xml.rels", start)
    return found


def _sheets_of(book: Workbook, targets: dict[str, str]) -> Callable[[str, dict[str, str]], None]:
    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            part = targets.get(attributes.get("id", ""), "")
            if part in book.archive.NameToInfo:
                book.sheets[attributes.get("name", "")] = part
        elif name == "workbookPr":
            book.since_1904 = attributes.get("date1904", "") in {"1", "true"}

    return start


def _styles_of(book: Workbook) -> Callable[[str, dict[str, str]], None]:
    custom: set[int] = set()
    inside: list[str] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        if name == "numFmt" and _is_date_format(attributes.get("formatCode", "")):
            custom.add(integer(attributes.get("numFmtId", "")))
        elif name in {"cellXfs", "cellStyleXfs"}:
            inside[:] = [name]
        elif name == "xf" and inside == ["cellXfs"]:
            form = integer(attributes.get("numFmtId", ""))
            if form in _DATES or form in custom:
                book.dated.add(count)
            count += 1

    return start


def _is_date_format(code: str) -> bool:
    plain = _QUOTED.sub("", code).lower()
    return any(letter in plain for letter in "ydh") or ("m" in plain and "#" not in plain and "0" not in plain)


def _read_strings(book: Workbook) -> None:
    part = "xl/sharedStrings.xml"
    if part not in book.archive.NameToInfo:
        return
    if book.archive.getinfo(part).file_size > LARGEST_STRINGS:
        raise NotAWorkbook("its texts are larger than a table's")
    state = {"t": False, "reading": 0}
    pieces = Pieces()

    def start(name: str, _: dict[str, str]) -> None:
        if name == "rPh":
            state["reading"] += 1
        state["t"] = name == "t" and not state["reading"]

    def end(name: str) -> None:
        state["t"] = False
        if name == "rPh":
            state["reading"] -= 1
        elif name == "si":
            book.strings.append("".join(pieces))
            pieces.clear()

    def text(data: str) -> None:
        if state["t"]:
            pieces.take(data)

    _walk(book.archive, part, start, end, text)


def _walk(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    try:
        with archive.open(part) as stream:
            parser = _parser(start, end, text)
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)  # noqa: FBT003 - Expat takes it by place
            parser.Parse(b"", True)  # noqa: FBT003 - as above
    except expat.ExpatError as error:
        raise NotAWorkbook(f"its part {part} is damaged: {error}") from error


def _parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> expat.XMLParserType:
    def refuse(*_: object) -> None:
        raise NotAWorkbook("it declares a document type")

    def started(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

    def ended(name: str) -> None:
        if end is not None:
            end(name.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.StartDoctypeDeclHandler = refuse
    if text is not None:
        parser.CharacterDataHandler = text
    return parser
