"""Readers of order tables, whatever holds their rows: everything about them stands in the partner's mapping."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator

from polars.exceptions import PolarsError

from connectors.files.assemble import readings
from connectors.files.csv_source import CsvSource
from connectors.files.fixed_source import FixedSource, even_lines
from connectors.files.json_source import JsonSource
from connectors.files.pair_source import PairSource
from connectors.files.parquet_source import ParquetSource
from connectors.files.problem import Unreadable
from connectors.files.record_source import RecordSource
from connectors.files.row_table import RowTable
from connectors.files.sources import TableSource
from connectors.files.trimmed import trimmed
from connectors.files.wide_source import unfolded
from connectors.files.xlsx_source import XlsxSource
from connectors.formats.archive import ZIP, packed_as
from connectors.formats.canonical import told
from connectors.formats.csv_rows import sniff_delimiter
from connectors.formats.reading import unreadable
from connectors.formats.text import marked_encoding
from connectors.ports import Identified, Raw, Reading, Trailer
from domain.findings import Finding
from domain.mapping import TableMapping
from domain.profile import PartnerProfile

PARQUET_MAGIC = b"PAR1"
SHEET_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
JSON_START = re.compile(r"\{\s*(\"|\})|\[\s*([\[{\"\]0-9-]|true|false|null)")
WIDEST = 2000
"""Columns of a sheet's heading."""


