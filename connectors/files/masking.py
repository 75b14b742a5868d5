"""One document of a table as a file of its own, every text masked that is no code, amount or date of the mapping."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connectors.files.csv_source import CsvSource
from connectors.files.fixed_source import FixedSource
from connectors.files.masking_json import masked_records
from connectors.files.masking_keep import Keep
from connectors.files.masking_parquet import masked_parquet
from connectors.files.row_table import RowTable
from connectors.files.trimmed import trimmed
from connectors.files.xlsx_source import XlsxSource
from connectors.formats.xlsx_write import workbook
from connectors.pairing import half_of
from connectors.ports import Raw
from domain.errors import Refused
from domain.mapping import HEAD_FIELDS, TableMapping
from domain.masking import masked
from domain.profile import PartnerProfile


@dataclass(frozen=True, slots=True)
class Asked:
    """The document that is wanted, and how it is read."""

    raw: Raw
    """The whole delivery."""
    mapping: TableMapping
    profile: PartnerProfile
    number: str
    """As sent."""
    rows: tuple[int, ...]
    """First and last row in the file, from 1."""

    def keep(self, source: RowTable) -> Keep:
        """Which rows and cells of it stay."""
        whole = trimmed(self.raw, self.mapping, source)
        return Keep(self.mapping, whole.header, self.number, self.rows)


def masked_rows(raw: Raw, profile: PartnerProfile, number: str, rows: tuple[int, ...]) -> bytes:
    """The heading and one document's rows, in the format that came; what the mapping does not name is masked whole.

    Args:
        raw: the whole delivery, a table of any format.
        profile: its partner.
        number: the document's number, as sent.
        rows: its first and last row in the file, from 1.

    Raises:
        Refused: the profile has no mapping.
    """
    mapping = profile.mapping
    if mapping is None:
        message = "A table without a mapping cannot be masked."
        raise Refused(message, document=number, next_step="Add 'mapping' to the partner's profile.")
    asked = Asked(raw, mapping, profile, number, rows)
    return _pair(asked) if mapping.layout == "two_files" else _one(asked)


def _one(asked: Asked) -> bytes:
    makers: dict[str, Callable[[Asked], bytes]] = {
        "csv": _csv,
        "xlsx": _xlsx,
        "fixed": _fixed,
        "json": lambda one: masked_records(one.raw, one.mapping, one.number),
        "parquet": lambda one: masked_parquet(one.raw, one.mapping, one.number),
    }
    return makers[asked.profile.format](asked)


def _pair(asked: Asked) -> bytes:
    """Both files, each with the document's rows only, under names that say nothing."""
    mapping, out = asked.mapping, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(asked.raw.read())) as archive, zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            half = half_of(name, mapping.head)
            if half is None:
                continue
            columns = {
                str(field): named
                for field, named in mapping.columns.items()
                if (str(field) in HEAD_FIELDS) == (half[0] == "head")
            }
            own = {"layout": "rows", "columns": {"number": mapping.head.join, **columns}}
            part = Asked(Raw(name, archive.read(name)), mapping.model_copy(update=own), asked.profile, asked.number, ())
            pattern = mapping.head.pattern if half[0] == "head" else mapping.head.line_pattern
            made.writestr(zipfile.ZipInfo(pattern.replace("*", "case"), (1980, 1, 1, 0, 0, 0)), _one(part))
    return out.getvalue()


def _kept(source: RowTable, asked: Asked) -> Iterator[tuple[int, list[str]]]:
    """Rows of the heading below its first, as they are, then the document's, masked; each with its line."""
    keep, below = asked.keep(source), asked.mapping.header_rows - 1 if asked.mapping.header else 0
    for chunk in source.chunks():
        for index, row in enumerate(chunk.rows):
            line = chunk.line_of(index)
            if below:
                below -= 1
                yield line, row
            elif keep.belongs(row, line):
                yield line, keep.masked(row)


def _csv(asked: Asked) -> bytes:
    source = CsvSource(asked.raw, asked.mapping, asked.profile.limits)
    text = io.StringIO()
    text.write("\n" * asked.mapping.skip_rows)
    quote = source.dialect.quote
    writer = csv.writer(
        text,
        delimiter=source.dialect.delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        escapechar=None if quote else "\\",
        lineterminator="\n",
    )
    if asked.mapping.header:
        writer.writerow(source.header)
    writer.writerows(row for _, row in _kept(source, asked))
    return text.getvalue().encode(source.encoding, "replace")


def _xlsx(asked: Asked) -> bytes:
    plain = asked.mapping.model_copy(update={"decimal": "."})  # numbers stay numbers
    source = XlsxSource(asked.raw, plain)
    heading = [(asked.mapping.skip_rows + 1, list(source.header))] if asked.mapping.header else []
    return workbook(source.sheet, [*heading, *_kept(source, asked)])


def _fixed(asked: Asked) -> bytes:
    """Whole lines, characters outside the columns that stay masked where they stand."""
    source = FixedSource(asked.raw, asked.mapping, asked.profile.limits)
    keep = asked.keep(source)
    wanted = {
        chunk.line_of(index)
        for chunk in source.chunks()
        for index, row in enumerate(chunk.rows)
        if row and keep.belongs(row, chunk.line_of(index))
    }
    with io.TextIOWrapper(asked.raw.open(), encoding=source.encoding) as text:
        lines = [line.rstrip("\r\n") for at, line in enumerate(text, start=1) if at in wanted]
    above = [""] * asked.mapping.skip_rows
    shown = [source.with_others(line, keep.columns, masked) for line in lines]
    return "".join(f"{line}\n" for line in (*above, *shown)).encode(source.encoding, "replace")
