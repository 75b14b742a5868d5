"""A table looked at without a partner: its headings, some rows, and whether a profile's columns are there."""

from __future__ import annotations

from collections.abc import Callable

from connectors.files.columns import NO_COLUMNS, missing, places
from connectors.files.csv_source import CsvSource
from connectors.files.fixed_source import FixedSource, between_blanks
from connectors.files.json_source import JsonSource
from connectors.files.parquet_source import ParquetSource
from connectors.files.problem import Unreadable
from connectors.files.propose import proposal
from connectors.files.row_table import RowTable
from connectors.files.wide_source import unfolded
from connectors.files.xlsx_source import XlsxSource
from connectors.formats.text import marked_encoding
from connectors.ports import Raw
from domain.findings import Finding
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, TableMapping
from domain.profile import Limits, PartnerProfile

SAMPLE_ROWS = 300


def fits(raw: Raw, form: str, profile: PartnerProfile) -> bool:
    """Whether the file has all columns that the profile's mapping names."""
    mapping = profile.mapping
    if mapping is None or mapping.layout == "two_files":
        return False
    if mapping.layout == "records":
        return form in {"csv", "fixed", "xlsx"}
    try:
        header = _source(raw, form, mapping, profile.limits).header
    except Unreadable:
        return False
    fields = (*HEAD_FIELDS, *LINE_FIELDS)
    return not missing(mapping, fields, places(mapping, fields, header))


def proposed(raw: Raw, form: str, limits: Limits) -> tuple[dict[str, object] | None, Finding | None, list[str]]:
    """A proposal for a mapping, or the finding why there can be none; and the headings."""
    try:
        source = _source(raw, form, _shaped(raw, form), limits)
        rows = source.sample(SAMPLE_ROWS)
    except Unreadable as problem:
        return None, problem.finding, []
    found = proposal(source.header, rows)
    mapping = found["mapping"]
    merged = {**_told_of(source), **mapping} if isinstance(mapping, dict) else mapping
    return {"format": form, "mapping": merged, "missing": found["missing"]}, None, source.header


def _told_of(source: RowTable | ParquetSource) -> dict[str, object]:
    if isinstance(source, CsvSource):
        return {"delimiter": source.dialect.delimiter, "encoding": source.encoding}
    return {"sheet": source.sheet} if isinstance(source, XlsxSource) else {}


def _source(raw: Raw, form: str, mapping: TableMapping, limits: Limits) -> RowTable | ParquetSource:
    makers: dict[str, Callable[[], RowTable | ParquetSource]] = {
        "parquet": lambda: ParquetSource(raw, mapping),
        "xlsx": lambda: XlsxSource(raw, mapping),
        "json": lambda: JsonSource(raw, mapping, limits),
        "fixed": lambda: FixedSource(raw, mapping, limits),
        "csv": lambda: CsvSource(raw, mapping, limits),
    }
    made = makers[form]()
    return unfolded(raw, mapping, made) if isinstance(made, RowTable) else made


def _shaped(raw: Raw, form: str) -> TableMapping:
    """No columns; for fixed width those between the blanks that all of the first lines share."""
    if form != "fixed":
        return NO_COLUMNS
    head = raw.head()
    lines = [
        line for line in head.decode(marked_encoding(head) or "utf-8", "replace").splitlines()[:200] if line.strip()
    ]
    return NO_COLUMNS.model_copy(update={"columns": {str(at): spec for at, spec in enumerate(between_blanks(lines))}})
