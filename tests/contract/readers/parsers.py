"""What is fuzzed: a parser's name to its seeds and to how it is called. One entry a parser.

``csv``, ``json``, ``fixed`` and ``xlsx`` are the whole readers, from bytes to documents; ``csv-rows`` and so on end
where the file has become rows, which is the part that parses bytes, and run many times as fast.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from connectors import identify, read_documents
from connectors.files.csv_source import CsvSource
from connectors.files.fixed_source import FixedSource
from connectors.files.json_source import JsonSource
from connectors.files.problem import Unreadable
from connectors.files.row_table import RowTable
from connectors.files.xlsx_source import XlsxSource
from connectors.inspect import inspect_file, neutral_profile
from connectors.ports import Raw, Reading
from domain.catalogue import CATALOGUE
from domain.documents.acknowledgement import FunctionalAcknowledgement
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import SalesOrderChange
from domain.mapping import TableMapping
from domain.profile import PartnerProfile
from tests.contract.readers.golden import SAMPLES, profile_of, samples
from tests.contract.readers.mutations_structured import zipped
from tests.unit.readers.made import a_profile

Document = Annotated[SalesOrder | SalesOrderChange | FunctionalAcknowledgement, Field(discriminator="type")]
DOCUMENT: TypeAdapter[SalesOrder | SalesOrderChange | FunctionalAcknowledgement] = TypeAdapter(Document)
"""What readers make of bytes."""


@dataclass(frozen=True, slots=True)
class Parser:
    """One parser: ``parse`` raises where it breaks what it promises, and only there."""

    seeds: tuple[bytes, ...]
    parse: Callable[[bytes, int], object]
    """Given the bytes, and which seed they were made of: its profile goes with it."""
    shape: str = ""
    """What the seeds are made of, as ``mutations_structured.STRUCTURED`` names it."""


def promised(content: bytes, profile: PartnerProfile, name: str) -> list[Reading]:
    """What a reader promises of any bytes: no exception, entries with documents or findings that say why not."""
    parts = list(read_documents(Raw.of(name, content), profile))
    entries = [part for part in parts if isinstance(part, Reading)]
    assert entries, "no entry stands for the delivery"
    assert [one.ordinal for one in entries] == list(range(1, len(entries) + 1)), "ordinals are not 1, 2, 3 ..."
    for one in entries:
        assert one.payload is not None or one.findings, "an unreadable entry says nothing"
        assert one.content_hash, "an entry has no hash"
        (one.excerpt + one.number + "".join(one.envelope.values())).encode()
        for found in one.findings:
            assert found.code in CATALOGUE, f"{found.code} is not in the catalogue"
            found.model_dump_json()
        if one.payload is not None:
            again = DOCUMENT.validate_json(one.payload).model_dump_json().encode()
            assert again == one.payload, "a payload is not the model's own JSON"
    return entries


SHAPES = {"x12": "edi", "edifact": "edi", "ubl": "xml", "csv": "rows", "json": "json", "fixed": "rows", "xlsx": "zip"}
"""Readers that are fuzzed, and what their seeds are made of."""
_SOURCES: dict[str, Callable[[Raw, TableMapping, PartnerProfile], RowTable]] = {
    "csv": lambda raw, mapping, profile: CsvSource(raw, mapping, profile.limits),
    "json": lambda raw, mapping, profile: JsonSource(raw, mapping, profile.limits),
    "fixed": lambda raw, mapping, profile: FixedSource(raw, mapping, profile.limits),
    "xlsx": lambda raw, mapping, _: XlsxSource(raw, mapping),
}


@cache
def _seeds(form: str) -> tuple[tuple[bytes, PartnerProfile], ...]:
    """Golden samples of a format, each with its profile, and what is made here."""
    found = [(_small_workbook(), a_profile("xlsx"))] if form == "xlsx" else []
    for path in samples():
        raw = Raw.of(path.name, path)
        known = identify(raw)
        if known is not None and known[1].format == form and known[0].name == form:
            found.append((raw.read(), profile_of(path, raw)))
        elif form == "json" and path.suffix == ".gz":
            found.append((gzip.decompress(path.read_bytes()), profile_of(path, raw)))
    if not found:
        raise KeyError(f"no golden sample is read by {form}: write one under tests/samples")
    return tuple(found)


def _reader(form: str) -> Parser:
    seeds = _seeds(form)
    profiles = [profile.model_copy(update={"format": form}) for _, profile in seeds]
    return Parser(
        tuple(content for content, _ in seeds),
        lambda content, which: promised(content, profiles[which], f"fuzz.{form}"),
        SHAPES[form],
    )


def _rows(form: str) -> Parser:
    """From bytes to rows, without what tables become."""
    seeds = _seeds(form)

    def parse(content: bytes, which: int) -> None:
        profile = seeds[which][1]
        assert profile.mapping is not None
        before, code = 0, ""
        try:
            source = _SOURCES[form](Raw(f"fuzz.{form}", content), profile.mapping, profile)
            assert all(isinstance(name, str) for name in source.header)
            for chunk in source.chunks():
                for at, row in enumerate(chunk.rows):
                    number = chunk.line_of(at)
                    assert number > before, "numbers of rows do not grow"
                    before = number
                    "".join(row).encode()
        except Unreadable as problem:
            code = problem.finding.code
        assert not code or code in CATALOGUE, f"{code} is not in the catalogue"

    return Parser(tuple(content for content, _ in seeds), parse, SHAPES[form])


def _small_workbook() -> bytes:
    """As small as a workbook can be: what is inside is damaged more often than what is round it."""
    cell = '<c r="{0}1" t="s"><v>{1}</v></c>'
    names = ("Order", "Date", "Customer", "Item", "Text", "Qty", "Unit", "Price")
    head = "".join(cell.format("ABCDEFGH"[at], at) for at in range(len(names)))
    line = '<c t="inlineStr"><is><t>P-1</t></is></c><c s="1"><v>46327.5</v></c><c t="str"><v>C1</v></c>'
    line += '<c t="s"><v>3</v></c><c/><c><v>2.5</v></c><c t="b"><v>1</v></c><c><v>0.30000000000000004</v></c>'
    sheet = f'<worksheet><sheetData><row r="1">{head}</row><row r="3">{line}</row></sheetData></worksheet>'
    texts = "".join(f"<si><t>{name}</t></si>" for name in names)
    book = '<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
    styles = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    styles += '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    files = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/></R>',
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zipped([(name, inside.encode()) for name, inside in files.items()])


def _zip() -> Parser:
    """Unpacking a zip: what is inside is read as UBL."""
    order = (SAMPLES / "edi" / "ubl_order.xml").read_bytes()
    small = b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"><ID>1</ID></Order>'
    seeds = [zipped([("a.xml", small), ("b/c.xml", small)]), zipped([("a.xml", order)], zipfile.ZIP_DEFLATED)]
    seeds += [path.read_bytes() for path in samples() if path.suffix == ".zip"]
    streamed = io.BytesIO()
    with zipfile.ZipFile(_Unseekable(streamed), "w") as target:
        target.writestr("streamed.xml", small)
    profile = neutral_profile("ubl")
    return Parser((*seeds, streamed.getvalue()), lambda content, _: promised(content, profile, "fuzz.zip"), "zip")


class _Unseekable(io.RawIOBase):
    """Makes zipfile write sizes behind the data, as programs do that stream."""

    def __init__(self, target: io.BytesIO) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that zipfile writes
        return self._target.write(data)


def _gzip() -> Parser:
    """Unpacking gzip: what is inside is read as UBL, or as X12."""
    profiles = (neutral_profile("ubl"), neutral_profile("x12"))
    files = (SAMPLES / "edi" / "ubl_order.xml", SAMPLES / "edi" / "plain_order.edi")
    seeds = tuple(gzip.compress(path.read_bytes(), 1, mtime=0) for path in files)
    return Parser(seeds, lambda content, which: promised(content, profiles[which], "fuzz.gz"), "gzip")


def _inspect(folder: Path) -> Parser:
    """Looking at any file at all."""
    path = folder / "fuzz.bin"

    def parse(content: bytes, _: int) -> None:
        path.write_bytes(content)
        answer = inspect_file(path)
        assert answer["verdict"] == "read" or answer["findings"], "refused without a finding"

    return Parser(tuple(_any_sample()), parse)


def _any_sample() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in samples())
    yield _small_workbook()


PARSERS: dict[str, Callable[[Path], Parser]] = {
    **{form: cache(lambda _folder, form=form: _reader(form)) for form in SHAPES},
    **{f"{form}-rows": cache(lambda _folder, form=form: _rows(form)) for form in _SOURCES},
    "zip": cache(lambda _folder: _zip()),
    "gzip": cache(lambda _folder: _gzip()),
    "inspect": _inspect,
}
"""Name to what makes the parser, given a folder it may write to."""
