"""Readers of order tables: CSV and Parquet, everything about them in the partner's mapping."""

from __future__ import annotations

from collections.abc import Iterator

from polars.exceptions import PolarsError

from connectors.files.assemble import readings
from connectors.files.csv_source import CsvSource
from connectors.files.emit import unreadable
from connectors.files.pair_source import PairSource
from connectors.files.parquet_source import ParquetSource
from connectors.files.problem import Unreadable
from connectors.files.record_source import RecordSource
from connectors.files.sources import TableSource
from connectors.formats.canonical import told
from connectors.formats.csv_rows import sniff_delimiter
from connectors.formats.text import marked_encoding
from connectors.ports import Identified, Raw, Reading, Trailer
from domain.findings import Finding
from domain.mapping import TableMapping
from domain.profile import PartnerProfile

PARQUET_MAGIC = b"PAR1"


class _TableReader:
    """What both formats share: a source, then documents out of its rows."""

    name = ""

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``."""
        done = 0
        try:
            mapping = self._mapping(raw, profile)
            for reading in readings(self._source(raw, mapping, profile), mapping, profile, raw.name):
                done += 1
                yield reading
        except Unreadable as problem:
            yield self._rest(raw, profile, problem.finding, done)
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
        return unreadable((found,), done + 1, found.message)

    def _mapping(self, raw: Raw, profile: PartnerProfile) -> TableMapping:
        limit = profile.limits.file_bytes
        if raw.size > limit:
            words = {"what": "The file", "size": f"{raw.size:,} bytes", "limit": f"{limit:,}"}
            raise Unreadable(told(profile, "FI-FILE-004", value=raw.name, **words))
        if profile.mapping is None:
            why = "the profile has no mapping"
            raise Unreadable(told(profile, "FI-FILE-001", value=raw.name, format=self.name, why=why))
        return profile.mapping

    def _source(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> TableSource:
        raise NotImplementedError


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
            return PairSource(raw, mapping, lambda one, part: CsvSource(one, part, profile.limits))
        return (
            RecordSource(raw, mapping, profile.limits)
            if mapping.layout == "records"
            else CsvSource(raw, mapping, profile.limits)
        )


class _ParquetReader(_TableReader):
    name = "parquet"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """The magic bytes; ``name`` is not needed."""
        return Identified("parquet") if head.startswith(PARQUET_MAGIC) else None

    def _source(self, raw: Raw, mapping: TableMapping, profile: PartnerProfile) -> TableSource:
        if mapping.layout == "two_files":
            return PairSource(raw, mapping, ParquetSource)
        if mapping.layout == "records":
            why = "head rows and line rows in one file are read from CSV only"
            raise Unreadable(told(profile, "FI-FILE-001", value=raw.name, format="Parquet", why=why))
        return ParquetSource(raw, mapping)


CSV = _CsvReader()
PARQUET = _ParquetReader()