class _TableReader(ABC):
    """What all formats share: a source, then documents out of its rows."""

    name = ""

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``."""
        done = 0
        source: TableSource | None = None
        try:
            mapping = self._mapping(raw, profile)
            source = self._source(raw, mapping, profile)
            for reading in readings(source, mapping, profile, raw.name):
                done += 1
                yield reading
            yield from _astray(source, profile, done + 1)
        except Unreadable as problem:
            yield self._rest(raw, profile, problem.finding, done)
            if source is not None:
                yield from _astray(source, profile, done + 2)
        except PolarsError as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            yield self._rest(
                raw, profile, told(profile, "FI-FILE-001", value=raw.name, format=self.name, why=why), done
            )

    def _rest(self, raw: Raw, profile: PartnerProfile, found: Finding, done: int) -> Reading:
        """The entry for what can't be read: the whole delivery, or all after its first ``done`` documents."""
        if done and found.code == "FI-FILE-001":
            place = f"document {done + 1}"
            found = told(profile, "FI-FILE-007", value=raw.name, place=place, why=found.message)
        return unreadable(found, ordinal=done + 1)

    def _mapping(self, raw: Raw, profile: PartnerProfile) -> TableMapping:
        limit = profile.limits.file_bytes
        if raw.size > limit:
            words = {"what": "The file", "size": f"{raw.size:,} bytes", "limit": f"{limit:,}"}
            raise Unreadable(told(profile, "FI-FILE-004", value=raw.name, **words))
        if profile.mapping is None:
            why = "the profile has no mapping"
            raise Unreadable(told(profile, "FI-FILE-001", value=raw.name, format=self.name, why=why))
        return profile.mapping

    @abstractmethod
    def _source(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> TableSource: ...


class _CsvReader(_TableReader):
    name = "csv"

    def identify(self, head: bytes, name: str) -> Identified | None:
        """Text with a delimiter in its first lines."""
        encoding = marked_encoding(head) or "utf-8"
        try:
            text = head.decode(encoding, "replace")
        except (UnicodeError, LookupError):
            return None
        if "\x00" in text[:1000] or not text.strip():
            return None
        delimiter = sniff_delimiter(text)
        first = text.lstrip("\ufeff \r\n").splitlines()[0] if text.strip() else ""
        if delimiter not in first and not name.lower().endswith((".csv", ".tsv", ".txt")):
            return None
        return Identified("csv", detail=f"delimiter {delimiter!r}") if delimiter in first else None

    def _source(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> TableSource:
        if mapping.layout == "two_files":
            limits = profile.limits
            return PairSource(
                raw, mapping, limits.file_bytes, lambda one, part: trimmed(one, part, CsvSource(one, part, limits))
            )
        table = trimmed(raw, mapping, CsvSource(raw, mapping, profile.limits))
        return RecordSource(raw, mapping, table) if mapping.layout == "records" else unfolded(raw, mapping, table)


class _ParquetReader(_TableReader):
    name = "parquet"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """The magic bytes; ``name`` is not needed."""
        return Identified("parquet") if head.startswith(PARQUET_MAGIC) else None

    def _source(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> TableSource:
        if mapping.layout == "two_files":
            return PairSource(raw, mapping, profile.limits.file_bytes, ParquetSource)
        if mapping.layout == "records":
            why = "head rows and line rows in one file are read from CSV only"
            raise Unreadable(told(profile, "FI-FILE-001", value=raw.name, format="Parquet", why=why))
        return ParquetSource(raw, mapping)


class _RowReader(_TableReader):
    """What formats share whose files are one table of rows."""

    def _source(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> TableSource:
        table = trimmed(raw, mapping, self._table(raw, self._dated(mapping), profile))
        if mapping.layout == "two_files":
            why = "heads and lines in two files are read from CSV and Parquet only"
            raise Unreadable(told(profile, "FI-FILE-001", value=raw.name, format=self.name, why=why))
        return RecordSource(raw, mapping, table) if mapping.layout == "records" else unfolded(raw, mapping, table)

    def _mapping(self, raw: Raw, profile: PartnerProfile) -> TableMapping:
        return self._dated(super()._mapping(raw, profile))

    def _dated(self, mapping: TableMapping) -> TableMapping:
        return mapping

    @abstractmethod
    def _table(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> RowTable: ...


class _XlsxReader(_RowReader):
    name = "xlsx"

    def identify(self, head: bytes, name: str) -> Identified | None:
        """A zip archive that begins like a workbook, or is called one."""
        if not head.startswith(ZIP) or packed_as(head):
            return None
        return Identified("xlsx") if b"xl/" in head or name.lower().endswith((".xlsx", ".xlsm")) else None

    def _dated(self, mapping: TableMapping) -> TableMapping:
        """Dates that the sheet keeps as dates come in the ISO form, before the formats of dates kept as text."""
        return mapping.model_copy(update={"date_formats": (*SHEET_DATES, *mapping.date_formats)})

    def _table(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> RowTable:
        found = XlsxSource(raw, mapping)
        _refuse_wide(found, raw, profile)
        return found


class _JsonReader(_RowReader):
    name = "json"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """An object or an array of them."""
        encoding = marked_encoding(head) or "utf-8"
        text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
        return Identified("json") if JSON_START.match(text) else None

    def _table(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> RowTable:
        return JsonSource(raw, mapping, profile.limits)


class _FixedReader(_RowReader):
    name = "fixed"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """Lines of one length without a delimiter; other tables of fixed width are known by their profile only."""
        encoding = marked_encoding(head) or "utf-8"
        text = head.decode(encoding, "replace").lstrip("\ufeff")
        return Identified("fixed") if even_lines(text) else None

    def _table(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> RowTable:
        return FixedSource(raw, mapping, profile.limits)


def _refuse_wide(table: RowTable, raw: Raw, profile: PartnerProfile) -> None:
    if table.width() > WIDEST:
        words = {"what": "The heading", "size": f"{table.width():,} columns", "limit": f"{WIDEST:,}"}
        raise Unreadable(told(profile, "FI-FILE-004", value=raw.name, **words))


def _astray(source: TableSource, profile: PartnerProfile, ordinal: int) -> Iterator[Reading]:
    """One entry for what could not be made into rows."""
    found = source.faults() if isinstance(source, RowTable | RecordSource) else ()
    if found:
        severities = profile.severities
        told_so = tuple(one.model_copy(update={"severity": severities.get(one.code, one.severity)}) for one in found)
        yield unreadable(*told_so, ordinal=ordinal, excerpt=f"{len(found)} records that can't be read")


CSV = _CsvReader()
XLSX = _XlsxReader()
JSON = _JsonReader()
FIXED = _FixedReader()
PARQUET = _ParquetReader()
